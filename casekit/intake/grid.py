"""Grids: the cells of one sheet as text, where they stand in the file, before anything in them has a name."""

from dataclasses import dataclass

import polars as pl

from casekit.ground.errors import Words


@dataclass(frozen=True)
class Area:
    """A merged range: the first and last row and column as Excel counts them, from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Mark:
    """A cell whose value cannot be used: its place as Excel counts it, from 1, and the text Excel shows there."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Grid:
    """One sheet: `cells` holds String columns and starts at row 1 of the sheet, blank rows kept, and at column `left`.

    For a text file a row is a record as Excel counts it: a blank line is a row, a line break inside quotes is none.
    """

    sheet: str
    cells: pl.DataFrame
    left: int = 1
    merged: tuple[Area, ...] = ()
    marks: tuple[Mark, ...] = ()
    hidden: bool = False
    notices: tuple[Words, ...] = ()


def column_letters(number: int) -> str:
    """The letters Excel puts over column `number` (1 is A, 27 is AA)."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of the column under `letters` (A is 1, AA is 27)."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as C5 (5, 3)."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), column_number(letters)


def area_of(reference: str) -> Area:
    """The range a reference such as A1:G2 names; a single cell is a range of one."""
    first, _, last = reference.partition(":")
    return Area(*cell_place(first), *cell_place(last or first))
