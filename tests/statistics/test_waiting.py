"""What the study of waiting times found (tests/studies/waiting.toml), held to what the docstrings say."""

import tomllib
from pathlib import Path

import pytest

STUDY = tomllib.loads((Path(__file__).parents[1] / "studies" / "waiting.toml").read_text("utf-8"))["limits"]


@pytest.mark.parametrize("name", STUDY)
def test_limits_of_medians_and_p90_and_of_their_differences_hold_94_to_100_of_100(name):
    row = STUDY[name]
    assert min(row[value] for value in ("median", "median_difference", "p90", "p90_difference")) >= 0.935


@pytest.mark.parametrize("name", STUDY)
def test_two_groups_that_wait_alike_are_said_to_differ_in_at_most_5_of_100(name):
    assert STUDY[name]["alike"] <= 0.05


@pytest.mark.parametrize("name", STUDY)
def test_limits_of_shares_by_a_day_and_of_their_differences_hold_92_of_100_or_more(name):
    assert min(STUDY[name]["share"], STUDY[name]["share_difference"]) >= 0.92
