"""Timed indicators: how long a stage takes with open cases counted too, how many are open, and what share was cleared."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import derived, stages
from casekit.measures.framed import shared
from casekit.records.records import Records
from casekit.statistics import incidence, uncertainty

KINDS = ("within", "time", "open", "cleared")
OWN = ("age", "is_away")
LEAST = 10  # cases still under observation, under which a curve ends


def lacking(records: Records, block: dict[str, Any], groups: Sequence[str]) -> str | None:
    """The first column of the cases that a timed indicator would need and the data lacks; the day of extraction counts as one."""
    if lack := stages.lacking(records, block["stage"]):
        return lack
    columns = records.columns("cases")
    wanted = [name for name in groups if name not in OWN]
    return next((lack for name in wanted if (lack := derived.missing("cases", name, columns))), None)


def timed(records: Records, block: dict[str, Any], groups: list[str], spans: list[Period]) -> pl.DataFrame:
    """The grid of periods and groups: period, <groups>, numerator, denominator, value, low, high.

    within: the share of the cases begun in the period that were decided within so many days, open ones counted for as long
    as they have been seen (Aalen-Johansen), those moved elsewhere as an outcome of its own. time: the days by which that
    share reaches `at`; null where it is not reached. open: cases open at the period's end. cleared: the share of the cases
    open when it began or begun in it that ended in it.
    """
    made = [_of_period(records, block, groups, span) for span in spans]
    frame = pl.concat(made)
    if not groups:
        return frame
    seen = frame.select(groups).unique().sort(groups, nulls_last=True)
    grid = pl.DataFrame({"period": [span.name for span in spans]}, {"period": pl.String}).join(seen, how="cross")
    whole = grid.join(frame, on=["period", *groups], how="left", nulls_equal=True, maintain_order="left")
    none = ("numerator", "value") if block["kind"] == "open" else ("numerator", "denominator")
    return whole.with_columns(pl.col(name).fill_null(0) for name in none)


def cohort(records: Records, stage: str, span: Period, groups: Sequence[str] = ()) -> pl.LazyFrame:
    """The cases that began the stage in the period, as `stages.of_cases` has them, with the groups asked for."""
    frame = stages.of_cases(records, stage)
    inside = frame.filter(pl.col("started_on").is_between(span.start, span.end)) if span.is_dated else frame
    return grouped(inside, records, groups)


def open_on(records: Records, stage: str, span: Period, groups: Sequence[str] = ()) -> pl.LazyFrame:
    """The cases open at the period's end, as they stood then, with `age`: the band of days waited."""
    frame = stages.of_cases(records, stage, span.end).filter("is_open")
    return grouped(frame.with_columns(age=_age(stage)), records, groups)


def grouped(frame: pl.LazyFrame, records: Records, groups: Sequence[str]) -> pl.LazyFrame:
    """The cases with columns of the case table beside them."""
    wanted = [name for name in groups if name not in OWN]
    if not wanted:
        return frame
    cases = derived.with_derived(records.table("cases"), "cases", wanted, records).select("case_id", *wanted)
    return frame.join(cases, on="case_id", how="left", validate="1:1")


def _age(stage: str) -> pl.Expr:
    """The number of the band that the days waited fall in: 0 for the first."""
    bands: list[int] = codebook.toml("stages")[stage]["bands"]
    return pl.sum_horizontal((pl.col("days") > upper).cast(pl.Int64) for upper in bands)


def _of_period(records: Records, block: dict[str, Any], groups: list[str], span: Period) -> pl.DataFrame:
    if block["kind"] == "open":
        return _counted(open_on(records, block["stage"], span, groups), span, groups)
    if block["kind"] == "cleared":
        return _cleared(records, block["stage"], span, groups)
    frame = cohort(records, block["stage"], span, groups).collect()
    parts = frame.partition_by(groups, as_dict=True, maintain_order=True) if groups else {(): frame}
    rows = [dict(zip(groups, key, strict=True)) | durations(part, block) for key, part in parts.items()]
    kinds = {name: frame.schema[name] for name in groups} | NUMBERS
    return pl.DataFrame(rows, kinds, orient="row").select(pl.lit(span.name).alias("period"), *groups, *NUMBERS)


