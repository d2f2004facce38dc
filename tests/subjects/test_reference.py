"""Reference ranges and like cases on the shipped sample: what was planted is found, nobody waiting is held against a range."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from casekit.exhibits import nearest, reference_ranges
from casekit.exhibits.reading import Reading, reading
from casekit.ground import paths
from casekit.measures import like_cases
from casekit.records.records import Records
from casekit.release import gate
from casekit.subjects.sentencing import likeness, reference


@pytest.fixture(scope="module")
def ranges(sample: Records) -> Any:
    return reference.ranges(sample)


@pytest.fixture(scope="module")
def by_crime(sample: Records, ranges: Any) -> Any:
    return reference.coverage(ranges, sample)


@pytest.fixture(scope="module")
def outside(sample: Records, ranges: Any, by_crime: Any) -> Any:
    return reference.outside(ranges, by_crime, sample)


@pytest.fixture(scope="module")
def pending(sample: Records) -> list[str]:
    """Cases in which nobody is judged."""
    judged = pl.col("judged_on").is_not_null().any().over("case_id")
    return sample.table("suspects").filter(~judged).collect()["case_id"].unique().to_list()


def test_nine_tenths_are_held(sample: Records, ranges: Any) -> None:
    """The interval of so many judgments is about 3 points to either side."""
    whole = reference.coverage(ranges, sample, by=None).row(0, named=True)
    assert whole["low"] <= 0.9 <= whole["high"]
    assert whole["denominator"] == ranges["has_range"].sum()


def test_the_tails_are_about_even(ranges: Any) -> None:
    known = ranges.filter("has_range")
    below, above = (known["months"] < known["low"]).mean(), (known["months"] > known["high"]).mean()
    assert 0.02 <= below <= 0.08
    assert 0.02 <= above <= 0.08


def test_everybody_judged_in_that_time_has_a_range_or_a_reason(sample: Records, ranges: Any) -> None:
    quarters = like_cases.held(sample)
    judged = pl.col("judged_on").is_between(quarters[0].start, quarters[-1].end)
    persons = sample.table("suspects").filter(judged).collect().height
    assert ranges["has_range"].sum() + reference.left_out(sample)["persons"].sum() == persons


def test_ranges_rest_on_judgments_before_these_quarters(sample: Records, ranges: Any) -> None:
    known = like_cases.persons(sample).filter(pl.col("penalty") == "imprisonment", pl.col("months").is_not_null())
    before = like_cases.earlier(known, like_cases.held(sample)[0])
    assert before["judged_on"].max() < ranges["judged_on"].min()
    sizes = dict(before.group_by("crime").len().rows())
    assert dict(ranges.select("crime", "n_before").drop_nulls().rows()) == {
        crime: sizes[crime] for crime in ranges.drop_nulls("n_before")["crime"].unique()
    }


def test_a_range_does_not_know_what_was_recommended_or_judged(sample: Records) -> None:
    """Of 120 thefts twenty are asked for, once as they are and once with other recommendations, terms and units."""
    theft = like_cases.persons(sample).filter(pl.col("penalty") == "imprisonment", crime="盗窃罪").head(140)
    before, asked = theft.head(120), theft.tail(20)
    other = asked.with_columns(pl.col("months", "recommended_low", "recommended_high") + 24, unit=pl.lit("别院"))
    told, again = (like_cases.ranged(before, one).select("low", "middle", "high", "n_like") for one in (asked, other))
    assert told.equals(again)
    assert told["low"].null_count() == 0


def test_moving_the_day_of_asking_changes_no_earlier_cohort(sample: Records) -> None:
    """Judged up to the end of 2025, as known now and as known in spring: the same persons with the same features."""
    last = like_cases.held(sample)[0].end
    cut = last + timedelta(days=90)
    later = pl.col("judged_on") > cut
    suspects = sample.table("suspects").with_columns(pl.when(~later).then("judged_on").alias("judged_on")).collect()
    then = replace(sample, tables={**sample.tables, "suspects": suspects})
    early, late = (like_cases.persons(one).filter(pl.col("judged_on") <= last) for one in (then, sample))
    assert early.equals(late)


def test_nobody_waiting_for_judgment_has_a_range(sample: Records, ranges: Any, pending: list[str]) -> None:
    assert pending
    assert not set(pending) & set(ranges["case_id"])
    assert "不用于在办案件" in repr(nearest.of_case(pending[0], sample))


def test_the_list_for_looking_back_holds_closed_cases_alone(sample: Records, outside: Any, by_crime: Any) -> None:
    listed = like_cases.persons(sample).join(outside, on=like_cases.KEY, how="semi")
    assert listed.height == outside.height > 0
    assert listed["is_final"].all()
    assert listed["judged_on"].max() <= sample.extracted - timedelta(days=reference.APPEAL)
    assert not set(outside["crime"]) & set(by_crime.filter(standing="under")["crime"])


def test_a_recommendation_is_outside_only_where_no_part_of_it_is_inside(
    sample: Records, ranges: Any, outside: Any
) -> None:
    listed = ranges.join(outside, on=like_cases.KEY, how="semi")
    apart = (listed["recommended_low"] > listed["high"]) | (listed["recommended_high"] < listed["low"])
    assert apart.all()


def test_the_lists_name_no_case(sample: Records, outside: Any) -> None:
    for shown in (reading(sample, outside, "outside_range"), nearest.of_case(outside, sample)):
        assert isinstance(shown, Reading)
        assert gate.identifiers(shown._repr_html_()) == []


def test_a_case_is_found_by_the_code_of_the_list(sample: Records, outside: Any) -> None:
    shown = reading(sample, outside, "outside_range")
    assert isinstance(shown, Reading)
    by_code, by_number = (nearest.of_case(key, sample) for key in (shown.rows[0][3], outside["case_id"][0]))
    assert by_code == by_number


def test_the_nearest_are_of_the_same_crime_with_ever_more_that_differs(sample: Records, outside: Any) -> None:
    own, near = reference.similar(sample, outside["case_id"][0])
    persons = near.join(like_cases.persons(sample), on=like_cases.KEY, how="left")
    assert persons["crime"].unique().to_list() == own["crime"].head(1).to_list()
    assert near["differs"].list.len().is_sorted()
    assert near["judged_on"].max() < like_cases.held(sample)[0].start


def test_groups_are_large_enough_and_of_ranges_that_may_be_used(sample: Records, ranges: Any, by_crime: Any) -> None:
    groups = reference.groups(ranges, by_crime, sample)
    assert groups["denominator"].min() >= reference.GROUP
    assert not set(groups["crime"]) & set(by_crime.filter(standing="under")["crime"])
    title = reference_ranges.title(groups, sample)
    chart = reference_ranges.chart(groups, sample, "23-reference-range-2-groups", title)
    assert gate.frames_of(chart)[0]["denominator"].sum() == groups["denominator"].sum()


# ------------------------------------------------------------------ like cases alike


@pytest.fixture(scope="module")
def terms(sample: Records) -> Any:
    return likeness.terms(sample)


@pytest.fixture(scope="module")
def by_unit(sample: Records, terms: Any) -> Any:
    return likeness.apart(terms, sample)


def test_the_unit_that_differs_is_found_with_its_size_and_nothing_else_is(sample: Records, by_unit: Any) -> None:
    planted = tomllib.loads((paths.sample() / "truth.toml").read_text("utf-8"))["effects"]["unit_apart"]
    own = dict(likeness.units(sample).rows())[planted["place"]]
    differing = by_unit.filter("differs")
    assert set(differing["crime"]) == {planted["crime"]}
    assert set(differing["what"]) == set(likeness.WHAT)
    for row in differing.filter(code=own).iter_rows(named=True):
        assert row["difference"] == pytest.approx(planted["size"], abs=planted["tolerance"])
        assert row["difference_low"] > 0


def test_at_least_ten_of_each_unit_and_crime_stand_in_order_of_code(by_unit: Any) -> None:
    assert by_unit["denominator"].min() >= 10
    for codes in by_unit.group_by("crime", "what", maintain_order=True).agg("code")["code"]:
        assert codes.to_list() == sorted(codes)


def test_nothing_was_planted_in_the_spread(sample: Records, terms: Any) -> None:
    assert not likeness.spread(terms, sample)["differs"].any()


def test_the_cases_to_read_are_of_the_unit_that_differs(sample: Records, terms: Any, by_unit: Any) -> None:
    listed = likeness.to_read(terms, by_unit)
    assert set(listed["crime"]) == set(by_unit.filter("differs")["crime"])
    assert isinstance(reading(sample, listed, "units_apart"), Reading)


def test_without_units_nothing_is_compared(sample: Records, terms: Any) -> None:
    alone = terms.with_columns(code=pl.lit("01"))
    assert "不作单位之间的比较" in repr(likeness.apart(alone, sample))
