"""Unusual: what came more or less often than in the same season of earlier years, in words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.theme import number
from casekit.ground import written
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.subjects.causes import increases


@passing_absence
@remade
def said(found: pl.DataFrame, records: Records) -> Sentence:
    """What stood out, each with its count, what was expected and the limit; or that nothing did. `found` is that of
    `subjects.causes.increases.found`."""
    language, words = records.settings.language, _words(records)
    rows = found.with_columns(_few=is_hidden(found)).to_dicts()
    parts = words["stop"].join(_part(row, records, words) for row in rows)
    branch = "some" if rows else "none"
    return Sentence(words[branch].format(period=records.period.say(language), parts=parts))


@passing_absence
def beside(judged: pl.DataFrame, records: Records) -> Sentence:
    """How much was looked at together, what was not judged and why; for the screen."""
    language, words = records.settings.language, _words(records)
    family = increases.family(judged, records)
    assert isinstance(family, pl.DataFrame)
    counts = {name: number(int(family[name].sum())) for name in ("series", "spans", "beyond", "edge")}
    untold = [
        words["untold"].format(day=written.day(day, language), crime=crime) for day, crime in increases.untold(records)
    ]
    fresh = (records.extracted or records.period.end) - increases.FRESH < records.period.end
    return Sentence(
        words["beside"].format(**counts, level=number(increases.LEVEL, percent=True))
        + "".join(untold)
        + words["late"] * fresh
    )


def _part(row: dict[str, Any], records: Records, words: dict[str, str]) -> str:
    """One span: of what, where, when, how many, against how many."""
    language = records.settings.language
    what = {"zh": "", "en": ", "}[language].join(filter(None, (row["place"], row["cause"]))) or words["all"]
    if row["_few"]:
        return words["hidden"].format(what=what)
    days = written.span(row["first"], row["last"], language)
    numbers = {"n": row["numerator"], "expected": row["expected"], "low": row["low"], "upper": row["high"]}
    return words[row["signal"]].format(what=what, days=days, **{name: number(value) for name, value in numbers.items()})


def _words(records: Records) -> dict[str, str]:
    return {key: both[records.settings.language] for key, both in codebook.toml("sentences")["increases"].items()}
