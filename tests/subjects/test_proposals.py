"""Proposals followed up: what is overdue, due soon or unclear, and what they were aimed at."""

from datetime import date

import pytest
from office import written

from casekit.exhibits.reading import reading
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.causes import proposals

TEXT = """
proposal_id | case_id | kind              | cause      | unit | issued_on  | delivered_on | replied_on | outcome | file | sheet | row
A           |         | social_governance | 甲因、乙因 | 甲院 | 2026-03-02 | 2026-03-04   |            |         | 台账 | 一    | 3
B           |         | social_governance | 甲因       | 甲院 | 2026-02-02 | 2026-02-04   |            |         | 台账 | 一    | 4
C           |         | other             |            | 乙院 | 2026-08-20 | 2026-08-24   |            |         | 台账 | 一    | 5
D           |         | other             |            | 乙院 | 2026-10-07 | 2026-10-08   |            |         | 台账 | 一    | 6
E           |         | other             |            | 乙院 | 2026-09-07 |              |            |         | 台账 | 一    | 7
F           |         | other             |            | 乙院 | 2025-09-07 | 2025-09-08   | 2025-10-08 | adopted | 台账 | 一    | 8
"""


@pytest.fixture(scope="module")
def records() -> Records:
    return written(date(2026, 10, 9), proposals=TEXT)


def test_overdue_are_listed_by_due_date_with_the_days_over(records: Records) -> None:
    # B was due on 4 April, A on 4 May 2026
    assert proposals.overdue(records).rows() == [("B", "2026-04-04", 188), ("A", "2026-05-04", 158)]


def test_soon_are_those_due_within_thirty_days(records: Records) -> None:
    # C falls due on 24 October, D only on 8 December
    assert proposals.soon(records).rows() == [("C", "2026-10-24", 15)]


def test_without_a_day_of_delivery_it_cannot_be_told(records: Records) -> None:
    assert proposals.unclear(records).rows() == [("E", "2026-09-07", None)]


def test_a_proposal_about_two_causes_is_aimed_at_both(records: Records) -> None:
    rows = proposals.aimed(records).select("proposal_id", "cause", "unit", "town").rows()
    assert rows == [("B", "甲因", "甲院", None), ("A", "甲因", "甲院", None), ("A", "乙因", "甲院", None)]


def test_a_reading_list_says_where_a_proposal_stands_and_not_its_number(records: Records) -> None:
    listed = reading(records, proposals.overdue(records), "proposals_overdue")
    assert listed.headers == ("文件", "工作表", "行号", "建议代码", "回复期限届满", "超过天数")
    assert listed.rows[0] == ("台账", "一", "4", "—", "2026-04-04", "188")
    assert (
        reading(records, proposals.overdue(records).clear(), "proposals_overdue").sentence == "没有需要列出的检察建议。"
    )


def test_shares_that_the_data_cannot_give_are_left_out(records: Records) -> None:
    names = proposals.followed_up(records)["indicator"].unique(maintain_order=True).to_list()
    assert names == list(proposals.FOLLOWED[:4])
    assert proposals.issued(records, "proposal_reply").filter(period="2026Q1-Q3").select(
        "proposal_reply", "numerator"
    ).rows() == [("not_due", 1), ("overdue", 2), ("replied_in_time", 0), ("unknown", 1)]


def test_data_without_proposals_says_so() -> None:
    none = written(date(2026, 10, 9), cases="case_id | received_on\nA | 2026-03-02")
    absent = proposals.followed_up(none)
    assert isinstance(absent, Absent)
    assert absent.sentence == "本次数据未包含“检察建议”表，本节略。"
    for listed in (proposals.overdue(none), proposals.soon(none), proposals.unclear(none)):
        assert str(listed) == absent.sentence
    assert proposals.aimed(none).is_empty()
