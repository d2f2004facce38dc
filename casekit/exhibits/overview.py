"""Overview: the main figures of a period beside those of a year earlier, in one table for the paper."""

import polars as pl

from casekit.exhibits import findings, wording
from casekit.exhibits.branch import Row, count_branch, is_hidden, pair
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import bracketed, number, opened
from casekit.measures.absent import Absent
from casekit.measures.measure import Indicator, indicator
from casekit.records.records import Records

STEADY, MOVED = ("steady", "same"), ("rose", "fell", "unconfirmed_up", "unconfirmed_down")
QUOTIENTS = ("share", "cleared")


@remade
def table(records: Records, name: str, *measured: "pl.DataFrame | Absent") -> "Exhibit | Absent":
    """A row for each measured indicator that the data allows: its value now, a year earlier, and the change.

    A change that the data cannot confirm bears †; one that cannot be said, as of judgments not all entered, is —.
    """
    words = phrases("overview", records)
    given = [one for one in measured if isinstance(one, pl.DataFrame)]
    if not given:
        return next(one for one in measured if isinstance(one, Absent))
    rows = [_row(one.to_dicts(), indicator(one["indicator"][0]), records) for one in given]
    period = records.headline.say(records.settings.language)
    heads = [
        *columns(words, item="item", now="now", before="before"),
        Column(header=words["change"], value="change", right=True),
    ]
    said = {"finding": words["title"].format(period=period), "note": _note(rows, words)}
    return tabled(pl.DataFrame(rows).drop("branch"), heads, records, name=name, **said)


def _note(rows: list[dict[str, str]], words: dict[str, str]) -> str:
    """By which dates things are counted, and what the signs mean that stand in the table."""
    cells = "".join(row[name] for row in rows for name in ("now", "before", "change"))
    undone = {row["branch"] for row in rows if row["change"] == "—"}
    dash = "incomplete" if undone == {"incomplete"} else "dash"
    signs = {"bracketed": "/", "unconfirmed": "†", "hidden": PROTECTED, dash: "—"}
    return (
        words["semicolon"].join([words["dated"], *(words[n] for n, sign in signs.items() if sign in cells)])
        + words["stop"]
    )


def _row(rows: list[Row], counted: Indicator, records: Records) -> dict[str, str]:
    language = records.settings.language
    now, before = pair(rows)
    label = counted.words.get(f"short_{language}", counted.words[language])
    return {
        "branch": findings.branch_of(rows, counted, records) if not counted.is_count else "",
        "item": opened(label) + bracketed(_unit(counted, records), language),
        "now": _cell(now, counted, records),
        "before": _cell(before, counted, records) if before else "—",
        "change": _change(rows, counted, records),
    }


def _unit(counted: Indicator, records: Records) -> str:
    if counted.is_count:
        return wording.words(f"units.{counted.unit}", records)
    return wording.measure_unit(counted, records.settings.language) if counted.is_middle else "%"


def _cell(row: Row, counted: Indicator, records: Records) -> str:
    """The value, and for a quotient of two counts these beside it."""
    if is_hidden(row) or counted.kind not in QUOTIENTS:
        return wording.written(row, counted)
    counts = f"{wording.shown(row, 'numerator')}/{wording.shown(row, 'denominator')}"
    return wording.written(row, counted) + bracketed(counts, records.settings.language)


def _change(rows: list[Row], counted: Indicator, records: Records) -> str:
    """How far it moved, as the sentence on the same numbers says it: steady, by how much, or nothing."""
    words = phrases("overview", records)
    branch = count_branch(rows) if counted.is_count else findings.branch_of(rows, counted, records)
    if branch in STEADY:
        return words["steady"]
    if branch not in MOVED:
        return "—"
    now, before = (float(row["numerator" if counted.is_count else "value"]) for row in rows[:2])
    mark = "†" * branch.startswith("unconfirmed")
    if counted.is_count:
        return number(now / before - 1, 1, percent=True, signed=True) + "%"
    if counted.is_middle:
        change = now - before
        own = wording.measure_unit(counted, records.settings.language)
        return words["days"].format(number(change, int(change != round(change)), signed=True), own) + mark
    return words["points"].format(number(now - before, 1, percent=True, signed=True)) + mark
