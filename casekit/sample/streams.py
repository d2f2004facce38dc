"""Streams: random draws keyed by name, so that adding a table or an effect changes no other draw."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Streams:
    """The streams of one seed. The first n draws of a stream are the same however many more are drawn."""

    seed: int

    def uniform(self, name: str, size: int) -> Numbers:
        """Draws between 0 and 1."""
        return self._of(name).random(size)

    def normal(self, name: str, size: int) -> Numbers:
        """Draws of mean 0 and standard deviation 1."""
        return self._of(name).standard_normal(size)

    def of_rows(self, name: str, rows: pl.Series) -> Numbers:
        """Draws between 0 and 1 that belong to the rows' own numbers: a row has the same draw whatever rows stand about it."""
        draws: Numbers = self.uniform(name, 1 + max(rows.to_list(), default=0))[rows.to_numpy()]
        return draws

    def order(self, name: str, rows: pl.Series) -> Places:
        """The places of the rows in random order, by the rows' own draws."""
        return np.argsort(self.of_rows(name, rows), kind="stable")

    def _of(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(name.encode())])


def chosen(draws: Numbers, weights: ArrayLike) -> Places:
    """For each draw a place among the weights, heavier ones more often."""
    return chosen_by(draws, np.atleast_2d(np.asarray(weights, float)), np.zeros(len(draws), np.intp))


def chosen_by(draws: Numbers, weights: Numbers, rows: Places) -> Places:
    """The same where each draw has its own row of weights."""
    edges = np.cumsum(weights, axis=1)
    edges /= edges[:, -1:]
    places: Places = (draws[:, None] >= edges[rows]).sum(axis=1)
    return places.clip(max=weights.shape[1] - 1)
