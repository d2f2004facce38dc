"""An office in memory: a sample's records as loading its files would give them, had nothing gone wrong in the writing."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground import quarter
from casekit.ground.settings import Settings
from casekit.records import fates, sharing
from casekit.records import values as reading
from casekit.records.records import Records
from casekit.records.values import Field
from casekit.sample import tables
from casekit.sample.effects import Effects, planned
from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, FIRST, toml

KEYS = {
    "suspects": {"suspect_no": "suspect_no"},
    "evaluations": {"evaluation_id": "evaluation_no"},
    "defects": {"evaluation_id": "evaluation_no", "defect_no": "defect_no"},
    "file_readings": {"reading_id": "reading_no"},
    "proposals": {"proposal_id": "proposal_no"},
    "places": {"place_code": "place_code", "year": "year"},
    "documents": {"document_id": "file"},
}
"""What a table has for a key beside the case, and the column of the sample it is."""


def office(cases: int, seed: int, effects: Iterable[str] | None = None, period: str = "2026Q3") -> Records:
    """The clean records of a sample of so many cases, without files or faults; what the law seals is left out.

    `effects` are the planted truths in force: None is all, () is none, which is an office where nothing is to be found. The
    same number, seed and effects give the same records. Leaving out an effect that kept cases from happening gives more of
    them. Names are left out, and a case's key is its department number.
    """
    without = frozenset() if effects is None else frozenset(planned()) - set(effects)
    drawn = tables.drawn(cases, Streams(seed), Effects(without))
    rows = {name: _rows(drawn.of(name), name) for name in codebook.tables()["table"]}
    firsts = accumulate((frame.height for frame in rows.values()), initial=0)
    placed = [
        (name, frame.with_row_index("origin", first))
        for (name, frame), first in zip(rows.items(), firsts, strict=False)
    ]
    every = pl.concat(_places(frame, name) for name, frame in placed)
    shared = sharing.shared({name: _clean(frame, name) for name, frame in placed})
    clean = {name: fates.with_source(frame, every) for name, frame in shared.items()}
    settings = Settings()
    return Records(
        tables=dict(clean),
        rejected=pl.DataFrame(schema=dict.fromkeys(("file", "sheet", "row", "reason"), pl.String)),
        merged=pl.DataFrame(schema=dict.fromkeys(("file", "sheet", "row", "kept_row"), pl.String)),
        problems=pl.DataFrame(schema=dict.fromkeys(("table", "column", "text", "code"), pl.String)),
        report=_report(rows, clean, period),
        period=quarter.parse(period, settings),
        settings=settings,
        extracted=EXTRACTED,
    )


def _rows(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows of a table that the files have: no sealed records, steps of the listed quarter only."""
    if name == "suspects":
        frame = frame.filter(~tables.sealed())
    if name == "steps":
        listed = next(file for file in toml("layout")["file"] if file["table"] == "steps")
        frame = frame.filter(pl.col("received_on").is_between(listed["from"], listed["to"]))
    number = pl.col("department_number") if "department_number" in frame.columns else pl.lit(None, pl.String)
    year = number.str.extract(r"〔(\d{4})〕").cast(pl.Int32)
    return frame.drop("origin", strict=False).with_columns(case_id=number, case_year=year, **KEYS.get(name, {}))


def _places(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Where each row stands: a file of the table's name, in order."""
    row = pl.int_range(2, pl.len() + 2).cast(pl.UInt32)
    return frame.select("origin", file=pl.lit(name), sheet=pl.lit(""), row=row)


def _clean(rows: pl.DataFrame, table: str) -> pl.DataFrame:
    """The fields of a table that the sample has, words as their codes, sentences read."""
    keys = KEYS.get(table, {})
    fields = codebook.fields().filter(pl.col("table") == table, ~pl.col("kind").is_in(["name", "id"]))
    known = fields.filter(pl.col("field").is_in(rows.columns), ~pl.col("field").is_in(list(keys)))
    read: dict[str, pl.DataFrame] = {}
    for name, kind, words, chosen in known.select("field", "kind", "vocabulary", "chosen_by").iter_rows():
        read[name] = _read(rows[name], Field(table, name, kind, words), read if chosen else None)
    return pl.concat([rows.select("case_id", "case_year", *keys, "origin"), *read.values()], how="horizontal")


def _read(values: pl.Series, field: Field, chosen_from: dict[str, pl.DataFrame] | None) -> pl.DataFrame:
    """One field's columns as loading gives them."""
    if field.kind in ("word", "sentence"):
        read = reading.read(field, values, b"")
        found = read if chosen_from is None else reading.read_chosen(field, values, chosen_from | {field.name: read})
        return found.drop("problem")
    return values.cast(NUMBERS.get(field.kind, values.dtype)).to_frame(field.name)


NUMBERS = {"yuan": pl.Float64, "count": pl.Int64, "order": pl.Int64}


def _report(rows: dict[str, pl.DataFrame], clean: dict[str, pl.DataFrame], period: str) -> dict[str, Any]:
    """What records say of how they came: all rows accepted, each table in a file of its own."""
    heights = {name: frame.height for name, frame in rows.items()}
    counts = {name: {"received": n, "accepted": n, "rejected": 0, "merged": 0} for name, n in heights.items()}
    total = sum(heights.values())
    families = dict(codebook.tables().select("table", "family").iter_rows())
    understood = {name: [[field, name, field] for field in clean[name].columns] for name in rows}
    return {
        "received": total, "accepted": total, "rejected": 0, "merged": 0,
        "files": [{"file": name} | count for name, count in counts.items()],
        "sheets": [{"file": name, "sheet": "", "rows_in_sheet": n} | counts[name] for name, n in heights.items()],
        "understood": [
            {"file": name, "sheet": "", "family": families[name], "columns": columns} for name, columns in understood.items()
        ],
        "tables": {name: frame.height for name, frame in clean.items()},
        "schema": {name: sorted(frame.columns) for name, frame in clean.items()},
        "reasons": {}, "notices": [], "inputs": {}, "settings": Settings().as_json(), "previous": None, "key": "",
        "begins": FIRST.isoformat(), "extracted": EXTRACTED.isoformat(), "period": period, "synthetic": True,
    }  # fmt: skip
