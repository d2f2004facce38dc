"""Phases: the periods of a control chart that share one mean and one usual range, and what is said about them."""

from dataclasses import dataclass
from math import ceil, floor

import polars as pl

from casekit import codebook
from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.statistics.control import LEAST, SETTLED

Mark = tuple[float, float]  # the place of a period and a number


@dataclass(frozen=True, eq=False)
class Phase:
    """One row a period: place, value, mean, low, high; without limits there is no mean either."""

    rows: pl.DataFrame

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it reaches on the axis of periods, half a step beyond its first and last period."""
        return self.rows["place"][0] - 0.5, self.rows["place"][-1] + 0.5

    @property
    def points(self) -> list[Mark]:
        """The periods that have a value."""
        return list(self.rows.select("place", "value").drop_nulls().iter_rows())

    @property
    def runs(self) -> list[list[Mark]]:
        """The points, parted where periods between them have no value."""
        known = self.rows.filter(pl.col("value").is_not_null())
        apart = known.with_columns(run=pl.col("place") - pl.int_range(pl.len()))
        return [
            list(run.select("place", "value").iter_rows()) for run in apart.partition_by("run", maintain_order=True)
        ]

    @property
    def settled(self) -> bool:
        """Whether the phase has points enough for its limits to be more than provisional."""
        return len(self.points) >= SETTLED

    @property
    def limited(self) -> bool:
        """Whether it has limits at all."""
        return self.rows["low"].count() > 0

    @property
    def steady(self) -> bool:
        """Whether its limits are the same in every period."""
        known = self.rows.select("low", "high").drop_nulls()
        return known.select(pl.all().max() - pl.all().min()).row(0) <= (1e-9, 1e-9)

    def line(self, column: str) -> list[Mark]:
        """The mean or a limit from end to end, one mark a period where it varies."""
        marks = list(self.rows.select("place", column).drop_nulls().iter_rows()) if self.limited else []
        if not marks:
            return []
        (start, stop), first, last = self.span, marks[0][1], marks[-1][1]
        between = [] if column == "mean" or self.steady else marks
        return [(start, first), *between, (stop, last)]


def phases(exhibit: Exhibit) -> list[Phase]:
    """The phases in order of time; limits of shares are cut at 0 and 1."""
    low, high = (pl.col(str(column)) for column in (exhibit.low, exhibit.high))
    if exhibit.unit == "%":
        low, high = low.clip(0, 1), high.clip(0, 1)
    rows = exhibit.frame.select(
        place=pl.int_range(pl.len()),
        value=pl.col(exhibit.value),
        mean=pl.col(str(exhibit.center)),
        low=low,
        high=high,
        phase=pl.col(str(exhibit.phase)).rle_id(),
    )
    return [Phase(part) for part in rows.partition_by("phase", maintain_order=True)]


def signals(exhibit: Exhibit, parts: list[Phase], labels: list[str]) -> list[tuple[Mark, list[str]]]:
    """The marks of the signals, each with what may be written at it, the longest first; of a run only its end is written."""
    flags = exhibit.frame.select(flag=pl.col(str(exhibit.signal)).cast(pl.String)).to_series().to_list()
    told = [(part, mark, flags[int(mark[0])]) for part in parts for mark in part.points]
    told = [one for one in told if one[2] not in (None, "false")]
    ends = {part.span: mark for part, mark, flag in told if flag == "run"}
    return [
        (mark, _signal_words(exhibit, part, mark, flag, labels) if flag != "run" or ends[part.span] == mark else [])
        for part, mark, flag in told
    ]


def mean_words(exhibit: Exhibit, phase: Phase) -> str:
    """`均值25.6件`."""
    mean = phase.line("mean")[0][1]
    return _word(exhibit, "mean", mean=written(exhibit, mean, exhibit.digits) + exhibit.unit)


def range_words(exhibit: Exhibit, phase: Phase) -> list[str]:
    """The name of the usual range and its ends, `正常波动范围`, `14—38件`; where it varies, those of its newest period."""
    if not phase.limited:
        return _word(exhibit, "few", least=LEAST).split("|")
    newest = [] if phase.steady else [_word(exhibit, "newest")]
    doubt = [] if phase.settled else [_word(exhibit, "provisional")]
    return [*newest, *doubt, _word(exhibit, "range"), _ends(exhibit, phase)]


def in_words(exhibit: Exhibit, phase: Phase, short: bool) -> list[list[str]]:
    """What may stand at a phase that is over: all in one line, in two or more; `short` is the mean alone."""
    gap = " " if exhibit.language == "en" else ""
    if not phase.limited:
        few = range_words(exhibit, phase)
        return [[gap.join(few)], few]
    mean, doubt = mean_words(exhibit, phase), theme.bracketed(_word(exhibit, "provisional"), exhibit.language)
    doubt, alone = ("", []) if phase.settled else (doubt, [doubt.strip()])
    if short:
        return [[mean + doubt], [mean, *alone], [mean]]
    told = [_word(exhibit, "range"), _ends(exhibit, phase)] if phase.steady else [_word(exhibit, "varying")]
    whole = mean + _word(exhibit, "joint") + gap.join(told) + doubt
    parted = [[mean + doubt, gap.join(told)], [mean + doubt, *told], [mean, gap.join(told), *alone]]
    return [[whole], *parted, [mean, *told, *alone]]


def written(exhibit: Exhibit, value: float, digits: int) -> str:
    """A number with its digits; a share as percent, without the sign."""
    return theme.number(value, digits, percent=exhibit.unit == "%")


def value_words(exhibit: Exhibit, value: float) -> str:
    """A value with its unit; whole numbers without digits."""
    return written(exhibit, value, 0 if _whole(exhibit) else exhibit.digits) + exhibit.unit


def _ends(exhibit: Exhibit, phase: Phase) -> str:
    """The ends of the usual range; of counts, the least and the most whole number inside it."""
    (_, low), (_, high) = phase.line("low")[-1], phase.line("high")[-1]
    least, most = ceil(low - 1e-9), floor(high + 1e-9)
    if _whole(exhibit) and least <= most:
        said = [value_words(exhibit, end) for end in (least, most)]
    else:
        said = [written(exhibit, end, exhibit.digits) + exhibit.unit for end in (low, high)]
    lower = said[0] if exhibit.unit == "%" else said[0].removesuffix(exhibit.unit)
    return _word(exhibit, "ends", low=lower, high=said[1])


def _signal_words(exhibit: Exhibit, phase: Phase, mark: Mark, flag: str, labels: list[str]) -> list[str]:
    """`2025-08 44件，建议核查`; of a run also how long it is."""
    value, joint = f"{labels[int(mark[0])]} {value_words(exhibit, mark[1])}", _word(exhibit, "joint")
    run = [_run_words(exhibit, phase, mark)] if flag == "run" else []
    full = joint.join([value, *run, _word(exhibit, "read")])
    return [full, *run, value, value_words(exhibit, mark[1])]


def _run_words(exhibit: Exhibit, phase: Phase, mark: Mark) -> str:
    """How many points up to this one lie on its side of the mean; a point on the mean neither counts nor ends a run."""
    mean = phase.line("mean")[0][1]
    sides = [value > mean for place, value in phase.points if place <= mark[0] and value != mean]
    length = next((back for back, side in enumerate(reversed(sides)) if side != sides[-1]), len(sides))
    return _word(exhibit, "above" if sides[-1] else "below", length=length)


def _whole(exhibit: Exhibit) -> bool:
    """Whether the values are counts."""
    known = exhibit.frame[exhibit.value].drop_nulls()
    return exhibit.unit != "%" and bool((known == known.round()).all())


def _word(exhibit: Exhibit, key: str, **filled: object) -> str:
    words: str = codebook.toml("sentences")["control"][key][exhibit.language]
    return words.format(**filled)
