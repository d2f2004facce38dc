"""Retelling: what `compare` says - two vintages against each other, one figure over all of them, how much is still to come."""

import difflib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from casekit import codebook, vintages
from casekit.differences import Differences
from casekit.figured import alone, change, known, label, said, span
from casekit.ground import written
from casekit.ground.errors import Language, fault
from casekit.release.vintage import Vintage
from casekit.revisions import Revisions
from casekit.statistics import completeness

LATE = ("cases", "suspects")


def compare(first: str, second: str | None, reports: Path, name: str = "", language: Language = "zh") -> list[str]:
    """The lines of `compare`: the older against the newer, or a result against the vintage of its quarter before it."""
    if name and known(name) is None:
        near = difflib.get_close_matches(name, codebook.toml("indicators"), 1, 0)[0]
        raise fault("vintage_indicator", name=name, near=near)
    if first == second:
        raise fault("vintage_twice", name=first)
    new = vintages.named(second or first, reports)
    old = vintages.named(first, reports) if second else vintages.earlier(new, reports)
    if old is None:
        raise fault("vintage_alone", name=first)
    told = Differences(Revisions(old, new), language).lines(name)
    retold = triangle(reports, name, language) if name else []
    to_come = [still_to_come(reports, table, new, language) for table in LATE if table in new["rows"]]
    return [*told, *retold, *filter(None, to_come)]


def triangle(reports: Path, name: str, language: Language) -> list[str]:
    """How an indicator's figure for each period was told by one vintage after another; only what was told more than once."""
    distinct = vintages.triangle(reports, name).unique(["period", "extracted", "value"], maintain_order=True)
    told = distinct.filter(pl.len().over("period") > 1)
    if told.is_empty():
        return [said("no_triangle", language, label=label(name, language))]
    lines = [said("triangle", language, label=label(name, language))]
    for period, rows in told.group_by("period", maintain_order=True):
        each = " → ".join(_telling(row, name, language) for row in rows.rows(named=True))
        lines.append("  " + said("retold", language, period=span(str(period[0]), language), told=each))
    return lines


def still_to_come(reports: Path, table: str, made: Vintage, language: Language) -> str:
    """How much is filed of the newest quarter's rows, by how earlier quarters were; that it cannot be told where these are few."""
    newest = vintages.newest(made)
    count = made["rows"][table].get(newest, (None, ""))[0]
    if count is None:
        return ""
    settled = vintages.filed(reports, table).filter("settled", pl.col("quarter") < newest)
    place = {"table": codebook.table_label(table, language), "quarter": span(newest, language)}
    found = completeness.filed(settled["early"], settled["final"], count)
    least = completeness.PERIODS[0]
    if not found.is_known:
        return said("unfiled", language, **place, count=written.count(count), periods=found.periods, least=least)
    low, high = (f"{end:.1%}" for end in found.shares)
    share = f"{count / found.expected:.1%}"
    return said(
        "filed", language, **place, count=written.count(count), periods=found.periods, share=share, low=low, high=high
    )


def _telling(row: dict[str, Any], name: str, language: Language) -> str:
    """A figure, the day its data went to, and how far it lies from what was told first."""
    until = written.day(date.fromisoformat(row["extracted"]), language) if row["extracted"] else "—"
    moved = change(row["first"], row["value"], name, language)
    return said("telling", language, value=alone(row["value"], name, language), until=until, change=moved)
