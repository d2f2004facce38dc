"""Levers: what else an office can do about time - procedures, searches for guiding cases, lawyers' reading of files."""

import polars as pl

from casekit import codebook
from casekit.measures import fast_track
from casekit.measures.absent import Absent, measure_if_given
from casekit.records.records import Records


def procedures(records: Records) -> "pl.DataFrame | Absent":
    """Cases charged by procedure, in the headline period and a year earlier."""
    return measure_if_given(records, "charged", by="procedure", periods=records.compared)


def fast_track_use(records: Records) -> "pl.DataFrame | Absent":
    """The share of charged cases that could be tried by fast track and were; absent without pleas or recommendations."""
    if lack := fast_track.lacking(records):
        return _without(records, *lack)
    return measure_if_given(records, "fast_track", periods=records.compared)


def searches(records: Records) -> "pl.DataFrame | Absent":
    """Cases concluded by whether a search for guiding cases is on record; a blank says nothing."""
    return measure_if_given(records, "concluded", by="guiding_case_searched", periods=records.compared)


def searched(records: Records) -> "pl.DataFrame | Absent":
    """The share of concluded cases with a recorded search for guiding cases."""
    return measure_if_given(records, "guiding_searched", periods=records.compared)


def readings(records: Records) -> "pl.DataFrame | Absent":
    """Lawyers' requests to read files and their median wait in working days, by way."""
    return measure_if_given(records, "file_reading_wait", by="way", periods=records.compared)


def reading_wait(records: Records) -> "pl.DataFrame | Absent":
    """The same over all ways."""
    return measure_if_given(records, "file_reading_wait", periods=records.compared)


def _without(records: Records, table: str, column: str) -> Absent:
    """What to say where a table or column did not come."""
    sentences, language = codebook.toml("sentences"), records.settings.language
    if not records.columns(table):
        return Absent(sentences["absent_table"][language].format(table=codebook.table_label(table, language)))
    if column.endswith("_on") and not records.period.is_dated:
        return Absent(sentences["absent_dates"][language])
    return Absent(sentences["absent"][language].format(lacking=codebook.field_label(table, column, language)))
