"""Figured: one figure of a vintage in words - what it is called, of which period, how much, and how far from another."""

from datetime import date

from casekit import codebook
from casekit.exhibits import wording
from casekit.exhibits.theme import number
from casekit.ground import quarter, written
from casekit.ground.errors import Language, UserError, filled
from casekit.measures.measure import Indicator, indicator

SLIGHT = 0.0005  # of one: under it a difference of shares takes two digits
POINTS, SPACE, TO = {"zh": "个百分点", "en": " points"}, {"zh": "", "en": " "}, {"zh": "至", "en": " to "}


def said(key: str, language: Language, **fields: object) -> str:
    """The line of that name in vintages.toml, its places filled."""
    return filled(codebook.toml("vintages")["line"][key][language], language, fields)


def label(name: str, language: Language) -> str:
    """What an indicator is called; by its own name where the codebook knows it no more."""
    return str(codebook.toml("indicators").get(name, {}).get(language, name))


def known(name: str) -> Indicator | None:
    """The indicator, or None where the codebook knows it no more."""
    return indicator(name) if name in codebook.toml("indicators") else None


def alone(value: float | None, name: str, language: Language, of: float | None = None) -> str:
    """A figure by itself: a share in percent, a count or a middle value with its unit; a count `of` others is their share."""
    if is_share(name, of):
        return f"{number(value, 1, percent=True)}%"
    return number(value, _digits(value, name)) + _unit(value, name, language)


def change(old: float | None, new: float | None, name: str, language: Language, of: float | None = None) -> str:
    """The difference of two figures in the unit's own words; nothing where there is none to be seen or one is not shown."""
    if old is None or new is None:
        return ""
    moved, share = new - old, is_share(name, of)
    digits = (1 if abs(moved) >= SLIGHT else 2) if share else _digits(moved, name)
    text = number(moved, digits, percent=share, signed=True)
    if text.strip("0.") == "":
        return ""
    return said("change", language, change=text + (POINTS[language] if share else _unit(moved, name, language)))


def is_share(name: str, of: float | None = None) -> bool:
    """Whether a figure is a share of one, written in percent: by its indicator, or as a count of so many."""
    return (counted := known(name)) is not None and not counted.is_middle and (not counted.is_count or of is not None)


def is_middle(name: str) -> bool:
    """Whether a figure is a median or mean in a unit of its own."""
    return (counted := known(name)) is not None and counted.is_middle


def span(period: str, language: Language) -> str:
    """A period in words: a quarter, a year to date, a month, a day, or from one to another."""
    return TO[language].join(_one_span(one, language) for one in period.split("—"))


def _digits(value: float | None, name: str) -> int:
    """None for a whole number; else one, two for steps a case, or as many as the codebook gives the indicator."""
    block = codebook.toml("indicators").get(name, {})
    usual = 2 if block.get("measure_unit") == "step" else 1
    return 0 if value is None or value == round(value) else int(block.get("digits", usual))


def _unit(value: float | None, name: str, language: Language) -> str:
    """The unit behind a number, in English that of one in the singular."""
    if (counted := known(name)) is None:
        return ""
    units = str(codebook.toml("sentences")["units"][counted.unit][language])
    unit = wording.measure_unit(counted, language) if counted.is_middle else units
    return SPACE[language] + (unit.removesuffix("s") if value is not None and abs(value) == 1 else unit)


def _one_span(period: str, language: Language) -> str:
    try:
        return quarter.parse(period).say(language)
    except UserError:
        pass
    try:
        days = period.count("-") == 2
        on = date.fromisoformat(period if days else f"{period}-01")
        return written.day(on, language) if days else written.month(on, language)
    except ValueError:
        return period
