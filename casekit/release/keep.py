"""Keeping: the only way a figure or a sentence leaves a notebook for the briefing."""

import os
import pickle
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import gathering, hiding
from casekit.exhibits.sentence import Said, Sentence
from casekit.ground.errors import Language, fault
from casekit.measures.absent import Absent
from casekit.release import gate

FOLDER, CELLS = "CASEKIT_KEEP", "hidden.parquet"
MADE: list[tuple[Exhibit | Said, Sentence | Absent | None]] = []
"""What the notebooks of this kernel have kept in this run, so that it can be made again."""
TOLD = {
    "zh": {
        "figure": "已保留：{name}（图1幅、结论{sentences}句）；未发现身份信息。",
        "table": "已保留：{name}（表1张、结论{sentences}句）；未发现身份信息。",
        "said": "已保留：{name}（结论{sentences}句）；未发现身份信息。",
    },
    "en": {
        "figure": "kept: {name} (1 figure, {sentences} sentences); no identifiers found.",
        "table": "kept: {name} (1 table, {sentences} sentences); no identifiers found.",
        "said": "kept: {name} ({sentences} sentences); no identifiers found.",
    },
}


@dataclass(frozen=True)
class Kept:
    """Something kept for the briefing: a figure with its reading, or sentences; a notebook shows its one line.

    `frames` are the protected counts that all of it was made from.
    """

    what: Exhibit | Said
    reading: str = ""
    frames: tuple[pl.DataFrame, ...] = ()

    @property
    def name(self) -> str:
        """The name it is filed under; notebooks' numbers come first, so names sort in reading order."""
        return self.what.name

    @property
    def is_drawn(self) -> bool:
        """Whether it is a figure; a table is written."""
        return isinstance(self.what, Exhibit) and self.what.is_drawn

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every sentence that leaves the room with it."""
        if isinstance(self.what, Said):
            return self.what.sentences
        return (self.what.finding, *([self.reading] if self.reading else []))

    def __repr__(self) -> str:
        language: Language = self.what.language
        kind = "said" if isinstance(self.what, Said) else "figure" if self.is_drawn else "table"
        return TOLD[language][kind].format(name=self.name, sentences=len(self.sentences))


def keep(what: Exhibit | Said | Absent, reading: Sentence | Absent | None = None) -> None:
    """Keep a figure with the sentence that reads it, or the sentences of a section, for the briefing of this run.

    Prints one line. What leaves is made again from protected counts: the figure, its title and the sentences; whatever
    names a person or a case, or has a row a case, is refused. Outside a run nothing is written.
    """
    if isinstance(what, Absent):
        print(what)
        return
    kept = _kept(what, reading)
    if folder := os.environ.get(FOLDER):
        _write(kept, Path(folder))
        MADE.append((what, reading))
    print(kept)


def keep_again() -> None:
    """Make once more whatever was kept in this kernel, now that the cells filed in the folder are to be hidden too."""
    folder = Path(os.environ[FOLDER])
    with hiding(pl.read_parquet(folder / CELLS)):
        for what, reading in MADE:
            _write(_kept(what, reading), folder)


def _kept(what: Exhibit | Said, reading: Sentence | Absent | None) -> Kept:
    """It and its reading as they leave."""
    with gathering() as frames:
        made, read = _leaving(what), str(_leaving(reading)) if isinstance(reading, Sentence) else ""
    kept = Kept(made, read, tuple(frames))
    for text in gate.texts_of(kept.what, kept.sentences):
        if found := gate.identifiers(text):
            raise fault("identifier_kept", name=kept.name, kind=codebook.label_in_both("identifier", found[0]))
    if any(gate.is_row_level(frame) for frame in gate.frames_of(kept.what)):
        raise fault("row_level", place=kept.name)
    return kept


def _write(kept: Kept, folder: Path) -> None:
    (folder / f"{kept.name}.kept").write_bytes(pickle.dumps(kept))


def _leaving(what: Any) -> Any:
    """The same made again from protected counts; what cannot be made again cannot leave."""
    if getattr(what, "again", None) is None:
        raise fault("not_from_counts", name=getattr(what, "name", str(what)[:20]))
    made = what.again()
    return made if isinstance(made, Sentence) else replace(made, again=None)


def kept_in(folder: Path) -> list[Kept]:
    """Everything that was kept in a folder, in reading order."""
    return [pickle.loads(file.read_bytes()) for file in sorted(folder.glob("*.kept"))]
