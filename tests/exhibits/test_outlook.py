"""Outlook: estimates are said with their limits and their past, and what fewer returns free is a product of three numbers."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import outlook
from casekit.exhibits.table import grid

ITEMS = {"received": 300, "cleared": 310, "open_cases": 90}


def ahead(low: float | None = -20.0, received: int = 300) -> pl.DataFrame:
    """Both quarters alike: 300 received, 310 ended, 90 open, each within 20, from 24 back-tests of which 80% held."""
    numbers = ITEMS | {"received": received}
    rows = [(name, period, count) for period in ("2026Q4", "2027Q1") for name, count in numbers.items()]
    value = pl.col("numerator").cast(pl.Float64)
    return pl.DataFrame(rows, ["indicator", "period", "numerator"], orient="row").with_columns(
        denominator=pl.lit(None, pl.Int64),
        value=value,
        low=value + low,
        high=value - low if low is not None else pl.lit(None, pl.Float64),
        note=pl.lit(None, pl.String),
        last_year=value - 5,
        origins=pl.lit(24),
        coverage=pl.lit(0.8),
        error=pl.lit(10.0),
        error_last_year=pl.lit(12.5),
    )


def test_an_estimate_is_said_with_its_interval_its_back_test_and_last_years_value() -> None:
    said = str(outlook.projected(ahead(), written()))
    assert said.startswith(
        "据已有数据估计，2026年第四季度受理约300件（80%区间280—320件），期末未结约90件（80%区间70—110件）；"
    )
    assert "以过去24个月末为起点回测，第一个季度的受理有80.0%落在区间内" in said
    assert "平均误差分别为10.0件、10.0件，直接用上年同期数的平均误差为12.5件、12.5件" in said


def test_without_back_tests_there_is_no_interval() -> None:
    assert "不足以回测，不给出区间" in str(outlook.projected(ahead(low=None), written()))


def test_a_small_estimate_is_not_told_on_the_way_out_and_a_rounded_one_has_no_interval() -> None:
    plain = written()
    small: Any = outlook.projected(ahead(received=2), plain)
    assert str(small.again()) == "今后两个季度的估计：数量过小，不单独列出。"
    public: Any = outlook.projected(ahead(received=302), replace(plain, settings=replace(plain.settings, public=True)))
    assert "受理约300件" in str(public.again())
    assert "80%区间" not in str(public.again())


def test_the_table_has_a_row_an_item_and_quarter() -> None:
    made: Any = outlook.ahead(ahead(), written(), "x")
    rows = grid(made).rows
    assert len(rows) == 6
    assert rows[0] == ["受理", "2026Q4", "300", "280—320", "295", "24", "80.0", "10.0", "12.5"]


def returns(*rows: tuple[str, int, float | None]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, ["indicator", "numerator", "value"], orient="row", strict=False)
    typed = frame.with_columns(pl.col("value").cast(pl.Float64), period=pl.lit("2026Q3"))
    blank = {name: pl.lit(None, pl.Float64) for name in ("low", "high")}
    named = typed.with_columns(denominator="numerator", **blank, note=pl.lit(None, pl.String))
    return named.select("indicator", "period", "numerator", "denominator", "value", "low", "high", "note")


def test_a_tenth_fewer_returns_free_a_tenth_of_their_days() -> None:
    """80 of 20 days and 20 of 15: 1900 days, 19.0 each; a tenth is 190 days, over 92 days 2.1 cases at any one time."""
    given = returns(("first_return_days", 80, 20.0), ("second_return_days", 20, 15.0))
    said = str(outlook.freed(given, written()))
    assert said.startswith(
        "2026年第三季度重新移送的退回补充侦查共100次，平均每次19.0天；如减少10%，按算术推算可少等待190天，相当于任一时点少2.1件"
    )
    assert "不是预测" in said


@pytest.mark.parametrize(
    ("count", "value", "words"),
    [(0, None, "没有重新移送的退回补充侦查，不作推算。"), (2, 20.0, "数量过小，不作推算。")],
)
def test_no_or_too_few_returns_free_nothing(count: int, value: float | None, words: str) -> None:
    sentence: Any = outlook.freed(returns(("first_return_days", count, value)), written())
    assert str(sentence.again()).endswith(words)
