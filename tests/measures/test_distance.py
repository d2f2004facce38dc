"""Distance: signed months outside a recommendation, what cannot be compared, and the width and score of ranges."""

from typing import Any

import polars as pl
import pytest
from office import written

from casekit import codebook
from casekit.measures import distance, probation_and_fine
from casekit.records.records import Records

SAID = "recommended_penalty | recommended_penalty_high | recommended_months_low | recommended_months_high | recommended_form"
GIVEN = "sentence_penalty | sentence_months_low | sentence_months_high"
OF = "suspect_no | judged_on | "


def persons(*rows: str, columns: str = f"{SAID} | {GIVEN}") -> Records:
    """Persons of one case judged on one day, a row each: what was recommended and what was given."""
    lines = [f"{OF}{columns}", *(f"{place} | 2026-07-01 | {row}" for place, row in enumerate(rows, 1))]
    cased = ["case_id | " + lines[0], *(f"A | {line}" for line in lines[1:])]
    office = written(suspects="\n".join(cased))
    frame = office.table("suspects").with_columns(pl.col("suspect_no").cast(pl.Int64)).collect()
    flags = [name for name in frame.columns if name.endswith("_fine")]
    office.tables["suspects"] = frame.with_columns(pl.col(name) == "true" for name in flags)
    return office


def found(column: str, *rows: str, **other: Any) -> list[Any]:
    return distance.of_persons(persons(*rows, **other))[column].to_list()


OFF = """
recommended             | given               | months | standing
imprisonment||6|8|range | imprisonment|7|7    | 0      | within
imprisonment||6|8|range | imprisonment|6|6    | 0      | within
imprisonment||6|8|range | imprisonment|8|8    | 0      | within
imprisonment||6|8|range | imprisonment|5|5    | -1     | below
imprisonment||6|8|range | imprisonment|12|12  | 4      | above
detention||2|2|fixed    | detention|1.5|1.5   | -0.5   | below
detention||1|1|fixed    | detention|1|1       | 0      | within
control||6|6|fixed      | control|9|9         | 3      | above
detention|imprisonment|4|12|range | detention|3|3       | -1 | below
detention|imprisonment|4|12|range | detention|6|6       | 0  | within
detention|imprisonment|4|12|range | imprisonment|6|6    | 0  | within
detention|imprisonment|4|12|range | imprisonment|15|15  | 3  | above
detention|imprisonment|4|12|range | control|12|12       |    | other_kind
imprisonment||6|6|fixed       | detention|6|6       |    | other_kind
detention||6|6|fixed          | imprisonment|6|6    |    | other_kind
imprisonment||6|6|fixed       | fine_only||         |    | other_kind
imprisonment||6|6|fixed       | exempt||            |    | other_kind
fine_only||||fixed            | fine_only||         |    | no_months
life||||fixed                 | life||              |    | no_months
imprisonment|||12|upper_only  | imprisonment|6|6    |    | upper_only
imprisonment||6||range        | imprisonment|8|8    |    | upper_only
detention|imprisonment||12|upper_only | detention|3|3 |  | upper_only
detention||||kind_only        | detention|3|3       |    | kind_only
imprisonment||6|6|approximate | imprisonment|6|6    |    | approximate
imprisonment||6|6|fixed       | ||                  |    | unrecorded
imprisonment||6|6|fixed       | imprisonment||      |    | unreadable
"""
"""What was recommended and given (kind, upper kind, months; kind, months) with the signed months and the class."""

CASES = [line.rsplit(" | ", 2) for line in OFF.strip().splitlines()[1:]]


@pytest.fixture(scope="module")
def measured() -> pl.DataFrame:
    """The rows of `OFF` as measured, in order."""
    return distance.of_persons(persons(*(case[0].replace(" | ", "|") for case in CASES)))


@pytest.mark.parametrize("place", range(len(CASES)), ids=[case[0] for case in CASES])
def test_months_are_signed_from_the_nearer_end_and_what_cannot_be_told_has_its_reason(
    place: int, measured: pl.DataFrame
) -> None:
    _, months, standing = (text.strip() for text in CASES[place])
    row = measured.row(place, named=True)
    assert (row["months_off"], row["distance_standing"]) == (float(months) if months else None, standing)


