"""Rework: the steps that each case caused (诉讼环节构成) as a figure, a table by crime, and in words."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts, wording
from casekit.exhibits.branch import Row, share_branch
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures import composition
from casekit.measures.absent import passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.measure import indicator
from casekit.records.records import Records
from casekit.statistics.decomposition import StepsChange
from casekit.subjects.efficiency import steps as counted
from casekit.subjects.efficiency.steps import INDICATOR, OTHER

TOTAL, MOST, LEAST = "total", 3, 0.0005  # a change that is written 0.000 is none


@passing_absence
@remade
def items(measured: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """How often each item came per case, now and a year earlier; the last row is their sum with the case itself.

    `measured` is that of `subjects.efficiency.steps.items`.
    """
    words, language = phrases("steps_words", records), records.settings.language
    labels = codebook.labels("counted_step", language) | {TOTAL: words["total"]}
    wide = _wide(measured).with_columns(item=pl.col("item").replace_strict(labels, return_dtype=pl.String))
    now = measured["period"][0]
    cases = measured.filter(pl.col("period") == now)["denominator"].max()
    population = words["population"].format(period=quarter.parse(now).say(language), n=number(_whole(cases)))
    names = codebook.toml("sentences")["steps_columns"][language]
    return charts.dots(
        wide,
        label="item",
        before="before",
        hidden="hidden",
        total=words["total"],
        names=(names["now"], names["before"], names["change"]),
        name=name,
        finding=finding,
        measure=words["measure"],
        population=population,
        source=records.source,
        note=words["note"],
        unit="",
        digits=3,
        language=language,
    )


@passing_absence
@remade
def said(measured: pl.DataFrame, parts: pl.DataFrame, records: Records) -> Sentence:
    """The steps per case and how they moved, with the items that moved most; `measured` is the indicator in both periods,
    `parts` are the items."""
    branch, places = _branch(measured, records)
    words = codebook.toml("sentences")["steps_said"]["none" if branch == "open" else branch][records.settings.language]
    return Sentence(words.format(**places, parts=_parts(parts, records)))


@passing_absence
@remade
def title(measured: pl.DataFrame, records: Records) -> Sentence:
    """The same as a figure's title."""
    branch, places = _branch(measured, records)
    words = codebook.toml("sentences")["steps_title"]
    return Sentence(words[branch if branch in words else "other"][records.settings.language].format(**places))


def counted_items(records: Records) -> Sentence:
    """Which items are counted, and which of those chosen this data lacks."""
    words, labels = phrases("steps_words", records), codebook.labels("counted_step", records.settings.language)
    names = [[labels[item] for item in chosen] for chosen in (composition.given(records), counted.lacking(records))]
    given, lacking = (words["joint"].join(one) for one in names)
    return Sentence(
        words["counted"].format(items=given or "—") + (words["lacking"].format(items=lacking) * bool(lacking))
    )


@passing_absence
def crimes(change: StepsChange, records: Records, name: str) -> Exhibit:
    """The change of steps per case by crime: what came of its share of all cases, what of its own steps; with their sum."""
    language = records.settings.language
    words = codebook.toml("sentences")["crimes_table"][language]
    known = change.groups.with_columns(pl.col("group").cast(pl.String))
    named = pl.Series(
        [codebook.group_label("cases", "crime", one, language) for one in known["group"]], dtype=pl.String
    )
    last = pl.col("group") == OTHER
    rows = (
        known.with_columns(named=named)
        .sort(last, "cases_now", descending=[False, True])
        .with_columns(pl.when(last).then(pl.lit(words["other"])).otherwise("named").alias("group"))
    )
    sums = rows.select(pl.col("cases_now", "cases_before", "mix", "rate", "change").sum())
    total = sums.with_columns(group=pl.lit(words["total"]), now=pl.lit(change.now), before=pl.lit(change.before))
    own = columns(words, crime="group", cases_now="cases_now", cases_before="cases_before")
    own += columns(words, 2, now="now", before="before")
    own += [Column(header=words[one], value=one, digits=3, signed=True) for one in ("mix", "rate", "change")]
    frame = pl.concat([one.select(column.value for column in own) for one in (rows, total)])
    return tabled(frame, own, records, name=name, finding=words["title"], note=words["note"])


def _wide(measured: pl.DataFrame) -> pl.DataFrame:
    """One row an item: item, value, before, hidden (in either period)."""
    now, *earlier = measured["period"].unique(maintain_order=True)
    flagged = measured.select("period", "item", "value", hidden=is_hidden(measured))
    shown = flagged.filter(pl.col("period") == now).drop("period")
    before = flagged.filter(pl.col("period").is_in(earlier)).select("item", before="value", was_hidden="hidden")
    wide = shown.join(before, on="item", how="left", maintain_order="left")
    few = pl.col("hidden") | pl.col("was_hidden").fill_null(False)
    return wide.with_columns(hidden=few).drop("was_hidden")


def _branch(measured: pl.DataFrame, records: Records) -> tuple[str, Row]:
    """The branch of the sentence and what it may name."""
    rows, words = measured.to_dicts(), phrases("steps_words", records)
    now, before = rows[0], rows[1] if len(rows) > 1 else None
    branch = share_branch(rows, indicator(INDICATOR))
    branch = {"hidden_before": "few_before", "open_before": "first"}.get(branch, branch)
    if now["value"] is not None and now["value"] < 1:
        branch = "below_one"
    then = codebook.toml("sentences")["against"]["year_earlier"][records.settings.language]
    ratio = {
        name: words["ratio"].format(number(row["value"], 2)) if row and row["value"] is not None else "—"
        for name, row in (("value", now), ("earlier", before))
    }
    change = "" if before is None or None in (now["value"], before["value"]) else _size(now["value"] - before["value"])
    period = quarter.parse(now["period"]).say(records.settings.language)
    return branch, then | ratio | {"period": period, "n": wording.shown(now, "denominator"), "change": change}


def _size(change: float) -> str:
    """A change without sign; one that two digits would write as none has three."""
    return number(abs(change), 2 if abs(change) >= 0.005 else 3)


def _parts(measured: pl.DataFrame, records: Records) -> str:
    """The items that moved most, in words."""
    words, labels = phrases("steps_words", records), codebook.labels("counted_step", records.settings.language)
    if measured["period"].n_unique() < 2:
        return ""
    wide = _wide(measured).filter(pl.col("item") != TOTAL).with_columns(change=pl.col("value") - pl.col("before"))
    moved = wide.filter(~pl.col("hidden"), pl.col("change").abs() >= LEAST).sort(
        pl.col("change").abs(), "item", descending=[True, False]
    )
    clauses = [
        words["rose" if change > 0 else "fell"].format(labels[item], number(abs(change), 3))
        for item, change in moved.select("item", "change").head(MOST).iter_rows()
    ]
    told = words["parts"].format(words["joint"].join(clauses)) if clauses else words["still"]
    return words["hidden"] if wide["hidden"].any() and not clauses else told


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
