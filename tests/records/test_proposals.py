"""Proposals and places, as loading gives them: their own keys, dates in order, years as offices write them."""

from datetime import date
from pathlib import Path

from office import column, loaded, told

PROPOSALS = """
文号               | 检察建议类型 | 被建议单位 | 制发日期      | 送达日期   | 回复期限   | 回复日期   | 采纳情况 | 整改完成日期 | 回访日期
甲检建〔2026〕1号 | 社会治理     | 某银行     | 2026年3月2日  | 2026-03-04 | 2026-05-04 | 2026-04-20 | 采纳     | 2026-04-15   | 2026-04-10
甲检建[2026]2号   | 公益诉讼     | 某局       | 2026-03-02    | 2026-03-01 |            | 2026-04-20 | 是       |              |
甲检建〔2026〕3号 | 纠正违法     | 某局       | 2026-03-02    | 2026-03-10 | 2026-03-05 | 2026-03-05 | 研究中   | 2026-03-01   | 2026-03-04
                   | 其他         | 某局       | 2026-03-09    |            |            |            | 回复采纳 |              |
                   | 其他         | 某局       |               |            |            |            |          |              |
"""
PLACES = """
区划代码  | 乡镇街道 | 所属辖区 | 年度     | 常住人口 | 法律明白人
469098001 | 甲镇     | 甲区     | 2024年   | 42,000   | 50
          | 甲镇     | 甲区     | 2025     | 4.2万    | -3
          | 乙镇     | 甲区     | 2025年末 | 约三万   | 20
          | 乙镇     | 乙区     | 去年     | 9000     | 12
          |          | 乙区     | 2025     | 9000     | 12
"""


def test_a_proposal_is_known_by_its_number_with_its_brackets_one_way_else_by_its_row(tmp_path: Path) -> None:
    records = loaded(tmp_path, proposals=PROPOSALS)
    keys = column(records, "proposals", "proposal_id")
    assert keys[:3] == ["甲检建〔2026〕1号", "甲检建〔2026〕2号", "甲检建〔2026〕3号"]
    assert keys[3] not in (None, "", *keys[:3])
    assert column(records, "proposals", "kind") == [
        "social_governance",
        "public_interest",
        "correct_illegality",
        "other",
    ]


def test_a_proposal_without_number_and_day_is_set_aside(tmp_path: Path) -> None:
    records = loaded(tmp_path, proposals=PROPOSALS)
    assert records.rejected.select("row", "reason").rows() == [(6, "no_key")]
    assert (records.report["received"], records.report["accepted"]) == (5, 4)


def test_two_rows_of_one_number_are_one_proposal_and_what_differs_is_told(tmp_path: Path) -> None:
    rows = """
    文号              | 制发日期   | 送达日期   | 回复日期   | 采纳情况
    甲检建[2026]1号   | 2026-03-02 | 2026-03-04 |            |
    甲检建〔2026〕1号 | 2026-03-02 | 2026-03-04 | 2026-04-20 | 采纳
    甲检建（2026）1号 | 2026-03-03 | 2026-03-04 | 2026-04-20 | 采纳
    """
    records = loaded(tmp_path, proposals=rows)
    assert column(records, "proposals", "replied_on") == [date(2026, 4, 20)]
    assert told(records) == [("issued_on", "2026-03-03", "differs")]


# the second was delivered before it was issued; the third answered, and due, before it was delivered
CLEAN = {
    "delivered_on": [date(2026, 3, 4), None, None, None],
    "replied_on": [date(2026, 4, 20), date(2026, 4, 20), None, None],
    "stated_due_on": [date(2026, 5, 4), None, None, None],
    "rectified_on": [date(2026, 4, 15), None, None, None],
    "looked_back_on": [date(2026, 4, 10), None, None, None],
    "outcome": ["adopted", "adopted", None, "replied_adopted"],
}


def test_days_out_of_order_are_blank_and_words_are_codes(tmp_path: Path) -> None:
    records = loaded(tmp_path, proposals=PROPOSALS)
    assert {name: column(records, "proposals", name) for name in CLEAN} == CLEAN


def test_what_may_be_so_is_kept_and_flagged(tmp_path: Path) -> None:
    problems = told(loaded(tmp_path, proposals=PROPOSALS))
    # put right before the reply, looked back at before that; a reply that is said to have come without its day
    assert ("rectified_on", "2026-04-15", "rectified_not_before_replied") in problems
    assert ("looked_back_on", "2026-04-10", "looked_back_not_before_rectified") in problems
    assert ("replied_on", None, "reply_is_dated") in problems


def test_a_place_is_known_by_its_code_and_year_else_by_district_and_name(tmp_path: Path) -> None:
    records = loaded(tmp_path, places=PLACES)
    assert column(records, "places", "place_code") == ["469098001", "469098001", "甲区乙镇", "乙区乙镇"]
    assert column(records, "places", "year") == [2024, 2025, 2025, None]
    assert column(records, "places", "population") == [42000, 42000, None, 9000]
    assert column(records, "places", "law_wise_villagers") == [50, None, 20, 12]
    assert records.rejected["reason"].to_list() == ["no_key"]
    codes = [code for _, _, code in told(records)]
    assert {"not_a_year", "place_has_a_year", "law_wise_villagers_is_not_negative"} < set(codes)


def test_data_without_them_has_no_such_tables(tmp_path: Path) -> None:
    cases = "部门受案号 | 受理日期\n甲检起诉受〔2026〕46909800001号 | 2026-03-02"
    assert {"proposals", "places"}.isdisjoint(loaded(tmp_path, cases=cases).tables)
