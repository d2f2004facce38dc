"""小案质效分析: the names that notebooks import, each loaded when it is first used, so that `import casekit` stays light."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Matrices here are small: more threads only wait for one another, and add up in another order on another machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from casekit.cleaning import parse_case_numbers, parse_dates, parse_sentences
    from casekit.exhibits import (
        acceptance,
        adoption,
        charts,
        comparison,
        compose,
        findings,
        parts,
        rework,
        routes,
        standing,
    )
    from casekit.exhibits.show import show
    from casekit.ground.errors import UserError
    from casekit.intake.judgments import read_judgments
    from casekit.measures.absent import measure_if_given
    from casekit.measures.due import due_dates
    from casekit.measures.measure import measure
    from casekit.records.load import load
    from casekit.records.records import Records
    from casekit.release.keep import keep
    from casekit.statistics import surges, uncertainty
    from casekit.statistics.reference import ReferenceRange
    from casekit.subjects import arrival
    from casekit.subjects.efficiency import decision, fair, limits, returns, steps
    from casekit.subjects.sentencing import agreement, signs

HOMES = {
    "parse_case_numbers": "casekit.cleaning",
    "parse_dates": "casekit.cleaning",
    "parse_sentences": "casekit.cleaning",
    "read_judgments": "casekit.intake.judgments",
    "acceptance": "casekit.exhibits",
    "adoption": "casekit.exhibits",
    "parts": "casekit.exhibits",
    "agreement": "casekit.subjects.sentencing",
    "arrival": "casekit.subjects",
    "alike": "casekit.exhibits",
    "articles": "casekit.exhibits",
    "like_cases": "casekit.measures",
    "likeness": "casekit.subjects.sentencing",
    "nearest": "casekit.exhibits",
    "reference": "casekit.subjects.sentencing",
    "reference_ranges": "casekit.exhibits",
    "burden": "casekit.subjects.causes",
    "burdens": "casekit.exhibits",
    "cause_shares": "casekit.exhibits",
    "recognised": "casekit.exhibits",
    "nearby": "casekit.subjects.causes",
    "repeated": "casekit.exhibits",
    "recurrence": "casekit.subjects.causes",
    "recurring": "casekit.exhibits",
    "card": "casekit.subjects.sentencing",
    "law": "casekit.subjects.sentencing",
    "decision": "casekit.subjects.efficiency",
    "durations": "casekit.exhibits",
    "balance": "casekit.exhibits",
    "levers": "casekit.subjects.efficiency",
    "mixes": "casekit.exhibits",
    "monthly": "casekit.exhibits",
    "outlook": "casekit.exhibits",
    "outline": "casekit.selection",
    "overview": "casekit.exhibits",
    "pending": "casekit.exhibits",
    "outcomes": "casekit.subjects.efficiency",
    "waiting": "casekit.subjects.efficiency",
    "reading": "casekit.exhibits.reading",
    "charts": "casekit.exhibits",
    "comparison": "casekit.exhibits",
    "routes": "casekit.exhibits",
    "rework": "casekit.exhibits",
    "standing": "casekit.exhibits",
    "fair": "casekit.subjects.efficiency",
    "distance": "casekit.subjects.sentencing",
    "departures": "casekit.exhibits",
    "against": "casekit.exhibits",
    "returns": "casekit.subjects.efficiency",
    "steps": "casekit.subjects.efficiency",
    "limits": "casekit.subjects.efficiency",
    "compose": "casekit.exhibits",
    "explaining": "casekit.exhibits",
    "signs": "casekit.subjects.sentencing",
    "findings": "casekit.exhibits",
    "effects": "casekit.subjects.causes",
    "followup": "casekit.exhibits",
    "verdicts": "casekit.exhibits",
    "proposals": "casekit.subjects.causes",
    "increases": "casekit.subjects.causes",
    "unusual": "casekit.exhibits",
    "places": "casekit.subjects.causes",
    "gathered": "casekit.exhibits",
    "candidates": "casekit.subjects.causes",
    "proposing": "casekit.exhibits",
    "show": "casekit.exhibits.show",
    "UserError": "casekit.ground.errors",
    "measure_if_given": "casekit.measures.absent",
    "due_dates": "casekit.measures.due",
    "measure": "casekit.measures.measure",
    "load": "casekit.records.load",
    "Records": "casekit.records.records",
    "keep": "casekit.release.keep",
    "ReferenceRange": "casekit.statistics.reference",
    "surges": "casekit.statistics",
    "uncertainty": "casekit.statistics",
}

__all__ = [
    "Records",
    "ReferenceRange",
    "UserError",
    "acceptance",
    "adoption",
    "against",
    "agreement",
    "alike",
    "arrival",
    "articles",
    "balance",
    "burden",
    "burdens",
    "candidates",
    "card",
    "cause_shares",
    "charts",
    "comparison",
    "compose",
    "decision",
    "departures",
    "distance",
    "due_dates",
    "durations",
    "effects",
    "explaining",
    "fair",
    "findings",
    "followup",
    "gathered",
    "increases",
    "keep",
    "law",
    "levers",
    "like_cases",
    "likeness",
    "limits",
    "load",
    "measure",
    "measure_if_given",
    "mixes",
    "monthly",
    "nearby",
    "nearest",
    "outcomes",
    "outline",
    "outlook",
    "overview",
    "parse_case_numbers",
    "parse_dates",
    "parse_sentences",
    "parts",
    "pending",
    "proposals",
    "proposing",
    "read_judgments",
    "reading",
    "recurrence",
    "recurring",
    "reference",
    "reference_ranges",
    "repeated",
    "returns",
    "rework",
    "routes",
    "show",
    "signs",
    "standing",
    "steps",
    "surges",
    "uncertainty",
    "verdicts",
    "waiting",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'casekit' has no attribute {name!r}")
    home = import_module(HOMES[name])
    return getattr(home, name) if hasattr(home, name) else import_module(f"{HOMES[name]}.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
