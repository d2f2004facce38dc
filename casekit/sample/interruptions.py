"""Interruptions: the few reviews that stood still - a psychiatric examination, a suspension - and other examinations within one."""

import polars as pl

from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, workday_after

PSYCHIATRIC, INJURY, PRICE = "精神病鉴定", "伤情鉴定", "价格认定"
EXAMINED, OTHERS, SUSPENDED = 0.021, 0.06, 0.022
"""Shares of the cases that are neither fast-track nor returned, nearly half of all: under their psychiatric examinations,
under all examinations, under suspensions."""

DAYS = ("expert_from_on", "expert_to_on", "suspended_on", "resumed_on")
DRAWS = ("exam", "exam_begins", "exam_days", "suspended", "suspended_begins")


def interrupted(cases: pl.DataFrame, usual: pl.Expr, streams: Streams) -> pl.DataFrame:
    """The cases with kind and days of an examination, days of a suspension, and for how long the clock stood still (`away`:
    a psychiatric examination alone) or the work did (`paused`)."""
    draws = {f"u_{name}": pl.Series(streams.uniform(f"interruption/{name}", cases.height)) for name in DRAWS}
    gap = {"z_gap": pl.Series(streams.normal("interruption/gap", cases.height))}
    told = cases.with_columns(**draws, **gap, usual=usual).pipe(_examined).pipe(_suspended)
    away = (pl.col("expert_to_on") - pl.col("expert_from_on")).dt.total_days() + 1
    paused = (pl.col("resumed_on") - pl.col("suspended_on")).dt.total_days()
    return told.with_columns(
        away=pl.when(pl.col("expert_kind") == PSYCHIATRIC).then(away).otherwise(0),
        paused=paused.fill_null(0),
    ).drop(*draws, *gap, "usual")


def known(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases with what was on record on the day of extraction: nothing of what began later, no end that lay ahead."""
    kind = pl.when(pl.col("expert_from_on") <= EXTRACTED).then("expert_kind").alias("expert_kind")
    return cases.with_columns(kind, *(pl.when(pl.col(name) <= EXTRACTED).then(name).alias(name) for name in DAYS))


def _examined(cases: pl.DataFrame) -> pl.DataFrame:
    """Psychiatric examinations of some weeks, others of some days; they begin in the second week."""
    draw = pl.col("u_exam")
    kind = (
        pl.when(draw < EXAMINED).then(pl.lit(PSYCHIATRIC))
        .when((draw < OTHERS) & (pl.col("crime") == "故意伤害罪")).then(pl.lit(INJURY))
        .when((draw < OTHERS) & pl.col("amount_yuan").is_not_null()).then(pl.lit(PRICE))
    )  # fmt: skip
    first = workday_after(pl.col("received_on") + pl.duration(days=3 + (pl.col("u_exam_begins") * 6).floor()))
    weeks, days = 25 + (pl.col("u_exam_days") * 36).floor(), 2 + (pl.col("u_exam_days") * 6).floor()
    last = pl.col("expert_from_on") + pl.duration(days=pl.when(draw < EXAMINED).then(weeks).otherwise(days) - 1)
    return (
        cases.with_columns(expert_kind=pl.when(pl.col("usual")).then(kind))
        .with_columns(expert_from_on=pl.when(pl.col("expert_kind").is_not_null()).then(first))
        .with_columns(expert_to_on=last)
    )


def _suspended(cases: pl.DataFrame) -> pl.DataFrame:
    """Reviews suspended for a month to a year and more, most while a suspect cannot be reached or is gravely ill."""
    first = workday_after(pl.col("received_on") + pl.duration(days=4 + (pl.col("u_suspended_begins") * 8).floor()))
    chosen = pl.col("usual") & (pl.col("u_suspended") < SUSPENDED) & pl.col("expert_kind").is_null()
    gap = (80 * (0.8 * pl.col("z_gap")).exp()).round().clip(20, 700)
    suspended = cases.with_columns(suspended_on=pl.when(chosen).then(first))
    return suspended.with_columns(resumed_on=workday_after(pl.col("suspended_on") + pl.duration(days=gap)))


def written(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases with `expert_period`: kind and days of the examination in one text, in one of four ways."""
    draw = pl.Series(streams.uniform("interruption/style", cases.height))
    kind, first, last = (pl.col(name) for name in ("expert_kind", "expert_from_on", "expert_to_on"))
    full, short = "%Y年%-m月%-d日", "%-m月%-d日"
    same_year = first.dt.year() == last.dt.year()
    text = (
        pl.when(kind.is_null()).then(None)
        .when(last.is_null()).then(pl.format("{}{}起，尚未完成", kind, first.dt.to_string(full)))
        .when(draw < 0.25).then(pl.format("{}至{}（{}）", first.dt.to_string("%Y-%m-%d"), last.dt.to_string("%Y-%m-%d"), kind))
        .when(draw < 0.45).then(pl.format("{}：{}-{}", kind, first.dt.to_string("%Y.%-m.%-d"), last.dt.to_string("%Y.%-m.%-d")))
        .when((draw < 0.7) & same_year).then(pl.format("{}{}至{}", kind, first.dt.to_string(full), last.dt.to_string(short)))
        .otherwise(pl.format("{}{}至{}", kind, first.dt.to_string(full), last.dt.to_string(full)))
    )  # fmt: skip
    return cases.with_columns(expert_period=text)
