"""Protecting: a release held against itself and those beside it, and made again where a hidden count would follow from them."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from casekit import codebook, evidence, vintages
from casekit.exhibits.remade import gathering, hiding
from casekit.ground.errors import both, fault
from casekit.records.records import Records
from casekit.release import audit, retold
from casekit.release.keep import CELLS, Kept, kept_in
from casekit.release.paper import Paper

AGAIN = "from casekit.release.keep import keep_again\nkeep_again()"


def beside(records: Records, reports: Path) -> list[list[pl.DataFrame]]:
    """The frames of the releases in a folder, oldest first; a sample's and real data are never held together."""
    others = [one for one in vintages.every(reports) if bool(one["synthetic"]) == records.is_synthetic]
    told = (replace(records.settings, public=one["settings"].get("public", False)) for one in others)
    return [retold.frames(one.counted, settings) for one, settings in zip(others, told, strict=True)]


@dataclass
class Release:
    """What one run is going to leave: what its notebooks keep in a folder, and its papers on like cases by file stem.

    `frames` are the protected counts that the papers are made from, `beside` those of each other release, oldest first.
    """

    records: Records
    folder: Path
    beside: list[list[pl.DataFrame]]
    papers: dict[str, Paper] = field(default_factory=dict)
    frames: list[pl.DataFrame] = field(default_factory=list)

    @property
    def kept(self) -> list[Kept]:
        """What the notebooks kept, in reading order."""
        return kept_in(self.folder)

    def settle(self) -> str:
        """Begin the papers, find which rows are to be hidden besides, and give the code that makes the kept without them."""
        self.begin(pl.DataFrame(schema=audit.HIDE))
        cells = audit.cells_to_hide(self.told, self.records.settings, self.beside)
        if cells.is_empty():
            return ""
        cells.write_parquet(self.folder / CELLS)
        self.begin(cells)
        return AGAIN

    def refuse_derivable(self) -> None:
        """Nothing leaves from which a hidden count follows; where this still finds one, hiding more has not mended it."""
        found = audit.audit(self.told, self.records.settings)
        if not found.is_empty():
            first = found.row(0, named=True)
            place = " ".join(filter(None, (first["period"], first["groups"])))
            raise fault("derivable", name=self._label(first["indicator"]), place=place)

    def begin(self, cells: pl.DataFrame) -> None:
        """Begin the papers without these rows."""
        with hiding(cells), gathering() as self.frames:
            self.papers = evidence.papers(self.records)

    @property
    def told(self) -> list[pl.DataFrame]:
        """The protected counts of all that is going to leave."""
        return [*(frame for one in self.kept for frame in one.frames), *self.frames]

    def _label(self, name: str) -> object:
        block = codebook.toml("indicators").get(name)
        return both(lambda language: str(block[language])) if block else name
