"""Records are held against the articles that bound them: what is to be read is told, what is lawful stays silent."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from office import loaded, table

from casekit import codebook, parse_sentences
from casekit.exhibits import articles
from casekit.exhibits.reading import reading
from casekit.ground.quarter import Period
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent
from casekit.records.load import load
from casekit.records.records import Records
from casekit.subjects.sentencing import combined, law

CASE = "甲检起诉受〔2026〕46909900{:03d}号"
FLAGS = ("自首", "立功", "从犯", "未遂", "累犯", "和解", "坦白", "老年")

# `found` is what is to be read; blank is silence. Months of articles: 盗窃 6-36-120-180 and life, 强奸 36-180, 交通肇事 6-180,
# 危险驾驶 detention only, 帮信 6-36 without control, 职务侵占 6-180 with a fine at every tier, 故意伤害 without any fine.
JUDGED = """
crime | sentence | facts | procedure | occurred | found
盗窃罪 | 判处有期徒刑二年，并处罚金五千元 |  | 速裁程序 | 2026-01-05 |
盗窃罪 | 判处有期徒刑十四年，并处罚金五万元 |  |  | 2026-01-05 |
盗窃罪 | 判处无期徒刑，剥夺政治权利终身，并处没收个人全部财产 |  |  | 2026-01-05 |
盗窃罪 | 判处有期徒刑十年六个月，并处没收财产一万元 |  |  | 2026-01-05 |
盗窃罪 | 单处罚金三千元 |  |  | 2026-01-05 |
盗窃罪 | 免予刑事处罚 |  |  | 2026-01-05 |
盗窃罪 | 判处有期徒刑二年 |  |  | 2026-01-05 | fine_missing
盗窃罪 | 判处死刑，缓期二年执行，剥夺政治权利终身 |  |  | 2026-01-05 | range_above
盗窃罪 | 判处有期徒刑四个月，并处罚金二千元 |  |  | 2026-01-05 | term_general
盗窃罪 | 判处拘役八个月，并处罚金二千元 |  |  | 2026-01-05 | term_general
盗窃罪 | 判处管制二个月，并处罚金二千元 |  |  | 2026-01-05 | term_general
帮信 | 判处有期徒刑三年二个月，并处罚金五千元 |  |  | 2026-01-05 | range_above
帮信 | 判处管制六个月，并处罚金五千元 |  |  | 2026-01-05 | range_below
帮信 | 判处管制六个月，并处罚金五千元 | 从犯 |  | 2026-01-05 |
帮信 | 判处有期徒刑三年二个月，并处罚金五千元 |  |  | 2015-01-05 |
危险驾驶罪 | 判处拘役二个月，缓刑四个月，并处罚金五千元 |  |  | 2026-01-05 |
危险驾驶罪 | 判处有期徒刑七个月，并处罚金五千元 | 自首 |  | 2026-01-05 | range_above
危险驾驶罪 | 判处拘役二个月 |  |  | 2026-01-05 | fine_missing
强奸罪 | 判处有期徒刑三年 |  |  | 2026-01-05 |
强奸罪 | 判处有期徒刑二年六个月 | 坦白 |  | 2026-01-05 | range_below
强奸罪 | 判处有期徒刑二年六个月 | 自首 |  | 2026-01-05 |
强奸罪 | 判处有期徒刑二年六个月 | 立功 |  | 2026-01-05 |
强奸罪 | 判处有期徒刑二年六个月 | 未遂 |  | 2026-01-05 |
强奸罪 | 判处拘役五个月 |  |  | 2026-01-05 | range_below
故意伤害罪 | 判处拘役五个月，缓刑六个月 |  |  | 2026-01-05 |
故意伤害罪 | 判处有期徒刑一年，并处罚金二千元 |  |  | 2026-01-05 | fine_not_provided
交通肇事罪 | 判处管制六个月 | 和解 |  | 2026-01-05 |
交通肇事罪 | 判处有期徒刑三年，缓刑三年 |  |  | 2026-01-05 |
交通肇事罪 | 判处有期徒刑三年六个月，缓刑四年 |  |  | 2026-01-05 | probation_over_three_years
交通肇事罪 | 判处有期徒刑二年，缓刑一年六个月 |  |  | 2026-01-05 | probation_shorter
交通肇事罪 | 判处有期徒刑八个月，缓刑十个月 |  |  | 2026-01-05 | probation_limits
交通肇事罪 | 判处有期徒刑三年，缓刑五年六个月 |  |  | 2026-01-05 | probation_limits
交通肇事罪 | 判处拘役三个月，缓刑一年二个月 |  |  | 2026-01-05 | probation_limits
交通肇事罪 | 判处有期徒刑四年 |  | 速裁程序 | 2026-01-05 | fast_track_term
交通肇事罪 | 判处有期徒刑四年 |  | 普通程序 | 2026-01-05 |
故意毁坏财物罪 | 单处罚金三千元 |  |  | 2026-01-05 |
故意毁坏财物罪 | 判处有期徒刑八个月，并处罚金三千元 |  |  | 2026-01-05 | fine_not_provided
寻衅滋事罪 | 判处有期徒刑六年，并处罚金三千元 |  |  | 2026-01-05 |
故意伤害罪 | 判处有期徒刑一年，缓刑二年 | 累犯 |  | 2026-01-05 | probation_recidivist
故意伤害罪 | 判处有期徒刑一年 | 累犯 |  | 2026-01-05 |
故意伤害罪 | 判处拘役五个月 | 累犯 |  | 2026-01-05 | recidivist_penalty
故意伤害罪 | 判处有期徒刑一年 | 老年 |  | 2026-01-05 | probation_to_consider
故意伤害罪 | 判处有期徒刑四年 | 老年 |  | 2026-01-05 |
故意伤害罪 | 犯故意伤害罪，判处有期徒刑二年，犯盗窃罪，判处有期徒刑一年，决定执行有期徒刑二年六个月 |  |  | 2026-01-05 |
故意伤害罪 | 犯故意伤害罪，判处有期徒刑二年，犯盗窃罪，判处有期徒刑一年，决定执行有期徒刑三年六个月 |  |  | 2026-01-05 | combined_bounds
故意伤害罪 | 犯故意伤害罪，判处有期徒刑二年，犯盗窃罪，判处有期徒刑一年，决定执行有期徒刑一年六个月 |  |  | 2026-01-05 | combined_bounds
故意伤害罪 | 撤销缓刑，犯故意伤害罪，判处有期徒刑二年，犯盗窃罪，判处有期徒刑一年，数罪并罚，决定执行有期徒刑四年 |  |  | 2026-01-05 |
故意伤害罪 | 数罪并罚，决定执行有期徒刑二十二年 |  |  | 2026-01-05 | combined_twenty
没有此罪名罪 | 判处有期徒刑二年 |  |  | 2026-01-05 |
"""
ROWS = table(JUDGED).rows(named=True)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The cases of the table, one person each, judged in one quarter; the first recommendation is the sentence as given."""
    cases, persons = (
        ["部门受案号 | 受理日期 | 适用程序 | 案发日期"],
        [" | ".join(("部门受案号", "被告人序号", "审结罪名", "量刑建议内容", "判决结果", "判决日期", *FLAGS))],
    )
    for n, row in enumerate(ROWS):
        cases.append(f"{CASE.format(n)} | 2026-07-01 | {row['procedure'] or ''} | {row['occurred']}")
        flags = ["是" if flag == row["facts"] else "否" for flag in FLAGS]
        persons.append(
            " | ".join((CASE.format(n), "1", row["crime"], row["sentence"], row["sentence"], "2026-09-30", *flags))
        )
    return loaded(tmp_path_factory.mktemp("law"), "2026Q3", 案件="\n".join(cases), 人员="\n".join(persons))


