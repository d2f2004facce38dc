"""Steps: what is reached by which day, when half is, and how much of it a drawing needs."""

from itertools import pairwise

import polars as pl
import pytest
from drawn import DECIDED, long, made_curves

from casekit.exhibits.steps import Steps, piled, steps


@pytest.mark.parametrize(
    ("levels", "half"),
    [
        ([0.0, 0.3, 0.5, 0.9], 20),
        ([0.0, 0.3, 0.49, 0.499], None),
        ([1.0, 0.7, 0.4, 0.1], 20),  # falling, as what is left
        ([0.0, None, 0.6, 0.9], None),  # it may have been reached on the hidden day
        ([0.0, 0.6, None, 0.9], 10),
        ([0.6, 0.7, 0.8, 0.9], None),  # it was past half before the first day: no day is known
        ([None, None, None, None], None),
    ],
)
def test_half_is_reached_on_the_first_day_at_or_past_it(levels: list[float | None], half: float | None) -> None:
    assert Steps([0, 10, 20, 30], levels).half == half


def test_outcomes_are_piled_up_on_every_day_of_any() -> None:
    frame = pl.DataFrame(
        [("起诉", 0, 0.0), ("起诉", 10, 0.2), ("不起诉", 5, 0.1), ("不起诉", 20, 0.3)],
        ["series", "days", "value"],
        orient="row",
    )
    lower, upper = piled(made_curves(frame))
    assert lower.days == upper.days == [0, 5, 10, 20]
    assert lower.levels == [0.0, 0.0, 0.2, 0.2]
    assert upper.levels == pytest.approx([0.0, 0.1, 0.3, 0.5])


def test_a_protected_day_leaves_a_gap_in_its_pile_and_in_those_above() -> None:
    frame = long(DECIDED).with_columns(few=(pl.col("series") == "起诉") & (pl.col("days") == 30))
    lower, upper = piled(made_curves(frame, hidden="few"))
    assert [level is None for level in lower.levels] == [False, False, False, True, False, False, False]
    assert upper.runs() == [
        [(0, 0.0), (10, 0.11), (20, 0.37), (30, 0.37)],  # it stands until the hidden day
        [(40, 0.71), (50, 0.84), (60, 0.926)],
    ]


def test_a_level_holds_from_its_day_to_the_next_and_ends_with_the_last() -> None:
    curve = Steps([0, 10, 20], [0.0, 0.4, 0.7])
    assert [curve.at(day) for day in (-1, 0, 9, 10, 20, 21)] == [None, 0.0, 0.0, 0.4, 0.7, None]


def test_days_without_a_jump_are_not_stored_but_the_last_day_is() -> None:
    curve = Steps(list(range(9)), [0.0, 0.0, 0.1, 0.1, 0.1002, 0.3, 0.3, 0.3, 0.3])
    assert curve.runs() == [[(0, 0.0), (2, 0.1), (5, 0.3), (8, 0.3)]]


def test_two_thousand_days_are_stored_as_four_hundred_steps_none_off_by_two_pixels() -> None:
    days = list(range(2001))
    curve = Steps(days, [day / 2000 for day in days])
    (run,) = curve.runs()
    assert len(run) <= 402
    assert all(abs(level - day / 2000) < 0.00051 for day, level in run)
    assert max(after - day for (day, _), (after, _) in pairwise(run)) <= 2 * 2000 / 400


def test_a_series_without_rows_is_none() -> None:
    assert steps(made_curves(), "撤回起诉") is None
