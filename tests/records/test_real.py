"""Real public exports go the whole way: their known faults are told with counts that the tests recount for themselves."""

from pathlib import Path

import polars as pl
import pytest

from casekit.records.load import load
from casekit.records.records import Records

OFFICE = Path(__file__).parent / "cook_county_office"


@pytest.fixture(scope="module")
def traffic_rows(real: Path) -> pl.DataFrame:
    text = next((real / "traffic_2019").glob("*.csv")).read_bytes().decode("gb18030")
    numbers = ("有期徒刑", "缓刑", "总受伤人数", "重伤人数", "轻伤人数")
    return pl.read_csv(text.encode(), infer_schema=False).with_columns(pl.col(numbers).cast(pl.Float64))


@pytest.fixture(scope="module")
def traffic(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Records:
    return load(real / "traffic_2019", office=tmp_path_factory.mktemp("office"))


def count(records: Records, code: str, column: str | None = None) -> int:
    told = records.problems.filter(pl.col("code") == code)
    return (told if column is None else told.filter(pl.col("column") == column)).height


def test_every_traffic_row_is_conserved_and_equal_rows_are_one(traffic: Records, traffic_rows: pl.DataFrame) -> None:
    repeats = traffic_rows.height - traffic_rows.unique().height
    report = traffic.report
    assert [report[name] for name in ("received", "accepted", "rejected", "merged")] == [
        11_517,
        11_517 - repeats,
        0,
        repeats,
    ]
    assert repeats == 58
    assert sum(report["tables"][name] for name in ("suspects",)) == 11_517 - repeats


def test_traffic_terms_and_probation_outside_the_law_are_told(traffic: Records, traffic_rows: pl.DataFrame) -> None:
    term, probation = pl.col("有期徒刑"), pl.col("缓刑")
    given = traffic_rows.filter(probation > 0)
    counts = {
        "probation_months_are_at_most_sixty": given.filter(probation > 60).height,
        "probation_months_are_for_three_years_or_less": given.filter(term > 36).height,
        "probation_months_are_not_shorter_than_the_term": given.filter(probation < term).height,
        "probation_months_have_a_term": given.filter(term == 0).height,
    }
    assert {code: count(traffic, code) for code in counts} == counts
    assert list(counts.values()) == [2, 7, 10, 678]
    unrecorded = traffic_rows.filter(term == 0, probation == 0).height
    assert (count(traffic, "some_penalty_is_recorded", "imprisonment_months"), unrecorded) == (1030, 1030)


def test_traffic_numbers_are_read_and_their_oddities_told(traffic: Records, traffic_rows: pl.DataFrame) -> None:
    numbers = traffic_rows["案号"]
    assert count(traffic, "repaired:full_width") == numbers.str.contains("[０-９]").sum() == 3
    plain = numbers.str.contains(r"^（2019）").sum()
    year = traffic.table("suspects").collect()["case_year"]
    assert (year == 2019).sum() + (traffic.merged.height) >= plain
    repeated = numbers.filter(numbers.is_duplicated())
    assert (repeated.n_unique(), repeated.len()) == (80, 163)
    assert any("81个案号出现在165行" in line for line in traffic.report["notices"])
    assert any("另有314件（315行）案号年度不同" in line for line in traffic.report["notices"])


def test_traffic_blanks_are_counted_and_blank_is_not_zero(traffic: Records, traffic_rows: pl.DataFrame) -> None:
    assert traffic.report["understood"][0]["blank"]["出生年份"] == traffic_rows["出生年份"].null_count() == 1344
    assert traffic.table("suspects").collect()["birth_year"].null_count() > 0


@pytest.fixture(scope="module")
def cook(real: Path) -> Records:
    return load(real / "cook_county_2019", office=OFFICE)


def source(real: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(real / "cook_county_2019" / f"{name}.csv", infer_schema=False)


def test_another_countrys_export_needs_nothing_but_header_names(cook: Records, real: Path) -> None:
    heights = {f"{name}.csv": source(real, name).height for name in ("dispositions", "intake", "sentencing")}
    assert {row["file"]: row["received"] for row in cook.report["files"]} == heights
    assert cook.report["received"] == cook.report["accepted"] + cook.report["rejected"] + cook.report["merged"]


def test_repeated_rows_are_counted_as_cases_and_persons_not_as_rows(cook: Records, real: Path) -> None:
    rows = pl.concat(
        [
            source(real, name).select("case_id", "case_participant_id")
            for name in ("dispositions", "intake", "sentencing")
        ]
    )
    assert cook.report["tables"]["cases"] == rows["case_id"].n_unique()
    assert cook.report["tables"]["suspects"] == rows["case_participant_id"].n_unique()
    assert cook.report["tables"]["cases"] < rows.height


def test_terms_in_years_months_and_days_become_months(cook: Records, real: Path) -> None:
    months = {"Year(s)": 12.0, "Months": 1.0, "Days": 1 / 30}
    terms = source(real, "sentencing").filter(
        pl.col("commitment_unit").is_in(list(months)), pl.col("primary_charge") == "true"
    )
    single = terms.filter(~pl.col("case_participant_id").is_duplicated())
    expected = single.select(
        suspect_no=pl.col("case_participant_id").cast(pl.Int64),
        expected=pl.col("commitment_term").cast(pl.Float64)
        * pl.col("commitment_unit").replace_strict(months, return_dtype=pl.Float64),
    )
    found = (
        cook.table("suspects")
        .collect()
        .join(expected, on="suspect_no")
        .filter(pl.col("sentence_term_months").is_not_null())
    )
    assert found.height > 1000
    assert (found["sentence_term_months"] - found["expected"]).abs().max() < 1e-9


def test_both_ways_of_writing_a_date_are_read_in_one_table(cook: Records, real: Path) -> None:
    written = source(real, "dispositions")
    assert written["disposition_date"].str.contains("/").any()
    assert written["received_date"].str.contains("-").any()
    unread = cook.problems.filter(pl.col("column").str.ends_with("_date"), pl.col("code") != "implausible_year")
    assert unread.height == 0


def test_a_case_concluded_before_it_was_received_loses_both_dates(cook: Records) -> None:
    cases = cook.table("cases").collect()
    assert cases.filter(pl.col("concluded_on") < pl.col("received_on")).height == 0
    assert count(cook, "concluded_not_before_received") > 0
