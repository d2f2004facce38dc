"""Findings: a measured frame becomes a sentence; the function chooses the branch, the codebook has the words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import wording
from casekit.exhibits.branch import (
    Row,
    apart,
    count_branch,
    is_hidden,
    pair,
    share_branch,
)
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Said, Sentence
from casekit.exhibits.theme import bracketed, number
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.absent import Absent, measure_if_given, passing_absence
from casekit.measures.measure import Indicator, indicator
from casekit.measures.recording import recording
from casekit.records.records import Records

UNCOMPARED = ("hidden", "none", "few", "rounded", "first", "open")


@remade
def said(records: Records, name: str, phrase: str, *sentences: "str | Absent") -> "Said | Absent":
    """The sentences that could be made, under a phrase of the codebook, the period said once; where none could, the reason
    of the first."""
    made = [sentence for sentence in sentences if isinstance(sentence, str)]
    if not made:
        return next(sentence for sentence in sentences if isinstance(sentence, Absent))
    language = records.settings.language
    once = [made[0], *(_without_period(sentence, records) for sentence in made[1:])]
    words = codebook.toml("sentences")["phrases"][phrase][language]
    return Said(name, words, tuple(once), language)


def _without_period(sentence: str, records: Records) -> str:
    """The sentence without the period it opens with, which the first of its section has said."""
    language = records.settings.language
    rest = sentence.removeprefix(records.headline.say(language)).removeprefix(records.period.say(language)).lstrip(": ")
    return rest[:1].upper() + rest[1:]


@passing_absence
@remade
def change(measured: pl.DataFrame, records: Records, *, persons: "pl.DataFrame | Absent | None" = None) -> Sentence:
    """How an indicator stands in the newest of two periods and, where the interval of the difference says so, how it moved.

    `measured` has one row a period, the newest first and the same months a year earlier second, or the newest alone. A
    count of cases is said together with that of their persons: X件Y人.
    """
    counted = indicator(measured["indicator"][0])
    rows = measured.to_dicts()
    if counted.is_count:
        return Sentence(_counted(rows, counted, records, persons if isinstance(persons, pl.DataFrame) else None))
    branch = f"{_family(counted)}.{branch_of(rows, counted, records)}"
    return Sentence(wording.words(branch, records).format(**wording.places(rows, counted, records)))


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """The finding of `change` for a share or a middle value, short enough to stand over a figure."""
    counted = indicator(measured["indicator"][0])
    rows = measured.to_dicts()
    titles = "middle_title" if counted.is_middle else "title"
    words = wording.words(f"{titles}.{branch_of(rows, counted, records)}", records)
    return Sentence(words.format(**wording.places(rows, counted, records, short=True)))


@passing_absence
@remade
def between(measured: pl.DataFrame, records: Records, by: str, short: bool = False) -> Sentence:
    """How a share differs between two groups of one period; only the interval of the difference makes them differ."""
    counted = indicator(measured["indicator"][0])
    first, second = pair(measured.to_dicts())
    places = wording.places([first], counted, records, short) | wording.of_group("first", first, by, counted, records)
    branch = "hidden" if is_hidden(first) else "alone"
    if second is not None:
        branch, distance = apart(first, second)
        places |= wording.of_group("second", second, by, counted, records) | distance
    words = wording.words(f"{'group_title' if short else 'groups'}.{branch}", records)
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
    words = wording.words(f"aside.{branch}", records)
    return Sentence(words.format(**counts, reasons=reasons, problems=number(records.problems.height)))


@remade
def arrived(records: Records) -> Sentence:
    """How many files and sheets arrived, and that every row of them is accounted for."""
    report = records.report
    words, sheets = wording.words("arrived", records), [s for s in report["understood"] if s["family"] != "document"]
    return Sentence(words.format(files=report["file_count"], sheets=len(sheets), conserved=repr(records)))


@remade
def heading(records: Records, key: str) -> Sentence:
    """A figure's heading that says what is shown, where there is nothing to find."""
    return Sentence(wording.words(f"headings.{key}", records))


