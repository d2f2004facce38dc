"""Study: reference ranges on CAIL2018 facts - how much closer than the crime's median, with what is known before the sentence.

Usage: python tests/studies/cail.py [FOLDER of real cases] > tests/studies/cail.toml
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
import polars as pl

from casekit.statistics.reference import ReferenceRange
from casekit.statistics.scoring import winkler

HOW = """Made by tests/studies/cail.py from cail/facts.jsonl (CAIL2018 samples): defendants with a fixed term over 0 months, of crimes
with at least 20 of them (terms of detention are counted as months too). Five folds by place in the file; every line is of
predictions for folds left out. Known before the sentence are the accusation and the fact text, from which clauses that
propose a penalty are cut; articles, fine and all else of `meta` are not used. flags: circumstances by lexicon, the largest
sum of money, grams, grade of injury, length. text: the same and a ridge of character n-grams on the logarithm of months,
fitted inside the training folds. median, quantiles: of the same crime. mae in months; skill is one less the quotient of ours and
the crime's, with 95% limits; score is Winkler's; cail is the competition's score (0-100), of no use alone: it rewards
guessing short terms."""

FLAGS = {
    "surrendered": r"自首|主动投案|自动投案|投案", "confessed": r"如实供述|坦白|供认不讳", "recidivist": r"累犯",
    "prior_record": r"前科|曾因.{0,20}(?:判|处)|刑满释放", "forgiven": r"谅解", "compensated": r"赔偿",
    "restitution": r"退赃|退赔|返还|追回|发还",
    "attempted": r"未遂|未得逞", "accessory": r"从犯|次要作用|辅助作用", "principal": r"主犯|主要作用", "minor": r"未成年|不满十八|未满18",
    "armed": r"持.{0,4}刀|匕首|砍刀|枪", "burglary": r"入户|入室|撬", "gang": r"伙同|纠集|结伙|聚众", "often": r"多次|先后.{0,6}次",
    "dead": r"死亡|身亡|致死", "grave": r"重伤", "light": r"轻伤", "fled": r"逃逸|逃离", "drunk": r"醉酒|乙醇|酒精",
}  # fmt: skip
MONEY, GRAMS = r"(\d[\d,.]*)(万)?余?元", r"(\d[\d.]*)余?(?:克|g)"
PROPOSED = r"[^，。；]*建议[^。；]*(?:判处|量刑|处以|刑罚)[^。；]*[。；]"
LEAST, FOLDS, FEW = 20, 5, 10


def facts(folder: Path) -> pl.DataFrame:
    """One row a defendant: crime, months and the features."""
    lines = (folder / "cail" / "facts.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    terms = [one["meta"]["term_of_imprisonment"] for one in found]
    rows = pl.DataFrame(
        {
            "text": [one["fact"] for one in found],
            "crime": ["、".join(sorted(one["meta"]["accusation"])) for one in found],
            "months": [float(term["imprisonment"]) for term in terms],
            "for_life": [term["death_penalty"] or term["life_imprisonment"] for term in terms],
        }
    )
    known = rows.filter(~pl.col("for_life"), pl.col("months") > 0, pl.len().over("crime") >= LEAST).drop("for_life")
    said = pl.col("text").str.replace_all(PROPOSED, "")
    return known.with_columns(text=said).with_columns(
        **{name: pl.col("text").str.contains(words).cast(pl.Int32) for name, words in FLAGS.items()},
        money=_largest(known["text"], MONEY),
        grams=_largest(known["text"], GRAMS),
        length=pl.col("text").str.len_chars().cast(pl.Float64),
    )


def _largest(texts: pl.Series, pattern: str) -> pl.Series:
    """The largest number so written in each text, 万 taken for ten thousand; blank where there is none."""
    rows = texts.alias("text").to_frame().with_row_index("row")
    each = rows.with_columns(part=pl.col("text").str.extract_all(pattern)).explode("part").drop_nulls("part")
    number = pl.col("part").str.extract(r"^([\d,.]+)").str.replace_all(",", "").cast(pl.Float64, strict=False)
    sized = number * pl.when(pl.col("part").str.contains("万")).then(10_000).otherwise(1)
    most = each.group_by("row").agg(most=sized.max())
    return rows.join(most, on="row", how="left", maintain_order="left")["most"]


def by_text(texts: np.ndarray, y: np.ndarray, train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of months told by character n-grams: for the training rows out of fold, and for the others."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import Ridge

    def told(fitted: np.ndarray, asked: np.ndarray) -> np.ndarray:
        words = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=5, max_features=60_000, sublinear_tf=True)
        ridge = Ridge(alpha=1.0).fit(words.fit_transform(texts[fitted]), np.log1p(y[fitted]))
        return np.asarray(ridge.predict(words.transform(texts[asked])))

    inner = np.zeros(len(train))
    for part in range(FOLDS):
        out = np.arange(len(train)) % FOLDS == part
        inner[out] = told(train[~out], train[out])
    return inner, told(train, test)


def usual(train: pl.DataFrame, test: pl.DataFrame) -> pl.DataFrame:
    """The crime's own median and 5% and 95% points; those of all where it has under 10."""
    ends = {"middle": 0.5, "low": 0.05, "high": 0.95}
    all_of = {name: train["months"].quantile(share, "linear") for name, share in ends.items()}
    own = train.group_by("crime").agg(
        n=pl.len(), **{k: pl.col("months").quantile(s, "linear") for k, s in ends.items()}
    )
    joined = test.select("crime").join(own, on="crime", how="left", maintain_order="left")
    few = pl.col("n").fill_null(0) < FEW
    return joined.select(pl.when(few).then(pl.lit(all_of[name])).otherwise(name).alias(name) for name in ends)