def test_every_class_has_its_words() -> None:
    assert {case[2].strip() for case in CASES} <= set(codebook.labels("distance_standing"))


def test_a_text_that_could_not_be_read_and_several_kinds_are_reasons_of_their_own() -> None:
    columns = "recommended | sentence_penalty | sentence_months_low | sentence_months_high | sentence"
    unread = ["判处×× | imprisonment | 6 | 6 |", "有期徒刑六个月 | | | | 判处××"]
    assert found("distance_standing", *unread, columns=columns) == ["unreadable", "unreadable"]
    office = persons(" | | | | | imprisonment | 6 | 6")
    offered = pl.Series("recommended_kinds_offered", [["imprisonment", "detention"]])
    office.tables["suspects"] = office.table("suspects").with_columns(offered).collect()
    assert distance.of_persons(office)["distance_standing"].to_list() == ["several_kinds"]


def test_a_judgment_held_in_numbers_only_is_read_from_them_and_zero_is_none() -> None:
    columns = f"{SAID} | imprisonment_months"
    rows = ["imprisonment | | 6 | 6 | fixed | 5", "imprisonment | | 6 | 6 | fixed | 0"]
    assert found("distance_standing", *rows, columns=columns) == ["below", "unrecorded"]
    assert found("months_off", *rows, columns=columns) == [-1.0, None]


def test_the_last_recommendation_is_the_adjusted_one_where_there_is_one() -> None:
    adjusted = "adjusted_penalty | adjusted_months_low | adjusted_months_high | adjusted_form"
    rows = [
        "imprisonment||8|8|fixed | imprisonment|6|6 | imprisonment|6|6|fixed",
        "imprisonment||8|8|fixed | imprisonment|6|6 | |||",
    ]
    columns = f"{SAID} | {GIVEN} | {adjusted}"
    assert found("distance_standing", *rows, columns=columns) == ["below", "below"]
    assert found("final_standing", *rows, columns=columns) == ["within", "below"]


def test_the_relative_distance_is_of_the_nearer_end() -> None:
    rows = [
        "imprisonment||8|8|fixed   | imprisonment|6|6",  # 2 of 8
        "imprisonment||6|10|range  | imprisonment|12|12",  # 2 of 10
        "imprisonment||10|20|range | imprisonment|9|9",  # 1 of 10
        "imprisonment||10|20|range | imprisonment|11|11",
    ]
    assert found("percent_outside", *rows) == [25.0, 20.0, 10.0, None]
    assert found("months_outside", *rows) == [2.0, 2.0, 1.0, None]


def test_a_bar_holds_months_begun_and_the_last_all_that_is_farther() -> None:
    steps = {"12": None, "11.5": 1, "11": 1, "10.9": 2, "8": 4, "7": 5, "1": 5}
    rows = [f"imprisonment||12|12|fixed | imprisonment|{given}|{given}" for given in steps]
    assert found("months_step", *rows) == list(steps.values())


def test_width_is_of_ranges_within_one_kind_and_the_score_adds_twenty_times_what_lies_outside() -> None:
    rows = [
        "imprisonment||6|8|range  | imprisonment|7|7",  # 2 wide, within
        "imprisonment||8|12|range | imprisonment|15|15",  # 4 + 20 x 3
        "imprisonment||8|12|range | detention|6|6",  # 4 wide, another kind
        "detention|imprisonment|4|12|range | detention|6|6",
        "imprisonment||6|6|fixed  | imprisonment|6|6",
    ]
    assert found("range_width", *rows) == [2.0, 4.0, 4.0, None, None]
    assert found("range_score", *rows) == [2.0, 64.0, None, None, None]
    assert found("is_range_measured", *rows) == [True, True, False, False, False]


PROPOSED = "recommended_penalty | recommended_form | recommended_probation | recommended_probation_months_low"
PROPOSED += (
    " | recommended_probation_months_high | sentence_penalty | sentence_probation | sentence_probation_months_low"
)


