"""Increases: of what, where and when more cases came in the newest quarter than in the same season of earlier years, or fewer."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from casekit import codebook
from casekit.codebook import holidays
from casekit.measures import derived
from casekit.measures.absent import Absent, absence, passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.records.thin import month_ends
from casekit.statistics.spans import discovered, spans

WORKDAYS = 3  # in a week, under which few cases mean nothing
LEVEL, LEAST = 0.05, 5  # of false discoveries in the whole family; fewer cases in a span are no increase
YEARS, FRESH = (3, 4), timedelta(days=14)  # years looked back at, least and most; not all of these is recorded yet
SAME: dict[str, Any] = {"trend": False}
MONTHS = {"year": 12, "w": 1, "left_out": 3, "parts": 4}
NAMED = ("cause", "place")
FOUND = ("kind", "unit", "signal", "first", "last", "expected")
KINDS = ("all", "place", "cause", "cause_place", "crime", "crime_place")


@dataclass(frozen=True)
class Unit:
    """Months or weeks: how many make a quarter and a year, the longest span, the least usual count a period, the recipe."""

    name: str
    newest: int
    year: int
    longest: int
    usual: float
    recipe: dict[str, Any]


UNITS = (Unit("month", 3, 12, 3, 0.5, MONTHS), Unit("week", 13, 52, 1, 2.0, {}))


def judged(records: Records) -> "pl.DataFrame | Absent":
    """Every span of the newest quarter of every series with enough history and cases: kind, cause, place, unit, first, last
    (days), count, expected, low, upper, q_above, q_below, and signal (above, below, edge: exactly on the limit, or blank).

    A series is all cases, a place, a cause or both; where the cause is undetermined, the crime stands in its place. Spans
    are one to three months, and of larger series single weeks. The q are those of false discovery control over all spans of
    all series (fewer: of those that are all recorded). Cases of crimes that a change of rules touched within the years
    looked back at are series of their own, from that change on, and in no other; sexual offences are in none.
    """
    if (absent := absence(records, "received")) is not None:
        return absent
    language, words = records.settings.language, codebook.toml("sentences")
    if records.period.kind != "quarter" or not records.report["begins"]:
        return Absent(words["absent_dates"][language])
    told = pl.concat([_spans(_members(records), records, unit) for unit in UNITS])
    if told.is_empty():
        return Absent(words["increases"]["short"][language].format(m=12 * YEARS[0]))
    return _controlled(told, records)


@passing_absence
def found(judged: pl.DataFrame, records: Records) -> pl.DataFrame:
    """What stands out, each event once, likeliest first: indicator, period (first and last day), cause, place, numerator,
    denominator, value, low, high, note, then kind, unit, signal, first, last and expected.

    Of series that share cases and spans that share days the least likely is given; another only if it stands out without it.
    """
    chosen: list[dict[str, Any]] = []
    for row in judged.filter(pl.col("signal").is_in(["above", "below"])).sort("p").iter_rows(named=True):
        if _stands_alone(row, chosen):
            chosen.append(row)
    rows = pl.DataFrame(chosen, schema=judged.schema)
    period = pl.format("{}—{}", "first", "last")
    return framed(rows, "received", period, NAMED, FOUND, numerator="count", high="upper")


@passing_absence
def family(judged: pl.DataFrame, records: Records) -> pl.DataFrame:
    """What was looked at, a row a kind of series: indicator, period, kind, numerator (cases of the quarter in those judged),
    denominator, value, low, high, note, then series, spans, edge."""
    rows = judged.group_by("kind").agg(
        numerator=pl.col("count")
        .filter((pl.col("unit") == "month") & (pl.col("last") == pl.col("first").dt.month_end()))
        .sum(),
        series=pl.struct(NAMED).n_unique(),
        spans=pl.len(),
        beyond=((pl.col("count") > pl.col("upper")) & (pl.col("count") >= LEAST)).sum(),
        edge=(pl.col("signal") == "edge").sum(),
    )
    named = pl.DataFrame({"kind": KINDS}).join(rows, on="kind", how="inner", maintain_order="left")
    return framed(named, "received", records.period.name, ("kind",), ("series", "spans", "beyond", "edge"))


@passing_absence
def to_read(found: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases of what stands out above, in turn, newest first: case_id, place, cause, received (text)."""
    own = _members(records)
    lists = [own.clear().with_columns(turn=pl.lit(0, pl.Int64))]
    for row in found.filter(signal="above").iter_rows(named=True):
        same = [pl.col(name).eq_missing(row[name]) for name in ("kind", *NAMED)]
        held = own.filter(*same, pl.col("received_on").is_between(row["first"], row["last"]))
        lists.append(
            held.sort("received_on", "case_id", descending=[True, False]).with_columns(turn=pl.int_range(pl.len()))
        )
    each = pl.concat(lists, how="diagonal_relaxed").unique("case_id", keep="first", maintain_order=True)
    turns = each.sort("turn", maintain_order=True)
    return turns.select("case_id", place="place", cause="cause", received=pl.col("received_on").cast(pl.String))


