"""Records: the clean tables of one folder for one period, with everything that was set aside and why."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground import written
from casekit.ground.quarter import Period
from casekit.ground.settings import Settings

CONSERVED = {
    "zh": "接收{received}行 ＝ 采用{accepted} ＋ 未采用{rejected} ＋ 合并重复{merged}。分析期间：{period}。{synthetic}",
    "en": "Received {received} rows = accepted {accepted} + rejected {rejected} + merged {merged}. Period: {period}. {synthetic}",
}
SYNTHETIC = {"zh": "合成示例数据。", "en": "Synthetic sample data."}
SOURCE = {
    "zh": "来源：案件管理系统导出{synthetic}{until}{ends}。",
    "en": "Source: case-system export{synthetic}{until}{ends}.",
}


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """`tables` by name (frames, or lazy ones read from a cleaned folder); `rejected`, `merged` and `problems` give file,
    sheet and row as Excel shows them; `report` has the counts; `extracted` is the data's own last day, or None.
    `names` are the real names and numbers of this data, in memory only, for the gate; `secret` is the office's key, by
    which a reading list codes its cases; `own` are the office's files on causes, as text by name."""

    tables: dict[str, pl.DataFrame | pl.LazyFrame]
    rejected: pl.DataFrame
    merged: pl.DataFrame
    problems: pl.DataFrame
    report: dict[str, Any]
    period: Period
    settings: Settings
    extracted: date | None
    names: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))
    secret: bytes = b""
    own: dict[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pl.LazyFrame:
        """A clean table, lazily; an empty one without columns where the data has none."""
        return self.tables.get(name, pl.DataFrame()).lazy()

    def columns(self, table: str) -> set[str]:
        """The columns that came for a table; empty where the data has no such table."""
        return set(self.table(table).collect_schema().names())

    @property
    def is_synthetic(self) -> bool:
        """Whether the data says of itself that it is a synthetic sample."""
        return bool(self.report["synthetic"])

    @property
    def headline(self) -> Period:
        """The year to date, or the quarter alone where the data begins only after the year did."""
        whole = self.period.to_date()
        return whole if not whole.is_dated or self._reaches(whole) else self.period

    @property
    def compared(self) -> list[Period]:
        """The headline period, and the same span a year earlier where the data goes back that far."""
        now = self.headline
        return [now, now.year_earlier()] if now.is_dated and self._reaches(now.year_earlier()) else [now]

    @property
    def quarters(self) -> list[Period]:
        """The quarter alone, and the quarter before it where the data goes back that far; nothing where there are no dates."""
        now = [self.period] if self.period.kind == "quarter" else []
        return [*now, self.period.before()] if now and self._reaches(self.period.before()) else now

    def _reaches(self, period: Period) -> bool:
        """Whether the data begins no later than a period does."""
        begins = self.report["begins"]
        return bool(begins) and period.start.replace(day=1) >= date.fromisoformat(begins)

    @property
    def source(self) -> str:
        """The line under every figure: where the data comes from, up to when, and where the office's own months and years end."""
        language = self.settings.language
        words = {"zh": ("（合成示例）", "，截至{}"), "en": (" (synthetic sample)", " to {}")}
        synthetic, until = words[language]
        return SOURCE[language].format(
            synthetic=synthetic if self.is_synthetic else "",
            until=until.format(written.day(self.extracted, language)) if self.extracted else "",
            ends=_ends(self.settings),
        )

    def __repr__(self) -> str:
        language = self.settings.language
        counts = {name: written.count(self.report[name]) for name in ("received", "accepted", "rejected", "merged")}
        synthetic = SYNTHETIC[language] if self.is_synthetic else ""
        return CONSERVED[language].format(period=self.period.say(language), synthetic=synthetic, **counts).strip()


def _ends(chosen: Settings) -> str:
    """Where the office's months and years end, if not with the calendar's."""
    if (chosen.month_end, chosen.year_end) == (Settings.month_end, Settings.year_end):
        return ""
    sentences, language = codebook.toml("sentences"), chosen.language
    ends = sentences["month_end"][language]
    month = ends["day"].format(chosen.month_end) if chosen.month_end else ends["last"]
    year = ends["year"].format(*map(int, chosen.year_end.split("-")))
    return str(sentences["calendar"][language].format(month=month, year=year))
