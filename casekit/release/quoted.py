"""Quoted: the numbers that a written text says, each with its place, its value, its unit and its digits."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from casekit import codebook
from casekit.cleaning.numerals import WIDE, parse_numbers
from casekit.ground.quarter import MONTHS

FIGURES = ("figure", "numeral")
TYPED = {"∶": ":", "−": "-", "–": "—", "\u00a0": " ", "\u202f": " "}
PLAIN = str.maketrans({wide: plain for wide, plain in WIDE.items() if plain != ","} | TYPED)
NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
NUMERAL = "零〇一二两三四五六七八九十百千"
LARGE = {"": 0, "万": 4, "亿": 8}
ENDS = re.compile(r"(?<=[。！？\n])|(?<=[a-z%)\d]\.) +(?=[A-Z\d])")
UNIT_SAID = re.compile(r"\(([^()\d]{1,6})\)[^()]*$")
CODE = re.compile(r"0\d+")
RANGED, LISTED = re.compile(r" ?(?:—|~|-|至|到|/|to) ?"), re.compile(r" ?(?:、|,|和|and) ?")


@dataclass(frozen=True)
class Quoted:
    """A number as it stands in a text from `at` on; `digits` are those behind its point, fewer than none where 万 is said.

    Its kind is `figure` (also one in Chinese numerals, or `numeral` where that is a single one: 三类), `date`, `reference`
    (图1, a code, an article), `level` (of an interval), `approximate` (近八成): only figures have a value.
    """

    at: int
    text: str
    kind: str = "figure"
    value: float | None = None
    unit: str = ""
    digits: int = 0

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.at + len(self.text)

    @property
    def said(self) -> str:
        """The number with its unit, as a reader quotes it; English units stand apart and are left out."""
        has_unit = "百分之" in self.text or (self.unit.isascii() and self.unit != "%")
        return self.text if has_unit else self.text + self.unit


@lru_cache(4096)
def numbers(text: str) -> tuple[Quoted, ...]:
    """Every number of a text in order. What has no unit of its own has that of the number it is joined to (27—29天)."""
    plain = text.translate(PLAIN)
    found = [one for match in _pattern().finditer(plain) if (one := _read(match, text))]
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        between = plain[one.end : after.at]
        is_listed = bool(LISTED.fullmatch(between)) and after.unit != "%"
        if one.kind == after.kind == "figure" and not one.unit and (is_listed or RANGED.fullmatch(between)):
            found[place] = replace(one, unit="/" if between == "/" else after.unit)
    for before, one in pairwise(tuple(found)):
        if one.kind == "figure" and before.unit == "/" and plain[before.end : one.at] == "/":
            found[found.index(one)] = replace(one, unit="/")
    return tuple(found)


def of_cell(text: str, *heads: str) -> tuple[Quoted, ...]:
    """The numbers of a cell; those without a unit have that which a head (of its row or column) says in brackets at its end.
    A number that begins with a nought, as only codes do, is a reference."""
    said = [_unit(found[1]) for head in heads if (found := UNIT_SAID.search(head.translate(PLAIN)))]
    unit = next((unit for unit in said if unit in _units()), "")
    return tuple(
        replace(one, kind="reference", value=None) if CODE.fullmatch(one.text)
        else replace(one, unit=unit) if one.kind == "figure" and not one.unit
        else one
        for one in numbers(text)
    )  # fmt: skip


def sentences(text: str) -> list[str]:
    """The sentences of a text, stops included."""
    return [one for one in ENDS.split(text) if one.strip()]


def alike(one: Quoted, other: Quoted) -> bool:
    """Whether they say the same number: dates in the same words, with or without the year, figures in the same unit (or one has
    none), where `one` may have fewer digits than `other`."""
    if one.value is None or other.value is None:
        words = sorted((_bare(one.text), _bare(other.text)), key=len)
        return (
            one.kind == other.kind
            and words[1].endswith(words[0])
            and words[1].removesuffix(words[0])[-1:] in ("", "年")
        )
    off = 0.5 * 10.0**-one.digits if one.digits < other.digits else 0
    return abs(one.value - other.value) <= off + 1e-9 and same_unit(one, other)


def same_unit(one: Quoted, other: Quoted) -> bool:
    """Whether two figures may count the same."""
    return one.unit == other.unit or (
        "%" not in (one.unit, other.unit) and not {one.unit, other.unit}.isdisjoint({"", "/"})
    )


def skeleton(text: str) -> tuple[str, list[int]]:
    """The words without their numbers (each of them one sign), spaces and stops, and the sign's places in order of number."""
    made, places, last = "", [], 0
    for one in numbers(text):
        made += _bare(text[last : one.at])
        places.append(len(made))
        made, last = made + "#", one.end
    return made + _bare(text[last:]), places


