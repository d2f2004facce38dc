"""Opened: a Word paper as an author left it - its paragraphs, tables and charts in order, each with its place."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from casekit.ground.errors import LANGUAGES, Words, fault
from casekit.release.markup import SKIPPED, below, drawn, local, rows, said

OLE, LOCKED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
LARGEST = 64 << 20
BROKEN = (OSError, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError)
MAIN = "word/document.xml"
NOWHERE = Words("", "")
BESIDE = {
    "header": Words("页眉", "a header"),
    "footer": Words("页脚", "a footer"),
    "footnotes": Words("脚注", "a footnote"),
    "endnotes": Words("尾注", "an endnote"),
}
HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|\d+\. ).{1,40}$")
CAPTION = {"table": re.compile(r"附?表\s*\d+|(?:Table|Annex) \d+"), "chart": re.compile(r"图\s*\d+|Figure \d+")}
COUNTED = {"table": Words("第{}张表", "table no. {}"), "chart": Words("第{}幅图", "chart no. {}")}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Passage:
    """A paragraph and where it stands."""

    place: Words
    text: str


@dataclass(frozen=True)
class Grid:
    """A table, the numbers in a chart, or the sheet behind it: heads, and rows that begin with their label; `name` is the
    drawing's own."""

    place: Words
    part: str
    heads: list[str]
    rows: list[list[str]]
    name: str = ""


@dataclass(frozen=True)
class Opened:
    """What an author's paper holds; `attached` are the texts of the parts that are no page of it."""

    passages: tuple[Passage, ...]
    grids: tuple[Grid, ...]
    attached: tuple[str, ...]


def opened(path: Path) -> Opened:
    """The paper as it would stand if all tracked changes were accepted. What cannot be read is a UserError."""
    name = path.name
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise fault("paper_missing", file=name) from None
    except OSError:
        raise fault("cannot_read", file=name) from None
    if content.startswith(OLE):
        raise fault("password" if LOCKED in content else "paper_form", file=name)
    if not content.startswith(b"PK"):
        raise fault("paper_form", file=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if MAIN not in package.namelist():
                raise fault("paper_form", file=name)
            return _Reader(package).read()
    except (*BROKEN, zipfile.BadZipFile, zlib.error, ElementTree.ParseError):
        raise fault("paper_damaged", file=name) from None


@dataclass(frozen=True)
class _Reader:
    """What an open package holds, an item after another, not yet placed."""

    package: zipfile.ZipFile

    def read(self) -> Opened:
        names = self.package.namelist()
        body = _placed(list(self._items(self._part(MAIN), MAIN)))
        for name in names:
            stem = re.sub(r"\d*\.xml$", "", name.removeprefix("word/"))
            if stem in BESIDE:
                beside = [item for item in self._items(self._part(name), name) if isinstance(item, Passage)]
                body += [replace(item, place=BESIDE[stem]) for item in beside]
        attached = [self._part(name) for name in names if re.fullmatch(r"customXml/item\d+\.xml", name)]
        return Opened(
            tuple(item for item in body if isinstance(item, Passage)),
            tuple(item for item in body if isinstance(item, Grid)),
            tuple("".join(part.itertext()) for part in attached),
        )

    def _part(self, name: str) -> Element:
        if self.package.getinfo(name).file_size > LARGEST or b"<!DOCTYPE" in (content := self.package.read(name)):
            raise ValueError
        return ElementTree.fromstring(content)

    def _items(self, element: Element, part: str) -> Iterator[Passage | Grid]:
        """Every paragraph, table and chart below an element, in order."""
        for child in element:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child, part)
            elif name == "tbl":
                yield Grid(NOWHERE, "table", *rows(child))
                yield from self._drawings(child, part)
            elif name not in SKIPPED:
                yield from self._items(child, part)

    def _paragraph(self, element: Element, part: str) -> Iterator[Passage | Grid]:
        if text := "".join(said(element)).strip():
            yield Passage(NOWHERE, text)
        yield from self._drawings(element, part)

    def _drawings(self, element: Element, part: str) -> Iterator[Passage | Grid]:
        """The charts below an element, and what stands in its text boxes."""
        for drawing in below(element, "drawing"):
            name = next((found.get("name", "") for found in drawing.iter() if local(found) == "docPr"), "")
            for link in (found.get(RELATION) for found in drawing.iter() if local(found) == "chart"):
                yield from self._chart(self._targets(part)[link or ""], name)
        for box in below(element, "txbxContent"):
            yield from self._items(box, part)

    def _chart(self, part: str, name: str) -> Iterator[Grid]:
        """The numbers that a chart draws, and the sheet behind it."""
        yield Grid(NOWHERE, "chart", *drawn(self._part(part)), name)
        for target in self._targets(part).values():
            if target.endswith(".xlsx"):
                yield from _sheets(self.package.read(target), name)

    def _targets(self, part: str) -> dict[str, str]:
        """The parts that a part refers to, by id."""
        folder, _, file = part.rpartition("/")
        links = f"{folder}/_rels/{file}.rels"
        if links not in self.package.namelist():
            return {}
        inside = [link for link in self._part(links) if link.get("TargetMode") != "External"]
        joined = {link.get("Id", ""): posixpath.join(f"/{folder}", link.get("Target", "")) for link in inside}
        return {name: posixpath.normpath(target).lstrip("/") for name, target in joined.items()}


def _sheets(workbook: bytes, name: str) -> Iterator[Grid]:
    """The columns on the first sheet behind a chart; empty ones part its data from what the chart is drawn from."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    except CalamineError:
        raise ValueError from None
    heads = [str(head).strip() for head in rows[0]] if rows else []
    ends = [place for place, head in enumerate([*heads, ""]) if not head]
    for first, last in zip([-1, *ends], ends, strict=False):
        if last - first > 1:
            held = [[_plain(cell) for cell in row[first + 1 : last]] for row in rows[1:]]
            yield Grid(NOWHERE, "data", heads[first + 1 : last], [row for row in held if any(row)], name)


def _plain(cell: object) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def _placed(items: list[Passage | Grid]) -> list[Passage | Grid]:
    """The items with their places: paragraphs by number and heading, tables by the caption above, charts by that below."""
    placed: list[Passage | Grid] = []
    heading, paragraphs, counted = "", 0, {"table": 0, "chart": 0}
    for place, item in enumerate(items):
        if isinstance(item, Passage):
            paragraphs += 1
            heading = item.text if HEADING.match(item.text) else heading
            placed.append(replace(item, place=_paragraph(paragraphs, heading)))
            continue
        kind = "table" if item.part == "table" else "chart"
        counted[kind] += item.part != "data"
        near = items[:place][::-1] if kind == "table" else items[place:]
        caption = next((one for one in near if isinstance(one, Passage)), None)
        found = CAPTION[kind].match(caption.text) if caption else None
        where = Words(*(COUNTED[kind].say(language).format(counted[kind]) for language in LANGUAGES))
        placed.append(replace(item, place=Words(found[0], found[0]) if found else where))
    return placed


def _paragraph(number: int, heading: str) -> Words:
    return Words(
        f"第{number}段" + f"（{heading}）" * bool(heading), f"paragraph {number}" + f" ({heading})" * bool(heading)
    )
