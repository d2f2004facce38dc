"""Timelines: periods in pieces, and periods as days."""

from datetime import date

import pytest

from casekit.ground.settings import Settings
from casekit.release.days import span
from casekit.release.timeline import Span, Timeline


def line(*spans: Span) -> Timeline:
    made = Timeline()
    made.spans |= set(spans)
    return made


def test_days_are_cut_wherever_a_period_begins_or_ends() -> None:
    """Days 1 to 9 and 4 to 6 make 1-3, 4-6 and 7-9; what nobody tells is no piece."""
    assert line((1, 9), (4, 6)).pieces == [(1, 3), (4, 6), (7, 9)]
    assert line((1, 3), (7, 9)).pieces == [(1, 3), (7, 9)]


@pytest.mark.parametrize(
    ("asked", "within", "around"),
    [
        ((1, 9), [(1, 3), (4, 6), (7, 9)], [(1, 3), (4, 6), (7, 9)]),
        ((2, 8), [(4, 6)], [(1, 3), (4, 6), (7, 9)]),
        ((4, 6), [(4, 6)], [(4, 6)]),
        ((5, 5), [], [(4, 6)]),
        ((4, 12), [(4, 6), (7, 9)], None),
        ((20, 30), [], None),
    ],
)
def test_pieces_lie_within_a_span_or_hold_it(asked: Span, within: list[Span], around: list[Span] | None) -> None:
    made = line((1, 9), (4, 6))
    assert made.within(asked) == within
    assert made.around(asked) == around


def test_a_span_over_days_that_nobody_tells_is_not_held() -> None:
    assert line((1, 3), (7, 9)).around((1, 9)) is None


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026Q1-Q3", date(2026, 1, 1), date(2026, 9, 30)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2025-10—2026-09", date(2025, 10, 1), date(2026, 9, 30)),
        ("2023Q4—2026Q3", date(2023, 10, 1), date(2026, 9, 30)),
        ("2026-03-01—2026-06-30", date(2026, 3, 1), date(2026, 6, 30)),
    ],
)
def test_a_period_is_its_first_and_last_day(period: str, first: date, last: date) -> None:
    assert span(period, Settings()) == (first.toordinal(), last.toordinal())


def test_months_end_where_the_office_ends_them() -> None:
    own = Settings(month_end=25, year_end="12-20")
    assert span("2026-01", own) == (date(2025, 12, 21).toordinal(), date(2026, 1, 25).toordinal())
    assert span("2026-12", own) == (date(2026, 11, 26).toordinal(), date(2026, 12, 20).toordinal())


def test_what_is_no_period_is_a_span_of_its_own() -> None:
    one, other = span("undated", Settings()), span("2019", Settings())
    assert one[0] == one[1] < 0
    assert one != other
