"""Dates: a day as it was written, read for certain or refused with the reason."""

from collections.abc import Sequence

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


def parse_date_columns(frame: pl.DataFrame, columns: Sequence[str | tuple[str, ...]]) -> dict[str, pl.DataFrame]:
    """`date` and `problem` of every column, 同年 and the like told from the row's date before it.

    `columns` are in the order of the document; those in a tuple have no settled order among them (arrest and bail).
    The anchor is the nearest written cell of the columns before; where that cell could not be read, nothing further
    back is taken for it. A day counted from it must not come before it; nor, within a tuple, may another date of the
    tuple give another day that the row allows (`ambiguous_anchor`), later than the last column's date being ruled out.
    """
    groups = [(column,) if isinstance(column, str) else column for column in columns]
    read = {column: parse_dates(frame[column]) for group in groups for column in group}
    latest = read[groups[-1][-1]]["date"]
    anchor = pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    for group in groups:
        told = {column: parse_dates(frame[column], anchor) for column in group}
        for column in group:
            others = [told[other]["date"] for other in group if other != column]
            is_relative = read[column]["problem"].eq_missing("needs_anchor")
            read[column] = _settled(frame[column], told[column], is_relative, anchor, others, latest)
        anchor = _next_anchor([read[column] for column in group], anchor)
    return read


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


def _settled(
    texts: pl.Series,
    told: pl.DataFrame,
    is_relative: pl.Series,
    anchor: pl.Series,
    others: Sequence[pl.Series],
    latest: pl.Series,
) -> pl.DataFrame:
    """A column as told from `anchor`, its relative dates refused where they do not fit or could be another day."""
    if not is_relative.any():
        return told
    rivals = [_fitting(parse_dates(texts, other)["date"], other, latest) for other in others]
    differs = pl.any_horizontal(pl.lit(False), *(pl.lit(rival).ne(pl.col("date")).fill_null(False) for rival in rivals))
    reason = (
        pl.when(~pl.lit(is_relative) | pl.col("problem").is_not_null())
        .then("problem")
        .when(pl.lit(_fitting(told["date"], anchor, latest)).is_null())
        .then(pl.lit("doubtful_anchor"))
        .when(differs)
        .then(pl.lit("ambiguous_anchor"))
    )
    return told.with_columns(problem=reason).select(
        date=pl.when(pl.col("problem").is_null()).then("date"), problem="problem"
    )


def _fitting(date: pl.Series, anchor: pl.Series, latest: pl.Series) -> pl.Series:
    """The days that are neither before their anchor nor after the row's last date; null for the others."""
    days = pl.DataFrame({"date": date, "anchor": anchor, "latest": latest})
    in_row = (pl.col("date") >= pl.col("anchor")) & (pl.col("date") <= pl.col("latest")).fill_null(True)
    return days.select(pl.when(in_row).then("date")).to_series()


def _next_anchor(group: Sequence[pl.DataFrame], anchor: pl.Series) -> pl.Series:
    """The latest date of a group, else the one before; none after a cell that was written and could not be read."""
    unread = pl.Series([False]).new_from_index(0, anchor.len())
    for read in group:
        unread |= read["problem"].is_not_null() & ~read["problem"].is_in(["blank_mark", "empty_date"]).fill_null(False)
    latest = pl.DataFrame([read["date"].alias(str(place)) for place, read in enumerate(group)]).max_horizontal()
    return (
        latest.to_frame("date").select(pl.when(~pl.lit(unread)).then(pl.coalesce("date", pl.lit(anchor)))).to_series()
    )
