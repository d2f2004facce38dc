"""Narrowed: the records of one cause at one place alone, with what cards and narratives tell of its cases and persons."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import polars as pl

from casekit import codebook
from casekit.cleaning.causes import parse_causes
from casekit.ground import written
from casekit.measures import causes, derived
from casekit.records.records import Records
from casekit.subjects.causes.candidates import KEY

BESIDE = ("time_band", "industry", "gap")
"""What is read besides the facets that every case has for its cause."""
SITUATION = ("time_band", "place_kind", "trigger")


def narrowed(records: Records, case_cause: str, place: str) -> Records:
    """The records of the cases of a cause at a place and of their persons, so that every measure counts these alone.

    Cases carry besides what the card or, where it is blank, the narrative says (the facets, as codes), `amount_band`,
    `is_family` (a tie within a family) and `situation` (hour, kind of place and trigger in words); persons carry
    `is_repeat`: known from another case of the office as well.
    """
    every = derived.with_derived(records.table("cases"), "cases", KEY, records)
    own = every.filter(pl.col("case_cause") == case_cause, pl.col("place") == place).collect()
    alone = replace(records, tables=records.tables | {"cases": own})
    persons = _persons(records).join(own.lazy().select("case_id"), on="case_id", how="semi").collect()
    return replace(records, tables=records.tables | {"cases": _described(_read(alone), records), "suspects": persons})


def _read(alone: Records) -> pl.DataFrame:
    """The cases with their facets as the card gives them, else as the narrative does; what the card says in words, as codes."""
    cases, told = alone.table("cases").collect(), causes.narratives(alone)
    words = codebook.read("causes").filter(pl.col("facet").is_in(BESIDE))
    seen = parse_causes(told["facts"], words).select(BESIDE)
    carded = [name for name in BESIDE if name in cases.columns]
    known = [pl.col(name).cast(pl.String).replace(codebook.words(name)).fill_null(seen[name]) for name in carded]
    return cases.with_columns(told.select(causes.FACETS)).with_columns(
        *known, *(seen[name] for name in BESIDE if name not in carded)
    )


def _described(cases: pl.DataFrame, records: Records) -> pl.DataFrame:
    is_family = pl.col("relation").is_in(_rules()["family"]).fill_null(False)
    amount = pl.col("amount_yuan").cast(pl.Float64) if "amount_yuan" in cases.columns else pl.lit(None, pl.Float64)
    return cases.with_columns(is_family=is_family, amount_band=_band(amount, records), situation=_situation(records))


def _band(amount: pl.Expr, records: Records) -> pl.Expr:
    """The band that an amount falls into, in words; null where there is none."""
    words = codebook.toml("sentences")["evidence"][records.settings.language]
    bounds = _rules()["bands"]
    said = [written.count(bound) for bound in bounds]
    between = [words["between"].format(low=low, high=high) for low, high in pairwise(said)]
    labels = [words["under"].format(said[0]), *between, words["over"].format(said[-1])]
    reached = pl.sum_horizontal((amount >= bound).cast(pl.Int64) for bound in bounds)
    return pl.when(amount.is_not_null()).then(reached.replace_strict(dict(enumerate(labels)), return_dtype=pl.String))


def _situation(records: Records) -> pl.Expr:
    """Hour, kind of place and trigger in words, those that are known; null where fewer than two are."""
    language = records.settings.language
    untold = pl.lit(None, pl.String)
    parts = [
        pl.when(~pl.col(name).is_in(_rules()["untold"])).then(pl.col(name)).otherwise(untold)
        .replace(codebook.labels(name, language)) for name in SITUATION
    ]  # fmt: skip
    known = pl.sum_horizontal(part.is_not_null() for part in parts)
    joined = pl.concat_str(parts, separator={"zh": "、", "en": ", "}[language], ignore_nulls=True)
    return pl.when(known >= 2).then(joined)


def _persons(records: Records) -> pl.LazyFrame:
    """The persons with `is_repeat`, where their numbers are known."""
    persons = records.table("suspects")
    if not {"suspect_id", "case_id"} <= records.columns("suspects"):
        return persons if records.columns("suspects") else pl.LazyFrame(schema={"case_id": pl.String})
    several = pl.col("case_id").n_unique().over("suspect_id") > 1
    return persons.with_columns(is_repeat=pl.when(pl.col("suspect_id").is_not_null()).then(several))


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = codebook.toml("proposals")["evidence"]
    return rules
