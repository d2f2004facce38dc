"""Decisions on the last days before a limit: what is counted, what is expected, and the rates METHODS asks for.

No published program has this estimator; it is held to simulated truths (tests/studies/bunching.py, 200 offices a line).
"""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from studies.bunching import BASE, COURSES, VARIANTS, drawn, natural

from casekit.statistics.bunching import Bunching, bunching

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "bunching.toml").read_text("utf-8"))
ASKED = {name: row for block in ("courses", "variants") for name, row in STUDY[block].items()}
DISTORTED = {"from the days just before", "from after the limit"}
SHORT = "limit of 10 days, lognormal 6, 0.45"

SEPTEMBER = [date(2024, 9, 2) + timedelta(day) for day in range(50)]
HOLIDAY = [date(2024, 10, day) for day in range(1, 8)]
MADE_UP = [date(2024, 9, 29), date(2024, 10, 12)]
DAYS_OFF = pl.Series([day for day in SEPTEMBER if (day.weekday() > 4 and day not in MADE_UP) or day in HOLIDAY])


def one_case(decided: date | None, due: date = date(2024, 10, 8)) -> Bunching:
    return bunching(*(pl.Series([day], dtype=pl.Date) for day in (date(2024, 9, 2), due, decided)), DAYS_OFF)


@pytest.mark.parametrize(
    ("decided", "observed", "n"),
    [
        (date(2024, 10, 8), 1, 1),  # the due day, moved over the holiday
        (date(2024, 9, 30), 1, 1),  # the working day before it
        (date(2024, 9, 29), 1, 1),  # a Sunday made a working day: the third last
        (date(2024, 9, 27), 0, 1),  # the fourth last
        (date(2024, 10, 3), 1, 1),  # on the holiday: counts on 30 September
        (date(2024, 10, 9), 0, 0),  # late
        (None, 0, 0),
    ],
)
def test_the_last_days_are_the_last_working_days_up_to_the_due_day(decided, observed, n):
    assert one_case(decided) == Bunching(observed, n, note="too_few")


def test_in_custody_a_due_day_within_a_holiday_has_its_last_days_before_it():
    """Due on 2 October: 30, 29 and 27 September are the last working days."""
    assert one_case(date(2024, 9, 27), due=date(2024, 10, 2)).observed == 1
    assert one_case(date(2024, 9, 26), due=date(2024, 10, 2)).observed == 0


def office(seed: int = 1, moved: float = 0.0, **changes: object) -> tuple[dict, int]:
    return drawn(np.random.default_rng(seed), replace(BASE, **changes), moved)


def test_days_may_be_numbers_or_dates():
    table, _ = office()
    as_dates = {name: pl.Series(table[name]).cast(pl.Int32).cast(pl.Date) for name in ("received", "due", "decided")}
    assert bunching(**table | as_dates) == bunching(**table)


def test_expected_and_excess_add_up_and_the_limits_hold_the_excess():
    found = bunching(**office(moved=0.4)[0])
    assert found.n == 400
    assert found.expected + found.excess == pytest.approx(found.observed)
    assert found.low < found.excess < found.high


def test_the_order_of_the_cases_changes_nothing():
    table, _ = office()
    turned = {name: table[name][::-1] for name in ("received", "due", "decided")}
    assert bunching(**table | turned) == bunching(**table)


def test_a_case_decided_late_says_the_same_as_one_not_decided_yet():
    table, _ = office()
    late = table["decided"] > table["due"]
    assert late.sum() > 50
    assert bunching(**table | {"decided": np.where(late, np.nan, table["decided"])}) == bunching(**table)


def test_what_lies_after_the_record_is_neither_expected_nor_missed():
    """With `until`, cases still open on that day lower no expectation; without it they look as if never decided in time."""
    table, _ = office(cut=True)
    known, unknown = bunching(**table), bunching(**table | {"until": None})
    assert known.observed == unknown.observed
    assert known.expected < unknown.expected


def test_few_decisions_or_a_short_limit_have_counts_and_no_expectation():
    assert bunching(**office(n=30)[0]).note == "too_few"
    short = bunching(**office(limit_days=7, lengths=COURSES["exponential 12"].lengths)[0])
    assert (short.note, short.expected, short.low) == ("too_short", None, None)
    assert short.n == 400
    assert bunching([], [], [], []) == Bunching(0, 0, note="too_few")


def test_kinds_of_case_that_were_mixed_are_called_uneven():
    assert bunching(**drawn(np.random.default_rng(1), VARIANTS["two kinds of case mixed"], 0.0)[0]).note == "uneven"
    assert bunching(**office()[0]).note is None


def test_twenty_null_offices_stay_silent_and_of_twenty_others_all_are_found():
    """Moved: 40% of 400 decisions; 160 within 25% is 120 to 200."""
    quiet = [bunching(**office(seed)[0]) for seed in range(20)]
    waited = [(bunching(**table), count) for table, count in (office(seed, 0.4) for seed in range(20, 40))]
    assert sum(found.low > 0 for found in quiet) <= 1
    assert sum(found.low > 0 for found, _ in waited) == 20
    assert {count for _, count in waited} == {160}
    assert sum(120 <= found.excess <= 200 for found, _ in waited) >= 19


def test_the_study_draws_decisions_on_working_days_after_receipt():
    received = np.arange(800, 1100)
    days = natural(np.random.default_rng(1), BASE, received)
    assert (days >= received).all()


@pytest.mark.parametrize("name", ASKED)
def test_at_most_sixteen_of_two_hundred_null_offices_are_flagged(name):
    assert STUDY["runs"] == 200
    assert ASKED[name]["flagged"] * 200 <= 16


@pytest.mark.parametrize("name", [name for name in ASKED if name != SHORT])
def test_a_moved_share_of_two_fifths_is_found_in_95_of_100_offices(name):
    assert ASKED[name]["found"] >= 0.95


def test_the_excess_is_within_a_quarter_of_the_truth_in_95_of_100_offices_where_few_decisions_are_natural_there():
    """Where a quarter of all decisions falls on the last days anyway, in 91 of 100; of 150 decisions, in about 90."""
    settled = [name for name, row in STUDY["courses"].items() if row["natural"] < 0.2]
    assert len(settled) == 7
    assert min(STUDY["courses"][name]["within"] for name in settled) >= 0.95
    assert STUDY["courses"]["lognormal 25, 0.28"]["within"] >= 0.9


def test_the_limits_hold_the_number_moved_where_it_came_evenly_from_the_days_before():
    assert min(row["covered"] for name, row in ASKED.items() if name not in DISTORTED) >= 0.94
