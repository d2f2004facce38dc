"""Decompositions: the change of steps per case as a sum of parts with nothing left over."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[Any]

BASE = "base"
BELOW_ONE, NONE = "below_one", "none"


def parts(counts: Mapping[str, int], cases: int, base: int | None = None) -> pl.DataFrame:
    """Steps per case by item: item, count, per_case, note; `per_case` adds up to the whole, the case itself is item BASE.

    The whole is steps divided by cases (件 ÷ 案). `base` is the number of first steps where it was counted by itself, else
    one a case. `note` is "below_one" in every row where the whole is under 1: every case is a step, so that is a fault of
    the data and no figure; it is "none" without cases. Always print which items are counted.
    """
    rows = {BASE: cases if base is None else base} | dict(counts)
    note = NONE if cases == 0 else BELOW_ONE if sum(rows.values()) < cases else None
    found = pl.DataFrame({"item": list(rows), "count": list(rows.values())})
    return found.with_columns(per_case=pl.col("count") / (cases or None), note=pl.lit(note, pl.String))


@dataclass(frozen=True)
class StepsChange:
    """Steps per case `before` and `now`, the change with its limits, and the same change by item, by group and by both.

    items: item, before, now, change, low, high. groups: group, cases_before, cases_now, before, now (steps per case of the
    group), mix, rate, change, low, high. cells: group, item, mix, rate, change. In each frame `change` adds up to `change`.
    `note` is as in `parts`; without cases in a period the figures are not-a-number.
    """

    before: float
    now: float
    change: float
    low: float
    high: float
    note: str | None
    items: pl.DataFrame
    groups: pl.DataFrame
    cells: pl.DataFrame


def change_parts(before: pl.DataFrame, now: pl.DataFrame, group: str = "group", level: float = 0.95) -> StepsChange:
    """Which items and which groups a change of steps per case is made of; each frame has one row a case.

    Beside `group`, every column counts the steps of one kind in the case (all known: a blank makes the figures unknown).
    Groups are split exactly (Kitagawa 1955, symmetric), with means of both periods: mix = (steps of the group - steps of
    all) x change of its share, so that a group with few steps that grows pulls the whole down; rate = share x change of its
    own steps. A group absent from a period has none of its own there: all it adds is mix. Arithmetic, not a cause.
    The limits are those of a difference of two means over cases, with two more cases in each period of which one has a
    step (Agresti and Caffo 2000), for a group within it: an item that none of 300 cases had and then 4 had has not changed
    yet. They allow for several steps in one case, not for looking at many items at once.
    """
    items = [name for name in before.columns if name != group]
    groups = pl.concat([before.select(group), now.select(group)]).unique().sort(group).rename({group: "group"})
    (member0, x0), (member1, x1) = (_cases(frame.rename({group: "group"}), groups, items) for frame in (before, now))
    n0, n1, k0, k1 = member0.sum(axis=0), member1.sum(axis=0), member0.T @ x0, member1.T @ x1
    mix, rate = _split(k0, n0, k1, n1)
    extra0, extra1 = _mean(x0), _mean(x1)
    centre = float(extra0.sum() + extra1.sum()) / 2
    limits = _limits(_shown(member0, x0, centre), _shown(member1, x1, centre), centre, len(items), level)
    ratios = {"before": 1 + _per(k0.sum(axis=1), n0), "now": 1 + _per(k1.sum(axis=1), n1)}
    of_groups = {"cases_before": n0.astype(int), "cases_now": n1.astype(int), **ratios}
    of_groups |= {"mix": mix.sum(axis=1), "rate": rate.sum(axis=1)}
    of_cells = {"mix": mix.ravel(), "rate": rate.ravel(), "change": (mix + rate).ravel()}
    cells = groups.join(pl.DataFrame({"item": items}), how="cross", maintain_order="left_right")
    return StepsChange(
        before=1 + float(extra0.sum()),
        now=1 + float(extra1.sum()),
        **limits.row(0, named=True),
        note=NONE if not (len(x0) and len(x1)) else BELOW_ONE if min(extra0.sum(), extra1.sum()) < 0 else None,
        items=pl.DataFrame({"item": items, "before": extra0, "now": extra1})
        .hstack(limits[1 : 1 + len(items)])
        .fill_nan(None),
        groups=groups.hstack(pl.DataFrame(of_groups)).hstack(limits[1 + len(items) :]).fill_nan(None),
        cells=cells.hstack(pl.DataFrame(of_cells)).fill_nan(None),
    )


def _split(k0: Array, n0: Array, k1: Array, n1: Array) -> tuple[Array, Array]:
    """Mix and rate of every group (rows) and of every kind counted in it (columns)."""
    s0, s1 = (_per(n, n.sum())[:, None] for n in (n0, n1))
    own0, own1 = _per(k0, n0[:, None]), _per(k1, n1[:, None])
    r0, r1 = np.where(s0 > 0, own0, own1), np.where(s1 > 0, own1, own0)
    all0, all1 = (_per(k.sum(axis=0), n.sum()) for k, n in ((k0, n0), (k1, n1)))
    mix = ((r0 + r1) / 2 - (all0 + all1) / 2) * (s1 - s0)
    rate = (s0 + s1) / 2 * (r1 - r0)
    nobody = (s0 == 0) & (s1 == 0)
    return np.where(nobody, 0.0, mix) + 0.0, np.where(nobody, 0.0, rate) + 0.0  # no negative zeros


def _cases(frame: pl.DataFrame, groups: pl.DataFrame, items: list[str]) -> tuple[Array, Array]:
    """For each case: which group it is in (one column a group, 0 or 1), and its steps (one column an item)."""
    placed = frame.join(
        groups.with_row_index(" place"), on="group", how="left", nulls_equal=True, maintain_order="left"
    )
    member = placed[" place"].to_numpy()[:, None] == np.arange(len(groups))
    return member.astype(float), frame.select(pl.col(items).cast(pl.Float64)).to_numpy().reshape(len(frame), len(items))


def _shown(member: Array, steps: Array, centre: float) -> Array:
    """What is averaged over cases: all steps, those of each item, and those of each group beyond the centre."""
    whole = steps.sum(axis=1, keepdims=True)
    return np.hstack([whole, steps, member * (whole - centre)])


def _limits(y0: Array, y1: Array, centre: float, items: int, level: float) -> pl.DataFrame:
    """The difference of the means of each column, and its limits with a case with a step and one without added."""
    of_group = np.arange(y0.shape[1]) > items
    added = [np.where(of_group, 1 - centre, 1.0), np.where(of_group, -centre, 0.0)]
    z0, z1 = (np.vstack([y, *added]) for y in (y0, y1))
    change = _mean(y1) - _mean(y0)
    middle = np.where(np.isfinite(change), z1.mean(axis=0) - z0.mean(axis=0), np.nan)
    half = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(z0.var(axis=0) / len(z0) + z1.var(axis=0) / len(z1))
    return pl.DataFrame({"change": change, "low": middle - half, "high": middle + half})


def _mean(cases: Array) -> Array:
    return _per(cases.sum(axis=0), len(cases))


def _per(counts: Array, size: Any) -> Array:
    """Counts divided by their size, not-a-number where that is 0."""
    found: Array = counts / np.where(np.asarray(size) > 0, size, np.nan)
    return found
