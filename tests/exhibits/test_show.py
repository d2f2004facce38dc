"""What a notebook stores: small, plain, the same each time."""

import json

import numpy as np
import polars as pl
import pytest
from drawn import made_bars, made_table

from casekit.exhibits import charts, table
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.show import plain, said, shown


def test_a_stored_figure_is_small_and_the_same_each_time(exhibit: Exhibit) -> None:
    stored = json.dumps(shown(exhibit), ensure_ascii=False)
    assert len(stored.encode()) <= 8 * 1024
    assert stored == json.dumps(shown(exhibit), ensure_ascii=False)
    assert "bdata" not in stored


def test_keys_are_sorted_and_the_one_line_says_the_finding(exhibit: Exhibit) -> None:
    stored = shown(exhibit)
    layout = stored["application/vnd.plotly.v1+json"]["layout"]
    assert list(layout) == sorted(layout)
    assert stored["text/plain"] == f"[图] {exhibit.finding}（{exhibit.subtitle}）"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.123456789, 0.123457),
        (float("nan"), None),
        (3, 3),
        ({"bdata": "AAAAAAAA8D8AAAAAAAAAQA==", "dtype": "f8"}, [1.0, 2.0]),
        ({"bdata": "AQIDBA==", "dtype": "i1", "shape": "2, 2"}, [[1, 2], [3, 4]]),
        (np.array([1, 2]), [1, 2]),
        (pl.Series([1.5, None]), [1.5, None]),
        ({"b": (1, 2), "a": True}, {"a": True, "b": [1, 2]}),
    ],
)
def test_arrays_become_plain_lists_at_six_digits(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_a_table_is_html_with_three_rules_and_its_one_line() -> None:
    stored = shown(made_table())
    assert stored["text/html"].count("2px solid") == 2
    assert stored["text/plain"] == "[表] 退回补充侦查主要数据（占比（%），2025年第四季度审结，n＝398件）"
    assert said(made_bars(language="en")).startswith("[Figure] ")


def test_a_table_writes_shares_with_counts_and_hides_protected_rows() -> None:
    cells = table.grid(made_table())
    assert cells.headers == ["项目", "本季度 %"]
    assert cells.rows == [["一次退查", "12.1（48/398）"], ["二次退查", "3.5（14/398）"], ["撤回起诉", "＊"]]
    assert cells.right == [False, True]


def test_a_tables_texts_are_escaped_and_its_headers_and_minus_signs_written() -> None:
    columns = [
        Column(header="罪名", value="罪名"),
        Column(header="件", value="n"),
        Column(header="差", value="gap", digits=2),
    ]
    frame = pl.DataFrame({"罪名": ["盗窃<1>"], "n": [12], "gap": [-0.1234567]})
    said = {"finding": "结论", "measure": "", "population": "", "source": "来源。"}
    html = table.html(charts.table(frame, columns=columns, name="x", **said))
    assert "盗窃&lt;1&gt;" in html
    assert ">件</th>" in html
    assert "−0.12" in html
