"""Durations: the table of a curve shows only days that enough cases were followed to, and leaves with its counts protected."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import durations
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.table import grid
from casekit.records.records import Records
from casekit.subjects.efficiency import decision

EXTRACTED = date(2026, 9, 30)
RECEIVED = date(2026, 8, 21)


def records(open_cases: int = 20, second: int = 0) -> Records:
    """Eighty cases received 40 days before the extraction: 40 prosecuted on day 10, 20 not prosecuted on day 20, and the rest
    open; `second` of those prosecuted were returned on day 2 and came back on day 6."""
    rows = []
    for number in range(60 + open_cases):
        after, conclusion = (10, "prosecuted") if number < 40 else (20, "not_prosecuted")
        ended = RECEIVED + timedelta(days=after) if number < 60 else None
        away = (RECEIVED + timedelta(days=2), RECEIVED + timedelta(days=6)) if number < second else ("", "")
        told = (ended or "", conclusion if ended else "", *away)
        rows.append(" | ".join([f"C{number}", str(RECEIVED), *map(str, told)]))
    head = "case_id | received_on | concluded_on | conclusion | first_returned_on | first_resubmitted_on"
    return written(EXTRACTED, cases="\n".join([head, *rows]))


def table(of: Records) -> Exhibit:
    made = durations.by_day(decision.curves(of), decision.under_observation(of), of, name="11-time-2-by-day")
    assert isinstance(made, Exhibit)
    return made


def test_a_row_tells_the_shares_by_that_day_and_how_many_were_followed_to_it() -> None:
    """Half by day 10, three quarters by day 20; at the beginning of day 10 all 80 were there, of day 20 still 40."""
    rows = {row[0]: row for row in grid(table(records())).rows}
    assert rows["10"][1:4] == ["50.0", "0.0", "50.0"]
    assert rows["20"][1:4] == ["50.0", "25.0", "75.0"]
    assert (rows["10"][-1], rows["20"][-1]) == ("80", "40")


def test_a_day_to_which_too_few_were_followed_has_no_row() -> None:
    """The open cases were seen for 40 days: 45 and 60 are not known, however near day 40 is; nine open ones are too few."""
    assert [row[0] for row in grid(table(records())).rows] == ["10", "20", "30"]
    assert [row[0] for row in grid(table(records(open_cases=9))).rows] == ["10", "20"]


def test_a_table_says_how_many_cases_it_is_of_and_how_many_of_them_are_open() -> None:
    assert "80" in table(records()).population
    assert "20" in table(records()).population


def test_it_can_leave_and_says_the_same() -> None:
    made = table(records())
    assert made.again is not None
    again: Any = made.again()
    assert grid(again).rows == grid(made).rows


@pytest.mark.parametrize("returned", [0, 30])
def test_the_parts_of_the_time_add_up_to_the_gross_days(returned: int) -> None:
    """60 cases took 40 x 10 + 20 x 20 = 800 days, 13.3 each; 30 of them were away for 4 days, which is 2.0 each."""
    told = records(second=returned)
    made: Any = durations.parts(decision.parts(told), told, name="11-time-3-parts")
    rows = grid(made).rows
    assert rows[-1][1:] == ["13.3", "60", "100.0"]
    if returned:
        assert rows[0][1:] == ["2.0", "30", "15.0"]
        assert rows[1][1:] == ["11.3", "60", "85.0"]
    assert len(rows) == (3 if returned else 2)


def test_the_figure_of_the_curves_has_its_total_and_what_is_still_open() -> None:
    told = records()
    made: Any = durations.curves(
        decision.curves(told), decision.under_observation(told), told, name="11-time-1", finding="半数10天内作出决定"
    )
    assert made.form == "curves"
    total = made.frame.filter(pl.col("series") == "合计")
    assert total.select("time", "value").rows() == [(10.0, 0.5), (20.0, 0.75)]
    assert made.frame.filter(pl.col("series") != "合计")["low"].null_count() == 2
