"""Absence: a section whose data did not arrive says so, and everything made from it does the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures.measure import lacking, measure, owner
from casekit.records.records import Records

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Absent:
    """What stands in the place of a figure that this data cannot give; a notebook shows its sentence."""

    sentence: str

    def __repr__(self) -> str:
        return self.sentence

    def _repr_markdown_(self) -> str:
        return self.sentence


def measure_if_given(
    records: Records, indicator: str, by: str | Sequence[str] = (), periods: Sequence[Period | str] = ()
) -> "pl.DataFrame | Absent":
    """As `measure`, but where the data lacks a column the answer is an `Absent` that says which."""
    if (absent := absence(records, indicator, by, periods)) is not None:
        return absent
    measured = measure(records, indicator, by, periods)
    return measured if measured.height else nothing_to_count(records)


def nothing_to_count(records: Records) -> Absent:
    """What stands where the columns came, but no row of the period to count."""
    return Absent(codebook.toml("sentences")["absent_rows"][records.settings.language])


def absence(
    records: Records, indicator: str, by: str | Sequence[str] = (), periods: Sequence[Period | str] = ()
) -> Absent | None:
    """Why an indicator cannot be had of this data, or None where it can."""
    lack, language = lacking(records, indicator, by, periods), records.settings.language
    if lack is None:
        return None
    if lack.endswith("_on") and not records.period.is_dated:
        return Absent(codebook.toml("sentences")["absent_dates"][language])
    table = owner(codebook.toml("indicators")[indicator]["table"], lack)
    if not records.columns(table):
        return Absent(
            codebook.toml("sentences")["absent_table"][language].format(table=codebook.table_label(table, language))
        )
    words = codebook.toml("sentences")["absent"][language]
    return Absent(words.format(lacking=codebook.field_label(table, lack, language)))


def passing_absence(function: Callable[P, R]) -> Callable[P, "R | Absent"]:
    """The function, which gives back an `Absent` among its positional arguments instead of working on it."""

    @wraps(function)
    def passed(*given: P.args, **named: P.kwargs) -> "R | Absent":
        absent = next((one for one in given if isinstance(one, Absent)), None)
        return absent if absent is not None else function(*given, **named)

    return passed
