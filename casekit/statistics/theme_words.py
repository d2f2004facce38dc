"""Theme words: what of a narrative is counted for its themes - characters and pairs of them, without procedure and names."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

import polars as pl

from casekit import codebook
from casekit.cleaning.causes import told

WORDS = 4000  # characters and pairs of them that are counted, the most frequent
NOBODY: frozenset[str] = frozenset()


def bare_texts(texts: pl.Series | Sequence[str | None]) -> pl.Series:
    """What is told, without masks, figures and the words of procedure; null as an empty text."""
    rules = codebook.toml("narratives")["themes"]
    bare = told(pl.col("text")).str.replace_all(rules["cut"], " ").str.replace_many(rules["stop"], [" "], leftmost=True)
    plain = bare.str.replace_all(r"[^\p{Han} ]|（同案）", " ").str.replace_all(" +", " ").str.strip_chars()
    return pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).select(plain.fill_null("")).to_series()


def word_counts(never: AbstractSet[str] = NOBODY, **chosen: Any) -> Any:
    """What counts the characters and pairs of texts made bare, none of `never`; `chosen` are the counter's own settings."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=partial(_words, never=never), sublinear_tf=True, use_idf=False, **chosen)


def _words(text: str, never: AbstractSet[str]) -> list[str]:
    """The characters of a text and the pairs of neighbours within what stands without a gap, none of `never`."""
    parts = text.split(" ")
    pairs = (part[place : place + 2] for part in parts for place in range(len(part) - 1))
    return [*"".join(parts), *(pair for pair in pairs if pair not in never)]


def without(texts: pl.Series, names: pl.Series) -> pl.Series:
    """The texts with every name taken out of them, the longest first, so that no word is read across it."""
    return texts.str.replace_many(names.unique().to_list(), [" "], leftmost=True)
