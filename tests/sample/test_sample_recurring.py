"""What the sample has for recurring causes: a place, a cluster, proposals that can be judged, people and disputes that come again."""

from datetime import date

import polars as pl
import pytest

from casekit.sample.effects import concerns, planned, since
from casekit.sample.tables import Tables
from casekit.sample.world import FIRST, table
from casekit.statistics.impact import impact


@pytest.fixture(scope="module")
def cases(tables: Tables) -> pl.DataFrame:
    """The cases with their true cause."""
    return tables.cases.drop("cause").rename({"theme": "cause"})


def near(name: str, estimate: float) -> bool:
    return abs(estimate - planned()[name]["size"]) <= planned()[name]["tolerance"]


def own(cases: pl.DataFrame, name: str) -> pl.DataFrame:
    return cases.filter(concerns(name), since(name, "received_on"))


def share(values: pl.Series) -> float:
    found = values.mean()
    assert isinstance(found, float)
    return found


# ------------------------------------------------------------------ a place and a cluster


def test_half_of_the_thefts_from_building_sites_are_in_one_town_with_an_eighth_of_the_people(
    cases: pl.DataFrame,
) -> None:
    found, alike = own(cases, "repeat_place"), cases.filter(since("repeat_place", "received_on"), cause="工地盗窃")
    assert near("repeat_place", found.height)
    assert found.height / alike.height == pytest.approx(0.5, abs=0.06)
    assert table("towns").filter(town="乙镇")["weight"].to_list() == [0.13]


def test_they_come_in_nearly_every_quarter(cases: pl.DataFrame) -> None:
    assert own(cases, "repeat_place")["received_on"].dt.truncate("1q").n_unique() >= 18


def test_burglaries_gather_in_two_towns_for_three_months(cases: pl.DataFrame) -> None:
    before = cases.filter(concerns("cluster"), pl.col("received_on").is_between(FIRST, date(2026, 2, 28)))
    assert near("cluster", own(cases, "cluster").height)
    assert before.height / 53 * 3 == pytest.approx(planned()["cluster"]["expected"], abs=1.2)
    assert own(cases, "cluster")["town"].n_unique() == 2


def test_the_two_towns_are_the_nearest_to_each_other(tables: Tables) -> None:
    places = tables.places.filter(year=2025).select("town", "x", "y")
    pairs = places.join(places, how="cross", suffix="_2").filter(pl.col("town") < pl.col("town_2"))
    apart = pairs.with_columns(km=((pl.col("x") - pl.col("x_2")) ** 2 + (pl.col("y") - pl.col("y_2")) ** 2).sqrt())
    assert set(apart.sort("km").select("town", "town_2").row(0)) == set(planned()["cluster"]["towns"])


def test_the_cluster_ends_before_the_newest_quarter() -> None:
    assert planned()["cluster"]["to"] < date(2026, 7, 1)


# ------------------------------------------------------------------ proposals


@pytest.mark.parametrize(
    ("name", "verdict", "power"), [("proposal_worked", "fell", 0.85), ("proposal_changed_nothing", "not_shown", 0.82)]
)
def test_beside_the_other_office_a_proposal_is_judged_as_planted(
    name: str, verdict: str, power: float, cases: pl.DataFrame
) -> None:
    plan, month = planned()[name], (pl.col("received_on").dt.year() - 2021) * 12 + pl.col("received_on").dt.month()
    counts = cases.filter(pl.col("received_on") >= FIRST, cause=plan["cause"]).group_by(place="unit", period=month)
    grid = cases.select(place=pl.col("unit").unique()).join(pl.DataFrame({"period": range(10, 70)}), how="cross")
    asked = grid.join(
        counts.len("count").with_columns(pl.col("period").cast(pl.Int64)), on=["place", "period"], how="left"
    ).with_columns(pl.col("count").fill_null(0).cast(pl.Int64))
    found = impact(asked, plan["place"], (plan["from"].year - 2021) * 12 + plan["from"].month)
    assert found is not None
    assert (found.verdict, found.power >= power) == (verdict, True)
    assert near(name, found.ratio)


def test_seen_alone_the_proposal_that_changed_nothing_looks_as_if_it_had(cases: pl.DataFrame) -> None:
    alike = cases.filter(concerns("proposal_changed_nothing"), pl.col("received_on") >= FIRST)
    after = alike.select(since("proposal_changed_nothing", "received_on")).to_series()
    assert (after.sum() / 30.5) / ((~after).sum() / 29.5) < 0.6


# ------------------------------------------------------------------ people and disputes


def test_one_suspect_in_forty_was_in_an_earlier_case_and_of_thieves_more(tables: Tables) -> None:
    order = pl.col("row_no") > pl.col("row_no").min().over("suspect_id")
    later = tables.suspects.select("crime", order.alias("later"))
    assert share(later["later"]) == pytest.approx(0.028, abs=0.006)
    assert share(later.filter(crime="盗窃罪")["later"]) == pytest.approx(0.07, abs=0.02)


def test_who_comes_again_has_one_name_birthday_and_sex_and_did_it_after_the_first_case_came_in(tables: Tables) -> None:
    again = tables.suspects.filter(pl.len().over("suspect_id") > 1).sort("suspect_id", "received_on")
    one = again.group_by("suspect_id").agg(pl.col("suspect_name", "birth_on", "gender", "department_number").n_unique())
    assert one.select(pl.col("suspect_name", "birth_on", "gender").max()).row(0) == (1, 1, 1)
    assert one["department_number"].min() == 2
    firsts = again.select(person_no="row_no", first="received_on")
    later = again.filter("is_again").join(firsts, on="person_no")
    assert later.height > 200
    assert later.filter(pl.col("occurred_on") < pl.col("first")).is_empty()
    assert not again["is_minor"].any()


def test_appeals_complaints_and_reconsiderations_are_few(tables: Tables) -> None:
    cases, judged = tables.cases, tables.suspects.drop_nulls("appealed")
    assert share(judged["appealed"]) == pytest.approx(0.06, abs=0.02)
    refused = cases.filter(conclusion="不起诉")
    assert share(refused["non_prosecution_complained_on"].is_not_null()) == pytest.approx(0.025, abs=0.012)
    assert 30 <= cases["non_arrest_reconsidered_on"].count() <= 110


def test_disputes_between_neighbours_go_on_more_often_than_others(tables: Tables, cases: pl.DataFrame) -> None:
    rates = []
    for which in (concerns("derivative_disputes"), ~concerns("derivative_disputes")):
        judged, ended = tables.suspects.filter(which)["appealed"].drop_nulls(), cases.filter(which, conclusion="不起诉")
        disputes = judged.sum() + ended["non_prosecution_complained_on"].count()
        rates.append(disputes / (len(judged) + ended.height))
    assert near("derivative_disputes", rates[0] / rates[1])
