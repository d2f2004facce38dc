"""Balance: what is carried over and received equals what ended and is open, and ratios are made of shown numbers alone."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import balance
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.table import grid
from casekit.records.records import Records


def office(**settings: Any) -> Records:
    plain = written()
    return replace(plain, settings=replace(plain.settings, **settings))


def account(*periods: tuple[str, int, int, int]) -> pl.DataFrame:
    """Period, carried over, received and ended."""
    kinds = {"indicator": pl.String, "period": pl.String, "numerator": pl.Int64, "denominator": pl.Int64}
    rows = [("received", name, received, None) for name, _, received, _ in periods]
    rows += [("cleared", name, ended, carried + received) for name, carried, received, ended in periods]
    blank = {name: pl.lit(None, pl.Float64) for name in ("value", "low", "high")}
    return pl.DataFrame(rows, kinds, orient="row").with_columns(**blank, note=pl.lit(None, pl.String))


def test_the_table_adds_up_and_has_the_three_ratios() -> None:
    """92 days: 50 carried, 200 received, 150 ended: 100 open; 75%, 60%, 100 / 150 x 92 = 61."""
    made = balance.account(account(("2026Q3", 50, 200, 150)), office(), "x")
    assert isinstance(made, Exhibit)
    assert [row[1] for row in grid(made).rows] == ["50", "200", "150", "100", "75.0", "60.0", "61"]


def test_the_sentences_say_the_account_and_the_formula_of_the_disposition_time() -> None:
    given = account(("2026Q3", 50, 200, 150), ("2025Q3", 40, 100, 120))
    assert str(balance.accounted(given, office())) == (
        "2026年第三季度受理200件，审结和移出150件，结收比75.0%（上年同期120.0%）；"
        "连同上期结转的50件，审结率60.0%，期末未结100件。"
    )
    told = str(balance.turnover(given, office()))
    assert told.startswith("2026年第三季度存量周转天数61天（期末未结100件÷审结和移出150件×92天）。")


@pytest.mark.parametrize(
    ("received", "ended", "begins"),
    [
        (29, 100, "2026年第三季度受理29件、审结和移出100件，数量较少"),
        (100, 0, "2026年第三季度受理100件、审结和移出0件，数量较少"),
        (30, 30, "2026年第三季度受理30件，审结和移出30件，结收比100.0%；"),
    ],
)
def test_few_cases_make_no_ratio(received: int, ended: int, begins: str) -> None:
    assert str(balance.accounted(account(("2026Q3", 200, received, ended)), office())).startswith(begins)


def test_a_small_number_leaves_neither_itself_nor_what_would_give_it_away() -> None:
    """Two received: what was carried over and what is open would tell."""
    made = balance.account(account(("2026Q3", 50, 2, 30)), office(), "x")
    assert isinstance(made, Exhibit)
    assert made.again is not None
    assert [row[1] for row in grid(made.again()).rows] == ["＊", "＊", "30", "＊", "＊", "＊", "＊"]


def test_rounded_counts_make_no_ratio() -> None:
    sentence: Any = balance.accounted(account(("2026Q3", 50, 203, 151)), office(public=True))
    assert (
        str(sentence.again()) == "2026年第三季度受理约205件，审结和移出约150件，期末未结约105件（取整后不计算比例）。"
    )
