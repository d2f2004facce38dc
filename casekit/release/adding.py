"""Adding: what the counts of each indicator count, and how those of a column's values add up, from codebook/adding.toml."""

from functools import cache
from typing import Any

import polars as pl

from casekit import codebook
from casekit.measures.disclosure import MIDDLES, groups_of

APART = "-"


@cache
def adding() -> dict[str, Any]:
    """How counts add up, from codebook/adding.toml."""
    return codebook.toml("adding")


def along(frame: pl.DataFrame) -> str:
    """The group columns whose values a frame goes along, parted by ;. One that counts rows or a span of its own, or that
    estimates, is APART: nothing that another release tells is of the same."""
    columns = adding()["columns"]
    if not {*columns["own"], *columns["estimates"], *columns["effects"]}.isdisjoint(frame.columns):
        return APART
    return ";".join(name for name in groups_of(frame) if frame[name].n_unique() > 1)


@cache
def kind_of(indicator: str) -> str:
    """The kind of an indicator; one that the codebook lacks is taken for a share."""
    return str(codebook.toml("indicators").get(indicator, {}).get("kind", "share"))


@cache
def counted(indicator: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the numerator and the denominator of an indicator count, alike for those that count the same."""
    block = codebook.toml("indicators").get(indicator)
    if block is None:
        return (indicator, "numerator"), (indicator, "denominator")
    base, flag, kind = (block["table"], block["dated_by"]), block["numerator"], block["kind"]
    if kind in ("open", "cleared"):
        held = (block["table"], block["stage"])
        return (*held, "open" if kind == "open" else "left"), (*held, "at hand")
    if kind in ("within", "time"):
        begun = (*base, flag, *(() if block["clock"] == "days" else (block["clock"],)))
        return (*begun, f"by day {block['days']}" if kind == "within" else "decided"), begun
    whole = (*base, block.get("denominator", flag))
    return whole if kind == "count" else (*whole, f"{flag} told" if kind in MIDDLES else flag), whole


def alias(column: str) -> str:
    return str(adding()["alias"].get(column, column))


def values(column: str, which: str) -> list[str]:
    found: list[str] = adding()["values"].get(column, {}).get(which, [])
    return found


def coarser(column: str) -> list[tuple[str, dict[str, str]]]:
    return list(adding()["coarser"].get(column, {}).items())
