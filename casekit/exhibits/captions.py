"""Captions: the words around curves - the key above, names at the ends, the day of half, counts under the axis."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, Point
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.placing import GAP as BETWEEN
from casekit.exhibits.placing import HALF, LINE, Box, Words, along, free, stacked, width
from casekit.ground.errors import Language

GAP, KEY = 14, 30  # px: the room before words at the right, the key's row
TAIL = 0.012  # of the days drawn
NAME, TICKS, NEAR = 8, 7, 6  # em of the longest name; the most days named under the axis; px between two of them
WORDS: dict[Language, dict[str, str]] = {
    "zh": {"days": "{}天", "half": "半数 {}天", "observed": "{}仍在观察", "bounds": "95%区间"},
    "en": {"days": "{} days", "half": "half: {} days", "observed": "{} still observed", "bounds": "95% interval"},
}

WHISKER = (theme.INK, 2, "")

Stroke = tuple[str, float, str]  # colour, width, dash
Row = tuple[str, dict[float, str]]  # words, and what stands under each day


@dataclass(frozen=True)
class End:
    """Where a curve or a fill ends, and the lines of words that belong there, each with its colour."""

    day: float
    level: float
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Plot:
    """Days and levels as pixels of a canvas; it ends a little after the `last` day, so that a step on it is seen."""

    drawn: Canvas
    last: float
    highest: float

    @property
    def tail(self) -> float:
        """How many days the last step of a curve is drawn on."""
        return self.last * TAIL

    @property
    def longest(self) -> float:
        """The day at the right edge."""
        return self.last + self.tail

    def across(self, day: float) -> float:
        """Pixels from the left edge."""
        return self.drawn.left + day / self.longest * (self.drawn.right - self.drawn.left)

    def down(self, level: float) -> float:
        """Pixels from the top."""
        return self.drawn.bottom - level / self.highest * (self.drawn.bottom - self.drawn.top)


def named(exhibit: Exhibit, name: str, share: float | None) -> str:
    """A name, cut where too long, with its share; ＊ where that is protected."""
    written = "＊" if share is None else theme.number(share, exhibit.digits, percent=True) + "%"
    return f"{theme.cut(name, NAME)} {written}"


def ticks(exhibit: Exhibit, longest: float) -> list[float]:
    """The days counted beside, every so many of them where they are many; else round ones."""
    if exhibit.beside is None:
        return theme.ticks(longest, TICKS)
    days = exhibit.beside[exhibit.label].unique().sort().to_list()
    return days[:: -(-len(days) // TICKS)]


def day_words(exhibit: Exhibit, days: Sequence[float]) -> list[str]:
    """The day of the start by its name in `heading`, the others in days."""
    written = [WORDS[exhibit.language]["days"].format(theme.number(day)) for day in days]
    return [exhibit.heading or "0" if day == 0 else text for day, text in zip(days, written, strict=True)]


def apart(exhibit: Exhibit, days: Sequence[float], pixels: float) -> list[float]:
    """The days whose words, at so many pixels a day, do not meet those before them."""
    kept, edge = list[float](), float("-inf")
    for day, words in zip(days, day_words(exhibit, days), strict=True):
        half = width([words]) / 2
        if day * pixels - half > edge:
            kept.append(day)
            edge = day * pixels + half + NEAR
    return kept


def counted(exhibit: Exhibit, days: list[float]) -> list[Row]:
    """Rows of the numbers still observed on these days, one for each series named beside."""
    if exhibit.beside is None:
        return []
    frame, words = exhibit.beside.filter(pl.col(exhibit.label).is_in(days)), WORDS[exhibit.language]["observed"]
    hidden = pl.col("hidden") if "hidden" in frame.columns else pl.lit(False)
    series = pl.col(exhibit.series) if exhibit.series in frame.columns else pl.lit("")
    rows: dict[str, dict[float, str]] = {}
    for name, day, count, few in frame.select(series, exhibit.label, "count", hidden.alias("few")).iter_rows():
        rows.setdefault(name, {})[day] = "＊" if few else theme.number(count)
    return [(words.format(theme.cut(name, NAME)).strip(), counts) for name, counts in rows.items()]


def margin(ends: Sequence[End], rows: Sequence[Row]) -> float:
    """The room that the words right of the plot need."""
    widths = [GAP + theme.ems(words) * theme.TEXT for end in ends for words, _ in end.lines]
    return max(widths + [_after(counts) + theme.ems(words) * theme.TEXT for words, counts in rows])


def height(ends: Sequence[End]) -> float:
    """The room that the words at the ends need, one under the other."""
    return float(sum(LINE * len(end.lines) + BETWEEN for end in ends))


def _after(counts: dict[float, str]) -> float:
    """How far right of the last count its words begin."""
    return theme.ems(counts[max(counts)]) * theme.TEXT / 2 + 12


def write_key(drawn: Canvas, key: Sequence[tuple[str, Stroke | None]]) -> None:
    """What a line means, or an upright whisker where no stroke is given, in one row above the plot."""
    x, y = drawn.left, drawn.top - KEY / 2 - 4
    for words, stroke in key:
        wide, high = (40, 0) if stroke else (0, 10)
        drawn.rule((x, y - high), (x + wide, y + high), *(stroke or WHISKER))
        drawn.write(words, x + wide + 8, y, theme.TEXT2)
        x += wide + 8 + width([words]) + 24


def write_ends(plot: Plot, ends: Sequence[End]) -> None:
    """Words right of the plot as near their level as they may stand, with a thin line where that is not beside it."""
    ends, drawn = sorted(ends, key=lambda end: -end.level), plot.drawn
    levels = [(plot.down(end.level), len(end.lines)) for end in ends]
    for end, first in zip(ends, stacked(levels, drawn.top - HALF, drawn.bottom + HALF), strict=True):
        at, middle = (
            (plot.across(end.day + plot.tail) + 2, plot.down(end.level)),
            first + LINE * (len(end.lines) - 1) / 2,
        )
        if abs(at[1] - middle) > LINE / 2 or at[0] < drawn.right - GAP:
            drawn.rule(at, (drawn.right + GAP - 3, middle), theme.GREY, 1.2)
        for row, (words, colour) in enumerate(end.lines):
            drawn.write(words, drawn.right + GAP, first + LINE * row, colour)


def write_counts(plot: Plot, rows: Sequence[Row]) -> None:
    """The numbers still observed under the words of the axis."""
    for place, (words, counts) in enumerate(rows, start=1):
        y = plot.drawn.bottom + 23 + LINE * place
        for day, count in counts.items():
            plot.drawn.write(count, plot.across(day), y, theme.TEXT2, "center")
        plot.drawn.write(words, plot.across(max(counts)) + _after(counts), y, theme.TEXT2)


def write_half(exhibit: Exhibit, plot: Plot, lines: Sequence[Sequence[Point]], day: float) -> None:
    """The day of half beside its mark, in the first place that no line crosses; lines are points of day and level."""
    words = (WORDS[exhibit.language]["half"].format(theme.number(day)),)
    x, y, drawn = plot.across(day), plot.down(0.5), plot.drawn
    left, right = x - 12 - width(words), x + 12
    places = [Words(words, left, y - 6 - HALF - LINE * up, theme.INK) for up in range(4)]
    places += [Words(words, right, y + 8 + HALF + LINE * down, theme.INK) for down in range(4)]
    crossed = [box for line in lines for box in along([(plot.across(x), plot.down(y)) for x, y in line])]
    field = Box(drawn.left + 4, drawn.top - HALF, drawn.right, drawn.bottom)
    free(places, field, along([(x, y), (x, drawn.bottom)]), crossed)[0].write(drawn)
