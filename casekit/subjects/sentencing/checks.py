"""Checks: what the articles ask of one recommendation or judgment, each an expression named in the codebook's law_checks.csv.

A check is true where the record is to be read, false where it need not be, blank where the check does not apply or cannot be
told. The general limits and those of probation are the rules of the clean tables; the rest stands here.

The guideline's factor caps are no check: they are shares of a base term (基准刑), which no card holds, and for detention they
do not apply at all. What a factor says of the penalty itself is checked: recidivism (articles 65, 74), mitigation (article 63).
"""

from functools import reduce
from operator import and_

import polars as pl

from casekit import codebook
from casekit.records.rules import rules
from casekit.subjects.sentencing.combined import THIRTY_FIVE, TWENTY, TWENTY_FIVE
from casekit.subjects.sentencing.offered import IMPRISONED, rank

THREE_YEARS, LEAST, MOST = 36, 6, 180  # months: where probation and fast track end, and the term of one crime


def ranks() -> dict[str, pl.Expr]:
    """What checks go by: the ranks of the kinds of penalty named, the lightest and the heaviest of them, and the kind of the
    upper end."""
    kinds = pl.concat_list("sentence_penalty", "sentence_penalty_high")
    named = pl.coalesce("sentence_kinds_offered", kinds).list.eval(rank(pl.element()).drop_nulls())
    upper = pl.coalesce("sentence_penalty_high", "sentence_penalty")
    return {"named": named, "lightest": named.list.min(), "heaviest": named.list.max(), "upper": upper}


def checks() -> dict[str, pl.Expr]:
    """Every check of the law: true to be read, false not, blank where it is not asked."""
    return _of_ranges() | _of_probation() | _of_several() | _of_fines() | _of_persons()


def _of_ranges() -> dict[str, pl.Expr]:
    kind, low, high = (pl.col(f"sentence_{name}") for name in ("penalty", "months_low", "months_high"))
    single = ~pl.col("sentence_combined") & pl.col("offer_article").is_not_null() & pl.col("lightest").is_not_null()
    longer = (pl.col("upper") == "imprisonment") & high.is_between(pl.col("offer_most"), MOST, closed="right")
    shorter = (kind == "imprisonment") & low.is_between(LEAST, pl.col("offer_least"), closed="left")
    heaviest = pl.col("offer_kinds").list.max()
    strange = pl.col("named").list.set_difference("offer_kinds").list.min() < heaviest
    above = (pl.col("heaviest") > heaviest) | longer.fill_null(False)
    below = strange.fill_null(False) | shorter.fill_null(False)
    return {
        "term_general": _asked(pl.col("lightest").is_not_null(), _broken("term_general")),
        "range_above": _asked(single, above),
        "range_below": _asked(single, below & ~_excused("range_below")),
    }


def _of_probation() -> dict[str, pl.Expr]:
    given = pl.col("sentence_probation") == "yes"
    named = ("probation_over_three_years", "probation_shorter", "probation_limits")
    proposed = pl.col("sentence_probation").is_in(["yes", "may"])
    short = (pl.col("upper") == "detention") | (
        (pl.col("upper") == "imprisonment") & (pl.col("sentence_months_high") <= THREE_YEARS)
    )
    protected = pl.col("is_minor").fill_null(False) | pl.col("elderly").fill_null(False)
    able = (pl.col("stage") == "sentence") & protected & ~pl.col("recidivist").fill_null(False) & short
    return {
        **{code: _asked(given, _broken(code)) for code in named},
        "probation_recidivist": _asked(pl.col("recidivist") & pl.col("lightest").is_not_null(), proposed),
        "probation_to_consider": _asked(able, ~proposed.fill_null(False)),
    }


def _of_several() -> dict[str, pl.Expr]:
    term, combined = pl.col("sentence_months_high"), pl.col("sentence_combined") & (pl.col("sentence_form") == "fixed")
    known, imprisoned = pl.col("part_sum").is_not_null(), pl.col("sentence_penalty") == "imprisonment"
    long = term.is_between(TWENTY, TWENTY_FIVE, closed="right") & (pl.col("part_sum") < THIRTY_FIVE).fill_null(True)
    return {
        "combined_bounds": _asked(combined & known, ~term.is_between("part_least", "part_most")),
        "combined_twenty": _asked(combined & imprisoned, long),
    }


def _of_fines() -> dict[str, pl.Expr]:
    fine, alone = pl.col("sentence_fine"), pl.col("sentence_penalty") == "fine_only"
    either = pl.col("sentence_kinds_offered").list.contains("fine_only").fill_null(False)
    single = ~pl.col("sentence_combined") & pl.col("lightest").is_not_null() & fine.is_not_null()
    return {
        "fine_missing": _asked(single & pl.col("is_fine_due"), ~fine),
        "fine_not_provided": _asked(single & pl.col("is_fine_alien") & ~alone.fill_null(False) & ~either, fine),
    }


def _of_persons() -> dict[str, pl.Expr]:
    known, low = pl.col("lightest").is_not_null(), pl.coalesce("sentence_months_low", "sentence_months_high")
    long = (pl.col("sentence_penalty") == "imprisonment") & (low > THREE_YEARS)
    light = (pl.col("heaviest") < IMPRISONED) | pl.col("is_minor").fill_null(False)
    return {
        "recidivist_penalty": _asked(pl.col("recidivist") & known, light),
        "fast_track_term": _asked(
            (pl.col("procedure") == "fast_track") & known, (pl.col("heaviest") > IMPRISONED) | long
        ),
    }


def _asked(applies: pl.Expr, flag: pl.Expr) -> pl.Expr:
    return pl.when(applies.fill_null(False)).then(flag.fill_null(False))


def _row(code: str, column: str) -> list[str]:
    """The names that a column of a check's row lists."""
    found = codebook.read("law_checks").filter(pl.col("code") == code)[column].item()
    return found.split("|") if found else []


def _broken(code: str) -> pl.Expr:
    """Whether one of the rules of clean tables that stand for a check does not hold."""
    return ~reduce(and_, (rules("suspects")[rule].fill_null(True) for rule in _row(code, "rule")))


def _excused(code: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).fill_null(False) for name in _row(code, "unless"))
