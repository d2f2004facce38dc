"""Fields of the card are held against the text or field that says the same: both values are shown where they differ."""

from pathlib import Path

import polars as pl
import pytest
from office import loaded, table

from casekit.exhibits import articles
from casekit.exhibits.reading import reading
from casekit.records.records import Records
from casekit.subjects.sentencing import card, law

CASE = "甲检起诉受〔2026〕46909900{:03d}号"
HEADERS = {
    "months": "有期徒刑(月)", "trial": "缓刑(月)", "sentence": "判决结果", "form": "量刑建议类型", "recommended": "量刑建议内容",
    "crime": "审结罪名", "judged": "判决罪名", "told": "诉判比对", "adopted": "量刑建议采纳情况", "adjusted": "调整后量刑建议",
    "plea": "是否认罪认罚", "signed": "具结书日期",
}  # fmt: skip

# `found` is the check that differs with what the card and the text say; blank is agreement, or nothing to compare.
CARDS = """
crime | months | trial | sentence | form | recommended | judged | told | adopted | adjusted | plea | signed | found
盗窃罪 | 10 | 12 | 判处有期徒刑十个月，缓刑一年 | 确定刑 | 判处有期徒刑十个月，缓刑一年 | 盗窃罪 | 诉判一致 | 采纳 |  | 是 | 2026-07-02 |
盗窃罪 | 10 | 12 | 判处有期徒刑十一个月，缓刑一年 |  |  |  |  |  |  |  |  | card_imprisonment 10个月 11个月
盗窃罪 | 10 | 0 | 判处有期徒刑十个月，缓刑一年 |  |  |  |  |  |  |  |  | card_probation 0个月 12个月
盗窃罪 | 0 | 0 | 判处拘役四个月 |  |  |  |  |  |  |  |  |
盗窃罪 | 4 | 0 | 判处拘役四个月 |  |  |  |  |  |  |  |  | card_imprisonment 4个月 0个月
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  |  |  |  |  |  |  |
盗窃罪 |  |  | 判处有期徒刑十个月 | 幅度刑 | 判处有期徒刑十个月至一年 |  |  |  |  |  |  |
盗窃罪 |  |  | 判处有期徒刑十个月 | 幅度刑 | 判处一年以下有期徒刑 |  |  |  |  |  |  |
盗窃罪 |  |  | 判处有期徒刑十个月 | 确定刑 | 判处有期徒刑十个月至一年 |  |  |  |  |  |  | card_form 确定刑 幅度刑
盗窃罪 |  |  | 判处有期徒刑十个月 | 幅度刑 | 判处有期徒刑十个月 |  |  |  |  |  |  | card_form 幅度刑 确定刑
盗窃罪 |  |  | 犯诈骗罪，判处有期徒刑十个月 |  |  | 诈骗罪 | 改变定性 |  |  |  |  |
盗窃罪 |  |  | 犯诈骗罪，判处有期徒刑十个月 |  |  |  |  |  |  |  |  | card_crime 盗窃罪 诈骗罪
盗窃罪 |  |  | 犯盗窃罪，判处有期徒刑十个月 |  |  | 盗窃罪 | 改变定性 |  |  |  |  | card_difference 改变定性 盗窃罪 → 盗窃罪
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  | 诈骗罪 | 诉判一致 |  |  |  |  | card_difference 诉判一致 盗窃罪 → 诈骗罪
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  | 诈骗罪 | 改变事实 |  |  |  |  |
盗窃罪 |  |  | 判处有期徒刑十个月 |  | 判处有期徒刑一年 |  |  | 调整后采纳 | 判处有期徒刑十个月 |  |  |
盗窃罪 |  |  | 判处有期徒刑十个月 |  | 判处有期徒刑一年 |  |  | 调整后采纳 |  |  |  | card_adjusted 调整后采纳 没有记录
盗窃罪 |  |  | 判处有期徒刑十个月 |  | 判处有期徒刑一年 |  |  | 采纳 | 判处有期徒刑十个月 |  |  | card_adjusted 采纳 有记录
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  |  |  |  |  | 否 |  |
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  |  |  |  |  | 是 |  | card_plea 适用认罪认罚 没有记录
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  |  |  |  |  | 否 | 2026-07-02 | card_plea 未适用 有记录
盗窃罪 |  |  | 判处有期徒刑十个月 |  |  |  |  |  |  | 审判阶段适用 |  |
"""
ROWS = table(CARDS).rows(named=True)


