"""Places: how many cases come from each place for its residents, and where and when cases of a cause gathered."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures import derived
from casekit.measures.absent import Absent, absence, measure_if_given, nothing_to_count, passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.framed import framed
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.records.thin import month_ends
from casekit.statistics import shrinkage
from casekit.statistics.scan import space_time_scan

MONTHS, FEWEST, RUNS = 12, 5, 1999  # months scanned; fewer cases are no cluster; draws
LEVEL, CHANCE = (
    0.03,
    0.05,
)  # p up to which a cluster is told; how often anything is where nothing is (tests/studies/places.toml)
RESIDENTS, PER = 0.1, 10_000  # how much residents say of where cases are expected; rates are of so many
TOWNS = {"town", "population"}
BLANK = {"population": pl.Int64, "order": pl.String, "x": pl.Float64, "y": pl.Float64}


def by_place(records: Records) -> pl.DataFrame | Absent:
    """Cases received in the headline period by place, in the order of the places' codes: as measured, with population: that
    of the period's year, or of the last year before that has one; blank where none has."""
    if not records.columns("places") >= TOWNS:
        return _no_places(records)
    measured = measure_if_given(records, "received", by="place", periods=[records.headline])
    if isinstance(measured, Absent):
        return measured
    known = measured.drop_nulls("place").join(residents(records), on="place", how="left")
    return (
        known.sort("order", "place", nulls_last=True).drop("order", "x", "y")
        if known.height
        else nothing_to_count(records)
    )


def rated(counted: pl.DataFrame) -> pl.DataFrame:
    """The rows with rate (cases per 10,000 residents), shrunken (drawn towards that of all places, the more so the fewer
    residents) and rate_low, rate_high (95%) of what is shrunken; blank where cases or residents are."""
    given = pl.col("numerator").is_not_null() & pl.col("population").is_not_null()
    known = counted.with_row_index("_row").filter(given)
    if known.is_empty():
        return counted.with_columns(pl.lit(None, pl.Float64).alias(name) for name in RATES)
    found = shrinkage.rates(known["numerator"].to_numpy(), known["population"].to_numpy() / PER)
    own = [found[column].alias(name) for name, column in RATES.items()]
    return counted.with_row_index("_row").join(known.select("_row", *own), on="_row", how="left").drop("_row")


RATES = {"rate": "value", "shrunken": "shrunken", "rate_low": "low", "rate_high": "high"}


def clusters(records: Records) -> pl.DataFrame | Absent:
    """Where cases gathered in the last twelve months, likeliest first: indicator, period (first and last day), cause (blank:
    all cases), place (joined by 、), numerator, denominator, value, low, high, note, then places, first, last, expected,
    ratio and p.

    Scanned are all cases and every cause of 30 cases or more in these months and no fewer before them; p allows for that
    number of scans, for all zones and spans of each, and for what is expected being an estimate.

    Residents tell badly where a cause's cases come from (a market town has its thefts every year): a place's part of what is
    expected is therefore its part of the cause's cases of the earlier years on record, a tenth of it after residents, so
    that no place is expected to have none. Where a cause always gathers is no cluster, nor is a place that has half of what
    is expected; `increases` sees those. Zones are places near each other, where the data has x and y of all, else single
    places. Sexual offences are in no scan.
    """
    cases = _cases(records)
    if isinstance(cases, Absent):
        return cases
    names = _names(cases)
    found = [_scanned(cases if not name else cases.filter(case_cause=name), name, records) for name in names]
    told = pl.concat(found).with_columns(p=(pl.col("p_value") * len(names)).clip(0, 1))
    return _measured(told.filter(pl.col("p") <= LEVEL, pl.col("cases") >= FEWEST), records)


