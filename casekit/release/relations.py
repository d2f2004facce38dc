"""Relations: which of the counts that leave add up to others, or are among them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from casekit import codebook
from casekit.measures.disclosure import MIDDLES
from casekit.release.adding import adding, counted, kind_of
from casekit.release.timeline import Span, Timeline
from casekit.release.told import Of, Told

Term = tuple[Of, Span]
Tells = list[Told]
Lines = dict[Of, Timeline]
START = (0, 0)


@dataclass(frozen=True)
class Relation:
    """The counts on the left add up to those on the right, or (`is_less`) to no more; told by one release."""

    release: int
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    is_less: bool = False


def relations(tells: Tells, lines: Lines) -> list[Relation]:
    """Every relation between the counts told ; sums that nobody told but two ways of
    adding up share are put into `lines`."""
    found = [*_named(tells, lines), *_at_hand(tells), *_by_day(tells, lines), *_phases(tells, lines)]
    return list(dict.fromkeys([*found, *_partitions(tells, lines)]))


def rests(tells: Tells) -> Iterator[tuple[Relation, Told]]:
    """Every denominator as its numerator and the rest, with the rest as a count that is told by nobody."""
    tops = {(one.release, one.frame, one.row): one for one in tells if one.what == "numerator"}
    for one in tells:
        top = tops.get((one.release, one.frame, one.row))
        if one.what != "denominator" or top is None or top.of.counted[-1] in adding()["columns"]["otherwise"]:
            continue
        ended = top.of.counted[-1] == "ended"
        rounded = not one.hidden and one.low != one.high  # its rest is none or large enough, or it would be hidden
        is_asked = not rounded and kind_of(one.row[0]) not in MIDDLES
        span, least = (START, 0) if ended else (one.span, one.threshold * is_asked)
        if ended:
            yield Relation(one.release, ((top.of, top.span),), ((one.of, one.span),), True), top
        else:
            of = Of((*one.of.counted, "but not", *top.of.counted), top.of.group)
            rest = Told(of, span, 0, None, one.hidden, least, "rest", one.row, one.release, one.frame)
            yield Relation(one.release, ((one.of, one.span),), ((top.of, top.span), (of, span))), rest


def _named(tells: Tells, lines: Lines) -> Iterator[Relation]:
    """What adding.toml says is the same, or among others."""
    releases: dict[Of, set[int]] = defaultdict(set)
    for one in tells:
        releases[one.of].add(one.release)
    for kind in ("same", "among"):
        for block in adding()[kind]:
            left, right = ([_of(one) for one in block[side]] for side in ("left", "right"))
            spans = sorted({span for of in (*left, *right) if of in lines for span in lines[of].spans})
            for of in (*left, *right):
                if spans and of not in lines:
                    lines[of].spans |= set(spans)
            for span in spans:
                terms = tuple((of, span) for of in left), tuple((of, span) for of in right)
                for release in sorted({number for of in (*left, *right) for number in releases.get(of, ())}):
                    yield Relation(release, *terms, kind == "among")


def _of(named: dict[str, Any]) -> Of:
    group = frozenset((name, value) for name, value in named.items() if name not in ("indicator", "what"))
    return Of(counted(named["indicator"])[0], group)


def _at_hand(tells: Tells) -> Iterator[Relation]:
    """What was open before and came is at hand; of that some has left and the rest is open."""
    for one in tells:
        if one.of.counted[2:3] == ("at hand",):
            (first, last), held, group = one.span, one.of.counted[:2], one.of.group
            still, came = Of((*held, "open"), group), Of(_begun(held[1]), group)
            whole = ((one.of, one.span),)
            yield Relation(one.release, whole, ((still, (first - 1, first - 1)), (came, one.span)))
            yield Relation(one.release, whole, ((still, (last, last)), (Of((*held, "left"), group), one.span)))


@cache
def _begun(stage: str) -> tuple[str, ...]:
    """What came to a stage, as it is counted."""
    blocks = codebook.toml("indicators").values()
    block = next(one for one in blocks if one["kind"] == "open" and one["stage"] == stage)
    return block["table"], block["dated_by"], block["numerator"]


def _by_day(tells: Tells, lines: Lines) -> Iterator[Relation]:
    """Of those begun in a period some have ended by a day, some left otherwise, and the others are still there."""
    begun = {one.row[1]: one.span for one in tells if one.what == "denominator" and not one.parts}
    for one in tells:
        *whole, period, what = ("", "", *one.of.counted)
        base = tuple(whole[2:])
        if what == "still":
            before, at_start = (0, one.span[0] - 1), ((Of((*base, period, "still")), START),)
            if one.span == START:
                yield Relation(one.release, at_start, ((Of(base), begun.get(period, START)),))
            else:
                gone = [Of((*base, period, kind)) for kind in ("ended", "elsewhere")]
                lines[gone[1]].spans.add(before)
                yield Relation(one.release, at_start, ((one.of, one.span), *((of, before) for of in gone)))
        elif what.startswith("by day "):
            ended = Of((*base, period, one.row[1], "ended"), one.of.group)
            yield Relation(one.release, ((one.of, one.span),), ((ended, (0, int(what.split()[-1]))),))


def _phases(tells: Tells, lines: Lines) -> Iterator[Relation]:
    """All months of a phase are told as one, before and after as their sum."""
    for one in tells:
        if one.of.counted[-1] == "over" and one.what == "denominator":
            phases = {name: Of(one.of.counted, one.of.group | {("phase", name)}) for name in ("before", "after")}
            lines[phases["before"]].spans.add(START)
            yield Relation(one.release, ((one.of, START),), tuple((of, START) for of in phases.values()))
            for of in phases.values():
                months = Of(of.counted[:-1], of.group)
                terms = tuple((months, piece) for piece in (lines[months].pieces if months in lines else ()))
                yield from [Relation(one.release, ((of, START),), terms)] if terms else []


def _partitions(tells: Tells, lines: Lines) -> Iterator[Relation]:
    """The rows of a frame that add up to what is counted without a column, where that is told or added up otherwise too."""
    members: dict[tuple[int, int, tuple[str, ...]], dict[Of, tuple[str, ...]]] = defaultdict(dict)
    spans: dict[tuple[int, int, tuple[str, ...]], set[Span]] = defaultdict(set)
    over: dict[tuple[int, int], set[str]] = {}
    partial = {(one.release, one.frame): adding()["partial"].get(one.row[0], ()) for one in tells}
    for one in tells:
        if one.what in adding()["beside"]:
            over[one.release, one.frame] = set(adding()["beside"][one.what])
        elif one.what != "rest":
            members[one.release, one.frame, one.of.counted][one.of] = one.parts
            spans[one.release, one.frame, one.of.counted].add(one.span)
    ways: dict[tuple[int, Of], dict[frozenset[Of], set[Span]]] = defaultdict(dict)
    for (release, frame, what), of_frame in members.items():
        known = over.get((release, frame), set())
        for columns in sorted({columns for parts in of_frame.values() for columns in _subsets(parts)}):
            sums: dict[Of, set[Of]] = defaultdict(set)
            for of, parts in of_frame.items():
                if set(columns) <= set(parts) & {name for name, _ in of.group}:
                    sums[_without(of, columns, known)].add(of)
            lacking = [name for name in columns if name in partial.get((release, frame), ())]
            others = frozenset((name, f"others than in frame {frame} by {'、'.join(columns)}") for name in lacking)
            for whole, own in sums.items():
                more = {Of(whole.counted, whole.group | others)} if others else set()
                ways[release, whole].setdefault(frozenset(own | more), set()).update(spans[release, frame, what])
        for of in of_frame:
            if several := tuple(name for name, value in of.group if _is_several(name, value)):
                whole = _without(of, several, set())
                yield from (
                    Relation(release, ((of, s),), ((whole, s),), True)
                    for s in _spans(lines, whole, spans[release, frame, what])
                )
    for (release, whole), sets in ways.items():
        if whole in lines or len(sets) > 1:
            if whole not in lines:
                lines[whole].spans.update(*sets.values())
            for members_of, told in sets.items():
                yield from _parted(release, whole, sorted(members_of, key=str), told, lines)


def _parted(release: int, whole: Of, parts: list[Of], told: set[Span], lines: Lines) -> Iterator[Relation]:
    for of in parts:
        if of not in lines:
            lines[of].spans |= told
    for span in _spans(lines, whole, told):
        yield Relation(release, ((whole, span),), tuple((of, span) for of in parts))
        if "known" in whole.counted:
            real = Of(whole.counted[: whole.counted.index("known")], whole.group)
            yield Relation(release, ((whole, span),), ((real, span),), True)


def _spans(lines: Lines, whole: Of, told: set[Span]) -> list[Span]:
    """The spans that a frame tells, and those of the whole and its pieces that lie inside one of these."""
    own = lines[whole].spans | set(lines[whole].pieces) if whole in lines else set()
    inside = {span for span in own if any(first <= span[0] and span[1] <= last for first, last in told)}
    return sorted(told | inside)


def _subsets(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (columns for size in range(1, len(parts) + 1) for columns in combinations(parts, size))


def _without(of: Of, columns: Iterable[str], known: set[str]) -> Of:
    """The same without a column and what it is about; of the known values alone where only they are added up."""
    gone = {*columns, *(other for name, other in adding()["about"].items() if name in columns)}
    apart = ("known", *sorted(known)) if known and known <= gone else ()
    return Of((*of.counted, *apart), frozenset(one for one in of.group if one[0] not in gone))


def _is_several(column: str, value: str) -> bool:
    return column in adding()["columns"]["several"] or value in adding()["values"].get(column, {}).get("several", [])
