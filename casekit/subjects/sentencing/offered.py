"""Offered: what the articles of a crime provide, kinds of penalty, months and fine, for the penalties that may be held to them."""

from datetime import date, timedelta

import polars as pl

from casekit import codebook

SEVERITY = ("rights_only", "fine_only", "control", "detention", "imprisonment", "life", "death")
"""Kinds of penalty from the lightest; exemption and acquittal are open for any crime and have no place here."""

IMPRISONED = SEVERITY.index("imprisonment")

ALIKE = ("crime", "sentence_penalty", "sentence_months_low", "sentence_months_high", "era")
"""What is the same for all penalties to which the same is offered; they repeat often."""


def rank(kind: pl.Expr) -> pl.Expr:
    """The place of a kind of penalty among all from the lightest, a suspended death sentence being one of death; blank where it
    has none."""
    places = {name: place for place, name in enumerate(SEVERITY)} | {"death_suspended": SEVERITY.index("death")}
    return kind.replace_strict(places, default=None, return_dtype=pl.Int64)


def offered(said: pl.DataFrame) -> pl.DataFrame:
    """What the articles provide for each `line` of `said` (crime, day, sentence_penalty, sentence_months_low and _high): line,
    offer_article, offer_least and offer_most (months of imprisonment), offer_kinds (ranks), is_fine_due and
    is_fine_alien (over the tiers that the penalty fits; over all where it fits none).

    A line has no row where the crime has no checked article, or the day (of the crime where it is known) is blank or lies
    before the text that was checked came into force.
    """
    told = said.with_columns(era=pl.sum_horizontal(pl.col("day") >= day for day in _changes()).fill_null(0))
    alike = told.group_by(ALIKE, maintain_order=True).agg(pl.col("day").first()).with_row_index("alike")
    since, until = pl.col("valid_from").str.to_date(), pl.col("valid_to").str.to_date()
    tiers = alike.join(_tiers(), on="crime").filter(pl.col("day") >= since, until.is_null() | (pl.col("day") <= until))
    counts = _fits() | ~_fits().any().over("alike")
    found = tiers.group_by("alike", *ALIKE, maintain_order=True).agg(
        offer_article=pl.col("article").unique(maintain_order=True).str.join("、"),
        offer_least=pl.col("least").min(),
        offer_most=pl.col("most").max(),
        offer_kinds=pl.col("kinds").explode().unique(),
        is_fine_due=(pl.col("due") | ~counts).all(),
        is_fine_alien=(pl.col("alien") | ~counts).all(),
    )
    return told.select("line", *ALIKE).join(found, on=ALIKE, nulls_equal=True).drop("alike", *ALIKE)


def _changes() -> list[date]:
    """The days on which what is offered may change: articles come into force, or lapse on the day before."""
    frame = codebook.read("statutory_ranges")
    ends = frame["valid_to"].drop_nulls().str.to_date() + timedelta(days=1)
    return sorted({*frame["valid_from"].str.to_date(), *ends})


def _tiers() -> pl.DataFrame:
    """The checked tiers: a fine is due where it must be added and nothing can stand for it, alien where it may not be added."""
    fine, kinds = pl.col("fine_rule"), pl.col("penalty_kinds").str.split("|")
    alone = pl.when(fine.str.contains("单处")).then(pl.lit(["fine_only"])).otherwise(pl.lit([], pl.List(pl.String)))
    return (
        codebook.read("statutory_ranges")
        .filter(pl.col("status") == "verified")
        .select(
            "crime",
            "article",
            "valid_from",
            "valid_to",
            least=pl.col("imprisonment_min_months").cast(pl.Float64),
            most=pl.col("imprisonment_max_months").cast(pl.Float64),
            kinds=pl.concat_list(kinds, alone).list.eval(rank(pl.element())),
            due=fine.str.starts_with("并处") & fine.str.contains("罚金") & ~fine.str.contains("没收"),
            alien=fine.is_in(["无", "罚金为独立可选刑种"]),
        )
    )


def _fits() -> pl.Expr:
    """Whether a tier has the kind of penalty, and of imprisonment the months."""
    kind = rank(pl.col("sentence_penalty"))
    inside = (pl.col("sentence_months_low") <= pl.col("most")) & (pl.col("sentence_months_high") >= pl.col("least"))
    return (pl.col("kinds").list.contains(kind) & ((kind != IMPRISONED) | inside.fill_null(True))).fill_null(False)
