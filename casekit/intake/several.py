"""Several: a sheet that holds two tables, side by side or one below the other, is refused, as its rows would be mixed."""

import polars as pl

from casekit.ground.errors import fault
from casekit.intake.grid import Grid, column_letters
from casekit.intake.headers import Header, key, keys
from casekit.intake.known import SHARED, places_by_family

LABEL_COLUMNS = 6
FEWEST = 3
COUNTER = "序号"


def refuse_tables_below(file: str, sheet: str, records: pl.DataFrame, known: frozenset[str]) -> None:
    """A fault where a record reads as the header of another table: three known headers, and more of them than other texts."""
    columns = [name for name in records.columns if name != "row"]
    if not columns:
        return
    label = pl.coalesce(columns[:LABEL_COLUMNS]).str.replace_all(r"\s", "")
    for cells in records.filter(label.is_in([*known, COUNTER])).select("row", *columns).iter_rows():
        texts = [key(text) for text in cells[1:] if text]
        if sum(text in known for text in texts) >= max(FEWEST, len(texts) // 2 + 1):
            raise fault("table_below", file=file, sheet=sheet, row=cells[0])


def refuse_tables_beside(file: str, grid: Grid, header: Header) -> None:
    """A fault where a case number's header stands again behind a blank column."""
    body, seen, gap = grid.cells.slice(header.rows[-1]), set[str](), False
    for place, name in enumerate(header.names):
        gap = gap or (not name and bool(seen) and body.to_series(place).null_count() == body.height)
        number = next((way for way in keys(name) if way in _numbers()), None) if name else None
        if number in seen and gap:
            raise fault("table_beside", file=file, sheet=grid.sheet, column=column_letters(grid.left + place))
        seen |= {number} if number else set()


def _numbers() -> set[str]:
    """The headers of the numbers that every table shares, as looked up."""
    places = next(iter(places_by_family().values()))
    return {header for header, found in places.items() if found[0][0] == SHARED}
