"""Outcomes: how the cases received in a period had ended within a month and two, non-prosecutions told apart by their kind."""

from collections.abc import Sequence

import polars as pl

from casekit import codebook
from casekit.measures import timed
from casekit.measures.absent import Absent
from casekit.measures.disclosure import with_sensitive_hidden
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.statistics.incidence import incidence
from casekit.subjects.efficiency.decision import INDICATOR, scarce

WITHIN = (30, 60)
CONDITIONAL = "conditional_non_prosecution"
LAST = (CONDITIONAL, "several", "unsaid", "ended")


def kinds(records: Records) -> pl.DataFrame | Absent:
    """The cases received in the headline period that came to each outcome within 60 days: indicator, period, conclusion, numerator,
    denominator, value, low, high, note, and value_30, the share within 30 days.

    Conclusions are `prosecuted`, the codes of non_prosecution_kind, `conditional_non_prosecution`, `several` where the
    persons of one case have different kinds, `unsaid` where none is on record, and `ended` where the outcome is blank. No
    share stands for days on which too few cases were still followed.
    """
    if (absent := scarce(records)) is not None:
        return absent
    now = records.compared[0]
    given = [name for name in ("conclusion",) if name in records.columns("cases")]
    cohort = timed.cohort(records, "review", now, given).join(_of_persons(records), on="case_id", how="left")
    cases = cohort.with_columns(outcome=_outcome(given)).collect()
    short, long = (_by_day(cases, day) for day in WITHIN)
    both = long.join(short.select("outcome", value_30="value"), on="outcome", how="left").rename(
        {"outcome": "conclusion"}
    )
    early = pl.when(pl.col("value").is_not_null()).then(pl.col("value_30").fill_null(0.0)).otherwise("value_30")
    of = pl.lit(cases.height)
    frame = framed(both, INDICATOR, now.name, ["conclusion"], {"value_30": early}, denominator=of)
    return with_sensitive_hidden(frame.sort(_place()), records.settings)


def _of_persons(records: Records) -> pl.LazyFrame:
    """The kinds of non-prosecution of a case's persons: case_id, kind."""
    if "non_prosecution_kind" not in records.columns("suspects"):
        return pl.LazyFrame(schema={"case_id": pl.String, "kind": pl.String})
    own = pl.col("non_prosecution_kind").cast(pl.String).drop_nulls().unique()
    one = pl.when(own.len() > 1).then(pl.lit("several")).otherwise(own.first())
    return records.table("suspects").group_by("case_id").agg(kind=one)


def _outcome(given: Sequence[str]) -> pl.Expr:
    """The outcome of a case, a non-prosecution by its kind; null for a case still open."""
    conclusion = pl.col("conclusion").cast(pl.String) if given else pl.lit(None, pl.String)
    kind = pl.when(conclusion == CONDITIONAL).then(pl.lit(CONDITIONAL)).otherwise(pl.col("kind").fill_null("unsaid"))
    return pl.when(pl.col("outcome") == "not_prosecuted").then(kind).otherwise("outcome")


def _by_day(cases: pl.DataFrame, day: int) -> pl.DataFrame:
    """Every outcome but moving elsewhere, by the end of a day: outcome, numerator, value, low, high."""
    found = incidence(cases["days"], cases["outcome"]).rename({"incidence": "value"})
    counts = cases.group_by("outcome").agg(numerator=(pl.col("days") <= day).sum().cast(pl.Int64))
    reached = found.filter(pl.col("time") <= day).group_by("outcome").agg(pl.all().sort_by("time").last())
    is_followed = not cases["is_open"].any() or int((cases["days"] >= day).sum()) >= timed.LEAST
    shown = reached.with_columns(pl.when(is_followed).then(name).alias(name) for name in ("value", "low", "high"))
    return shown.join(counts, on="outcome").filter(pl.col("outcome") != "moved", pl.col("numerator") > 0)


def _place() -> pl.Expr:
    """Charged first, then the kinds in the codebook's order, then what is no kind."""
    listed = ("prosecuted", *codebook.labels("non_prosecution_kind", "zh"), *LAST)
    return pl.col("conclusion").replace_strict({name: place for place, name in enumerate(listed)})
