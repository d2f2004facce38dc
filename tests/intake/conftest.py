"""Small files as an office would receive them, made for one test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Rows = list[list[Any]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets (name -> rows, None for a blank cell) to a workbook in the test's folder; `inline`: texts in the sheets."""

    def write(name: str = "案件.xlsx", hidden: tuple[str, ...] = (), inline: bool = False, **sheets: Rows) -> Path:
        options = {"strings_to_formulas": False, "constant_memory": inline}
        book = xlsxwriter.Workbook(str(tmp_path / name), options)
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if title in hidden:
                sheet.hide()
        book.close()
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text in an encoding to a file in the test's folder."""

    def write(content: str | bytes, name: str = "案件.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
