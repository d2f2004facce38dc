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
        ("［2019］内2224刑初117号", "（2019）内2224刑初117号", "内2224", 2019, "117", "court"),
        ("（2019）京02刑终218号", "（2019）京02刑终218号", "京02", 2019, "218", "court"),
        ("（2019）京刑终18号", "（2019）京刑终18号", "京", 2019, "18", "court"),
        ("（2014）息刑初字第322号", "（2014）息刑初字第322号", "息", 2014, "322", "court"),
        ("（2014）阳春法刑初字第443号", "（2014）阳春法刑初字第443号", "阳春法", 2014, "443", "court"),
        ("（2015）洪刑二初字第23号", "（2015）洪刑二初字第23号", "洪", 2015, "23", "court"),
        ("（2019）皖1125刑初87号之一", "（2019）皖1125刑初87号之一", "皖1125", 2019, "87", "court"),
        ("（2019）鲁0214刑初（速）636号", "（2019）鲁0214刑初（速）636号", "鲁0214", 2019, "636", "court"),
        ("新郑检刑诉（2015）162号", "新郑检刑诉〔2015〕162号", "新郑检", 2015, "162", "document"),
        ("广铁检诉量建[2016]52号", "广铁检诉量建〔2016〕52号", "广铁检", 2016, "52", "document"),
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
        ("（201９）内0303刑初21号", "（2019）内0303刑初21号", "full_width"),
        ("（2019）云Ｏ122刑初223号", "（2019）云0122刑初223号", "letter_o"),
        ("（2019琼0108刑初14号", "（2019）琼0108刑初14号", "bracket"),
        ("2019冀0634刑初166号", "（2019）冀0634刑初166号", "bracket"),
        ("（2019））桂0481刑初309号", "（2019）桂0481刑初309号", "bracket"),
        ("（1）（2018）粤0606刑初4336号", "（2018）粤0606刑初4336号", "list_number"),
        ("（2018）苏0281刑初第1629号", "（2018）苏0281刑初1629号", "wording"),
        ("（2016）黑0882刑初字33号", "（2016）黑0882刑初33号", "wording"),
        ("盐检公诉刑诉（2017）第340号", "盐检公诉刑诉〔2017〕340号", "wording"),
        ("（2019）冀0684刑初66", "（2019）冀0684刑初66号", "end"),
        ("2019冀0634刑初第166", "（2019）冀0634刑初166号", "bracket,wording,end"),
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
        ("（2018）* 011* 刑初 3019* 号", "masked"),
        ("吴某诉刑诉［2017］106号", "masked"),
        ("鼓检公诉刑诉（2018）号", "no_serial"),
        ("（2018）苏0482刑初号", "no_serial"),
        ("湘1129刑初64号", "no_year"),
        ("（2019）甘0423刑初39、64号", "several_numbers"),
        ("37078500026", "bare_number"),
        ("99078520150084600", "bare_number"),  # no province has 99
        ("盗窃罪", "not_a_case_number"),
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
