"""Explaining: the signs whose change needs explaining, as a table and in words, with what to look for first."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import bracketed, number
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.statistics.change import LEVEL
from casekit.subjects.sentencing import signs

Row = dict[str, Any]


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Every sign before and now, how it changed among like persons, and whether that needs explaining; `measured` is that of
    `subjects.sentencing.signs.moved`."""
    words = phrases("signs_words", records)
    own = columns(words, sign="sign", before="before", now="now", change="change", advice="advice")
    told = [_told(row, words, records.settings.language) for row in _rows(measured)]
    kinds: Any = dict.fromkeys((column.value for column in own), pl.String) | {"hidden": pl.Boolean}
    population, note = words["population"].format(**_places(measured, records)), words["note"]
    said = {"finding": words["title"], "population": population, "note": note.format(chance=number(LEVEL, 2))}
    return tabled(pl.DataFrame(told, kinds), own, records, name=name, hidden="hidden", **said)


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which changes need explaining, with the ordinary circumstances to look for first, and which signs the data cannot give."""
    language, rows = records.settings.language, [row for row in _rows(measured) if row["tested"]]
    words = phrases("signs", records)
    moved = [_part(row, words, language) for row in rows if row["moved"]]
    places = {"tested": len({row["indicator"] for row in rows}), "m": len(moved), "parts": words["stop"].join(moved)}
    text = words["found" if moved else "none"].format(**_places(measured, records), **places)
    late = "" if measured["period"][0] == records.period.name else words["late"]
    return Sentence(late.format(asked=records.period.say(language)) + text + _left_out(records, words))


@passing_absence
def counted(measured: pl.DataFrame, records: Records) -> Sentence:
    """What each sign counts, one line each."""
    language = records.settings.language
    blocks, colon, stop = codebook.toml("signs")["sign"], *{"zh": ("：", "。"), "en": (": ", ".")}[language]
    shown = [blocks[code] for code in measured["indicator"].unique(maintain_order=True)]
    texts = [(block[language], block[f"counted_{language}"].format(**signs.settings())) for block in shown]
    return Sentence("\n".join(f"- **{label}**{colon}{text}{stop}" for label, text in texts))


def _rows(measured: pl.DataFrame) -> list[Row]:
    """One row a sign and part: its newest figures, with those before under `before`."""
    keyed = measured.with_columns(hidden=is_hidden(measured)).to_dicts()
    newest = keyed[0]["period"]
    earlier = {(row["indicator"], row["part"]): row for row in keyed if row["period"] != newest}
    return [row | {"before": earlier[row["indicator"], row["part"]]} for row in keyed if row["period"] == newest]


def _told(row: Row, words: dict[str, str], language: Language) -> Row:
    """The cells of one sign."""
    hidden = row["hidden"] or row["before"]["hidden"]  # the change would tell the one from the other
    context = codebook.toml("signs")["sign"][row["indicator"]].get("context")
    told = "moved" if row["moved"] else "usual" if row["tested"] else "context" if context else "untested"
    return {
        "sign": _label(row, language),
        "before": _level(row["before"], words, language, counts=True),
        "now": _level(row, words, language, counts=True),
        "change": _size(row, words, signed=True) if row["tested"] and not hidden else None,
        "advice": words[told],
        "hidden": hidden,
    }


def _label(row: Row, language: Language) -> str:
    """The sign in words, with the crime, or the code of the unit, that it is of."""
    block, part = codebook.toml("signs")["sign"][row["indicator"]], row["part"]
    if part and block["by"] == "unit":
        part = codebook.toml("sentences")["signs_words"][language]["code"].format(part)
    return str(block[language]) + bracketed(part, language) * bool(part)


def _level(row: Row, words: dict[str, str], language: Language, counts: bool = False) -> str | None:
    """The value of one side as it is written, with its counts where they are asked for."""
    kind, value = codebook.toml("signs")["sign"][row["indicator"]]["kind"], row["value"]
    if value is None:
        return None
    way = words["graver"] if round(value, 1) > 0 else words["lighter"] if round(value, 1) < 0 else words["months"]
    texts = {
        "share": words["percent"].format(number(value, 1, percent=True)),
        "months": words["months"].format(number(value, 1)),
        "shift": way.format(number(abs(value), 1)),
    }
    of = f"{number(row['numerator'])}/{number(row['denominator'])}"
    if kind != "share":
        of = words["persons"].format(number(row["denominator"]))
    return texts[kind] + bracketed(of, language) * counts


def _size(row: Row, words: dict[str, str], signed: bool) -> str | None:
    """The change among like persons, in points or months."""
    if (change := row["change"]) is None:
        return None
    percent = codebook.toml("signs")["sign"][row["indicator"]]["kind"] == "share"
    size = number(change if signed else abs(change), 1, percent=percent, signed=signed)
    return words["points" if percent else "months"].format(size)


def _part(row: Row, words: dict[str, str], language: Language) -> str:
    """One sign that moved: its values, the change among like persons, what to look for first."""
    if row["hidden"] or row["before"]["hidden"]:
        return words["hidden"].format(sign=_label(row, language))
    block, table_words = codebook.toml("signs")["sign"][row["indicator"]], codebook.toml("sentences")["signs_words"]
    up = row["change"] > 0
    way = ("graver", "lighter") if block["kind"] == "shift" else ("more", "less")
    places = {
        side: _level(of, table_words[language], language) for side, of in (("now", row), ("before", row["before"]))
    }
    change = words[way[not up]].format(_size(row, table_words[language], signed=False))
    why = block[f"{'rose' if up else 'fell'}_{language}"]
    return words["part"].format(sign=_label(row, language), change=change, why=why, **places)


def _places(measured: pl.DataFrame, records: Records) -> dict[str, str]:
    """The quarters compared, in words."""
    newest, before = measured["period"].unique(maintain_order=True)
    first, last = before.split("—")
    spans = {"newest": newest, "first": first, "last": last}
    told = {key: quarter.parse(span).say(records.settings.language) for key, span in spans.items()}
    return told | {"k": str(len(signs.quarters(records)) - 1)}


def _left_out(records: Records, words: dict[str, str]) -> str:
    """The signs that the data has no columns for."""
    known, language = signs.blocks(records), records.settings.language
    left = [sign[language] for code, sign in codebook.toml("signs")["sign"].items() if code not in known]
    return words["left_out"].format(signs=words["joint"].join(left)) if left else ""
