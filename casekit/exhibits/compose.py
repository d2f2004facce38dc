"""Composing: the exhibit of a measured indicator, its words taken from the codebook."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts, table, theme, wording
from casekit.exhibits.exhibit import Break, Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.ground import quarter
from casekit.ground.errors import Language
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import HIDDEN, is_hidden
from casekit.measures.measure import FEW, Indicator, indicator
from casekit.records.records import Records

LAW = ("2023-12-28", "2024-10-16")
NEAR = timedelta(days=31)


@passing_absence
@remade
def trend(measured: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """A share by quarter, oldest first, with its interval and the changes of rules that fall between; empty first quarters left out."""
    counted = indicator(measured["indicator"][0])
    begun = measured.filter(pl.col("denominator").fill_null(1).cum_sum() > 0)  # a hidden period has somebody in it
    said = _said(counted, records, begun) | {"finding": finding, "name": name}
    return charts.line(
        begun, label="period", breaks=_breaks(begun["period"].to_list(), records.settings.language), **said
    )


@passing_absence
@remade
def groups(
    measured: pl.DataFrame, records: Records, name: str, finding: str, by: str, most: int | None = None
) -> Exhibit | Absent:
    """A share or middle value by the values of one column, in the order they came, each with its counts and interval.

    With `most` only that many, those of the most cases, and none of under 30; where none is left, that is said.
    """
    counted = indicator(measured["indicator"][0])
    measured = _largest(measured, most) if most else measured
    measured = measured.filter(_has_rows() & (pl.col("value").is_not_null() | is_hidden(measured)))
    if measured.is_empty():
        return Absent(codebook.toml("sentences")["no_group"][records.settings.language].format(n=FEW))
    label = pl.Series(
        "label", [codebook.group_label(counted.table, by, value, records.settings.language) for value in measured[by]]
    )
    said = _said(counted, records, measured) | {"finding": finding, "name": name}
    above, below = ("denominator", None) if counted.is_middle else ("numerator", "denominator")
    said["heading"] = _heading(counted, records.settings.language)
    return charts.bars(measured.with_columns(label), label="label", numerator=above, denominator=below, **said)


def _heading(counted: Indicator, language: Language) -> str:
    """Over the column of numbers: a share with its counts, or a middle value with how many it rests on."""
    words = codebook.toml("sentences")["listing"][language]["middle" if counted.is_middle else "share"]
    return str(words.format(unit=_counted_in(counted, language), own=_unit(counted, language)))


@passing_absence
@remade
def listing(measured: pl.DataFrame, records: Records, name: str, by: str) -> Exhibit:
    """A measured share as a three-line table: group, share with its counts, 95% interval."""
    counted, language = indicator(measured["indicator"][0]), records.settings.language
    words = codebook.toml("sentences")["listing"][language]
    label = counted.words.get(f"short_{language}", counted.words[language])
    measured = measured.filter(_has_rows() | pl.lit(by == "period"))
    named = pl.Series("label", [_group(counted, by, value, language) for value in measured[by]])
    header = words[by] if by in words else codebook.field_label(counted.table, by, language)
    unit = _unit(counted, language)
    numbers = [
        Column(header=f"{label}{theme.bracketed(unit, language)}", value="value", digits=1 - counted.is_middle)
        if counted.is_middle
        else _shares(label, unit, counted, language),
        *(
            []
            if counted.kind == "share"
            else [Column(header=words["n"].format(_counted_in(counted, language)), value="denominator")]
        ),
    ]
    interval = _interval(counted)
    columns = [
        Column(header=header, value="label"),
        *numbers,
        Column(header=words["interval"].format(unit), value="interval"),
    ]
    said = _said(counted, records, measured)
    said["measure"] = counted.words[f"ratio_{language}"]
    kept = {key: said[key] for key in ("measure", "population", "source", "note", "language", "hidden")}
    frame = measured.with_columns(named, interval=interval)
    return charts.table(frame, columns=columns, name=name, finding=label, **kept)


def _shares(label: str, unit: str, counted: Indicator, language: Language) -> Column:
    """A share with its counts beside it, where it is their quotient."""
    above, below = ("numerator", "denominator") if counted.kind in ("share", "cleared") else (None, None)
    header = f"{label}{theme.bracketed(unit, language)}"
    return Column(header=header, value="value", digits=1, percent=True, numerator=above, denominator=below)


def _counted_in(counted: Indicator, language: Language) -> str:
    return str(codebook.toml("sentences")["units"][counted.unit][language])


def _unit(counted: Indicator, language: Language) -> str:
    """The unit of the value: % of a share, days or the like of a middle value."""
    if not counted.is_middle:
        return "%"
    return wording.measure_unit(counted, language)


def _interval(counted: Indicator) -> pl.Expr:
    """Both limits as one text, in percent for a share; a limit not reached is —."""
    scale = 1 if counted.is_middle else 100
    ends = [pl.col(end).mul(scale).round(1).cast(pl.String) for end in ("low", "high")]
    written = [end.str.strip_suffix(".0") if counted.is_middle else end for end in ends]
    known = pl.any_horizontal(end.is_not_null() for end in written)
    return pl.when(known).then(pl.format("{}—{}", *(end.fill_null("") for end in written)))


def rows(frame: pl.DataFrame, records: Records, name: str, kind: str) -> Exhibit | Absent:
    """Any frame as a three-line table under the codebook's title for its kind; an empty one is said in a sentence."""
    language, sentences = records.settings.language, codebook.toml("sentences")
    if frame.is_empty():
        return Absent(sentences["nothing"][kind][language])
    columns = [
        Column(header=sentences["columns"][language][column], value=column, digits=_digits(frame[column]))
        for column in frame.columns
        if column != HIDDEN
    ]
    said = {"finding": sentences["tables"][kind][language], "measure": "", "population": "", "source": records.source}
    said |= {"hidden": HIDDEN, "note": _starred(language)} if _any_hidden(frame) else {}
    return charts.table(frame, columns=columns, name=name, language=language, **said)


