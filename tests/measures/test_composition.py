"""Counted steps by hand: from the case's own columns, its persons' flags, and a step list only where it covers the cases."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from office import loaded, written

from casekit import codebook
from casekit.ground.settings import Settings
from casekit.measures import composition
from casekit.records.records import Records
from casekit.subjects.efficiency import steps

SHEET = {"file": "流程.csv", "sheet": "", "columns": [["步骤", "steps", "step"], ["日期", "steps", "stepped_on"]]}
CASES = """
case_id | extended_times | first_returned_on | second_returned_on | withdrawn_on | adjournments
A       | 2              | 2026-05-08        | 2026-07-01         |              | 2
B       |                |                   |                    | 2026-08-01   |
C       | 4              |                   |                    |              | 0
"""
PERSONS = """
case_id | suspect_no | appealed
A       | 1          | true
A       | 2          | true
B       | 1          | false
C       | 1          |
"""


def records(cases: str = CASES, understood: tuple[dict[str, Any], ...] = (), **others: str) -> Records:
    """Clean tables written as text; `understood` says which sheets have a list of steps."""
    return written(None, understood, cases=cases, **others)


def counts(of: Records) -> dict[str, list[int]]:
    """Each item's counts of A, B and C, those that have any."""
    frame = composition.of_cases(of).sort("case_id").collect().drop("case_id")
    return {name: frame[name].to_list() for name in frame.columns if frame[name].sum()}


def test_a_case_causes_what_its_own_columns_say_and_an_adjournment_as_often_as_it_was_adjourned() -> None:
    assert counts(records()) == {
        "extended_first": [1, 0, 1],
        "extended_second": [1, 0, 1],
        "extended_third": [0, 0, 1],
        "returned_first": [1, 0, 0],
        "returned_second": [1, 0, 0],
        "indictment_withdrawn": [0, 1, 0],
        "adjourned": [2, 0, 0],
    }


def test_an_appeal_counts_once_a_case_however_many_persons_appealed() -> None:
    assert counts(records(suspects=PERSONS))["appealed"] == [1, 0, 0]


def test_an_item_without_a_column_is_not_counted_as_none_but_named() -> None:
    data = records("case_id | first_returned_on\nA | 2026-05-08")
    assert composition.given(data) == ["returned_first"]
    assert set(steps.lacking(data)) == set(codebook.labels("counted_step")) - {"returned_first"}


def test_only_the_steps_that_the_office_counts_are_counted() -> None:
    settings = Settings(steps_counted=("returned_second", "returned_first", "court_returned"))
    data = replace(records(), settings=settings)
    assert composition.given(data) == ["returned_first", "returned_second"]
    assert steps.lacking(data) == ["court_returned"]


def listed(*cases: str, file: str = "流程.csv") -> str:
    """A list of steps that has a complaint in A twice, a return, and some step of each other case named."""
    head = "case_id | step | stepped_on | file | sheet"
    own = [f"A | arrest_complaint | 2026-05-0{day} | {file} |" for day in (1, 2)]
    own += [f"A | returned_first | 2026-05-0{day} | {file} |" for day in (8, 9)]
    return "\n".join([head, *own, *(f"{case} | received | 2026-05-01 | {file} |" for case in cases)])


def test_a_step_list_tells_what_has_no_column_where_it_covers_the_cases() -> None:
    """The return has a column, so its two lines in the list, a day apart, are not two returns."""
    found = counts(records(understood=(SHEET,), steps=listed("B", "C")))
    assert (found["arrest_complaint"], found["returned_first"]) == ([2, 0, 0], [1, 0, 0])


@pytest.mark.parametrize(("of_hundred", "is_told"), [(94, False), (95, True), (100, True)])
def test_a_step_list_counts_only_when_it_covers_95_of_100_cases(of_hundred: int, is_told: bool) -> None:
    names = ["A", *(f"C{number}" for number in range(99))]
    data = records("case_id\n" + "\n".join(names), (SHEET,), steps=listed(*names[1:of_hundred]))
    assert ("arrest_complaint" in composition.given(data)) is is_told


def test_steps_that_come_from_the_cases_own_dates_are_no_step_list() -> None:
    """In one workbook the sheet of cases gives every case steps, the sheet of steps those of one case."""
    book = SHEET | {"file": "全部.xlsx", "sheet": "流程"}
    dated = "\n".join(f"{case} | received | 2026-05-01 | 全部.xlsx | 案件" for case in "ABC")
    text = f"case_id | step | stepped_on | file | sheet\n{dated}\nA | arrest_complaint | 2026-05-02 | 全部.xlsx | 流程"
    assert "arrest_complaint" not in composition.given(records(understood=(book,), steps=text))


def test_a_flag_of_a_person_and_a_line_of_the_list_are_one_appeal() -> None:
    text = listed("B", "C") + "\nA | appealed | 2026-09-01 | 流程.csv |\nB | appealed | 2026-09-01 | 流程.csv |"
    assert counts(records(understood=(SHEET,), suspects=PERSONS, steps=text))["appealed"] == [1, 1, 0]


def test_a_loaded_step_list_is_known_by_its_sheet(tmp_path: Path) -> None:
    number = "甲检起诉受〔2026〕46909900{:03d}号"
    dates = "受理日期 | 审结日期 | 审结处理\n"
    cases = "部门受案号 | " + dates + "\n".join(f"{number.format(n)} | 2026-07-01 | 2026-07-09 | 起诉" for n in (1, 2))
    lines = "部门受案号 | 流程节点 | 节点日期\n" + "\n".join(f"{number.format(n)} | 受理 | 2026-07-01" for n in (1, 2))
    data = loaded(tmp_path, 案件=cases, 流程=f"{lines}\n{number.format(2)} | 不批捕复议 | 2026-06-01")
    found = composition.of_cases(data).sort("case_id").collect()
    assert found["non_arrest_reconsideration"].to_list() == [0, 1]
    alone = loaded(
        tmp_path, 案件=cases, 流程=f"部门受案号 | 流程节点 | 节点日期\n{number.format(2)} | 不批捕复议 | 2026-06-01"
    )
    assert composition.given(alone) == []
