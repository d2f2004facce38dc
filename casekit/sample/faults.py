"""Faults: what offices' files have wrong with them, planted on purpose and counted."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import polars as pl

from casekit.sample.sheets import File, Sheet
from casekit.sample.streams import Streams
from casekit.sample.wording import WIDE
from casekit.sample.world import toml

Place = tuple[str, str]
Sheets = dict[Place, Sheet]
Fault = dict[str, Any]

LONG = "很长的文字" * 1000
NUMBERS = ("unified_number", "department_number", "court_number")
GROWN = ("否", "无")
"""How sheets say that somebody is no minor: minors' rows carry no fault, as most are sealed."""


def planted(files: list[File], streams: Streams) -> tuple[list[File], list[Fault]]:
    """The files with their faults, and an entry a fault: name, file, sheet, count, and the code or reason it should get."""
    sheets: Sheets = {(file.name, sheet.name): sheet for file in files for sheet in file.sheets}
    used: dict[Place, set[int]] = {place: set() for place in sheets}
    told = []
    for kind, plant in PLANTERS.items():
        for number, fault in enumerate(toml("faults")[kind]):
            place, into = _place(fault, sheets), _place(fault | fault.get("into", {}), sheets)
            if place is None or into is None:
                continue
            rows = _rows(sheets[place], fault, used[place], streams, f"fault/{kind}/{number}")
            used[place].update(rows)
            sheets[into] = plant(sheets[place], sheets[into], fault, rows)
            told.append(_entry(fault, into, len(rows)))
    return [replace(file, sheets=tuple(sheets[file.name, sheet.name] for sheet in file.sheets)) for file in files], told


def counted(told: list[Fault]) -> dict[str, int]:
    """How many of each fault there are in all files."""
    total: Counter[str] = Counter()
    for entry in told:
        total[entry["name"]] += entry["count"]
    return dict(sorted(total.items()))


def _place(fault: Fault, sheets: Sheets) -> Place | None:
    """The sheet a fault is for: the one it names, else the file's first; none where the sample is too small to have it."""
    own = (place for place in sheets if place[0] == fault["file"] and fault.get("sheet", place[1]) == place[1])
    return next(own, None)


def _entry(fault: Fault, place: Place, count: int) -> Fault:
    said = {key: fault[key] for key in ("zh", "code", "reason") if key in fault}
    return {"name": fault["name"], "file": place[0], "sheet": place[1], "count": count} | said


def _rows(sheet: Sheet, fault: Fault, used: set[int], streams: Streams, stream: str) -> list[int]:
    """Rows for a fault in random order: filled and blank where it needs them so, none with a fault already."""
    asked = [~pl.int_range(pl.len()).is_in(sorted(used))]
    asked += [pl.col(sheet.header(field)).is_not_null() for field in fault.get("filled", [])]
    asked += [pl.col(sheet.header(field)).is_null() for field in fault.get("blank", [])]
    asked += [pl.col(sheet.header("is_minor")).is_in(GROWN)] if sheet.has("is_minor") else []
    usable = sheet.frame.select(pl.all_horizontal(asked)).to_series().to_list()
    return [row for row in streams.order(stream, sheet.rows).tolist() if usable[row]][: fault["count"]]


def _texts(sheet: Sheet, _: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """One of the fault's texts in each row, in turns."""
    texts = islice(cycle(fault["texts"]), len(rows))
    long = [LONG if text == "{long}" else text for text in texts]
    return _with(sheet, fault["column"], dict(zip(rows, long, strict=True)))


def _with(sheet: Sheet, field: str, texts: dict[int, str | None]) -> Sheet:
    """The sheet with texts put into rows of a column."""
    header = sheet.header(field)
    values = pl.Series(list(texts.values()), dtype=pl.String)
    return replace(sheet, frame=sheet.frame.with_columns(sheet.frame[header].scatter(list(texts), values)))


def _swapped(sheet: Sheet, _: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """Two dates exchanged, so that the later stands first."""
    first, second = (sheet.header(field) for field in fault["filled"])
    row = pl.int_range(pl.len()).is_in(rows)
    return replace(
        sheet,
        frame=sheet.frame.with_columns(
            pl.when(row).then(second).otherwise(first).alias(first),
            pl.when(row).then(first).otherwise(second).alias(second),
        ),
    )


def _rewritten(sheet: Sheet, _: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """The department number in full-width digits, or with spaces about it: the same number, untidily."""
    own = sheet.frame[sheet.header("department_number")]
    ways: dict[str, Callable[[str], str]] = {"wide": lambda text: text.translate(WIDE), "spaced": "  {}\u3000".format}
    return _with(sheet, "department_number", {row: ways[fault["way"]](own[row]) for row in rows})


def _keyless(sheet: Sheet, _: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """Rows without any number; `text` (a number Excel has cut) stands in the first column of numbers instead."""
    columns = [field for field in NUMBERS if sheet.has(field)]
    for field in columns:
        sheet = _with(sheet, field, dict.fromkeys(rows))
    return _with(sheet, columns[0], dict.fromkeys(rows, fault["text"])) if "text" in fault else sheet


def _twice(sheet: Sheet, into: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """Rows once more at the end of the sheet, or of another with the same headers; with a cell changed where said so."""
    copies = sheet.frame[rows].select(into.frame.columns)
    if "texts" in fault:
        texts = list(islice(cycle(fault["texts"]), len(rows)))
        copies = copies.with_columns(pl.Series(into.header(fault["column"]), texts, dtype=pl.String))
    return replace(into, frame=pl.concat([into.frame, copies]))


def _header_again(sheet: Sheet, _: Sheet, fault: Fault, rows: list[int]) -> Sheet:
    """The header once more in the middle, where a page was pasted."""
    again = tuple((row, tuple(sheet.frame.columns)) for row in rows)
    return replace(sheet, asides=(*sheet.asides, *again))


PLANTERS = {
    "cell": _texts, "swap": _swapped, "rewrite": _rewritten, "keyless": _keyless, "twice": _twice,
    "header_again": _header_again,
}  # fmt: skip
