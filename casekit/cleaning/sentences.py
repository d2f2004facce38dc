"""Sentences: what a recommendation or a judgment says of penalty, term, probation and fine, read from its text."""

import polars as pl

from casekit.cleaning.amounts import with_amounts
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.penal_clauses import with_clause, with_item
from casekit.cleaning.penal_terms import SPAN, TERM, with_months, with_span
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
FINES = {sign: place for place, sign in enumerate("%=:`$")}
_MASKED = r"!|[Vv]x+(?:[,;/|BEHn<]|-[0-9]|$)|,x+[,;/]|x[<>]|x-[0-9t]|[<>@]x|[YJGHPKE]x|F,?x|[ymdt]x|x[ymdr]|x[qw]r|x+,Q|[0-9]x+(?:[ymdr]|$)"
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
    split = _taken_apart(given.unique(maintain_order=True))
    skeletons = _read(split.select("skeleton").unique())
    whole = split.join(skeletons, on="skeleton", how="left", nulls_equal=True, maintain_order="left")
    return answer(given, _told(_with_fines(whole)))


def _taken_apart(texts: pl.DataFrame) -> pl.DataFrame:
    """Each text's formula without the amounts of its fines: they are what makes one formula differ from the next.

    Done in a few parts side by side, for one expression runs on one core.
    """
    height = max(texts.height // (2 * pl.thread_pool_size()) + 1, 5_000)
    parts = [texts.lazy().slice(start, height) for start in range(0, max(texts.height, 1), height)]
    rest = pl.col("formula")
    cut = rest.str.replace_all(_FINE, "F#").str.replace_all(_OTHER_MONEY, "_").str.replace_all(_NUMBERS, "_$1")
    split = [
        part.with_columns(formula=formula(pl.col("text")).str.replace_all(_FINE_BEFORE, "F$1")).select(
            "text", skeleton=cut, fines=rest.str.extract_all(_FINE)
        )
        for part in parts
    ]
    return pl.concat(pl.collect_all(split))


def _with_fines(whole: pl.DataFrame) -> pl.DataFrame:
    """Adds the amount of the fine that counts, and whether two fines of one disposition differ."""
    first, last = (
        pl.col("fines").list.get(pl.col(end), null_on_oob=True).str.strip_chars_start("F,")
        for end in ("fine_first", "fine_last")
    )
    with_text = whole.with_columns(fine_text=first, fines_differ=first != last)
    amounts = with_amounts(with_text.select(folded="fine_text").unique()).rename({"problem": "fine_problem"})
    return with_text.join(
        amounts, left_on="fine_text", right_on="folded", how="left", nulls_equal=True, maintain_order="left"
    )


def _read(skeletons: pl.DataFrame) -> pl.DataFrame:
    """The grammar, on each different formula: everything but the first fine's amount."""
    return (
        skeletons.with_columns(body=_body(_numbered()))
        .pipe(with_clause)
        .pipe(with_item)
        .with_columns(*_probation_spans(), *_fine_places(), **_flags())
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
    return body.str.replace_all(rf"Q({TERM})E?", "H$1").str.replace_all("U[^,;YJG]*H", "Uu")


def _probation_spans() -> list[pl.Expr]:
    found = pl.col("clause").str.extract_all(_PROBATION)
    spans = found.list.eval(pl.element().str.strip_chars("HkP,;/BF")).list.unique(maintain_order=True)
    return [spans.list.first().alias("probation_span"), (spans.list.len() > 1).alias("is_probation_several")]


def _numbered() -> pl.Expr:
    """The first fines with signs of their own, so that a clause shows which of the text's fines it holds."""
    numbered = pl.col("skeleton")
    for sign in FINES:
        numbered = numbered.str.replace("F#", f"F{sign}", literal=True)
    return numbered


def _fine_places() -> list[pl.Expr]:
    places = pl.col("clause").str.extract_all(f"[{''.join(FINES)}]").list.eval(pl.element().replace_strict(FINES))
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
        "rights_term": skeleton.str.extract(rf"R_?({TERM})"),
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
        "problem": _problem(),
        "kinds_offered": pl.col("kinds_offered"),
    }


def _said() -> list[pl.Expr]:
    """The values where they hold, blank under a problem; the places of the clause's fines among the text's."""
    said = (pl.col("problem").is_null() | pl.col("problem").str.starts_with("repaired")) & (pl.col("skeleton") != "")
    names = [name for name in COLUMNS if not name.startswith("fine_yuan") and name != "problem"]
    kept = [pl.when(said).then(name).alias(name) for name in (*names, "fine_first", "fine_last")]
    return [*kept, said.fill_null(False).alias("said")]


def _problem() -> pl.Expr:
    """The first reason that holds; the order is from the gravest doubt to the mere repair."""
    is_whole = pl.col("item").is_in(list(WHOLE))
    says_nothing = pl.all_horizontal(pl.col("penalty", "item", "probation", "kinds_offered").is_null()) & ~pl.col(
        "has_fine"
    )
    most = pl.col("kind_high").replace_strict(_MOST_MONTHS, default=_MOST_MONTHS["imprisonment"])
    impossible = (pl.col("high").fill_null(pl.col("low")) > most) | (pl.col("high") <= 0)
    impossible_probation = (pl.col("probation_high") > _MOST_PROBATION) | (pl.col("probation_high") <= 0)
    several = pl.when("is_of_persons").then(pl.lit("several_persons")).otherwise(pl.lit("several_terms"))
    reasons = {
        "masked": pl.col("is_masked") | pl.col("is_masked_whole"),
        "revoked_only": pl.col("is_revoked_only"),
        "several_persons": pl.col("skeleton").str.contains("T"),
        "several": pl.col("is_several")
        | pl.col("is_probation_several")
        | (is_whole & pl.col("item").is_in(["N", "L"]) & pl.col("has_fine")),
        "no_executed_term": pl.col("is_undecided"),
        "unclear_term": (pl.col("unclear") & ~is_whole) | pl.col("probation_unclear") | pl.col("is_unread"),
        "impossible_term": impossible & ~is_whole,
        "impossible_probation": impossible_probation,
        "probation_conflict": pl.col("says_no") & pl.col("probation_span").is_not_null(),
        "several_fines": pl.col("clause").str.contains("#"),
        "no_sentence": says_nothing,
        "repaired:penalty_word": pl.col("is_word_repaired"),
        "repaired:deferral_word": pl.col("is_deferral"),
    }
    codes = [
        pl.when(holds.fill_null(False)).then(several if code == "several" else pl.lit(code))
        for code, holds in reasons.items()
    ]
    return pl.when(pl.col("skeleton") != "").then(pl.coalesce(codes))


def _told(whole: pl.DataFrame) -> pl.DataFrame:
    """The contract's columns of each text: what its formula says, with the amounts of its fine."""
    faulty = pl.when(pl.col("fine_problem").is_not_null()).then(pl.lit("unclear_fine"))
    of_fine = pl.when("fines_differ").then(pl.lit("several_fines")).otherwise(faulty)
    told = whole.with_columns(
        fine_yuan_low="yuan_low", fine_yuan_high="yuan_high", form=_form(), fine_problem=pl.when("said").then(of_fine)
    )
    if told["fine_problem"].null_count() < told.height:
        kept = [
            pl.when(pl.col("fine_problem").is_null()).then(name).alias(name) for name in COLUMNS if name != "problem"
        ]
        told = told.with_columns(*kept, problem=pl.coalesce("fine_problem", "problem"))
    return told.select("text", *COLUMNS).cast(pl.Schema(COLUMNS))


def _form() -> pl.Expr:
    """A fixed term with a fine of 约 four thousand yuan is no fixed sentence; a fine alone has the form of its amount."""
    low, high, about = pl.col("yuan_low"), pl.col("yuan_high"), pl.col("approximate")
    of_fine = (
        pl.when(about).then(pl.lit("approximate"))
        .when(low.is_null() & high.is_null()).then(pl.lit("kind_only"))
        .when(low.is_null()).then(pl.lit("upper_only"))
        .when(low.eq_missing(high)).then(pl.lit("fixed"))
        .otherwise(pl.lit("range"))
    )  # fmt: skip
    loosened = pl.when((pl.col("form") == "fixed") & about).then(pl.lit("approximate")).otherwise("form")
    return pl.when(pl.col("penalty") == "fine_only").then(of_fine).otherwise(loosened)
