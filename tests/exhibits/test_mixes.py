"""Mixes: shares stand only where the whole of a period is shown, and a request without a day is told apart."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import mixes
from casekit.exhibits.table import grid
from casekit.measures.absent import Absent, measure_if_given
from casekit.records.records import Records
from casekit.subjects.efficiency import levers


def charged(**procedures: int) -> Records:
    """So many cases charged in July 2026 by each procedure."""
    lines = [f"{name}-{no} | 2026-07-01 | {name}" for name, count in procedures.items() for no in range(count)]
    return written(date(2026, 10, 9), cases="\n".join(["case_id | charged_on | procedure", *lines]))


def requests(*ready: str) -> Records:
    """Requests of 3 August 2026, a Monday, by the day from which the files could be read."""
    lines = [f"{no} | A | online | 2026-08-03 | {day}" for no, day in enumerate(ready)]
    head = "reading_id | case_id | way | requested_on | arranged_on"
    return written(date(2026, 10, 9), file_readings="\n".join([head, *lines]))


def test_counts_stand_with_their_share_of_all() -> None:
    given = charged(fast_track=10, simplified=30)
    made: Any = mixes.mix(levers.procedures(given), given, "x", "procedure")
    assert grid(made).rows == [["速裁程序", "10", "25.0", "0", "—"], ["简易程序", "30", "75.0", "0", "—"]]


def test_a_hidden_group_takes_the_shares_of_all_with_it() -> None:
    given = charged(fast_track=2, simplified=30, ordinary=40)
    made: Any = mixes.mix(levers.procedures(given), given, "x", "procedure")
    rows = grid(made.again()).rows
    assert [row[1] for row in rows] == ["＊", "40", "＊"]
    assert {row[2] for row in rows} <= {"＊", "—"}


def test_waits_stand_by_way_in_working_days() -> None:
    given = requests("2026-08-03", "2026-08-04", "2026-08-10")
    made: Any = mixes.readings(levers.readings(given), given, "x")
    assert grid(made).rows[0][:4] == ["互联网阅卷", "3", "3", "1.0"]


@pytest.mark.parametrize(
    ("ready", "said"),
    [
        (
            ("2026-08-03", "", "2026-08-04"),
            "2026年1至9月申请律师阅卷3次，其中1次没有可以阅卷日期的记载，未计入等待时间。",
        ),
        (("2026-08-03",), "2026年1至9月申请律师阅卷1次，均有可以阅卷日期的记载。"),
    ],
)
def test_requests_without_a_day_are_told_apart(ready: tuple[str, ...], said: str) -> None:
    given = requests(*ready)
    assert str(mixes.unarranged(levers.reading_wait(given), given)) == said


def test_what_did_not_come_is_said_in_a_sentence() -> None:
    given = charged(fast_track=3)
    assert isinstance(mixes.readings(levers.readings(given), given, "x"), Absent)
    assert str(mixes.unarranged(levers.reading_wait(given), given)) == "本次数据未包含“律师阅卷”表，本节略。"


def persons(**decisions: int) -> Records:
    """So many persons of cases received in July 2026 by the decision on arrest."""
    lines = [f"{name}{no} | 1 | 2026-07-01 | {name}" for name, count in decisions.items() for no in range(count)]
    head = "case_id | suspect_no | received_on | arrest_decision"
    return written(date(2026, 10, 9), suspects="\n".join([head, *lines]))


def test_persons_are_counted_as_persons_under_the_words_of_their_own_table() -> None:
    given = persons(arrest_approved=30, not_arrested_evidence=10)
    made: Any = mixes.mix(
        measure_if_given(given, "arrest_decisions", by="arrest_decision", periods=["2026Q3"]),
        given,
        "x",
        "arrest_decision",
    )
    assert grid(made).rows == [["批准逮捕", "30", "75.0"], ["不批准逮捕(证据不足)", "10", "25.0"]]
    assert made.columns[1].header == "2026年第三季度（人）"


@pytest.mark.parametrize(
    ("outside", "said"),
    [
        (8, "2026年第三季度适用速裁的起诉案件40件，其中8件按记录不在可以适用之列"),
        (0, "2026年第三季度适用速裁的起诉案件按记录均在可以适用之列。"),
    ],
)
def test_fast_track_beyond_the_record_is_counted(outside: int, said: str) -> None:
    given = charged(fast_track=40, simplified=30)
    procedures = measure_if_given(given, "charged", by="procedure", periods=["2026Q3"])
    used = pl.DataFrame({"period": ["2026Q3"], "numerator": [40 - outside], "denominator": [60]})
    assert str(mixes.beside_fast_track(procedures, used, given)).startswith(said)  # type: ignore[arg-type]
