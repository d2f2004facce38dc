"""Totals: rows that are no records (合计, 小计, a section's title, a repeated header), set aside and checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

A_CASE = re.compile(
    r"[受诉捕][\[〔（(［【]\s*\d{4}|刑初|^\d{17}$"
)  # a row with a case number is a case, whatever else it says
Kind = Literal["total", "subtotal", "section", "header"]
Span = tuple[int, int]

LABEL_COLUMNS = 6
UNIT = r"(?:件次|人次|件|人|所|个|条|户|家|名|起|案|项|宗|次|份|例|户次)"
FORMS: tuple[tuple[Kind, str], ...] = (
    ("total", rf"(?:本表|全部|全院|全市|全省|以上|累计)?(?:合计|总计|共计|总数)[:：]?(?P<stated>[\d,.]+)?{UNIT}?"),
    ("subtotal", rf".{{0,20}}?(?:小计|合计)[:：]?(?P<stated>[\d,.]+)?{UNIT}?"),
    ("section", rf".+[(（]共?(?P<stated>\d+){UNIT}[)）]"),
)
NUMBER = re.compile(r"[-−]?[\d,，]+(?:\.\d+)?")
MOSTLY = 0.9
SCHEMA = {
    "row": pl.UInt32,
    "kind": pl.String,
    "text": pl.String,
    "column": pl.String,
    "stated": pl.Float64,
    "summed": pl.Float64,
    "agrees": pl.Boolean,
}


@dataclass(frozen=True)
class Aside:
    """A row set aside: its number, what it is, its label, and the count its label names, if any."""

    row: int
    kind: Kind
    text: str
    stated: str | None = None


def set_aside(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records, and the rows that are none: row, kind, text, column, stated, summed, agrees.

    A row set aside has a line for each number it states; one that states none has one line with blanks. A total must
    equal the sum of its column (a column of text: the number of filled cells) over the rows it totals: all of them,
    or those since the last such row, or those until the next. A section's title must equal the number of its rows.
    """
    found = list(asides(frame))
    if not found:
        return frame, pl.DataFrame(schema=SCHEMA)
    rows = pl.Series([aside.row for aside in found], dtype=pl.UInt32)
    records = frame.filter(~pl.col("row").is_in(rows.implode()))
    return records, pl.DataFrame(list(checks(frame, records, found)), schema=SCHEMA, orient="row")


def asides(frame: pl.DataFrame) -> Iterator[Aside]:
    """The rows that are no records, from the first text in each; the few possible ones are looked at one by one."""
    columns = [name for name in frame.columns if name != "row"]
    if not columns or frame.is_empty():
        return
    label = frame.select(pl.coalesce(columns[:LABEL_COLUMNS])).to_series().str.strip_chars()
    likely = label.str.contains("计", literal=True) | label.str.ends_with("）") | label.str.ends_with(")")
    single = frame.select(
        pl.all_horizontal(pl.col(columns[1:]).is_null()) if columns[1:] else pl.lit(False)
    ).to_series()
    likely = (label.str.contains("计", literal=True) | (likely & single) | (label == columns[0])).fill_null(False)
    for cells in frame.filter(likely).iter_rows(named=True):
        if aside := aside_of(cells, columns):
            yield aside


def aside_of(cells: dict[str, str | None], columns: list[str]) -> Aside | None:
    """What a row is when it is no record: its first text reads as a total, or it repeats the header."""
    row, texts = int(cells["row"] or 0), [(cells[name] or "").strip() for name in columns]
    first = next(filter(None, texts), "")
    if sum(text == name for text, name in zip(texts, columns, strict=True)) > len(columns) / 2 > 0.5:
        return Aside(row, "header", first)
    if any(map(A_CASE.search, texts)):
        return None
    for kind, form in FORMS:
        if (match := re.fullmatch(form, re.sub(r"\s", "", first))) and (kind != "section" or not any(texts[1:])):
            return Aside(row, kind, first, match["stated"])
    return None


def checks(frame: pl.DataFrame, records: pl.DataFrame, found: list[Aside]) -> Iterator[tuple[object, ...]]:
    """A line for each number a row set aside states, beside what its rows add up to."""
    sums, places = Sums(records), places_of(records, found)
    cells = {row["row"]: row for row in frame.filter(pl.col("row").is_in([a.row for a in found])).iter_rows(named=True)}
    for number, aside in enumerate(found):
        spans = spans_of(aside.kind, places, number, records.height)
        stated = list(stated_numbers(aside, cells[aside.row]))
        for column, text in stated:
            yield (
                aside.row,
                aside.kind,
                aside.text,
                column,
                *compared(text, [sums.over(column, span) for span in spans]),
            )
        if not stated:
            yield (aside.row, aside.kind, aside.text, None, None, None, None)


def places_of(records: pl.DataFrame, found: list[Aside]) -> list[int]:
    """How many records stand above each row set aside."""
    return records["row"].search_sorted(pl.Series([aside.row for aside in found], dtype=pl.UInt32)).to_list()


def stated_numbers(aside: Aside, cells: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    """Column and number for each number a row states; the count in its label has the column ''."""
    if aside.kind == "header":
        return
    if aside.stated:
        yield "", aside.stated
    for column, text in cells.items():
        plain = str(text or "").strip().replace("−", "-").rstrip("件人元")
        if column != "row" and plain != aside.text and NUMBER.fullmatch(plain):
            yield column, plain


def spans_of(kind: Kind, places: list[int], number: int, height: int) -> list[Span]:
    """The records a row may total, the likeliest first."""
    since = (places[number - 1] if number else 0, places[number])
    until = (places[number], places[number + 1] if number + 1 < len(places) else height)
    match kind:
        case "section":
            return [until]
        case "subtotal":
            return [since, until]
        case _:
            return [(0, height), since, until]


def compared(stated: str, sums: list[float]) -> tuple[float, float, bool]:
    """The number stated, the first sum that equals it (else the first) and whether it does, to the digits stated."""
    number = float(stated.replace(",", "").replace("，", ""))
    within = 0.5 * 10 ** -len(stated.partition(".")[2]) if "." in stated else 1e-6
    summed = next((total for total in sums if abs(total - number) <= within * 1.0001), sums[0])
    return number, round(summed, 6), abs(summed - number) <= within * 1.0001


@dataclass
class Sums:
    """Running sums of the records' columns, each made when first asked for."""

    records: pl.DataFrame
    running: dict[str, list[float]] = field(default_factory=dict)

    def over(self, column: str, span: Span) -> float:
        """The sum of a column over a span of records: of text its filled cells, of the column '' the records."""
        if not column:
            return span[1] - span[0]
        if column not in self.running:
            self.running[column] = self.run(column)
        running = self.running[column]
        return running[span[1]] - running[span[0]]

    def run(self, column: str) -> list[float]:
        """Zero and then the sum down to each record."""
        texts = self.records[column].str.strip_chars()
        numbers = texts.str.replace_all("[,，]", "").cast(pl.Float64, strict=False)
        is_text = numbers.count() < MOSTLY * texts.count()
        values = (texts.fill_null("") != "").cast(pl.Float64) if is_text else numbers.fill_null(0.0)
        return [0.0, *values.cum_sum().to_list()]
