"""Mixes: counts by group with their shares, and the tables of lawyers' reading of files."""

import polars as pl

from casekit import codebook
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import passing_absence
from casekit.measures.measure import indicator
from casekit.records.records import Records


@passing_absence
@remade
def mix(measured: pl.DataFrame, records: Records, name: str, by: str) -> Exhibit:
    """A count by the values of one column with each one's share of all, now and, where there is one, a year earlier.

    A share stands only where nothing of its period is hidden.
    """
    language, counted = records.settings.language, indicator(measured["indicator"][0])
    words, unit = phrases("mix", records), codebook.toml("sentences")["units"][counted.unit][language]
    now, *earlier = measured["period"].unique(maintain_order=True)
    frame = _counts(measured, now, by, "")
    own = [
        Column(header=codebook.field_label(counted.table, by, language), value="label"),
        Column(header=words["count"].format(period=quarter.parse(now).say(language), unit=unit), value="count"),
        Column(header=words["share"], value="share"),
    ]
    if earlier:
        frame = frame.join(_counts(measured, earlier[0], by, "_before"), on=by, how="left", nulls_equal=True)
        own += [Column(header=words["before"].format(unit=unit), value="count_before")]
        own += columns(words, share_before="share_before")
    frame = frame.filter(pl.any_horizontal([pl.col(name) for name in frame.columns if name.startswith("any")]))
    return _labelled(frame, counted.table, by, own, records, name=name, finding=words[counted.name])


@passing_absence
@remade
def readings(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Lawyers' requests to read files by way: how many, how many arranged, and the median wait in working days."""
    language = records.settings.language
    words = phrases("file_readings", records)
    now, *earlier = measured["period"].unique(maintain_order=True)
    ends = [pl.col(end).round(1).cast(pl.String).str.strip_suffix(".0") for end in ("low", "high")]
    frame = measured.filter(pl.col("period") == now).with_columns(interval=pl.format("{}—{}", *ends))
    own = [Column(header=codebook.field_label("file_readings", "way", language), value="label")]
    own += columns(words, requests="denominator", arranged="numerator")
    own += columns(words, 1, value="value", interval="interval")
    if earlier:
        before = measured.filter(pl.col("period") == earlier[0]).select("way", before="value")
        frame = frame.join(before, on="way", how="left", nulls_equal=True, maintain_order="left")
        own += columns(words, 1, before="before")
    said = {"name": name, "finding": words["title"], "population": quarter.parse(now).say(language)}
    return _labelled(frame, "file_readings", "way", own, records, **said)


@passing_absence
@remade
def unarranged(measured: pl.DataFrame, records: Records) -> Sentence:
    """How many requests of the newest period have no day on record from which the files could be read."""
    row, language = measured.row(0, named=True), records.settings.language
    words, period = codebook.toml("sentences")["unarranged"], quarter.parse(row["period"]).say(language)
    if is_hidden(row):
        return Sentence(words["hidden"][language].format(period=period))
    left = row["denominator"] - row["numerator"]
    branch = "some" if left else "none"
    return Sentence(
        words[branch][language].format(period=period, requests=number(row["denominator"]), left=number(left))
    )


@passing_absence
@remade
def beside_fast_track(procedures: pl.DataFrame, used: pl.DataFrame, records: Records) -> Sentence:
    """How many cases of the newest period went by fast track that by the record could not have: those the share leaves out."""
    words, share = codebook.toml("sentences")["fast_track_beside"], used.row(0, named=True)
    newest = procedures.filter(period=share["period"], procedure="fast_track").to_dicts()
    period = quarter.parse(share["period"]).say(records.settings.language)
    if is_hidden(share) or any(is_hidden(row) or row.get("rounding", 1) > 1 for row in newest):
        return Sentence(words["hidden"][records.settings.language].format(period=period))
    total = sum(row["numerator"] for row in newest)
    left = total - share["numerator"]
    said = words["some" if left else "none"][records.settings.language]
    return Sentence(said.format(period=period, n=number(total), count=number(left)))


def _labelled(frame: pl.DataFrame, table: str, by: str, own: list[Column], records: Records, **said: str) -> Exhibit:
    """The rows of the frame as a table, each named by its value of `by`."""
    labels = [codebook.group_label(table, by, value, records.settings.language) for value in frame[by]]
    named = frame.with_columns(pl.Series("label", labels, dtype=pl.String))
    return tabled(named, own, records, **said)


def _counts(measured: pl.DataFrame, period: str, by: str, ending: str) -> pl.DataFrame:
    """Each value's count and share of a period's total as they are written, ＊ where hidden, and whether anybody is there."""
    own = measured.filter(pl.col("period") == period)
    total = 0 if own["numerator"].null_count() else int(own["numerator"].sum())
    rows = own.to_dicts()
    counts = [PROTECTED if is_hidden(row) else number(row["numerator"]) for row in rows]
    shares = [
        PROTECTED if is_hidden(row) else number(row["numerator"] / total if total else None, 1, percent=True)
        for row in rows
    ]
    texts = {f"count{ending}": counts, f"share{ending}": shares}
    written = [pl.Series(name, text, dtype=pl.String) for name, text in texts.items()]
    return own.select(by, (pl.col("numerator").fill_null(1) > 0).alias(f"any{ending}"), *written)
