"""Before and after: two panels on one scale, months left out open, means only where they are known, protected months starred."""

import polars as pl
import pytest
from drawn import made_before_after
from seen import drawing, misplaced

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit


def written(exhibit: Exhibit) -> list[str]:
    return [note["text"] for note in drawing(exhibit)["layout"]["annotations"]]


def thick(exhibit_drawn: dict) -> list[tuple[float, float]]:  # type: ignore[type-arg]
    """The heights of both ends of each thick line."""
    shapes = [one for one in exhibit_drawn["layout"]["shapes"] if one["line"]["width"] > 3]
    return [(one["y0"], one["y1"]) for one in shapes]


def test_both_sides_have_their_mean_words_and_share_a_scale() -> None:
    drawn = drawing(made_before_after())
    assert {"甲街道（2024-05-10发出）", "对照：其他4个地区（折算）", "月均9.0", "月均4.0"} <= set(
        written(made_before_after())
    )
    assert drawn["layout"]["yaxis"]["range"] == [0, pytest.approx(15.6)]
    heights = [start for start, _ in thick(drawn)]
    assert len(heights) == 4
    assert heights[1] == heights[2] == heights[3] > heights[0]  # before 9, and 9 elsewhere on both sides; 4 after


def test_months_left_out_are_open_and_both_sides_stand_apart_in_grey() -> None:
    own, others = drawing(made_before_after())["data"]
    assert own["marker"]["color"].index(theme.WHITE) == 4
    assert own["marker"]["color"].count(theme.WHITE) == 1
    assert (own["marker"]["symbol"], others["marker"]["symbol"]) == ("circle", "square")


def test_a_protected_month_is_a_starred_gap_and_a_protected_mean_is_no_line() -> None:
    frame = made_before_after().frame.with_columns(few=pl.col("month").is_in(["2024-07", "2024-08"]))
    means = made_before_after().beside.with_columns(mean=pl.lit(None, pl.Float64))  # type: ignore[union-attr]
    hidden = made_before_after(frame=frame, beside=means, hidden="few")
    assert written(hidden).count("＊") == 2
    assert written(hidden).count("月均＊") == 4
    assert thick(drawing(hidden)) == []
    assert drawing(hidden)["data"][0]["y"][6:8] == [None, None]


def long(before: int, after: int, count: int) -> Exhibit:
    """So many months before and after, as many cases in each."""
    phases = ["before"] * before + ["left_out"] * 4 + ["after"] * after
    months = [f"{2021 + at // 12}-{at % 12 + 1:02}" for at in range(len(phases))]
    rows = {"part": ["own"] * len(phases) + ["others"] * len(phases), "phase": phases * 2, "month": months * 2}
    means = pl.DataFrame(
        {"part": ["own", "own", "others", "others"], "phase": ["before", "after"] * 2, "mean": [count] * 4}
    )
    return made_before_after(frame=pl.DataFrame(rows).with_columns(shown=pl.lit(count)), beside=means)


@pytest.mark.parametrize(
    "exhibit",
    [made_before_after(others=[900] * 9), made_before_after([0] * 9, [0] * 9), long(36, 6, 5), long(6, 36, 12000), long(36, 36, 9)],
    ids=["large elsewhere", "nothing", "half a year after", "half a year before, thousands", "six years"],
)  # fmt: skip
def test_whatever_the_months_and_counts_no_words_meet(exhibit: Exhibit) -> None:
    assert misplaced(drawing(exhibit)["layout"]) == []


def test_sides_of_other_months_are_refused() -> None:
    with pytest.raises(ValueError, match="two sides of the same months"):
        made_before_after(frame=made_before_after().frame.head(17))
