"""Follow-up: the table and the sentence of how proposals were replied to, adopted, put right and looked back at."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import Row
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import Absent, nothing_to_count, passing_absence
from casekit.measures.measure import FEW, indicator
from casekit.records.records import Records

CLASSES = ("replied_in_time", "replied_late", "adopted_without_reply", "overdue", "not_due", "withdrawn", "unknown")
SHARES = {"of_issued": "proposals_adopted_of_issued", "of_replied": "proposals_adopted_of_replied"}
ISSUED = "proposals_replied"
COUNTS = {
    "replied": "proposals_replied", "adopted": "proposals_adopted_of_issued", "rectified": "proposals_rectified",
    "looked_back": "proposals_looked_back",
}  # fmt: skip


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Each share with its two counts, of the newest period and, where there is one, a year earlier; under 30 the counts alone."""
    language, words = records.settings.language, _words(records)
    now, *earlier = measured["period"].unique(maintain_order=True)
    rows = measured.filter(pl.col("period") == now)
    labels = [indicator(one).words[f"short_{language}"] for one in rows["indicator"]]
    frame = rows.with_columns(label=pl.Series(labels, dtype=pl.String), now=_cells(rows, words))
    period = quarter.parse(now).say(language)
    columns = [
        Column(header=words["item"], value="label"),
        Column(header=words["now"].format(period=period), value="now"),
    ]
    if earlier:
        before = measured.filter(pl.col("period") == earlier[0])
        paired = before.select("indicator", before=_cells(before, words))
        frame = frame.join(paired, on="indicator", how="left", maintain_order="left")
        columns += [Column(header=words["before"], value="before")]
    said: dict[str, Any] = {"finding": words["title"], "measure": "", "population": period, "note": words["note"]}
    return charts.table(frame, columns=columns, name=name, source=records.source, language=language, **said)


@passing_absence
@remade
def groups(measured: pl.DataFrame, records: Records, name: str, by: str) -> Exhibit | Absent:
    """How many of each group of the newest period were issued, replied to, adopted, put right and looked back at; groups in the
    order of their vocabulary, else of their names, those without any left out."""
    language, words = records.settings.language, _words(records)
    known = codebook.fields().filter(pl.col("table") == "proposals", pl.col("field") == by)["vocabulary"][0]
    labels = codebook.labels(known, language) if known else {}
    rows = measured.filter(pl.col("period") == measured["period"][0], pl.col(by).is_not_null())
    issued = rows.filter(pl.col("indicator") == ISSUED).select(by, issued="denominator").filter(pl.col("issued") > 0)
    frame = issued.sort(pl.col(by).replace_strict(list(labels), range(len(labels)), default=None), by)
    if frame.is_empty():
        return nothing_to_count(records)
    for place, one in COUNTS.items():
        counts = rows.filter(pl.col("indicator") == one).select(by, pl.col("numerator").alias(place))
        frame = frame.join(counts, on=by, how="left", maintain_order="left")
    named = frame.with_columns(label=pl.col(by).replace(labels))
    head = codebook.field_label("proposals", by, language)
    columns = [Column(header=head, value="label")]
    columns += [Column(header=words[one], value=one) for one in ("issued", *COUNTS) if named[one].count()]
    period = quarter.parse(measured["period"][0]).say(language)
    finding = words["by"].format(by=head)
    said: dict[str, Any] = {"finding": finding, "measure": "", "population": period, "note": words["note"]}
    return charts.table(named, columns=columns, name=name, source=records.source, language=language, **said)


@passing_absence
@remade
def said(measured: pl.DataFrame, replies: pl.DataFrame, issued: pl.DataFrame, records: Records) -> Sentence:
    """How many were issued in the newest period, how they stand on the day of the data, how many were adopted by either
    denominator, put right and looked back at. `replies` are those issued by `proposal_reply`."""
    language, words = records.settings.language, codebook.toml("sentences")["followed_up"]
    row = issued.row(0, named=True)
    places: dict[str, str] = {"period": quarter.parse(row["period"]).say(language), "issued": number(row["numerator"])}
    if not row["numerator"]:
        return Sentence(words["none"][language].format(**places))
    rows = {one["indicator"]: one for one in measured.filter(pl.col("period") == row["period"]).to_dicts()}
    places["classes"] = _classes(replies.filter(pl.col("period") == row["period"]), records)
    places |= {place: _count(rows.get(one)) for place, one in COUNTS.items()}
    shares = {place: rows.get(one) for place, one in SHARES.items()}
    places |= {place: _cell(one, words[language]) for place, one in shares.items() if one}
    branch = "full" if all(one and _is_rate(one) for one in shares.values()) else "few"
    return Sentence(words[branch][language].format(**places))


def _classes(replies: pl.DataFrame, records: Records) -> str:
    """How many stand in each class, in the order of CLASSES; those with nobody go unsaid."""
    words, labels = _words(records), codebook.labels("proposal_reply", records.settings.language)
    rows = {one["proposal_reply"]: one for one in replies.to_dicts()}
    shown = [one for one in CLASSES if one in rows and rows[one]["numerator"]]
    return words["join"].join(
        words["counts"].format(label=labels[one], n=number(rows[one]["numerator"])) for one in shown
    )


def _cells(rows: pl.DataFrame, words: dict[str, str]) -> pl.Series:
    return pl.Series([_cell(row, words) for row in rows.to_dicts()], dtype=pl.String)


def _cell(row: Row, words: dict[str, str]) -> str:
    """A share with its counts; the counts alone where under 30."""
    counts = {name: number(row[name]) for name in ("numerator", "denominator")}
    return words["share" if _is_rate(row) else "few"].format(value=number(row["value"], 1, percent=True), **counts)


def _is_rate(row: Row) -> bool:
    """Whether there is enough to say a share."""
    return row["value"] is not None and row["denominator"] >= FEW


def _count(row: Row | None) -> str:
    return number(row["numerator"] if row else None)


def _words(records: Records) -> dict[str, str]:
    words: dict[str, str] = codebook.toml("sentences")["followed_up"][records.settings.language]
    return words
