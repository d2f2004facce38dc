"""Word text: what a docx says, paragraph by paragraph, in cells and text boxes too, without opening anything it points to."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

PART = "word/document.xml"
LARGEST = 64 << 20
BLOCK = 1 << 18
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
TWICE = frozenset({"Fallback", "moveFrom"})
"""What stands in the file a second time: a text box as older programs show it, and a moved passage at its old place."""
SPACES = {"tab": " ", "br": "\n", "cr": "\n", "p": "\n", "txbxContent": "\n", "noBreakHyphen": "-"}


class NoDocument(Exception):
    """A file that is no docx, or no whole one."""


def word_text(path: Path) -> str:
    """The text of a docx, one line a paragraph; of revisions what would stand if all were accepted. `NoDocument` where it
    cannot be read: no docx, cut short, locked by a password, or of a size or a form that no paper has."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = archive.getinfo(PART)
            if part.file_size > LARGEST or part.compress_type not in PACKED:
                raise NoDocument
            with archive.open(PART) as stream:
                return _Text().read(iter(lambda: stream.read(BLOCK), b""))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError, expat.ExpatError):
        raise NoDocument from None


class _Text:
    """The text so far, the element whose letters count now, and how deep in what stands twice the reader is."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.twice = 0
        self.in_text = False

    def read(self, blocks: Iterator[bytes]) -> str:
        """The text of the whole XML; a document type is refused, as what it declares could grow without bound."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = _refused
        parser.StartElementHandler, parser.EndElementHandler = self._begun, self._ended
        parser.CharacterDataHandler = self._said
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
        return "".join(self.parts)

    def _begun(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self.twice += local in TWICE
        self.in_text = local == "t"
        if local == "txbxContent":
            self.parts.append("\n")

    def _ended(self, name: str) -> None:
        local = name.rpartition("}")[2]
        self.in_text = False
        self.twice -= local in TWICE
        if local in SPACES and not self.twice:
            self.parts.append(SPACES[local])

    def _said(self, text: str) -> None:
        if self.in_text and not self.twice:
            self.parts.append(text)


def _refused(*_: object) -> NoReturn:
    raise NoDocument
