"""Themes: what narratives tell of without anybody having listed it, by factorising their characters and pairs of them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.statistics.theme_words import NOBODY, WORDS, bare_texts, word_counts

Array = NDArray[Any]

STARTS, FIRST = 5, 15  # random starts of the factorisation, and rounds after which the best one goes on
ROUNDS = 70  # of the factorisation from there
READ = 25  # rounds in which a text is read against themes that stand fixed
TOP = 20  # words that stand for a theme
SHOWN, NAMED = 0.5, 0.3  # stability from which a theme is shown, and from which it may have a name
BLOCK = 500  # texts read at a time, for memory
PARTS = 1_000_000  # in which a word's share of a theme is kept
STRANGE = 0.02  # share of the texts learnt from that are explained worse than a text of a new theme


@dataclass(frozen=True, eq=False)
class Themes:
    """What was learnt of one set of texts: how texts are counted, how much of each theme a word is, what counts as new."""

    counts: Any
    weights: Array
    floor: float

    def top_words(self, n: int = TOP) -> list[list[str]]:
        """For each theme its `n` pairs of characters that set it apart from the others, the most telling first."""
        names = np.asarray(self.counts.get_feature_names_out())
        pairs = np.char.str_len(names.astype(str)) > 1
        shares = self.weights[:, pairs]
        telling = shares * np.log(shares / shares.mean(axis=0))
        order = np.argsort(-np.round(telling, 6), axis=1, kind="stable")[:, :n]
        return [[str(name) for name in names[pairs][row]] for row in order]

    def transform(self, texts: pl.Series | Sequence[str | None]) -> pl.DataFrame:
        """One row a text: `theme`, its `share` of the text, `shares` of all themes, `explained` (0 to 1) and `is_new`.

        A text that holds no word learnt has no theme; it is new unless it is empty. Shares are rounded to four places
        before the largest is taken: the last bits differ between machines. A theme's number stays what it was.
        """
        bare = bare_texts(texts)
        found = self.counts.transform(bare.to_list())
        shares, explained = _read(found, self.weights)
        known = np.diff(found.indptr) > 0
        rows = pl.DataFrame({"shares": np.round(shares, 4), "explained": np.round(explained, 4), "known": known})
        is_new = ~pl.col("known") | (pl.col("explained") < self.floor)
        return rows.select(
            theme=pl.when("known").then(pl.lit(pl.Series(np.round(shares, 4).argmax(axis=1)))),
            share=pl.when("known").then(pl.col("shares").arr.max()),
            shares=pl.col("shares").arr.to_list(),
            explained="explained",
            is_new=is_new & pl.lit(bare.str.len_chars() > 0),
        )

    def plain(self) -> dict[str, Any]:
        """What is kept of them in a file: the words, and of each theme their shares in millionths."""
        parts = np.round(self.weights * PARTS).astype(int)
        return {
            "words": list(self.counts.get_feature_names_out()),
            "weights": parts.tolist(),
            "floor": self.floor,
        }


def kept(plain: dict[str, Any]) -> Themes:
    """Themes from what was kept of them: their numbers stay, later texts are read against the same words."""
    weights = np.asarray(plain["weights"], dtype=float) / PARTS + 1e-9
    counts = word_counts(vocabulary=plain["words"]).fit([""])
    return Themes(counts, weights / weights.sum(axis=1, keepdims=True), plain["floor"])


def fit(
    texts: pl.Series | Sequence[str | None],
    k: int,
    seed: int = 1,
    least: int | None = None,
    never: AbstractSet[str] = NOBODY,
) -> Themes:
    """`k` themes of the texts by non-negative factorisation (Kullback-Leibler) from a seeded start.

    Only what is `told` of the offence is counted, without words of procedure, masks, figures and dates. A word stands in
    `least` texts (10 of more than a thousand, else 2, where nothing is said) and is none of `never`.
    """
    bare = bare_texts(texts)
    bare = bare.filter(bare != "")
    fewest = least or (10 if len(bare) > 1000 else 2)
    counts = word_counts(never, min_df=fewest, max_df=0.5, max_features=WORDS)
    found = counts.fit_transform(bare.to_list())
    weights = _factor(found, k, seed)
    explained = _read(found, weights)[1]
    return Themes(counts, weights, float(np.round(np.quantile(explained, STRANGE), 4)))


def stability(
    texts: pl.Series | Sequence[str | None],
    themes: Themes,
    resamples: int = 20,
    seed: int = 1,
    least: int | None = None,
    never: AbstractSet[str] = NOBODY,
) -> pl.DataFrame:
    """One row a theme: theme, stability, is_shown, may_be_named: how alike its words are when the texts are drawn again.

    `stability` is the mean Jaccard overlap of the 20 words with those of the theme it is paired with (the pairing that
    makes the overlaps largest) in each drawing of as many texts with replacement. Under .5 a theme is not shown, under
    .3 it has no name.
    """
    from scipy.optimize import linear_sum_assignment

    given = pl.Series(texts).drop_nulls()
    own, k = [set(words) for words in themes.top_words()], len(themes.weights)
    overlaps = np.zeros(k)
    for number in range(resamples):
        drawn = given.sample(fraction=1.0, with_replacement=True, seed=seed + number)
        again = fit(drawn, k, seed + number, least, never).top_words()
        alike = np.array([[len(one & set(other)) / len(one | set(other)) for other in again] for one in own])
        rows, columns = linear_sum_assignment(-alike)
        overlaps[rows] += alike[rows, columns] / resamples
    stable = pl.Series("stability", np.round(overlaps, 4))
    return pl.DataFrame(
        {"theme": range(k), "stability": stable, "is_shown": stable >= SHOWN, "may_be_named": stable >= NAMED}
    )


def _factor(found: Any, k: int, seed: int) -> Array:
    """The themes: a row each, the words' shares of it. Of several short starts the one that fits best goes on."""
    first = [_factored(found, k, seed * STARTS + number) for number in range(STARTS)]
    fit_best = min(first, key=lambda one: one[2])
    weights: Array = _factored(found, k, seed, fit_best)[1] + 1e-9
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _factored(
    found: Any, k: int, seed: int, start: tuple[Array, Array, float] | None = None
) -> tuple[Array, Array, float]:
    """Texts by themes, themes by words, and what is left unexplained, from a random start or going on from another."""
    from sklearn.decomposition import NMF

    rounds, init, given = (ROUNDS, "custom", {"W": start[0], "H": start[1]}) if start else (FIRST, "random", {})
    model = NMF(k, init=init, solver="mu", beta_loss="kullback-leibler", max_iter=rounds, tol=0, random_state=seed)
    texts = model.fit_transform(found, **given)
    return texts, model.components_, float(model.reconstruction_err_)


def _read(found: Any, weights: Array) -> tuple[Array, Array]:
    """How much of each theme is in each text (adding up to 1), and how alike the text is to what they make (cosine)."""
    blocks = [_read_block(found[start : start + BLOCK], weights) for start in range(0, found.shape[0], BLOCK)]
    shares, explained = zip(*blocks, strict=True) if blocks else ([np.zeros((0, len(weights)))], [np.zeros(0)])
    return np.concatenate(shares), np.concatenate(explained)


def _read_block(found: Any, weights: Array) -> tuple[Array, Array]:
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    words = np.ascontiguousarray(weights.T)[found.indices]
    shares = np.full((found.shape[0], len(weights)), 1 / len(weights))
    for _ in range(READ):
        made = np.einsum("ij,ij->i", shares[rows], words)
        shares *= csr_array((found.data / made, found.indices, found.indptr), shape=found.shape) @ weights.T
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    product = np.bincount(rows, np.einsum("ij,ij->i", shares[rows], words) * found.data, minlength=found.shape[0])
    length = np.linalg.norm(shares @ weights, axis=1)
    own = np.sqrt(np.bincount(rows, found.data**2, minlength=found.shape[0]))
    return shares, product / np.maximum(length * own, 1e-12)
