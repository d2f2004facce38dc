"""Waiting cases: the account adds up however a month is cut, and an open case is counted where it waits."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from office import written

from casekit.ground import quarter
from casekit.measures import stages
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.efficiency import levers, waiting

CASES = """
case_id | received_on | concluded_on | conclusion | first_returned_on | first_resubmitted_on
A       | 2026-06-01  | 2026-07-01   | prosecuted |                   |
B       | 2026-06-30  |              |            |                   |
C       | 2026-07-01  | 2026-09-30   | prosecuted |                   |
D       | 2026-07-20  |              |            | 2026-08-20        |
E       | 2026-09-30  | 2026-10-05   | merged     |                   |
F       | 2026-10-01  |              |            |                   |
G       | 2026-08-01  |              | prosecuted |                   |
"""


@pytest.fixture
def few() -> Records:
    """Seven cases up to 9 October 2026; G has ended on a day that is not known."""
    return written(date(2026, 10, 9), cases=CASES)


def test_the_account_of_a_period_adds_up(few: Records) -> None:
    account = waiting.account(few, [few.period])
    assert isinstance(account, pl.DataFrame)
    assert account.select("indicator", "period", "numerator", "denominator").rows() == [
        ("received", "2026Q3", 3, None),  # C, D, E
        ("cleared", "2026Q3", 2, 5),  # A and C, of A and B carried over and the three
    ]


@pytest.mark.parametrize(
    ("month_end", "received"),
    [
        (0, {"2026-06": 2, "2026-07": 2, "2026-08": 0, "2026-09": 1}),
        (25, {"2026-06": 1, "2026-07": 3, "2026-08": 0, "2026-09": 0}),
    ],
)
def test_months_are_those_of_the_office(few: Records, month_end: int, received: dict[str, int]) -> None:
    settings = replace(few.settings, month_end=month_end)
    own = replace(few, settings=settings, period=quarter.parse("2026Q3", settings))
    months = waiting.by_month(own)
    assert isinstance(months, pl.DataFrame)
    newest = months.filter(pl.col("indicator") == "received").tail(4)
    assert dict(newest.select("period", "numerator").iter_rows()) == received


def test_open_cases_are_parted_by_how_long_and_where_they_wait(few: Records) -> None:
    """By 30 September: B 92 days; D 72 days, away since August; E 0 days."""
    parts = waiting.in_parts(few)
    assert isinstance(parts, pl.DataFrame)
    now = parts.filter(pl.col("period") == "2026Q1-Q3", pl.col("numerator") > 0)
    assert sorted(now.select("is_long", "is_away", "numerator").rows()) == [
        (False, False, 1),
        (True, False, 1),
        (True, True, 1),
    ]


def test_the_list_has_active_cases_of_over_sixty_days_alone(few: Records) -> None:
    assert waiting.longest(few).rows() == [("B", 92)]


def test_cases_of_a_month_come_in_order_of_day(few: Records) -> None:
    assert waiting.received_in(few, ["2026-07"]).rows() == [("C", "2026-07-01"), ("D", "2026-07-20")]
    assert waiting.received_in(few, []).is_empty()


def test_too_short_a_history_is_said_and_not_projected(few: Records) -> None:
    short = replace(few, report=few.report | {"begins": "2025-01-01"})
    assert str(waiting.projected(short)).startswith("历史不足24个月")


@pytest.mark.parametrize("made", [waiting.by_age, waiting.in_parts, waiting.by_month, waiting.projected])
def test_without_dates_a_sentence_stands_in_the_place_of_a_frame(made) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(made(written(cases="case_id | conclusion\nA | prosecuted")), Absent)


def test_returns_that_came_back_are_counted_with_their_mean_days() -> None:
    back = written(
        date(2026, 10, 9),
        cases="""
        case_id | first_returned_on | first_resubmitted_on
        A       | 2026-07-01        | 2026-07-31
        B       | 2026-07-01        | 2026-07-11
        C       | 2026-07-01        |
        """,
    )
    days = waiting.returned_days(back)
    assert isinstance(days, pl.DataFrame)
    assert days.select("indicator", "numerator", "value").rows() == [("first_return_days", 2, 20.0)]


# ------------------------------------------------------------------ the shipped sample


def test_every_month_of_the_sample_is_the_count_of_its_days(sample: Records) -> None:
    months = waiting.by_month(sample)
    assert isinstance(months, pl.DataFrame)
    cases = stages.of_cases(sample, "review", sample.period.end).collect()
    first, last = date(2026, 8, 1), date(2026, 8, 31)
    received, cleared = months.filter(pl.col("period") == "2026-08").iter_rows(named=True)
    began, ended = (cases[name].is_between(first, last).sum() for name in ("started_on", "ended_on"))
    open_after = stages.of_cases(sample, "review", last).filter("is_open").select(pl.len()).collect().item()
    assert (received["numerator"], cleared["numerator"]) == (began, ended)
    assert cleared["denominator"] - cleared["numerator"] == open_after


def test_the_account_of_the_quarter_is_the_sum_of_its_months(sample: Records) -> None:
    months, account = waiting.by_month(sample), waiting.account(sample, [sample.period])
    assert isinstance(months, pl.DataFrame)
    assert isinstance(account, pl.DataFrame)
    newest = months.group_by("indicator", maintain_order=True).agg(pl.col("numerator").tail(3).sum())
    assert newest.rows() == account.select("indicator", "numerator").rows()


def test_the_projection_is_of_the_next_two_quarters_and_says_how_it_did(sample: Records) -> None:
    ahead = waiting.projected(sample)
    assert isinstance(ahead, pl.DataFrame)
    assert ahead["period"].unique().sort().to_list() == ["2026Q4", "2027Q1"]
    assert ahead["origins"].to_list() == [24] * 6
    assert ahead["coverage"].is_between(0.6, 1.0).all()
    assert (ahead["low"] <= ahead["value"]).all()


def test_a_balance_of_received_and_ended_holds_in_the_projection(sample: Records) -> None:
    """Open now + received - ended = open at the end of the next quarter."""
    ahead, months = waiting.projected(sample), waiting.by_month(sample)
    assert isinstance(ahead, pl.DataFrame)
    assert isinstance(months, pl.DataFrame)
    newest = months.row(-1, named=True)
    received, ended, left = ahead.filter(pl.col("period") == "2026Q4")["value"]
    assert newest["denominator"] - newest["numerator"] + received - ended == pytest.approx(left)


def test_every_procedure_of_a_charged_case_is_counted_once(sample: Records) -> None:
    by_procedure = levers.procedures(sample)
    assert isinstance(by_procedure, pl.DataFrame)
    now = sample.compared[0]
    charged = sample.table("cases").filter(pl.col("charged_on").is_between(now.start, now.end)).collect()
    assert by_procedure.filter(pl.col("period") == now.name)["numerator"].sum() == charged.height


def test_fewer_cases_could_have_fast_track_than_were_charged_and_more_than_had_it(sample: Records) -> None:
    use = levers.fast_track_use(sample)
    assert isinstance(use, pl.DataFrame)
    assert 0 < use["numerator"][0] < use["denominator"][0]


@pytest.mark.parametrize(
    ("suspects", "said"),
    [
        ("", "本次数据未包含“人员”表，本节略。"),
        ("case_id | plea\nA | applied", "本次数据未包含量刑建议内容，本节略。"),
    ],
)
def test_without_pleas_or_recommendations_nobody_could_have_fast_track(suspects: str, said: str) -> None:
    cases = "case_id | charged_on | procedure\nA | 2026-07-01 | fast_track"
    given = written(cases=cases, suspects=suspects) if suspects else written(cases=cases)
    assert str(levers.fast_track_use(given)) == said


def test_a_wait_over_a_holiday_counts_its_workdays_alone() -> None:
    """30 September 2026 is a Wednesday; 1 to 7 October are off, so the 9th is the second workday after it."""
    friday = date(2026, 7, 3)
    rows = [("1", "2026-09-30", "2026-10-09"), ("2", str(friday), str(friday + timedelta(days=3)))]
    lines = [f"{no} | A | online | {asked} | {ready}" for no, asked, ready in rows]
    text = "\n".join(["reading_id | case_id | way | requested_on | arranged_on", *lines])
    wait = levers.reading_wait(written(date(2026, 10, 9), file_readings=text))
    assert isinstance(wait, pl.DataFrame)
    assert wait.select("numerator", "value").rows()[0] == (2, 1.5)
