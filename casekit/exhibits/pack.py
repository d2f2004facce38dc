"""Pack: the figures and tables of a paper on one cause at one place, and its counts in words, from protected frames."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts, theme
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.table import MISSING, PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import Absent
from casekit.measures.disclosure import is_hidden as hidden_rows
from casekit.records.records import Records

MOST, LONGEST = 8, 30
Words = dict[str, str]


def trend(measured: pl.DataFrame, records: Records, words: Words) -> Exhibit:
    """Cases received by quarter, oldest first; a protected quarter is a gap."""
    periods = measured["period"].to_list()
    shown = measured.filter(~hidden_rows(measured))["numerator"]
    language = records.settings.language
    ends = {end: quarter.parse(periods[at]).say(language) for end, at in (("first", 0), ("last", -1))}
    said = {"measure": words["trend"], "population": words["population"].format(n=number(int(shown.sum())), **ends)}
    said |= _about("trend", words["trend_title"], records)
    said |= {"note": words["trend_note"] if shown.len() < measured.height else ""}
    return charts.line(measured, label="period", unit=words["case_unit"], digits=0, **said)


def by_quarter(cases: pl.DataFrame, persons: "pl.DataFrame | Absent", records: Records, words: Words) -> Exhibit:
    """Cases and, where the data has them, persons received by quarter, oldest first."""
    told = [quarter.parse(period).say(records.settings.language) for period in cases["period"]]
    frame = pl.DataFrame({"quarter": told, "cases": _cells(cases)})
    columns = {"quarter": "quarter", "cases": "quarter_cases"}
    if not isinstance(persons, Absent):
        frame, columns = frame.with_columns(persons=_cells(persons)), columns | {"persons": "quarter_persons"}
    return _table(frame, "quarters", words["quarters_title"], columns, records, words)


def by_area(measured: pl.DataFrame, records: Records, words: Words) -> Exhibit:
    """Cases of the cause by place, of the newest period and, where there is one, a year earlier, in the order they came."""
    now, *earlier = measured["period"].unique(maintain_order=True)
    columns = {"place": "place", "now": "now"} | ({"before": "before"} if earlier else {})
    frame = measured.filter(pl.col("period") == now)
    frame = frame.select("place", now=_cells(frame))
    for period in earlier:
        before = measured.filter(pl.col("period") == period)
        frame = frame.join(before.select("place", before=_cells(before)), on="place", maintain_order="left")
    return _table(frame, "areas", words["areas_title"], columns, records, words)


def situations(measured: "pl.DataFrame | Absent", records: Records, words: Words) -> Exhibit | None:
    """The commoner situations, most cases first; None where none is large enough to be shown."""
    if isinstance(measured, Absent):
        return None
    shown = measured.filter(~hidden_rows(measured), pl.col("numerator") > 0).drop_nulls("situation")
    largest = shown.sort("numerator", "situation", descending=[True, False]).head(MOST)
    if largest.is_empty():
        return None
    frame = largest.select("situation", n=_cells(largest))
    columns = {"situation": "situation", "n": "n"}
    return _table(frame, "situations", words["situations_title"], columns, records, words, words["situations_note"])


def proposed(texts: pl.DataFrame, records: Records, words: Words) -> Exhibit:
    """What was proposed on the cause before, the commoner wordings, and how many were adopted and put right."""
    heads = {
        "gap": "point",
        "advice": "advice",
        "documents": "documents",
        "is_adopted": "adopted",
        "is_rectified": "rectified",
    }
    columns = {name: head for name, head in heads.items() if name in texts.columns}
    return _table(texts.head(MOST), "similar", words["similar_title"], columns, records, words, words["similar_note"])


def counted(measured: pl.DataFrame, by: str, words: Words, records: Records) -> str:
    """The groups of one period with their counts, most first, those hidden together, the blank ones last. Empty where there is
    nothing to say; the label alone where all cases are of one group."""
    rows: list[dict[str, Any]] = [row for row in measured.to_dicts() if is_hidden(row) or row["numerator"]]
    known = [row for row in rows if row[by] is not None and not is_hidden(row)]
    ordered = sorted(known, key=lambda row: (-row["numerator"], str(row[by])))
    shown = [words["part"].format(label=label(by, row[by], records), n=number(row["numerator"])) for row in ordered]
    if len(rows) == 1 and shown:
        return words["all"].format(label=label(by, ordered[0][by], records))
    parts = [words["join"].join(shown)]
    parts += [words["rest"]] if any(is_hidden(row) for row in rows if row[by] is not None) else []
    blank = [row for row in rows if row[by] is None]
    parts += [words["some_blank" if is_hidden(row) else "blank"].format(n=number(row["numerator"])) for row in blank]
    return words["then"].join(parts) if shown else ""


def label(by: str, value: Any, records: Records) -> str:
    """A group's value in words: by the vocabulary of the column's own name where there is one."""
    language = records.settings.language
    known = codebook.read("vocabularies")["vocabulary"]
    own = codebook.labels(by, language).get(str(value)) if by in known else None
    return own or codebook.group_label("cases", by, value, language)


def _cells(measured: pl.DataFrame) -> pl.Series:
    """The counts as text, ＊ where protected."""
    rows = measured.to_dicts()
    cells = [PROTECTED if is_hidden(row) else number(row["numerator"]) for row in rows]
    return pl.Series(cells, dtype=pl.String).fill_null(MISSING)


def _table(
    frame: pl.DataFrame, name: str, title: str, columns: dict[str, str], records: Records, words: Words, note: str = ""
) -> Exhibit:
    drawn = [Column(header=words[head], value=column) for column, head in columns.items()]
    starred = any((frame[name] == PROTECTED).any() for name in columns if frame.schema[name] == pl.String)
    star = str(codebook.toml("sentences")["starred"][records.settings.language]) if starred else ""
    said = {"measure": "", "population": "", "note": note or star}
    return charts.table(frame, columns=drawn, **said, **_about(name, title, records))


def _about(name: str, title: str, records: Records) -> dict[str, Any]:
    return {
        "name": name,
        "finding": theme.cut(title, LONGEST),
        "source": records.source,
        "language": records.settings.language,
    }
