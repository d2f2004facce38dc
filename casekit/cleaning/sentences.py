"""Sentences: what a recommendation or a judgment says of penalty, term, probation and fine, read from its text."""

import polars as pl

from casekit.cleaning.amounts import amount_columns
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.penal_clauses import with_clause, with_item
from casekit.cleaning.penal_terms import SPAN, TERM, months, span_columns
from casekit.cleaning.penal_words import KINDS, formula

COLUMNS = {
    "penalty": pl.String, "months_low": pl.Float64, "months_high": pl.Float64, "penalty_high": pl.String,
    "probation": pl.String, "probation_months_low": pl.Float64, "probation_months_high": pl.Float64,
    "fine_yuan_low": pl.Float64, "fine_yuan_high": pl.Float64, "fine": pl.Boolean, "form": pl.String,
    "combined": pl.Boolean, "problem": pl.String, "kinds_offered": pl.List(pl.String),
}  # fmt: skip

_N = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_SUM = rf"(?:(?:{_N}[qbwi+]+)+[0-9]*r?[+@]*|{_N}r[+@]*|[0-9]{{3,}}(?:,[0-9]{{3}})*(?:\.[0-9]+)?@?)"
_MONEY = rf"@?(?:(?:{_SUM}|{_N})>?,?-,?@?{_SUM}<?|{_SUM}>,?{_SUM}<|{_SUM}[<>]?)"
_FINE = rf"F,?({_MONEY})"
_FINE_BEFORE = rf"({_MONEY})_?F"
_OTHER_MONEY = rf"{_N}[qbwi+]*(?:{_N}[qbwi+]*)*r"
_NUMBERS = r"(?:[,_/.][0-9]+)+([,;_]|$)"
FINES = ("#", "%", "=", ":", "`")
_FINE_PLACE = r"[#%=:`]"
_MASKED = (
    r"!|[Vv]x+(?:[,;/|BEHn<]|-[0-9]|$)|,x+[,;/]|x[<>]|x-[0-9t]|[<>@]x|[YJGHPKE]x|F,?x|[ymdt]x|x[ymdr]|x[qw]r|x+,Q|[0-9]x+(?:[ymdr]|$)"
)
_RIGHTS = rf"(?:B|,_?)?R_?(?:{TERM})?(?:{SPAN})?"
_PROBATION = rf"(?:[HkP]P?|[Hk],P){SPAN}|[Hk],{SPAN}(?:[,;/BF]|$)"
_UNREAD = rf"[YJGHVj][_px]*~|[HVYJG][0-9]+(?:[H,;/]|$)"
_KIND_APART = rf"[YJG]_[0-9t]|[ymod]_[YJG]"
WHOLE = {"W": "life", "S": "death", "Z": "death_suspended", "N": "exempt", "L": "not_guilty"}
_MOST_MONTHS = {"imprisonment": 300, "detention": 12, "control": 36}
_MOST_PROBATION = 120


