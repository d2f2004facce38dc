"""Reference ranges shown: their coverage as a sentence and a table by crime, groups of like cases as a chart."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import cut, number
from casekit.ground import quarter
from casekit.measures import like_cases
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.records.records import Records
from casekit.statistics.uncertainty import changed
from casekit.subjects.sentencing import reference

NAME = 8  # em of a crime's name before its circumstance
TAIL = 0.025
WIDER = 2.576 / 1.96  # limits of 99%: five are looked at together, all quarters and each of four


@passing_absence
@remade
def said(whole: pl.DataFrame, records: Records) -> Sentence:
    """Whether the ranges held the share of judgments that they were made to hold."""
    return Sentence(phrases("reference", records)[_branch(whole)].format(**_span(records), **_places(whole)))


@passing_absence
@remade
def title(groups: pl.DataFrame, records: Records) -> Sentence:
    """How many of the judgments of all groups shown their ranges held, short enough to stand over a figure."""
    words, shown = phrases("reference", records), groups.filter(~is_hidden(groups))
    held, n = (int(shown[name].sum()) for name in ("numerator", "denominator"))
    if not n:
        return Sentence(words["title_hidden"])
    counts = {"groups": number(shown.height), "numerator": number(held), "denominator": number(n)}
    return Sentence(words["title"].format(**counts, value=number(held / n, 1, percent=True)))


@passing_absence
@remade
def crimes(held: pl.DataFrame, records: Records) -> Sentence:
    """Which crimes' ranges are not to be used for looking back, and how many would seem so by chance."""
    words, shown = phrases("reference", records), held.filter(~is_hidden(held))
    under = shown.filter(standing="under")["crime"].to_list()
    first = words["crimes_under" if under else "crimes_as_set"].format(crimes=words["joint"].join(under))
    tested = shown.filter(pl.col("standing") != "few").height
    chance = words["chance"].format(k=tested, chance=number(tested * TAIL, 1))
    return Sentence(_joined(records, first, *([chance] if tested > 1 else [])))


@passing_absence
@remade
def drift(by_quarter: pl.DataFrame, records: Records) -> Sentence:
    """Whether a quarter's coverage leaves the design by more than chance; `by_quarter` is `in_reference_range` measured over
    the quarters."""
    words, shown = phrases("reference", records), ~is_hidden(by_quarter) & (pl.col("denominator") >= reference.FEW)
    rows = by_quarter.filter(shown).to_dicts()
    off = [row for row in rows if _is_off(row)]
    if not rows:
        return Sentence(words["drift_few"])
    values = words["joint"].join(f"{number(row['value'], 1, percent=True)}%" for row in rows)
    named = words["joint"].join(quarter.parse(row["period"]).say(records.settings.language) for row in off)
    return Sentence(words["drift_moved" if off else "drift_steady"].format(values=values, quarters=named))


@passing_absence
@remade
def skill(whole: pl.DataFrame, records: Records) -> Sentence:
    """How much closer to the judgments the ranges are than the crime alone would be."""
    words, row = phrases("reference", records), whole.to_dicts()[0]
    parts = []
    for name in reference.SCORES:
        value, low, high = (row[f"{name}_skill{end}"] for end in ("", "_low", "_high"))
        told = value is not None and bool(changed(low, high))
        branch = ("better" if value > 0 else "worse") if told else "unsure"
        ends = (low, high) if branch == "better" else (-(high or 0.0), -(low or 0.0))
        places = {"percent": abs(value or 0.0), "low": ends[0] or 0.0, "high": ends[1] or 0.0}
        written = {key: number(one, 1, percent=True) for key, one in places.items()}
        parts.append(words[f"skill_{name}_{branch}"].format(**written))
    end = {"zh": "。", "en": "."}[records.settings.language]
    return Sentence(words["stop"].join(parts) + end)


@passing_absence
def left_out(left: pl.DataFrame, records: Records) -> Sentence:
    """Who was judged in that time and has no range, by reason; for the screen."""
    words, names = phrases("reference", records), phrases("reference_words", records)
    if left.is_empty():
        return Sentence(words["left_none"])
    named = names | {"few": names["few_like"].format(least=like_cases.LEAST)}
    parts = [names["part"].format(what=named.get(reason, reason), n=number(count)) for reason, count in left.rows()]
    return Sentence(words["left_out"].format(n=number(int(left["persons"].sum())), parts=words["joint"].join(parts)))


