"""Follow-up: the table and the sentence of how proposals were replied to, adopted, put right and looked back at."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import Row, is_hidden
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import HIDDEN, SHOWN
from casekit.measures.disclosure import is_hidden as _hidden
from casekit.measures.measure import FEW, indicator
from casekit.records.records import Records

CLASSES = ("replied_in_time", "replied_late", "adopted_without_reply", "overdue", "not_due", "withdrawn", "unknown")
SHARES = {"of_issued": "proposals_adopted_of_issued", "of_replied": "proposals_adopted_of_replied"}
COUNTS = {
    "adopted": "proposals_adopted_of_issued", "replied": "proposals_replied", "rectified": "proposals_rectified",
    "looked_back": "proposals_looked_back",
}  # fmt: skip


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Each share with its two counts, of the newest period and, where there is one, a year earlier; under 30 the counts alone."""
    language, words = records.settings.language, _words(records)
    now, *earlier = measured["period"].unique(maintain_order=True)
    measured = _closed(measured)
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
def said(measured: pl.DataFrame, replies: pl.DataFrame, issued: pl.DataFrame, records: Records) -> Sentence:
    """How many were issued in the newest period, how they stand on the day of the data, how many were adopted by either
    denominator, put right and looked back at. `replies` are those issued by `proposal_reply`."""
    language, words = records.settings.language, codebook.toml("sentences")["followed_up"]
    row = issued.row(0, named=True)
    places: dict[str, str] = {"period": quarter.parse(row["period"]).say(language), "issued": number(row["numerator"])}
    if is_hidden(row) or not row["numerator"]:
        return Sentence(words["hidden" if is_hidden(row) else "none"][language].format(**places))
    rows = {one["indicator"]: one for one in _closed(measured).filter(pl.col("period") == row["period"]).to_dicts()}
    places["classes"] = _classes(replies.filter(pl.col("period") == row["period"]), records)
    places |= {place: _count(rows.get(one)) for place, one in COUNTS.items()}
    shares = {place: rows.get(one) for place, one in SHARES.items()}
    places |= {place: _cell(one, words[language]) for place, one in shares.items() if one}
    hidden = any(one and is_hidden(one) for one in shares.values())
    branch = "full" if all(one and _is_rate(one) for one in shares.values()) else "unsaid" if hidden else "few"
    return Sentence(words[branch][language].format(**places))


def _closed(measured: pl.DataFrame) -> pl.DataFrame:
    """Both shares of what was adopted hidden where one is: what was issued and replied to would give it away."""
    pair = pl.col("indicator").is_in(list(SHARES.values()))
    hide = pair & (pair & _hidden(measured)).any().over("period")
    numbers = [pl.when(~hide).then(name).alias(name) for name in SHOWN]
    return measured.with_columns(*numbers, note=pl.when(hide).then(pl.lit(HIDDEN)).otherwise("note"))


def _classes(replies: pl.DataFrame, records: Records) -> str:
    """How many stand in each class, in the order of CLASSES; those with nobody go unsaid, small ones together."""
    words, labels = _words(records), codebook.labels("proposal_reply", records.settings.language)
    rows = {one["proposal_reply"]: one for one in replies.to_dicts()}
    shown = [one for one in CLASSES if one in rows and not is_hidden(rows[one]) and rows[one]["numerator"]]
    counted = [words["counts"].format(label=labels[one], n=number(rows[one]["numerator"])) for one in shown]
    hidden = [words["hidden"]] if any(map(is_hidden, rows.values())) else []
    return words["join_last"].join([words["join"].join(counted), *hidden] if counted else hidden)


def _cells(rows: pl.DataFrame, words: dict[str, str]) -> pl.Series:
    return pl.Series([_cell(row, words) for row in rows.to_dicts()], dtype=pl.String)


def _cell(row: Row, words: dict[str, str]) -> str:
    """A share with its counts; ＊ where hidden, the counts alone where under 30."""
    if is_hidden(row):
        return PROTECTED
    counts = {name: number(row[name]) for name in ("numerator", "denominator")}
    return words["share" if _is_rate(row) else "few"].format(value=number(row["value"], 1, percent=True), **counts)


def _is_rate(row: Row) -> bool:
    """Whether there is enough to say a share."""
    return not is_hidden(row) and row["value"] is not None and row["denominator"] >= FEW


def _count(row: Row | None) -> str:
    if row is None:
        return "—"
    return PROTECTED if is_hidden(row) else number(row["numerator"])


def _words(records: Records) -> dict[str, str]:
    words: dict[str, str] = codebook.toml("sentences")["followed_up"][records.settings.language]
    return words
