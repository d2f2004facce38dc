"""Documents as rows: each paper of the folder is one row with a fate, and the papers are told of by folder and kind."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from casekit import codebook
from casekit.ground.errors import Language, Words, notice
from casekit.intake.documents import read_documents, understood
from casekit.intake.files import File
from casekit.records import fates, values
from casekit.records.arrival import PROBLEM, Arrived

MOST_FOLDERS = 10
KEPT = ("unified_number", "department_number", "court_number", "case_year")
OWN = ("document_id", "document_kind", "document_no", "facts", "text")


@dataclass(frozen=True)
class Documents:
    """The papers as rows, and `places`: file, folder, document_kind of each; a folder is told of, a paper's own name is not,
    as it may name a person."""

    arrived: Arrived
    places: pl.DataFrame


def arrive(files: tuple[File, ...], first: int) -> Documents:
    """Read the documents; they take the places from `first` on, in order of name."""
    if not files:
        return NONE
    read = understood(read_documents(files)).with_columns(
        origin=pl.int_range(first, first + pl.len(), dtype=pl.UInt32),
        document_id=pl.col("digest").bin.head(8).bin.encode("hex"),
        case_id=pl.coalesce(KEPT[:3]),
    )
    names = values.unmasked(read["people"].explode().drop_nulls()).drop_nulls().unique().alias("")
    rows = read.filter(pl.col("reason").is_null()).select("origin", *KEPT, "case_id", *OWN)
    tables = {"documents": rows} if rows.height else {}
    places = read.select("file", "document_kind", folder=_folder()).with_columns(folder=_few(pl.col("folder")))
    return Documents(Arrived(_placed(read), tables, pl.DataFrame(schema=PROBLEM), {}, names), places)


def by_own_number(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with the documents that give no number of a case joined by their own (起诉书文号), where the cases have it."""
    documents, cases = tables.get("documents"), tables.get("cases", pl.DataFrame())
    if documents is None or "indictment_number" not in cases.columns:
        return tables
    known = cases.select("indictment_number", found="case_id").drop_nulls()
    single = known.unique().filter(pl.col("indictment_number").is_unique())
    joined = documents.join(
        single, left_on="document_no", right_on="indictment_number", how="left", maintain_order="left"
    )
    return tables | {"documents": joined.with_columns(case_id=pl.coalesce("case_id", "found")).drop("found")}


def lines(places: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The line each paper is told of under: file, line. 文书/（起诉书24份） stands for all indictments of that folder."""
    label = pl.col("document_kind").replace_strict(codebook.labels("document_kind", language), return_dtype=pl.String)
    form = {"zh": "{}（{}{}份）", "en": "{} ({}: {})"}[language]
    count = pl.len().over("folder", "document_kind")
    return places.select("file", line=pl.format(form, "folder", label, count).str.strip_chars())


def told(arrived: Arrived) -> Iterable[Words]:
    """A sentence where documents could not be read, by count, as their names may name a person."""
    if count := arrived.fates["reason"].count():
        yield notice("documents_unread", count=count)


def _folder() -> pl.Expr:
    """The first folder a paper lies in, with '/'; '' where it lies in the data folder itself."""
    return pl.col("file").str.extract("^([^/]+/)").fill_null("")


def _few(folder: pl.Expr) -> pl.Expr:
    """The folders, unless there is one a case or nearly so."""
    return pl.when(folder.n_unique() <= MOST_FOLDERS).then(folder).otherwise(pl.lit(""))


def _placed(read: pl.DataFrame) -> pl.DataFrame:
    """The fates of the papers: row 1 of each file; papers of the same words have the same fingerprint."""
    halves = {name: pl.col("digest").bin.slice(start, 8).bin.reinterpret(dtype=pl.UInt64) for name, start in HALVES}
    known = (
        {"sheet": pl.lit(""), "row": pl.lit(1)} | halves | {name: pl.col(name) for name in ("origin", "file", "reason")}
    )
    return read.select(known.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in fates.SCHEMA.items())


HALVES = (("low", 0), ("high", 8))
NONE = Documents(
    Arrived(pl.DataFrame(schema=fates.SCHEMA), {}, pl.DataFrame(schema=PROBLEM), {}, pl.Series("", [], pl.String)),
    pl.DataFrame(schema=dict.fromkeys(("file", "document_kind", "folder"), pl.String)),
)
