"""The same bytes in another process: years later, in another place, language, user's name and order of hashing."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from drawn import made_bars, made_dots, made_line, made_table
from studies.same_bytes import CLOCK, OTHER

from casekit.exhibits import charts
from casekit.exhibits.show import plain
from casekit.release import word, workbook
from casekit.release.paper import Chart, Finding, Paper, Section, Table


def made() -> dict[str, str]:
    """The digest of a small piece of each kind: a paper with native charts, a workbook, and what a notebook shows."""
    drawn = (made_dots(), made_line(), made_bars())
    blocks = (Finding("受理。", f"见{{{drawn[0].name}}}。"), *(Chart(one, "走势") for one in drawn))
    paper = Paper(
        title="示例",
        office="某院",
        lead="如下。",
        sections=(Section("基本情况", blocks),),
        annex=(Table(made_table(), "数据"),),
        signed="某院",
        dated="2026年10月9日",
    )
    sheets = [
        workbook.Sheet(f"表{place}", one.frame.drop("cumulative", strict=False)) for place, one in enumerate(drawn)
    ]
    pieces = {
        "paper": word.docx(paper, {}),
        "workbook": workbook.xlsx(sheets, "示例"),
        "figures": json.dumps([plain(charts.draw(one)) for one in drawn]).encode(),
    }
    return {name: sha256(piece).hexdigest() for name, piece in pieces.items()}


def test_another_process_in_other_surroundings_makes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"{CLOCK}\nprint(datetime.datetime.now().year - real.now().year)", "utf-8"
    )
    found = os.pathsep.join([str(tmp_path), *sys.path])
    settings = os.environ | OTHER | {"HOME": str(tmp_path), "PYTHONPATH": found}
    command = [sys.executable, "-c", "import json; from release.test_same_bytes import made; print(json.dumps(made()))"]
    done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=True)
    years, there = done.stdout.splitlines()
    assert years == "3"
    assert json.loads(there) == made()
