"""Recording: when recommendations and judgments were made and entered, and what the court did with them."""

import polars as pl

from casekit.sample.decisions import CHARGED, PLEADED
from casekit.sample.effects import Effects, concerns
from casekit.sample.recommending import PARTS
from casekit.sample.reviews import FAST, ORDINARY
from casekit.sample.world import EXTRACTED, toml, workday_after, workday_before

ADVISED = "法院建议调整"
ADJUSTED = ("审判阶段退赃退赔", "审判阶段赔偿谅解", "预缴罚金", "社会调查评估意见", ADVISED, "原建议有误")
REFUSED = (
    "量刑建议明显不当(不调整或调整后仍明显不当)",
    "其他可能影响公正审判的情形",
    "被告人、辩护人提出异议",
    "未说明",
)
ADOPTED, LATER, NOT = "采纳", "调整后采纳", "未采纳"
OF_COURT = ("judged_on", "adjusted_on", *(f"judged_{part}" for part in PARTS), *(f"last_{part}" for part in PARTS))
APPEALS, PLEADED_APPEALS, PROTESTS = 0.34, 0.03, 0.006


def tried(persons: pl.DataFrame) -> pl.DataFrame:
    """The suspects with judged_on, and entered_on from three days after; a case whose indictment is withdrawn is not judged.

    Within ten days of the court's receipt fast-track, twenty simplified (刑诉法220、225), else after 20 to 68 and four weeks
    more an adjournment.
    """
    draw, procedure = pl.col("u_days"), pl.col("procedure")
    short = pl.when(procedure == FAST).then(3 + (draw * 8).floor()).otherwise(6 + (draw * 15).floor())
    long = 20 + (draw**1.5 * 48).floor() + 28 * pl.col("adjourned")
    soon = pl.max_horizontal(workday_before(pl.col("in_court_on") + pl.duration(days=short)), "in_court_on")
    late = workday_after(pl.col("in_court_on") + pl.duration(days=long))
    judged = pl.when(procedure == ORDINARY).then(late).otherwise(soon)
    entry = 3 + (-18 * (1 - pl.col("u_entered")).log()).clip(0, 75).round()
    charged = (pl.col("decision") == CHARGED) & ~pl.col("is_withdrawn")
    return persons.with_columns(
        judged_on=pl.when(charged).then(judged), entered_on=pl.when(charged).then(judged + pl.duration(days=entry))
    )


def recorded(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """The suspects with days of recommendation and adjustment, adoption and appeals, as far as entered.

    Judgments are entered some weeks late, so the newest months are incomplete.
    """
    told = persons.pipe(_dated).with_columns(known=pl.col("entered_on") <= EXTRACTED).pipe(_answered, effects)
    return told.with_columns(pl.when("known").then(name).alias(name) for name in OF_COURT).drop("known", "entered_on")


def _dated(persons: pl.DataFrame) -> pl.DataFrame:
    """Adjusted one to five days before the judgment; from four on where recommendations drifted, up to three where edited late."""
    days = pl.when("is_edited").then(3).otherwise(5)
    ahead = pl.when("has_drifted").then(4).otherwise(1) + (pl.col("u_place") * days).floor()
    before = pl.max_horizontal(pl.col("judged_on") - pl.duration(days=ahead), "concluded_on")
    return persons.with_columns(
        recommended_on=pl.when("is_recommended").then("concluded_on"),
        adjusted_on=pl.when("is_adjusted").then(before),
    )


def _answered(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Whether the recommendation was adopted and why not, whether there was an appeal, the court's number."""
    answer = pl.when("agrees").then(pl.lit(ADOPTED)).when("is_adjusted").then(pl.lit(LATER)).otherwise(pl.lit(NOT))
    adopted = pl.when(pl.col("is_recommended") & pl.col("known")).then(answer)
    unsaid = pl.when(pl.col("u_reason") < 0.5).then(pl.lit(ADVISED))
    appeals = pl.when(pl.col("plea") == PLEADED).then(PLEADED_APPEALS).otherwise(APPEALS)
    return persons.with_columns(
        adopted=adopted,
        adjustment_reason=pl.when(adopted == LATER).then(
            pl.when("is_edited").then(unsaid).otherwise(_one_of(ADJUSTED))
        ),
        non_adoption_reason=pl.when(adopted == NOT).then(_one_of(REFUSED)),
        appealed=pl.when("known").then(pl.col("u_appeal") < appeals * disputed(effects)),
        protested=pl.when("known").then(pl.col("u_protest") < PROTESTS),
        court_number=pl.when("known").then(_court_number()),
    )


def disputed(effects: Effects) -> pl.Expr:
    """How many times as often as others the parties of a case appeal or complain."""
    return pl.when(concerns("derivative_disputes")).then(effects.size("derivative_disputes")).otherwise(1.0)


def _one_of(reasons: tuple[str, ...]) -> pl.Expr:
    place = (pl.col("u_reason") * len(reasons)).floor().cast(pl.Int64)
    return place.replace_strict(dict(enumerate(reasons)), default=None, return_dtype=pl.String)


def _court_number() -> pl.Expr:
    """The court's number of the case, one for all its defendants."""
    courts = {code: unit["court_code"] for code, unit in toml("units").items()}
    court = pl.col("unit_code").replace_strict(courts)
    return pl.format("（{}）{}刑初{}号", pl.col("judged_on").dt.year(), court, pl.col("case_no") + 1)