def untold(records: Records) -> list[tuple[date, str]]:
    """The changes of rules that keep a crime from being judged as yet: their day, and the crime."""
    least = 12 * YEARS[0] + MONTHS["w"] + UNITS[0].newest
    return [(day, crime) for crime, day in _touched(records).items() if len(_ends(records, UNITS[0], day)) <= least]


def _members(records: Records) -> pl.DataFrame:
    """A row a case and series that it is in: kind, cause, place, case_id, received_on, since (the first day of its history)."""
    names = ["case_cause", "place", "crime"]
    lacking = [name for name in names if derived.missing("cases", name, records.columns("cases"))]
    given = [name for name in names if name not in lacking]
    read = derived.with_derived(records.table("cases"), "cases", given, records)
    blank = [pl.lit(None, pl.String).alias(name) for name in lacking]
    own = read.with_columns(blank).select("case_id", "received_on", *names).collect()
    strict = codebook.toml("outcomes")["sensitive"]["values"]["crime"]
    begins, touched = date.fromisoformat(records.report["begins"]), _touched(records)
    since = pl.col("crime").replace_strict(touched, default=begins, return_dtype=pl.Date)
    dated = own.filter(
        pl.col("received_on") <= records.period.end, ~pl.col("crime").is_in(strict).fill_null(False)
    ).with_columns(since=since)
    return pl.concat([_of_kind(dated.filter(pl.col("received_on") >= pl.col("since")), kind, begins) for kind in KINDS])


def _of_kind(cases: pl.DataFrame, kind: str, begins: date) -> pl.DataFrame:
    """The cases that series of a kind are made of."""
    known = (pl.col("case_cause") != UNDETERMINED).fill_null(False)
    by = {"all": None, "place": None, "crime": "crime", "crime_place": "crime"}.get(kind, "case_cause")
    chosen = known if by == "case_cause" else ~known if by == "crime" else pl.col("since") == begins
    cause = pl.col(by) if by else pl.lit("", pl.String)
    place = pl.col("place") if kind.endswith("place") else pl.lit("", pl.String)
    told = cases.filter(chosen).select(
        pl.lit(kind).alias("kind"), cause.alias("cause"), place.alias("place"), "case_id", "received_on", "since"
    )
    return told.drop_nulls()


def _touched(records: Records) -> dict[str, date]:
    """The crimes that a change of rules touched within the years looked back at, with its day."""
    before = records.period.end.replace(year=records.period.end.year - YEARS[1] - 1)
    rows = (
        codebook.read("breaks").drop_nulls("crimes").select("date", pl.col("crimes").str.split("|")).explode("crimes")
    )
    days = [(date.fromisoformat(day), crime) for day, crime in rows.iter_rows()]
    return {crime: day for day, crime in sorted(days) if before < day <= records.period.end}


