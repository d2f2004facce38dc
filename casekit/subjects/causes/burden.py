"""Burden: what each cause takes up in cases, persons and days, how cases gather in few causes and places, and what follows them."""

import polars as pl

from casekit import codebook
from casekit.measures import derivatives, derived
from casekit.measures.absent import Absent, absence, measure_if_given, nothing_to_count, passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.disclosure import with_sensitive_hidden
from casekit.measures.framed import COUNTED, framed, shared
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics.concentration import concentration, differ
from casekit.statistics.uncertainty import difference
from casekit.subjects.causes import recurrence

SHOWN, LISTED = 10, 12
OTHER = "other"


def by_cause(records: Records) -> pl.DataFrame | Absent:
    """Cases received in the headline period and a year earlier by cause, each of all cases: as measured, with numerator of
    denominator. The ten most frequent of the newest period, all other causes together as OTHER, UNDETERMINED last."""
    measured = measure_if_given(records, "received", by="case_cause", periods=records.compared)
    if isinstance(measured, Absent):
        return measured
    newest = measured.filter(pl.col("period") == measured["period"][0])
    empty = newest["numerator"].sum() == 0 and newest["numerator"].null_count() == 0
    return nothing_to_count(records) if empty else _composed(measured)


def taken_up(records: Records) -> pl.DataFrame | Absent:
    """Cases received in the quarters of `recurrence.looked_at` by cause, with their persons, and the days of those
    concluded: as `by_cause`, and persons, concluded, days, days_share, median. Twelve causes
    of 30 cases or more are listed, the others are in OTHER."""
    rows = recurrence.cases(records)
    return rows if isinstance(rows, Absent) else _taken_up(rows, records)


def followed(records: Records) -> pl.DataFrame | Absent:
    """Of the cases received a year or more ago, in the quarters looked at, those followed by a derivative matter, by cause:
    numerator of denominator, value, low, high, note, and rest (the same share of all other cases), apart, apart_low,
    apart_high (95%) and stands_out, which allows for the number of causes."""
    if not derivatives.matters(records):
        return Absent(codebook.toml("sentences")["derivatives"]["none"][records.settings.language])
    rows = recurrence.cases(records, "is_followed", "has_derivative")
    return rows if isinstance(rows, Absent) else _followed(rows, records)


def by_matter(records: Records) -> pl.DataFrame | Absent:
    """The same cases by matter: indicator, period, matter, numerator of denominator, value, low, high, note."""
    if not derivatives.matters(records):
        return Absent(codebook.toml("sentences")["derivatives"]["none"][records.settings.language])
    rows = recurrence.cases(records, "is_followed")
    return rows if isinstance(rows, Absent) else _by_matter(rows, records)


def gathered(records: Records) -> pl.DataFrame | Absent:
    """How cases of the quarters looked at gather over places, over places and kinds of place, and over causes: indicator,
    period, over, numerator (cases), denominator, value, low, high, note, units, half, gini, gini_low, gini_high, chance, chance_high."""
    rows = recurrence.cases(records)
    return rows if isinstance(rows, Absent) else _gathered(rows, records)


