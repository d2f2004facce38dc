"""A small office for tests: exports written as text tables, loaded with a fixed key and no network."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from casekit.cleaning import parse_sentences
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.records.load import load
from casekit.records.records import Records

CASES = """
部门受案号 | 案件名称 | 受理日期 | 审结日期 | 审结处理 | 一退日期
"""


def table(text: str) -> pl.DataFrame:
    """Rows of text as a frame: cells parted by |, blanks null."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    columns = {name: [row[place] or None for row in lines[1:]] for place, name in enumerate(lines[0])}
    return pl.DataFrame(columns, schema=dict.fromkeys(lines[0], pl.String))


def exports(folder: Path, **texts: str) -> Path:
    """A folder of CSV exports, one a keyword."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    for name, text in texts.items():
        table(text).write_csv(data / f"{name}.csv")
    return data


def loaded(folder: Path, period: str | None = None, **texts: str) -> Records:
    """The records of such exports, under the default settings."""
    return load(exports(folder, **texts), period, office=folder)


def told(records: Records) -> list[tuple[str, str | None, str]]:
    """Every problem as (column, text, code)."""
    return sorted(records.problems.select("column", "text", "code").rows(), key=str)


def column(records: Records, name: str, field: str) -> list[object]:
    """One column of a clean table, in order."""
    return records.table(name).collect()[field].to_list()


def written(extracted: date | None = None, understood: tuple[dict[str, Any], ...] = (), **texts: str) -> Records:
    """Records for 2026Q3 of clean tables written as text; dates, counts and flags are read as such. `understood` says which
    sheets were taken for what."""
    tables = {name: _typed(table(text)) for name, text in texts.items()}
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": False, "understood": list(understood)}
    empty = pl.DataFrame()
    return Records({**tables}, empty, empty, empty, report, quarter.parse("2026Q3"), Settings(), extracted)


JUDGED = dict.fromkeys(("plea_signed_on", "charged_on", "recommended_on", "adjusted_on", "judged_on"), pl.Date)
WORDS = ("recommended", "adjusted", "sentence")


def judged(persons: list[dict[str, Any]], period: str = "2026Q3") -> Records:
    """Records of persons, one a case, who took plea leniency and were judged on 1 July 2026 where nothing else is said: what
    was recommended and given as texts, read as the spine reads them."""
    schema = dict.fromkeys(("plea", *WORDS, "adopted", "non_adoption_reason", "adjustment_reason"), pl.String)
    rows = [{"plea": "applied", "judged_on": date(2026, 7, 1)} | person for person in persons]
    keys = {"case_id": pl.format("C{}", pl.int_range(pl.len())), "suspect_no": pl.lit(1)}
    frame = pl.DataFrame(rows, {**schema, **JUDGED}).with_columns(**keys)
    for name in WORDS:
        read = parse_sentences(frame[name]).drop("problem")
        frame = frame.with_columns(read.rename({part: f"{name}_{part}" for part in read.columns}))
    report: dict[str, Any] = {"begins": "2020-01-01", "synthetic": False, "understood": ()}
    empty = pl.DataFrame()
    return Records(
        {"suspects": frame}, empty, empty, empty, report, quarter.parse(period), Settings(), date(2026, 10, 9)
    )


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    named = frame.columns
    return frame.with_columns(
        pl.col([name for name in named if name.endswith("_on")]).str.to_date(),
        pl.col([name for name in named if name in ("extended_times", "adjournments", "row", "step_no")]).cast(pl.Int64),
        *((pl.col(name) == "true").alias(name) for name in named if name == "appealed"),
        *(pl.col(name).fill_null("") for name in named if name == "sheet"),
    )
