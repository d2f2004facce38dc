"""Register: every number that a release tells, where it is told, and the cell of a protected frame it came from."""

import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from casekit.release.packing import packed
from casekit.release.quoted import FIGURES, Quoted

FILE, FORM = "numbers.json", 1
SPACE, ITEM = "urn:casekit:numbers", "{6C1B6B0E-2B0B-4E3A-9B55-6D2F9D0A71C4}"
HELD = '<?xml version="1.0" encoding="UTF-8"?>\n<numbers xmlns="{space}">{text}</numbers>'
PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{item}"><ds:schemaRefs>
<ds:schemaRef ds:uri="{space}"/></ds:schemaRefs></ds:datastoreItem>"""
OWN = ("at", "text", "kind", "value", "unit", "digits")


@dataclass(frozen=True)
class Cell:
    """A cell of a protected frame: its indicator, period and group values, and the column."""

    indicator: str
    period: str
    groups: tuple[tuple[str, str], ...]
    column: str


@dataclass(frozen=True)
class Line:
    """A sentence of something kept, or a cell of its table or chart, with its numbers and the cell that each came from.

    `part` is title, sentence, caption, note, table, chart or data; where nothing was kept under a name it is paper for
    what only the paper says, and arrival for the rows received. `row` is a sentence's place or a row's label, `column` a
    cell's header. A number without a cell is no figure, or was computed from the frames of the kept thing.
    """

    kept: str
    part: str
    row: str
    column: str
    text: str
    numbers: tuple[Quoted, ...]
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Register:
    """The numbers of a release of one quarter, or a part of them; `sources` are the indicators that each kept thing was made
    from, `release` is the digest of the whole."""

    period: str
    lines: tuple[Line, ...]
    sources: dict[str, list[str]] = field(default_factory=dict)
    release: str = ""

    @property
    def counted(self) -> dict[str, int]:
        """How many numbers there are: figures of a cell, figures computed from several, and by kind what is no figure."""
        found = Counter(
            ("cell" if cell else "computed") if one.kind in FIGURES else one.kind
            for line in self.lines
            for one, cell in zip(line.numbers, line.cells, strict=True)
        )
        return dict(sorted(found.items()))


def digest(lines: Iterable[Line]) -> str:
    """What stands for all that these lines tell."""
    cells: dict[Cell, int] = {}
    return sha256(_json([_shown(line, cells) for line in lines]).encode()).hexdigest()


def part(known: Register, told: set[str], seen: set[str]) -> Register:
    """What of a register a paper takes along, so that it holds nothing that is not on its pages: the sentences that it tells,
    all of the figures and tables that are seen in it, and its own words."""
    lines = [line for line in known.lines if line.part == "paper" or line.kept in seen or line.text in told]
    sources = {name: known.sources[name] for name in dict.fromkeys(line.kept for line in lines if line.kept)}
    return Register(known.period, tuple(lines), sources, known.release)


def written(known: Register) -> str:
    """The register as JSON, the same for the same release."""
    cells: dict[Cell, int] = {}
    lines = [_shown(line, cells) for line in known.lines]
    held = {"cells": [asdict(cell) for cell in cells], "lines": lines}
    head = {"form": FORM, "period": known.period, "release": known.release, "counted": known.counted}
    rows = (f'"{name}": [\n' + ",\n".join(map(_json, listed)) + "\n]" for name, listed in held.items())
    return ",\n".join([_json(head | {"sources": known.sources, "numbers": [*OWN, "cell"]})[:-1], *rows]) + "}\n"


def read(text: str) -> Register:
    """The register that a JSON text holds; ValueError where it holds none of this form."""
    try:
        held = json.loads(text)
        known = [
            Cell(one["indicator"], one["period"], tuple((name, value) for name, value in one["groups"]), one["column"])
            for one in held["cells"]
        ]
        lines = tuple(_line(line, known) for line in held["lines"])
        read = Register(held["period"], lines, held["sources"], held["release"]) if held["form"] == FORM else None
    except (ValueError, KeyError, TypeError, IndexError):
        read = None
    if read is None:
        raise ValueError("not a register of this form")
    return read


def attached(paper: bytes, known: Register) -> bytes:
    """The docx with a register in a part that is on no page, and that Word and LibreOffice keep when they save."""
    from xml.sax.saxutils import escape

    from docx import Document
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document, saved = Document(io.BytesIO(paper)), io.BytesIO()
    package = document.part.package
    held = HELD.format(space=SPACE, text=escape(written(known))).encode()
    described = PROPERTIES.format(space=SPACE, item=ITEM).encode()
    item = Part(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, held, package)
    about = Part(PackURI("/customXml/itemProps1.xml"), CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES, described, package)
    item.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)
    document.save(saved)
    return packed(saved.getvalue())


def _shown(line: Line, cells: dict[Cell, int]) -> dict[str, Any]:
    """A line with its numbers as lists, whose last item is the place of the cell."""
    numbers = [
        [*(getattr(one, name) for name in OWN), None if cell is None else cells.setdefault(cell, len(cells))]
        for one, cell in zip(line.numbers, line.cells, strict=True)
    ]
    return {name: getattr(line, name) for name in ("kept", "part", "row", "column", "text")} | {"numbers": numbers}


def _line(shown: dict[str, Any], known: list[Cell]) -> Line:
    held = shown["numbers"]
    numbers = tuple(Quoted(**dict(zip(OWN, one, strict=False))) for one in held)
    cells = tuple(None if one[-1] is None else known[one[-1]] for one in held)
    return Line(shown["kept"], shown["part"], shown["row"], shown["column"], shown["text"], numbers, cells)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
