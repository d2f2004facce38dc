"""Proposals and places of the sample: streams of their own, the planted ones on their days, and nothing that cannot be."""

import dataclasses
from itertools import pairwise

import polars as pl
import pytest

from casekit import codebook, sample
from casekit.codebook import holidays
from casekit.sample import places, proposals
from casekit.sample.effects import Effects, planned
from casekit.sample.streams import Streams
from casekit.sample.tables import Tables, drawn
from casekit.sample.world import EXTRACTED, table

DAYS = ("issued_on", "delivered_on", "replied_on", "rectified_on", "looked_back_on")


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    return proposals.proposed(sample.CASES, Streams(sample.SEED))


@pytest.fixture(scope="module")
def towns() -> pl.DataFrame:
    return places.counted(Streams(sample.SEED))


def test_other_proposals_and_places_change_no_other_table(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = drawn(300, Streams(3), Effects())
    monkeypatch.setattr(proposals, "SHARE", 0.2)
    monkeypatch.setattr(places, "FROM", 2015)
    other = drawn(300, Streams(3), Effects())
    changed = [
        field.name
        for field in dataclasses.fields(Tables)
        if not plain.of(field.name).equals(other.of(field.name), null_equal=True)
    ]
    assert changed == ["proposals", "places"]


@pytest.mark.parametrize("effect", ["proposal_worked", "proposal_changed_nothing"])
def test_each_planted_effect_has_its_proposal_on_its_day_to_its_place_about_its_causes(
    effect: str, made: pl.DataFrame
) -> None:
    row = made.filter(effect=effect).row(0, named=True)
    plan = planned()[effect]
    assert (row["issued_on"], row["unit"]) == (plan["from"], plan["place"])
    assert row["cause"].split("、") == plan.get("causes", [plan.get("cause")])
    assert row["outcome"] == "采纳"
    assert row["town"] is None


def test_no_other_proposal_is_about_what_an_effect_is_measured_on(made: pl.DataFrame) -> None:
    effects = ("proposal_worked", "proposal_changed_nothing", "ebike_surge")
    causes = {cause for name in effects for cause in planned()[name].get("causes", [planned()[name].get("cause")])}
    assert causes.isdisjoint(made.filter(pl.col("effect").is_null())["cause"].drop_nulls())


def test_dates_are_in_order_on_workdays_and_known_on_the_day_of_extraction(made: pl.DataFrame) -> None:
    days = pl.concat(made[name].drop_nulls().alias("day") for name in DAYS)
    assert days.max() <= EXTRACTED  # type: ignore[operator]
    assert holidays.is_workday(days).all()
    for earlier, later in pairwise(DAYS):
        assert made.filter(pl.col(earlier) > pl.col(later)).is_empty()


def test_most_are_answered_in_time_and_some_late_without_a_reply_or_never(made: pl.DataFrame) -> None:
    over = made.filter(pl.col("due_on") < EXTRACTED)
    answered = over.filter(pl.col("replied_on").is_not_null())
    assert (over["replied_on"] <= over["due_on"]).sum() / over.height == pytest.approx(0.80, abs=0.06)
    assert (answered["replied_on"] > answered["due_on"]).sum() > 20
    assert (over["outcome"] == proposals.UNREPLIED).sum() > 10
    assert over.filter(pl.col("replied_on").is_null(), pl.col("outcome").is_null()).height > 5


@pytest.mark.parametrize(
    ("column", "vocabulary"),
    [("kind", "proposal_kind"), ("outcome", "proposal_outcome"), ("follow_up", "proposal_follow_up")],
)
def test_every_word_is_of_its_vocabulary(column: str, vocabulary: str, made: pl.DataFrame) -> None:
    assert set(made[column].drop_nulls()) <= set(codebook.words(vocabulary))


def test_numbers_are_given_in_order_and_once(made: pl.DataFrame) -> None:
    assert made["issued_on"].is_sorted()
    assert made["proposal_no"].n_unique() == made.height


def test_every_town_has_its_numbers_in_each_year_and_more_residents_where_more_happens(towns: pl.DataFrame) -> None:
    assert towns.group_by("town").len()["len"].unique().to_list() == [5]
    newest = towns.filter(pl.col("year") == 2025).join(table("towns").select("town", "weight"), on="town")
    assert newest.select(pl.corr("population", "weight")).item() > 0.9
    assert newest.select((pl.col("service_rooms") <= pl.col("villages")).all()).item()
    assert newest.select(pl.struct("x", "y").n_unique()).item() == newest.height
