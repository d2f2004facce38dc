"""Days, months and counts are written as an official text of each language writes them."""

from datetime import date

import pytest

from casekit.ground import written
from casekit.ground.errors import Words


def test_a_day_and_a_month_are_in_words() -> None:
    on = date(2026, 9, 3)
    assert (written.day(on), written.day(on, "en")) == ("2026年9月3日", "3 September 2026")
    assert (written.month(on), written.month(on, "en")) == ("2026年9月", "September 2026")


@pytest.mark.parametrize(
    ("first", "last", "chinese", "english"),
    [
        (date(2026, 7, 1), date(2026, 9, 30), "2026年7月1日至9月30日", "1 July to 30 September 2026"),
        (
            date(2025, 12, 26),
            date(2026, 3, 25),
            "2025年12月26日至2026年3月25日",
            "26 December 2025 to 25 March 2026",
        ),
    ],
)
def test_a_span_says_a_shared_year_once(first: date, last: date, chinese: str, english: str) -> None:
    assert (written.span(first, last), written.span(first, last, "en")) == (chinese, english)


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (9999, "9999"), (10000, "10,000"), (1234567, "1,234,567")])
def test_a_count_has_commas_from_five_figures_on(number: int, said: str) -> None:
    assert written.count(number) == said


def test_one_thing_is_singular_and_none_are_many() -> None:
    assert [written.many(number, "row") for number in (0, 1, 2)] == [
        Words("0", "0 rows"),
        Words("1", "1 row"),
        Words("2", "2 rows"),
    ]
