"""Sharing: what one clean table lends another - case dates to persons, the principal crime to cases, terms to months."""

import polars as pl

from casekit import codebook
from casekit.records import steps
from casekit.records.arrival import PROBLEM

LENT = ("received_on", "concluded_on", "charged_on")
CRIMES = ("judged_crime", "crime")


def shared(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """All tables, each with the columns it borrows, and the steps of every case."""
    cases, suspects = tables.get("cases"), tables.get("suspects")
    made = dict(tables)
    if cases is not None and suspects is not None:
        made |= {"suspects": _with_case(_with_months(suspects), cases), "cases": _with_crime(cases, suspects)}
    if cases is not None:
        together = steps.together(cases, tables.get("steps"))
        made = {name: frame for name, frame in made.items() if name != "steps"} | (
            {"steps": together} if together.height else {}
        )
    return made


def lent_again(clean: dict[str, pl.DataFrame], lent: dict[str, pl.DataFrame], own: set[str]) -> dict[str, pl.DataFrame]:
    """The clean tables with the case dates that persons borrowed before the rules were kept, where a rule blanked any since.

    `own` are the columns that the persons' own sheets have; those are theirs.
    """
    if not {"cases", "suspects"} <= set(clean):
        return clean
    cases, persons = clean["cases"], clean["suspects"]
    names = [name for name in LENT if name in cases.columns and name in persons.columns and name not in own]
    stale = [name for name in names if cases[name].null_count() != lent["cases"][name].null_count()]
    if not stale:
        return clean
    again = persons.drop(stale).join(cases.select("case_id", *stale), on="case_id", how="left", maintain_order="left")
    return clean | {"suspects": again.select(persons.columns)}


def orphans(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows of other tables whose case is not in the case table, as problems; they are kept."""
    if "cases" not in tables:
        return pl.DataFrame(schema=PROBLEM)
    known = tables["cases"].select("case_id", "origin")
    others = {name: frame for name, frame in tables.items() if name != "cases" and "case_id" in frame.columns}
    # Of one source row the case is the same in every table, and places are compared much quicker than texts.
    elsewhere = [
        frame.drop_nulls("case_id").join(known, on="origin", how="anti", maintain_order="left")
        for frame in others.values()
    ]
    found = [frame.join(known, on="case_id", how="anti") for frame in elsewhere]
    words = {"column": pl.lit("case_id"), "text": pl.lit(None, pl.String), "code": pl.lit("case_not_in_cases")}
    lines = [frame.select("origin", table=pl.lit(name), **words) for name, frame in zip(others, found, strict=True)]
    return pl.concat([pl.DataFrame(schema=PROBLEM), *(line.cast(PROBLEM) for line in lines)])


def _with_case(suspects: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The persons with their case's dates, so that people can be counted as cases are."""
    lent = cases.select("case_id", *(name for name in LENT if name in cases.columns and name not in suspects.columns))
    return suspects.join(lent, on="case_id", how="left", validate="m:1", maintain_order="left")


def _with_crime(cases: pl.DataFrame, suspects: pl.DataFrame) -> pl.DataFrame:
    """The cases with `crime`: that of the first person named in the case, else the crime referred."""
    own = [name for name in CRIMES if name in suspects.columns]
    referred = [name for name in ("referred_crime",) if name in cases.columns]
    if not own and not referred:
        return cases
    named = suspects.select("case_id", "suspect_no", *own).sort("suspect_no")
    first = named.group_by("case_id").agg(pl.col(name).drop_nulls().first() for name in own)
    joined = cases.join(first, on="case_id", how="left", maintain_order="left")
    return joined.with_columns(crime=pl.coalesce([*reversed(own), *referred])).drop("judged_crime", strict=False)


def _with_months(suspects: pl.DataFrame) -> pl.DataFrame:
    """The persons with `sentence_term_months`, where a term stands in one column and its unit in another."""
    if not {"sentence_term", "sentence_unit"} <= set(suspects.columns):
        return suspects
    months = codebook.toml("outcomes")["months_per"]
    factor = pl.col("sentence_unit").replace_strict(months, default=None, return_dtype=pl.Float64)
    return suspects.with_columns(sentence_term_months=pl.col("sentence_term") * factor)
