"""Acceptance: judgments beside recommendations in charts, tables and sentences."""

from typing import Any

import polars as pl
from polars import selectors

from casekit import codebook
from casekit.exhibits import charts, findings
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import limits, phrases, tabled
from casekit.exhibits.theme import bracketed, number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden, protection
from casekit.measures.measure import FEW
from casekit.measures.recording import recording
from casekit.records.records import Records

FIRST, FINAL, PRINCIPAL = "accepted_at_first", "accepted_in_the_end", "principal_accepted"


@passing_absence
@remade
def quarters(measured: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """Accepted in the end (filled) beside accepted at first (open), a row a quarter; one not all entered is called so."""
    words, wide = phrases("agreement", records), _wide(measured, records)
    said: dict[str, Any] = {"low": "low", "high": "high", "numerator": "numerator", "denominator": "denominator"}
    return charts.dots(
        wide,
        label="label",
        before=FIRST,
        hidden="hidden",
        names=(words["filled"], words["open"], words["gap"]),
        heading=words["final_heading"],
        name=name,
        finding=finding,
        measure=words["measure"],
        population=_population(wide, records),
        source=records.source,
        note=words["unentered_note"] if wide["unentered"].any() else "",
        language=records.settings.language,
        **said,
    )


@passing_absence
@remade
def by_quarter(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The three shares of each quarter with the intervals of the first two."""
    words, wide = phrases("agreement", records), _wide(measured, records)
    percent = bracketed("%", records.settings.language)
    counts: dict[str, Any] = {"digits": 1, "percent": True, "denominator": "denominator"}
    columns = [
        Column(header=words["period"], value="label"),
        Column(header=words["first"] + percent, value=FIRST, numerator=f"{FIRST}_n", **counts),
        Column(header=words["interval"], value=f"{FIRST}_interval"),
        Column(header=words["final"] + percent, value="value", numerator="numerator", **counts),
        Column(header=words["interval"], value=f"{FINAL}_interval"),
        Column(header=words["principal"] + percent, value=PRINCIPAL, numerator=f"{PRINCIPAL}_n", **counts),
    ]
    said = {"finding": words["title"], "measure": words["measure"], "population": _population(wide, records)}
    note = words["unentered_note"] if wide["unentered"].any() else ""
    return tabled(wide, columns, records, name=name, note=note, hidden="hidden", **said)


@passing_absence
@remade
def title(first: pl.DataFrame, final: pl.DataFrame, records: Records) -> Sentence:
    """Both shares of the newest period, short enough to stand over a figure."""
    rows, words = [one.row(0, named=True) for one in (first, final)], phrases("agreement", records)
    if _gives_away(first, final, records) or any(_is_few(row) for row in rows):
        return Sentence(words["title"])
    span = quarter.parse(rows[0]["period"]).months(records.settings.language)
    values = {key: number(row["value"], 1, percent=True) for key, row in zip(("first", "final"), rows, strict=True)}
    return Sentence(words["heading"].format(span=span, **values))


@passing_absence
@remade
def change(final: pl.DataFrame, first: pl.DataFrame, records: Records) -> Sentence:
    """How the final share stands and moved; unsaid on the way out where it would tell how few an adjustment helped."""
    if _gives_away(first, final, records):
        return Sentence(phrases("agreement", records)["gap_hidden"])
    return findings.change(final, records)  # type: ignore[return-value]


@passing_absence
@remade
def outcomes(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many persons fall in each class of agreement; shares only where nothing is hidden."""
    language, words = records.settings.language, phrases("agreement", records)
    labels, rows = codebook.labels("agreement", language), measured.to_dicts()
    hidden = measured.select(is_hidden(measured)).to_series().to_list()
    total = None if any(hidden) else int(measured["numerator"].sum())
    parts = [
        _counted(labels[row["agreement"]], row["numerator"], total, few, words)
        for row, few in zip(rows, hidden, strict=True)
    ]
    period = quarter.parse(measured["period"][0]).say(language)
    opening = words["compared_hidden" if total is None else "compared"].format(period=period, n=number(total))
    return Sentence(opening + words["joint"].join(parts) + words["stop"])


def _wide(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """A row a quarter: the final share as value, the two others beside it, its label, and whether any of them is hidden."""
    frame = measured.with_columns(hidden=is_hidden(measured), interval=limits())
    final = frame.filter(pl.col("indicator") == FINAL).rename({"interval": f"{FINAL}_interval"})
    for one in (FIRST, PRINCIPAL):
        other = frame.filter(pl.col("indicator") == one).select(
            "period", pl.col("value").alias(one), pl.col("numerator").alias(f"{one}_n"),
            pl.col("interval").alias(f"{one}_interval"), pl.col("hidden").alias(f"{one}_hidden"),
        )  # fmt: skip
        final = final.join(other, on="period", how="left", validate="1:1", maintain_order="left")
    entered = recording(records, "judged_on")
    is_late = entered is not None and entered.is_known and not entered.is_complete
    unentered = pl.lit(is_late) & (pl.col("period") == records.period.name)
    label = (
        pl.when("unentered").then(pl.format(phrases("agreement", records)["unentered"], "period")).otherwise("period")
    )
    gap = _is_small(pl.col("numerator") - pl.col(f"{FIRST}_n"), measured, records)
    hidden = pl.any_horizontal("hidden", f"{FIRST}_hidden", f"{PRINCIPAL}_hidden", gap)
    begun = final.filter(pl.col("denominator").fill_null(1).cum_sum() > 0)  # a hidden period has somebody in it
    return blanked(begun.with_columns(unentered=unentered, hidden=hidden).with_columns(label=label))


def blanked(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without a number, or an interval, in any hidden row."""
    numbers = selectors.numeric() | selectors.ends_with("_interval")
    return frame.with_columns(pl.when(~pl.col("hidden")).then(numbers).name.keep())


def _gives_away(first: pl.DataFrame, final: pl.DataFrame, records: Records) -> bool:
    """Whether the difference of both counts is too small to leave: it is how many were accepted only after adjustment."""
    gap = final.select(pl.col("numerator") - first["numerator"])
    return bool(gap.select(_is_small(pl.col("numerator"), final, records).any()).item())


def _is_small(gap: pl.Expr, measured: pl.DataFrame, records: Records) -> pl.Expr:
    """Whether a count is small, in a frame that is on its way out; in the room nothing is."""
    least = protection(records.settings).threshold if "rounding" in measured.columns else 0
    return ((gap != 0) & (gap.abs() < least)).fill_null(False)


def _population(wide: pl.DataFrame, records: Records) -> str:
    language, n = records.settings.language, int(wide["denominator"].sum())
    periods = dict.fromkeys(quarter.parse(one).say(language) for one in (wide["period"][0], wide["period"][-1]))
    span = {"zh": "—", "en": " to "}[language].join(periods)
    return phrases("agreement", records)["population"].format(period=span, n=number(n) if n else PROTECTED)


def _is_few(row: dict[str, Any]) -> bool:
    return bool(row.get("hidden")) or row["note"] in ("hidden", "none", "few")


def _counted(label: str, count: int | None, total: int | None, hidden: bool, words: dict[str, str]) -> str:
    """A class with its count, and its share where the whole is known and not too few for one."""
    if hidden:
        return words["part_hidden"].format(label=label)
    if total is None or count is None or total < FEW:
        return words["part"].format(label=label, n=number(count))
    return words["part_share"].format(label=label, n=number(count), share=number(count / total, 1, percent=True))
