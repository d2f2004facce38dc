"""Files: which files of a folder are tables and which are documents, and what each one is by its first bytes."""

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, groupby
from pathlib import Path
from typing import Literal

from casekit.ground import written
from casekit.ground.errors import Words, fault, listed, notice
from casekit.intake import texts

Kind = Literal["xlsx", "xls", "text", "docx", "txt"]

WORKBOOKS = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".et": "xls"}
TEXTS = {".csv": "text", ".tsv": "text", ".txt": "text"}
SUFFIXES = WORKBOOKS | TEXTS | {".xlsb": "xlsb", ".ods": "ods"}
DOCUMENTS: dict[str, Kind] = {".docx": "docx", ".txt": "txt"}
OTHER_DOCUMENTS = {".doc", ".wps", ".rtf", ".pdf"}
NOT_TABLES = {"readme", "truth", "synthetic", "preview"}
MARKUP = Words("网页或 XML", "a web page or XML")
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True)
class File:
    """A table file: where it is, its name below the data folder with '/' between, its kind, and what to tell."""

    path: Path
    name: str
    kind: Kind
    notices: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """What a folder holds: table files in order of name, documents (docx, txt), the names that were left aside, and what
    to tell."""

    files: tuple[File, ...]
    ignored: tuple[str, ...]
    notices: tuple[Words, ...]
    documents: tuple[File, ...] = ()


def list_files(folder: Path) -> Arrived:
    """The table files and documents of a folder and the folders in it; a folder that is missing or holds none is a fault.

    Lock files (~$...), hidden files, README and truth files and everything that is neither are left aside and named; papers
    in other formats are counted. A table file that cannot be read at all (password, cut short, not text) is a fault here,
    before anything is read; a document that cannot be read stops nothing.
    """
    if not folder.is_dir():
        raise fault("folder_missing", folder=folder)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    named = [(path, path.relative_to(folder).as_posix()) for path in paths]
    kept = {name: path for path, name in named if is_table(path, name)}
    documents = tuple(
        File(path, name, DOCUMENTS[path.suffix.lower()])
        for path, name in named
        if name not in kept and path.suffix.lower() in DOCUMENTS and not is_left_aside(path, name)
    )
    if not kept and not documents:
        raise fault("folder_empty", folder=folder)
    files = tuple(file_of(path, name) for name, path in kept.items())
    read = {file.name for file in (*files, *documents)}
    ignored = tuple(name for _, name in named if name not in read)
    return Arrived(files, ignored, (*same_files(files), *told_of_ignored(ignored)), documents)


def told_of_ignored(names: tuple[str, ...]) -> Iterator[Words]:
    """What to tell of files that were not read. Papers in other formats are counted, as their names may name a person."""
    old = [name for name in names if Path(name).suffix.lower() in OTHER_DOCUMENTS and not is_hidden(name)]
    strange = [name for name in names if Path(name).stem.lower() not in NOT_TABLES and name not in old]
    if strange:
        yield notice("files_ignored", files=listed(strange))
    if old:
        yield notice("documents_old", count=written.many(len(old), "document"))


def is_table(path: Path, name: str) -> bool:
    """Whether a file counts as a table: by its suffix, or because its bytes are a workbook whatever its name."""
    if is_left_aside(path, name):
        return False
    if path.suffix.lower() == ".txt":
        return texts.is_tabular(path)
    return path.suffix.lower() in SUFFIXES or (first_bytes(path).startswith(ZIP) and zip_kind(path) == "xlsx")


def is_left_aside(path: Path, name: str) -> bool:
    """Whether a file is never read: a lock file, a hidden one, a README or one of the sample's own notes."""
    return is_hidden(name) or path.stem.lower() in NOT_TABLES


def is_hidden(name: str) -> bool:
    """Whether a file or a folder it lies in is hidden or a program's own."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in name.split("/"))


def file_of(path: Path, name: str) -> File:
    """The file with its kind by content; where name and content differ it is read as what it is, and that is told."""
    kind = kind_of(path, name)
    named = SUFFIXES.get(path.suffix.lower())
    shown = {"text": "csv"}.get(kind, kind)
    suffix = path.suffix or Words("（无）", "nothing")
    told = () if kind == named else (notice("suffix_differs", file=name, suffix=suffix, kind=shown),)
    return File(path, name, kind, told)


def kind_of(path: Path, name: str) -> Kind:
    """What a file is by its bytes; what cannot be read as a table is a fault that says why."""
    head = first_bytes(path)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise fault("incomplete_file", file=name, size=path.stat().st_size)
    kind = zip_kind(path) if head.startswith(ZIP) else ole_kind(path) if head.startswith(OLE) else texts.text_kind(head)
    match kind:
        case "xlsx" | "xls" | "text":
            return kind
        case "password":
            raise fault("password", file=name)
        case "cut":
            raise fault("incomplete_file", file=name, size=path.stat().st_size)
        case "markup" | "xlsb" | "ods":
            raise fault("kind_unsupported", file=name, kind=MARKUP if kind == "markup" else kind)
        case _ if path.suffix.lower() in TEXTS:
            raise fault("not_text", file=name, suffix=path.suffix)
        case _:
            raise fault("not_workbook", file=name, suffix=path.suffix)


def first_bytes(path: Path, size: int = 1 << 16) -> bytes:
    """The beginning of a file; one that may not be opened is a fault."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        raise fault("cannot_read", file=path.name) from None


def zip_kind(path: Path) -> str:
    """What a zip archive is: xlsx, xlsb, ods, `cut` where its end is missing, else `other`."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return "cut"
    if any(name.endswith("xl/workbook.xml") for name in names):
        return "xlsx"
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "xlsb"
    return "ods" if "content.xml" in names else "other"


def ole_kind(path: Path) -> str:
    """What an OLE container is by the streams it names: password, xls, `cut`, else `other` (a .doc, for one)."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "password"
    if is_cut(data):
        return "cut"
    return "xls" if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0")) else "other"


def is_cut(data: bytes) -> bool:
    """Whether an OLE container's own tables lie behind its end, as in a copy that was broken off."""
    head = data[:520].ljust(520, b"\xff")
    sector = 1 << min(12, int.from_bytes(head[30:32], "little"))
    tables = struct.unpack_from("<109I", head, 76)[: struct.unpack_from("<I", head, 44)[0]]
    directory = struct.unpack_from("<I", head, 48)[0]
    return len(data) < 512 or any(
        (place + 2) * sector > len(data) for place in (*tables, directory) if place < 0xFFFFFFFA
    )


def same_files(files: tuple[File, ...]) -> Iterator[Words]:
    """A sentence for each pair of files with the same bytes; both are still read."""
    by_size = sorted(files, key=lambda file: (file.path.stat().st_size, file.name))
    for _, group in groupby(by_size, key=lambda file: file.path.stat().st_size):
        for first, second in combinations(group, 2):
            if digest(first.path) == digest(second.path):
                yield notice("same_file", file=second.name, other=first.name)


def digest(path: Path) -> str:
    """The sha256 of a file, read piece by piece."""
    result = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            result.update(piece)
    return result.hexdigest()
