"""Signs: what moved in recommendations and judgments in the newest complete quarter, against the same kind of cases before it."""

from datetime import date
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures import derived
from casekit.measures.absent import Absent, nothing_to_count, passing_absence
from casekit.measures.agreement import KEY
from casekit.measures.framed import Part, framed
from casekit.measures.recording import recording
from casekit.records.records import Records
from casekit.statistics import change
from casekit.subjects.sentencing import likeness

LEVELS = {"adopted": 2, "principal_only": 2, "adopted_after_adjustment": 1, "not_adopted": 0}
COMPARABLE = ("below", "within", "above", "other_kind")
DERIVED = ["is_adjusted", "distance_standing", "final_standing", "months_off", "range_width"]
USES: dict[str, Any] = {
    "adjusted_on": pl.Date,
    **dict.fromkeys(("recommended_form", "recommended_penalty", "adopted", "adjustment_reason", "crime"), pl.String),
    **dict.fromkeys(("recommended_months_low", "recommended_months_high", "sentence_months_low"), pl.Float64),
}
LENT = ("procedure", "unit")


def settings() -> dict[str, Any]:
    """The numbers and reasons that the signs go by."""
    return dict(codebook.toml("signs")["settings"])


def blocks(records: Records) -> dict[str, dict[str, Any]]:
    """The signs that the data has the columns for, by code."""
    return {code: sign for code, sign in codebook.toml("signs")["sign"].items() if not _lacking(sign, records)}


def quarters(records: Records) -> list[Period]:
    """The quarters compared with, oldest first (at most eight, as far as the data goes back), and last the one looked at: the
    records' own, or the one before it while judgments of the newest are still coming in."""
    entered, begins = recording(records, "judged_on"), records.report["begins"]
    newest = records.period if entered is None or entered.is_complete else records.period.before()
    recent = newest.recent(settings()["quarters"] + 1)
    return [one for one in recent if begins and one.start.replace(day=1) >= date.fromisoformat(begins)]


def persons(records: Records) -> pl.DataFrame | Absent:
    """The persons judged in all these quarters with a recommendation: case_id, suspect_no, judged_on, is_new, stratum, and a column a sign
    (or a part of it, as `sign|part`); blank where a person is no instance of the sign."""
    if (absent := _absent(records)) is not None:
        return absent
    first, *_, newest = quarters(records)
    judged = pl.col("judged_on").is_between(first.start, newest.end) & pl.col("recommended_form").is_not_null()
    known = _read(records).filter(judged).with_columns(is_new=pl.col("judged_on") >= newest.start)
    told = known.with_columns(**_circumstances()).with_columns(is_lawful=_lawful()).with_columns(**_values()).collect()
    parts = {code: _parts(told, sign["by"]) for code, sign in blocks(records).items() if "by" in sign}
    parted = [own.alias(f"{code}|{part}") for code, found in parts.items() for part, own in found.items()]
    whole = [code for code in blocks(records) if code not in parts]
    return told.select(*KEY, "judged_on", "is_new", _stratum(told).alias("stratum"), *whole, *parted)


@passing_absence
def moved(judged: pl.DataFrame, records: Records) -> pl.DataFrame | Absent:
    """Every sign of `persons` now and before, two rows each: indicator (the sign), period, part, numerator, denominator, value,
    low, high, note, change, moved, tested.

    `part` is the unit's code or the crime that moved (of those that did not, the one that changed most), else blank.
    `change` is that among like persons (crime, form, unit), not the difference of the two values. Of quarters in which
    nothing changed, at most 5% have anything that moved. A mean has its persons as numerator and denominator.
    """
    if judged["is_new"].n_unique() < 2:
        return nothing_to_count(records)
    first, *_, last, newest = (one.name for one in quarters(records))
    found = tested(judged).sort("moved", "p", descending=[True, False], nulls_last=True, maintain_order=True)
    kept = found.filter(pl.col("moved") | (pl.int_range(pl.len()).over("sign") == 0))
    signs = pl.DataFrame({"sign": list(codebook.toml("signs")["sign"])}).join(kept, on="sign", maintain_order="left")
    return pl.concat([_side(signs, "now", newest), _side(signs, "before", f"{first}—{last}")])


