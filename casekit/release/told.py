"""Told: every count in the frames that leave, as what is counted, in which group, between which days, and how closely."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from casekit.ground.settings import Settings
from casekit.measures.disclosure import groups_of, keys, thresholds
from casekit.release.adding import adding, alias, coarser, counted, kind_of, values
from casekit.release.days import span
from casekit.release.timeline import Span

Group = frozenset[tuple[str, str]]
Place = tuple[int, int]  # the numbers of a release and of a frame in it
BARE = ("count", "open")  # kinds without a denominator of their own


@dataclass(frozen=True)
class Of:
    """What is counted: rows of a kind (a table, the date that places them, what must hold of them) in a group."""

    counted: tuple[str, ...]
    group: Group = frozenset()


@dataclass(frozen=True)
class Told:
    """One count of a row: between `low` and `high`, alike where it is shown as it is, 0 and None where it is hidden.

    `row` is its indicator, period and groups as text; `frame` the number of its frame in the release, and `parts` the
    columns of the group whose values add up there.
    """

    of: Of
    span: Span
    low: int
    high: int | None
    hidden: bool
    threshold: int
    what: str
    row: tuple[str, str, str]
    release: int
    frame: int
    parts: tuple[str, ...] = ()


def told(frames: Iterable[pl.DataFrame], settings: Settings, release: int = 0) -> list[Told]:
    """Every count of the protected frames of a release that threatens somebody; no frame is read twice."""
    estimates, known = set(adding()["columns"]["estimates"]), list[pl.DataFrame]()
    for frame in frames:
        if not estimates & set(frame.columns) and not any(frame.equals(other) for other in known):
            known.append(frame)
    return [one for number, frame in enumerate(known) for one in _of_frame(frame, settings, (release, number))]


def _of_frame(frame: pl.DataFrame, settings: Settings, number: Place) -> Iterator[Told]:
    groups = groups_of(frame)
    varied = {name for name in groups if frame[name].n_unique() > 1}
    named = frame.with_columns(_key=keys(frame), _least=thresholds(frame, settings))
    for row in named.iter_rows(named=True):
        if row["_least"] > 1:
            yield from _of_row(Row(row, groups, varied, number, settings))


@dataclass(frozen=True)
class Row:
    """A row of a frame, with the columns of its groups and those of them that have several values."""

    cells: dict[str, Any]
    groups: list[str]
    varied: set[str]
    place: Place
    settings: Settings

    def among(self, kind: str) -> list[str]:
        """The columns of its groups that are of a kind in adding.toml; of the kind "own", those beside its counts too."""
        named = self.cells if kind == "own" else self.groups
        return [name for name in named if name in adding()["columns"][kind]]

    @property
    def apart(self) -> tuple[str, ...]:
        """What sets its counts apart from those of other frames, and of other releases too."""
        own = tuple(f"{name}={self.cells[name]}" for name in self.among("own"))
        is_window = self.cells["indicator"] in adding()["columns"]["windows"]
        return (*own, f"release {self.place[0]}") if own or is_window else ()

    @property
    def group(self) -> dict[str, str]:
        """The values that say of what group it counts, by column; a value that stands for all says nothing."""
        apart = {name for kind in ("own", "day", "period") for name in self.among(kind)}
        own = {name: self._text(name) for name in self.groups if name not in apart}
        whole = {name for name, value in own.items() if value in values(name, "whole")}
        whole |= {name for name, other in adding()["about"].items() if other in whole}
        plain = {alias(name): self._folded(name, value) for name, value in own.items() if name not in whole}
        belongs = [(new, of, value) for name, value in own.items() for new, of in coarser(name)]
        return plain | {new: of[value] for new, of, value in belongs if value in of}

    def _text(self, column: str) -> str:
        """A value as text; a blank one is empty."""
        return "" if self.cells[column] is None else str(self.cells[column]).lower()

    def _folded(self, column: str, value: str) -> str:
        """A value; one that stands for those too small to be listed is another one in every frame."""
        return f"{value} of {self.place}" if value in values(column, "folded") else value

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns whose values add up."""
        loops = {name for name in self.groups if str(self.cells[name]) in values(name, "several")}
        left = self.varied - loops - {name for kind in ("own", "day", "period", "several") for name in self.among(kind)}
        above = {new for name in left for new, _ in coarser(name)}
        return tuple(sorted({alias(name) for name in left} | above))

    def beyond(self) -> "Row":
        """The row; one that stands for all and counts more than its parts without what each of its denominator adds."""
        more = any(str(self.cells[name]) in values(name, "beyond") for name in self.groups)
        if not more or self.cells["hidden"]:
            return self
        return replace(self, cells=self.cells | {"numerator": self.cells["numerator"] - self.cells["denominator"]})

    def told(self, what: str, of: Of, span: Span, parts: tuple[str, ...] = (), hidden: bool | None = None) -> Told:
        """One count of it."""
        is_hidden = self.cells["hidden"] if hidden is None else hidden
        low, high = (0, None) if is_hidden else self._ends(what)
        row = (self.cells["indicator"], self.cells["period"], self.cells["_key"])
        return Told(of, span, low, high, is_hidden, self.cells["_least"], what, row, *self.place, parts)

    def _ends(self, what: str) -> tuple[int, int]:
        """Between which numbers a shown count lies: what is rounded may be a little more or less, but is large enough."""
        step, value = int(self.cells["rounding"]), int(self.cells[what])
        if step == 1 or value == 0:
            return value, value
        return max(value - step // 2, int(self.cells["_least"])), value - step // 2 + step - 1


def _of_row(row: Row) -> Iterator[Told]:
    """The numerator and the denominator of a row, and the counts that stand beside them."""
    indicator, group, parts = row.cells["indicator"], frozenset(row.group.items()), row.parts
    kind = kind_of(indicator)
    named = next(iter(row.among("period")), "period")
    days, dates = row.among("day"), span(str(row.cells[named]), row.settings)
    top, bottom = ((*of, *row.apart) for of in counted(indicator))
    if any(name in row.cells for name in adding()["columns"]["effects"]):
        yield row.told("numerator", Of((*top, "over"), group | {("phase", "after")}), (0, 0))
        yield row.told("denominator", Of((*top, "over"), group), (0, 0))
        return
    if days:
        yield _by_day(row, bottom, group, parts, int(float(row.cells[days[0]])))
    elif row.cells["hidden"] or row.cells["numerator"] is not None:
        otherwise = (*top, *row.among("otherwise"))
        yield row.beyond().told("numerator", Of(otherwise, group), (dates[1],) * 2 if kind == "open" else dates, parts)
    of_all = bool(days) or kind in BARE or bool(row.among("otherwise"))
    if row.cells["denominator"] is not None or (row.cells["hidden"] and kind not in BARE):
        at = (*bottom, f"{dates[0]}—{dates[1]}") if kind == "cleared" else bottom
        yield row.told("denominator", Of(at, frozenset() if of_all else group), dates, () if of_all else parts)
    for name, over in adding()["beside"].items():
        if row.cells.get(name) is not None:
            less = frozenset((column, value) for column, value in group if column not in over)
            yield row.told(name, Of((*top, "known", *over), less), dates, hidden=False)


def _by_day(row: Row, begun: tuple[str, ...], group: Group, parts: tuple[str, ...], day: int) -> Told:
    """What had happened by a day since, as the days from 0 to it; without a series, what is still there on that day."""
    of = (*begun, row.cells["period"])
    if "series" in row.groups:
        return row.told("numerator", Of((*of, "ended"), group), (0, day), parts)
    return row.told("numerator", Of((*of, "still"), group), (day, day))
