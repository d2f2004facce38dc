"""Real public exports go the whole way: their known faults are told with counts that the tests recount for themselves."""

import csv
import statistics
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from casekit.measures import stages
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


def plain_day(text: str) -> date | None:
    """A date of either form without its clock; nothing where there is none, or a year to come."""
    if not text:
        return None
    day, _, _ = text.partition(" ")
    read = datetime.strptime(day, "%m/%d/%Y" if "/" in day else "%Y-%m-%d").date()
    return read if read.year < 2100 else None


def first_days(real: Path, files: list[str], key: Callable[[dict[str, str]], str], column: str) -> dict[str, date]:
    """The first day that is filled for each key, by the csv module: files in the order given, the principal charge first."""
    found: dict[str, date] = {}
    for name in files:
        with (real / "cook_county_2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = sorted(
                csv.DictReader(file), key=lambda row: row.get("primary_charge") != "true" and "sentencing" in name
            )
        for row in rows:
            if day := plain_day(row[column]):
                found.setdefault(key(row), day)
    return found


def test_days_to_disposition_and_sentence_are_those_of_participants_not_of_rows(cook: Records, real: Path) -> None:
    """The same medians by another way: the csv module, a person at a time; a case disposed of before it came has neither date."""
    every = ["sentencing", "intake", "dispositions"]
    received = first_days(real, every, lambda row: row["case_id"], "received_date")
    disposed = first_days(real, ["dispositions"], lambda row: row["case_id"], "disposition_date")
    sentenced = first_days(
        real, ["sentencing"], lambda row: f"{row['case_id']}/{row['case_participant_id']}", "sentence_date"
    )
    whose = set[str]()
    for name in every:
        with (real / "cook_county_2019" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            whose |= {f"{row['case_id']}/{row['case_participant_id']}" for row in csv.DictReader(file)}
    cases = {person: person.partition("/")[0] for person in whose}
    disposal = [
        (disposed[case] - received[case]).days for case in cases.values() if case in disposed and case in received
    ]
    sentence = [
        (sentenced[one] - received[case]).days
        for one, case in cases.items()
        if one in sentenced and case in received and not (case in disposed and disposed[case] < received[case])
    ]

    dates = cook.table("cases").select("court_number", "received_on", "concluded_on")
    persons = cook.table("suspects").select("court_number", "suspect_no", "judged_on", first_received="received_on")
    told = persons.join(dates, on="court_number", how="left").collect()
    assert told.height == len(whose)
    to_disposition = (told["concluded_on"] - told["received_on"]).dt.total_days().drop_nulls()
    to_sentence = (told["judged_on"] - told["first_received"]).dt.total_days().drop_nulls()
    for found, due in ((to_disposition, disposal), (to_sentence, sentence)):
        usable = [days for days in due if days >= 0]
        assert (found.len(), found.median()) == (len(usable), statistics.median(usable))
        assert found.min() >= 0
    assert to_disposition.len() > 5000
    assert to_sentence.len() > 1000


def test_a_negative_duration_is_no_duration_and_is_told(cook: Records, real: Path) -> None:
    received = first_days(real, ["sentencing", "intake", "dispositions"], lambda row: row["case_id"], "received_date")
    disposed = first_days(real, ["dispositions"], lambda row: row["case_id"], "disposition_date")
    negative = [case for case, day in disposed.items() if case in received and day < received[case]]
    assert count(cook, "concluded_not_before_received", "concluded_on") == len(negative) > 0
    review = stages.of_cases(cook).collect()
    assert review["days"].min() == 0
    ended = [case for case in disposed if case in received and case not in negative]
    assert review["ended_on"].drop_nulls().len() == len(ended)
    days = sorted((disposed[case] - received[case]).days for case in ended)
    assert review.filter(~pl.col("is_open"))["days"].sort().to_list() == days


def test_every_judgment_of_the_timeline_has_its_days_or_a_reason_why_not(real: Path, tmp_path: Path) -> None:
    """The days of a judgment without a day of charge cannot be told; all others are, and none is negative."""
    headers = """
    header,table,field,file
    案号,*,court_number,
    提起公诉日期_原文,cases,charged_on,
    判决落款日期_原文,suspects,judged_on,
    首个判处_原文,suspects,sentence,
    """
    (tmp_path / "headers.csv").write_text("\n".join(line.strip() for line in headers.strip().splitlines()), "utf-8")
    records = load(real / "timeline", office=tmp_path)
    rows = pl.read_csv(real / "timeline/judgment_dates.csv", infer_schema=False)
    trial = stages.of_cases(records, "trial").collect()
    blank = rows.select(pl.any_horizontal(pl.col("提起公诉日期_原文", "判决落款日期_原文").is_null())).to_series()
    unread = (
        records.problems.filter(pl.col("column").is_in(["提起公诉日期_原文", "判决落款日期_原文"])).unique("row").height
    )
    assert records.report["accepted"] == rows.height == 258
    assert trial.height + blank.sum() + unread == rows.height
    assert trial["is_open"].sum() == 0
    assert trial["days"].min() >= 0
    first = records.table("cases").filter(pl.col("row") == 2).select("case_id").collect()
    assert trial.join(first, on="case_id")["days"].to_list() == [9]  # the first row, counted by hand
