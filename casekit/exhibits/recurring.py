"""Recurring: causes that keep coming back to a place, a kind of place, an industry, a relation or a party, in tables and words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import is_hidden as is_row_hidden
from casekit.exhibits.cause_shares import ends, labelled, span
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.rules import TITLE
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import ems, number
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.causes import recurrence

MOST, EACH = 8, 4
MOST_OF = 0.9
UNTOLD = ("none", "unknown", "other")
"""Members that tell nothing; nor does one that a cause is tied to by what it is (drunk driving on roads)."""
Row = dict[str, Any]


@passing_absence
@remade
def chart(measured: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """What recurs at a place: cases (filled) beside what is expected (open); `measured` is `subjects.causes.recurrence.by_place`."""
    words, language = recurring_words(records), records.settings.language
    rows = _recurring(measured, records).sort("numerator", descending=True, maintain_order=True).head(MOST)
    if rows.is_empty():
        return Absent(words["none"])
    label = pl.format(words["cell"], "label", "place")
    shown = rows.with_columns(label=label, hidden=is_hidden(rows), difference=pl.col("value") - pl.col("expected"))
    return charts.dots(
        shown,
        label="label",
        before="expected",
        hidden="hidden",
        unit=words["unit"],
        digits=0,
        names=(words["now"], words["expected_short"], words["more"]),
        heading=words["heading"],
        name=name,
        finding=str(title(measured, records)),
        measure=words["measure"],
        population=words["population"].format(
            period=span(measured, records.settings.language), n=number(int(shown["numerator"].sum()))
        ),
        note=words["chart_note"],
        source=records.source,
        language=language,
    )


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many causes recur at how many places, or the one that does, in a line."""
    words = recurring_words(records)
    rows = _recurring(measured, records).sort("numerator", descending=True, maintain_order=True)
    one = Sentence(words["title_one"].format(**_places(rows.row(0, named=True), records)))
    alone = rows.height == 1 and not is_row_hidden(rows.row(0, named=True)) and ems(one) <= TITLE
    return one if alone else Sentence(words["title"].format(k=number(rows.height)))


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """What recurs, place by place: cases, quarters with a case, what is expected, the ratio with its interval."""
    words, rows = recurring_words(records), _recurring(measured, records)
    if rows.is_empty():
        return Absent(words["none"])
    columns = [Column(header=words["cause"], value="label"), Column(header=words["place"], value="place")]
    return recurring_table(rows, [*columns, *_numbers(words)], records, name, "table_title", "table_note")


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """What keeps coming back to which place, with its counts, and how many were looked at."""
    words, language = recurring_words(records), records.settings.language
    rows = _recurring(measured, records).sort("numerator", descending=True, maintain_order=True)
    ordered = rows.filter(~is_hidden(rows)).to_dicts()
    parts = [words["part"].format(**_places(row, records)) for row in ordered[:EACH]]
    more = words["others"].format(k=number(len(ordered) - EACH)) if len(ordered) > EACH else ""
    places = {"period": span(measured, records.settings.language), "k": number(measured.height), "more": more}
    apart = " " * (language == "en")
    opening = words["said" if parts else "said_none"].format(parts=words["stop"].join(parts), **places)
    return Sentence(apart.join((opening, words["beside"].format(**places))))


