"""Flows: boxes in stages, bands as wide as their cases, returns as arcs that cross neither words nor boxes."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import polars as pl
import pytest
from drawn import BOXES, WAYS, made_flow
from seen import boxes, drawing, meet, misplaced

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.stages import Node, Way, placed, stages

Box = tuple[float, float, float, float]

EIGHT = {
    "公安机关移送": 500,
    "审查逮捕": 260,
    "侦查": 250,
    "审查起诉": 412,
    "起诉": 237,
    "不起诉": 92,
    "尚未决定": 83,
    "一审判决": 210,
}
EIGHT_WAYS = [
    ("公安机关移送", "审查逮捕", 260, None), ("公安机关移送", "审查起诉", 240, None), ("审查逮捕", "侦查", 250, None),
    ("侦查", "审查起诉", 172, None), ("审查起诉", "起诉", 237, None), ("审查起诉", "不起诉", 92, None),
    ("审查起诉", "尚未决定", 83, None), ("起诉", "一审判决", 210, None), ("审查起诉", "侦查", 57, "退回补充侦查"),
    ("起诉", "审查起诉", 2, "撤回起诉"), ("审查逮捕", "审查逮捕", 3, "重新报捕"), ("不起诉", "审查起诉", 4, "复议复核"),
]  # fmt: skip
CHAIN = dict(
    zip(
        ["受理", "审查逮捕", "侦查", "审查起诉", "提起公诉", "一审", "二审", "执行"], range(900, 100, -100), strict=True
    )
)
CHAIN_WAYS: list[Any] = [(one, other, CHAIN[other], None) for one, other in pairwise(CHAIN)]
CHAIN_WAYS += [("审查起诉", "侦查", 1, "退回补充侦查"), ("二审", "一审", 2, "发回重审"), ("执行", "一审", 1, "再审")]
MANY = [
    *WAYS[:4],
    ("不起诉", "审查起诉", 14, "复议复核"), ("起诉", "审查起诉", 9, "撤回起诉"), ("不起诉", "不起诉", 5, "变更决定"),
    ("审查起诉", "受理", 40, "退回补充侦查"), ("审查起诉", "审查起诉", 38, "延长期限"),
]  # fmt: skip
EXTREMES = {
    "plain": made_flow,
    "eight": lambda: made_flow(EIGHT_WAYS, EIGHT),
    "eight in a row": lambda: made_flow(CHAIN_WAYS, CHAIN),
    "many returns": lambda: made_flow(MANY),
    "nearly all return": lambda: made_flow([*WAYS[:4], ("审查起诉", "受理", 400, "退回补充侦查")]),
    "one box": lambda: made_flow([("受理", "受理", 3, "重新受理")], {"受理": 40}),
    "english": lambda: made_flow(language="en", population="n = 412"),
}


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def shapes(exhibit: Exhibit, kind: str) -> list[dict[str, Any]]:
    """The shapes of a kind: `band`, `box`, `arc` or `head`."""
    found = [(_kind(shape), shape) for shape in drawing(exhibit)["layout"]["shapes"]]
    return [shape for one, shape in found if one == kind]


def _kind(shape: dict[str, Any]) -> str:
    if "fillcolor" not in shape:
        return "arc"
    return {theme.LIGHT: "band", theme.INK: "head"}.get(shape["fillcolor"], "box")


def points(path: str) -> list[tuple[float, float]]:
    """Points all along a path, its curves taken apart in twenty."""
    found: list[tuple[float, float]] = []
    for letter, numbers in re.findall(r"([MLC])([^MLCZ]*)", path):
        ends = [tuple(map(float, pair.split(","))) for pair in numbers.split()]
        start = found[-1] if found else ends[0]
        a, b, c, d = (start, *ends) if letter == "C" else (start, start, ends[0], ends[0])
        for step in range(1, 21):
            t = step / 20
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append((sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                          sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True))))  # fmt: skip
    return found


def ground(shape: dict[str, Any]) -> Box:
    across, down = zip(*points(shape["path"]), strict=True)
    return min(across), min(down), max(across), max(down)


def strokes(exhibit: Exhibit) -> list[Box]:
    """Small boxes all along every arc, as wide as it is drawn."""
    arcs = [(shape["line"]["width"] / 2, point) for shape in shapes(exhibit, "arc") for point in points(shape["path"])]
    return [(x - half, y - half, x + half, y + half) for half, (x, y) in arcs]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_meet_each_other_or_leave_the_canvas(make: Any, bare: bool) -> None:
    assert misplaced(drawing(make(), bare)["layout"]) == []


@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_words_stand_in_their_box_or_clear_of_boxes_bands_and_arcs(make: Any) -> None:
    exhibit = make()
    blocks, lines = [ground(shape) for shape in shapes(exhibit, "box")], strokes(exhibit)
    edges = [(x, y, x, y) for shape in shapes(exhibit, "band") for x, y in points(shape["path"])]
    for name, words in boxes(drawing(exhibit)["layout"]).items():
        around = [block for block in blocks if meet(block, words)]
        inside = [b for b in around if b[0] <= words[0] and b[1] <= words[1] and words[2] <= b[2] and words[3] <= b[3]]
        assert around == inside, name
        assert [line for line in lines + edges if meet(line, words) and not inside] == [], name


@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_arcs_cross_no_box_and_stay_on_the_canvas(make: Any) -> None:
    exhibit = make()
    layout = drawing(exhibit)["layout"]
    inner = [(a + 2, b + 2, c - 2, d - 2) for a, b, c, d in (ground(shape) for shape in shapes(exhibit, "box"))]
    for shape in shapes(exhibit, "arc"):
        run = points(shape["path"])[1:-1]
        assert [block for block in inner for x, y in run if block[0] < x < block[2] and block[1] < y < block[3]] == []
    ends = [ground(shape) for shape in drawing(exhibit)["layout"]["shapes"]]
    left, top, right, bottom = zip(*ends, strict=True)
    (start, stop), (low, high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    assert (min(left) >= start, max(right) <= stop, min(top) >= high, max(bottom) <= low) == (True,) * 4


def test_two_arcs_do_not_cross() -> None:
    arcs = [points(shape["path"]) for shape in shapes(made_flow(MANY), "arc")]
    assert len(arcs) == 5
    for one, other in combinations(arcs, 2):
        near = [1 for x, y in one for a, b in other if abs(x - a) < 2 and abs(y - b) < 2]
        assert near == []


def test_a_box_is_one_stage_after_the_last_from_which_cases_come() -> None:
    nodes = [Node(name, 1, (name,)) for name in EIGHT]
    onward = [Way(*way[:3]) for way in EIGHT_WAYS[:8]]
    assert list(stages(nodes, onward).values()) == [0, 1, 2, 3, 4, 4, 4, 5]


def test_bands_are_as_wide_as_their_cases_and_meet_at_their_box() -> None:
    nodes = [Node("甲", 100, ("甲",)), Node("乙", 75, ("乙",)), Node("丙", 25, ("丙",))]
    made = placed(nodes, [Way("甲", "乙", 75), Way("甲", "丙", 25)], 0, 800)
    (first, broad), (second, thin) = made.bands
    assert (broad, thin) == (45, 15)  # the hundred of 甲 are 60 pixels
    assert second[0][1] - first[0][1] == 45
    assert first[0][0] == made.boxes["甲"].right
    assert first[-1][0] == made.boxes["乙"].left


def test_a_way_that_passes_a_stage_leaves_room_for_its_boxes() -> None:
    nodes = [Node(name, 10, (name,)) for name in "甲乙丙"]
    made = placed(nodes, [Way("甲", "乙", 4), Way("乙", "丙", 4), Way("甲", "丙", 6)], 0, 800)
    (ports, wide) = made.bands[2]
    assert [x for x, _ in ports[1:3]] == [made.boxes["乙"].left, made.boxes["乙"].right]
    assert ports[1][1] >= made.boxes["乙"].bottom or ports[1][1] + wide <= made.boxes["乙"].top


def test_a_return_says_what_it_is_how_many_and_how_many_percent() -> None:
    assert "退回补充侦查 57件（13.8%）" in written(made_flow())  # 57 / 412
    assert "退出期间中位27天" in written(made_flow())
    assert len(shapes(made_flow(), "arc")) == len(shapes(made_flow(), "head")) == 2


def test_a_return_without_words_says_where_it_leads() -> None:
    ways = [*WAYS[:4], ("审查起诉", "受理", 12, None)]
    assert "返回受理 12件（2.9%）" in written(made_flow(ways))
    assert "back to 受理 12 cases (2.9%)" in written(made_flow(ways, language="en"))


def test_of_fewer_than_thirty_no_percentage_is_said() -> None:
    ways: list[Any] = [("受理", "审结", 29, None), ("审结", "受理", 3, "重新受理")]
    assert "重新受理 3件" in written(made_flow(ways, {"受理": 29, "审结": 29}))


def test_protected_numbers_are_stars_and_have_neither_band_nor_arc() -> None:
    frame = made_flow().frame.with_columns(few=pl.col("cases").is_in([57, 92]))
    beside = pl.DataFrame({"node": list(BOXES), "count": list(BOXES.values())})
    beside = beside.with_columns(hidden=pl.col("node") == "不起诉", words=pl.lit(None, pl.String))
    exhibit = replace(made_flow(), frame=frame, beside=beside, hidden="few")
    assert "退回补充侦查 ＊" in written(exhibit)
    assert not [text for text in written(exhibit) if "57" in text or "92" in text]
    assert (len(shapes(exhibit, "arc")), len(shapes(exhibit, "band"))) == (1, 3)


def test_boxes_are_dark_less_dark_or_open() -> None:
    assert [shape["fillcolor"] for shape in shapes(made_flow(), "box")] == [theme.SUBJ] * 3 + [theme.STEP2, theme.WHITE]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"boxes": {"受理": 412}}, "both ends"),
        ({"boxes": EIGHT | BOXES}, "up to eight boxes"),
        ({"ways": [*WAYS, WAYS[0]]}, "one row only"),
        ({"beside": None}, "up to eight boxes"),
    ],
)
def test_flows_that_cannot_be_read_are_refused(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        made_flow(**wrong)
