"""Recurrence: which causes keep coming back to the same place, kind of place, industry, relation or party, quarter after quarter."""

from datetime import date

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import derived
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.disclosure import with_sensitive_hidden
from casekit.measures.framed import framed
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics import repeats

QUARTERS, LEAST_QUARTERS = 12, 8
FACETS = ("place_kind", "industry", "relation")


def looked_at(records: Records) -> list[Period]:
    """The newest quarters, oldest first: twelve, or as many as the data goes back."""
    begins = records.report["begins"]
    recent = records.period.recent(QUARTERS) if records.period.is_dated else []
    return [one for one in recent if begins and one.start.replace(day=1) >= date.fromisoformat(begins)]


def span(records: Records) -> str:
    """The quarters looked at as a period is written: 2023Q4—2026Q3."""
    quarters = looked_at(records)
    return f"{quarters[0].name}—{quarters[-1].name}"


def cases(records: Records, *names: str) -> pl.DataFrame | Absent:
    """The cases received in the quarters looked at: case_id, received_on, quarter (0 the first), case_cause, and the columns
    named. Absent where the data lacks one, goes back under eight quarters, or tells no case's cause."""
    for asked in ((), *names):
        if (absent := absence(records, "received", by=asked, periods=[records.period])) is not None:
            return absent
    quarters, words = looked_at(records), codebook.toml("sentences")["recurrence"]
    if len(quarters) < LEAST_QUARTERS:
        return Absent(words["short"][records.settings.language].format(least=LEAST_QUARTERS))
    wanted = ["case_cause", *names]
    frame = derived.with_derived(records.table("cases"), "cases", wanted, records)
    starts = [one.start for one in quarters]
    rows = frame.filter(pl.col("received_on").is_between(starts[0], quarters[-1].end))
    numbered = pl.sum_horizontal((pl.col("received_on") >= start).cast(pl.Int64) for start in starts) - 1
    own = {name: pl.col(name) for name in wanted if name != "received_on"}
    found = rows.select("case_id", "received_on", quarter=numbered, **own).collect()
    if found.filter(pl.col("case_cause") != UNDETERMINED).is_empty():
        return Absent(words["undetermined"][records.settings.language]) if found.height else nothing_to_count(records)
    return found


def by_place(records: Records) -> pl.DataFrame | Absent:
    """Every cause and place with a case in the quarters looked at: indicator, period, case_cause, place, numerator (cases),
    denominator, value, low, high, note, and present (quarters with a case), of_cause (all cases of the cause), expected,
    ratio, ratio_low, ratio_high, recurs.

    Places stand in the order of their codes. Only causes of 30 cases or more are looked at; the undetermined and the rarer
    ones are among the others. What is expected is told by `statistics.repeats.cells`, with the places' residents where the
    data has them.
    """
    rows = cases(records, "place")
    return rows if isinstance(rows, Absent) else _celled(rows, records, "place")


def by_facets(records: Records) -> pl.DataFrame | Absent:
    """As `by_place` for kinds of place, industries and relations: facet and member (a code) stand in the place of place, and
    expected is by the other causes' cases alone. Facets that the data lacks are left out."""
    asked = [(facet, cases(records, facet)) for facet in FACETS]
    found = [(facet, rows if isinstance(rows, Absent) else _celled(rows, records, facet)) for facet, rows in asked]
    told = [
        frame.rename({facet: "member"}).with_columns(facet=pl.lit(facet))
        for facet, frame in found
        if isinstance(frame, pl.DataFrame)
    ]
    first = ("indicator", "period", "facet", "case_cause", "member")
    absent = next((frame for _, frame in found if isinstance(frame, Absent)), None)
    return (
        pl.concat(one.select(*first, pl.exclude(*first)) for one in told)
        if told
        else absent or nothing_to_count(records)
    )


@passing_absence
def to_read(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases of what recurs, newest first: case_id, cause, place, received (text)."""
    rows = cases(records, "place")
    if isinstance(rows, Absent):
        return pl.DataFrame(schema=dict.fromkeys(("case_id", "cause", "place", "received"), pl.String))
    found = rows.join(measured.filter("recurs").select("case_cause", "place"), on=["case_cause", "place"])
    return listed(found)


def listed(rows: pl.DataFrame) -> pl.DataFrame:
    """Cases as a reading list, newest first."""
    ordered = rows.sort("received_on", "case_id", descending=[True, False])
    return ordered.select("case_id", "place", cause="case_cause", received=pl.col("received_on").cast(pl.String))


def _celled(rows: pl.DataFrame, records: Records, facet: str) -> pl.DataFrame | Absent:
    known = rows.with_columns(pl.col(facet).cast(pl.String)).drop_nulls(facet)
    tested = (pl.col("case_cause") != UNDETERMINED) & (pl.len().over("case_cause") >= FEW)
    told = known.select("quarter", kind="case_cause", place=facet, is_tested=tested)
    if not told["is_tested"].any() or told["place"].n_unique() < 2:
        return Absent(codebook.toml("sentences")["recurrence"]["few"][records.settings.language].format(least=FEW))
    shares = residents(records) if facet == "place" else None
    found = repeats.cells(told, shares, len(looked_at(records)))
    groups = [pl.col("kind").alias("case_cause"), pl.col("place").alias(facet)]
    beside = {
        "expected": "expected",
        "ratio": "ratio",
        "ratio_low": "low",
        "ratio_high": "high",
        "present": "present",
        "of_cause": "of_kind",
    }
    measured = framed(found, "received", span(records), groups, beside, numerator="n", low=None, high=None)
    ordered = measured.with_columns(recurs=found["recurs"]).join(_codes(records, facet), on=facet, how="left")
    return with_sensitive_hidden(
        ordered.sort("case_cause", "order", facet, nulls_last=True).drop("order"), records.settings
    )


def residents(records: Records) -> pl.DataFrame | None:
    """Each place's share of residents, over the years on record; None where the data has no residents of any."""
    if not {"town", "population"} <= records.columns("places"):
        return None
    mean = records.table("places").group_by(place="town").agg(pl.col("population").mean()).drop_nulls().collect()
    return mean.select("place", share=pl.col("population") / pl.col("population").sum()) if mean.height else None


def _codes(records: Records, facet: str) -> pl.DataFrame:
    """The order of places: by their codes where these are known."""
    if facet != "place" or not {"town", "place_code"} <= records.columns("places"):
        return pl.DataFrame(schema={facet: pl.String, "order": pl.String})
    known = records.table("places").select(place="town", order="place_code").drop_nulls()
    return known.unique("place", keep="first", maintain_order=True).collect()
