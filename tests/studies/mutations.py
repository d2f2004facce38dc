"""Study: flip one operator at a time in a copy of the library; each flip must turn a test red.

Usage: python tests/studies/mutations.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLIPS = [
    ("casekit/measures/measure.py", "count < FEW", "count <= FEW", "tests/measures"),
    ("casekit/measures/measure.py", "else pl.col(counted.numerator) & den", "else pl.col(counted.numerator)", "tests/measures"),
    ("casekit/measures/measure.py", "is_between(span.start, span.end)", 'is_between(span.start, span.end, "none")', "tests/measures"),
    ("casekit/measures/derived.py", "is_not_null() & ~elsewhere", "is_not_null() | ~elsewhere", "tests/measures"),
    ("casekit/measures/disclosure.py", '(count < pl.col("threshold"))', '(count <= pl.col("threshold"))', "tests/measures"),
    ("casekit/measures/disclosure.py", "(count > 0) & ", "(count >= 0) & ", "tests/measures"),
    ("casekit/exhibits/branch.py", "low <= 0 <= high", "low > 0 > high", "tests/exhibits"),
    ("casekit/exhibits/branch.py", "now > before else", "now < before else", "tests/exhibits"),
    ("casekit/records/sealing.py", "(_minor() & _light())", "(_minor() | _light())", "tests/records"),
    ("casekit/records/dating.py", "pl.col(column) <= extracted", "pl.col(column) < extracted", "tests/records"),
    ("casekit/cleaning/date_forms.py", "pl.date(1899, 12, 30)", "pl.date(1900, 1, 1)", "tests/cleaning"),
    ("casekit/ground/quarter.py", "timedelta(days=1)", "timedelta(days=0)", "tests/ground"),
    ("casekit/statistics/uncertainty.py", "centre - half", "centre + half", "tests/statistics"),
]  # fmt: skip


def is_red(copy: Path, tests: str) -> bool:
    """Whether the tests of one folder fail on the copy."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=--import-mode=importlib",
        tests,
    ]
    environment = os.environ | {"PYTHONPATH": f"{copy}{os.pathsep}{copy / 'tests'}"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True).returncode == 1


def main() -> None:
    for file, old, new, tests in FLIPS:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", "reports", "__pycache__", "data/raw"))
            path = copy / file
            text = path.read_text("utf-8")
            found = old in text
            path.write_text(text.replace(old, new, 1), "utf-8")
            print(
                "red  " if found and is_red(copy, tests) else "GREEN" if found else "GONE ",
                file,
                "|",
                old,
                "->",
                new,
                flush=True,
            )


if __name__ == "__main__":
    main()
