"""Legible: what in a drawing cannot be read - on paper, in grey, or at all - as named faults with their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil
from pathlib import Path
from typing import Any, Literal

from casekit.exhibits import charts, theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import Box
from casekit.exhibits.show import plain
from casekit.ground.errors import fault
from casekit.release import glyphs
from casekit.release.painted import Fill, Painted, Text, painted

MOST = 4  # series that a reader can tell apart
APART, CONTRAST = 15, 4.5  # L* between what touches or is to be told apart; words to what is behind them
WIDE, TALL, LEAST = 150, 190, 9.4  # mm: a picture in Word, and how high it may get; pt
STROKE = 1.8  # px: thinner lines are limits, means and events, which have their words
SEAM = 6  # px: where a shorter one parts two fills they only meet at a corner
LEFT, RIGHT = theme.LEFT - 4, theme.RIGHT + 6  # from where to where words may stand
Kind = Literal["small", "beyond", "overlap", "crossed", "contrast", "grey", "series"]
Look = tuple[str, str, str]
Pixels = Any  # an array of numpy's, a number a pixel


@dataclass(frozen=True)
class Fault:
    """One thing that cannot be read: its kind, and the words or colours where it is."""

    kind: Kind
    place: str


def faults(drawn: Exhibit | dict[str, Any], bare: bool = False) -> list[Fault]:
    """Everything in a drawing, or an exhibit's, that cannot be read; `refuse` sees to missing characters."""
    figure = plain(charts.draw(drawn, bare)) if isinstance(drawn, Exhibit) else drawn
    on, count = painted(figure), len(series(figure))
    found = [*_small(on), *_beyond(on), *_overlaps(on), *_crossed(on), *_faint(on), *_like(on), *_touching(on)]
    return found + [Fault("series", str(count))] * (count > MOST)


def refuse(figure: dict[str, Any], font: Path) -> None:
    """Stop where a picture would have boxes for characters, or more series than can be told apart."""
    known(words(figure), font)
    if (count := len(series(figure))) > MOST:
        raise fault("too_many_series", came=count, most=MOST)


def known(text: str, font: Path) -> None:
    """Stop where the font lacks a character of the text."""
    if lacking := glyphs.lacking(text, font):
        raise fault("glyph_missing", came=lacking)


def words(value: Any, key: str = "") -> str:
    """Every word a figure draws: titles, notes, tick words and labels at marks."""
    match value:
        case dict():
            return "".join(words(item, name) for name, item in value.items())
        case list():
            return "".join(words(item, key) for item in value)
        case str() if key in ("text", "ticktext"):
            return value
        case _:
            return ""


def series(figure: dict[str, Any]) -> set[Look]:
    """The looks that a reader has to tell apart: bars and piles by colour, lines by colour, dash and marker.

    An unbroken line over piles is their edge; a black one is an interval or a mean.
    """
    fills, lines = set[Look](), set[Look]()
    for trace in figure["data"]:
        marker, line = trace.get("marker", {}), trace.get("line", {})
        if trace["type"] == "bar":
            colours = marker["color"] if isinstance(marker["color"], list) else [marker["color"]]
            fills |= {("fill", colour, "") for colour in colours}
        elif trace.get("fill") == "tozeroy":
            fills.add(("fill", trace["fillcolor"], ""))
        elif "lines" in trace.get("mode", "") and line.get("width", 2) >= STROKE:
            lines.add((line.get("dash", ""), line.get("color", ""), marker.get("symbol", "")))
    piled = any(trace.get("fill") == "tozeroy" for trace in figure["data"])
    plain_ones = {look for look in lines if not look[0] and (piled or look[1] in (theme.INK, theme.WHITE))}
    return fills | (lines - plain_ones)


def _small(on: Painted) -> Iterator[Fault]:
    """Words that print too small where the picture stands 150 mm wide, or less where it is very high."""
    scale = min(WIDE / on.width, TALL / on.height) / 25.4 * 72
    yield from (Fault("small", text.words) for text in on.texts if round(text.size * scale, 1) < LEAST)


def _beyond(on: Painted) -> Iterator[Fault]:
    yield from (Fault("beyond", text.words) for text in on.texts if not text.box.within(Box(LEFT, 0, RIGHT, on.height)))


def _overlaps(on: Painted) -> Iterator[Fault]:
    """Words on words, and words on a marker."""
    pairs = combinations(on.texts, 2)
    yield from (Fault("overlap", f"{one.words} / {other.words}") for one, other in pairs if one.box.meets(other.box))
    marks = ground(on, [one for one in on.fills if one.kind == "marker"])
    yield from (Fault("overlap", text.words) for text in on.texts if _under(marks, text).any())


