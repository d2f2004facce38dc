"""Causes: what a narrative of the facts says of the tie, the trigger, the place, the hour, the means and what let it happen."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from casekit import codebook
from casekit.cleaning.numerals import answer, as_texts

FACETS = ("relation", "trigger", "place_kind", "time_band", "method", "industry", "gap")
"""The columns of `parse_causes`, each a vocabulary of the codebook of the same name."""

_LATER = 10_000_000  # beyond the length of any narrative, so that the order of a code counts before its place
_ROWS = 1_000  # beyond the rows of a facet
_NOTHING = pl.DataFrame(schema={"index": pl.UInt32, "code": pl.String, "words": pl.String})


def parse_causes(texts: pl.Series | Sequence[str | None], causes: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a text: for each of `FACETS` a code, or null (未能判定), and `<facet>_words`, what it was read from.

    Read is what the narrative tells of the offence: evidence, opinions, arrest and what the defence says do not count
    (`told`). `causes` are the words, by default the codebook's, as regular expressions: `shows` (within the ways in
    which the facet is written), `also` (as it stands), `unless` (taken out before the facet is read); the lowest
    `order` counts, of equal ones the first in the text. Null means that the words are not there, not that there is
    no cause. How often this is right was measured on judgments' facts: a place kind in 7 of 10, an hour nearly always.
    """
    given = as_texts(texts if isinstance(texts, pl.Series) else list(texts))
    words = codebook.read("causes") if causes is None else causes
    distinct = given.unique().with_columns(told=told(pl.col("text")))
    read = [_facet(distinct["told"], facet, words.filter(pl.col("facet") == facet)) for facet in FACETS]
    return answer(given, pl.concat([distinct.select("text"), *read], how="horizontal"))


def told(texts: pl.Expr) -> pl.Expr:
    """The sentences of a narrative that tell of the offence, without who accuses and without earlier convictions.

    Of arrest, expert findings and compensation the clauses are left out after the first sentence only: often the whole
    offence stands in one sentence with the arrest. Where every sentence is evidence or opinion, only the clauses are left out.
    """
    rules = codebook.toml("narratives")["sentences"]
    plain = texts.str.replace_all(r"[ \t\u3000]", "").str.replace(rules["head"], "")
    plain = plain.str.replace_all(rules["accomplice"], "（同案）").str.replace_all(rules["cut"], "")
    never = "|".join(rules["never"])
    is_evidence = pl.element().str.contains(never)
    kept = plain.str.extract_all(r"[^。\n]+").list.eval(pl.element().filter(~is_evidence))
    rest = kept.list.slice(1).list.eval(pl.element().str.replace_all(_clause(rules["later"]), ""))
    clauses = plain.str.replace_all(_clause(never), "").str.strip_chars_end("，。")
    return (
        pl.when(kept.list.len() == 0).then(clauses).otherwise(pl.concat_list(kept.list.head(1), rest).list.join("。"))
    )


def _clause(words: str) -> str:
    return f"[^，；。]*(?:{words})[^，；。]*"


def _facet(narratives: pl.Series, facet: str, words: pl.DataFrame) -> pl.DataFrame:
    """The code of one facet and the words that show it, in the order of the narratives."""
    current = words.filter(pl.col("valid_to").is_null()).with_columns(pl.col("order").cast(pl.Int64))
    if current.is_empty():
        return pl.DataFrame(schema={facet: pl.String, f"{facet}_words": pl.String}).clear(narratives.len())
    patterns = [_pattern(facet, shows, also) for shows, also in current.select("shows", "also").rows()]
    parts = _parts(narratives, facet, "|".join(current["unless"].drop_nulls()))
    ranks = [_rank(p, order, row) for row, (p, order) in enumerate(zip(patterns, current["order"], strict=True))]
    ranked = parts.with_columns(rank=pl.min_horizontal(ranks)).drop_nulls("rank")
    best = ranked.sort("rank").unique("index", keep="first", maintain_order=True)
    taken = enumerate(zip(current["code"], patterns, strict=True))
    shown = [_words(best.filter(pl.col("rank") % _ROWS == row), code, pattern) for row, (code, pattern) in taken]
    every = narratives.to_frame("told").with_row_index().select("index")
    found = every.join(pl.concat([_NOTHING, *shown]), on="index", how="left", maintain_order="left")
    return found.select(pl.col("code").alias(facet), pl.col("words").alias(f"{facet}_words"))


def _parts(narratives: pl.Series, facet: str, never: str) -> pl.DataFrame:
    """What of the narratives is looked at: index, part (its number or 0), told; the whole, or phrases if so written."""
    told = pl.col("told").str.replace_all(never, "□") if never else pl.col("told")
    whole = narratives.to_frame("told").with_row_index().select("index", told)
    phrase = codebook.toml("narratives")["phrases"].get(facet)
    if phrase is None:
        return whole.with_columns(part=pl.lit(None, pl.Int64))
    apart = whole.with_columns(pl.col("told").str.extract_all(phrase)).explode("told").drop_nulls()
    return apart.with_columns(part=pl.int_range(pl.len()).over("index"))


def _rank(pattern: str, order: int, row: int) -> pl.Expr:
    """A number that is least for the code to be taken: by its order, then its phrase or place in the text, then its row."""
    place = pl.col("told").str.find(pattern).cast(pl.Int64)
    first = pl.when(place.is_not_null()).then(pl.coalesce("part", place))
    return ((first + order * _LATER) * _ROWS + row).alias(str(row))


def _words(found: pl.DataFrame, code: str, pattern: str) -> pl.DataFrame:
    return found.select("index", code=pl.lit(code), words=pl.col("told").str.extract(f"({pattern})", 1))


@cache
def _pattern(facet: str, shows: str | None, also: str | None) -> str:
    """The words within the ways in which this facet is written, and those that count as they stand."""
    frames = codebook.toml("narratives")["frames"].get(facet, ["{w}"])
    framed = [frame.replace("{w}", shows) for frame in frames] if shows else []
    return "|".join([*framed, *([also] if also else [])])