PROBATIONS = [
    ("imprisonment|fixed|yes|12|12 | imprisonment|yes|12", "yes_given", True, "within"),
    ("imprisonment|fixed|yes|12|18 | imprisonment|yes|24", "yes_given", True, "above"),
    ("detention|fixed|yes|6|6 | detention|yes|4", "yes_given", True, "below"),
    ("detention|fixed|yes|| | detention|yes|4", "yes_given", True, "untold"),
    ("imprisonment|fixed|yes|12|12 | imprisonment||", "yes_denied", True, None),
    ("imprisonment|fixed||| | imprisonment||", "no_denied", True, None),
    ("imprisonment|fixed|no|| | detention|yes|6", "no_given", True, None),
    ("imprisonment|range||| | imprisonment|yes|12", "may_given", False, None),
    ("imprisonment|upper_only||| | imprisonment||", "may_denied", False, None),
    ("imprisonment|fixed|may|| | imprisonment||", "may_denied", False, None),
    ("imprisonment|fixed|yes|12|12 | fine_only||", None, False, None),
    ("control|fixed||| | control||", None, False, None),
]


def test_probation_as_proposed_and_as_given() -> None:
    seen = probation_and_fine.of_persons(persons(*(row[0] for row in PROBATIONS), columns=PROPOSED))
    assert seen.select("probation_standing", "is_probation_told", "probation_term_standing").rows() == [
        row[1:] for row in PROBATIONS
    ]


FINED = "recommended_penalty | recommended_form | recommended_fine | recommended_fine_yuan_low"
FINED += " | recommended_fine_yuan_high | sentence_penalty | sentence_fine | sentence_fine_yuan_low"


FINES = [
    ("imprisonment|fixed|true|5000|5000 | imprisonment|true|5000", "within", 0.0, None),
    ("imprisonment|fixed|true|5000|5000 | imprisonment|true|4000", "below", -1000.0, 20.0),
    ("imprisonment|range|true|3000|4000 | imprisonment|true|5000", "above", 1000.0, 25.0),
    ("imprisonment|range|true|3000|4000 | imprisonment|true|3000", "within", 0.0, None),
    ("imprisonment|fixed|true|| | imprisonment|true|3000", "no_amount", None, None),
    ("imprisonment|approximate|true|4000|4000 | imprisonment|true|3000", "no_amount", None, None),
    ("imprisonment|fixed|true|5000|5000 | imprisonment|false|", "not_imposed", None, None),
    ("imprisonment|fixed|false|| | imprisonment|true|3000", "not_proposed", None, None),
    ("imprisonment|fixed|false|| | imprisonment|false|", "neither", None, None),
]


def test_fines_as_proposed_and_as_imposed() -> None:
    seen = probation_and_fine.of_persons(persons(*(row[0] for row in FINES), columns=FINED))
    assert seen.select("fine_standing", "fine_yuan_off", "fine_percent_outside").rows() == [row[1:] for row in FINES]


WAYS = [
    ("imprisonment|fixed|yes|12|12 | imprisonment||", ("imprisonment_suspended", "imprisonment")),
    ("detention|range||| | detention|yes|4", ("detention_open", "detention_suspended")),
    ("detention|fixed||| | fine_only||", ("detention", "fine_only")),
    ("|||| | ||", ("unreadable", "unreadable")),
]


def test_a_kind_of_penalty_is_told_with_whether_it_is_suspended() -> None:
    seen = probation_and_fine.of_persons(persons(*(row[0] for row in WAYS), columns=PROPOSED))
    assert seen.select("kind_from", "kind_to").rows() == [row[1] for row in WAYS]


def test_data_without_any_of_the_columns_has_only_blanks() -> None:
    bare = persons("", columns="recommended_penalty")
    seen = distance.of_persons(bare).join(probation_and_fine.of_persons(bare), on=["case_id", "suspect_no"])
    assert seen.select("distance_standing", "months_off", "probation_standing", "fine_standing").row(0) == (None,) * 4
