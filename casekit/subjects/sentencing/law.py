"""Law: each recommendation and judgment of the period held against the articles that bound it, as cases to read."""

import polars as pl

from casekit import codebook
from casekit.cleaning.sentences import COLUMNS
from casekit.ground.errors import Language
from casekit.measures.absent import Absent, absence, nothing_to_count, passing_absence
from casekit.measures.measure import inside
from casekit.records.records import Records
from casekit.subjects.sentencing.checks import checks, ranks
from casekit.subjects.sentencing.combined import executed_bounds
from casekit.subjects.sentencing.offered import offered

INDICATOR = "probation"
STAGES = ("recommended", "adjusted", "sentence")
LAW = ("law", "note")
DAYS = {"recommended": "recommended_on", "adjusted": "adjusted_on", "sentence": "judged_on"}
PARTS = {name: dtype for name, dtype in COLUMNS.items() if name != "problem"}
FLAGS = ("recidivist", "is_minor", "elderly", "surrendered", "merit", "attempted", "accessory", "settled")
OTHERS: dict[str, pl.DataType | type[pl.DataType]] = {
    "suspect_no": pl.Int64, "crime": pl.String, "judged_crime": pl.String, "crime_all": pl.List(pl.String),
    "judged_crime_all": pl.List(pl.String), "imprisonment_months": pl.Float64, "probation_months": pl.Float64,
    "occurred_on": pl.Date, "procedure": pl.String, **dict.fromkeys(DAYS.values(), pl.Date),
    **dict.fromkeys(STAGES, pl.String), **dict.fromkeys(FLAGS, pl.Boolean),
}  # fmt: skip
OF_A_CASE = ("occurred_on", "procedure")


def persons(records: Records) -> pl.DataFrame | Absent:
    """The persons judged in the headline period with every column that checks ask for, blank where the data has none."""
    if (absent := absence(records, INDICATOR, periods=records.compared)) is not None:
        return absent
    now, own = records.compared[0], records.columns("suspects")
    lent = [name for name in OF_A_CASE if name in records.columns("cases") - own]
    cases = records.table("cases").select("case_id", *lent) if lent else pl.LazyFrame(schema={"case_id": pl.String})
    found = (
        records.table("suspects")
        .filter(inside(now, "judged_on"))
        .join(cases, on="case_id", how="left", maintain_order="left")
        .collect()
    )
    penalties = {f"{stage}_{part}": dtype for stage in STAGES for part, dtype in PARTS.items()}
    blank = {name: dtype for name, dtype in (OTHERS | penalties).items() if name not in found.columns}
    filled = found.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in blank.items())
    return filled if found.height else nothing_to_count(records)


@passing_absence
def checked(persons: pl.DataFrame, records: Records) -> pl.DataFrame | Absent:
    """One row a check that applies to a penalty recommended (first, adjusted) or given: case_id, suspect_no, judged_on, stage,
    code, penalty and article (in words), flag (to be read)."""
    said = pl.concat([_stage(_numbered(persons), stage) for stage in STAGES]).with_row_index("line")
    if said.is_empty():
        return nothing_to_count(records)
    bounds = executed_bounds(said.select(pl.when("sentence_combined").then("text")).to_series())
    held = pl.concat([said, bounds], how="horizontal").join(offered(said), on="line", how="left", maintain_order="left")
    made = held.with_columns(penalty=_worded(records), **ranks())
    flags = {code: check for code, check in checks().items() if code in codes(*LAW)}
    place = ("case_id", "suspect_no", "judged_on", "stage", "penalty", "offer_article")
    long = made.select(*place, **flags).unpivot(list(flags), index=place, variable_name="code", value_name="flag")
    known = codebook.read("law_checks").select("code", law={"zh": "basis", "en": "basis_en"}[records.settings.language])
    own = pl.when(pl.col("code").str.contains("^(range|fine)_")).then(_cited(records.settings.language))
    told = long.drop_nulls("flag").join(known, on="code", maintain_order="left")
    return told.select(*place[:4], "code", "penalty", article=pl.coalesce(own, "law"), flag="flag")


def codes(*families: str) -> list[str]:
    """The checks of these families in the codebook's order; what nobody has checked against the law's text is left out."""
    known = codebook.read("law_checks").filter(pl.col("family").is_in(families), pl.col("status") != "memory")
    return known["code"].to_list()


@passing_absence
def counts(found: pl.DataFrame) -> pl.DataFrame:
    """How often each check could be made, and how many records are to be read, of `checked` or `card.compared`: code, stage,
    flagged, asked."""
    return found.group_by("code", "stage").agg(flagged=pl.col("flag").sum(), asked=pl.len()).sort("code", "stage")


