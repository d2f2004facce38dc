"""Sheets: the tables as offices export them - titles, header synonyms, ways of writing dates and words - still without faults."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from casekit import codebook
from casekit.sample.streams import Streams
from casekit.sample.tables import Tables
from casekit.sample.wording import UNITS
from casekit.sample.world import toml

NUMBER = "序号"
OTHER_FORMS = 0.02
UNTIDY = 0.006
DATE_FORMS = ("slash", "iso", "chinese", "compact", "dots", "spelt", "serial", "wide")
EXTRA = {
    "案件星级": ("二星", "三星", "四星"),
    "督导批次": ("第一批", "第二批"),
    "户籍地址": ("幸福路一段", "新村二组", "河东片区"),
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: `frame` has the texts under the headers as written; `fields` is header -> field ('' where none).

    `numbers` are the rows' own numbers, `kinds` is field -> kind. `asides` are lines that are no records: (after which row, cells). `layout` is layout.toml's.
    """

    name: str
    title: str
    note: str | None
    frame: pl.DataFrame
    numbers: pl.Series
    fields: dict[str, str]
    kinds: dict[str, str]
    layout: dict[str, Any]
    asides: tuple[tuple[int, tuple[str | None, ...]], ...] = field(default=())

    def header(self, name: str) -> str:
        """The header that a field has in this sheet."""
        return next(header for header, own in self.fields.items() if own == name)


@dataclass(frozen=True)
class File:
    """One file: its name, its sheets, and for a text file its encoding and delimiter."""

    name: str
    sheets: tuple[Sheet, ...]
    layout: dict[str, Any]


def files(tables: Tables, streams: Streams) -> list[File]:
    """Every file of the sample, in the order of layout.toml."""
    return [_file(layout, tables, streams) for layout in toml("layout")["file"]]


def _file(layout: dict[str, Any], tables: Tables, streams: Streams) -> File:
    sheets = tuple(_sheet(layout | sheet, tables, streams) for sheet in layout["sheet"])
    return File(layout["name"], sheets, layout)


def _sheet(layout: dict[str, Any], tables: Tables, streams: Streams) -> Sheet:
    """The rows that belong to a sheet, written its way."""
    rows = _rows(tables.of(layout["table"]), layout)
    pairs = [column.partition("=")[::2] for column in layout["columns"]]
    kinds = _kinds(layout["table"])
    written = {
        header: _written(rows, own, header, kinds, layout, streams, f"sheet/{layout['title']}/{header}")
        for own, header in pairs
        if header != NUMBER
    }
    numbered = (
        {NUMBER: pl.int_range(1, rows.height + 1, eager=True).cast(pl.String)}
        if any(header == NUMBER for _, header in pairs)
        else {}
    )
    frame = pl.DataFrame(numbered | written)
    fields = {header: own for own, header in pairs}
    return Sheet(
        layout.get("name", ""), layout["title"], layout.get("note"), frame, rows["row_no"], fields, kinds, layout
    )


def _rows(table: pl.DataFrame, layout: dict[str, Any]) -> pl.DataFrame:
    """The rows of a file's years and a sheet's office."""
    within = table.filter(pl.col("received_on").is_between(layout["from"], layout["to"])) if "from" in layout else table
    return within.filter(pl.col("unit_code") == layout["unit_code"]) if "unit_code" in layout else within


@cache
def _kinds(table: str) -> dict[str, str]:
    """Field -> kind, as the codebook has it."""
    families = dict(codebook.tables().select("table", "family").iter_rows())
    related = [name for name, family in families.items() if family == families[table]]
    own = codebook.fields().filter(pl.col("table").is_in([*related, "*"]))
    return dict(own.select("field", "kind").iter_rows())


