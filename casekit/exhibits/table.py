"""Three-line tables: the cells of a table exhibit as written text, and the same as one piece of HTML."""

import re
from dataclasses import dataclass
from html import escape

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Column, Exhibit

MISSING, PROTECTED = "—", "＊"
NUMERIC = re.compile(r"[\d.,%+−—＊/（）() ]*")


@dataclass(frozen=True)
class Grid:
    """A table as it is read: headers, rows of text, and which columns stand right."""

    headers: list[str]
    rows: list[list[str]]
    right: list[bool]


def grid(exhibit: Exhibit) -> Grid:
    """The cells of a table exhibit; columns of words stand left, those of numbers, ranges and marks right."""
    columns = [_cells(exhibit, column) for column in exhibit.columns]
    headers = [theme.opened(column.header) for column in exhibit.columns]
    numeric = [place > 0 and all(map(NUMERIC.fullmatch, cells)) for place, cells in enumerate(columns)]
    right = [column.right or number for column, number in zip(exhibit.columns, numeric, strict=True)]
    return Grid(headers, [list(row) for row in zip(*columns, strict=True)], right)


def html(exhibit: Exhibit) -> str:
    """The table with its title above and its notes below, as one self-contained piece of HTML."""
    notes = "<br>".join(escape(line, quote=False) for line in (exhibit.source, exhibit.note) if line)
    finding, subtitle = escape(theme.opened(exhibit.finding), quote=False), escape(exhibit.subtitle, quote=False)
    title = f'<div style="font-weight:bold;font-size:18px;color:{theme.INK}">{finding}</div>'
    said = f'<div style="color:{theme.TEXT2}">{subtitle}</div>'
    foot = f'<div style="color:{theme.TEXT2};padding-top:6px">{notes}</div>'
    return f'<div style="max-width:900px;font-size:14px">{title}{said}{_table(grid(exhibit))}{foot}</div>'


def _cells(exhibit: Exhibit, column: Column) -> list[str]:
    values = exhibit.frame[column.value]
    hidden = exhibit.frame[exhibit.hidden].to_list() if exhibit.hidden else [False] * values.len()
    if not values.dtype.is_numeric():
        blanks = [PROTECTED if hide else MISSING for hide in hidden]
        return [blank if value is None else str(value) for value, blank in zip(values, blanks, strict=True)]
    texts = [theme.number(value, column.digits, percent=column.percent, signed=column.signed) for value in values]
    if column.numerator and column.denominator:
        counts = zip(exhibit.frame[column.numerator], exhibit.frame[column.denominator], strict=True)
        pairs = ["" if above is None else f"{theme.number(above)}/{theme.number(below)}" for above, below in counts]
        texts = [
            text + theme.bracketed(pair, exhibit.language) * bool(pair) for text, pair in zip(texts, pairs, strict=True)
        ]
    return [PROTECTED if hide else text for hide, text in zip(hidden, texts, strict=True)]


def _table(cells: Grid) -> str:
    """Rules of 2, 1 and 2 px and no others; styles stand in the cells because notebooks strip style sheets."""
    head = _row(cells.headers, cells.right, f"border-bottom:1px solid {theme.INK};font-weight:bold;", "th")
    body = "".join(_row(row, cells.right, "", "td") for row in cells.rows)
    rules = f"border-collapse:collapse;border-top:2px solid {theme.INK};border-bottom:2px solid {theme.INK}"
    return f'<table style="{rules};margin:6px 0">{head}{body}</table>'


def _row(texts: list[str], right: list[bool], extra: str, tag: str) -> str:
    whole = "white-space:nowrap;" * (tag == "td")
    styles = [
        f"{extra}padding:4px 14px;" + (f"{whole}text-align:right" if side else "text-align:left") for side in right
    ]
    words = [escape(text, quote=False) for text in texts]
    cells = [f'<{tag} style="{style}">{word}</{tag}>' for style, word in zip(styles, words, strict=True)]
    return f'<tr style="background:{theme.WHITE}">{"".join(cells)}</tr>'
