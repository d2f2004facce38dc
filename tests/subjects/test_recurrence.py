"""What recurs, how cases gather and what follows them: on small offices by hand, on the sample what was planted."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import written

from casekit.exhibits import burdens, cause_shares, recurring, repeated
from casekit.exhibits.remade import gathering
from casekit.measures.absent import Absent
from casekit.measures.causes import UNDETERMINED
from casekit.measures.disclosure import protected
from casekit.records.records import Records
from casekit.subjects.causes import burden, nearby, recurrence

TRUTH = tomllib.loads((Path(__file__).parents[2] / "data" / "sample" / "truth.toml").read_text("utf-8"))
QUARTERS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in (1, 4, 7)]
"""One month of each of nine quarters; the fourth of a year stays empty."""


def office(towns: bool = True, also: str = "") -> Records:
    """In each of nine quarters 3 thefts from sites in 乙镇, 1 in 甲镇, and 8 quarrels in 甲镇, 2 in 乙镇; one undetermined."""
    cells = [
        ("工地盗窃", "乙镇", 3),
        ("工地盗窃", "甲镇", 1),
        ("邻里纠纷", "甲镇", 8),
        ("邻里纠纷", "乙镇", 2),
        ("", "甲镇", 1),
    ]
    lines = [
        f"{quarter}/{cause}/{town}/{n} | {quarter}-{10 + n} | {cause} | {town}"
        for quarter in QUARTERS
        for cause, town, most in cells
        for n in range(most)
    ]
    text = "\n".join(["case_id | received_on | cause | town", *lines])
    if not towns:
        text = "\n".join(line.rpartition("|")[0] for line in text.splitlines())
    return written(cases=text, **({"suspects": also} if also else {}))


def test_a_cause_that_comes_in_most_quarters_and_above_what_is_expected_recurs_at_its_place() -> None:
    """乙镇 has 27 of 36 thefts and 18 of the 99 others: expected 36 x 18/99 = 6.5. 甲镇 has 72 of 90 quarrels, of the 45
    others 18: expected 36."""
    measured = recurrence.by_place(office())
    assert isinstance(measured, pl.DataFrame)
    found = measured.select("case_cause", "place", "numerator", "present", "expected", "recurs").rows()
    assert found[0] == ("工地盗窃", "乙镇", 27, 9, pytest.approx(36 * 18 / 99), True)
    assert found[3] == ("邻里纠纷", "甲镇", 72, 9, pytest.approx(90 * 18 / 45), True)
    assert [row[5] for row in found] == [True, False, False, True]


def test_the_sentence_names_place_cause_quarters_and_ratio() -> None:
    records = office()
    text = recurring.said(recurrence.by_place(records), records)
    assert "乙镇工地盗窃27件，12季中有9季出现，为预期的4.1倍" in text
    assert "第一" not in text


def test_the_reading_list_has_the_cases_of_what_recurs_newest_first() -> None:
    records = office()
    listed = recurrence.to_read(recurrence.by_place(records), records)
    assert (listed.height, listed["received"][0]) == (27 + 72, "2026-07-17")


def test_a_minimum_of_data_is_asked_and_what_is_missing_is_said() -> None:
    records = office(towns=False)
    absent = recurrence.by_place(records)
    assert str(absent) == "本次数据未包含案发乡镇，本节略。"
    assert str(recurring.table(absent, records, "x")) == str(absent)
    bare = written(cases="case_id | received_on | town\nA | 2026-07-01 | 甲镇")
    assert "未能判定成因" in str(recurrence.by_place(bare))
    assert "申诉" in str(burden.followed(bare))
    assert str(nearby.parties(bare)) == "本次数据未包含身份证号，本节略。"


def test_causes_stand_by_count_with_other_and_undetermined_last_and_all_in_the_denominator() -> None:
    records = office()
    measured = burden.by_cause(records)
    assert isinstance(measured, pl.DataFrame)
    newest = measured.filter(pl.col("period") == measured["period"][0])
    assert newest.select("case_cause", "numerator", "denominator").rows() == [
        ("邻里纠纷", 30, 45), ("工地盗窃", 12, 45), (UNDETERMINED, 3, 45),
    ]  # fmt: skip
    assert (
        "数量较多的成因有邻里纠纷（30件）和工地盗窃（12件），合计占93.3%；另有3件（占6.7%）未能判定"
        in cause_shares.said(measured, records)
    )
    assert cause_shares.title(measured, records) == "两类成因合计占93.3%，另有6.7%未能判定成因"


def test_parties_come_back_as_counts_only_and_too_few_stay_hidden_outside() -> None:
    """Two parties of three are in two cases each, one of them in two of the same cause."""
    first, second, third = (f"2025-{month}/邻里纠纷/甲镇/0" for month in ("01", "04", "07"))
    other = "2026-01/工地盗窃/乙镇/0"
    persons = [(first, "p1"), (second, "p1"), (third, "p2"), (other, "p2"), ("2026-04/工地盗窃/乙镇/0", "p3")]
    text = "\n".join(["case_id | suspect_no | suspect_id", *(f"{case} | 1 | {party}" for case, party in persons)])
    records = office(also=text)
    row = nearby.parties(records).row(0, named=True)
    assert (row["numerator"], row["denominator"], row["same"], row["cases"]) == (2, 3, 1, 4)
    said = repeated.parties(nearby.parties(records), records)
    assert said.again is not None
    assert said.again().endswith("数量过小，不单独列出。")


def test_the_sample_shows_the_planted_place(sample: Records) -> None:
    planted: dict[str, Any] = TRUTH["effects"].get("repeat_place", {})
    if not planted:
        pytest.skip("the shipped sample has no repeat_place yet")
    found = recurrence.by_place(sample).filter("recurs", case_cause=planted["cause"], place=planted["town"])
    assert found["present"].to_list()[0] >= 9


def test_everything_that_is_kept_can_be_made_again_from_protected_counts(sample: Records) -> None:
    by_cause, by_place = burden.by_cause(sample), recurrence.by_place(sample)
    followed, by_matter = burden.followed(sample), burden.by_matter(sample)
    assert isinstance(by_matter, pl.DataFrame)
    assert isinstance(by_place, pl.DataFrame | Absent)
    for made in (
        cause_shares.chart(by_cause, sample, "a"),
        cause_shares.said(by_cause, sample),
        recurring.said(by_place, sample),
        burdens.derived_said(followed, by_matter, sample),
    ):
        assert made.again is not None
        assert made.again()
    assert type(cause_shares.chart(by_cause, sample, "a").finding) is str  # what leaves is pickled
    again = burdens.derived_said(followed, by_matter, sample).again
    small = by_matter.filter(pl.col("numerator").is_between(1, 2))["matter"].to_list()
    assert again is not None
    assert not any(
        name in again() for code, name in {"withdrawal": "撤回起诉", "again": "新案"}.items() if code in small
    )


def test_of_all_that_was_looked_at_only_what_recurs_leaves(sample: Records) -> None:
    by_place = recurrence.by_place(sample)
    assert isinstance(by_place, pl.DataFrame)
    with gathering() as frames:
        recurring.said(by_place, sample).again()
    told = pl.concat(frames).sort("case_cause", "place")
    assert told.equals(protected(by_place, sample.settings).filter("recurs").sort("case_cause", "place"))
    assert {frame.height for frame in frames} == {1}
    assert told.height < by_place.height


def test_a_cause_stands_out_only_where_its_interval_says_so_and_its_number_is_allowed_for(sample: Records) -> None:
    measured = burden.followed(sample)
    assert isinstance(measured, pl.DataFrame)
    assert ((measured["apart_low"] <= measured["apart"]) & (measured["apart"] <= measured["apart_high"])).all()
    told = measured.filter("stands_out")
    assert ((told["apart_low"] > 0) | (told["apart_high"] < 0)).all()
    assert told.height < ((measured["apart_low"] > 0) | (measured["apart_high"] < 0)).sum() or told.height == 0
