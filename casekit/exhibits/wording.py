"""Wording: everything a computed sentence may name of a measured row, as text."""

from typing import Any

from casekit import codebook
from casekit.exhibits.branch import Row, difference, in_days, is_hidden, limits, pair
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.measure import Indicator
from casekit.records.records import Records


def words(key: str, records: Records) -> str:
    """The sentence of a key like `share.rose`, in the office's language, its places still open."""
    found: Any = codebook.toml("sentences")
    for part in key.split("."):
        found = found[part]
    return str(found[records.settings.language])


def places(rows: list[Row], counted: Indicator, records: Records, short: bool = False) -> Row:
    """Everything a sentence may name, as text."""
    language = records.settings.language
    now, before = pair(rows)
    label = counted.words.get(f"short_{language}", counted.words[language]) if short else counted.words[language]
    said = {
        "period": quarter.parse(now["period"]).say(language),
        "span": quarter.parse(now["period"]).months(language),
        "label": label,
        "unit": codebook.toml("sentences")["units"][counted.unit][language],
        "numerator": shown(now, "numerator"),
        "denominator": shown(now, "denominator"),
        "value": written(now, counted),
    }
    against: Row = codebook.toml("sentences")["against"][_against(now, before)][language]
    said |= _middled(now, counted, said, language) if counted.is_middle else {}
    return said | against | (_compared(now, before, counted, language) if before else {})


def _middled(now: Row, counted: Indicator, said: Row, language: Language) -> Row:
    """What a sentence about a middle value names besides: its limits, its unit, and its own way of saying it."""
    ends = {f"value_{end}": "—" if now[end] is None else _days(now[end]) for end in ("low", "high")}
    own = measure_unit(counted, language)
    clauses = {name: counted.words[f"{name}_{language}"].format(**said) for name in ("clause", "heading")}
    return ends | clauses | {"measure_unit": own}


def _against(now: Row, before: Row | None) -> str:
    """Whether the second period is the quarter before the first, or, as is usual, the same span a year earlier."""
    newest = quarter.parse(now["period"])
    is_before = before is not None and newest.kind == "quarter" and before["period"] == newest.before().name
    return "before" if is_before else "year_earlier"


def _compared(now: Row, before: Row, counted: Indicator, language: Language) -> Row:
    said = {"earlier": written(before, counted), "earlier_denominator": shown(before, "denominator")}
    if is_hidden(now) or is_hidden(before):
        return said
    if counted.is_count:
        moved = now["numerator"] - before["numerator"]
        percent = number(abs(moved) / before["numerator"], 1, percent=True) if before["numerator"] else ""
        return said | {"change": number(abs(moved)), "percent": percent}
    if now["value"] is None or before["value"] is None:
        return said
    change, ends = now["value"] - before["value"], difference(now, before)
    if counted.is_middle:
        return said | in_days(
            change, *ends, codebook.toml("sentences")["ends"][language], measure_unit(counted, language)
        )
    return said | limits(change, *ends)


def written(row: Row, counted: Indicator) -> str:
    """A row's value: a share in percent, a middle value in its unit, a count; — where there is none."""
    if counted.is_count or is_hidden(row):
        return shown(row, "numerator")
    if row["value"] is None:
        return "—"
    return _days(row["value"]) if counted.is_middle else number(row["value"], 1, percent=True)


def _days(value: float) -> str:
    """Whole numbers without digits, others with one."""
    return number(value, 0 if value == round(value) else 1)


def shown(row: Row, name: str) -> str:
    """A count as it is written; ＊ where it is hidden, never 0."""
    return PROTECTED if is_hidden(row) else number(row[name])


def of_group(place: str, row: Row, by: str, counted: Indicator, records: Records) -> Row:
    """What a sentence may name of one of two groups, its places beginning with `place`."""
    said = {
        "": codebook.group_label(counted.table, by, row[by], records.settings.language),
        "_value": written(row, counted),
    }
    counts = {f"_{name}": shown(row, name) for name in ("numerator", "denominator")}
    return {f"{place}{name}": text for name, text in (said | counts).items()}


def measure_unit(counted: Indicator, language: Language) -> str:
    """The unit of a middle value: days unless the codebook says otherwise."""
    return str(codebook.toml("sentences")["measure_units"][counted.words.get("measure_unit", "day")][language])
