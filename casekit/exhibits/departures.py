"""Departures: how far judgments lie from recommendations, as a chart and in words; what cannot be compared is counted."""

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.rules import LINE
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import phrases
from casekit.exhibits.theme import ems, number, opened
from casekit.ground import quarter
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.distance import SIDES, STEPS
from casekit.measures.measure import FEW
from casekit.records.records import Records

STANDING, WORDS = "distance_standing", "distance_words"
Counts = dict[str, int | None]


@passing_absence
@remade
def chart(
    measured: pl.DataFrame,
    steps: pl.DataFrame,
    records: Records,
    name: str,
    unjudged: pl.DataFrame | Absent | None = None,
) -> Exhibit:
    """Three shares and the months of those outside; `measured` and `steps` are those of `subjects.sentencing.distance`.

    Under it stand how many could not be compared and why, and how many are not judged yet. Where a side is too small to be
    shown, its months are not shown either, for they would give it away.
    """
    language, words, counts = records.settings.language, phrases(WORDS, records), counts_of(measured)
    labels = codebook.labels(STANDING, language)
    sides = {side: counts.get(side, 0) for side in SIDES}
    beside = pl.DataFrame({"part": [labels[side] for side in SIDES], "count": list(sides.values())}).with_columns(
        pl.col("count").cast(pl.Int64), hidden=pl.Series([count is None for count in sides.values()])
    )
    branch, places = _placed(measured, records)
    return charts.distance(
        pl.concat([_bars(steps, side, sides[side] is None, records) for side in ("below", "above")]),
        label="label",
        series="side",
        value="numerator",
        beside=beside,
        hidden="hidden",
        names=(labels["below"], labels["within"], labels["above"]),
        heading=words["middle"],
        unit=codebook.toml("sentences")["units"]["person"][language] if language == "zh" else "",
        name=name,
        finding=codebook.toml("sentences")["distance_title"][branch][language].format(**places),
        measure=words["measure"],
        population=words["population"].format(**places),
        source=records.source,
        note=opened(_under(counts, unjudged, records)),
        language=language,
    )


@passing_absence
@remade
def said(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many were judged below, within and above the first recommendation, and how many could not be compared and why."""
    language, (branch, places) = records.settings.language, _placed(measured, records)
    if branch == "some" and places["below"] == places["above"]:
        branch = "same"
    sentences, counts = codebook.toml("sentences")["distance"], counts_of(measured)
    left = _left(counts, records, len(counts)) + phrases(WORDS, records)["stop"]
    return Sentence(sentences[branch][language].format(**places, left=left))


@passing_absence
@remade
def changed(measured: pl.DataFrame, probations: pl.DataFrame, records: Records) -> Sentence:
    """How many were judged to another kind of penalty than recommended, and to another way of serving it."""
    known = counts_of(measured) | counts_of(probations, "probation_standing")
    counts = {"other_kind": 0, "no_given": 0, "yes_denied": 0} | known
    words = codebook.toml("sentences")["distance"]["changed"][records.settings.language]
    written = {code: PROTECTED if count is None else number(count) for code, count in counts.items()}
    return Sentence(words.format(period=quarter.parse(measured["period"][0]).say(records.settings.language), **written))


def counts_of(measured: pl.DataFrame, by: str = STANDING) -> Counts:
    """How many are of each class, in the frame's order; None where that is protected."""
    shown = measured.select(by, pl.when(~is_hidden(measured)).then("numerator").alias("n"))
    return dict(shown.iter_rows())


def _placed(measured: pl.DataFrame, records: Records) -> tuple[str, dict[str, str]]:
    """Which branch the sentence takes, and what it may name."""
    counts = counts_of(measured)
    sides = {side: counts.get(side, 0) for side in SIDES}
    known = {side: count for side, count in sides.items() if count is not None}
    n, is_hidden_side = sum(known.values()), len(known) < len(sides)
    rounded = "rounding" in measured.columns and measured["rounding"].max() != 1
    branches = {"hidden": is_hidden_side, "none": n == 0, "few": n < FEW, "rounded": rounded}
    branch = next((name for name, met in branches.items() if met), "some")
    share = number(known["within"] / n, 1, percent=True) if branch == "some" else "—"
    period = quarter.parse(measured["period"][0]).say(records.settings.language)
    named = {"n": PROTECTED if is_hidden_side else number(n), "share": share, "period": period}
    return branch, named | {side: number(count) for side, count in sides.items()}


def _under(counts: Counts, unjudged: pl.DataFrame | Absent | None, records: Records) -> str:
    """One line under the chart: how many are left out, for which reasons above all, and how many are not judged yet."""
    words = phrases(WORDS, records)
    waiting = unjudged["numerator"][0] if isinstance(unjudged, pl.DataFrame) else None
    tail = words["unjudged"].format(count=number(waiting)) if waiting else words["stop"]
    lines = [_left(counts, records, most) + tail for most in (2, 1, 0)]
    return next((line for line in lines if ems(line) <= LINE), lines[-1])


def _left(counts: Counts, records: Records, most: int) -> str:
    """How many are left out, with the reasons of the most; without any where one is protected."""
    words, out = phrases(WORDS, records), {code: count for code, count in counts.items() if code not in SIDES}
    known = {code: count for code, count in out.items() if count is not None}
    if known != out or not out:
        return words["left_hidden" if out else "all_counted"]
    shown = dict(sorted(known.items(), key=lambda one: -one[1])[:most])
    rest, total = sum(known.values()) - sum(shown.values()), number(sum(known.values()))
    parts = [*_parts(shown, records), *([words["other"].format(count=number(rest))] if rest else [])]
    return words["left" if shown else "left_bare"].format(count=total, parts=words["joint"].join(parts))


def _parts(counts: dict[str, int], records: Records) -> list[str]:
    labels, words = codebook.labels(STANDING, records.settings.language), phrases(WORDS, records)
    return [words["part"].format(label=labels[code], count=number(count)) for code, count in counts.items()]


def _bars(steps: pl.DataFrame, side: str, hidden: bool, records: Records) -> pl.DataFrame:
    """The rows of one side from the left to the right, each with its words; all protected where the side is."""
    words, label = phrases(WORDS, records), codebook.labels(STANDING, records.settings.language)[side]
    own = steps.filter(pl.col("indicator") == f"{side}_recommendation").sort("months_step", descending=side == "below")
    named = [words[f"{side}_last" if step == STEPS else side].format(step) for step in own["months_step"]]
    few = is_hidden(own) | pl.lit(hidden)
    frame = own.with_columns(label=pl.Series(named, dtype=pl.String), side=pl.lit(label), hidden=few)
    return frame.with_columns(pl.when(~pl.col("hidden")).then("numerator").alias("numerator"))
