"""Rules: what must hold within a row of a clean table, each under the sentence that the codebook's rules.csv words in full."""

from functools import cache

import polars as pl

ADULT, YOUNGEST, OLDEST = "18y", 12, 110
UNDERWAY = ("returned_first", "returned_second", "suspended")
UNGRADED = ("self_check", "check")


@cache
def rules(table: str) -> dict[str, pl.Expr]:
    """The rules of a table: name -> what holds. A rule with a blank in it holds; one whose columns the data lacks is not asked."""
    return MADE[table]()


def _cases() -> dict[str, pl.Expr]:
    col = pl.col
    return {
        "concluded_not_before_received": _ordered("received_on", "concluded_on"),
        "charged_not_before_received": _ordered("received_on", "charged_on"),
        "occurred_not_after_received": _ordered("occurred_on", "received_on"),
        "filed_not_after_received": _ordered("filed_on", "received_on"),
        "first_returned_not_before_received": _ordered("received_on", "first_returned_on"),
        "first_resubmitted_not_before_returned": _ordered("first_returned_on", "first_resubmitted_on"),
        "second_return_follows_a_first": col("first_returned_on").is_not_null() | col("second_returned_on").is_null(),
        "second_returned_not_before_first_resubmitted": _ordered("first_resubmitted_on", "second_returned_on"),
        "second_resubmitted_not_before_returned": _ordered("second_returned_on", "second_resubmitted_on"),
        "extended_to_not_before_received": _ordered("received_on", "extended_to"),
        "extended_at_most_once_a_round": col("extended_times") <= 3,
        "indictment_withdrawn_after_charge": _ordered("charged_on", "withdrawn_on"),
        "resumed_not_before_suspended": _ordered("suspended_on", "resumed_on"),
        "arrest_decided_not_before_received": _ordered("arrest_received_on", "arrest_decided_on"),
        "expert_ended_not_before_begun": _ordered("expert_from_on", "expert_to_on"),
        "court_received_not_before_charged": _ordered("charged_on", "court_received_on"),
        "conclusion_is_dated": col("concluded_on").is_not_null() | col("conclusion").is_in([*UNDERWAY, "pending"]),
        "a_step_is_not_a_conclusion": ~col("conclusion").is_in(UNDERWAY) | col("concluded_on").is_null(),
        "pending_case_has_no_concluded_date": (col("conclusion") != "pending") | col("concluded_on").is_null(),
        "counts_are_not_negative": _not_negative("extended_times", "adjournments", "stated_days"),
        "adjourned_at_most_twice": col("adjournments") <= 2,
        "amount_is_not_negative": _not_negative("amount_yuan", "amount_ten_thousand_yuan"),
    }


def _suspects() -> dict[str, pl.Expr]:
    col, year = pl.col, pl.col("case_year")
    minor_by_birth = col("birth_on").dt.offset_by(ADULT) >= col("occurred_on")
    worded = {
        name: made for prefix in ("sentence", "recommended", "adjusted") for name, made in _sentences(prefix).items()
    }
    return worded | {
        "suspect_no_starts_at_one": col("suspect_no") >= 1,
        "birth_year_is_plausible": (year - col("birth_year")).is_between(YOUNGEST, OLDEST),
        "birth_date_is_plausible": (year - col("birth_on").dt.year()).is_between(YOUNGEST, OLDEST),
        "minor_agrees_with_birth": col("is_minor") == minor_by_birth,
        "conditional_non_prosecution_is_for_minors": (col("decision") != "conditional_non_prosecution")
        | col("is_minor"),
        "kind_of_non_prosecution_needs_one": col("non_prosecution_kind").is_null()
        | col("decision").is_in(["not_prosecuted", "indictment_withdrawn"]),
        "judged_not_before_received": _ordered("received_on", "judged_on"),
        "judged_not_before_charged": _ordered("charged_on", "judged_on"),
        "plea_signed_not_after_judged": _ordered("plea_signed_on", "judged_on"),
        "recommended_not_after_judged": _ordered("recommended_on", "judged_on"),
        "adjusted_not_before_recommended": _ordered("recommended_on", "adjusted_on"),
        "adjusted_not_after_judged": _ordered("adjusted_on", "judged_on"),
        "adoption_has_a_recommendation": ~col("adopted").str.starts_with("adopted") | col("recommended").is_not_null(),
        "adoption_after_adjustment_has_one": (col("adopted") != "adopted_after_adjustment")
        | col("adjusted").is_not_null(),
        "months_are_not_negative": _not_negative("imprisonment_months", "probation_months"),
        "imprisonment_months_are_within_the_law": (col("imprisonment_months") == 0)
        | col("imprisonment_months").is_between(6, 300),
        "probation_months_have_a_term": (col("probation_months") == 0) | (col("imprisonment_months") > 0),
        "probation_months_are_for_three_years_or_less": (col("probation_months") == 0)
        | (col("imprisonment_months") <= 36),
        "probation_months_are_not_shorter_than_the_term": (col("probation_months") == 0)
        | (col("probation_months") >= col("imprisonment_months")),
        "probation_months_are_at_least_a_year": (col("probation_months") == 0)
        | (col("imprisonment_months") == 0)
        | (col("probation_months") >= 12),
        "probation_months_are_at_most_sixty": col("probation_months") <= 60,
        "some_penalty_is_recorded": (col("imprisonment_months") > 0) | (col("probation_months") > 0),
        "recidivist_has_no_probation": ~col("recidivist") | ~(col("sentence_probation") == "yes").fill_null(False),
        "sentence_term_is_not_negative": _not_negative("sentence_term"),
        "casualties_are_not_negative": _not_negative("deaths", "injured", "seriously_injured", "lightly_injured"),
        "injured_are_at_least_their_parts": col("injured")
        >= col("seriously_injured").fill_null(0) + col("lightly_injured").fill_null(0),
    }


