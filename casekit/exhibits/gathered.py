"""Gathered: rates by place, where and when cases gathered, and what stood out, in tables, tiles and words."""

from typing import Any

import polars as pl

from casekit.exhibits import charts
from casekit.exhibits.cause_shares import ends
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.rules import TITLE
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import ems, number
from casekit.ground import written
from casekit.ground.quarter import MONTHS
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.causes import places

Row = dict[str, Any]


@passing_absence
@remade
def rates(counted: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Each place's cases, residents and cases per 10,000 residents, also smoothed; `counted` is `subjects.causes.places.by_place`."""
    words, rows = phrases("places", records), places.rated(counted)
    shown = rows.with_columns(hidden=is_hidden(rows), interval=ends(rows, "rate_low", "rate_high", 1))
    whole = columns(words, place="place", numerator="numerator", population="population")
    heads = [*whole, *columns(words, 1, rate="rate", shrunken="shrunken"), *columns(words, interval="interval")]
    said = {"finding": words["rates_title"], "population": records.headline.say(records.settings.language)}
    return tabled(shown, heads, records, name=name, hidden="hidden", note=words["rates_note"], **said)


@passing_absence
@remade
def surges(found: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """What stood out against earlier years, a row each; `found` is that of `subjects.causes.increases.found`."""
    words, language = phrases("places", records), records.settings.language
    if found.is_empty():
        return Absent(phrases("increases", records)["none"].format(period=records.period.say(language)))
    days = [written.span(first, last, language) for first, last in found.select("first", "last").iter_rows()]
    blank = {part: pl.col(part).fill_null("").replace("", words["any"]) for part in ("cause", "place")}
    shown = found.with_columns(**blank, days=pl.Series(days), hidden=is_hidden(found))
    heads = columns(words, cause="cause", place="place", days="days", numerator="numerator", expected="expected")
    heads += columns(words, usual_low="low", usual_high="high")
    told = {"finding": words["found_title"], "population": records.period.say(language), "note": words["found_note"]}
    return tabled(shown, heads, records, name=name, hidden="hidden", **told)


@passing_absence
@remade
def said(clusters: pl.DataFrame, records: Records) -> Sentence:
    """Where and when cases gathered, each with its count and what was expected, or that they nowhere did; `clusters` is that
    of `subjects.causes.places.clusters`, marked or not."""
    words, language = phrases("places", records), records.settings.language
    days = written.span(*places.scanned(records), language)
    rows = clusters.with_columns(_few=is_hidden(clusters)).to_dicts()
    parts = words["stop"].join(_part(row, records, words) for row in rows)
    return Sentence(words["said_some" if rows else "said_none"].format(days=days, parts=parts))


@passing_absence
def beside(clusters: pl.DataFrame, records: Records) -> Sentence:
    """How much was looked through, and against what; for the screen."""
    words = phrases("places", records)
    near = words["near" if places.residents(records).select("x", "y").drop_nulls().height else "apart"]
    k = number(places.scans(records) - 1)
    return Sentence(words["beside"].format(k=k, near=near, level=number(places.CHANCE, percent=True)))


@passing_absence
@remade
def tiles(grid: pl.DataFrame, clusters: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Places by the twelve months of one cause, its clusters framed; `grid` is that of `subjects.causes.places.by_month`.

    Protected, a total over ＊ is rounded to five; where one tile of a place, or of a frame whose count is told too, is
    protected alone, so is the least of the others.
    """
    words, language = phrases("places", records), records.settings.language
    whole = grid["period"].str.contains("—")
    marked = grid.with_columns(few=is_hidden(grid))
    shown = _closed(marked.filter(~whole), ["inside"], pl.col("inside")).pipe(_closed, ["place"], pl.lit(True))
    cause = str(grid["cause"][0]) or words["all"]
    month = [_month(period, records) for period in shown["period"]]
    shown = shown.with_columns(month=pl.Series(month), value=pl.when(~pl.col("few")).then("numerator"))
    totals = _totals(shown, marked.filter(whole), words)
    any_few, sums = bool(shown["few"].any()), marked.filter(whole)["numerator"]
    n = _total(int(sums.sum()), any_few, words, "least" if sums.null_count() else "about")
    days = written.span(*places.scanned(records), language)
    return charts.tiles(
        shown,
        label="place",
        series="month",
        value="value",
        signal="inside",
        hidden="few",
        beside=totals,
        heading=words["total"],
        finding=_title(clusters.filter(cause=grid["cause"][0]), cause, records, words),
        measure=words["measure"].format(cause=cause),
        population=words["months"].format(days=days, n=n),
        note=words["tiles_note_few" if any_few else "tiles_note"],
        source=records.source,
        language=language,
        name=name,
    )


def _part(row: Row, records: Records, words: dict[str, str]) -> str:
    """One cluster: where, of what, when, how many, against how many."""
    what = _what(row, records, words)
    if row["_few"]:
        return words["hidden"].format(what=what)
    days = written.span(row["first"], row["last"], records.settings.language)
    counts = {"n": number(row["numerator"]), "expected": number(row["expected"])}
    return words["part"].format(what=what, days=days, **counts) + words["told"] * bool(row.get("told"))


def _what(row: Row, records: Records, words: dict[str, str]) -> str:
    where = words["comma"].join(row["places"])
    return {"zh": "", "en": ", "}[records.settings.language].join((where, row["cause"] or words["all"]))


def _title(clusters: pl.DataFrame, cause: str, records: Records, words: dict[str, str]) -> str:
    one = words["title"].format(what=_what(clusters.row(0, named=True), records, words)) if clusters.height == 1 else ""
    many = words["title_many"].format(k=number(clusters.height), cause=cause)
    return one if one and ems(one) <= TITLE else many


def _month(period: str, records: Records) -> str:
    month = int(period[-2:])
    return f"{month}月" if records.settings.language == "zh" else MONTHS[month - 1][:3]


def _closed(grid: pl.DataFrame, line: list[str], of: pl.Expr) -> pl.DataFrame:
    """The grid with the least other tile of each line protected too, where one alone is; only the rows `of` make lines."""
    seen = of & ~pl.col("few") & (pl.col("numerator") > 0)
    alone = ((of & pl.col("few")).sum() == 1).over(line)
    rank = pl.when(seen).then("numerator").rank("ordinal").over(line)
    return grid.with_columns(few=pl.col("few") | (alone & seen & (rank == 1)).fill_null(False))


def _totals(shown: pl.DataFrame, sums: pl.DataFrame, words: dict[str, str]) -> pl.DataFrame:
    """Each place's total as it is written."""
    few = dict(shown.group_by("place").agg(pl.col("few").any()).rows())
    rows = sums.select("place", "numerator", "few").rows()
    written_out = [PROTECTED if hidden else _total(value, few[place], words) for place, value, hidden in rows]
    return sums.select("place", total=pl.Series(written_out, dtype=pl.String))


def _total(value: int, few: bool, words: dict[str, str], rough: str = "about") -> str:
    """The sum; where tiles of it are protected, to five."""
    return words[rough].format(n=number(5 * ((value + 2) // 5))) if few and value else number(value)
