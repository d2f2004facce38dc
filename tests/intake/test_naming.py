"""Which tables a sheet feeds is decided by its headers, with the evidence shown; no column is guessed."""

import polars as pl
import pytest

from casekit.intake import Named, Sheet, name_columns
from casekit.intake.totals import SCHEMA


def sheet(*headers: str, file: str = "案件.xlsx") -> Sheet:
    frame = pl.DataFrame({"row": [2], **{header: ["x"] for header in headers}}, schema_overrides={"row": pl.UInt32})
    errors = pl.DataFrame(schema={"row": pl.UInt32, "column": pl.String, "text": pl.String})
    return Sheet(file, "表", frame, 1, pl.DataFrame(schema=SCHEMA), errors, False, (1,), ())


def own(*rows: tuple[str, str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(["header", "table", "field", "file"], pl.String), orient="row")


def fields(named: Named) -> dict[str, str]:
    return {header: f"{table}.{field}" for header, table, field in named.pairs}


def test_most_headers_of_its_own_decide_the_family_and_the_evidence_is_shown() -> None:
    named = name_columns(sheet("部门受案号", "评查等次", "评查种类", "案件名称"))
    assert named.family == "evaluation"
    # 评查等次, 评查种类 and 案件名称 against 案件名称 alone; the number is shared
    assert named.evidence.select("family", "matched", "shared").rows() == [
        ("evaluation", 3, 1),
        ("case", 1, 1),
        ("reading", 0, 1),
        ("proposal", 0, 1),
        ("place", 0, 1),
        ("document", 0, 1),
    ]
    assert fields(named)["评查等次"] == "evaluations.grade"
    assert named.notices == ()


@pytest.mark.parametrize("headers", [("部门受案号",), ("部门受案号", "统一受案号"), ("备注", "数值"), ("地块", "户数")])
def test_numbers_that_all_tables_share_and_one_header_alone_decide_nothing(headers: tuple[str, ...]) -> None:
    named = name_columns(sheet(*headers))
    assert (named.family, named.pairs) == (None, ())
    assert "不属于任何已知的表" in named.notices[0].zh
    assert "1行未采用" in named.notices[0].zh


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("收案时间", "cases.received_on"),
        (" 受　理 日期 ", "cases.received_on"),
        ("部门受案号＊".replace("＊", "*"), "*.department_number"),
        ("审结信息·审结日期", "cases.concluded_on"),
        ("移送罪名（必填）", "cases.referred_crime"),
        ("判决结果", "suspects.sentence"),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, field: str) -> None:
    assert fields(name_columns(sheet("案件名称", "承办单位", header)))[header] == field


def test_a_unit_of_ten_thousand_is_never_taken_for_the_unit_of_one() -> None:
    assert (
        fields(name_columns(sheet("案件名称", "承办单位", "涉案金额(万元)"))).get("涉案金额(万元)")
        != "cases.amount_yuan"
    )


def test_an_unknown_header_is_listed_with_the_nearest_known_one() -> None:
    named = name_columns(sheet("部门受案号", "案件名称", "受里日期", "QWERTY", "序号"))
    assert named.unknown == (("受里日期", "受理日期"), ("QWERTY", None))
    assert named.notices[0].zh.startswith("不认识表头“受里日期”，最接近的是“受理日期”")
    assert named.notices[1].zh.startswith("不认识表头“QWERTY”，没有相近的已知表头")


def test_the_office_decides_first_and_may_feed_two_fields_or_leave_a_column_out() -> None:
    office = own(
        ("offender id", "suspects", "suspect_name", None),
        ("offender id", "*", "department_number", "*.xlsx"),
        ("备注", None, None, None),
        ("案件名称", "cases", "facts", "别的*.csv"),
    )
    named = name_columns(sheet("offender id", "备注", "案件名称"), office)
    assert named.pairs == (
        ("offender id", "suspects", "suspect_name"),
        ("offender id", "*", "department_number"),
        ("案件名称", "cases", "case_name"),
    )
    assert named.unknown == ()


def test_two_headers_for_one_field_use_the_first_and_tell() -> None:
    named = name_columns(sheet("部门受案号", "案件名称", "审结日期", "办结日期"))
    assert fields(named)["审结日期"] == "cases.concluded_on"
    assert "办结日期" not in fields(named)
    assert any("“办结日期”未使用" in told.zh for told in named.notices)


def test_a_column_that_must_not_be_read_is_refused_and_told() -> None:
    named = name_columns(sheet("部门受案号", "案件名称", "就读学校"))
    assert named.refused == ("就读学校",)
    assert any("“就读学校”列" in told.zh for told in named.notices)
    assert named.unknown == ()
