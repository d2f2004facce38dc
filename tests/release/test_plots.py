"""Charts of the office programs' own: the figure's numbers in their caches, whiskers by cells, gaps where protected."""

import io
import zipfile
from typing import Any

import polars as pl
import pytest
from drawn import made_bars, made_dots, made_line
from lxml import etree

from casekit.exhibits.exhibit import Exhibit
from casekit.release import plots, word, workbook
from casekit.release.numbers import numbers
from casekit.release.paper import Chart, Paper, Section
from casekit.release.workbook import Sheet

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
HIDDEN = pl.DataFrame(
    {
        "label": ["01", "02", "03"],
        "value": [0.5, 0.25, 0.75],
        "before": [0.4, 0.2, 0.6],
        "low": [0.375, 0.125, 0.5],
        "high": [0.625, 0.5, 0.875],
        "few": [False, True, False],
    }
)
FORMS = {
    "bars": made_bars(),
    "dots": made_dots(),
    "line": made_line(),
    "protected": made_bars(
        HIDDEN, name="protected", hidden="few", numerator=None, denominator=None, cumulative="", order="code"
    ),
}


def paper(*exhibits: Exhibit) -> Paper:
    section = Section("一", tuple(map(Chart, exhibits)))
    return Paper(title="题", office="院", lead="如下。", sections=(section,), signed="院", dated="2026年10月9日")


def book(exhibit: Exhibit) -> bytes:
    shown = numbers(exhibit)
    return workbook.xlsx([Sheet("图1", shown.cells, stars=shown.stars, plot=exhibit)], "题")


def part(container: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(container)).read(name))


def cached(found: Any, *path: str) -> list[list[float | None]]:
    """The cached numbers of each series under a path, None where a cell is blank."""
    caches = [series.find("/".join(f"{C}{step}" for step in path)) for series in found.iter(f"{C}ser")]
    return [_points(cache) for cache in caches if cache is not None]


def _points(cache: Any) -> list[float | None]:
    held = {int(point.get("idx")): float(point[0].text) for point in cache.iter(f"{C}pt")}
    return [held.get(place) for place in range(int(cache.find(f".//{C}ptCount").get("val")))]


@pytest.fixture(scope="module")
def docx() -> bytes:
    return word.docx(paper(*FORMS.values()), {})


VALUES: dict[str, list[list[float | None]]] = {
    "bars": [[18.6, 16.6, 3.0, 61.8]],
    "dots": [[0.121, 0.028], [0.179, 0.021]],
    "line": [
        [17.8, 16.6, 18.6, 20.1, *[None] * 8],
        [*[None] * 4, 11.3, 11.1, 13.1, *[None] * 5],
        [*[None] * 7, 12.1, 12.6, 11.8, 10.3, 12.1],
    ],
    "protected": [[50.0, None, 75.0]],
}


@pytest.mark.parametrize("name", FORMS)
def test_a_chart_holds_the_numbers_of_its_figure_in_word_and_in_the_workbook(docx: bytes, name: str) -> None:
    place = list(FORMS).index(name) + 1
    for found in (part(docx, f"word/charts/chart{place}.xml"), part(book(FORMS[name]), "xl/charts/chart1.xml")):
        assert cached(found, "val", "numRef", "numCache") == VALUES[name]
        assert found.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_whiskers_are_cells_beside_the_data_and_their_numbers_and_none_where_protected() -> None:
    found = part(book(FORMS["protected"]), "xl/charts/chart1.xml")
    assert cached(found, "errBars", "plus", "numRef", "numCache") == [[12.5, None, 12.5]]
    assert cached(found, "errBars", "minus", "numRef", "numCache") == [[12.5, None, 25.0]]
    assert [cells.text for cells in found.iterfind(f".//{C}errBars//{C}f")] == ["图1!$I$2:$I$4", "图1!$J$2:$J$4"]


def test_a_protected_row_says_so_in_its_label() -> None:
    labels = plots.columns(FORMS["protected"])["分组"].to_list()
    assert labels == ["01　50.0%", "02　＊", "03　75.0%"]


def test_the_axis_holds_the_longest_whisker() -> None:
    """The highest end of an interval is 87.5%."""
    found = part(book(FORMS["protected"]), "xl/charts/chart1.xml")
    assert float(found.find(f".//{C}valAx/{C}scaling/{C}max").get("val")) == 100
    assert found.find(f".//{C}catAx/{C}scaling/{C}orientation").get("val") == "maxMin"


def test_a_trend_names_under_it_the_changes_of_rules_that_it_stops_at(docx: bytes) -> None:
    text = "".join(part(docx, "word/document.xml").itertext())
    assert "折线在规则变化处断开：2023-12-28 醉驾意见施行；2024-10 取消指标通报。" in text


def test_the_alternative_text_calls_dots_the_bars_they_are_here() -> None:
    assert plots.alt(FORMS["dots"], 2).startswith("图2，条形图。")


def test_two_writings_have_the_same_bytes(docx: bytes) -> None:
    assert word.docx(paper(*FORMS.values()), {}) == docx
    assert book(FORMS["bars"]) == book(FORMS["bars"])
