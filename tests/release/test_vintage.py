"""A vintage holds every protected figure and what it rests on, in the same bytes each time, and no row."""

import json
from pathlib import Path

import polars as pl
import pytest
from kept_office import PERSONS, cases, kept, made
from office import loaded

from casekit.ground.quarter import parse
from casekit.ground.settings import Settings
from casekit.release import gate, vintage
from casekit.release.vintage import Vintage

BLOCK = {
    "version": 1,
    "kind": "share",
    "table": "cases",
    "numerator": "a",
    "zh": "甲",
    "counted_zh": "乙",
    "worked": "…",
}


@pytest.fixture
def one(tmp_path: Path) -> Vintage:
    return made(tmp_path / "one", cases())


def test_the_figures_are_those_of_the_frames_each_once(one: Vintage) -> None:
    assert one.cells.select("indicator", "period", "groups", "numerator", "denominator", "value").rows()[1:4] == [
        ("received", "2026Q3", "", 20, None, 20),
        ("received", "2026Q2", "procedure=fast_track", 10, None, 10),
        ("received", "2026Q2", "procedure=ordinary", 10, None, 10),
    ]
    share = one.cells.filter(indicator="returned_once", period="2026Q2")
    assert share.select("numerator", "denominator", "value", "low").rows() == [(4, 20, 0.2, 0.0806577)]


def test_what_is_read_back_is_what_was_written_and_twice_the_same(one: Vintage, tmp_path: Path) -> None:
    (tmp_path / vintage.FILE).write_text(one.text, "utf-8")
    again = vintage.read(tmp_path / vintage.FILE)
    assert again.cells.equals(one.cells)
    records = loaded(tmp_path, "2026Q3", 案件=cases(), 人员=PERSONS)
    assert again.digest == one.digest == vintage.of(records, kept(records)).digest


def test_rows_are_counted_by_quarter_and_small_counts_are_not_told(one: Vintage) -> None:
    counts = {quarter: count for quarter, (count, _) in one["rows"]["cases"].items()}
    assert counts == {"2026Q2": 20, "2026Q3": 20, "2026Q4": None}


def test_neither_a_row_nor_a_name_nor_a_number_is_in_it_and_the_gate_lets_it_pass(tmp_path: Path) -> None:
    records = loaded(tmp_path, "2026Q3", 案件=cases())
    text = vintage.of(records, kept(records)).text
    assert "46909900" not in text
    assert "甲检" not in text
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / vintage.FILE).write_text(text, "utf-8")
    assert gate.read_once_more(tmp_path / "out", records.names) == 0


def test_the_order_and_place_of_rows_does_not_count_and_what_they_say_does(tmp_path: Path, one: Vintage) -> None:
    head, *rows = cases().splitlines()
    turned = made(tmp_path / "turned", "\n".join([head, *reversed(rows)]))
    assert turned["rows"]["cases"] == one["rows"]["cases"]
    changed = made(tmp_path / "changed", "\n".join([head, rows[0].replace("速裁", "简易"), *rows[1:]]))
    differing = [name for name in one["rows"]["cases"] if one["rows"]["cases"][name] != changed["rows"]["cases"][name]]
    assert differing == ["2026Q2"]


def test_without_a_key_there_is_no_digest_of_rows(tmp_path: Path) -> None:
    records = loaded(tmp_path, "2026Q3", 案件=cases())
    object.__setattr__(records, "secret", b"")
    assert {digest for _, digest in vintage.rows(records, "cases").values()} == {None}


def test_with_another_key_the_same_rows_have_another_digest(tmp_path: Path) -> None:
    records = loaded(tmp_path, "2026Q3", 案件=cases())
    before = vintage.rows(records, "cases")["2026Q3"]
    object.__setattr__(records, "secret", b"another")
    after = vintage.rows(records, "cases")["2026Q3"]
    assert before[0] == after[0] == 20
    assert before[1] != after[1]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"zh": "丙"}, True),
        ({"counted_zh": "丙"}, True),
        ({"worked": "丙"}, True),
        ({"numerator": "b"}, False),
        ({"days": 7}, False),
    ],
)
def test_words_are_no_part_of_a_definition(change: dict[str, object], same: bool) -> None:
    assert (vintage.defined(BLOCK) == vintage.defined(BLOCK | change)) is same


def test_a_figure_foreseen_or_told_twice_is_not_held_against_another() -> None:
    lines = ["received,2026Q3,,5,,5,,,false", "received,2026Q4,,6,,6,,,false"]
    lines += ["concluded,2026Q3,,7,,7,,,false", "concluded,2026Q3,,8,,8,,,false"]
    told = Vintage({"period": "2026Q3", "cells": lines})
    assert told.cells.height == 4
    assert told.counted.select("indicator", "period").rows() == [("received", "2026Q3")]


def test_quarters_are_those_of_the_offices_own_months(tmp_path: Path) -> None:
    """With months that end on the 25th, 28 September is the fourth quarter's."""
    frame = pl.DataFrame({"received_on": ["2026-09-25", "2026-09-28", None]}).with_columns(
        pl.col("received_on").str.to_date()
    )
    own = Settings(month_end=25)
    assert frame.select(vintage.quarters(frame, "cases", own)).to_series().to_list() == ["2026Q3", "2026Q4", "undated"]
    assert parse("2026Q4", own).start.isoformat() == "2026-09-26"


def test_an_older_vintage_without_a_part_is_read_as_having_none_of_it() -> None:
    old = Vintage({"form": 1, "period": "2026Q3"})
    assert (old["rows"], old["code"], old["extracted"], old.cells.height) == ({}, {}, "", 0)


def test_what_is_no_vintage_is_refused(tmp_path: Path) -> None:
    for name, text in {"a": "[]", "b": "{}", "c": "x"}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(ValueError, match=r"Expecting|^.$"):
            vintage.read(tmp_path / name)
    assert json.loads(Vintage({"form": 1}).text) == {"form": 1}
