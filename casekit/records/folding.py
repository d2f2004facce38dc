"""Folding: rows that speak of one case, person or evaluation become one row of a clean table, nothing overwritten silently."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from casekit import codebook
from casekit.cleaning.sentences import COLUMNS
from casekit.records.arrival import PROBLEM

IDENTITY = ("key", "order", "name", "id")
PRINCIPAL = "is_primary"
PARTS = {"sentence": [name for name in COLUMNS if name != "problem"], "crime": ["all"]}


@dataclass(frozen=True)
class Folded:
    """A clean table with one row a key, and the cells of its source rows that said something else."""

    table: pl.DataFrame
    problems: pl.DataFrame


def fold(frame: pl.DataFrame, keys: list[str], table: str) -> Folded:
    """One row per key. Later files correct earlier ones; within a file the principal crime's row comes before others, then
    the upper before the lower, and the first filled cell stands. A different value in another row is told as `differs`.
    The rows come in order of origin, and so do the folded ones.
    """
    several = frame.select(pl.struct(keys).is_duplicated()).to_series()
    if not several.any():
        return Folded(frame.drop("file_no", "sheet_no"), pl.DataFrame(schema=PROBLEM))
    order = [pl.col(PRINCIPAL).fill_null(False)] if PRINCIPAL in frame.columns else []
    rows = frame.filter(several).sort([*order, "file_no", "origin"], descending=[*(True for _ in order), True, False])
    first = rows.group_by(keys, maintain_order=True).agg(_standing(rows, keys, table))
    folded = pl.concat([frame.filter(~several), first.select(frame.columns)]).sort("origin")
    return Folded(folded.drop("file_no", "sheet_no"), _differing(rows, first, keys, table))


def _standing(rows: pl.DataFrame, keys: list[str], table: str) -> list[pl.Expr]:
    """For each column the first filled cell; what was read from one cell, or belongs to one, comes from that cell's row."""
    anchors = _anchors(table)
    filled = {name: pl.col(anchors.get(name, name)).is_not_null() for name in rows.columns if name not in keys}
    return [pl.col(name).filter(there).first() for name, there in filled.items()]


@cache
def _anchors(table: str) -> dict[str, str]:
    """Column -> the field it came from: the parts of a parsed sentence or crime, and a term's unit."""
    made = codebook.fields().filter(pl.col("table") == table, pl.col("kind").is_in(list(PARTS)))
    parts = {f"{name}_{part}": name for name, kind in made.select("field", "kind").iter_rows() for part in PARTS[kind]}
    return parts | {"sentence_unit": "sentence_term", "sentence_term_months": "sentence_term"}


def _differing(rows: pl.DataFrame, first: pl.DataFrame, keys: list[str], table: str) -> pl.DataFrame:
    """The cells that differ from the one that stands, as text: place, table, column (the field), text, code."""
    own = codebook.fields().filter(pl.col("table") == table, ~pl.col("kind").is_in(IDENTITY))["field"].to_list()
    beside = rows.join(first.select(*keys, pl.exclude(keys).name.suffix("|kept")), on=keys)
    found = [_differs(beside, name, table) for name in own if name in rows.columns and name not in (PRINCIPAL, *keys)]
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