def _read(match: re.Match[str], text: str) -> Quoted | None:
    kind = next(name for name in match.re.groupindex if match[name] is not None)
    at, end = match.span(kind)
    one = Quoted(at, text[at:end], kind)
    if kind in codebook.toml("quoted")["marks"]:
        return one
    said = match[kind]
    if kind == "ratio":
        return replace(one, kind="figure", value=float(said[2:]), unit="1:", digits=len(said.partition(".")[2]))
    if kind == "percent":
        value = _value(said.removeprefix("百分之"))
        decimals = said.partition("点")[2] or said.partition(".")[2]
        return value if value is None else replace(one, kind="figure", value=value, unit="%", digits=len(decimals))
    if kind == "numeral":
        value = _value(said)
        few = "numeral" if len(said) == 1 else "figure"
        return None if value is None or said == "一" else replace(one, kind=few, value=value, unit=match["counted"])
    bare = said.replace(",", "")
    large = LARGE[match["large"] or ""]
    value = float(bare.rstrip("万亿")) * 10**large
    digits = len(bare.rstrip("万亿").partition(".")[2]) - large
    return replace(one, value=round(value, 6), unit=_unit(match["unit"] or ""), digits=digits)


@lru_cache(256)
def _value(numeral: str) -> float | None:
    value: float | None = parse_numbers([numeral])["number"][0]
    return value


def _unit(written: str) -> str:
    """A unit as it is compared: points and cases as the singular, percent as %."""
    unit = written.strip().removeprefix("percentage ").removesuffix("s")
    return {"per cent": "%", "percent": "%", "百分点": "个百分点", "people": "person"}.get(unit, unit)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。、；：,;:（）()“”\"'《》！？!?]+|\.(?=\s|$)", "", text.translate(PLAIN)).casefold()


@cache
def _units() -> frozenset[str]:
    known = codebook.toml("quoted")["units"]
    return frozenset({"%", *map(_unit, (*known["zh"], *known["en"]))})


@cache
def _pattern() -> re.Pattern[str]:
    known = codebook.toml("quoted")
    units, few = "|".join(map(re.escape, known["units"]["zh"])), "|".join(known["units"]["few"])
    words = {"MONTH": f"(?:{'|'.join(MONTHS)})", "UNIT": f"(?:{units})"}
    marks = [f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in known["marks"].items()]
    for word, pattern in words.items():
        marks = [mark.replace(word, pattern) for mark in marks]
    english = "|".join(map(re.escape, known["units"]["en"]))
    return re.compile(
        "|".join(
            [
                *marks,
                rf"(?P<percent>百分之(?:[{NUMERAL}]+(?:点[{NUMERAL}]+)?|{NUMBER}))",
                rf"(?P<ratio>(?<![\d:])1:(?:{NUMBER}))",
                rf"(?P<figure>(?:(?<![A-Za-z\d%)])[+-])?(?:{NUMBER})(?P<large>万(?!元)|亿)?)(?P<unit>%| ?(?:{units})| (?:{english})\b)?",
                rf"(?<!第)(?<![{NUMERAL}])(?P<numeral>[{NUMERAL}]+)(?=(?P<counted>{few})(?!月|案))",
            ]
        )
    )
