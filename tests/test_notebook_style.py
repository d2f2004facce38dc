"""Notebooks hold in markdown only what is true of every quarter; what is true of this one is computed, and names nobody."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from casekit.release import gate

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
TYPED = re.compile(r"\d+(?:\.\d+)?\s*[%％]|\d+\.\d+|20\d\d(?:Q\d|年)|\d+[件人]")
ALLOWED = re.compile(r"95%区间|95% interval")


def cells(path: Path, kind: str) -> list[Any]:
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_no_number_is_typed_into_prose(notebook: Path) -> None:
    for cell in cells(notebook, "markdown"):
        assert TYPED.findall(ALLOWED.sub("", cell.source)) == []


def test_the_second_cell_holds_the_parameters(notebook: Path) -> None:
    cell = nbformat.read(notebook, 4).cells[1]
    assert cell.metadata["tags"] == ["parameters"]
    assert re.fullmatch(r'data = "data/sample"\nperiod = "20\d\dQ[1-4]"', cell.source)


def test_a_title_is_a_question_with_an_english_gloss(notebook: Path) -> None:
    first = cells(notebook, "markdown")[0].source.splitlines()
    assert re.fullmatch(r"# \d\d　.+？", first[0])
    assert re.fullmatch(r"\*.+\*", first[2])


def test_code_cells_are_short_and_define_nothing(notebook: Path) -> None:
    for cell in cells(notebook, "code"):
        tree = ast.parse(cell.source)
        assert len(cell.source.splitlines()) <= 15
        assert not any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.If | ast.For) for node in tree.body)


def test_no_name_is_given_twice(notebook: Path) -> None:
    given = [
        target.id
        for cell in cells(notebook, "code")
        for node in ast.parse(cell.source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(given) == len(set(given))


def test_every_code_cell_was_executed_in_order_and_none_failed(notebook: Path) -> None:
    codes = cells(notebook, "code")
    assert [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))
    assert not any(output.output_type == "error" for cell in codes for output in cell.outputs)
    assert all("execution" not in cell.metadata for cell in codes)


def test_no_cell_is_left_out_of_the_comparison(notebook: Path) -> None:
    text = notebook.read_text("utf-8")
    assert not re.search(r"NBVAL_(?:IGNORE|SKIP|RAISES)|nbval-(?:ignore|skip)", text)


def test_outputs_name_nobody_and_are_small(notebook: Path) -> None:
    assert gate.identifiers(notebook.read_text("utf-8")) == []
    assert notebook.stat().st_size <= 250 * 1024
    shown = [len(json.dumps(output, ensure_ascii=False)) for cell in cells(notebook, "code") for output in cell.outputs]
    assert max(shown) <= 40 * 1024
