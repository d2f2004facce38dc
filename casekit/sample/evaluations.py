"""Evaluations: concluded cases drawn for evaluation, their grades under the rules of the day, and the defects found."""

from datetime import date

import numpy as np
import polars as pl

from casekit.sample.decisions import CHARGED, NOT_CHARGED
from casekit.sample.effects import Effects, planned
from casekit.sample.people import names
from casekit.sample.streams import Streams, chosen, chosen_by
from casekit.sample.world import EXTRACTED, table, workday_after

OLD, TRIAL, NEW = (
    "案件质量评查工作规定（2017年试行）",
    "检查与评查工作规定（2025年试行）",
    "检查与评查工作规定（2026年）",
)
TRIAL_FROM = date(2025, 3, 1)
OLD_GRADES, NEW_GRADES = ("优质", "合格", "瑕疵", "不合格"), ("优质", "合格", "基本合格", "不合格")
SHARES = (0.06, 0.73, 0.19, 0.02)
DEFECTS = np.array([[1.0, 0, 0, 0, 0], [0.68, 0.27, 0.05, 0, 0], [0, 0.5, 0.35, 0.15, 0], [0, 0, 0.3, 0.4, 0.3]])
MOST, EVALUATORS = 4, 8
DRAWS = ("drawn", "focused", "special", "wait", "started", "grade", "defects", "rectified", "checked")


def evaluated(cases: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """One row an evaluation, in order of day; grades follow the rules in force on that day, and a check gives none."""
    draws = {f"u_{name}": pl.Series(streams.uniform(f"evaluation/{name}", cases.height)) for name in DRAWS}
    drawn = cases.with_columns(**draws).pipe(_drawn).filter("kept", pl.col("kind").is_not_null())
    evaluators = names("evaluator", EVALUATORS, streams).gather((drawn["serial"] % EVALUATORS).to_list())
    number = pl.format("PC{}{}", pl.col("evaluated_on").dt.year(), pl.col("row_no").cast(pl.String).str.zfill(6))
    named = drawn.with_columns(rule_version=_version(effects), evaluator=evaluators, evaluation_no=number)
    return named.pipe(_graded).drop(*draws).sort("evaluated_on", "department_number")


def found(evaluations: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """One row a defect: its evaluation's number, its order, dimension, severity, kind, words and what was done."""
    each = evaluations.filter(pl.col("defect_count") > 0).with_columns(
        defect_no=pl.int_ranges(1, pl.col("defect_count") + 1)
    )
    own = each.explode("defect_no").with_columns(row_no=pl.col("row_no") * MOST + pl.col("defect_no") - 1)
    listed = table("defects")
    kinds = listed[chosen(streams.of_rows("defect/kind", own["row_no"]), listed["weight"])].drop("weight")
    told = own.select("row_no", "evaluation_no", "department_number", "defect_no", "rectified")
    mended = pl.when(pl.col("rectified") == "已整改").then(pl.lit("已补正并提示承办人"))
    return pl.concat([told, kinds], how="horizontal").with_columns(rectification=mended)


def _drawn(cases: pl.DataFrame) -> pl.DataFrame:
    """Which cases are evaluated, in which way and when: a sample of all, most of those that call for it, some by topic."""
    day = workday_after(pl.col("concluded_on") + pl.duration(days=30 + (pl.col("u_wait") * 90).floor()))
    started = workday_after(day - pl.duration(days=3 + (pl.col("u_started") * 20).floor()))
    focused = (pl.col("conclusion") == NOT_CHARGED) & (pl.col("custody") == "在押") & (pl.col("u_focused") < 0.8)
    special = pl.col("crime").is_in(["危险驾驶罪", "盗窃罪"]) & (pl.col("u_special") < 0.02)
    kind = (
        pl.when(focused).then(pl.lit("重点评查"))
        .when(pl.col("u_drawn") < 0.055).then(pl.lit("常规抽查"))
        .when(special).then(pl.lit("专项评查"))
        .when((day >= planned()["evaluation_grades"]["from"]) & (pl.col("u_checked") < 0.06)).then(pl.lit("检查"))
    )  # fmt: skip
    ended = pl.col("conclusion").is_in([CHARGED, NOT_CHARGED]) & (day <= EXTRACTED)
    return cases.with_columns(kind=pl.when(ended).then(kind), evaluated_on=day, started_on=started)


def _version(effects: Effects) -> pl.Expr:
    day = pl.col("evaluated_on")
    before = pl.when(day >= TRIAL_FROM).then(pl.lit(TRIAL)).otherwise(pl.lit(OLD))
    new = day >= planned()["evaluation_grades"]["from"]
    return pl.when(new).then(pl.lit(NEW)).otherwise(before) if effects.has("evaluation_grades") else before


def _graded(evaluations: pl.DataFrame) -> pl.DataFrame:
    """Grades, the number of defects, and whether they are mended; the newest are often under way."""
    place = chosen(evaluations["u_grade"].to_numpy(), SHARES)
    old, new = (pl.lit(pl.Series(grades).gather(place.tolist())) for grades in (OLD_GRADES, NEW_GRADES))
    defects = pl.Series(chosen_by(evaluations["u_defects"].to_numpy(), DEFECTS, place), dtype=pl.Int64)
    fresh = pl.col("evaluated_on") > pl.lit(EXTRACTED) - pl.duration(days=60)
    under_way, mended = fresh & (pl.col("u_rectified") < 0.5), pl.col("u_rectified") < 0.93
    state = pl.when(under_way).then(pl.lit("整改中")).when(mended).then(pl.lit("已整改")).otherwise(pl.lit("待整改"))
    return evaluations.with_columns(
        grade=pl.when(pl.col("kind") != "检查").then(pl.when(pl.col("rule_version") == NEW).then(new).otherwise(old)),
        defect_count=defects,
        rectified=pl.when(pl.lit(defects) > 0).then(state),
    )
