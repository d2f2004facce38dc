"""Curves: outcomes piled up, or groups side by side, their words clear of every line."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from drawn import DECIDED, YEAR_BEFORE, long, made_curves
from seen import boxes, drawing, meet, misplaced

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.show import shown

OUTCOMES = ["起诉", "附条件不起诉", "改变管辖移送其他检察院", "其他"]


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def traces(exhibit: Exhibit, **wanted: Any) -> list[dict[str, Any]]:
    """The traces whose line has these properties."""
    data = drawing(exhibit)["data"]
    return [one for one in data if all(one.get("line", {}).get(name) == value for name, value in wanted.items())]


def fills(exhibit: Exhibit) -> list[str]:
    """Colours of the fills, the lowest first."""
    return [trace["fillcolor"] for trace in reversed(drawing(exhibit)["data"]) if "fillcolor" in trace]


def several(count: int) -> Exhibit:
    share = {name: [level / count for level in YEAR_BEFORE] for name in OUTCOMES[:count]}
    return made_curves(long(share | ({"上年同期": YEAR_BEFORE} if count < 4 else {})))


def groups(count: int = 3, beside: pl.DataFrame | None = None, **other: Any) -> Exhibit:
    """Groups that end together within a few percent of one another."""
    frame = long(
        {name: [level * (1 - place / 50) for level in YEAR_BEFORE] for place, name in enumerate(OUTCOMES[:count])}
    )
    counts = pl.DataFrame({"days": [0, 30, 60], "count": [90, 40, 12]})
    each = pl.concat([counts.with_columns(series=pl.lit(name)) for name in OUTCOMES[:count]])
    said = {"stacked": False, "hollow": (), "beside": each if beside is None else beside}
    return made_curves(frame, **(said | other))


def with_interval(**other: Any) -> Exhibit:
    total = [one + two for one, two in zip(*DECIDED.values(), strict=True)]
    rows = long(DECIDED | {"合计": total, other.get("names", ("", "上年同期"))[1]: YEAR_BEFORE})
    sure = pl.col("series") == "合计"
    ends = {"low": pl.when(sure).then(pl.col("value") * 0.9), "high": pl.when(sure).then(pl.col("value") * 1.05)}
    return made_curves(rows.with_columns(**ends), total="合计", low="low", high="high", **other)


def test_each_outcome_and_what_is_left_are_named_with_their_share_at_the_end() -> None:
    assert {"起诉 65.8%", "不起诉 26.8%", "未决定 7.4%"} <= set(written(made_curves()))  # 100 - 65.8 - 26.8


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_fills_that_touch_stay_apart_in_grey(count: int) -> None:
    greys = [theme.lightness(fill) for fill in fills(several(count))]
    assert len(greys) == count
    assert all(lighter - darker >= 15 for darker, lighter in pairwise(greys))


def test_the_year_before_is_dashed_ink_and_named_above_the_plot() -> None:
    (before,) = traces(made_curves(), dash="dash")
    assert (before["y"][:-1], before["line"]["color"]) == (YEAR_BEFORE, theme.INK)
    assert "上年同期" in written(made_curves())


def test_the_day_of_half_is_marked_and_said() -> None:
    (mark,) = [trace for trace in drawing(made_curves())["data"] if trace["mode"] == "markers"]
    assert (mark["x"], mark["y"]) == ([30], [0.5])
    assert "半数 30天" in written(made_curves())


def test_where_half_is_not_reached_nothing_is_marked() -> None:
    few = made_curves(long({"起诉": [level / 2 for level in YEAR_BEFORE]}))
    assert not [trace for trace in drawing(few)["data"] if trace["mode"] == "markers"]
    assert not [text for text in written(few) if "半数" in text]


def test_the_numbers_still_observed_stand_under_their_days_a_star_where_hidden() -> None:
    beside = pl.DataFrame({"days": [0, 30, 60], "count": [412, 161, 4], "hidden": [False, False, True]})
    drawn = drawing(made_curves(beside=beside))
    assert drawn["layout"]["xaxis"]["ticktext"] == ["受理日", "30天", "60天"]
    assert [note["text"] for note in drawn["layout"]["annotations"]][-5:-1] == ["412", "161", "＊", "仍在观察"]


def test_an_interval_of_the_total_is_drawn_as_whiskers_on_the_days_under_the_axis() -> None:
    (whiskers,) = traces(with_interval(), width=2, color=theme.INK, shape=None)
    assert whiskers["y"][3:5] == pytest.approx([0.099, 0.1155])  # day 10: 0.11 less a tenth, 0.11 and a twentieth
    assert len(whiskers["y"]) == 3 * 7
    assert "95%区间" in written(with_interval())


def test_groups_differ_in_dash_and_lightness_and_are_named_at_their_ends_with_their_half() -> None:
    lines = [trace["line"] for trace in traces(groups(), shape="hv")]
    assert len({line.get("dash") for line in lines}) == len({line["color"] for line in lines}) == 3
    assert written(groups()).count("半数 40天") == 3
    assert "起诉 86.0%" in written(groups())


def test_a_protected_end_is_a_star_and_has_no_mark() -> None:
    frame = long(DECIDED).with_columns(few=(pl.col("series") == "不起诉") & (pl.col("days") == 60))
    exhibit = made_curves(frame, hidden="few")
    assert "不起诉 ＊" in written(exhibit)
    assert "未决定 ＊" in written(exhibit)
    assert not [trace for trace in drawing(exhibit)["data"] if 0.926 in trace["y"]]


FAST_BEFORE = {"起诉": [0, 0.1, 0.2, 0.3, 0.5, 0.6, 0.7], "上年同期": [0, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9]}
AT_ONCE = {"起诉": [0.0, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95]}
TINY = {"起诉": YEAR_BEFORE, "不起诉": [0, 0, 0, 0, 0.001, 0.001, 0.001], "其他": [0, 0, 0, 0, 0, 0, 0.002]}
ENGLISH = {
    "language": "en",
    "names": ("now", "a year earlier", "change"),
    "hollow": ("Undecided",),
    "heading": "received",
}
EXTREMES = {
    "plain": made_curves,
    "interval": with_interval,
    "fast before": lambda: made_curves(long(FAST_BEFORE)),
    "at once": lambda: made_curves(long(AT_ONCE)),
    "tiny": lambda: made_curves(long(TINY)),
    "four": lambda: several(4),
    "groups": groups,
    "four groups": lambda: groups(4),
    "two groups": lambda: groups(2, beside=pl.DataFrame({"days": [0, 60], "count": [90, 12]})),
    "english": lambda: with_interval(**ENGLISH, population="received in 2025Q4, n = 412"),
}


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_words_meet_each_other_or_leave_the_canvas(make: Any, bare: bool) -> None:
    assert misplaced(drawing(make(), bare)["layout"]) == []


@pytest.mark.parametrize("make", EXTREMES.values(), ids=EXTREMES)
def test_no_curve_crosses_the_words_of_the_half(make: Any) -> None:
    drawn = drawing(make())
    layout = drawn["layout"]
    words = [box for name, box in boxes(layout).items() if " 半数 " in name or " half: " in name]
    (left, right), (low, high) = layout["xaxis"]["domain"], layout["yaxis"]["domain"]
    days, levels = layout["xaxis"]["range"][1], layout["yaxis"]["range"][1]
    for trace in drawn["data"]:
        if trace.get("line", {}).get("shape") != "hv" or "fill" in trace:
            continue
        at = [
            ((left + x / days * (right - left)) * 900, (1 - low - y / levels * (high - low)) * layout["height"])
            for x, y in zip(trace["x"], trace["y"], strict=True)
        ]
        treads = [(x, y - 1, after, y + 1) for (x, y), (after, _) in pairwise(at)]
        rises = [(after - 1, min(y, below), after + 1, max(y, below)) for (_, y), (after, below) in pairwise(at)]
        assert not [1 for box in words for line in treads + rises if meet(box, line)]


def test_four_years_of_event_days_stay_under_forty_kilobytes() -> None:
    days = np.arange(0, 1500)
    level = {name: (days / 1500 * 0.24).tolist() for name in OUTCOMES[:3]} | {"上年同期": (days / 1500 * 0.9).tolist()}
    rows = [pl.DataFrame({"series": [name] * 1500, "days": days, "value": values}) for name, values in level.items()]
    beside = pl.DataFrame({"days": range(0, 1500, 250), "count": [9000] * 6})
    stored = json.dumps(shown(made_curves(pl.concat(rows), beside=beside)), ensure_ascii=False)
    assert len(stored.encode()) <= 40 * 1024


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"frame": long({"起诉": YEAR_BEFORE, "不起诉": YEAR_BEFORE})}, "no more than all"),
        ({"frame": long({name: [0, 0.1] for name in ("甲", "乙", "丙", "丁", "戊")})}, "one to four series"),
        ({"frame": long({name: [0, 0.1] for name in ("甲", "乙", "丙", "丁", "上年同期")})}, "one to four series"),
        ({"frame": pl.concat([long(DECIDED), long(DECIDED)])}, "one row only"),
        ({"beside": pl.DataFrame({"days": [0]})}, "time and count beside"),
    ],
)
def test_curves_that_cannot_be_read_are_refused(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        made_curves(**wrong)