def office_of(folder: Path, rows: list[dict[str, str | None]]) -> Records:
    """An office with these cards, one person a case, all judged on the quarter's last day."""
    persons = [" | ".join(("部门受案号", "被告人序号", "判决日期", "起诉日期", *HEADERS.values()))]
    cases = ["部门受案号 | 受理日期 | 起诉日期"]
    for n, row in enumerate(rows):
        cells = [row[name] or "" for name in HEADERS]
        persons.append(" | ".join((CASE.format(n), "1", "2026-09-30", "2026-07-20", *cells)))
        cases.append(f"{CASE.format(n)} | 2026-07-01 | 2026-07-20")
    return loaded(folder, "2026Q3", 案件="\n".join(cases), 人员="\n".join(persons))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return office_of(tmp_path_factory.mktemp("card"), ROWS)


@pytest.fixture(scope="module")
def compared(office: Records) -> pl.DataFrame:
    return card.compared(law.persons(office), office)


@pytest.mark.parametrize("n", range(len(ROWS)), ids=lambda n: f"{n}-{ROWS[n]['found']}")
def test_two_places_that_say_different_things_are_shown_with_both_values(compared: pl.DataFrame, n: int) -> None:
    own = compared.filter("flag", pl.col("case_id") == CASE.format(n))
    told = [" ".join(row) for row in own.select("code", "card_says", "text_says").rows()]
    assert told == ([ROWS[n]["found"]] if ROWS[n]["found"] else [])


def test_a_term_in_a_number_and_a_unit_is_compared_with_the_text(office: Records) -> None:
    months = pl.when(pl.col("case_id") == CASE.format(0)).then(10.0).when(pl.col("case_id") == CASE.format(3)).then(5.0)
    persons = law.persons(office).with_columns(sentence_term_months=months)
    found = card.compared(persons, office).filter(pl.col("code") == "card_term")
    assert found.select("case_id", "card_says", "text_says", "flag").rows() == [
        (CASE.format(0), "10个月", "10个月", False),
        (CASE.format(3), "5个月", "4个月", True),
    ]


def test_an_office_with_one_word_for_adoption_is_not_told_that_its_adjustments_differ(tmp_path: Path) -> None:
    rows = [row for row in ROWS if row["adopted"] == "采纳"]
    records = office_of(tmp_path, rows)
    found = card.compared(law.persons(records), records)
    assert found.filter(pl.col("code") == "card_adjusted").is_empty()


def test_the_table_the_sentence_and_the_list_tell_the_same(office: Records, compared: pl.DataFrame) -> None:
    persons = law.persons(office)
    differing = sum(row["found"] is not None for row in ROWS)
    assert f"共{differing}处" in articles.said(compared, persons, office, "card")
    exhibit = articles.table(law.counts(compared), persons, office, "card", "card")
    told = {row["code"]: row["card"] for row in exhibit.frame.iter_rows(named=True)}
    assert told["card_imprisonment"] == "2/5"
    assert told["card_form"] == "2/5"
    assert told["card_term"] is None
    listed = reading(office, law.to_read(compared, office), "card", most=99)
    assert len(listed.rows) == differing
    assert listed.headers[4:] == ("核对事项", "案卡", "文书")
    assert listed.rows[0][2:] == ("3", listed.rows[0][3], "有期徒刑月数与判决结果", "10个月", "11个月")


def test_the_samples_cards_agree_with_their_texts_in_their_headline_period(sample: Records) -> None:
    found = card.compared(law.persons(sample), sample)
    counts = law.counts(found)
    assert counts["asked"].min() > 50
    assert counts["flagged"].sum() == 0
