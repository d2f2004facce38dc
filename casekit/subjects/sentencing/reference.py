"""Reference ranges looked back at: what they held of the newest judgments, which recommendations lay outside, and like cases."""

from datetime import timedelta

import polars as pl

from casekit import codebook
from casekit.intake.pseudonyms import code
from casekit.measures import derived, like_cases
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.measures.framed import framed
from casekit.records.records import Records
from casekit.statistics.scoring import winkler
from casekit.statistics.uncertainty import clustered
from casekit.subjects.sentencing.law import short

INDICATOR = "in_reference_range"
GROUP, PART = (
    20,
    60,
)  # persons from which a crime is shown, and a part of one: the tenth outside must not be too few to leave
FEW = 30  # persons from which a crime's coverage is judged
APPEAL = 15  # days after a judgment in which an appeal may still come, with delivery
NORMAL = 1.96
SHOWN = 8  # characters of a case's code in a reading list
SCORES = ("gap", "score")  # lower is better
USUAL = "usual_"


def ranges(records: Records) -> "pl.DataFrame | Absent":
    """Every person imprisoned in the quarters looked back at, with the reference range (`measures.like_cases.of_persons`)."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    found = derived.kept(like_cases.of_persons, records)
    return found if found["has_range"].any() else nothing_to_count(records)


def left_out(records: Records) -> "pl.DataFrame | Absent":
    """Who was judged in the quarters looked back at and has no range, by reason, the most first: reason (the penalty given,
    term_unread, or few where the crime has too few like cases), persons."""
    if (absent := absence(records, INDICATOR)) is not None:
        return absent
    if not (quarters := like_cases.held(records)):
        return nothing_to_count(records)
    judged = like_cases.persons(records).filter(pl.col("judged_on").is_between(quarters[0].start, quarters[-1].end))
    imprisoned = (pl.col("penalty") == "imprisonment").fill_null(False)
    unread = pl.col("months").is_null() & (imprisoned | pl.col("penalty").is_null())
    reason = pl.when(unread).then(pl.lit("term_unread")).when(imprisoned).then(pl.lit("few")).otherwise("penalty")
    ranged = derived.kept(like_cases.of_persons, records).filter("has_range")
    rest = judged.join(ranged, on=like_cases.KEY, how="anti").group_by(reason=reason).agg(persons=pl.len())
    return rest.sort("persons", "reason", descending=[True, False])


@passing_absence
def coverage(ranged: pl.DataFrame, records: Records, by: str | None = "crime") -> pl.DataFrame:
    """How many of the judgments the ranges held, by crime or (`by=None`) in all, as a measured frame: indicator, period (the
    last quarter looked back at), crime, numerator, denominator, value, low, high, note; and width (median months),
    gap_skill and score_skill (how much closer, and how much better a range, than the crime's own median and quantiles;
    share of one) with _low and _high, and standing: as_set, under (not used for looking back), over (too wide), few.

    Limits allow for persons of one case being alike.
    """
    scored = _scored(ranged.filter("has_range"))
    groups = scored.partition_by(by, maintain_order=True) if by else [scored]
    rows = [({by: group[by][0]} if by else {}) | _held(group) for group in groups]
    found = pl.DataFrame(rows, schema_overrides={"note": pl.String}, infer_schema_length=None)
    ordered = found.sort("denominator", *([by] if by else []), descending=[True, *([False] if by else [])])
    return ordered.select(pl.lit(INDICATOR).alias("indicator"), pl.lit(_last(records)).alias("period"), *found.columns)


@passing_absence
def groups(ranged: pl.DataFrame, held: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Like cases in groups, as a measured frame: indicator, period, crime, circumstance, has, numerator (in their range),
    denominator, value, low, high, note; band_low, band_high (medians of the ranges' ends), months, tenth and ninetieth
    (median and middle 80% of the terms).

    A crime of at least 20 persons is parted by the circumstance that moves the middle most, where both parts are large
    enough to leave the room; crimes whose ranges are not to be used are left out.
    """
    known = ranged.filter("has_range").join(held.filter(pl.col("standing") != "under"), on="crime", how="semi")
    parts = [_parted(group) for group in known.partition_by("crime", maintain_order=True)]
    grouped = pl.concat(parts) if parts else known.clear().with_columns(circumstance=pl.lit(""), has=pl.lit(True))
    term, inside = pl.col("months"), pl.col("is_in_range")
    counted = grouped.group_by("crime", "circumstance", "has").agg(
        numerator=inside.sum().cast(pl.Int64),
        denominator=pl.len().cast(pl.Int64),
        band_low=pl.col("low").median(),
        band_high=pl.col("high").median(),
        months=term.median(),
        tenth=term.quantile(0.1, "linear"),
        ninetieth=term.quantile(0.9, "linear"),
    )
    sized = counted.filter(pl.col("denominator") >= GROUP).sort(
        pl.col("denominator").sum().over("crime"), "crime", "has", descending=[True, False, True]
    )
    beside = ("band_low", "band_high", "months", "tenth", "ninetieth")
    return framed(sized, INDICATOR, _last(records), ("crime", "circumstance", "has"), beside)


