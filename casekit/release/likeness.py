"""Likeness: how far an author's sentence is one that was told, by its words, and which number of it is which."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from casekit.release.quoted import FIGURES, Quoted, alike, numbers, same_unit, skeleton

FEW, SHARED = 0.3, 0.5  # pairs of signs, and signs, of the shorter sentence that stand in the other, at least
NEARLY = 0.85  # what must be shared where fewer than half of the numbers say the same
TOGETHER, LEAST = 3, 16  # signs of a shared piece, and weight of the words in all of them, at least
NEAR, WORD = (12, 6), 6  # signs before and after a number that tell which it is, and the weight of a word among them


@dataclass(frozen=True)
class Shape:
    """A sentence by its words: these without the numbers, where each number stands in them, and their pairs of signs."""

    words: str
    places: tuple[int, ...]
    pairs: frozenset[str]
    numbers: tuple[Quoted, ...]


@lru_cache(4096)
def shape(text: str) -> Shape:
    """The shape of a sentence."""
    words, places = skeleton(text)
    pairs = frozenset(words[at : at + 2] for at in range(len(words) - 1))
    return Shape(words, tuple(places), pairs, numbers(text))


def likeness(own: Shape, known: Shape) -> tuple[float, dict[int, int]]:
    """How alike they are, 0 where not enough, and which number of `known` each number of `own` is.

    It is the share of the shorter that stands in the other, and more for the same words throughout and for the same numbers.
    """
    is_same, shorter = own.words == known.words, min(len(own.pairs), len(known.pairs))
    if not weight(own.words) or len(own.pairs & known.pairs) < FEW * shorter:
        return 0, {}
    shared = [(0, 0, len(own.words))] if is_same else _shared(own.words, known.words)
    covered = sum(size for *_, size in shared) / min(len(own.words), len(known.words))
    if not is_same and (
        covered < SHARED or weight("".join(own.words[at : at + size] for at, _, size in shared)) < LEAST
    ):
        return 0, {}
    joined = _joined(own, known, shared)
    same = sum(alike(own.numbers[order], known.numbers[other]) for order, other in joined.items())
    if not is_same and covered < NEARLY and 2 * same < len(own.numbers):
        return 0, {}
    return covered + is_same + same / max(len(own.numbers), 1), joined


def in_order(own: tuple[Quoted, ...], known: tuple[Quoted, ...]) -> dict[int, int]:
    """Which number of a cell each one is: by place where there are as many, else those that say the same."""
    if len(own) == len(known):
        return {place: place for place in range(len(own))}
    return _joined(Shape("", (), frozenset(), own), Shape("", (), frozenset(), known), [])


def says(one: Quoted, other: Quoted) -> bool:
    """Whether a number that stands elsewhere says what a registered one says, also with fewer digits if these are telling."""
    if one.value is None or other.value is None:
        return alike(one, other)
    is_rounded = is_telling(one) and alike(one, other)
    is_of_unit = one.unit == other.unit or (other.unit == "" and one.unit != "%")
    return (one.value == other.value or is_rounded) and is_of_unit


def is_telling(one: Quoted) -> bool:
    """Whether a number is hardly met by chance: three digits, or a point."""
    return one.value is not None and (abs(one.value) >= 100 or one.digits > 0)


def near(text: str, one: Quoted, other: str, known: Quoted, label: str = "") -> int:
    """The weight of the longest word that stands near both numbers; `label` is that of the row of `known`."""
    first, second = _round(text, one), label + _round(other, known)
    found = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    return weight(first[found.a : found.a + found.size])


def weight(words: str) -> int:
    """How much words say: a Chinese sign is two letters."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in words if sign.isalpha())


def _shared(words: str, other: str) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, words, other, autojunk=False).get_matching_blocks()
    return [(one.a, one.b, one.size) for one in blocks if one.size >= TOGETHER]


def _joined(own: Shape, known: Shape, shared: list[tuple[int, int, int]]) -> dict[int, int]:
    """The numbers that stand in shared pieces, and of the rest those that say the same; of a sentence that has only a part of
    the other's, where pieces may be shared twice, those that say the same come first."""
    at = {place: other for other, place in enumerate(known.places)}
    pieces = {
        order: at[place - start + other]
        for order, place in enumerate(own.places)
        for start, other, size in shared
        if start <= place < start + size and place - start + other in at
    }
    standing = {order: [other] for order, other in pieces.items() if _is_kin(own.numbers[order], known.numbers[other])}
    same = {order: [*standing.get(order, []), *range(len(known.numbers))] for order in range(len(own.numbers))}
    same = {
        order: [other for other in others if says(own.numbers[order], known.numbers[other])]
        for order, others in same.items()
    }
    found: dict[int, int] = {}
    for wanted in (standing, same) if 2 * len(standing) > len(known.numbers) else (same, standing):
        for order, others in wanted.items():
            free = [other for other in others if other not in found.values()]
            if order not in found and free:
                found[order] = free[0]
    return found


def _is_kin(one: Quoted, other: Quoted) -> bool:
    return same_unit(one, other) if one.kind in FIGURES and other.kind in FIGURES else one.kind == other.kind


def _round(text: str, one: Quoted) -> str:
    return text[max(0, one.at - NEAR[0]) : one.at] + "#" + text[one.end : one.end + NEAR[1]]
