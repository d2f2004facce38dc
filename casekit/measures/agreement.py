"""Agreement: whether a judgment is what the prosecution recommended, at first and in the end, and in what it differs."""

import polars as pl

from casekit.records.records import Records

KEY = ["case_id", "suspect_no"]
PARTS = ("kind", "term", "probation", "probation_term", "fine")
SIDES = {"first": "recommended", "final": "last"}
RANKS = {"control": 0, "detention": 1, "imprisonment": 2, "life": 3, "death_suspended": 4, "death": 5}
CARRYING = ("detention", "imprisonment")  # what probation can be given for
UNPUNISHED = ("exempt", "not_guilty")
TESTED = ("fixed", "range")
NEAR = 0.01  # months: a term in days is held in thirtieths
NEEDS = ("plea", "recommended_form", "sentence_form")
ADJUSTED = "adjusted_penalty"  # without its text, nothing can be told of the recommendation made last
SAID: dict[str, pl.DataType | type[pl.DataType]] = {
    "": pl.String, "_penalty": pl.String, "_penalty_high": pl.String, "_months_low": pl.Float64, "_months_high": pl.Float64,
    "_probation": pl.String, "_probation_months_low": pl.Float64, "_probation_months_high": pl.Float64,
    "_fine": pl.Boolean, "_fine_yuan_low": pl.Float64, "_fine_yuan_high": pl.Float64, "_form": pl.String,
    "_kinds_offered": pl.List(pl.String), "_on": pl.Date,
}  # fmt: skip
GIVEN = {f"{who}{part}": dtype for who in ("recommended", "adjusted", "sentence") for part, dtype in SAID.items()}
USES = GIVEN | {"plea": pl.String} | dict.fromkeys(("judged_on", "plea_signed_on", "charged_on"), pl.Date)
MADE = (
    "first_agreement", "final_agreement", "agreement", "agreement_standing", "recommendation_form", "is_pleaded_and_judged",
    "is_recommended", "is_form_told", "is_fixed", "is_agreement_counted", "is_accepted_at_first", "is_accepted_finally",
    "is_principal_accepted", "is_adjusted", *(f"{side}_{part}_differs" for side in SIDES for part in PARTS),
)  # fmt: skip
OF_LAST = ("final_agreement", "agreement", "is_accepted_finally", "is_principal_accepted")


def of_persons(records: Records) -> pl.DataFrame:
    """One row a person: case_id, suspect_no and the columns `MADE`; what the data lacks counts as blank.

    `first_agreement` and `final_agreement` hold the judgment against the first recommendation and against the last one
    (the adjusted one where there is one): accepted; principal_only where nothing but the fine differs; differs. What names
    only an upper limit, a kind, several kinds or an approximate term is never accepted: loose_fits or loose_differs; what
    cannot be read is cannot_tell. `<side>_<part>_differs` are a person's own flags, and several may hold. Counted are
    persons with plea leniency taken before the charge, whose judgment is read and both whose recommendations can be
    tested; everybody else judged after plea leniency has an `agreement_standing` that says why not.
    """
    columns = records.columns("suspects")
    given = [
        pl.col(name).cast(kind) if name in columns else pl.lit(None, kind).alias(name) for name, kind in USES.items()
    ]
    read = records.table("suspects").select(*KEY, *given, is_told=pl.lit(ADJUSTED in columns)).collect()
    return read.pipe(_with_last).pipe(_with_agreements).pipe(_with_standing).pipe(_told).select(*KEY, *MADE)


def _with_last(persons: pl.DataFrame) -> pl.DataFrame:
    """What was recommended last, whole, and for each recommendation whether it was made, readable or not, and its form.

    Where the data does not say what recommendations were adjusted to (`is_told`), the first stands as the last.
    """
    whether = persons.with_columns(_is_made(who).alias(f"{who}_made") for who in ("recommended", "adjusted"))
    adjusted = pl.col("adjusted_made") & pl.col("is_told")
    last = [pl.when(adjusted).then(f"adjusted{part}").otherwise(f"recommended{part}") for part in SAID]
    made = whether.with_columns(
        *(value.alias(f"last{part}") for value, part in zip(last, SAID, strict=True)),
        last_made=pl.col("recommended_made") | pl.col("adjusted_made"),
    )
    return made.with_columns(_form(who).alias(f"{who}_form") for who in SIDES.values())


