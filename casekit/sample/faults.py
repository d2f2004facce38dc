"""Faults: what offices' files have wrong with them, planted on purpose and counted."""

from collections import Counter
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import polars as pl

from casekit.sample.sheets import NUMBER, File, Sheet
from casekit.sample.streams import Streams
from casekit.sample.world import toml

LONG = 5000
WRONG_TOTAL = 5


def planted(files: list[File], streams: Streams) -> tuple[list[File], list[dict[str, Any]]]:
    """The files with their faults, and one entry a fault: name, file, sheet, count, and the code or reason it should get."""
    sheets = {(file.name, sheet.name): sheet for file in files for sheet in file.sheets}
    used: dict[tuple[str, str], set[int]] = {place: set() for place in sheets}
    told: list[dict[str, Any]] = []
    for kind, plant in PLANTERS.items():
        for number, fault in enumerate(toml("faults")[kind]):
            place = _place(fault, sheets)
            rows = _rows(sheets[place], fault, used[place], streams, f"fault/{kind}/{number}")
            used[place] |= set(rows)
            sheets |= plant(sheets, place, fault, rows)
            told.append(_entry(fault, _into(fault, place), len(rows)))
    ended = {place: _ended(sheet) for place, sheet in sheets.items()}
    told += [line for place, sheet in ended.items() for line in _endings(place, sheet)]
    return [replace(file, sheets=tuple(ended[file.name, sheet.name] for sheet in file.sheets)) for file in files], told


def counts(told: list[dict[str, Any]]) -> dict[str, int]:
    """How many of each fault there are in all files."""
    total: Counter[str] = Counter()
    for entry in told:
        total[entry["name"]] += entry["count"]
    return dict(sorted(total.items()))


def _place(fault: dict[str, Any], sheets: dict[tuple[str, str], Sheet]) -> tuple[str, str]:
    return next((file, sheet) for file, sheet in sheets if file == fault["file"] and fault.get("sheet", sheet) == sheet)


def _into(fault: dict[str, Any], place: tuple[str, str]) -> tuple[str, str]:
    return (fault.get("into_file", place[0]), fault.get("into_sheet", place[1]))


def _entry(fault: dict[str, Any], place: tuple[str, str], count: int) -> dict[str, Any]:
    said = {key: fault[key] for key in ("code", "reason", "zh") if key in fault}
    return {"name": fault["name"], "file": place[0], "sheet": place[1], "count": count} | said


def _rows(sheet: Sheet, fault: dict[str, Any], used: set[int], streams: Streams, stream: str) -> list[int]:
    """Rows for a fault, in random order: filled where it needs them to be, no minors, none with a fault already."""
    needed = [
        sheet.header(name)
        for name in fault.get("columns", [fault["column"]] if "column" in fault else [])
        if name not in OPTIONAL
    ]
    asked = [pl.int_range(pl.len()).is_in(used).not_(), *(pl.col(header).is_not_null() for header in needed)]
    asked += [pl.col(sheet.header("is_minor")).is_in(NO)] if "is_minor" in sheet.fields.values() else []
    usable = sheet.frame.select(pl.all_horizontal(asked)).to_series().to_list()
    free = [row for row in streams.order(stream, sheet.numbers).tolist() if usable[row]]
    return free[: fault["count"]]


NO = ("否", "无")
OPTIONAL = ("remarks", "extended_to", "judged_on", "adopted", "charged_on")


def _cells(sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]) -> dict[tuple[str, str], Sheet]:
    """One of the texts in each row."""
    sheet = sheets[place]
    texts = list(islice(cycle(fault["texts"]), len(rows)))
    return {
        place: replace(
            sheet, frame=_set(sheet.frame, sheet.header(fault["column"]), dict(zip(rows, texts, strict=True)))
        )
    }


def _set(frame: pl.DataFrame, header: str, texts: dict[int, str | None]) -> pl.DataFrame:
    """The frame with texts put into rows of a column."""
    if not texts:
        return frame
    return frame.with_columns(frame[header].scatter(list(texts), pl.Series(list(texts.values()), dtype=pl.String)))


