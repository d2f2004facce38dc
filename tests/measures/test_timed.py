"""Timed indicators by hand: cases moved elsewhere, those still open, those of day nought, and what a group without cases shows."""

from datetime import date
from typing import Any

import pytest
from office import written

from casekit.ground import quarter
from casekit.measures import timed
from casekit.records.records import Records
from casekit.statistics.uncertainty import exact, wilson

THIRD = quarter.parse("2026Q3")
WITHIN: dict[str, Any] = {"kind": "within", "stage": "review", "clock": "days", "days": 30}
HALF: dict[str, Any] = {"kind": "time", "stage": "review", "clock": "days", "at": 0.5}
OPEN: dict[str, Any] = {"kind": "open", "stage": "review"}
CLEARED: dict[str, Any] = {"kind": "cleared", "stage": "review"}
CASES = """
case_id | crime  | received_on | concluded_on | conclusion
A       | 盗窃罪 | 2026-07-01  | 2026-07-11   | prosecuted
B       | 盗窃罪 | 2026-07-01  | 2026-07-16   | jurisdiction_changed
C       | 诈骗罪 | 2026-07-01  | 2026-07-21   | not_prosecuted
D       | 诈骗罪 | 2026-07-01  |              |
"""


def records(extracted: date = date(2026, 9, 30), **texts: str) -> Records:
    """Clean tables written as text, known on the day of extraction."""
    return written(extracted, **texts)


def told(cases: str, block: dict[str, Any], *groups: str, periods: tuple[str, ...] = ("2026Q3",)) -> list[Any]:
    spans = [quarter.parse(one) for one in periods]
    frame = timed.timed(records(cases=cases), block, list(groups), spans)
    return frame.select("period", *groups, "numerator", "denominator", "value").rows()


def lines(*days: str) -> str:
    """Cases received on 1 July and concluded after so many days; blank is open."""
    made = [f"C{number} | 2026-07-01 | {one} | {'prosecuted' if one else ''}" for number, one in enumerate(days)]
    return "\n".join(["case_id | received_on | concluded_on | conclusion", *made])


def test_a_case_moved_elsewhere_is_an_end_of_its_own() -> None:
    """1/4 on day 10, B leaves on day 15, and C is one of the two left: 1/4 + 2/4 x 1/2. Were B taken for waiting, it would be 5/8."""
    assert told(CASES, WITHIN) == [("2026Q3", 2, 4, 0.5)]
    assert told(CASES, WITHIN | {"days": 15}) == [("2026Q3", 1, 4, 0.25)]
    assert told(CASES, HALF) == [("2026Q3", 2, 4, 20.0)]


def test_what_half_did_not_reach_has_no_median() -> None:
    assert told(lines("2026-07-11", "", "", ""), HALF) == [("2026Q3", 1, 4, None)]


def test_a_decision_on_the_day_of_receipt_counts_from_day_nought() -> None:
    cases = lines("2026-07-01", "2026-07-01", "2026-07-05", "")
    assert told(cases, WITHIN | {"days": 0}) == [("2026Q3", 2, 4, 0.5)]
    assert told(cases, HALF) == [("2026Q3", 3, 4, 0.0)]


def test_a_share_by_a_day_that_no_case_was_followed_to_is_not_told() -> None:
    """Until 30 September the open case was seen for 91 days."""
    cases = lines("2026-07-11", "")
    assert told(cases, WITHIN | {"days": 91}) == [("2026Q3", 1, 2, 0.5)]
    assert told(cases, WITHIN | {"days": 92}) == [("2026Q3", 1, 2, None)]


def test_once_all_are_decided_the_share_is_one_on_every_later_day() -> None:
    assert told(lines("2026-07-11", "2026-07-12"), WITHIN) == [("2026Q3", 2, 2, 1.0)]


def test_a_share_of_none_has_the_exact_upper_limit_of_the_cases_followed_so_long() -> None:
    found = timed.timed(records(cases=lines("", "2026-09-01")), WITHIN, [], [THIRD]).row(0, named=True)
    assert (found["numerator"], found["denominator"], found["value"], found["low"]) == (0, 2, 0.0, 0.0)
    assert found["high"] == pytest.approx(float(exact(0, 2)[1]))


def test_no_cases_have_no_share_and_no_median() -> None:
    for block in (WITHIN, HALF):
        assert told(CASES, block, periods=("2025Q3",)) == [("2025Q3", 0, 0, None)]


def test_the_limits_of_a_median_enclose_it() -> None:
    days = [f"2026-07-{day:02}" for day in range(2, 31)]
    found = timed.timed(records(cases=lines(*days)), HALF, [], [THIRD]).row(0, named=True)
    assert found["value"] == 15.0
    assert found["low"] < 15.0 < found["high"]


