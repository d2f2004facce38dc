"""Folding: rows that speak of one case, person or evaluation become one row of a clean table, nothing overwritten silently."""

from dataclasses import dataclass

import polars as pl

from casekit import codebook
from casekit.records.arrival import PROBLEM

IDENTITY = ("key", "order", "name", "id")
PRINCIPAL = "is_primary"


@dataclass(frozen=True)
class Folded:
    """A clean table with one row a key, and the cells of its source rows that said something else."""

    table: pl.DataFrame
    problems: pl.DataFrame


def fold(frame: pl.DataFrame, keys: list[str], table: str) -> Folded:
    """One row per key. Later files correct earlier ones; within a file the principal crime's row comes before others, then
    the upper before the lower, and the first filled cell stands. A different value in another row is told as `differs`.
    """
    several = pl.struct(keys).is_duplicated() if len(keys) > 1 else pl.col(keys[0]).is_duplicated()
    order = [pl.col(PRINCIPAL).fill_null(False)] if PRINCIPAL in frame.columns else []
    rows = frame.filter(several).sort([*order, "file_no", "origin"], descending=[*(True for _ in order), True, False])
    first = rows.group_by(keys, maintain_order=True).agg(pl.exclude(keys).drop_nulls().first())
    folded = pl.concat([frame.filter(~several), first.select(frame.columns)]).sort("origin")
    return Folded(folded.drop("file_no", "sheet_no"), _differing(rows, first, keys, table))


def _differing(rows: pl.DataFrame, first: pl.DataFrame, keys: list[str], table: str) -> pl.DataFrame:
    """The cells that differ from the one that stands, as text: place, table, column (the field), text, code."""
    own = codebook.fields().filter(pl.col("table") == table, ~pl.col("kind").is_in(IDENTITY))["field"].to_list()
    beside = rows.join(first.select(*keys, pl.exclude(keys).name.suffix("|kept")), on=keys)
    found = [_differs(beside, name, table) for name in own if name in rows.columns and name != PRINCIPAL]
    return pl.concat([pl.DataFrame(schema=PROBLEM), *found])


def _differs(beside: pl.DataFrame, name: str, table: str) -> pl.DataFrame:
    other = beside.filter(pl.col(name) != pl.col(f"{name}|kept"))
    words = {
        "table": pl.lit(table),
        "column": pl.lit(name),
        "text": pl.col(name).cast(pl.String),
        "code": pl.lit("differs"),
    }
    return other.select("origin", **words).cast(PROBLEM)
