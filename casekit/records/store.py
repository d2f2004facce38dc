"""Store: clean tables written to a folder and read back, lazily, without cleaning again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from casekit.ground import settings
from casekit.intake.pseudonyms import key_of
from casekit.records import dating
from casekit.records.records import Records

REPORT = "report.json"
OWN = "office.json"
ASIDE = ("rejected", "merged", "problems")


def is_cleaned(folder: Path) -> bool:
    """Whether `clean` wrote this folder."""
    return (folder / REPORT).is_file() and (folder / "rejected.parquet").is_file()


def write(records: Records, folder: Path) -> None:
    """Every table and everything set aside as parquet; the report, and the office's files on causes, as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    frames = records.tables | {name: getattr(records, name) for name in ASIDE}
    try:
        for name, frame in frames.items():
            frame.lazy().sink_parquet(folder / f"{name}.parquet")
    except pl.exceptions.ComputeError as error:  # what polars says of a full disk
        raise OSError(f"{name}.parquet could not be written") from error
    (folder / OWN).write_text(json.dumps(records.own, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    (folder / REPORT).write_text(
        json.dumps(records.report, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )


def read(folder: Path, period: str | None = None) -> Records:
    """The records of a cleaned folder; its tables are lazy."""
    report: dict[str, Any] = json.loads((folder / REPORT).read_text("utf-8"))
    chosen = settings.from_plain(report["settings"])
    tables: dict[str, pl.DataFrame | pl.LazyFrame] = {
        name: pl.scan_parquet(folder / f"{name}.parquet") for name in report["tables"]
    }
    aside = {name: pl.read_parquet(folder / f"{name}.parquet") for name in ASIDE}
    extracted = date.fromisoformat(report["extracted"]) if report["extracted"] else None
    asked = period or report["period"]
    return Records(
        tables=tables,
        rejected=aside["rejected"],
        merged=aside["merged"],
        problems=aside["problems"],
        report=report,
        period=dating.asked(asked, tables, extracted, chosen),
        settings=chosen,
        extracted=extracted,
        secret=key_of(report["key"]),
        own=json.loads((folder / OWN).read_text("utf-8")) if (folder / OWN).is_file() else {},
    )
