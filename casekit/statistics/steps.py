"""Steps: features cut into noughts and ones, products of two of them, and which features are worth having at all."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FEW = 12  # different values of a feature up to which each begins a step; others are cut at their fifths
LEAST_ROWS, LEAST_TOGETHER = 30, 40  # rows that a step, and a product of two, must part from the rest
PRODUCTS, LEAST_SCORE = 150, 2.0  # products of steps at most, and how far (in standard errors) they must matter
RIDGE = 10.0
WORTH, CERTAIN = 1.0, 2.0  # standard errors by which a feature must help; from which it is not asked again


@dataclass(frozen=True)
class Steps:
    """Where features are cut, which also have a slope (place, mean, spread), and which cuts are multiplied."""

    cuts: list[tuple[int, float]]
    slopes: list[tuple[int, float, float]]
    pairs: list[tuple[int, int]]

    def matrix(self, x: Array) -> Array:
        """Columns: a one, the steps, the slopes, the products."""
        single, sloped = self._alone(x)
        paired = single[:, [a for a, _ in self.pairs]] * single[:, [b for _, b in self.pairs]]
        return np.column_stack([np.ones(len(x)), single, *sloped, paired])

    def directed(self, x: Array, signs: Array) -> tuple[Array, list[int]]:
        """As `matrix` with the side of each column: products are written so that coefficients kept to their sides keep every
        feature of `signs` to its direction, while two may still strengthen or weaken one another.
        """
        single, sloped = self._alone(x)
        owners = [j for j, _ in self.cuts] + [j for j, _, _ in self.slopes]
        columns, sides = [np.ones(len(x)), *single.T, *sloped], [0, *(int(signs[j]) for j in owners)]
        for a, b in self.pairs:
            first, second = (single[:, one] for one in (a, b))
            one, other = (int(signs[self.cuts[place][0]]) for place in (a, b))
            if one and other:
                up, too = (part if side > 0 else 1 - part for part, side in ((first, one), (second, other)))
                columns, sides = [*columns, up * too, (1 - up) * (1 - too)], [*sides, 1, -1]
            elif one or other:
                own, beside = (first, second) if one else (second, first)
                columns, sides = [*columns, own * beside, own * (1 - beside)], [*sides, one or other, one or other]
            else:
                columns, sides = [*columns, first * second], [*sides, 0]
        return np.column_stack(columns), sides

    def _alone(self, x: Array) -> tuple[Array, list[Array]]:
        single = np.column_stack([np.ones((len(x), 0)), *(x[:, j] >= cut for j, cut in self.cuts)])
        return single, [np.clip((x[:, j] - mean) / spread, -2.5, 2.5) for j, mean, spread in self.slopes]

    def places(self) -> list[set[int]]:
        """The columns of x that each column of the matrix but the first is made of."""
        single = [{j} for j, _ in self.cuts]
        return [*single, *({j} for j, *_ in self.slopes), *(single[a] | single[b] for a, b in self.pairs)]


def steps(x: Array, y: Array) -> Steps:
    """The steps of these features, and those products of two that tell something of y which the steps alone do not."""
    cuts: list[tuple[int, float]] = []
    slopes: list[tuple[int, float, float]] = []
    for j in range(x.shape[1]):
        values = np.unique(x[:, j])
        if len(values) > FEW:
            slopes.append((j, float(x[:, j].mean()), float(x[:, j].std())))
            values = np.unique(np.quantile(x[:, j], [0, 0.2, 0.4, 0.6, 0.8]))
        cuts += [(j, float(v)) for v in values[1:] if LEAST_ROWS <= (x[:, j] >= v).sum() <= len(x) - LEAST_ROWS]
    alone = Steps(cuts, slopes, [])
    return Steps(cuts, slopes, _telling(alone, x, y))


def _telling(alone: Steps, x: Array, y: Array) -> list[tuple[int, int]]:
    """Pairs of steps by a score test of their product, at nine months, against what the steps alone leave."""
    every = [(a, b) for a, b in combinations(range(len(alone.cuts)), 2) if alone.cuts[a][0] != alone.cuts[b][0]]
    if not every:
        return []
    design, passed = alone.matrix(x), y[:, None] <= np.unique(np.quantile(y, np.linspace(0.1, 0.9, 9)))
    left = passed - design @ np.linalg.solve(design.T @ design + np.eye(design.shape[1]), design.T @ passed)
    single = design[:, 1 : 1 + len(alone.cuts)]
    n, total = single.T @ single, [single.T @ (single * rest[:, None]) for rest in left.T]
    first, second = np.array(every).T
    together = n[first, second]
    score = np.max(
        [np.abs(one[first, second]) / (rest.std() + 1e-9) for one, rest in zip(total, left.T, strict=True)], axis=0
    )
    score = np.where(together >= LEAST_TOGETHER, score / np.sqrt(np.maximum(together, 1)), 0)
    best = np.argsort(-score.round(9), kind="stable")[:PRODUCTS]
    return [every[i] for i in sorted(best) if score[i] > LEAST_SCORE]


def useful(x: Array, y: Array, owners: list[str]) -> set[str]:
    """Those features (the owners of columns of x) without which cases left out one at a time are judged worse.

    Judged by the squared error of the chance of at most so many months, at 24 of them, by a linear model, for which leaving a
    case out needs no second fit. The least useful are asked first, each beside those that were kept.
    """
    made = steps(x, y)
    design, owned = made.matrix(x)[:, 1:], [{owners[j] for j in places} for places in made.places()]
    passed = (y[:, None] <= np.unique(np.quantile(y, np.linspace(0.03, 0.97, 24)))) * 1.0

    def error(dropped: set[str]) -> Array:
        return _left_out(design[:, [not own & dropped for own in owned]], passed)

    def gain(dropped: set[str], name: str, now: Array) -> float:
        worse = error(dropped | {name}) - now
        return float(worse.mean() / max(worse.std() / len(worse) ** 0.5, 1e-12))

    now, dropped = error(set()), set[str]()
    asked = {name: gain(dropped, name, now) for name in sorted(set(owners))}
    for name in sorted((name for name in asked if asked[name] < CERTAIN), key=lambda name: asked[name]):
        if gain(dropped, name, now) < WORTH:
            dropped = dropped | {name}
            now = error(dropped)
    return set(owners) - dropped


def _left_out(design: Array, passed: Array) -> Array:
    """The squared error of each row, judged by a ridge regression on all the others (exact, by the hat matrix)."""
    centred, share = design - design.mean(axis=0), passed.mean(axis=0)
    reach = centred @ np.linalg.inv(centred.T @ centred + RIDGE * np.eye(centred.shape[1]))
    leverage = (reach * centred).sum(axis=1) + 1 / len(design)
    missed = (passed - share - reach @ (centred.T @ (passed - share))) / (1 - leverage)[:, None]
    return np.asarray(((passed - np.clip(passed - missed, 0, 1)) ** 2).sum(axis=1))
