"""What arrived: the planted faults of the sample are all found with their counts, and every part says so in words."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from office import loaded

from casekit import codebook
from casekit.ground import paths
from casekit.measures.absent import Absent
from casekit.records.records import Records
from casekit.subjects import arrival

FATES = {
    "row_without_number": "no_key",
    "damaged_number": "damaged_key",
    "identical_rows": "identical",
    "repeated_header": "repeated_header",
    "total_row": "total_row",
    "sealed": "sealed",
    "hidden_sheet_row": "unknown_table",
}


@pytest.fixture(scope="module")
def planted() -> list[dict[str, Any]]:
    return tomllib.loads((paths.sample() / "truth.toml").read_text("utf-8"))["fault"]


def test_every_planted_reason_is_found_with_its_count(sample: Records, planted: list[dict[str, Any]]) -> None:
    counts = Counter[str]()
    for fault in planted:
        if fault["name"] in FATES:
            counts[FATES[fault["name"]]] += fault["count"]
    labels = codebook.labels("fate")
    assert dict(arrival.by_reason(sample).iter_rows()) == {labels[code]: count for code, count in counts.items()}


def test_every_planted_cell_is_found_in_its_file_with_its_count(sample: Records, planted: list[dict[str, Any]]) -> None:
    told = sample.problems.unique(["file", "sheet", "row", "code"])
    for fault in planted:
        if "code" in fault and fault["name"] not in FATES:
            place = (pl.col("file") == fault["file"]) & (pl.col("code") == fault["code"])
            sheet = pl.lit(True) if fault["file"].endswith(".csv") else pl.col("sheet") == fault["sheet"]
            assert told.filter(place & sheet).height == fault["count"], fault


def test_only_the_planted_total_differs(sample: Records) -> None:
    differing = arrival.totals(sample)
    assert differing.height == 1
    assert differing["stated"][0] != differing["summed"][0]


def test_every_sheet_adds_up_and_says_what_it_was_taken_for(sample: Records) -> None:
    sheets = arrival.by_file(sample)
    assert (sheets["rows_in_sheet"] == sheets["accepted"] + sheets["rejected"] + sheets["merged"]).all()
    assert set(sheets["family"]) == {"案件", "评查", "律师阅卷", "检察建议", "治理底数", "文书", "未认出"}
    assert sheets["rows_in_sheet"].sum() == sample.report["received"]


def test_every_doubt_is_said_in_words(sample: Records) -> None:
    words = arrival.unread(sample, 1000)
    codes = set(sample.problems["code"])
    assert not codes & set(words["problem"])
    assert words["cells"].sum() == sample.problems.height


def test_the_newest_judgments_show_as_columns_not_yet_filled(sample: Records) -> None:
    assert ("人员", "判决日期") in arrival.filled(sample, 100).select("table", "column").rows()


def test_headlines_lie_between_their_ends(sample: Records) -> None:
    rows = arrival.headlines(sample, "received", "returned_once")
    received, returned = rows.rows(named=True)
    assert int(received["lowest"]) == received["numerator"] <= int(received["highest"])
    share = 100 * returned["numerator"] / returned["denominator"]
    assert float(returned["lowest"][:-1]) <= share <= float(returned["highest"][:-1])


def test_uncertain_rows_are_those_without_a_readable_date_or_number(tmp_path: Path) -> None:
    records = loaded(
        tmp_path,
        案件="""
        部门受案号                      | 受理日期   | 审结日期
        甲检起诉受〔2026〕46909900001号 | 2026-04-01 | 2026-06-09
        甲检起诉受〔2026〕46909900002号 | 2026-02-30 | 2026-06-30
                                        | 2026-04-01 | 2026-06-09
        """,
    )
    row = arrival.headlines(records, "received").row(0, named=True)
    assert (row["numerator"], row["uncertain"], row["lowest"], row["highest"]) == (1, 2, "1", "3")


def test_clean_exports_say_that_nothing_was_wrong(tmp_path: Path) -> None:
    from casekit.exhibits import compose

    records = loaded(
        tmp_path, 案件="部门受案号 | 受理日期 | 审结日期\n甲检起诉受〔2026〕46909900001号 | 2026-04-01 | 2026-06-30"
    )
    said = [
        compose.rows(frame, records, "x", kind)
        for kind, frame in (
            ("by_reason", arrival.by_reason(records)),
            ("unread", arrival.unread(records)),
            ("totals", arrival.totals(records)),
        )
    ]
    assert all(isinstance(one, Absent) for one in said)
    assert str(said[0]) == "没有未采用或合并的行。"
