"""Audit: whether a count that was hidden, or any other small one, follows from all that is told; and what to hide besides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from casekit.ground.settings import Settings
from casekit.release.attack import Attack
from casekit.release.told import Told, told
from casekit.statistics.feasible import UNBOUNDED, Contradiction, ranges

KEYS = ("indicator", "period", "groups")
HIDE = dict.fromkeys(KEYS, pl.String)
FOUND = HIDE | {"what": pl.String} | {"low": pl.Float64, "high": pl.Float64, "threshold": pl.Int64}
Frames = Iterable[pl.DataFrame]
Key = tuple[str, str, str]
Found = tuple[str, str, str, str, float, float | None, int]


@dataclass(frozen=True)
class Leak:
    """A count that can be narrowed down too far: its place in the attack and between which numbers it must lie."""

    place: int
    low: float
    high: float
    threshold: int


def audit(frames: Frames, settings: Settings, earlier: Sequence[Frames] = ()) -> pl.DataFrame:
    """Every count that could be narrowed down too far by whoever holds this release and the earlier ones beside it: indicator,
    period, groups and what of the row it is, low, high (null: no end), threshold. None is what it should be.

    `frames` are all protected frames of the release, `earlier` those of the others, oldest first. Of this release by itself
    every count that follows is looked at; of all together those of their rows.
    """
    tells = _told(frames, settings, earlier)
    rows: dict[Found, None] = {}
    for known in _scopes(tells, len(earlier)):
        attack, leaks = _attacked(known, len(earlier))
        rows |= dict.fromkeys(_named(attack, one) for one in leaks)
    return pl.DataFrame(list(rows), FOUND, orient="row")


def cells_to_hide(frames: Frames, settings: Settings, earlier: Sequence[Frames] = ()) -> pl.DataFrame:
    """The further rows to hide so that the audit finds nothing: indicator, period, groups. The smallest counts that help are
    taken first, in a fixed order, and every row that tells the same count with them."""
    tells, hidden, before = _told(frames, settings, earlier), dict[Key, None](), -1
    while len(hidden) > before:
        before = len(hidden)
        for place in range(len(_scopes(tells, len(earlier)))):
            attack, leaks = _attacked(_scopes(tells, len(earlier))[place], len(earlier))
            hidden |= dict.fromkeys(_closing(attack, leaks, len(earlier)))
            tells = [_hidden(one) if one.release == len(earlier) and one.row in hidden else one for one in tells]
    return pl.DataFrame(list(hidden), HIDE, orient="row").sort(KEYS)


def is_safe(low: float, high: float, threshold: int, is_marked: bool = False) -> bool:
    """Whether a count between these numbers is protected: it is not small, or may be anything from none to the threshold, or
    lies between numbers that far apart. To who takes the mark of a hidden row for "1 to threshold - 1" more than one of these
    must be left too."""
    if low > threshold - 1 or high < 1:
        return True
    if is_marked and min(high, threshold - 1) - max(low, 1) < min(1, threshold - 2):
        return False
    return (low <= 0 and high >= threshold - 1) or high - low >= threshold


def _told(frames: Frames, settings: Settings, earlier: Sequence[Frames]) -> list[Told]:
    """The counts of all releases, the newest last."""
    return [one for release, own in enumerate((*earlier, frames)) for one in told(own, settings, release)]


def _scopes(tells: list[Told], newest: int) -> list[list[Told]]:
    """What the newest release tells by itself, and what all tell together."""
    own = [one for one in tells if one.release == newest]
    return [own, tells] if newest else [own]


def _attacked(tells: Sequence[Told], newest: int) -> tuple[Attack, list[Leak]]:
    """What is known, and the counts that it narrows down too far, in order, but for those that followed without the newest
    release, which no hiding there can mend."""
    attack, leaks = _solved(tells)
    before = [one for one in tells if one.release < newest]
    if not leaks or not before:
        return attack, leaks
    older, known = _solved(before)
    followed = {_named(older, one) for one in known}
    return attack, [one for one in leaks if _named(attack, one) not in followed]


def _solved(tells: Sequence[Told]) -> tuple[Attack, list[Leak]]:
    """What is known and what it narrows down too far; what contradicts itself is known more loosely."""
    attack, is_alone = Attack(tells), len({one.release for one in tells}) < 2
    while True:
        try:
            return attack, _leaks(attack, range(len(attack.of)) if is_alone else attack.known)
        except Contradiction as found:
            if not attack.loosen(set(found.at)):
                more = {attack.of[place].counted for place in found.at} - attack.loose
                tells = tells if more else _without(tells, attack, found.at)
                attack = Attack(tells, attack.loose | more)


def _without(tells: Sequence[Told], attack: Attack, places: Iterable[int]) -> list[Told]:
    """What is told but for what contradicts itself at these places, the oldest telling of each: it tells of something else."""
    known = [attack.known[place] for place in places if place in attack.known]
    oldest = {one.release for at in known for one in at[:1]}
    gone = {one for at in known for one in at if one.release == min(oldest)}
    if not gone:
        raise Contradiction(places)
    return [one for one in tells if one not in gone]


def _leaks(attack: Attack, places: Iterable[int]) -> list[Leak]:
    asked = {place: least for place in sorted(places) if (least := attack.threshold(place)) > 1}
    found = ranges(attack.low, attack.high, list(attack.rows), asked, max(asked.values(), default=1))
    return [
        Leak(place, low, high, asked[place])
        for place, (low, high) in found.items()
        if not is_safe(low, high, asked[place], any(one.hidden for one in attack.known.get(place, ())))
    ]


def _closing(attack: Attack, leaks: list[Leak], release: int) -> list[Key]:
    """The rows to hide so that these counts and those hidden for them are safe, as far as that can be had."""
    hidden: dict[Key, None] = {}
    while leaks:
        taken = {row for leak in leaks for row in _helping(attack, leak, release)} - hidden.keys()
        if not taken:
            break
        hidden |= dict.fromkeys(sorted(taken))
        forgotten = attack.forget(taken, release)
        leaks = _leaks(attack, {leak.place for leak in leaks} | forgotten)
    return list(hidden)


def _helping(attack: Attack, leak: Leak, release: int) -> set[Key]:
    """The rows of the smallest count that is linked to a leak, as closely as possible, and told by this release alone."""
    seen, ring = {leak.place}, {leak.place}
    while ring:
        offered = {place: rows for place in ring if (rows := _hideable(attack, place, release))}
        if offered:
            best = min(offered, key=lambda place: (attack.low[place] == 0, attack.low[place], sorted(offered[place])))
            return offered[best]
        ring = {other for place in ring for other in attack.linked[place]} - seen
        seen |= ring
    return set()


def _hideable(attack: Attack, place: int, release: int) -> set[Key]:
    """The rows that show a count; none where an earlier release shows it too."""
    shown = [one for one in attack.known.get(place, []) if one.high is not None]
    return set() if any(one.release != release for one in shown) else {one.row for one in shown}


def _named(attack: Attack, leak: Leak) -> Found:
    """The row that a leak is of, a hidden one first, or where nobody told it what it counts; and how narrow it is."""
    ends = (leak.low, leak.high if leak.high < UNBOUNDED else None, leak.threshold)
    if tells := attack.known.get(leak.place, []):
        one = min(tells, key=lambda told: (not told.hidden, told.release))
        return *one.row, one.what, *ends
    of = attack.of[leak.place]
    return "", "", ";".join(f"{name}={value}" for name, value in sorted(of.group)), "·".join(of.counted), *ends


def _hidden(one: Told) -> Told:
    return replace(one, low=0, high=None, hidden=True)
