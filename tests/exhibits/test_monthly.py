"""Monthly: a newest month beyond the usual range is told and listed, a short phase gets no range, a change of rules parts."""

from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import charts, monthly
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.table import grid
from casekit.measures.absent import Absent


def months(counts: list[int], last: tuple[int, int] = (2026, 9)) -> pl.DataFrame:
    """So many cases received in each month up to the last, ten fewer ended."""
    place = last[0] * 12 + last[1] - 1
    named = [divmod(place - len(counts) + 1 + step, 12) for step in range(len(counts))]
    periods = [f"{year}-{month + 1:02d}" for year, month in named]
    received = pl.DataFrame({"indicator": "received", "period": periods, "numerator": counts}).with_columns(
        denominator=pl.lit(None, pl.Int64)
    )
    cleared = received.with_columns(
        pl.lit("cleared").alias("indicator"), pl.col("numerator") - 10, denominator=pl.col("numerator") + 30
    )
    blank = {name: pl.lit(None, pl.Float64) for name in ("value", "low", "high")}
    return pl.concat([received, cleared]).with_columns(**blank, note=pl.lit(None, pl.String))


STEADY = [100, 104] * 10  # 2025-02 to 2026-09: mean 102, moving ranges 4: 102 ± 10.64


def test_usual_months_are_said_with_the_range_of_their_phase() -> None:
    assert str(monthly.usual(months(STEADY), written())) == (
        "最近一个季度（2026年7月至2026年9月）每月受理104、100、104件，均在正常波动范围内（均值102.0件，范围92—112件）。"
    )
    assert monthly.signals(months(STEADY)) == []


def test_a_month_beyond_is_named_for_reading() -> None:
    given = months([*STEADY[:-1], 150])
    assert "其中2026年9月超出平常波动" in str(monthly.usual(given, written()))
    assert str(monthly.title(given, written())) == "2026年9月受理超出平常波动，建议核查"
    assert monthly.signals(given) == ["2026-09"]


def test_an_older_month_beyond_had_its_turn() -> None:
    assert monthly.signals(months([150, *STEADY])) == []


@pytest.mark.parametrize(
    ("count", "words"), [(11, "不足12个月，不给出"), (12, "不足20个月，暂定"), (20, "范围92—112件）")]
)
def test_a_short_phase_has_no_range_or_a_provisional_one(count: int, words: str) -> None:
    assert words in str(monthly.usual(months(([100, 104] * 10)[:count]), written()))


def test_the_figure_parts_at_the_first_whole_month_after_a_change_of_rules() -> None:
    figure: Any = monthly.control(months([100, 104] * 18), written(), "x", "每月受理")
    assert isinstance(figure, Exhibit)
    assert [(one.at, one.words) for one in figure.breaks] == [
        ("2024-01", "2023-12-28 醉驾意见施行"),
        ("2024-11", "2024-10-16 不再执行评价指标"),
    ]
    assert figure.frame.group_by("phase", maintain_order=True).len()["len"].to_list() == [3, 10, 23]
    assert charts.draw(figure)


def test_the_table_has_thirteen_months_and_what_stays_open() -> None:
    made: Any = monthly.by_month(months(STEADY), written(), "x")
    rows = grid(made).rows
    assert len(rows) == 13
    assert rows[-1] == ["2026-09", "104", "94", "40"]


def test_small_months_leave_no_judgment() -> None:
    sentence: Any = monthly.usual(months([*STEADY[:-1], 2]), written())
    assert str(sentence.again()) == "有的月份数量过小，不单独列出，不作判断。"


def test_what_did_not_come_passes_through() -> None:
    assert monthly.signals(Absent("没有")) == []
    assert str(monthly.usual(Absent("没有"), written())) == "没有"
