"""Drawings: nothing too small, nothing over anything else, everything said that a reader needs."""

import json
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from drawn import made_bars, made_dots, made_line
from seen import boxes, drawing, marks, meet, misplaced, sizes

from casekit.exhibits import charts, theme
from casekit.exhibits.exhibit import Exhibit


@pytest.mark.parametrize("bare", [False, True])
def test_no_words_meet_or_leave_the_canvas(exhibit: Exhibit, bare: bool) -> None:
    assert misplaced(drawing(exhibit, bare)["layout"]) == []


@pytest.mark.parametrize("bare", [False, True])
def test_no_words_stand_on_a_mark(exhibit: Exhibit, bare: bool) -> None:
    drawn = drawing(exhibit, bare)
    words = boxes(drawn["layout"])
    assert [text for text in words if any(meet(words[text], mark) for mark in marks(drawn))] == []


def test_there_are_two_sizes_of_type_and_none_under_20(exhibit: Exhibit) -> None:
    assert set(sizes(drawing(exhibit))) == {20, 26}


def test_the_finding_measure_n_and_source_are_written(exhibit: Exhibit) -> None:
    layout = drawing(exhibit)["layout"]
    written = "".join(note["text"] for note in layout["annotations"])
    assert layout["title"]["text"] == f"<b>{exhibit.finding}</b>"
    assert all(words in written for words in (exhibit.measure, "n＝", exhibit.source))


def test_a_bare_drawing_leaves_title_and_source_to_word_and_is_lower(exhibit: Exhibit) -> None:
    full, bare = drawing(exhibit)["layout"], drawing(exhibit, bare=True)["layout"]
    assert "title" not in bare
    assert exhibit.source not in "".join(note["text"] for note in bare["annotations"])
    assert bare["height"] < full["height"]


def test_the_canvas_is_900_by_500() -> None:
    layout = drawing(made_line())["layout"]
    assert (layout["width"], layout["height"]) == (900, 500)


@pytest.mark.parametrize("rows", [1, 2, 9, 20])
def test_few_rows_make_a_lower_canvas_and_many_a_higher_one(rows: int) -> None:
    frame = pl.DataFrame({"label": [f"第{row}项" for row in range(rows)], "value": [0.5] * rows})
    exhibit = made_bars(frame, order="code", low=None, high=None, numerator=None, denominator=None, cumulative="")
    layout = drawing(exhibit)["layout"]
    found = boxes(layout)
    assert not any(meet(found[a], found[b]) for a, b in combinations(found, 2))
    assert (layout["height"] < 500, layout["height"] > 500) == (rows < 4, rows > 9)


def test_bars_start_at_zero_and_whiskers_are_white_on_the_dark_part() -> None:
    bar, outside, inside = drawing(made_bars())["data"]
    assert drawing(made_bars())["layout"]["xaxis"]["range"][0] == 0
    assert bar["marker"]["color"] == [theme.SUBJ, theme.LIGHT, theme.LIGHT, theme.WHITE]
    assert (outside["line"]["color"], inside["line"]["color"]) == (theme.INK, theme.WHITE)
    assert inside["x"] == [0.15593, 0.18593, None]  # 74/398 = 0.18593, less 0.03
    assert outside["x"][0] == 0.18593


def test_a_number_column_gives_the_denominator_only_where_it_differs() -> None:
    frame = made_bars().frame.with_columns(denominator=pl.col("denominator") + pl.int_range(pl.len()))
    written = [note["text"] for note in drawing(made_bars(frame))["layout"]["annotations"]]
    assert "16.6%（66/399）" in written
    assert "18.6%（74）" in [note["text"] for note in drawing(made_bars())["layout"]["annotations"]]


def test_a_protected_row_has_neither_bar_nor_number() -> None:
    frame = made_bars().frame.with_columns(few=pl.col("label") == "酒后偶发口角")
    drawn = drawing(made_bars(frame, hidden="few"))
    assert drawn["data"][0]["x"][1] is None
    assert not [note for note in drawn["layout"]["annotations"] if "66" in note["text"]]
    assert sum(note["text"] == "＊" for note in drawn["layout"]["annotations"]) == 2


def test_a_total_has_numbers_and_no_dot() -> None:
    drawn = drawing(made_dots())
    assert [trace["x"][-1] for trace in drawn["data"] if trace["mode"] == "markers"] == [None, None]
    assert {"0.149", "−0.051"} <= {note["text"] for note in drawn["layout"]["annotations"]}


def test_a_line_stops_where_the_rules_changed() -> None:
    line = drawing(made_line())["data"][-1]
    assert line["x"] == [0, 1, 2, 3, None, 4, 5, 6, None, 7, 8, 9, 10, 11]
    bands = [trace for trace in drawing(made_line())["data"] if trace.get("fill") == "toself"]
    assert len(bands) == 3


def test_each_change_of_rules_is_dotted_and_named() -> None:
    layout = drawing(made_line())["layout"]
    assert [shape["line"]["dash"] for shape in layout["shapes"]] == ["dot", "dot"]
    assert "2023-12-28 醉驾意见施行" in [note["text"] for note in layout["annotations"]]


def test_the_last_value_stands_at_the_end_of_the_line() -> None:
    written = [note["text"] for note in drawing(made_line())["layout"]["annotations"]]
    assert written[-2:] == ["12.1%", "48/398"]


def test_a_gap_in_a_line_stays_a_gap() -> None:
    frame = made_line().frame.with_columns(pl.when(pl.col("label") != "2023Q2").then(pl.col("value", "low", "high")))
    line = drawing(charts.line(frame, **said(made_line())))["data"][-1]
    assert line["x"][:4] == [0, None, 2, 3]


def said(exhibit: Exhibit) -> dict[str, Any]:
    words = ("name", "label", "finding", "measure", "population", "source", "low", "high")
    return {word: getattr(exhibit, word) for word in words}


def test_marks_in_words_are_not_taken_for_tags() -> None:
    drawn = drawing(made_bars(finding="<b>与&的案件"))
    assert drawn["layout"]["title"]["text"] == "<b>&lt;b&gt;与&amp;的案件</b>"


def test_the_template_is_under_one_kilobyte() -> None:
    assert len(json.dumps(theme.TEMPLATE)) < 1024


def test_one_period_alone_has_a_whisker_for_its_interval() -> None:
    drawn = drawing(charts.line(made_line().frame.tail(1), **said(made_line())))
    assert drawn["data"][0]["x"] == [0, 0]
    assert drawn["data"][0]["line"]["color"] == theme.INK


def test_english_counts_stand_in_english_brackets() -> None:
    written = [note["text"] for note in drawing(made_bars(language="en"))["layout"]["annotations"]]
    assert "18.6% (74)" in written


def test_a_protected_period_is_a_gap_in_the_line() -> None:
    frame = made_line().frame.with_columns(few=pl.col("label").is_in(["2023Q2", "2025Q4"]))
    drawn = drawing(charts.line(frame, hidden="few", **said(made_line())))
    assert drawn["data"][-1]["x"] == [0, None, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert "12.1%" not in [note["text"] for note in drawn["layout"]["annotations"]]
