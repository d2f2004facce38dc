"""The gate: nothing that names a person or a case leaves; finished files are read once more before they appear."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from casekit import codebook
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
SIZES = ((3, 10_000), (2, 2))


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


def read_once_more(folder: Path, names: pl.Series | None = None) -> int:
    """Refuse a finished folder in which any file, part of a file, or file name carries an identifier or a real name.

    Names of three or more characters and identity numbers refuse; a name of two is often a word (高峰, 和平), so these are
    only counted: the number of parts that hold one comes back.
    """
    places, texts = zip(*_texts(folder), strict=True)
    known = pl.Series(dtype=pl.String) if names is None else names.str.strip_chars().unique()
    longer, short = (_holding(texts, known.filter(known.str.len_chars().is_between(*sizes))) for sizes in SIZES)
    for place, text, named in zip(places, texts, longer, strict=True):
        kind = next((found.kind for found in identifiers(text)), "name" if named else None)
        if kind:
            raise fault("identifier_found", place=place, kind=codebook.labels("identifier")[kind])
    return int(short.sum())


def _holding(texts: tuple[str, ...], names: pl.Series) -> pl.Series:
    """Which of the texts hold any of the names; all texts at once, as the search is built anew for each call."""
    if names.is_empty():
        return pl.Series([False] * len(texts))
    return pl.Series(texts).str.contains_any(names.implode())


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text of a folder with its place: file names, files, and the parts of packages."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        yield name, name
        yield from ((name if part == file.name else f"{name}·{part}", text) for part, text in _parts(file))


def _parts(file: Path) -> Iterator[tuple[str, str]]:
    """The texts of a file: its own, or those of the parts of a docx or xlsx with their tags taken out."""
    if file.suffix in TEXTS:
        yield file.name, file.read_text("utf-8")
    if file.suffix in ZIPPED:
        with zipfile.ZipFile(file) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    text = package.read(name).decode("utf-8", "replace")
                    yield name, re.sub(r"<[^>]+>", "\n" if "sharedStrings" in name else "", text)


def _checks(number: str) -> bool:
    """Whether the last character is the check digit of GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