def _is_made(who: str) -> pl.Expr:
    return pl.any_horizontal(
        pl.col(f"{who}{part}").is_not_null() for part in ("", "_penalty", "_form", "_kinds_offered", "_on")
    )


def _form(who: str) -> pl.Expr:
    """The form of a recommendation that was made; several kinds to choose from are a form of their own."""
    chosen = pl.when(pl.col(f"{who}_kinds_offered").is_not_null()).then(pl.lit("kinds_offered"))
    told = chosen.otherwise(pl.coalesce(f"{who}_form", pl.lit("unreadable")))
    return pl.when(f"{who}_made").then(told)


def _with_agreements(persons: pl.DataFrame) -> pl.DataFrame:
    judged = pl.any_horizontal(pl.col(name).is_not_null() for name in ("sentence", "sentence_penalty", "judged_on"))
    readable = (pl.col("sentence_form") == "fixed").fill_null(False) & pl.col("sentence_penalty").is_not_null()
    flags = [
        (flag & readable & pl.col(f"{who}_form").ne("unreadable")).fill_null(False).alias(f"{side}_{part}_differs")
        for side, who in SIDES.items()
        for part, flag in _differing(who).items()
    ]
    return persons.with_columns(*flags, is_judged=judged, is_readable=readable).with_columns(
        pl.when("is_judged").then(_agreement(side, who)).alias(f"{side}_agreement") for side, who in SIDES.items()
    )


def _agreement(side: str, who: str) -> pl.Expr:
    """The class of a judgment against a recommendation; where a fine is the whole penalty, its amount is no side matter."""
    fine, form = pl.col(f"{side}_fine_differs"), pl.col(f"{who}_form")
    whole = fine & (pl.col(f"{who}_penalty") == "fine_only").fill_null(False)
    principal = pl.any_horizontal(*(pl.col(f"{side}_{part}_differs") for part in PARTS if part != "fine"), whole)
    return (
        pl.when(form.is_null()).then(pl.lit(None, pl.String))
        .when((form == "unreadable") | ~pl.col("is_readable")).then(pl.lit("cannot_tell"))
        .when(~form.is_in(TESTED) & principal).then(pl.lit("loose_differs"))
        .when(~form.is_in(TESTED)).then(pl.lit("loose_fits"))
        .when(principal).then(pl.lit("differs"))
        .when(fine).then(pl.lit("principal_only"))
        .otherwise(pl.lit("accepted"))
    )  # fmt: skip


def _with_standing(persons: pl.DataFrame) -> pl.DataFrame:
    """Whether a person judged after plea leniency counts, and if not why; a plea made only after the charge is at_trial."""
    signed_later = (pl.col("plea_signed_on") > pl.col("charged_on")).fill_null(False)
    pleaded = (pl.col("plea") == "applied").fill_null(False)
    at_trial = (pl.col("plea") == "applied_at_trial").fill_null(False) | (pleaded & signed_later)
    both = [pl.col(f"{side}_agreement") for side in SIDES]
    standing = (
        pl.when(~pl.col("is_judged")).then(pl.lit(None, pl.String))
        .when(at_trial).then(pl.lit("at_trial"))
        .when(~pleaded).then(pl.lit(None, pl.String))
        .when(~pl.col("recommended_made")).then(pl.lit("not_made"))
        .when(pl.any_horizontal(one == "cannot_tell" for one in both)).then(pl.lit("cannot_tell"))
        .when(pl.any_horizontal(one.str.starts_with("loose") for one in both)).then(pl.lit("loose"))
        .otherwise(pl.lit("counted"))
    )  # fmt: skip
    return persons.with_columns(agreement_standing=standing)