@passing_absence
def to_read(found: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The records to be read of `checked` or `card.compared`, check by check in the codebook's order, the newest first: case_id,
    suspect_no, check (in words), and what was found, the stages of one person together."""
    known = codebook.read("law_checks").with_row_index("order").filter(pl.col("family") != "note")
    flagged = found.filter("flag").join(known.select("code", "order", check=records.settings.language), on="code")
    newest = flagged.sort(
        "order", "judged_on", "case_id", "suspect_no", descending=[False, True, False, False], maintain_order=True
    )
    stop = {"zh": "；", "en": "; "}[records.settings.language]
    said = pl.col(found.columns[5:-1]).unique(maintain_order=True).str.join(stop)
    return newest.group_by("case_id", "suspect_no", "check", maintain_order=True).agg(said)


def _cited(language: Language) -> pl.Expr:
    """The crime's own articles: 刑法第303条第2款, or Criminal Law 303(2)."""
    if language == "zh":
        return pl.col("offer_article")
    signs = codebook.toml("sentences")["law_cited"]["en"]
    return pl.col("offer_article").str.replace_all(r"\(.*?\)", "").str.replace_many(signs, leftmost=True)


def _numbered(persons: pl.DataFrame) -> pl.DataFrame:
    """The persons, their sentence taken from numbers where an export has no text of it."""
    bare = pl.col("sentence_penalty").is_null() & pl.col("sentence").is_null() & (pl.col("imprisonment_months") > 0)
    trial = pl.when(pl.col("probation_months") > 0).then("probation_months")
    given = {"penalty": pl.lit("imprisonment"), "probation": pl.when(trial.is_not_null()).then(pl.lit("yes"))}
    given |= {f"months_{end}": pl.col("imprisonment_months") for end in ("low", "high")}
    given |= {f"probation_months_{end}": trial for end in ("low", "high")}
    return persons.with_columns(
        pl.when(bare).then(value).otherwise(f"sentence_{part}").alias(f"sentence_{part}")
        for part, value in given.items()
    )


def _stage(persons: pl.DataFrame, stage: str) -> pl.DataFrame:
    """The penalties of one stage, under the names of a sentence; the day is that of the crime where the case has it."""
    own = ("judged_crime", "crime") if stage == "sentence" else ("crime",)
    parts = {f"sentence_{part}": pl.col(f"{stage}_{part}").cast(dtype) for part, dtype in PARTS.items()}
    several = (pl.coalesce(f"{name}_all" for name in own).list.len() > 1).fill_null(False)
    parts["sentence_combined"] = several | pl.col(f"{stage}_combined").fill_null(False)
    return persons.select(
        "case_id",
        "suspect_no",
        "judged_on",
        "procedure",
        *FLAGS,
        stage=pl.lit(stage),
        text=pl.col(stage),
        crime=pl.coalesce(own),
        day=pl.coalesce("occurred_on", DAYS[stage], "judged_on"),
        **parts,
    ).filter(pl.col("sentence_penalty").is_not_null() | pl.col("sentence_kinds_offered").is_not_null())


def short(months: pl.Expr) -> pl.Expr:
    """Months as text, whole ones without digits."""
    return months.round(1).cast(pl.String).str.strip_suffix(".0")


def _worded(records: Records) -> pl.Expr:
    """The penalty in a few words: its kinds, months, months of probation, a fine beside it."""
    language = records.settings.language
    words, kinds = codebook.toml("sentences")["law_penalty"][language], codebook.labels("penalty_kind", language)
    named = pl.coalesce("sentence_kinds_offered", pl.concat_list("sentence_penalty")).list.eval(
        pl.element().replace_strict(kinds, default=None, return_dtype=pl.String)
    )
    low, high = (pl.col(f"sentence_months_{end}") for end in ("low", "high"))
    fixed, span = pl.format(words["months"], short(high)), pl.format(words["range"], short(low), short(high))
    fined = pl.col("sentence_fine") & (pl.col("sentence_penalty") != "fine_only").fill_null(True)
    trial = pl.format(words["probation"], short(pl.col("sentence_probation_months_low")))
    known = {said: words[said] for said in ("may", "yes")}
    suspended = pl.col("sentence_probation").replace_strict(known, default=None, return_dtype=pl.String)
    stages = codebook.toml("sentences")["law_stages"][language]
    return pl.concat_str(
        pl.col("stage").replace_strict(stages),
        named.list.join(words["or"]),
        pl.when(low < high).then(span).otherwise(fixed).fill_null(""),
        pl.coalesce(trial, suspended).fill_null(""),
        pl.when(fined).then(pl.lit(words["fine"])).otherwise(pl.lit("")),
    )