def cail(y: np.ndarray, told: np.ndarray) -> float:
    """The score of CAIL2018's third task, of 100."""
    apart = np.abs(np.log1p(told) - np.log1p(y))
    return float(
        np.select([apart <= step for step in (0.2, 0.4, 0.6, 0.8, 1.0)], [1, 0.8, 0.6, 0.4, 0.2], 0.0).mean() * 100
    )


def skill(own: np.ndarray, theirs: np.ndarray) -> str:
    ratio = own.sum() / theirs.sum()
    half = 1.96 * np.sqrt(((own - ratio * theirs) ** 2).sum()) / theirs.sum()
    return f"[{1 - ratio:.3f}, {1 - ratio - half:.3f}, {1 - ratio + half:.3f}]"


def line(name: str, y: np.ndarray, told: pl.DataFrame, base: pl.DataFrame) -> None:
    middle, low, high, plain = (np.asarray(one) for one in (told["middle"], told["low"], told["high"], base["middle"]))
    gaps, own = np.abs(y - middle), np.asarray(winkler(y, low, high))
    theirs = np.asarray(winkler(y, base["low"], base["high"]))
    inside, wide = ((y >= low) & (y <= high)).mean(), np.median(high - low)
    print(
        f'"{name}" = {{ n = {len(y)}, mae = {gaps.mean():.2f}, median_mae = {np.abs(y - plain).mean():.2f}, '
        f"skill = {skill(gaps, np.abs(y - plain))}, coverage = {inside:.3f}, width = {wide:.1f}, "
        f"score_skill = {skill(own, theirs)}, cail = {cail(y, middle):.1f}, median_cail = {cail(y, plain):.1f} }}"
    )


def main() -> None:
    here = Path(__file__).parents[2].parent / "shared" / "real"
    rows = facts(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("CASEKIT_REAL", here)))
    y, texts, names = (
        rows["months"].to_numpy(),
        rows["text"].to_numpy(),
        [n for n in rows.columns if n not in ("text", "months")],
    )
    told: dict[str, list[pl.DataFrame]] = {"flags": [], "flags and text": []}
    order, base = [], []
    for part in range(FOLDS):
        test, train = (
            np.flatnonzero(np.arange(len(y)) % FOLDS == part),
            np.flatnonzero(np.arange(len(y)) % FOLDS != part),
        )
        order.append(test)
        base.append(usual(rows[train], rows[test]))
        inner, outer = by_text(texts, y, train, test)
        for name, list_of in told.items():
            learned, asked = rows[train].select(names), rows[test].select(names)
            if name != "flags":
                learned, asked = (one.with_columns(text=pl.Series(t)) for one, t in ((learned, inner), (asked, outer)))
            list_of.append(ReferenceRange().fit(learned, rows["months"].gather(train)).predict(asked))
    placed, quantiles = np.concatenate(order), pl.concat(base)
    print(f'how = """{HOW}"""\ndefendants = {len(y)}\ncrimes = {rows["crime"].n_unique()}\n\n[predicted]')
    for name, parts in told.items():
        line(name, y[placed], pl.concat(parts), quantiles)
    for name, parts in told.items():
        frame, crime = pl.concat(parts), rows["crime"].gather(placed)
        for own in crime.value_counts(sort=True)["crime"].head(6):
            chosen = (crime == own).to_numpy()
            line(f"{name}, {own}", y[placed][chosen], frame.filter(chosen), quantiles.filter(chosen))


if __name__ == "__main__":
    main()
