"""Agreement on the sample is what was planted; by hand every count, reason and sentence; what is missing is said."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import judged, loaded

from casekit.exhibits import acceptance, adoption, parts
from casekit.exhibits.reading import reading
from casekit.exhibits.table import grid
from casekit.ground import paths
from casekit.measures import agreement as measured
from casekit.measures.absent import Absent, measure_if_given
from casekit.measures.measure import measure
from casekit.measures.recording import recording
from casekit.records.records import Records
from casekit.subjects.sentencing import agreement, distance

SIX = {"recommended": "有期徒刑六个月，并处罚金二千元", "sentence": "判处有期徒刑六个月，并处罚金二千元"}
SEVEN = SIX | {"recommended": "有期徒刑七个月，并处罚金二千元"}
FINED = SIX | {"recommended": "有期徒刑六个月，并处罚金三千元"}
MENDED = SEVEN | {"adjusted": SIX["recommended"], "adopted": "adopted_after_adjustment"}
PAID = {"adjustment_reason": "fine_paid", "adjusted_on": date(2026, 6, 28)}
ADVISED = {"adjustment_reason": "court_advised", "adjusted_on": date(2026, 7, 1)}
REFUSED = SEVEN | {"adopted": "not_adopted"}
PERSONS = [
    *[SIX | {"adopted": "adopted"}] * 20,
    *[MENDED | PAID] * 5,
    *[MENDED | ADVISED] * 4,
    *[FINED | {"adopted": "adopted"}] * 4,  # recorded adopted, computed: the fine differs
    *[REFUSED | {"non_adoption_reason": "denies_facts"}] * 3,
    *[REFUSED | {"non_adoption_reason": "manifestly_inappropriate"}] * 3,
    REFUSED,
    {"recommended": "有期徒刑一年以下", "sentence": "判处有期徒刑七个月"},
    SIX | {"plea": "applied_at_trial"},
    SIX | {"plea": "not_applied"},
    {"sentence": "判处有期徒刑七个月"},
]


@pytest.fixture(scope="module")
def office() -> Records:
    """Forty persons to compare: 20 as first recommended, 9 as adjusted, 4 but for the fine, 7 not."""
    return judged(PERSONS)


@pytest.fixture(scope="module")
def persons(office: Records) -> pl.DataFrame:
    found = agreement.judged(office)
    assert isinstance(found, pl.DataFrame)
    return found


def test_the_three_shares_stand_side_by_side(office: Records) -> None:
    found: Any = agreement.rates(office)
    now = found.filter(period="2026Q3").select("indicator", "numerator", "denominator").rows()
    assert now == [("accepted_at_first", 20, 40), ("accepted_in_the_end", 29, 40), ("principal_accepted", 33, 40)]
    assert found["period"].n_unique() == agreement.QUARTERS


def test_every_person_compared_is_in_one_class(office: Records) -> None:
    """20 + 9 + 4 + 7 = 40."""
    said = acceptance.outcomes(agreement.outcomes(office), office)
    assert said == (
        "2026年1至9月判决结果可以与建议比对的40人中，首次建议采纳20人（50.0%），调整后采纳9人（22.5%），"
        "主刑采纳、附加刑调整4人（10.0%），主刑不一致7人（17.5%）。"
    )


def test_small_classes_leave_hidden_and_take_the_shares_with_them() -> None:
    few = judged([*[SIX] * 30, *[SEVEN] * 2, *[MENDED] * 9])
    said: Any = acceptance.outcomes(agreement.outcomes(few), few)
    assert said.again() == (
        "2026年1至9月判决结果可以与建议比对的被告人中，首次建议采纳30人，调整后采纳的数量过小，不单独列出，主刑不一致的数量过小，不单独列出。"
    )


def test_two_shares_that_would_tell_a_small_class_do_not_leave_together() -> None:
    """Of 41, 30 accepted at first and 32 in the end: both shares are shown in the room, their difference of 2 never leaves."""
    few = judged([*[SIX] * 30, *[MENDED] * 2, *[SEVEN] * 9])
    first, final = (measure(few, name, periods=few.compared) for name in agreement.RATES[:2])
    said: Any = acceptance.change(final, first, few)
    drawn: Any = acceptance.quarters(agreement.rates(few), few, "x", acceptance.title(first, final, few))
    assert "78.0%（32/41）" in str(said)
    assert said.again() == "调整后采纳的数量过小，最终采纳占比不单独列出。"
    assert drawn.finding == "1至9月首次采纳73.2%，最终采纳78.0%"
    left = drawn.again()
    assert left.finding == "首次采纳与最终采纳"
    assert left.frame.select("hidden", "value", "accepted_at_first", "numerator").row(-1) == (True, None, None, None)


def test_in_what_they_differ_is_told_for_each_recommendation(office: Records) -> None:
    """From the first: 9 adjusted and 7 others by the term, 4 by the fine; from the last the 7 and the 4."""
    said = parts.said(agreement.differing(office), office)
    assert said == "与首次建议相比，刑期不同的16人、罚金不同的4人；与最后一次建议相比，刑期不同的7人、罚金不同的4人。"


def test_who_cannot_be_compared_is_told_with_the_reason(office: Records, persons: pl.DataFrame) -> None:
    assert adoption.standing(persons, office) == (
        "2026年1至9月判决的认罪认罚被告人43人中，可以比对40人，未提出量刑建议1人，"
        "建议只写上限、刑种、约数或者几种刑罚择一1人，起诉后才认罪认罚（不计入）1人。"
        "只写上限、刑种、约数或者几种刑罚择一的建议不计入采纳，其中判决没有超出所写范围的1人。"
    )


def test_what_the_cards_record_stands_against_what_is_computed(office: Records, persons: pl.DataFrame) -> None:
    crossed = agreement.crossed(persons)
    made: Any = adoption.crossed(crossed, office, "x")
    assert grid(made).rows == [
        ["采纳", "20", "0", "4", "0", "24"],
        ["调整后采纳", "0", "9", "0", "0", "9"],
        ["未采纳", "0", "0", "0", "7", "7"],
    ]
    assert str(adoption.recorded(crossed, office)).startswith("案卡记录了采纳情况的40人中，4人的记录与比对结果不相符")
    assert agreement.disagreeing(office, persons)["computed"].to_list() == ["主刑采纳、附加刑调整"] * 4


def test_reasons_stand_with_their_article(office: Records, persons: pl.DataFrame) -> None:
    refusals = agreement.refusals(persons)
    made: Any = adoption.refusals(refusals, office, "x")
    assert [row[1:] for row in grid(made).rows] == [["201(1)", "3"], ["201(2)", "3"], ["—", "1"]]
    assert grid(made).rows[-1][0] == "未填"
    assert "第一款所列五种情形的3人，属于第二款建议明显不当或者异议的3人，未说明或者未填的1人" in str(
        adoption.reasons(refusals, office)
    )


def test_adjustments_stand_with_who_asked_and_when(office: Records, persons: pl.DataFrame) -> None:
    made: Any = adoption.adjustments(agreement.adjustments(persons), office, "x")
    assert grid(made).rows == [
        ["预缴罚金", "新的事实、评估或者规定", "5", "5", "3"],
        ["法院建议调整", "法院", "4", "4", "0"],
    ]
    assert "调整过建议的9人：判决当日调整4人，判决前3日以内5人，更早0人" in str(adoption.timing(persons, office))


def test_a_period_without_adjustments_or_refusals_says_so() -> None:
    plain = judged([SIX] * 3)
    alone: Any = agreement.judged(plain)
    assert "没有主刑与最后一次建议不一致" in str(adoption.refusals(agreement.refusals(alone), plain, "x"))
    assert "没有调整量刑建议的记录" in str(adoption.timing(alone, plain))
    assert str(adoption.recorded(agreement.crossed(alone), plain)) == "本期没有记录采纳情况。"
    assert "没有不同" in str(parts.said(agreement.differing(plain), plain))


def test_a_period_with_nobody_to_compare_says_so() -> None:
    nobody = judged([SIX | {"plea": "not_applied"}])
    made: list[Any] = [
        agreement.rates(nobody),
        agreement.outcomes(nobody),
        agreement.differing(nobody),
        agreement.judged(nobody),
    ]
    none_made = agreement.by_form(judged([{"sentence": "判处有期徒刑六个月"}]))
    assert {str(one) for one in [*made, none_made]} == {"本次数据没有可计入的行，本节略。"}


def test_without_the_text_of_adjustments_only_what_was_first_recommended_is_told() -> None:
    """The second person's recommendation was adjusted on a day; what it became did not come."""
    given = judged([SIX, SIX | {"sentence": "判处有期徒刑五个月", "adjusted_on": date(2026, 6, 30)}])
    suspects = given.table("suspects")
    lost = [name for name in suspects.collect_schema().names() if name.startswith("adjusted") and name != "adjusted_on"]
    given.tables["suspects"] = suspects.drop(lost)
    assert measure(given, "accepted_at_first").select("numerator", "denominator").rows() == [(1, 2)]
    parts_of = (agreement.rates, agreement.outcomes, agreement.differing, agreement.judged)
    made: list[Any] = [distance.standings(given, "final_standing"), *(one(given) for one in parts_of)]
    assert {str(one) for one in made} == {"本次数据未包含调整后量刑建议，本节略。"}


