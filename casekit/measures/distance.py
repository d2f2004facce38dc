"""Distance: how far the term judged lies outside the term recommended, in months, and how wide the recommendation was."""

from functools import reduce

import polars as pl

from casekit.measures.agreement import KEY, RANKS, USES
from casekit.records.records import Records

LEVEL = 0.9  # a range is scored at the level of the reference ranges of like cases, so that both scores can be compared
STEPS = 5  # bars of months on either side; the last holds all that is farther
SIDES = ("below", "within", "above")
OUTSIDE = ("below", "above")
NEEDS = ("recommended_penalty",)
NUMBERS = ("imprisonment_months", "probation_months")  # of exports that hold numbers only; 0 is none
MADE = (
    "distance_standing", "final_standing", "is_with_judgment", "is_uncompared", "is_unjudged", "is_measured", "is_outside", "is_within",
    "is_below", "is_above", "months_off", "months_outside", "percent_outside", "months_step", "is_range", "is_range_measured",
    "range_width", "range_score",
)  # fmt: skip
Answers = list[tuple[pl.Expr, str | pl.Expr]]


def of_persons(records: Records) -> pl.DataFrame:
    """One row a person: case_id, suspect_no and the columns `MADE`; what the data lacks counts as blank."""
    return distances(given(records)).select(*KEY, *MADE).collect()


def given(records: Records) -> pl.LazyFrame:
    """The persons' recommendations and judgments as columns that are there whatever the data lacks, with `judged_*`."""
    columns, kinds = records.columns("suspects"), USES | dict.fromkeys(NUMBERS, pl.Float64)
    typed = [
        pl.col(name).cast(kind) if name in columns else pl.lit(None, kind).alias(name) for name, kind in kinds.items()
    ]
    return records.table("suspects").select(*KEY, *typed).with_columns(**_judged())


def distances(persons: pl.LazyFrame) -> pl.LazyFrame:
    """The persons with the columns `MADE`; `months_off` is signed, negative where the judgment is lighter.

    `distance_standing` says where the judgment stands to the first recommendation (below, within, above), or why that
    cannot be told in months; `final_standing` the same for the one made last. Both are blank for who has no recommendation
    or no judgment. `months_step` is the bar of a distance: months begun, at most `STEPS`.
    """
    last = pl.when(_is_made("adjusted")).then(standing("adjusted")).otherwise(standing("recommended"))
    measured = persons.with_columns(months_off=months_off("recommended"), range_width=range_width())
    told = measured.with_columns(distance_standing=standing("recommended"), final_standing=last)
    return told.with_columns(**_flags(), **_sizes())


def months_off(who: str) -> pl.Expr:
    """Signed months by which the judgment lies outside the closed range recommended: 0 inside, blank where not measured.

    A range may go from one kind of penalty to a graver one (拘役四个月至有期徒刑一年): its low end then binds only
    judgments of the lighter kind, its high end only those of the graver.
    """
    months, rank = pl.col("judged_months"), _rank(pl.col("judged_penalty"))
    below = pl.when(rank == _first_rank(who)).then(pl.min_horizontal(months - pl.col(f"{who}_months_low"), 0.0))
    above = pl.when(rank == _last_rank(who)).then(pl.max_horizontal(months - pl.col(f"{who}_months_high"), 0.0))
    told = pl.col(f"{who}_form").is_in(["fixed", "range"]) & _is_of_kinds(who) & ~_is_one_ended(who)
    return pl.when(told & months.is_not_null()).then(below.fill_null(0.0) + above.fill_null(0.0)).round(6)


def range_width() -> pl.Expr:
    """Months between both ends of a first recommendation that is a range within one kind; blank for any other."""
    one_kind = (pl.col("recommended_form") == "range") & pl.col("recommended_penalty_high").is_null()
    return pl.when(one_kind).then(pl.col("recommended_months_high") - pl.col("recommended_months_low"))


def range_score() -> pl.Expr:
    """Winkler's score of a range at `LEVEL`, in months: its width and 2 / (1 - LEVEL) times the months outside it.

    A recommendation states no level of its own. Narrow ranges that hold the judgment score low.
    """
    return pl.col("range_width") + round(2 / (1 - LEVEL), 6) * pl.col("months_off").abs()


