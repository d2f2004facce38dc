"""Effects: an office whose months are made by hand - a proposal after which its place alone falls, one after which all do."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from casekit.exhibits import verdicts
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.table import grid
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects.causes import effects

TOWNS = {"甲镇": "甲院", "乙镇": "甲院", "丙镇": "乙院", "丁镇": "乙院"}
MONTHS = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(57)]  # January 2022 to September 2026
ISSUED = date(2024, 5, 10)
FALL = {"甲镇": 0.5, "乙镇": 0.5}


def proposal(name: str, on: date = ISSUED, **other: Any) -> dict[str, Any]:
    return {"proposal_id": name, "issued_on": on, "cause": "停放无看管", "unit": "甲院", "town": None} | other


def office(
    *given: dict[str, Any],
    after: dict[str, float] | None = None,
    size: int = 20,
    surge: int = 0,
    cause: str = "停放无看管",
) -> Records:
    """Cases of one cause, `size` a month in every town; after May 2024 the given share of them, and `surge` more in 甲镇 in each
    month from February to May 2024."""
    rows = []
    for town, unit in TOWNS.items():
        for day in MONTHS:
            n = round(size * ((after or {}).get(town, 1.0) if day > ISSUED else 1.0))
            n += surge if town == "甲镇" and date(2024, 2, 1) <= day <= ISSUED else 0
            rows += [{"unit": unit, "town": town, "received_on": day, "cause": cause}] * n
    cases = pl.DataFrame(rows).with_columns(case_id=pl.format("C{}", pl.int_range(pl.len())))
    report: dict[str, Any] = {"begins": "2022-01-01", "synthetic": False, "understood": ()}
    kinds = dict.fromkeys(("proposal_id", "cause", "unit", "town", "crime"), pl.String) | {"issued_on": pl.Date}
    tables: dict[str, Any] = {"cases": cases, "proposals": pl.DataFrame(list(given), kinds)}
    empty = pl.DataFrame()
    return Records(tables, empty, empty, empty, report, quarter.parse("2026Q3"), Settings(), date(2026, 10, 9))


def told(records: Records) -> list[effects.Followed]:
    found = effects.followed(records)
    assert not isinstance(found, Absent)
    return found


def standings(records: Records) -> dict[str, str]:
    return {one.aim.proposal_id: one.standing for one in told(records)}


def row(records: Records, part: str = "own") -> dict[str, Any]:
    measured = effects.compared(told(records), records)
    assert isinstance(measured, pl.DataFrame)
    return measured.filter(pl.col("part") == part).row(0, named=True)


FELL = office(proposal("A"), after=FALL)
ALIKE = office(proposal("A", crime="危险驾驶罪"), after=dict.fromkeys(TOWNS, 0.5))


def test_what_falls_beside_places_that_do_not_has_fallen() -> None:
    own, others = row(FELL), row(FELL, "others")
    # January 2022 to January 2024 are 25 months, June 2024 to September 2026 are 28; 40 a month become 20
    assert (own["standing"], own["numerator"], own["denominator"]) == ("fell", 28 * 20, 25 * 40 + 28 * 20)
    assert (own["mean_before"], own["mean_after"], own["naive"]) == (40, 20, 0.5)
    assert own["ratio"] == pytest.approx(0.5)
    assert (others["mean_before"], others["mean_after"], others["places"]) == (40, 40, 2)
    assert (own["alike"], own["needed"] <= 28, own["low_ratio"] < 0.5 < own["high_ratio"] < 1) == (0, True, True)


def test_what_falls_everywhere_is_no_fall_although_before_and_after_alone_show_one() -> None:
    own = row(ALIKE)
    assert (own["naive"], own["standing"], own["rules_out"]) == (0.5, "not_shown", True)
    assert own["ratio"] == pytest.approx(1)


def test_the_month_of_issue_and_three_before_count_on_neither_side() -> None:
    surge = row(office(proposal("A"), after=FALL, surge=100))
    assert (surge["denominator"], surge["ratio"]) == (row(FELL)["denominator"], pytest.approx(0.5))


TOO = proposal("B", date(2025, 3, 3), unit="乙院", town="丙镇")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((proposal("A"), proposal("B", date(2025, 3, 3))), {"A": "fell", "B": "together"}),
        ((proposal("A"), proposal("B", date(2025, 3, 3), town="甲镇")), {"A": "fell", "B": "together"}),
        (
            (proposal("A"), proposal("B", date(2026, 4, 3), cause="其他成因、停放无看管")),
            {"A": "fell", "B": "together"},
        ),
        ((proposal("A", date(2026, 4, 3)),), {"A": "recent"}),
        ((proposal("A", date(2022, 4, 3)), proposal("B", date(2016, 4, 3))), {"A": "too_little", "B": "too_little"}),
        ((proposal("A", cause="没有的成因"),), {"A": "too_little"}),
        ((proposal("A"), proposal("B", date(2025, 3, 3), unit="乙院")), {"A": "alone", "B": "alone"}),
        ((proposal("A", unit="丙院"),), {"A": "alone"}),
        ((proposal("A", date(2026, 10, 3)), proposal("B", town="乙镇")), {"B": "fell"}),
    ],
)
def test_how_a_proposal_stands(given: tuple[dict[str, Any], ...], expected: dict[str, str]) -> None:
    assert standings(office(*given, after=FALL, size=30)) == expected


def test_a_place_with_a_proposal_on_the_cause_is_not_compared_with() -> None:
    assert row(office(proposal("A"), TOO, after=FALL, size=30))["places"] == 1
    assert row(office(proposal("A"), TOO | {"cause": "其他成因"}, after=FALL, size=30))["places"] == 2


def test_a_town_is_compared_with_all_other_towns() -> None:
    own = row(office(proposal("A", town="甲镇"), after={"甲镇": 0.5}, size=30))
    assert (own["numerator"], own["places"], own["standing"]) == (28 * 15, 3, "fell")


def test_few_cases_are_too_little_whatever_they_show() -> None:
    records = office(proposal("A"), after=FALL, size=4)
    assert (row(records)["standing"], row(records)["ratio"]) == ("too_little", pytest.approx(0.5))
    # 1/200 + 1/200 + (1/0.7 + 1)/later is to be 0.1273 squared or less: later is 392, 49 months at 8; 28 have passed
    shown = grid(verdicts.table(effects.compared(told(records), records), records, "33-2")).rows
    assert str(verdicts.said(effects.compared(told(records), records), records, 0)) == (
        "2024年5月就停放无看管制发的检察建议（单位02辖区）：数据不足以判断。发出前200件，发出后112件，单看前后月均为发出前的50%，不能据此认定变化；与对照相比，降三成也难以看出，约需再观察21个月。"
    )
    assert str(verdicts.said(effects.compared(told(records), records), records, 1)) == "可作前后比较的检察建议仅有1份。"
    assert shown[0][4:] == ["—", "—", "—", "数据不足以判断，约需再观察21个月"]


def test_every_standing_is_counted_and_chance_is_said() -> None:
    counts = effects.standings(told(FELL), FELL)
    assert counts.select("effect", "numerator").rows()[:2] == [("fell", 1), ("rose", 0)]
    assert str(verdicts.tally(counts, FELL)).startswith("截至2026年9月末，写明成因的检察建议1份：有下降证据1份。")
    assert "平均也不少于0.05份" in str(verdicts.tally(counts, FELL))


def test_a_fall_is_said_with_both_comparisons_and_what_cannot_be_ruled_out() -> None:
    found = told(FELL)
    said = verdicts.said(effects.compared(found, FELL), FELL, 0)
    assert str(said) == (
        "2024年5月就停放无看管制发的检察建议（单位02辖区）：有下降证据。单看前后，月均由40.0件降至20.0件，为发出前的50%；"
        "与对照相比为50%（95%区间44%—57%）。同期其他因素未能排除。"
    )


def test_no_fall_is_said_with_the_change_of_law_between() -> None:
    found = told(ALIKE)
    said = str(verdicts.said(effects.compared(found, ALIKE), ALIKE, 0))
    assert "暂不能得出下降结论" in said
    assert "足以发现20%以上的下降。期间2023年12月28日醉驾意见施行，对照地区同样经历，比较中已抵消。" in said


def test_the_figure_has_both_sides_at_one_level_before() -> None:
    found = told(FELL)
    exhibit = verdicts.chart(effects.monthly(found, FELL, 0), effects.compared(found, FELL), FELL, "33-1")
    assert isinstance(exhibit, Exhibit)
    assert exhibit.beside is not None
    assert exhibit.beside["mean"].to_list() == [40, 20, 40, 40]
    assert exhibit.frame.group_by("phase").len().sort("phase").rows() == [
        ("after", 56),
        ("before", 50),
        ("left_out", 8),
    ]
    assert exhibit.finding == "停放无看管案件有下降证据，与对照相比为50%"


def test_a_small_month_is_hidden_on_the_way_out_and_not_alone() -> None:
    short = FELL.tables["cases"].lazy().filter(
        ~((pl.col("town") == "甲镇") & (pl.col("received_on") == date(2025, 1, 1)))
        & ~((pl.col("town") == "乙镇") & (pl.col("received_on") == date(2025, 1, 1)) & (pl.col("case_id").str.len_chars() > 0))
    )  # fmt: skip
    one = (
        FELL.tables["cases"].lazy().filter(pl.col("town") == "甲镇", pl.col("received_on") == date(2025, 1, 1)).head(1)
    )
    records = replace(FELL, tables=FELL.tables | {"cases": pl.concat([short, one]).collect()})
    found = told(records)
    chart = verdicts.chart(effects.monthly(found, records, 0), effects.compared(found, records), records, "33-1")
    assert isinstance(chart, Exhibit)
    assert chart.again is not None
    leaving = chart.again().frame
    hidden = leaving.filter("hidden").group_by("part", "phase").len().sort("part").rows()
    assert hidden == [("others", "after", 2), ("own", "after", 2)]


BARE = pl.DataFrame({"case_id": ["1"], "unit": ["甲院"], "received_on": [ISSUED]})


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (replace(FELL, tables={"cases": FELL.tables["cases"]}), "本次数据未包含“检察建议”表，本节略。"),
        (office(proposal("A") | {"cause": None}), "本次数据没有可计入的行，本节略。"),
        (replace(FELL, tables=FELL.tables | {"cases": BARE}), "本次数据未包含成因（人工核定），本节略。"),
    ],
)  # fmt: skip
def test_what_the_data_lacks_is_said(records: Records, sentence: str) -> None:
    found = effects.followed(records)
    assert str(found) == sentence
    assert str(effects.compared(found, records)) == sentence


def test_towns_are_not_needed_where_units_can_be_told_apart() -> None:
    cases = FELL.tables["cases"].lazy().drop("town").collect()
    assert standings(replace(FELL, tables=FELL.tables | {"cases": cases})) == {"A": "fell"}


def test_the_sample_s_proposals_are_told_apart(sample: Records) -> None:
    standing = {one.aim.on: one.standing for one in told(sample) if one.effect is not None}
    assert standing[date(2024, 4, 10)] == "fell"
    assert standing[date(2023, 10, 16)] == "not_shown"
    assert list(standing.values()).count("fell") == 1
