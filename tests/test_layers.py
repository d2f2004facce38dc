"""The tree reads like the spine: a module imports only from folders above its own, and casekit itself stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "casekit"
LAYERS = [
    "ground", "codebook", "cleaning", "intake", "records", "statistics", "measures", "subjects", "exhibits", "release", "sample",
]  # fmt: skip
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
APART = {"pandas", "requests", "urllib", "socket", "http"}


def layer(name: str) -> int:
    """The place of a module's folder on the way down; modules at the top of the package come last."""
    return LAYERS.index(name) if name in LAYERS else len(LAYERS)


def imported(path: Path) -> list[str]:
    """Every module a file imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module:
            found += (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "casekit" else [node.module]
            )
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_folders_above_its_own(path: Path) -> None:
    if path.parent == PACKAGE:
        return
    own = path.relative_to(PACKAGE).parts[0]
    below = [name for name in imported(path) if name.startswith("casekit.") and layer(name.split(".")[1]) > layer(own)]
    assert below == []


def test_subjects_never_import_one_another() -> None:
    for path in (PACKAGE / "subjects").rglob("*.py"):
        own = path.relative_to(PACKAGE / "subjects").parts[0].removesuffix(".py")
        others = [name for name in imported(path) if name.startswith("casekit.subjects.") and name.split(".")[2] != own]
        assert others == []


def test_nothing_in_the_product_calls_the_network_or_pandas() -> None:
    for path in MODULES:
        assert {name.split(".")[0] for name in imported(path)} & APART == set()


def test_import_casekit_brings_polars_and_nothing_heavier() -> None:
    code = "import sys, casekit; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert loaded.isdisjoint(
        {"numpy", "scipy", "sklearn", "plotly", "docx", "pandas", "nbclient", "fastexcel", "dataframely"}
    )


def test_every_public_name_can_be_had() -> None:
    import casekit

    assert [name for name in casekit.__all__ if getattr(casekit, name, None) is None] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_opens_with_one_sentence_and_stays_about_one_noun(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == "" or (ast.get_docstring(ast.parse(text)) or "").strip()
    assert len(text.splitlines()) <= 260
