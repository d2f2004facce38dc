"""Making again: a sentence or figure made a second time from protected counts, by the same function, before it leaves."""

from collections.abc import Callable
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


def _again(argument: Any, records: Records) -> Any:
    if isinstance(argument, pl.DataFrame):
        if not {*KEYS, *COUNTS} <= set(argument.columns):
            raise fault("not_from_counts", name="、".join(argument.columns[:3]))
        return protected(argument, records.settings)
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
