"""Tables: each clean table held against its rules with dataframely; a breach blanks or flags its cells as the codebook says."""

from collections.abc import Callable
from functools import cache
from typing import Any

import dataframely as dy
import polars as pl

from casekit import codebook
from casekit.records.arrival import PROBLEM
from casekit.records.rules import rules

TYPES: dict[Any, Any] = {
    pl.String: dy.String,
    pl.Date: dy.Date,
    pl.Int64: dy.Int64,
    pl.Int32: dy.Int32,
    pl.UInt32: dy.UInt32,
    pl.Float64: dy.Float64,
    pl.Boolean: dy.Bool,
}


def checked(frame: pl.DataFrame, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table with cells blanked where a rule says so, and every breach: place, table, column, text, code.

    A rule whose columns the data lacks is not asked; one with a blank in it is kept.
    """
    asked = tuple(name for name, made in rules(table).items() if set(made.meta.root_names()) <= set(frame.columns))
    _, failures = _schema(table, tuple(frame.schema.items()), asked).filter(frame)
    broken = failures.details()
    found = [_breach(broken, table, name, column) for name in asked for column in _columns(table, name, frame)]
    blanked = frame.with_columns(
        pl.when(~pl.col("origin").is_in(places)).then(column).alias(column)
        for column, places in _to_blank(broken, table, asked, frame).items()
    )
    return blanked, pl.concat([pl.DataFrame(schema=PROBLEM), *found])


@cache
def _schema(table: str, columns: tuple[tuple[str, Any], ...], asked: tuple[str, ...]) -> Any:
    """A dataframely schema of the columns that came, with the rules that can be asked of them."""
    typed = {name: TYPES[type(dtype)](nullable=True) for name, dtype in columns if type(dtype) in TYPES}
    lists = {
        name: dy.List(dy.String(nullable=True), nullable=True) for name, dtype in columns if dtype == pl.List(pl.String)
    }
    held = {name: dy.rule()(_holding(rules(table)[name])) for name in asked}
    return type(table.title(), (dy.Schema,), typed | lists | held)


def _holding(made: pl.Expr) -> Callable[[Any], pl.Expr]:
    """The rule as dataframely asks it, of the schema's class."""
    return lambda schema: made


def _breach(broken: pl.DataFrame, table: str, name: str, column: str) -> pl.DataFrame:
    """One line a breach, with the value of the cell as text."""
    words = {
        "table": pl.lit(table),
        "column": pl.lit(column),
        "text": pl.col(column).cast(pl.String),
        "code": pl.lit(name),
    }
    said = pl.col(column).is_not_null() | ("|" not in _wording(table, name)["column"])
    return broken.filter(pl.col(name) == "invalid", said).select("origin", **words).cast(PROBLEM)


def _columns(table: str, name: str, frame: pl.DataFrame) -> list[str]:
    """The columns whose cells a breach is told on."""
    named = _wording(table, name)["column"].split("|")
    return [column for column in named if column in frame.columns]


def _to_blank(broken: pl.DataFrame, table: str, asked: tuple[str, ...], frame: pl.DataFrame) -> dict[str, list[int]]:
    """The places whose cell of a column a rule blanks."""
    blank: dict[str, list[int]] = {}
    for name in asked:
        if _wording(table, name)["action"] == "blank":
            places = broken.filter(pl.col(name) == "invalid")["origin"].to_list()
            blank |= {column: blank.get(column, []) + places for column in _columns(table, name, frame)}
    return {column: places for column, places in blank.items() if places}


@cache
def _wording(table: str, name: str) -> dict[str, Any]:
    found = codebook.read("rules").filter(pl.col("table") == table, pl.col("rule") == name)
    return found.row(0, named=True)
