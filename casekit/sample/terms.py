"""Terms: what each charged suspect was recommended and given, in months and yuan, before anything is put in words."""

import polars as pl

from casekit.sample.decisions import CHARGED
from casekit.sample.effects import Effects, since
from casekit.sample.reviews import FAST
from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, workday_after

UNIFORM = (
    "kind",
    "probation",
    "probation_months",
    "fined",
    "agrees",
    "settles",
    "form",
    "width",
    "place",
    "wide",
    "days",
    "entered",
)
UNIFORM += ("reason", "appeal", "protest", "number")
FACTORS = {
    "surrendered": 0.82, "confessed": 0.92, "merit": 0.88, "recidivist": 1.25, "prior_record": 1.08, "attempted": 0.72,
    "accessory": 0.68, "restitution": 0.86, "compensated": 0.85, "forgiven": 0.84, "is_minor": 0.65,
}  # fmt: skip
ALLOWED = (6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 26, 27, 30, 32, 33, 36, 38, 42, 45, 48, 51, 54, 60, 66, 72, 78, 84, 90) + (
    96, 102, 108, 114, 120, 126, 132, 138, 144, 150, 156, 162, 168, 174, 180,
)  # fmt: skip
ADJUSTED = ("审判阶段退赃退赔", "审判阶段赔偿谅解", "预缴罚金", "社会调查评估意见", "法院建议调整", "原建议有误")
REFUSED = ("量刑建议明显不当(不调整或调整后仍明显不当)", "指控罪名与审理罪名不一致", "被告人、辩护人提出异议", "未说明")