def test_fast_track_is_spoken_of_only_where_procedures_came(persons: pl.DataFrame, office: Records) -> None:
    assert str(adoption.timing(persons.with_columns(procedure=pl.lit("fast_track")), office)).endswith(
        "；其中适用速裁程序的9人。"
    )
    assert "速裁" not in str(adoption.timing(persons, office))


def test_sentences_and_tables_are_told_in_english_too(office: Records, persons: pl.DataFrame) -> None:
    english = replace(office, settings=replace(office.settings, language="en"))
    said = [
        acceptance.outcomes(agreement.outcomes(english), english),
        parts.said(agreement.differing(english), english),
        adoption.standing(persons, english),
        adoption.recorded(agreement.crossed(persons), english),
        adoption.reasons(agreement.refusals(persons), english),
        adoption.timing(persons, english),
    ]
    tables: list[Any] = [
        adoption.crossed(agreement.crossed(persons), english, "x"),
        adoption.refusals(agreement.refusals(persons), english, "x"),
        adoption.adjustments(agreement.adjustments(persons), english, "x"),
        acceptance.by_quarter(agreement.rates(english), english, "x"),
    ]
    cells = [cell for one in map(grid, tables) for row in (one.headers, *one.rows) for cell in row]
    assert all(str(one).isascii() for one in (*said, *(cell.replace("—", "-") for cell in cells)))


