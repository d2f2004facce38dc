"""Judging: the kind of penalty, its months, probation and fine for each suspect, were the court to decide."""

import math
from itertools import pairwise

import polars as pl

from casekit.sample.effects import Effects, concerns, planned, since
from casekit.sample.reviews import FAST

FACTORS = {
    "surrendered": 0.82, "confessed": 0.92, "merit": 0.88, "recidivist": 1.25, "prior_record": 1.08, "attempted": 0.72,
    "accessory": 0.68, "restitution": 0.86, "compensated": 0.85, "forgiven": 0.84, "is_minor": 0.65,
}  # fmt: skip
"""What each circumstance does to the term; together they take off about a fifth, which USUAL gives back."""

USUAL, FINED = 1.28, 0.6
HEAPED = (
    6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 26, 27, 30, 32, 33, 36, 38, 42, 45, 48, 51, 54, 60, 66, 72,
    78, 84, 90, 96, 102, 108, 114, 120, 126, 132, 138, 144, 150, 156, 162, 168, 174, 180,
)  # fmt: skip
TRIALS = (12, 18, 24, 30, 36, 42, 48, 54, 60)
DRUNK, SERIOUS = "危险驾驶罪", 36
MITIGATING = ("surrendered", "merit", "accessory", "attempted", "is_minor", "elderly", "settled")
EITHER_WAY = 0.53
"""The share given probation where forgiveness makes no difference."""


def judged(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """The suspects with `judged_kind`, `judged_months`, `judged_fine`, `judged_probation` and whether probation was possible."""
    drunk = pl.col("crime") == DRUNK
    term = (_usual() + _apart(effects)).clip(least(), longest())
    lawful = pl.when(drunk).then((_usual() / 1.05).clip(1, 4)).otherwise(term)
    return persons.with_columns(term=lawful).with_columns(judged_kind=_kind()).pipe(_measured).pipe(_probation, effects)


def least() -> pl.Expr:
    """The crime's shortest term, half of it where the law lets it be less; a recidivist is imprisoned."""
    lessened = pl.any_horizontal(MITIGATING) & (pl.col("least") >= SERIOUS)
    least = pl.when(lessened).then(pl.col("least") / 2).otherwise("least")
    return pl.when("recidivist").then(pl.max_horizontal(least, 6)).otherwise(least)


def longest() -> pl.Expr:
    """The crime's longest term; fast track ends at three years."""
    return pl.when(pl.col("procedure") == FAST).then(pl.min_horizontal("longest", 36)).otherwise("longest")


def _usual() -> pl.Expr:
    """The crime's usual term, made longer or shorter by what speaks against or for the person."""
    factors = [pl.when(name).then(size).otherwise(1.0) for name, size in FACTORS.items()]
    spread = (pl.col("spread") * pl.col("z_months")).exp()
    return pl.col("months") * USUAL * spread * pl.reduce(lambda left, right: left * right, factors)


def _apart(effects: Effects) -> pl.Expr:
    """Months that one office gives more, where that effect is in force."""
    own = concerns("unit_apart") & since("unit_apart", "concluded_on")
    return pl.when(own).then(effects.size("unit_apart", 0.0)).otherwise(0.0)


def _kind() -> pl.Expr:
    """Imprisonment, detention, and for light cases now and then control, a fine alone or exemption."""
    draw, term = pl.col("u_kind"), pl.when("recidivist").then(math.inf).otherwise("term")
    return (
        pl.when((draw < 0.012) & (term < 8)).then(pl.lit("免予刑事处罚"))
        .when((draw < 0.035) & (term < 7) & (pl.col("fine_alone") == 1)).then(pl.lit("单处罚金"))
        .when((draw < 0.045) & (term < 9) & (pl.col("control") == 1)).then(pl.lit("管制"))
        .when(term < 5.7).then(pl.lit("拘役")).otherwise(pl.lit("有期徒刑"))
    )  # fmt: skip


def _measured(persons: pl.DataFrame) -> pl.DataFrame:
    """Months as courts count them, and the fine in whole thousands."""
    kind, term = pl.col("judged_kind"), pl.col("term")
    months = (
        pl.when(kind == "有期徒刑")
        .then(_heaped(term))
        .when(kind == "拘役")
        .then(_short(term))
        .when(kind == "管制")
        .then(6.0)
    )
    size = FINED + (1 - FINED) * term / pl.col("months")
    fine = (pl.col("fine") * (0.5 * pl.col("z_fine")).exp() * size / 1000).round().clip(1, 500) * 1000
    fined = (pl.col("fine_beside") == 1) & (kind != "免予刑事处罚") | (kind == "单处罚金")
    return persons.with_columns(judged_months=months, judged_fine=pl.when(fined).then(fine)).drop("term")


def _heaped(months: pl.Expr) -> pl.Expr:
    """The nearest of the terms that courts use."""
    middles = pl.lit(pl.Series([(low + high) / 2 for low, high in pairwise(HEAPED)]))
    return pl.lit(pl.Series(HEAPED, dtype=pl.Float64)).gather(middles.search_sorted(months))


def _short(months: pl.Expr) -> pl.Expr:
    """Whole months of detention; close to one and a half sometimes just that."""
    whole = months.round().clip(1, 6)
    return pl.when((whole == 2) & (months < 1.62)).then(1.5).otherwise(whole)


def _probation(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Who is given probation: more often after forgiveness, never a recidivist, never beyond three years."""
    kind, months = pl.col("judged_kind"), pl.col("judged_months")
    possible = ((kind == "拘役") | ((kind == "有期徒刑") & (months <= 36))) & ~pl.col("recidivist")
    plan = planned()["probation_after_forgiveness"]
    shares = (plan["size"], plan["without"]) if effects.has("probation_after_forgiveness") else (EITHER_WAY, EITHER_WAY)
    given = possible & (pl.col("u_probation") < pl.when("forgiven").then(shares[0]).otherwise(shares[1]))
    return persons.with_columns(probation_possible=possible, judged_probation=pl.when(given).then(_trial(kind, months)))


def _trial(kind: pl.Expr, months: pl.Expr) -> pl.Expr:
    """A lawful trial: not below the term; two months to a year for detention, one to five years for imprisonment."""
    more = pl.col("u_probation_months")
    short = pl.when(more < 0.5).then((months + 1).ceil()).otherwise((months * 2).ceil()).clip(2, 12)
    least = (months * (1.0 + 0.75 * more)).clip(12, 60)
    long = pl.min_horizontal(*(pl.when(least <= trial).then(float(trial)) for trial in TRIALS))
    return pl.when(kind == "拘役").then(short).otherwise(long)
