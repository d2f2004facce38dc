"""Recommending: the first recommendation for each charged suspect who pleaded, and the adjusted one where it missed."""

import polars as pl

from casekit.sample.decisions import CHARGED, PLEADED
from casekit.sample.effects import Effects, concerns, planned, since
from casekit.sample.judging import least, longest
from casekit.sample.reviews import FAST

MADE, RANGED = 0.975, 0.1
AGREED, AGREED_RANGE, ADJUSTED = 0.848, 0.93, 0.83
UNAGREED = (1 - AGREED) * (1 - RANGED) + (1 - AGREED_RANGE) * RANGED
TURNED = (0.15, 0.3)
"""Of those not followed: up to the first differ in probation, up to the second in kind where one is near the other."""
PARTS = ("kind", "months", "probation", "fine")


def recommended(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """The suspects with `first_*` and `last_*`, and the flags is_recommended, is_range, agrees, is_adjusted, has_drifted, is_edited.

    A fixed first recommendation that agrees equals the judgment in every part; an adjusted one always does.
    """
    return (
        persons.pipe(_which)
        .pipe(_planted, effects)
        .pipe(_fixed)
        .pipe(_ranged, effects)
        .pipe(_with_probation)
        .pipe(_turned)
        .with_columns(pl.when("is_adjusted").then(f"judged_{part}").alias(f"last_{part}") for part in PARTS)
    )


def _which(persons: pl.DataFrame) -> pl.DataFrame:
    """For whom one is made, whether as a range, whether the court agrees, whether it is adjusted."""
    measured = pl.col("judged_kind").is_in(["有期徒刑", "拘役"])
    made = (pl.col("decision") == CHARGED) & (pl.col("plea") == PLEADED) & (pl.col("u_made") < MADE)
    made = (made & (measured | (pl.col("judged_kind") == "单处罚金"))).fill_null(False)
    is_range = made & (pl.col("u_form") < RANGED) & measured & (pl.col("judged_months") >= 2)
    agrees = pl.col("u_agrees") < pl.when(is_range).then(AGREED_RANGE).otherwise(AGREED)
    return persons.with_columns(is_recommended=made, is_range=is_range, agrees=agrees)


def _planted(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Whether it is adjusted, and what effects do: some that agreed are set above the judgment, some that did not, edited late."""
    highest = (pl.col("judged_kind") == "拘役") & (pl.col("judged_months") >= 6)
    own = concerns("recommendation_drift") & since("recommendation_drift", "concluded_on")
    moved = (own & (pl.col("u_drift") < effects.size("recommendation_drift", 0.0)) & ~highest).fill_null(False)
    slow = (pl.col("procedure") != FAST) & since("late_edits", "judged_on")
    hasty = (slow & (pl.col("u_edits") < effects.size("late_edits", 0.0) / UNAGREED)).fill_null(False)
    agreed, unagreed = pl.col("is_recommended") & pl.col("agrees"), pl.col("is_recommended") & ~pl.col("agrees")
    drifted = agreed & ~pl.col("is_range") & moved
    settled = ~pl.col("is_range") & (pl.col("u_settles") < ADJUSTED)
    return persons.with_columns(
        agrees=pl.col("agrees") & ~drifted,
        has_drifted=drifted,
        is_edited=unagreed & hasty,
        is_adjusted=(unagreed & (settled | hasty)) | (drifted & settled),
    )


def _fixed(persons: pl.DataFrame) -> pl.DataFrame:
    """Kind, months and fine of the first recommendation: the judgment's, or off."""
    more = pl.when(pl.col("u_fine_off") < 0.3).then(1000).otherwise(0)
    off = pl.when(pl.col("judged_kind") == "单处罚金").then(1000).otherwise(more)
    return persons.with_columns(
        first_kind=pl.when("is_recommended").then("judged_kind"),
        first_months=pl.when("is_recommended").then(pl.when("agrees").then("judged_months").otherwise(_off())),
        first_fine=pl.when("is_recommended").then(pl.col("judged_fine") + pl.when("agrees").then(0).otherwise(off)),
    )


def _off() -> pl.Expr:
    """Months that differ from the judgment's, more often upwards, and are lawful for the kind of penalty."""
    months, detention = pl.col("judged_months"), pl.col("judged_kind") == "拘役"
    step = pl.when(months <= 12).then(1).when(months <= 36).then(2).otherwise(6)
    times = pl.when(pl.col("z_off").abs() > 1.2).then(2).otherwise(1)
    usual = pl.when(pl.col("z_off") > -0.5).then(step).otherwise(-step) * times
    moved = months + pl.when("has_drifted").then(planned()["recommendation_drift"]["months"]).otherwise(usual)
    most = pl.when(detention).then(6.0).otherwise(longest())
    lawful = pl.when(detention).then(moved.clip(1, 6)).otherwise(moved.clip(pl.max_horizontal(least(), 6), longest()))
    other = pl.when(months >= most).then(months - 1).otherwise(months + 1)
    return pl.when(lawful == months).then(other).otherwise(lawful)


def _ranged(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Ranges: about the judgment where they agree with it, above it where not; wider since the effect began."""
    months, detention = pl.col("judged_months"), pl.col("judged_kind") == "拘役"
    held = pl.when(pl.col("judged_probation").is_not_null()).then(pl.min_horizontal(longest(), 36)).otherwise(longest())
    floor = pl.when(detention).then(1.0).otherwise(pl.max_horizontal(least(), 6.0))
    ceiling = pl.when(detention).then(6.0).otherwise(held.cast(pl.Float64))
    wider = pl.when(since("wider_ranges", "concluded_on")).then(effects.size("wider_ranges")).otherwise(1.0)
    middle = 2.0 + (pl.col("u_width") * 2).floor()
    width = pl.when(detention).then(1.0).when(months < 36).then(middle).otherwise(6.0) * wider
    about = pl.min_horizontal(months.round() - (width * pl.col("u_place")).round(), ceiling - width, months.floor())
    above = pl.when(months + 1 + width <= ceiling).then(months.floor() + 1).otherwise(months.ceil() - 1 - width)
    low = pl.max_horizontal(floor, pl.when("agrees").then(about).otherwise(above))
    return persons.with_columns(
        first_months=pl.when("is_range").then(low).otherwise("first_months"),
        first_months_high=pl.when("is_range").then(pl.min_horizontal(low + width, ceiling)),
    )


def _with_probation(persons: pl.DataFrame) -> pl.DataFrame:
    """Probation as in the judgment, never shorter than the recommended term; a range only says whether."""
    given, months = pl.col("judged_probation"), pl.col("first_months")
    trial = pl.max_horizontal(given, pl.when(given.is_not_null()).then(months.ceil()))
    fixed = pl.col("is_recommended") & ~pl.col("is_range") & (months <= 36)
    return persons.with_columns(
        first_probation=pl.when(fixed).then(trial), range_probation=pl.when("is_range").then(given.is_not_null())
    )


def _turned(persons: pl.DataFrame) -> pl.DataFrame:
    """Some of those the court did not follow differ not in the term but in probation, or in the kind of penalty."""
    months, trial = pl.col("judged_months"), pl.col("judged_probation")
    detention, usual = pl.col("judged_kind") == "拘役", pl.col("is_recommended") & ~pl.col("agrees")
    plain, draw = usual & ~pl.col("is_range") & ~pl.col("has_drifted"), pl.col("u_turn")
    served = plain & (draw < TURNED[0]) & pl.col("probation_possible")
    heavier = plain & draw.is_between(*TURNED) & detention & (months >= 5)
    lighter = plain & draw.is_between(*TURNED) & ~detention & (months <= 7) & ~pl.col("recidivist")
    least = pl.when(detention).then(pl.max_horizontal(2, months.ceil())).otherwise(pl.max_horizontal(12, months.ceil()))
    other = pl.when(trial.is_null()).then(least)
    kind = pl.when(heavier).then(pl.lit("有期徒刑")).when(lighter).then(pl.lit("拘役"))
    return persons.with_columns(
        first_kind=kind.otherwise("first_kind"),
        first_months=pl.when(heavier | lighter).then(6.0).when(served).then(months).otherwise("first_months"),
        first_probation=pl.when(served)
        .then(other)
        .when(heavier | lighter)
        .then(pl.when(trial.is_not_null()).then(12.0))
        .otherwise("first_probation"),
    )
