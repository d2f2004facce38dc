"""Rules: what every exhibit keeps before it is drawn, each with the words of its error."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from casekit.exhibits import theme

if TYPE_CHECKING:
    from casekit.exhibits.exhibit import Exhibit

TITLE, LINE = 32, 42.6  # em that fit on one line at 26 and at 20 px
LIMITS = ("size", "center", "low_95", "high_95", "low_998", "high_998")  # what stands beside a funnel


def rules(exhibit: "Exhibit") -> list[tuple[str, bool]]:
    """Every rule with whether it is kept; the first broken one is the error."""
    return [
        ("a name is a file stem of a-z, 0-9 and -", re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", exhibit.name) is not None),
        ("the frame has every column named", _named(exhibit) <= set(exhibit.frame.columns)),
        ("the frame has a row", exhibit.frame.height > 0),
        ("a finding is one line of at most 32 Chinese characters", 0 < theme.ems(exhibit.finding) <= TITLE),
        ("a finding carries no full stop", not exhibit.finding.endswith(("。", "."))),
        ("the population says n", exhibit.form == "table" or re.search("n ?[＝=]", exhibit.population) is not None),
        ("there is a source", bool(exhibit.source)),
        ("a table has columns", exhibit.form != "table" or bool(exhibit.columns)),
        ("dots have a column 'before'", exhibit.form != "dots" or exhibit.before is not None),
        ("low and high come together", (exhibit.low is None) == (exhibit.high is None)),
        ("a label stands on one row only", exhibit.form == "table" or _single(exhibit)),
        ("a running share needs a numerator", not exhibit.cumulative or exhibit.numerator is not None),
        ("source and note of a figure fit a line each", exhibit.form == "table" or _fit(exhibit)),
        ("no value is NaN or infinite", _finite(exhibit)),
        ("a share lies between 0 and 1", _share(exhibit)),
        ("rows ordered by size go down", exhibit.order == "code" or _descending(exhibit)),
        ("curves have from one to four series", exhibit.form != "curves" or 0 < _compared(exhibit) <= 4),
        ("outcomes piled up are no more than all", exhibit.form != "curves" or _whole(exhibit)),
        ("curves have time and count beside", exhibit.form != "curves" or _has_beside(exhibit, "count")),
        ("a flow has up to eight boxes beside, with both ends of each row", exhibit.form != "flow" or _boxed(exhibit)),
        ("a pyramid has a left side", exhibit.form != "pyramid" or exhibit.left is not None),
        ("ranges have a band, a spread and counts", exhibit.form != "ranges" or _banded(exhibit)),
        (
            "a distance has its three parts beside, and rows of the outer two",
            exhibit.form != "distance" or _sided(exhibit),
        ),
        ("before and after have two sides of the same months, and their means", _twofold(exhibit)),
        ("tiles have every month of every place, and totals beside", exhibit.form != "tiles" or _tiled(exhibit)),
        ("a control chart has center, limits, phase and signal", exhibit.form != "control" or _phased(exhibit)),
        ("a funnel has size, signal, and its limits beside", exhibit.form != "funnel" or _limited(exhibit)),
    ]


def _fit(exhibit: "Exhibit") -> bool:
    return all(theme.ems(words) <= LINE for words in (exhibit.source, exhibit.note))


def _named(exhibit: "Exhibit") -> set[str]:
    if exhibit.form == "table":
        used = [(column.value, column.numerator, column.denominator) for column in exhibit.columns]
        return {name for names in used for name in (*names, exhibit.hidden) if name}
    counts = (exhibit.numerator, exhibit.denominator, exhibit.hidden, exhibit.left.hidden if exhibit.left else None)
    parts = (exhibit.series, exhibit.target, exhibit.words, exhibit.phase, exhibit.signal, exhibit.size)
    return {exhibit.label, *exhibit.values, *(column for column in (*counts, *parts) if column)}


def _single(exhibit: "Exhibit") -> bool:
    """No label twice; in curves no time twice in a series, in a flow no way twice under the same words."""
    keys = [column for column in (exhibit.label, exhibit.series, exhibit.target, exhibit.words) if column]
    return not exhibit.frame.select(keys).is_duplicated().any()


def _has_beside(exhibit: "Exhibit", *columns: str) -> bool:
    return exhibit.beside is not None and {exhibit.label, *columns} <= set(exhibit.beside.columns)


def _compared(exhibit: "Exhibit") -> int:
    """How many series are told apart: outcomes or groups, and the comparison where there is one."""
    named = set(exhibit.frame[str(exhibit.series)]) - {exhibit.total if exhibit.stacked else None}
    return len(named) if exhibit.outcomes else 0


def _whole(exhibit: "Exhibit") -> bool:
    parts = (
        exhibit.frame.filter(pl.col(str(exhibit.series)).is_in(exhibit.outcomes)).group_by(str(exhibit.series)).max()
    )
    return not exhibit.stacked or (parts[exhibit.value].sum() or 0) <= 1 + 1e-6


def _phased(exhibit: "Exhibit") -> bool:
    return None not in (exhibit.center, exhibit.low, exhibit.high, exhibit.phase, exhibit.signal)


def _banded(exhibit: "Exhibit") -> bool:
    return None not in (exhibit.low, exhibit.high, exhibit.spread, exhibit.numerator, exhibit.denominator)


def _sided(exhibit: "Exhibit") -> bool:
    """The parts stand in their order with `count` and `hidden`."""
    sides = set(exhibit.frame[exhibit.series]) if exhibit.series else set()
    beside = exhibit.beside
    given = beside is not None and {"count", "hidden"} <= set(beside.columns) and beside.height == len(exhibit.names)
    return given and sides <= {exhibit.names[0], exhibit.names[2]}


def _twofold(exhibit: "Exhibit") -> bool:
    if exhibit.form != "before_after":
        return True
    given = exhibit.beside is not None and {str(exhibit.series), "phase", "mean"} <= set(exhibit.beside.columns)
    sides = [side[exhibit.label].to_list() for side in exhibit.frame.partition_by(str(exhibit.series))]
    return given and exhibit.phase is not None and len(sides) == 2 and sides[0] == sides[1]


def _tiled(exhibit: "Exhibit") -> bool:
    """As many tiles as places times months; the totals stand in `total`."""
    sides = [exhibit.frame[name].n_unique() for name in (exhibit.label, str(exhibit.series))]
    return exhibit.frame.height == sides[0] * sides[1] and exhibit.signal is not None and _has_beside(exhibit, "total")


def _limited(exhibit: "Exhibit") -> bool:
    given = exhibit.beside is not None and set(LIMITS) <= set(exhibit.beside.columns)
    return given and None not in (exhibit.size, exhibit.signal)


def _boxed(exhibit: "Exhibit") -> bool:
    """Boxes stand in `node` with their `count`; ways lead from one of them to one of them."""
    if exhibit.beside is None or exhibit.target is None or not {"node", "count"} <= set(exhibit.beside.columns):
        return False
    boxes = exhibit.beside["node"]
    ends = {*exhibit.frame[exhibit.label], *exhibit.frame[exhibit.target]}
    return 0 < boxes.len() <= 8 and boxes.is_unique().all() and ends <= set(boxes)


def _finite(exhibit: "Exhibit") -> bool:
    if exhibit.form == "table":
        return True
    return all(exhibit.frame[column].cast(pl.Float64).is_finite().all() for column in exhibit.values)


def _share(exhibit: "Exhibit") -> bool:
    if exhibit.form == "table" or exhibit.unit != "%":
        return True
    shares = (exhibit.value,) if exhibit.form == "control" else exhibit.values  # limits may lie beyond
    return all(exhibit.frame[column].drop_nulls().is_between(-1e-9, 1 + 1e-9).all() for column in shares)


def _descending(exhibit: "Exhibit") -> bool:
    """Rows by size, with 其他 and 未能判定 last whatever their size."""
    last = [*exhibit.rest, *exhibit.hollow]
    sized = exhibit.frame.filter(~pl.col(exhibit.label).is_in(last))[exhibit.value].drop_nulls().to_list()
    return all(first >= second for first, second in pairwise(sized))
