"""What the study of null rates found, held to what METHODS asks and to what the docstrings say."""

import tomllib
from pathlib import Path

import pytest

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "null_rates.toml").read_text("utf-8"))


def test_control_charts_flag_a_null_quarter_about_twice_in_a_hundred():
    """Rules on 3 points: 3 sigma (0.3% a point) and a run of 8 (0.8% a point, overlapping); small counts are skew."""
    rates = STUDY["control"]
    assert max(rate for name, rate in rates.items() if "mean 2," not in name and "mean 5," not in name) <= 0.03
    assert max(rates.values()) <= 0.06


@pytest.mark.parametrize("way", ["none", "multiplicative", "additive", "additive, consistent"])
def test_funnels_of_units_that_differ_by_chance_alone_keep_their_rate(way):
    """14 and 25 units at 99.8%: 2.8% and 4.9% of offices if the limits were hit exactly."""
    named = [f"{units} units at {p}, spread 0.0, {way}" for units in (14, 25) for p in (0.15, 0.95)]
    assert [STUDY["funnel"][name] <= 0.05 for name in named] == [True] * 4


def test_published_widening_flags_more_than_it_promises_where_units_spread_and_the_consistent_one_less():
    for name, rate in STUDY["funnel"].items():
        if name.endswith("additive") and "spread 0.0," not in name:
            assert 0.03 <= rate <= 0.32
            assert STUDY["funnel"][f"{name}, consistent"] < 0.6 * rate


def test_limits_of_shrunken_rates_hold_their_level_and_plain_ones_do_not():
    ours = [row["ours"] for row in STUDY["shrinkage"].values()]
    even = [row["plain"] for name, row in STUDY["shrinkage"].items() if name.endswith("spread 0")]
    assert min(ours) >= 0.93
    assert 0.35 <= min(even) <= max(even) <= 0.46


def test_clustered_limits_hold_where_wilsons_on_persons_do_not():
    alike = [row for name, row in STUDY["clustered"].items() if name.endswith("0.7")]
    assert min(row["ours"] for row in STUDY["clustered"].values()) >= 0.92
    assert max(row["plain"] for row in alike) <= 0.86