def entered(records: Records) -> Sentence:
    """Whether the newest quarter's judgments are all entered, as earlier delays tell."""
    found = recording(records, "judged_on")
    if found is None:
        return Sentence(wording.words("entered.absent", records))
    branch = "complete" if found.is_complete else "incomplete" if found.is_known else "unknown"
    said = {"observed": number(found.observed), "expected": number(found.expected)}
    low, high = (number(share, percent=True, digits=0) for share in found.shares)
    share = (
        wording.words("entered.share", records).format(low=low, high=high) if found.is_known and found.shares[0] else ""
    )
    return Sentence(wording.words(f"entered.{branch}", records).format(**said) + share)


def quarter_alone(records: Records, name: str, *indicators: str) -> "Said | Absent":
    """How indicators stand in the quarter by itself, against the quarter before."""
    if not records.quarters:
        return Absent(codebook.toml("sentences")["absent_dates"][records.settings.language])
    measured: list[Any] = [measure_if_given(records, one, periods=records.quarters) for one in indicators]
    return said(records, name, "quarter", *(change(one, records) for one in measured))


def schema(records: Records) -> Sentence:
    """Which columns came anew or are gone since the earlier quarter whose result stands beside this one's."""
    words, language = codebook.toml("sentences")["schema"], records.settings.language
    if (previous := records.report["previous"]) is None:
        return Sentence(words["first"][language])
    now, then = (_columns(given, language) for given in (records.report["schema"], previous["schema"]))
    lists = {"added": [name for name in now if name not in then], "gone": [name for name in then if name not in now]}
    said = {name: "、".join(names) or words["none"][language] for name, names in lists.items()}
    branch = "changed" if any(lists.values()) else "same"
    return Sentence(words[branch][language].format(period=quarter.parse(previous["period"]).say(language), **said))


def _columns(given: dict[str, list[str]], language: Language) -> list[str]:
    """The columns that fields describe, by table and label."""
    known = codebook.fields().select("table", "field").rows()
    pairs = [(table, name) for table, names in given.items() for name in names if (table, name) in known]
    return [
        f"{codebook.table_label(table, language)}·{codebook.field_label(table, name, language)}"
        for table, name in pairs
    ]


def counted_as(records: Records, *names: str) -> Sentence:
    """What each indicator counts, one line each: label and definition, and its status where that is not verified."""
    language = records.settings.language
    lines = [
        (block[language], block[f"counted_{language}"], block["status"])
        for block in (indicator(name).words for name in names)
    ]
    unsure = {"memory": bracketed(codebook.status_label("memory", language), language)}
    colon, stop = {"zh": ("：", "。"), "en": (": ", ".")}[language]
    return Sentence(
        "\n".join(
            f"- **{label}**{colon}{definition}{unsure.get(status, '')}{stop}" for label, definition, status in lines
        )
    )


def _family(counted: Indicator) -> str:
    """Which sentences speak of it: those of shares, of estimated shares, or of middle values."""
    return "middle" if counted.is_middle else "within" if counted.kind == "within" else "share"


def branch_of(rows: list[Row], counted: Indicator, records: Records) -> str:
    """The branch of a sentence; nothing is compared where the newest quarter is not all entered yet."""
    branch, compared = share_branch(rows, counted), rows[1:]
    newest = quarter.parse(rows[0]["period"])
    if not compared or branch in UNCOMPARED or not newest.is_dated or newest.end != records.period.end:
        return branch
    entered = recording(records, counted.words.get("late", counted.dated_by))
    return branch if entered is None or entered.is_complete else "incomplete"


def _counted(rows: list[Row], counted: Indicator, records: Records, persons: pl.DataFrame | None) -> str:
    """A count with its change, and beside it, where given, the count of persons with its own."""
    places = wording.places(rows, counted, records)
    others = [] if persons is None else persons.to_dicts()
    beside = wording.places(others, indicator(persons["indicator"][0]), records) if persons is not None else {}
    if (branch := count_branch(rows)) in ("zero_now", "first", "hidden", "rounded"):
        other = wording.words("beside", records).format(**beside) if beside else ""
        return wording.words(f"count.{branch}", records).format(**places, other=other)
    places["clause"] = wording.words(f"clause.{count_branch(rows)}", records).format(**places)
    if persons is None:
        return wording.words("count.one", records).format(**places)
    beside["clause"] = wording.words(f"clause.{count_branch(others)}", records).format(**beside)
    alike = f"_{branch}" if branch == count_branch(others) and branch in ("rose", "fell", "steady") else ""
    return wording.words(f"count.both{alike}", records).format(
        **places, **{f"other_{name}": text for name, text in beside.items()}
    )
