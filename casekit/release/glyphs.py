"""Glyphs: which characters a font file can draw, read from its cmap table."""

import re
import struct
from functools import cache
from html import unescape
from pathlib import Path


def lacking(words: str, font: Path) -> str:
    """The characters of `words` that the font cannot draw, each once; tags and line ends are not drawn."""
    drawn = set(unescape(re.sub(r"</?[a-z]+[^>]*>", "", words))) - set("\n\r")
    return "".join(sorted(character for character in drawn if ord(character) not in characters(font)))


@cache
def characters(font: Path) -> frozenset[int]:
    """The code points a font draws, from its cmap subtables of format 4 and 12."""
    data = font.read_bytes()
    start = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    records = [struct.unpack_from(">HHL", data, start + 4 + 8 * place) for place in range(count)]
    return frozenset().union(*(_subtable(data, start + offset) for _, _, offset in records))


def _table(data: bytes, wanted: bytes) -> int:
    count = struct.unpack_from(">H", data, 4)[0]
    records = [struct.unpack_from(">4sLLL", data, 12 + 16 * place) for place in range(count)]
    return int(next(offset for tag, _, offset, _ in records if tag == wanted))


def _subtable(data: bytes, at: int) -> set[int]:
    match struct.unpack_from(">H", data, at)[0]:
        case 4:
            return _segments(data, at)
        case 12:
            groups = struct.unpack_from(">L", data, at + 12)[0]
            spans = [struct.unpack_from(">LLL", data, at + 16 + 12 * place) for place in range(groups)]
            return {code for first, last, glyph in spans for code in range(first, last + 1) if glyph + code - first}
        case _:
            return set()


def _segments(data: bytes, at: int) -> set[int]:
    """Format 4: parallel arrays of ends, starts, deltas and range offsets."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, at + 14 + 2 * (count * place + (place > 0))) for place in range(4)
    )
    found = set()
    for place, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + deltas[place]
            if offsets[place]:
                where = at + 16 + 2 * (count * 3 + place) + offsets[place] + 2 * (code - first)
                glyph = struct.unpack_from(">H", data, where)[0]
            found |= {code} if glyph & 0xFFFF else set()
    return found