def durations(part: pl.DataFrame, block: dict[str, Any]) -> dict[str, float | int | None]:
    """The numbers of some cases of `stages.of_cases`, by the kind of the indicator's block: numerator, denominator, value, low, high."""
    part = part.drop_nulls(block["clock"])  # net days of a case whose coming back is not on record
    decided = decisions(part, block["clock"])
    if block["kind"] == "within":
        shares = _share_by(decided, part, block)
        soon = ((part[block["clock"]] <= block["days"]) & _is_decided(part)).sum()
        return {"numerator": int(soon), "denominator": part.height} | shares
    found = {name: _reached(decided, column, block["at"]) for name, column in ENDS.items()}
    return {"numerator": int(_is_decided(part).sum()), "denominator": part.height} | found


ENDS = {"value": "incidence", "low": "high", "high": "low"}


def decisions(part: pl.DataFrame, clock: str = "days") -> pl.DataFrame:
    """The share of the cases decided by each day and its limits: time, incidence, low, high; leaving for elsewhere is another end."""
    ended = pl.when(pl.col("outcome") == "moved").then(pl.lit("moved")).when(~pl.col("is_open")).then(pl.lit("decided"))
    found = incidence.incidence(part[clock], part.select(ended).to_series())
    return found.filter(pl.col("outcome") == "decided").drop("outcome")


def _is_decided(part: pl.DataFrame) -> pl.Series:
    return part.select((pl.col("outcome") != "moved").fill_null(False)).to_series()


def _share_by(decided: pl.DataFrame, part: pl.DataFrame, block: dict[str, Any]) -> dict[str, float | None]:
    """The share decided by a day; nothing where no case was followed so long and some still wait."""
    seen = decided.filter(pl.col("time") <= block["days"])
    is_followed = part[block["clock"]] >= block["days"]
    if part.is_empty() or (part["is_open"].any() and not is_followed.any()):
        return {"value": None, "low": None, "high": None}
    if seen.is_empty():
        followed = int((is_followed | ~part["is_open"]).sum())
        return {"value": 0.0, "low": 0.0, "high": float(uncertainty.exact(0, followed)[1])}
    return seen.select(value="incidence", low="low", high="high").row(-1, named=True)


def _reached(decided: pl.DataFrame, column: str, at: float) -> float | None:
    days = decided.filter(pl.col(column) >= at - 1e-9)["time"]
    return float(days[0]) if days.len() else None


NUMBERS: dict[str, Any] = {
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def _counted(frame: pl.LazyFrame, span: Period, groups: list[str]) -> pl.DataFrame:
    count = pl.len().cast(pl.Int64).alias("numerator")
    total = (
        frame.group_by(groups).agg(count).sort(groups, nulls_last=True) if groups else frame.select(count)
    ).collect()
    blank = {name: pl.lit(None, kind) for name, kind in NUMBERS.items() if name not in ("numerator", "value")}
    value = pl.col("numerator").cast(pl.Float64)
    return total.with_columns(pl.lit(span.name).alias("period"), value=value, **blank).select(
        "period", *groups, *NUMBERS
    )


def _cleared(records: Records, stage: str, span: Period, groups: list[str]) -> pl.DataFrame:
    """Ended in the period, of those begun in it or open when it began; Wilson's limits."""
    eve = span.start - timedelta(days=1)
    frame = stages.of_cases(records, stage, span.end).filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > eve))
    ended = pl.col("ended_on").is_not_null().sum().cast(pl.Int64)
    counts = {"numerator": ended, "denominator": pl.len().cast(pl.Int64)}
    named = grouped(frame, records, groups)
    total = (
        named.group_by(groups).agg(**counts).sort(groups, nulls_last=True) if groups else named.select(**counts)
    ).collect()
    return shared(total).select(pl.lit(span.name).alias("period"), *groups, *NUMBERS)
