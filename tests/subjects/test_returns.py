"""Routes and loops by hand: what became of a few cases, step by step, and the steps that are not in the order of the law."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office import loaded, written

from casekit.ground import quarter
from casekit.records.records import Records
from casekit.subjects.efficiency import decision, returns

NUMBER = "甲检起诉受〔2026〕46909900{:03d}号"
HEAD = (
    "部门受案号 | 受理日期 | 一退日期 | 一次重报日期 | 二退日期 | 二次重报日期 | 改变管辖日期 | "
    "审结日期 | 审结处理 | 起诉日期 | 延长次数"
)
LINES = """
2026-01-05 |            |            |            |            |            | 2026-01-15 | 起诉   | 2026-01-15 |
2026-01-05 |            |            |            |            |            | 2026-01-25 | 起诉   | 2026-01-26 | 1
2026-01-05 |            |            |            |            |            | 2026-02-04 | 不起诉 |            |
2026-01-05 | 2026-01-15 | 2026-02-04 |            |            |            | 2026-02-14 | 起诉   | 2026-02-14 | 2
2026-01-05 | 2026-01-15 | 2026-02-04 | 2026-02-14 | 2026-03-06 |            | 2026-03-16 | 起诉   | 2026-03-16 |
2026-01-05 | 2026-01-15 |            |            |            |            | 2026-01-25 | 移送单位撤回 |      |
2026-01-05 | 2026-01-15 |            |            |            |            |            |        |            |
2026-09-30 |            |            |            |            |            |            |        |            |
2025-12-20 |            |            |            |            |            | 2026-01-09 | 起诉   | 2026-01-09 |
"""


@pytest.fixture
def office(tmp_path: Path) -> Records:
    """Nine cases: eight received and seven concluded in January to September 2026, one of these moved."""
    rows = [f"{NUMBER.format(number)} | {line}" for number, line in enumerate(LINES.strip().splitlines(), 1)]
    old = f"{NUMBER.format(99)} | 2024-12-20 | | | | | | 2024-12-30 | 起诉 | 2024-12-30 |"
    return loaded(tmp_path, "2026Q3", 案件="\n".join([HEAD, *rows, old]))


def test_what_came_in_became_what_it_became(office: Records) -> None:
    """Returned are four cases, one of them twice; the case received in December 2025 is of no account."""
    told: Any = returns.flow(office)
    assert dict(told.select("step", "numerator").rows()) == {
        "received": 8,
        "prosecuted": 4,
        "not_prosecuted": 1,
        "moved": 1,
        "open": 2,
        "returned_once": 4,
        "returned_twice": 1,
        "extended": 2,
    }
    assert told.filter(step="extended")["times"].to_list() == [3]


def test_routes_are_counted_among_the_cases_concluded_with_their_median_days(office: Records) -> None:
    """Prosecuted straight away after 10, 20 and 20 days; the moved case has no route."""
    routes: Any = returns.routes(office)
    told = routes.sort("numerator", "route", descending=[True, False])
    assert set(told.rows()) == {
        ("受理→起诉", 3, 6, 20.0),
        ("受理→不起诉", 1, 6, 30.0),
        ("受理→一退→一次重报→起诉", 1, 6, 40.0),
        ("受理→一退→一次重报→二退→二次重报→起诉", 1, 6, 70.0),
    }
    assert told.row(0)[0] == "受理→起诉"


def test_routes_are_told_in_english_too(office: Records) -> None:
    english = replace(office, settings=replace(office.settings, language="en"))
    told: Any = returns.routes(english)
    assert told["route"][0] == "received→charged"


def test_loops_are_the_days_of_the_cases_that_were_away(office: Records) -> None:
    """Of 40 days 20, of 70 days 40; the case that was moved while away does not count."""
    assert returns.loops(office) == {"cases": 2, "days": 110, "away": 60}


def test_every_lawful_route_is_in_order(office: Records) -> None:
    assert returns.out_of_order(office).height == 0


STEPS = "case_id | step_no | step"


def routed(*steps: str, received: str = "2026-07-01") -> Records:
    """One case with these steps in order."""
    lines = [f"A | {number} | {step}" for number, step in enumerate(steps, 1)]
    case = f"case_id | received_on | first_returned_on | concluded_on | conclusion\nA | {received} | | | "
    return written(date(2026, 9, 30), cases=case, steps="\n".join([STEPS, *lines]))


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (("received", "concluded", "charged"), None),
        (("received", "charged", "concluded"), None),
        (("received", "returned_first"), None),
        (("received", "jurisdiction_changed", "concluded"), None),
        (
            ("received", "returned_first", "resubmitted_first", "returned_second", "resubmitted_second", "concluded"),
            None,
        ),
        (("received", "extended_first", "concluded", "judged"), None),
        (("received", "resubmitted_first", "concluded"), "受理→一次重报→审结"),
        (("received", "resubmitted_first", "returned_first", "concluded"), "受理→一次重报→一退→审结"),
        (("received", "returned_second", "resubmitted_second", "charged"), "受理→二退→二次重报→起诉"),
        (("received", "returned_first", "resubmitted_first", "returned_first"), "受理→一退→一次重报→一退"),
        (("returned_first", "received", "concluded"), "一退→受理→审结"),
        (("received", "charged", "not_charged"), "受理→起诉→不起诉"),
    ],
)
def test_only_steps_in_an_order_that_the_law_does_not_give_are_to_be_read(
    steps: tuple[str, ...], told: str | None
) -> None:
    assert returns.out_of_order(routed(*steps)).rows() == ([("A", told)] if told else [])


def test_a_case_received_outside_the_period_is_not_listed() -> None:
    assert returns.out_of_order(routed("received", "resubmitted_first", received="2025-07-01")).height == 0


def test_cases_moved_or_without_a_readable_end_are_counted_apart(office: Records) -> None:
    assert decision.left_out(office) == {"moved": 1, "unplaced": 0}
    case = "case_id | received_on | concluded_on | conclusion"
    unread = [f"{name} | {day} | | prosecuted" for name, day in (("A", "2026-07-01"), ("B", "2025-07-01"))]
    told = written(date(2026, 9, 30), cases="\n".join([case, *unread, "C | 2026-07-01 | 2026-07-05 | split"]))
    assert decision.left_out(told) == {"moved": 1, "unplaced": 1}


def test_parts_are_of_the_decided_cases_whose_time_is_known(office: Records) -> None:
    """Concluded in 2026 and not moved: 10, 20, 30, 40, 70 and 20 days, 190 in all, of which 20 and 40 away."""
    told = decision.parts(office)
    assert told.select("part", "cases").rows() == [("returned_days", 2), ("net_days", 6)]
    assert told["days"].to_list() == pytest.approx([60 / 6, 130 / 6])
    assert told["share"].to_list() == pytest.approx([60 / 190, 130 / 190])


def test_a_case_that_came_back_on_an_unknown_day_is_in_no_part_of_the_time() -> None:
    """A had 10 days; nobody wrote down when B came back."""
    case = "case_id | received_on | concluded_on | conclusion | first_returned_on"
    lines = ["A | 2026-07-01 | 2026-07-11 | prosecuted |", "B | 2026-07-01 | 2026-07-31 | prosecuted | 2026-07-11"]
    told = decision.parts(written(date(2026, 9, 30), cases="\n".join([case, *lines])))
    assert told.rows() == [("net_days", 10.0, 1, 1.0)]


def test_the_period_of_the_records_is_the_year_to_date(office: Records) -> None:
    assert office.headline == quarter.parse("2026Q1-Q3")
