"""Protecting: a release held against itself and those beside it, and made again where a hidden count would follow from them."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from casekit import evidence, vintages
from casekit.exhibits.remade import gathering, hiding
from casekit.ground.errors import both, fault
from casekit.measures.measure import indicator
from casekit.records.records import Records
from casekit.release import audit, retold
from casekit.release.keep import CELLS, Kept, kept_in
from casekit.release.paper import Paper

AGAIN = "from casekit.release.keep import keep_again\nkeep_again()"


@dataclass
class Release:
    """What one run is going to leave: what its notebooks keep in a folder, and its papers on like cases by file stem.

    `frames` are the protected counts that the papers are made from, `beside` those of the other releases in `reports`.
    """

    records: Records
    folder: Path
    reports: Path
    papers: dict[str, Paper] = field(default_factory=dict)
    frames: list[pl.DataFrame] = field(default_factory=list)

    @property
    def kept(self) -> list[Kept]:
        """What the notebooks kept, in reading order."""
        return kept_in(self.folder)

    def settle(self) -> str:
        """Begin the papers, find which rows are to be hidden besides, and give the code that makes the kept without them."""
        self._begin(pl.DataFrame(schema=audit.HIDE))
        cells = audit.cells_to_hide(self._told(), self.records.settings, self._beside())
        if cells.is_empty():
            return ""
        cells.write_parquet(self.folder / CELLS)
        self._begin(cells)
        return AGAIN

    def refuse_derivable(self) -> None:
        """Nothing leaves from which a hidden count follows; where this still finds one, hiding more has not mended it."""
        found = audit.audit(self._told(), self.records.settings)
        if not found.is_empty():
            raise fault("derivable", name=self._label(found["indicator"][0]), period=found["period"][0])

    def _begin(self, cells: pl.DataFrame) -> None:
        with hiding(cells), gathering() as self.frames:
            self.papers = evidence.papers(self.records)

    def _told(self) -> list[pl.DataFrame]:
        return [*(frame for one in self.kept for frame in one.frames), *self.frames]

    def _beside(self) -> list[list[pl.DataFrame]]:
        """The frames of the other releases, oldest first; a sample's and real data are never held together."""
        others = [one for one in vintages.every(self.reports) if one["synthetic"] == self.records.is_synthetic]
        told = (replace(self.records.settings, public=one["settings"].get("public", False)) for one in others)
        return [retold.frames(one.cells, settings) for one, settings in zip(others, told, strict=True)]

    def _label(self, name: str) -> object:
        return both(lambda language: str(indicator(name).words[language])) if name else name