def _written(
    rows: pl.DataFrame,
    name: str,
    header: str,
    kinds: dict[str, str],
    layout: dict[str, Any],
    streams: Streams,
    stream: str,
) -> pl.Series:
    """One column as text."""
    if not name:
        return _filler(header, rows.height, streams.of_rows(stream, rows["row_no"]))
    kind, values = kinds[name], rows[name]
    if kind == "date":
        return _dates(values, layout["dates"], streams.of_rows(stream, rows["row_no"]))
    if kind == "flag":
        yes, no = layout.get("flags", ("是", "否"))
        return (
            values.to_frame("value")
            .select(pl.when("value").then(pl.lit(yes)).when(~pl.col("value")).then(pl.lit(no)))
            .to_series()
        )
    texts = values.cast(pl.String)
    if kind == "crime":
        return texts if layout["crimes"] == "full" else texts.str.strip_suffix("罪")
    if kind in ("key", "case_number"):
        return _bracketed(texts, layout["brackets"], name)
    return _untidy(_in_words(texts, layout["words"]), kind, streams.of_rows(stream, rows["row_no"]))


def _filler(header: str, size: int, draws: Any) -> pl.Series:
    """A column nobody knows, filled for a few rows."""
    words = EXTRA[header]
    place = (pl.Series(draws) * 6 * len(words)).floor().cast(pl.Int64)
    return place.replace_strict(dict(enumerate(words)), default=None, return_dtype=pl.String)


def _bracketed(texts: pl.Series, brackets: str, name: str) -> pl.Series:
    if name != "department_number":
        return texts
    return texts.str.replace("〔", brackets[0], literal=True).str.replace("〕", brackets[1], literal=True)


def _in_words(texts: pl.Series, words: str) -> pl.Series:
    """The words this export uses instead of the official ones."""
    return texts.replace(toml("layout")["words"][words])


def _untidy(texts: pl.Series, kind: str, draws: Any) -> pl.Series:
    """A stray space before or behind a few words."""
    if kind != "word":
        return texts
    frame = pl.DataFrame({"text": texts, "draw": draws})
    before, behind = pl.concat_str(pl.lit(" "), "text"), pl.concat_str("text", pl.lit("　"))
    draw = pl.col("draw")
    return frame.select(
        pl.when(draw < UNTIDY / 2).then(before).when(draw < UNTIDY).then(behind).otherwise("text")
    ).to_series()


def _dates(values: pl.Series, form: str, draws: Any) -> pl.Series:
    """Dates in the sheet's own form, a few in others."""
    frame = pl.DataFrame({"date": values, "draw": draws})
    place = (pl.col("draw") / OTHER_FORMS * len(DATE_FORMS)).floor()
    text = _dated("iso" if form == "excel" else form)
    for number, other in enumerate(DATE_FORMS):
        text = pl.when((pl.col("draw") < OTHER_FORMS) & (place == number)).then(_dated(other)).otherwise(text)
    return frame.select(text).to_series()


def _dated(form: str) -> pl.Expr:
    """One way of writing a date."""
    date = pl.col("date")
    match form:
        case "spelt":
            return _spelt(date)
        case "serial":
            return (date - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
        case "wide":
            return date.dt.to_string("%Y年%-m月%-d日").str.replace_many(
                list("0123456789"), list("０１２３４５６７８９")
            )
    return date.dt.to_string(STRFTIME[form])


STRFTIME = {
    "slash": "%Y/%-m/%-d",
    "iso": "%Y-%m-%d",
    "time": "%Y-%m-%d 00:00:00",
    "chinese": "%Y年%-m月%-d日",
    "compact": "%Y%m%d",
    "dots": "%Y.%-m.%-d",
}


def _spelt(date: pl.Expr) -> pl.Expr:
    """二〇二四年五月三日."""
    year = date.dt.to_string("%Y").str.replace_many(list("0123456789"), list("〇" + UNITS[1:]))
    names = {number: _tens(number) for number in range(1, 32)}
    month, day = (
        part.replace_strict(names, default=None, return_dtype=pl.String) for part in (date.dt.month(), date.dt.day())
    )
    return pl.format("{}年{}月{}日", year, month, day)


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else UNITS[tens] + "十") + (UNITS[ones] if ones else "")
