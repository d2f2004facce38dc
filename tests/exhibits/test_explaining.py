"""What needs explaining is said in both directions with what to look for first, and what is hidden stays hidden."""

import re
from dataclasses import replace

import polars as pl
import pytest
from office import written

from casekit.exhibits import explaining
from casekit.exhibits.table import grid
from casekit.ground.errors import Language
from casekit.ground.settings import Settings
from casekit.records.records import Records

COUNTS = pl.read_csv(
    b"""sign,part,n_before,some_before,before,n_now,some_now,now,change,moved,tested
late,,1000,10,0.01,200,40,0.2,0.185,true,true
width,,80,80,4.0,20,20,2.5,-1.4,true,true
shift_unit,02,600,600,-0.1,120,120,0.4,0.5,true,true
shift_crime,\xe7\x9b\x97\xe7\xaa\x83\xe7\xbd\xaa,300,300,0.2,60,60,-0.4,-0.6,true,true
round,,800,200,0.25,160,38,0.2375,-0.01,false,true
fast_track_edits,,400,20,0.05,80,30,0.375,0.3,false,false
"""
).with_columns(pl.col("part").cast(pl.String).fill_null("").replace("2", "02"))


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


def office(language: Language = "zh") -> Records:
    return replace(
        written(suspects="case_id | judged_on | recommended_form\nA | 2026-08-01 | fixed"),
        settings=Settings(language=language),
    )


def measured(counts: pl.DataFrame = COUNTS) -> pl.DataFrame:
    """The signs as `subjects.sentencing.signs.moved` gives them."""
    sides = {"now": "2026Q3", "before": "2024Q3—2026Q2"}
    blank = {"low": pl.lit(None, pl.Float64), "high": pl.lit(None, pl.Float64), "note": pl.lit(None, pl.String)}
    return pl.concat(
        counts.select(
            pl.col("sign").alias("indicator"), pl.lit(span).alias("period"), "part", numerator=f"some_{side}",
            denominator=f"n_{side}", value=side, **blank, change="change", moved="moved", tested="tested",
        )
        for side, span in sides.items()
    )  # fmt: skip


def test_what_moved_is_said_either_way_with_its_values_and_what_to_look_for_first() -> None:
    said = explaining.said(measured(), office())
    assert said.startswith(
        "2026年第三季度与此前8个季度（2024年第三季度至2026年第二季度）相比，按罪名、建议形式、单位相同的同类比较5项，需要解释的4项："
    )
    assert "判决前几日内调整建议且未记录新事实由1.0%变为20.0%，同类之内增加18.5个百分点，可先核对：有新事实而" in said
    assert "幅度刑建议的幅度由4.0个月变为2.5个月，同类之内减少1.4个月，可先核对：建议更具体" in said
    assert "（代码02）由轻0.1个月变为重0.4个月，同类之内向重移动0.5个月" in said
    assert "（盗窃罪）由重0.2个月变为轻0.4个月，同类之内向轻移动0.6个月" in said


def test_signs_without_columns_are_named_as_left_out() -> None:
    assert "本次数据缺少所需的列，略去：判决与确定刑建议完全相同、" in explaining.said(measured(), office())


def test_where_nothing_moved_all_are_within_usual_variation() -> None:
    quiet = measured(COUNTS.with_columns(moved=pl.lit(False)))
    assert "比较5项，均在平常变动之内。" in explaining.said(quiet, office())


def test_the_table_says_of_every_sign_whether_it_needs_explaining_and_prints_no_p() -> None:
    shown = grid(explaining.table(measured(), office(), "21-agreement-5-signs"))
    assert shown.headers == ["项目", "此前", "最近季度", "同类之内的变化", "提示"]
    assert shown.rows[0][1:] == ["1.0%（10/1000）", "20.0%（40/200）", "+18.5个百分点", "需要解释"]
    assert shown.rows[2] == [
        "某一单位判决与首次建议之差（代码02）",
        "轻0.1个月（600人）",
        "重0.4个月（120人）",
        "+0.5个月",
        "需要解释",
    ]
    assert shown.rows[4][3:] == ["−1.0个百分点", "在平常变动之内"]
    assert shown.rows[5][3:] == ["—", "依法情形，只作背景"]
    untold = measured(COUNTS.with_columns(tested=pl.lit(False)))
    assert grid(explaining.table(untold, office(), "21-agreement-5-signs")).rows[4][4] == "数据不足以比较"


def test_what_is_too_small_leaves_hidden_and_the_change_with_it() -> None:
    small = measured(
        COUNTS.with_columns(some_before=pl.when(pl.col("sign") == "late").then(2).otherwise("some_before"))
    )
    table, said = explaining.table(small, office(), "21-agreement-5-signs"), explaining.said(small, office())
    assert table.again is not None
    assert grid(table.again()).rows[0][1:4] == ["＊", "20.0%（40/200）", "＊"]
    assert "判决前几日内调整建议且未记录新事实，数量过小，不单独列出" in said.again()
    assert "1.0%" not in said.again()


def test_everything_is_said_in_the_office_s_language(language: Language) -> None:
    office_ = office(language)
    texts = [*explaining.said(measured(), office_).split("."), explaining.counted(measured(), office_)]
    texts += [cell for row in grid(explaining.table(measured(), office_, "21-agreement-5-signs")).rows for cell in row]
    chinese = [text for text in texts if re.search("[\u4e00-\u9fff]", text.replace("盗窃罪", ""))]
    assert bool(chinese) == (language == "zh")


def test_each_sign_says_what_it_counts() -> None:
    counted = explaining.counted(measured(), office())
    assert "判决前3日内调整建议、原因为法院建议或者未填写的占比" in counted
    assert "首次建议的月数为6的整倍数的占比" in counted
