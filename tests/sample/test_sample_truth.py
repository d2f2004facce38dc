"""The shipped size has the shares it should have, and every planted effect is there with its size."""

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casekit import codebook
from casekit.cleaning import parse_case_numbers, parse_sentences
from casekit.sample.effects import concerns, planned, since
from casekit.sample.tables import Tables

ROOT = Path(__file__).parents[2]
SHARES = {
    "not_charged": (0.25, 0.03), "held_of_charged": (0.27, 0.03), "plea": (0.87, 0.03), "returned_once": (0.15, 0.03),
    "returned_twice": (0.04, 0.01), "fixed_recommendations": (0.90, 0.02), "adopted_at_first": (0.85, 0.02),
    "adopted_in_the_end": (0.97, 0.01), "median_review_days": (25, 2),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(tables: Tables) -> pl.DataFrame:
    return tables.cases.drop("cause").rename({"theme": "cause"})


@pytest.fixture(scope="module")
def truth() -> dict:
    return tomllib.loads((ROOT / "data/sample/truth.toml").read_text())


@pytest.mark.parametrize("share", SHARES)
def test_a_share_is_near_what_is_published(share: str, truth: dict) -> None:
    target, tolerance = SHARES[share]
    assert truth["shares"][share] == pytest.approx(target, abs=tolerance)


def test_the_number_of_cases_is_what_was_asked_for(tables: Tables) -> None:
    assert tables.cases.height == 8000
    assert tables.cases["department_number"].n_unique() == 8000
    assert 9200 <= tables.suspects.height <= 9800


def test_about_400_cases_come_in_each_quarter(cases: pl.DataFrame) -> None:
    counts = (
        cases.filter(pl.col("received_on") >= date(2021, 10, 1)).group_by(pl.col("received_on").dt.truncate("1q")).len()
    )
    assert counts.height == 20
    assert counts["len"].min() >= 300
    assert counts["len"].max() <= 500


def test_dangerous_driving_falls_from_a_third_to_a_sixth_of_cases(cases: pl.DataFrame) -> None:
    share = (
        cases.group_by(pl.col("received_on") >= date(2023, 12, 28))
        .agg((pl.col("crime") == "危险驾驶罪").mean())
        .sort("received_on")
    )
    assert share["crime"].to_list() == pytest.approx([0.30, 0.155], abs=0.02)


def test_every_suspect_is_in_a_case_and_numbered_from_one(tables: Tables) -> None:
    order = tables.suspects.group_by("department_number").agg(pl.col("suspect_no").sort())
    assert order.select((pl.col("suspect_no") == pl.int_ranges(1, pl.col("suspect_no").list.len() + 1)).all()).item()
    assert set(tables.suspects["department_number"]) == set(tables.cases["department_number"])


def test_nothing_is_recorded_after_the_day_of_extraction(tables: Tables) -> None:
    dates = set(codebook.fields().filter(pl.col("kind") == "date")["field"]) - {"extended_to", "stated_due_on"}
    last = [
        table.select(pl.col(name for name in table.columns if name in dates).max()).row(0)
        for table in (
            tables.cases,
            tables.suspects,
            tables.evaluations,
            tables.steps,
            tables.file_readings,
            tables.proposals,
        )
    ]
    assert max(day for row in last for day in row if day) == date(2026, 10, 9)


def test_the_newest_judgments_are_not_entered_yet(tables: Tables) -> None:
    charged = tables.suspects.filter(~pl.col("is_withdrawn"), decision="起诉")
    entered = (
        charged.group_by(pl.col("concluded_on").dt.truncate("1q"))
        .agg(pl.col("judged_on").is_not_null().mean())
        .sort("concluded_on")
    )
    by_quarter = dict(entered.iter_rows())
    assert by_quarter[date(2026, 1, 1)] == 1
    assert by_quarter[date(2026, 7, 1)] < 0.7


def test_all_defendants_of_a_case_are_judged_on_one_day(tables: Tables) -> None:
    days = tables.suspects.drop_nulls("judged_on").group_by("department_number").agg(pl.col("judged_on").n_unique())
    assert days["judged_on"].unique().to_list() == [1]


@pytest.mark.parametrize(("text", "parts"), [("sentence", "judged"), ("recommended", "first"), ("adjusted", "last")])
def test_a_sentence_reads_back_as_what_it_was_made_of(text: str, parts: str, tables: Tables) -> None:
    read = parse_sentences(tables.suspects[text])
    both = pl.concat([tables.suspects.select(pl.col(f"^{parts}_.*$"), "is_range"), read], how="horizontal")
    assert read["problem"].null_count() == read.height
    assert both.filter(pl.col("months_low").ne_missing(pl.col(f"{parts}_months"))).is_empty()
    assert both.filter(
        (pl.col("probation_months_low").ne_missing(pl.col(f"{parts}_probation"))) & ~pl.col("is_range")
    ).is_empty()
    assert both.filter((pl.col("fine_yuan_low").ne_missing(pl.col(f"{parts}_fine"))) & ~pl.col("is_range")).is_empty()


def test_numbers_read_back(tables: Tables) -> None:
    for name, kind in (("department_number", "department"), ("unified_number", "unified")):
        read = parse_case_numbers(tables.cases[name])
        assert read["kind"].unique().to_list() == [kind]
        assert read["problem"].null_count() == 8000


def months(name: str, before: bool) -> float:
    start = planned()[name]["from"]
    days = (start - date(2021, 10, 1)).days if before else (date(2026, 9, 30) - start).days
    return days / 30.4375


def rate_ratio(cases: pl.DataFrame, name: str, own: pl.Expr) -> float:
    """Cases a month after the effect began, over cases a month before."""
    rows = cases.filter(own, pl.col("received_on") >= date(2021, 10, 1)).select(after=since(name, "received_on"))
    after = rows["after"].sum()
    return (after / months(name, False)) / ((rows.height - after) / months(name, True))


def elsewhere(name: str) -> pl.Expr:
    """The same causes in the other office."""
    effect = planned()[name]
    return pl.col("cause").is_in(effect.get("causes", [effect.get("cause")])) & (
        pl.col("unit_code") != effect["unit_code"]
    )


def returned(cases: pl.DataFrame, *which: pl.Expr) -> float:
    share = cases.filter(pl.col("concluded_on").is_not_null(), *which)["first_returned_on"].is_not_null().mean()
    assert isinstance(share, float)
    return share


def near(name: str, estimate: float) -> bool:
    """Whether an estimate is within the stated tolerance of the stated size."""
    return abs(estimate - planned()[name]["size"]) <= planned()[name]["tolerance"]


def test_dangerous_driving_falls_by_its_size(cases: pl.DataFrame) -> None:
    assert near("drunk_driving_rule", rate_ratio(cases, "drunk_driving_rule", concerns("drunk_driving_rule")))


def test_returns_fall_from_18_to_12_per_cent(cases: pl.DataFrame) -> None:
    before = returned(cases, pl.col("received_on").dt.year() == 2024)
    after = returned(cases, pl.col("received_on").dt.year() >= 2025)
    assert (before, after) == pytest.approx((0.18, 0.12), abs=0.015)
    assert near("returns_fell", after / before)


def test_one_department_returns_about_twice_as_many(cases: pl.DataFrame) -> None:
    later, own = since("department_returns", "received_on"), concerns("department_returns")
    assert near("department_returns", returned(cases, later, own) / returned(cases, later, ~own))


def test_ebike_thefts_double_for_two_months(cases: pl.DataFrame) -> None:
    own = cases.filter(concerns("ebike_surge"))
    usual = own.filter(pl.col("received_on").is_between(date(2022, 1, 1), date(2026, 7, 31))).height / 55 * 2
    assert near("ebike_surge", own.filter(since("ebike_surge", "received_on")).height)
    assert usual == pytest.approx(planned()["ebike_surge"]["expected"], abs=2)


@pytest.mark.parametrize("name", ["proposal_worked", "proposal_changed_nothing"])
def test_a_proposal_changes_its_cause_by_its_size_against_the_other_office(name: str, cases: pl.DataFrame) -> None:
    assert near(name, rate_ratio(cases, name, concerns(name)) / rate_ratio(cases, name, elsewhere(name)))


def test_ranges_become_twice_as_wide(tables: Tables) -> None:
    ranges = tables.suspects.filter("is_range").with_columns(width=pl.col("first_months_high") - pl.col("first_months"))
    before, after = (
        ranges.group_by(since("wider_ranges", "recommended_on").alias("later"))
        .agg(pl.col("width").mean())
        .sort("later")["width"]
    )
    assert near("wider_ranges", after / before)


def test_probation_is_more_frequent_after_forgiveness(tables: Tables) -> None:
    possible = tables.suspects.filter("probation_possible", pl.col("judged_on").is_not_null())
    share = possible.group_by("forgiven").agg(pl.col("judged_probation").is_not_null().mean()).sort("forgiven")
    assert share["judged_probation"].to_list() == pytest.approx(
        [0.45, 0.85], abs=planned()["probation_after_forgiveness"]["tolerance"]
    )


def test_grades_follow_the_rules_in_force(tables: Tables) -> None:
    new = planned()["evaluation_grades"]["from"]
    grades = (
        tables.evaluations.group_by(pl.col("evaluated_on") >= new)
        .agg(pl.col("grade").drop_nulls().unique())
        .sort("evaluated_on")
    )
    assert [set(words) for words in grades["grade"]] == [
        {"优质", "合格", "瑕疵", "不合格"},
        {"优质", "合格", "基本合格", "不合格"},
    ]
    assert len(grades["grade"][1]) == planned()["evaluation_grades"]["size"]


def test_truth_tells_every_effect_with_where_and_how_to_find_it(truth: dict) -> None:
    assert set(truth["effects"]) == set(planned())
    for effect in truth["effects"].values():
        assert {"zh", "en", "size", "tolerance", "find"} <= set(effect)
        assert len(effect) > 6