def _digits(values: pl.Series) -> int:
    """Whole numbers without digits, others with three."""
    return 0 if not values.dtype.is_float() or bool((values.drop_nulls() == values.drop_nulls().round()).all()) else 3


def _largest(measured: pl.DataFrame, most: int) -> pl.DataFrame:
    """The groups of the most cases, largest first; what is hidden is not among them."""
    return (
        measured.filter(pl.col("denominator") >= FEW)
        .sort("denominator", descending=True, maintain_order=True)
        .head(most)
    )


def _has_rows() -> pl.Expr:
    """Whether anything was counted in a group; what is hidden was."""
    return (pl.col("denominator") > 0) | pl.col("denominator").is_null()


def _any_hidden(frame: pl.DataFrame) -> bool:
    return bool(frame.select(is_hidden(frame).any()).item())


def _group(counted: Indicator, by: str, value: Any, language: Language) -> str:
    return str(value) if by == "period" else codebook.group_label(counted.table, by, value, language)


def _said(counted: Indicator, records: Records, measured: pl.DataFrame) -> dict[str, Any]:
    """The words every exhibit of a share carries: measure, population, source, note, and its columns."""
    language = records.settings.language
    label = counted.words.get(f"short_{language}", counted.words[language])
    unit = _unit(counted, language)
    opening, closing = {"zh": (f"（{unit}，", "）"), "en": (f" ({unit}, ", ")")}[language]
    return {
        "unit": f" {unit}" if language == "en" and counted.is_middle else unit,
        "digits": counted.words.get("digits", 0) if counted.is_middle else 1,
        "measure": label + opening + counted.words[f"ratio_{language}"] + closing,
        "population": _population(measured, counted, language),
        "source": records.source,
        "note": _starred(language) if _any_hidden(measured) else "",
        "low": "low",
        "high": "high",
        "language": language,
        "hidden": HIDDEN if HIDDEN in measured.columns else None,
    }


def _starred(language: Language) -> str:
    """What ＊ means, under a figure or table that has one."""
    return str(codebook.toml("sentences")["starred"][language])


def _population(measured: pl.DataFrame, counted: Indicator, language: Language) -> str:
    """The periods from first to last, and how many were counted in all the rows that are shown; ＊ where none is."""
    periods = measured["period"].unique(maintain_order=True).to_list()
    first, last = (quarter.parse(one).say(language) for one in (periods[0], periods[-1]))
    span = first if len(periods) == 1 else first + {"zh": "—", "en": " to "}[language] + last
    words = codebook.toml("sentences")["population"][counted.unit][language]
    shown = measured.filter(~is_hidden(measured))
    size = theme.number(int(shown["denominator"].sum())) if shown.height else table.PROTECTED
    without = codebook.toml("sentences")["shown_only"][language] if 0 < shown.height < measured.height else ""
    return str(words.format(period=span, n=size)) + without


def _breaks(periods: list[str], language: Language) -> tuple[Break, ...]:
    """The changes of rules that a series of quarters crosses, each at the first quarter after it."""
    starts = {name: quarter.parse(name).start for name in periods}
    rows = codebook.read("breaks").filter(pl.col("date").is_in(LAW)).select("date", language).iter_rows()
    after = (
        (day, words, [name for name, start in starts.items() if start >= date.fromisoformat(day) - NEAR])
        for day, words in rows
    )
    return tuple(
        Break(at=names[0], words=f"{day} {words}") for day, words, names in after if 0 < len(names) < len(periods)
    )