def _crossed(on: Painted) -> Iterator[Fault]:
    """Words with a line through them; a dot of a key stands on its line."""
    import numpy as np

    seen = np.zeros((on.height, on.width), bool)
    for line in on.lines:
        for run in line.runs:
            for start, end in pairwise(run):
                count = ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1]))) + 1
                x, y = (np.linspace(start[way], end[way], count).astype(int) for way in (0, 1))
                page = on.plot if line.inside else Box(0, 0, on.width, on.height)
                kept = (x >= page.left) & (x < page.right) & (y >= page.top) & (y < page.bottom)
                seen[y[kept], x[kept]] = True
    veils = [one for one in on.fills if one.over]
    seen[ground(on, veils) > 0] = False
    yield from (Fault("crossed", text.words) for text in on.texts if text.words != "●" and _under(seen, text).any())


def _faint(on: Painted) -> Iterator[Fault]:
    """Words too like what lies behind them."""
    import numpy as np

    fills = [one for one in on.fills if one.kind != "marker"]
    covered = ground(on, fills)
    for text in on.texts:
        behind = {theme.WHITE if at == 0 else fills[at - 1].colour for at in np.unique(_under(covered, text))}
        if any(contrast(text.colour, colour) < CONTRAST for colour in behind):
            yield Fault("contrast", text.words)


def contrast(one: str, other: str) -> float:
    """From 1 for the same colour to 21 for black on white."""
    greys = [theme.lightness(colour) for colour in (one, other)]
    light = [(((grey + 16) / 116) ** 3 if grey > 8 else grey / 903.3) + 0.05 for grey in greys]
    return max(light) / min(light)


def _like(on: Painted) -> Iterator[Fault]:
    """Lines of one dash that a copy would make the same grey."""
    lines = {(line.colour, line.dash): line for line in on.lines if line.inside and line.width >= STROKE}
    for (one, dash), (other, another) in combinations(lines, 2):
        if dash == another and abs(theme.lightness(one) - theme.lightness(other)) < APART:
            yield Fault("grey", f"{one} / {other}")


def _touching(on: Painted) -> Iterator[Fault]:
    """Fills side by side, with no gap of the page between them, that a copy would make one."""
    import numpy as np

    fills = [one for one in on.fills if one.kind in ("shape", "fill")]
    covered = ground(on, fills)
    seams = [(covered[:, :-1], covered[:, 1:]), (covered[:-1], covered[1:])]
    pairs = np.concatenate([np.stack([one, other])[:, (one != other) & (one * other > 0)].T for one, other in seams])
    for (one, other), count in zip(*np.unique(np.sort(pairs, axis=1), axis=0, return_counts=True), strict=True):
        first, second = fills[one - 1], fills[other - 1]
        grey = abs(theme.lightness(first.colour) - theme.lightness(second.colour))
        colours = {first.colour, second.colour}
        if count >= SEAM and len(colours) == 2 and theme.WHITE not in colours and grey < APART:
            yield Fault("grey", " / ".join(sorted(colours)))


def ground(on: Painted, fills: list[Fill]) -> Pixels:
    """Which fill is seen at each pixel, counted from 1; 0 is the page."""
    import numpy as np

    ground = np.zeros((on.height, on.width), np.int32)
    for number, one in enumerate(fills, 1):
        page = Box(0, 0, on.width, on.height) if one.kind in ("shape", "marker") else on.plot
        top, left, mask = _mask(one, page)
        ground[top : top + mask.shape[0], left : left + mask.shape[1]][mask] = number
    return ground


def _mask(fill: Fill, page: Box) -> tuple[int, int, Pixels]:
    """The pixels inside its corners, by even and odd crossings from above, with their top left corner."""
    import numpy as np

    points = np.clip(np.array(fill.corners), (page.left, page.top), (page.right, page.bottom)).round().astype(int)
    (left, top), (right, bottom) = points.min(0), points.max(0)
    edges = np.zeros((bottom - top + 1, right - left), int)
    for (x0, y0), (x1, y1) in zip(points - (left, top), np.roll(points, -1, 0) - (left, top), strict=True):
        across = np.arange(min(x0, x1), max(x0, x1))
        down = y0 + (across + 0.5 - x0) * (y1 - y0) / (x1 - x0) if x1 != x0 else across
        np.add.at(edges, (np.rint(down).astype(int), across), 1)
    return top, left, np.cumsum(edges, 0)[:-1] % 2 == 1


def _under(ground: Pixels, text: Text) -> Pixels:
    """The part of the ground that a line of words covers."""
    box = text.box
    inner = (max(round(box.top) + 3, 0), round(box.bottom) - 3, max(round(box.left) + 1, 0), round(box.right) - 1)
    return ground[inner[0] : inner[1], inner[2] : inner[3]]
