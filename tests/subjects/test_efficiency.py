"""Efficiency on the shipped sample: what was planted is found, curves do not change with the day of asking, lists name no case."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from casekit.exhibits.reading import Reading, reading
from casekit.ground import paths, quarter
from casekit.ground.errors import UserError
from casekit.intake.pseudonyms import SAMPLE_KEY, code
from casekit.measures import stages, timed
from casekit.records import store
from casekit.records.load import load
from casekit.records.records import Records
from casekit.release import gate
from casekit.release.keep import keep
from casekit.subjects.efficiency import decision, fair, returns


@pytest.fixture(scope="module")
def cleaned(sample: Records, tmp_path_factory: pytest.TempPathFactory) -> Records:
    folder = tmp_path_factory.mktemp("cleaned")
    store.write(sample, folder)
    return load(folder)


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    effects: dict[str, Any] = tomllib.loads((paths.sample() / "truth.toml").read_text("utf-8"))["effects"]
    return effects


# ------------------------------------------------------------------ curves


@pytest.mark.parametrize("period", ["2026Q2", "2026Q1", "2025Q4"])
def test_curves_are_the_same_whenever_they_are_asked_for(sample: Records, period: str) -> None:
    """Up to the days between the last receipt and the earlier extraction every case is followed in both."""
    span = quarter.parse(period)
    earlier = span.end + timedelta(days=40)
    then = replace(sample, extracted=earlier, period=span)
    now = replace(sample, period=span)
    last = timed.cohort(now, "review", span).select(pl.col("started_on").max()).collect().item()
    early, late = (
        timed.decisions(timed.cohort(one, "review", span).collect()).filter(pl.col("time") <= (earlier - last).days)
        for one in (then, now)
    )
    assert early["time"].to_list() == late["time"].to_list() != []
    for name in ("incidence", "low", "high"):
        assert (early[name] - late[name]).abs().max() <= 1e-12


def test_the_curves_of_the_page_keep_their_days_too(sample: Records) -> None:
    """Receipts of January to March 2026, asked for on 30 June and on 9 October: 91 days are seen in both."""
    span = quarter.parse("2026Q1")
    told = [
        decision.curves(replace(sample, extracted=day, period=span)) for day in (date(2026, 6, 30), sample.extracted)
    ]
    early, late = (one.select("period", "series", "time", "numerator", "denominator", "value") for one in told)
    assert set(early["series"]) == {"prosecuted", "not_prosecuted", "decided", "before"}
    assert early.drop("value").equals(late.drop("value"))
    assert (early["value"] - late["value"]).abs().max() <= 1e-12


def test_outcomes_add_up_to_the_whole_and_end_where_few_are_seen(sample: Records) -> None:
    curve = decision.curves(sample)
    now = curve.filter(pl.col("period") == sample.headline.name)
    at = {series: part["value"].max() for (series,), part in now.group_by("series")}
    assert at["prosecuted"] + at["not_prosecuted"] == pytest.approx(at["decided"], abs=1e-9)
    cohort = timed.cohort(sample, "review", sample.headline).collect()
    assert (cohort["days"] >= now["time"].max()).sum() >= timed.LEAST
    assert now["time"].max() <= decision.LONGEST
    observed = decision.under_observation(sample)
    assert observed["numerator"].to_list() == [(cohort["days"] >= day).sum() for day in observed["time"]]


def test_the_parts_of_the_time_add_up_to_the_days(sample: Records) -> None:
    now = sample.headline
    done = stages.of_cases(sample).filter(
        pl.col("ended_on").is_between(now.start, now.end),
        pl.col("outcome") != "moved",
        pl.col("net_days").is_not_null(),
    )
    told = decision.parts(sample)
    assert told["share"].sum() == pytest.approx(1)
    assert told["days"].sum() == pytest.approx(done.select(pl.col("days").mean()).collect().item())


# ------------------------------------------------------------------ fair comparison


@pytest.mark.parametrize(
    ("effect", "unit"), [("department_returns", "乙区人民检察院"), ("department_slower", "甲区人民检察院")]
)
def test_only_the_department_that_was_made_to_differ_is_found(
    sample: Records, planted: dict[str, Any], effect: str, unit: str
) -> None:
    found = fair.returns(sample) if effect == "department_returns" else fair.durations(sample)
    named = found.filter("differs").join(fair.departments(sample), on="code")
    assert named.select("unit", "department").rows() == [(unit, planted[effect]["department"])]
    assert len(found) == 10


def test_returns_are_found_in_the_size_that_was_planted(sample: Records, planted: dict[str, Any]) -> None:
    found, size = fair.returns(sample).filter("differs").row(0, named=True), planted["department_returns"]["size"]
    assert found["low"] <= size <= found["high"]
    assert found["ratio"] == pytest.approx(size, rel=0.25)


def test_the_slower_department_decides_fewer_a_day(sample: Records) -> None:
    found = fair.durations(sample).filter("differs").row(0, named=True)
    assert found["high"] < 1
    assert found["observed"] < found["expected"]


def test_a_department_that_is_slower_is_said_in_days_with_its_longest_cases_to_read(sample: Records) -> None:
    told: Any = fair.decided(sample)
    own = told.filter("differs").row(0, named=True)
    assert own["median_expected"] < own["low"] <= own["value"] <= own["high"]
    listed: Any = fair.to_read(sample, told)
    assert listed["department"].unique().to_list() == [own["code"]]
    assert listed["days"].cast(pl.Int64).is_sorted(descending=True)
    assert listed.height == own["denominator"]


def test_departments_stand_in_order_of_their_numerals_without_names(sample: Records) -> None:
    told = fair.departments(sample)
    assert told["code"].to_list() == [f"{number:02}" for number in range(1, 11)]
    assert told["department"].to_list()[5:] == [f"第{numeral}检察部" for numeral in "一二三四五"]
    assert {"unit", "department"}.isdisjoint(fair.returns(sample).columns)


def test_a_department_with_under_thirty_cases_is_not_compared(sample: Records) -> None:
    cases = sample.table("cases").collect()
    first = fair.departments(sample).row(0, named=True)
    own = (pl.col("unit") == first["unit"]) & (pl.col("department") == first["department"])
    few = pl.concat([cases.filter(~own), cases.filter(own).sort("received_on").tail(40)])
    found = fair.durations(replace(sample, tables=sample.tables | {"cases": few}))
    assert found["code"].to_list() == [f"{number:02}" for number in range(2, 11)]


# ------------------------------------------------------------------ reading lists


def longest(of: Records) -> pl.DataFrame:
    """The open cases, the oldest first, with the days they waited."""
    waiting = timed.open_on(of, "review", of.period).sort("days", "case_id", descending=[True, False])
    return waiting.select("case_id", waited="days").collect()


def test_a_reading_list_has_ten_places_with_codes_and_no_case_number(sample: Records) -> None:
    cases = longest(sample)
    listed = reading(sample, cases, "waiting")
    places = sample.table("cases").collect()
    expected = [places.row(by_predicate=pl.col("case_id") == one, named=True) for one in cases["case_id"].head(10)]
    assert len(listed.rows) == min(10, cases.height) > 0
    assert [row[:3] for row in listed.rows] == [(one["file"], one["sheet"] or "", str(one["row"])) for one in expected]
    assert [row[3] for row in listed.rows] == [code(one["case_id"], SAMPLE_KEY, "case")[:8] for one in expected]
    assert [row[4] for row in listed.rows] == [str(days) for days in cases["waited"].head(10)]
    for text in (repr(listed), listed._repr_html_()):
        assert gate.identifiers(text) == []
        assert not any(one["case_id"] in text for one in expected)


def test_the_code_of_a_case_is_the_same_in_a_cleaned_folder(sample: Records, cleaned: Records) -> None:
    cases = longest(sample)
    assert longest(cleaned).equals(cases)
    assert reading(cleaned, cases, "waiting") == reading(sample, cases, "waiting")


def test_a_reading_list_is_never_kept(sample: Records) -> None:
    listed: Any = reading(sample, longest(sample), "waiting")
    assert isinstance(listed, Reading)
    with pytest.raises(UserError, match="只有由汇总数得出的图和句子可以带出"):
        keep(listed)


# ------------------------------------------------------------------ returns


def test_routes_are_those_of_the_cases_concluded_and_days_grow_with_returns(sample: Records) -> None:
    told: Any = returns.routes(sample)
    assert told["route"].head(3).to_list() == ["受理→起诉", "受理→不起诉", "受理→一退→一次重报→起诉"]
    assert told["numerator"].is_sorted(descending=True)
    assert told.height <= returns.COMMON
    now = sample.headline
    concluded = stages.of_cases(sample).filter(
        pl.col("ended_on").is_between(now.start, now.end), pl.col("outcome") != "moved"
    )
    assert told["denominator"].unique().to_list() == [concluded.select(pl.len()).collect().item()]
    assert told["days"][2] > told["days"][0] + 20


def test_what_became_of_the_cases_received_adds_up(sample: Records) -> None:
    flow: Any = returns.flow(sample)
    told = dict(flow.select("step", "numerator").rows())
    assert told["received"] == told["prosecuted"] + told["not_prosecuted"] + told["moved"] + told["open"]
    assert 0 < told["returned_twice"] < told["returned_once"]


def test_a_cleaned_folder_lets_the_same_be_seen(sample: Records, cleaned: Records) -> None:
    told: Any = returns.flow(cleaned)
    assert told.equals(returns.flow(sample))
    assert fair.returns(cleaned).equals(fair.returns(sample))
