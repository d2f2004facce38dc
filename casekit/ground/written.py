"""Written: how a day, a span of days, a month and a count are put into a sentence of either language."""

from datetime import date

from casekit.ground.errors import Language, Words
from casekit.ground.quarter import MONTHS


def day(on: date, language: Language = "zh") -> str:
    """A day in words: 2026年9月30日, 30 September 2026."""
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def span(first: date, last: date, language: Language = "zh") -> str:
    """From one day to another, a shared year said once: 2026年7月1日至9月30日, 1 July to 30 September 2026."""
    begins, ends, joined = day(first, language), day(last, language), {"zh": "至", "en": " to "}[language]
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        ends = ends.removeprefix(f"{last.year}年")
    return f"{begins}{joined}{ends}"


def month(on: date, language: Language = "zh") -> str:
    """The month a day lies in: 2026年9月, September 2026."""
    return f"{on.year}年{on.month}月" if language == "zh" else f"{MONTHS[on.month - 1]} {on.year}"


def count(number: int) -> str:
    """A count, with a comma from five figures on: 1436, 11,517."""
    return f"{number:,}" if abs(number) >= 10_000 else str(number)


def many(number: int, noun: str) -> Words:
    """A count of things: in Chinese the number alone, as its measure word stands in the sentence; in English with the noun,
    1 row, 436 rows."""
    return Words(count(number), f"{count(number)} {noun}{'' if number == 1 else 's'}")
