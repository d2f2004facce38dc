"""Like cases: the judged persons, what was known of each before the judgment, and the range that earlier like cases received."""

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.measures.recording import recording
from casekit.records.records import Records

KEY = ["case_id", "suspect_no"]
NEEDS = ("judged_on", "crime", "sentence_penalty", "sentence_months_low")
HELD, HISTORY = 4, 12  # quarters that ranges are held against, and those before them that they are made of
LEAST = 100  # persons of a crime in those quarters; under it there is no range
COVERAGE = 0.9
CUSTODIAL = ("detention", "imprisonment")
LONGER = ("fled", "deaths", "seriously_injured", "lightly_injured", "amount_yuan", "crimes")
"""With more of these a term is not shorter: 刑法133, and what the guideline says of each crime."""
MADE = ("has_range", "is_in_range")
SAID = ("recommended_penalty", "recommended_penalty_high", "recommended_months_low", "recommended_months_high")
SENTENCED = ("sentence_penalty", "sentence_months_low", "sentence_form")
TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    **{name: pl.Float64 if "months" in name else pl.String for name in (*SAID, *SENTENCED)},
    **dict.fromkeys(("appealed", "protested"), pl.Boolean),
}
LAST = ("persons", "crimes", "amount_yuan")


def persons(records: Records) -> pl.DataFrame:
    """Every judged person, in order: case_id, suspect_no, judged_on, is_final (neither appealed nor protested), unit,
    penalty, months (of a fixed term, else blank), recommended_low, recommended_high (months first recommended, where of
    the penalty given), and the features known before the judgment: crime (as charged), the guideline's circumstances as 0
    or 1, harm done, persons and crimes of the case, amount_yuan. No feature is made of a recommendation or the judgment.
    """
    given = records.columns("suspects")
    frame = records.table("suspects").with_columns(
        (pl.col(name) if name in given else pl.lit(None)).cast(kind).alias(name) for name, kind in TYPES.items()
    )
    listed = pl.col("crime_all").list.len() if "crime_all" in given else pl.lit(None)
    flags = {
        name: (pl.col(name) == "applied" if name == "plea" else pl.col(name)).cast(pl.Int32)
        for name in (*circumstances(), *LONGER[:-2])
        if name in given
    }
    own = frame.with_columns(**flags, persons=pl.len().over("case_id").cast(pl.Int32), crimes=listed.cast(pl.Int32))
    judged = own.filter(pl.col("judged_on").is_not_null()).join(
        _of_cases(records), on="case_id", how="left", validate="m:1"
    )
    term = pl.when(pl.col("sentence_form") == "fixed").then("sentence_months_low")
    same = pl.col("recommended_penalty").eq(pl.col("sentence_penalty")) & pl.col("recommended_penalty_high").is_null()
    ends = {f"recommended_{end}": pl.when(same).then(f"recommended_months_{end}") for end in ("low", "high")}
    columns = [*KEY, "judged_on", "is_final", "unit", "penalty", "months", *ends, "crime", *flags, *LAST]
    made = judged.with_columns(penalty="sentence_penalty", months=term, is_final=_is_final(), **ends)
    return made.select(columns).sort("judged_on", *KEY).collect()


def circumstances() -> dict[str, int]:
    """The guideline's circumstances that a card has a field for: -1 where they make a term shorter, +1 where longer."""
    factors = codebook.read("guideline_factors").filter(pl.col("field").is_not_null())
    way = pl.when(pl.col("direction") == "heavier").then(1).otherwise(-1)
    return dict(factors.select("field", way.alias("way")).unique(maintain_order=True).rows())


def features(frame: pl.DataFrame) -> list[str]:
    """The columns of `persons` that make cases alike."""
    return [name for name in ("crime", *circumstances(), "persons", *LONGER) if name in frame.columns]


def held(records: Records) -> list[Period]:
    """The quarters whose judgments ranges are held against, oldest first: four up to the newest whose judgments are entered."""
    if records.period.kind != "quarter":
        return []
    entered = recording(records, "judged_on")
    last = records.period if entered is None or entered.is_complete else records.period.before()
    return last.recent(HELD)


def of_persons(records: Records) -> pl.DataFrame:
    """Every person imprisoned in the quarters held against: the columns of `persons`, and low, middle, high, n_like, note of
    the reference range, has_range, is_in_range, and of the crime alone n_before, usual_low, usual_middle, usual_high.

    Ranges are made of the imprisonment of persons judged before these quarters, so they say what was given where
    imprisonment was given at all; nobody who still waits for judgment has one, nor anybody of a crime with under
    `LEAST` such persons (note few).
    """
    quarters = held(records)
    known = persons(records).filter(pl.col("penalty") == "imprisonment", pl.col("months").is_not_null())
    if not quarters:
        return ranged(known.clear(), known.clear())
    asked = known.filter(pl.col("judged_on").is_between(quarters[0].start, quarters[-1].end))
    return ranged(earlier(known, quarters[0]), asked)


def earlier(known: pl.DataFrame, quarter: Period) -> pl.DataFrame:
    """Those judged in the three years before a quarter."""
    first = quarter.before().recent(HISTORY)[0].start
    return known.filter(pl.col("judged_on").is_between(first, quarter.start, closed="left"))


def ranged(before: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The persons asked for with the ranges that those before make."""
    from casekit.statistics.reference import ReferenceRange

    names, usual = features(asked), _usual(before)
    placed = asked.join(usual, on="crime", how="left", validate="m:1", maintain_order="left")
    known = before.join(usual.filter(pl.col("n_before") >= LEAST), on="crime", how="semi")
    enough = pl.col("n_before") >= LEAST
    told, few = placed.filter(enough), placed.filter(~enough.fill_null(False))
    if told.height:
        ways = {name: way for name, way in (circumstances() | dict.fromkeys(LONGER, 1)).items() if name in names}
        made = ReferenceRange(coverage=COVERAGE).fit(known.select(names), known["months"], ways, known["case_id"])
        told = pl.concat([told, made.predict(told.select(names))], how="horizontal")
    both = pl.concat([told, few.with_columns(note=pl.lit("few"))], how="diagonal_relaxed").sort("judged_on", *KEY)
    blank = {name: pl.lit(None, pl.Float64) for name in ("low", "middle", "high") if name not in both.columns}
    inside = pl.col("months").round(1).is_between("low", "high").fill_null(False)
    return both.with_columns(**blank).with_columns(has_range=pl.col("low").is_not_null(), is_in_range=inside)


def _is_final() -> pl.Expr:
    return ~(pl.col("appealed").fill_null(False) | pl.col("protested").fill_null(False))


def _usual(before: pl.DataFrame) -> pl.DataFrame:
    """How many persons of each crime, the median and the middle nine tenths of their terms, whatever the circumstances."""
    tail, months = (1 - COVERAGE) / 2, pl.col("months")
    ends = {"usual_low": tail, "usual_middle": 0.5, "usual_high": 1 - tail}
    quantiles = {name: months.quantile(share, "linear") for name, share in ends.items()}
    return before.drop_nulls("crime").group_by("crime").agg(n_before=pl.len(), **quantiles)


def _of_cases(records: Records) -> pl.LazyFrame:
    """The unit and the amount of each case, blank where they did not come."""
    kinds = {"unit": pl.String, "amount_yuan": pl.Float64}
    given = records.columns("cases")
    if "case_id" not in given:
        return pl.LazyFrame(schema={"case_id": pl.String, **kinds})
    return records.table("cases").select(
        "case_id",
        *(pl.col(name).cast(kind) if name in given else pl.lit(None, kind).alias(name) for name, kind in kinds.items()),
    )
