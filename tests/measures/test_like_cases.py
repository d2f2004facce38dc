"""Like cases by hand: what makes cases alike, and that nothing of it is made of a recommendation or a judgment."""

from datetime import date

import polars as pl
import pytest
from office import table

from casekit import codebook
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.measures import like_cases
from casekit.records.records import Records

EMPTY = pl.DataFrame()
KNOWN = """
case_id | suspect_no | judged_on  | crime  | plea    | surrendered | recidivist
A       | 1          | 2026-07-01 | 盗窃罪 | applied | true        | false
A       | 2          | 2026-07-01 | 盗窃罪 | applied |             | false
B       | 1          |            | 诈骗罪 | applied | false       | true
C       | 1          | 2026-08-01 | 诈骗罪 |         | false       | true
"""
GIVEN = """
recommended_penalty | recommended_months_low | recommended_months_high | sentence_penalty | sentence_months_low | sentence_form | appealed
imprisonment        | 8                      | 10                      | imprisonment     | 9                   | fixed         | false
detention           | 4                      | 4                       | imprisonment     | 6                   | fixed         | true
imprisonment        | 36                     | 36                      |                  |                     |               |
                    |                        |                         | imprisonment     | 48                  | range         | false
"""
CASES = """
case_id | unit           | amount_yuan
A       | 甲区人民检察院 | 5000
C       | 乙区人民检察院 |
"""
SAID = ("recommended", "adjusted", "sentence", "judged", "adopted", "non_adoption", "appealed", "protested", "stated")


def office(given: str = GIVEN, period: str = "2026Q3") -> Records:
    typed = pl.concat([table(KNOWN), table(given)], how="horizontal").with_columns(
        pl.col("judged_on").str.to_date(),
        *(pl.col(name) == "true" for name in ("surrendered", "recidivist", "appealed")),
        pl.col("suspect_no").cast(pl.Int64),
    )
    cases = table(CASES).with_columns(pl.col("amount_yuan").cast(pl.Float64))
    report = {"begins": "2020-01-01", "synthetic": False}
    return Records(
        {"suspects": typed, "cases": cases}, EMPTY, EMPTY, EMPTY, report, quarter.parse(period), Settings(), None
    )


def test_only_the_judged_are_there_each_with_what_was_known_before() -> None:
    told = like_cases.persons(office())
    columns = ("case_id", "suspect_no", "plea", "surrendered", "recidivist", "persons", "amount_yuan")
    assert told.select(columns).rows() == [
        ("A", 1, 1, 1, 0, 2, 5000.0),
        ("A", 2, 1, None, 0, 2, 5000.0),
        ("C", 1, None, 0, 1, 1, None),
    ]


def test_a_term_that_is_not_fixed_is_not_read_as_months() -> None:
    assert like_cases.persons(office())["months"].to_list() == [9.0, 6.0, None]


def test_a_recommendation_of_another_penalty_is_not_held_against_the_range() -> None:
    told = like_cases.persons(office())
    assert told.select("recommended_low", "recommended_high").rows() == [(8.0, 10.0), (None, None), (None, None)]


def test_an_appealed_case_is_not_final() -> None:
    assert like_cases.persons(office())["is_final"].to_list() == [True, False, True]


def test_no_feature_is_named_after_a_recommendation_or_a_judgment() -> None:
    assert [name for name in like_cases.features(like_cases.persons(office())) if name.startswith(SAID)] == []


def test_features_stay_whatever_was_recommended_and_judged() -> None:
    text = (
        GIVEN.replace("| 8 ", "| 80")
        .replace("| 36 ", "| 99 ")
        .replace("| 9 ", "| 90")
        .replace("detention    ", "control      ")
    )
    before, after = (like_cases.persons(office(one)) for one in (GIVEN, text))
    names = [*like_cases.KEY, *like_cases.features(before)]
    assert before.select(names).equals(after.select(names))
    assert before["months"].to_list() != after["months"].to_list()


def test_a_cohort_is_the_same_whenever_it_is_asked_for() -> None:
    early, late = (like_cases.persons(office(period=period)) for period in ("2026Q3", "2027Q1"))
    assert early.equals(late)


def test_ranges_are_made_only_of_judgments_before_the_quarters_looked_back_at() -> None:
    """Twelve quarters before 2025Q4: from 1 October 2022 to 30 September 2025."""
    days = [date(2022, 9, 30), date(2022, 10, 1), date(2025, 9, 30), date(2025, 10, 1)]
    kept = like_cases.earlier(pl.DataFrame({"judged_on": days}), quarter.parse("2025Q4"))
    assert kept["judged_on"].to_list() == days[1:3]


def test_four_quarters_are_looked_back_at() -> None:
    assert [one.name for one in like_cases.held(office())] == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]


@pytest.mark.parametrize(
    ("name", "way"), [("surrendered", -1), ("forgiven", -1), ("recidivist", 1), ("prior_record", 1)]
)
def test_circumstances_point_the_way_the_guideline_says(name: str, way: int) -> None:
    assert like_cases.circumstances()[name] == way


def test_a_crime_with_too_few_before_has_no_range() -> None:
    known = like_cases.persons(office()).head(2)
    told = like_cases.ranged(known.head(1), known.tail(1))
    assert told.select("n_before", "low", "note", "has_range", "is_in_range").rows() == [(1, None, "few", False, False)]


def test_the_definition_says_from_how_many_like_cases_there_is_a_range() -> None:
    block = codebook.toml("indicators")["in_reference_range"]
    assert f"同罪名不足{like_cases.LEAST}人" in block["counted_zh"]
    assert f"under {like_cases.LEAST} of them" in block["counted_en"]
