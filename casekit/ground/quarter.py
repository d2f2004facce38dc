"""Periods: the quarter and the year to date that every figure is measured over, with the office's month and year ends."""

import calendar
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from casekit.ground.errors import Language, fault
from casekit.ground.settings import Settings

Kind = Literal["quarter", "to_date", "year", "undated"]
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """A quarter, the year up to the end of a quarter, a whole year known only by its number, or no date at all."""

    kind: Kind
    year: int = 0
    quarter: int = 0
    month_end: int = 0
    year_end: str = "12-31"

    @property
    def name(self) -> str:
        """How the period is written in commands, folders and tables: 2026Q3, 2026Q1-Q3, 2019, undated."""
        last = {"quarter": f"Q{self.quarter}", "to_date": f"Q1-Q{self.quarter}"}.get(self.kind, "")
        return "undated" if self.kind == "undated" else f"{self.year}{last}"

    @property
    def start(self) -> date:
        """The first day."""
        first = 1 if self.kind in ("to_date", "year") else self.quarter
        before = self._end(self.year, first - 1) if first > 1 else self._end(self.year - 1, 4)
        return before + timedelta(days=1)

    @property
    def end(self) -> date:
        """The last day."""
        return self._end(self.year, self.quarter or 4)

    @property
    def is_dated(self) -> bool:
        """Whether rows are placed by a date; a bare year is placed by the year of its case number."""
        return self.kind in ("quarter", "to_date")

    def to_date(self) -> "Period":
        """The year up to this quarter's end: the headline an office reports."""
        return replace(self, kind="to_date") if self.kind == "quarter" else self

    def year_earlier(self) -> "Period":
        """The same span one year before (同比)."""
        return replace(self, year=self.year - 1)

    def before(self) -> "Period":
        """The quarter before (环比)."""
        year, quarter = (self.year, self.quarter - 1) if self.quarter > 1 else (self.year - 1, 4)
        return replace(self, kind="quarter", year=year, quarter=quarter)

    def recent(self, count: int) -> list["Period"]:
        """This quarter and those before it, oldest first, `count` in all."""
        quarters = [replace(self, kind="quarter")]
        while len(quarters) < count:
            quarters.insert(0, quarters[0].before())
        return quarters

    def say(self, language: Language = "zh") -> str:
        """The period in words; a bare year says that it is the case numbers' one, not a date's."""
        return _chinese(self) if language == "zh" else _english(self)

    def months(self, language: Language = "zh") -> str:
        """The period without its year, as a title says it: 1至9月."""
        said = self.say(language)
        return said.removeprefix(f"{self.year}年") if language == "zh" else said.removesuffix(f" {self.year}")

    def _end(self, year: int, quarter: int) -> date:
        month = 3 * quarter
        day = int(self.year_end[3:]) if quarter == 4 else self.month_end
        month = int(self.year_end[:2]) if quarter == 4 else month
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day or last, last))


def parse(text: str, settings: Settings | None = None) -> Period:
    """A period as written in a command: 2026Q3, 2026Q1-Q3, 2019 or undated."""
    settings = settings or Settings()
    ends = {"month_end": settings.month_end, "year_end": settings.year_end}
    if text == "undated":
        return Period("undated")
    written = unicodedata.normalize("NFKC", text).strip().upper()
    if found := re.fullmatch(r"((?:19|20)\d{2})(?:(Q1-)?Q([1-4]))?", written):
        year, whole, quarter = found.groups()
        kind: Kind = "year" if quarter is None else "to_date" if whole else "quarter"
        return Period(kind, int(year), int(quarter or 0), **ends)  # type: ignore[arg-type]
    raise fault("quarter_form", came=text)


def latest(last: date, settings: Settings) -> Period:
    """The latest quarter whose last day is not after `last`."""
    quarter = Period("quarter", last.year + 1, 1, settings.month_end, settings.year_end)
    while quarter.end > last:
        quarter = quarter.before()
    return quarter


def _chinese(period: Period) -> str:
    match period.kind:
        case "undated":
            return "不分期间"
        case "year":
            return f"{period.year}年（按案号）"
        case "quarter":
            return f"{period.year}年第{'一二三四'[period.quarter - 1]}季度"
    return f"{period.year}年全年" if period.quarter == 4 else f"{period.year}年1至{3 * period.quarter}月"


def _english(period: Period) -> str:
    match period.kind:
        case "undated":
            return "all records, undated"
        case "year":
            return f"{period.year} (by case number)"
        case "quarter":
            return f"Q{period.quarter} {period.year}"
    return (
        f"all of {period.year}" if period.quarter == 4 else f"January to {MONTHS[3 * period.quarter - 1]} {period.year}"
    )
