"""Study: what follows from the releases of all quarters of the sample, before and after the further rows are hidden.

Usage: python tests/studies/disclosure.py > tests/studies/disclosure.toml
"""

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import polars as pl

from casekit.ground import paths
from casekit.protecting import Release
from casekit.records import store
from casekit.records.load import load
from casekit.release import keep
from casekit.release.audit import HIDE, audit

HOW = """Made by tests/studies/disclosure.py: the notebooks and papers of each quarter of the sample, one after another, each
release held against itself and all before it. By quarter: rows told and hidden (of each frame once), hidden counts and rests
that follow before (`derivable_before`), further rows hidden, what then still follows (`derivable_after`), and the processor
seconds of finding the rows and of the last audit."""
COLUMNS = ("rows", "hidden", "derivable_before", "rows_besides", "derivable_after", "seconds_settling", "seconds_audit")


def main() -> None:
    os.chdir(paths.project())
    with TemporaryDirectory() as folder:
        clean = Path(folder) / "clean"
        records = load(paths.sample())
        store.write(records, clean)
        quarters = [one.name for one in records.period.recent(20)]
        beside: list[list[pl.DataFrame]] = []
        found = []
        for quarter in quarters:
            found.append(_quarter(clean, quarter, beside))
            print(quarter, found[-1], file=sys.stderr, flush=True)
    print(f'how = """{HOW}"""\nquarters = {json.dumps(quarters)}')
    for name, values in zip(COLUMNS, zip(*found, strict=True), strict=True):
        print(f"{name} = {list(values)}")


def _quarter(clean: Path, quarter: str, beside: list[list[pl.DataFrame]]) -> tuple[float, ...]:
    """The row of one quarter; its frames join those beside the next."""
    records = load(clean, quarter)
    with TemporaryDirectory() as folder:
        _execute(clean, quarter, Path(folder))
        release = Release(records, Path(folder), beside)
        release.begin(pl.DataFrame(schema=HIDE))
        before = audit(_frames(release), records.settings, beside)
        begun = process_time()
        hidden_besides = 0
        if release.settle():
            hidden_besides = pl.read_parquet(Path(folder) / keep.CELLS).height
            keep.keep_again()
        settled = process_time()
        last = _frames(release)
        begun_again = process_time()
        after = audit(last, records.settings, beside)
        seconds = settled - begun, process_time() - begun_again
    beside.append(last)
    hidden = sum(int(frame["hidden"].sum()) for frame in last)
    rows = sum(frame.height for frame in last)
    return rows, hidden, before.height, hidden_besides, after.height, *(round(one, 1) for one in seconds)


def _execute(clean: Path, quarter: str, folder: Path) -> None:
    """Execute the notebooks' cells in this process, what they keep being left in a folder."""
    os.environ[keep.FOLDER] = str(folder)
    keep.MADE.clear()
    for notebook in paths.notebooks():
        names: dict[str, object] = {}
        with contextlib.redirect_stdout(io.StringIO()):
            for source in _cells(notebook, f'data = "{clean}"\nperiod = "{quarter}"'):
                exec(source, names)


def _cells(notebook: Path, parameters: str) -> Iterator[str]:
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield parameters if "parameters" in cell["metadata"].get("tags", []) else "".join(cell["source"])


def _frames(release: Release) -> list[pl.DataFrame]:
    """Every frame of what was kept and of the papers, once."""
    found: list[pl.DataFrame] = []
    for frame in release.told:
        if not any(frame.equals(other) for other in found):
            found.append(frame)
    return found


if __name__ == "__main__":
    main()
