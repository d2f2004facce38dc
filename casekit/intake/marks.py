"""Marks: text that stands where a value was lost, an Excel error or a long number in scientific notation."""

import polars as pl

from casekit.intake.grid import Mark

ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
DAMAGED = r"^\s*\d(?:\.\d+)?[Ee]\+(?:1[1-9]|[2-9]\d)\s*$"


def without_marks(cells: pl.DataFrame, left: int = 1) -> tuple[pl.DataFrame, tuple[Mark, ...]]:
    """The cells with lost values as null, and where each stood with its text; `left` is the first column."""
    suspects = pl.all().str.contains_any(["#", "E+", "e+"]).any(ignore_nulls=True)
    found = [name for name, hit in cells.select(suspects).row(0, named=True).items() if hit] if cells.height else []
    lost = cells.select(is_lost(pl.col(name)).fill_null(False) for name in found)
    marks = [
        Mark(int(row) + 1, cells.get_column_index(name) + left, str(cells[name][int(row)]).strip())
        for name in found
        for row in lost[name].arg_true()
    ]
    if not marks:
        return cells, ()
    return cells.with_columns(pl.when(~lost[name]).then(pl.col(name)).alias(name) for name in found), tuple(
        sorted_by_place(marks)
    )


def is_lost(text: pl.Expr) -> pl.Expr:
    """Whether a text is an Excel error or a number of twelve or more digits cut to its first few."""
    return text.str.strip_chars().is_in(ERRORS) | text.str.contains(DAMAGED)


def sorted_by_place(marks: list[Mark]) -> list[Mark]:
    """By row, then column."""
    return sorted(marks, key=lambda mark: (mark.row, mark.column))
