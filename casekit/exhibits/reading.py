"""Reading lists: where to find the cases that a figure says are worth reading; for the screen, never for a paper."""

from dataclasses import dataclass
from html import escape

import polars as pl

from casekit import codebook
from casekit.exhibits.theme import number
from casekit.ground.errors import Language
from casekit.intake.pseudonyms import code
from casekit.measures.absent import passing_absence
from casekit.records.records import Records

MOST = 10
PLACE = ("file", "sheet", "row")
KEY = ("case_id", "suspect_no", "proposal_id")
TABLES = {"suspect_no": "suspects", "proposal_id": "proposals"}
"""Whose row is given, by the key it takes; else the case's."""


@dataclass(frozen=True)
class Reading:
    """A list of places in the exports; shown as a table in a notebook, and by its class barred from every paper."""

    sentence: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        lines = [_line("th", self.headers), *(_line("td", row) for row in self.rows)]
        table = f'<table style="border-collapse:collapse;margin:6px 0">{"".join(lines)}</table>' if self.rows else ""
        return f'<div style="max-width:900px;font-size:14px">{escape(self.sentence)}{table}</div>'


def _line(tag: str, cells: tuple[str, ...]) -> str:
    style = "padding:4px 14px;text-align:left"
    return "<tr>" + "".join(f'<{tag} style="{style}">{escape(cell)}</{tag}>' for cell in cells) + "</tr>"


@passing_absence
def reading(records: Records, cases: pl.DataFrame, kind: str, most: int = MOST) -> Reading:
    """The cases to read, in the order given: file, sheet and row as Excel shows them, the office's code of the case, and
    any further columns of `cases` (text) beside its `case_id`. With `suspect_no` it is the person's row that is given, and
    with `proposal_id` in place of all that a proposal's.

    `kind` names the sentence that says why. Only the first `most` are listed; the sentence says how many there are.
    """
    language = records.settings.language
    sentence = codebook.toml("sentences")["reading"][kind if cases.height else _none(kind)][language]
    beside = [name for name in cases.columns if name not in KEY]
    placed = _placed(cases.head(most), records)
    rows = tuple(_cells(row, beside, records) for row in placed.iter_rows(named=True))
    headers = codebook.toml("sentences")["columns"][language]
    coded = "proposal_code" if "proposal_id" in cases.columns else "code"
    named = tuple(headers[name] for name in (*PLACE, coded, *beside))
    return Reading(sentence.format(count=number(cases.height), shown=len(rows)), named, rows)


def _none(kind: str) -> str:
    """The sentence where nothing is to be listed: that of the kind, else that of cases."""
    return own if (own := f"{kind.split('_')[0]}_none") in codebook.toml("sentences")["reading"] else "none"


def _placed(cases: pl.DataFrame, records: Records) -> pl.DataFrame:
    if cases.is_empty():  # there may be no table of cases at all
        return cases
    key = [name for name in KEY if name in cases.columns]
    table = next((table for name, table in TABLES.items() if name in key), "cases")
    places = records.table(table).select(*key, *PLACE).unique(key, keep="first")
    return cases.join(places.collect(), on=key, how="left", nulls_equal=True, maintain_order="left")


def _cells(row: dict[str, object], beside: list[str], records: Records) -> tuple[str, ...]:
    """One row as text; a case is named by the office's code of it alone."""
    name = row["proposal_id"] if "proposal_id" in row else row["case_id"]
    own = code(str(name), records.secret, "case")[:8] if records.secret else "—"
    return (
        *(str(row[name] or "") for name in PLACE),
        own,
        *(_text(row[name], records.settings.language) for name in beside),
    )


def _text(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return codebook.labels("filled", language).get(str(value).lower(), str(value))
    return "—" if value is None else str(value)
