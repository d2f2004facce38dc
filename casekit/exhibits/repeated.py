"""Repeated: cases soon followed by another nearby, and parties that come back, in a table and in words."""

import polars as pl

from casekit.exhibits.branch import is_hidden as is_row_hidden
from casekit.exhibits.cause_shares import labelled, span
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.recurring import recurring_table, recurring_words
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import number
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.causes import nearby

NEAR = 12


@passing_absence
@remade
def near(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Pairs of cases near in place and time beside what chance gives; `measured` is `subjects.causes.nearby.near`."""
    words = recurring_words(records)
    first = pl.int_range(pl.len()) < NEAR
    rows = (
        labelled(measured, records)
        .filter(first | pl.col("gathers"))
        .with_columns(read=pl.when(pl.col("gathers")).then(pl.lit(words["read"])).otherwise(pl.lit("")))
    )
    columns = [
        Column(header=words["cause"], value="label"),
        Column(header=words["cases"], value="numerator"),
        Column(header=words["pairs"], value="pairs"),
        Column(header=words["pairs_expected"], value="expected", digits=1),
        *(
            Column(header=words["ratio_within"].format(days=days), value=_of_days(days), digits=2)
            for days in sorted(nearby.WITHIN)
        ),
        Column(header=words["advice"], value="read"),
    ]
    return recurring_table(rows, columns, records, name, "near_title", "near_note")


@passing_absence
@remade
def near_said(measured: pl.DataFrame, records: Records) -> Sentence:
    """Which causes are soon followed by another case nearby; else that none could be told to be."""
    words = recurring_words(records)
    rows = labelled(measured, records).filter("gathers", ~is_hidden(measured)).to_dicts()
    parts = [
        words["near_part"].format(
            cause=row["label"],
            pairs=number(row["pairs"]),
            expected=number(row["expected"], 1),
            ratio=number(row["ratio"], 2),
        )
        for row in rows
    ]
    places = {"days": nearby.WITHIN[0], "k": number(measured.height), "parts": words["stop"].join(parts)}
    return Sentence(
        words["near_some" if parts else "near_none"].format(period=span(measured, records.settings.language), **places)
    )


@passing_absence
@remade
def parties(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many parties had two cases or more, and how many of them two of one cause; counts only."""
    words, row = recurring_words(records), measured.row(0, named=True)
    places = {
        "period": span(measured, records.settings.language),
        "n": number(row["denominator"]),
        "k": number(row["numerator"]),
    }
    if is_row_hidden(row):
        return Sentence(words["parties_hidden"].format(**places))
    same, few = row["same"] or 0, records.settings.small_number
    told = words["parties_same"].format(same=number(same)) if same == 0 or same >= few else words["parties_few"]
    branch = "parties" if row["numerator"] else "parties_none"
    return Sentence(words[branch].format(**places, same=told, cases=number(row["cases"])))


def _of_days(days: int) -> str:
    return "ratio" if days == nearby.WITHIN[0] else f"ratio_{days}"
