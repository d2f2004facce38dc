"""Own causes: the office's causes.csv, a cause a row, read and checked before anything is counted."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

import polars as pl

from casekit import codebook
from casekit.ground.errors import Words, fault, listed

FILE, THEMES = "causes.csv", "themes.json"
FACETS = ("relation", "trigger", "place_kind", "method")
VOCABULARIES = {"crimes": "crime", **dict(zip(FACETS, FACETS, strict=True))}
CONDITIONS = ("crimes", *FACETS, "words", "unless")
COLUMNS = ("cause", "label_en", "confirmed", "theme", *CONDITIONS, "valid_from", "valid_to", "basis")
NAMED = 0.3
"""Stability from which a theme may have a name (statistics.themes.NAMED, which this folder may not import)."""


def files(office: Path) -> dict[str, str]:
    """The office's own rows and the themes it keeps, as text by file name; a fault for the first row that cannot be used."""
    kept = {name: _text(office / name) for name in (FILE, THEMES) if (office / name).is_file()}
    rows(kept)
    return kept


def rows(kept: dict[str, str]) -> pl.DataFrame:
    """The office's rows in use (valid_to blank), every column of `COLUMNS` as text, words of a vocabulary as codes.

    `crimes` and the facets hold several parted by |, of which one must fit; all that is filled in a row must fit.
    """
    given = _frame(kept.get(FILE, ""))
    numbers = [number for number, _ in _lines(kept.get(FILE, ""))][1:]
    read = given.with_columns(line=pl.Series(numbers[: given.height], dtype=pl.Int64).cast(pl.String))
    for row in read.iter_rows(named=True):
        _check(row, kept)
    coded = [_coded(pl.col(name), codebook.words(words)).alias(name) for name, words in VOCABULARIES.items()]
    return read.with_columns(coded).filter(pl.col("valid_to").is_null())


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise fault("causes_unreadable") from None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are no comment, numbered as an editor does."""
    every = enumerate(text.splitlines(), 1)
    return ((number, line) for number, line in every if line.strip(" ,\t") and not line.startswith(("#", '"#')))


def _frame(text: str) -> pl.DataFrame:
    """The rows as text, blanks null; a fault for a column that is not known."""
    empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    try:
        read = pl.read_csv(StringIO("\n".join(line for _, line in _lines(text))), infer_schema=False)
    except pl.exceptions.NoDataError:
        return empty
    except pl.exceptions.PolarsError:
        raise fault("causes_unreadable") from None
    for column in read.columns:
        if column not in COLUMNS:
            raise fault("causes_column", came=column, known=listed(COLUMNS))
    clean = read.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    return pl.concat([empty, clean], how="diagonal")


def _check(row: dict[str, str | None], kept: dict[str, str]) -> None:
    """A fault for a row without a cause or a condition, a word no vocabulary has, a pattern or a theme that cannot be used."""
    line = row["line"]
    if not row["cause"] or not any(row[name] for name in ("confirmed", "theme", *CONDITIONS)):
        raise fault("causes_blank", line=line)
    for column, vocabulary in VOCABULARIES.items():
        known = codebook.words(vocabulary)
        for word in filter(None, (row[column] or "").split("|")):
            if codebook.normal(word) not in known:
                near = get_close_matches(word, list(known), 1, 0)[0]
                raise fault("causes_word", line=line, column=column, came=word, near=near)
    for column in ("words", "unless"):
        if row[column] and not _is_pattern(row[column] or ""):
            raise fault("causes_pattern", line=line, column=column, came=row[column])
    if row["theme"] and (why := _unnamed(row["theme"], kept.get(THEMES))):
        raise fault("causes_theme", line=line, came=row["theme"], why=why)


def _is_pattern(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


def _unnamed(number: str, themes: str | None) -> Words | None:
    """Why a theme cannot have a name; None where it can."""
    if themes is None:
        return Words("尚未保留主题", "no themes are kept yet")
    stability: list[float] = json.loads(themes)["stability"]
    if not number.isdigit() or not 1 <= int(number) <= len(stability):
        return Words(f"保留的主题为1至{len(stability)}", f"the themes kept are 1 to {len(stability)}")
    low = stability[int(number) - 1] < NAMED
    return Words("该主题稳定性低于0.3", "its stability is under .3") if low else None


def _coded(words: pl.Expr, known: dict[str, str]) -> pl.Expr:
    return words.str.split("|").list.eval(pl.element().str.strip_chars().replace(known)).list.join("|")
