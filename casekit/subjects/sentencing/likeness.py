"""Like cases alike: how far terms and recommendations lie from those of like cases, over time and from unit to unit."""

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import like_cases
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.statistics import alike
from casekit.subjects.sentencing.law import short

INDICATOR = "custodial_months"

YEARS, QUARTERS = 2, 4  # looked at, and quarters to a year of it
WHAT = {"sentence": "months", "recommendation": "recommendation"}


def looked_at(records: Records) -> list[Period]:
    """The quarters whose judgments are compared, oldest first: two years up to the newest whose judgments are entered."""
    quarters = like_cases.held(records)
    return quarters[-1].recent(YEARS * QUARTERS) if quarters else []


def terms(records: Records) -> "pl.DataFrame | Absent":
    """One row a person with a term of detention or imprisonment and what (sentence, or where it was of the same penalty the
    first recommendation, the middle of a range): case_id, suspect_no, unit (its code), year (now, before), crime, what,
    months, gap (months beyond what like cases of two years got, this one left out; blank where there are under 20)."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    quarters = looked_at(records)
    if not quarters:
        return nothing_to_count(records)
    known = like_cases.persons(records).join(units(records), on="unit", how="left", validate="m:1")
    span = known.filter(
        pl.col("judged_on").is_between(quarters[0].start, quarters[-1].end),
        pl.col("penalty").is_in(like_cases.CUSTODIAL),
        pl.col("months").is_not_null() & pl.col("crime").is_not_null(),
    ).with_columns(
        year=pl.when(pl.col("judged_on") >= quarters[-QUARTERS].start).then(pl.lit("now")).otherwise(pl.lit("before")),
        recommendation=(pl.col("recommended_low") + pl.col("recommended_high")) / 2,
    )
    both = [span.with_columns(what=pl.lit(what), months=value) for what, value in WHAT.items()]
    long = pl.concat(both).filter(pl.col("months").is_not_null())
    cell = long["what"] + "|" + long["crime"]
    gap = alike.gaps(long["months"], cell, _features(long))
    return long.with_columns(cell=cell, gap=gap)


def units(records: Records) -> pl.DataFrame:
    """Every unit in order of its name with a two-figure code: unit, code."""
    if "unit" not in records.columns("cases"):
        return pl.DataFrame(schema={"unit": pl.String, "code": pl.String})
    found = records.table("cases").select(pl.col("unit").drop_nulls().unique().sort()).collect()
    return found.with_columns(code=pl.format("{}", pl.int_range(pl.len()) + 1).str.zfill(2))


@passing_absence
def apart(terms: pl.DataFrame, records: Records) -> "pl.DataFrame | Absent":
    """Each unit and crime beside like cases of the other units, in order of code, as a measured frame: indicator, period
    (the last quarter looked at), what, crime, code, numerator and denominator (persons), value (their mean months), low,
    high, note, and expected, difference, difference_low, difference_high, differs. Under 10 persons of a unit, or of the
    others, nothing is compared."""
    known = terms.filter(pl.col("code").is_not_null())
    found = alike.differences(known["months"], known["code"], known["cell"], _features(known), known["case_id"])
    if found.is_empty():
        return Absent(codebook.toml("sentences")["likeness"]["alone"][records.settings.language])
    return _measured(found, records, {"code": "group"}, {"expected": "expected", **_ends("difference")})


@passing_absence
def spread(terms: pl.DataFrame, records: Records) -> "pl.DataFrame | Absent":
    """How far terms lie from those of like cases on average, by crime and what, in the last year and the one before, as a
    measured frame: indicator, period, what, crime, numerator and denominator (persons of the last year), value, low, high,
    note, and before, change, change_low, change_high, differs. Crimes with under 10 persons in either year are left out.
    """
    known = terms.filter(pl.col("gap").is_not_null()).with_columns(pl.col("gap").abs())
    plain = pl.DataFrame({"one": pl.zeros(known.height, eager=True)})
    found = alike.differences(known["gap"], known["year"], known["cell"], plain, known["case_id"])
    now = found.filter(group="now")
    if now.is_empty():
        return nothing_to_count(records)
    return _measured(now, records, {}, {"before": "expected", **_ends("change")})


@passing_absence
def to_read(terms: pl.DataFrame, compared: pl.DataFrame) -> pl.DataFrame:
    """The persons judged in units that differ from like cases, the farthest from these first: case_id, suspect_no, crime,
    unit_code, and as text sentence_months and gap."""
    differing = compared.filter(pl.col("differs"), what="sentence").select("crime", "code")
    found = terms.filter(what="sentence").join(differing, on=["crime", "code"], how="semi").drop_nulls("gap")
    ordered = found.sort(pl.col("gap").abs(), *like_cases.KEY, descending=[True, False, False])
    signed = (
        pl.when(pl.col("gap") > 0)
        .then(pl.format("+{}", short(pl.col("gap"))))
        .otherwise(short(pl.col("gap")).str.replace("-", "−"))
    )
    return ordered.select(
        *like_cases.KEY, "crime", unit_code="code", sentence_months=short(pl.col("months")), gap=signed
    )


def _features(long: pl.DataFrame) -> pl.DataFrame:
    return long.select(like_cases.features(long)).drop("crime")


def _ends(name: str) -> dict[str, str]:
    return {name: "difference", f"{name}_low": "low", f"{name}_high": "high"}


def _measured(found: pl.DataFrame, records: Records, by: dict[str, str], beside: dict[str, str]) -> pl.DataFrame:
    """What was found as a measured frame, by crime, sentences before recommendations, in order of code."""
    parts = pl.col("cell").str.split_exact("|", 1).struct.rename_fields(["what", "crime"])
    placed = found.with_columns(parts.alias("cell")).unnest("cell").sort("crime", pl.col("what") != "sentence", "group")
    counts: dict[str, str | None] = {"numerator": "n", "denominator": "n", "value": "mean", "low": None, "high": None}
    groups: list[str | pl.Expr] = ["what", "crime", *(pl.col(own).alias(name) for name, own in by.items())]
    after = beside | {"differs": "differs"}
    return framed(placed, INDICATOR, looked_at(records)[-1].name, groups, after, **counts)
