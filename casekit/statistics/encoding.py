"""Encoding: the columns of any table as numbers that a model can use, with blanks and with categories it has not seen."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[Any]

FEW = 12  # categories of a feature up to which each gets a column; those of others enter by the mean of their months
LEAST_ROWS = 30  # rows a category, or blanks, must have to get a column
DRAWN = 20.0  # rows of the overall mean that the mean of a category is averaged with
PARTS = 10  # a category's mean is taken over the other nine tenths than the one a row is in


@dataclass(frozen=True)
class Column:
    """One column of the matrix: the feature it comes from, and what it says of it."""

    feature: str
    kind: Literal["number", "blank", "category", "mean"]
    level: str = ""


@dataclass
class Encoding:
    """What was learnt of a table: its columns, what stands for a blank number, which categories and numbers were seen."""

    columns: list[Column] = field(default_factory=list)
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, features: pl.DataFrame) -> "Encoding":
        """The encoding of these features; one that has a single value throughout gets no column."""
        made = cls()
        for name in features.columns:
            values = plain(features[name])
            if values.n_unique() > 1:
                made.columns += made._texts(name, values) if values.dtype == pl.String else made._numbers(name, values)
                if LEAST_ROWS <= values.null_count() <= len(values) - LEAST_ROWS:
                    made.columns.append(Column(name, "blank"))
        return made

    def _texts(self, name: str, values: pl.Series) -> list[Column]:
        counts = values.drop_nulls().value_counts().sort(name).rows()
        self.seen[name] = {level: number for number, (level, _) in enumerate(counts)}
        if len(counts) > FEW:
            return [Column(name, "mean")]
        return [Column(name, "category", level) for level, count in counts if count >= LEAST_ROWS]

    def _numbers(self, name: str, values: pl.Series) -> list[Column]:
        ordered = values.drop_nulls().sort()
        self.ranges[name] = ordered[0], ordered[len(ordered) // 2], ordered[-1]
        return [Column(name, "number")] if ordered[0] < ordered[-1] else []

    @property
    def by_mean(self) -> list[int]:
        """Places of the columns that hold numbers of categories, to be replaced by `means`."""
        return [place for place, column in enumerate(self.columns) if column.kind == "mean"]

    def matrix(self, features: pl.DataFrame) -> Array:
        """The columns of these cases; in a `mean` column the number of the category, -1 if it is blank or was not seen."""
        made = [self._made(column, self._read(features[column.feature])) for column in self.columns]
        return np.column_stack([np.zeros((features.height, 0)), *made])

    def _read(self, values: pl.Series) -> pl.Series:
        return values.cast(pl.String) if values.name in self.seen else plain(values).cast(pl.Float64, strict=False)

    def _made(self, column: Column, values: pl.Series) -> Array:
        if column.kind == "number":
            return values.fill_null(self.ranges[column.feature][1]).to_numpy()
        if column.kind == "mean":
            return values.replace_strict(self.seen[column.feature], default=-1, return_dtype=pl.Float64).to_numpy()
        marked = values.is_null() if column.kind == "blank" else (values == column.level).fill_null(False)
        return marked.cast(pl.Float64).to_numpy()

    def strange(self, features: pl.DataFrame) -> pl.Series:
        """For each case the features with a category, or a number beyond all, that was not seen; null where there is none."""
        outside = [(~self._read(features[name]).is_in(list(levels))).alias(name) for name, levels in self.seen.items()]
        for name, (low, _, high) in self.ranges.items():
            outside.append((~self._read(features[name]).is_between(low, high)).alias(name))
        named = [pl.when(pl.lit(one)).then(pl.lit(one.name)) for one in outside]
        told = (
            pl.concat_str(named, separator=",", ignore_nulls=True).replace("", None)
            if named
            else pl.lit(None, pl.String)
        )
        return features.select(pl.int_range(pl.len()), strange=told).get_column("strange")


def plain(values: pl.Series) -> pl.Series:
    """Numbers and truth values as Float64, blank where they are not finite; everything else as text."""
    if values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Null):
        numbers = values.cast(pl.Float64)
        return numbers.set(~numbers.is_finite(), None)
    return values.cast(pl.String)


def means(codes: Array, y: Array, asked: Array) -> Array:
    """For each asked category the mean of y in it less the mean of all, drawn to 0 as its rows are few; 0 if not seen."""
    size = int(max(codes.max(initial=-1), asked.max(initial=-1))) + 2
    place = codes.astype(int) + 1
    drawn = np.bincount(place, y - y.mean(), minlength=size) / (np.bincount(place, minlength=size) + DRAWN)
    drawn[0] = 0.0
    return np.asarray(drawn[asked.astype(int) + 1])


def filled(matrix: Array, y: Array, by_mean: list[int], seed: int) -> Array:
    """The matrix with means for categories, each row's taken over other rows than its own, so that it does not tell its y."""
    part, made = np.random.default_rng(seed).permutation(len(y)) % PARTS, matrix.copy()
    for place in by_mean:
        for k in range(PARTS):
            made[part == k, place] = means(matrix[part != k, place], y[part != k], matrix[part == k, place])
    return made