def parse_sentences(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """What each text says, one row a text (columns: `COLUMNS`); a day is 1/30 month, amounts are yuan.

    A text that cannot be read has every value blank and a `problem` that says why; `repaired:...` keeps its values.
    Values no law allows are kept (rules judge them elsewhere), save those that cannot be: a detention of 13 months.
    """
    given = as_texts(texts)
    distinct = given.unique().with_columns(formula=formula(pl.col("text")))
    split = _taken_apart(distinct)
    skeletons = _read(split.select("skeleton").unique())
    whole = _with_fines(split.join(skeletons, on="skeleton", how="left", nulls_equal=True))
    return answer(given, whole.select("text", *_columns()))


def _taken_apart(formulas: pl.DataFrame) -> pl.DataFrame:
    """The amounts of fines apart from their formula: they are what makes one formula differ from the next."""
    rest = pl.col("skeleton")
    first = formulas.select("text", skeleton=pl.col("formula").str.replace_all(_FINE_BEFORE, "F$1")).with_columns(
        rest.str.extract(_FINE).alias(FINES[0]), rest.str.replace(_FINE, f"F{FINES[0]}")
    )
    several = first.filter(rest.str.contains(_FINE))
    for place in FINES[1:]:
        several = several.with_columns(rest.str.extract(_FINE).alias(place), rest.str.replace(_FINE, f"F{place}"))
    once = first.filter(~rest.str.contains(_FINE) | rest.is_null())
    idle = rest.str.replace_all(_OTHER_MONEY, "_").str.replace_all(_NUMBERS, "_$1")
    return pl.concat([once, several], how="diagonal").with_columns(idle)


def _with_fines(whole: pl.DataFrame) -> pl.DataFrame:
    """Adds the amount of the fine that counts, and whether two fines of one disposition differ."""
    first, last = (
        pl.coalesce(pl.when(pl.col(end) == place).then(place) for place in FINES) for end in ("fine_first", "fine_last")
    )
    with_text = whole.with_columns(fine_text=first, fines_differ=first != last)
    amounts = with_text.select("fine_text").unique().with_columns(amount_columns(pl.col("fine_text")))
    return with_text.join(
        amounts.rename({"problem": "fine_problem"}), on="fine_text", how="left", nulls_equal=True
    )


def _read(skeletons: pl.DataFrame) -> pl.DataFrame:
    """The grammar, on each different formula: everything but the first fine's amount."""
    return (
        skeletons.with_columns(body=_body())
        .pipe(with_clause)
        .pipe(with_item)
        .with_columns(*span_columns(pl.col("item")), *_probation_spans(), *_fine_places(), **_flags())
        .with_columns(*span_columns(pl.col("probation_span"), "probation_"))
        .with_columns(penalty=_penalty(), probation=_probation(), kinds_offered=_kinds_offered())
        .select("skeleton", "fine_first", "fine_last", **_values())
    )


def _body() -> pl.Expr:
    """The formula without rights, with 死刑，缓期二年执行 as one sign and 缓期 elsewhere as the probation it means."""
    body = pl.col("skeleton").str.replace_all(rf"S[,/_V]*Q(?:{TERM})?E?", "Z").str.replace_all(_RIGHTS, "")
    return body.str.replace_all(rf"Q({TERM})E?", "H$1").str.replace_all("U[^,;YJG]*H", "Uu")


def _probation_spans() -> list[pl.Expr]:
    found = pl.col("clause").str.extract_all(_PROBATION)
    spans = found.list.eval(pl.element().str.strip_chars("HkP,;/BF")).list.unique(maintain_order=True)
    return [spans.list.first().alias("probation_span"), (spans.list.len() > 1).alias("is_probation_several")]


def _fine_places() -> list[pl.Expr]:
    places = pl.col("clause").str.extract_all(_FINE_PLACE)
    return [places.list.first().alias("fine_first"), places.list.last().alias("fine_last")]


def _flags() -> dict[str, pl.Expr]:
    clause, skeleton = pl.col("clause"), pl.col("skeleton")
    return {
        "is_masked": skeleton.str.contains(_MASKED) | pl.col("is_nameless"),
        "is_masked_whole": pl.col("item").is_null() & skeleton.str.contains(r"[VjlKEv][_p,0-9]*x"),
        "has_fine": clause.str.contains("[FI]"),
        "has_only_fine": clause.str.contains("F") & ~clause.str.contains("BF|[YJGymod].*F|IF"),
        "may_only_fine": clause.str.contains("IF"),
        "says_probation": clause.str.contains("H"),
        "says_may": clause.str.contains("k|f[^;]*H"),
        "says_no": clause.str.contains("n"),
        "has_rights": skeleton.str.contains("[AVj][_px]*R|^_?R"),
        "has_expulsion": skeleton.str.contains("[AVj][_px]*O|^_?O"),
        "rights_months": months(skeleton.str.extract(rf"R_?({TERM})")),
        "is_deferral": skeleton.str.contains(rf"Q{TERM}") & (pl.col("item") != "Z"),
        "is_unread": clause.str.contains(_UNREAD)
        | (pl.col("item").str.contains(r"^\^?[YJG]$") & clause.str.contains(_KIND_APART)),
        "is_word_repaired": pl.col("item").str.contains(r"\^"),
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
    is_whole = pl.col("penalty").is_in([*(kind for kind in WHOLE.values() if kind != "not_guilty"), "rights_only", "expulsion_only"])
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
        "form": pl.when(is_whole).then(pl.lit("fixed")).when(pl.col("item") != "L").then(form),
        "combined": pl.col("is_combined"),
        "problem": _problem(),
        "kinds_offered": pl.col("kinds_offered"),
    }


def _problem() -> pl.Expr:
    """The first reason that holds; the order is from the gravest doubt to the mere repair."""
    is_whole = pl.col("item").is_in(list(WHOLE))
    says_nothing = pl.all_horizontal(pl.col("penalty", "item", "probation", "kinds_offered").is_null()) & ~pl.col("has_fine")
    most = pl.col("kind_high").replace_strict(_MOST_MONTHS, default=_MOST_MONTHS["imprisonment"])
    impossible = (pl.col("high").fill_null(pl.col("low")) > most) | (pl.col("high") <= 0)
    impossible_probation = (pl.col("probation_high") > _MOST_PROBATION) | (pl.col("probation_high") <= 0)
    several = pl.when("is_of_persons").then(pl.lit("several_persons")).otherwise(pl.lit("several_terms"))
    reasons = {
        "masked": pl.col("is_masked") | pl.col("is_masked_whole"),
        "revoked_only": pl.col("is_revoked_only"),
        "several_persons": pl.col("skeleton").str.contains("T"),
        "several": pl.col("is_several") | pl.col("is_probation_several") | (is_whole & pl.col("item").is_in(["N", "L"]) & pl.col("has_fine")),
        "no_executed_term": pl.col("is_undecided"),
        "unclear_term": (pl.col("unclear") & ~is_whole) | pl.col("probation_unclear") | pl.col("is_unread"),
        "impossible_term": impossible & ~is_whole,
        "impossible_probation": impossible_probation,
        "probation_conflict": pl.col("says_no") & pl.col("probation_span").is_not_null(),
        "no_sentence": says_nothing,
        "repaired:penalty_word": pl.col("is_word_repaired"),
        "repaired:deferral_word": pl.col("is_deferral"),
    }
    codes = [
        pl.when(holds.fill_null(False)).then(several if code == "several" else pl.lit(code))
        for code, holds in reasons.items()
    ]
    return pl.when(pl.col("skeleton") != "").then(pl.coalesce(codes))


def _columns() -> list[pl.Expr]:
    """The contract's columns of each text: what its formula says, with the amounts of its fine."""
    faulty = pl.when(pl.col("fine_problem").is_not_null()).then(pl.lit("unclear_fine"))
    of_fine = pl.when("fines_differ").then(pl.lit("several_fines")).otherwise(faulty)
    is_open = pl.col("problem").is_null() | pl.col("problem").str.starts_with("repaired")
    problem = pl.when(is_open).then(pl.coalesce(of_fine, "problem")).otherwise("problem")
    good = (problem.is_null() | problem.str.starts_with("repaired")) & (pl.col("skeleton") != "")
    columns = {name: pl.col(name) for name in COLUMNS if not name.startswith("fine_yuan")}
    low, high = pl.col("yuan_low"), pl.col("yuan_high")
    columns |= {"fine_yuan_low": low, "fine_yuan_high": high, "form": _form(low, high, pl.col("approximate"))}
    kept = [pl.when(good).then(columns[name]).cast(kind).alias(name) for name, kind in COLUMNS.items() if name != "problem"]
    return [*kept, problem.alias("problem")]


def _form(low: pl.Expr, high: pl.Expr, about: pl.Expr) -> pl.Expr:
    """A fixed term with a fine of 约 four thousand yuan is no fixed sentence; a fine alone has the form of its amount."""
    of_fine = (
        pl.when(about).then(pl.lit("approximate"))
        .when(low.is_null() & high.is_null()).then(pl.lit("kind_only"))
        .when(low.is_null()).then(pl.lit("upper_only"))
        .when(low.eq_missing(high)).then(pl.lit("fixed"))
        .otherwise(pl.lit("range"))
    )  # fmt: skip
    loosened = pl.when((pl.col("form") == "fixed") & about).then(pl.lit("approximate")).otherwise("form")
    return pl.when(pl.col("penalty") == "fine_only").then(of_fine).otherwise(loosened)
