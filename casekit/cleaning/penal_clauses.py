"""Clauses: which part of a sentence's formula is the disposition, when the text names several penalties."""

import polars as pl

from casekit.cleaning.penal_terms import KIND, PENALTY, SPAN, TERM

_BARE = rf"{KIND}|[WSZNL]"
_ANY = rf"(?:{PENALTY}|{_BARE})"
_PLAIN = r"[0-9t][0-9tymd]*[ymd]t?"
_PLAIN_SPAN = SPAN.replace(TERM, _PLAIN)
_RANGE = rf"(?:[0-9]+,?-{TERM}|{TERM}>?,?-,?{TERM}|{TERM}>,?{TERM}<|{TERM}<)"
_STOP = r"(?:[,;/]|$|[_BHknF])"
ITEM = rf"(?:[Vjlv][_px]*)?{_ANY}|(?:[Vjl][_px]*|^)(?:{_PLAIN_SPAN}|[0-9]y[0-9]{{1,2}}o){_STOP}|v{_RANGE}"
"""A penalty wherever it stands; a term without a kind only right after a word of judging, or as the whole text."""

_DECIDED = rf"^.*[KE][_px&,]*({_ANY}.*)$"
_DECIDED_TERM = rf"^.*K[_px&,]*({SPAN}.*)$"
_CHANGED = rf"^.*l([^;]*?{_ANY}.*)$"
_COMBINED = rf"^.*C([^;]*?{_ANY}.*)$"
_PROPOSED = rf"^[^j]*(j.*(?:{ITEM}|F).*)$"
_OFFERED = rf"({_ANY}(?:(?:,?[/|]{{1,2}}|,{KIND}\|)[AV_]?(?:{PENALTY}|{KIND}|[WSZ]|A?F))+)"
_SEVERAL_PERSONS = r"T|D.*[/;]|p.*[YJGWSZN].*p.*[YJGWSZNF]|p.*F.*p.*[YJGWSZN]"


def with_clause(bodies: pl.DataFrame) -> pl.DataFrame:
    """Adds `clause`, the part that disposes: what is to be executed, what it was changed to, or what is now proposed.

    Earlier convictions and revoked sentences go out only where something else is left.
    """
    body, current = pl.col("body"), pl.when(_has_item("later")).then("later").otherwise("body")
    decided = pl.coalesce(body.str.extract(_DECIDED), body.str.extract(_DECIDED_TERM))
    combined = body.str.extract(_COMBINED)
    return (
        bodies.with_columns(later=_without_earlier(body), decided=decided)
        .with_columns(clause=pl.coalesce("decided", body.str.extract(_CHANGED), combined, current))
        .with_columns(clause=pl.coalesce(pl.col("clause").str.extract(_PROPOSED), "clause"))
        .with_columns(
            is_combined=body.str.contains("[CK]") | body.str.contains(rf"^[^U]*{_ANY}[^U]*E[_px&,]*{_ANY}"),
            is_revoked_only=~_has_item("later") & body.str.contains("U.*[YJG].*[Hu]") & pl.col("decided").is_null(),
            is_undecided=pl.col("decided").is_null() & combined.is_null() & body.str.contains(rf"{_ANY}.*C"),
        )
    )


def with_item(clauses: pl.DataFrame) -> pl.DataFrame:
    """Adds `item`, the one penalty of the clause, `offered`, its alternatives, and whether several stood there."""
    clause, offered = pl.col("clause"), pl.col("offered")
    offered_items = offered.str.extract_all(PENALTY).list.unique(maintain_order=True)
    return (
        clauses.with_columns(offered=_offer(clause), items=_items(clause))
        .with_columns(items=pl.when(offered.is_not_null()).then(offered_items).otherwise("items"))
        .with_columns(
            item=pl.col("items").list.first(),
            is_several=(pl.col("items").list.len() > 1) | clause.str.contains(rf"[ymod][/&|]{TERM}(?:[,;/&|YJG]|$)"),
            is_of_persons=clause.str.contains(_SEVERAL_PERSONS) | pl.col("body").str.contains("T|D.*/"),
            is_nameless=clause.str.contains(rf"x[_px]*{_PLAIN_SPAN}(?:[,;/BHkn]|$)"),
        )
    )


def _has_item(column: str) -> pl.Expr:
    return pl.col(column).str.contains(ITEM)


def _without_earlier(body: pl.Expr) -> pl.Expr:
    is_earlier = pl.element().str.contains("c|U.*[YJG]")
    return body.str.split(";").list.eval(pl.element().filter(~is_earlier)).list.join(";")


def _items(clause: pl.Expr) -> pl.Expr:
    """The different penalties named; a kind alone (拘役期间) gives way to one that is judged or has its term."""
    item = pl.element()
    found = clause.str.extract_all(ITEM)
    strong = found.list.eval(item.filter(item.str.contains(r"[0-9]|t|^V|[WSZNL]")))
    kept = pl.when(strong.list.len() > 0).then(strong).otherwise(found)
    bare = item.str.replace(r"^[Vjlv_px]+", "").str.replace(r"[,;/_BHknF]+$", "")
    return kept.list.eval(bare).list.unique(maintain_order=True)


def _offer(clause: pl.Expr) -> pl.Expr:
    """A list of alternatives: 有期徒刑、拘役或者管制; a list without 或 is one only when it holds nothing but kinds."""
    offered = clause.str.extract(_OFFERED)
    is_choice = offered.str.contains(r"\||/\^?[YJG]$")
    return pl.when(is_choice & ~clause.str.contains("D")).then(offered)
