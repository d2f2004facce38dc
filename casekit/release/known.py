"""Known: a register to look up in - the number that an author's sentence or cell quotes, and the same number in another run."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from casekit.release.likeness import WORD, in_order, is_telling, likeness, near, says, shape
from casekit.release.opened import Grid
from casekit.release.quoted import FIGURES, Quoted, numbers, of_cell, same_unit
from casekit.release.register import Cell, Line, Register

GRIDS = {"table": ("table", "data"), "chart": ("chart",), "data": ("data", "chart")}
TOLD = ("sentence", "title", "caption", "note", "paper", "arrival")
NAMED = 5  # labels in common that a drawing's name is worth
Place = tuple[Line, int]
"""A number of a register: the line and which of its numbers."""


@dataclass(frozen=True)
class Known:
    """A register and its lines by their words."""

    register: Register

    @cached_property
    def told(self) -> list[Line]:
        """The sentences."""
        return [line for line in self.register.lines if line.part in TOLD]

    @cached_property
    def grids(self) -> dict[tuple[str, str], list[Line]]:
        """The cells of each table and chart."""
        found = defaultdict(list)
        for line in self.register.lines:
            if line.part not in TOLD:
                found[line.kept, line.part].append(line)
        return dict(found)

    @cached_property
    def places(self) -> list[Place]:
        """Every figure, those in sentences first."""
        lines = sorted(self.register.lines, key=lambda line: line.part not in TOLD)
        return [(line, at) for line in lines for at, one in enumerate(line.numbers) if one.kind in FIGURES]

    @cached_property
    def by_cell(self) -> dict[Cell | None, list[Place]]:
        """The figures that came from each cell."""
        found: defaultdict[Cell | None, list[Place]] = defaultdict(list)
        for line, at in self.places:
            found[line.cells[at]].append((line, at))
        return dict(found)

    def sentence(self, text: str, kept: str | None = None) -> tuple[float, dict[int, Place]]:
        """How alike the line is that a sentence comes from, 0 where there is none, and which of its numbers each one is."""
        lines = [line for line in self.told if kept in (None, line.kept)]
        found = [(*likeness(shape(text), shape(line.text)), line) for line in lines]
        most, joined, line = max(found, key=lambda one: one[0], default=(0.0, {}, None))
        return most, {order: (line, other) for order, other in joined.items()} if line else {}

    def cells(self, grid: Grid) -> dict[tuple[int, int], dict[int, Place]] | None:
        """The same for the cells of a table or a chart by row and column; None where the register has no such table."""
        lines, found = self._like(grid), dict[tuple[int, int], dict[int, Place]]()
        if lines is None:
            return None
        for row, column, line in _paired(lines, grid):
            own = of_cell(grid.rows[row][column], grid.heads[column], grid.rows[row][0])
            found[row, column] = {order: (line, other) for order, other in in_order(own, line.numbers).items()}
        return found

    def anywhere(self, one: Quoted, text: str, new: "Known") -> Place | None:
        """A figure that stands in words of the author's own: the one of the same value and unit with a word near it in common;
        a telling one also without, where the newest register says one thing of all such."""
        same = [(line, at) for line, at in self.places if says(one, line.numbers[at])]
        labels = [line.row if line.part not in TOLD else "" for line, _ in same]
        close = [
            near(text, one, line.text, line.numbers[at], label) for (line, at), label in zip(same, labels, strict=True)
        ]
        if close and max(close) >= WORD:
            return same[close.index(max(close))]
        told = {twin and twin.value for twin in map(new.twin, same)} if is_telling(one) else set()
        return same[0] if len(told) == 1 else None

    def twin(self, place: Place) -> Quoted | None:
        """What this register says for a number of another one; None where it is no longer told.

        It stands at the same place of the same words of the same kept thing, or came from the same cell, or stands in the
        sentence of that kept thing that is most alike, or in the same words of another.
        """
        line, at = place
        words = self._by_row(place) if line.part not in TOLD else self._by_words(place)
        same = [other for other in words if len(other.numbers) == len(line.numbers)]
        own, others = (
            [other.numbers[at] for other in same if (other.kept == line.kept) is is_own] for is_own in (True, False)
        )
        twins = chain(own, self._by_cell(place), self._by_likeness(place), others)
        return next((one for one in twins if same_unit(one, line.numbers[at])), None)

    def _by_row(self, place: Place) -> list[Line]:
        line = place[0]
        lines = [other for other in self.grids.get((line.kept, line.part), []) if other.column == line.column]
        found = [other for other in lines if label_words(other.row) == label_words(line.row)]
        return [other for other in found if other.row == line.row] or found

    def _by_words(self, place: Place) -> list[Line]:
        line = place[0]
        same = [other for other in self.told if shape(other.text).words == shape(line.text).words]
        return sorted(same, key=lambda other: (other.part != line.part, other.row != line.row))

    def _by_cell(self, place: Place) -> Iterator[Quoted]:
        line, at = place
        found = self.by_cell.get(line.cells[at], []) if line.cells[at] else []
        for other, order in sorted(found, key=lambda place: place[0].kept != line.kept):
            yield other.numbers[order]

    def _by_likeness(self, place: Place) -> Iterator[Quoted]:
        """Only where the sentence has as many numbers, and this one the same place among them: a wrong number would be worse
        than none."""
        line, at = place
        found = self.sentence(line.text, line.kept)[1].get(at) if line.part in TOLD else None
        if found and found[1] == at and len(found[0].numbers) == len(line.numbers):
            yield found[0].numbers[at]

    def _like(self, grid: Grid) -> list[Line] | None:
        """The cells of the table or chart that has most labels and heads in common, at least half of the labels."""
        labels = {label_words(row[0]) for row in grid.rows if row}
        best: tuple[float, list[Line] | None] = (0, None)
        for (kept, part), lines in self.grids.items():
            if part not in GRIDS[grid.part]:
                continue
            common = len({label_words(line.row) for line in lines} & labels)
            score = common + len({line.column for line in lines} & set(grid.heads)) + NAMED * (kept == grid.name)
            if 2 * common >= len(labels) and common and score - GRIDS[grid.part].index(part) / 2 > best[0]:
                best = (score, lines)
        return best[1]


@lru_cache(4096)
def label_words(label: str) -> str:
    """A label without the numbers that some have behind their words."""
    kept, last = "", 0
    for one in numbers(label):
        if one.kind == "figure":
            kept, last = kept + label[last : one.at], one.end
    words = re.sub(r"[\s%％（）()/]+", "", kept + label[last:])
    return words if re.search(r"\w", words) else label


def _paired(lines: list[Line], grid: Grid) -> Iterator[tuple[int, int, Line]]:
    """The cells of a label and a head: by their words, else by place where as many rows or columns are there."""
    known = {(line.row, line.column): line for line in lines}
    rows, heads = list(dict.fromkeys(line.row for line in lines)), list(dict.fromkeys(line.column for line in lines))
    for at, cells in enumerate(grid.rows):
        same = [row for row in rows if label_words(row) == label_words(cells[0])]
        named = [row for row in same if row == cells[0]] or same
        row = named[0] if len(named) == 1 else rows[at] if len(rows) == len(grid.rows) else ""
        for place, head in enumerate(grid.heads[: len(cells)]):
            column = head if head in heads else heads[place] if len(heads) == len(grid.heads) else ""
            if line := known.get((row, column)):
                yield at, place, line
