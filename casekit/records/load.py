"""Load: from a folder of untidy exports to clean, conserved tables - the whole way on one page."""

from pathlib import Path

import polars as pl

from casekit.ground import paths, quarter, settings
from casekit.ground.errors import fault
from casekit.ground.settings import Settings
from casekit.intake import pseudonyms
from casekit.records import dating, fates, own_causes, people, report, sharing, store, tables
from casekit.records.arrival import PROBLEM
from casekit.records.folding import Folded, fold
from casekit.records.gathering import gathered
from casekit.records.records import Records


def load(data: str | Path, period: str | None = None, office: str | Path | None = None) -> Records:
    """The records of a folder of exports, or of one that `clean` wrote, for a period (default: the latest whole quarter).

    Nothing is lost: every source row is accepted, rejected with its reason, or merged into an equal one. A cell that
    cannot be read is blank and stands in `problems`.
    """
    folder = paths.resolve(data)
    if period:
        quarter.parse(period)
    if store.is_cleaned(folder):
        return store.read(folder, period)
    chosen = paths.resolve(office) if office else paths.office()
    if not chosen.is_dir():
        raise fault("office_missing", folder=office)
    return _built(folder, period, settings.read(chosen), chosen)


def _built(folder: Path, period: str | None, chosen: Settings, office: Path) -> Records:
    """The spine: gather, merge equal rows, set sealed persons aside, fold, date, share, check, say where each row stands."""
    secret, kept = pseudonyms.key_for(folder), own_causes.files(office)
    come = gathered(folder, office, secret)
    merged = fates.merged(come.fates)
    rows, every = people.without_sealed({name: _usable(frame, merged) for name, frame in come.tables.items()}, merged)
    folded = _folded(rows)
    dated = dating.dated({name: one.table for name, one in folded.items()}, chosen)
    lent = sharing.shared(dated.tables)
    checked = {name: tables.checked(frame, name) for name, frame in lent.items()}
    own = set(dated.tables["suspects"].columns) if "suspects" in dated.tables else set()
    clean = sharing.lent_again({name: frame for name, (frame, _) in checked.items()}, lent, own)
    breaches = [found for _, found in checked.values()]
    doubts = [*(one.problems for one in folded.values()), dated.problems, *breaches, sharing.orphans(clean)]
    problems = pl.concat([come.problems, fates.echoed(pl.concat([pl.DataFrame(schema=PROBLEM), *doubts]), every)])
    within = (
        dating.asked(period, clean, dated.extracted, chosen)
        if period
        else dating.period_of(clean, dated.extracted, chosen)
    )
    placed = {name: fates.with_source(frame, every) for name, frame in clean.items()}
    return Records(
        tables=dict(placed),
        rejected=fates.rejected(every),
        merged=fates.duplicates(every),
        problems=fates.with_source(problems, every),
        report=report.of(folder, come, every, clean, chosen, within, dated.extracted, secret),
        period=within,
        settings=chosen,
        extracted=dated.extracted,
        names=come.names,
        secret=secret,
        own=kept,
    )


def _usable(frame: pl.DataFrame, every: pl.DataFrame) -> pl.DataFrame:
    """The rows that were not set aside."""
    aside = every.filter(pl.col("reason").is_not_null()).select("origin")
    return frame.join(aside, on="origin", how="anti", maintain_order="left") if aside.height else frame


def _folded(rows: dict[str, pl.DataFrame]) -> dict[str, Folded]:
    """One row a case, a person, an evaluation, a defect, a reading, a proposal, a place and year, a document; steps stay as they are. Cases
    that only persons name come from these."""
    made = dict[str, Folded]()
    if "suspects" in rows:
        persons = fold(rows["suspects"], ["case_id", "person"], "suspects")
        made["suspects"] = Folded(people.numbered(persons.table), persons.problems)
    if (cases := rows.get("cases", _named_cases(rows))) is not None:
        made["cases"] = fold(cases, ["case_id"], "cases")
    if "evaluations" in rows:
        made["evaluations"] = fold(_with_evaluation(rows["evaluations"]), ["evaluation_id"], "evaluations")
    if "defects" in rows:
        made["defects"] = fold(_with_defect(rows["defects"]), ["evaluation_id", "defect_no"], "defects")
    if "file_readings" in rows:
        made["file_readings"] = fold(_with_reading(rows["file_readings"]), ["reading_id"], "file_readings")
    if "proposals" in rows:
        made["proposals"] = fold(_with_proposal(rows["proposals"]), ["proposal_id"], "proposals")
    if "places" in rows:
        made["places"] = fold(_with_place(rows["places"]), ["place_code", "year"], "places")
    if "documents" in rows:
        made["documents"] = fold(_with_document(rows["documents"]), ["document_id"], "documents")
    if "steps" in rows:
        made["steps"] = Folded(rows["steps"].drop("file_no", "sheet_no"), pl.DataFrame(schema=PROBLEM))
    return made


