"""Change: which of several measures moved between the newest period and those before, by permuting periods of whole clusters."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from casekit.statistics.expected import holm

Array = NDArray[Any]

DRAWS, SEED = 1999, 1
LEVEL = 0.05
TIE = 1e-9


def changes(
    values: pl.DataFrame,
    is_new: pl.Series,
    strata: pl.Series,
    clusters: pl.Series,
    families: Mapping[str, Sequence[str]] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pl.DataFrame:
    """One row a column of `values` (a row each is a person; blank: not counted): name, family, n_before, before, n_now, now,
    change, p, p_adjusted, moved.

    `before` and `now` are plain means. `change` is the mean difference between like persons: within strata, weighted by
    n_now x n_before / (n_now + n_before), so a changed mix of strata is no change, and it may differ from now - before.
    The null is that within a stratum the periods of clusters are exchangeable: `p` is two-sided, (1 + b) / (1 + draws), of
    draws that permute the periods, all persons of a cluster together (a cluster stands in the first of its persons'
    strata). Columns of one family are tested by the largest of their standardised changes; without `families` each is its
    own, with them a column in none is told and not tested. `p_adjusted` is Holm's over the families, `moved` where it is
    at most 0.05: of offices in which nothing changed at most so many have anything that moved. What cannot be compared
    has no p, and is counted in no correction.
    """
    given = {name: [name] for name in values.columns} if families is None else families
    of = {name: family for family, names in given.items() for name in names}
    family = [of.get(name) for name in values.columns]
    sums = _clustered(values, is_new, strata, clusters)
    new = sums["new"].to_numpy()
    total, count = (sums.select(f"^{kind}\\d+$").to_numpy().astype(float) for kind in ("s", "n"))
    starts = np.flatnonzero(np.diff(sums["stratum"].rank("dense").to_numpy(), prepend=0))
    rest, weight = _within(total, count, new, starts)
    drawn = _drawn(rest, new, [*starts, len(new)], draws, seed)
    seen = rest[new].sum(0)
    asked = np.array([name in of for name in values.columns])
    p, adjusted = _tested(seen, drawn, np.flatnonzero(asked & (weight > 0)), family)
    with np.errstate(divide="ignore", invalid="ignore"):
        numbers = {
            "n_before": count[~new].sum(0),
            "before": total[~new].sum(0) / count[~new].sum(0),
            "n_now": count[new].sum(0),
            "now": total[new].sum(0) / count[new].sum(0),
            "change": seen / weight,
        }
    frame = pl.DataFrame(
        {"name": values.columns, "family": family, **numbers, "p": p, "p_adjusted": adjusted}
    ).fill_nan(None)
    whole = pl.col("n_before", "n_now").cast(pl.Int64)
    return frame.with_columns(whole, moved=(pl.col("p_adjusted") <= LEVEL).fill_null(False))


def _clustered(values: pl.DataFrame, is_new: pl.Series, strata: pl.Series, clusters: pl.Series) -> pl.DataFrame:
    """One row a cluster and period, by stratum: new, stratum, and for each column its sum (s0, ...) and persons (n0, ...)."""
    numbers = values.select(pl.col(name).cast(pl.Float64).alias(str(at)) for at, name in enumerate(values.columns))
    persons = numbers.with_columns(is_new.alias("new"), strata.alias("stratum"), clusters.alias("cluster"))
    made = [pl.col(name).sum().name.prefix("s") for name in numbers.columns]
    made += [pl.col(name).count().name.prefix("n") for name in numbers.columns]
    grouped = persons.group_by("new", "cluster").agg(pl.col("stratum").min(), *made)
    return grouped.sort("stratum", "cluster", "new")


def _within(total: Array, count: Array, new: Array, starts: Array) -> tuple[Array, Array]:
    """What each cluster's sum is above what its persons would have by its stratum's mean, and the weight of all strata."""
    whole, persons, now = (np.add.reduceat(one, starts) for one in (total, count, count * new[:, None]))
    least = np.maximum(persons, 1)
    usual = np.repeat(whole / least, np.diff(starts, append=len(new)), axis=0)
    return total - count * usual, (now * (persons - now) / least).sum(0)


def _drawn(rest: Array, new: Array, edges: list[int], draws: int, seed: int) -> Array:
    """What the sums over the newest period would have been, a row a draw; whole clusters change period in their stratum."""
    rng, drawn = np.random.default_rng(seed), np.zeros((draws, rest.shape[1]))
    for start, end in pairwise(edges):
        now = int(new[start:end].sum())
        fewer = min(now, end - start - now)
        chosen = rest[start:end][_subsets(rng, end - start, fewer, draws)].sum(1)
        drawn += chosen if fewer == now else -chosen  # the rests of a stratum add up to nothing
    return drawn


def _subsets(rng: Generator, size: int, chosen: int, draws: int) -> Array:
    """So many different numbers under `size` in each row, drawn evenly (Fisher and Yates's shuffle, cut short)."""
    shuffled, row = np.tile(np.arange(size), (draws, 1)), np.arange(draws)
    for place in range(chosen):
        other = rng.integers(place, size, draws)
        shuffled[row, other], shuffled[:, place] = shuffled[:, place], shuffled[row, other]
    return shuffled[:, :chosen]


def _tested(seen: Array, drawn: Array, known: Array, families: list[str | None]) -> tuple[Array, Array]:
    """p and Holm's p of each column; not-a-number where nothing could be compared. A family counts once, by its largest."""
    p, adjusted = np.full(len(seen), np.nan), np.full(len(seen), np.nan)
    spread = np.where(drawn.std(0) > TIE, drawn.std(0), np.inf)  # what nowhere varies has not moved
    groups = [[at for at in known if families[at] == family] for family in dict.fromkeys(families[at] for at in known)]
    for group in groups:
        largest = np.abs(drawn[:, group] / spread[group]).max(1)
        p[group] = [(1 + (largest >= abs(seen[at]) / spread[at] - TIE).sum()) / (1 + len(drawn)) for at in group]
    least = np.array([p[group].min() for group in groups])
    for group, first, raised in zip(groups, least, holm(least), strict=True):
        adjusted[group] = np.minimum(p[group] * raised / first, 1)
    return p, adjusted
