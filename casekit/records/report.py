"""Report: what arrived and what became of it, in plain numbers and words, for the cleaned folder and the manifest."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from casekit.ground import written
from casekit.ground.errors import Words, notice
from casekit.ground.quarter import Period
from casekit.ground.settings import Settings
from casekit.intake.files import digest
from casekit.intake.naming import Named
from casekit.intake.pseudonyms import fingerprint
from casekit.intake.sheets import Sheet
from casekit.records import documents, fates, people, thin
from casekit.records.gathering import Gathered

MARK = "synthetic.toml"


def of(
    folder: Path,
    come: Gathered,
    every: pl.DataFrame,
    tables: dict[str, pl.DataFrame],
    chosen: Settings,
    period: Period,
    extracted: date | None,
    secret: bytes,
) -> dict[str, Any]:
    """Everything `report.json` holds; no clock, host, user or absolute path is in it."""
    papers = documents.lines(come.papers, chosen.language)
    tables_read = {sheet.file for sheet, _ in come.sheets}
    return fates.counted(every, [sheet for sheet, _ in come.sheets], papers) | {
        "file_count": len(tables_read) + papers.height,
        "tables": {name: frame.height for name, frame in tables.items()},
        "reasons": _reasons(every),
        "understood": [
            *(_understood(*one, blank) for one, blank in zip(come.sheets, come.blank, strict=True)),
            *map(_papers, papers["line"].unique(maintain_order=True)),
        ],
        "notices": [one.say(chosen.language) for one in dict.fromkeys(_notices(come, tables, period, extracted))],
        "inputs": _inputs(folder, tables_read) | _inputs_of_papers(folder, papers),
        "settings": chosen.as_json(),
        "begins": _begins(tables),
        "schema": {name: sorted(frame.columns) for name, frame in tables.items()},
        "previous": None,
        "period": period.name,
        "extracted": extracted.isoformat() if extracted else None,
        "synthetic": (folder / MARK).is_file(),
        "key": fingerprint(secret),
    }


def _reasons(every: pl.DataFrame) -> dict[str, int]:
    """How many rows were set aside for each reason."""
    aside = every.drop_nulls("reason").group_by("reason").len().sort("reason")
    return dict(aside.select("reason", "len").iter_rows())


def _understood(sheet: Sheet, named: Named, blank: dict[str, int]) -> dict[str, Any]:
    """Which tables a sheet was taken for, on what evidence, and what was not understood."""
    return {
        "file": sheet.file,
        "sheet": sheet.sheet,
        "family": named.family,
        "evidence": named.evidence.select("family", "matched", "headers").to_dicts(),
        "columns": [list(pair) for pair in named.pairs],
        "unknown": [list(header) for header in named.unknown],
        "blank": blank,
        "hidden": sheet.hidden,
        "totals": sheet.totals.drop("text").to_dicts(),  # a label may name a person
    }


def _papers(line: str) -> dict[str, Any]:
    """A line that stands for documents of one folder and kind."""
    return {"file": line, "sheet": "", "family": "document", "hidden": False, "blank": {}} | {
        name: [] for name in ("evidence", "columns", "unknown", "totals")
    }


def _notices(
    come: Gathered, tables: dict[str, pl.DataFrame], period: Period, extracted: date | None
) -> Iterable[Words]:
    """What to tell of the files, of how they were understood, and of the rows and months they have."""
    yield from come.notices
    for sheet, named in come.sheets:
        yield from (*sheet.notices, *named.notices)
    yield from _repeated(come.tables.get("suspects"))
    if extracted is None and period.kind == "year":
        yield _other_years(come, tables, period.year)
    yield from thin.thin_month(tables, period)


def _other_years(come: Gathered, tables: dict[str, pl.DataFrame], year: int) -> Words:
    """Data without dates: which year it is counted as, and what of other years is not."""
    other = pl.col("case_year") != year
    cases = tables.get("cases", pl.DataFrame(schema={"case_year": pl.Int32})).filter(other).height
    rows = sum(frame.filter(other).height for frame in come.tables.values())
    return notice("year_of_case_number", year=year, cases=written.many(cases, "case"), rows=written.many(rows, "row"))


def _repeated(rows: pl.DataFrame | None) -> Iterable[Words]:
    """Case numbers that stand on several rows of a sheet which does not say whom each row is about."""
    if rows is None or any(name in rows.columns for name in people.GIVEN):
        return
    counts = rows.group_by("case_id", "sheet_no").len().filter(pl.col("len") > 1)
    if counts.height:
        rows_of_several = int(counts["len"].sum())
        yield notice(
            "repeated_numbers",
            numbers=written.many(counts.height, "number"),
            rows=written.many(rows_of_several, "row"),
        )


def _begins(tables: dict[str, pl.DataFrame]) -> str | None:
    """The first day of the month in which cases begin to be received in number: half as many as in an ordinary month."""
    received = (
        tables["cases"]["received_on"].drop_nulls()
        if "received_on" in tables.get("cases", pl.DataFrame()).columns
        else None
    )
    if received is None or received.is_empty():
        return None
    months = received.dt.truncate("1mo").rename("month").value_counts().sort("month")
    return str(months.filter(pl.col("count") * 2 >= pl.col("count").median())["month"][0])


def _inputs(folder: Path, files: set[str]) -> dict[str, str]:
    """The sha256 of every file read."""
    return {file: digest(folder / file) for file in sorted(files)}


def _inputs_of_papers(folder: Path, papers: pl.DataFrame) -> dict[str, str]:
    """One sha256 for the documents of each line, of their own in order of name: a paper's name may name a person."""
    each = papers.with_columns(digest=pl.Series([digest(folder / file) for file in papers["file"]], dtype=pl.String))
    joined = each.sort("file").group_by("line", maintain_order=True).agg(pl.col("digest").str.join(""))
    return {line: sha256(digests.encode()).hexdigest() for line, digests in joined.iter_rows()}
