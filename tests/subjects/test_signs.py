"""A sign is a value of each person that the words of the codebook promise; on the sample what was planted is found, and nothing else."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from office import table, written

from casekit import codebook
from casekit.ground import quarter
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.sample.effects import planned
from casekit.subjects.sentencing import signs

# form | low—high recommended | sentence | adjusted to, days before, reason | adopted | procedure, and the signs it is an instance of
PERSONS = """
form  | low | high | sentence | adjusted | ahead | reason          | adopted | procedure  | signs
fixed | 10  | 10   | 10       |          |       |                 | yes     | summary    | exact 1, late 0, record 0, round 0, shift 0
fixed | 12  | 12   | 10       |          |       |                 | no      | summary    | exact 0, late 0, record 0, round 1, shift -2
fixed | 12  | 12   | 10       |          |       |                 | yes     | summary    | exact 0, late 0, record 1, round 1, shift -2
fixed | 12  | 12   | 10       | 10       | 3     | court_advised   | after   | ordinary   | late 1, record 0, round 1, shift -2
fixed | 12  | 12   | 10       | 10       | 3     |                 | yes     |            | late 1, record 1, round 1, shift -2
fixed | 12  | 12   | 10       | 10       | 4     |                 | no      | ordinary   | late 0, record 0, round 1, shift -2
fixed | 12  | 12   | 10       | 10       | 2     | error_corrected | after   | ordinary   | late 0, record 0, round 1, shift -2
fixed | 12  | 12   | 10       | 10       | 1     | fine_paid       | after   | ordinary   | round 1, new_fact 1
fixed | 12  | 12   | 10       | 10       | 1     |                 | yes     | fast_track | round 1, fast 1
range | 8   | 12   | 8        |          |       |                 | yes     | summary    | edge 1, late 0, width 4, record 0, shift 0
range | 8   | 12   | 10       |          |       |                 | yes     | fast_track | edge 0, width 4, record 0, shift 0, fast 0
range | 8   | 12   | 14       |          |       |                 | no      | summary    | late 0, width 4, record 0, shift 2
"""
ADOPTED = {"yes": "adopted", "after": "adopted_after_adjustment", "no": "not_adopted"}
SHORT = {"fast": "fast_track_edits", "new_fact": "new_fact_edits"}
ROWS = table(PERSONS).with_row_index("no").to_dicts()


def office(rows: list[dict[str, Any]]) -> Records:
    """The rows as persons judged on 2026-09-20, one a case."""
    persons = pl.DataFrame(rows, infer_schema_length=None)
    judged, ahead = pl.date(2026, 9, 20), pl.duration(days=pl.col("ahead").cast(pl.Int64))
    months = {"recommended": ("low", "high"), "sentence": ("sentence",) * 2, "adjusted": ("adjusted",) * 2}
    kinds = [
        pl.when(pl.col(ends[0]).is_not_null()).then(pl.lit("imprisonment")).alias(f"{who}_penalty")
        for who, ends in months.items()
    ]
    terms = [
        pl.col(end).cast(pl.Float64).alias(f"{who}_months_{place}")
        for who, ends in months.items()
        for place, end in zip(("low", "high"), ends, strict=True)
    ]
    suspects = persons.select(
        *(pl.format("{}", "no").alias("case_id"), pl.lit(1).alias("suspect_no"), pl.lit("盗窃罪").alias("crime")),
        *(
            *kinds,
            *terms,
            pl.col("adopted").replace_strict(ADOPTED),
            pl.lit("applied").alias("plea"),
            pl.lit("fixed").alias("sentence_form"),
        ),
        recommended_form="form",
        adjusted_form=pl.when(pl.col("adjusted").is_not_null()).then(pl.lit("fixed")),
        adjusted_on=judged - ahead,
        adjustment_reason="reason",
        judged_on=judged,
    )
    cases = persons.select(pl.format("{}", "no").alias("case_id"), "procedure", pl.lit("甲院").alias("unit"))
    empty = written()
    return replace(empty, tables={"suspects": suspects, "cases": cases})


@pytest.fixture(scope="module")
def values() -> list[dict[str, Any]]:
    known = signs.persons(office(ROWS))
    assert isinstance(known, pl.DataFrame)
    return known.with_columns(pl.col("case_id").cast(pl.Int64)).sort("case_id").to_dicts()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['no']} {row['signs']}")
def test_a_person_is_an_instance_of_the_signs_that_their_definitions_say(
    row: dict[str, Any], values: list[dict[str, Any]]
) -> None:
    given = dict(part.split() for part in row["signs"].split(", "))
    expected = {SHORT.get(name, name): float(value) for name, value in given.items()} | {
        "new_fact_edits": float("new_fact" in given)
    }
    whole = {
        name: value
        for name, value in values[row["no"]].items()
        if name in codebook.toml("signs")["sign"] and value is not None
    }
    assert whole == expected


def test_the_codebook_has_a_value_for_every_sign_in_both_languages_and_a_source() -> None:
    known = codebook.toml("signs")
    texts = {"kind", "needs", "zh", "en", "counted_zh", "counted_en"}
    assert all(texts <= set(sign) for sign in known["sign"].values())
    assert all(
        {"rose_zh", "rose_en", "fell_zh", "fell_en"} <= set(sign)
        for sign in known["sign"].values()
        if not sign.get("context")
    )
    assert {*known["settings"]["new_facts"], *known["settings"]["unexplained"]} <= set(
        codebook.labels("adjustment_reason", "zh")
    )
    assert {"basis", "status"} <= set(known["settings"])


@pytest.fixture(scope="module")
def judged(sample: Records) -> pl.DataFrame:
    known = signs.persons(sample)
    assert isinstance(known, pl.DataFrame)
    return known


def test_on_the_sample_what_was_planted_moved_the_right_way_and_nothing_else_did(
    sample: Records, judged: pl.DataFrame
) -> None:
    """The newest quarter is not all entered, so the one before it is looked at: the one of the late edits."""
    moved = signs.moved(judged, sample)
    newest = moved.filter("moved", pl.col("period") == signs.quarters(sample)[-1].name)
    found = {
        f"{name} {part}".strip(): change
        for name, part, change in newest.select("indicator", "part", "change").iter_rows()
    }
    assert set(found) == {"late", "width", "shift_crime 盗窃罪"}
    late, wider = planned()["late_edits"], planned()["wider_ranges"]
    assert found["late"] == pytest.approx(late["size"] - late["without"], abs=late["tolerance"])
    assert found["width"] > 0
    assert wider["size"] > 1
    assert found["shift_crime 盗窃罪"] < 0  # recommended above the judgment


def test_the_cases_behind_a_sign_are_its_own_in_turn_with_the_other_signs(
    sample: Records, judged: pl.DataFrame
) -> None:
    measured = signs.moved(judged, sample)
    cases = signs.to_read(judged, measured, sample)
    labels = {code: sign["zh"] for code, sign in codebook.toml("signs")["sign"].items()}
    late = set(judged.filter("is_new", pl.col("late") == 1)["case_id"])
    assert set(cases.filter(sign=labels["late"])["case_id"]) == late
    assert cases["sign"].head(3).n_unique() == 3
    assert measured.filter(pl.col("indicator") == "late")["numerator"].max() >= len(late)


def test_a_sign_without_its_columns_is_left_out_and_without_any_the_section_says_which(sample: Records) -> None:
    suspects = sample.tables["suspects"].lazy().collect()
    less = replace(sample, tables={**sample.tables, "suspects": suspects.drop("adjustment_reason", "adopted")})
    left = set(codebook.toml("signs")["sign"]) - set(signs.blocks(less))
    assert left == {"late", "record", "new_fact_edits"}
    none = signs.persons(replace(sample, tables={"suspects": suspects.drop("judged_on")}))
    assert isinstance(none, Absent)
    assert "判决日期" in repr(none)


def test_too_few_earlier_quarters_are_not_compared_with(sample: Records) -> None:
    early = replace(sample, period=quarter.parse("2022Q3", sample.settings))
    assert repr(signs.persons(early)) == "此前不足4个季度，不比较变化。"


def test_a_unit_by_itself_is_looked_at_only_beside_another(values: list[dict[str, Any]], judged: pl.DataFrame) -> None:
    assert not [name for name in values[0] if name.startswith("shift_unit|")]
    assert [name for name in judged.columns if name.startswith("shift_unit|")] == ["shift_unit|01", "shift_unit|02"]
