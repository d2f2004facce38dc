"""Due dates: worked by hand in due_dates.csv, and what holds of any frame that is asked."""

from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from office import table

from casekit import codebook, due_dates
from casekit.codebook import time_limits
from casekit.codebook.holidays import workday_after
from casekit.measures import circumstances

WORKED = pl.read_csv(Path(__file__).with_name("due_dates.csv"), infer_schema=False)

# The vectors of a public indictment (2020) and of the rules of month ends, holidays and custody.
VECTORS = """
stage         | procedure  | custody        | received   | returned_on | resubmitted_on | extension | due_on
review        | ordinary   | in_custody     | 2020-11-02 |             |                |           | 2020-12-02
review        | ordinary   | in_custody     | 2020-11-02 | 2020-12-02  | 2020-12-31     |           | 2021-01-31
review        | ordinary   | in_custody     | 2020-11-02 | 2020-12-02  | 2020-12-31     | 15d       | 2021-02-15
review        | ordinary   | not_in_custody | 2020-11-02 | 2020-12-02  | 2020-12-31     |           | 2021-02-01
review        | ordinary   | not_in_custody | 2020-11-02 | 2020-12-02  | 2020-12-31     | 15d       | 2021-02-18
review        | ordinary   | in_custody     | 2024-01-31 |             |                |           | 2024-02-29
review        | ordinary   | not_in_custody | 2024-09-01 |             |                |           | 2024-10-08
review        | ordinary   | in_custody     | 2024-09-01 |             |                |           | 2024-10-01
review        | fast_track | not_in_custody | 2024-02-02 |             |                |           | 2024-02-18
review        | fast_track | in_custody     | 2024-02-02 |             |                |           | 2024-02-12
return        | any        | in_custody     | 2023-05-31 |             |                |           | 2023-06-30
arrest_review | any        | in_custody     | 2024-04-03 |             |                |           | 2024-04-10
"""


def asked(text: str) -> pl.DataFrame:
    """Due dates of rows written as text."""
    return due_dates(table(text))


@cache
def answers() -> list[tuple[str | None, str | None]]:
    """The answers to the worked examples, as text."""
    return due_dates(WORKED).select(pl.col("due_on").cast(pl.String), "problem").rows()


@pytest.mark.parametrize(
    "place", range(WORKED.height), ids=lambda place: f"{WORKED['stage'][place]}-{WORKED['why'][place]}"
)
def test_a_due_date_is_what_was_counted_by_hand(place: int) -> None:
    assert answers()[place] == WORKED.select("due_on", "problem").row(place)


def test_a_whole_frame_is_answered_in_order_as_each_row_alone() -> None:
    shuffled = WORKED.sample(fraction=1.0, shuffle=True, seed=3)
    twice = pl.concat([shuffled, shuffled])
    assert due_dates(twice)["due_on"].cast(pl.String).to_list() == twice["due_on"].to_list()
    assert due_dates(twice)["problem"].to_list() == twice["problem"].to_list()


def test_the_published_vectors_come_out() -> None:
    given = table(VECTORS)
    told = due_dates(given.with_columns(other_event=pl.lit("sentence_expected=up_to_1y")))
    assert told["due_on"].cast(pl.String).to_list() == given["due_on"].to_list()
    assert told["problem"].null_count() == given.height


def test_the_settled_examples_of_the_fact_files_come_out(real: Path) -> None:
    examples = real.parent / "facts" / "deadline_examples.csv"
    if not examples.is_file():
        pytest.skip("the worked examples are not here")
    given = pl.read_csv(examples, infer_schema=False)
    told = due_dates(given)
    assert told["due_on"].cast(pl.String).to_list() == given["expected_due"].to_list()
    assert told["problem"].to_list() == given["problem"].to_list()


def test_dates_may_come_as_dates_texts_or_lists_and_columns_may_be_missing() -> None:
    plain = pl.DataFrame({"stage": ["return"], "custody": ["in_custody"], "received": [date(2025, 1, 31)]})
    assert due_dates(plain)["due_on"].to_list() == [date(2025, 2, 28)]
    days = [[date(2025, 1, 15), date(2025, 3, 12)]], [[date(2025, 2, 14), date(2025, 4, 11)]]
    listed = pl.DataFrame(
        {
            "stage": ["review"],
            "procedure": ["ordinary"],
            "custody": ["in_custody"],
            "received": ["2025-01-06"],
            "returned_on": days[0],
            "resubmitted_on": days[1],
        }
    )
    assert due_dates(listed)["due_on"].to_list() == [date(2025, 5, 11)]