def test_net_days_are_those_of_the_cases_whose_time_is_known() -> None:
    """Net days: A 20, B 10, C 20; of D nobody wrote down when it came back; E went after 10 net days and stays away."""
    cases = """
    case_id | received_on | first_returned_on | first_resubmitted_on | concluded_on | conclusion
    A       | 2026-07-01  | 2026-07-11        | 2026-07-31           | 2026-08-10   | prosecuted
    B       | 2026-07-01  |                   |                      | 2026-07-11   | prosecuted
    C       | 2026-07-01  |                   |                      | 2026-07-21   | prosecuted
    D       | 2026-07-01  | 2026-07-11        |                      | 2026-07-21   | prosecuted
    E       | 2026-07-01  | 2026-07-11        |                      |              |
    """
    assert told(cases, WITHIN | {"clock": "net_days", "days": 10}) == [("2026Q3", 1, 4, 0.25)]
    assert told(cases, HALF | {"clock": "net_days"}) == [("2026Q3", 3, 4, 20.0)]
    assert told(cases, HALF) == [("2026Q3", 4, 5, 20.0)]


def test_every_group_has_a_row_in_every_period_zero_rows_too() -> None:
    assert told(CASES, WITHIN, "crime", periods=("2026Q3", "2025Q3")) == [
        ("2026Q3", "盗窃罪", 1, 2, 0.5),
        ("2026Q3", "诈骗罪", 1, 2, 0.5),
        ("2025Q3", "盗窃罪", 0, 0, None),
        ("2025Q3", "诈骗罪", 0, 0, None),
    ]


def test_open_cases_are_those_of_the_last_day_of_the_period() -> None:
    cases = (
        CASES + "E | 盗窃罪 | 2026-06-30 | 2026-07-01 | prosecuted\nF | 盗窃罪 | 2026-07-01 | 2026-10-01 | prosecuted\n"
    )
    assert told(cases, OPEN, periods=("2026Q3", "2026Q2", "2026Q1")) == [
        ("2026Q3", 2, None, 2.0),
        ("2026Q2", 1, None, 1.0),
        ("2026Q1", 0, None, 0.0),
    ]
    assert told(cases, OPEN, "crime", periods=("2026Q3", "2026Q2")) == [
        ("2026Q3", "盗窃罪", 1, None, 1.0),
        ("2026Q3", "诈骗罪", 1, None, 1.0),
        ("2026Q2", "盗窃罪", 1, None, 1.0),
        ("2026Q2", "诈骗罪", 0, None, 0.0),
    ]


def test_open_cases_by_how_long_they_waited_and_whether_they_are_away() -> None:
    """On 30 September: 15 days are the first band, 16 and 30 the second, 31 the third, 181 the last."""
    received = ("2026-09-15", "2026-09-14", "2026-08-31", "2026-08-30", "2026-04-02")
    text = "\n".join(["case_id | received_on | suspended_on", *(f"C{day} | {day} |" for day in received)])
    text += "\nX | 2026-09-20 | 2026-09-25"
    assert told(text, OPEN, "age") == [
        ("2026Q3", 0, 2, None, 2.0),
        ("2026Q3", 1, 2, None, 2.0),
        ("2026Q3", 2, 1, None, 1.0),
        ("2026Q3", 6, 1, None, 1.0),
    ]
    assert told(text, OPEN, "is_away") == [("2026Q3", False, 5, None, 5.0), ("2026Q3", True, 1, None, 1.0)]


def test_cleared_is_of_what_was_carried_over_and_what_came() -> None:
    """A ended before the quarter; B was carried over and ended in it, C and D came in it, C ended on its last day."""
    cases = """
    case_id | received_on | concluded_on | conclusion
    A       | 2026-06-01  | 2026-06-30   | prosecuted
    B       | 2026-06-01  | 2026-07-01   | prosecuted
    C       | 2026-08-01  | 2026-09-30   | merged
    D       | 2026-09-30  |              |
    E       | 2026-06-01  |              | prosecuted
    """
    assert told(cases, CLEARED) == [("2026Q3", 2, 3, pytest.approx(2 / 3))]
    found = timed.timed(records(cases=cases), CLEARED, [], [THIRD]).row(0, named=True)
    low, high = wilson(2, 3)
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("stage", "groups", "lack"),
    [("review", ["crime", "age"], None), ("review", ["place"], "town"), ("trial", [], "charged_on")],
)
def test_a_timed_indicator_says_which_column_it_lacks(stage: str, groups: list[str], lack: str | None) -> None:
    assert timed.lacking(records(cases=CASES), {"stage": stage}, groups) == lack


def test_what_stood_at_the_end_of_an_earlier_quarter_does_not_depend_on_when_it_is_asked() -> None:
    now, then = records(cases=CASES), records(date(2026, 6, 30), cases=CASES)
    for span in (quarter.parse("2026Q2"), quarter.parse("2026Q1")):
        assert timed.open_on(now, "review", span).collect().equals(timed.open_on(then, "review", span).collect())