def tested(judged: pl.DataFrame) -> pl.DataFrame:
    """Every sign and part as `statistics.change` tells it, and its sign; what is only context was not tested, and has no p."""
    columns = {name: name.partition("|")[0] for name in judged.columns[5:]}
    signs = [code for code, sign in codebook.toml("signs")["sign"].items() if not sign.get("context")]
    families = {code: [name for name in columns if columns[name] == code] for code in signs}
    kept = judged["is_new"], judged["stratum"], judged["case_id"]
    found = change.changes(judged.select(*columns), *kept, families)
    return found.with_columns(sign=pl.col("name").replace_strict(columns, return_dtype=pl.String))


@passing_absence
def to_read(judged: pl.DataFrame, measured: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The newest quarter's cases behind each sign that moved, each by the person who moved it most, in turn: case_id,
    suspect_no, sign (text), judged (text)."""
    labels = {code: sign[records.settings.language] for code, sign in codebook.toml("signs")["sign"].items()}
    asked = measured.filter("moved", pl.col("period") == measured["period"].first())
    own = judged.select(*KEY, sign=pl.lit(""), judged_on="judged_on", turn=pl.lit(0, pl.Int64))
    lists = [own.clear()]
    for code, part, way in asked.select("indicator", "part", "change").iter_rows():
        lists.append(_pushing(judged, f"{code}|{part}" if part else code, way))
    turns = pl.concat(lists).sort("turn", maintain_order=True)
    named = pl.col("sign").replace_strict(labels, return_dtype=pl.String)
    return turns.select(*KEY, named, judged=pl.col("judged_on").cast(pl.String))


def _lacking(sign: dict[str, Any], records: Records) -> list[str]:
    """The columns that a sign needs and the data lacks."""
    needs = [(*name.rpartition("."), name) for name in ("judged_on", *sign["needs"])]
    return [name for table, _, column, name in needs if column not in records.columns(table or "suspects")]


def _absent(records: Records) -> Absent | None:
    """Why nothing can be compared: no dates, no column that a sign needs, or too few quarters before."""
    language, words, least = records.settings.language, codebook.toml("sentences"), settings()["least_quarters"]
    if records.period.kind != "quarter":
        return Absent(words["absent_dates"][language])
    if all(sign.get("context") for sign in blocks(records).values()):
        name = _lacking(codebook.toml("signs")["sign"]["width"], records)[0]
        return Absent(words["absent"][language].format(lacking=codebook.field_label("suspects", name, language)))
    return Absent(words["signs"]["short"][language].format(k=least)) if len(quarters(records)) <= least else None


def _read(records: Records) -> pl.LazyFrame:
    """Suspects with what the signs are made of, and their case's procedure and unit's code; what did not come is blank."""
    here, lent = records.columns("suspects"), [name for name in LENT if name in records.columns("cases")]
    blank = [pl.lit(None, kind).alias(name) for name, kind in USES.items() if name not in here]
    suspects = derived.with_derived(records.table("suspects"), "suspects", DERIVED, records)
    own = suspects.with_columns(blank).select(*KEY, "judged_on", *USES, *DERIVED)
    cases = records.table("cases").select("case_id", *lent) if lent else pl.LazyFrame(schema={"case_id": pl.String})
    both = own.join(cases, on="case_id", how="left", validate="m:1")
    placed = both.with_columns(pl.lit(None, pl.String).alias(name) for name in LENT if name not in lent)
    units = likeness.units(records).lazy()
    return placed.join(units, on="unit", how="left", validate="m:1").drop("unit").rename({"code": "unit"})


def _circumstances() -> dict[str, pl.Expr]:
    """In which of the two forms it was recommended, how it was tried, and how late and why it was adjusted."""
    ahead, reason = (pl.col("judged_on") - pl.col("adjusted_on")).dt.total_days(), pl.col("adjustment_reason")
    given, adjusted = settings(), pl.col("is_adjusted")
    late = adjusted & ahead.is_between(0, given["last_days"]) & reason.is_in(given["unexplained"]).fill_null(True)
    return {
        "is_fixed": pl.col("recommended_form") == "fixed",
        "is_ranged": pl.col("recommended_form") == "range",
        "is_fast": (pl.col("procedure") == "fast_track").fill_null(False),
        "is_new_fact": adjusted & reason.is_in(given["new_facts"]).fill_null(False),
        "is_late": late.fill_null(False),
    }


def _lawful() -> pl.Expr:
    """Whether it was adjusted as the law foresees: after a new fact, or in fast track."""
    return pl.col("is_new_fact") | (pl.col("is_fast") & pl.col("is_adjusted"))


def _values() -> dict[str, pl.Expr]:
    """What each sign is of one person judged with a recommendation, by code."""
    first, final = pl.col("distance_standing"), pl.col("final_standing")
    months, low, high = (
        pl.col(name) for name in ("sentence_months_low", "recommended_months_low", "recommended_months_high")
    )
    computed = pl.when(first == "within").then(2).when(final == "within").then(1).otherwise(0)
    recorded = pl.col("adopted").replace_strict(LEVELS, default=None, return_dtype=pl.Int64)
    compared, untouched = first.is_in(COMPARABLE), ~pl.col("is_adjusted")
    imprisoned = pl.col("is_fixed") & (pl.col("recommended_penalty") == "imprisonment")
    values = {
        "exact": pl.when(pl.col("is_fixed") & untouched & compared).then(first == "within"),
        "edge": pl.when(pl.col("is_ranged") & untouched & (first == "within")).then((months == low) | (months == high)),
        "late": pl.when(~pl.col("is_fast") & ~pl.col("is_lawful")).then("is_late"),
        "width": pl.col("range_width"),
        "record": pl.when(compared & final.is_in(COMPARABLE) & ~pl.col("is_lawful")).then(recorded > computed),
        "round": pl.when(imprisoned).then(low % settings()["round_to"] == 0),
        "shift": pl.when(~pl.col("is_lawful")).then("months_off"),
        "fast_track_edits": pl.when("is_fast").then("is_adjusted"),
        "new_fact_edits": pl.col("is_new_fact"),
    }
    return {code: value.cast(pl.Float64) for code, value in values.items()}


def _stratum(known: pl.DataFrame) -> pl.Expr:
    """Crime (rare ones together), form and unit as one text; a blank is a kind of its own."""
    rare = known.group_by("crime").len().filter(pl.col("len") < settings()["least_persons"])["crime"].drop_nulls()
    crime = pl.when(pl.col("crime").is_in(rare.implode())).then(pl.lit("other")).otherwise("crime")
    return pl.concat_str(
        [one.fill_null("blank") for one in (crime, pl.col("recommended_form"), pl.col("unit"))], separator="|"
    )


def _parts(known: pl.DataFrame, by: str) -> dict[str, pl.Expr]:
    """The shift of each unit or crime with enough persons in the newest quarter; none where there is but one."""
    sizes = known.filter("is_new", pl.col("shift").is_not_null()).group_by(by).len().drop_nulls()
    parts = sorted(sizes.filter(pl.col("len") >= settings()["least_persons"])[by].to_list())
    return {part: pl.when(pl.col(by) == part).then("shift") for part in parts if len(parts) > 1}


def _side(signs: pl.DataFrame, side: str, span: str) -> pl.DataFrame:
    """The signs as they were on one side: now or before."""
    shares = [code for code, sign in codebook.toml("signs")["sign"].items() if sign["kind"] == "share"]
    value, n = pl.col(side), pl.col(f"n_{side}")
    some = pl.when(pl.col("sign").is_in(shares)).then((value * n).round().cast(pl.Int64).fill_null(0)).otherwise(n)
    part = pl.col("name").str.split("|").list.get(1, null_on_oob=True).fill_null("").alias("part")
    after = {"change": "change", "moved": "moved", "tested": pl.col("p").is_not_null()}
    counts: dict[str, Part] = {"numerator": some, "denominator": n, "value": value, "low": None, "high": None}
    return framed(signs, pl.col("sign"), span, [part], after, **counts)


def _pushing(judged: pl.DataFrame, name: str, way: float) -> pl.DataFrame:
    """The newest cases whose value lies on the side to which a sign moved, farthest first from what was usual of their stratum,
    or of a shift from the recommendation: case_id, suspect_no, sign, judged_on, turn."""
    sign = name.partition("|")[0]
    mean = pl.col(name).filter(~pl.col("is_new")).mean().over("stratum").fill_null(pl.col(name).mean())
    usual = pl.lit(0.0) if codebook.toml("signs")["sign"][sign]["kind"] == "shift" else mean
    off = judged.with_columns(push=(pl.col(name) - usual) * (1 if way > 0 else -1)).filter("is_new", pl.col("push") > 0)
    inorder = off.sort("push", "judged_on", *KEY, descending=[True, True, False, False])
    cases = inorder.unique("case_id", keep="first", maintain_order=True)
    return cases.select(*KEY, pl.lit(sign).alias("sign"), "judged_on", turn=pl.int_range(pl.len()))
