"""Departures: the chart and the words of distance count everybody, and give nothing away that is too small on the way out."""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from office import written

from casekit.exhibits import against, departures, table
from casekit.exhibits.exhibit import Exhibit
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.sentencing import distance

HEAD = (
    "case_id | suspect_no | judged_on | recommended_on | recommended_penalty | recommended_months_low | "
    "recommended_months_high | recommended_form | sentence_penalty | sentence_months_low | sentence_months_high"
)


@cache
def office(*given: tuple[int, str, float | None], waiting: int = 0) -> Records:
    """Persons recommended six months of imprisonment: how many were given what kind and how many months; and how many wait."""
    lines = [
        f"{kind}{months}-{no} | 1 | 2026-07-20 | 2026-07-01 | imprisonment | 6 | 6 | fixed | {kind} | {months or ''} | {months or ''}"
        for count, kind, months in given
        for no in range(count)
    ]
    lines += [f"W-{no} | 1 | | 2026-07-01 | imprisonment | 6 | 6 | fixed | | |" for no in range(waiting)]
    return written(suspects="\n".join([HEAD, *lines]))


def months(within: int, below: int, above: int, other: int = 0, waiting: int = 0) -> Records:
    """So many given six months, five, eight, and as many to another kind."""
    counts = (
        (within, "imprisonment", 6),
        (below, "imprisonment", 5),
        (above, "imprisonment", 8),
        (other, "fine_only", None),
    )
    return office(*counts, waiting=waiting)


def said(records: Records) -> str:
    return str(departures.said(distance.standings(records), records))


def drawn(records: Records) -> Exhibit:
    made = departures.chart(
        distance.standings(records),
        distance.steps(records),
        records,
        "22-distance-1",
        unjudged=distance.unjudged(records),
    )
    assert isinstance(made, Exhibit)
    return made


def test_all_who_were_judged_are_in_the_sentence_with_the_reasons_of_those_left_out() -> None:
    assert said(months(30, 6, 4, other=5)) == (
        "2026年1至9月判决的被告人中，刑期可以与首次建议比较的40人：在建议之内30人（75.0%），轻于建议6人，重于建议4人；"
        "另有5人不能以月比较（刑种不同5人）。"
    )


@pytest.mark.parametrize(
    ("counts", "part"),
    [
        ((30, 5, 5), "轻于建议与重于建议的各5人；有量刑建议的均可以比较。"),
        ((20, 6, 3), "在建议之内20人，轻于建议6人，重于建议3人，数量较少，不报比例；"),
        ((0, 0, 0, 4), "2026年1至9月没有刑期可以与首次建议比较的判决；另有4人"),
    ],
)
def test_equal_sides_few_and_none_are_said_as_such(counts: tuple[int, ...], part: str) -> None:
    assert part in said(months(*counts))


def test_the_chart_says_who_is_left_out_and_who_is_not_judged_yet() -> None:
    exhibit = drawn(months(30, 6, 4, other=5, waiting=7))
    assert exhibit.finding == "判决在首次建议之内的占75.0%，轻于6人、重于4人"
    assert exhibit.population == "2026年1至9月判决，n＝40人"
    assert exhibit.note == "另有5人不能以月比较（刑种不同5人）；提出建议尚无判决7人。"
    assert drawn(months(30, 6, 4)).note == "有量刑建议的均可以比较。"


def test_reasons_that_fill_more_than_a_line_are_put_together() -> None:
    out = ((5, "imprisonment", None), (4, "fine_only", None), (3, "life", None))  # not read, another kind twice
    exhibit = drawn(office((40, "imprisonment", 6), *out, waiting=7))
    assert exhibit.note == "另有12人不能以月比较（刑种不同7人、未能读出5人）；提出建议尚无判决7人。"
    counts = {"within": 30, "several_kinds": 9, "no_months": 8, "upper_only": 7}
    waiting = pl.DataFrame({"numerator": [123]})
    assert departures._under(counts, waiting, months(30, 6, 4)) == (
        "另有24人不能以月比较（建议几种刑种可选9人、其他原因15人）；提出建议尚无判决123人。"
    )


def test_bars_go_from_the_farthest_lighter_to_the_farthest_heavier() -> None:
    shown = drawn(months(30, 6, 4)).frame.select("label", "numerator").rows()
    assert shown == [
        ("轻5个月以上", 0), ("轻4个月", 0), ("轻3个月", 0), ("轻2个月", 0), ("轻1个月", 6),
        ("重1个月", 0), ("重2个月", 4), ("重3个月", 0), ("重4个月", 0), ("重5个月以上", 0),
    ]  # fmt: skip


