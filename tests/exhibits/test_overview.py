"""The main figures in one table: each written as its sentence writes it, a change only where it can be said."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import loaded

from casekit.exhibits import overview, table
from casekit.exhibits.exhibit import Exhibit
from casekit.measures.absent import Absent
from casekit.records.records import Records

CASES = "\n".join(f"甲检起诉受〔2026〕46909900{n:04}号 | 2026-0{7 + n % 3}-0{1 + n % 9} | 2026-09-20" for n in range(4))


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return loaded(tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{CASES}")


def measured(indicator: str, *rows: tuple[Any, ...]) -> pl.DataFrame:
    """Rows of numerator, denominator, value, low and high: this year's first, then last year's."""
    names = ["indicator", "period", "numerator", "denominator", "value", "low", "high"]
    given = [(indicator, period, *row) for period, row in zip(["2026Q1-Q3", "2025Q1-Q3"], rows, strict=False)]
    return pl.DataFrame(given, names, orient="row").with_columns(note=pl.lit(""))


def rows(made: Any) -> list[list[str]]:
    assert isinstance(made, Exhibit)
    return table.grid(made).rows


RECEIVED = measured("received", (110, 110, 110.0, None, None), (100, 100, 100.0, None, None))


@pytest.mark.parametrize(
    ("given", "row"),
    [
        (RECEIVED, ["受理审查起诉案件（件）", "110", "100", "+10.0%"]),
        (
            measured("returned_once", (60, 400, 0.15, 0.12, 0.19), (100, 400, 0.25, 0.21, 0.29)),
            ["一次退查占比（%）", "15.0（60/400）", "25.0（100/400）", "−10.0个百分点"],
        ),
        (
            measured("returned_once", (10, 40, 0.25, 0.14, 0.40), (8, 40, 0.20, 0.10, 0.35)),
            ["一次退查占比（%）", "25.0（10/40）", "20.0（8/40）", "+5.0个百分点†"],
        ),
        (
            measured("days_to_decision", (90, 100, 28.0, 27.0, 29.0), (90, 100, 33.0, 32.0, 34.0)),
            ["作出决定用时的中位数（天）", "28", "33", "−5天"],
        ),
    ],
)
def test_a_change_is_written_in_its_own_unit(records: Records, given: pl.DataFrame, row: list[str]) -> None:
    assert rows(overview.table(records, "90-a", given)) == [row]


def test_what_is_too_small_is_a_star_and_has_no_change_when_it_leaves(records: Records) -> None:
    small = measured("received", (2, 2, 2.0, None, None), (100, 100, 100.0, None, None))
    made = overview.table(records, "90-a", small)
    assert isinstance(made, Exhibit)
    assert made.again
    assert rows(made.again()) == [["受理审查起诉案件（件）", "＊", "100", "—"]]


def test_what_the_data_lacks_is_left_out(records: Records) -> None:
    assert len(rows(overview.table(records, "90-a", Absent("无"), RECEIVED))) == 1
    assert overview.table(records, "90-a", Absent("无")) == Absent("无")


def test_it_is_english_in_an_english_office(records: Records) -> None:
    english = replace(records, settings=replace(records.settings, language="en"))
    assert rows(overview.table(english, "90-a", RECEIVED)) == [
        ["Cases received for review (cases)", "110", "100", "+10.0%"]
    ]
