"""Limit outcomes: whether each round ended within its limit, and what is missing where that cannot be told."""

import polars as pl

from casekit.codebook.holidays import first_workday
from casekit.ground.settings import Settings
from casekit.measures.rounds import FAST_TRACK

ANY_LENGTH = 10_000


def with_outcomes(rounds: pl.DataFrame, are_extensions_recorded: bool, settings: Settings) -> pl.DataFrame:
    """The rounds with outcome, missing (a field) and problem (a code of `due_dates`)."""
    until = pl.col("until")
    explained = rounds.select(pl.col("limit_high") + pl.duration(days=_suspended() + _examined())).to_series()
    moved = first_workday(explained, settings.holidays_added, settings.workdays_added).fill_null(explained)
    slack = pl.when("in_custody").then(explained).otherwise(moved)
    problem = pl.coalesce("problem", _uncovered(), _backwards())
    open_to_doubt = rounds.with_columns(problem=problem, slack=slack).with_columns(
        gap=pl.coalesce("missing", pl.when(until.is_null()).then(pl.lit("extraction_date"))),
        doubt=_doubt(are_extensions_recorded),
    )
    told = pl.col("gap").is_null() & ((pl.col("started_on").is_not_null()) & pl.col("problem").is_null())
    is_open = pl.col("ended_on").is_null()
    outcome = (
        pl.when(~told).then(pl.lit("cannot_tell"))
        .when(is_open & (until <= pl.col("limit_low"))).then(pl.lit("pending"))
        .when(until <= pl.col("due_low")).then(pl.lit("within"))
        .when((until <= pl.col("limit_low")) & pl.col("is_extended")).then(pl.lit("within_extended"))
        .when(pl.col("doubt").is_not_null()).then(pl.lit("cannot_tell"))
        .otherwise(pl.lit("to_check"))
    )  # fmt: skip
    unclear = outcome == "cannot_tell"
    return open_to_doubt.with_columns(
        outcome=outcome,
        missing=pl.when(unclear).then(pl.when(told).then("doubt").otherwise("gap")),
        problem=pl.when(unclear & pl.col("gap").is_null()).then("problem"),
    )


def _uncovered() -> pl.Expr:
    """No last day because the holidays of its year are not known."""
    needs = pl.col("limit_high").is_null() & pl.col("full_on").is_not_null()
    return pl.when(needs).then(pl.format("holidays_not_covered:{}", pl.col("full_on").dt.year()))


def _backwards() -> pl.Expr:
    return pl.when(pl.col("ended_on") < pl.col("started_on")).then(pl.lit("dates_out_of_order"))


def _doubt(are_extensions_recorded: bool) -> pl.Expr:
    """The field that could still bring a round past its limit within it; null where none could."""
    until, stage = pl.col("until"), pl.col("stage")
    custody = pl.when(stage == "arrest_review").then(pl.lit("detained_on")).otherwise(pl.lit("custody"))
    exam = pl.when("is_psychiatric").then(pl.lit("expert_to_on")).otherwise(pl.lit("expert_kind"))
    interrupted = pl.when(_suspended() > 0).then(pl.lit("suspended_on")).otherwise(exam)
    unrecorded = pl.lit(not are_extensions_recorded) & (pl.col("allowed_by") == "record")
    reverted = (pl.col("procedure") == FAST_TRACK) & ~pl.col("is_charged") & (until <= pl.col("reverted_on"))
    in_court = stage == "trial"
    return pl.coalesce(
        pl.when(until <= pl.col("limit_high")).then(custody),
        pl.when((_suspended() + _examined() > 0) & (until <= pl.col("slack"))).then(interrupted),
        pl.when(unrecorded & (until <= pl.col("further_high"))).then(pl.lit("extended_times")),
        pl.when((stage == "review") & reverted).then(pl.lit("procedure")),
        pl.when(in_court & (pl.col("adjournments") > 0)).then(pl.lit("adjournments")),
        pl.when(in_court & pl.col("ended_on").is_null()).then(pl.lit("judged_on")),
        pl.when(in_court & pl.col("court_received_on").is_null()).then(pl.lit("court_received_on")),
    )


def _suspended() -> pl.Expr:
    """Days of a recorded suspension that fall into the round."""
    return _overlap(pl.col("suspended_on"), pl.coalesce("resumed_on", "until"))


def _examined() -> pl.Expr:
    """Days of an examination that may have stopped the clock and did not move the last day: one of an unsaid kind, or a
    psychiatric one that has no end; of one without dates any number."""
    first, last = pl.col("expert_from_on"), pl.col("expert_to_on")
    days = _overlap(first, pl.coalesce(last, "until")) + 1
    moved_it = pl.col("is_psychiatric") & last.is_not_null() & first.is_not_null()
    return (
        pl.when(~pl.col("has_exam") | moved_it | (pl.col("stage") != "review")).then(0)
        .when(first.is_null()).then(ANY_LENGTH)
        .when((first <= pl.col("until")) & (pl.coalesce(last, "until") > pl.col("started_on"))).then(days)
        .otherwise(0)
    )  # fmt: skip


def _overlap(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    first, last = pl.max_horizontal(start, "started_on"), pl.min_horizontal(end, "until")
    days = (last - first).dt.total_days().clip(lower_bound=0)
    return pl.when(start.is_not_null() & (pl.col("stage") == "review")).then(days).otherwise(0)
