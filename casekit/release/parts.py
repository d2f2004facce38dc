"""Parts: every text inside a finished file with its place, however it is packed - zip in zip, pictures, notebooks, markup."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from casekit.ground.errors import Words
from casekit.release.decoded import LARGE, decoded, loosely, numbers, strictly, unpacked
from casekit.release.folded import plainly

PNG, ZIP, GZIP = b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x1f\x8b\x08"
PIXELS = (b"IHDR", b"PLTE", b"IDAT", b"fdAT", b"IEND")
INLINED = re.compile(r"data:[\w/+.;=-]*;base64,([A-Za-z0-9+/=\s]+)")
PACKED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
ARRAY = re.compile(r"""\{[^{}]*["']bdata["'][^{}]*\}""")
TAG = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>|<(?:w:)?rt>.*?</(?:w:)?rt>|<[^>]+>", re.DOTALL)
INNER = re.compile(r"<(?!br)[^<>]*>")
LINED = re.compile(r">[ \t\r]*\n\s*<")
ENDS = re.compile(
    r"</?(?:\w+:)?(?:p|tr|tc|td|th|li|div|br|hr|tab|cr|pre|h[1-6]|text|title|desc|c|v|f|si|row|pt|definedName|sheet|comment"
    r"|author|creator|subject|keywords|description|lastModifiedBy|category|[Cc]ompany|[Mm]anager|lpw?str|property)"
    r"(?=[\s/>])[^>]*>"
)
"""The tags at which a word ends; all others (runs, spans, fonts) may stand inside a name."""
KIND = re.compile(r"(?:text|image|audio|video|font|application)/")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{8,}")
SCHEMA = "schema"


@dataclass(frozen=True)
class Part:
    """A text that leaves and where it stands; `cells` is what of it may name the columns of a table."""

    place: Words
    text: str
    cells: str = ""
    is_readable: bool = True


def of_folder(folder: Path) -> Iterator[Part]:
    """Every text of a folder: the names of its folders and files, and what is in the files."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        yield Part(Words(name, name), name)
        if path.is_file():
            yield from within(Words(name, name), path.read_bytes())


def within(place: Words, content: bytes) -> Iterator[Part]:
    """Every text of a file, which is what its first bytes say, whatever its name; a part that nothing can read is one too."""
    if content.startswith(PNG):
        yield from _picture(place, content)
    elif content.startswith(ZIP):
        yield from _package(place, content)
    elif (text := decoded(content)) is not None:
        yield from _written(place, text)
    else:
        yield Part(place, "", is_readable=False)


def _package(place: Words, content: bytes) -> Iterator[Part]:
    """A zip's members, each read by its place in the list, as two may have one name; locked or torn, it is not readable."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        members = [(one.filename, package.read(one)) for one in package.infolist()]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        yield Part(place, "", is_readable=False)
        return
    yield from within(place, package.comment)
    for name, held in members:
        member = _inside(place, name)
        yield Part(member, name)
        yield from within(member, held)
    yield Part(place, "", is_readable=_is_tight(package, len(content)))


def _is_tight(package: zipfile.ZipFile, size: int) -> bool:
    """Whether a zip holds its members and nothing else: before, behind or between them, or in fields nobody sees."""
    names = [one.orig_filename.encode("utf-8" if one.flag_bits & 0x800 else "cp437") for one in package.infolist()]
    packed = sum(one.compress_size for one in package.infolist())
    return size == 22 + len(package.comment) + packed + sum(76 + 2 * len(name) for name in names)


def _picture(place: Words, content: bytes) -> Iterator[Part]:
    """The texts that a PNG carries, and whatever stands behind its end."""
    at, kind = len(PNG), b""
    while kind != b"IEND" and at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind not in PIXELS:
            yield from _written(_inside(place, kind.decode("latin-1")), _chunk(kind, content[at + 8 : at + 8 + size]))
        at += size + 12
    yield from within(place, content[at:])


def _chunk(kind: bytes, data: bytes) -> str:
    """A chunk's text; zTXt is packed after its keyword, iTXt may be after its keyword, two flags and two more names."""
    keyword, _, rest = data.partition(b"\0")
    if kind == b"iTXt" and rest[:1] == b"\1":
        *names, rest = rest[2:].split(b"\0", 2)
        keyword = b"\n".join((keyword, *names))
    elif kind not in (b"zTXt", b"iCCP"):
        return loosely(data)
    with suppress(zlib.error):
        return f"{loosely(keyword)}\n{loosely(zlib.decompressobj().decompress(rest[kind != b'iTXt' :]))}"
    return loosely(data)


def _written(place: Words, text: str) -> Iterator[Part]:
    """A text as it stands, and again without its tags, which may part a name; what is inlined in it is opened."""
    known = _parsed(text)
    if known is not None:
        yield from _notebook(place, known) if "nbformat" in known else _values(place, known, "\n".join(_named(known)))
    yield Part(place, unescape(text), "" if known is not None else text)
    if known is None:
        yield from _marked(place, text)
    yield from _opened(place, text)


def _marked(place: Words, text: str) -> Iterator[Part]:
    """A text that is no JSON as its reader sees it; words that it defines for itself would hide from that."""
    if "<" in text:
        read = untagged(text)
        inner = INNER.sub("", unescape(text)) if "&lt;" in text else ""
        yield Part(place, f"{read}\n{inner}", read, is_readable="<!ENTITY" not in text)


def _opened(place: Words, text: str) -> Iterator[Part]:
    """What is packed in a text as base64: files by their kind, else whatever reads as text."""
    for packed in INLINED.findall(text):
        yield from within(place, unpacked(packed))
    for packed in PACKED.findall(text):
        content = unpacked(packed)
        if content.startswith((PNG, ZIP, GZIP)) or (strictly(content) and content != packed.encode()):
            yield from within(place, content)
    for array in ARRAY.findall(plainly(text) if "bdata" in text else ""):
        yield from _values(place, (_parsed(array) or {}) | {"type": "array"})


def untagged(text: str) -> str:
    """Marked-up text as it is read: words stand together over runs and spans, and apart between cells and paragraphs."""
    return unescape(TAG.sub("", ENDS.sub("\n", LINED.sub("><", text))))


def _parsed(text: str) -> Any:
    """What a JSON text says, None for any other text."""
    if text.lstrip("\ufeff \r\n\t")[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text.lstrip("\ufeff"))
    except ValueError:
        return None


def _notebook(place: Words, notebook: dict[str, Any]) -> Iterator[Part]:
    """A notebook cell by cell; column names count in its outputs only, as code must name columns."""
    for number, cell in enumerate(notebook.get("cells", []), 1):
        here = Words(f"{place.zh}·第{number}格", f"{place.en}·cell {number}")
        source = "".join(cell.get("source", []))
        yield Part(here, f"{source}\n{untagged(source)}")
        yield from _opened(here, source)
        for name, held in cell.items():
            if name != "source":
                yield from _values(here, held)
    yield from _values(place, {name: held for name, held in notebook.items() if name != "cells"})


def _values(place: Words, held: Any, cells: str | None = None) -> Iterator[Part]:
    """The texts and long numbers of parsed JSON, and what is packed in it: plotly's arrays, pictures."""
    leaves = list(_leaves(held))
    text = "\n".join(leaf for leaf in leaves if isinstance(leaf, str))
    read = f"{text}\n{untagged(unescape(text))}" if "<" in text or "&" in text else text
    yield Part(place, read, read if cells is None else cells)
    yield from _opened(place, text)
    for packed in leaves:
        if isinstance(packed, bytes):
            yield from within(place, packed)


def _leaves(value: Any, key: str = "") -> Iterator[str | bytes]:
    """Every text and long number; a notebook may break one text over a list of lines wherever it likes."""
    match value:
        case {"bdata": str(packed), **rest}:
            yield from numbers(unpacked(packed), str(rest.get("dtype", "")))
            yield from _leaves(rest | {"packed": packed})
        case {"output_type": "stream", "text": list(lines), **rest}:
            yield from _leaves(rest | {"text": "".join(map(str, lines))})
        case dict():
            for name, held in value.items():
                yield name
                yield from _leaves(held, name)
        case list() if KIND.match(key) and all(isinstance(one, str) for one in value):
            yield from _leaves("".join(value), key)
        case list():
            for held in value:
                yield from _leaves(held, key)
        case str() if KIND.match(key) and not key.startswith("text/") and BASE64.fullmatch(value):
            yield unpacked(value)
        case str():
            yield value
        case int() | float() if abs(value) >= LARGE and value == value // 1:
            yield str(int(value))


def _named(value: Any) -> Iterator[str]:
    """The names under which parsed JSON holds its values, and the texts it lists; a schema may name columns."""
    match value:
        case dict():
            for name, held in value.items():
                yield name
                yield from _named(held) if name != SCHEMA else ()
        case list():
            for held in value:
                yield from _named(held)
        case str():
            yield value


def _inside(place: Words, name: str) -> Words:
    return Words(f"{place.zh}·{name}", f"{place.en}·{name}")
