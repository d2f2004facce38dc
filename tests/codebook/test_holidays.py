"""Workdays around holidays: the examples of 2024 are from the State Council's notice."""

from datetime import date

import polars as pl
import pytest

from casekit.codebook.holidays import calendar, covered_years, first_workday, is_workday

DAYS = [
    # day, workday?, first workday on or after
    ("2024-02-09", True, "2024-02-09"),  # the eve was a workday in 2024
    ("2024-02-12", False, "2024-02-18"),  # spring festival: 10th to 17th
    ("2024-02-18", True, "2024-02-18"),  # a Sunday, make-up workday
    ("2024-10-01", False, "2024-10-08"),  # national day: 1st to 7th
    ("2024-10-12", True, "2024-10-12"),  # a Saturday, make-up workday
    ("2021-01-31", False, "2021-02-01"),  # an ordinary Sunday
    ("2024-03-31", False, "2024-04-01"),
    ("2027-03-01", None, None),  # not published
    ("2003-12-31", None, None),
    (None, None, None),
]


def days(*texts: str | None) -> pl.Series:
    return pl.Series("day", texts, dtype=pl.String).str.to_date()


@pytest.mark.parametrize(("day", "expected", "first"), DAYS)
def test_a_day_is_a_workday_as_published_or_null_where_not_covered(
    day: str | None, expected: bool | None, first: str | None
) -> None:
    assert is_workday(days(day)).to_list() == [expected]
    assert first_workday(days(day)).to_list() == days(first).to_list()


def test_the_order_and_the_height_of_the_days_are_kept() -> None:
    assert is_workday(days("2024-02-12", None, "2024-02-09", "2024-02-12")).to_list() == [False, None, True, False]


def test_the_years_covered_are_told() -> None:
    first, last = covered_years()
    assert first == 2004
    assert last >= 2026


def test_a_year_is_covered_once_the_office_adds_its_holidays() -> None:
    added = [date(2027, 1, 1)]
    # 2027-01-01 is a Friday: the first workday is Monday the 4th
    assert first_workday(days("2027-01-01"), added).to_list() == [date(2027, 1, 4)]
    assert is_workday(days("2027-01-02", "2027-03-01"), added).to_list() == [False, True]


def test_an_added_workday_wins_over_the_weekend() -> None:
    assert is_workday(days("2027-01-02"), [date(2027, 1, 1)], [date(2027, 1, 2)]).to_list() == [True]


def test_an_added_holiday_wins_over_the_published_calendar() -> None:
    assert first_workday(days("2024-03-04"), [date(2024, 3, 4)]).to_list() == [date(2024, 3, 5)]


def test_no_day_is_carried_over_a_year_that_is_not_covered() -> None:
    # 2028 is added, 2027 is not: nothing of 2027 may borrow a day of 2028
    added = [date(2028, 1, 1)]
    assert is_workday(days("2027-06-01"), added).to_list() == [None]
    assert first_workday(days("2027-06-01"), added).to_list() == [None]


def test_every_day_of_the_calendar_stands_once_in_order() -> None:
    known = calendar()["day"]
    assert known.is_sorted()
    assert known.n_unique() == len(known)
