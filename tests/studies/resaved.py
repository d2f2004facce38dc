"""Study: papers saved again by LibreOffice; their charts must hold the numbers that they held before.

Usage: python tests/studies/resaved.py [BRIEFING.docx ...] > tests/studies/resaved.toml
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1]))

from release.test_plots import FORMS, paper

from casekit.release import word

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
HOW = """Made by tests/studies/resaved.py: each docx saved as docx by LibreOffice; series are the cached numbers of values
and of both ends of intervals, those that changed are counted. kept and lost: what the file has after being saved again."""
TRACES = {
    "cell references": lambda chart, text: "$" in "".join(f.text or "" for f in chart.iter(f"{C}f")),
    "workbook": lambda chart, text: chart.find(f"{C}externalData") is not None,
    "gaps where protected": lambda chart, text: chart.find(f".//{C}dispBlanksAs").get("val") == "gap",
    "alternative text": lambda chart, text: 'descr="' in text and 'descr=""' not in text,
    "numbered captions": lambda chart, text: "SEQ " in text,
}


def saved_again(docx: Path, folder: Path) -> Path:
    """The same file as LibreOffice saves it."""
    command = ["soffice", "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(docx)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / docx.name


def charts(docx: Path) -> list[Any]:
    """The charts of a docx in order."""
    held = zipfile.ZipFile(docx)
    names = sorted(name for name in held.namelist() if name.startswith("word/charts/chart"))
    return [etree.fromstring(held.read(name)) for name in names]


def numbers(chart: Any) -> list[list[tuple[int, float]]]:
    """The cached numbers of a chart, a list a series or side of its intervals."""
    places = ("val", "errBars/plus", "errBars/minus")
    paths = ["/".join(C + step for step in place.split("/")) for place in places]
    found = [series.find(path) for series in chart.iter(f"{C}ser") for path in paths]
    points = [[] if one is None else list(one.iter(f"{C}pt")) for one in found]
    return [[(int(point.get("idx")), round(float(point[0].text), 9)) for point in one] for one in points]


def told(docx: Path, folder: Path) -> list[str]:
    """What LibreOffice leaves as it is and what it does not, a line of TOML each."""
    after = saved_again(docx, folder)
    pairs = list(zip(charts(docx), charts(after), strict=True))
    series = [both for old, new in pairs for both in zip(numbers(old), numbers(new), strict=True)]
    text = zipfile.ZipFile(after).read("word/document.xml").decode()
    kept = [name for name, trace in TRACES.items() if all(trace(new, text) for _, new in pairs)]
    return [
        f"charts = {len(pairs)}",
        f"series = {len(series)}",
        f"changed = {sum(old != new for old, new in series)}",
        f"kept = {json.dumps(kept)}",
        f"lost = {json.dumps([name for name in TRACES if name not in kept])}",
    ]


def main() -> None:
    """Every form of chart in one paper, and the files given."""
    print(f'how = """{HOW}"""')
    with tempfile.TemporaryDirectory() as work:
        every = Path(work, "every-form.docx")
        every.write_bytes(word.docx(paper(*FORMS.values()), {}))
        for docx in (every, *map(Path, sys.argv[1:])):
            print(f"\n[{docx.stem}]", *told(docx, Path(work, "again")), sep="\n")


if __name__ == "__main__":
    main()
