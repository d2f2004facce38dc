"""Case numbers: one writing for each, slips mended only where no doubt is left."""

from pathlib import Path

import polars as pl
import pytest

from casekit.cleaning.case_numbers import parse_case_numbers

UNIFIED = "37078520150084600"


@pytest.mark.parametrize(
    "text",
    [
        "密检起诉受[2016]37078500026号",
        "密检起诉受〔2016〕37078500026号",
        "密检起诉受（2016）37078500026号",
        "密检起诉受(2016)37078500026号",
        "密检起诉受【2016】37078500026号",
        "密检起诉受［2016］37078500026号",
        " 密检 起诉受 〔2016〕 37078500026 号\u3000",
    ],
)
def test_all_brackets_and_spaces_make_one_department_number(text: str) -> None:
    expected = ("密检起诉受〔2016〕37078500026号", "370785", 2016, "00026", "department", None)
    assert parse_case_numbers([text]).row(0) == expected


@pytest.mark.parametrize(
    ("text", "case_number", "unit", "year", "serial", "kind"),
    [
        (UNIFIED, UNIFIED, "370785", 2015, "0084600", "unified"),
        (f"'{UNIFIED}", UNIFIED, "370785", 2015, "0084600", "unified"),
        (
            "山东省院起诉受[2016]37000000031号",
            "山东省院起诉受〔2016〕37000000031号",
            "370000",
            2016,
            "00031",
            "department",
        ),
        ("(2022)辽0115刑初214号", "（2022）辽0115刑初214号", "辽0115", 2022, "214", "court"),
        ("［2019］内2201刑初7001号", "（2019）内2201刑初7001号", "内2201", 2019, "7001", "court"),
        ("（2019）京02刑终7002号", "（2019）京02刑终7002号", "京02", 2019, "7002", "court"),
        ("（2019）京刑终7019号", "（2019）京刑终7019号", "京", 2019, "7019", "court"),
        ("（2014）息刑初字第322号", "（2014）息刑初字第322号", "息", 2014, "322", "court"),
        ("（2014）丁州法刑初字第7003号", "（2014）丁州法刑初字第7003号", "丁州法", 2014, "7003", "court"),
        ("（2015）丁刑二初字第7004号", "（2015）丁刑二初字第7004号", "丁", 2015, "7004", "court"),
        ("（2019）皖1101刑初7005号之一", "（2019）皖1101刑初7005号之一", "皖1101", 2019, "7005", "court"),
        ("（2019）鲁0201刑初（速）7006号", "（2019）鲁0201刑初（速）7006号", "鲁0201", 2019, "7006", "court"),
        ("新郑检刑诉（2015）162号", "新郑检刑诉〔2015〕162号", "新郑检", 2015, "162", "document"),
        ("广铁检诉量建[2016]52号", "广铁检诉量建〔2016〕52号", "广铁检", 2016, "52", "document"),
        ("丁检刑不诉〔2021〕Z5号", "丁检刑不诉〔2021〕Z5号", "丁检", 2021, "Z5", "document"),
        ("丁监委移诉[2021]3号", "丁监委移诉〔2021〕3号", "丁监委", 2021, "3", "document"),
        ("（2019）皖1101刑初7005-1号", "（2019）皖1101刑初7005-1号", "皖1101", 2019, "7005", "court"),
        ("高公(刑)诉字[2016]1003号", "高公（刑）诉字〔2016〕1003号", "高公", 2016, "1003", "document"),
    ],
)
def test_each_kind_has_its_official_writing(
    text: str, case_number: str, unit: str, year: int, serial: str, kind: str
) -> None:
    assert parse_case_numbers([text]).row(0) == (case_number, unit, year, serial, kind, None)


