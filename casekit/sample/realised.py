"""Realised: what each planted effect came to in the sample at hand, counted before any fault was planted."""

from datetime import date
from typing import Any

import polars as pl

from casekit.sample import rounds
from casekit.sample.decisions import NOT_CHARGED
from casekit.sample.effects import concerns, planned, since
from casekit.sample.recording import ADOPTED, ADVISED
from casekit.sample.reviews import FAST
from casekit.sample.tables import Tables
from casekit.sample.world import FIRST, LAST


def realised(name: str, tables: Tables) -> dict[str, Any]:
    """The counts, shares or days of an effect's own cases and of those it is compared with."""
    cases = tables.cases.rename({"cause": "confirmed", "theme": "cause"})
    start, until = planned()[name].get("from", FIRST), planned()[name].get("to", LAST)
    later = pl.col("received_on").is_between(start, until)
    match name:
        case "drunk_driving_rule" | "proposal_worked" | "proposal_changed_nothing":
            return _before_and_after(name, cases, later) | _months(start)
        case "returns_fell":
            ended = cases.filter(
                pl.col("concluded_on").is_not_null(), pl.col("received_on") >= date(start.year - 1, 1, 1)
            )
            return {"before_share": _returned(ended.filter(~later)), "after_share": _returned(ended.filter(later))}
        case "department_returns":
            ended = cases.filter(pl.col("concluded_on").is_not_null(), later)
            return {
                "own_share": _returned(ended.filter(concerns(name))),
                "others_share": _returned(ended.filter(~concerns(name))),
            }
        case "slower_fraud" | "department_slower":
            return _paces(name, cases, later)
        case "bunching":
            ended = cases.filter(rounds.in_a_month(), ~pl.col("first_extended"), rounds.fifteen_days())
            days_left = (pl.col("due_on") - pl.col("first_ended_on")).dt.total_days()
            crowded = days_left.is_between(0, 2)
            return {
                "before_share": _mean(ended.filter(~later).select(crowded).to_series()),
                "after_share": _mean(ended.filter(later).select(crowded).to_series()),
                "after_rounds": ended.filter(later).height,
            }
        case "ebike_surge" | "cluster" | "repeat_place":
            return _gathered(name, cases, later)
        case "wider_ranges":
            ranges = tables.suspects.filter("is_range").with_columns(
                wide=pl.col("first_months_high") - pl.col("first_months")
            )
            later = pl.col("recommended_on") >= start
            return {
                "before_months": _mean(ranges.filter(~later)["wide"]),
                "after_months": _mean(ranges.filter(later)["wide"]),
            }
        case "recommendation_drift" | "unit_apart" | "late_edits":
            return _sentences(name, tables.suspects.filter(pl.col("judged_on").is_not_null()))
        case "probation_after_forgiveness":
            asked = tables.suspects.filter(pl.col("judged_on").is_not_null(), "probation_possible")
            given = asked["judged_probation"].is_not_null()
            return {
                "forgiven": _mean(given.filter(asked["forgiven"])),
                "not_forgiven": _mean(given.filter(~asked["forgiven"])),
            }
        case "derivative_disputes":
            own, others = (_disputed(cases, tables.suspects, which) for which in (concerns(name), ~concerns(name)))
            return {"own_share": round(own[0] / max(own[1], 1), 4), "others_share": round(others[0] / max(others[1], 1), 4)} | {
                "own_disputes": own[0], "own_ended": own[1],
            }  # fmt: skip
        case _:
            new = tables.evaluations.filter(pl.col("evaluated_on") >= start).drop_nulls("grade")
            return {f"grade_{grade}": count for grade, count in sorted(new["grade"].value_counts().iter_rows())}


