"""Charts: a measured frame becomes an exhibit, and an exhibit becomes a plotly figure in the house style."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from casekit.exhibits.before_after import before_after_figure
from casekit.exhibits.control_chart import control_figure
from casekit.exhibits.curves import curves_figure
from casekit.exhibits.exhibit import Column, Exhibit, Order, Side
from casekit.exhibits.flow import flow_figure
from casekit.exhibits.funnel_chart import funnel_figure
from casekit.exhibits.pyramid import pyramid_figure
from casekit.exhibits.ranges import ranges_figure
from casekit.exhibits.rows import rows_figure
from casekit.exhibits.sides import distance_figure
from casekit.exhibits.tiles import tiles_figure
from casekit.exhibits.trend import line_figure
from casekit.ground.errors import fault

COMPARED = ("unit", "office", "place", "person", "handler", "procurator")


def bars(frame: pl.DataFrame, *, label: str, order: Order = "code", **said: Any) -> Exhibit:
    """Bars from zero, one a row, with intervals and a column of numbers; `said` is every other field of an Exhibit.

    Rows stand as they came (`code`), or by size with the rows named in `rest` and `hollow` last.
    Columns of units, places and people are never sorted by size.
    """
    if order == "size" and label.startswith(COMPARED):
        raise fault("sort_by_rate", came='order="size"')
    rows = _by_size(frame, label, **said) if order == "size" else frame
    return Exhibit(form="bars", frame=rows, label=label, order=order, **said)


def dots(frame: pl.DataFrame, *, label: str, before: str, **said: Any) -> Exhibit:
    """Filled dots for now, open ones for `before`, both numbers in columns; a `total` row has numbers and no dots."""
    return Exhibit(form="dots", frame=frame, label=label, before=before, **said)


def line(frame: pl.DataFrame, *, label: str, **said: Any) -> Exhibit:
    """A trend, one row a period in order of time; the line and its interval band stop at each break of rules."""
    return Exhibit(form="line", frame=frame, label=label, **said)


def curves(
    frame: pl.DataFrame, *, time: str, value: str, series: str, beside: pl.DataFrame | None, **said: Any
) -> Exhibit:
    """Shares of one reached by each day, as steps from the first day given; one row a day and series.

    Stacked, the series are outcomes piled up in the order they came, beside a series called as `total` (its `low` and
    `high` are the interval) and one called as `names[1]` (dashed); what is left is named in `hollow`. With
    `stacked=False` they are up to four groups. A curve ends where its rows end: leave out days with too few observed.
    `beside` has `time`, `count` (still observed) for at most 7 days, and where needed `series` and `hidden`; `heading`
    names the first day.
    """
    return Exhibit(form="curves", frame=frame, label=time, value=value, series=series, beside=beside, **said)


def control(
    frame: pl.DataFrame,
    *,
    label: str,
    value: str,
    center: str,
    low: str,
    high: str,
    phase: str,
    signal: str,
    **said: Any,
) -> Exhibit:
    """A control chart, one row a month or quarter in order of time, with the columns that `statistics.control` returns.

    Each `phase` has its own mean and usual range: none without limits, called provisional under 20 points. A row with a
    `signal` gets a diamond and words; that only the newest quarter has signals is for the statistics to see to.
    """
    limits: dict[str, Any] = {"center": center, "low": low, "high": high, "phase": phase, "signal": signal}
    return Exhibit(form="control", frame=frame, label=label, value=value, **limits, **said)


def funnel(frame: pl.DataFrame, *, label: str, size: str, value: str, beside: pl.DataFrame, **said: Any) -> Exhibit:
    """A funnel, one row a unit; `signal` among `said` names the column that is true outside the limits.

    `beside` has the curves of the limits: size, center, low_95, high_95, low_998, high_998. The label is written as given:
    give codes, not names. `heading` is the unit of `size`; with `numerator` the units outside show their counts.
    """
    return Exhibit(form="funnel", frame=frame, label=label, size=size, value=value, beside=beside, **said)


def flow(frame: pl.DataFrame, *, start: str, end: str, value: str, beside: pl.DataFrame, **said: Any) -> Exhibit:
    """Cases on their way from box to box; one row a way: where from, where to, how many.

    `beside` has the boxes in order, at most eight: `node`, `count`, and where needed `words` (a line under the count)
    and `hidden`. A way to a box before its own, or to its own, is a return: a black arc, named by the column `words`
    (a second line after a line break), with its share of the cases of the box it leaves.
    """
    return Exhibit(form="flow", frame=frame, label=start, target=end, value=value, beside=beside, **_cases(said))


def pyramid(
    frame: pl.DataFrame,
    *,
    label: str,
    left: str,
    right: str,
    sides: tuple[str, str],
    before: tuple[str, str] | None = None,
    hidden: str | tuple[str, str] | None = None,
    **said: Any,
) -> Exhibit:
    """Two counts on either side of the labels, in the order they came; `sides` are their names, left then right.

    `before` are the columns of the same counts earlier (a tick each, called as `names[1]`); `hidden` protects a row, or
    either side of it. A side's sum is over it, from the `total` row where there is one; none where a number is hidden.
    """
    earlier, few = before or (None, None), (hidden, hidden) if isinstance(hidden, str | None) else hidden
    side = Side(name=sides[0], value=left, before=earlier[0], hidden=few[0])
    words: dict[str, Any] = {"digits": 0, "value": right, "before": earlier[1], "hidden": few[1], "heading": sides[1]}
    return Exhibit(form="pyramid", frame=frame, label=label, left=side, **(words | _cases(said)))


def ranges(
    frame: pl.DataFrame, *, label: str, low: str, high: str, value: str, spread: tuple[str, str], **said: Any
) -> Exhibit:
    """Bands from `low` to `high`, one row a group in the order given, each with a dot at `value` and a line over `spread`.

    `names` are the words of the dot with its line and of the band; `heading` is over `numerator`/`denominator`, how many
    fell into the band out of how many. The unit is months where nothing else is said.
    """
    unit = {"unit": {"zh": "个月", "en": " months"}[said.get("language", "zh")]}
    places: dict[str, Any] = {"low": low, "high": high, "value": value, "spread": spread}
    return Exhibit(form="ranges", frame=frame, label=label, **places, **(unit | said))


def distance(frame: pl.DataFrame, *, label: str, series: str, value: str, beside: pl.DataFrame, **said: Any) -> Exhibit:
    """A strip of three shares over bars on either side of an empty middle, one row a bar from the left to the right.

    `names` are the three parts; `series` says of a row whether it is of the first or of the third, `label` how far it is in
    words. `beside` has the three parts in their order with `count` and `hidden`; `heading` stands over the middle.
    """
    return Exhibit(form="distance", frame=frame, label=label, series=series, value=value, beside=beside, **said)


def before_after(
    frame: pl.DataFrame, *, label: str, series: str, phase: str, value: str, beside: pl.DataFrame, **said: Any
) -> Exhibit:
    """Months of two sides in two panels on one scale, own side first, each with the same months in order.

    `phase` says of a month whether it came before, is left_out, or came after; `beside` has the means: the series' column,
    `phase` (before, after) and `mean`, blank where protected. `names` are the panels', `heading` the word before a mean.
    """
    places: dict[str, Any] = {"label": label, "series": series, "phase": phase, "value": value, "beside": beside}
    return Exhibit(form="before_after", frame=frame, **places, **({"unit": ""} | said))


def tiles(
    frame: pl.DataFrame, *, label: str, series: str, value: str, signal: str, beside: pl.DataFrame, **said: Any
) -> Exhibit:
    """Places by months, one row a tile, places and months in the order they came; every place has all months, zeros too.

    `signal` is true of the tiles that the thick frame goes round; `beside` has each place's `total` as it is written, under
    the `heading`.
    """
    places: dict[str, Any] = {"label": label, "series": series, "value": value, "signal": signal, "beside": beside}
    plain: dict[str, Any] = {"unit": "", "digits": 0}
    return Exhibit(form="tiles", frame=frame, **places, **(plain | said))


def table(frame: pl.DataFrame, *, columns: Sequence[Column], **said: Any) -> Exhibit:
    """A three-line table; the first column names the row and stands left, the others stand right."""
    return Exhibit(form="table", frame=frame, label=columns[0].value, columns=tuple(columns), **said)


def draw(exhibit: Exhibit, bare: bool = False) -> Any:
    """The exhibit as a plotly figure of 900 × 500 (lower with few rows, higher with many).

    `bare` drops title, subtitle and source, which Word says in its own text, and is that much lower.
    """
    if exhibit.form not in FIGURES:
        raise ValueError(f"exhibit {exhibit.name!r}: a table is shown, or written in Word, not drawn")
    return FIGURES[exhibit.form](exhibit, bare)


FIGURES: dict[str, Callable[[Exhibit, bool], Any]] = {
    "line": line_figure,
    "bars": rows_figure,
    "dots": rows_figure,
    "control": control_figure,
    "funnel": funnel_figure,
    "curves": curves_figure,
    "flow": flow_figure,
    "pyramid": pyramid_figure,
    "ranges": ranges_figure,
    "distance": distance_figure,
    "before_after": before_after_figure,
    "tiles": tiles_figure,
}


def _cases(said: dict[str, Any]) -> dict[str, Any]:
    """Counts are of cases where nothing else is said."""
    return {"unit": {"zh": "件", "en": " cases"}[said.get("language", "zh")]} | said


def _by_size(frame: pl.DataFrame, label: str, **said: Any) -> pl.DataFrame:
    last = pl.sum_horizontal(
        pl.col(label).is_in(list(said.get("rest", ()))).cast(pl.Int8),
        pl.col(label).is_in(list(said.get("hollow", ()))).cast(pl.Int8) * 2,
    )
    return frame.sort(last, said.get("value", "value"), descending=[False, True], nulls_last=True, maintain_order=True)
