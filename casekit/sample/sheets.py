"""Sheets: the tables as offices export them - titles, header synonyms, ways of writing - still without faults."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from casekit import codebook
from casekit.sample import dates
from casekit.sample.streams import Numbers, Streams
from casekit.sample.tables import Tables
from casekit.sample.world import toml

NUMBER = "序号"
STRAY = 0.006
FILLED = 1 / 6
Line = tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: `frame` has the texts under the headers as written, `rows` each row's own number, whatever stands about it.

    `fields` is header -> field ('' where nobody knows it), `kinds` field -> kind, `asides` the lines that are no records
    (before which row, cells), `layout` what layout.toml says.
    """

    name: str
    frame: pl.DataFrame
    rows: pl.Series
    fields: dict[str, str]
    kinds: dict[str, str]
    layout: dict[str, Any]
    asides: tuple[tuple[int, Line], ...] = ()

    def header(self, field: str) -> str:
        """The header that a field has here."""
        return next(header for header, own in self.fields.items() if own == field)

    def has(self, field: str) -> bool:
        """Whether a field is among the columns."""
        return field in self.fields.values()


@dataclass(frozen=True)
class File:
    """One file: its name, its sheets, and what layout.toml says (a text file has an encoding)."""

    name: str
    sheets: tuple[Sheet, ...]
    layout: dict[str, Any]


def files(tables: Tables, streams: Streams) -> list[File]:
    """Every file that has rows, in the order of layout.toml."""
    made = [_file(layout, tables, streams) for layout in toml("layout")["file"]]
    return [file for file in made if file.sheets]


def _file(layout: dict[str, Any], tables: Tables, streams: Streams) -> File:
    shared = {key: value for key, value in layout.items() if key not in ("name", "sheet")}
    sheets = (_sheet(shared | sheet, tables, streams) for sheet in layout["sheet"])
    return File(layout["name"], tuple(sheet for sheet in sheets if sheet.frame.height), layout)


def _sheet(layout: dict[str, Any], tables: Tables, streams: Streams) -> Sheet:
    """The rows that belong to a sheet, written its way; every column has a stream of its own."""
    table = _within(tables.of(layout["table"]), layout)
    fields = {header: field for field, _, header in (column.partition("=") for column in layout["columns"])}
    kinds = _kinds(layout["table"])
    columns = {}
    for header, field in fields.items():
        draws = streams.of_rows(f"sheet/{layout['title']}/{header}", table["row_no"])
        columns[header] = _column(table, header, field, kinds, layout, draws)
    return Sheet(layout.get("name", ""), pl.DataFrame(columns), table["row_no"], fields, kinds, layout)


def _within(table: pl.DataFrame, layout: dict[str, Any]) -> pl.DataFrame:
    """The rows of a file's years and a sheet's office."""
    years = pl.col("received_on").is_between(layout["from"], layout["to"]) if "from" in layout else pl.lit(True)
    office = pl.col("unit_code") == layout["unit_code"] if "unit_code" in layout else pl.lit(True)
    return table.filter(years, office)


@cache
def _kinds(table: str) -> dict[str, str]:
    """Field -> kind of the tables that a sheet may feed together, as the codebook has it."""
    families = dict(codebook.tables().select("table", "family").iter_rows())
    related = [name for name, family in families.items() if family == families[table]]
    return dict(codebook.fields().filter(pl.col("table").is_in([*related, "*"])).select("field", "kind").iter_rows())


def _column(
    table: pl.DataFrame, header: str, field: str, kinds: dict[str, str], layout: dict[str, Any], draws: Numbers
) -> pl.Series:
    """One column as text."""
    if header == NUMBER:
        return pl.int_range(1, table.height + 1, eager=True).cast(pl.String)
    if not field:
        return _filler(toml("layout")["unknown"][header], draws)
    match kinds[field]:
        case "date":
            return dates.written(table[field], layout["dates"], draws, layout.get("others", dates.OTHERS))
        case "flag":
            yes, no = layout.get("flags", ("是", "否"))
            return table.select(pl.when(field).then(pl.lit(yes)).when(~pl.col(field)).then(pl.lit(no))).to_series()
        case "crime":
            return table[field] if layout["crimes"] == "full" else table[field].str.strip_suffix("罪")
        case "key":
            return _bracketed(table[field], layout["brackets"])
        case "word":
            return _with_stray_spaces(table[field].replace(toml("layout")["words"][layout["words"]]), draws)
    return table[field].cast(pl.String)


def _filler(words: list[str], draws: Numbers) -> pl.Series:
    """A column nobody knows, filled in few rows."""
    place = (pl.Series(draws) / FILLED * len(words)).floor().cast(pl.Int64)
    return place.replace_strict(dict(enumerate(words)), default=None, return_dtype=pl.String)


def _bracketed(numbers: pl.Series, brackets: str) -> pl.Series:
    """Department numbers with this export's brackets."""
    return numbers.str.replace("〔", brackets[0], literal=True).str.replace("〕", brackets[1], literal=True)


def _with_stray_spaces(texts: pl.Series, draws: Numbers) -> pl.Series:
    """A space before or behind a few words."""
    text, draw = pl.col("text"), pl.col("draw")
    stray = pl.when(draw < STRAY / 2).then(" " + text).when(draw < STRAY).then(text + "\u3000").otherwise(text)
    return pl.DataFrame({"text": texts, "draw": draws}).select(stray).to_series()