def _before_and_after(name: str, cases: pl.DataFrame, later: pl.Expr) -> dict[str, int]:
    """Cases before and from the effect's day on, and of the same causes in the other office."""
    own, effect = concerns(name), planned()[name]
    told = {"": own}
    if "unit_code" in effect:
        told["elsewhere_"] = (pl.col("cause") == effect["cause"]) & ~own
    sides = {"before": ~later & (pl.col("received_on") >= FIRST), "after": later}
    return {
        f"{who}{side}": cases.filter(which, when).height for who, which in told.items() for side, when in sides.items()
    }


def _gathered(name: str, cases: pl.DataFrame, later: pl.Expr) -> dict[str, float]:
    """The cases in the effect's place and period, all of the same cause in that period, and the quarters that have one."""
    own, quarters = cases.filter(concerns(name), later), pl.col("received_on").dt.truncate("1q").n_unique()
    alike = cases.filter(later, cause=planned()[name]["cause"])
    return {"observed": own.height, "everywhere": alike.height, "quarters": own.select(quarters).item()}


def _disputed(cases: pl.DataFrame, suspects: pl.DataFrame, which: pl.Expr) -> tuple[int, int]:
    """Appeals and complaints against non-prosecution, and the persons judged and cases not charged that could have had them."""
    judged, ended = suspects.filter(which).drop_nulls("appealed"), cases.filter(which, conclusion=NOT_CHARGED)
    complaints = ended["non_prosecution_complained_on"].drop_nulls()
    return int(judged["appealed"].sum()) + len(complaints), judged.height + ended.height


def _sentences(name: str, judged: pl.DataFrame) -> dict[str, float]:
    """How often fixed recommendations were accepted at first, months given, edits at the last: own persons and others."""
    match name:
        case "recommendation_drift":
            asked = judged.filter(concerns(name), "is_recommended", ~pl.col("is_range"))
            own, counted = since(name, "recommended_on"), pl.col("adopted") == ADOPTED
        case "unit_apart":
            alike = judged.filter(since(name, "concluded_on"), crime=planned()[name]["crime"])
            asked = alike.filter(pl.col("judged_kind").is_in(["拘役", "有期徒刑"]))
            own, counted = concerns(name), pl.col("judged_months")
        case _:
            asked = judged.filter("is_recommended", pl.col("procedure") != FAST)
            own, counted = since(name, "judged_on"), edited_late()
    told = asked.select(counted.alias("counted"), own.alias("own"))
    mine, others = (told.filter(pl.col("own") == side)["counted"] for side in (True, False))
    return {"own": _mean(mine), "others": _mean(others), "own_persons": len(mine)}


def edited_late() -> pl.Expr:
    """Whether the recommendation was adjusted within three days before the judgment, advised by the court or unexplained."""
    reason, days = pl.col("adjustment_reason"), (pl.col("judged_on") - pl.col("adjusted_on")).dt.total_days()
    return ((days <= 3) & (reason.is_null() | (reason == ADVISED))).fill_null(False)


def _paces(name: str, cases: pl.DataFrame, later: pl.Expr) -> dict[str, float]:
    """Median days in review of the cases concerned and of those they are compared with, neither fast-track nor returned."""
    timed = cases.filter(rounds.in_a_month(), pl.col("first_returned_on").is_null()).with_columns(
        days=(pl.col("first_ended_on") - pl.col("received_on")).dt.total_days()
    )
    own = timed.filter(concerns(name), later)
    others = (
        timed.filter(later, ~concerns(name)) if name == "department_slower" else timed.filter(concerns(name), ~later)
    )
    return {"own_days": _median(own["days"]), "others_days": _median(others["days"]), "own_cases": own.height}


def _median(values: pl.Series) -> float:
    return float(values.median() or 0)  # type: ignore[arg-type]


def _months(day: date) -> dict[str, float]:
    return {
        "before_months": round((day - FIRST).days / 30.4375, 2),
        "after_months": round((LAST - day).days / 30.4375, 2),
    }


def _returned(cases: pl.DataFrame) -> float:
    return _mean(cases["first_returned_on"].is_not_null())


def _mean(values: pl.Series) -> float:
    return round(float(values.mean() or 0), 4)  # type: ignore[arg-type]
