"""The paper on like cases: what it says, who writes the rest, and that nothing in it identifies a person or a case."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from office import written

from casekit import evidence
from casekit.ground.errors import Words
from casekit.ground.settings import Settings
from casekit.records.records import Records
from casekit.release import gate, parts, word
from casekit.release.paper import Finding, Paper, Prompt, Table

# Cases of 甲因 in 甲镇 by quarter, 2023Q4 first: of 2025Q1 to Q3 (7 cases) only one quarter alone is small.
CAME = [4, 4, 4, 4, 4, 2, 0, 5, 4, 4, 4, 4]
FACTS = "夜间，欧阳卡纳瑞在甲镇老旧小区趁司徒金丝雀的电动车未上锁将其盗走，价值2340元，电话13800138000"
HEAD = "case_id | received_on | case_cause | place | crime | amount_yuan | facts"
PROPOSALS = (
    "proposal_id | case_id | kind | cause | crime | town | gap | advice | issued_on | replied_on | outcome\n"
    + "\n".join(
        f"甲检建〔2025〕{n}号 | | social_governance | 甲因 | 盗窃罪 | 乙镇 | {'停车管理松散' if n < 4 else '欧阳卡纳瑞未管'} | 完善停车管理"
        f" | 2025-0{n}-02 | 2025-0{n}-20 | adopted"
        for n in range(1, 5)
    )
)


def days(counts: list[int]) -> list[date]:
    starts = [date(2023 + (3 + at) // 4, (3 + at) % 4 * 3 + 1, 1) for at in range(12)]
    return [start.replace(day=1 + n) for start, count in zip(starts, counts, strict=True) for n in range(count)]


@pytest.fixture(scope="module")
def records() -> Records:
    came = {"甲镇": days(CAME), "乙镇": days([1] * 12)}
    rows = [(day, place) for place, all_days in came.items() for day in all_days]
    lines = [f"C{n} | {day} | 甲因 | {place} | 盗窃罪 | {2000 + n} | {FACTS}" for n, (day, place) in enumerate(rows)]
    suspects = [f"C{n} | 1 | {day} | S{n % 30}" for n, (day, _) in enumerate(rows)]
    persons = "\n".join(["case_id | suspect_no | received_on | suspect_id", *suspects])
    return written(date(2026, 10, 9), cases="\n".join([HEAD, *lines]), suspects=persons, proposals=PROPOSALS)


@pytest.fixture(scope="module")
def paper(records: Records) -> Paper:
    papers = evidence.papers(records)
    assert list(papers) == ["01-甲因-甲镇"]
    return papers["01-甲因-甲镇"]


def said(paper: Paper) -> dict[str, str]:
    blocks = [block for section in paper.sections for block in section.blocks]
    return {block.phrase: block.body for block in blocks if isinstance(block, Finding)}


def test_counts_are_said_and_what_is_small_is_not(paper: Paper) -> None:
    told = said(paper)
    assert paper.title == "关于甲镇甲因案件的\n类案分析报告（初稿）"
    assert told["案件数量。"].startswith("2026年1至9月受理审查起诉案件12件12人")
    assert told["各季度情况。"] == "近12个季度中，有11个季度受理（见{trend}）。"
    assert told["案发时段。"] == "12件中，全部为夜间。"


def test_a_small_quarter_cannot_be_worked_out_from_the_year_to_date(paper: Paper) -> None:
    frame = paper.annex[0].exhibit.frame  # type: ignore[union-attr]
    hidden = dict(frame.select("quarter", "cases").iter_rows())
    assert [hidden[f"2025年第{quarter}季度"] for quarter in "一二三"] == ["＊", "0", "＊"]


def test_causes_and_measures_are_left_to_people(paper: Paper) -> None:
    prompts = [sum(isinstance(block, Prompt) for block in section.blocks) for section in paper.sections]
    assert prompts == [0, 0, 5, 2]


def test_earlier_proposals_are_shown_by_wordings_that_recur(paper: Paper) -> None:
    table = next(block.exhibit for block in paper.sections[3].blocks if isinstance(block, Table))
    assert table.frame.rows() == [("停车管理松散", "完善停车管理", 3, 3)]
    assert said(paper)["同类检察建议。"].startswith("针对甲因的社会治理检察建议共4份，最近一份为2025年4月（乙镇）")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_in_the_file_identifies_a_person_or_a_case(records: Records, language: str) -> None:
    chosen = replace(records, settings=replace(Settings(), language=language, public=False))
    for begun in evidence.papers(chosen).values():
        texts = [part.text for part in parts.within(Words("甲", "a"), word.docx(begun, {}))]
        whole = "\n".join(texts)
        assert [name for name in ("欧阳卡纳瑞", "司徒金丝雀", "13800138000", "2340", "检建〔") if name in whole] == []
        assert gate.identifiers(whole) == []


def test_what_the_data_lacks_is_left_out(records: Records) -> None:
    cases = records.table("cases").drop("facts", "amount_yuan", "crime")
    bare = replace(records, tables={"cases": cases})
    [begun] = evidence.papers(bare).values()
    assert [column.header for column in begun.annex[0].exhibit.columns] == ["季度", "受理案件（件）"]  # type: ignore[union-attr]
    assert said(begun)["同类检察建议。"] == "没有针对甲因的社会治理检察建议的记载。"


def test_without_a_candidate_there_is_no_paper() -> None:
    assert evidence.papers(written(date(2026, 10, 9), places="town\n甲镇")) == {}


def test_the_public_paper_is_rounded_and_carries_no_marking(records: Records) -> None:
    public = replace(records, settings=Settings(public=True))
    for begun in evidence.papers(public).values():
        assert begun.marking == ""
        assert zipfile.is_zipfile(io.BytesIO(word.docx(begun, {})))
