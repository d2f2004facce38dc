"""Fair comparison: departments beside what like cases showed elsewhere, in code order, without names."""

import polars as pl

from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.records.records import Records
from casekit.statistics import expected

FEATURES = ("crime", "procedure", "custody")
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