@pytest.fixture(scope="module")
def found(office: Records) -> pl.DataFrame:
    return law.checked(law.persons(office), office)


def codes(found: pl.DataFrame, n: int, stage: str = "sentence") -> str | None:
    own = found.filter("flag", pl.col("case_id") == CASE.format(n), pl.col("stage") == stage)
    return " ".join(sorted(own["code"])) or None


@pytest.mark.parametrize(
    "n", range(len(ROWS)), ids=lambda n: f"{ROWS[n]['crime']}-{ROWS[n]['sentence'][:14]}-{ROWS[n]['found']}"
)
def test_a_judgment_is_to_be_read_where_the_article_does_not_have_it(found: pl.DataFrame, n: int) -> None:
    assert codes(found, n) == ROWS[n]["found"]
    kept = [code for code in (ROWS[n]["found"] or "").split() if code != "probation_to_consider"]
    assert codes(found, n, "recommended") == (" ".join(kept) or None)  # a recommendation gets no note


def test_a_check_is_counted_only_where_it_could_be_made(found: pl.DataFrame) -> None:
    counts = law.counts(found).filter(pl.col("stage") == "sentence").select("code", "flagged", "asked")
    told = {code: (flagged, asked) for code, flagged, asked in counts.iter_rows()}
    assert told["fast_track_term"] == (1, 2)
    assert told["probation_recidivist"] == (1, 3)
    assert told["combined_bounds"] == (2, 3)
    assert told["combined_twenty"] == (1, 5)
    # of all, one is exempt, six are of several crimes, one is of a crime and one of a day without a checked article
    assert told["term_general"][1] == len(ROWS) - 1
    assert told["range_above"] == (3, len(ROWS) - 1 - 5 - 2)


