"""Durations: the figures and tables of how long cases take, open ones counted in."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts, theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, limits, shares, tabled
from casekit.ground import quarter
from casekit.measures.absent import Absent, absence, passing_absence
from casekit.records.records import Records
from casekit.subjects.efficiency import decision
from casekit.subjects.efficiency.decision import INDICATOR

DAYS = (10, 20, 30, 45, 60)
SERIES = ("prosecuted", "not_prosecuted", "decided", "before")


@passing_absence
@remade
def curves(measured: pl.DataFrame, observed: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """The share of cases that came to each outcome by each day, piled up, with the year before dashed; `measured` and
    `observed` are those of subjects.efficiency.decision."""
    words = codebook.toml("sentences")["curves"][records.settings.language]
    series = pl.col("series").replace_strict({key: words[key] for key in measured["series"].unique()})
    drawn = measured.with_columns(series=series).with_columns(
        pl.when(pl.col("series") == words["decided"]).then(end).alias(end) for end in ("low", "high")
    )
    beside = observed.rename({"numerator": "count"}).head(7)
    return charts.curves(
        drawn,
        time="time",
        value="value",
        series="series",
        beside=beside,
        low="low",
        high="high",
        total=words["decided"],
        names=("", words["before"], words["change"]),
        hollow=(words["open"],),
        heading=words["start"],
        hidden="hidden" if "hidden" in drawn.columns else None,
        name=name,
        finding=finding,
        measure=words["measure"],
        population=_population(measured, records),
        source=records.source,
        note=words["note"],
        language=records.settings.language,
    )


@passing_absence
@remade
def by_day(measured: pl.DataFrame, observed: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The curves as a table: a row a day with each outcome's share, their sum and its interval, the year before, and how many
    cases were still under observation; no row for a day on which too few were."""
    words = codebook.toml("sentences")["by_day"][records.settings.language]
    reached = [_at(measured, series, day) for day in DAYS for series in SERIES]
    kinds: Any = {"day": pl.Int64, "series": pl.String} | dict.fromkeys(("value", "low", "high"), pl.Float64)
    wide = pl.DataFrame(reached, kinds, orient="row")
    rows = wide.pivot("series", index="day", values="value", maintain_order=True)
    ends = wide.filter(pl.col("series") == "decided").select("day", interval=limits())
    left = observed.select(pl.col("time").cast(pl.Int64).alias("day"), observed=pl.col("numerator"))
    frame = rows.join(ends, on="day", how="left").join(left, on="day", how="inner").drop_nulls("decided")
    own = [*columns(words, day="label"), *shares(words, **{one: one for one in SERIES[:3]})]
    own += [*columns(words, interval="interval"), *shares(words, before="before"), *columns(words, observed="observed")]
    labelled, population = frame.with_columns(label=pl.col("day").cast(pl.String)), _population(measured, records)
    return tabled(labelled, own, records, name=name, finding=words["title"], population=population)


@passing_absence
@remade
def kinds(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """How cases had ended within 30 and 60 days, non-prosecutions told apart by kind; `measured` is that of `outcomes.kinds`."""
    language = records.settings.language
    words = codebook.toml("sentences")["kinds"][language]
    known = [codebook.labels(one, language) for one in ("review_conclusion", "non_prosecution_kind")]
    labels = known[0] | known[1] | {key: words[key] for key in ("several", "unsaid", "ended")}
    frame = measured.with_columns(label=pl.col("conclusion").replace_strict(labels), interval=limits())
    own = columns(words, label="label", n="numerator") + shares(words, value_30="value_30", value="value")
    own += columns(words, interval="interval")
    n, period = theme.number(_whole(measured["denominator"].max())), quarter.parse(measured["period"][0]).say(language)
    said = {"finding": words["title"], "population": words["population"].format(period=period, n=n)}
    return tabled(frame, own, records, name=name, note=words["note"], **said)


@passing_absence
def parts(frame: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Where the time of concluded cases went, as a table whose parts add up to the gross days."""
    words = codebook.toml("sentences")["parts"][records.settings.language]
    sums = {"days": pl.col("days").sum(), "cases": pl.col("cases").max(), "share": pl.col("share").sum()}
    total = frame.select(part=pl.lit("total"), **sums).select(frame.columns).cast(frame.schema)
    named = pl.concat([frame, total]).with_columns(pl.col("part").replace_strict(words))
    own = columns(words, part="part") + columns(words, 1, days="days")
    own += columns(words, cases="cases") + shares(words, share="share")
    population = records.headline.say(records.settings.language)
    return tabled(named, own, records, name=name, finding=words["title"], population=population)


def _population(measured: pl.DataFrame, records: Records) -> str:
    language = records.settings.language
    whole = measured.filter(pl.col("series") == "decided")
    period, n = whole["period"][0], whole["denominator"].max()
    gone = whole["open"].max() if "open" in whole.columns else None
    counts = {"n": theme.number(_whole(n)), "open": theme.number(_whole(gone))}
    return str(
        codebook.toml("sentences")["curves"][language]["population"].format(
            period=quarter.parse(period).say(language), **counts
        )
    )


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int) else None


def _at(measured: pl.DataFrame, series: str, day: int) -> tuple[int, str, float | None, float | None, float | None]:
    """The curve of a series as it stood at the end of a day, nought before its first case; that of the year before only as far
    as it goes, to a week."""
    own = measured.filter(pl.col("series") == series)
    until = own["time"].max()
    held = own.filter(pl.col("time") <= day)
    if series == "before" and (not isinstance(until, float) or until < day - 7):
        return day, series, None, None, None
    if held.is_empty():
        return day, series, 0.0, None, None
    return day, series, *held.select("value", "low", "high").row(-1)


def left_out(records: Records) -> Sentence | Absent:
    """How many cases are not counted as decided, and why."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    counts = {name: theme.number(count) for name, count in decision.left_out(records).items()}
    language = records.settings.language
    period = records.compared[0].say(language)
    words = codebook.toml("sentences")["left_out"][language]
    kept = [words["moved"], *([words["unplaced"]] if counts["unplaced"] != "0" else [])]
    return Sentence("".join(kept).format(period=period, **counts))