@pytest.mark.parametrize(
    ("text", "case_number", "repairs"),
    [
        ("（201９）内0301刑初7007号", "（2019）内0301刑初7007号", "full_width"),
        ("（2019）云Ｏ101刑初7008号", "（2019）云0101刑初7008号", "letter_o"),
        ("（2019琼0101刑初7009号", "（2019）琼0101刑初7009号", "bracket"),
        ("2019冀0601刑初7010号", "（2019）冀0601刑初7010号", "bracket"),
        ("（2019））桂0401刑初7011号", "（2019）桂0401刑初7011号", "bracket"),
        ("（1）（2018）粤0601刑初7012号", "（2018）粤0601刑初7012号", "list_number"),
        ("（2018）苏0201刑初第7013号", "（2018）苏0201刑初7013号", "wording"),
        ("（2016）黑0801刑初字7014号", "（2016）黑0801刑初7014号", "wording"),
        ("丁检公诉刑诉（2017）第7015号", "丁检公诉刑诉〔2017〕7015号", "wording"),
        ("（2019）冀0601刑初7016", "（2019）冀0601刑初7016号", "end"),
        ("2019冀0601刑初第7010", "（2019）冀0601刑初7010号", "bracket,wording,end"),
    ],
)
def test_a_slip_that_leaves_no_doubt_is_mended_and_told(text: str, case_number: str, repairs: str) -> None:
    read = parse_case_numbers([text])
    assert (read["case_number"].item(), read["problem"].item()) == (case_number, f"repaired:{repairs}")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3.70785E+16", "damaged_by_excel"),
        ("3.70785201500846e+16", "damaged_by_excel"),
        (f"{UNIFIED}.0", "damaged_by_excel"),
        ("（2018）* 011* 刑初 70* 号", "masked"),
        ("丁某诉刑诉［2017］7017号", "masked"),
        ("丁检公诉刑诉（2018）号", "no_serial"),
        ("（2018）苏0401刑初号", "no_serial"),
        ("湘1101刑初7018号", "no_year"),
        ("（2019）甘0401刑初70、71号", "several_numbers"),
        ("37078500026", "bare_number"),
        ("99078520150084600", "bare_number"),  # no province has 99
        ("盗窃罪", "not_a_case_number"),
        ("（2012）丁检刑诉字第7020号", "not_a_case_number"),  # a procuratorate's name in a court's form
        ("（2019）甘0401刑初70-75号", "not_a_case_number"),  # a run of numbers
        ("丁公（物）鉴（痕）字〔2014〕20号", "not_a_case_number"),  # an expert's report
        ("—", "blank_mark"),
    ],
)
def test_what_is_no_certain_number_is_refused_with_its_reason(text: str, problem: str) -> None:
    assert parse_case_numbers([text]).row(0) == (None, None, None, None, None, problem)


def test_a_blank_has_neither_number_nor_problem_and_rows_keep_their_order() -> None:
    read = parse_case_numbers([None, UNIFIED, "", UNIFIED])
    assert read["case_number"].to_list() == [None, UNIFIED, None, UNIFIED]
    assert read["problem"].null_count() == 4


def test_no_texts_give_no_rows_with_the_same_columns() -> None:
    assert parse_case_numbers([]).columns == ["case_number", "unit", "year", "serial", "kind", "problem"]


def test_the_real_traffic_judgments_have_two_numbers_that_cannot_be_read(real: Path) -> None:
    path = real / "traffic_2019/交通肇事判决2019.csv"
    judgments = pl.read_csv(path, encoding="gb18030", infer_schema=False)
    read = parse_case_numbers(judgments["案号"])
    reasons = dict(read["problem"].value_counts().drop_nulls().iter_rows())
    assert {reason: count for reason, count in reasons.items() if "repaired" not in reason} == {
        "no_year": 1,
        "several_numbers": 1,
    }
    assert reasons["repaired:full_width"] == 3
    assert (read["year"] != 2019).sum() == 315
    assert dict(read["kind"].value_counts().drop_nulls().iter_rows()) == {"court": 11_509, "document": 6}


def test_the_real_judgments_and_indictments_are_read_but_for_one_mask_and_one_missing_serial(real: Path) -> None:
    judgments = pl.read_csv(real / "timeline/judgment_dates.csv", infer_schema=False)
    court, indictment = parse_case_numbers(judgments["案号"]), parse_case_numbers(judgments["起诉书文号"])
    assert court["kind"].unique().to_list() == ["court"]
    refused = indictment.filter(pl.col("case_number").is_null())["problem"].drop_nulls()
    assert sorted(refused) == ["masked", "no_serial"]
