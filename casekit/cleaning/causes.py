"""Causes: what a narrative of the facts says of the tie, the trigger, the place, the hour, the means and what let it happen."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from casekit import codebook
from casekit.cleaning.numerals import answer, as_texts

FACETS = ("relation", "trigger", "place_kind", "time_band", "method", "industry", "gap")
"""The columns of `parse_causes`, each a vocabulary of the codebook of the same name."""

_LATER = 1_000_000  # beyond the length of any narrative, so that the order of a code counts before its place


def parse_causes(texts: pl.Series | Sequence[str | None], causes: pl.DataFrame | None = None) -> pl.DataFrame:
    """One row a text: for each of `FACETS` a code, or null (未能判定), and `<facet>_words`, what it was read from.

    Read is what the narrative tells of the offence: evidence, opinions, arrest and what the defence says do not count
    (`told`). `causes` are the words, by default the codebook's; of codes with the same `order` the first in the text
    counts. Null means that the words are not there, not that there is no cause.
    """
    given = as_texts(texts if isinstance(texts, pl.Series) else list(texts))
    words = codebook.read("causes") if causes is None else causes
    distinct = given.unique().with_columns(told=told(pl.col("text")))
    read = [_facet(distinct["told"], facet, words.filter(pl.col("facet") == facet)) for facet in FACETS]
    return answer(given, pl.concat([distinct.select("text"), *read], how="horizontal"))


def told(texts: pl.Expr) -> pl.Expr:
    """The sentences of a narrative that tell of the offence, without who accuses and without earlier convictions.

    Arrest, expert findings and compensation are left out after the first sentence only: often the whole offence
    stands in one sentence with the arrest. A text that has nothing else is empty, never null.
    """
    rules = codebook.toml("narratives")["sentences"]
    plain = texts.str.replace_all(r"[ \t\u3000]", "").str.replace(rules["head"], "").str.replace_all(rules["cut"], "")
    is_evidence = pl.element().str.contains("|".join(rules["never"]))
    kept = plain.str.extract_all(r"[^。\n]+").list.eval(pl.element().filter(~is_evidence))
    rest = kept.list.slice(1).list.eval(pl.element().filter(~pl.element().str.contains(rules["later"])))
    return pl.concat_list(kept.list.head(1), rest).list.join("。")


def _facet(narratives: pl.Series, facet: str, words: pl.DataFrame) -> pl.DataFrame:
    """The code of one facet and the words that show it, in the order of the narratives."""
    current = words.filter(pl.col("valid_to").is_null())
    never = "|".join(current["unless"].drop_nulls())
    frame = narratives.to_frame("told").with_row_index()
    frame = frame.with_columns(pl.col("told").str.replace_all(never, "□")) if never else frame
    patterns = {code: _pattern(facet, shows, also) for code, shows, also in _shown(current)}
    orders = dict(current.select("code", pl.col("order").cast(pl.Int64)).iter_rows())
    places = frame.select(
        "index", "told", *(pl.col("told").str.find(p).cast(pl.Int64).alias(code) + _LATER * orders[code]
        for code, p in patterns.items())
    )  # fmt: skip
    first = pl.min_horizontal(*patterns)
    code = pl.coalesce(pl.when(pl.col(one) == first).then(pl.lit(one)) for one in patterns)
    found = places.select("index", "told", code.alias(facet))
    shown = [_words(part, patterns[str(key[0])]) for key, part in found.partition_by(facet, as_dict=True).items() if key[0]]
    nothing = found.filter(pl.col(facet).is_null()).select("index", facet, words=pl.lit(None, pl.String))
    together = pl.concat([nothing, *(part.select("index", facet, "words") for part in shown)]).sort("index")
    return together.select(facet, pl.col("words").alias(f"{facet}_words"))


def _words(found: pl.DataFrame, pattern: str) -> pl.DataFrame:
    return found.with_columns(words=pl.col("told").str.extract(f"({pattern})", 1))


def _shown(words: pl.DataFrame) -> list[tuple[str, str | None, str | None]]:
    return words.select("code", "shows", "also").rows()


@cache
def _pattern(facet: str, shows: str | None, also: str | None) -> str:
    """The words within the ways in which this facet is written, and those that count as they stand."""
    frames = codebook.toml("narratives")["frames"].get(facet, ["{w}"])
    framed = [frame.replace("{w}", shows) for frame in frames] if shows else []
    return "|".join([*framed, *([also] if also else [])])
