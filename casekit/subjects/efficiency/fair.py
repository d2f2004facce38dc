"""Fair comparison: departments beside what like cases showed elsewhere, in code order, without names."""

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.measures.absent import Absent, absence, passing_absence
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.statistics import expected
from casekit.statistics.uncertainty import wilson

FEATURES = ("crime", "procedure", "custody")
RETURNED, DECIDED = "returned_once", "days_to_decision"
ENOUGH = 30
SMALL = 10
QUARTERS = {DECIDED: 4, RETURNED: 12}  # returns are rarer, so they are looked at over a longer time
NUMERALS = dict(zip("一二三四五六七八九", "123456789", strict=True))


def departments(records: Records) -> pl.DataFrame:
    """Every department in order of its unit's and its own name, with a two-figure code: unit, department, code."""
    names = [name for name in ("unit", "department") if name in records.columns("cases")]
    inorder = [pl.col(name).str.replace_many(NUMERALS) for name in names]
    found = records.table("cases").select(names).drop_nulls().unique().sort(inorder).collect()
    return found.with_columns(code=pl.format("{}", (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(2)))


def looked_at(records: Records, indicator: str) -> list[Period]:
    """The quarters whose receipts are compared, oldest first: up to the one before this, as nearly all of these have ended."""
    return records.period.before().recent(QUARTERS[indicator])


def lacks(records: Records, indicator: str = RETURNED) -> Absent | None:
    """Why departments cannot be compared by an indicator, or None where they can."""
    for name, by in ((indicator, "department"), ("decided_in_30_days", ()), (indicator, "crime")):
        if (absent := absence(records, name, by=by)) is not None:
            return absent
    if departments(records).height > 1:
        return None
    return Absent(codebook.toml("sentences")["comparison"]["alone"][records.settings.language])


def durations(records: Records) -> pl.DataFrame:
    """Decisions of each department over those expected of its cases by like cases of the others: code, n, observed, expected,
    ratio, low, high, differs, median_expected.

    The cases are those received in the four quarters before this one, so that nearly all have been decided and their
    procedure is known. A ratio under 1 means longer times. Departments with under 30 cases are left out.
    """
    cases = _cases(records, DECIDED)
    features = _mix(cases)
    found = expected.durations(
        cases["code"], cases["days"], ~cases["is_open"], features, strata=features.get_column("procedure", default=None)
    )
    return found.rename({"unit": "code"}).filter(pl.col("n") >= ENOUGH)


def returns(records: Records) -> pl.DataFrame:
    """Cases returned once in each department over the number expected of its mix of cases: columns as `durations`."""
    cases = _cases(records, RETURNED).filter(~pl.col("is_open"))
    mix = _mix(cases).drop("procedure", strict=False)
    found = expected.rates(cases["code"], cases["first_returned_on"].is_not_null(), mix)
    return found.rename({"unit": "code"}).filter(pl.col("n") >= ENOUGH)


def decided(records: Records) -> pl.DataFrame | Absent:
    """`durations` as a measured frame: columns as `returned`, with the median days as value, and median_expected."""
    if (absent := lacks(records, DECIDED)) is not None:
        return absent
    block = codebook.toml("indicators")[DECIDED]
    parts = _cases(records, DECIDED).partition_by("code", as_dict=True).items()
    days = pl.DataFrame([{"code": code, **timed.durations(part, block)} for (code,), part in parts])
    found = durations(records).join(days.select("code", "value", days_low="low", days_high="high"), on="code")
    return _measured(found, DECIDED, records, "median_expected")


def returned(records: Records) -> pl.DataFrame | Absent:
    """`returns` as a measured frame: indicator, period (the last quarter looked at), code, numerator (observed), denominator
    (cases), value, low, high, note, and expected, ratio, ratio_low, ratio_high, differs."""
    if (absent := lacks(records)) is not None:
        return absent
    found = returns(records)
    low, high = wilson(found["observed"].to_numpy(), found["n"].to_numpy())
    limits = {"days_low": pl.Series(low), "days_high": pl.Series(high)}
    return _measured(found.with_columns(value=pl.col("observed") / pl.col("n"), **limits), RETURNED, records)


@passing_absence
def to_read(records: Records, compared: pl.DataFrame) -> pl.DataFrame:
    """The cases of departments that differ: those returned once, newest first, or those that took longest (shortest where the
    department is quicker): case_id, department (code), returned or days (text)."""
    indicator = compared["indicator"][0]
    differing = compared.filter("differs").select("code", is_slow=pl.col("ratio") < 1)
    cases = _cases(records, indicator).join(differing, on="code")
    if indicator == RETURNED:
        ended = cases.filter(~pl.col("is_open")).drop_nulls("first_returned_on")
        found = ended.sort("first_returned_on", "case_id", descending=[True, False])
        return found.select("case_id", department="code", returned=pl.col("first_returned_on").cast(pl.String))
    far = pl.when("is_slow").then(-pl.col("days")).otherwise("days")
    return cases.sort(far, "case_id").select("case_id", department="code", days=pl.col("days").cast(pl.String))


def _measured(found: pl.DataFrame, indicator: str, records: Records, *beside: str) -> pl.DataFrame | Absent:
    """What was found as a measured frame, with what like cases led one to expect beside it."""
    if found.is_empty():
        return Absent(codebook.toml("sentences")["comparison"]["few"][records.settings.language].format(n=ENOUGH))
    counts = {"numerator": "observed", "denominator": "n"}
    limits = {end: pl.col(f"days_{end}").fill_nan(None) for end in ("low", "high")}
    own = {"expected": "expected", "ratio": "ratio", "ratio_low": "low", "ratio_high": "high", "differs": "differs"}
    after = own | {name: name for name in beside}
    return framed(found, indicator, looked_at(records, indicator)[-1].name, ["code"], after, **counts, **limits)


def _cases(records: Records, indicator: str) -> pl.DataFrame:
    """The cases received in the quarters looked at, with their department's code and case mix; of days one that moved elsewhere
    tells that it was open so long."""
    quarters = looked_at(records, indicator)
    wanted = [
        name for name in ("unit", "department", *FEATURES, "first_returned_on") if name in records.columns("cases")
    ]
    frame = stages.of_cases(records).filter(pl.col("started_on").is_between(quarters[0].start, quarters[-1].end))
    cases = timed.grouped(frame, records, wanted).collect()
    names = [name for name in ("unit", "department") if name in wanted]
    left = pl.col("outcome").eq_missing("moved") & (indicator == DECIDED)
    seen = cases.drop_nulls(names).with_columns(
        is_open=pl.col("is_open") | left, outcome=pl.when(~left).then("outcome")
    )
    return seen.join(departments(records), on=names, how="left").sort("code", "case_id")


def _mix(cases: pl.DataFrame) -> pl.DataFrame:
    """What likens two cases: crime (rare ones together), procedure, custody; a blank is a kind of its own."""
    rare = cases.group_by("crime").len().filter(pl.col("len") < SMALL)["crime"].drop_nulls().to_list()
    crime = pl.when(pl.col("crime").is_in(rare)).then(pl.lit("other")).otherwise("crime").alias("crime")
    named = [crime, *(pl.col(name) for name in FEATURES[1:] if name in cases.columns)]
    return cases.select(named).with_columns(pl.all().cast(pl.String).fill_null("blank"))
