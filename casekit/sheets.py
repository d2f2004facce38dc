"""Sheets: what the workbooks of a run hold, in the office's own words."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.records.records import Records
from casekit.release import plots
from casekit.release.keep import Kept
from casekit.release.numbers import numbers
from casekit.release.paper import MARKING
from casekit.release.workbook import Sheet

LISTED = 50_000


def table(exhibit: Exhibit, name: str) -> Sheet:
    """What a figure says and the numbers behind it."""
    lines = tuple(line for line in (exhibit.finding, exhibit.subtitle, exhibit.source) if line)
    shown = numbers(exhibit)
    return Sheet(name, shown.cells, lines, alt=exhibit.alt(), stars=shown.stars)


def _drawn(exhibit: Exhibit, name: str, image: bytes | None) -> Sheet:
    """The same with its chart, or with its picture where Excel has no such chart."""
    sheet = table(exhibit, name)
    if exhibit.form not in plots.FORMS:
        return replace(sheet, picture=image)
    return replace(sheet, lines=tuple(filter(None, (*sheet.lines, plots.broken(exhibit)))), plot=exhibit)


def book(
    title: str, records: Records, kept: list[Kept], pictures: dict[str, bytes], first: Collection[str] = ()
) -> list[Sheet]:
    """A cover with every sentence, then one sheet a figure or table with its data and its picture, numbered as in the paper,
    whose own come `first`."""
    names, heads = words("sheets", records), words("columns", records)
    places = {name: place for place, name in enumerate(first)}
    figures = sorted(
        (one for one in kept if isinstance(one.what, Exhibit)), key=lambda one: places.get(one.name, len(places))
    )
    numbered = _numbered(figures, names)
    said = [
        (one.what.phrase if isinstance(one.what, Said) else numbered[one.name], sentence)
        for one in kept
        for sentence in one.sentences
    ]
    cover = pl.DataFrame(said, {heads["where"]: pl.String, heads["finding"]: pl.String}, orient="row")
    marked = () if records.settings.public else (MARKING[records.settings.language],)
    lines = (title, *marked, repr(records), records.source)
    sheets = [_drawn(one.what, numbered[one.name], pictures.get(one.name)) for one in figures]  # type: ignore[arg-type]
    return [
        Sheet(names["cover"], cover, lines),
        *sheets,
        Sheet(names["definitions"], _headed(definitions(records), records)),
    ]


def _numbered(figures: list[Kept], names: dict[str, str]) -> dict[str, str]:
    """图1, 图2 and 表1, each kind in its own order."""
    kinds = {"figure": [], "table": []}  # type: dict[str, list[str]]
    for one in figures:
        kinds["figure" if one.is_drawn else "table"].append(one.name)
    return {name: names[kind].format(place) for kind, own in kinds.items() for place, name in enumerate(own, 1)}


def definitions(records: Records) -> pl.DataFrame:
    """The register of definitions, from the indicators themselves: label, version, what is counted, basis, status."""
    language = records.settings.language
    rows = [
        (
            block[language],
            block["version"],
            block[f"counted_{language}"],
            _basis(block, language),
            codebook.status_label(block["status"], language),
        )
        for block in codebook.toml("indicators").values()
    ]
    return pl.DataFrame(rows, ["label", "version", "counted", "basis", "status"], orient="row")


def _basis(block: dict[str, str], language: str) -> str:
    """What an indicator rests on; in Chinese where nobody has put it into English."""
    return block["basis"] if language == "zh" else block.get("basis_en", block["basis"])


def quality(records: Records) -> list[Sheet]:
    """What arrived and what was not used: places and reasons; the texts themselves, and the names of documents, which may
    name persons, stay in the cleaned folder."""
    problems, names = _unnamed(records.problems, records), words("sheets", records)
    counted = problems.group_by("table", "file", "sheet", "column", "code").agg(pl.len().alias("cells"))
    places = problems.select("table", "file", "sheet", "row", "column", "code").head(LISTED)
    fates = codebook.labels("fate", records.settings.language)
    rejected = _unnamed(records.rejected, records).select("file", "sheet", "row", pl.col("reason").replace(fates))
    sheets = {
        "received": pl.DataFrame(records.report["sheets"]),
        "rejected": rejected,
        "merged": _unnamed(records.merged, records),
        "doubts": _in_words(counted.sort("file", "sheet", "column", "code"), records),
        "places": _in_words(places, records),
    }
    lines = {"received": (repr(records),)}
    return [Sheet(names[name], _headed(frame, records), lines.get(name, ())) for name, frame in sheets.items()]


def _unnamed(frame: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The frame with the word for a document in place of each document's file name."""
    tables, paper = list(records.report["inputs"]), codebook.table_label("documents", records.settings.language)
    places = [name for name in ("file", "kept_file") if name in frame.columns]
    return frame.with_columns(
        pl.when(pl.col(name).is_in(tables)).then(name).otherwise(pl.lit(paper)).alias(name) for name in places
    )


def _in_words(found: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Problems with their columns and codes in the codebook's words."""
    language = records.settings.language
    rows = found.select("table", "column", "code").rows()
    column = [codebook.field_label(table, name, language) for table, name, _ in rows]
    problem = [codebook.problem_label(table, code, language) for table, _, code in rows]
    return found.select(
        "file",
        "sheet",
        *(name for name in ("row",) if name in found.columns),
        pl.Series("column", column, pl.String),
        pl.Series("problem", problem, pl.String),
        *(name for name in ("cells",) if name in found.columns),
    )


def _headed(frame: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The frame under the codebook's words for its columns; a column without words is left out."""
    heads = words("columns", records)
    return frame.select(pl.col(name).alias(heads[name]) for name in frame.columns if name in heads)


def words(kind: str, records: Records) -> dict[str, str]:
    """The codebook's words of a kind in the office's language."""
    return dict(codebook.toml("sentences")[kind][records.settings.language])
