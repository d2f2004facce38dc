"""小案质效分析: the names that notebooks import, each loaded when it is first used, so that `import casekit` stays light."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.cleaning import parse_case_numbers, parse_dates, parse_sentences
    from casekit.exhibits import charts, comparison, compose, findings, rework, routes, standing
    from casekit.exhibits.show import show
    from casekit.ground.errors import UserError
    from casekit.measures.absent import measure_if_given
    from casekit.measures.due import due_dates
    from casekit.measures.measure import measure
    from casekit.records.load import load
    from casekit.records.records import Records
    from casekit.release.keep import keep
    from casekit.statistics import surges, uncertainty
    from casekit.subjects import arrival
    from casekit.subjects.efficiency import decision, fair, limits, returns, steps

HOMES = {
    "parse_case_numbers": "casekit.cleaning",
    "parse_dates": "casekit.cleaning",
    "parse_sentences": "casekit.cleaning",
    "arrival": "casekit.subjects",
    "decision": "casekit.subjects.efficiency",
    "durations": "casekit.exhibits",
    "balance": "casekit.exhibits",
    "levers": "casekit.subjects.efficiency",
    "mixes": "casekit.exhibits",
    "monthly": "casekit.exhibits",
    "outlook": "casekit.exhibits",
    "pending": "casekit.exhibits",
    "waiting": "casekit.subjects.efficiency",
    "reading": "casekit.exhibits.reading",
    "charts": "casekit.exhibits",
    "comparison": "casekit.exhibits",
    "routes": "casekit.exhibits",
    "rework": "casekit.exhibits",
    "standing": "casekit.exhibits",
    "fair": "casekit.subjects.efficiency",
    "returns": "casekit.subjects.efficiency",
    "steps": "casekit.subjects.efficiency",
    "limits": "casekit.subjects.efficiency",
    "compose": "casekit.exhibits",
    "findings": "casekit.exhibits",
    "show": "casekit.exhibits.show",
    "UserError": "casekit.ground.errors",
    "measure_if_given": "casekit.measures.absent",
    "due_dates": "casekit.measures.due",
    "measure": "casekit.measures.measure",
    "load": "casekit.records.load",
    "Records": "casekit.records.records",
    "keep": "casekit.release.keep",
    "surges": "casekit.statistics",
    "uncertainty": "casekit.statistics",
}

__all__ = [
    "Records",
    "UserError",
    "arrival",
    "balance",
    "charts",
    "comparison",
    "compose",
    "decision",
    "due_dates",
    "durations",
    "fair",
    "findings",
    "keep",
    "levers",
    "limits",
    "load",
    "measure",
    "measure_if_given",
    "mixes",
    "monthly",
    "outlook",
    "parse_case_numbers",
    "parse_dates",
    "parse_sentences",
    "pending",
    "reading",
    "returns",
    "rework",
    "routes",
    "show",
    "standing",
    "steps",
    "surges",
    "uncertainty",
    "waiting",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'casekit' has no attribute {name!r}")
    home = import_module(HOMES[name])
    return getattr(home, name) if hasattr(home, name) else import_module(f"{HOMES[name]}.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
