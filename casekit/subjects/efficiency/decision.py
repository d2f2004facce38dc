"""Time to decision: what became of the cases received in a period, day by day, those still open counted in."""

from collections.abc import Sequence

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import stages, timed
from casekit.measures.absent import Absent, absence, nothing_to_count
from casekit.measures.framed import COUNTED, framed
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics.incidence import incidence

INDICATOR = "decided_in_30_days"
OUTCOMES = ("prosecuted", "not_prosecuted", "ended")
LONGEST = 90
PARTS = ("returned_days", "suspended_days", "expert_days", "net_days")


def curves(records: Records) -> pl.DataFrame | Absent:
    """The share of the cases received that came to each outcome by each day: indicator, period, series, time, numerator,
    denominator, value, low, high.

    Series are the outcomes of the headline period, their sum `decided` with its limits, and `before`, that sum a year
    earlier. Numerators are cases that ended so by that day. A curve ends where fewer than ten are still under observation.
    """
    if (absent := scarce(records)) is not None:
        return absent
    now, *earlier = records.compared
    cohort = timed.cohort(records, "review", now).collect()
    found = [_outcomes(cohort, now), _decided(cohort, now, "decided")]
    found += [_decided(timed.cohort(records, "review", one).collect(), one, "before") for one in earlier]
    made = pl.concat(found, how="diagonal")
    return made if made["series"].is_in(OUTCOMES).any() else nothing_to_count(records)


def under_observation(records: Records, days: Sequence[int] = (0, 10, 20, 30, 45, 60, 90)) -> pl.DataFrame | Absent:
    """How many cases of the headline period were still open and seen at the beginning of each day: indicator, period, time,
    numerator, and blank denominator, value, low and high."""
    if (absent := scarce(records)) is not None:
        return absent
    now = records.compared[0]
    waited = timed.cohort(records, "review", now).collect()["days"]
    counts = [int((waited >= day).sum()) for day in days]
    frame = pl.DataFrame({"time": list(days), "numerator": counts}).filter(pl.col("numerator") >= timed.LEAST)
    return framed(frame, INDICATOR, now.name, ["time"], value=None)


def parts(records: Records) -> pl.DataFrame | Absent:
    """Where the time of the cases concluded in the headline period went: part, days (mean a case), cases with any, share of all
    days. A case whose return has no end on record is left out."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    now = records.compared[0]
    done = (
        stages.of_cases(records)
        .filter(
            pl.col("ended_on").is_between(now.start, now.end),
            pl.col("outcome") != "moved",
            pl.col("net_days").is_not_null(),
        )
        .drop_nulls("net_days")
        .collect()
    )
    total, cases = int(done["days"].sum()), max(done.height, 1)
    spent = {part: (int(done[part].sum()), int((done[part] > 0).sum())) for part in PARTS}
    rows = [
        (part, days / cases, having, days / total if total else None)
        for part, (days, having) in spent.items()
        if days or part == "net_days"
    ]
    schema = {"part": pl.String, "days": pl.Float64, "cases": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")


def left_out(records: Records) -> dict[str, int]:
    """How many cases of the headline period are in no figure of this page as decided, by why: moved elsewhere, end unread."""
    now = records.compared[0]
    cohort = timed.cohort(records, "review", now).collect()
    return {"moved": int((cohort["outcome"] == "moved").sum()), "unplaced": stages.unplaced(records, begun=now)}


def scarce(records: Records) -> Absent | None:
    """Why no curve is drawn: a column the data lacks, or too few cases received."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    now, language = records.compared[0], records.settings.language
    count = timed.cohort(records, "review", now).select(pl.len()).collect().item()
    few = codebook.toml("sentences")["scarce"][language]
    return Absent(few.format(period=now.say(language), n=count)) if count < FEW else None


def _outcomes(cohort: pl.DataFrame, period: Period) -> pl.DataFrame:
    found = incidence(cohort["days"], cohort["outcome"]).filter(pl.col("outcome").is_in(OUTCOMES))
    curve = found.rename({"outcome": "series", "incidence": "value"}).drop("low", "high")
    return _counted(curve, cohort, period, pl.col("outcome"))


def _decided(cohort: pl.DataFrame, period: Period, series: str) -> pl.DataFrame:
    curve = timed.decisions(cohort).rename({"incidence": "value"}).with_columns(series=pl.lit(series))
    decided = pl.when(pl.col("outcome") != "moved").then(pl.lit(series))
    return _counted(curve, cohort, period, decided)


def _counted(curve: pl.DataFrame, cohort: pl.DataFrame, period: Period, series: pl.Expr) -> pl.DataFrame:
    """The curve as far as it is followed, with the cases that ended so by each day."""
    ended = cohort.select(series.alias("series"), pl.col("days").cast(pl.Float64).alias("time")).drop_nulls("series")
    by_day = ended.group_by("series", "time").len("_ended")
    last = (
        cohort["days"].sort(descending=True).gather([min(timed.LEAST, cohort.height) - 1]).item()
        if cohort.height
        else 0
    )
    counted = curve.join(by_day, on=["series", "time"], how="left").sort("series", "time")
    sums = pl.col("_ended").fill_null(0).cum_sum().over("series")
    known = counted.with_columns(numerator=sums, denominator=cohort.height, open=int(cohort["is_open"].sum()))
    kept = known.filter(pl.col("time") <= min(last, LONGEST), pl.col("_ended").is_not_null())
    beside = [name for name in (*curve.columns, "open") if name not in ("series", "time", *COUNTED)]
    return framed(kept, INDICATOR, period.name, ["series", "time"], beside)
