"""Attack: what somebody who holds all releases knows of their counts, as sums of whole numbers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from casekit.release.relations import Relation, Term, relations, rests
from casekit.release.timeline import Span, Timeline
from casekit.release.told import Of, Told
from casekit.statistics.feasible import Row

Changes = dict[tuple[str, ...], dict[int, list[tuple[Of, Span, int]]]]


class Attack:
    """Every unknown by its place, with its bounds (`low`, `high`), the `rows` that link them, and what it is.

    `tells` are the told counts of all releases, the oldest first. Counts of the same rows, group and days told by several
    releases are one unknown, as long as nothing shown says that the data changed there; where it only grew, none has become
    less. What is in `loose` (as `Of.counted`) has contradicted this: it is another unknown in each release, and its sums are
    known to be no less than their parts.
    """

    def __init__(self, tells: Sequence[Told], loose: Iterable[tuple[str, ...]] = ()) -> None:
        self.loose = set(loose)
        self.told = list(tells)
        self.low: list[float] = []
        self.high: list[float] = []
        self.of: list[Of] = []
        self.rows: dict[Row, None] = {}
        self.known: dict[int, list[Told]] = defaultdict(list)
        self.least: dict[Of, int] = defaultdict(int)
        self._lines: dict[Of, Timeline] = defaultdict(Timeline)
        self._pieces: dict[tuple[Of, int, Span], int] = {}
        self._sums: dict[tuple[int, ...], int] = {}
        self._versions: dict[tuple[tuple[str, ...], int, Span], int] = {}
        self._take(self.told)

    @cached_property
    def linked(self) -> dict[int, set[int]]:
        """Each unknown with those that stand in a row with it."""
        found: dict[int, set[int]] = defaultdict(set)
        for row in self.rows:
            for place, _ in row.terms:
                found[place] |= {other for other, _ in row.terms}
        return found

    def forget(self, rows: set[tuple[str, str, str]], release: int) -> set[int]:
        """Hide rows of a release; the places of the unknowns that they told come back."""
        places = {
            at for at, tells in self.known.items() if any(one.release == release and one.row in rows for one in tells)
        }
        for at in places:
            tells = [one for one in self.known[at] if one.release != release or one.row not in rows]
            gone = [one for one in self.known[at] if one not in tells]
            self.known[at] = [*tells, *(replace(one, low=0, high=None, hidden=True) for one in gone)]
            shown = [one for one in tells if one.high is not None]
            self.low[at] = max((one.low for one in shown), default=0)
            self.high[at] = min((one.high for one in shown if one.high is not None), default=np.inf)
        return places

    def threshold(self, place: int) -> int:
        """From which number on an unknown is not small, as its rows say, or else others of the same kind; 0: any may be known."""
        return max((one.threshold for one in self.known.get(place, ())), default=self.least[self.of[place]])

    def loosen(self, places: set[int]) -> bool:
        """Take a row of these unknowns, which cannot be, for a list that lacks something: what it adds up is no more than the
        whole; and where that cannot be either, for nothing. Whether there was one."""
        row = next((row for row in self.rows if {place for place, _ in row.terms} == places), None)
        if row is not None:
            del self.rows[row]
            if row.low == row.high:
                self.rows[Row(row.terms, 0, np.inf)] = None
        return row is not None

    def _take(self, tells: list[Told]) -> None:
        own = list(rests(tells))
        untold = [rest for _, rest in own if rest.what == "rest"]
        for one in (*tells, *untold):
            self._lines[one.of].spans.add(one.span)
            self.least[one.of] = max(self.least[one.of], one.threshold)
        linked = [*(relation for relation, _ in own), *relations(tells, self._lines)]
        for one in (*tells, *untold):
            self._know(one)
        for relation in dict.fromkeys(linked):
            self._link(relation)
        self._link_versions()

    def _know(self, one: Told) -> None:
        place = self._count(one.of, one.span, one.release)
        self.known[place].append(one)
        if one.high is not None:
            self.low[place] = max(self.low[place], one.low)
            self.high[place] = min(self.high[place], one.high)

    def _count(self, of: Of, span: Span, release: int) -> int:
        """The place of the unknown for a span; one of several pieces is their sum."""
        pieces = tuple(self._piece(of, release, piece) for piece in self._lines[of].around(span) or ())
        if len(pieces) == 1:
            return pieces[0]
        if pieces not in self._sums:
            self._sums[pieces] = self._new(of)
            self._add([(self._sums[pieces], -1), *((piece, 1) for piece in pieces)], 0, 0)
        return self._sums[pieces]

    def _piece(self, of: Of, release: int, piece: Span) -> int:
        key = (of, self._version(of, release, piece), piece)
        if key not in self._pieces:
            self._pieces[key] = self._new(of)
        return self._pieces[key]

    def _new(self, of: Of) -> int:
        self.low.append(0)
        self.high.append(np.inf)
        self.of.append(of)
        return len(self.of) - 1

    def _add(self, terms: Iterable[tuple[int, int]], low: float, high: float) -> None:
        merged: dict[int, int] = defaultdict(int)
        for place, by in terms:
            merged[place] += by
        if kept := tuple(sorted((place, by) for place, by in merged.items() if by)):
            self.rows[Row(kept, low, high)] = None

    def _link(self, relation: Relation) -> None:
        """A relation as rows: what lies surely on one side is no more than what may lie on the other."""
        sides = relation.left, relation.right
        inner = [self._sides(side, relation.release, surely=True) for side in sides]
        outer = [self._sides(side, relation.release, surely=False) for side in sides]
        if relation.is_less:
            self._add_less(inner[0], outer[1])
        elif any(of.counted in self.loose for side in sides for of, _ in side):
            self._add_less(inner[1], outer[0])
        elif inner == outer:
            self._add([*((at, 1) for at in inner[0] or ()), *((at, -1) for at in inner[1] or ())], 0, 0)
        else:
            self._add_less(inner[0], outer[1])
            self._add_less(inner[1], outer[0])

    def _add_less(self, less: list[int] | None, more: list[int] | None) -> None:
        if less and more is not None:
            self._add([*((at, 1) for at in less), *((at, -1) for at in more)], -np.inf, 0)

    def _sides(self, side: tuple[Term, ...], release: int, surely: bool) -> list[int] | None:
        """The pieces of one side's counts that lie inside their spans, or all that hold them; None where some are not told."""
        found: list[int] = []
        for of, span in side:
            line = self._lines[of] if of in self._lines else Timeline()
            pieces = line.within(span) if surely else line.around(span)
            if pieces is None:
                return None
            found += [self._piece(of, release, piece) for piece in pieces]
        return found

    @cached_property
    def _changes(self) -> Changes:
        """Of what is counted, by release, each count that an earlier one showed too, and by how much it has changed."""
        last: dict[Term, Told] = {}
        found: Changes = defaultdict(lambda: defaultdict(list))
        for one in self.told:
            if one.high is None:
                continue
            if (before := last.get((one.of, one.span))) is not None:
                same = (before.low, before.high) == (one.low, one.high)
                found[one.of.counted][one.release].append((one.of, one.span, 0 if same else one.low - before.low or 1))
            last[one.of, one.span] = one
        return found

    def _version(self, of: Of, release: int, piece: Span) -> int:
        """How often the data of a piece has changed up to a release, as far as shown; a loose one changes with each."""
        if of.counted in self.loose:
            return release
        key = (of.counted, release, piece)
        if key not in self._versions:
            changes = self._changes.get(of.counted, {})
            self._versions[key] = sum(_has_changed(told, piece) for at, told in changes.items() if at <= release)
        return self._versions[key]

    def _link_versions(self) -> None:
        """No count has become less where all that is shown has only grown."""
        by_piece: dict[Term, dict[int, int]] = defaultdict(dict)
        for (of, version, piece), place in self._pieces.items():
            by_piece[of, piece][version] = place
        for (of, _), versions in by_piece.items():
            told = self._changes.get(of.counted, {}).values()
            if of.counted not in self.loose and all(by >= 0 for one in told for _, _, by in one):
                ordered = [versions[number] for number in sorted(versions)]
                for before, after in pairwise(ordered):
                    self._add([(before, 1), (after, -1)], -np.inf, 0)


def _has_changed(told: list[tuple[Of, Span, int]], piece: Span) -> bool:
    """Whether what a release shows says that the data of a piece changed: a count that holds it has, and none inside that
    holds it has not."""
    held = [(of, span, by) for of, span, by in told if span[0] <= piece[1] and span[1] >= piece[0]]
    same = {(of, span) for of, span, by in held if not by and span[0] <= piece[0] and span[1] >= piece[1]}
    return any(by and not any(of == one and _inside(inner, span) for one, inner in same) for of, span, by in held)


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
