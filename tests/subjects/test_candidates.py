"""What to propose next: causes at places that come back, matter and have no proposal aimed at them."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from office import written

from casekit.exhibits import proposing
from casekit.exhibits.table import grid
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.causes.candidates import candidates, first, to_read
from casekit.subjects.causes.narrowed import narrowed

# How many cases of a cause came to a place in each of the twelve quarters to 2026Q3.
CAME = {
    ("甲因", "甲镇"): [4] * 12,
    ("甲因", "乙镇"): [1] * 12,  # too few
    ("乙因", "甲镇"): [0] * 8 + [15, 0, 12, 0],  # does not come back
    ("乙因", "乙镇"): [2] * 8 + [3, 3, 3, 3],
}
HEAD = "proposal_id | case_id | kind | cause | crime | unit | town | issued_on"
OURS = "社 | | social_governance"
CASES = "case_id | received_on | case_cause | place | crime | unit | facts | file | sheet | row"
FACTS = "某年某月夜间，欧阳卡纳瑞在甲镇老旧小区趁电动车未上锁将其盗走，价值2340元"


@cache
def cases(crime: str = "盗窃罪") -> str:
    lines, number = [CASES], 0
    for (cause, place), counts in CAME.items():
        for at, count in enumerate(counts):
            for _ in range(count):
                number += 1
                quarter = 2023 * 4 + 3 + at
                day = date(quarter // 4, quarter % 4 * 3 + 1, 1 + number % 28)
                lines.append(f"C{number} | {day} | {cause} | {place} | {crime} | 甲院 | {FACTS} | 案件 | 一 | {number}")
    return "\n".join(lines)


def office(proposals: str = f"{HEAD}\n{OURS} | 丙因 | 诈骗罪 | 甲院 | 甲镇 | 2026-03-02", **named: Any) -> Records:
    return written(date(2026, 10, 9), cases=cases(**named), proposals=proposals)


def found(records: Records) -> list[tuple[str, str, int]]:
    rows = candidates(records)
    assert not isinstance(rows, Absent)
    return [
        (row["case_cause"], row["place"], row["numerator"]) for row in rows.to_dicts() if row["period"] == "2026Q1-Q3"
    ]


def test_what_comes_back_and_is_many_is_a_candidate_most_cases_first() -> None:
    assert found(office()) == [("甲因", "甲镇", 12), ("乙因", "乙镇", 9)]


@pytest.mark.parametrize(
    ("proposal", "is_left"),
    [
        (f"{OURS} | 甲因 | 盗窃罪 | 甲院 | 甲镇 | 2024-11-01", False),
        (f"{OURS} | 丁因、甲因 | 盗窃罪 | 甲院 | 甲镇 | 2026-09-30", False),
        (f"{OURS} | 甲因 | 盗窃罪 | 甲院 | | 2025-03-02", False),  # for the whole district
        (f"{OURS} | 甲因 | 盗窃罪 | 乙院 | | 2025-03-02", True),  # of another unit
        (f"{OURS} | 甲因 | 盗窃罪 | 甲院 | 甲镇 | 2024-09-30", True),  # more than 24 months ago
        (f"{OURS} | 甲因 | 盗窃罪 | 甲院 | 乙镇 | 2025-03-02", True),
        (f"{OURS} | 丙因 | 盗窃罪 | 甲院 | 甲镇 | 2025-03-02", True),
        ("他 | | correct_illegality | 甲因 | 盗窃罪 | 甲院 | 甲镇 | 2025-03-02", True),
    ],
)
def test_a_proposal_aimed_at_the_cause_and_place_takes_it_off(proposal: str, is_left: bool) -> None:
    assert (("甲因", "甲镇", 12) in found(office(f"{HEAD}\n{proposal}"))) == is_left


def test_without_a_column_of_causes_the_crime_is_what_a_proposal_is_aimed_at() -> None:
    told = (
        "proposal_id | case_id | kind | crime | town | issued_on\n社 | | social_governance | 盗窃罪 | 甲镇 | 2025-03-02"
    )
    assert found(office(told)) == [("乙因", "乙镇", 9)]


def test_nothing_sensitive_is_a_candidate() -> None:
    assert found(office(crime="强奸罪")) == []


def test_the_table_says_why_each_was_taken_and_where_a_proposal_was_made() -> None:
    records = office(f"{HEAD}\n{OURS} | 甲因 | 盗窃罪 | 甲院 | 乙镇 | 2025-03-02")
    rows = candidates(records)
    assert grid(proposing.table(rows, records, "a")).rows == [
        ["甲因", "甲镇", "12个季度", "12", "12", "80.0", "2025年3月，乙镇"],
        ["乙因", "乙镇", "12个季度", "9", "6", "42.9", "无"],
    ]
    assert proposing.said(rows, records).startswith("近12个季度多数季度受理、2026年1至9月不少于9件、近24个月没有针对性")


def test_no_candidate_is_said_in_words_and_no_table_is_none() -> None:
    nothing = replace(office(crime="强奸罪"), settings=Settings(language="en"))
    rows = candidates(nothing)
    assert str(proposing.table(rows, nothing, "a")).startswith("No cause at a place came in most")
    assert first(rows) == []
    assert first(candidates(written(date(2026, 10, 9), places="town\n甲镇"))) == []


def test_the_cases_of_the_period_are_listed_newest_first() -> None:
    listed = to_read(candidates(office()), office())
    assert listed.height == 21
    assert listed["received"].is_sorted(descending=True)


def test_the_records_of_one_candidate_tell_its_situations_in_words() -> None:
    one = narrowed(office(), "甲因", "甲镇").table("cases").collect()
    assert one.height == 48
    assert one["situation"].unique().to_list() == ["夜间、居民小区、财物看管疏漏"]
