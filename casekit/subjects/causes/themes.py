"""Themes kept: what the narratives tell that no rule knows, learnt once and read against the same words ever after."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from casekit.ground.errors import fault
from casekit.measures import causes, derived
from casekit.records import own_causes
from casekit.records.records import Records
from casekit.statistics import themes
from casekit.statistics.theme_words import without

LEAST = 10  # texts that a word stands in, to be kept or shown
FEWEST = 200  # narratives from which themes are learnt
A_THEME = 60  # narratives for each theme, up to MOST themes
MOST, SHOWN = 24, 8
RESAMPLES = 20
NAME = r"^\p{Han}{2,4}$"


@dataclass(frozen=True)
class Learnt:
    """The text of the file to keep, and one row a theme: theme (from 1), words, stability, n, share, mark (of the codebook)."""

    file: str
    table: pl.DataFrame


def learn(records: Records, seed: int = 1, resamples: int = RESAMPLES) -> Learnt:
    """Themes of the narratives that neither a confirmed cause nor a rule explains, with their stability over resamples.

    The names of this data are cut out of the texts first, no pair of characters of a name is kept, and no word that stands
    in fewer than `LEAST` texts. Under .5 a theme is marked, under .3 it may not be named.
    """
    own = records.names.filter(records.names.str.contains(NAME) & ~records.names.str.ends_with("案"))
    texts = without(unexplained(records), own)
    if len(texts) < FEWEST:
        raise fault("themes_few", count=len(texts), least=FEWEST)
    never = frozenset(pair for n in range(3) for pair in own.str.slice(n, 2).unique() if len(pair) == 2)
    model = themes.fit(texts, min(MOST, max(2, len(texts) // A_THEME)), seed, LEAST, never)
    stable = themes.stability(texts, model, resamples, seed, LEAST, never)
    counted = pl.DataFrame({"theme": range(len(model.weights))}).join(
        model.transform(texts).group_by("theme").agg(n=pl.len()), on="theme", how="left", maintain_order="left"
    )
    n = counted["n"].fill_null(0)
    made = {"period": records.period.name, "texts": len(texts), "counts": n.to_list()}
    plain = {"version": 1, **made, "stability": stable["stability"].to_list(), **model.plain()}
    mark = pl.when(~pl.col("may_be_named")).then(pl.lit("unnamed")).when(~pl.col("is_shown")).then(pl.lit("unsure"))
    table = stable.select(
        theme=pl.col("theme") + 1,
        words=pl.Series(["、".join(words) for words in model.top_words(SHOWN)], dtype=pl.String),
        stability="stability",
        n=n,
        share=n / len(texts),
        mark=mark,
    )
    return Learnt(json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n", table)


def keep(learnt: Learnt, office: Path) -> Path:
    """The themes written into the office's folder, from where every later load reads them."""
    file = office / own_causes.THEMES
    file.write_text(learnt.file, "utf-8")
    return file


def unexplained(records: Records) -> pl.Series:
    """The narratives of the cases whose cause neither a person nor a rule told, whole."""
    left = derived.kept(causes.of_cases, records).filter(pl.col("cause_basis").is_in(["theme", causes.UNDETERMINED]))
    read = causes.narratives(records).join(left, on="case_id", how="semi", maintain_order="left")
    return read["facts"].drop_nulls()
