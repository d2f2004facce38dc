"""Changes of rates and of steps per case against tables worked by hand, R 4.2.2 (the code stands with the values) and the study."""

import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies.decomposition import RATES, SHARES, held_steps

from casekit.statistics.decomposition import change_parts, parts

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "decomposition.toml").read_text("utf-8"))
QUICK = settings(deadline=None, max_examples=40)
CASES = st.lists(
    st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=30
)


def cases(*rows):
    return pl.DataFrame(rows, {"crime": pl.String, "returned": pl.Int64, "extended": pl.Int64}, orient="row")


def test_steps_per_case_are_one_and_the_items_over_the_cases():
    found = parts({"first return": 48, "second return": 6, "extension": 90}, 400)
    assert found["per_case"].to_list() == [1.0, 0.12, 0.015, 0.225]
    assert found["per_case"].sum() == pytest.approx(1.36, abs=1e-12)
    assert found["note"].null_count() == 4


@pytest.mark.parametrize(
    ("base", "cases", "note"), [(388, 400, "below_one"), (398, 400, None), (400, 400, None), (0, 0, "none")]
)
def test_under_one_step_a_case_is_a_fault_of_the_data(base, cases, note):
    """388 + 2 steps of 400 cases are 0.975; 398 + 2 are one each."""
    assert set(parts({"first return": 2}, cases, base)["note"]) == {note}


FIRST = cases(("theft", 1, 0), ("theft", 0, 0), ("fraud", 1, 2), ("fraud", 0, 0))
SECOND = cases(("theft", 0, 0), ("theft", 0, 0), ("theft", 1, 0), ("theft", 1, 0), ("fraud", 1, 1))


def test_a_change_of_steps_is_the_sum_over_items_groups_and_cells():
    """Before: returns 2/4, extensions 2/4; now 3/5 and 1/5. 1 + 1.0 to 1 + 0.8; centre 0.9.

    Groups, steps a case beyond the first: theft 0.5 then 0.5, fraud 1.5 then 2; shares 0.5 then 0.8 and 0.2.
    """
    found = change_parts(FIRST, SECOND, "crime")
    assert (found.before, found.now, found.note) == (2.0, 1.8, None)
    assert found.items["change"].to_list() == pytest.approx([0.1, -0.3], abs=1e-12)
    assert found.groups["group"].to_list() == ["fraud", "theft"]
    assert found.groups["now"].to_list() == [3.0, 1.5]
    assert found.groups["mix"].to_list() == pytest.approx([(1.75 - 0.9) * -0.3, (0.5 - 0.9) * 0.3], abs=1e-12)
    assert found.groups["rate"].to_list() == pytest.approx([0.35 * 0.5, 0.0], abs=1e-12)
    assert found.cells.row(1)[:2] == ("fraud", "extended")
    assert [frame["change"].sum() for frame in (found.items, found.groups, found.cells)] == pytest.approx([-0.2] * 3)


@QUICK
@given(CASES, CASES)
def test_the_parts_of_steps_add_up_whatever_the_cases(before, now):
    found = change_parts(cases(*before), cases(*now), "crime")
    for frame in (found.items, found.groups, found.cells):
        assert frame["change"].sum() == pytest.approx(found.now - found.before, abs=1e-12)
    by_item = found.cells.group_by("item", maintain_order=True).agg(pl.col("change").sum())
    assert np.allclose(by_item["change"].to_numpy(), found.items["change"].to_numpy(), atol=1e-12)
    assert found.change == pytest.approx(found.now - found.before, abs=1e-12)


@QUICK
@given(CASES, CASES)
def test_backwards_every_part_of_steps_has_the_opposite_sign(before, now):
    forth, back = (
        change_parts(*pair, "crime").cells for pair in ((cases(*before), cases(*now)), (cases(*now), cases(*before)))
    )
    assert np.allclose(forth.select("mix", "rate").to_numpy(), -back.select("mix", "rate").to_numpy(), atol=1e-12)


def test_a_group_absent_from_a_period_adds_mix_and_no_rate():
    """Fraud, half of all with 1.5 steps, is gone: (1.5 - (1.0 + 0.5) / 2) x -0.5; theft 0.5 then 0.5 adds -0.25 x 0.5."""
    found = change_parts(FIRST, SECOND.filter(crime="theft"), "crime").groups
    assert found.select("mix", "rate").rows() == [(pytest.approx(-0.375), 0.0), (pytest.approx(-0.125), 0.0)]
    assert found["now"].to_list() == [None, 1.5]


@pytest.mark.parametrize(
    ("k0", "n0", "k1", "n1", "low", "high"),
    [(0, 300, 4, 300, -0.00253756158613, 0.02902762781130), (60, 300, 30, 280, -0.1502228034965, -0.0338925504089)],
)
def test_limits_of_an_item_that_happens_once_at_most_are_agresti_and_caffos(k0, n0, k1, n1, low, high):
    """R: p <- (c(k0, k1) + 1) / (c(n0, n1) + 2); p[2] - p[1] + c(-1, 1) * qnorm(.975) * sqrt(sum(p * (1 - p) / (c(n0, n1) + 2)))"""
    before, now = (cases(*[("theft", 1, 0)] * k, *[("theft", 0, 0)] * (n - k)) for k, n in ((k0, n0), (k1, n1)))
    row = change_parts(before, now, "crime").items.row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-9)


def test_steps_that_come_together_widen_the_limits():
    """60 steps in 20 cases vary more than 60 in 60."""
    apart = cases(*[("theft", 1, 0)] * 60, *[("theft", 0, 0)] * 340)
    together = cases(*[("theft", 3, 0)] * 20, *[("theft", 0, 0)] * 380)
    width = [found.high - found.low for found in (change_parts(one, one, "crime") for one in (apart, together))]
    assert width[1] > 1.5 * width[0]


def test_an_unknown_count_makes_its_figures_unknown_and_no_others():
    found = change_parts(FIRST.with_columns(returned=pl.Series([1, None, 1, 0])), SECOND, "crime")
    assert found.items["change"].to_list() == [None, pytest.approx(-0.3)]
    assert np.isnan(found.change)


def test_without_cases_the_change_says_none():
    found = change_parts(FIRST, SECOND.head(0), "crime")
    assert found.note == "none"
    assert found.items["low"].null_count() == 2


def test_a_negative_count_below_one_is_noted():
    assert change_parts(FIRST, cases(("theft", -1, 0)), "crime").note == "below_one"


def test_changed_is_said_of_nothing_in_one_of_twenty_pairs():
    rng = np.random.default_rng(20)
    found = [held_steps(rng, 150, [SHARES["same"]] * 2, list(RATES["some"])) for _ in range(20)]
    assert np.sum(found, axis=0)[3] <= 4


def test_in_the_study_the_limits_hold_their_level():
    """1,000 pairs each: 0.93 is three standard errors under 0.95; rare steps are held more often."""
    assert min(row[name] for row in STUDY["steps"].values() for name in ("item", "all", "group")) >= 0.93
    nothing = [row["changed"] for name, row in STUDY["steps"].items() if "rare" in name or "some" in name]
    assert max(nothing) <= 0.06
    assert STUDY["steps"]["400 cases, halved, same shares"]["changed"] >= 0.95