def _named_cases(rows: dict[str, pl.DataFrame]) -> pl.DataFrame | None:
    """The cases that persons are named in, where no sheet lists cases."""
    columns = ["origin", "case_id", "case_year", "file_no", "sheet_no"]
    return rows["suspects"].select(columns) if "suspects" in rows else None


def _with_evaluation(rows: pl.DataFrame) -> pl.DataFrame:
    """The evaluations with their own number as key, else the case's and the day."""
    day = pl.col("evaluated_on").dt.to_string("%Y-%m-%d") if "evaluated_on" in rows.columns else pl.lit("")
    return rows.with_columns(
        evaluation_id=pl.coalesce("evaluation_no", pl.concat_str("case_id", pl.lit("/"), day.fill_null("")))
    )


def _with_defect(rows: pl.DataFrame) -> pl.DataFrame:
    """The defects with their evaluation's key and a number: as given, else in order."""
    keyed = rows.with_columns(evaluation_id=pl.coalesce("evaluation_no", "case_id"))
    given = pl.col("defect_no") if "defect_no" in rows.columns else pl.lit(None, pl.Int64)
    order = (pl.int_range(pl.len()) + 1).over("evaluation_id")
    return keyed.with_columns(
        defect_no=pl.when(given.is_not_null().all().over("evaluation_id")).then(given).otherwise(order).cast(pl.Int64)
    )


def _with_reading(rows: pl.DataFrame) -> pl.DataFrame:
    """The requests to read files with their own number within the case as key, else the place of the row: two requests of one
    day are two."""
    number = pl.col("reading_no") if "reading_no" in rows.columns else pl.lit(None, pl.String)
    place = pl.format("{}/{}", "file_no", "origin")
    return rows.with_columns(reading_id=pl.concat_str("case_id", pl.lit("/"), pl.coalesce(number, place)))


def _with_proposal(rows: pl.DataFrame) -> pl.DataFrame:
    """The proposals with their document number, its brackets written one way, as key, else the place of the row."""
    place = pl.format("{}/{}", "file_no", "origin")
    if "proposal_no" not in rows.columns:
        return rows.with_columns(proposal_id=place)
    number = pl.col("proposal_no").str.replace_many(list("[]()（）［］【】"), list("〔〕" * 5))
    return rows.with_columns(proposal_no=number, proposal_id=pl.coalesce(number, place))


def _with_document(rows: pl.DataFrame) -> pl.DataFrame:
    """The documents with the code of their words as key, else (a line of a list of papers) the place of the row."""
    place = pl.format("{}/{}", "file_no", "origin")
    given = pl.col("document_id") if "document_id" in rows.columns else pl.lit(None, pl.String)
    return rows.with_columns(document_id=pl.coalesce(given, place))


def _with_place(rows: pl.DataFrame) -> pl.DataFrame:
    """The places with a code (as given, else the one that another row gives the same name, else district and name) and a year."""
    blank = {"place_code": pl.String, "town": pl.String, "unit": pl.String, "year": pl.Int64}
    lacking = {name: pl.lit(None, kind) for name, kind in blank.items() if name not in rows.columns}
    code = pl.col("place_code")
    elsewhere = pl.when(pl.col("town").is_not_null()).then(code.drop_nulls().first().over("unit", "town"))
    named = pl.concat_str("unit", "town", ignore_nulls=True)
    return rows.with_columns(**lacking).with_columns(place_code=pl.coalesce(code, elsewhere, named))
