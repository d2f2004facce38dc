"""Charts: a measured frame becomes an exhibit, and an exhibit becomes a plotly figure in the house style."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from casekit.exhibits.exhibit import Column, Exhibit, Order
from casekit.exhibits.rows import rows_figure
from casekit.exhibits.trend import line_figure
from casekit.ground.errors import fault

COMPARED = ("unit", "office", "place", "person", "handler", "procurator")


def bars(frame: pl.DataFrame, *, label: str, order: Order = "code", **said: Any) -> Exhibit:
    """Bars from zero, one a row, with intervals and a column of numbers; `said` is every other field of an Exhibit.

    Rows stand as they came (`code`), or by size with the rows named in `rest` and `hollow` last.
    Columns of units, places and people are never sorted by size.
    """
    if order == "size" and label.startswith(COMPARED):
        raise fault("sort_by_rate", came='order="size"')
    rows = _by_size(frame, label, **said) if order == "size" else frame
    return Exhibit(form="bars", frame=rows, label=label, order=order, **said)


def dots(frame: pl.DataFrame, *, label: str, before: str, **said: Any) -> Exhibit:
    """Filled dots for now, open ones for `before`, both numbers in columns; a `total` row has numbers and no dots."""
    return Exhibit(form="dots", frame=frame, label=label, before=before, **said)


def line(frame: pl.DataFrame, *, label: str, **said: Any) -> Exhibit:
    """A trend, one row a period in order of time; the line and its interval band stop at each break of rules."""
    return Exhibit(form="line", frame=frame, label=label, **said)


def table(frame: pl.DataFrame, *, columns: Sequence[Column], **said: Any) -> Exhibit:
    """A three-line table; the first column names the row and stands left, the others stand right."""
    return Exhibit(form="table", frame=frame, label=columns[0].value, columns=tuple(columns), **said)


def draw(exhibit: Exhibit, bare: bool = False) -> Any:
    """The exhibit as a plotly figure of 900 × 500 (lower with few rows, higher with many).

    `bare` drops title, subtitle and source, which Word says in its own text, and is that much lower.
    """
    match exhibit.form:
        case "line":
            return line_figure(exhibit, bare)
        case "bars" | "dots":
            return rows_figure(exhibit, bare)
        case "table":
            raise ValueError(f"exhibit {exhibit.name!r}: a table is shown, or written in Word, not drawn")


def _by_size(frame: pl.DataFrame, label: str, **said: Any) -> pl.DataFrame:
    last = pl.sum_horizontal(
        pl.col(label).is_in(list(said.get("rest", ()))).cast(pl.Int8),
        pl.col(label).is_in(list(said.get("hollow", ()))).cast(pl.Int8) * 2,
    )
    return frame.sort(last, said.get("value", "value"), descending=[False, True], nulls_last=True, maintain_order=True)
