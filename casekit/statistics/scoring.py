"""Scoring of ranges: how wide they are and how far they miss the value."""

import numpy as np
import polars as pl
from numpy.typing import ArrayLike


def winkler(values: ArrayLike, low: ArrayLike, high: ArrayLike, coverage: float = 0.9) -> pl.Series:
    """Each range's width plus 2 / (1 - coverage) times the distance by which it misses the value, in the values' unit.

    Smaller is better; ranges too wide and too narrow both lose. Winkler (1972).
    """
    y, lower, upper = (np.asarray(part, float) for part in (values, low, high))
    missed = np.maximum(lower - y, 0) + np.maximum(y - upper, 0)
    return pl.Series("winkler", upper - lower + 2 / (1 - coverage) * missed).fill_nan(None)
