"""Crimes: the crime names in a cell, each as the standard name of the codebook."""

import polars as pl

from casekit.cleaning.crime_names import MARKS, UMBRELLA, ways_of_writing
from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.text import clean_text, is_blank_mark

_FILLERS = (
    "共同犯罪", "单位犯罪", "数罪并罚", "涉嫌", "犯有", "构成", "被控", "一案", "案件", "罪名", "未遂", "既遂", "中止",
    "预备", "从犯", "主犯", "以及", "犯", "因", "案", "罪", "和", "与", "及", "并",
)  # fmt: skip
_MASK = "[×✕*＊xX某?？□█△]"


def parse_crimes(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`crime` (the first named), `crimes` (all, in the order written) and `problem`, one row a text.

    Names need neither 罪 nor their inner 、; a member of a selective name leads to the whole name; a name no longer in
    force stays as it was. A cell is read only if every word of it is understood: an umbrella word (酒驾, 性侵) or an
    unknown crime leaves it blank, whatever else it names. With 等 the list is known to be short
    (`repaired:others_not_named`).
    """
    given = as_texts(texts)
    squeezed = clean_text(pl.col("text").str.normalize("NFKC")).str.replace_many(
        dict.fromkeys(MARKS, "") | {"帐": "账"}
    )
    distinct = given.unique().with_columns(cleaned=clean_text(pl.col("text")), squeezed=squeezed)
    ways = ways_of_writing()
    whole = pl.col("squeezed").replace_strict(ways, default=None, return_dtype=pl.String)
    named = distinct.with_columns(names=pl.when(whole.is_not_null()).then(pl.concat_list(whole)), rest=pl.lit(""))
    is_whole = pl.col("names").is_not_null() | pl.col("squeezed").is_null()
    read = pl.concat([named.filter(is_whole), _names_within(named.filter(~is_whole), ways)])
    return answer(given, read.select("text", *_columns()))


def _names_within(cells: pl.DataFrame, ways: dict[str, str]) -> pl.DataFrame:
    """The names in cells that are more than one plain name, the longest first, and what is left between them."""
    if cells.is_empty():
        return cells
    squeezed = pl.col("squeezed")
    found = cells.with_columns(names=squeezed.str.extract_many(list(ways), leftmost=True))
    written = set(found["names"].explode())
    there = pl.Series([way for way in ways if way in written], dtype=pl.String).implode()
    left = squeezed.str.replace_many(there, [""], leftmost=True)
    standard = pl.element().replace_strict(ways, default=None, return_dtype=pl.String)
    return found.with_columns(
        names=pl.col("names").list.eval(standard), rest=left.str.replace_many(list(_FILLERS), [""], leftmost=True)
    )


def _columns() -> list[pl.Expr]:
    problem = _problem()
    crimes = pl.when(problem.is_null() | problem.str.starts_with("repaired:")).then(
        pl.col("names").list.unique(maintain_order=True)
    )
    return [crimes.list.first().alias("crime"), crimes.alias("crimes"), problem.alias("problem")]


def _problem() -> pl.Expr:
    is_named = pl.col("names").list.len() > 0
    return (
        pl.when(pl.col("cleaned").is_null()).then(None)
        .when(is_blank_mark(pl.col("cleaned"))).then(pl.lit("blank_mark"))
        .when(pl.col("cleaned").str.contains(_MASK)).then(pl.lit("masked"))
        .when(pl.col("names").list.contains(UMBRELLA)).then(pl.lit("umbrella"))
        .when(is_named & (pl.col("rest") == "等")).then(pl.lit("repaired:others_not_named"))
        .when(is_named & ((pl.col("rest") == "") | _is_numbering(pl.col("rest")))).then(None)
        .otherwise(pl.lit("unknown_crime"))
    )  # fmt: skip


def _is_numbering(rest: pl.Expr) -> pl.Expr:
    """Whether the names only stand in a numbered list: 1.盗窃罪 2.诈骗罪."""
    return rest == pl.lit("123456789").str.head(pl.col("names").list.len())
