"""Steps: how many procedural steps each concluded case caused (诉讼环节构成), which, and what their change is made of."""

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import composition, stages
from casekit.measures.absent import Absent, absence, nothing_to_count
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.statistics import decomposition
from casekit.statistics.decomposition import StepsChange

INDICATOR = "steps_per_case"
ENOUGH = 30
OTHER = "other"


def items(records: Records) -> pl.DataFrame | Absent:
    """How often each item came per concluded case, now and a year earlier: indicator, period, item, numerator, denominator,
    value, and blank low and high; the whole is item `total`, in which each case is one step itself."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    if not composition.given(records):
        return Absent(codebook.toml("sentences")["steps_words"][records.settings.language]["without"])
    found = pl.concat([_of_period(records, period) for period in records.compared])
    return found if found["denominator"][0] else nothing_to_count(records)


def change(records: Records, by: str = "crime") -> StepsChange | Absent:
    """The change on a year earlier as a sum over items, over the values of a column, and both.

    Values with under 30 cases in either period stand together as `other`.
    """
    if (absent := absence(records, INDICATOR, by=by)) is not None:
        return absent
    if len(records.compared) < 2 or not composition.given(records):
        return Absent(codebook.toml("sentences")["steps_words"][records.settings.language]["unsplit"])
    now, before = (_cases(records, period, by) for period in records.compared)
    common = set(_often(now)) & set(_often(before))
    named = pl.when(pl.col("group").is_in(list(common))).then("group").otherwise(pl.lit(OTHER)).alias("group")
    return decomposition.change_parts(before.with_columns(named), now.with_columns(named))


def lacking(records: Records) -> list[str]:
    """The chosen items that this data cannot tell."""
    known = composition.given(records)
    return [item for item in composition.chosen(records) if item not in known]


def _often(cases: pl.DataFrame) -> list[str]:
    return cases.group_by("group").len().filter(pl.col("len") >= ENOUGH)["group"].drop_nulls().to_list()


def _cases(records: Records, period: Period, by: str | None = None) -> pl.DataFrame:
    """One row a case concluded in the period: its group and one count an item."""
    done = stages.of_cases(records).filter(
        pl.col("ended_on").is_between(period.start, period.end), pl.col("outcome") != "moved"
    )
    counted = done.select("case_id").join(composition.of_cases(records), on="case_id", how="left")
    if by is None:
        return counted.drop("case_id").collect()
    group = records.table("cases").select("case_id", group=pl.col(by).fill_null(OTHER))
    return counted.join(group, on="case_id", how="left").drop("case_id").collect()


def _of_period(records: Records, period: Period) -> pl.DataFrame:
    cases = _cases(records, period)
    counts = {name: int(cases[name].sum()) for name in cases.columns}
    found = decomposition.parts(counts, cases.height).rename({"count": "numerator", "per_case": "value"})
    steps = cases.height + sum(counts.values())
    value = steps / cases.height if cases.height else None
    whole = {"item": "total", "numerator": steps, "value": value, "note": found["note"][0]}
    together = pl.concat([found.filter(pl.col("item") != decomposition.BASE), pl.DataFrame([whole], found.schema)])
    return framed(together, INDICATOR, period.name, ["item"], denominator=pl.lit(cases.height))
