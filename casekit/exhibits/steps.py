"""Steps: a share that only moves on certain days, as it is drawn: days, levels, and no step that cannot be seen."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from operator import add

import polars as pl

from casekit.exhibits.exhibit import Exhibit

MOST = 400  # steps stored of one curve: one in 1.6 px
FINEST = 3  # digits of a level: 0.001 is a third of a pixel, and 0.1%

Point = tuple[float, float]


@dataclass(frozen=True)
class Steps:
    """One curve: from each day on it stands at that day's level; where the level is null it is protected."""

    days: list[float]
    levels: list[float | None]

    @property
    def half(self) -> float | None:
        """The day on which half is reached, rising or falling; none where it is not, or may be under a hidden day."""
        first = next((level for level in self.levels if level is not None), 0.0)
        side = 1 if first < 0.5 else -1
        for day, level in zip(self.days, self.levels, strict=True):
            if level is None:
                return None
            if side * (level - 0.5) >= -1e-9:
                return day
        return None

    @property
    def last(self) -> float:
        """The last level that is not protected, zero where all are."""
        return next((level for level in reversed(self.levels) if level is not None), 0.0)

    def at(self, day: float) -> float | None:
        """The level on a day; none where it is protected, before the first day and after the last."""
        if not self.days[0] <= day <= self.days[-1]:
            return None
        return self.levels[bisect_right(self.days, day) - 1]

    def runs(self, tail: float = 0) -> list[list[Point]]:
        """The same for a drawing, from one protected day to the next, without steps that cannot be seen.

        The last level is drawn on for `tail` days, or a step on the last day would not be seen.
        """
        runs: list[list[Point]] = [[]]
        for day, level in self._seen():
            if level is not None:
                runs[-1].append((day, level))
            elif runs[-1]:
                runs[-1].append((day, runs[-1][-1][1]))
                runs.append([])
        if tail and runs[-1]:
            runs[-1].append((round(self.days[-1] + tail, 2), runs[-1][-1][1]))
        return [run for run in runs if run]

    def _seen(self) -> list[tuple[float, float | None]]:
        """Jumps only, levels rounded; of the steps within two pixels the last."""
        frame = pl.DataFrame({"x": self.days, "y": self.levels}, schema_overrides={"y": pl.Float64}, strict=False)
        cell = (pl.col("x") * (MOST / max(self.days[-1], 1e-9))).floor()
        place, level = pl.int_range(pl.len()), pl.col("y")
        end = (place == 0) | (place == pl.len() - 1)
        kept = frame.with_columns(level.round(FINEST)).filter(cell.ne_missing(cell.shift(-1)) | end)
        return kept.filter(level.ne_missing(level.shift()) | end).rows()


def steps(exhibit: Exhibit, name: str, column: str | None = None) -> Steps | None:
    """One series of a long frame, or its low or high bound; none where it has no rows."""
    rows = _rows(exhibit, name, column or exhibit.value)
    return _steps(rows["day"], rows["level"]) if rows.height else None


def piled(exhibit: Exhibit) -> list[Steps]:
    """The outcomes one upon another: each curve holds its own share and those under it, on every day of any."""
    parts = [_rows(exhibit, name, exhibit.value) for name in exhibit.outcomes]
    days = pl.concat(part.select("day") for part in parts).unique().sort("day")
    levels = [days.join_asof(_begun(part, days), on="day")["level"] for part in parts]
    return [_steps(days["day"], level) for level in accumulate(levels, add)]


def _rows(exhibit: Exhibit, name: str, column: str) -> pl.DataFrame:
    """Day and level of one series in order of time."""
    level = pl.col(column).cast(pl.Float64)
    shown = pl.when(~pl.col(exhibit.hidden)).then(level) if exhibit.hidden else level
    rows = exhibit.frame.filter(pl.col(str(exhibit.series)) == name)
    return rows.select(day=pl.col(exhibit.label), level=shown).sort("day")


def _begun(part: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """An outcome that is first seen later than another stands at nothing until then."""
    zero = days.head(1).with_columns(level=pl.lit(0.0))
    return part if part["day"][0] == days["day"][0] else pl.concat([zero, part])


def _steps(days: pl.Series, levels: pl.Series) -> Steps:
    return Steps(days.to_list(), levels.to_list())
