"""Tails: the level of each end of a range at which cases held out fall beyond it as seldom as is asked, whatever their features."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.statistics.steps import Steps, steps

Array = NDArray[Any]

LEAST_LOCAL = 300  # cases from which levels follow the features; under it there is one level for all
SMOOTH = 0.2  # the width of the quantile regression's smoothed corner
RIDGE = 10.0  # the draw of features' levels towards that of all
KEPT = 0.95  # of each tail is given away: heaped months score best a little wider than asked


@dataclass(frozen=True)
class Tails:
    """The levels of both tails as functions of the features, of the groups they tell of, and of what the models answer."""

    values: Array
    places: list[int]
    basis: Steps
    groups: Any
    lower: Array
    upper: Array

    @classmethod
    def of(
        cls,
        held_out: Array,
        codes: Array,
        values: Array,
        x: Array,
        places: list[int],
        labels: Array | None,
        tail: float,
    ) -> "Tails":
        """Levels from the chances of cases that were held out: the lower from the chance of at most a case's own months, the
        upper from that of fewer, so that a heap of equal months is wholly inside or wholly outside.
        """
        places = places if len(codes) >= LEAST_LOCAL else []
        basis = Steps(steps(x[:, places], values[codes]).cuts, [], [])
        made = cls(values, places, basis, _membership(x, labels), codes, codes)
        design, rows = made.design(held_out, x), np.arange(len(codes))
        fewer = np.column_stack([np.zeros(len(codes)), held_out])[rows, codes]
        ends = [_level(design, logit(score), tail * KEPT) for score in (held_out[rows, codes], 1 - fewer)]
        return cls(values, places, basis, made.groups, *ends)

    def design(self, chances: Array, x: Array) -> Array:
        """What levels depend on: steps of the features, groups, and the middle and width that the models answer."""
        grouped = self.groups.predict_proba(x)[:, 1:] if self.groups else np.zeros((len(x), 0))
        if not self.places:
            return np.column_stack([np.ones(len(x)), grouped])
        low, middle, high = (self.values[(chances < level - 1e-9).sum(axis=1)] for level in (0.1, 0.5, 0.9))
        told = np.log1p(np.maximum([high - low, middle], 0)).T - (2.0, 2.5)
        return np.column_stack([self.basis.matrix(x[:, self.places]), grouped, told])

    def ends(self, chances: Array, x: Array) -> tuple[Array, Array]:
        """Places among the values of the lower and the upper end."""
        design = self.design(chances, x)
        low = (logit(chances) <= (design @ self.lower)[:, None]).sum(axis=1)
        return low, np.minimum((logit(1 - chances) > (design @ self.upper)[:, None]).sum(axis=1), len(self.values) - 1)


def logit(share: Array) -> Array:
    """Log odds, of shares kept off 0 and 1."""
    inside = np.clip(share, 1e-5, 1 - 1e-5)
    return np.asarray(np.log(inside / (1 - inside)))


def _membership(x: Array, labels: Array | None) -> Any:
    """How the features tell which of the named groups a case is in."""
    from sklearn.tree import DecisionTreeClassifier

    if labels is None or len(set(labels)) < 2 or not x.shape[1]:
        return None
    return DecisionTreeClassifier(min_samples_leaf=20, random_state=0).fit(x, labels)


def _level(design: Array, score: Array, tail: float) -> Array:
    """Coefficients of the level that a share `tail` of the scores is under: smoothed quantile regression, then exact over all."""
    from scipy.optimize import minimize
    from scipy.special import expit

    def loss(beta: Array) -> tuple[float, Array]:
        rest, drawn = score - design @ beta, np.r_[0, beta[1:]]
        value = tail * rest.sum() + SMOOTH * np.logaddexp(0, -rest / SMOOTH).sum() + RIDGE / 2 * drawn @ drawn
        return float(value), -design.T @ (tail - expit(-rest / SMOOTH)) + RIDGE * drawn

    beta = minimize(loss, np.r_[np.quantile(score, tail), np.zeros(design.shape[1] - 1)], jac=True, method="L-BFGS-B").x
    allowed = int(tail * (len(score) + 1))
    beta[0] += np.sort(score - design @ beta)[allowed] - 1e-9
    return np.asarray(beta)
