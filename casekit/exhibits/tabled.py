"""Tabled: what every table of an office shares - its language, its source, and headers worded in the codebook."""

from collections.abc import Sequence

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.records.records import Records


def phrases(key: str, records: Records) -> dict[str, str]:
    """The phrases of one part of sentences.toml in the office's language, by name; their places are still open."""
    found, language = codebook.toml("sentences")[key], records.settings.language
    own: dict[str, str] = found.get(language) or {name: both[language] for name, both in found.items()}
    return own


def columns(words: dict[str, str], digits: int = 0, /, **values: str) -> list[Column]:
    """A column for each name, under the phrase of that name, with the values of a column of the frame."""
    return [Column(header=words[name], value=value, digits=digits) for name, value in values.items()]


def shares(words: dict[str, str], /, **values: str) -> list[Column]:
    """The same for shares of one, which are written in percent with one digit."""
    return [Column(header=words[name], value=value, digits=1, percent=True) for name, value in values.items()]


def limits() -> pl.Expr:
    """Both limits of a share as one text, in percent."""
    return pl.format("{}—{}", *(pl.col(end).mul(100).round(1).cast(pl.String) for end in ("low", "high")))


def tabled(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    records: Records,
    *,
    name: str,
    finding: str,
    measure: str = "",
    population: str = "",
    note: str = "",
    hidden: str | None = None,
) -> Exhibit:
    """A three-line table in the office's language, under its source; rows marked in the column `hidden` are protected."""
    around = {"source": records.source, "language": records.settings.language, "hidden": hidden, "note": note}
    said = {"name": name, "finding": finding, "measure": measure, "population": population}
    return charts.table(frame, columns=columns, **said, **around)
