"""Fair comparison: departments beside what like cases showed elsewhere, in code order, without names."""

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.measures.absent import Absent, absence, passing_absence
from casekit.records.records import Records
from casekit.statistics import expected
from casekit.statistics.uncertainty import wilson

FEATURES = ("crime", "procedure", "custody")
RETURNED = "returned_once"
ENOUGH = 30
SMALL = 10
QUARTERS = {"durations": 4, "returns": 12}  # returns are rarer, so they are looked at over a longer time
NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True))


def departments(records: Records) -> pl.DataFrame:
    """Every department in order of its unit's and its own name, with a two-figure code: unit, department, code."""
    names = [name for name in ("unit", "department") if name in records.columns("cases")]
    inorder = [pl.col(name).str.replace_many(NUMERALS) for name in names]
    found = records.table("cases").select(names).drop_nulls().unique().sort(inorder).collect()
    return found.with_columns(code=pl.format("{}", (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(2)))


def looked_at(records: Records, what: str) -> list[Period]:
    """The quarters whose receipts are compared, oldest first: up to the one before this, as nearly all of these have ended."""
    return records.period.before().recent(QUARTERS[what])


def durations(records: Records) -> pl.DataFrame:
    """Decisions of each department over those expected of its cases by like cases of the others: code, n, observed, expected,
    ratio, low, high, differs, median_expected.

    The cases are those received in the four quarters before this one, so that nearly all have been decided and their
    procedure is known. A ratio under 1 means longer times. Departments with under 30 cases are left out.
    """
    cases = _cases(records, "durations")
    features = _mix(cases)
    ended = ~cases["is_open"] & (cases["outcome"] != "moved").fill_null(False)
    found = expected.durations(cases["code"], cases["days"], ended, features, strata=features["procedure"])
    return found.rename({"unit": "code"}).filter(pl.col("n") >= ENOUGH)


def lacks(records: Records) -> Absent | None:
    """Why departments cannot be compared by their returns, or None where they can."""
    for indicator, by in ((RETURNED, "department"), ("decided_in_30_days", ()), (RETURNED, "crime")):
        if (absent := absence(records, indicator, by=by)) is not None:
            return absent
    if departments(records).height > 1:
        return None
    return Absent(codebook.toml("sentences")["comparison"]["alone"][records.settings.language])


def returned(records: Records) -> pl.DataFrame | Absent:
    """`returns` as a measured frame: indicator, period (the last quarter looked at), code, numerator (observed), denominator
    (cases), value, low, high, note, and expected, ratio, ratio_low, ratio_high, differs."""
    if (absent := lacks(records)) is not None:
        return absent
    found = returns(records)
    low, high = wilson(found["observed"].to_numpy(), found["n"].to_numpy())
    return found.select(
        pl.lit(RETURNED).alias("indicator"),
        pl.lit(looked_at(records, "returns")[-1].name).alias("period"),
        "code",
        numerator="observed",
        denominator="n",
        value=pl.col("observed") / pl.col("n"),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
        note=pl.lit(None, pl.String),
        expected="expected",
        ratio="ratio",
        ratio_low=pl.col("low"),
        ratio_high=pl.col("high"),
        differs="differs",
    )


@passing_absence
def to_read(records: Records, compared: pl.DataFrame) -> pl.DataFrame:
    """The cases returned once in departments that differ, newest first: case_id, code, returned (text); those of the quarters
    compared that have ended."""
    differing = compared.filter(pl.col("differs"))["code"].to_list()
    cases = _cases(records, "returns").filter(~pl.col("is_open"), pl.col("code").is_in(differing))
    found = cases.drop_nulls("first_returned_on").sort("first_returned_on", "case_id", descending=[True, False])
    return found.select("case_id", department="code", returned=pl.col("first_returned_on").cast(pl.String))


def returns(records: Records) -> pl.DataFrame:
    """Cases returned once in each department over the number expected of its mix of cases: columns as `durations`."""
    cases = _cases(records, "returns").filter(~pl.col("is_open"))
    found = expected.rates(cases["code"], cases["first_returned_on"].is_not_null(), _mix(cases).drop("procedure"))
    return found.rename({"unit": "code"}).filter(pl.col("n") >= ENOUGH)


def _cases(records: Records, what: str) -> pl.DataFrame:
    """The cases received in the quarters looked at, with their department's code and case mix."""
    quarters = looked_at(records, what)
    wanted = [
        name for name in ("unit", "department", *FEATURES, "first_returned_on") if name in records.columns("cases")
    ]
    frame = stages.of_cases(records).filter(pl.col("started_on").is_between(quarters[0].start, quarters[-1].end))
    cases = timed.grouped(frame, records, wanted).collect()
    names = [name for name in ("unit", "department") if name in wanted]
    return cases.drop_nulls(names).join(departments(records), on=names, how="left").sort("code", "case_id")


def _mix(cases: pl.DataFrame) -> pl.DataFrame:
    """What likens two cases: crime (rare ones together), procedure, custody; a blank is a kind of its own."""
    rare = cases.group_by("crime").len().filter(pl.col("len") < SMALL)["crime"].drop_nulls().to_list()
    crime = pl.when(pl.col("crime").is_in(rare)).then(pl.lit("other")).otherwise("crime").alias("crime")
    named = [crime, *(pl.col(name) for name in FEATURES[1:] if name in cases.columns)]
    return cases.select(named).with_columns(pl.all().cast(pl.String).fill_null("blank"))