@passing_absence
def by_month(clusters: pl.DataFrame, records: Records, cause: str | None = None) -> pl.DataFrame | Absent:
    """Cases of a cause by place and month of the last twelve, zeros too, places in the order of their codes: indicator,
    period (2026-03, and for all twelve 2025-10—2026-09), cause, place, numerator, denominator, value, low, high, note, inside
    (whether of a cluster). The cause is that of the first cluster, unless told; Absent where there is none."""
    named = cause if cause is not None else next(iter(clusters["cause"]), None)
    cases = _cases(records)
    if isinstance(cases, Absent):
        return cases
    if named is None:
        return Absent(codebook.toml("sentences")["places"]["none"][records.settings.language])
    ends = _ends(records)[1:]
    own = cases.filter(pl.col("month") >= 0, (pl.col("case_cause") == named) | (named == ""))
    counted = own.group_by("place", "month").agg(numerator=pl.len().cast(pl.Int64))
    every = _ordered(cases, records).select("place").join(pl.DataFrame({"month": range(MONTHS)}), how="cross")
    ringed = [pl.lit(False)]
    for row in clusters.filter(cause=named).iter_rows(named=True):
        days = pl.col("end").is_between(row["first"], row["last"])
        ringed.append(days & pl.col("place").is_in(row["places"]))
    grid = every.join(counted, on=["place", "month"], how="left", maintain_order="left").with_columns(
        pl.col("numerator").fill_null(0),
        end=pl.col("month").replace_strict(dict(enumerate(ends)), return_dtype=pl.Date),
    )
    month, told = pl.col("end").dt.strftime("%Y-%m"), pl.lit(named).alias("cause")
    tiles = framed(grid, "received", month, [told, "place"], {"inside": pl.any_horizontal(ringed)})
    sums = grid.group_by("place", maintain_order=True).agg(pl.col("numerator").sum())
    year = f"{ends[0]:%Y-%m}—{ends[-1]:%Y-%m}"
    totals = framed(sums, "received", year, [told, "place"], {"inside": pl.lit(False)})
    return pl.concat([tiles, totals])


def marked(clusters: pl.DataFrame | Absent, found: pl.DataFrame | Absent) -> pl.DataFrame | Absent:
    """The clusters with `told`: whether `increases.found` (if any) has the same event, by cause, a place of it and days that
    meet."""
    if isinstance(clusters, Absent):
        return clusters
    rows = [] if isinstance(found, Absent) else found.filter(signal="above").to_dicts()
    told = [any(_is_same(own, other) for other in rows) for own in clusters.iter_rows(named=True)]
    return clusters.with_columns(told=pl.Series(told, dtype=pl.Boolean))


def scanned(records: Records) -> tuple[date, date]:
    """The first and the last day of the months scanned."""
    ends = _ends(records)
    return ends[0] + timedelta(days=1), ends[-1]


def scans(records: Records) -> int:
    """How many scans were made: of all cases, and of each cause with enough."""
    cases = _cases(records)
    return 0 if isinstance(cases, Absent) else len(_names(cases))


