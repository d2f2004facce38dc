"""Pending: the figure and its sentences say how long open cases waited, and hide what is too small on the way out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from office import written

from casekit.exhibits import charts, pending
from casekit.exhibits.exhibit import Exhibit
from casekit.measures.absent import Absent
from casekit.measures.measure import measure
from casekit.records.records import Records
from casekit.subjects.efficiency import waiting

END = date(2026, 9, 30)


def office(*waits: tuple[int, int, int], before: int = 0) -> Records:
    """Open cases: how many, for how many days at the end, how many of these away; and `before` cases open a year before."""
    head = "case_id | received_on | concluded_on | conclusion | first_returned_on | first_resubmitted_on"
    lines = [
        f"{days}-{no} | {END - timedelta(days=days)} | | | {END if no < away else ''} |"
        for count, days, away in waits
        for no in range(count)
    ]
    lines += [f"old-{no} | 2025-06-01 | 2025-12-01 | prosecuted | |" for no in range(before)]
    return written(date(2026, 10, 9), cases="\n".join([head, *lines]))


def said(given: Records, key: str = "waiting") -> str:
    total = measure(given, "open_cases", periods=given.compared)
    made = {"waiting": pending.waiting, "title": pending.title}[key](total, waiting.in_parts(given), given)
    return str(made)


def drawn(given: Records) -> Exhibit:
    total = measure(given, "open_cases", periods=given.compared)
    made = pending.ages(waiting.by_age(given), total, given, "13-waiting-1-ages", "未结案件的等待天数")
    assert isinstance(made, Exhibit)
    return made


def test_the_sentence_has_all_open_ones_the_inactive_and_those_of_over_thirty_days() -> None:
    given = office((40, 30, 0), (20, 31, 5), before=7)
    assert said(given) == (
        "截至2026年9月30日，未结审查起诉案件60件，其中在办55件、停办等待5件；等待超过30天的20件，上年同日为7件。"
    )
    assert said(given, "title") == "未结60件，等待超过30天的20件，上年同日为7件"


def test_without_an_earlier_year_nothing_is_compared() -> None:
    young = office((40, 10, 0))
    young = replace(young, report=young.report | {"begins": "2026-01-01"})
    assert said(young).endswith("上年同日无数据，不作比较。")
    assert drawn(young).before is None


def test_nobody_waiting_is_said_as_such() -> None:
    assert said(office((0, 10, 0), before=3)) == "截至2026年9月30日，没有未结的审查起诉案件。"


def test_small_parts_are_not_told_on_the_way_out_and_their_bars_are_stars() -> None:
    given = office((40, 10, 0), (20, 40, 2))
    total = measure(given, "open_cases", periods=given.compared)
    sentence = pending.waiting(total, waiting.in_parts(given), given)
    assert not isinstance(sentence, Absent)
    assert sentence.again is not None
    assert str(sentence.again()) == "截至2026年9月30日，未结审查起诉案件60件；有的等待时段数量过小，不单独列出。"
    figure = drawn(given)
    assert figure.again is not None
    left = figure.again()
    assert left.frame.filter("away_hidden")["label"].to_list() == ["31—45天"]
    assert left.note.startswith("停办等待含退查")


def test_bands_stand_from_the_shortest_to_the_open_one_with_zeros_where_nobody_is() -> None:
    frame = drawn(office((3, 15, 0), (4, 16, 1), (5, 181, 0))).frame
    assert frame.select("label", "away", "active").rows() == [
        ("15天以内", 0, 3),
        ("16—30天", 1, 3),
        ("31—45天", 0, 0),
        ("46—60天", 0, 0),
        ("61—90天", 0, 0),
        ("91—180天", 0, 0),
        ("超过180天", 0, 5),
    ]


def test_the_figure_can_be_drawn() -> None:
    assert charts.draw(drawn(office((3, 15, 0), (4, 16, 1), before=2)))


@pytest.mark.parametrize(("date_", "words"), [("", "另有1件"), ("2026-08-01", "没有审结处理已填")])
def test_cases_that_ended_on_an_unknown_day_are_counted_apart(date_: str, words: str) -> None:
    text = f"case_id | received_on | concluded_on | conclusion\nA | 2026-07-01 | {date_} | prosecuted"
    assert str(pending.left_out(written(END, cases=text))).startswith(words)


def test_what_did_not_come_passes_through() -> None:
    given = written(cases="case_id\nA")
    assert str(pending.left_out(given)) == "本次数据未包含受理日期，本节略。"
