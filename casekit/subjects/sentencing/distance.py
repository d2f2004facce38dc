"""Distance of judgments from recommendations: who stands where, how far apart, and how wide the ranges are."""

import polars as pl

from casekit import codebook
from casekit.measures.absent import Absent, absence, measure_if_given, nothing_to_count, passing_absence
from casekit.measures.agreement import KEY
from casekit.measures.distance import STEPS, distances, given
from casekit.measures.measure import inside, measure
from casekit.records.records import Records

JUDGED = "recommended_judged"
PARTED = {
    "distance_standing": ("recommended_compared", "recommended_uncompared")
}  # so that a small reason hides no side
OUTER = ("below_recommendation", "above_recommendation")
RANGES = ("range_width", "range_within", "range_score")
QUARTERS = 12
MEDIANS = {
    "distance_standing": ("months_outside", "percent_outside"),
    "fine_standing": ("fine_yuan_outside", "fine_percent_outside"),
}


def standings(records: Records, by: str = "distance_standing") -> pl.DataFrame | Absent:
    """How many persons judged in the headline period by class, in the codebook's order, classes of nobody left out.

    `by` is a column of `measures.distance` or `measures.probation_and_fine`; who is in none of its classes is left out.
    """
    measured = [
        measure_if_given(records, name, by=by, periods=[records.headline]) for name in PARTED.get(by, (JUDGED,))
    ]
    if absent := next((one for one in measured if isinstance(one, Absent)), None):
        return absent
    found = pl.concat([one for one in measured if isinstance(one, pl.DataFrame)])
    order = {code: place for place, code in enumerate(codebook.labels(by.replace("final", "distance")))}
    told = found.filter(pl.col(by).is_not_null(), pl.col("numerator").fill_null(1) > 0)
    listed = told.sort(pl.col(by).replace_strict(order, return_dtype=pl.Int64))
    return listed if listed.height else nothing_to_count(records)


def medians(records: Records, by: str) -> "dict[str, pl.DataFrame | Absent]":
    """How far apart those outside are, by class: the median in months or yuan, and relative to what was recommended."""
    return {name: measure_if_given(records, name, by=by, periods=[records.headline]) for name in MEDIANS[by]}


def steps(records: Records) -> pl.DataFrame | Absent:
    """How many persons lie how many months below and above the recommendation: `months_step` from 1 to the last bar, which
    holds all that is farther; the indicator says on which side."""
    if (absent := absence(records, JUDGED)) is not None:
        return absent
    return pl.concat([_bars(measure(records, name, by="months_step", periods=[records.headline])) for name in OUTER])


def kinds(records: Records) -> pl.DataFrame | Absent:
    """How many persons by the kind of penalty recommended and the kind judged, each with whether it is suspended."""
    found = measure_if_given(records, JUDGED, by=["kind_from", "kind_to"], periods=[records.headline])
    if isinstance(found, Absent):
        return found
    told = found.filter(pl.col("numerator").fill_null(1) > 0)
    return told if told.height else nothing_to_count(records)


def ranges(records: Records) -> pl.DataFrame | Absent:
    """The width of ranges, how many held the judgment, and their score, for the last twelve quarters by date of
    recommendation, oldest first; quarters without a range have rows of none."""
    found = [measure_if_given(records, name, periods=records.period.recent(QUARTERS)) for name in RANGES]
    if absent := next((one for one in found if isinstance(one, Absent)), None):
        return absent
    whole = pl.concat([one for one in found if isinstance(one, pl.DataFrame)])
    return whole if whole["denominator"].sum() else nothing_to_count(records)


@passing_absence
def widths(ranges: pl.DataFrame) -> pl.DataFrame:
    """Of these the widths alone."""
    return ranges.filter(pl.col("indicator") == RANGES[0])


def unjudged(records: Records) -> pl.DataFrame | Absent:
    """How many were recommended a sentence in the headline period and are not judged yet."""
    return measure_if_given(records, "recommended_unjudged", periods=[records.headline])


def to_read(records: Records, side: str) -> pl.DataFrame | Absent:
    """The persons of one class judged in the headline period, the farthest apart first: case_id, suspect_no, and as text
    what was recommended, what was judged, and how many months apart."""
    if (absent := absence(records, JUDGED)) is not None:
        return absent
    counted = records.table("suspects").filter(inside(records.headline, "judged_on")).select(*KEY)
    own = distances(given(records)).join(counted, on=KEY, how="semi", nulls_equal=True)
    chosen = own.filter(pl.col("distance_standing") == side)
    farthest = chosen.sort("months_outside", *KEY, descending=[True, False, False], nulls_last=True)
    terms = {
        "proposed_term": ("recommended_penalty", "recommended_months_low", "recommended_months_high"),
        "judged_term": ("judged_penalty", "judged_months", "judged_months"),
    }
    written = {name: _term(*columns, records) for name, columns in terms.items()}
    return farthest.select(*KEY, **written, apart=_months("months_outside", records)).collect()


def _term(kind: str, low: str, high: str, records: Records) -> pl.Expr:
    """A kind of penalty with its months, or with both ends of a range."""
    labels = codebook.labels("penalty_kind", records.settings.language)
    named = pl.col(kind).replace_strict(labels, default=None, return_dtype=pl.String)
    ends = pl.when(pl.col(low) == pl.col(high)).then(_months(high, records))
    spanned = pl.format("{}—{}", _number(low), _months(high, records))
    return pl.concat_str(named, ends.otherwise(spanned), separator=" ", ignore_nulls=True)


def _months(column: str, records: Records) -> pl.Expr:
    unit = codebook.toml("sentences")["measure_units"]["month"][records.settings.language]
    return pl.format("{}{}", _number(column), pl.lit(unit if records.settings.language == "zh" else f" {unit}"))


def _number(column: str) -> pl.Expr:
    return pl.col(column).round(2).cast(pl.String).str.strip_suffix(".0")


def _bars(counted: pl.DataFrame) -> pl.DataFrame:
    """A row for every bar of one side, of nobody too."""
    every = pl.DataFrame({"months_step": range(1, STEPS + 1)}, {"months_step": pl.Int64})
    named = every.join(counted.select("indicator", "period").unique(), how="cross")
    whole = named.join(counted, on=["indicator", "period", "months_step"], how="left", maintain_order="left")
    nobody = pl.when(pl.col("note").is_null()).then(0).otherwise(None)
    return whole.with_columns(pl.col("numerator").fill_null(nobody), pl.col("value").fill_null(nobody)).select(
        counted.columns
    )
