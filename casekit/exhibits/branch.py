"""Branches: which of the possible things a sentence may say of its numbers; only an interval of the difference makes a change."""

import math
from typing import Any

from casekit.exhibits.theme import number
from casekit.measures.disclosure import HIDDEN
from casekit.measures.measure import FEW, Indicator
from casekit.statistics import uncertainty

STEADY_SHARE = 0.01
Row = dict[str, Any]


def pair(rows: list[Row]) -> tuple[Row, Row | None]:
    """The first row and, where there is one, the second."""
    return rows[0], rows[1] if len(rows) > 1 else None


def is_hidden(row: Row | None) -> bool:
    """Whether a row's numbers are hidden, in the room or on the way out of it; they are blank then, and not zero."""
    return row is not None and bool(row.get("hidden") or row.get("note") == HIDDEN)


def share_branch(rows: list[Row], counted: Indicator) -> str:
    """The branch of a share's sentence, from its newest period and, where there is one, that of a year earlier."""
    now, before = pair(rows)
    if is_hidden(now):
        return "hidden"
    if now["denominator"] == 0:
        return "none"
    if now["denominator"] < FEW:
        return "few"
    if now.get("rounding", 1) > 1:
        return "rounded"
    if now["value"] is None:
        return "open"
    if before is None or before["denominator"] == 0:
        return "first"
    if is_hidden(before):
        return "hidden_before"
    if before["denominator"] < FEW:
        return "few_before"
    if before["value"] is None:
        return "open_before"
    return moved(now["value"] - before["value"], *difference(now, before), counted.steady_within)


def moved(change: float, low: float, high: float, steady_within: float) -> str:
    """How a share moved: nothing under `steady_within` is a move, and none is confirmed whose interval holds zero."""
    if change == 0:
        return "same"
    if abs(change) <= steady_within:
        return "steady"
    if not (low > 0 or high < 0):  # an end that is not known confirms nothing
        return "unconfirmed_up" if change > 0 else "unconfirmed_down"
    return "rose" if change > 0 else "fell"


def count_branch(rows: list[Row]) -> str:
    """The branch of a count's sentence: counts are what happened, so every difference but a slight one is said."""
    newest, earlier = pair(rows)
    if is_hidden(newest):
        return "hidden"
    if newest.get("rounding", 1) > 1:
        return "rounded"
    if earlier is None:
        return "first"
    if is_hidden(earlier):
        return "hidden_before"
    now, before = newest["numerator"], earlier["numerator"]
    if now == before:
        return "same"
    if before == 0:
        return "zero_before"
    if now == 0:
        return "zero_now"
    if abs(now / before - 1) < STEADY_SHARE:
        return "steady"
    return "rose" if now > before else "fell"


def in_days(change: float, low: float, high: float, words: Row, unit: str) -> Row:
    """A difference of two middle values and its interval, without sign; `ends` says which way each end lies."""
    ends = sorted((abs(low), abs(high)))
    said = [_toward(end, words, unit) for end in (low, high)]
    numbers = [number(abs(value), _digits(value)) for value in (change, *ends)]
    return dict(zip(("change", "low", "high"), numbers, strict=True)) | {"ends": words["to"].format(*said)}


def _toward(end: float, words: Row, unit: str) -> str:
    if end != end:
        return "—"
    key = "none" if end == 0 else "more" if end > 0 else "fewer"
    return str(words[key]).format(number(abs(end), _digits(end)), unit)


def _digits(value: float) -> int:
    """Whole days without digits, others with one."""
    return 0 if value != value or value == round(value) else 1


def difference(now: Row, before: Row) -> tuple[float, float]:
    """The 95% interval of the difference, from each value's own limits."""
    low, high = uncertainty.between(_ends(now), _ends(before))
    return float(low), float(high)


def apart(first: Row, second: Row) -> tuple[str, Row]:
    """Which branch two groups fall in, and how far apart they are."""
    if is_hidden(first) or is_hidden(second):
        return "hidden", {}
    if min(first["denominator"], second["denominator"]) < FEW:
        return "few", {}
    if first.get("rounding", 1) > 1:
        return "rounded", {}
    low, high = difference(first, second)
    return "unconfirmed" if low <= 0 <= high else "apart", limits(first["value"] - second["value"], low, high)


def limits(change: float, low: float, high: float) -> Row:
    """A difference and its interval in percentage points, without sign, the smaller end first."""
    ends = sorted((abs(low), abs(high)))
    points = [number(point, 1, percent=True) for point in (abs(change), *ends)]
    return dict(zip(("change", "low", "high"), points, strict=True))


def _ends(row: Row) -> tuple[float, float, float]:
    """A row's value and limits; one that is not known is not a number."""
    value, low, high = (math.nan if row[name] is None else float(row[name]) for name in ("value", "low", "high"))
    return value, low, high
