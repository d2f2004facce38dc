"""Monthly: received and ended by month, and whether the newest months lie within the usual range of their own phase."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.compose import LAW
from casekit.exhibits.exhibit import Break, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import number
from casekit.ground import written
from casekit.ground.errors import Language
from casekit.measures.absent import Absent, passing_absence
from casekit.records.records import Records
from casekit.statistics.control import LEAST, SETTLED, xmr_chart

NEWEST, SHOWN = 3, 13


@passing_absence
@remade
def by_month(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The last thirteen months as a table: received, ended, open at the end."""
    words = phrases("monthly", records)
    received, cleared = (measured.filter(pl.col("indicator") == one) for one in ("received", "cleared"))
    frame = received.select("period", received="numerator").join(
        cleared.select("period", ended="numerator", open=pl.col("denominator") - pl.col("numerator")), on="period"
    )
    own = columns(words, month="period", received="received", ended="ended", open="open")
    finding = words["title"].format(count=min(SHOWN, frame.height))
    return tabled(frame.sort("period").tail(SHOWN), own, records, name=name, finding=finding)


@passing_absence
@remade
def control(measured: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """Cases received a month against the usual range of their own phase; signals in the newest quarter alone."""
    language = records.settings.language
    words = codebook.toml("sentences")["monthly"][language]
    frame = _charted(measured)
    months = frame["period"].to_list()
    total = number(int(frame["numerator"].sum())) if not frame["numerator"].null_count() else "＊"
    return charts.control(
        frame,
        label="period",
        value="value",
        center="mean",
        low="low",
        high="high",
        phase="phase",
        signal="signal",
        breaks=tuple(Break(at=month, words=f"{day} {label}") for day, label, month in _breaks(months, language)),
        unit={"zh": "件", "en": ""}[language],
        digits=1,
        name=name,
        finding=finding,
        measure=words["measure"],
        population=words["population"].format(first=months[0], last=months[-1], n=total),
        source=records.source,
        note=words["note"],
        language=language,
    )


@passing_absence
@remade
def usual(measured: pl.DataFrame, records: Records) -> Sentence:
    """Whether the newest quarter's months lie within the usual range of their phase."""
    return _usual("control_said", measured, records)


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """The same, short enough to stand over a figure."""
    return _usual("control_title", measured, records)


def signals(measured: "pl.DataFrame | Absent") -> list[str]:
    """The months of the newest quarter that lie outside the usual range, such as 2026-09."""
    if isinstance(measured, Absent):
        return []
    newest = _Newest(_charted(measured).tail(NEWEST).to_dicts())
    return [row["period"] for row in newest.rows if row["signal"]] if newest.branch == "signal" else []


@dataclass(frozen=True)
class _Newest:
    """The newest months of a chart and the limits they stand under."""

    rows: list[dict[str, Any]]

    @property
    def branch(self) -> str:
        """Which sentence they make."""
        if any(row["value"] is None for row in self.rows):
            return "hidden"
        if self.rows[-1]["status"] == "none":
            return "short"
        return "signal" if any(row["signal"] for row in self.rows) else "usual"


def _usual(key: str, measured: pl.DataFrame, records: Records) -> Sentence:
    language = records.settings.language
    newest = _Newest(_charted(measured).tail(NEWEST).to_dicts())
    last, words = newest.rows[-1], codebook.toml("sentences")
    doubt = words["control_said"]["doubt"][language] if last["status"] == "provisional" else ""
    joined = {"zh": "、", "en": ", "}[language]
    doubt = doubt.format(settled=SETTLED) + (
        words["control_said"]["rounded"][language] if _is_rounded(measured) else ""
    )
    said = {"mean": number(last["mean"], 1)} | _ends(last)
    said |= {"counts": joined.join(number(row["numerator"]) for row in newest.rows), "last": _said(last, language)}
    said |= {"months": joined.join(_said(row, language) for row in newest.rows if row["signal"])}
    said |= {"first": _said(newest.rows[0], language), "doubt": doubt, "least": str(LEAST)}
    return Sentence(words[key][newest.branch][language].format(**said))


def _is_rounded(measured: pl.DataFrame) -> bool:
    return "rounding" in measured.columns and bool((measured["rounding"] > 1).any())


def _said(row: dict[str, Any], language: Language) -> str:
    """A row's month in words."""
    return written.month(date.fromisoformat(f"{row['period']}-01"), language)


def _ends(last: dict[str, Any]) -> dict[str, str]:
    """The least and the most whole number inside the limits."""
    if last["low"] is None:
        return {"low": "—", "high": "—"}
    return {"low": number(ceil(last["low"] - 1e-9)), "high": number(floor(last["high"] + 1e-9))}


def _charted(measured: pl.DataFrame) -> pl.DataFrame:
    """The months of the cases received with their means, limits and signals."""
    received = measured.filter(pl.col("indicator") == "received").sort("period")
    months = received["period"].to_list()
    breaks = [months.index(month) for _, _, month in _breaks(months, "zh")]
    values = received["numerator"].cast(pl.Float64).fill_null(float("nan"))
    charted = xmr_chart(values, breaks, NEWEST, leave_out="signals", floor=0).drop("value")
    kept = received.drop("low", "high", "value").with_columns(value=pl.col("numerator").cast(pl.Float64))
    return pl.concat([kept, charted], how="horizontal")


def _breaks(months: list[str], language: Language) -> list[tuple[str, str, str]]:
    """The changes of rules that the months cross: the day, its words, and the first whole month after it."""
    rows = codebook.read("breaks").filter(pl.col("date").is_in(LAW)).select("date", language).rows()
    after = [(day, words, f"{_next(day):%Y-%m}") for day, words in rows]
    return [(day, words, month) for day, words, month in after if month in months[1:]]


def _next(day: str) -> date:
    on = date.fromisoformat(day)
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)
