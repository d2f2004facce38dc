"""Nearby: whether one case is soon followed by another of its kind and place, and which parties come back."""

import polars as pl

from casekit import codebook
from casekit.measures import derivatives
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.causes import UNDETERMINED
from casekit.measures.disclosure import with_sensitive_hidden
from casekit.measures.framed import framed, shared
from casekit.measures.measure import FEW
from casekit.records.records import Records
from casekit.statistics import repeats
from casekit.subjects.causes.recurrence import cases, listed, span

WITHIN = (14, 7, 28)
"""Days within which a second case is near: the one that is judged, and those shown beside it."""


def near(records: Records) -> pl.DataFrame | Absent:
    """How often a case was soon followed by another of the same cause and place, by cause: indicator, period, case_cause,
    numerator (cases), denominator, value, low, high, note, pairs, expected, ratio, p, gathers, and ratio_7, ratio_28.

    The day is that of the offence where nearly all cases have it, else that of receipt. Only causes of 30 cases or more are
    looked at; those that gather do so allowing for their number.
    """
    dated = _dated(records)
    found = cases(records, *dict.fromkeys(("place", dated)))
    return found if isinstance(found, Absent) else _nearest(found, records, dated)


def parties(records: Records) -> pl.DataFrame | Absent:
    """How many parties have two cases or more in the quarters looked at: one row, numerator of denominator parties, with
    `same` (of them, those with two of one cause) and `cases` of theirs."""
    if "suspect_id" not in records.columns("suspects"):
        language = records.settings.language
        lacking = codebook.field_label("suspects", "suspect_id", language)
        return Absent(codebook.toml("sentences")["absent"][language].format(lacking=lacking))
    rows = cases(records)
    return rows if isinstance(rows, Absent) else _parties(rows, records)


@passing_absence
def near_to_read(measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases near another one, of the causes that gather, newest first: case_id, cause, place, received (text)."""
    dated = _dated(records)
    rows = cases(records, *dict.fromkeys(("place", dated)))
    if isinstance(rows, Absent):
        return pl.DataFrame(schema=dict.fromkeys(("case_id", "cause", "place", "received"), pl.String))
    causes = measured.filter("gathers")["case_cause"].to_list()
    own = rows.drop_nulls(["place", dated]).filter(pl.col("case_cause").is_in(causes)).sort(dated, "case_id")
    since = pl.col(dated).diff().dt.total_days().over("case_cause", "place")
    close = (since <= WITHIN[0]) | (since.shift(-1).over("case_cause", "place") <= WITHIN[0])
    return listed(own.filter(close))


def _dated(records: Records) -> str:
    """The day of the offence where nearly all cases have it, else that of receipt."""
    if "occurred_on" not in records.columns("cases"):
        return "received_on"
    filled = records.table("cases").select(pl.col("occurred_on").is_not_null().mean()).collect().item()
    return "occurred_on" if (filled or 0) >= 0.9 else "received_on"


def _nearest(rows: pl.DataFrame, records: Records, dated: str) -> pl.DataFrame | Absent:
    from scipy import stats

    known = rows.drop_nulls(["place", dated]).filter(pl.col("case_cause") != UNDETERMINED)
    day, season = pl.col(dated).dt.epoch("d"), pl.col(dated).dt.year() * 4 + pl.col(dated).dt.quarter()
    told = known.select("case_cause", pl.col("place").rank("dense"), day=day, season=season).sort(pl.all())
    parts = [part for part in told.partition_by("case_cause") if part.height >= FEW]
    if not parts:
        return Absent(codebook.toml("sentences")["recurrence"]["few"][records.settings.language].format(least=FEW))
    found = [repeats.knox(part["day"], part["place"], part["season"], WITHIN) for part in parts]
    first = [one[0] for one in found]
    adjusted = stats.false_discovery_control([one.p for one in first])
    frame = pl.DataFrame(
        {
            "case_cause": [part["case_cause"][0] for part in parts],
            "n": [part.height for part in parts],
            "pairs": [float(one.pairs) for one in first],
            "expected": [one.expected for one in first],
            "ratio": [_ratio(one) for one in first],
            **{f"ratio_{WITHIN[at]}": [_ratio(one[at]) for one in found] for at in (1, 2)},
            "p": adjusted,
        }
    )
    beside = [name for name in frame.columns if name not in ("case_cause", "n")]
    gathers = (frame["p"] <= repeats.LEVEL) & (frame["ratio"] > 1)
    told = framed(frame, "received", span(records), ["case_cause"], beside, numerator="n")
    made = told.with_columns(gathers=gathers.fill_null(False))
    return with_sensitive_hidden(made.sort("numerator", descending=True, maintain_order=True), records.settings)


def _ratio(found: repeats.Near) -> float | None:
    return found.pairs / found.expected if found.expected else None


def _parties(rows: pl.DataFrame, records: Records) -> pl.DataFrame:
    own = derivatives.again(records).collect().join(rows.select("case_id", "case_cause"), on="case_id")
    of_one = own.group_by("suspect_id").agg(n=pl.len(), same=_has_same())
    back = of_one.filter(pl.col("n") > 1)
    beside = {"same": pl.lit(float(back["same"].sum())), "cases": pl.lit(float(back["n"].sum()))}
    counts = shared(pl.DataFrame({"numerator": [back.height], "denominator": [of_one.height]}))
    return framed(counts, "persons_received", span(records), beside=beside)


def _has_same() -> pl.Expr:
    """Whether one cause that could be told has two cases."""
    known = pl.col("case_cause").filter(pl.col("case_cause") != UNDETERMINED)
    return known.is_duplicated().any()
