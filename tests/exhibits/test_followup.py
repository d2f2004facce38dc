"""The follow-up sentence and table: both denominators of adoption, few and hidden counts, nothing at all."""

from dataclasses import replace
from datetime import date

import pytest
from office import written

from casekit.exhibits import followup
from casekit.exhibits.table import grid
from casekit.records.records import Records
from casekit.subjects.causes import proposals

HEAD = "proposal_id | case_id | issued_on | delivered_on | replied_on | outcome | rectified_on | looked_back_on"
KINDS = {
    "in time": "2026-03-02 | 2026-03-04 | 2026-04-20 | adopted | 2026-05-11 |",
    "late": "2026-03-02 | 2026-03-04 | 2026-05-20 | not_adopted | |",
    "without": "2026-03-02 | 2026-03-04 | | adopted | | 2026-08-03",
    "overdue": "2026-03-02 | 2026-03-04 | | | |",
    "not due": "2026-09-28 | 2026-09-29 | | | |",
}


def office(**counts: int) -> Records:
    """An office with so many proposals of each kind."""
    lines = [f"{kind}{n} | | {KINDS[kind.replace('_', ' ')]}" for kind, count in counts.items() for n in range(count)]
    return written(date(2026, 10, 9), proposals="\n".join([HEAD, *lines]))


def said(records: Records) -> str:
    whole = proposals.issued(records)
    return str(
        followup.said(proposals.followed_up(records), proposals.issued(records, "proposal_reply"), whole, records)
    )


MANY = {"in_time": 30, "late": 6, "without": 4, "overdue": 3, "not_due": 7}


def test_every_class_is_said_and_adoption_by_both_denominators() -> None:
    assert said(office(**MANY)) == (
        "2026年1至9月制发检察建议50份，截至数据截止日：按期回复30份、逾期回复6份、未按期回复但已采纳4份、逾期未回复3份、未到回复期限7份。"
        "采纳（含部分采纳）30份，占制发的60.0%（30/50），占已回复的83.3%（30/36）；整改完成30份，回访4份。"
    )


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            {"in_time": 8, "overdue": 4},
            "2026年1至9月制发检察建议12份，截至数据截止日：按期回复8份、逾期未回复4份。其中已回复8份，采纳（含部分采纳）8份，整改完成8份，回访0份；份数较少，不报占比。",
        ),
    ],
)
def test_few_are_said_without_shares(counts: dict[str, int], sentence: str) -> None:
    assert said(office(**counts)) == sentence


def test_no_proposal_in_the_period_is_said_in_words() -> None:
    older = written(date(2026, 10, 9), proposals=f"{HEAD}\nA | | 2025-03-02 | 2025-03-04 | | | |")
    assert said(older) == "2026年1至9月没有制发检察建议的记载。"


def test_english_has_the_same_figures() -> None:
    records = office(**MANY)
    english = said(replace(records, settings=replace(records.settings, language="en")))
    assert "30 replied in time, 6 replied late, 4 adopted without a timely reply, 3 overdue, 7 not yet due." in english
    assert "60.0% (30/50) of those issued and 83.3% (30/36) of those replied to" in english


def test_what_leaves_is_the_same_as_proposals_are_addressed_to_bodies() -> None:
    records = office(in_time=35, late=1, overdue=5, not_due=9)
    whole, replies = proposals.issued(records), proposals.issued(records, "proposal_reply")
    seen = followup.said(proposals.followed_up(records), replies, whole, records)
    assert "逾期回复1份" in seen
    assert seen.again() == seen  # type: ignore[attr-defined]


def test_each_kind_is_counted_in_the_order_of_the_vocabulary() -> None:
    rows = ["A | | 2026-03-02 | 2026-03-04 | 2026-04-20 | adopted | | | other", "B | | 2026-03-02 | | | | | | retrial"]
    records = written(date(2026, 10, 9), proposals="\n".join([f"{HEAD} | kind", *rows, rows[0].replace("A", "C", 1)]))
    shown = grid(followup.groups(proposals.followed_up(records, "kind"), records, "33-1", "kind"))
    assert shown.headers == ["检察建议类型", "制发", "已回复", "采纳", "整改完成", "回访"]
    assert shown.rows == [["再审检察建议", "1", "0", "0", "0", "0"], ["其他检察建议", "2", "2", "2", "0", "0"]]


def test_the_table_has_counts_and_a_year_earlier_and_no_share_of_under_thirty() -> None:
    earlier = KINDS["in time"].replace("2026", "2025")
    records = office(**MANY)
    lines = [f"Z{n} | | {earlier}" for n in range(5)]
    both = written(date(2026, 10, 9), proposals="\n".join([HEAD, *lines, f"Y | | {KINDS['in time']}"]))
    assert grid(followup.table(proposals.followed_up(both), both, "33-1")).rows[:2] == [
        ["回复占比", "1/1", "5/5"],
        ["按期回复占比", "1/1", "5/5"],
    ]
    assert ["采纳占已回复", "83.3%（30/36）", "0/0"] in grid(
        followup.table(proposals.followed_up(records), records, "33-1")
    ).rows
