"""Requests to read files, and the span of an examination, as loading gives them."""

from datetime import date
from pathlib import Path

from office import column, loaded, told

CASES = """
部门受案号                       | 受理日期   | 审结日期   | 审结处理 | 鉴定期间                  | 鉴定开始日期 | 鉴定种类   | 是否类案检索
甲检起诉受〔2026〕46909800001号 | 2026-03-02 | 2026-05-20 | 起诉     | 2026年3月5日至4月2日 | 2026-03-06   | 精神病鉴定 | 是
甲检起诉受〔2026〕46909800002号 | 2026-03-02 | 2026-03-20 | 起诉     | 两个月                    |              | 伤情鉴定   | 否
甲检起诉受〔2026〕46909800003号 | 2026-03-02 | 2026-03-20 | 起诉     | 2026年3月9日起            |              | 其他       |
"""
READINGS = """
部门受案号                       | 阅卷申请编号 | 申请日期      | 阅卷方式 | 安排日期   | 律师姓名
甲检起诉受〔2026〕46909800001号 | Y1           | 2026年3月3日  | 互联网   | 2026-03-04 | 张三
甲检起诉受〔2026〕46909800001号 | Y2           | 2026-03-09    | 现场     | 2026-03-06 | 李四
甲检起诉受〔2026〕46909800009号 | Y3           | 2026-03-09    | 邮寄     | 2026-03-10 | 李四
"""


def test_a_request_is_read_with_its_case_way_and_days(tmp_path: Path) -> None:
    records = loaded(tmp_path, cases=CASES, readings=READINGS)
    assert column(records, "file_readings", "way") == ["online", "on_site", None]
    assert column(records, "file_readings", "requested_on") == [date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 9)]
    # the second is arranged before it was asked for
    assert column(records, "file_readings", "arranged_on") == [date(2026, 3, 4), None, date(2026, 3, 10)]
    assert ("arranged_on", "2026-03-06", "arranged_not_before_requested") in told(records)
    assert ("阅卷方式", "邮寄", "unknown_word") in told(records)
    assert ("case_id", None, "case_not_in_cases") in told(records)


def test_a_lawyers_name_is_replaced(tmp_path: Path) -> None:
    names = column(loaded(tmp_path, cases=CASES, readings=READINGS), "file_readings", "lawyer")
    assert {"张三", "李四"}.isdisjoint(names)
    assert names[1] == names[2] != names[0]


def test_two_requests_without_numbers_on_one_day_stay_two(tmp_path: Path) -> None:
    lines = [line.split("|") for line in READINGS.strip().splitlines()[:2]]
    bare = "\n".join("|".join([*line[:1], *line[2:5]]) for line in lines)
    twice = f"{bare}\n{bare.splitlines()[1].replace('互联网', '现场')}"
    records = loaded(tmp_path, cases=CASES, readings=twice)
    assert column(records, "file_readings", "way") == ["online", "on_site"]


def test_data_without_requests_has_no_such_table(tmp_path: Path) -> None:
    assert "file_readings" not in loaded(tmp_path, cases=CASES).tables


def test_the_days_of_an_examination_are_read_from_its_period_where_no_column_gives_them(tmp_path: Path) -> None:
    records = loaded(tmp_path, cases=CASES)
    assert column(records, "cases", "expert_from_on") == [date(2026, 3, 6), None, date(2026, 3, 9)]
    assert column(records, "cases", "expert_to_on") == [date(2026, 4, 2), None, None]
    assert column(records, "cases", "expert_period")[1] == "两个月"
    assert column(records, "cases", "expert_kind") == ["psychiatric", "injury", "other"]
    assert ("鉴定期间", "两个月", "unclear_span") in told(records)


def test_a_search_for_guiding_cases_is_yes_no_or_unsaid(tmp_path: Path) -> None:
    assert column(loaded(tmp_path, cases=CASES), "cases", "guiding_case_searched") == [True, False, None]