@passing_absence
def to_read(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases with a derivative matter, of the causes that stand out on the high side, newest first: case_id, cause,
    matter, received (text)."""
    standing = measured.filter("stands_out", pl.col("apart") > 0)["case_cause"].to_list()
    rows = recurrence.cases(records, "is_followed", "has_derivative")
    if isinstance(rows, Absent):
        return pl.DataFrame(schema=dict.fromkeys(("case_id", "cause", "matter", "received"), pl.String))
    blocks, language = derivatives.matters(records), records.settings.language
    named = [pl.when(pl.col(code)).then(pl.lit(block[language])) for code, block in blocks.items()]
    told = derived.kept(derivatives.of_cases, records).select(
        "case_id", matter=pl.concat_str(named, separator="、" if language == "zh" else ", ", ignore_nulls=True)
    )
    found = rows.filter("is_followed", "has_derivative", pl.col("case_cause").is_in(standing)).join(told, on="case_id")
    ordered = found.sort("received_on", "case_id", descending=[True, False])
    return ordered.select("case_id", "matter", cause="case_cause", received=pl.col("received_on").cast(pl.String))


def _composed(measured: pl.DataFrame) -> pl.DataFrame:
    newest = measured.filter(pl.col("period") == measured["period"][0], pl.col("numerator").fill_null(1) > 0)
    pooled = _pooled(newest.sort("numerator", descending=True, nulls_last=True)["case_cause"].to_list()[: SHOWN + 1])
    summed = measured.group_by("indicator", "period", case_cause=pooled, maintain_order=True).agg(
        pl.col("numerator").sum(), note=pl.col("note").eq("hidden").any()
    )
    of = pl.col("numerator").sum().over("period")
    return _valued(_ordered(summed.with_columns(denominator=of, note=pl.when("note").then(pl.lit("hidden")))))


def _pooled(shown: list[str]) -> pl.Expr:
    """Each cause, or OTHER for those not shown; UNDETERMINED is always itself."""
    return pl.when(pl.col("case_cause").is_in([*shown, UNDETERMINED])).then("case_cause").otherwise(pl.lit(OTHER))


def _ordered(counted: pl.DataFrame) -> pl.DataFrame:
    """Periods as they came, in each the causes by the count of the first period, OTHER and UNDETERMINED last."""
    last = pl.col("case_cause").replace_strict({OTHER: 1, UNDETERMINED: 2}, default=0, return_dtype=pl.Int8)
    periods = counted["period"].unique(maintain_order=True).to_list()
    size = pl.col("numerator").filter(pl.col("period") == periods[0]).sum().over("case_cause")
    at = pl.col("period").replace_strict({name: place for place, name in enumerate(periods)}, return_dtype=pl.Int64)
    return counted.sort(at, last, size, "case_cause", descending=[False, False, True, False])


def _valued(counted: pl.DataFrame) -> pl.DataFrame:
    others = [name for name in counted.columns if name not in ("indicator", "period", *COUNTED)]
    own = [name for name in others if name in ("case_cause", "matter")]
    rest = [name for name in others if name not in own]
    return framed(shared(counted), pl.col("indicator"), pl.col("period"), own, rest)


def _taken_up(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    days = ["review_days", "is_concluded"] if absence(records, "concluded", by="review_days") is None else []
    frame = derived.with_derived(records.table("cases"), "cases", days, records).select("case_id", *days).collect()
    told = rows.join(frame, on="case_id", how="left").join(_persons(records), on="case_id", how="left")
    named = told.with_columns(case_cause=_pooled(_frequent(told)))
    ended = (
        pl.col("review_days").filter(pl.col("is_concluded") & (pl.col("review_days") >= 0))
        if days
        else pl.lit(None, pl.Int64)
    )
    found = named.group_by("case_cause").agg(
        numerator=pl.len().cast(pl.Int64),
        persons=pl.col("persons").sum().cast(pl.Float64),
        days=ended.sum().cast(pl.Float64),
        median=ended.median().cast(pl.Float64),
    )
    whole = found.with_columns(
        *_head("received", records),
        denominator=pl.lit(rows.height, pl.Int64),
        days_share=pl.col("days") / pl.col("days").sum(),
        persons=pl.when(pl.lit("suspects" in records.tables)).then("persons"),
    )
    return with_sensitive_hidden(_valued(_ordered(whole)), records.settings)


def _head(indicator: str, records: Records) -> tuple[pl.Expr, pl.Expr]:
    return pl.lit(indicator).alias("indicator"), pl.lit(recurrence.span(records)).alias("period")


def _frequent(rows: pl.DataFrame) -> list[str]:
    """The causes of most cases, of 30 or more each."""
    named = rows.filter(pl.col("case_cause") != UNDETERMINED).group_by("case_cause").len()
    return (
        named.filter(pl.col("len") >= FEW)
        .sort("len", "case_cause", descending=[True, False])["case_cause"]
        .to_list()[:LISTED]
    )


def _persons(records: Records) -> pl.DataFrame:
    """How many persons each case has."""
    if "suspects" not in records.tables:
        return pl.DataFrame(schema={"case_id": pl.String, "persons": pl.Int64})
    return records.table("suspects").group_by("case_id").agg(persons=pl.len().cast(pl.Int64)).collect()


def _followed(rows: pl.DataFrame, records: Records) -> pl.DataFrame | Absent:
    told = rows.filter("is_followed")
    named = told.with_columns(case_cause=_pooled(_frequent(told)))
    counted = named.group_by("case_cause").agg(
        numerator=pl.col("has_derivative").sum().cast(pl.Int64), denominator=pl.len().cast(pl.Int64)
    )
    if counted.height < 2:
        return Absent(codebook.toml("sentences")["recurrence"]["few"][records.settings.language].format(least=FEW))
    k, n = counted["numerator"].to_numpy(), counted["denominator"].to_numpy()
    others = (k.sum() - k, n.sum() - n)
    low, high = difference((k, n), others)
    limits = {"apart_low": pl.Series(low), "apart_high": pl.Series(high), "rest": pl.Series(others[0] / others[1])}
    limits["stands_out"] = pl.Series(differ((k, n), others))
    apart = counted.with_columns(*_head("derivative", records), **limits)
    ordered = _valued(apart.sort("denominator", "case_cause", descending=[True, False]))
    last = pl.col("case_cause").replace_strict({OTHER: 1, UNDETERMINED: 2}, default=0, return_dtype=pl.Int8)
    judged = ordered.with_columns(apart=pl.col("value") - pl.col("rest")).sort(last, maintain_order=True)
    return with_sensitive_hidden(judged, records.settings)


def _by_matter(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    told = rows.filter("is_followed").join(
        derived.kept(derivatives.of_cases, records).drop("is_followed"), on="case_id"
    )
    codes = list(derivatives.matters(records))
    counts = [int(told[code].sum() or 0) for code in codes]
    frame = pl.DataFrame({"matter": codes, "numerator": counts}).with_columns(
        *_head("derivative", records), denominator=pl.lit(told.height, pl.Int64)
    )
    return with_sensitive_hidden(_valued(frame), records.settings)


def _gathered(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    asked = {"place": ["place"], "place_and_kind": ["place", "place_kind"], "cause": []}
    found = []
    for over, names in asked.items():
        own = recurrence.cases(records, *names)
        if not isinstance(own, Absent) and (row := _gathering(own, names or ["case_cause"], records)):
            found.append({"over": over} | row)
    kinds = {"over": pl.String, "numerator": pl.Int64, "units": pl.Float64, "half": pl.Float64}
    frame = pl.DataFrame(found, schema_overrides=kinds)
    beside = ("units", "half", "gini", "gini_low", "gini_high", "chance", "chance_high")
    return framed(frame, "received", recurrence.span(records), ["over"], beside)


def _gathering(rows: pl.DataFrame, names: list[str], records: Records) -> dict[str, float] | None:
    """How concentrated the cases are over the values of some columns; over places beside their residents where known."""
    known = rows.filter(pl.col("case_cause") != UNDETERMINED) if names == ["case_cause"] else rows
    counts = known.drop_nulls(names).group_by(names).agg(n=pl.len()).sort(names)
    if counts.height < 2:
        return None
    shares = recurrence.residents(records) if names == ["place"] else None
    sized = counts.join(shares, on="place") if shares is not None else counts
    counts = sized if sized.height == counts.height else counts
    found = concentration(counts["n"].to_numpy(), counts["share"].to_numpy() if "share" in counts.columns else None)
    return {
        "numerator": int(counts["n"].sum()), "gini": found.gini, "gini_low": found.low, "gini_high": found.high,
        "units": float(counts.height), "half": float(found.half),
        "chance": found.chance, "chance_high": found.chance_high,
    }  # fmt: skip
