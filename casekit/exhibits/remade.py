"""Making again: a sentence or figure made a second time from protected counts, by the same function, before it leaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import is_dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import polars as pl

from casekit.exhibits.exhibit import Exhibit
from casekit.ground.errors import fault
from casekit.measures.disclosure import COUNTS, KEYS, is_hidden, protected
from casekit.records.records import Records

P = ParamSpec("P")
R = TypeVar("R")
GATHERED: ContextVar[list[pl.DataFrame] | None] = ContextVar("GATHERED", default=None)

TOLD = "recurs"  # the column of a frame of which only the rows that stand out leave
HIDING: ContextVar[pl.DataFrame | None] = ContextVar("HIDING", default=None)


@contextmanager
def gathering() -> Iterator[list[pl.DataFrame]]:
    """The protected frames that whatever is made again meanwhile is made from, in order of use, each of them once."""
    frames: list[pl.DataFrame] = []
    token = GATHERED.set(frames)
    try:
        yield frames
    finally:
        GATHERED.reset(token)


@contextmanager
def hiding(cells: pl.DataFrame) -> Iterator[None]:
    """Hide these cells (a row each: indicator, period and the groups) in whatever is made again meanwhile."""
    token = HIDING.set(cells)
    try:
        yield
    finally:
        HIDING.reset(token)


def remade(function: Callable[P, R]) -> Callable[P, R]:
    """The function, whose result carries `again`: the same made with every measured frame among the arguments protected.

    An exhibit of a frame in which `measure` has hidden rows shows them as hidden, whether its maker thought of it or not.

    Arguments that themselves carry `again` (a title in a figure) are made again too; the settings are those of the
    records among the arguments.
    """

    free: Callable[..., Any] = function

    @wraps(function)
    def made(*given: P.args, **named: P.kwargs) -> R:
        records = next(one for one in (*given, *named.values()) if isinstance(one, Records))

        def again() -> Any:
            protected_named = {name: _again(one, records) for name, one in named.items()}
            return _marked(free(*(_again(one, records) for one in given), **protected_named))

        result: R = _carrying(_marked(function(*given, **named)), again)
        return result

    return made


def leaving(frame: pl.DataFrame, records: Records, **within: str) -> pl.DataFrame:
    """The measured frame as it may leave, and known to whoever is gathering.

    `within` says by columns and values what alone was counted where that is not all the records.
    """
    place = frame.columns.index("numerator")
    alone = (pl.lit(value).alias(name) for name, value in within.items())
    whole = frame.select(*frame.columns[:place], *alone, *frame.columns[place:])
    made = protected(whole, records.settings, HIDING.get())
    if (frames := GATHERED.get()) is not None:
        frames += [told for told in _told(made) if not any(told.equals(other) for other in frames)]
    return made.drop(within)


def _told(made: pl.DataFrame) -> list[pl.DataFrame]:
    """The frame; of one that says which rows are told, these, each by itself, as they are no whole list."""
    return list(made.filter(TOLD).iter_slices(1)) if TOLD in made.columns else [made]


def _again(argument: Any, records: Records) -> Any:
    if isinstance(argument, pl.DataFrame):
        if not {*KEYS, *COUNTS} <= set(argument.columns):
            raise fault("not_from_counts", name="、".join(argument.columns[:3]))
        return leaving(argument, records)
    maker = getattr(argument, "again", None)
    return maker() if callable(maker) else argument


def _carrying(result: Any, again: Callable[[], Any]) -> Any:
    if is_dataclass(result) and not isinstance(result, type) and hasattr(result, "again"):
        return replace(result, again=again)
    if isinstance(result, str):
        result.again = again  # type: ignore[attr-defined]
    return result


def _marked(result: Any) -> Any:
    """What was made; an exhibit with the rows that are hidden marked as such."""
    if not isinstance(result, Exhibit) or result.hidden:
        return result
    marked = result.frame.with_columns(hidden=is_hidden(result.frame))
    return replace(result, frame=marked, hidden="hidden") if marked["hidden"].any() else result
