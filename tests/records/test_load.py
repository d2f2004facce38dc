"""From exports to clean tables: nothing is lost, nothing is guessed, and every row knows where it stood."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from office import column, exports, loaded, told

from casekit.ground.errors import UserError
from casekit.records import store
from casekit.records.load import load

NUMBER = "甲检起诉受〔2026〕46909900{:03d}号"
ONE, TWO, THREE, FOUR = (NUMBER.format(n) for n in (1, 2, 3, 4))


def test_every_row_is_accepted_rejected_or_merged_and_keeps_its_place(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"""
        部门受案号 | 受理日期   | 审结日期   | 审结处理
        {ONE}      | 2026-07-01 | 2026-07-20 | 起诉
        {TWO}      | 2026-07-02 |            |
                   | 2026-07-03 | 2026-07-21 | 起诉
        {ONE}      | 2026-07-01 | 2026-07-20 | 起诉
        3.70785E+16 | 2026-07-04 | 2026-07-22 | 不起诉
        合计       | 5          | 4          |
        """,
    )
    report = records.report
    assert [report[name] for name in ("received", "accepted", "rejected", "merged")] == [6, 2, 3, 1]
    assert records.rejected.select("row", "reason").rows() == [(4, "no_key"), (6, "damaged_key"), (7, "total_row")]
    assert '"受理日期":"2026-07-03"' in records.rejected["text"][0]
    assert records.rejected.select("column", "value").row(1) == ("部门受案号", "3.70785E+16")
    assert records.merged.select("row", "kept_row").rows() == [(5, 2)]
    assert records.table("cases").collect().select("case_id", "file", "row").rows() == [
        (ONE, "案件.csv", 2),
        (TWO, "案件.csv", 3),
    ]


def test_equal_rows_of_two_files_are_one(tmp_path: Path) -> None:
    text = f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-07-09"
    records = loaded(tmp_path, 甲=text, 乙=f"{text}\n{TWO} | 2026-07-02 | 2026-07-10")
    assert (records.report["accepted"], records.report["merged"]) == (2, 1)
    assert len(set(column(records, "cases", "case_id"))) == 2


def test_the_same_content_under_other_headers_is_not_an_equal_row(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        甲=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-07-09",
        乙=f"部门受案号 | 受理日期 | 归档日期\n{ONE} | 2026-07-01 | 2026-07-09",
    )
    assert records.report["merged"] == 0


def test_a_cell_that_cannot_be_read_is_blank_and_keeps_its_text(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"""
        部门受案号 | 受理日期   | 审结日期   | 审结处理 | 适用程序
        {ONE}      | 2026-02-30 | 2026-07-20 | 起诉     | 速裁
        {TWO}      | 2026-07-02 | 2026-07-20 | 起诉啦   | 简易程序
        """,
    )
    assert column(records, "cases", "received_on") == [None, date(2026, 7, 2)]
    assert column(records, "cases", "conclusion") == ["prosecuted", None]
    assert told(records) == [("受理日期", "2026-02-30", "impossible_date"), ("审结处理", "起诉啦", "unknown_word")]
    assert records.report["accepted"] == 2


def test_a_breach_of_a_rule_blanks_or_flags_its_cells_as_the_codebook_says(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"""
        部门受案号 | 受理日期   | 审结日期   | 审结处理 | 延长次数
        {ONE}      | 2026-07-20 | 2026-07-01 | 起诉     | 5
        {TWO}      | 2026-07-02 | 2026-07-20 | 起诉     | 1
        """,
    )
    assert column(records, "cases", "received_on") == [None, date(2026, 7, 2)]
    assert column(records, "cases", "extended_times") == [5, 1]
    assert [code for _, _, code in told(records)] == [
        "concluded_not_before_received",
        "extended_at_most_once_a_round",
        "concluded_not_before_received",
    ]


def test_a_date_far_beyond_all_others_is_blank_and_does_not_move_the_extraction_date(tmp_path: Path) -> None:
    days = "\n".join(f"{NUMBER.format(n)} | 2026-07-{1 + n % 28:02d} |" for n in range(200))
    records = loaded(
        tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{days}\n{NUMBER.format(300)} | 2026-07-30 | 2027-08-01"
    )
    assert records.extracted == date(2026, 7, 30)
    assert ("concluded_on", "2027-08-01", "after_extraction") in told(records)


def test_one_mistyped_year_among_few_dates_does_not_set_the_period(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-07-09\n{TWO} | 2026-07-02 | 2062-07-10",
    )
    assert records.extracted == date(2026, 7, 9)


def test_who_was_under_eighteen_at_receipt_is_a_minor_whatever_the_flag_says(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-07-09",
        人员=f"部门受案号 | 嫌疑人姓名 | 是否未成年 | 出生日期 | 人员审结处理\n{ONE} | 甲乙丙 | 否 | 2010-01-01 | 不起诉",
    )
    assert records.rejected["reason"].to_list() == ["sealed"]


def test_a_row_with_a_case_number_is_no_total_whatever_it_says(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"案件名称 | 部门受案号 | 受理日期 | 审结日期\n设计院小计 | {ONE} | 2026-07-01 | 2026-07-09\n合计 | | 1 | 1",
    )
    assert [records.report[name] for name in ("accepted", "rejected")] == [1, 1]


def test_the_unified_number_is_the_key_wherever_a_row_gives_both(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"统一受案号 | 部门受案号 | 受理日期 | 审结日期\n46909920260000100 | {ONE} | 2026-07-01 | 2026-07-05",
        人员=f"部门受案号 | 嫌疑人姓名 | 起诉罪名\n{ONE} | 甲乙丙 | 盗窃罪",
    )
    assert column(records, "suspects", "case_id") == ["46909920260000100"]
    assert column(records, "suspects", "received_on") == [date(2026, 7, 1)]
    assert column(records, "cases", "crime") == ["盗窃罪"]


def test_a_later_file_corrects_an_earlier_one_and_says_so(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件2026Q2=f"部门受案号 | 受理日期 | 审结日期 | 审结处理\n{ONE} | 2026-06-01 | | 未审结",
        案件2026Q3=f"部门受案号 | 受理日期 | 审结日期 | 审结处理\n{ONE} | 2026-06-01 | 2026-07-02 | 起诉",
    )
    assert records.table("cases").collect().select("concluded_on", "conclusion").rows() == [
        (date(2026, 7, 2), "prosecuted")
    ]
    assert told(records) == [("conclusion", "pending", "differs")]
    assert (records.report["accepted"], records.report["merged"]) == (2, 0)


def test_persons_are_told_apart_by_number_then_identity_then_name_then_order(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        人员=f"""
        部门受案号 | 嫌疑人姓名 | 起诉罪名
        {ONE}      | 甲乙丙     | 盗窃罪
        {ONE}      | 丁戊己     | 盗窃罪
        {ONE}      | 甲乙丙     | 诈骗罪
        {TWO}      | 张某某     | 盗窃罪
        {TWO}      | 张某某     | 诈骗罪
        """,
    )
    assert records.table("suspects").collect().select("case_id", "suspect_no", "crime").rows() == [
        (ONE, 1, "盗窃罪"),
        (ONE, 2, "盗窃罪"),
        (TWO, 1, "盗窃罪"),
        (TWO, 2, "诈骗罪"),
    ]
    assert told(records) == [("crime", "诈骗罪", "differs")]


def test_names_and_identity_numbers_never_reach_a_clean_table(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        人员=f"""
        部门受案号 | 嫌疑人姓名 | 身份证号           | 承办检察官 | 案件名称       | 起诉罪名
        {ONE}      | 欧阳甲乙   | 110101199003070011 | 司马丙     | 欧阳甲乙盗窃案 | 盗窃罪
        """,
    )
    for frame in (*(records.table(name).collect() for name in records.tables), records.problems, records.rejected):
        written = frame.write_ndjson()
        assert not any(secret in written for secret in ("欧阳", "司马", "110101199003070011"))
    assert column(records, "suspects", "suspect_name") != [None]


@pytest.mark.parametrize(
    ("mark", "minor", "is_sealed"),
    [
        ("已封存", None, True),
        ("封存", "成年人", True),
        ("是", None, True),
        ("未封存", "未成年人", True),
        ("未封存", "成年", False),
        ("解除封存", "否", False),
    ],
)
def test_marks_of_sealing_and_minority_are_read_in_their_own_words(
    tmp_path: Path, mark: str, minor: str | None, is_sealed: bool
) -> None:
    records = loaded(
        tmp_path,
        案件=f"""
        部门受案号 | 姓名 | 是否封存 | 是否未成年 | 审结处理
        {ONE} | 甲乙丙 | {mark} | {minor or ""} | 不起诉
        {TWO} | 丁戊己 | 否 | 否 | 起诉
        """,
    )
    assert records.report["rejected"] == is_sealed
    assert told(records) == []


def test_a_year_may_be_asked_of_dated_data_without_any_case_table(tmp_path: Path) -> None:
    records = loaded(tmp_path, "2026", 评查=f"评查编号 | 部门受案号 | 评查日期\nE1 | {ONE} | 2026-07-01")
    assert (records.period.name, records.report["accepted"]) == ("2026", 1)
    assert not any("数据没有日期" in line for line in records.report["notices"])


@pytest.mark.parametrize(
    ("row", "is_sealed"),
    [
        ("是 | 不起诉 |", True),
        ("是 | 相对不起诉 |", True),
        ("是 | 起诉 | 判处有期徒刑五年", True),
        ("是 | 起诉 | 判处有期徒刑五年一个月", False),
        ("是 | 起诉 | 判处拘役三个月", True),
        ("是 | 起诉 | 免予刑事处罚", True),
        ("是 | 起诉 |", False),
        ("否 | 不起诉 |", False),
        (" | 不起诉 |", False),
    ],
)
def test_a_minors_record_is_set_aside_where_the_law_seals_it(tmp_path: Path, row: str, is_sealed: bool) -> None:
    records = loaded(
        tmp_path,
        人员=f"""
        部门受案号 | 嫌疑人姓名 | 是否未成年 | 审结处理 | 判决结果
        {ONE} | 甲乙丙 | {row}
        {TWO} | 丁戊己 | 否 | 起诉 | 判处拘役一个月
        """,
    )
    assert records.rejected.select("row", "reason", "text").rows() == ([(2, "sealed", None)] if is_sealed else [])
    assert len(column(records, "cases", "case_id")) == (1 if is_sealed else 2)


def test_a_sentence_never_mixes_what_two_rows_say(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        人员2026Q2=f"部门受案号 | 嫌疑人姓名 | 判决结果\n{ONE} | 甲乙丙 | 判处有期徒刑八个月，缓刑一年",
        人员2026Q3=f"部门受案号 | 嫌疑人姓名 | 判决结果\n{ONE} | 甲乙丙 | 判处拘役四个月",
    )
    sentences = (
        records.table("suspects").collect().select("sentence_penalty", "sentence_months_low", "sentence_probation")
    )
    assert sentences.rows() == [("detention", 4.0, None)]


def test_a_term_never_takes_the_unit_of_another_row(tmp_path: Path) -> None:
    (tmp_path / "headers.csv").write_text(
        "header,table,field\n刑期,suspects,sentence_term\n单位,suspects,sentence_unit\n", "utf-8"
    )
    records = loaded(
        tmp_path,
        人员="""
        案号                  | 被告人序号 | 刑期 | 单位
        （2026）琼0101刑初1号 | 1          | 1    | 幅度
        （2026）琼0101刑初1号 | 1          | 3    | 年
        """,
    )
    assert records.table("suspects").collect().select("sentence_term", "sentence_unit").rows() == [(1.0, None)]


def test_steps_come_from_date_columns_and_from_lists_alike(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"部门受案号 | 受理日期 | 一退日期 | 审结日期\n{ONE} | 2026-05-01 | 2026-05-20 | 2026-07-01",
        节点=f"部门受案号 | 流程节点 | 节点日期\n{ONE} | 一次补查重报 | 2026-06-10\n{ONE} | 一退 | 2026-05-20",
    )
    assert records.table("steps").collect().select("step_no", "step", "stepped_on").rows() == [
        (1, "received", date(2026, 5, 1)),
        (2, "returned_first", date(2026, 5, 20)),
        (3, "resubmitted_first", date(2026, 6, 10)),
        (4, "concluded", date(2026, 7, 1)),
    ]


def test_grades_of_the_two_rule_versions_are_never_mixed(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        评查=f"""
        评查编号 | 部门受案号 | 评查种类 | 评查规则版本 | 评查等次 | 评查日期
        P1       | {ONE}      | 常规抽查 | 2017         | 合格     | 2025-03-01
        P2       | {TWO}      | 常规抽查 | 2026         | 合格     | 2026-03-01
        P3       | {THREE}    | 常规抽查 | 2026         | 瑕疵     | 2026-03-02
        P4       | {FOUR}     | 常规抽查 |              | 合格     | 2026-03-03
        """,
    )
    assert column(records, "evaluations", "grade") == ["2017_qualified", "2026_qualified", None, None]


def test_a_row_about_an_unknown_case_is_kept_and_told(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-07-09",
        人员=f"部门受案号 | 嫌疑人姓名 | 起诉罪名\n{TWO} | 甲乙丙 | 盗窃罪",
    )
    assert len(column(records, "suspects", "case_id")) == 1
    assert told(records) == [("case_id", None, "case_not_in_cases")]


def test_a_term_and_its_unit_in_two_columns_become_months(tmp_path: Path) -> None:
    (tmp_path / "headers.csv").write_text(
        "header,table,field\n刑期,suspects,sentence_term\n单位,suspects,sentence_unit\n", "utf-8"
    )
    records = loaded(
        tmp_path,
        人员="""
        案号                  | 刑期 | 单位
        （2026）琼0101刑初1号 | 2    | Year(s)
        （2026）琼0101刑初2号 | 45   | Days
        （2026）琼0101刑初3号 | 7    | Months
        """,
    )
    assert column(records, "suspects", "sentence_term_months") == pytest.approx([24, 1.5, 7])


def test_a_cleaned_folder_gives_the_same_records(tmp_path: Path) -> None:
    records = loaded(
        tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-04-01 | 2026-07-09\n{TWO} | 2026-02-31 |"
    )
    store.write(records, tmp_path / "clean")
    again = load(tmp_path / "clean")
    assert (repr(again), again.report, again.settings) == (repr(records), records.report, records.settings)
    assert isinstance(again.tables["cases"], pl.LazyFrame)
    assert again.table("cases").collect().equals(records.table("cases").collect())
    assert again.problems.equals(records.problems)


def test_a_quarter_the_data_does_not_cover_is_one_sentence(tmp_path: Path) -> None:
    data = exports(tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{ONE} | 2026-07-01 | 2026-08-20")
    with pytest.raises(UserError) as error:
        load(data, "2026Q3", office=tmp_path)
    assert str(error.value) == "数据须完整覆盖所选季度2026Q3，收到的数据只到2026年8月20日。请补导出，或改用2026Q2。"


def test_data_without_dates_runs_as_the_commonest_year_of_its_numbers(tmp_path: Path) -> None:
    rows = "\n".join(f"（{year}）琼0101刑初{n}号 | 12" for n, year in enumerate([2019, 2019, 2018, 2019]))
    records = loaded(tmp_path, 判决=f"案号 | 有期徒刑\n{rows}")
    assert records.period.name == "2019"
    assert any("按案号年度归入2019年；另有1件（1行）案号年度不同，未计入" in line for line in records.report["notices"])


def test_data_with_neither_dates_nor_years_runs_undated(tmp_path: Path) -> None:
    assert loaded(tmp_path, 判决="案号 | 有期徒刑\n甲 | 12\n乙 | 6").period.name == "undated"


def test_the_label_of_a_total_row_stays_out_of_the_report(tmp_path: Path) -> None:
    records = loaded(tmp_path, 案件=f"部门受案号 | 受理日期 | 涉案金额\n{ONE} | 2026-07-01 | 5\n欧阳某乙小计 | | 5")
    assert records.report["rejected"] == 1
    assert "欧阳" not in str(records.report)


def test_persons_do_not_keep_case_dates_that_a_rule_made_blank(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件="""
        部门受案号                      | 受理日期   | 审结日期
        甲检起诉受〔2026〕46909900001号 | 2026-05-01 | 2026-04-01
        甲检起诉受〔2026〕46909900002号 | 2026-05-01 | 2026-06-01
        """,
        人员="""
        部门受案号                      | 被告人序号 | 起诉罪名
        甲检起诉受〔2026〕46909900001号 | 1          | 盗窃罪
        甲检起诉受〔2026〕46909900002号 | 1          | 盗窃罪
        """,
    )
    assert column(records, "suspects", "concluded_on") == [None, date(2026, 6, 1)]
