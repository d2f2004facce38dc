"""What the reader of the codebook gives back."""

import subprocess
import sys

import polars as pl
import pytest

from casekit import codebook
from casekit.ground.errors import Language

WORDS = [
    # vocabulary, as written, code
    ("procedure", "速裁程序", "fast_track"),
    ("procedure", "速裁", "fast_track"),
    ("procedure", "fast_track", "fast_track"),
    ("review_conclusion", "相对不起诉", "not_prosecuted"),
    ("review_conclusion", "起诉(普通程序)", "prosecuted"),
    ("non_prosecution_kind", "相对不起诉", "discretionary"),
    ("non_prosecution_kind", "存疑不诉", "insufficient_evidence"),
    ("plea", "否", "not_applied"),
    ("custody", "取保候审", "not_in_custody"),
    ("adoption_result", "是", "adopted"),
    ("step", "一退", "returned_first"),
    ("gender", "男性", "male"),
    ("gender", "Female", "female"),
    ("liability", "主责", "main"),
    ("term_unit", "Year(s)", "year"),
    ("term_unit", "Natural Life", "life"),
    ("term_unit", "个月", "month"),
    ("yes_no", "Y", "yes"),
    ("grade_2017", "瑕疵", "2017_flawed"),
    ("grade_2026", "基本合格", "2026_basically_qualified"),
    ("penalty_kind", "不负刑事责任", "not_guilty"),
    ("crime", "帮信罪", "帮助信息网络犯罪活动罪"),
    ("crime", "盗窃", "盗窃罪"),
    ("crime", "掩饰、隐瞒犯罪所得罪", "掩饰、隐瞒犯罪所得、犯罪所得收益罪"),
    ("crime", "偷税罪", "偷税罪"),
    ("crime", "偷越国(边)境罪", "偷越国（边）境罪"),
]


@pytest.mark.parametrize(("vocabulary", "written", "code"), WORDS)
def test_a_word_leads_to_its_code(vocabulary: str, written: str, code: str) -> None:
    assert codebook.words(vocabulary)[codebook.normal(written)] == code


REFUSED = [
    ("gender", "2"),
    ("liability", "3"),
    ("crime", "酒驾"),
    ("crime", "跑分"),
    ("crime", "性侵"),
    ("grade_2017|grade_2026", "优质"),
    ("grade_2017|grade_2026", "合格案件"),
]


@pytest.mark.parametrize(("vocabulary", "written"), REFUSED)
def test_a_word_that_could_mean_two_things_is_refused_with_a_reason(vocabulary: str, written: str) -> None:
    assert written not in codebook.words(vocabulary)
    assert codebook.ambiguous(vocabulary)[written]


def test_a_word_only_one_of_two_vocabularies_has_is_read_in_their_union() -> None:
    words = codebook.words("grade_2017|grade_2026")
    assert words["瑕疵"] == "2017_flawed"
    assert words["基本合格"] == "2026_basically_qualified"


def test_the_rule_version_chooses_the_grades() -> None:
    column, vocabularies = codebook.choices("evaluations", "grade") or ("", {})
    assert column == "rule_version"
    assert vocabularies == {"2017": "grade_2017", "2025": "grade_2017", "2026": "grade_2026"}


def test_a_field_with_one_vocabulary_has_no_choice_to_make() -> None:
    assert codebook.choices("cases", "procedure") is None


def test_an_unknown_vocabulary_is_an_error() -> None:
    with pytest.raises(KeyError):
        codebook.words("no_such_vocabulary")


def test_labels_are_in_the_order_of_the_file() -> None:
    assert codebook.labels("procedure") == {"fast_track": "速裁程序", "simplified": "简易程序", "ordinary": "普通程序"}
    assert codebook.labels("procedure", "en")["simplified"] == "simplified procedure"
    assert codebook.labels("crime", "en")["盗窃罪"] == "Theft"


def test_a_field_knows_its_headers_as_a_list_with_the_official_one_first() -> None:
    received = codebook.fields().filter(pl.col("field") == "received_on").row(0, named=True)
    assert received["headers"][0] == "受理日期"
    assert "收案时间" in received["headers"]
    assert received["step"] == "received"


def test_a_field_without_a_known_header_has_an_empty_list() -> None:
    assert codebook.fields().filter(pl.col("field") == "sentence_term")["headers"].to_list() == [[]]


def test_the_row_number_is_not_the_order_of_the_suspect() -> None:
    assert "序号" not in codebook.fields()["headers"].explode().to_list()


def test_a_table_knows_its_key_as_a_list() -> None:
    assert codebook.tables().filter(pl.col("table") == "suspects")["key"].to_list() == [["case_id", "suspect_no"]]


@pytest.mark.parametrize(("status", "zh", "en"), [("memory", "待核实", "not verified"), ("verified", "已核实", None)])
def test_a_status_is_shown_in_words(status: str, zh: str, en: str | None) -> None:
    assert codebook.status_label(status) == zh
    assert en is None or codebook.status_label(status, "en") == en


def test_facts_from_memory_are_listed_with_their_file() -> None:
    unverified = codebook.unverified()
    assert unverified.columns == ["file", "key", "label", "basis"]
    assert ("crimes", "盗窃罪") in unverified.select("file", "key").rows()
    assert ("vocabularies", "counted_step.appealed") in unverified.select("file", "key").rows()
    assert ("time_limits", "review_ordinary") not in unverified.select("file", "key").rows()


def test_importing_the_codebook_loads_nothing_heavier_than_polars() -> None:
    code = "import sys, casekit.codebook.holidays; print({'chinese_calendar', 'pandas', 'scipy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_flag_has_its_own_words_for_yes_and_no(language: Language) -> None:
    flags = codebook.fields().filter(pl.col("kind") == "flag").select("table", "field").rows()
    fallback = {name for name, label in codebook.labels("filled", language).items() if "{}" in label}
    assert fallback == {"flag_True", "flag_False"}
    lacking = [
        (field, value)
        for _, field in flags
        for value in (True, False)
        if f"{field}_{value}" not in codebook.labels("flag", language)
    ]
    assert lacking == []


def test_a_group_of_a_flag_is_written_in_the_flags_words() -> None:
    assert codebook.group_label("suspects", "is_minor", False) == "成年人"
    assert codebook.group_label("suspects", "forgiven", True) == "取得谅解"
    assert codebook.group_label("suspects", "is_minor", True, "en") == "minors"
    assert codebook.group_label("cases", "is_within_limit", False) == "期限内审结：否"
    assert codebook.group_label("suspects", "forgiven", None) == "未填"
