"""Doubts: why a sentence cannot be read as one disposition of one person, or what was repaired to read it."""

import polars as pl

from casekit.cleaning.penal_words import WHOLE

_MOST_MONTHS = {"imprisonment": 300, "detention": 12, "control": 36}
_MOST_PROBATION = 120
"""What no law of several crimes allows, and probation twice the longest: such a number is a slip, not a sentence."""

_MASKED = "|".join(
    [
        r"!|[Vv]x+(?:[,;/|BEHn<]|-[0-9]|$)|,x+[,;/]|x+,Q",
        r"x[<>]|x-[0-9t]|[<>@]x|[YJGHPKE]x|F,?x|[ymdt]x|x[ymdr]|x[qw]r|[0-9]x+(?:[ymdr]|$)",
    ]
)
_UNREAD = r"[YJGHVj][_px]*~|[YJGH]_[ymo]|[YJGHP],[ymo],|[HVYJG][0-9]+(?:[H,;/]|$)"
_KIND_APART = r"[YJG]_[0-9t]|[ymod]_[YJG]"


def problem() -> pl.Expr:
    """The first doubt that holds, from the gravest to the mere repair; null where there is none."""
    several = pl.when("is_of_persons").then(pl.lit("several_persons")).otherwise(pl.lit("several_terms"))
    codes = [
        pl.when(holds.fill_null(False)).then(several if code == "several" else pl.lit(code))
        for code, holds in {**_of_reading(), **_of_value(), **_repairs()}.items()
    ]
    return pl.when(pl.col("skeleton") != "").then(pl.coalesce(codes))


def _of_reading() -> dict[str, pl.Expr]:
    skeleton, item = pl.col("skeleton"), pl.col("item")
    is_masked_whole = item.is_null() & skeleton.str.contains(r"[VjlKEv][_p,0-9]*x")
    is_fined_free = item.is_in(["N", "L"]) & pl.col("has_fine")
    return {
        "masked": skeleton.str.contains(_MASKED) | pl.col("is_nameless") | is_masked_whole,
        "revoked_only": pl.col("is_revoked_only"),
        "several_persons": skeleton.str.contains("T"),
        "several": pl.col("is_several") | pl.col("is_probation_several") | is_fined_free,
        "no_executed_term": pl.col("is_undecided"),
        "several_fines": pl.col("clause").str.contains("#"),
    }


def _of_value() -> dict[str, pl.Expr]:
    clause, item, high, probation = (pl.col(name) for name in ("clause", "item", "high", "probation_high"))
    is_term = ~item.is_in(list(WHOLE))
    is_apart = item.str.contains(r"^\^?[YJG]$") & clause.str.contains(_KIND_APART)
    most = pl.col("kind_high").replace_strict(_MOST_MONTHS, default=_MOST_MONTHS["imprisonment"])
    named = pl.any_horizontal(pl.col("penalty", "item", "probation", "kinds_offered").is_not_null())
    is_unread = pl.col("probation_unclear") | clause.str.contains(_UNREAD) | is_apart.fill_null(False)
    return {
        "unclear_term": (pl.col("unclear") & is_term).fill_null(False) | is_unread,
        "impossible_term": (high.fill_null(pl.col("low")) > most) & is_term,
        "impossible_probation": probation > _MOST_PROBATION,
        "probation_conflict": pl.col("says_no") & pl.col("probation_span").is_not_null(),
        "no_sentence": ~named & ~pl.col("has_fine"),
    }


def _repairs() -> dict[str, pl.Expr]:
    """缓期 outside a death sentence stands for 缓刑; 期徒刑 and its like for 有期徒刑."""
    return {
        "repaired:penalty_word": pl.col("item").str.contains(r"\^"),
        "repaired:deferral_word": pl.col("skeleton").str.contains("Q[0-9t]") & (pl.col("item") != "Z"),
    }