def _told(persons: pl.DataFrame) -> pl.DataFrame:
    """The classes and flags that people are counted by; a recommendation accepted only when adjusted is a class of its own."""
    standing, first, final = (pl.col(name) for name in ("agreement_standing", "first_agreement", "final_agreement"))
    later = (final == "accepted") & (first != "accepted")
    counted, in_time = standing.eq_missing("counted"), standing.is_not_null() & standing.ne_missing("at_trial")
    form = pl.col("recommended_form")
    return persons.with_columns(
        agreement=pl.when(counted).then(pl.when(later).then(pl.lit("adjusted_accepted")).otherwise(final)),
        recommendation_form=form,
        is_pleaded_and_judged=in_time,
        is_recommended=pl.col("recommended_made"),
        is_form_told=in_time & form.is_not_null() & form.ne_missing("unreadable"),
        is_fixed=form.eq_missing("fixed"),
        is_agreement_counted=counted,
        is_accepted_at_first=first.eq_missing("accepted"),
        is_accepted_finally=final.eq_missing("accepted"),
        is_principal_accepted=final.is_in(["accepted", "principal_only"]).fill_null(False),
        is_adjusted=pl.col("adjusted_made"),
    )


def _differing(who: str) -> dict[str, pl.Expr]:
    """In what the judgment differs from a recommendation, by part.

    A fixed recommendation that says nothing of probation or a fine recommends none; a range leaves both open. The amount
    of a fine and the length of probation are held against numbers only where numbers were recommended. Where the judgment
    is of another kind the term is not compared, nor anything else where nobody is punished.
    """
    kind, given = _kind_differs(who), (pl.col("sentence_probation") == "yes").fill_null(False)
    carried = pl.col("sentence_penalty").is_in(CARRYING) & pl.col(f"{who}_penalty").is_in(CARRYING).fill_null(True)
    return {
        "kind": kind,
        "term": ~kind & _term_differs(who),
        "probation": carried & _probation_differs(who, given),
        "probation_term": carried & given & _is_outside(who, "_probation_months"),
        "fine": ~pl.col("sentence_penalty").is_in(UNPUNISHED) & _fine_differs(who),
    }


def _kind_differs(who: str) -> pl.Expr:
    """Whether the judgment's kind lies outside the kinds recommended: one, a list, or all from a lower to a higher."""
    low, own = pl.col(f"{who}_penalty"), pl.col("sentence_penalty")
    kinds = (own, low, pl.coalesce(f"{who}_penalty_high", low))
    rank, least, most = (kind.replace_strict(RANKS, default=None, return_dtype=pl.Int8) for kind in kinds)
    listed = pl.col(f"{who}_kinds_offered").list.contains(own)
    return ~pl.any_horizontal(one.fill_null(False) for one in (own == low, rank.is_between(least, most), listed))


def _term_differs(who: str) -> pl.Expr:
    """Whether the term lies below the lower end of the lower kind, or above the upper end of the higher one."""
    low, own, months = pl.col(f"{who}_penalty"), pl.col("sentence_penalty"), pl.col("sentence_months_low")
    high = pl.coalesce(f"{who}_penalty_high", low, pl.lit("imprisonment"))
    under = (own == low) & (months < pl.col(f"{who}_months_low") - NEAR)
    over = (own == high) & (months > pl.col(f"{who}_months_high") + NEAR)
    return (pl.col(f"{who}_form") != "approximate") & (under.fill_null(False) | over.fill_null(False))


def _probation_differs(who: str, given: pl.Expr) -> pl.Expr:
    wanted, silent = pl.col(f"{who}_probation"), pl.col(f"{who}_form") == "fixed"
    refused = (wanted == "no").fill_null(False) | (wanted.is_null() & silent)
    return pl.when(given).then(refused).otherwise(wanted == "yes")


def _fine_differs(who: str) -> pl.Expr:
    wanted, fined, silent = pl.col(f"{who}_fine"), pl.col("sentence_fine"), pl.col(f"{who}_form") == "fixed"
    whether = (wanted & ~fined) | (~wanted & fined & silent)
    return whether.fill_null(False) | (fined.fill_null(False) & _is_outside(who, "_fine_yuan"))


def _is_outside(who: str, part: str) -> pl.Expr:
    """Whether the judgment's number lies outside the recommended ones; where none were recommended, it does not."""
    own = pl.col(f"sentence{part}_low")
    below, above = own < pl.col(f"{who}{part}_low") - NEAR, own > pl.col(f"{who}{part}_high") + NEAR
    return below.fill_null(False) | above.fill_null(False)