def _swapped(
    sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]
) -> dict[tuple[str, str], Sheet]:
    """Two dates exchanged, so that the later stands first."""
    sheet = sheets[place]
    first, second = (sheet.header(name) for name in fault["columns"])
    row = pl.int_range(pl.len()).is_in(rows)
    exchanged = sheet.frame.with_columns(
        pl.when(row).then(second).otherwise(first).alias(first),
        pl.when(row).then(first).otherwise(second).alias(second),
    )
    return {place: replace(sheet, frame=exchanged)}


def _keyless(
    sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]
) -> dict[tuple[str, str], Sheet]:
    """Rows whose numbers are blank."""
    sheet, frame = sheets[place], sheets[place].frame
    for name in ("unified_number", "department_number", "court_number"):
        if name in sheet.fields.values():
            frame = _set(frame, sheet.header(name), dict.fromkeys(rows))
    return {place: replace(sheet, frame=frame)}


def _damaged(
    sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]
) -> dict[tuple[str, str], Sheet]:
    """Rows whose only number is one that Excel has cut."""
    without = _keyless(sheets, place, fault, rows)[place]
    texts = dict.fromkeys(rows, fault["text"])
    return {place: replace(without, frame=_set(without.frame, without.header("unified_number"), texts))}


def _twice(sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]) -> dict[tuple[str, str], Sheet]:
    """Rows copied to the end of the sheet, or of another that has the same headers."""
    into = _into(fault, place)
    copies = sheets[place].frame[rows]
    return {
        into: replace(sheets[into], frame=pl.concat([sheets[into].frame, copies.select(sheets[into].frame.columns)]))
    }


def _header_again(
    sheets: Any, place: tuple[str, str], fault: dict[str, Any], rows: list[int]
) -> dict[tuple[str, str], Sheet]:
    """The header once more in the middle, where a page was pasted."""
    sheet = sheets[place]
    return {place: replace(sheet, asides=(*sheet.asides, *((row, tuple(sheet.frame.columns)) for row in rows)))}


PLANTERS = {
    "cell": _cells, "swap": _swapped, "keyless": _keyless, "damaged": _damaged, "twice": _twice, "header_again": _header_again,
}  # fmt: skip


def _ended(sheet: Sheet) -> Sheet:
    """The sheet with running numbers in order, a blank line or two, and its total rows."""
    height = sheet.frame.height
    frame = sheet.frame
    if NUMBER in frame.columns:
        frame = frame.with_columns(pl.int_range(1, height + 1).cast(pl.String).alias(NUMBER))
    blanks = (
        [(place, (None,) * frame.width) for place in (height // 3, height // 2)] if sheet.layout.get("note") else []
    )
    total = [(height, line) for line in [_total(frame, sheet.layout.get("total"))] if line]
    return replace(sheet, frame=frame, asides=(*sheet.asides, *blanks, *total))


def _total(frame: pl.DataFrame, kind: str | None) -> tuple[str | None, ...] | None:
    """The 合计 row: the number of rows under the case names or in the label; in one file it is wrong."""
    cells: list[str | None] = [None] * frame.width
    match kind:
        case None:
            return None
        case "label":
            cells[0] = f"合计：{frame.height}人"
        case _:
            cells[0] = "合计"
            cells[frame.get_column_index("案件名称")] = str(frame.height + (WRONG_TOTAL if kind == "wrong" else 0))
    return tuple(cells)


def _endings(place: tuple[str, str], sheet: Sheet) -> list[dict[str, Any]]:
    """What stands at the end of a sheet, and headers that nobody knows or that must not be read."""
    kind, made = sheet.layout.get("total"), []
    if kind:
        made.append({"name": "total_row", "zh": "合计行", "reason": "total_row", "count": 1})
    if kind == "wrong":
        made.append({"name": "total_that_differs", "zh": "合计与各行之和不符", "count": 1})
    unknown = [header for header, own in sheet.fields.items() if not own and header != NUMBER]
    made += [
        {"name": "refused_header" if header == "户籍地址" else "unknown_header", "zh": header, "count": 1}
        for header in unknown
    ]
    return [entry | {"file": place[0], "sheet": place[1]} for entry in made]