@passing_absence
def to_read(clusters: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases of the clusters, newest first: case_id, place, cause, received (text)."""
    cases = _cases(records)
    held = [pl.lit(False)]
    for row in clusters.iter_rows(named=True):
        days = pl.col("received_on").is_between(row["first"], row["last"])
        held.append(
            days
            & pl.col("place").is_in(row["places"])
            & ((pl.col("case_cause") == row["cause"]) | (row["cause"] == ""))
        )
    assert isinstance(cases, pl.DataFrame)
    chosen = cases.filter(pl.any_horizontal(held)).sort("received_on", "case_id", descending=[True, False])
    return chosen.select("case_id", "place", cause="case_cause", received=pl.col("received_on").cast(pl.String))


def residents(records: Records) -> pl.DataFrame:
    """Each place with its population (of the period's year, or the last before that has one), order (its code), x and y;
    what the data lacks is blank."""
    if "town" not in records.columns("places"):
        return pl.DataFrame(schema={"place": pl.String, **BLANK})
    given = records.columns("places")
    names = {"place_code": "order", "population": "population", "x": "x", "y": "y"}
    read = [
        (pl.col(name) if name in given else pl.lit(None)).cast(BLANK[own]).alias(own) for name, own in names.items()
    ]
    year = pl.col("year") if "year" in given else pl.lit(None, pl.Int64)
    rows = records.table("places").select(pl.col("town").alias("place"), year.alias("_year"), *read).drop_nulls("place")
    timely = rows.filter(pl.col("_year").is_null() | (pl.col("_year") <= (records.period.year or 9999)))
    last = [pl.col(name).drop_nulls().last() for name in BLANK]
    return timely.sort("_year", maintain_order=True).group_by("place").agg(last).sort("place").collect()


def _no_places(records: Records) -> Absent:
    language = records.settings.language
    return Absent(codebook.toml("sentences")["places"]["lacking"][language])


def _cases(records: Records) -> pl.DataFrame | Absent:
    """Cases with a place to the period's end: case_id, received_on, case_cause, place and month (0 to 11; before: -1)."""
    if (absent := absence(records, "received", by=["case_cause", "place"])) is not None:
        return absent
    words, language = codebook.toml("sentences"), records.settings.language
    if not records.period.is_dated or not records.report["begins"]:
        return Absent(words["absent_dates"][language])
    ends = _ends(records)
    if date.fromisoformat(records.report["begins"]) > ends[0].replace(year=ends[0].year - 1) + timedelta(days=1):
        return Absent(words["places"]["short"][language])
    crime = ["crime"] if "crime" in records.columns("cases") else []
    names = ["case_cause", "place"]
    read = derived.with_derived(records.table("cases"), "cases", names, records)
    own = read.select("case_id", "received_on", *names, *crime).drop_nulls(["received_on", "place"]).collect()
    if crime:
        own = own.filter(
            ~pl.col("crime").is_in(codebook.toml("outcomes")["sensitive"]["values"]["crime"]).fill_null(False)
        )
    since = own.filter(pl.col("received_on").is_between(date.fromisoformat(records.report["begins"]), ends[-1]))
    month = pl.sum_horizontal((pl.col("received_on") > end).cast(pl.Int64) for end in ends) - 1
    placed = since.with_columns(month=month, case_cause=pl.col("case_cause").fill_null(UNDETERMINED))
    return placed if placed.filter(pl.col("month") >= 0).height else nothing_to_count(records)


def _names(cases: pl.DataFrame) -> list[str]:
    """What is scanned: all cases (blank), and the causes with enough cases now and before."""
    named, newest = cases.filter(pl.col("case_cause") != UNDETERMINED), (pl.col("month") >= 0).sum()
    large = (newest >= FEW) & (pl.len() >= 2 * newest)
    return ["", *named.group_by("case_cause").agg(large=large).filter("large").sort("case_cause")["case_cause"]]


def _ends(records: Records) -> list[date]:
    """The last days of the twelve newest months, and of the one before them first."""
    quarters = records.period.recent(MONTHS // 3 + 1)
    return [end for one in quarters for end in month_ends(one)][-MONTHS - 1 :]


def _scanned(cases: pl.DataFrame, name: str, records: Records) -> pl.DataFrame:
    """The clusters of one cause."""
    places, newest = _expected(cases, records), cases.filter(pl.col("month") >= 0)
    counts = newest.group_by("place", period="month").agg(count=pl.len())
    found = space_time_scan(counts, places, runs=RUNS, known=cases.filter(pl.col("month") < 0).height)
    joint = pl.col("places").list.join("、")
    ends = _ends(records)
    first, last = (dict(enumerate(part)) for part in (ends, ends[1:]))
    days = {"last": pl.col("last").replace_strict(last, return_dtype=pl.Date)}
    days["first"] = pl.col("first").replace_strict(first, return_dtype=pl.Date) + timedelta(days=1)
    return found.with_columns(**days, cause=pl.lit(name), place=joint)


def _expected(cases: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Each place with its part of what is expected (`population`), and where it lies if that is known of all."""
    ordered = _ordered(cases, records)
    people = pl.col("population").fill_null(pl.col("population").mean()).fill_null(1)
    share = (1 - RESIDENTS) * pl.col("n") / pl.col("n").sum() + RESIDENTS * people / people.sum()
    lying = ["x", "y"] if ordered.select(pl.all_horizontal("x", "y").is_not_null().all()).item() else []
    return ordered.select("place", *lying, population=share)


def _ordered(cases: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Every place with its cases before the months scanned (n) and what is known of it, in the order of the codes."""
    counts = cases.group_by("place").agg(n=(pl.col("month") < 0).sum())
    return counts.join(residents(records), on="place", how="left").sort("order", "place", nulls_last=True)


def _measured(found: pl.DataFrame, records: Records) -> pl.DataFrame:
    rows = found.sort("p", "likelihood", descending=[False, True]).rename({"cases": "numerator"})
    beside = ("places", "first", "last", "expected", "ratio", "p")
    return framed(rows, "received", pl.format("{}—{}", "first", "last"), ("cause", "place"), beside)


def _is_same(own: dict[str, Any], other: dict[str, Any]) -> bool:
    named = own["cause"] == other["cause"] and (not other["place"] or other["place"] in own["places"])
    return bool(named and own["first"] <= other["last"] and other["first"] <= own["last"])
