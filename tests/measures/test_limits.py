"""Limits of the records' own cases: each row says what the records hold and how the case stands, counted by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import table

from casekit import codebook
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures import limits
from casekit.measures.measure import measure
from casekit.records.records import Records

CASES = pl.read_csv(Path(__file__).with_name("limit_cases.csv"), infer_schema=False)
"""Cases known on 2025-12-31 and how each stands; 2025-10-01 to 08 are holidays."""


def records(cases: pl.DataFrame, known_on: str = "2025-12-31", **others: str) -> Records:
    """Records of cases and other tables written as text; dates, counts and numbers are read as such."""
    tables = {"cases": typed(cases)} | {name: typed(table(text)) for name, text in others.items()}
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": False}
    empty, day = pl.DataFrame(), date.fromisoformat(known_on)
    return Records({**tables}, empty, empty, empty, report, quarter.parse("2025Q4"), Settings(), day)


def typed(frame: pl.DataFrame) -> pl.DataFrame:
    named = (
        frame
        if "case_id" in frame.columns
        else frame.with_row_index("case_id").with_columns(pl.col("case_id").cast(pl.String))
    )
    dates = [name for name in frame.columns if name.endswith(("_on", "_to"))]
    counts = [name for name in ("extended_times", "adjournments") if name in frame.columns]
    months = [name for name in frame.columns if "_months" in name]
    return named.with_columns(
        pl.col(dates).str.to_date(), pl.col(counts).cast(pl.Int64), pl.col(months).cast(pl.Float64)
    )


def stands(
    cases: str, stage: str = "review", known_on: str = "2025-12-31", **others: str
) -> list[tuple[str, str | None]]:
    """Outcome and what is missing, of each case that has the stage."""
    told = limits.of_cases(records(table(cases), known_on, **others)).filter(stage=stage)
    return told.select("outcome", "missing").rows()


def test_how_a_case_stands_is_what_was_counted_by_hand() -> None:
    told = limits.of_cases(records(CASES.drop("outcome", "missing", "why"))).filter(stage="review")
    got = told.select("outcome", "missing").rows()
    wrong = [
        (why, one)
        for why, one, due in zip(CASES["why"], got, CASES.select("outcome", "missing").rows(), strict=True)
        if one != due
    ]
    assert wrong == []
    assert told.filter(pl.col("outcome") == "cannot_tell", pl.col("missing").is_null())["problem"].to_list() == [
        "dates_out_of_order",
        "before_rule:2018-10-26",
    ]


def test_the_days_shown_are_of_the_last_round_and_the_outcome_of_the_gravest() -> None:
    told = limits.of_cases(records(CASES.filter(why="the first round was past its own"))).filter(stage="review")
    days = ("started_on", "due_on", "extended_due_on", "last_day_on", "ended_on")
    # from 2025-05-02 to 2025-06-02 are 31 days, to 2025-05-20 are 18
    assert told.select(pl.col(days).cast(pl.String)).row(0) == (
        "2025-05-02",
        "2025-06-02",
        None,
        "2025-06-02",
        "2025-05-20",
    )
    assert told.select("limit_days", "used_days", "share_used", "round_no", "clock").row(0) == (
        31,
        18,
        18 / 31,
        1,
        "custody",
    )


def test_an_extension_that_counts_is_the_last_day_in_force() -> None:
    told = limits.of_cases(records(CASES.filter(why="15 days more"))).filter(stage="review")
    days = ("due_on", "extended_due_on", "last_day_on")
    assert told.select(pl.col(days).cast(pl.String)).row(0) == ("2025-04-03", "2025-04-18", "2025-04-18")


def test_a_case_is_on_the_custody_clock_if_any_person_in_it_is() -> None:
    cases = """
    case_id | received_on | concluded_on | extended_times
    A       | 2025-09-01  | 2025-10-09   |
    B       | 2025-09-01  | 2025-10-09   |
    C       | 2025-09-01  | 2025-10-09   |
    """
    persons = "case_id | custody_status\nA | bail\nA | arrest\nB | bail\nB | none\nC | bail\nC |"
    told = limits.of_cases(records(table(cases), suspects=persons)).filter(stage="review")
    assert told.select("clock", "outcome").rows() == [
        ("custody", "to_check"),
        ("handling", "within"),
        (None, "cannot_tell"),
    ]


@pytest.mark.parametrize(
    ("recommended", "outcome"),
    [
        ("A | imprisonment | 12", "to_check"),
        ("A | imprisonment | 13", "within"),
        ("A | detention | 4", "to_check"),
        ("A | | ", "within_extended"),
        ("A | detention | 4\nA | imprisonment | 14", "within"),
        ("A | detention | 4\nA | | ", "within_extended"),
    ],
)
def test_the_term_recommended_settles_whether_fast_track_has_ten_days_or_fifteen(
    recommended: str, outcome: str
) -> None:
    cases = """
    case_id | received_on | concluded_on | procedure  | custody    | conclusion
    A       | 2025-05-20  | 2025-06-03   | fast_track | in_custody | prosecuted
    """
    persons = f"case_id | recommended_penalty | recommended_months_high\n{recommended}"
    assert stands(cases, suspects=persons) == [(outcome, None)]


def test_without_any_column_of_extensions_the_days_they_could_cover_cannot_be_told() -> None:
    cases = "received_on | concluded_on | custody\n2025-03-03 | 2025-04-18 | in_custody\n2025-03-03 | 2025-04-19 | in_custody"
    assert stands(cases) == [("cannot_tell", "extended_times"), ("to_check", None)]


def test_a_step_of_extension_within_the_round_is_a_record_of_it() -> None:
    cases = """
    case_id | received_on | concluded_on | custody
    A       | 2025-03-03  | 2025-04-18   | in_custody
    B       | 2025-03-03  | 2025-04-18   | in_custody
    """
    steps = "case_id | step | stepped_on\nA | extended_first | 2025-04-02\nB | extended_first | 2025-05-02"
    assert stands(cases, steps=steps) == [("within_extended", None), ("to_check", None)]


def test_a_change_of_jurisdiction_begins_the_review_anew_unless_the_case_left_by_it() -> None:
    cases = """
    received_on | concluded_on | custody    | jurisdiction_changed_on | conclusion           | extended_times
    2025-03-03  | 2025-04-20   | in_custody | 2025-03-20              | prosecuted           |
    2025-03-03  | 2025-04-21   | in_custody | 2025-03-20              | prosecuted           |
    2025-03-03  | 2025-04-20   | in_custody | 2025-04-20              | jurisdiction_changed |
    """
    assert stands(cases) == [("within", None), ("to_check", None), ("to_check", None)]


def test_only_a_psychiatric_examination_moves_the_last_day_and_one_of_an_unsaid_kind_leaves_it_in_doubt() -> None:
    cases = """
    received_on | concluded_on | custody    | extended_times | expert_from_on | expert_to_on | expert_kind | expert_period
    2025-03-03  | 2025-04-13   | in_custody |                | 2025-03-10     | 2025-03-19   | psychiatric |
    2025-03-03  | 2025-04-14   | in_custody |                | 2025-03-10     | 2025-03-19   | psychiatric |
    2025-03-03  | 2025-04-13   | in_custody |                | 2025-03-10     | 2025-03-19   |             | 精神病鉴定3月10日至19日
    2025-03-03  | 2025-04-13   | in_custody |                | 2025-03-10     | 2025-03-19   |             |
    2025-03-03  | 2025-04-14   | in_custody |                | 2025-03-10     | 2025-03-19   |             |
    2025-03-03  | 2025-04-03   | in_custody |                | 2025-03-10     | 2025-03-19   |             |
    2025-03-03  | 2025-04-13   | in_custody |                | 2025-03-10     | 2025-03-19   | injury      |
    2025-03-03  | 2025-05-03   | in_custody |                |                |              |             | 另见卷宗
    2025-11-03  |              | in_custody |                | 2025-11-10     |              | psychiatric |
    """
    assert stands(cases) == [
        ("within", None),
        ("to_check", None),
        ("within", None),
        ("cannot_tell", "expert_kind"),
        ("to_check", None),
        ("within", None),
        ("to_check", None),
        ("cannot_tell", "expert_kind"),
        ("cannot_tell", "expert_to_on"),
    ]


def test_a_suspension_long_enough_to_explain_the_days_leaves_it_in_doubt() -> None:
    cases = """
    received_on | concluded_on | custody    | extended_times | suspended_on | resumed_on
    2025-03-03  | 2025-04-13   | in_custody |                | 2025-03-10   | 2025-03-20
    2025-03-03  | 2025-04-14   | in_custody |                | 2025-03-10   | 2025-03-20
    2025-03-03  |              | in_custody |                | 2025-03-10   |
    """
    assert stands(cases) == [("cannot_tell", "suspended_on"), ("to_check", None), ("cannot_tell", "suspended_on")]


def test_a_return_has_the_month_of_those_who_investigate() -> None:
    cases = """
    received_on | first_returned_on | first_resubmitted_on | concluded_on | conclusion | custody    | extended_times
    2025-03-03  | 2025-04-03        | 2025-05-03           | 2025-05-20   | prosecuted | in_custody |
    2025-03-03  | 2025-04-03        | 2025-05-04           | 2025-05-20   | prosecuted | in_custody |
    2025-03-03  | 2025-04-03        |                      |              |            | in_custody |
    2025-12-03  | 2025-12-20        |                      |              |            | in_custody |
    2025-03-03  |                   |                      | 2025-04-03   | prosecuted | in_custody |
    """
    assert stands(cases, "return") == [("within", None), ("to_check", None), ("to_check", None), ("pending", None)]
    assert [outcome for outcome, _ in stands(cases)] == ["within", "within", "pending", "pending", "within"]


def test_an_arrest_review_has_seven_days_or_fifteen_and_twenty_where_it_is_complex() -> None:
    cases = """
    case_id | received_on | arrest_received_on | arrest_decided_on
    A       | 2025-04-20  | 2025-03-03         | 2025-03-10
    B       | 2025-04-20  | 2025-03-03         | 2025-03-11
    C       | 2025-04-20  | 2025-03-03         | 2025-03-18
    D       | 2025-04-20  | 2025-03-03         | 2025-03-24
    E       | 2025-04-20  | 2025-03-03         | 2025-03-25
    F       | 2025-04-20  | 2025-03-03         | 2025-03-18
    G       | 2025-04-20  |                    |
    """
    persons = "case_id | detained_on\nA | 2025-03-01\nB | 2025-03-01\nC |\nD |\nE |"
    assert stands(cases, "arrest_review", suspects=persons) == [
        ("within", None),
        ("to_check", None),
        ("within", None),
        ("within_extended", None),  # 20 days end on Sunday the 23rd
        ("to_check", None),
        ("cannot_tell", "detained_on"),
    ]


def test_a_trial_from_the_charge_is_surely_within_or_cannot_be_told() -> None:
    cases = """
    case_id | received_on | charged_on | court_received_on | procedure  | custody    | adjournments
    A       | 2025-02-03  | 2025-03-03 |                   | ordinary   | in_custody |
    B       | 2025-02-03  | 2025-03-03 |                   | ordinary   | in_custody |
    C       | 2025-02-03  | 2025-03-03 |                   | ordinary   | in_custody |
    D       | 2025-02-03  | 2025-03-03 |                   | ordinary   | in_custody | 1
    E       | 2025-02-03  | 2025-03-03 |                   | fast_track | in_custody |
    F       | 2025-02-03  | 2025-03-03 |                   |            | in_custody |
    G       | 2025-02-03  | 2025-03-03 |                   | simplified | in_custody |
    H       | 2025-02-03  | 2025-03-03 | 2025-03-04        | ordinary   | in_custody |
    I       | 2025-02-03  | 2025-03-03 | 2025-03-04        | ordinary   | in_custody |
    """
    days = "A 2025-05-03|B 2025-06-03|C 2025-06-04|D 2025-06-04|E 2025-03-18|F 2025-03-10|G|H 2025-06-04|I 2025-06-05"
    persons = "case_id | judged_on\n" + days.replace("|", "\n").replace(" ", " | ").replace("G\n", "G |\n")
    assert stands(cases, "trial", suspects=persons) == [
        ("within", None),
        ("within_extended", None),
        ("cannot_tell", "court_received_on"),
        ("cannot_tell", "adjournments"),
        ("within_extended", None),
        ("cannot_tell", "procedure"),
        ("cannot_tell", "judged_on"),
        ("within_extended", None),
        ("to_check", None),
    ]


def test_an_open_case_needs_the_day_of_extraction() -> None:
    open_case = records(table("received_on | custody | extended_times\n2025-12-10 | in_custody |"))
    unknown = Records(**{**open_case.__dict__, "extracted": None})
    assert limits.of_cases(unknown).select("outcome", "missing").rows() == [("cannot_tell", "extraction_date")]


def test_a_last_day_in_a_year_without_known_holidays_cannot_be_told_unless_in_custody() -> None:
    cases = """
    received_on | concluded_on | custody        | extended_times
    2026-12-10  | 2026-12-20   | not_in_custody |
    2026-12-10  | 2026-12-20   | in_custody     |
    """
    told = limits.of_cases(records(table(cases), "2026-12-31"))
    assert told.select("outcome", "problem").rows() == [("cannot_tell", "holidays_not_covered:2027"), ("within", None)]


def test_no_cases_have_no_limits() -> None:
    assert limits.of_cases(records(table("case_id | received_on"))).height == 0


def test_cases_are_counted_by_how_they_stand_and_moved_ones_are_not() -> None:
    cases = """
    case_id | received_on | concluded_on | custody    | conclusion   | extended_times
    A       | 2025-10-10  | 2025-11-10   | in_custody | prosecuted   |
    B       | 2025-10-10  | 2025-11-11   | in_custody | prosecuted   |
    C       | 2025-10-10  | 2025-11-20   | in_custody | prosecuted   | 1
    D       | 2025-10-10  | 2025-11-10   | in_custody | merged       |
    E       | 2025-12-10  |              | in_custody |              |
    """
    whole = records(table(cases))
    counted = measure(whole, "concluded", by="limit_outcome", periods=["2025Q4"])
    assert counted.select("limit_outcome", "numerator").rows() == [
        ("pending", 0),
        ("to_check", 1),
        ("within", 1),
        ("within_extended", 1),
    ]
    flags = limits.of_reviews(whole)
    assert flags["is_limit_told"].to_list() == [True, True, True, False, False]
    assert flags["is_within_limit"].to_list() == [True, False, True, False, False]
    assert flags["is_limit_to_check"].to_list() == [False, True, False, False, False]
    assert flags["limit_days_left"].to_list() == [0, -1, 5, None, None]


def test_every_outcome_has_words_in_both_languages_and_none_speaks_of_an_overrun() -> None:
    labels = codebook.labels("limit_outcome", "zh")
    assert set(labels) == set(limits.GRAVITY) == set(codebook.labels("limit_outcome", "en"))
    assert labels["to_check"] == codebook.group_label("cases", "limit_outcome", "to_check") == "期限需核查"
    assert not any("超期" in label for label in labels.values())


def test_every_derived_column_of_limits_has_a_label() -> None:
    assert all(codebook.field_label("cases", name) != name for name in limits.OF_A_CASE)
