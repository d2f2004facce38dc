"""Study: every number of a run's paper mistyped in turn and told alone in other words, and the paper saved by LibreOffice.

Usage: python tests/studies/quoted.py reports/2026Q3
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from casekit import verify
from casekit.ground.errors import Words
from casekit.release import register
from casekit.release.known import Known
from casekit.release.opened import opened
from casekit.release.quoted import Quoted, numbers, sentences

RESULT = Path(__file__).with_suffix(".toml")
NOWHERE = Words("", "")
OWN = "经核对，{words}，供参考。"
CONTEXT = 8


def figures(run: Path) -> Iterator[tuple[str, Quoted]]:
    """Every figure in digits of the paper and of the findings page, with its sentence."""
    paper = [passage.text for passage in opened(run / "briefing.docx").passages]
    page = [line.lstrip("-# ") for line in (run / "findings.md").read_text("utf-8").splitlines()]
    told = [text for text in (*paper, *page) if not re.search(r"[：:] ?(?:figures|tables)/", text)]
    for text in dict.fromkeys(sentence for one in told for sentence in sentences(one)):
        yield from ((text, one) for one in numbers(text) if one.kind == "figure" and re.search(r"\d", one.text))


def mistyped(text: str, one: Quoted) -> tuple[str, str]:
    """The sentence with the last digit of a number three further, and that number."""
    last = max(place for place, sign in enumerate(one.text) if sign.isdigit())
    wrong = one.text[:last] + str((int(one.text[last]) + 3) % 10) + one.text[last + 1 :]
    return text[: one.at] + wrong + text[one.end :], wrong


def main(run: Path) -> None:
    known = Known(register.read((run / register.FILE).read_text("utf-8")))
    counted = Counter[str]()
    for text, one in figures(run):
        typed, wrong = mistyped(text, one)
        found = [check for check in verify.of_text(typed, NOWHERE, known, known) if check.state in verify.WRONG]
        alone = len(found) == 1 and found[0].was.startswith(wrong)
        counted["mistyped_found_alone" if alone else "mistyped_with_others" if found else "mistyped_missed"] += 1
        own = OWN.format(words=text[max(0, one.at - CONTEXT) : one.end + 3])
        states = [check.state for check in verify.of_text(own, NOWHERE, known, known) if check.was == one.said]
        counted[f"own_words_{states[0] if states else 'cut'}"] += 1
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder]
        subprocess.run([*command, str(run / "briefing.docx")], check=True, capture_output=True)
        saved = verify.verify(Path(folder) / "briefing.docx", run.parent)
    counted |= Counter(f"saved_by_libreoffice_{check.state}" for check in saved)
    lines = [f"{name} = {count}" for name, count in sorted(counted.items())]
    RESULT.write_text("# Made by tests/studies/quoted.py on the sample's 2026Q3.\n" + "\n".join(lines) + "\n", "utf-8")
    print(*lines, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
