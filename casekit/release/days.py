"""Days: the first and last day of a period as it is written in a frame, as numbers."""

import calendar
import re
from datetime import date

from casekit.ground import quarter
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings
from casekit.release.timeline import Span

POINT = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def span(period: str, settings: Settings) -> Span:
    """The first and last day of a period as numbers; what is no period is a number of its own, below 0."""
    first, _, last = period.partition("—")
    try:
        return _days(first, settings)[0], _days(last or first, settings)[1]
    except (UserError, ValueError):
        number = -1 - int.from_bytes(period.encode(), "big")
        return number, number


def _days(text: str, settings: Settings) -> Span:
    if POINT.fullmatch(text):
        year, month, *day = (int(part) for part in text.split("-"))
        if day:
            return (date(year, month, day[0]).toordinal(),) * 2
        before, last = (_month_end(year * 12 + month - back, settings) for back in (2, 1))
        return before + 1, last
    period = quarter.parse(text, settings)
    if not period.is_dated:
        raise ValueError(text)
    return period.start.toordinal(), period.end.toordinal()


def _month_end(months: int, settings: Settings) -> int:
    """The last day of a statistical month, counted in months since year 0."""
    year, month = divmod(months, 12)
    whole = calendar.monthrange(year, month + 1)[1]
    own = int(settings.year_end[3:]) if month == 11 and settings.year_end.startswith("12") else settings.month_end
    return date(year, month + 1, min(own or whole, whole)).toordinal()
