"""Hazards: ends a day among the cases still running, by kind of case, and what other cases would have done by them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

LEAST_AT_RISK = 5
STEPS, LONGEST, ENOUGH = 50, 3.0, 1e-8
FLAT = 1e-10  # of the largest curvature: what is flatter has none


@dataclass(frozen=True)
class Kinds:
    """The different kinds of case: a row of 0 and 1 each, a column a category; the feature of a column, the kind of a case."""

    design: Array
    feature: Array
    place: Array


@dataclass(frozen=True)
class Running:
    """Cases on an axis of all days with an end, stratum after stratum; each runs from place `start` to before `stop`."""

    kinds: Kinds
    stratum: Array
    start: Array
    stop: Array
    ended: Array
    axis_stratum: Array
    axis_day: Array

    def at_risk(self, chosen: Array) -> Array:
        """How many of the chosen cases were running: one row a kind, one column a day of the axis."""
        change = np.zeros((len(self.kinds.design), len(self.axis_day) + 1))
        np.add.at(change, (self.kinds.place[chosen], self.start[chosen]), 1.0)
        np.add.at(change, (self.kinds.place[chosen], self.stop[chosen]), -1.0)
        found: Array = change.cumsum(axis=1)[:, :-1]
        return found

    def ends(self, chosen: Array) -> Array:
        """How many of the chosen cases ended: one row a kind, one column a day of the axis."""
        found, over = np.zeros((len(self.kinds.design), len(self.axis_day))), chosen & self.ended
        np.add.at(found, (self.kinds.place[over], self.stop[over] - 1), 1.0)
        return found


@dataclass(frozen=True)
class Elsewhere:
    """What the chosen cases would have done by the hazards of the others, and what they did on the same days.

    `used` cases are in strata where the others say anything; `unsure` is the variance of `expected` as an estimate;
    `median` is the first day with at most half of them left, not-a-number where it is not reached.
    """

    used: int
    observed: float
    expected: float
    unsure: float
    median: float


def running(
    days: ArrayLike,
    ended: ArrayLike,
    features: pl.DataFrame,
    strata: ArrayLike | None = None,
    entered: ArrayLike | None = None,
) -> Running:
    """Cases with the whole days they ran, whether they ended then, and the day of their own clock they are seen from."""
    day, end = np.asarray(days, int), np.asarray(ended, bool)
    first = np.zeros_like(day) if entered is None else np.asarray(entered, int)
    stratum = np.zeros_like(day) if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    longest = int(day.max(initial=0)) + 1
    axis = np.unique((stratum * longest + day)[end])
    start = np.searchsorted(axis, stratum * longest + first, "left")
    stop = np.searchsorted(axis, stratum * longest + day, "right")
    return Running(kinds(features, len(day)), stratum, start, stop, end, axis // longest, axis % longest)


def elsewhere(cases: Running, chosen: Array, ridge: float | None = None) -> Elsewhere:
    """Cox's model (Breslow's ties, a baseline a stratum) of all other cases, applied to the chosen ones.

    Days on which fewer than 5 of the others were running count neither as expected nor as observed.
    """
    theirs = cases.at_risk(~chosen)
    days = theirs.sum(axis=0) >= LEAST_AT_RISK
    theirs, mine, over = theirs[:, days], cases.at_risk(chosen)[:, days], cases.ends(~chosen)[:, days]
    x = cases.kinds.design
    weight, covariance = _cox(cases.kinds, theirs, over, ridge)
    total, exposed, ends = weight @ theirs, weight @ mine, over.sum(axis=0)
    hazard, middle = ends / total, (x.T * weight) @ theirs / total
    slope = x.T @ (weight * (mine @ hazard)) - middle @ (exposed * hazard)
    used = chosen & np.isin(cases.stratum, cases.axis_stratum[days])
    return Elsewhere(
        used=int(used.sum()),
        observed=float(cases.ends(chosen)[:, days].sum()),
        expected=float(exposed @ hazard),
        unsure=float((exposed / total) ** 2 @ ends + slope @ covariance @ slope),
        median=_median(cases, used, days, np.outer(weight, hazard)),
    )


def kinds(features: pl.DataFrame, cases: int) -> Kinds:
    """Every column of the features taken as categories, a blank as one of them."""
    texts = [column.cast(pl.String).to_frame("").to_dummies().to_numpy() for column in features.iter_columns()]
    indicators = np.hstack([np.zeros((cases, 0)), *texts]).astype(float)
    design, place = np.unique(indicators, axis=0, return_inverse=True)
    return Kinds(design, np.repeat(np.arange(len(texts)), [text.shape[1] for text in texts]), place.ravel())


def fitted(
    start: Array, feature: Array, curve: Callable[[Array], tuple[Array, Array]], ridge: float | None
) -> tuple[Array, Array]:
    """Coefficients and their covariance by Newton's steps, from the slope and the information of the log-likelihood.

    The coefficients of a feature are drawn to 0 by `ridge`, or where it is None by as much as they spread no more than
    chance (Fellner and Schall; Wood and Fasiolo 2017); those of feature -1 are free.
    """
    b, drawn = start, np.where(feature < 0, 0.0, 1.0 if ridge is None else ridge)
    for _ in range(STEPS):
        slope, information = curve(b)
        covariance = _inverse(information + np.diag(drawn), singular=ridge == 0)
        step = covariance @ (slope - drawn * b)
        step = step / max(1.0, float(np.abs(step).max(initial=0.0)) / LONGEST)
        b = b + step
        drawn = _drawn(b, covariance, drawn, feature) if ridge is None else drawn
        if np.abs(step).max(initial=0.0) < ENOUGH:
            break
    return b, covariance


def _inverse(information: Array, singular: bool) -> Array:
    """The slow inverse only where it is needed: categories of a feature that are not drawn add up to 1."""
    if singular:
        return np.linalg.pinv(information, rcond=FLAT, hermitian=True)
    found: Array = np.linalg.inv(information)
    return found


def _drawn(b: Array, covariance: Array, drawn: Array, feature: Array) -> Array:
    """How strongly each coefficient is to be drawn to 0: the parameters its feature uses over their sum of squares."""
    found = drawn.copy()
    for one in range(int(feature.max(initial=-1)) + 1):
        at = feature == one
        used = (1 - drawn[at] * np.diag(covariance)[at]).sum()
        found[at] = np.clip(used / max(float((b[at] ** 2).sum()), 1e-9), 0.1, 1e4)
    return found


def _cox(kinds: Kinds, at_risk: Array, over: Array, ridge: float | None) -> tuple[Array, Array]:
    """The relative hazard of each kind of case, and the covariance of the coefficients."""
    x, ends = kinds.design, over.sum(axis=0)

    def curve(b: Array) -> tuple[Array, Array]:
        weight = np.exp(x @ b)
        total = weight @ at_risk
        middle = (x.T * weight) @ at_risk / total
        expected = weight * (at_risk @ (ends / total))
        return x.T @ (over.sum(axis=1) - expected), (x.T * expected) @ x - (middle * ends) @ middle.T

    b, covariance = fitted(np.zeros(x.shape[1]), kinds.feature, curve, ridge)
    return np.exp(x @ b), covariance


def _median(cases: Running, chosen: Array, days: Array, hazard: Array) -> float:
    """The first day on which at most half of the chosen cases would still run, by the hazard of each kind on each day."""
    stratum, day = cases.axis_stratum[days], cases.axis_day[days]
    grid = np.unique(day)
    left = np.zeros(len(grid))
    for one in np.unique(stratum):
        at = stratum == one
        count = np.bincount(cases.kinds.place[chosen & (cases.stratum == one)], minlength=len(hazard))
        staying = np.cumprod(1 - np.minimum(hazard[:, at], 1), axis=1)
        left = left + count @ np.insert(staying, 0, 1, axis=1)[:, np.searchsorted(day[at], grid, "right")]
    half = np.flatnonzero(left <= chosen.sum() / 2 + ENOUGH)
    return float(grid[half[0]]) if chosen.any() and len(half) else np.nan
