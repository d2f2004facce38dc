"""Causes: what each case is put down to - the cause a person confirmed, else a rule's, else its theme's, else undetermined."""

import json

import polars as pl

from casekit import codebook
from casekit.cleaning.causes import parse_causes, told
from casekit.measures.documents import facts_of_cases
from casekit.records import own_causes
from casekit.records.records import Records
from casekit.statistics import themes

UNDETERMINED = "undetermined"
BASES = ("confirmed", "rule", "theme", UNDETERMINED)
MADE = ("case_cause", "cause_basis", "is_cause_told", "is_cause_confirmed", "is_rule_told", "is_rule_right")
FACETS = own_causes.FACETS
UNKNOWN = "unknown"


def of_cases(records: Records) -> pl.DataFrame:
    """One row a case: case_id and `MADE`: case_cause (the name of the cause, UNDETERMINED where none can be told), cause_basis
    (of `BASES`), and for cases with a confirmed cause whether the rules alone tell one (is_rule_told), and the same one
    (is_rule_right); then `theme` (from 1) and `is_new` of the narratives that neither explains, where themes are kept.

    Confirmed is what the card says, in the office's own words for it; a rule is the first row that fits, the office's
    before the codebook's; a theme is one the office kept and named.
    """
    own = own_causes.rows(records.own)
    read = narratives(records).with_columns(confirmed=_renamed(pl.col("cause"), own))
    ruled = read.join(by_rules(read, rules(own)), on="case_id", how="left", maintain_order="left", validate="1:1")
    found = ruled.join(_themes(ruled, own, records), on="case_id", how="left", maintain_order="left", validate="1:1")
    given = {name: pl.col(f"{name}_cause") for name in ("rule", "theme")} | {"confirmed": pl.col("confirmed")}
    basis = pl.coalesce(*(pl.when(given[name].is_not_null()).then(pl.lit(name)) for name in BASES[:-1]))
    is_confirmed, by_rule = pl.col("confirmed").is_not_null(), pl.col("rule_cause")
    return found.select(
        "case_id",
        case_cause=pl.coalesce(*(given[name] for name in BASES[:-1]), pl.lit(UNDETERMINED)),
        cause_basis=basis.fill_null(UNDETERMINED),
        is_cause_told=basis.is_not_null(),
        is_cause_confirmed=is_confirmed,
        is_rule_told=is_confirmed & by_rule.is_not_null(),
        is_rule_right=(by_rule == pl.col("confirmed")).fill_null(False),
        theme="theme",
        is_new="is_new",
    )


def narratives(records: Records) -> pl.DataFrame:
    """One row a case: case_id, cause, crime, the facets a rule looks at and what is `told` of the offence.

    A facet is the card's where it is filled; else it is read from the narrative: the card's own, else that of the first
    document of the case.
    """
    columns = records.columns("cases")
    wanted = dict.fromkeys(("cause", "crime", "referred_crime", "facts", *FACETS), pl.String)
    given = [pl.col(name) if name in columns else pl.lit(None, kind).alias(name) for name, kind in wanted.items()]
    read = _with_documents(records.table("cases").select("case_id", *given).collect(), records)
    words = codebook.read("causes").filter(pl.col("facet").is_in(FACETS))
    seen = parse_causes(read["facts"], words).select(pl.col(FACETS).name.prefix("read_"))
    card = {name: pl.col(name).cast(pl.String).replace(UNKNOWN, None) for name in FACETS}
    facets = {name: pl.coalesce(one, f"read_{name}") for name, one in card.items()}
    whole = pl.concat([read, seen], how="horizontal")
    return whole.select(
        "case_id",
        "facts",
        cause=pl.col("cause").str.strip_chars().replace("", None),
        crime=pl.coalesce("crime", "referred_crime"),
        told=told(pl.col("facts")),
        **facets,
    )


