"""Agreement of judgments with recommendations: how often, in what they differ, what the cards say of it, and why."""

import polars as pl

from casekit import codebook
from casekit.measures import derived
from casekit.measures.absent import Absent, absence, measure_if_given, nothing_to_count, passing_absence
from casekit.measures.agreement import KEY, MADE, PARTS, SIDES, TESTED
from casekit.measures.framed import framed, shared
from casekit.measures.measure import inside, measure
from casekit.records.records import Records

RATES = ("accepted_at_first", "accepted_in_the_end", "principal_accepted")
QUARTERS = 8
RECORDED = ("judged_on", "adopted", "non_adoption_reason", "adjustment_reason", "adjusted_on")


def rates(records: Records) -> pl.DataFrame | Absent:
    """Accepted at first, in the end, and by the principal penalty, for the last eight quarters, oldest first."""
    found = [measure_if_given(records, name, periods=records.period.recent(QUARTERS)) for name in RATES]
    if (absent := next((one for one in found if isinstance(one, Absent)), None)) is not None:
        return absent
    shares = pl.concat([one for one in found if isinstance(one, pl.DataFrame)])
    return shares if shares["denominator"].fill_null(1).sum() else nothing_to_count(records)


def by_form(records: Records) -> pl.DataFrame | Absent:
    """Accepted at first by the form of the recommendation, in the headline period: fixed terms and ranges."""
    found = measure_if_given(records, RATES[0], by="recommendation_form", periods=records.compared[:1])
    if isinstance(found, Absent):
        return found
    tested = found.filter(pl.col("recommendation_form").is_in(TESTED))
    return tested if tested.height else nothing_to_count(records)


def outcomes(records: Records) -> pl.DataFrame | Absent:
    """How many persons by class of agreement in the headline period: a measured count by `agreement`."""
    if (absent := absence(records, "agreement_compared", by="agreement")) is not None:
        return absent
    found = measure(records, "agreement_compared", by="agreement", periods=records.compared[:1])
    classes = codebook.labels("agreement")
    listed = found.drop_nulls("agreement").sort(
        pl.col("agreement").replace_strict({c: n for n, c in enumerate(classes)})
    )
    return listed if listed["numerator"].sum() else nothing_to_count(records)


def differing(records: Records) -> pl.DataFrame | Absent:
    """Of the persons compared, in what the judgment differs from the first recommendation and from the last one: indicator,
    period, part, numerator, denominator, value, low, high, note; a person who differs in several parts is in several rows."""
    persons = judged(records)
    if isinstance(persons, Absent):
        return persons
    counted = persons.filter("is_agreement_counted")
    n, names = counted.height, dict(zip(SIDES, RATES, strict=False))
    if n == 0:
        return nothing_to_count(records)
    found = [(names[side], part, int(counted[f"{side}_{part}_differs"].sum()), n) for side in SIDES for part in PARTS]
    frame = pl.DataFrame(found, ["indicator", "part", "numerator", "denominator"], orient="row")
    return framed(shared(frame), pl.col("indicator"), records.headline.name, ["part"])


def judged(records: Records) -> pl.DataFrame | Absent:
    """One row a person judged in the headline period after plea leniency: what `measures.agreement` makes of it, what the
    card records (blank where it does not), the day of judgment and the procedure."""
    if (absent := absence(records, "agreement_compared", by="agreement")) is not None:
        return absent
    given = [name for name in RECORDED if name in records.columns("suspects")]
    frame = derived.with_derived(records.table("suspects"), "suspects", list(MADE), records)
    counted = inside(records.headline, "judged_on") & pl.col("agreement_standing").is_not_null()
    kept = frame.filter(counted).select(*KEY, *MADE, *given)
    blank = {
        name: pl.lit(None, pl.Date if name.endswith("_on") else pl.String) for name in RECORDED if name not in given
    }
    whole = (
        kept.with_columns(**blank).join(_procedures(records), on="case_id", how="left", maintain_order="left").collect()
    )
    return whole if whole.height else nothing_to_count(records)


@passing_absence
def crossed(persons: pl.DataFrame) -> pl.DataFrame:
    """How many persons compared by what the card records and by what is computed: adopted, agreement, persons, fits."""
    counted = persons.filter("is_agreement_counted")
    return counted.group_by("adopted", "agreement").agg(persons=pl.len().cast(pl.Int64), fits=_fits().first())


@passing_absence
def disagreeing(records: Records, persons: pl.DataFrame) -> pl.DataFrame:
    """The persons whose record and computed result do not fit, newest judgment first: case_id, suspect_no, and as text
    what is recorded and what is computed."""
    language = records.settings.language
    odd = persons.filter("is_agreement_counted", pl.col("adopted").is_not_null(), ~_fits())
    return odd.sort("judged_on", *KEY, descending=[True, False, False]).select(
        *KEY,
        recorded=pl.col("adopted").replace(codebook.labels("adoption_result", language)),
        computed=pl.col("agreement").replace(codebook.labels("agreement", language)),
    )


@passing_absence
def refusals(persons: pl.DataFrame) -> pl.DataFrame:
    """Why recommendations were not accepted in the end, as recorded: non_adoption_reason (blank: none given), persons, the
    most frequent first."""
    refused = persons.filter("is_agreement_counted", pl.col("agreement") == "differs")
    return refused.group_by("non_adoption_reason").agg(persons=pl.len().cast(pl.Int64)).sort(
        pl.col("non_adoption_reason").is_null(), "persons", "non_adoption_reason", descending=[False, True, False]
    )  # fmt: skip


@passing_absence
def adjustments(persons: pl.DataFrame) -> pl.DataFrame:
    """Why recommendations were adjusted, as recorded: adjustment_reason, asked (who asked for it, as far as the reason
    tells), persons, accepted (judged as adjusted), days (the median from adjustment to judgment); the most frequent first."""
    days = (pl.col("judged_on") - pl.col("adjusted_on")).dt.total_days()
    adjusted = persons.filter("is_agreement_counted", "is_adjusted").with_columns(days=days)
    return (
        adjusted.group_by("adjustment_reason")
        .agg(
            persons=pl.len().cast(pl.Int64),
            accepted=pl.col("is_accepted_finally").sum().cast(pl.Int64),
            days=pl.col("days").median(),
        )
        .with_columns(asked=_asked())
        .sort(pl.col("adjustment_reason").is_null(), "persons", "adjustment_reason", descending=[False, True, False])
    )


def _asked() -> pl.Expr:
    who = {code: by for by, codes in codebook.toml("outcomes")["adjustment_asked"].items() for code in codes}
    return pl.col("adjustment_reason").replace_strict(who, default="untold", return_dtype=pl.String)


def _fits() -> pl.Expr:
    """Whether what the card records can be said of the computed class; a blank record says nothing."""
    known = codebook.toml("outcomes")["adopted_fits"]
    pairs = [(pl.col("adopted") == code) & pl.col("agreement").is_in(classes) for code, classes in known.items()]
    return pl.any_horizontal(pairs).fill_null(False)


def _procedures(records: Records) -> pl.LazyFrame:
    if "procedure" in records.columns("cases"):
        return records.table("cases").select("case_id", "procedure")
    return pl.LazyFrame(schema={"case_id": pl.String, "procedure": pl.String})