def test_a_minor_is_excused_below_the_range_and_is_no_recidivist(office: Records) -> None:
    """Minors' records are sealed up to five years, so the table has none."""
    minors = law.persons(office).with_columns(is_minor=pl.lit(True))
    below = next(n for n, row in enumerate(ROWS) if row["sentence"] == "判处有期徒刑二年六个月")
    term = next(n for n, row in enumerate(ROWS) if row["facts"] == "累犯" and row["sentence"] == "判处有期徒刑一年")
    found = law.checked(minors, office)
    assert codes(found, below) == "probation_to_consider"
    assert codes(found, term) == "recidivist_penalty"


def test_a_range_is_read_at_both_its_ends_and_kinds_in_choice_each(tmp_path: Path) -> None:
    texts = {
        "建议判处有期徒刑六个月至三年": None,
        "建议判处有期徒刑二年六个月至三年六个月，并处罚金": "range_above",
        "建议判处拘役四个月至有期徒刑一年，并处罚金": None,
        "建议判处一年以下有期徒刑、拘役或者管制，并处罚金": "range_below",
        "建议判处有期徒刑十个月，可适用缓刑，并处罚金": None,
    }
    rows = [
        f"{CASE.format(n)} | 1 | 帮信 | {text} | 2026-09-30 | 判处有期徒刑一年，并处罚金五千元 | 2026-08-01"
        for n, text in enumerate(texts)
    ]
    records = loaded(
        tmp_path,
        "2026Q3",
        人员="\n".join(
            ["部门受案号 | 被告人序号 | 审结罪名 | 量刑建议内容 | 判决日期 | 判决结果 | 建议提出日期", *rows]
        ),
    )
    found = law.checked(law.persons(records), records)
    told = [codes(found, n, "recommended") for n in range(len(texts))]
    assert told == ["fine_missing", *list(texts.values())[1:]]


@pytest.mark.parametrize(
    ("text", "least", "total", "most"),
    [
        ("犯甲罪，判处有期徒刑十一年六个月；犯乙罪，判处有期徒刑一年十个月，数罪并罚，决定执行有期徒刑十三年", 138, 160, 160),
        ("以甲罪判处有期徒刑十二年；以乙罪判处有期徒刑十年，决定执行有期徒刑十八年", 144, 264, 240),  # 22 years, capped at 20
        ("犯甲罪，判处有期徒刑十五年；犯乙罪，判处有期徒刑十五年；犯丙罪，判处有期徒刑六年，决定执行有期徒刑二十三年", 180, 432, 300),
        ("犯甲罪，判处拘役五个月；犯乙罪，判处拘役五个月，决定执行拘役八个月", 5, 10, 10),
        ("犯甲罪，判处有期徒刑一年；犯乙罪，判处拘役五个月，决定执行有期徒刑一年", None, None, None),
        ("以甲罪，判处有期徒刑五年，数罪并罚，决定执行有期徒刑十八年", None, None, None),
        ("犯甲罪，判处有期徒刑一年；犯乙罪，判处有期徒刑二年，与前罪余刑并罚，决定执行有期徒刑五年", None, None, None),
        (None, None, None, None),
    ],
)  # fmt: skip
def test_the_executed_term_lies_between_the_longest_part_and_the_sum(
    text: str | None, least: float | None, total: float | None, most: float | None
) -> None:
    assert combined.executed_bounds(pl.Series([text], dtype=pl.String)).row(0) == (least, total, most)


def test_the_table_the_sentence_and_the_list_tell_the_same_in_both_languages(
    office: Records, found: pl.DataFrame
) -> None:
    persons, flagged = law.persons(office), found.filter("flag", pl.col("code") != "probation_to_consider")
    english = replace(office, settings=Settings(language="en"))
    for records in (office, english):
        own = law.checked(persons, records)
        assert law.to_read(own, records).height == flagged.select("case_id", "code").n_unique()
        exhibit = articles.table(law.counts(own), persons, records, "law", "law")
        assert exhibit.frame.height == 14
        sentence = articles.said(own, persons, records, "law")
        assert str(flagged["case_id"].n_unique()) in sentence
        assert reading(records, law.to_read(own, records), "law").rows[0][0] == "人员.csv"
        if records is english:
            listed = reading(records, law.to_read(own, records), "law", most=99)
            assert not re.search("[\u4e00-\u9fff]", sentence + "".join(text for row in listed.rows for text in row[4:]))
            assert "Criminal Law 264" in {row[6] for row in listed.rows}
        assert not any(word in sentence for word in ("违法", "错误", "问题案件"))


