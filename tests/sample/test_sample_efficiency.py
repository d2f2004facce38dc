"""What the sample has for efficiency: rounds within their limits, thinning out to no day, delays and crowding planted in size."""

from datetime import date

import polars as pl
import pytest

from casekit import sample
from casekit.codebook import holidays
from casekit.sample.effects import Effects, concerns, planned, since
from casekit.sample.rounds import fifteen_days, in_a_month
from casekit.sample.streams import Streams
from casekit.sample.tables import Tables, drawn
from casekit.sample.world import EXTRACTED


@pytest.fixture(scope="module")
def cases(tables: Tables) -> pl.DataFrame:
    return tables.cases.with_columns(
        days=(pl.col("first_ended_on") - pl.col("received_on")).dt.total_days(),
        days_left=(pl.col("due_on") - pl.col("first_ended_on")).dt.total_days(),
    )


@pytest.fixture(scope="module")
def plain() -> pl.DataFrame:
    """Cases of a sample with nothing planted."""
    cases = drawn(sample.CASES, Streams(11), Effects(frozenset(planned()))).cases
    return cases.with_columns(days_left=(pl.col("due_on") - pl.col("first_ended_on")).dt.total_days())


def near(name: str, estimate: float) -> bool:
    return abs(estimate - planned()[name]["size"]) <= planned()[name]["tolerance"]


def median(days: pl.Series) -> float:
    found = days.median()
    assert isinstance(found, float)
    return found


def share(values: pl.Series) -> float:
    found = values.mean()
    assert isinstance(found, float)
    return found


# ------------------------------------------------------------------ what is usual


def test_some_hundred_cases_are_open_and_a_few_of_them_stand_still(cases: pl.DataFrame) -> None:
    waiting = cases.filter(pl.col("concluded_on").is_null())
    assert 60 <= waiting.height <= 150
    suspended = waiting.filter(pl.col("suspended_on").is_not_null(), pl.col("resumed_on").is_null())
    assert 1 <= suspended.height <= 15


def test_first_rounds_end_within_their_limit_but_for_one_in_a_hundred(cases: pl.DataFrame) -> None:
    limited = cases.filter(pl.col("suspended_on").is_null(), pl.col("first_ended_on") <= EXTRACTED)
    over = pl.when("first_extended").then(15).otherwise(0) + pl.col("days_left") < 0
    assert 0.003 <= share(limited.select(over).to_series()) <= 0.015


@pytest.mark.parametrize(
    "column", ["first_ended_on", "suspended_on", "resumed_on", "court_received_on", "requested_on"]
)
def test_an_office_works_on_workdays_only(column: str, tables: Tables) -> None:
    table = tables.file_readings if column == "requested_on" else tables.cases
    days = table[column].drop_nulls()
    covered = days.filter(days.dt.year() <= holidays.covered_years()[1])
    assert holidays.is_workday(covered).all()


def test_a_limit_not_of_custody_moves_over_days_off_and_one_of_custody_stays(cases: pl.DataFrame) -> None:
    works = holidays.is_workday(cases["due_on"])
    assert works.filter(~cases["in_custody"]).drop_nulls().all()
    assert not works.filter(cases["in_custody"]).all()


def test_an_extension_is_on_record_once_it_was_decided(cases: pl.DataFrame) -> None:
    decided = [pl.col(f"extension_{place}_on").is_not_null() for place in (1, 2, 3)]
    told = cases.select(pl.sum_horizontal(decided), pl.col("extended_times").fill_null(0).alias("told"))
    assert told.to_series(0).equals(told["told"].cast(told.to_series(0).dtype), check_names=False)
    assert cases["extension_1_on"].max() <= EXTRACTED
    assert 0.05 <= share(cases["extended_times"].is_not_null()) <= 0.15


def test_psychiatric_examinations_and_suspensions_are_about_one_in_a_hundred(cases: pl.DataFrame) -> None:
    assert share(cases["expert_kind"].eq_missing("精神病鉴定")) == pytest.approx(0.011, abs=0.004)
    assert share(cases["suspended_on"].is_not_null()) == pytest.approx(0.011, abs=0.004)
    assert cases["expert_period"].null_count() == cases["expert_from_on"].null_count()


def test_a_psychiatric_examination_moves_the_limit_and_another_does_not(cases: pl.DataFrame) -> None:
    limits = cases.filter(in_a_month()).with_columns(limit=(pl.col("due_on") - pl.col("received_on")).dt.total_days())
    by_kind = dict(limits.group_by("expert_kind").agg(pl.col("limit").median()).iter_rows())
    assert by_kind["伤情鉴定"] <= 33 < 50 < by_kind["精神病鉴定"]


def test_an_arrest_is_decided_on_within_seven_days_mostly_and_after_the_detention(tables: Tables) -> None:
    asked = tables.suspects.drop_nulls("arrest_decided_on")
    days = (asked["arrest_decided_on"] - asked["arrest_received_on"]).dt.total_days()
    assert days.min() >= 1
    assert 0.98 <= share(days <= 7) < 1
    assert (asked["arrest_received_on"] >= asked["detained_on"]).all()
    assert asked["arrest_decision"].null_count() == 0


