"""Parts: in what judgments differ from recommendations - kind, term, probation, its length, fine - in a chart and in words."""

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.acceptance import FINAL, FIRST, blanked
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import phrases
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.measure import FEW
from casekit.records.records import Records


@passing_absence
@remade
def chart(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """In what judgments differ from the last recommendation (filled) and from the first (open), as shares of all compared."""
    language, words = records.settings.language, phrases("agreement", records)
    labels = codebook.labels("agreement_part", language)
    first, final = (measured.filter(pl.col("indicator") == one) for one in (FIRST, FINAL))
    either = is_hidden(final) | first.select(is_hidden(first)).to_series()
    named = final.with_columns(label=pl.col("part").replace_strict(labels), before=first["value"], hidden=either)
    n = measured["denominator"].drop_nulls()
    period = quarter.parse(measured["period"][0]).say(language)
    return charts.dots(
        blanked(named),
        label="label",
        before="before",
        low="low",
        high="high",
        numerator="numerator",
        hidden="hidden",
        names=(words["against_last"], words["against_first"], words["gap"]),
        heading=words["against_last_heading"],
        name=name,
        finding=_largest(first, labels, words),
        measure=words["parts_measure"],
        population=words["population"].format(period=period, n=number(n[0] if n.len() else None)),
        source=records.source,
        note=words["parts_note"],
        language=language,
    )


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many persons differ in what, from the first recommendation and from the last; parts in which nobody does go unsaid."""
    words, halves = phrases("agreement", records), []
    labels = codebook.labels("agreement_part", records.settings.language)
    for indicator, against in ((FIRST, words["against_first_words"]), (FINAL, words["against_last_words"])):
        own = measured.with_columns(hidden=is_hidden(measured)).filter(pl.col("indicator") == indicator)
        rows = own.filter(pl.col("hidden") | (pl.col("numerator") > 0)).sort(
            "numerator", descending=True, nulls_last=True
        )
        counted = [
            words["few" if row["hidden"] else "part_of"].format(part=labels[row["part"]], n=number(row["numerator"]))
            for row in rows.to_dicts()
        ]
        halves.append(
            words["parted" if counted else "unparted"].format(against=against, parts=words["list"].join(counted))
        )
    return Sentence(words["halves"].join(halves) + words["stop"])


def _largest(first: pl.DataFrame, labels: dict[str, str], words: dict[str, str]) -> str:
    """The part that differs most often from the first recommendation, where it can be seen."""
    rows = first.filter(~is_hidden(first), pl.col("numerator") > 0).sort("numerator", descending=True).to_dicts()
    if not rows or rows[0]["denominator"] < FEW:
        return words["parts_title"]
    return words["parts_heading"].format(part=labels[rows[0]["part"]], value=number(rows[0]["value"], 1, percent=True))