def test_a_list_names_the_persons_row_and_the_crimes_own_article(office: Records, found: pl.DataFrame) -> None:
    first = reading(office, law.to_read(found, office).filter(check="刑罚重于该罪法定刑", suspect_no=1), "law", most=99)
    own = next(row for row in first.rows if "死刑" in row[5])
    assert own[5] == "首次建议：死刑缓期二年执行；判决：死刑缓期二年执行"
    n = next(n for n, row in enumerate(ROWS) if "缓期二年" in row["sentence"])
    assert own[2] == str(n + 2)
    assert own[6] == "刑法第264条"


def test_data_without_judgments_says_so(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        人员=f"部门受案号 | 被告人序号 | 审结罪名\n{CASE.format(1)} | 1 | 盗窃罪",
        案件=f"部门受案号 | 受理日期\n{CASE.format(1)} | 2026-07-01",
    )
    persons = law.persons(records)
    assert isinstance(persons, Absent)
    assert isinstance(articles.said(law.checked(persons, records), persons, records, "law"), Absent)


def test_every_check_of_the_codebook_is_made_and_every_made_one_is_in_it() -> None:
    from casekit.subjects.sentencing.checks import checks

    assert set(law.codes("law", "note")) == set(checks())


def test_the_sample_has_nothing_to_read_as_its_sentences_are_drawn_lawfully(sample: Records) -> None:
    found = law.checked(law.persons(sample), sample)
    flagged = set(law.counts(found).filter(pl.col("flagged") > 0)["code"])
    assert flagged <= {"probation_to_consider"}  # a note, not a flag


def test_numbers_of_an_export_without_texts_are_checked_too(real: Path) -> None:
    """11,517 judgments of 2019: 7 terms over 36 months with probation, 10 probations shorter than the term, and 15 outside one
    to five years (13 under, 2 over); the crime has no column, so no range is asked."""
    records = replace(load(real / "traffic_2019"), period=Period("undated"))
    found = law.checked(law.persons(records), records)
    told = {code: flagged for code, _, flagged, _ in law.counts(found).iter_rows()}
    assert told == {"term_general": 2, "probation_over_three_years": 7, "probation_shorter": 10, "probation_limits": 15}


def test_real_judgments_of_injury_have_nothing_to_read(real: Path, office: Records) -> None:
    """242 clauses read as judgments of injury: the one that is told is the one of theft, as injury carries no fine."""
    lines = (real / "injury" / "sentence_clauses.jsonl").read_text("utf-8").splitlines()
    texts = pl.Series("sentence", [json.loads(line)["clause"] for line in lines])
    read = parse_sentences(texts).drop("problem").rename(lambda name: f"sentence_{name}")
    own = pl.concat([texts.to_frame(), read], how="horizontal").with_row_index("suspect_no")
    judged = own.with_columns(case_id=pl.lit("A"), crime=pl.lit("故意伤害罪"), judged_on=pl.lit(date(2026, 9, 30)))
    records = replace(office, tables={"suspects": judged})
    found = law.checked(law.persons(records), records)
    flagged = found.filter("flag")
    assert found.filter(code="range_above").height == 239
    assert flagged["code"].to_list() == ["fine_not_provided"]
    assert "犯盗窃罪" in texts[int(flagged["suspect_no"].item())]


def test_real_terms_of_several_crimes_keep_within_their_bounds(real: Path) -> None:
    texts = pl.Series((real / "sentence_phrases.txt").read_text("utf-8").splitlines())
    read = pl.concat([parse_sentences(texts), combined.executed_bounds(texts)], how="horizontal").drop_nulls("part_sum")
    assert read.select("months_low", "part_least", "part_sum").rows() == [
        (84, 60, 102),
        (180, 144, 204),
        (156, 138, 160),
        (132, 108, 156),
    ]


def test_articles_and_words_of_every_check_are_there_in_both_languages() -> None:
    frame = codebook.read("law_checks")
    assert (
        frame.select("zh", "en", "lawful_zh", "lawful_en", "basis", "basis_en").null_count().sum_horizontal().item()
        == 0
    )
    rules = set(codebook.read("rules")["rule"])
    assert set(frame["rule"].drop_nulls().str.split("|").explode()) <= rules
