"""The register: each number of a release with the cell of a protected frame that it came from."""

from typing import Any

import polars as pl
import pytest
from drawn import made_bars, made_table

from casekit.exhibits.sentence import Said
from casekit.release import register, tracing
from casekit.release.keep import Kept
from casekit.release.paper import Paper, Section, Text
from casekit.release.register import Register

ROWS = """indicator     | period    | cause | numerator | denominator | value
received      | 2026Q1-Q3 |       | 1046      |             | 1046
received      | 2025Q1-Q3 |       | 1049      |             | 1049
returned_once | 2026Q1-Q3 |       | 148       | 1022        | 0.144814
returned_once | 2025Q1-Q3 |       | 142       | 1000        | 0.142
returned_once | 2026Q3    |       | 148       | 356         | 0.4157
open_cases    | 2026Q1-Q3 | 甲    | 25        |             | 25
open_cases    | 2026Q1-Q3 | 乙    | 25        |             | 25"""
DRAFT = Paper(
    title="2026年1至9月报告", office="某院", lead="数据截至{until}2026年10月9日。", sections=(Section("基本情况", (Text("见表1。"),)),),
    signed="某院", dated="2026年10月9日",
)  # fmt: skip


def frames(grouped: bool) -> tuple[pl.DataFrame, ...]:
    """The frames that the rows above are of, with or without groups, a frame an indicator."""
    lines = [[cell.strip() or None for cell in row.split("|")] for row in ROWS.splitlines()]
    whole = pl.DataFrame(lines[1:], [str(name) for name in lines[0]], orient="row").cast(
        {"numerator": pl.Int64, "denominator": pl.Int64, "value": pl.Float64}
    )
    rows = whole.filter(pl.col("cause").is_not_null() == grouped)
    shown = rows if grouped else rows.drop("cause")
    limits = shown.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
    return tuple(limits.partition_by("indicator", maintain_order=True))


def made(sentence: str, grouped: bool = False) -> Register:
    said = Said("00-headline", "受理", (sentence,))
    return tracing.register([Kept(said, "", frames(grouped))], DRAFT, ("2026Q1-Q3", "2026Q3"))


def traced(sentence: str, grouped: bool = False) -> dict[str, str]:
    """Each figure of a sentence and the cell it came from, as `indicator period groups column`."""
    line = next(line for line in made(sentence, grouped).lines if line.part == "sentence")
    words = {}
    for one, cell in zip(line.numbers, line.cells, strict=True):
        groups = [value for _, value in cell.groups] if cell else []
        words[one.said] = " ".join([cell.indicator, cell.period, *groups, cell.column]) if cell else "none"
    return words


@pytest.mark.parametrize(
    ("sentence", "cells"),
    [
        ("受理1046件，上年同期1049件", ["received 2026Q1-Q3 numerator", "received 2025Q1-Q3 numerator"]),
        (
            "占比为14.5%（148/1022），上年同期14.2%",
            [
                "returned_once 2026Q1-Q3 value",
                "returned_once 2026Q1-Q3 numerator",
                "returned_once 2026Q1-Q3 denominator",
                "returned_once 2025Q1-Q3 value",
            ],
        ),
        ("增加0.3个百分点", ["none"]),
        ("相差3件，148人", ["none", "none"]),
    ],
)
def test_a_figure_comes_from_the_cell_of_its_unit_and_of_the_headline_first(sentence: str, cells: list[str]) -> None:
    assert list(traced(sentence).values()) == cells


def test_of_groups_with_equal_numbers_the_one_named_before_is_meant() -> None:
    assert traced("乙25件，甲二十五件", grouped=True) == {
        "25件": "open_cases 2026Q1-Q3 乙 numerator",
        "二十五件": "open_cases 2026Q1-Q3 甲 numerator",
    }


def test_what_is_no_figure_is_registered_as_what_it_is() -> None:
    counted = made("2026年1至9月代码08受理1046件，近八成在95%区间内，增加3件（见表1）。").counted
    assert counted == {"approximate": 1, "cell": 1, "computed": 1, "date": 4, "level": 1, "reference": 3}


def test_every_cell_of_a_table_and_every_point_of_a_chart_is_registered() -> None:
    kept = [Kept(made_table()), Kept(made_bars())]
    lines = tracing.register(kept, DRAFT, ("2026Q1-Q3", "2026Q3")).lines
    cells = {(line.part, line.row, line.column): line.text for line in lines if line.part in ("table", "chart", "data")}
    assert cells["table", "一次退查", "本季度 %"] == "12.1（48/398）"
    assert cells["table", "撤回起诉", "本季度 %"] == "＊"
    assert cells["data", "邻里、停车噪声纠纷", "分子"] == "74"
    assert {text for (part, _, head), text in cells.items() if (part, head) == ("chart", "占比（%）")} == {
        "18.6", "16.6", "3.0", "61.8",
    }  # fmt: skip


def test_a_register_is_written_and_read_as_the_same() -> None:
    known = made("占比为14.5%（148/1022），增加3件。")
    text = register.written(known)
    assert register.read(text) == known
    assert text == register.written(register.read(text))
    assert known.sources == {"00-headline": ["received", "returned_once"]}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 99, "cells": [], "lines": []}'])
def test_what_is_no_register_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a register"):
        register.read(text)


def test_a_paper_takes_along_only_what_stands_in_it() -> None:
    said: dict[str, Any] = {"name": "00-headline", "phrase": "受理", "language": "zh"}
    whole = [Kept(Said(sentences=("受理1046件。", "审结99件。"), **said)), Kept(made_bars()), Kept(made_table())]
    taken = Kept(Said(sentences=("受理1046件。",), **said))
    known = tracing.register(whole, DRAFT, ("2026Q1-Q3", "2026Q3"))
    carried = register.written(tracing.carried(known, [(taken, Kept(made_table()))]))
    assert "1046" in carried
    assert "12.1（48/398）" in carried
    assert "审结99件" not in carried
    assert "酒后偶发口角" not in carried
    assert register.read(carried).release == known.release != ""
