"""Truth: what is planted in a sample, written as TOML for tests to find again, and the mark that says it is synthetic."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from casekit.sample import faults, rounds
from casekit.sample.effects import Effects, concerns, planned
from casekit.sample.file_readings import ONLINE
from casekit.sample.sheets import File
from casekit.sample.tables import Tables, sealed
from casekit.sample.world import EXTRACTED, FIRST, LAST

VERSION = 1


def truth(tables: Tables, files: list[File], told: list[dict[str, Any]], effects: Effects) -> str:
    """truth.toml: rows of each file, faults counted, effects with their size and what was realised."""
    rows = {
        f"{file.name}/{sheet.name}" if sheet.name else file.name: sheet.frame.height
        for file in files
        for sheet in file.sheets
    }
    closed = [
        {
            "name": "sealed",
            "zh": "依法封存的未成年人记录",
            "reason": "sealed",
            "count": tables.suspects.filter(sealed()).height,
        }
    ]
    counted = faults.counted([*told, *closed])
    head = {
        "made_up": "本文件夹全部为合成数据 / everything in this folder is synthetic",
        "first": FIRST, "last": LAST, "extracted": EXTRACTED,
        "cases": tables.cases.height, "suspects": tables.suspects.height, "evaluations": tables.evaluations.height,
        "file_readings": tables.file_readings.height,
    }  # fmt: skip
    parts = [_lines(head), _section("rows", rows), _section("shares", _shares(tables)), _section("faults", counted)]
    parts += [_section("fault", entry, several=True) for entry in [*told, *closed]]
    parts += [
        _section(f"effects.{name}", effect | _realised(name, tables))
        for name, effect in planned().items()
        if effects.has(name)
    ]
    return "\n".join(parts)


def mark(cases: int, seed: int) -> str:
    """synthetic.toml: what made this folder."""
    return _lines(
        {
            "synthetic": True,
            "zh": "合成示例，不涉及任何真实案件和人员",
            "en": "a synthetic sample; no real case or person",
            "made_by": "python -m casekit sample",
            "version": VERSION,
            "cases": cases,
            "seed": seed,
        }
    )


def _shares(tables: Tables) -> dict[str, float]:
    """Shares that the sample has in all five years."""
    cases, persons = tables.cases, tables.suspects
    ended = persons.filter(pl.col("decision").is_in(["起诉", "不起诉"]))
    charged = persons.filter(pl.col("decision") == "起诉")
    tried = persons.drop_nulls("adopted")
    days = (cases["concluded_on"] - cases["received_on"]).dt.total_days()
    figures = {
        "not_charged": (ended["decision"] == "不起诉").mean(),
        "held_of_charged": charged["is_held"].mean(),
        "plea": (persons.drop_nulls("plea")["plea"] == "适用认罪认罚").mean(),
        "returned_once": cases.drop_nulls("concluded_on")["first_returned_on"].is_not_null().mean(),
        "returned_twice": cases.drop_nulls("concluded_on")["second_returned_on"].is_not_null().mean(),
        "fixed_recommendations": (persons.drop_nulls("stated_form")["stated_form"] == "确定刑").mean(),
        "adopted_at_first": (tried["adopted"] == "采纳").mean(),
        "adopted_in_the_end": (tried["adopted"] != "未采纳").mean(),
        "median_review_days": days.median(),
        "extended": cases.drop_nulls("concluded_on")["extended_times"].is_not_null().mean(),
        "guiding_case_searched": cases["guiding_case_searched"].mean(),
        "read_online": (tables.file_readings["way"] == ONLINE).mean(),
    }
    return {name: round(float(value or 0), 4) for name, value in figures.items()}  # type: ignore[arg-type]


def _realised(name: str, tables: Tables) -> dict[str, Any]:
    """What an effect came to in this sample, counted before any fault was planted."""
    cases = tables.cases.rename({"cause": "confirmed", "theme": "cause"})
    since, until = planned()[name].get("from", FIRST), planned()[name].get("to", LAST)
    later = pl.col("received_on").is_between(since, until)
    match name:
        case "drunk_driving_rule" | "proposal_worked" | "proposal_changed_nothing":
            own = cases.filter(concerns(name), pl.col("received_on") >= FIRST)
            return {"before": own.filter(~later).height, "after": own.filter(later).height} | _months(since)
        case "returns_fell":
            ended = cases.filter(
                pl.col("concluded_on").is_not_null(), pl.col("received_on") >= date(since.year - 1, 1, 1)
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
        case "ebike_surge":
            return {"observed": cases.filter(concerns(name), later).height}
        case "wider_ranges":
            ranges = tables.suspects.filter("is_range").with_columns(
                wide=pl.col("first_months_high") - pl.col("first_months")
            )
            later = pl.col("recommended_on") >= since
            return {
                "before_months": _mean(ranges.filter(~later)["wide"]),
                "after_months": _mean(ranges.filter(later)["wide"]),
            }
        case "probation_after_forgiveness":
            asked = tables.suspects.filter(pl.col("judged_on").is_not_null(), "probation_possible")
            given = asked["judged_probation"].is_not_null()
            return {
                "forgiven": _mean(given.filter(asked["forgiven"])),
                "not_forgiven": _mean(given.filter(~asked["forgiven"])),
            }
        case _:
            new = tables.evaluations.filter(pl.col("evaluated_on") >= since).drop_nulls("grade")
            return {f"grade_{grade}": count for grade, count in sorted(new["grade"].value_counts().iter_rows())}


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


def _section(name: str, entries: dict[str, Any], several: bool = False) -> str:
    return ("[[{}]]\n" if several else "[{}]\n").format(name) + _lines(entries)


def _lines(entries: dict[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in entries.items())


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalnum() else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
