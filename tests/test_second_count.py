"""A second count: headline figures of the sample recomputed from its raw files with the standard library alone."""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from casekit.ground import paths
from casekit.measures.measure import measure
from casekit.records.records import Records

NUMBER = ("部门受案号", "受案号")
RECEIVED = ("受理日期", "收案时间", "受案时间")
CONCLUDED = ("审结日期", "办结日期", "办结时间")
RESULT = ("审结处理", "处理结果", "审结情况", "审结处理结果")
RETURNED = ("一退日期", "第一次退回补充侦查日期", "一次退查日期", "一次退回补充侦查日期")
LEFT = ("拆案", "分案", "并案", "合并", "改变管辖", "移送单位撤回", "公安撤回", "撤回移送")
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def sheets(path: Path) -> Iterator[list[list[str]]]:
    """The sheets of a workbook or text file as rows of text, dates as Excel's numbers."""
    if path.suffix == ".csv":
        raw = path.read_bytes()
        text = (
            raw.decode("utf-16")
            if raw[:2] in (b"\xff\xfe", b"\xfe\xff")
            else raw.decode("gb18030")
            if not raw.startswith(b"\xef\xbb\xbf")
            else raw.decode("utf-8-sig")
        )
        yield list(csv.reader(text.splitlines(keepends=True)))
        return
    with zipfile.ZipFile(path) as book:
        strings = [
            "".join(part.text or "" for part in item.iter(SPACE + "t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        for name in sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet")):
            yield [row(element, strings) for element in ElementTree.fromstring(book.read(name)).iter(SPACE + "row")]


def row(element: ElementTree.Element, strings: list[str]) -> list[str]:
    cells: dict[int, str] = {}
    for cell in element.iter(SPACE + "c"):
        value, place = cell.findtext(SPACE + "v") or "", column((cell.get("r") or "").rstrip("0123456789"))
        cells[place] = strings[int(value)] if cell.get("t") == "s" else value
    return [cells.get(place, "") for place in range(1, max(cells, default=0) + 1)]


@cache
def column(letters: str) -> int:
    return sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))


def day(text: str) -> date | None:
    """A date in any of the ways the sample writes one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{5}(\.0+)?", plain):
        return date(1899, 12, 30) + timedelta(days=int(float(plain)))
    if "年" in plain and "二" in plain:
        parts = re.fullmatch(r"(.{4})年(.+)月(.+)日", plain)
        assert parts is not None
        plain = "-".join([parts[1].translate(DIGITS), *(chinese(part) for part in parts.groups()[1:])])
    found = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", plain) or re.fullmatch(r"(\d{4})(\d\d)(\d\d)", plain)
    return date(*map(int, found.groups())) if found else None


def chinese(number: str) -> str:
    tens, ten, ones = number.rpartition("十")
    return str((int(tens.translate(DIGITS) or 1) * 10 if ten else 0) + int(ones.translate(DIGITS) or 0))


def cases() -> dict[str, dict[str, str]]:
    """Every case by its number, brackets and full-width digits made plain; a later file fills and corrects an earlier one."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(paths.sample().glob("审查起诉案件_*")):
        this: dict[str, dict[str, str]] = {}
        for rows in sheets(path):
            head = next(
                (place for place, cells in enumerate(rows) if set(NUMBER) & {cell.strip() for cell in cells}), None
            )
            names = [cell.strip() for cell in rows[head]] if head is not None else []
            for cells in rows[(head or 0) + 1 :] if names else []:
                said = dict(zip(names, cells, strict=False))
                number = re.sub(r"\D", "", unicodedata.normalize("NFKC", pick(said, NUMBER)))
                if len(number) >= 15:
                    this[number] = said | {name: text for name, text in this.get(number, {}).items() if text.strip()}
        for number, said in this.items():
            fields = {name: pick(said, names) for name, names in FIELDS.items()}
            found[number] = found.get(number, {}) | {name: text for name, text in fields.items() if text.strip()}
    return found


FIELDS = {"received": RECEIVED, "concluded": CONCLUDED, "result": RESULT, "returned": RETURNED}


def pick(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if name in said), "")


@pytest.fixture(scope="module")
def counted() -> dict[str, int]:
    """What the standard library counts for January to September 2026."""
    first, last = date(2026, 1, 1), date(2026, 9, 30)
    received = concluded = returned = 0
    for said in cases().values():
        came, went, back = (day(said.get(name, "")) for name in ("received", "concluded", "returned"))
        if came and went and went < came:
            continue
        received += bool(came and first <= came <= last)
        if went and first <= went <= last and said.get("result", "").strip() not in LEFT:
            concluded += 1
            returned += bool(back)
    return {"received": received, "concluded": concluded, "returned": returned}


def test_cases_received_are_the_same_by_a_second_count(sample: Records, counted: dict[str, int]) -> None:
    assert measure(sample, "received", periods=["2026Q1-Q3"])["numerator"][0] == counted["received"] > 900


def test_cases_concluded_and_returned_are_the_same_by_a_second_count(sample: Records, counted: dict[str, int]) -> None:
    row = measure(sample, "returned_once", periods=["2026Q1-Q3"]).row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (counted["returned"], counted["concluded"])
