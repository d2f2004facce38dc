"""Measured frames: indicator, period, groups, two counts, a value with its limits, a note - the columns of every figure."""

from collections.abc import Iterable, Mapping

import polars as pl

from casekit.statistics.uncertainty import wilson

COUNTED: dict[str, type[pl.DataType]] = {
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "note": pl.String,
}

Part = str | pl.Expr | None


def framed(
    rows: pl.DataFrame,
    indicator: str | pl.Expr,
    period: str | pl.Expr,
    groups: Iterable[str | pl.Expr] = (),
    beside: Mapping[str, str | pl.Expr] | Iterable[str] = (),
    **counted: Part,
) -> pl.DataFrame:
    """The rows as a measured frame, with what stands `beside` it after the note.

    `counted` names columns or expressions for numerator, denominator, value, low, high and note; else the row's own column of
    that name counts, and what it lacks is blank. Without any value, a count alone is its own and two have their quotient.
    """
    own = {name: name for name in COUNTED if name in rows.columns} | counted
    parts = {name: _expr(own.get(name)).cast(kind) for name, kind in COUNTED.items()}
    if "value" not in own:
        parts["value"] = parts["numerator"] / parts["denominator"].fill_null(1)
    after = beside if isinstance(beside, Mapping) else {name: name for name in beside}
    return rows.select(
        _named(indicator).alias("indicator"),
        _named(period).alias("period"),
        *groups,
        *(part.alias(name) for name, part in parts.items()),
        *(_expr(part).alias(name) for name, part in after.items()),
    )


def shared(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the share of numerator in denominator as value, and Wilson's limits; a share of nothing has none."""
    low, high = wilson(rows["numerator"].to_numpy(), rows["denominator"].to_numpy())
    limits = {"low": pl.Series(low).fill_nan(None), "high": pl.Series(high).fill_nan(None)}
    share = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return rows.with_columns(value=share, **limits)


def _named(word: str | pl.Expr) -> pl.Expr:
    return pl.lit(word) if isinstance(word, str) else word


def _expr(part: Part) -> pl.Expr:
    return pl.lit(None) if part is None else pl.col(part) if isinstance(part, str) else part
