"""Sentences: what a recommendation or a judgment says of penalty, term, probation and fine, read from its text."""

import polars as pl

from casekit.cleaning import penal_doubts, penal_fines
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.penal_clauses import with_clause, with_item
from casekit.cleaning.penal_terms import KIND, SPAN, TERM, with_months, with_span
from casekit.cleaning.penal_words import KINDS, WHOLE

COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "penalty": pl.String, "months_low": pl.Float64, "months_high": pl.Float64, "penalty_high": pl.String,
    "probation": pl.String, "probation_months_low": pl.Float64, "probation_months_high": pl.Float64,
    "fine_yuan_low": pl.Float64, "fine_yuan_high": pl.Float64, "fine": pl.Boolean, "form": pl.String,
    "combined": pl.Boolean, "problem": pl.String, "kinds_offered": pl.List(pl.String),
}  # fmt: skip

_RIGHTS = rf"(?:B|,_?)?R_?(?:{TERM})?(?:{SPAN})?"
_PROBATION = rf"(?:[HkP]P?|[Hk],P,?|P,){SPAN}|[Hk],{SPAN}(?:[,;/BF]|$)"


def parse_sentences(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """What each text says, one row a text (columns: `COLUMNS`); a day is 1/30 month, amounts are yuan.

    A text that cannot be read has every value blank and a `problem` that says why; `repaired:...` keeps its values.
    Values no law allows are kept (rules judge them elsewhere), save those that cannot be: a detention of 13 months.
    """
    given = as_texts(texts)
    split = penal_fines.taken_apart(given.unique(maintain_order=True))
    skeletons = _read(split.select("skeleton").unique())
    whole = split.join(skeletons, on="skeleton", how="left", nulls_equal=True, maintain_order="left")
    return answer(given, _told(penal_fines.with_fines(whole)))


def _read(skeletons: pl.DataFrame) -> pl.DataFrame:
    """The grammar, on each different formula: everything but the first fine's amount."""
    return (
        skeletons.with_columns(body=_body(penal_fines.numbered(pl.col("skeleton"))))
        .pipe(with_clause)
        .pipe(with_item)
        .with_columns(*_probation_spans(), *penal_fines.places(), **_flags())
        .pipe(with_span, "item")
        .pipe(with_span, "probation_span", "probation_")
        .pipe(with_months, rights_months="rights_term")
        .with_columns(penalty=_penalty(), probation=_probation(), kinds_offered=_kinds_offered())
        .with_columns(**_values())
        .select("skeleton", "problem", *_said())
    )


def _body(skeleton: pl.Expr) -> pl.Expr:
    """The formula without rights, with 死刑，缓期二年执行 as one sign and 缓期 elsewhere as the probation it means."""
    body = skeleton.str.replace_all(rf"S[,/_V]*Q(?:{TERM})?E?", "Z").str.replace_all(_RIGHTS, "")
    body = body.str.replace_all(rf"([{{}}])({KIND}),?", "$2$1").str.replace_all(rf"\}}({TERM}),?\{{", "$1-")
    body = body.str.replace_all(r">,?\{", "-")
    return body.str.replace_all(rf"Q({TERM})E?", "H$1").str.replace_all("U[^,;YJG]*H", "Uu")


def _probation_spans() -> list[pl.Expr]:
    clause = pl.col("clause")
    found = pl.when(clause.str.contains("[Hk]")).then(clause.str.extract_all(_PROBATION))
    spans = found.list.eval(pl.element().str.strip_chars("HkP,;/BF")).list.unique(maintain_order=True)
    return [spans.list.first().alias("probation_span"), (spans.list.len() > 1).alias("is_probation_several")]


def _flags() -> dict[str, pl.Expr]:
    clause, skeleton = pl.col("clause"), pl.col("skeleton")
    return {
        "has_fine": clause.str.contains("[FI]"),
        "has_only_fine": clause.str.contains("F") & ~clause.str.contains("BF|[YJGymod].*F|IF"),
        "may_only_fine": clause.str.contains("IF"),
        "says_probation": clause.str.contains("H"),
        "says_may": clause.str.contains("k|f[^;]*H"),
        "says_no": clause.str.contains("n"),
        "has_rights": skeleton.str.contains("[AVj][_px]*R|^_?R"),
        "has_expulsion": skeleton.str.contains("[AVj][_px]*O|^_?O"),
        "rights_term": skeleton.str.extract(rf"R_?({TERM})"),
    }


def _penalty() -> pl.Expr:
    is_bare = pl.col("item").is_null() & pl.col("offered").is_null()
    return (
        pl.when(pl.col("item").is_in(list(WHOLE))).then(pl.col("item").replace_strict(WHOLE, default=None))
        .when(pl.col("item").is_not_null()).then("kind")
        .when(is_bare & pl.col("has_only_fine") & ~pl.col("says_probation")).then(pl.lit("fine_only"))
        .when(is_bare & ~pl.col("has_fine") & pl.col("has_rights")).then(pl.lit("rights_only"))
        .when(is_bare & ~pl.col("has_fine") & pl.col("has_expulsion")).then(pl.lit("expulsion_only"))
    )  # fmt: skip


def _probation() -> pl.Expr:
    return (
        pl.when("says_no").then(pl.lit("no"))
        .when(pl.col("probation_span").is_not_null() & ~pl.col("says_may")).then(pl.lit("yes"))
        .when("says_may").then(pl.lit("may"))
        .when("says_probation").then(pl.lit("yes"))
    )  # fmt: skip


def _kinds_offered() -> pl.Expr:
    listed = pl.col("offered").str.extract_all("[YJGWSF]").list.unique(maintain_order=True)
    kinds = listed.list.eval(pl.element().replace_strict(KINDS | {"F": "fine_only"}))
    with_fine = pl.when(pl.col("kind").is_not_null()).then(pl.concat_list(pl.col("kind"), pl.lit("fine_only")))
    return pl.when(kinds.list.len() > 1).then(kinds).when("may_only_fine").then(with_fine)


def _values() -> dict[str, pl.Expr]:
    is_rights, is_choice = pl.col("penalty") == "rights_only", pl.col("kinds_offered").is_not_null()
    crosses = (pl.col("kind_high") != pl.col("kind")) & ~is_choice
    is_whole = pl.col("penalty").is_in(
        [*(kind for kind in WHOLE.values() if kind != "not_guilty"), "rights_only", "expulsion_only"]
    )
    bare = pl.when(is_choice & pl.col("item").is_null()).then(pl.lit("kind_only")).otherwise("form")
    form = pl.when(~(is_choice & (bare == "fixed"))).then(bare)
    return {
        "penalty": pl.when(~is_choice).then("penalty"),
        "months_low": pl.when(is_rights).then("rights_months").otherwise("low"),
        "months_high": pl.when(is_rights).then("rights_months").otherwise("high"),
        "penalty_high": pl.when(crosses).then("kind_high"),
        "probation": pl.col("probation"),
        "probation_months_low": pl.col("probation_low"),
        "probation_months_high": pl.col("probation_high"),
        "fine": pl.col("has_fine"),
        "form": pl.when(is_whole).then(pl.lit("fixed")).when(pl.col("item").ne_missing("L")).then(form),
        "combined": pl.col("is_combined"),
        "problem": penal_doubts.problem(),
        "kinds_offered": pl.col("kinds_offered"),
    }


def _said() -> list[pl.Expr]:
    """The values where they hold, blank under a problem; the places of the clause's fines among the text's."""
    said = (pl.col("problem").is_null() | pl.col("problem").str.starts_with("repaired")) & (pl.col("skeleton") != "")
    names = [name for name in COLUMNS if not name.startswith("fine_yuan") and name != "problem"]
    kept = [pl.when(said).then(name).alias(name) for name in (*names, "fine_first", "fine_last")]
    return [*kept, said.fill_null(False).alias("said")]


def _told(whole: pl.DataFrame) -> pl.DataFrame:
    """The contract's columns of each text: what its formula says, with the amounts of its fine."""
    faulty = pl.when(pl.col("fine_problem").is_not_null()).then(pl.lit("unclear_fine"))
    of_fine = pl.when("fines_differ").then(pl.lit("several_fines")).otherwise(faulty)
    told = whole.with_columns(
        fine_yuan_low="yuan_low",
        fine_yuan_high="yuan_high",
        form=penal_fines.form(),
        fine_problem=pl.when("said").then(of_fine),
    )
    if told["fine_problem"].null_count() < told.height:
        kept = [
            pl.when(pl.col("fine_problem").is_null()).then(name).alias(name) for name in COLUMNS if name != "problem"
        ]
        told = told.with_columns(*kept, problem=pl.coalesce("fine_problem", "problem"))
    return told.select("text", *COLUMNS).cast(pl.Schema(COLUMNS))
