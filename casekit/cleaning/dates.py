"""Dates: a day as it was written, read for certain or refused with the reason."""

import polars as pl

from casekit.cleaning.date_forms import read_forms
from casekit.cleaning.date_words import RELATIVE, as_relative, day_of, number
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.text import clean_text

UNITS = ("year", "month", "day")
_PLAIN = (
    r"^(?:19[1-9]\d|190[1-9]|20\d\d)[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
    r"(?: \d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_TO_DASHES = {"年": "-", "月": "-", "/": "-", ".": "-", "日": ""}


def parse_dates(
    texts: pl.Series | list[str | None], anchors: pl.Series | list[str | None] | None = None
) -> pl.DataFrame:
    """`date` and `problem`, one row a text; a time of day is dropped, a month alone is a problem and not a day.

    `anchors` (dates or texts, one for each text) are the earlier dates that 同年, 同月, 次日 and 当日 speak of;
    without one they are refused as `needs_anchor`. 4/8/2019 is read only where the whole column shows which of its
    numbers is the month. Nothing is mended: 2月30日 is an `impossible_date`, 16年5月3日 a `two_digit_year`.
    """
    given = as_texts(texts)
    read = answer(given, _read_distinct(given.unique()))
    return read if anchors is None else _with_anchors(given, read, _as_dates(anchors))


def _read_distinct(distinct: pl.DataFrame) -> pl.DataFrame:
    """Plainly written dates in one step, and the forms of all others."""
    is_plain = pl.col("text").str.contains(_PLAIN).fill_null(False)
    marked = distinct.with_columns(is_plain=is_plain)
    day = pl.col("text").str.splitn(" ", 2).struct.field("field_0").str.replace_many(_TO_DASHES)
    plain = (
        marked.lazy()
        .filter("is_plain")
        .select("text", date=day.str.to_date("%Y-%m-%d", strict=False))
        .with_columns(problem=pl.when(pl.col("date").is_null()).then(pl.lit("impossible_date")))
        .collect(engine="streaming")
    )
    return pl.concat([plain, read_forms(marked.filter(~pl.col("is_plain")).select("text"))])


def _as_dates(anchors: pl.Series | list[str | None]) -> pl.Series:
    given = pl.Series(anchors)
    return given.cast(pl.Date) if given.dtype.is_temporal() else parse_dates(given)["date"]


def _with_anchors(given: pl.DataFrame, read: pl.DataFrame, anchors: pl.Series) -> pl.DataFrame:
    """The same with every relative date that has an anchor counted from it."""
    rows = pl.concat([given, read, anchors.alias("anchor").to_frame()], how="horizontal").with_row_index()
    waiting = rows.filter(pl.col("problem") == "needs_anchor", pl.col("anchor").is_not_null())
    told = waiting.select("text").unique().with_columns(_relations())
    counted = waiting.join(told, on="text", how="left", maintain_order="left").select("index", date=_counted())
    impossible = pl.when(pl.col("date").is_null()).then(pl.lit("impossible_date"))
    answered = counted.with_columns(problem=impossible)
    return rows.update(answered, on="index", include_nulls=True).select("date", "problem")


def _relations() -> list[pl.Expr]:
    """What a relative text says: how many years, months or days further, and the month or day it names (0: none)."""
    form = (
        clean_text(pl.col("text")).str.replace_all(" ", "", literal=True).str.strip_chars("。，,；;").pipe(as_relative)
    )
    parts = form.str.extract_groups(RELATIVE)
    further = [
        (parts.struct.field(f"same_{unit}") == "次").fill_null(False).cast(pl.Int32).alias(f"{unit}s") for unit in UNITS
    ]
    named = [
        pl.when(parts.struct.field(unit).is_null()).then(0).otherwise(number(parts.struct.field(unit))).alias(unit)
        for unit in ("month", "day")
    ]
    return further + named


def _counted() -> pl.Expr:
    """The day meant, counted from `anchor`; an unreadable number or a day the month does not have leaves it null."""
    anchor = pl.col("anchor")
    months = anchor.dt.year() * 12 + anchor.dt.month() - 1 + pl.col("months")
    month = pl.when(pl.col("month") == 0).then(months % 12 + 1).otherwise("month")
    day = pl.when(pl.col("day") == 0).then(anchor.dt.day()).otherwise("day")
    return day_of(months.floordiv(12) + pl.col("years"), month, day) + pl.duration(days=pl.col("days"))
