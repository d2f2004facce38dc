"""Headers: which row of a sheet names its columns, and what those names are, one, two or three lines of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from casekit.intake.grid import Grid, column_letters

WITHIN = 20
LOOKED_AT = 60
MOST_LINES = 3
SHARE_FILLED, SHARE_WORDS, LONGEST = 0.7, 0.8, 40
JOINED = "·"
NOT_A_NAME = re.compile(r"[\d\s.,:/%年月日时分秒+-]*|.*\d{6,}.*|\d{4}[-/.年].*")
SPACE_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
LOOSE = re.compile(r"\((?:件|人|元|天|日|个|次|名|条|岁|件次|人次|必填|选填|可选|文本|填写)\)|[*★:。]")

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Header:
    """Header rows as Excel counts them, and a name for each column of the grid; `` where a column has none."""

    rows: tuple[int, ...]
    names: tuple[str, ...]


def find_header(grid: Grid, known: frozenset[str] = frozenset()) -> Header | None:
    """The header within the first 20 rows, None where no row looks like one.

    Known headers decide where two or more are seen (`known` holds them as `key` writes them); otherwise the first row
    that names most of the columns used below it, in words. Title rows name one or two columns and are passed over.
    """
    rows = filled(grid.cells.head(LOOKED_AT).rows(), grid)
    headers = [header for start in range(min(WITHIN, len(rows))) for header in candidates(rows, start, grid, known)]
    best = max(headers, key=lambda header: (matches(header, known), -header.rows[0]), default=None)
    if best and matches(best, known) >= 2:
        return best
    return next((header for header in headers if looks_like_one(header, rows)), None)


def key(header: str) -> str:
    """A header as it is looked up: half-width, without spaces, in small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", header)).casefold()


def keys(header: str) -> tuple[str, ...]:
    """The ways to look a header up, the surest first: as written, without a unit such as (件), its last line alone."""
    last = header.rpartition(JOINED)[2]
    written = (header.replace(JOINED, ""), header, last)
    plain = [key(text) for text in written]
    return tuple(dict.fromkeys([plain[0], LOOSE.sub("", plain[0]), plain[1], plain[2], LOOSE.sub("", plain[2])]))


def column_names(header: Header, used: Sequence[bool], left: int) -> tuple[str | None, ...]:
    """A name for each column: blanks by Excel's letter (列E), repeats with _2, None where the whole column is blank."""
    names: list[str | None] = []
    for place, (name, has_cells) in enumerate(zip(header.names, used, strict=True)):
        written = name or (f"列{column_letters(left + place)}" if has_cells else None)
        names.append(written and unlike(written, {"row", *filter(None, names)}))
    return tuple(names)


def unlike(name: str, taken: set[str]) -> str:
    """The name, or the first of name_2, name_3, ... that is not taken."""
    if name not in taken:
        return name
    return next(numbered for n in range(2, len(taken) + 3) if (numbered := f"{name}_{n}") not in taken)


def matches(header: Header, known: frozenset[str]) -> int:
    """How many columns have a name that is known, each name once."""
    return sum(not known.isdisjoint(keys(name)) for name in set(header.names) if name)


def filled(rows: Sequence[Row], grid: Grid) -> list[Row]:
    """The rows with the text of each merged range in all its cells."""
    cells = [list(row) for row in rows]
    for area in grid.merged:
        if area.top <= len(rows) and area.left >= grid.left:
            text = cells[area.top - 1][area.left - grid.left] if area.left - grid.left < grid.cells.width else None
            for row in cells[area.top - 1 : area.bottom]:
                for place in range(area.left - grid.left, min(area.right - grid.left + 1, len(row))):
                    row[place] = text
    return [tuple(row) for row in cells]


def candidates(rows: Sequence[Row], start: int, grid: Grid, known: frozenset[str]) -> Iterable[Header]:
    """The header that would begin at a row: of several lines where merged cells or known names say so."""
    single = header_of(rows[start : start + 1], start)
    lines = merged_lines(rows, start, grid)
    if lines > 1:
        return [header_of(rows[start : start + lines], start)]
    double = header_of(spread(rows[start : start + 2]), start)
    return [double] if matches(double, known) > max(1, matches(single, known)) and under(rows, start) else [single]


def merged_lines(rows: Sequence[Row], start: int, grid: Grid) -> int:
    """How many lines a header has that begins at a row: as deep as its merged cells, two where they only go across.

    Where they only go across, the second line must name nothing outside them; else it is a record.
    """
    here = [area for area in grid.merged if area.top == start + 1]
    deepest = max((area.bottom - start for area in here), default=1)
    across = {
        place - grid.left for area in here for place in range(area.left, area.right + 1) if area.right > area.left
    }
    if len({cell for cell in rows[start] if cell}) < 2 or deepest > MOST_LINES:
        return 1
    if deepest == 1 and across and start + 1 < len(rows):
        below = {place for place, cell in enumerate(rows[start + 1]) if cell}
        return 2 if below and below <= across and len(across) < len(rows[start]) else 1
    return deepest


def under(rows: Sequence[Row], start: int) -> bool:
    """Whether the next row only fills what this one leaves open: a second line without merged cells, as csv has it."""
    if start + 1 >= len(rows):
        return False
    pairs = list(zip(rows[start], rows[start + 1], strict=True))
    return any(not above and below for above, below in pairs) and any(above and not below for above, below in pairs)


def spread(rows: Sequence[Row]) -> list[Row]:
    """Two lines with each text of the first carried on to the right while the first is blank and the second is not."""
    if len(rows) < 2:
        return list(rows)
    carried: list[str | None] = []
    for above, below in zip(rows[0], rows[1], strict=True):
        carried.append(above or (carried[-1] if carried and below else None))
    return [tuple(carried), rows[1]]


def header_of(lines: Sequence[Row], start: int) -> Header:
    """The header these lines make: a column's texts from top to bottom, each once, joined by a dot."""
    names = [
        JOINED.join(text for text, _ in groupby(tidy(cell) for cell in column) if text)
        for column in zip(*lines, strict=True)
    ]
    return Header(tuple(range(start + 1, start + 1 + len(lines))), tuple(names))


def tidy(cell: str | None) -> str:
    """A header on one line, without spaces beside Chinese characters."""
    return SPACE_BETWEEN_HAN.sub("", (cell or "").strip().replace("\ufeff", ""))


def looks_like_one(header: Header, rows: Sequence[Row]) -> bool:
    """Whether these names stand over most columns used below, differ, and are words rather than numbers or dates."""
    below = rows[header.rows[-1] :]
    used = sum(any(cells) for cells in zip(*below, strict=True)) if below else 0
    names = [name for name in header.names if name]
    words = sum(len(name) <= LONGEST and not NOT_A_NAME.fullmatch(name) for name in names)
    enough = len(set(names)) >= max(min(2, used or 2), SHARE_FILLED * used)
    return bool(names) and enough and words >= SHARE_WORDS * len(names)
