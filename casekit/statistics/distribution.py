"""Distributions: the chance of at most so many months, given the features, by a forest's leaves and by logistic steps."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.statistics.encoding import filled, means
from casekit.statistics.steps import steps

Array = NDArray[Any]
Bounds = list[tuple[float | None, float | None]]

TREES, LEAF = 100, 15  # of a forest; least cases in a leaf (a fifteenth of few)
TRIED = 0.5  # the share of features tried at a split
POINTS = 24  # months at which logistic steps are fitted, about; between them the overall distribution is followed
LEAST_PASSED = 10  # cases on either side of such a point
SHRINKAGE = 0.3  # the variance that logistic coefficients have beforehand


class Forest:
    """The leaves of a random forest: the months of like cases are those in the same leaves (Meinshausen 2006)."""

    def __init__(self, x: Array, y: Array, codes: Array, size: int, seed: int) -> None:
        from sklearn.ensemble import RandomForestRegressor

        least = max(3, min(LEAF, len(y) // 15))
        forest = RandomForestRegressor(TREES, min_samples_leaf=least, max_features=TRIED, random_state=seed)
        self.trees = [tree.tree_ for tree in forest.fit(x, y).estimators_]
        self.first = np.cumsum([0] + [tree.node_count for tree in self.trees])
        self.members = self.leaves(x)
        self.share = 1 / np.maximum(np.asarray(self.members.sum(axis=0)).ravel(), 1)
        self.table = np.cumsum((self.members.T @ np.eye(size)[codes]) * self.share[:, None], axis=1)

    def leaves(self, x: Array) -> Any:
        """Which leaf each row is in: a sparse matrix with a column a node, the trees side by side."""
        from scipy.sparse import csr_matrix

        here = x.astype(np.float32)
        place = (np.column_stack([tree.apply(here) for tree in self.trees]) + self.first[:-1]).ravel()
        return csr_matrix((np.ones(len(place)), place, np.arange(0, len(place) + 1, TREES)), (len(x), self.first[-1]))

    def chances(self, x: Array) -> Array:
        """One row a case, one column a value: the chance of at most that value."""
        found: Array = self.leaves(x) @ self.table / TREES
        return found

    def weights(self, x: Array, trees: int = TREES) -> Any:
        """One row a case, one column a case learnt from: how like it is by so many trees; a row sums to 1."""
        upto = self.first[trees]
        return self.leaves(x)[:, :upto].multiply(self.share[:upto]).tocsr() @ self.members[:, :upto].T / trees


class Logistic:
    """A logistic regression at each of about 24 months, by steps of the features and products of two steps."""

    def __init__(self, x: Array, y: Array, codes: Array, size: int, signs: Array) -> None:
        self.overall = np.cumsum(np.bincount(codes, minlength=size)) / len(codes)
        self.steps = steps(x, y)
        levels = [0.01, 0.03, *np.linspace(0, 1, POINTS - 2)[1:-1], 0.97, 0.99]
        near = np.unique(np.searchsorted(self.overall, levels))
        passing = self.overall * len(y)
        self.points = [
            p for p in np.union1d(near, np.maximum(near - 1, 0)) if LEAST_PASSED <= passing[p] <= len(y) - LEAST_PASSED
        ]
        alike, place, n = np.unique(x, axis=0, return_inverse=True, return_counts=True)
        self.signs = signs
        design, sides = self.steps.directed(alike, signs)
        bounds = _bounds(sides) if signs.any() else None
        self.coefficients = np.zeros((design.shape[1], len(self.points)))
        beta = np.zeros(design.shape[1])
        for i, point in enumerate(self.points):
            passed = np.bincount(place.ravel(), codes <= point, minlength=len(alike))
            beta = self.coefficients[:, i] = _fitted(design, passed, n, beta, bounds)

    def chances(self, x: Array) -> Array:
        """One row a case, one column a value: the chance of at most that value; it never falls along a row."""
        from scipy.special import expit

        known = np.maximum.accumulate(expit(self.steps.directed(x, self.signs)[0] @ self.coefficients), axis=1)
        known = np.column_stack([np.zeros(len(x)), known, np.ones(len(x))])
        place, ends = (
            np.searchsorted(self.points, np.arange(len(self.overall))),
            np.r_[0.0, self.overall[self.points], 1.0],
        )
        part = (self.overall - ends[place]) / np.maximum(ends[place + 1] - ends[place], 1e-12)
        return np.asarray(known[:, place] + part * (known[:, place + 1] - known[:, place]))


class Pair:
    """Both models, fitted on some of the rows, averaged; with directions the logistic answers alone.

    A forest held to directions pays for it more than it adds, and one that is not goes against them.
    """

    def __init__(
        self, matrix: Array, y: Array, codes: Array, size: int, by_mean: list[int], signs: Array, seed: int
    ) -> None:
        self.matrix, self.y, self.by_mean = matrix, y, by_mean
        x = _never_empty(filled(matrix, y, by_mean, seed))
        signs = _never_empty(signs[None, :])[0].astype(int)
        self.forest, self.logistic = Forest(x, y, codes, size, seed), Logistic(x, y, codes, size, signs)

    def read(self, matrix: Array) -> Array:
        """The columns of other cases as the models take them."""
        x = _never_empty(matrix)
        for place in self.by_mean:
            x[:, place] = means(self.matrix[:, place], self.y, matrix[:, place])
        return x

    def chances(self, matrix: Array) -> Array:
        """One row a case, one column a value: the chance of at most that value."""
        x = self.read(matrix)
        logistic = self.logistic.chances(x)
        return logistic if self.logistic.signs.any() else (self.forest.chances(x) + logistic) / 2


def _never_empty(x: Array) -> Array:
    return np.column_stack([x, np.zeros(len(x))])


def _bounds(sides: list[int]) -> Bounds:
    """Each coefficient kept to its side: more of what raises months, less chance of few."""
    return [(0.0 if side < 0 else None, 0.0 if side > 0 else None) for side in sides]


def _fitted(design: Array, passed: Array, n: Array, start: Array, bounds: Bounds | None) -> Array:
    from scipy.optimize import minimize
    from scipy.special import expit

    drawn = np.r_[0.0, np.full(design.shape[1] - 1, 1 / SHRINKAGE)]

    def loss(beta: Array) -> tuple[float, Array]:
        eta = design @ beta
        value = n @ np.logaddexp(0, eta) - passed @ eta + 0.5 * drawn @ beta**2
        return float(value), design.T @ (n * expit(eta) - passed) + drawn * beta

    options = {"maxiter": 60, "ftol": 1e-6}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x)