@passing_absence
@remade
def facets(measured: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """The kinds of place, industries and relations that a cause keeps coming back to: of each, the four with most cases."""
    words, language = recurring_words(records), records.settings.language
    rows = _facet_rows(measured, records)
    if rows.is_empty():
        return Absent(words["none"])
    kinds = {facet: codebook.field_label("cases", facet, language) for facet in recurrence.FACETS}
    named = rows.with_columns(
        facet=pl.col("facet").replace(kinds),
        share=pl.col("value") / pl.col("of_cause"),
        elsewhere=pl.col("expected") / pl.col("of_cause"),
    )
    columns = [
        Column(header=words["facet"], value="facet"),
        Column(header=words["member"], value="member_label"),
        Column(header=words["cause"], value="label"),
        Column(header=words["cases"], value="numerator"),
        Column(header=words["present"], value="present_of"),
        Column(header=words["of_cause"], value="share", digits=1, percent=True),
        Column(header=words["of_others"], value="elsewhere", digits=1, percent=True),
    ]
    return recurring_table(named, columns, records, name, "facets_title", "facets_note")


@passing_absence
@remade
def facets_said(measured: pl.DataFrame, records: Records) -> Sentence:
    """For each facet the one that a cause comes back to with most cases, and which facets the data lacks."""
    words, language = recurring_words(records), records.settings.language
    rows = _facet_rows(measured, records)
    shown = rows.filter(~is_hidden(rows)).unique("facet", keep="first", maintain_order=True).to_dicts()
    parts = [
        words["facet_part"].format(
            facet=codebook.field_label("cases", row["facet"], language), member=row["member_label"],
            share=number(row["numerator"] / row["of_cause"], 1, percent=True), **_places(row, records),
        )
        for row in shown
    ]  # fmt: skip
    left = [one for one in recurrence.FACETS if one not in measured["facet"].unique().to_list()]
    lacking = words["comma"].join(codebook.field_label("cases", one, language) for one in left)
    text = words["facets_said" if parts else "facets_none"].format(
        parts=words["stop"].join(parts), period=span(measured, records.settings.language)
    )
    return Sentence(text + (words["facets_lacking"].format(facets=lacking) if left else ""))


def _recurring(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    return labelled(measured, records).filter("recurs")


def _facet_rows(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """What recurs of each facet, in the order of the facets and by size, four of each, the member in words."""
    language = records.settings.language
    whole = pl.col("numerator") < MOST_OF * pl.col("of_cause")
    rows = _recurring(measured, records).filter(whole | is_hidden(measured), ~pl.col("member").is_in(UNTOLD))
    order = {facet: at for at, facet in enumerate(recurrence.FACETS)}
    kept = rows.sort(
        pl.col("facet").replace_strict(order, return_dtype=pl.Int64),
        "numerator",
        descending=[False, True],
        nulls_last=True,
    ).filter(pl.int_range(pl.len()).over("facet") < EACH)
    labels = [
        codebook.group_label("cases", facet, member, language)
        for facet, member in kept.select("facet", "member").iter_rows()
    ]
    return kept.with_columns(member_label=pl.Series(labels, dtype=pl.String))


def _numbers(words: dict[str, Any]) -> list[Column]:
    return [
        Column(header=words["cases"], value="numerator"),
        Column(header=words["present"], value="present_of"),
        Column(header=words["expected"], value="expected", digits=1),
        Column(header=words["ratio"], value="ratio", digits=1),
        Column(header=words["interval"], value="interval"),
    ]


def _places(row: Row, records: Records) -> dict[str, str]:
    digits = {"numerator": 0, "present": 0, "expected": 1, "ratio": 1, "ratio_low": 1, "ratio_high": 1}
    numbers = {name: number(row[name], digit) for name, digit in digits.items()}
    quarters, words = len(recurrence.looked_at(records)), recurring_words(records)
    came = words["always" if row["present"] == quarters else "came"].format(quarters=quarters, **numbers)
    named = {"cause": row["label"], "place": row.get("place", "")}
    return numbers | named | {"quarters": number(quarters), "when": came}


def recurring_words(records: Records) -> dict[str, Any]:
    """The words of what recurs."""
    words: dict[str, Any] = codebook.toml("sentences")["recurring"][records.settings.language]
    return words


def recurring_table(
    rows: pl.DataFrame, columns: list[Column], records: Records, name: str, finding: str, note: str
) -> Exhibit:
    """A table under the words of `finding` and `note`, over the quarters looked at."""
    words, language = recurring_words(records), records.settings.language
    quarters = len(recurrence.looked_at(records))
    if "present" in rows.columns:
        of = pl.format("{}/" + str(quarters), "present")
        rows = rows.with_columns(
            interval=ends(rows, "ratio_low", "ratio_high", 1), present_of=pl.when(~is_hidden(rows)).then(of)
        )
    marked = rows.with_columns(hidden=is_hidden(rows))
    said = {"finding": words[finding], "measure": "", "population": span(rows, language), "note": words[note]}
    return charts.table(
        marked, columns=columns, hidden="hidden", name=name, source=records.source, language=language, **said
    )
