"""Fines: the amounts of a sentence's fines, kept apart from its formula and put back where they belong."""

import polars as pl

from casekit.cleaning.amounts import with_amounts
from casekit.cleaning.penal_words import formula

_N = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_SUM = rf"(?:(?:{_N}[qbwi+]+)+[0-9]*r?[+@]*|{_N}r[+@]*|[0-9]{{3,}}(?:,[0-9]{{3}})*(?:\.[0-9]+)?@?)"
_MONEY = rf"[@{{}}]?(?:(?:{_SUM}|{_N})>?,?-,?@?{_SUM}<?|{_SUM}>,?{_SUM}<|{_SUM}[<>]?)"
_FINE = rf"F,{{0,2}}({_MONEY})"
_FINE_BEFORE = rf"({_MONEY})F([^0-9@,]|,[^0-9@,]|$)"
_OTHER_MONEY = rf"{_N}[qbwi+]*(?:{_N}[qbwi+]*)*r"
_NUMBERS = r"(?:[,_/.][0-9]+)+([,;_]|$)"
FINES = {sign: place for place, sign in enumerate("%=:`$")}
"""Signs of the first five fines of a text, so that a clause shows which of them it holds, to their places."""


def taken_apart(texts: pl.DataFrame) -> pl.DataFrame:
    """Each text's formula without the amounts of its fines: they are what makes one formula differ from the next.

    Done in a few parts side by side, for one expression runs on one core.
    """
    height = max(texts.height // (2 * pl.thread_pool_size()) + 1, 5_000)
    parts = [texts.lazy().slice(start, height) for start in range(0, max(texts.height, 1), height)]
    rest = pl.col("formula")
    cut = rest.str.replace_all(_FINE, "F#").str.replace_all(_OTHER_MONEY, "_").str.replace_all(_NUMBERS, "_$1")
    split = [
        part.with_columns(formula=formula(pl.col("text")).str.replace_all(_FINE_BEFORE, "F$1$2")).select(
            "text", skeleton=cut, fines=rest.str.extract_all(_FINE)
        )
        for part in parts
    ]
    return pl.concat(pl.collect_all(split))


def numbered(skeleton: pl.Expr) -> pl.Expr:
    """A formula with its first fines told apart; from the sixth on they stay `F#`."""
    for sign in FINES:
        skeleton = skeleton.str.replace("F#", f"F{sign}", literal=True)
    return skeleton


def places() -> list[pl.Expr]:
    found = pl.col("clause").str.extract_all(f"[{''.join(FINES)}]").list.eval(pl.element().replace_strict(FINES))
    return [found.list.first().alias("fine_first"), found.list.last().alias("fine_last")]


def with_fines(whole: pl.DataFrame) -> pl.DataFrame:
    """Adds the amount of the fine that counts, and whether two fines of one disposition differ."""
    first, last = (
        pl.col("fines").list.get(pl.col(end), null_on_oob=True).str.strip_chars_start("F,")
        for end in ("fine_first", "fine_last")
    )
    with_text = whole.with_columns(fine_text=first, fines_differ=first != last)
    amounts = with_amounts(with_text.select(folded="fine_text").unique()).rename({"problem": "fine_problem"})
    return with_text.join(
        amounts, left_on="fine_text", right_on="folded", how="left", nulls_equal=True, maintain_order="left"
    )


def form() -> pl.Expr:
    """The sentence's form in view of its fine: 约四千元 leaves no term fixed, and a fine alone has its amount's form."""
    low, high, about = pl.col("yuan_low"), pl.col("yuan_high"), pl.col("approximate")
    of_fine = (
        pl.when(about).then(pl.lit("approximate"))
        .when(low.is_null() & high.is_null()).then(pl.lit("kind_only"))
        .when(low.is_null()).then(pl.lit("upper_only"))
        .when(low.eq_missing(high)).then(pl.lit("fixed"))
        .otherwise(pl.lit("range"))
    )  # fmt: skip
    loosened = pl.when((pl.col("form") == "fixed") & about).then(pl.lit("approximate")).otherwise("form")
    return pl.when(pl.col("penalty") == "fine_only").then(of_fine).otherwise(loosened)