def test_no_rows_give_no_rows() -> None:
    empty = due_dates(WORKED.clear())
    assert (empty.height, empty.columns) == (0, ["due_on", "basis", "problem"])


def test_the_basis_is_the_articles_of_the_limit_that_counted() -> None:
    text = """
    stage  | procedure | custody    | received   | returned_on | resubmitted_on | extension   | other_event
    review | ordinary  | in_custody | 2025-03-03 |             |                |             |
    review | ordinary  | in_custody | 2025-01-06 | 2025-02-06  | 2025-03-06     |             |
    review | ordinary  | in_custody | 2025-01-06 |             |                |             | 改变管辖=2025-01-20
    trial  | ordinary  | in_custody | 2025-01-06 |             |                | to_6_months |
    """
    assert asked(text)["basis"].to_list() == [
        "刑事诉讼法172(1);人民检察院刑事诉讼规则351",
        "刑事诉讼法175(3);人民检察院刑事诉讼规则346(3)",
        "刑事诉讼法172(2);人民检察院刑事诉讼规则351(2)",
        "刑事诉讼法208(1);最高法刑诉法解释210",
    ]


def test_the_office_may_add_the_holidays_of_a_year_that_is_not_published() -> None:
    text = """
    stage  | procedure | custody        | received
    review | ordinary  | not_in_custody | 2026-12-01
    review | ordinary  | not_in_custody | 2026-12-02
    """
    given = table(text)
    assert due_dates(given)["problem"].to_list() == ["holidays_not_covered:2027"] * 2
    # 2027-01-01 is a Friday, and so is the first day after the weekend a Monday, the 4th
    assert due_dates(given, [date(2027, 1, 1)])["due_on"].to_list() == [date(2027, 1, 4)] * 2


def test_every_limit_of_the_codebook_can_be_asked_by_its_key() -> None:
    keys = codebook.read("time_limits")["key"].to_list()
    frame = pl.DataFrame({"stage": keys, "custody": "in_custody", "received": "2025-07-01", "other_event": None})
    problems = due_dates(frame)["problem"]
    answered = dict(zip(keys, problems, strict=True))
    assert {key: problem for key, problem in answered.items() if problem is not None} == {
        "self_investigation": "no_own_limit",
        "psychiatric_expert": "no_own_limit",
        "harm_report": "no_own_limit",
        "custody_extension_request": "expiry_missing",
    }


def test_every_choice_leads_to_a_limit_that_exists() -> None:
    choices = codebook.read("limit_choices")
    keys, stages = set(codebook.read("time_limits")["key"]), time_limits.stages()
    assert set(choices["key"]) <= keys
    assert set(choices["asked"]) <= keys | stages
    bands = choices["sentence"].str.split("|").explode().unique()
    assert set(bands) <= {*time_limits.BANDS, "any"}


def test_every_problem_has_words_in_both_languages() -> None:
    for code in WORKED["problem"].drop_nulls().unique():
        words = [codebook.problem_label("cases", code, language) for language in ("zh", "en")]
        assert words[0] != code
        assert words[0] != words[1]
        assert "{" not in words[0] + words[1]


def test_what_a_penalty_may_be_has_bands_for_every_word() -> None:
    assert set(circumstances.BANDS_MEANT) == set(codebook.labels("sentence_expected"))


def test_the_workday_so_many_after_is_counted_past_weekends_and_holidays() -> None:
    # from Friday 2024-02-09: Sunday 18th is a make-up workday after the spring festival, then Monday and Tuesday
    days = pl.Series([date(2024, 2, 9), date(2024, 2, 10), date(2026, 12, 31), None])
    after = workday_after(days, pl.Series([3, 1, 1, 1]))
    assert after.to_list() == [date(2024, 2, 20), date(2024, 2, 18), None, None]