def _ends(records: Records, unit: Unit, since: date) -> list[date]:
    """The last days of the months or weeks that began on or after a day, oldest first, to the period's end."""
    last, most = records.period.end, (YEARS[1] + 1) * unit.year + unit.newest + 1
    if unit.name == "week":
        ends = [last - timedelta(days=7 * place) for place in range(most)][::-1]
    else:
        ends = [end for quarter in records.period.recent(most // 3) for end in month_ends(quarter)]
    return [end for before, end in pairwise(ends) if before + timedelta(days=1) >= since]


def _spans(members: pl.DataFrame, records: Records, unit: Unit) -> pl.DataFrame:
    """The spans of one unit, of the series that are usually large enough; a week not yet all recorded is left out."""
    parts = [_of_history(part, records, unit) for part in members.partition_by("since")]
    return pl.concat([pl.DataFrame(schema=COLUMNS), *parts])


COLUMNS: dict[str, Any] = {
    "kind": pl.String, "cause": pl.String, "place": pl.String, "unit": pl.String, "first": pl.Date, "last": pl.Date,
    "count": pl.Int64, "expected": pl.Float64, "low": pl.Float64, "upper": pl.Float64, "p_above": pl.Float64,
    "p_below": pl.Float64,
}  # fmt: skip


def _of_history(members: pl.DataFrame, records: Records, unit: Unit) -> pl.DataFrame:
    """The spans of the series that have one history: as many years of it as there are, up to four."""
    ends = _ends(records, unit, members["since"][0])
    years = min(YEARS[1], (len(ends) - unit.newest - unit.recipe.get("w", 3)) // unit.year)
    if years < YEARS[0]:
        return pl.DataFrame(schema=COLUMNS)
    grid = _grid(members, ends, unit)
    told = spans(grid, unit.newest, unit.longest, b=years, **SAME, **unit.recipe).drop_nulls("p_above")
    days = pl.Series([ends[0], *ends])  # the day before a period is the last of the one before
    named = told.unnest("series").with_columns(
        unit=pl.lit(unit.name), first=_day(days, "first", 0) + timedelta(days=1), last=_day(days, "last", 1)
    )
    return named.select(COLUMNS.keys())


def _day(days: pl.Series, name: str, after: int) -> pl.Expr:
    return pl.col(name).replace_strict(dict(enumerate(days[after:])), return_dtype=pl.Date)


def _grid(members: pl.DataFrame, ends: list[date], unit: Unit) -> pl.DataFrame:
    """How many of each series in each period, zeros too, of the series that usually have enough."""
    places = pl.Series(ends).search_sorted(members["received_on"], side="left")
    keyed = members.select(pl.struct("kind", *NAMED).alias("series")).with_columns(
        period=pl.Series(places).cast(pl.Int64)
    )
    counted = keyed.group_by("series", "period").agg(count=pl.len().cast(pl.Int64))
    before = len(ends) - unit.newest
    usual = pl.col("count").filter(pl.col("period").is_between(0, before - 1)).sum() / before
    large = (
        counted.group_by("series")
        .agg(usual=usual)
        .filter(pl.col("usual") >= unit.usual)
        .select("series")
        .sort("series")
    )
    whole = large.join(pl.DataFrame({"period": range(len(ends))}, {"period": pl.Int64}), how="cross")
    return whole.join(counted, on=["series", "period"], how="left").with_columns(pl.col("count").fill_null(0))


def _controlled(told: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The spans with q and signal; what came in the last two weeks before the data's own day may not all be recorded: such
    weeks are left out, and such months are never fewer than usual. Nor are weeks of holidays, which move over the year."""
    whole = pl.col("last") <= (records.extracted or date.max) - FRESH
    usual = whole & ~_of_holidays(told, records)
    kept = told.with_columns(q_below=pl.when(usual).then("p_below")).filter((pl.col("unit") == "month") | whole)
    q = {"q_above": discovered(kept["p_above"]), "q_below": discovered(kept["q_below"])}
    count, upper = pl.col("count"), pl.col("upper")
    above = (pl.col("q_above") <= LEVEL) & (count >= LEAST) & (count > upper)
    below = (pl.col("q_below") <= LEVEL) & (count < pl.col("low"))
    signal = pl.when(above).then(pl.lit("above")).when(below).then(pl.lit("below"))
    signal = signal.when(count >= LEAST, count == upper.round()).then(pl.lit("edge"))
    p = pl.when(pl.col("signal") == "below").then("p_below").otherwise("p_above")
    return kept.with_columns(**q).with_columns(signal=signal).with_columns(p=p).sort("unit", "first", "last", *NAMED)


def _of_holidays(told: pl.DataFrame, records: Records) -> pl.Series:
    """Whether a span has fewer workdays than an ordinary half week, as far as holidays are known."""
    settings = records.settings
    days = holidays.calendar(settings.holidays_added, settings.workdays_added)
    on, known = days.filter("is_workday")["day"], days.drop_nulls("is_workday")["day"].max()
    ends = on.search_sorted(told["last"], side="right"), on.search_sorted(told["first"], side="left")
    return (ends[0] - ends[1] < WORKDAYS) & (told["last"] <= known)


def _stands_alone(row: dict[str, Any], chosen: list[dict[str, Any]]) -> bool:
    """Whether a span stands out by more than what those already chosen that share its cases and days brought."""
    brought = 0.0
    for other in chosen:
        shared = (min(row["last"], other["last"]) - max(row["first"], other["first"])).days + 1
        named = [(row[name], other[name]) for name in NAMED]
        if shared <= 0 or any(own and its and own != its for own, its in named):
            continue
        if any(own and not its for own, its in named):  # it is a part of the other
            return False
        brought += (other["count"] - other["expected"]) * shared / ((other["last"] - other["first"]).days + 1)
    left = row["count"] - brought
    return bool(left > row["upper"] if row["signal"] == "above" else left < row["low"])
