"""The gate: nothing that names a person or a case leaves; finished files are read once more before they appear."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.ground.errors import Words, fault
from casekit.release import parts
from casekit.release.folded import DOTS, folded

YEAR = r"[\[〔（(［【<{《〈]\s*(?:19|20)\d{2}\s*[\]〕）)］】>}》〉]"
ALONE = r"(?<!\d)(?<!\d\.)(?<![^G-Zg-z][A-Fa-f])"  # behind letters, but not inside a digest
PATTERNS = {
    "id_number": r"(?<!\d)(?<!\d\.)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)",
    "phone": rf"{ALONE}(?:86)?(?!\d{{3}}0{{8}})1[3-9]\d{{9}}(?![0-9A-Fa-f]|\.\d*[1-9])",
    "unified_number": rf"{ALONE}[1-9]\d{{5}}20[0-4]\d{{8}}(?![0-9A-Fa-f])",
    "department_number": rf"受\s*{YEAR}\s*\d{{8,16}}",
    "document_number": rf"[检公][\u4e00-\u9fff（）()]{{0,8}}[刑诉捕量][\u4e00-\u9fff（）()]{{0,6}}{YEAR}\s*第?Z?\d{{1,7}}号",
    "court_number": rf"{YEAR}[\u4e00-\u9fff]{{1,8}}\d{{0,4}}[刑民行执赔][\u4e00-\u9fff]{{0,5}}第?\d+号",
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CANDIDATES = (
    r"(?:^|(?s:.)?[^0-9.]|[^0-9]\.)[0-9]{11,18}[0-9A-Za-z.]*",
    rf"[^\n]{{0,24}}{YEAR}(?:[^号\n]{{0,24}}号|\s*\d{{8}}[^\n]{{0,8}})",
)
"""Wherever PATTERNS could match, in an engine that reads a hundred times as fast but cannot look behind."""
CODE = r"(?:^|[^0-9A-Za-z.])([0-9a-f]{16}|[0-9A-F]{16})(?:[^0-9A-Za-z]|$)"
SIZES = ((3, 10_000), (2, 2))


def identifiers(text: str) -> list[str]:
    """The kinds of every identity number (by its check digit), phone, and case number in a text."""
    found = [(kind, match[0]) for kind, pattern in PATTERNS.items() for match in re.finditer(pattern, text)]
    return [kind for kind, number in found if kind != "id_number" or _checks(number)]


def texts_of(what: Exhibit | Said, sentences: tuple[str, ...]) -> Iterator[str]:
    """Every text that leaves with something kept: its sentences, its words, and the cells of its frames."""
    yield from sentences
    yield from (text for text in vars(what).values() if isinstance(text, str))
    for frame in frames_of(what):
        yield from frame.columns
        yield from frame.select(pl.exclude(pl.List).cast(pl.String).str.join("\n")).row(0) if frame.height else ()


def frames_of(what: Exhibit | Said) -> list[pl.DataFrame]:
    """The frames that something kept is drawn from."""
    return [held for held in vars(what).values() if isinstance(held, pl.DataFrame)]


def is_row_level(frame: pl.DataFrame) -> bool:
    """Whether a frame has a row a case: a column that names cases or persons, or the codes that stand for them."""
    texts = frame.select(pl.col(pl.String)).unpivot()["value"].cast(pl.String)
    return bool(_keys() & set(frame.columns)) or bool(_holding_codes(texts).any())


def read_once_more(folder: Path, names: pl.Series | None = None) -> int:
    """Refuse a finished folder in which any file, part of a file, or file name carries an identifier, a real name, rows of
    single cases, or what cannot be read; the sentence says where.

    Names of three or more characters and identity numbers refuse; a name of two is often a word (高峰, 和平), so these are
    only counted: the number of parts that hold one comes back.
    """
    read = list(parts.of_folder(folder))
    texts, cells = folded(_series(part.text for part in read)), _series(part.cells for part in read)
    for part, kind, rows in zip(read, _kinds(texts, names), _holding_rows(texts, cells), strict=True):
        if kind:
            raise fault("identifier_found", place=part.place, kind=codebook.label_in_both("identifier", kind))
        if rows:
            raise fault("row_level", place=part.place)
        if not part.is_readable:
            raise fault("not_checkable", place=part.place)
    return int(_holding(texts, _of_size(names, *SIZES[1])).sum())


def refuse_named_inputs(report: dict[str, Any], names: pl.Series, shown: str) -> None:
    """Refuse exports whose folder, file, sheet or header names carry a name or number, before any of them is shown; the
    sentence says which by its place alone."""
    places = dict(_inputs(report)) | {Words("数据文件夹名", "the name of the data folder"): shown}
    places |= {Words("未作为数据读取的文件名", "the name of a file that was not read"): "\n".join(report["notices"])}
    for place, kind in zip(places, _kinds(folded(_series(places.values())), names), strict=True):
        if kind:
            raise fault("named_input", place=place)


def _series(texts: Iterable[str]) -> pl.Series:
    """Texts as a column, which holds no half characters."""
    return pl.Series([text.encode("utf-8", "ignore").decode() for text in texts], dtype=pl.String)


def _inputs(report: dict[str, Any]) -> Iterator[tuple[Words, str]]:
    """Every name in the exports with its place by number: files in order of name, their sheets, their headers."""
    files = {file: number for number, file in enumerate(sorted(report["inputs"]), 1)}
    for file, number in files.items():
        yield (
            Words(f"第{number}个数据文件（按名称排列）的文件名", f"the name of data file {number} (in order of name)"),
            file,
        )
    sheets = Counter[str]()
    for one in report["understood"]:
        number, place = files[one["file"]], sheets[one["file"]] + 1
        sheets[one["file"]] = place
        zh, en = (
            f"第{number}个数据文件（按名称排列）第{place}张工作表",
            f"sheet {place} of data file {number} (in order of name)",
        )
        headers = [str(header) for header, *_ in (*one["columns"], *one["unknown"])]
        yield Words(f"{zh}的表名", f"the name of {en}"), one["sheet"] or ""
        yield Words(f"{zh}的表头", f"a header of {en}"), "\n".join(headers)


def _kinds(texts: pl.Series, names: pl.Series | None) -> list[str | None]:
    """What identifier each text holds, or None."""
    plain = texts.alias("text").to_frame()
    found = plain.select(pl.concat_list(pl.col("text").str.extract_all(form) for form in CANDIDATES).list.join("\n"))
    named = _holding(texts, _of_size(names, *SIZES[0]))
    return [
        next(iter(identifiers(candidates)), "name" if has_name else None)
        for candidates, has_name in zip(found.to_series(), named, strict=True)
    ]


def _of_size(names: pl.Series | None, least: int, most: int) -> pl.Series:
    """The names of so many characters; a number that is none of a person, and what the codebook itself writes, is no name."""
    if names is None or names.is_empty():
        return pl.Series(dtype=pl.String)
    known = names.str.strip_chars().str.replace_all(f"[{''.join(map(chr, DOTS))}]", "\u00b7").unique()
    known = known.filter(known.str.len_chars().is_between(least, most) & known.str.contains(r"\p{L}|^\d{15,}"))
    words = pl.Series([_own_words()]).str.extract_many(known.implode(), overlapping=True).explode()
    return known.filter(~known.is_in(words.implode())) if least > SIZES[1][1] else known


@cache
def _own_words() -> str:
    """All that the codebook says: 未成年人 in a column of names is no name."""
    own = [file for file in files(codebook).iterdir() if file.name.endswith((".csv", ".toml"))]
    return "\n".join(file.read_text("utf-8") for file in own)


def _holding(texts: pl.Series, names: pl.Series) -> pl.Series:
    """Which of the texts hold any of the names; all texts at once, as the search is built anew for each call."""
    if names.is_empty():
        return pl.repeat(False, texts.len(), eager=True)
    return texts.str.contains_any(names.implode())


def _holding_rows(texts: pl.Series, cells: pl.Series) -> pl.Series:
    """Which of the parts have rows of single cases."""
    keys, labels = "|".join(sorted(_keys())), "|".join(sorted(_labels()))
    column = rf"""(?im)(?:^|[│┆|,;>"'`*\t\x{{feff}} ])(?:{keys})(?:$|[│┆|,;<"'`*\t\r=: ])"""
    header = rf"""(?m)(?:^|[│┆|,;\t"])[ ]*(?:{labels})[ ]*[│┆|,;\t"]|<th[^>]*>\s*(?:{labels})\s*<"""
    return cells.str.contains(column) | cells.str.contains(header) | _holding_codes(texts)


def _holding_codes(texts: pl.Series) -> pl.Series:
    """Which of the texts hold a code that stands for a person or a case: sixteen digits and letters up to f."""
    codes = texts.to_frame("text").select(pl.col("text").str.extract_all(CODE).list.join(" ")).to_series()
    return (codes.str.contains("[A-Fa-f]") & codes.str.contains("[0-9]")).fill_null(False)


@cache
def _keys() -> frozenset[str]:
    """The columns of the clean tables that name a case or a person's number."""
    fields = codebook.fields().filter(pl.col("kind").is_in(["key", "case_number", "id"]))["field"]
    return frozenset({"case_id", *fields})


@cache
def _labels() -> frozenset[str]:
    """What the exports call these columns."""
    fields = codebook.fields().filter(
        pl.col("kind").is_in(["key", "case_number", "id"]) | (pl.col("field") == "suspect_name")
    )
    return frozenset(fields["label_zh"])


def _checks(number: str) -> bool:
    """Whether the last character is the check digit of GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