def test_a_small_side_leaves_with_another_and_neither_shows_its_months() -> None:
    made = drawn(months(40, 2, 9)).again
    assert made is not None
    exhibit = made()
    assert exhibit.beside is not None
    assert exhibit.beside["count"].to_list() == [None, 40, None]
    assert exhibit.frame["numerator"].drop_nulls().to_list() == []
    assert (exhibit.population, exhibit.finding) == ("2026年1至9月判决，n＝＊人", "判决刑期与首次建议的距离")
    sentence = departures.said(distance.standings(months(40, 2, 9)), months(40, 2, 9))
    assert not isinstance(sentence, Absent)
    assert sentence.again is not None
    assert "有的类别数量过小" in sentence.again()


def test_a_small_reason_for_leaving_out_takes_no_side_with_it() -> None:
    made = drawn(months(40, 9, 5, other=1)).again
    assert made is not None
    exhibit = made()
    assert exhibit.beside is not None
    assert exhibit.beside["count"].to_list() == [9, 40, 5]
    assert exhibit.note == "另有少数不能以月比较。"


def test_small_bars_of_a_large_side_leave_as_stars() -> None:
    counts = ((40, "imprisonment", 6), (9, "imprisonment", 5), (1, "imprisonment", 3), (6, "imprisonment", 8))
    made = drawn(office(*counts)).again
    assert made is not None
    shown = dict(made().frame.select("label", "numerator").iter_rows())
    assert (shown["轻3个月"], shown["轻1个月"], shown["重2个月"]) == (None, None, 6)


def test_rounded_counts_are_called_about() -> None:
    records = months(52, 21, 12)
    public = replace(records, settings=replace(records.settings, public=True))
    sentence = departures.said(distance.standings(public), public)
    assert not isinstance(sentence, Absent)
    assert sentence.again is not None
    assert (
        "约80人：在建议之内约50人，轻于建议约20人，重于建议约10人" in sentence.again()
    )  # 52, 21 and 12 to fives, and their sum


def test_the_chart_has_its_words_in_english() -> None:
    records = months(30, 6, 4, other=5, waiting=7)
    english = replace(records, settings=replace(records.settings, language="en"))
    exhibit = drawn(english)
    assert exhibit.finding == "75.0% within the first recommendation, 6 below, 4 above"
    assert exhibit.note == "5 cannot be compared in months (another kind of penalty 5); 7 not judged yet."
    assert exhibit.frame["label"][4] == "1 mo. less"


def test_data_without_recommendations_says_so() -> None:
    bare = written(suspects="case_id | suspect_no | judged_on\nA | 1 | 2026-07-01")
    made = departures.chart(distance.standings(bare), distance.steps(bare), bare, "22-distance-1")
    assert isinstance(made, Absent)
    assert made.sentence == "本次数据未包含量刑建议内容，本节略。"


def cells(exhibit: Exhibit | Absent) -> list[list[str]]:
    assert isinstance(exhibit, Exhibit)
    return table.grid(exhibit).rows


def test_classes_stand_with_shares_of_those_compared_and_their_medians() -> None:
    records = months(30, 6, 4, other=5)
    middles = distance.medians(records, "distance_standing")
    made = against.table(distance.standings(records), records, "22-1", "distance_standing", **middles)
    assert cells(made) == [
        ["轻于建议", "6", "15.0", "1.0", "16.7"],  # 6 of 40; 1 of 6 months
        ["在建议之内", "30", "75.0", "—", "—"],
        ["重于建议", "4", "10.0", "2.0", "33.3"],
        ["刑种不同", "5", "—", "—", "—"],
    ]


def test_kinds_stand_as_recommended_against_as_judged() -> None:
    records = months(30, 6, 4, other=5)
    made = against.kinds(distance.kinds(records), records, "22-2")
    assert isinstance(made, Exhibit)
    assert table.grid(made).headers[1:] == ["有期徒刑（实刑）", "单处罚金"]
    assert cells(made) == [["有期徒刑（实刑）", "40", "5"]]
    changed = departures.changed(
        distance.standings(records), distance.standings(records, "probation_standing"), records
    )
    assert str(changed).startswith("2026年1至9月判决的，刑种与首次建议不同的5人；")


def test_the_last_recommendation_stands_below_the_first() -> None:
    records = months(30, 6, 4)
    adjusted = records.table("suspects").with_columns(
        adjusted_penalty=pl.when(pl.col("sentence_months_low") == "5").then(pl.lit("imprisonment")),
        adjusted_months_low=pl.lit("5"), adjusted_months_high=pl.lit("5"), adjusted_form=pl.lit("fixed"),
    )  # fmt: skip
    later = replace(records, tables={"suspects": adjusted.collect()})
    made = against.both(distance.standings(later), distance.standings(later, "final_standing"), later, "22-3")
    assert cells(made) == [
        ["首次建议", "40", "15.0（6）", "75.0（30）", "10.0（4）"],
        ["最后一次建议", "40", "0.0（0）", "90.0（36）", "10.0（4）"],
    ]
