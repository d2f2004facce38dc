"""Like cases alike: units beside like cases of the others, and how far terms lie from like cases this year and last."""

from typing import Any

import polars as pl

from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import bracketed, number
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.sentencing import likeness

MOST = 6  # crimes listed, those with most persons; others only where a unit differs


@passing_absence
@remade
def said(compared: pl.DataFrame, records: Records) -> Sentence:
    """Which units differ from like cases in which crimes, and how many would by chance alone."""
    words, shown = phrases("likeness", records), compared.filter(~is_hidden(compared))
    rows = shown.filter("differs", what="sentence").sort("crime", "code").to_dicts()
    other = {(row["crime"], row["code"]): row for row in shown.filter("differs", what="recommendation").to_dicts()}
    chance = words["chance"].format(k=number(shown.height))
    if not rows and not other:
        return Sentence(words["alike"] + _gap(records) + chance)
    alone = [row for key, row in other.items() if key not in {(one["crime"], one["code"]) for one in rows}]
    parts = [_part(row, other.get((row["crime"], row["code"])), words) for row in rows]
    parts += [_part(row, None, words, "part_recommended") for row in alone]
    return Sentence(words["differs"].format(parts=_stop(records).join(parts)) + _gap(records) + chance)


@passing_absence
@remade
def table(compared: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Units by code in each crime: mean sentence, that of like cases elsewhere, and both differences with their intervals."""
    words = phrases("likeness_words", records)
    hidden = compared.with_columns(hidden=is_hidden(compared)).with_columns(_interval(compared, "difference", records))
    judged, other = (hidden.filter(what=what) for what in likeness.WHAT)
    beside = other.select("crime", "code", _apart="difference", _span="span", _differs="differs")
    joined = judged.join(beside, on=["crime", "code"], how="left", validate="1:1")
    flagged = (pl.col("differs") | pl.col("_differs").fill_null(False)).any().over("crime")
    persons = pl.col("denominator").sum().over("crime")
    ordered = joined.with_columns(_persons=persons, _flagged=flagged).sort(
        "_persons", "crime", "code", descending=[True, False, False]
    )
    listed = ordered.filter((pl.col("_persons").rank("dense", descending=True) <= MOST) | pl.col("_flagged"))
    read = pl.when(~pl.col("hidden"), pl.col("differs") | pl.col("_differs").fill_null(False)).then(
        pl.lit(words["read"])
    )
    frame = listed.with_columns(read=read.otherwise(pl.when(~pl.col("hidden")).then(pl.lit(""))))
    own = [
        *columns(words, crime="crime", code="code", n="denominator"),
        *columns(words, 1, value="value", expected="expected"),
        *columns(words, sentence="span", recommendation="_span", standing="read"),
    ]
    return _table(frame, own, words["title"], words["note"], records, name)


@passing_absence
@remade
def spread_said(spread: pl.DataFrame, records: Records) -> Sentence:
    """Whether terms or recommendations lie farther from like cases than a year before."""
    words, names = phrases("likeness", records), phrases("likeness_words", records)
    moved = spread.filter("differs", ~is_hidden(spread)).to_dicts()
    if not moved:
        return Sentence(words["spread_steady"])
    parts = [
        words["spread_part"].format(
            crime=row["crime"],
            what=names[f"spread_{row['what']}"],
            way=words["grew" if row["change"] > 0 else "shrank"],
            **{name: number(row[name], 1) for name in ("before", "value")},
        )
        for row in moved
    ]
    return Sentence(words["spread_moved"].format(parts=_stop(records).join(parts)))


@passing_absence
@remade
def spread_table(spread: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """How many months terms and recommendations lie from like cases on average, this year and last, by crime."""
    words = phrases("likeness_words", records)
    hidden = spread.with_columns(hidden=is_hidden(spread)).with_columns(_interval(spread, "change", records))
    judged, other = (hidden.filter(what=what) for what in likeness.WHAT)
    beside = other.select("crime", _value="value", _before="before", _span="span")
    frame = judged.join(beside, on="crime", how="left", validate="1:1").sort(
        "denominator", "crime", descending=[True, False]
    )
    sides = ((words["spread_sentence"], ""), (words["spread_recommendation"], "_"))
    own = columns(words, crime="crime", n="denominator")
    for side, mark in sides:
        own += [Column(header=f"{side} {words['before']}", value=f"{mark}before", digits=1)]
        own += [Column(header=f"{side} {words['now']}", value=f"{mark}value", digits=1)]
        own += [Column(header=f"{side} {words['change']}", value=f"{mark}span")]
    return _table(frame, own, words["spread_title"], words["spread_note"], records, name)


def _table(frame: pl.DataFrame, own: list[Column], finding: str, note: str, records: Records, name: str) -> Exhibit:
    words, quarters = phrases("likeness_words", records), likeness.looked_at(records)
    n = number(int(frame.filter(~pl.col("hidden"))["denominator"].sum()))
    population = words["population"].format(first=quarters[0].name, last=quarters[-1].name, n=n)
    return tabled(frame, own, records, name=name, finding=finding, population=population, note=note, hidden="hidden")


def _part(row: dict[str, Any], other: dict[str, Any] | None, words: dict[str, str], kind: str = "part") -> str:
    """One unit and crime: the difference of its sentences (or recommendations), and beside it that of the recommendations."""
    beside = "" if other is None else words["beside"].format(**_way(other, words))
    n = {"n": number(row["denominator"]), "code": row["code"], "crime": row["crime"]}
    means = {name: number(row[name], 1) for name in ("value", "expected")}
    ends = sorted(abs(row[f"difference_{end}"]) for end in ("low", "high"))
    limits = dict(zip(("low", "high"), (number(end, 1) for end in ends), strict=True))
    return words[kind].format(**n, **means, **limits, **_way(row, words), beside=beside)


def _way(row: dict[str, Any], words: dict[str, str]) -> dict[str, str]:
    difference = row["difference"]
    return {"way": words["more" if difference > 0 else "less"], "difference": number(abs(difference), 1)}


def _interval(frame: pl.DataFrame, name: str, records: Records) -> pl.Series:
    """`+2.9（+1.9—+3.9）`; blank where hidden or unknown."""
    rows = frame.select(name, f"{name}_low", f"{name}_high").rows()
    written = [[number(one, 1, signed=True) for one in row] for row in rows]
    language = records.settings.language
    texts = [
        None if row[0] is None else value + (bracketed(f"{low}—{high}", language) if row[1] is not None else "")
        for row, (value, low, high) in zip(rows, written, strict=True)
    ]
    return pl.Series("span", texts, pl.String)


def _stop(records: Records) -> str:
    return phrases("reference", records)["stop"]


def _gap(records: Records) -> str:
    return " " * (records.settings.language == "en")
