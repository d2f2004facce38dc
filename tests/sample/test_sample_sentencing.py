"""What the sample has for sentencing: a drift of recommendations, a unit apart and late edits, in size, place and time; no others."""

import polars as pl
import pytest

from casekit.sample import CASES, SEED
from casekit.sample.effects import Effects, planned, since
from casekit.sample.streams import Streams
from casekit.sample.tables import drawn

THEFT, CYBER = "盗窃罪", "帮助信息网络犯罪活动罪"
NEW = ("recommendation_drift", "unit_apart", "late_edits")
WRITTEN = ("recommended", "adjusted", "adjusted_on", "adjustment_reason", "adopted", "sentence", "non_adoption_reason")


def told(effects: Effects) -> pl.DataFrame:
    """The suspects of the shipped sample whose recommendation has been answered by a judgment."""
    suspects = drawn(CASES, Streams(SEED), effects).suspects.filter("is_recommended", pl.col("judged_on").is_not_null())
    return suspects.with_columns(above=pl.col("first_months") - pl.col("judged_months"))


@pytest.fixture(scope="module")
def suspects() -> pl.DataFrame:
    return told(Effects())


@pytest.fixture(scope="module")
def without() -> pl.DataFrame:
    """The same office where none of the three happened."""
    return told(Effects(frozenset(NEW)))


def near(name: str, estimate: float) -> bool:
    return abs(estimate - planned()[name]["size"]) <= planned()[name]["tolerance"]


def accepted(suspects: pl.DataFrame, crime: pl.Expr) -> list[float]:
    """The share of fixed recommendations accepted at first, before October 2025 and since."""
    fixed = suspects.filter(crime, ~pl.col("is_range"))
    later = fixed.group_by(since("recommendation_drift", "recommended_on").alias("later")).agg("adopted")
    return [(words == "采纳").mean() for words in later.sort("later")["adopted"]]


def months_apart(suspects: pl.DataFrame, who: str, later: bool = True) -> float:
    """Mean months in cases of aiding cybercrime: office 469099 over office 469098."""
    alike = suspects.filter(pl.col("judged_kind").is_in(["拘役", "有期徒刑"]), crime=CYBER)
    alike = alike.filter(since("unit_apart", "concluded_on") == later)
    means = alike.group_by("unit_code").agg(pl.col(f"{who}_months").mean()).sort("unit_code")
    return means[1, 1] - means[0, 1]


def edited(suspects: pl.DataFrame, fast: bool = False) -> pl.DataFrame:
    """By quarter of judgment the share adjusted within three days before it, on the court's advice or unexplained."""
    days = (pl.col("judged_on") - pl.col("adjusted_on")).dt.total_days()
    late = (days <= 3) & (pl.col("adjustment_reason").fill_null("法院建议调整") == "法院建议调整")
    asked = suspects.filter((pl.col("procedure") == "速裁程序") == fast)
    return asked.group_by(quarter=pl.col("judged_on").dt.truncate("1q")).agg(
        late.fill_null(False).mean().alias("share")
    )


# ------------------------------------------------------------------ what is planted


def test_of_theft_recommendations_that_would_be_accepted_four_in_ten_are_no_longer(suspects: pl.DataFrame) -> None:
    before, after = accepted(suspects, pl.col("crime") == THEFT)
    assert near("recommendation_drift", 1 - after / before)


def test_those_that_drifted_are_two_months_above_the_judgment_or_at_the_longest_detention(
    suspects: pl.DataFrame,
) -> None:
    drifted = suspects.filter("has_drifted")
    assert drifted.height > 50
    assert drifted["crime"].unique().to_list() == [THEFT]
    assert drifted.filter(pl.col("first_months") != 6)["above"].unique().to_list() == [2]
    assert drifted["unit_code"].n_unique() == 2


def test_those_that_drifted_are_not_edited_late(suspects: pl.DataFrame) -> None:
    drifted = suspects.filter("has_drifted", pl.col("adjusted_on") > pl.col("recommended_on"))
    assert (drifted["judged_on"] - drifted["adjusted_on"]).dt.total_days().min() >= 4


@pytest.mark.parametrize("who", ["judged", "first"])
def test_one_unit_gives_and_recommends_three_months_more_from_2024(who: str, suspects: pl.DataFrame) -> None:
    assert near("unit_apart", months_apart(suspects, who))
    assert abs(months_apart(suspects, who, later=False)) < 1


def test_of_persons_judged_in_the_second_quarter_of_2026_one_in_eight_is_edited_late(suspects: pl.DataFrame) -> None:
    shares = edited(suspects)
    own = shares.filter(since("late_edits", "quarter"))["share"].item()
    usual = shares.filter(~since("late_edits", "quarter"))["share"]
    assert near("late_edits", own)
    assert usual.mean() == pytest.approx(planned()["late_edits"]["without"], abs=0.006)
    assert usual.max() < 0.05 < own


# ------------------------------------------------------------------ and nothing beside it


def test_other_crimes_are_accepted_as_before(suspects: pl.DataFrame) -> None:
    assert accepted(suspects, pl.col("crime") != THEFT) == pytest.approx([0.85, 0.85], abs=0.025)


def test_late_edits_in_fast_track_do_not_rise(suspects: pl.DataFrame) -> None:
    assert edited(suspects, fast=True).filter(since("late_edits", "quarter"))["share"].item() < 0.05


def test_late_edits_change_no_acceptance_at_first(suspects: pl.DataFrame) -> None:
    assert suspects.filter("is_edited", "agrees").is_empty()
    assert suspects.filter("is_edited")["adopted"].unique().to_list() == ["调整后采纳"]


def test_left_out_none_of_the_three_is_there(without: pl.DataFrame) -> None:
    before, after = accepted(without, pl.col("crime") == THEFT)
    assert after == pytest.approx(before, abs=0.08)
    assert abs(months_apart(without, "judged")) < 1
    assert edited(without).filter(since("late_edits", "quarter"))["share"].item() < 0.03


@pytest.mark.parametrize(
    ("effect", "concerned"),
    [
        ("recommendation_drift", (pl.col("crime") == THEFT) & since("recommendation_drift", "recommended_on")),
        ("unit_apart", (pl.col("crime") == CYBER) & since("unit_apart", "concluded_on")),
        ("late_edits", since("late_edits", "judged_on")),
    ],
)
def test_an_effect_changes_only_the_persons_it_is_about(
    effect: str, concerned: pl.Expr, suspects: pl.DataFrame
) -> None:
    other = told(Effects(frozenset([effect]))).filter(~concerned)
    same = suspects.filter(~concerned)
    assert other.select("department_number", "suspect_no", *WRITTEN).equals(
        same.select("department_number", "suspect_no", *WRITTEN)
    )
