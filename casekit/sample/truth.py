"""Truth: what is planted in a sample, written as TOML for tests to find again, and the mark that says it is synthetic."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from casekit.sample import documents, faults
from casekit.sample.effects import Effects, planned
from casekit.sample.file_readings import ONLINE
from casekit.sample.realised import realised
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
    rows |= {documents.FOLDER: tables.documents.height}
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
        "file_readings": tables.file_readings.height, "proposals": tables.proposals.height, "places": tables.places.height,
        "documents": tables.documents.height,
    }  # fmt: skip
    parts = [_lines(head), _section("rows", rows), _section("shares", _shares(tables)), _section("faults", counted)]
    parts += [_section("fault", entry, several=True) for entry in [*told, *closed]]
    parts += [
        _section(f"effects.{name}", effect | realised(name, tables))
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