def test_data_without_pleas_says_what_it_lacks(tmp_path: Path) -> None:
    bare = loaded(
        tmp_path,
        案件="部门受案号|受理日期\n甲检起诉受〔2026〕46909900001号|2026-04-01",
        人员="部门受案号|判决日期|判决结果\n甲检起诉受〔2026〕46909900001号|2026-06-01|判处拘役一个月",
    )
    alone: Any = agreement.judged(bare)
    told: list[Any] = [
        acceptance.by_quarter(agreement.rates(bare), bare, "x"),
        acceptance.outcomes(agreement.outcomes(bare), bare),
        parts.chart(agreement.differing(bare), bare, "x"),
        agreement.by_form(bare),
        adoption.standing(alone, bare),
        adoption.crossed(agreement.crossed(alone), bare, "x"),
        adoption.timing(alone, bare),
        reading(bare, agreement.disagreeing(bare, alone), "agreement"),
    ]
    assert {type(one) for one in told} == {Absent}
    assert {one.sentence for one in told} == {"本次数据未包含是否认罪认罚，本节略。"}


def test_the_planted_shares_of_the_sample_are_found(sample: Records) -> None:
    shares = tomllib.loads((paths.sample() / "truth.toml").read_text("utf-8"))["shares"]
    people = measured.of_persons(sample)
    counted = people.filter("is_agreement_counted")
    assert counted["is_accepted_at_first"].mean() == pytest.approx(shares["adopted_at_first"], abs=0.01)
    assert counted["is_accepted_finally"].mean() == pytest.approx(shares["adopted_in_the_end"], abs=0.01)
    fixed = people.filter("is_form_told")["is_fixed"].mean()
    assert fixed == pytest.approx(shares["fixed_recommendations"], abs=0.01)


def test_a_quarter_that_is_not_all_entered_is_called_so(sample: Records) -> None:
    first, final = (measure_if_given(sample, name, periods=sample.compared) for name in agreement.RATES[:2])
    made: Any = acceptance.quarters(agreement.rates(sample), sample, "x", acceptance.title(first, final, sample))
    entered = recording(sample, "judged_on")
    assert entered is not None
    assert made.frame["label"][-1].endswith("（未录齐）") != entered.is_complete
    assert made.again().frame["value"].null_count() == made.frame["hidden"].sum()


def test_measured_frames_and_the_list_of_persons_say_the_same(sample: Records) -> None:
    people: Any = agreement.judged(sample)
    counted = people.filter("is_agreement_counted")
    told = measure(sample, "accepted_in_the_end", periods=[sample.headline]).row(0, named=True)
    assert (told["numerator"], told["denominator"]) == (counted["is_accepted_finally"].sum(), counted.height)
    assert agreement.crossed(people)["persons"].sum() == counted.height


def test_without_dates_persons_are_of_the_year_of_their_case_number() -> None:
    given = judged([SIX, SIX, SEVEN], "2026")
    years = pl.Series("case_year", [2026, 2025, 2026], pl.Int32)
    given.tables["suspects"] = given.table("suspects").drop("judged_on").with_columns(years)
    found: Any = agreement.judged(given)
    assert found["case_id"].to_list() == ["C0", "C2"]
    assert distance.to_read(given, "within")["case_id"].to_list() == ["C0"]
