"""Outlook: what the next two quarters may bring, and what fewer returns would free."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, shares, tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.records.records import Records
from casekit.statistics import caseload

FEWER = 0.1
ITEMS = ("received", "cleared", "open_cases")


@passing_absence
@remade
def projected(measured: pl.DataFrame, records: Records) -> Sentence:
    """What the next two quarters may bring, with 80% limits and how the same rule did in the past."""
    language = records.settings.language
    rows = {(row["indicator"], row["period"]): row for row in measured.iter_rows(named=True)}
    first, second = measured["period"].unique(maintain_order=True)
    places: dict[str, Any] = {}
    for prefix, period in (("", first), ("next_", second)):
        for item, short in (("received", "received"), ("open_cases", "open")):
            row = rows[item, period]
            places |= {f"{prefix}{short}": number(row["numerator"])}
            places |= {f"{prefix}{short}_{end}": number(row[end]) for end in ("low", "high")}
    received, pending = rows["received", first], rows["open_cases", first]
    for prefix, row in (("", received), ("open_", pending)):
        tests = {"coverage": _percent(row["coverage"]), "error": number(row["error"], 1)}
        places |= {f"{prefix}{key}": text for key, text in tests.items()}
        places |= {f"{prefix}plain": number(row["error_last_year"], 1)}
    quarters = {"quarter": quarter.parse(first).say(language), "next": quarter.parse(second).say(language)}
    words = codebook.toml("sentences")["outlook"][_outlook_branch(list(rows.values()))][language]
    return Sentence(words.format(**places, **quarters, origins=received["origins"]))


@passing_absence
@remade
def ahead(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The estimates of the next two quarters and their back-test as a table."""
    words = phrases("outlook_table", records)
    ends = [pl.col(end).round(0).cast(pl.Int64).cast(pl.String) for end in ("low", "high")]
    item = pl.col("indicator").replace_strict({one: words[one] for one in ITEMS}).alias("item")
    frame = measured.with_columns(item, interval=pl.format("{}—{}", *ends))
    own = columns(words, item="item", period="period", value="numerator", interval="interval")
    own += columns(words, last_year="last_year", origins="origins") + shares(words, coverage="coverage")
    own += columns(words, 1, error="error", error_last_year="error_last_year")
    return tabled(frame, own, records, name=name, finding=words["title"], note=words["note"])


@passing_absence
@remade
def freed(measured: pl.DataFrame, records: Records) -> Sentence:
    """What a tenth fewer returns would free by arithmetic, from how many there were and how long they took."""
    language = records.settings.language
    period = quarter.parse(measured["period"][0])
    said = {"period": period.say(language), "fewer": number(FEWER, percent=True)}
    words = codebook.toml("sentences")["freed"]
    rows = measured.filter(pl.col("numerator").fill_null(1) > 0).to_dicts()
    if not rows or any(is_hidden(row) for row in rows):
        return Sentence(words["hidden" if rows else "none"][language].format(**said))
    spent = [row["value"] for row in rows for _ in range(row["numerator"])]
    found = caseload.freed(spent, FEWER, (period.end - period.start).days + 1)
    said |= {"loops": number(found.loops), "mean": number(found.loop_days / found.loops, 1)}
    said |= {"days": number(found.freed_days), "pending": number(found.fewer_pending, 1)}
    branch = "rounded" if any(row.get("rounding", 1) > 1 for row in rows) else "some"
    return Sentence(words[branch][language].format(**said))


def _percent(share: float | None) -> str:
    return number(share, 1, percent=True)


def _outlook_branch(rows: list[dict[str, Any]]) -> str:
    if any(row["numerator"] is None for row in rows):
        return "hidden"
    if any(row.get("rounding", 1) > 1 for row in rows):
        return "rounded"
    return "plain" if any(row["low"] is None or row["coverage"] is None for row in rows) else "full"