def by_rules(cases: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """case_id and rule_cause: the cause of the first rule that fits, null where none does; crime by crime, as a rule is of
    some crimes only."""
    parts = cases.with_columns(pl.col("crime").fill_null("")).partition_by("crime")
    found = [_of_one_crime(part, rules) for part in parts]
    return pl.concat([pl.DataFrame(schema={"case_id": pl.String, "rule_cause": pl.String}), *found])


def rules(own: pl.DataFrame) -> pl.DataFrame:
    """The office's rules, then the codebook's that are in use."""
    known = codebook.read("cause_rules").filter(pl.col("valid_to").is_null())
    conditions = pl.any_horizontal(pl.col(own_causes.CONDITIONS).is_not_null())
    return pl.concat([one.select("cause", *own_causes.CONDITIONS) for one in (own.filter(conditions), known)])


def _of_one_crime(cases: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    crime = cases["crime"][0]
    meant = pl.col("crimes").is_null() | pl.col("crimes").str.split("|").list.contains(crime)
    fits = [pl.when(_fits(rule)).then(pl.lit(rule["cause"])) for rule in rules.filter(meant).iter_rows(named=True)]
    return cases.select("case_id", rule_cause=pl.coalesce(*fits, pl.lit(None, pl.String)))


def _fits(rule: dict[str, str | None]) -> pl.Expr:
    """Whether everything the row says is so of a case: of each facet one of its codes, its words told, those of `unless` not."""
    facets = {name: rule[name] for name in FACETS}
    asked = [pl.col(name).is_in(codes.split("|")).fill_null(False) for name, codes in facets.items() if codes]
    words = [pl.col("told").str.contains(rule["words"]).fill_null(False)] if rule["words"] else []
    never = [~pl.col("told").str.contains(rule["unless"]).fill_null(False)] if rule["unless"] else []
    return pl.all_horizontal(*asked, *words, *never, pl.lit(True))


def _renamed(cause: pl.Expr, own: pl.DataFrame) -> pl.Expr:
    """The confirmed cause by the office's name for it."""
    pairs = own.drop_nulls("confirmed").select(pl.col("confirmed").str.split("|"), "cause").explode("confirmed")
    return cause.replace(dict(pairs.with_columns(pl.col("confirmed").str.strip_chars()).iter_rows()))


def _themes(cases: pl.DataFrame, own: pl.DataFrame, records: Records) -> pl.DataFrame:
    """case_id, theme (from 1), is_new and theme_cause, the office's name for it, of the narratives that neither a person nor
    a rule explains; no rows where no themes are kept."""
    unexplained = cases.filter(
        pl.col("facts").is_not_null() & pl.all_horizontal(pl.col("confirmed", "rule_cause").is_null())
    )
    empty = {"case_id": pl.String, "theme": pl.Int64, "is_new": pl.Boolean, "theme_cause": pl.String}
    if own_causes.THEMES not in records.own or unexplained.is_empty():
        return pl.DataFrame(schema=empty)
    read = themes.kept(json.loads(records.own[own_causes.THEMES])).transform(unexplained["facts"])
    named = dict(own.drop_nulls("theme").select(pl.col("theme").cast(pl.Int64), "cause").iter_rows())
    number = pl.when(~pl.col("is_new")).then(pl.col("theme") + 1).cast(pl.Int64)
    told_of = read.select(theme=number, is_new="is_new")
    cause = pl.col("theme").replace_strict(named, default=None, return_dtype=pl.String)
    return pl.concat([unexplained.select("case_id"), told_of], how="horizontal").with_columns(theme_cause=cause)


def _with_documents(cases: pl.DataFrame, records: Records) -> pl.DataFrame:
    """The cases, the facts of those whose card has none taken from the papers of the case."""
    told_of = facts_of_cases(records).rename({"facts": "other"})
    joined = cases.join(told_of, on="case_id", how="left")
    blank = pl.col("facts").str.strip_chars() == ""
    return joined.with_columns(facts=pl.when(~blank).then("facts").otherwise("other")).drop("other")