@passing_absence
def outside(ranged: pl.DataFrame, held: pl.DataFrame, records: Records) -> pl.DataFrame:
    """Persons of closed cases whose first recommendation of imprisonment lay wholly outside the range, the farthest first:
    case_id, suspect_no, crime, and as text (months) recommended_months, reference, sentence_months.

    Closed is a case judged without appeal or protest, the time for one over; crimes with ranges not to be used are left out.
    """
    off = pl.max_horizontal(pl.col("low") - pl.col("recommended_high"), pl.col("recommended_low") - pl.col("high"))
    found = _looked_back(ranged, held, records).with_columns(off=off).filter(pl.col("off") > 0.05)
    listed = found.sort("off", *like_cases.KEY, descending=[True, False, False])
    ends = {"recommended_months": ("recommended_low", "recommended_high"), "reference": ("low", "high")}
    told = {name: span(*pair) for name, pair in ends.items()}
    return listed.select(*like_cases.KEY, "crime", **told, sentence_months=months("months"))


@passing_absence
def closed(ranged: pl.DataFrame, held: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The persons of closed cases with a range that may be used and a first recommendation of imprisonment."""
    return _looked_back(ranged, held, records)


def _looked_back(ranged: pl.DataFrame, held: pl.DataFrame, records: Records) -> pl.DataFrame:
    known = ranged.filter("has_range", _is_closed(records), pl.col("recommended_low").is_not_null())
    return known.join(held.filter(pl.col("standing") != "under"), on="crime", how="semi", maintain_order="left")


def _is_closed(records: Records) -> pl.Expr:
    """Judged, the time for an appeal over, and neither appealed nor protested."""
    last = (records.extracted or records.period.end) - timedelta(APPEAL)
    return pl.col("is_final") & (pl.col("judged_on") <= last)


def similar(records: Records, key: str, most: int = 8) -> "tuple[pl.DataFrame, pl.DataFrame] | Absent":
    """Of a closed case, by its `case_id` or the code that reading lists show: its persons with their ranges, and the persons
    like the first of them, the likest and newest first: case_id, suspect_no, months, judged_on, differs (a list of the
    features known to differ, each as `name:value`).

    Like are persons of the same crime judged to imprisonment in the three years before, by the number of features that
    differ. A case that still waits for judgment has none: it is never to be held against a range.
    """
    ranged = ranges(records)
    if isinstance(ranged, Absent):
        return ranged
    own = ranged.filter("has_range", _is_closed(records), _is_called(ranged["case_id"], key, records))
    if own.is_empty():
        return Absent(codebook.toml("sentences")["reference"]["not_closed"][records.settings.language])
    known = like_cases.persons(records).filter(pl.col("penalty") == "imprisonment", pl.col("months").is_not_null())
    before = like_cases.earlier(known, like_cases.held(records)[0]).filter(crime=own["crime"][0])
    names = [name for name in like_cases.features(own) if name not in ("crime", "amount_yuan")]
    told = [
        pl.when(pl.col(name) != own[name][0]).then(pl.format(name + ":{}", name))
        for name in names
        if own[name][0] is not None
    ]
    apart = (pl.col("amount_yuan").log1p() - float(own["amount_yuan"].log1p()[0] or 0)).abs().fill_null(0)
    near = before.with_columns(differs=pl.concat_list(told).list.drop_nulls(), apart=apart)
    down = [False, False, True, False, False]
    order = near.sort(pl.col("differs").list.len(), "apart", "judged_on", *like_cases.KEY, descending=down)
    return own, order.select(*like_cases.KEY, "months", "judged_on", "differs").head(most)


def _is_called(cases: pl.Series, key: str, records: Records) -> pl.Series:
    """Which rows are of the case with this number or code."""
    coded = [
        case == key or (bool(records.secret) and code(case, records.secret, "case")[:SHOWN] == key) for case in cases
    ]
    return pl.Series(coded, dtype=pl.Boolean)


def months(name: str) -> pl.Expr:
    """Months as text, without a needless .0."""
    return short(pl.col(name))


def span(low: str, high: str) -> pl.Expr:
    """A range of months as text, one number where both ends are the same."""
    same = pl.col(low) == pl.col(high)
    return pl.when(same).then(months(low)).otherwise(pl.format("{}—{}", months(low), months(high)))


def _scored(known: pl.DataFrame) -> pl.DataFrame:
    """The persons with how far the term lay from the middle, and the score of the range; of ours and of the crime alone."""
    ends = {side: (known[f"{side}low"], known[f"{side}high"]) for side in ("", USUAL)}
    scores = {f"{side}score": winkler(known["months"], *both, like_cases.COVERAGE) for side, both in ends.items()}
    gaps = {f"{side}gap": (known["months"] - known[f"{side}middle"]).abs() for side in ends}
    return known.with_columns(**gaps, **scores)


def _held(group: pl.DataFrame) -> dict[str, object]:
    """One row of `coverage`."""
    cases = group.group_by("case_id").agg(k=pl.col("is_in_range").sum(), n=pl.len())
    low, high = clustered(cases["k"].to_numpy(), cases["n"].to_numpy())
    k, n = int(group["is_in_range"].sum()), group.height
    off = "under" if high < like_cases.COVERAGE else "over" if low > like_cases.COVERAGE else "as_set"
    counts = {
        "numerator": k,
        "denominator": n,
        "value": k / n,
        "low": low,
        "high": high,
        "note": "few" if n < FEW else None,
    }
    width = {"width": (group["high"] - group["low"]).median()}
    skills = {name: part for score in SCORES for name, part in _skill(group, score).items()}
    return {**counts, **width, **skills, "standing": "few" if n < FEW else off}


def _skill(group: pl.DataFrame, score: str) -> dict[str, float | None]:
    """One less the ratio of both sums, with limits from the spread of its parts over cases."""
    sums = group.group_by("case_id").agg(own=pl.col(score).sum(), usual=pl.col(f"usual_{score}").sum())
    usual, names = float(sums["usual"].sum()), [f"{score}_skill{end}" for end in ("", "_low", "_high")]
    if not usual:
        return dict.fromkeys(names)
    ratio = float(sums["own"].sum()) / usual
    spread = float(((sums["own"] - ratio * sums["usual"]) ** 2).sum()) ** 0.5 / usual
    return dict(zip(names, (1 - ratio, 1 - ratio - NORMAL * spread, 1 - ratio + NORMAL * spread), strict=True))


def _parted(group: pl.DataFrame) -> pl.DataFrame:
    """One crime with the circumstance that parts it, blank where none does."""
    middle, apart = pl.col("middle"), {}
    for name in (set(like_cases.circumstances()) & set(group.columns)) - {"is_minor"}:
        sides = group.drop_nulls(name).group_by(name).agg(n=pl.len(), middle=middle.mean())
        if sides.filter(pl.col("n") >= PART).height == 2:
            apart[name] = round(abs(float(sides["middle"][0]) - float(sides["middle"][1])), 6)
    if not apart:
        return group.with_columns(circumstance=pl.lit(""), has=pl.lit(True))
    chosen = max(sorted(apart), key=lambda name: apart[name])
    return group.with_columns(circumstance=pl.lit(chosen), has=pl.col(chosen) == 1).drop_nulls("has")


def _last(records: Records) -> str:
    """The last quarter looked back at."""
    return like_cases.held(records)[-1].name
