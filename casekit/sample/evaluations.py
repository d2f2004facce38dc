"""Evaluations: concluded cases drawn for evaluation, their grades under the rules of the day, and the defects found."""

import numpy as np
import polars as pl

from casekit.sample.effects import Effects, planned
from casekit.sample.people import names
from casekit.sample.streams import Streams, chosen, chosen_by
from casekit.sample.world import EXTRACTED, table, workday_after

OLD = "案件质量评查工作规定（2017年试行）"
TRIAL = "检查与评查工作规定（2025年试行）"
NEW = "检查与评查工作规定（2026年）"
OLD_GRADES, NEW_GRADES = ("优质", "合格", "瑕疵", "不合格"), ("优质", "合格", "基本合格", "不合格")
SHARES = (0.06, 0.73, 0.19, 0.02)
TRIAL_FROM = pl.date(2025, 3, 1)
MOST = 4
DEFECTS = np.array([[1.0, 0, 0, 0, 0], [0.68, 0.27, 0.05, 0, 0], [0, 0.5, 0.35, 0.15, 0], [0, 0, 0.3, 0.4, 0.3]])
DRAWS = ("drawn", "focused", "special", "wait", "started", "grade", "defects", "rectified", "checked")


def evaluated(cases: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """One row an evaluation of a case, in order of day, with its number; grades follow the rules in force on that day."""
    draws = {f"u_{name}": pl.Series(streams.uniform(f"evaluation/{name}", cases.height)) for name in DRAWS}
    evaluators = names("evaluator", 8, streams)
    drawn = _drawn(cases.with_columns(**draws)).filter("kept", pl.col("kind_of_evaluation").is_not_null())
    graded = _graded(drawn.with_columns(rule_version=_version(effects)))
    person = graded["serial"] % 8
    ordered = graded.with_columns(evaluator=evaluators.gather(person.to_list())).sort(
        "evaluated_on", "department_number"
    )
    return (
        ordered.with_columns(year=pl.col("evaluated_on").dt.year())
        .with_columns(
            evaluation_no=pl.format(
                "PC{}{}", "year", pl.int_range(1, pl.len() + 1).over("year").cast(pl.String).str.zfill(4)
            )
        )
        .drop(*draws, "year")
    )


def found(evaluations: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """One row a defect: its evaluation's number, its order, dimension, severity, kind, words and what was done."""
    times = evaluations["defect_count"].to_numpy()
    rows = np.repeat(np.arange(evaluations.height), times)
    order = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times) + 1
    listed = table("defects")
    own = (
        evaluations[rows]
        .with_columns(defect_no=pl.Series(order))
        .with_columns(row_no=pl.col("row_no") * MOST + pl.col("defect_no") - 1)
    )
    kinds = listed[chosen(streams.of_rows("defect/kind", own["row_no"]), listed["weight"])].drop("weight")
    defects = pl.concat(
        [own.select("row_no", "defect_no", "evaluation_no", "department_number", "rectified"), kinds], how="horizontal"
    )
    return defects.with_columns(
        rectification=pl.when(pl.col("rectified") == "已整改").then(pl.lit("已补正并提示承办人"))
    )


def _drawn(cases: pl.DataFrame) -> pl.DataFrame:
    """Which cases are evaluated, in which way and when: a sample of all, most of those that call for it, some by topic."""
    ended = pl.col("conclusion").is_in(["起诉", "不起诉"])
    wait = pl.duration(days=30 + (pl.col("u_wait") * 90).floor())
    day = workday_after(pl.col("concluded_on") + wait)
    new = day >= planned()["evaluation_grades"]["from"]
    focused = (pl.col("conclusion") == "不起诉") & (pl.col("custody") == "在押") & (pl.col("u_focused") < 0.8)
    special = pl.col("crime").is_in(["危险驾驶罪", "盗窃罪"]) & (pl.col("u_special") < 0.02)
    kind = (
        pl.when(focused).then(pl.lit("重点评查"))
        .when(pl.col("u_drawn") < 0.055).then(pl.lit("常规抽查"))
        .when(special).then(pl.lit("专项评查"))
        .when(new & (pl.col("u_checked") < 0.06)).then(pl.lit("检查"))
    )  # fmt: skip
    started = day - pl.duration(days=3 + (pl.col("u_started") * 20).floor())
    return cases.with_columns(
        kind_of_evaluation=pl.when(ended & (day <= EXTRACTED)).then(kind),
        evaluated_on=day,
        started_on=workday_after(started),
    )


def _version(effects: Effects) -> pl.Expr:
    new = pl.col("evaluated_on") >= planned()["evaluation_grades"]["from"]
    later = pl.when(pl.col("evaluated_on") >= TRIAL_FROM).then(pl.lit(TRIAL)).otherwise(pl.lit(OLD))
    return pl.when(new).then(pl.lit(NEW)).otherwise(later) if effects.has("evaluation_grades") else later


def _graded(evaluations: pl.DataFrame) -> pl.DataFrame:
    """Grades and the number of defects; a check gives no grade."""
    place = chosen(evaluations["u_grade"].to_numpy(), SHARES)
    defects = chosen_by(evaluations["u_defects"].to_numpy(), DEFECTS, place)
    words = [pl.Series(grades).gather(place.tolist()) for grades in (OLD_GRADES, NEW_GRADES)]
    grade = pl.when(pl.col("rule_version") == NEW).then(pl.lit(words[1])).otherwise(pl.lit(words[0]))
    late = pl.col("evaluated_on") > pl.lit(EXTRACTED) - pl.duration(days=60)
    mended = (
        pl.when(late & (pl.col("u_rectified") < 0.5))
        .then(pl.lit("整改中"))
        .when(pl.col("u_rectified") < 0.93)
        .then(pl.lit("已整改"))
    )
    return evaluations.with_columns(
        grade=pl.when(pl.col("kind_of_evaluation") != "检查").then(grade),
        defect_count=pl.Series(defects),
    ).with_columns(rectified=pl.when(pl.col("defect_count") > 0).then(mended.otherwise(pl.lit("待整改"))))
