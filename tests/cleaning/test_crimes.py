"""Crimes: names with and without 罪, several in a cell, members of selective names, and what is refused."""

import json
from pathlib import Path

import polars as pl
import pytest

from casekit import codebook
from casekit.cleaning.crimes import parse_crimes

CONCEALING = "掩饰、隐瞒犯罪所得、犯罪所得收益罪"
DRUGS = "走私、贩卖、运输、制造毒品罪"


@pytest.mark.parametrize(
    ("text", "crime"),
    [
        ("盗窃罪", "盗窃罪"),
        ("盗窃", "盗窃罪"),
        (" 盗窃\u3000罪 ", "盗窃罪"),
        ("涉嫌盗窃", "盗窃罪"),
        ("盗窃案", "盗窃罪"),
        ("盗窃（未遂）", "盗窃罪"),
        ("犯盗窃罪", "盗窃罪"),
        ("醉驾", "危险驾驶罪"),
        ("帮信", "帮助信息网络犯罪活动罪"),
        ("帮信罪", "帮助信息网络犯罪活动罪"),
        ("贩卖毒品罪", DRUGS),
        ("[走私、贩卖、运输、制造]毒品", DRUGS),
        ("销售有毒有害食品罪", "生产、销售有毒、有害食品罪"),
        ("掩饰、隐瞒犯罪所得罪", CONCEALING),
        ("[掩饰、隐瞒][犯罪所得、犯罪所得收益]", CONCEALING),
        ("购买假币罪", "出售、购买、运输假币罪"),
        ("收买、非法提供信用卡信息罪", "窃取、收买、非法提供信用卡信息罪"),
        ("伪造国家机关证件、印章罪", "伪造、变造、买卖国家机关公文、证件、印章罪"),
        ("聚众扰乱交通秩序罪", "聚众扰乱公共场所秩序、交通秩序罪"),
        ("侮辱尸体罪", "盗窃、侮辱、故意毁坏尸体、尸骨、骨灰罪"),  # in force, though an abolished name would fit too
        ("伪造事业单位印章罪", "伪造公司、企业、事业单位、人民团体印章罪"),
        ("偷越国(边)境", "偷越国（边）境罪"),
        ("组织他人偷越国境罪", "组织他人偷越国（边）境罪"),
        ("集资诈骗", "集资诈骗罪"),  # not 诈骗罪, which it contains
        ("负有照护职责人员性侵罪", "负有照护职责人员性侵罪"),  # not the umbrella word it contains
        ("嫖宿幼女罪", "嫖宿幼女罪"),  # abolished: stays, for it was valid in its time
        ("生产、销售假药罪", "生产、销售假药罪"),
    ],
)
def test_a_crime_has_its_standard_name_however_it_is_written(text: str, crime: str) -> None:
    assert parse_crimes([text]).row(0) == (crime, [crime], None)


@pytest.mark.parametrize(
    ("text", "crimes"),
    [
        ("盗窃罪、诈骗罪", ["盗窃罪", "诈骗罪"]),
        ("诈骗,盗窃", ["诈骗罪", "盗窃罪"]),
        ("盗窃 / 故意伤害；寻衅滋事", ["盗窃罪", "故意伤害罪", "寻衅滋事罪"]),
        (f"{CONCEALING}、盗窃罪", [CONCEALING, "盗窃罪"]),
        (f"盗窃罪,{CONCEALING}", ["盗窃罪", CONCEALING]),
        ("非法持有、私藏枪支、弹药罪，盗窃罪", ["非法持有、私藏枪支、弹药罪", "盗窃罪"]),
        ("贩卖毒品罪、运输毒品罪", [DRUGS]),  # one family
        ("盗窃罪和抢劫罪", ["盗窃罪", "抢劫罪"]),
        ("1.盗窃罪 2.诈骗罪", ["盗窃罪", "诈骗罪"]),
        ("①盗窃罪②诈骗罪", ["盗窃罪", "诈骗罪"]),
        ("赌博、开设赌场", ["赌博罪", "开设赌场罪"]),
    ],
)
def test_several_crimes_keep_their_order_and_their_inner_commas(text: str, crimes: list[str]) -> None:
    assert parse_crimes([text]).row(0) == (crimes[0], crimes, None)


@pytest.mark.parametrize(
    ("problem", "texts"),
    [
        ("umbrella", ["性侵", "酒驾", "涉毒", "跑分", "强奸、性侵"]),
        (
            "unknown_crime",
            ["飞天罪", "盗窃罪、飞天罪", "走私", "张三盗窃案", "事业单位", "生产", "盗窃车内财物", "盗窃2起"],
        ),
        ("masked", ["×罪", "××罪", "某罪"]),
        ("blank_mark", ["-", "无", "/"]),
    ],
)
def test_what_is_not_wholly_understood_is_refused(problem: str, texts: list[str]) -> None:
    assert parse_crimes(texts).rows() == [(None, None, problem)] * len(texts)


def test_a_list_known_to_be_short_is_kept_and_told() -> None:
    assert parse_crimes(["盗窃罪等"]).row(0) == ("盗窃罪", ["盗窃罪"], "repaired:others_not_named")


def test_every_official_name_reads_as_itself_with_and_without_zui() -> None:
    names = codebook.read("crimes")["name"]
    assert parse_crimes(names)["crime"].to_list() == names.to_list()
    bare = codebook.read("crimes").filter(pl.col("valid_to").is_null())["name"]
    assert parse_crimes(bare.str.strip_suffix("罪"))["crime"].to_list() == bare.to_list()


def test_every_listed_member_of_a_selective_name_leads_to_its_family() -> None:
    listed = (
        codebook.read("crimes")
        .filter(pl.col("valid_to").is_null())
        .select(pl.col("selective_variants").str.split("|"), "family_main")
        .explode("selective_variants")
        .drop_nulls()
        .filter(~pl.col("selective_variants").is_in(codebook.read("crimes")["name"].implode()))
    )
    assert parse_crimes(listed["selective_variants"])["crime"].to_list() == listed["family_main"].to_list()


def test_rows_keep_their_order_and_blanks_have_no_problem() -> None:
    assert parse_crimes(["盗窃", None, "", "盗窃"])["crime"].to_list() == ["盗窃罪", None, None, "盗窃罪"]
    assert parse_crimes([None]).row(0) == (None, None, None)


def test_no_texts_give_no_rows_with_the_same_columns() -> None:
    assert parse_crimes([]).schema == {"crime": pl.String, "crimes": pl.List(pl.String), "problem": pl.String}


def test_every_crime_of_the_real_judgments_is_understood(real: Path) -> None:
    judgments = pl.read_csv(real / "timeline/judgment_dates.csv", infer_schema=False)
    read = parse_crimes(judgments["首个罪名"])
    assert read["problem"].null_count() == read.height
    assert read["crime"].null_count() == judgments["首个罪名"].null_count()


def test_of_the_real_charges_only_section_titles_are_unknown(real: Path) -> None:
    lines = (real / "cail/facts.jsonl").read_text("utf-8").splitlines()
    charges = pl.Series([charge for line in lines for charge in json.loads(line)["meta"]["accusation"]])
    unread = charges.filter(parse_crimes(charges)["crime"].is_null())
    assert set(unread) == {"走私", "[制造、贩卖、传播]淫秽物品", "[组织、强迫、引诱、容留、介绍]卖淫"}
    assert unread.len() / charges.len() < 0.015
