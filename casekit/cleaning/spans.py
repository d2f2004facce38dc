"""Spans: a first and a last day written in one cell, read for certain or refused with the reason."""

from collections.abc import Sequence

import polars as pl

from casekit.cleaning.dates import parse_dates
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.text import ABSENT_WORDS, clean_text

_YEARS, _SMALL = r"[\d〇○零一二三四五六七八九]{4}", r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = rf"{_YEARS}[-/.年]{_SMALL}[-/.月]{_SMALL}日?|{_SMALL}月{_SMALL}日?|\d{{8}}"
_WHOLE = rf"^{_YEARS}[-/.年]|^\d{{8}}$"
_RUNNING = r"起$|起[，,。;；（(]|至今|尚未|未完成|未结束|正在"


def parse_spans(texts: pl.Series | Sequence[str | None]) -> pl.DataFrame:
    """`first`, `last` and `problem`, one row a text: 2024年3月5日至4月2日, 2024.3.5-2024.4.2, 2024年3月5日起.

    A last day as 4月2日 is of the first day's year. A span said to be running yet has no last day. Anything else than
    two days in order is an `unclear_span`, and both are blank; words around the days are not read.
    """
    given = as_texts(texts if isinstance(texts, pl.Series) else list(texts))
    return answer(given, _read_distinct(given.unique()))


def _read_distinct(distinct: pl.DataFrame) -> pl.DataFrame:
    """Each distinct text with its days, or the reason why it has none."""
    clean = distinct.select(
        clean_text(pl.col("text")).str.replace_all(" ", "", literal=True).alias("clean")
    ).to_series()
    days = clean.str.extract_all(_DAY)
    count = days.list.len()
    first = parse_dates(days.list.get(0, null_on_oob=True))["date"]
    last = parse_dates(_of_the_same_year(days))["date"]
    running = clean.str.contains(_RUNNING) & (count == 1) & first.is_not_null()
    whole = (count == 2) & (first <= last).fill_null(False)
    read = distinct.with_columns(first=first, last=last, running=running, whole=whole, absent=clean.is_in(ABSENT_WORDS))
    known = pl.col("running") | pl.col("whole") | pl.col("text").is_null()
    return read.select(
        "text",
        first=pl.when(known).then("first"),
        last=pl.when("whole").then("last"),
        problem=pl.when("absent").then(pl.lit("blank_mark")).when(~known).then(pl.lit("unclear_span")),
    )


def _of_the_same_year(days: pl.Series) -> pl.Series:
    """The second day, with the year of the first where it has none of its own."""
    both = pl.DataFrame({"first": days.list.get(0, null_on_oob=True), "second": days.list.get(1, null_on_oob=True)})
    borrowed = pl.concat_str(pl.col("first").str.head(4), pl.lit("年"), "second")
    return both.select(pl.when(pl.col("second").str.contains(_WHOLE)).then("second").otherwise(borrowed)).to_series()