@passing_absence
def outside(listed: pl.DataFrame, closed: pl.DataFrame, records: Records) -> Sentence:
    """How many first recommendations lay outside their range, beside how many would by design; for the screen."""
    expected = closed.height * (1 - like_cases.COVERAGE)
    counts = {"n": number(closed.height), "count": number(listed.height), "expected": number(expected)}
    return Sentence(phrases("reference", records)["outside"].format(**counts))


@passing_absence
@remade
def table(held: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Coverage, width and skill by crime, those with most persons first."""
    words = phrases("reference_words", records)
    frame = held.with_columns(
        hidden=is_hidden(held),
        interval=pl.Series(_interval(held), dtype=pl.String),
        standing=pl.col("standing").replace_strict({key: words[key] for key in ("as_set", "under", "over", "few")}),
    ).with_columns(pl.when(~pl.col("hidden")).then("standing").alias("standing"))
    share: dict[str, Any] = {"digits": 1, "percent": True}
    own = [
        *columns(words, crime="crime"),
        Column(header=words["held"], value="value", numerator="numerator", denominator="denominator", **share),
        *columns(words, 1, interval="interval", width="width"),
        *(Column(header=words[one], value=f"{one}_skill", **share) for one in reference.SCORES),
        *columns(words, standing="standing"),
    ]
    said = {"finding": words["title"], "note": words["table_note"], "population": _population(frame, records)}
    return tabled(frame, own, records, name=name, hidden="hidden", **said)


@passing_absence
@remade
def chart(groups: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """Groups of like cases: the reference range as a band, the sentences as dot and line, how many the ranges held."""
    words = phrases("reference_words", records)
    frame = groups.with_columns(
        pl.Series("label", [_label(row, records) for row in groups.to_dicts()]), hidden=is_hidden(groups)
    )
    return charts.ranges(
        frame,
        label="label",
        low="band_low",
        high="band_high",
        value="months",
        spread=("tenth", "ninetieth"),
        numerator="numerator",
        denominator="denominator",
        hidden="hidden",
        names=(words["dot"], words["band"], ""),
        heading=words["heading"],
        finding=finding,
        measure=words["measure"],
        population=_population(frame, records),
        source=records.source,
        note=words["note"],
        name=name,
        language=records.settings.language,
    )


def _branch(whole: pl.DataFrame) -> str:
    hidden = bool(whole.select(is_hidden(whole)).to_series()[0])
    return "hidden" if hidden else str(whole["standing"][0])


def _is_off(row: dict[str, Any]) -> bool:
    """Whether the design lies outside limits that allow for several quarters being looked at."""
    low, high = (row["value"] + (row[end] - row["value"]) * WIDER for end in ("low", "high"))
    return not low <= like_cases.COVERAGE <= high


def _places(whole: pl.DataFrame) -> dict[str, str]:
    row = whole.to_dicts()[0]
    shares = {name: number(row[name], 1, percent=True) for name in ("value", "low", "high")}
    return shares | {name: number(row[name]) for name in ("numerator", "denominator")}


def _span(records: Records) -> dict[str, str]:
    quarters = like_cases.held(records)
    return {"first": quarters[0].name, "last": quarters[-1].name}


def _population(frame: pl.DataFrame, records: Records) -> str:
    words = phrases("reference_words", records)
    n = number(int(frame.filter(~pl.col("hidden"))["denominator"].sum()))
    return str(words["population"].format(**_span(records), n=n))


def _interval(held: pl.DataFrame) -> list[str | None]:
    ends = held.select("low", "high").iter_rows()
    return [None if None in pair else "—".join(number(end, 1, percent=True) for end in pair) for pair in ends]


def _label(row: dict[str, Any], records: Records) -> str:
    """A crime, with or without its circumstance."""
    crime = row["crime"].removesuffix("罪")
    if not row["circumstance"]:
        return str(crime)
    language = records.settings.language
    what = codebook.field_label("suspects", row["circumstance"], language)
    words = phrases("reference_words", records)
    return str(words["has" if row["has"] else "lacks"].format(crime=cut(crime, NAME), what=what))


def _joined(records: Records, *sentences: str) -> str:
    return (" " if records.settings.language == "en" else "").join(sentences)
