"""Rounds: the stretches of time in which a case stood under one limit - each review, each return, arrest review, trial."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures import persons
from casekit.records.records import Records

DATES = (
    "received_on", "concluded_on", "charged_on", "withdrawn_on", "first_returned_on", "first_resubmitted_on",
    "second_returned_on", "second_resubmitted_on", "jurisdiction_changed_on", "suspended_on", "resumed_on", "extended_to",
    "arrest_received_on", "arrest_decided_on", "stated_due_on", "expert_from_on", "expert_to_on", "court_received_on",
)  # fmt: skip
TEXTS = ("case_id", "procedure", "custody", "conclusion", "expert_period", "expert_kind")
COUNTS = ("extended_times", "adjournments")
KINDS: dict[str, Any] = {
    **dict.fromkeys(DATES, pl.Date), **dict.fromkeys(TEXTS, pl.String), **dict.fromkeys(COUNTS, pl.Int64)
}  # fmt: skip
OF_THE_CASE = (
    "case", "case_id", "concluded", "is_decided", "is_moved", "is_charged", "has_exam", "extended_times", "extended_to",
    "adjournments", "suspended_on", "resumed_on", "expert_from_on", "expert_to_on", "is_psychiatric", "stated_due_on",
    "court_received_on",
)  # fmt: skip
STAGES = ("review", "return", "arrest_review", "trial")
FAST_TRACK = "fast_track"
RESUBMITTED = "review_after_resubmission"
PSYCHIATRIC, PSYCHIATRIC_ZH = "psychiatric", "精神"


def of_cases(records: Records, stages: Sequence[str] = STAGES) -> pl.DataFrame:
    """One row a round, in order of case, stage and number: stage, number, asked (the stage or key of the limit), procedure,
    sentence, in_custody (null where not known), started_on, ended_on (null while it runs), missing (the field without
    which it cannot be told) and what `OF_THE_CASE` names.

    A round of review that a change of jurisdiction falls into begins with the change; the time before is another office's.
    A blank date says that there was no such step, as far as the other dates allow it.
    """
    cases = _cases(records)
    made = {"review": _reviews, "return": _returns, "arrest_review": _arrest_review, "trial": _trial}
    return pl.concat([one for stage in stages for one in made[stage](cases)]).sort("case", "stage", "number")


def _cases(records: Records) -> pl.DataFrame:
    """The cases with what their persons say, and what holds of the whole case."""
    frame = persons.with_columns(records.table("cases"), records.columns("cases"), KINDS, KINDS)
    joined = frame.join(persons.of_cases(records), on="case_id", how="left", maintain_order="left").collect()
    outcomes, conclusion = codebook.toml("outcomes"), pl.col("conclusion")
    is_underway = conclusion.is_in(outcomes["underway"]).fill_null(False)
    return joined.with_row_index("case").with_columns(
        in_custody=_in_custody(),
        concluded=pl.when(~is_underway).then(pl.coalesce("concluded_on", "charged_on")),
        is_moved=conclusion.is_in(outcomes["moved"]).fill_null(False),
        is_decided=conclusion.is_not_null() & ~is_underway,
        is_charged=(conclusion == "prosecuted").fill_null(False) | pl.col("charged_on").is_not_null(),
        a_year=persons.expected(12, "up_to_1y", "over_1y"),
        three_years=persons.expected(36, "up_to_3y", "over_3y"),
        **_exam(),
    )


def _in_custody() -> pl.Expr:
    """Whether any person is; null where that is not known."""
    held = (pl.col("custody") == "in_custody").fill_null(False) | pl.col("any_in_custody").fill_null(False)
    free = (pl.col("custody") == "not_in_custody").fill_null(False) | pl.col("custody_known").fill_null(False)
    return pl.when(held).then(True).when(free).then(False)


def _exam() -> dict[str, pl.Expr]:
    """Whether there was an expert examination that is or may be a psychiatric one, and whether it is said to be."""
    kind, text = pl.col("expert_kind"), pl.col("expert_period")
    is_psychiatric = (kind == PSYCHIATRIC).fill_null(False) | (
        kind.is_null() & text.str.contains(PSYCHIATRIC_ZH)
    ).fill_null(False)
    is_told = pl.any_horizontal(
        pl.col(name).is_not_null() for name in ("expert_from_on", "expert_to_on", "expert_period")
    )
    return {"is_psychiatric": is_psychiatric, "has_exam": is_psychiatric | (is_told & kind.is_null())}


def _reviews(cases: pl.DataFrame) -> list[pl.DataFrame]:
    """From receipt, and from each resubmission; a later date without the earlier ones is a gap that is named."""
    once, back, twice, again = (pl.col(name).is_not_null() for name in DATES[4:8])
    first = pl.coalesce(
        _lacking("received_on", ~_filled("received_on")), _lacking("first_returned_on", ~once & (back | twice))
    )
    second = pl.coalesce(_lacking("first_resubmitted_on", ~back), _lacking("second_returned_on", again & ~twice))
    third = _lacking("second_resubmitted_on", ~again)
    ends = [
        pl.coalesce("first_returned_on", "second_returned_on", "concluded"),
        pl.coalesce("second_returned_on", "concluded"),
        pl.col("concluded"),
    ]
    went_on = _went_on()
    return [
        _review(cases, 1, "received_on", ends[0], first),
        _review(cases.filter(back | (once & (twice | went_on))), 2, "first_resubmitted_on", ends[1], second),
        _review(cases.filter(again | (twice & went_on)), 3, "second_resubmitted_on", ends[2], third),
    ]


def _filled(name: str) -> pl.Expr:
    return pl.col(name).is_not_null()


def _lacking(name: str, lacks: pl.Expr) -> pl.Expr:
    return pl.when(lacks).then(pl.lit(name))


def _went_on() -> pl.Expr:
    """The case was decided here, so it must have come back; one that was moved may have left while it was away."""
    return (pl.col("concluded").is_not_null() | pl.col("is_decided")) & ~pl.col("is_moved")


def _review(cases: pl.DataFrame, number: int, start: str, end: pl.Expr, missing: pl.Expr) -> pl.DataFrame:
    """One round of review; a change of jurisdiction within it begins it anew."""
    changed, is_fast = pl.col("jurisdiction_changed_on"), (pl.col("procedure") == FAST_TRACK).fill_null(False)
    ended = end.fill_null(pl.date(9999, 12, 31))
    anew = ((changed > pl.col(start)) & (changed <= ended) & ~pl.col("is_moved")).fill_null(False)
    undated = _lacking("concluded_on", end.is_null() & pl.col("is_decided"))
    ordinary = pl.when(anew).then(pl.lit("review_jurisdiction_change")).otherwise(
        pl.lit("review" if number == 1 else RESUBMITTED)
    )  # fmt: skip
    return _round(
        cases, "review", number, pl.when(anew).then(changed).otherwise(start), end, pl.coalesce(missing, undated),
        asked=pl.when(is_fast).then(pl.lit("review")).otherwise(ordinary),
        procedure=pl.when(is_fast).then(pl.lit(FAST_TRACK)).otherwise(pl.lit("ordinary")),
        sentence=pl.when(is_fast).then("a_year").otherwise(pl.lit("any")),
    )  # fmt: skip


def _returns(cases: pl.DataFrame) -> list[pl.DataFrame]:
    """The time a case was away for supplementary investigation: the limit of those who investigate, not of the office."""
    pairs = [DATES[4:6], DATES[6:8]]
    made = []
    for number, (start, end) in enumerate(pairs, 1):
        later = [pl.col("second_returned_on").is_not_null()] if number == 1 else []
        lost = ~_filled(end) & pl.any_horizontal(_went_on(), *later)
        left = pl.when("is_moved").then("concluded")
        missing = _lacking(end, lost)
        made.append(
            _round(cases.filter(_filled(start)), "return", number, pl.col(start), pl.coalesce(end, left), missing)
        )
    return made


def _arrest_review(cases: pl.DataFrame) -> list[pl.DataFrame]:
    """Review of an arrest; whether the person had been detained settles which limit it stood under."""
    end = pl.col("arrest_decided_on")
    undated = _lacking("arrest_decided_on", end.is_null() & (pl.col("is_arrest_decided").fill_null(False) | _went_on()))
    given = cases.filter(_filled("arrest_received_on")).with_columns(in_custody="any_detained")
    return [_round(given, "arrest_review", 1, pl.col("arrest_received_on"), end, undated)]


def _trial(cases: pl.DataFrame) -> list[pl.DataFrame]:
    """First instance, from the day the court received it, or from the charge, to the last judgment."""
    procedure = pl.col("procedure")
    sentence = pl.when(procedure == FAST_TRACK).then("a_year").when(procedure == "simplified").then("three_years")
    whole = _round(
        cases.filter(_filled("charged_on") | _filled("court_received_on")), "trial", 1,
        pl.coalesce("court_received_on", "charged_on"), pl.coalesce("judged_on", "withdrawn_on"),
        _lacking("procedure", procedure.is_null()), procedure=procedure, sentence=sentence.otherwise(pl.lit("any")),
    )  # fmt: skip
    return [whole]


def _round(
    cases: pl.DataFrame, stage: str, number: int, start: pl.Expr, end: pl.Expr, missing: pl.Expr, **more: pl.Expr
) -> pl.DataFrame:
    own = {"asked": pl.lit(stage), "procedure": pl.lit("any"), "sentence": pl.lit("any")} | more
    return cases.select(
        *OF_THE_CASE, "in_custody", stage=pl.lit(stage), number=pl.lit(number), started_on=start, ended_on=end,
        missing=missing.cast(pl.String), **own,
    )  # fmt: skip
