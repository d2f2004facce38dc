"""Legible: every form in colour and in grey as rendered, the check on hard data, and the faults that it is to find."""

import io
import re
import zipfile
from collections.abc import Callable
from itertools import combinations
from typing import Any

import drawn
import numpy as np
import pytest
from hard import HARD, LONG, bars
from seen import drawing, pixels

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.ground.errors import UserError
from casekit.release import legible, picture, workbook
from casekit.release.numbers import numbers
from casekit.release.painted import painted
from casekit.release.workbook import Sheet

NAMES = ("bars", "dots", "line", "control", "funnel", "curves", "flow", "pyramid", "ranges", "distance")
FORMS = {name: getattr(drawn, f"made_{name}") for name in (*NAMES, "before_after", "tiles")}


@pytest.mark.parametrize("make", HARD.values(), ids=HARD)
def test_hard_data_stay_legible_in_word(make: Callable[[], Exhibit]) -> None:
    assert legible.faults(make(), bare=True) == []


def colours(shown: np.ndarray) -> np.ndarray:
    """Every colour of a picture as one number."""
    return shown.astype(int) @ [65536, 256, 1]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_to_be_told_apart_is_so_in_the_picture_and_in_its_grey_copy(form: str) -> None:
    exhibit = FORMS[form]()
    figure, shown = drawing(exhibit), colours(pixels(picture.png(exhibit))[::2, ::2, :3])
    on, looks = painted(figure), legible.series(figure)
    assert legible.faults(exhibit) == []
    fills = [one for one in on.fills if one.kind in ("shape", "fill")]
    covered = legible.ground(on, fills)
    meant = np.array([0, *(int(one.colour[1:], 16) for one in fills)])[covered]
    assert not fills or (shown == meant)[covered > 0].mean() > 0.8  # the rest is under words, marks and lines
    assert {colour for _, colour, _ in looks if (shown == int(colour[1:], 16)).any()} == {look[1] for look in looks}
    for (kind, one, _), (other_kind, other, _) in combinations(looks, 2):
        assert kind != other_kind or abs(theme.lightness(one) - theme.lightness(other)) >= legible.APART


def note(figure: dict[str, Any], text: str, **other: Any) -> None:
    """Change an annotation of a drawing."""
    (found,) = [one for one in figure["layout"]["annotations"] if one["text"] == text]
    found |= other


def repaint(figure: dict[str, Any], colour: str, other: str) -> None:
    """Change the colour of the fills of a drawing."""
    for one in (*figure["data"], *figure["layout"]["shapes"]):
        if one.get("fillcolor") == colour:
            one["fillcolor"] = other


PLANTED: dict[str, tuple[Callable[[], Exhibit], Callable[[dict[str, Any]], None], legible.Fault]] = {
    "type of 19 px prints at 9.0 pt": (
        drawn.made_bars,
        lambda figure: note(figure, "占比（件）", font={"size": 19}),
        legible.Fault("small", "占比（件）"),
    ),
    "words over the edge": (
        drawn.made_bars,
        lambda figure: note(figure, "累计%", xshift=890),
        legible.Fault("beyond", "累计%"),
    ),
    "words on words": (
        drawn.made_bars,
        lambda figure: note(figure, "累计%", xshift=700),
        legible.Fault("overlap", "占比（件） / 累计%"),
    ),
    "words on a mark": (
        drawn.made_dots,
        lambda figure: figure["data"][-1]["marker"].update(size=900),
        legible.Fault("overlap", "合计"),
    ),
    "words on a line": (
        drawn.made_control,
        lambda figure: note(figure, "均值25.6件", xshift=600),
        legible.Fault("crossed", "均值25.6件"),
    ),
    "white on middle blue": (
        drawn.made_flow,
        lambda figure: repaint(figure, theme.STEP2, theme.MID),
        legible.Fault("contrast", "92件"),
    ),
    "piles of nearly one grey": (
        drawn.made_curves,
        lambda figure: repaint(figure, theme.PALE, theme.STEP5),
        legible.Fault("grey", f"{theme.LIGHT} / {theme.STEP5}"),
    ),
    "lines of nearly one grey": (
        drawn.made_before_after,
        lambda figure: figure["data"][1]["line"].update(color=theme.INK.replace("24", "70")),
        legible.Fault("grey", "#12436D / #1B1F70"),
    ),
    "five colours of bars": (
        drawn.made_pyramid,
        lambda figure: figure["data"][0]["marker"].update(color=["#000000", "#777777", "#AAAAAA", "#DDDDDD"]),
        legible.Fault("series", "5"),
    ),
}


@pytest.mark.parametrize(("make", "spoil", "fault"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_with_its_place(
    make: Callable[[], Exhibit], spoil: Callable[[dict[str, Any]], None], fault: legible.Fault
) -> None:
    figure = drawing(make())
    spoil(figure)
    assert fault in legible.faults(figure)


def test_a_picture_of_more_than_four_series_is_refused() -> None:
    figure = drawing(drawn.made_pyramid())
    figure["data"][0]["marker"]["color"] = ["#000000", "#777777", "#AAAAAA", "#DDDDDD"]
    with pytest.raises(UserError, match="一幅图至多4个系列，收到5个"):
        picture.png(figure)


def test_a_chart_of_words_own_refuses_a_character_that_the_font_lacks() -> None:
    exhibit = bars([40, 30], ["甲", LONG[0] + "\U0001f600"])
    with pytest.raises(UserError, match="字体没有“\U0001f600”"):
        workbook.xlsx([Sheet("图1", numbers(exhibit).cells, plot=exhibit)], "题")


@pytest.mark.parametrize("form", ["bars", "dots", "line"])
def test_words_own_charts_have_large_words_of_full_contrast_and_fills_told_apart_in_grey(form: str) -> None:
    exhibit = FORMS[form]()
    book = workbook.xlsx([Sheet("图1", numbers(exhibit).cells, plot=exhibit)], "题")
    chart = zipfile.ZipFile(io.BytesIO(book)).read("xl/charts/chart1.xml").decode()
    written = re.findall(r'<a:defRPr[^>]* sz="(\d+)".*?srgbClr val="(\w+)"', chart)
    assert written
    assert all(int(size) >= 940 and legible.contrast(f"#{colour}", theme.WHITE) >= 4.5 for size, colour in written)
    parts = re.findall(r"<c:(?:ser|dPt)>.*?<c:spPr>(.*?)</c:spPr>", chart)
    greys = {
        theme.lightness(f"#{fill}") for part in parts for fill in re.findall(r"^<a:solidFill>.*?val=\"(\w+)", part)
    }
    assert all(abs(one - other) >= legible.APART for one, other in combinations(greys, 2))


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#FFFFFF", 1), ("#FFFFFF", "#767676", 4.54)]
)
def test_contrast_is_that_of_the_web_guidelines(one: str, other: str, ratio: float) -> None:
    assert legible.contrast(one, other) == pytest.approx(ratio, abs=0.01)