def sentenced(persons: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """The suspects with the judgment (`judged_*`), the first recommendation (`first_*`) and the adjusted one (`last_*`).

    Each has kind, months, months_high (of a range), probation, fine. What is not yet entered on the day of extraction is blank.
    """
    uniform = {f"u_{name}": pl.Series(streams.uniform(f"term/{name}", persons.height)) for name in UNIFORM}
    normal = {
        f"z_{name}": pl.Series(streams.normal(f"term/{name}", persons.height)) for name in ("months", "fine", "off")
    }
    drawn = persons.with_columns(**uniform, **normal)
    given = _probation(_judged(drawn), effects)
    return _entered(_dated(_recommended(given, effects))).drop(*uniform, *normal, "latent")


def _judged(persons: pl.DataFrame) -> pl.DataFrame:
    """Kind and months of the judgment: from the crime's usual term and what speaks for or against the person."""
    factor = pl.lit(1.0)
    for name, size in FACTORS.items():
        factor = factor * pl.when(name).then(size).otherwise(1.0)
    latent = pl.col("months") * 1.28 * (pl.col("spread") * pl.col("z_months")).exp() * factor
    draw, drunk = pl.col("u_kind"), pl.col("crime") == "危险驾驶罪"
    clipped = pl.when(drunk).then((latent / 1.05).clip(1, 4)).otherwise(latent.clip(pl.col("least"), pl.col("longest")))
    kind = (
        pl.when((draw < 0.012) & (latent < 8)).then(pl.lit("免予刑事处罚"))
        .when((draw < 0.035) & (latent < 7) & (pl.col("fine") > 0) & ~drunk).then(pl.lit("单处罚金"))
        .when((draw < 0.045) & (latent < 9) & ~drunk).then(pl.lit("管制"))
        .when(clipped < 5.7).then(pl.lit("拘役")).otherwise(pl.lit("有期徒刑"))
    )  # fmt: skip
    months = (
        pl.when(kind == "有期徒刑")
        .then(_heaped(clipped))
        .when(kind == "拘役")
        .then(_short(clipped))
        .when(kind == "管制")
        .then(6.0)
    )
    fine = (
        pl.col("fine") * (0.5 * pl.col("z_fine")).exp() * (0.6 + clipped / pl.col("months") * 0.4) / 1000
    ).round().clip(1, 500) * 1000
    fined = (pl.col("fine") > 0) & (kind != "免予刑事处罚")
    return persons.with_columns(
        latent=clipped, judged_kind=kind, judged_months=months, judged_fine=pl.when(fined).then(fine)
    )


def _heaped(months: pl.Expr) -> pl.Expr:
    """The nearest of the terms that courts use."""
    edges = [(low + high) / 2 for low, high in zip(ALLOWED, ALLOWED[1:], strict=False)]
    place = months.cut(edges, labels=[str(term) for term in ALLOWED])
    return place.cast(pl.String).cast(pl.Float64)


def _short(months: pl.Expr) -> pl.Expr:
    """Detention: whole months, at one month sometimes and a half."""
    whole = months.round().clip(1, 6)
    return pl.when((whole == 2) & (months < 1.62)).then(1.5).otherwise(whole)


def _probation(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Who is given probation, and for how long: more often after forgiveness."""
    sizes = (
        {"forgiven": 0.85, "not": 0.45}
        if effects.has("probation_after_forgiveness")
        else {"forgiven": 0.53, "not": 0.53}
    )
    possible = (
        (pl.col("judged_kind") == "拘役") | ((pl.col("judged_kind") == "有期徒刑") & (pl.col("judged_months") <= 36))
    ) & ~pl.col("recidivist")
    likely = pl.when("forgiven").then(sizes["forgiven"]).otherwise(sizes["not"])
    given = possible & (pl.col("u_probation") < likely)
    return persons.with_columns(
        probation_possible=possible, judged_probation=pl.when(given).then(_trial(pl.col("judged_months")))
    )


def _trial(months: pl.Expr) -> pl.Expr:
    """A lawful length of probation: not below the term, of detention two months to a year, of imprisonment one to five years."""
    more = pl.col("u_probation_months")
    detention = pl.when(more < 0.5).then((months + 1).ceil()).otherwise((months * 2).ceil()).clip(2, 12)
    steps = [12, 18, 24, 30, 36, 42, 48, 54, 60]
    least = (months * (1.0 + 0.75 * more)).clip(12, 60)
    imprisonment = pl.min_horizontal(*(pl.when(least <= step).then(float(step)) for step in steps))
    return pl.when(pl.col("judged_kind") == "拘役").then(detention).otherwise(imprisonment)


def _recommended(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """The first recommendation: mostly what was then judged, else off; and the adjusted one, which mostly is."""
    made = (pl.col("decision") == CHARGED) & (pl.col("plea") == "适用认罪认罚") & (pl.col("u_number") < 0.975)
    made = made & ~pl.col("judged_kind").is_in(["免予刑事处罚", "管制"])
    is_range = (
        made
        & (pl.col("u_form") < 0.1)
        & pl.col("judged_kind").is_in(["有期徒刑", "拘役"])
        & (pl.col("judged_months") >= 2)
    )
    agrees, adjusts = pl.col("u_agrees") < pl.when(is_range).then(0.93).otherwise(0.848), pl.col("u_settles") < 0.83
    lenient = pl.col("u_wide") < 0.3
    fine_off = pl.when(lenient).then(pl.col("judged_fine") + 1000).otherwise(pl.col("judged_fine"))
    off = _off()
    flags = persons.with_columns(
        is_recommended=made, is_range=is_range, agrees=agrees, is_adjusted=made & ~agrees & adjusts & ~is_range
    )
    first = flags.with_columns(
        first_kind=pl.when(made).then("judged_kind"),
        first_months=pl.when(made).then(pl.when("agrees").then("judged_months").otherwise(off)),
        first_fine=pl.when(made).then(pl.when("agrees").then("judged_fine").otherwise(fine_off)),
    )
    ranged = _ranged(first, effects)
    return ranged.with_columns(
        first_probation=pl.when(made & ~pl.col("is_range") & (pl.col("first_months") <= 36))
        .then(pl.max_horizontal("judged_probation", pl.when(pl.col("judged_probation").is_not_null()).then(pl.col("first_months").ceil()))),
        range_probation=pl.when(pl.col("is_range")).then(pl.col("judged_probation").is_not_null()),
        **{f"last_{name}": pl.when("is_adjusted").then(f"judged_{name}") for name in ("kind", "months", "probation", "fine")},
    )  # fmt: skip


def _off() -> pl.Expr:
    """Months that differ from the judgment's by one or more, still lawful for the kind of penalty."""
    step = pl.when(pl.col("judged_months") <= 12).then(1).when(pl.col("judged_months") <= 36).then(2).otherwise(6)
    up = pl.col("z_off") > -0.5
    moved = pl.col("judged_months") + pl.when(up).then(step).otherwise(-step) * pl.when(
        pl.col("z_off").abs() > 1.2
    ).then(2).otherwise(1)
    kind = pl.col("judged_kind")
    lawful = pl.when(kind == "拘役").then(moved.clip(1, 6)).otherwise(moved.clip(6, 180))
    same = lawful == pl.col("judged_months")
    return (
        pl.when(same & (kind == "拘役"))
        .then(pl.when(lawful >= 6).then(5).otherwise(lawful + 1))
        .when(same)
        .then(lawful + 1)
        .otherwise(lawful)
    )


def _ranged(persons: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """Ranges about the judgment where they agree with it, beside it where not; wider since the effect began."""
    wider = pl.when(since("wider_ranges", "concluded_on")).then(effects.size("wider_ranges")).otherwise(1.0)
    usual = (
        pl.when(pl.col("judged_kind") == "拘役")
        .then(1.0)
        .when(pl.col("judged_months") < 36)
        .then(2.0 + (pl.col("u_width") * 2).floor())
        .otherwise(6.0)
    )
    width = (usual * wider).round()
    below = (width * pl.col("u_place")).round()
    ceiling = pl.when(pl.col("judged_kind") == "拘役").then(6.0).otherwise(180.0)
    floor = pl.when(pl.col("judged_kind") == "拘役").then(1.0).otherwise(6.0)
    inside = pl.max_horizontal(floor, pl.col("judged_months").round() - below)
    above = pl.min_horizontal(ceiling - width, pl.col("judged_months").floor() + 1)
    low = (
        pl.when("agrees")
        .then(pl.min_horizontal(inside, ceiling - width, pl.col("judged_months").floor()))
        .otherwise(above)
    )
    ranged = persons.with_columns(low=pl.when("is_range").then(pl.max_horizontal(low, floor)), width=width)
    return ranged.with_columns(
        first_months=pl.when("is_range").then("low").otherwise("first_months"),
        first_months_high=pl.when("is_range").then(pl.min_horizontal(pl.col("low") + pl.col("width"), ceiling)),
    ).drop("low", "width")


def _dated(persons: pl.DataFrame) -> pl.DataFrame:
    """Days of recommendation, adjustment, judgment and entry."""
    draw = pl.col("u_days")
    wait = pl.when(pl.col("procedure") == FAST).then(8 + (draw * 14).floor()).otherwise(20 + (draw**1.5 * 48).floor())
    judged = workday_after(pl.col("concluded_on") + pl.duration(days=wait))
    before = judged - pl.duration(days=1 + (pl.col("u_place") * 5).floor())
    return persons.with_columns(
        recommended_on=pl.when("is_recommended").then("concluded_on"),
        judged_on=pl.when(pl.col("decision") == CHARGED).then(judged),
        adjusted_on=pl.when("is_adjusted").then(before),
        entered_on=judged + pl.duration(days=3 + (-18 * (1 - pl.col("u_entered")).log()).clip(0, 75).round()),
    )


def _entered(persons: pl.DataFrame) -> pl.DataFrame:
    """What is on record: of judgments, only those entered by the day of extraction."""
    late = pl.col("judged_on").is_null() | (pl.col("entered_on") > EXTRACTED)
    of_court = ["judged_on", "judged_kind", "judged_months", "judged_probation", "judged_fine", "adjusted_on"]
    of_court += [f"last_{name}" for name in ("kind", "months", "probation", "fine")]
    agreed = (
        pl.when("agrees")
        .then(pl.lit("采纳"))
        .when("is_adjusted")
        .then(pl.lit("调整后采纳"))
        .otherwise(pl.lit("未采纳"))
    )
    adopted = pl.when(pl.col("is_recommended") & ~late).then(agreed)
    told = persons.with_columns(
        adopted=adopted,
        adjustment_reason=pl.when(adopted == "调整后采纳").then(_reason(ADJUSTED)),
        non_adoption_reason=pl.when(adopted == "未采纳").then(_reason(REFUSED)),
        appealed=pl.when(~late).then(
            pl.col("u_appeal") < pl.when(pl.col("plea") == "适用认罪认罚").then(0.03).otherwise(0.34)
        ),
        protested=pl.when(~late).then(pl.col("u_protest") < 0.006),
        court_number=pl.when(~late).then(_court_number()),
    )
    return told.with_columns(pl.when(~late).then(name).alias(name) for name in of_court)


def _reason(reasons: tuple[str, ...]) -> pl.Expr:
    place = (pl.col("u_reason") * len(reasons)).floor().cast(pl.Int64)
    return place.replace_strict(dict(enumerate(reasons)), default=None, return_dtype=pl.String)


def _court_number() -> pl.Expr:
    """The court's number of the case; cases of an earlier year have high serials."""
    year = pl.col("judged_on").dt.year()
    serial = pl.col("serial") + (year - pl.col("received_on").dt.year()) * 3000
    return pl.format(
        "（{}）琼{}刑初{}号", year, pl.col("unit_code").replace_strict({"469098": "9098", "469099": "9099"}), serial
    )
