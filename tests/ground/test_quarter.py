"""Periods: their bounds, their neighbours, and how they are said."""

from datetime import date
from itertools import pairwise

import pytest

from casekit.ground import quarter
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2026Q3", "2026-07-01", "2026-09-30"),
        ("2026Q1-Q3", "2026-01-01", "2026-09-30"),
        ("2019", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_period_has_calendar_bounds_by_default(name: str, start: str, end: str) -> None:
    period = quarter.parse(name)
    assert (period.start.isoformat(), period.end.isoformat(), period.name) == (start, end, name)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026Q1", "2025-12-26", "2026-03-25"),
        ("2026Q3", "2026-06-26", "2026-09-25"),
        ("2026Q4", "2026-09-26", "2026-12-25"),
    ],
)
def test_a_statistical_month_that_ends_on_the_25th_moves_the_bounds(name: str, start: str, end: str) -> None:
    period = quarter.parse(name, Settings(month_end=25, year_end="12-25"))
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_quarters_follow_one_another_without_gap_or_overlap() -> None:
    spans = quarter.parse("2026Q4", Settings(month_end=25, year_end="12-31")).recent(12)
    assert all((second.start - first.end).days == 1 for first, second in pairwise(spans))


def test_a_quarter_knows_its_year_to_date_and_its_neighbours() -> None:
    third = quarter.parse("2026Q3")
    assert [third.to_date().name, third.year_earlier().name, third.before().name] == ["2026Q1-Q3", "2025Q3", "2026Q2"]
    assert quarter.parse("2026Q1").before().name == "2025Q4"
    assert third.to_date().year_earlier().name == "2025Q1-Q3"


@pytest.mark.parametrize(
    ("last", "name"),
    [("2026-09-30", "2026Q3"), ("2026-09-29", "2026Q2"), ("2026-12-31", "2026Q4"), ("2026-01-15", "2025Q4")],
)
def test_the_latest_quarter_is_the_last_one_wholly_covered(last: str, name: str) -> None:
    assert quarter.latest(date.fromisoformat(last), Settings()).name == name


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("2026Q3", "2026年第三季度", "Q3 2026"),
        ("2026Q1-Q3", "2026年1至9月", "January to September 2026"),
        ("2026Q1-Q4", "2026年全年", "all of 2026"),
        ("2019", "2019年（按案号）", "2019 (by case number)"),
    ],
)
def test_a_period_is_said_in_both_languages(name: str, chinese: str, english: str) -> None:
    period = quarter.parse(name)
    assert (period.say(), period.say("en")) == (chinese, english)


@pytest.mark.parametrize("text", ["2026 2", "26Q2", "2026Q5", "", "第二季度"])
def test_a_period_written_otherwise_is_one_clear_sentence(text: str) -> None:
    with pytest.raises(UserError, match="季度写作“2026Q2”，收到"):
        quarter.parse(text)
