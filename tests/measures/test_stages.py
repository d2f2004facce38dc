"""Stages: days and net days of each case as counted by hand, and what was known on an earlier day."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office import loaded, written

from casekit.ground import quarter
from casekit.measures import stages
from casekit.records.records import Records

EXTRACTED = date(2026, 9, 30)
AWAY = ("days", "returned_days", "suspended_days", "expert_days", "net_days")


def records(extracted: date | None = EXTRACTED, **texts: str) -> Records:
    """Clean tables written as text, known on the day of extraction; 2026Q3."""
    return written(extracted, **texts)


def of(cases: str, *columns: str, stage: str = "review", known_on: date | None = None, **others: str) -> list[Any]:
    """The rows of a stage's cases in order of case, the named columns alone."""
    told = stages.of_cases(records(cases=cases, **others), stage, known_on).sort("case_id").collect()
    return told.select("case_id", *columns).rows()


PLAIN = """
case_id | received_on | concluded_on | conclusion
A       | 2026-07-01  | 2026-07-01   | prosecuted
B       | 2026-07-01  | 2026-07-31   | not_prosecuted
C       | 2026-07-01  | 2026-07-11   | merged
D       | 2026-09-20  |              |
E       | 2026-09-20  |              | pending
F       | 2026-09-20  |              | returned_first
G       | 2026-07-01  |              | prosecuted
H       |             | 2026-07-11   | prosecuted
I       | 2026-10-01  |              |
J       | 2026-07-01  | 2026-07-05   | returned_first
K       | 2026-07-01  | 2026-07-05   |
"""


def test_days_run_to_the_end_or_so_far_and_what_cannot_be_placed_is_left_out() -> None:
    """G ended on an unread day, H has no beginning, I came after the extraction; the end of J is a mere step."""
    assert of(PLAIN, "days", "outcome", "is_open") == [
        ("A", 0, "prosecuted", False),
        ("B", 30, "not_prosecuted", False),
        ("C", 10, "moved", False),
        ("D", 10, None, True),
        ("E", 10, None, True),
        ("F", 10, None, True),
        ("J", 91, None, True),
        ("K", 4, "ended", False),
    ]


@pytest.mark.parametrize(("begun", "cases"), [(None, 2), ("2026Q3", 1), ("2026Q2", 1), ("2026Q1", 0)])
def test_cases_that_ended_on_an_unread_day_are_counted(begun: str | None, cases: int) -> None:
    text = "case_id | received_on | concluded_on | conclusion\nA | 2026-07-01 | | prosecuted\nB | 2026-06-01 | | merged"
    assert stages.unplaced(records(cases=text), begun=quarter.parse(begun) if begun else None) == cases


def test_a_case_whose_conclusion_is_given_but_not_its_day_is_told_and_left_out(tmp_path: Path) -> None:
    whole = loaded(
        tmp_path,
        cases="""
        部门受案号                      | 受理日期   | 审结日期   | 审结处理
        甲检起诉受〔2026〕46909900001号 | 2026-07-01 | 不清楚     | 起诉
        甲检起诉受〔2026〕46909900002号 | 2026-07-01 | 2026-07-09 | 起诉
        甲检起诉受〔2026〕46909900003号 | 2026-07-09 | 2026-07-01 | 起诉
        """,
    )
    assert stages.of_cases(whole).collect().select("days", "outcome").rows() == [(8, "prosecuted")]
    assert stages.unplaced(whole) == 1
    assert "concluded_not_before_received" in whole.problems["code"].to_list()


def test_no_case_has_negative_days() -> None:
    assert of("case_id | received_on | concluded_on\nA | 2026-07-09 | 2026-07-01", "days") == []


def test_an_earlier_day_gives_what_stood_then() -> None:
    """On 10 July C and B were open; on 11 July C had left. D, E and F had not come."""
    before = of(PLAIN, "days", "outcome", known_on=date(2026, 7, 10))
    assert before == [("A", 0, "prosecuted"), ("B", 9, None), ("C", 9, None), ("J", 9, None), ("K", 4, "ended")]
    assert of(PLAIN, "days", "outcome", known_on=date(2026, 7, 11))[1:3] == [("B", 10, None), ("C", 10, "moved")]


def test_nothing_is_known_after_the_day_of_extraction() -> None:
    assert of(PLAIN, "days", known_on=date(2026, 12, 31)) == of(PLAIN, "days")


def test_without_a_day_of_extraction_the_day_asked_for_holds_and_else_nothing_is_told() -> None:
    undated = records(None, cases=PLAIN)
    assert stages.of_cases(undated).collect().height == 0
    assert stages.of_cases(undated, known_on=EXTRACTED).collect().height == 8


