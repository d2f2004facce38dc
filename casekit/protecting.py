"""Protecting: a release held against itself and those beside it, and made again where a hidden count would follow from them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from casekit import evidence
from casekit.exhibits.remade import gathering, hiding
from casekit.ground.errors import fault
from casekit.records.records import Records
from casekit.release import audit
from casekit.release.keep import CELLS, kept_in
from casekit.release.paper import Paper

AGAIN = "from casekit.release.keep import keep_again\nkeep_again()"


@dataclass
class Release:
    """What one run is going to leave: all that its notebooks kept in a folder, its papers on like cases, and the frames of
    the releases `beside` it, oldest first; `cells` are the rows to hide besides."""

    records: Records
    kept: Path
    beside: list[list[pl.DataFrame]]
    cells: pl.DataFrame = field(default_factory=pl.DataFrame)

    def settle(self) -> str:
        """Find the rows to hide besides, and give the code that makes what was kept without them; empty where none is."""
        _, frames = self.papers()
        self.cells = audit.cells_to_hide([*self._frames(), *frames], self.records.settings, self.beside)
        if self.cells.is_empty():
            return ""
        self.cells.write_parquet(self.kept / CELLS)
        return AGAIN

    def papers(self) -> tuple[dict[str, Paper], list[pl.DataFrame]]:
        """The papers on like cases by file stem, and the protected counts they were made from."""
        with self._hiding(), gathering() as frames:
            return evidence.papers(self.records), frames

    def refuse_derivable(self, frames: list[pl.DataFrame]) -> None:
        """Nothing leaves from which a hidden count follows; what remains could not be mended by hiding more."""
        found = audit.audit([*self._frames(), *frames], self.records.settings, self.beside)
        if not found.is_empty():
            raise fault("derivable", name=found["indicator"][0], period=found["period"][0])

    def _frames(self) -> list[pl.DataFrame]:
        return [frame for one in kept_in(self.kept) for frame in one.frames]

    @contextmanager
    def _hiding(self) -> Iterator[None]:
        if self.cells.is_empty():
            yield
            return
        with hiding(self.cells):
            yield
