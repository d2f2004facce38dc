"""Balance: what was carried over, received, ended and is open, as a table and in words, with the ratios made of these."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import phrases, tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics import caseload

ITEMS = ("carried", "received", "ended", "open", "clearance", "share", "days")
Row = dict[str, Any]


@passing_absence
@remade
def account(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The account of each period as a table: carried over, received, ended, open, and what is made of these."""
    words, language = phrases("account", records), records.settings.language
    periods = measured["period"].unique(maintain_order=True).to_list()
    accounts = [_account(measured, period) for period in periods]
    cells = {period: [_cell(one, item) for item in ITEMS] for period, one in zip(periods, accounts, strict=True)}
    columns = [Column(header=words["item"], value="item")]
    columns += [Column(header=quarter.parse(period).say(language), value=period) for period in periods]
    frame = pl.DataFrame({"item": [words[item] for item in ITEMS]} | cells)
    return tabled(frame, columns, records, name=name, finding=words["title"])


@passing_absence
@remade
def accounted(measured: pl.DataFrame, records: Records) -> Sentence:
    """The account of the first period in words; the second, where there is one, is a year earlier."""
    return _in_words("account_said", measured, records)


@passing_absence
@remade
def turnover(measured: pl.DataFrame, records: Records) -> Sentence:
    """The disposition time of the first period with its formula, and what it does not say."""
    return _in_words("turnover", measured, records)


def _in_words(key: str, measured: pl.DataFrame, records: Records) -> Sentence:
    language = records.settings.language
    now, *before = (_account(measured, period) for period in measured["period"].unique(maintain_order=True))
    words = codebook.toml("sentences")[key][_branch(now, before)][language]
    places = {item: _cell(now, item) for item in ITEMS}
    earlier = _cell(before[0], "clearance") if before else ""
    said = {"period": now["period"].say(language), "span": now["span"], "clearance_before": earlier}
    return Sentence(words.format(**places, **said))


def _account(measured: pl.DataFrame, period: str) -> Row:
    """The numbers of one period by item; null where they are hidden or cannot be made."""
    rows = {row["indicator"]: row for row in measured.filter(pl.col("period") == period).iter_rows(named=True)}
    received, cleared, span = rows["received"]["numerator"], rows["cleared"], quarter.parse(period)
    ended, base, days = cleared["numerator"], cleared["denominator"], (span.end - span.start).days + 1
    said = {"period": span, "span": days, "rounding": cleared.get("rounding", 1), "received": received, "ended": ended}
    if received is None or ended is None:
        return said | dict.fromkeys(("carried", "open", "clearance", "share", "days"))
    ratios = {
        "clearance": caseload.clearance(received, ended),
        "share": caseload.concluded_share(received, ended, base - received),
        "days": caseload.disposition_time(base - ended, ended, days),
    }
    return said | {"carried": base - received, "open": base - ended} | ratios


def _cell(account: Row, item: str) -> str:
    value = account[item]
    if value is None or value != value:
        return PROTECTED if account["received"] is None or account["ended"] is None else "—"
    is_share = item in ("clearance", "share")
    return number(value, 1 if is_share else 0, percent=is_share)


def _branch(now: Row, before: list[Row]) -> str:
    if now["received"] is None or now["ended"] is None:
        return "hidden"
    if now["rounding"] > 1:
        return "rounded"
    if min(now["received"], now["ended"]) < FEW:
        return "few"
    return "full" if before and before[0]["clearance"] is not None else "first"
