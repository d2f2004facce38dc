"""What two vintages tell differently is put down to what differs: late rows, changed rows, a definition, a setting, the program."""

from pathlib import Path
from typing import Any

import pytest
from kept_office import LATE, NUMBER, cases, made

from casekit.differences import Differences
from casekit.release.vintage import Vintage
from casekit.revisions import Revisions, quarters

OF_CASE_21 = f"{NUMBER.format(21)} | 2026-07-02 | 普通程序 | 2026-08-28 | 起诉 | "


@pytest.fixture
def first(tmp_path: Path) -> Vintage:
    return made(tmp_path / "first", cases())


@pytest.fixture
def late(tmp_path: Path) -> Vintage:
    return made(tmp_path / "late", cases(LATE))


def changed(old: Vintage, new: Vintage) -> list[tuple[Any, ...]]:
    return (
        Revisions(old, new).changed.select("indicator", "period", "groups", "value_old", "value_new", "reasons").rows()
    )


def but(one: Vintage, **parts: object) -> Vintage:
    return Vintage(dict(one.content) | parts)


def with_figure(one: Vintage, old: str, new: str, **parts: object) -> Vintage:
    return but(one, cells=[line.replace(old, new) for line in one.content["cells"]], **parts)


def test_one_late_row_changes_exactly_the_figures_that_count_it_and_is_told_as_late(
    first: Vintage, late: Vintage
) -> None:
    """A case received on 3 August for ordinary procedure and still open: received in the third quarter, all and by procedure."""
    assert changed(first, late) == [
        ("received", "2026Q3", "", 20, 21, "late"),
        ("received", "2026Q3", "procedure=ordinary", 10, 11, "late"),
    ]


def test_the_same_row_gone_is_told_as_gone(first: Vintage, late: Vintage) -> None:
    assert {row[-1] for row in changed(late, first)} == {"gone"}


def test_a_value_that_changed_is_told_as_a_changed_row(first: Vintage, tmp_path: Path) -> None:
    """Case 21, concluded in August, now has a return: 5 of 20 instead of 4."""
    other = made(tmp_path, cases(**{OF_CASE_21: OF_CASE_21 + "2026-07-20"}))
    assert changed(first, other) == [("returned_once", "2026Q3", "", 0.2, 0.25, "altered")]
    assert [one.reason for one in Revisions(first, other).rows if one.table == "cases"] == ["altered"]


def test_a_row_of_another_quarter_is_not_put_down_to(first: Vintage, late: Vintage) -> None:
    """Rows of the second quarter changed too; a count of the third by its own day cannot come from them."""
    rows = late["rows"] | {"cases": late["rows"]["cases"] | {"2026Q2": [20, "0"]}}
    assert {row[-1] for row in changed(first, but(late, rows=rows))} == {"late"}


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"definitions": {"received": {"version": 2, "digest": "0"}}}, "definition"),
        ({"settings": {"small_number": 5}}, "settings"),
        ({"code": {"version": "0.1.0", "digest": "0"}}, "code"),
        ({"extracted": "2026-10-23"}, "extracted"),
        ({"code": {"digest": "0"}, "settings": {"small_number": 5}}, "settings|code"),
        ({"definitions": {"received": {"version": 2, "digest": "0"}}, "code": {"digest": "0"}}, "definition|code"),
        ({}, "unknown"),
        ({"rows": {}}, "unknown"),
        ({"period": "2026Q4"}, "asked"),
    ],
)
def test_a_change_is_put_down_to_all_that_differs(first: Vintage, parts: dict[str, Any], reason: str) -> None:
    new = with_figure(first, 'received,2026Q3,"",20,,20', 'received,2026Q3,"",22,,22', **parts)
    assert changed(first, new) == [("received", "2026Q3", "", 20, 22, reason)]


def test_another_definition_is_no_reason_for_other_indicators(first: Vintage) -> None:
    definitions = first["definitions"] | {"concluded": {"version": 2, "digest": "0"}}
    new = with_figure(first, 'received,2026Q3,"",20,,20', 'received,2026Q3,"",22,,22', definitions=definitions)
    assert [row[-1] for row in changed(first, new)] == ["unknown"]


