"""Probation and fine: what was given beside the term, against what the first recommendation proposed."""

import polars as pl

from casekit.measures.agreement import CARRYING, KEY
from casekit.measures.distance import (
    OUTSIDE,
    SIDES,
    Answers,
    answered,
    given,
    is_judged,
    off_range,
    percent_outside,
    positive,
)
from casekit.records.records import Records

AGREED, OTHERWISE = ("yes_given", "no_denied"), ("yes_denied", "no_given")
MADE = (
    "probation_standing", "probation_term_standing", "is_probation_told", "is_probation_as_told", "fine_standing",
    "is_fine_measured", "is_fine_within", "is_fine_outside", "fine_yuan_off", "fine_yuan_outside", "fine_percent_outside",
    "kind_from", "kind_to",
)  # fmt: skip


def of_persons(records: Records) -> pl.DataFrame:
    """One row a person: case_id, suspect_no and the columns `MADE`; what the data lacks counts as blank."""
    return compared(given(records)).select(*KEY, *MADE).collect()


def compared(persons: pl.LazyFrame) -> pl.LazyFrame:
    """The persons with the columns `MADE`; `fine_yuan_off` is signed, negative where the fine is smaller than proposed.

    Where probation was proposed as possible only, or a recommendation that is not fixed was silent, giving it and not
    giving it are both in line with the proposal: such persons are not told of. Amounts are compared where both are stated
    and not approximate.
    """
    off = off_range(pl.col("sentence_fine_yuan_low"), "recommended_fine_yuan")
    exact = (pl.col("recommended_form") != "approximate").fill_null(True) & pl.col("recommended_fine")
    return (
        persons.with_columns(probation_standing=probation(), fine_yuan_off=pl.when(exact).then(off))
        .with_columns(probation_term_standing=probation_term(), fine_standing=fine())
        .with_columns(**_flags(), **_sizes(), **_kinds())
    )


def probation() -> pl.Expr:
    """What was proposed (yes, no, may) and what was given: `yes_given`, `yes_denied`, ...; blank unless both are of a kind
    that can be suspended."""
    done = pl.when(_is_suspended()).then(pl.lit("given")).otherwise(pl.lit("denied"))
    both = pl.col("recommended_penalty").is_in(CARRYING) & pl.col("judged_penalty").is_in(CARRYING)
    return pl.when(both).then(pl.concat_str(_proposed(), done, separator="_"))


def probation_term() -> pl.Expr:
    """How the term of probation given stands to the one proposed; `untold` where one of them is not stated."""
    months = pl.coalesce("sentence_probation_months_low", positive("probation_months"))
    off = off_range(months, "recommended_probation_months")
    why: Answers = [(off.is_null(), "untold"), (off < 0, "below"), (off > 0, "above")]
    return pl.when(pl.col("probation_standing") == "yes_given").then(answered(why, "within"))


def fine() -> pl.Expr:
    """How the fine stands to the one proposed, or why amounts cannot be compared; blank where either is not read."""
    proposed, imposed, off = pl.col("recommended_fine"), pl.col("sentence_fine"), pl.col("fine_yuan_off")
    why: Answers = [
        (~proposed & ~imposed, "neither"),
        (~imposed, "not_imposed"),
        (~proposed, "not_proposed"),
        (off.is_null(), "no_amount"),
        (off < 0, "below"),
        (off > 0, "above"),
    ]
    known = proposed.is_not_null() & imposed.is_not_null() & is_judged()
    return pl.when(known).then(answered(why, "within"))


def _flags() -> dict[str, pl.Expr]:
    done, fined = pl.col("probation_standing"), pl.col("fine_standing")
    return {
        "is_probation_told": done.is_in([*AGREED, *OTHERWISE]).fill_null(False),
        "is_probation_as_told": done.is_in(AGREED).fill_null(False),
        "is_fine_measured": fined.is_in(SIDES).fill_null(False),
        "is_fine_within": fined.eq_missing("within"),
        "is_fine_outside": fined.is_in(OUTSIDE).fill_null(False),
    }


def _sizes() -> dict[str, pl.Expr]:
    off, is_outside = pl.col("fine_yuan_off"), pl.col("fine_standing").is_in(OUTSIDE)
    return {
        "fine_yuan_outside": pl.when(is_outside).then(off.abs()),
        "fine_percent_outside": pl.when(is_outside).then(percent_outside(off, "recommended_fine_yuan")),
    }


def _kinds() -> dict[str, pl.Expr]:
    """Kinds of penalty as recommended and as judged, each with whether it is suspended."""
    offered, low = pl.col("recommended_kinds_offered").is_not_null(), pl.col("recommended_penalty")
    crossing = low + "_to_" + pl.col("recommended_penalty_high")
    first = pl.when(offered).then(pl.lit("several_kinds")).otherwise(pl.coalesce(crossing, low))
    endings = {"yes": "_suspended", "no": "", "may": "_open"}
    proposed = _proposed().replace_strict(endings, default="", return_dtype=pl.String)
    given = pl.when(_is_suspended()).then(pl.lit("_suspended")).otherwise(pl.lit(""))
    pairs = {"kind_from": (first, proposed), "kind_to": (pl.col("judged_penalty"), given)}
    return {
        name: pl.coalesce(pl.when(kind.is_in(CARRYING)).then(kind + ending), kind, pl.lit("unreadable"))
        for name, (kind, ending) in pairs.items()
    }


def _is_suspended() -> pl.Expr:
    """Whether probation was given."""
    return (pl.col("sentence_probation") == "yes").fill_null(False) | positive("probation_months").is_not_null()


def _proposed() -> pl.Expr:
    """yes, no or may: a fixed recommendation that is silent proposes none, any other leaves it open."""
    silent = pl.when(pl.col("recommended_form") == "fixed").then(pl.lit("no")).otherwise(pl.lit("may"))
    return pl.coalesce("recommended_probation", silent)
