"""Terminal: what a command tells on its way, a line for each step, in the office's language."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.ground import written
from casekit.ground.errors import Language, Words, filled, listed
from casekit.intake.known import family_label
from casekit.records.records import Records
from casekit.release.keep import Kept


def line(key: str, language: Language, **fields: object) -> str:
    """The line of that name in lines.toml, its places filled."""
    return filled(codebook.toml("lines")["line"][key][language], language, fields)


@dataclass(frozen=True)
class Terminal:
    """Where a run's lines go, and when it began: the seconds it took are told here and stored nowhere."""

    told: Callable[[str], None]
    language: Language = "zh"
    begun: float = field(default_factory=time.monotonic)

    def say(self, key: str, **fields: object) -> None:
        """Tell one line."""
        self.told(line(key, self.language, **fields))

    def arrived(self, records: Records, data: str) -> None:
        """The period and its days, a line for each sheet read, that all rows add up, and what there is to know of them."""
        report, period = records.report, records.period
        days = {"span": written.span(period.start, period.end, self.language)} if period.is_dated else {}
        files = written.many(report["file_count"], "file")
        undated = {"span": period.say(self.language)}
        self.say("started" if days else "undated", period=period.name, data=data, files=files, **(days or undated))
        understood = {(one["file"], one["sheet"]): one for one in report["understood"]}
        for sheet in report["sheets"]:
            self._read(sheet, understood[sheet["file"], sheet["sheet"]])
        counts = {name: written.count(report[name]) for name in ("accepted", "rejected", "merged")}
        self.say("conserved", received=written.many(report["received"], "row"), **counts)
        for notice in report["notices"]:
            self.told(notice)

    def _read(self, sheet: dict[str, Any], understood: dict[str, Any]) -> None:
        """What one sheet was read as, with the rows it has and the headers that were recognised."""
        family = understood["family"]
        headers = len({header for header, _, _ in understood["columns"]})
        self.say(
            "documents" if family == "document" and not headers else "reading" if family else "unread",
            file=f"{sheet['file']} {sheet['sheet']}".strip(),
            rows=written.many(sheet["rows_in_sheet"], "row"),
            headers=written.many(headers, "header"),
            family=family_label(family) if family else "",
        )

    def notices(self, notices: list[Words]) -> None:
        """What else there is to know before it goes on."""
        for notice in notices:
            self.told(notice.say(self.language))

    def notebook(self, path: Path, number: int, total: int) -> None:
        """That a notebook begins, and how long the run has taken up to now."""
        self.say("notebook", number=number, total=total, name=_name(path, self.language), seconds=self._seconds())

    def skipped(self, notebooks: dict[Path, Any]) -> None:
        """Which sections had no data, each reason once, with the notebooks that say so."""
        reasons: dict[str, list[str]] = {}
        for path, notebook in notebooks.items():
            for reason in dict.fromkeys(_absences(notebook, self.language)):
                reasons.setdefault(reason, []).append(path.stem.partition("-")[0])
        for reason, numbers in reasons.items():
            said = listed(numbers)
            noun = "notebooks" if len(numbers) > 1 else "notebook"
            sentence = reason.rstrip("。.")
            self.say("skipped", sentence=sentence, notebooks=Words(said.zh, f"{noun} {said.en}"))

    def checked(self, kept: list[Kept]) -> None:
        """What leaves the room, how much of it was hidden, and that nothing in it names anybody."""
        figures = [one.what for one in kept if isinstance(one.what, Exhibit)]
        hidden = sum(int(one.frame["hidden"].sum()) for one in figures if "hidden" in one.frame.columns)
        self.say(
            "checked",
            figures=written.many(sum(one.is_drawn for one in figures), "figure"),
            tables=written.many(len(figures), "table"),
            sentences=written.many(sum(len(one.sentences) for one in kept), "sentence"),
            hidden=written.many(hidden, "small cell"),
        )

    def done(self, key: str, folder: Path, records: Records) -> None:
        """That all is written, and where to begin reading."""
        rejected = written.many(records.report["rejected"], "row")
        self.say(key, place=folder.as_posix(), rejected=rejected, seconds=self._seconds())

    def _seconds(self) -> str:
        return f"{time.monotonic() - self.begun:.0f}"


def _name(path: Path, language: Language) -> str:
    """What a notebook is called: by the question over it, which is in Chinese, or by its file."""
    if language == "en":
        return path.stem.replace("-", " ")
    first = json.loads(path.read_text("utf-8"))["cells"][0]
    return "".join(first["source"]).partition("\n")[0].removeprefix("# ")


def _absences(notebook: Any, language: Language) -> Iterator[str]:
    """Every line that a notebook's cells gave which says that a section's data did not arrive."""
    said = [words[language] for key, words in codebook.toml("sentences").items() if key.startswith("absent")]
    form = "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(words)) for words in said)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    texts = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)
    return (one for text in texts for one in text.splitlines() if re.fullmatch(form, one))
