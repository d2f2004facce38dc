"""Courses: how decisions spread over the age of cases and the calendar, fitted before the last days, expected on them."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SHARPNESS, LEANING = 3.0, 1.0  # prior standard deviation of a course and of a weekday's habit, both in logarithms
TEMPER = 0.5  # of the evidence for a course: the one that fits a little better shall not take all
UNSEEN = 0.1  # no course fitted before the last days knows them better than to a tenth
PARTS = 16


def expected_on_last_days(cells: pl.DataFrame) -> tuple[float, float, float]:
    """The logarithm of the decisions expected on the last days, its standard error, and how uneven the days before are.

    One row a kind of working day in the lives of cases: age, weekday, off_before, off_after (days off next to it), is_last,
    decisions, received_cases (how many had such a day). `uneven` is 1 where decisions scatter about the courses as chance
    would have it, and more the worse all of them fit; the standard error has grown by its root.
    """
    fits = np.array([_fitted(cells, course) for course in _courses(cells)])
    evidence, expected, variance, scatter = fits.T
    weights = np.exp(TEMPER * (evidence - evidence.max()))
    weights /= weights.sum()
    mean, uneven = float(weights @ expected), max(1.0, float(weights @ scatter))
    spread = weights @ (uneven * variance + (expected - mean) ** 2) + UNSEEN**2
    return mean, float(spread) ** 0.5, uneven


def _courses(cells: pl.DataFrame) -> list[NDArray[Any]]:
    """The columns over age of three courses: gamma, lognormal, normal.

    A day next to days off stands for half of those too, and for their ages: a Friday is a little later than it is.
    """
    age, before, after = (cells[name].to_numpy().astype(float) for name in ("age", "off_before", "off_after"))
    later = (after * (after + 1) - before * (before + 1)) / 2 / (2 + before + after)
    middle = np.maximum(age + later, 0)
    x, log_x = middle / middle.max(), np.log((middle + 1) / (middle.max() + 1))
    return [_even(np.array(columns).T, cells) for columns in ([log_x, x], [log_x, log_x**2], [x, x**2])]


def _even(columns: NDArray[Any], cells: pl.DataFrame) -> NDArray[Any]:
    """The columns turned so that over all lives each has mean 0 and mean square 1 and none repeats another."""
    size = cells["received_cases"].to_numpy()
    centred = columns - np.average(columns, axis=0, weights=size)
    triangle = np.linalg.qr(centred * np.sqrt(size)[:, None], mode="r")
    turned: NDArray[Any] = centred @ np.linalg.inv(triangle) * size.sum() ** 0.5
    return turned


def _habits(cells: pl.DataFrame) -> NDArray[Any]:
    """A column for each weekday (a working day on a weekend has none), and two for days off before and after."""
    weekday = cells["weekday"].to_numpy()[:, None] == np.arange(5)
    columns = np.column_stack([weekday, np.log1p(cells.select("off_before", "off_after").to_numpy())])
    centred: NDArray[Any] = columns - np.average(columns, axis=0, weights=cells["received_cases"].to_numpy())
    return centred


def _fitted(cells: pl.DataFrame, course: NDArray[Any]) -> tuple[float, float, float, float]:
    """Of one course: its evidence (Laplace), the logarithm of the decisions expected on the last days, the variance of this,
    and how uneven it leaves the days before."""
    habits = _habits(cells)
    x = np.column_stack([np.ones(len(course)), habits, course])
    penalty = np.repeat([1e-4, LEANING**-2, SHARPNESS**-2], [1, habits.shape[1], course.shape[1]])
    y, size, last = (cells[name].to_numpy() for name in ("decisions", "received_cases", "is_last"))
    beta, information = _most_likely(x[~last], y[~last], size[~last], penalty)
    mean = np.exp(x @ beta) * size
    likelihood = y[~last] @ np.log(mean[~last]) - mean[~last].sum() - penalty @ beta**2 / 2
    evidence = likelihood + (np.log(penalty).sum() - np.linalg.slogdet(information)[1]) / 2
    expected = mean[last].sum()
    slope = mean[last] @ x[last] / expected
    scatter = _uneven(cells["age"].to_numpy()[~last], y[~last], mean[~last])
    return float(evidence), float(np.log(expected)), float(slope @ np.linalg.solve(information, slope)), scatter


def _most_likely(
    x: NDArray[Any], y: NDArray[Any], size: NDArray[Any], penalty: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The coefficients of a Poisson count over a size under normal priors, by Newton's steps, and the information on them."""
    beta, reach = np.zeros(x.shape[1]), np.inf
    beta[0] = np.log(y.sum() / size.sum())
    information = np.diag(penalty)
    while reach > 1e-7:
        mean = np.exp(x @ beta) * size
        information = x.T @ (mean[:, None] * x) + np.diag(penalty)
        step = np.linalg.solve(information, x.T @ (y - mean) - penalty * beta)
        reach = float(np.abs(x @ step).max())
        beta += step * min(1.0, 2 / max(reach, 1e-12))
    return beta, information


def _uneven(age: NDArray[Any], y: NDArray[Any], mean: NDArray[Any]) -> float:
    """Pearson's chi-square over stretches of age, by its degrees of freedom; stretches that expect under 2 do not count."""
    stretch = age * PARTS // (age.max() + 1)
    seen, expected = np.bincount(stretch, y), np.bincount(stretch, mean)
    enough = expected >= 2
    return float(((seen - expected)[enough] ** 2 / expected[enough]).sum() / max(enough.sum() - 3, 1))