def standing(who: str) -> pl.Expr:
    """Where the judgment stands, or the first reason that holds why that cannot be told in months."""
    form, off = pl.col(f"{who}_form"), months_off(who)
    same = _is_of_kinds(who) | (pl.col(f"{who}_penalty") == pl.col("judged_penalty"))
    has_months = pl.col(f"{who}_months_low").is_not_null() | pl.col("judged_months").is_not_null()
    why: Answers = [
        (~_is_recorded(), "unrecorded"),
        (pl.col("judged_penalty").is_null(), "unreadable"),
        (pl.col(f"{who}_kinds_offered").is_not_null(), "several_kinds"),
        (pl.col(f"{who}_penalty").is_null(), "unreadable"),
        (~same.fill_null(False), "other_kind"),
        (form.is_in(["approximate", "kind_only"]), form),
        ((form == "upper_only") | (has_months & _is_one_ended(who)), "upper_only"),
        (~has_months, "no_months"),
        (off.is_null(), "unreadable"),
        (off < 0, "below"),
        (off > 0, "above"),
    ]
    return pl.when(_is_made(who) & is_judged()).then(answered(why, "within"))


def off_range(judged: pl.Expr, ends: str) -> pl.Expr:
    """The signed distance of a number from the closed range of two columns; blank where any of the three is."""
    below, above = judged - pl.col(f"{ends}_low"), judged - pl.col(f"{ends}_high")
    known = below.is_not_null() & above.is_not_null()
    return pl.when(known).then(pl.min_horizontal(below, 0.0) + pl.max_horizontal(above, 0.0))


def percent_outside(off: pl.Expr, ends: str) -> pl.Expr:
    """A distance in percent of the nearer end of the range, which of a fixed number is that number; blank inside."""
    nearer = pl.when(off < 0).then(f"{ends}_low").when(off > 0).then(f"{ends}_high")
    return pl.when(nearer > 0).then(off.abs() / nearer * 100)


def answered(why: Answers, otherwise: str) -> pl.Expr:
    """The answer of the first condition that holds."""
    answers = [(met.fill_null(False), pl.lit(said) if isinstance(said, str) else said) for met, said in why]
    return reduce(lambda rest, one: pl.when(one[0]).then(one[1]).otherwise(rest), reversed(answers), pl.lit(otherwise))


def is_judged() -> pl.Expr:
    """Whether there is a judgment, by its date or by what it says."""
    return pl.col("judged_on").is_not_null() | _is_recorded()


def positive(name: str) -> pl.Expr:
    """A number of months; blank where it is 0, which says that there was no such penalty."""
    return pl.when(pl.col(name) > 0).then(name)


def _judged() -> dict[str, pl.Expr]:
    """The judgment's kind and term, from its text, or where there is none from a column of months."""
    low, months = pl.col("sentence_months_low"), positive("imprisonment_months")
    exact = pl.when(low == pl.col("sentence_months_high")).then(low)
    kind = pl.when(months.is_not_null()).then(pl.lit("imprisonment"))
    return {
        "judged_penalty": pl.coalesce("sentence_penalty", kind),
        "judged_months": pl.when(pl.col("sentence_penalty").is_null()).then(months).otherwise(exact),
    }


def _flags() -> dict[str, pl.Expr]:
    side, is_range = pl.col("distance_standing"), pl.col("range_width").is_not_null()
    return {
        **{f"is_{one}": side.eq_missing(one) for one in SIDES},
        "is_measured": side.is_in(SIDES).fill_null(False),
        "is_outside": side.is_in(OUTSIDE).fill_null(False),
        "is_with_judgment": side.is_not_null(),
        "is_uncompared": side.is_not_null() & ~side.is_in(SIDES),
        "is_unjudged": _is_made("recommended") & ~is_judged(),
        "is_range": is_range,
        "is_range_measured": is_range & pl.col("months_off").is_not_null(),
    }


def _sizes() -> dict[str, pl.Expr]:
    off = pl.col("months_off")
    outside = pl.when(off != 0)
    return {
        "months_outside": outside.then(off.abs()),
        "percent_outside": percent_outside(off, "recommended_months"),
        "months_step": outside.then(off.abs().ceil().clip(1, STEPS).cast(pl.Int64)),
        "range_score": range_score(),
    }


def _is_made(who: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(f"{who}{part}").is_not_null() for part in ("", "_penalty", "_kinds_offered"))


def _is_recorded() -> pl.Expr:
    return pl.any_horizontal(pl.col(name).is_not_null() for name in ("sentence", "judged_penalty"))


def _is_one_ended(who: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(f"{who}_months_{end}").is_null() for end in ("low", "high"))


def _is_of_kinds(who: str) -> pl.Expr:
    return _rank(pl.col("judged_penalty")).is_between(_first_rank(who), _last_rank(who))


def _first_rank(who: str) -> pl.Expr:
    return _rank(pl.col(f"{who}_penalty"))


def _last_rank(who: str) -> pl.Expr:
    return _rank(pl.coalesce(f"{who}_penalty_high", f"{who}_penalty"))


def _rank(kind: pl.Expr) -> pl.Expr:
    return kind.replace_strict(RANKS, default=None, return_dtype=pl.Int8)
