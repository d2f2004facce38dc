"""A stored output that is not what the cell gives turns the notebook test red."""

import re
import subprocess
import sys
from pathlib import Path

from casekit.records import store
from casekit.records.records import Records

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "00-quarter-at-a-glance.ipynb"


def with_one_digit_changed(text: str, beside: str) -> str:
    """The notebook's text with the first digit after a phrase of its outputs changed by one."""
    start = text.index('"outputs": [\n    {')
    at = re.compile(r"\d").search(text, text.index(beside, start) + len(beside))
    assert at is not None
    return text[: at.start()] + str((int(at[0]) + 1) % 10) + text[at.end() :]


def test_one_changed_digit_of_a_sentence_and_one_of_a_figure_are_red(tmp_path: Path, sample: Records) -> None:
    store.write(sample, tmp_path / "clean")
    text = with_one_digit_changed(NOTEBOOK.read_text("utf-8"), "一次退回补充侦查占比为")
    copy = tmp_path / NOTEBOOK.name
    text = with_one_digit_changed(text, '"y": [').replace("data/sample", (tmp_path / "clean").as_posix(), 1)
    copy.write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        "--nbval",
        "--nbval-current-env",
    ]
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(copy)], cwd=NOTEBOOK.parents[1], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert re.search(r"2 failed, \d+ passed", done.stdout)
