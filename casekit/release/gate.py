"""The gate: nothing that names a person or a case leaves; finished files are read once more before they appear."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.ground.errors import fault

PATTERNS = {
    "id_number": r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])",
    "phone": r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z.])",
    "unified_number": r"(?<![0-9A-Za-z.])\d{6}(?:19|20)\d{9}(?![0-9A-Za-z])",
    "department_number": r"受[\[〔（(［]\s*(?:19|20)\d{2}\s*[\]〕）)］]\s*\d{8,16}\s*号",
    "court_number": r"[（(〔\[](?:19|20)\d{2}[）)〕\]][\u4e00-\u9fff]\d{2,4}刑[\u4e00-\u9fff]{1,3}\d+号",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TEXTS = {".md", ".json", ".svg", ".ipynb", ".csv", ".txt", ".html"}
ZIPPED = {".docx", ".xlsx"}


@dataclass(frozen=True)
class Found:
    """An identifier in a text: what kind, and where it begins."""

    kind: str
    at: int


def identifiers(text: str) -> list[Found]:
    """Every identity number (by its check digit), phone, and case number in a text."""
    found = [(kind, match) for kind, pattern in PATTERNS.items() for match in re.finditer(pattern, text)]
    return [Found(kind, match.start()) for kind, match in found if kind != "id_number" or _checks(match[0])]


def texts_of(what: Exhibit | Said, sentences: tuple[str, ...]) -> Iterator[str]:
    """Every text that leaves with something kept: its sentences, its words, and the cells of its frame."""
    yield from sentences
    if isinstance(what, Exhibit):
        yield from (what.measure, what.population, what.source, what.note)
        yield from what.frame.select(pl.all().cast(pl.String).str.join("\n")).row(0) if what.frame.height else ()


def read_once_more(folder: Path) -> None:
    """Refuse a finished folder in which any file, part of a file, or file name carries an identifier."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        for part, text in [(name, name), *_parts(file)]:
            if found := identifiers(text):
                raise fault("identifier_found", place=f"{name}·{part}" if part != name else name, kind=found[0].kind)


def _parts(file: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file: its own, or those of the parts of a docx or xlsx with their tags taken out."""
    if file.suffix in TEXTS:
        yield file.name, file.read_text("utf-8")
    if file.suffix in ZIPPED:
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    yield (
                        name,
                        re.sub(
                            r"<[^>]+>",
                            "\n" if "sharedStrings" in name else "",
                            package.read(name).decode("utf-8", "replace"),
                        ),
                    )


def _checks(number: str) -> bool:
    """Whether the last character is the check digit of GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
