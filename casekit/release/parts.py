"""Parts: every text inside a finished file with its place, however it is packed - zip in zip, pictures, notebooks, markup."""

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from casekit.ground.errors import Words

PNG, ZIP = b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
INLINED = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=\s]+)")
TAG = re.compile(r"<[^>]+>")
ENDS = re.compile(
    r"</?(?:\w+:)?(?:p|tr|tc|td|th|li|div|br|hr|tab|cr|pre|h[1-6]|text|title|desc|c|v|f|si|row|pt|definedName|sheet|comment"
    r"|author|creator|subject|keywords|description|lastModifiedBy|category|[Cc]ompany|[Mm]anager|lpw?str|property)"
    r"(?=[\s/>])[^>]*>"
)
"""The tags at which a word ends; all others (runs, spans, fonts) may stand inside a name."""
LARGE = 10**10  # a number as long as a telephone's


@dataclass(frozen=True)
class Part:
    """A text that leaves and where it stands; `cells` is what of it may name the columns of a table."""

    place: Words
    text: str
    cells: str = ""


def of_folder(folder: Path) -> Iterator[Part]:
    """Every text of a folder: its file names, and what is in the files."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        yield Part(Words(name, name), name)
        yield from within(Words(name, name), file.read_bytes())


def within(place: Words, content: bytes) -> Iterator[Part]:
    """Every text of a file, which is what its first bytes say, whatever its name."""
    if content.startswith(PNG):
        yield from _picture(place, content)
    elif content.startswith(ZIP) and zipfile.is_zipfile(io.BytesIO(content)):
        yield from _package(place, content)
    else:
        yield from _written(place, _decoded(content))


def _package(place: Words, content: bytes) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        yield Part(place, _decoded(package.comment))
        for name in package.namelist():
            member = _inside(place, name)
            yield Part(member, name)
            yield from within(member, package.read(name))


def _picture(place: Words, content: bytes) -> Iterator[Part]:
    """The texts that a PNG carries, and whatever stands behind its end."""
    at, kind = len(PNG), b""
    while kind != b"IEND" and at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if kind in CHUNKS:
            yield Part(_inside(place, kind.decode()), _chunk(kind, content[at + 8 : at + 8 + size]))
        at += size + 12
    yield Part(place, _decoded(content[at:]))


def _chunk(kind: bytes, data: bytes) -> str:
    """A chunk's text; zTXt is packed after its keyword, iTXt may be after its keyword, two flags and two more names."""
    keyword, _, rest = data.partition(b"\0")
    try:
        if kind == b"zTXt":
            return _decoded(keyword) + "\n" + _decoded(zlib.decompress(rest[1:]))
        if kind == b"iTXt" and rest[:1] == b"\1":
            *names, text = rest[2:].split(b"\0", 2)
            return "\n".join(map(_decoded, (keyword, *names, zlib.decompress(text))))
    except zlib.error:
        pass
    return _decoded(data)


def _written(place: Words, text: str) -> Iterator[Part]:
    """A text as it stands, and again without its tags, which may part a name; what is inlined in it is opened."""
    known = _parsed(text)
    if known is not None:
        yield from _notebook(place, known) if "nbformat" in known else _values(place, known, "\n".join(_keys(known)))
    yield Part(place, unescape(text), "" if known is not None else text)
    if known is None and "<" in text:
        yield Part(place, untagged(text), untagged(text))
    for packed in INLINED.findall(text):
        yield from within(place, _unpacked(packed))


def untagged(text: str) -> str:
    """Marked-up text as it is read: words stand together over runs and spans, and apart between cells and paragraphs."""
    return unescape(TAG.sub("", ENDS.sub("\n", text)))


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
        for name, held in cell.items():
            if name != "source":
                yield from _values(here, held)
    yield from _values(place, notebook.get("metadata", {}))


def _values(place: Words, held: Any, cells: str | None = None) -> Iterator[Part]:
    """The texts and long numbers of parsed JSON, and what is packed in it: plotly's arrays, pictures."""
    leaves = list(_leaves(held))
    text = "\n".join(leaf for leaf in leaves if isinstance(leaf, str))
    read = f"{text}\n{untagged(text)}" if "<" in text else text
    yield Part(place, read, read if cells is None else cells)
    for packed in leaves:
        if isinstance(packed, bytes):
            yield from within(place, packed)


def _leaves(value: Any, key: str = "") -> Iterator[str | bytes]:
    match value:
        case {"bdata": str(packed), "dtype": str(kind)}:
            yield from _numbers(packed, kind)
        case dict():
            for name, held in value.items():
                yield name
                yield from _leaves(held, name)
        case list() if key.startswith("text/") and all(isinstance(one, str) for one in value):
            yield "".join(value)
        case list():
            for held in value:
                yield from _leaves(held, key)
        case str() if key.startswith(("image/", "application/pdf")) and key != "image/svg+xml":
            yield _unpacked(value)
        case str():
            yield value
        case int() | float() if abs(value) >= LARGE and value == value // 1:
            yield str(int(value))


def _numbers(packed: str, kind: str) -> Iterator[str]:
    """The long numbers of an array as plotly packs it."""
    import numpy as np

    array = np.frombuffer(_unpacked(packed), kind)
    yield from (str(int(number)) for number in array[np.abs(array) >= LARGE] if np.isfinite(number))


def _keys(value: Any) -> Iterator[str]:
    """The names under which parsed JSON holds its values."""
    if isinstance(value, dict):
        yield from value
    for held in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(held)


def _unpacked(packed: str) -> bytes:
    try:
        return base64.b64decode("".join(packed.split()))
    except ValueError:
        return packed.encode()


def _decoded(content: bytes) -> str:
    """Bytes as text, in every writing they could be: where there are zero bytes, in that of two bytes a character too."""
    wide = ("utf-16-le", "utf-16-be") if b"\0" in content else ()
    try:
        texts = [content.decode("utf-8")]
    except UnicodeDecodeError:
        texts = [content.decode(codec, "ignore") for codec in ("utf-8", "gb18030")]
    return "\n".join([*texts, *(content.decode(codec, "ignore") for codec in wide)])


def _inside(place: Words, name: str) -> Words:
    return Words(f"{place.zh}·{name}", f"{place.en}·{name}")
