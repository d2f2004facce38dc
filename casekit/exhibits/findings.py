"""Findings: a measured frame becomes a sentence; the function chooses the branch, the codebook has the words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.remade import remade
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.measure import FEW, Indicator, indicator
from casekit.records.records import Records
from casekit.statistics import uncertainty

STEADY_SHARE = 0.01
Row = dict[str, Any]


class Sentence(str):
    """A computed sentence, its first letter a capital; a notebook shows it as text, not as a quoted string.

    `again` makes it once more from protected counts.
    """

    again: Callable[[], "Sentence"] | None = None

    def __new__(cls, text: str) -> "Sentence":
        return super().__new__(cls, text[:1].upper() + text[1:])

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Said:
    """The sentences of a section under a phrase that names it; a notebook shows them as a list."""

    name: str
    phrase: str
    sentences: tuple[str, ...]
    language: Language = "zh"
    again: Callable[[], "Said"] | None = None

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {sentence}" for sentence in self.sentences)

    def __repr__(self) -> str:
        return "\n".join(self.sentences)


@remade
def said(records: Records, name: str, phrase: str, *sentences: "str | Absent") -> "Said | Absent":
    """The sentences that could be made, under a phrase of the codebook, the period said once; where none could, the reason
    of the first."""
    made = [sentence for sentence in sentences if isinstance(sentence, str)]
    if not made:
        return next(sentence for sentence in sentences if isinstance(sentence, Absent))
    period = records.period.to_date().say(records.settings.language)
    once = [made[0], *(sentence.removeprefix(period) for sentence in made[1:])]
    words = codebook.toml("sentences")["phrases"][phrase][records.settings.language]
    return Said(name, words, tuple(once), records.settings.language)


@passing_absence
@remade
def change(measured: pl.DataFrame, records: Records, *, persons: "pl.DataFrame | Absent | None" = None) -> Sentence:
    """How an indicator stands in the newest of two periods and, where the interval of the difference says so, how it moved.

    `measured` has one row a period, the newest first and the same months a year earlier second, or the newest alone. A
    count of cases is said together with that of their persons: X件Y人.
    """
    counted = indicator(measured["indicator"][0])
    rows = measured.to_dicts()
    if counted.denominator is None:
        return Sentence(_counted(rows, counted, records, persons if isinstance(persons, pl.DataFrame) else None))
    branch = f"share.{_share_branch(rows, counted)}"
    return Sentence(_words(branch, records).format(**_places(rows, counted, records)))


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """The finding of `change` for a share, short enough to stand over a figure."""
    counted = indicator(measured["indicator"][0])
    rows = measured.to_dicts()
    words = _words(f"title.{_share_branch(rows, counted)}", records)
    return Sentence(words.format(**_places(rows, counted, records, short=True)))


@passing_absence
@remade
def between(measured: pl.DataFrame, records: Records, by: str, short: bool = False) -> Sentence:
    """How a share differs between two groups of one period; only the interval of the difference makes them differ."""
    counted = indicator(measured["indicator"][0])
    first, second = _pair(measured.to_dicts())
    places = _places([first], counted, records, short) | _group("first", first, by, counted, records)
    branch = "alone"
    if first.get("hidden") or (second and second.get("hidden")):
        branch = "hidden"
    elif second is not None:
        branch, apart = _apart(first, second)
        places |= _group("second", second, by, counted, records) | apart
    words = _words(f"{'group_title' if short else 'groups'}.{branch}", records)
    return Sentence(words.format(**places, by=codebook.field_label(counted.table, by, records.settings.language)))


@remade
def set_aside(records: Records) -> Sentence:
    """How many rows were not used and why, and how many cells could not be read."""
    report, language = records.report, records.settings.language
    labels, stop = codebook.labels("fate", language), {"zh": "；", "en": "; "}[language]
    row = {"zh": "{0}{1}行", "en": "{0}: {1}"}[language]
    reasons = stop.join(row.format(labels[code], number(count)) for code, count in report["reasons"].items())
    counts = {name: number(report[name]) for name in ("received", "accepted", "rejected", "merged")}
    branch = "some" if report["reasons"] or records.problems.height else "none"
    words = _words(f"aside.{branch}", records)
    return Sentence(words.format(**counts, reasons=reasons, problems=number(records.problems.height)))


@remade
def arrived(records: Records) -> Sentence:
    """How many files and sheets arrived, and that every row of them is accounted for."""
    report = records.report
    words = _words("arrived", records)
    return Sentence(words.format(files=len(report["files"]), sheets=len(report["sheets"]), conserved=repr(records)))


def counted_as(records: Records, *names: str) -> Sentence:
    """What each indicator counts, one line each: label and definition, and its status where that is not verified."""
    language = records.settings.language
    lines = [
        (block[language], block[f"counted_{language}"], block["status"])
        for block in (indicator(name).words for name in names)
    ]
    unsure = {"memory": f"（{codebook.status_label('memory', language)}）"}
    colon, stop = {"zh": ("：", "。"), "en": (": ", ".")}[language]
    return Sentence(
        "\n".join(
            f"- **{label}**{colon}{definition}{unsure.get(status, '')}{stop}" for label, definition, status in lines
        )
    )


def _words(key: str, records: Records) -> str:
    found: Any = codebook.toml("sentences")
    for part in key.split("."):
        found = found[part]
    return str(found[records.settings.language])


def _pair(rows: list[Row]) -> tuple[Row, Row | None]:
    """The first row and, where there is one, the second."""
    return rows[0], rows[1] if len(rows) > 1 else None


def _counted(rows: list[Row], counted: Indicator, records: Records, persons: pl.DataFrame | None) -> str:
    """A count with its change, and beside it, where given, the count of persons with its own."""
    places = _places(rows, counted, records)
    others = [] if persons is None else persons.to_dicts()
    beside = _places(others, indicator(persons["indicator"][0]), records) if persons is not None else {}
    if (branch := _count_branch(rows)) in ("zero_now", "first", "hidden", "rounded"):
        other = _words("beside", records).format(**beside) if beside else ""
        return _words(f"count.{branch}", records).format(**places, other=other)
    places["clause"] = _words(f"clause.{_count_branch(rows)}", records).format(**places)
    if persons is None:
        return _words("count.one", records).format(**places)
    beside["clause"] = _words(f"clause.{_count_branch(others)}", records).format(**beside)
    return _words("count.both", records).format(**places, **{f"other_{name}": text for name, text in beside.items()})


def _places(rows: list[Row], counted: Indicator, records: Records, short: bool = False) -> Row:
    """Everything a sentence may name, as text."""
    language = records.settings.language
    now, before = _pair(rows)
    label = counted.words.get(f"short_{language}", counted.words[language]) if short else counted.words[language]
    said = {
        "period": quarter.parse(now["period"]).say(language),
        "span": quarter.parse(now["period"]).months(language),
        "label": label,
        "unit": codebook.toml("sentences")["units"][counted.unit][language],
        "numerator": number(now["numerator"]),
        "denominator": number(now["denominator"]),
        "value": _value(now, counted),
    }
    return said | (_compared(now, before, counted) if before else {})


def _compared(now: Row, before: Row, counted: Indicator) -> Row:
    said = {"earlier": _value(before, counted), "earlier_denominator": number(before["denominator"])}
    if now.get("hidden") or before.get("hidden"):
        return said
    if counted.denominator is None:
        moved = now["numerator"] - before["numerator"]
        percent = number(abs(moved) / before["numerator"], 1, percent=True) if before["numerator"] else ""
        return said | {"change": number(abs(moved)), "percent": percent}
    if now["value"] is None or before["value"] is None:
        return said
    return said | _limits(now["value"] - before["value"], *_difference(now, before))


def _limits(moved: float, low: float, high: float) -> Row:
    """A difference and its interval in percentage points, without sign, the smaller end first."""
    ends = sorted((abs(low), abs(high)))
    points = [number(point, 1, percent=True) for point in (abs(moved), *ends)]
    return dict(zip(("change", "low", "high"), points, strict=True))


def _value(row: Row, counted: Indicator) -> str:
    return number(row["value"], 1, percent=True) if counted.denominator else number(row["numerator"])


def _group(place: str, row: Row, by: str, counted: Indicator, records: Records) -> Row:
    said = {
        "": codebook.group_label(counted.table, by, row[by], records.settings.language),
        "_value": _value(row, counted),
    }
    counts = {f"_{name}": number(row[name]) for name in ("numerator", "denominator")}
    return {f"{place}{name}": text for name, text in (said | counts).items()}


def _apart(first: Row, second: Row) -> tuple[str, Row]:
    """Which branch two groups fall in, and how far apart they are."""
    if min(first["denominator"], second["denominator"]) < FEW:
        return "few", {}
    if first.get("rounding", 1) > 1:
        return "rounded", {}
    low, high = _difference(first, second)
    return "unconfirmed" if low <= 0 <= high else "apart", _limits(first["value"] - second["value"], low, high)


def _share_branch(rows: list[Row], counted: Indicator) -> str:
    now, before = _pair(rows)
    if now.get("hidden"):
        return "hidden"
    if now["denominator"] == 0:
        return "none"
    if now["denominator"] < FEW:
        return "few"
    if now.get("rounding", 1) > 1:
        return "rounded"
    if before is None or before["denominator"] == 0:
        return "first"
    if before.get("hidden"):
        return "hidden_before"
    if before["denominator"] < FEW:
        return "few_before"
    return _moved(now["value"] - before["value"], *_difference(now, before), counted.steady_within)


def _moved(moved: float, low: float, high: float, steady_within: float) -> str:
    if moved == 0:
        return "same"
    if abs(moved) <= steady_within:
        return "steady"
    if low <= 0 <= high:
        return "unconfirmed_up" if moved > 0 else "unconfirmed_down"
    return "rose" if moved > 0 else "fell"


def _count_branch(rows: list[Row]) -> str:
    newest, earlier = _pair(rows)
    if newest.get("hidden"):
        return "hidden"
    if newest.get("rounding", 1) > 1:
        return "rounded"
    if earlier is None:
        return "first"
    if earlier.get("hidden"):
        return "hidden_before"
    now, before = newest["numerator"], earlier["numerator"]
    if now == before:
        return "same"
    if before == 0:
        return "zero_before"
    if now == 0:
        return "zero_now"
    if abs(now / before - 1) < STEADY_SHARE:
        return "steady"
    return "rose" if now > before else "fell"


def _difference(now: Row, before: Row) -> tuple[float, float]:
    """The 95% interval of the difference, from each share's own limits."""
    low, high = uncertainty.between(*((row["value"], row["low"], row["high"]) for row in (now, before)))
    return float(low), float(high)