def test_rows_of_another_table_are_a_reason_for_parts_only(first: Vintage) -> None:
    rows = first["rows"] | {"suspects": {"2026Q3": [21, "0"]}}
    whole = with_figure(
        first, 'received,2026Q3,"",20,,20', 'received,2026Q3,"",22,,22', rows=rows, code={"digest": "0"}
    )
    part = with_figure(first, "2026Q3,procedure=ordinary,10,,10", "2026Q3,procedure=ordinary,9,,9", rows=rows)
    assert [row[-1] for row in changed(first, whole)] == ["code"]
    assert [row[-1] for row in changed(first, part)] == ["other_tables"]


def test_where_a_count_is_small_or_the_key_another_nobody_can_tell(first: Vintage) -> None:
    rows = first["rows"] | {"cases": first["rows"]["cases"] | {"2026Q4": [None, "0"], "2026Q3": [20, "0"]}}
    found = {(one.quarter, one.reason) for one in Revisions(first, but(first, rows=rows)).rows}
    assert found == {("2026Q4", "either"), ("2026Q3", "altered")}
    other_key = Revisions(first, but(first, rows=rows, key="0")).rows
    assert [(one.quarter, one.reason) for one in other_key] == [("2026Q4", "either")]


def test_a_hidden_figure_has_no_difference(first: Vintage) -> None:
    new = with_figure(first, 'received,2026Q3,"",20,,20,,,false', 'received,2026Q3,"",,,,,,true')
    told = Differences(Revisions(first, new)).lines()
    assert "  受理审查起诉案件，2026年第三季度：20件 → ＊" in told


def test_the_last_digit_is_no_change(first: Vintage) -> None:
    assert changed(first, with_figure(first, "0.0806577", "0.0806578")) == []


def test_the_lines_name_the_rows_the_figure_its_difference_and_the_sentence(first: Vintage, late: Vintage) -> None:
    found = Differences(Revisions(first, late))
    told = found.lines()
    assert told[0] == "对照：2026年第三季度（数据截至2026年10月8日） → 2026年第三季度（数据截至2026年10月8日）"
    assert "“案件”表2026年第三季度由20行增至21行（补录）。" in told
    assert "补录：2个数字有变" in told
    assert "  受理审查起诉案件，2026年第三季度：20件 → 21件（+1件）" in told
    assert "数字有变的图、表和结论：00-test-0-headline。" in told
    assert told[-4:] == ["有变的结论句：1处", "  00-test-0-headline", "    原：受理20件。", "    现：受理21件。"]
    assert found.line() == "与上次相比，2个数字有变：均因补录，见 findings.md 末节"
    assert found.section()[1] == "## 与上次相比"
    listing = found.lines("received")
    assert "  受理审查起诉案件，2026年第三季度，适用程序“普通程序”：10件 → 11件（+1件）" in listing


def test_the_lines_are_there_in_english(first: Vintage, late: Vintage) -> None:
    found = Differences(Revisions(first, late), "en")
    assert "  cases received for review, Q3 2026: 20 cases → 21 cases (+1 case)" in found.lines()
    assert found.line() == "2 figures changed since the last run: all from late rows; see the end of findings.md"


def test_without_a_change_nothing_is_said(first: Vintage) -> None:
    found = Differences(Revisions(first, first))
    assert (found.lines()[1:], found.section(), found.line()) == (["两次的数字和结论句完全相同。"], [], "")


def test_what_an_older_vintage_lacks_is_said_and_nothing_fails(first: Vintage) -> None:
    old = Vintage({"form": 1, "period": "2026Q3", "cells": first.content["cells"][:1]})
    told = Differences(Revisions(old, first)).lines()
    assert "其中一次的留存缺少行数记录、口径记录、设置记录、程序记录、结论句，与之有关的原因不能判断。" in told


def test_two_quarters_have_their_own_figures_beside_each_other(first: Vintage) -> None:
    told = Differences(Revisions(but(first, period="2026Q2"), first)).lines()
    assert "  审结案件：2026年第二季度20件，2026年第三季度20件" in told
    assert not any("结论句" in line for line in told)


@pytest.mark.parametrize(
    ("period", "made_of"),
    [
        ("2026Q3", ["2026Q3"]),
        ("2026Q1-Q2", ["2026Q1", "2026Q2"]),
        ("2019", ["2019Q1", "2019Q2", "2019Q3", "2019Q4"]),
        ("2026-08", []),
    ],
)
def test_the_quarters_of_a_period(period: str, made_of: list[str]) -> None:
    assert quarters(period) == made_of