def _sentences(prefix: str) -> dict[str, pl.Expr]:
    """The rules of one sentence text: its term and its probation within the law (刑法 38, 42, 45, 69, 72, 73)."""
    kind, low, high, combined = (
        pl.col(f"{prefix}_{name}") for name in ("penalty", "months_low", "months_high", "combined")
    )
    given, least, most = (
        pl.col(f"{prefix}_{name}") for name in ("probation", "probation_months_low", "probation_months_high")
    )
    upper = pl.coalesce(f"{prefix}_penalty_high", f"{prefix}_penalty")
    limits = {"imprisonment": (6, 180, 300), "detention": (1, 6, 12), "control": (3, 24, 36)}
    within = {
        f"{prefix}_{penalty}_is_within_the_law": ((kind != penalty) | low.is_null() | (low >= floor))
        & ((upper != penalty) | (high <= pl.when(combined).then(several).otherwise(single)))
        for penalty, (floor, single, several) in limits.items()
    }
    return within | {
        f"{prefix}_probation_is_for_three_years_or_less": (given != "yes")
        | ((kind == "detention") | ((kind == "imprisonment") & (pl.coalesce(low, high) <= 36))),
        f"{prefix}_probation_is_not_shorter_than_the_term": (given != "yes") | (least >= low),
        f"{prefix}_probation_of_imprisonment_is_one_to_five_years": (kind != "imprisonment")
        | ((least >= 12) & (most <= 60)),
        f"{prefix}_probation_of_detention_is_two_months_to_a_year": (upper != "detention")
        | ((least >= 2) & (most <= 12)),
        f"{prefix}_range_is_in_order": pl.col(f"{prefix}_penalty_high").is_not_null() | (low <= high),
    }


def _steps() -> dict[str, pl.Expr]:
    return {"step_is_dated": pl.col("stepped_on").is_not_null()}


def _evaluations() -> dict[str, pl.Expr]:
    grade, version = pl.col("grade"), pl.col("rule_version")
    new = grade.str.starts_with("2026")
    return {
        "evaluated_not_before_started": _ordered("started_on", "evaluated_on"),
        "grade_belongs_to_its_rule_version": new == (version == "2026"),
        "grade_is_not_older_than_its_rules": ~new | (pl.col("evaluated_on").dt.year() >= 2026),
        "a_check_gives_no_grade": ~pl.col("kind").is_in(UNGRADED) | grade.is_null(),
        "defect_count_is_not_negative": _not_negative("defect_count"),
    }


def _defects() -> dict[str, pl.Expr]:
    return {"defect_has_its_evaluation": pl.col("evaluation_id").is_not_null()}


def _file_readings() -> dict[str, pl.Expr]:
    return {
        "arranged_not_before_requested": _ordered("requested_on", "arranged_on"),
        "request_is_dated": pl.col("requested_on").is_not_null(),
    }


def _proposals() -> dict[str, pl.Expr]:
    replied = pl.col("outcome").is_in(["replied_adopted", "replied_not_adopted"])
    return {
        "delivered_not_before_issued": _ordered("issued_on", "delivered_on"),
        "due_not_before_delivered": _ordered("delivered_on", "stated_due_on"),
        "replied_not_before_delivered": _ordered("delivered_on", "replied_on"),
        "replied_not_before_issued": _ordered("issued_on", "replied_on"),
        "rectified_not_before_delivered": _ordered("delivered_on", "rectified_on"),
        "rectified_not_before_replied": _ordered("replied_on", "rectified_on"),
        "looked_back_not_before_delivered": _ordered("delivered_on", "looked_back_on"),
        "looked_back_not_before_rectified": _ordered("rectified_on", "looked_back_on"),
        "proposal_is_dated": pl.col("issued_on").is_not_null(),
        "reply_is_dated": ~replied | pl.col("replied_on").is_not_null(),
    }


def _places() -> dict[str, pl.Expr]:
    counts = ("population", "villages", "law_wise_villagers", "service_rooms", "mediators")
    return {"place_has_a_year": pl.col("year").is_not_null()} | {
        f"{name}_is_not_negative": pl.col(name) >= 0 for name in counts
    }


def _documents() -> dict[str, pl.Expr]:
    is_other = pl.col("document_kind") == "other"
    return {
        "document_names_its_case": pl.col("case_id").is_not_null(),
        "document_tells_facts": is_other | pl.col("facts").is_not_null(),
    }


def _ordered(earlier: str, later: str) -> pl.Expr:
    return pl.col(earlier) <= pl.col(later)


def _not_negative(*names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).fill_null(0) >= 0 for name in names)


MADE = {
    "cases": _cases, "suspects": _suspects, "steps": _steps, "evaluations": _evaluations, "defects": _defects,
    "file_readings": _file_readings, "proposals": _proposals, "places": _places, "documents": _documents,
}  # fmt: skip
