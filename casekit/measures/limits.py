"""Limits: which cases were handled within their statutory limit, as far as the records tell, and which are to be looked at."""

from collections.abc import Sequence

import polars as pl

from casekit.measures import extensions, rounds
from casekit.measures.last_days import with_last_days
from casekit.measures.limit_outcomes import with_outcomes
from casekit.records.records import Records

GRAVITY = ("within", "within_extended", "pending", "cannot_tell", "to_check")
COLUMNS = (
    "case_id", "stage", "clock", "started_on", "due_on", "extended_due_on", "last_day_on", "ended_on", "limit_days",
    "used_days", "share_used", "outcome", "round_no", "missing", "problem", "basis", "stated_due_on",
)  # fmt: skip

OF_A_CASE = (
    "due_on", "extended_due_on", "last_day_on", "limit_outcome", "limit_clock", "limit_share_used", "limit_days_left",
    "is_limit_told", "is_within_limit", "is_limit_to_check",
)  # fmt: skip


def of_cases(records: Records, stages: Sequence[str] = rounds.STAGES) -> pl.DataFrame:
    """One row a case and stage: review for every case, and return, arrest_review and trial where there was one.

    case_id, stage, clock (handling, or custody if any person is held; null where that is not known); of the running or
    last round started_on, due_on (without extension), extended_due_on (with one that counts), last_day_on (the one in
    force), limit_days, used_days, share_used, basis; ended_on (null while open); outcome, the gravest of all rounds, with
    round_no (that round), missing (the field without which it cannot be told) or problem (a code of `due_dates`);
    stated_due_on, what the system says, which decides nothing.

    Outcomes: within, within_extended, to_check (past the limit as far as recorded; a lawful cause may be missing),
    cannot_tell, and pending for an open case whose last day has not passed, or which is away. What was chosen:
    * A blank procedure of review counts by the general rule of one month (刑诉法172).
    * Fast track without a recommended term: within ten days is within, within 15 (可以延长至十五日) within_extended. The
      card has the final procedure, so a case charged by fast track later than that is to check; one that is not (yet)
      charged may have gone back to the ordinary limit: within it cannot_tell, for want of the procedure.
    * Where the law gives the longer limit on a condition no field holds (15 days of fast track, 20 of an arrest review,
      three months of a trial), what lies between is within_extended. Where an extension has to be decided (15 days of
      review), its record decides: extended_to, a step of extension within the round, else as many rounds as there were
      extensions. A longer one than the law allows counts as the lawful one. No such column at all: cannot_tell.
    * Only a psychiatric examination moves the due date. One of an unsaid kind or without an end, or a suspension (the
      Rules of 2019 know none), long enough to explain the days past the limit: cannot_tell, with its field.
    * A trial is counted from the day the court received it. From the charge, where that day is missing, within is sure and
      anything longer cannot_tell; so does an adjournment, and a judgment that is not there (they arrive late).
    """
    return _told(records, stages).select(COLUMNS)


def of_reviews(records: Records) -> pl.DataFrame:
    """One row a case: case_id and the derived columns of `OF_A_CASE`, all about its review.

    limit_outcome, limit_clock, due_on, extended_due_on, last_day_on, limit_share_used (of the last round); of concluded
    cases only (those that were moved are not): limit_days_left, from the decision to the last day, negative past it; and
    is_limit_told, is_within_limit (with an extension or without), is_limit_to_check, all false for any other case.
    """
    told = _told(records, ("review",))
    is_concluded = pl.col("ended_on").is_not_null() & ~pl.col("is_moved")
    within, outcome = GRAVITY[:2], pl.col("outcome")
    return told.select(
        "case_id", "due_on", "extended_due_on", "last_day_on",
        limit_outcome="outcome",
        limit_clock="clock",
        limit_share_used="share_used",
        limit_days_left=pl.when(is_concluded).then((pl.col("last_day_on") - pl.col("ended_on")).dt.total_days()),
        is_limit_told=is_concluded & outcome.is_in([*within, "to_check"]),
        is_within_limit=is_concluded & outcome.is_in(within),
        is_limit_to_check=is_concluded & (outcome == "to_check"),
    )  # fmt: skip


def _told(records: Records, stages: Sequence[str]) -> pl.DataFrame:
    """The last round of each case and stage with everything that is known of it."""
    made = with_last_days(rounds.of_cases(records, stages), records.settings)
    last = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(-1)) for name in ("case", "stage"))
    timed = made.with_columns(until=pl.coalesce("ended_on", pl.lit(records.extracted, pl.Date)), is_last=last)
    limited = extensions.with_limits(timed, records)
    told = with_outcomes(limited, extensions.are_recorded(records), records.settings)
    return _by_case(told)


def _by_case(rounds: pl.DataFrame) -> pl.DataFrame:
    """The last round of each case and stage, with the gravest outcome of all of them."""
    gravity = {name: place for place, name in enumerate(GRAVITY)}
    group = (pl.col("is_last").cum_sum() - pl.col("is_last")).alias("group")
    ranked = rounds.with_columns(group, rank=pl.col("outcome").replace_strict(gravity, return_dtype=pl.Int8))
    said = ("rank", "outcome", "missing", "problem", "number")
    only = pl.col("is_last") & (pl.col("number") == 1)
    gravest = ranked.filter(~only).sort("group", "rank").unique("group", keep="last", maintain_order=True)
    last = ranked.filter("is_last")
    joined = last.join(gravest.select("group", *said), on="group", how="left", suffix="_of_all", maintain_order="left")
    settled = joined.with_columns(
        pl.when(pl.col("rank_of_all").is_null()).then(name).otherwise(f"{name}_of_all").alias(name) for name in said
    )
    named = settled.with_columns(outcome=_while_away(), round_no="number", **_days())
    return named.with_columns(**_lengths())


def _while_away() -> pl.Expr:
    """An open case whose last round of review has ended is away: it is pending, unless something graver is known."""
    is_review = pl.col("stage") == "review"
    away = is_review & pl.col("ended_on").is_not_null() & pl.col("concluded").is_null() & ~pl.col("is_decided")
    return pl.when(away & (pl.col("rank") < GRAVITY.index("pending"))).then(pl.lit("pending")).otherwise("outcome")


def _days() -> dict[str, pl.Expr]:
    """The days that are shown; one that turns on unknown custody is blank."""
    due = pl.when(pl.col("due_low") == pl.col("due_high")).then("due_low")
    further = pl.when("is_extended", pl.col("limit_low") == pl.col("limit_high")).then("limit_high")
    held = pl.col("in_custody")
    return {
        "due_on": due,
        "extended_due_on": further,
        "last_day_on": pl.when("is_extended").then(further).otherwise(due),
        "ended_on": pl.when(pl.col("stage") == "review").then("concluded").otherwise("ended_on"),
        "clock": pl.when(held).then(pl.lit("custody")).when(~held).then(pl.lit("handling")),
    }


def _lengths() -> dict[str, pl.Expr]:
    limit, used = ((pl.col(last) - pl.col("started_on")).dt.total_days() for last in ("last_day_on", "until"))
    return {"limit_days": limit, "used_days": used, "share_used": pl.when(limit > 0).then(used / limit)}