RETURNS = """
case_id | received_on | first_returned_on | first_resubmitted_on | second_returned_on | second_resubmitted_on | suspended_on | resumed_on | expert_from_on | expert_to_on | expert_kind | concluded_on | conclusion
A       | 2026-06-01  | 2026-06-11        | 2026-07-01           | 2026-07-11         | 2026-08-10            |              |            |                |              |             | 2026-08-20   | prosecuted
B       | 2026-06-01  | 2026-06-11        |                      |                    |                       |              |            |                |              |             |              |
C       | 2026-06-01  | 2026-06-11        |                      |                    |                       |              |            |                |              |             | 2026-06-21   | unit_withdrew
D       | 2026-06-01  | 2026-06-11        |                      |                    |                       |              |            |                |              |             | 2026-08-20   | prosecuted
E       | 2026-06-01  | 2026-06-11        |                      | 2026-07-11         | 2026-08-10            |              |            |                |              |             |              |
F       | 2026-06-01  |                   |                      |                    |                       | 2026-06-11   |            |                |              |             |              |
G       | 2026-06-01  | 2026-06-11        | 2026-07-01           |                    |                       | 2026-06-21   | 2026-07-11 | 2026-06-25     | 2026-06-30   | psychiatric | 2026-07-21   | prosecuted
H       | 2026-06-01  |                   |                      |                    |                       |              |            | 2026-06-11     | 2026-06-21   | psychiatric | 2026-07-01   | prosecuted
I       | 2026-06-01  |                   |                      |                    |                       |              |            | 2026-06-11     | 2026-06-21   | injury      | 2026-07-01   | prosecuted
J       | 2026-06-01  |                   |                      |                    |                       |              |            | 2026-06-11     | 2026-06-21   |             | 2026-07-01   | prosecuted
K       | 2026-06-01  | 2026-06-11        | 2026-07-01           | 2026-07-01         | 2026-07-11            |              |            |                |              |             | 2026-07-11   | prosecuted
L       | 2026-06-01  | 2026-06-11        | 2026-07-11           |                    |                       | 2026-06-15   | 2026-06-20 | 2026-06-25     | 2026-07-05   | psychiatric | 2026-07-21   | prosecuted
"""  # noqa: E501


def test_net_days_leave_out_each_day_away_once() -> None:
    """Until 30 September (121 days). G is away from 11 June to 11 July: 20 days returned, the 10 after it suspended, none left
    for the examination. D and E must have come back on days that nobody wrote down. Only a psychiatric examination counts."""
    assert of(RETURNS, *AWAY) == [
        ("A", 80, 50, 0, 0, 30),
        ("B", 121, 111, 0, 0, 10),
        ("C", 20, 10, 0, 0, 10),
        ("D", 80, None, 0, 0, None),
        ("E", 121, None, 0, 0, None),
        ("F", 121, 0, 111, 0, 10),
        ("G", 50, 20, 10, 0, 20),
        ("H", 30, 0, 0, 10, 20),
        ("I", 30, 0, 0, 0, 30),
        ("J", 30, 0, 0, 0, 30),
        ("K", 40, 30, 0, 0, 10),
        ("L", 50, 30, 0, 0, 20),
    ]


def test_away_is_an_open_case_that_is_out_of_the_offices_hands() -> None:
    assert [case for case, away in of(RETURNS, "is_away") if away] == ["B", "F"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 6, 10), ("A", 9, 0, 9, False)),
        (date(2026, 6, 11), ("A", 10, 0, 10, True)),
        (date(2026, 6, 21), ("A", 20, 10, 10, True)),
        (date(2026, 7, 1), ("A", 30, 20, 10, False)),
        (date(2026, 7, 21), ("A", 50, 30, 20, True)),
    ],
)
def test_time_away_is_what_it_was_on_that_day(day: date, told: tuple[object, ...]) -> None:
    assert of(RETURNS, "days", "returned_days", "net_days", "is_away", known_on=day)[0] == told


def test_what_is_not_on_record_yet_is_not_lost_yet() -> None:
    """On 1 July neither the decision of D nor the second return of E was known: both were simply away."""
    then = of(RETURNS, "returned_days", "is_away", known_on=date(2026, 7, 1))
    assert [row for row in then if row[0] in "DE"] == [("D", 20, True), ("E", 20, True)]


CHARGED = """
case_id | charged_on | withdrawn_on
A       | 2026-07-01 |
B       | 2026-07-01 |
C       | 2026-07-01 | 2026-08-10
D       | 2026-07-01 |
E       | 2026-07-01 |
"""
JUDGED = """
case_id | suspect_no | judged_on  | sentence
A       | 1          | 2026-07-21 | 拘役二个月
A       | 2          | 2026-07-11 | 拘役一个月
B       | 1          |            |
C       | 1          |            |
E       | 1          |            | 拘役一个月
"""


def test_a_trial_ends_with_the_first_judgment_of_its_persons_and_a_case_without_persons_is_in_no_figure() -> None:
    """C was withdrawn: that is no judgment. E was judged on an unread day, D has nobody on record."""
    told = of(CHARGED, "days", "outcome", stage="trial", suspects=JUDGED)
    assert told == [("A", 10, "ended"), ("B", 91, None), ("C", 40, "moved")]
    assert stages.unplaced(records(cases=CHARGED, suspects=JUDGED), "trial") == 1


@pytest.mark.parametrize(
    ("stage", "persons", "lack"),
    [
        ("trial", "", "judged_on"),
        ("trial", "case_id | suspect_no\nA | 1", "judged_on"),
        ("trial", JUDGED, None),
        ("review", JUDGED, "received_on"),
        ("arrest", JUDGED, "arrest_received_on"),
    ],
)
def test_a_stage_says_which_date_it_lacks(stage: str, persons: str, lack: str | None) -> None:
    others = {"suspects": persons} if persons else {}
    assert stages.lacking(records(cases=CHARGED, **others), stage) == lack


def test_an_arrest_review_has_its_own_days() -> None:
    cases = "case_id | arrest_received_on | arrest_decided_on\nA | 2026-07-01 | 2026-07-08\nB | 2026-09-28 |"
    assert of(cases, "days", "outcome", stage="arrest") == [("A", 7, "ended"), ("B", 2, None)]
