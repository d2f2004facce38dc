"""Alike: how far values lie from those of like cases, and whether groups differ once their cases are made alike."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from casekit.statistics.expected import holm

Array = NDArray[Any]

BATCH = 100  # draws at a time
LEAST = 10  # rows with and without a feature for it to count, and in a group and outside it for these to be compared


def gaps(values: ArrayLike, cells: ArrayLike, features: pl.DataFrame) -> pl.Series:
    """How far each value lies from what like rows of its cell have, itself left out; blank in cells of under 20 rows.

    Like are rows of a cell with the same features, by least squares (numbers; blanks are the middle of the cell's own): what
    a row would have is told by all the others. Features that under 10 rows of the cell have, or have not, do not count.
    """
    y, cell = np.asarray(values, float), np.asarray(cells)
    found = np.full(len(y), np.nan)
    for rows in _cells(cell):
        basis = _basis(features[rows])
        own = 1 - (basis**2).sum(axis=1)
        found[rows] = _without(basis, y[rows]) / np.where(own > 1e-9, own, np.nan)
    return pl.Series("gap", found).fill_nan(None)


def differences(
    values: ArrayLike,
    groups: ArrayLike,
    cells: ArrayLike,
    features: pl.DataFrame,
    clusters: ArrayLike,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 1,
) -> pl.DataFrame:
    """One row a cell and group: cell, group, n, others, mean, expected, difference, low, high, p, p_adjusted, differs.

    `difference` is how much more the group's rows have than rows of the other groups of their cell with the same features
    (least squares within the cell); `expected` is the mean without it. Limits come of drawing whole clusters (cases)
    again, with Student's t of as many degrees as there are clusters beyond the features. Left out are groups of under 10
    rows, or with under 10 rows of others in the cell. `p_adjusted` is Holm's over all rows given; `differs` means: read
    the cases. Of two groups in a cell either tells the same.
    """
    y, group, cell, cluster = np.asarray(values, float), *(np.asarray(one) for one in (groups, cells, clusters))
    found = []
    for rows in _cells(cell):
        names, member = np.unique(group[rows], return_inverse=True)
        basis, case = _basis(features[rows]), np.unique(cluster[rows], return_inverse=True)[1]
        sizes = np.bincount(member)
        for number in np.flatnonzero((sizes >= LEAST) & (len(rows) - sizes >= LEAST)):
            told = _difference(y[rows], member == number, basis, case, draws, seed, level)
            found.append(
                (str(cell[rows[0]]), str(names[number]), int(sizes[number]), int(len(rows) - sizes[number]), *told)
            )
    numbers = ("mean", "expected", "difference", "low", "high", "p")
    kinds = {"cell": pl.String, "group": pl.String, "n": pl.Int64, "others": pl.Int64} | dict.fromkeys(
        numbers, pl.Float64
    )
    frame = pl.DataFrame(found, kinds, orient="row").fill_nan(None)
    adjusted = pl.Series(holm(frame["p"].fill_null(float("nan")).to_numpy()), dtype=pl.Float64).fill_nan(None)
    return frame.with_columns(p_adjusted=adjusted, differs=(adjusted <= 1 - level).fill_null(False))


def _cells(cell: Array) -> list[Array]:
    """The row numbers of every cell that is large enough to compare."""
    order = np.argsort(cell, kind="stable")
    parts = np.split(order, np.unique(cell[order], return_index=True)[1][1:]) if len(order) else []
    return [rows for rows in parts if len(rows) >= 2 * LEAST]


def _basis(features: pl.DataFrame) -> Array:
    """An orthonormal basis of a constant and the features that count."""
    numbers = features.select(pl.all().cast(pl.Float64)).select(pl.all().fill_null(pl.all().median()).fill_null(0.0))
    counted = [
        one.to_numpy() for one in numbers if len(one) - int(one.value_counts()["count"].to_numpy().max()) >= LEAST
    ]
    design = np.column_stack([np.ones(features.height), *((one - one.mean()) / one.std() for one in counted)])
    left, strength, _ = np.linalg.svd(design, full_matrices=False)
    return left[:, strength > 1e-8 * strength[0]]


def _without(basis: Array, values: Array) -> Array:
    """What the basis does not tell of the values."""
    left: Array = values - basis @ (basis.T @ values)
    return left


def _difference(
    y: Array, own: Array, basis: Array, cluster: Array, draws: int, seed: int, level: float
) -> tuple[float, ...]:
    """Of one group in its cell: mean, expected, difference, limits, p."""
    from scipy.special import stdtr, stdtrit

    apart, left, mean = _without(basis, own.astype(float)), _without(basis, y), float(y[own].mean())
    above, below = (np.bincount(cluster, apart * one) for one in (left, apart))
    degrees, spare = len(above) - basis.shape[1] - 1, len(y) - basis.shape[1] - 1
    if below.sum() < 1e-9 or degrees < 2:  # the features tell the groups apart
        return (mean, *[np.nan] * 5)
    difference = above.sum() / below.sum()
    unsure = float(_drawn(above, below, draws, seed).std() * np.sqrt(len(y) / max(spare, 1)))
    half = float(stdtrit(degrees, 0.5 + level / 2)) * unsure
    p = 2 * float(stdtr(degrees, -abs(difference) / unsure)) if unsure > 0 else np.nan
    return mean, mean - difference, difference, difference - half, difference + half, p


def _drawn(above: Array, below: Array, draws: int, seed: int) -> Array:
    """The quotient of both sums, were every cluster there as often as chance has it (Poisson, once on average)."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(-(-draws // BATCH)):
        weights = rng.poisson(1.0, (BATCH, len(above)))
        found.append((weights @ above) / np.maximum(weights @ below, 1e-9 * below.sum()))
    return np.concatenate(found)[:draws]
