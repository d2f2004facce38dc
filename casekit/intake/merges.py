"""Merges: a value merged over several records, such as a case number beside its suspects, said for each record."""

from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from casekit.intake.grid import Area


def spread_down(
    records: pl.DataFrame, names: tuple[str | None, ...], left: int, merged: Iterable[Area]
) -> tuple[pl.DataFrame, int]:
    """The records with the value of each cell merged over several rows in all of them, and how many cells those are.

    Excel keeps the value in the top row only. A range over one row, such as a section's title, is left as it is.
    """
    first = records["row"].item(0) if records.height else 0
    areas: defaultdict[str, list[Area]] = defaultdict(list)
    for area in merged:
        if area.bottom > area.top >= first > 0 and left <= area.left < left + len(names):
            areas[names[area.left - left] or ""].append(area)
    for name, tall in areas.items():
        if name:
            records = records.with_columns(down(records, name, tall))
    return records, sum(map(len, areas.values()))


def down(records: pl.DataFrame, name: str, areas: list[Area]) -> pl.Series:
    """A column with each area's top value in the rows below it that are blank."""
    pairs = [(row, area.top) for area in areas for row in range(area.top + 1, area.bottom + 1)]
    below = pl.DataFrame(pairs, schema={"row": pl.UInt32, "top": pl.UInt32}, orient="row").unique("row", keep="first")
    tops = records.select(top="row", above=name)
    joined = records.select("row", name).join(below, on="row", how="left", maintain_order="left")
    joined = joined.join(tops, on="top", how="left", maintain_order="left", validate="m:1")
    return joined.select(pl.coalesce(name, "above").alias(name)).to_series()