def test_trials_end_after_the_court_received_the_case(tables: Tables) -> None:
    judged = tables.suspects.drop_nulls("judged_on")
    courts = judged.join(tables.cases.select("department_number", "court_received_on"), on="department_number")
    assert (courts["judged_on"] >= courts["court_received_on"]).all()
    fast = courts.filter(pl.col("procedure") == "速裁程序")
    assert (fast["judged_on"] - fast["court_received_on"]).dt.total_days().max() <= 10


def test_a_withdrawn_indictment_has_no_judgment(tables: Tables) -> None:
    withdrawn = tables.cases.drop_nulls("withdrawn_on")["department_number"]
    assert len(withdrawn) > 5
    judged = tables.suspects.filter(pl.col("department_number").is_in(withdrawn.implode()))["judged_on"]
    assert judged.null_count() == len(judged)


def test_searches_for_guiding_cases_are_on_record_for_seven_in_ten_and_some_say_nothing(cases: pl.DataFrame) -> None:
    concluded = cases.drop_nulls("concluded_on")["guiding_case_searched"]
    assert share(concluded.drop_nulls()) == pytest.approx(0.70, abs=0.04)
    assert share(concluded.is_null()) == pytest.approx(0.12, abs=0.02)


# ------------------------------------------------------------------ lawyers' reading


def test_about_three_in_ten_cases_have_their_files_asked_for(tables: Tables) -> None:
    readings = tables.file_readings
    assert readings["department_number"].n_unique() / tables.cases.height == pytest.approx(0.31, abs=0.03)
    assert readings["reading_no"].is_unique().all()
    assert (readings["arranged_on"] >= readings["requested_on"]).all()


def test_reading_online_grows_from_year_to_year_and_waits_least(tables: Tables) -> None:
    readings = tables.file_readings.with_columns(waited=pl.col("arranged_on") - pl.col("requested_on"))
    years = (
        readings.group_by(pl.col("requested_on").dt.year())
        .agg((pl.col("way") == "互联网阅卷").mean())
        .sort("requested_on")
    )
    assert years["way"].is_sorted()
    assert years["way"].to_list()[::5] == pytest.approx([0.10, 0.57], abs=0.06)
    waits = dict(readings.group_by("way").agg(pl.col("waited").mean().dt.total_hours()).iter_rows())
    assert waits["互联网阅卷"] < waits["现场阅卷"] < waits["异地阅卷"]


# ------------------------------------------------------------------ what is planted


def test_fraud_takes_longer_from_2026_by_its_size(cases: pl.DataFrame) -> None:
    fraud = cases.filter(
        concerns("slower_fraud"),
        in_a_month(),
        pl.col("first_returned_on").is_null(),
        pl.col("received_on") >= date(2024, 1, 1),
    )
    later = fraud.select(since("slower_fraud", "received_on")).to_series()
    assert near("slower_fraud", median(fraud["days"].filter(later)) / median(fraud["days"].filter(~later)))


@pytest.mark.parametrize("procedure", ["简易程序", "普通程序"])
def test_one_department_takes_longer_by_its_size(procedure: str, cases: pl.DataFrame) -> None:
    alike = cases.filter(
        in_a_month(),
        pl.col("first_returned_on").is_null(),
        since("department_slower", "received_on"),
        procedure=procedure,
    )
    own = alike.select(concerns("department_slower")).to_series()
    assert near("department_slower", median(alike["days"].filter(own)) / median(alike["days"].filter(~own)))


def test_rounds_crowd_on_the_last_three_days_from_2025_by_their_size(cases: pl.DataFrame) -> None:
    rounds = cases.filter(in_a_month(), ~pl.col("first_extended"), fifteen_days())
    later, crowded = rounds.select(since("bunching", "received_on")).to_series(), rounds["days_left"].is_between(0, 2)
    before, after = share(crowded.filter(~later)), share(crowded.filter(later))
    # those moved: the share p of the others, so after = before + p (1 - before)
    assert near("bunching", (after - before) / (1 - before))


def test_without_effects_the_last_days_have_no_more_ends_than_their_days_off_explain(plain: pl.DataFrame) -> None:
    rounds = plain.filter(in_a_month(), ~pl.col("first_extended"))
    # a workday ends what was planned for it and for the days off before it: it is worth the days since the workday before
    works = holidays.calendar().filter("is_workday").select("day", worth=pl.col("day").diff().dt.total_days())
    each = pl.DataFrame({"left": range(8)}).join(rounds.select("due_on"), how="cross")
    asked = each.with_columns(day=pl.col("due_on") - pl.duration(days="left")).join(works, on="day")
    worth = asked.group_by("left").agg(pl.col("worth").sum())
    ends = rounds.group_by(pl.col("days_left").cast(pl.Int64).alias("left")).len()
    rates = dict(worth.join(ends, on="left").select("left", pl.col("len") / pl.col("worth")).iter_rows())
    last, before = sum(rates[left] for left in (0, 1, 2)) / 3, sum(rates[left] for left in (3, 4, 5, 6, 7)) / 5
    assert last == pytest.approx(before, rel=0.15)
