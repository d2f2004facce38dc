"""Burdens: what each cause takes up, what follows its cases, and how cases gather, in tables and words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.cause_shares import SEVERAL, cause_words, ends, joined, labelled, listed, most, span
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import number
from casekit.measures import derivatives as recorded
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.measure import FEW
from casekit.records.records import Records

STEADY = 0.005
Row = dict[str, Any]


@passing_absence
@remade
def weights(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Cases, persons, and days of review of each cause; `measured` is that of `subjects.causes.burden.taken_up`."""
    words = cause_words(records)
    headers = {
        "label": "cause",
        "numerator": "cases",
        "value": "share",
        "persons": "persons",
        "days": "days",
        "days_share": "days_share",
        "median": "median",
    }
    known = [one for one in headers if one in ("label", "value") or measured[one].drop_nulls().len()]
    shares = ("value", "days_share")
    columns = [
        Column(header=words[headers[one]], value=one, digits=int(one in shares), percent=one in shares) for one in known
    ]
    return listed(labelled(measured, records), columns, records, name, words["weights_title"], words["weights_note"])


@passing_absence
@remade
def weighed(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which causes take a larger part of the days of review than of the cases."""
    words, rows = cause_words(records), labelled(measured, records)
    named = [row for row in most(rows) if row.get("days_share") is not None]
    if not named:
        return Sentence(words["weighed_none"])
    heavy = sorted(named, key=lambda row: row["value"] - row["days_share"])[:SEVERAL]
    heavy = [row for row in heavy if row["days_share"] > row["value"] + STEADY]
    if not heavy:
        return Sentence(words["weighed_alike"])
    part = words["weighed_part"]
    parts = [
        part.format(
            cause=row["label"],
            cases=number(row["value"], 1, percent=True),
            days=number(row["days_share"], 1, percent=True),
            median=number(row["median"]),
        )
        for row in heavy
    ]
    return Sentence(
        words["weighed"].format(period=span(measured, records.settings.language), parts=words["stop"].join(parts))
    )


@passing_absence
@remade
def matters(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """How many cases were followed by each matter; `measured` is that of `subjects.causes.burden.by_matter`."""
    words, language = cause_words(records), records.settings.language
    labels = {code: block[language] for code, block in codebook.toml("derivatives")["matter"].items()}
    frame = measured.with_columns(
        label=pl.col("matter").replace_strict(labels), interval=ends(measured, "low", "high", 100)
    )
    columns = [
        Column(header=words["matter"], value="label"),
        Column(header=words["cases"], value="numerator"),
        Column(header=words["followed_share"], value="value", digits=1, percent=True),
        Column(header=words["interval"], value="interval"),
    ]
    return listed(frame, columns, records, name, words["matters_title"], words["matters_note"])


@passing_absence
@remade
def derivatives(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The share of each cause's cases that a derivative matter followed, beside that of all others; `measured` is that of
    `subjects.causes.burden.followed`."""
    words = cause_words(records)
    hidden = is_hidden(measured)
    read = pl.when(~hidden & pl.col("stands_out")).then(pl.lit(words["read"])).when(~hidden).then(pl.lit(""))
    frame = labelled(measured, records).with_columns(
        read=read,
        apart_ends=ends(measured, "apart_low", "apart_high", 100, joint=words["to"]),
    )
    columns = [
        Column(header=words["cause"], value="label"),
        Column(header=words["followed"], value="denominator"),
        Column(header=words["with_matter"], value="numerator"),
        Column(header=words["followed_share"], value="value", digits=1, percent=True),
        Column(header=words["others"], value="rest", digits=1, percent=True),
        Column(header=words["apart"], value="apart", digits=1, percent=True, signed=True),
        Column(header=words["apart_interval"], value="apart_ends"),
        Column(header=words["advice"], value="read"),
    ]
    return listed(frame, columns, records, name, words["derivatives_title"], words["derivatives_note"])


@passing_absence
@remade
def derived_said(measured: pl.DataFrame, by_matter: pl.DataFrame, records: Records) -> Sentence:
    """How many cases were followed by a derivative matter, and which causes stand out from all others."""
    words, language = cause_words(records), records.settings.language
    labels = {code: block[language] for code, block in codebook.toml("derivatives")["matter"].items()}
    shown = by_matter.filter(~is_hidden(by_matter), pl.col("numerator") > 0).sort("numerator", descending=True)
    kinds = [
        words["counted"].format(cause=labels[row["matter"]], n=number(row["numerator"])) for row in shown.to_dicts()
    ]
    rows = labelled(measured, records).filter(~is_hidden(measured))
    standing = rows.filter("stands_out", pl.col("denominator") >= FEW).to_dicts()
    parts = [_standing(row, words) for row in standing]
    n = by_matter["denominator"].drop_nulls()
    opening = words["derived_open"].format(period=span(measured, language), n=number(n[0] if n.len() else None))
    counts = words["derived_kinds"].format(kinds=joined(kinds, words)) if kinds else words["derived_no_kinds"]
    branch = "derived_some" if parts else "derived_none"
    return Sentence(opening + counts + words[branch].format(parts=words["stop"].join(parts), k=number(measured.height)))


@passing_absence
@remade
def unrecorded(records: Records) -> Sentence:
    """Which derivative matters this data has no column for."""
    words, language = cause_words(records), records.settings.language
    blocks = codebook.toml("derivatives")["matter"]
    names = words["comma"].join([*(blocks[code][language] for code in recorded.lacking(records)), words["petition"]])
    return Sentence(words["unrecorded"].format(matters=names))


@passing_absence
@remade
def gathering(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """How cases gather over places and causes, beside random scatter; `measured` is that of `subjects.causes.burden.gathered`."""
    words = cause_words(records)
    over = pl.col("over").replace_strict({code: words[f"over_{code}"] for code in ("place", "place_and_kind", "cause")})
    frame = measured.with_columns(label=over, interval=ends(measured, "gini_low", "gini_high", 1, 2))
    columns = [
        Column(header=words["over"], value="label"),
        Column(header=words["cases"], value="numerator"),
        Column(header=words["units"], value="units"),
        Column(header=words["half"], value="half"),
        Column(header=words["gini"], value="gini", digits=2),
        Column(header=words["interval_plain"], value="interval"),
        Column(header=words["chance"], value="chance_high", digits=2),
    ]
    return listed(frame, columns, records, name, words["gathering_title"], words["gathering_note"])


@passing_absence
@remade
def gathered_said(measured: pl.DataFrame, records: Records) -> Sentence:
    """In how few places and causes half of the cases lie, and whether that is more than scatter gives."""
    words, parts = cause_words(records), []
    for row in measured.filter(~is_hidden(measured)).to_dicts():
        branch = "gathered_above" if row["gini_low"] > row["chance_high"] else "gathered_usual"
        places = {
            "units": number(row["units"]),
            "half": number(row["half"]),
            "over": words[f"over_{row['over']}"],
            "unit": words[f"unit_{row['over']}"],
        }
        parts.append(words[branch].format(**places, value=number(row["gini"], 2), chance=number(row["chance_high"], 2)))
    if not parts:
        return Sentence(words["gathered_none"])
    return Sentence(
        words["gathered"].format(period=span(measured, records.settings.language), parts=words["stop"].join(parts))
    )


def _standing(row: Row, words: dict[str, Any]) -> str:
    numbers = [number(row[one], 1, percent=True) for one in ("value", "rest")]
    counts = [number(row[one]) for one in ("numerator", "denominator")]
    return str(words["standing"]).format(
        *numbers, *counts, cause=row["label"], way=words["above" if row["apart"] > 0 else "below"]
    )
