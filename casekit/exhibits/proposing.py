"""Proposing: the table and the sentence of the causes and places that may be put forward for a proposal."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import MISSING, PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import quarter, written
from casekit.measures.absent import Absent, passing_absence
from casekit.records.records import Records
from casekit.subjects.causes.candidates import KEY, least, rules

SAID = 3


@passing_absence
@remade
def table(found: pl.DataFrame, records: Records, name: str) -> "Exhibit | Absent":
    """The candidates, most cases first: why each was taken, and the newest proposal on its cause elsewhere; `found` is that of
    `subjects.causes.candidates.candidates`."""
    if found.is_empty():
        return Absent(str(said(found, records)))
    words, language = _words(records), records.settings.language
    now, *earlier = found["period"].unique(maintain_order=True)
    rows = found.filter(pl.col("period") == now)
    cells = rows.select(*KEY, **{column: _texts(rows, column, records) for column in ("came", "now", "share", "last")})
    before = found.filter(pl.col("period").is_in(earlier))
    joined = cells.join(
        before.select(*KEY, before=_texts(before, "now", records)), on=KEY, how="left", maintain_order="left"
    )
    places = {
        "of": rows["of_quarters"][0],
        "period": quarter.parse(now).say(language),
        "least": least(records),
    } | rules()
    heads = {
        "case_cause": "cause",
        "place": "place",
        "came": "quarters",
        "now": "now",
        "before": "before",
        "share": "share",
    }
    columns = [
        Column(header=words[head].format(**places), value=column) for column, head in (heads | {"last": "last"}).items()
    ]
    about = {
        "finding": words["title"],
        "measure": "",
        "population": places["period"],
        "note": words["note"].format(**places),
    }
    filled = joined.with_columns(pl.col("before").fill_null(MISSING))
    return charts.table(filled, columns=columns, name=name, source=records.source, language=language, **about)


@passing_absence
@remade
def said(found: pl.DataFrame, records: Records) -> Sentence:
    """How many there are and by what they were taken, those of the most cases named."""
    sentences, language, words = codebook.toml("sentences")["candidates"], records.settings.language, _words(records)
    unchecked = "" if {"cause", "crime"} & records.columns("proposals") else sentences["unchecked"][language]
    apart = " " * (language == "en" and bool(unchecked))
    rows = [row for row in found.to_dicts() if row["period"] == found["period"][0]] if found.height else []
    of = rows[0]["of_quarters"] if rows else 0
    places = rules() | {"of": of, "period": records.headline.say(language), "least": least(records), "count": len(rows)}
    shown = [row for row in rows if not is_hidden(row)][:SAID]
    parts = (
        words["part"].format(cause=row["case_cause"], place=row["place"], n=number(row["numerator"])) for row in shown
    )
    branch = "some" if rows else "none"
    return Sentence(sentences[branch][language].format(**places, parts=words["join"].join(parts)) + apart + unchecked)


def _texts(rows: pl.DataFrame, column: str, records: Records) -> pl.Series:
    made = {"came": _came, "now": _count, "share": _share, "last": _last}[column]
    return pl.Series([made(row, records) for row in rows.to_dicts()], dtype=pl.String)


def _came(row: dict[str, Any], records: Records) -> str:
    return _words(records)["came"].format(row["quarters"])


def _count(row: dict[str, Any], records: Records) -> str:
    return PROTECTED if is_hidden(row) else number(row["numerator"])


def _share(row: dict[str, Any], records: Records) -> str:
    """How much of all cases of the cause the place has; not where that is rounded."""
    if is_hidden(row) or row.get("rounding", 1) > 1:
        return PROTECTED if is_hidden(row) else MISSING
    return number(row["numerator"] / row["cause_cases"], 1, percent=True)


def _last(row: dict[str, Any], records: Records) -> str:
    """The month and place of the newest proposal on the cause elsewhere."""
    if row["last_on"] is None:
        return _words(records)["none"]
    return _words(records)["at"].format(
        month=written.month(row["last_on"], records.settings.language), where=row["last_at"]
    )


def _words(records: Records) -> dict[str, str]:
    words: dict[str, str] = codebook.toml("sentences")["candidates"][records.settings.language]
    return words
