"""Texts: a csv, tsv or other delimited file as a grid of text, nothing dropped and nothing read as a number."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import polars as pl

from casekit.ground.errors import notice
from casekit.intake.decoding import beginning, decoded, first_text
from casekit.intake.grid import Grid
from casekit.intake.marks import without_marks

DELIMITERS = ",\t;|"
MARKUP = re.compile(r"\s*(?:<!doctype html|<html|<table|<head|<meta|<\?xml|mime-version:)", re.IGNORECASE)
WIDEST = 16384
BATCH = 50_000
LONGEST_RECORD = 20


def text_kind(head: bytes) -> str:
    """What a file is that is neither zip nor OLE: `text`, `markup` (a web page or XML saved as .xls), else `other`."""
    text = first_text(head)
    if text is None or head.startswith(b"%PDF-"):
        return "other"
    return "markup" if MARKUP.match(text) else "text"


def is_tabular(path: Path) -> bool:
    """Whether a .txt holds a table: most of its first lines split into the same number of fields."""
    lines = first_lines(path)
    fewest = max(1, len(lines) // 2)
    parted = sum(any(sign in line for sign in DELIMITERS) for line in lines)
    return parted > fewest and fields_in(lines, delimiter_of(lines))[0] > fewest


def read_text(path: Path, name: str) -> Grid:
    """The whole file as one grid: a longer line makes further columns, a shorter one ends in nulls."""
    lines = first_lines(path)
    delimiter = delimiter_of(lines)
    width = max((len(row) for row in csv.reader(lines, delimiter=delimiter)), default=1)
    data, told = decoded(path, name, header_line(width, delimiter))
    signs = [sign for sign in (b"#", b"+", b"=") if sign in data]
    cells, quotes = parsed(data, delimiter)
    del data
    if b"=" in signs:
        cells = cells.with_columns(pl.all().str.replace(r'^="(.*)"$', "${1}"))
    cells, marks = without_marks(cells) if signs else (cells, ())
    return Grid("", cells, marks=marks, notices=tuple(notice(key, file=name) for key in (*told, *quotes)))


def first_lines(path: Path, most: int = 100) -> list[str]:
    """The first lines that are not blank, as text; a line the sample cut in two is left out."""
    head = beginning(path)
    lines = (first_text(head) or "").splitlines()
    whole = lines if len(head) == path.stat().st_size or len(lines) < 2 else lines[:-1]
    return [line for line in whole if line.strip()][:most]


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that splits most lines into one same number of fields; a comma where none does."""
    return max(DELIMITERS, key=lambda delimiter: fields_in(lines, delimiter))


def fields_in(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the commonest number of fields above one, and that number."""
    counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    return max(((count, width) for width, count in counts.items()), default=(0, 0))


def header_line(width: int, delimiter: str) -> bytes:
    """A first line that fixes the number of columns, which the reader would otherwise take from a title row."""
    return delimiter.join(f"c{place}" for place in range(width)).encode() + b"\n"


def parsed(data: bytes, delimiter: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The records as columns and message keys: at once, else with room for the longest line, else field by field."""
    try:
        return fast(data, delimiter), ()
    except pl.exceptions.ComputeError:
        title, records = data.index(b"\n") + 1, memoryview(data)
    wide = header_line(longest(data, delimiter), delimiter)
    try:
        return fast(b"".join((wide, records[title:])), delimiter), ("lines_differ",)
    except pl.exceptions.ComputeError:
        return slow(str(records[title:], "utf-8"), delimiter)


def fast(data: bytes, delimiter: str) -> pl.DataFrame:
    """Every record a row, blank lines as rows of nulls; text that is not well formed raises."""
    return pl.read_csv(data, separator=delimiter, infer_schema=False)


def longest(data: bytes, delimiter: str) -> int:
    """The most fields any line could have; delimiters inside quotes are counted too."""
    mark = delimiter.encode()
    return min(WIDEST, max(line.count(mark) for line in io.BytesIO(data)) + 1)


def slow(text: str, delimiter: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Record by record, for stray quotes; a quote that never closes is read as itself, so that it swallows no line."""
    lines, unpaired = list(io.StringIO(text, newline=None)), list[int]()
    cells = pl.concat(batches(records(lines, delimiter, unpaired)), how="diagonal")
    return cells, ("quotes_unpaired",) if unpaired else ("lines_differ",)


def records(lines: list[str], delimiter: str, unpaired: list[int]) -> Iterator[list[str]]:
    """The fields of each record; places of lines whose quotes do not pair up are added to `unpaired`."""
    start = 0
    while start < len(lines):
        taken = next((n for n in range(1, LONGEST_RECORD + 1) if is_record(lines[start : start + n], delimiter)), 0)
        if not taken:
            unpaired.append(start)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if taken else csv.QUOTE_NONE
        yield next(csv.reader(lines[start : start + (taken or 1)], delimiter=delimiter, quoting=quoting), [])
        start += taken or 1


def is_record(lines: list[str], delimiter: str) -> bool:
    """Whether lines make one record: quotes pair up, and over several lines each one opens or closes a field."""
    if sum(line.count('"') for line in lines) % 2:
        return False
    try:
        return len(lines) == 1 or len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def batches(records: Iterator[list[str]]) -> Iterator[pl.DataFrame]:
    """The records as frames of some thousand rows, empty fields null, each as wide as its longest record."""
    while batch := list(islice(records, BATCH)):
        width = max(1, *(len(record) for record in batch))
        columns = {f"c{place}": [at(record, place) for record in batch] for place in range(width)}
        yield pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def at(record: list[str], place: int) -> str | None:
    """The field at a place, null where it is empty or missing."""
    return record[place] or None if place < len(record) else None
