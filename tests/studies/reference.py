"""Study: how often the reference range of like cases holds the term, in groups nobody named too, on real judgments.

Usage, in tests: python -m studies.reference FOLDER [--splits 20] > studies/reference.toml
where FOLDER holds traffic_2019 (11,517 judgments of traffic crimes).
"""

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl
from studies.scoring import scored, usual

from casekit import ReferenceRange

HOW = """Made by tests/studies/reference.py: 60/40 splits of the traffic judgments with a term (the others, term 0, are another penalty),
a case number never on both sides; features are all columns but the term, the probation (part of the sentence) and the case number.
changed: the same with foreign column names, an added text category and a noise column that mean nothing, and a tenth of all cells
blank. inside, below, above: shares of the test cases; winkler, error: of the score of the crime's own 5% and 95% quantiles and of the
distance from its median, what is left; groups: the share inside, mean and range over splits; seconds of processor time a split
(fitting about 5,900 cases, predicting about 3,900). effects: mean change of the middle over all cases when only that column changes."""

TERM, NUMBER = "有期徒刑", "案号"
LEFT_OUT = [TERM, "缓刑", NUMBER]
GROUPS = {
    "flight": pl.col("是否逃逸") == 1,
    "deaths of two and more": pl.col("死亡") >= 2,
    "forgiveness": pl.col("是否谅解") == 1,
    "no forgiveness": pl.col("是否谅解") == 0,
    "no death": pl.col("死亡") == 0,
}
EFFECTS = {"是否逃逸": (0, 1), "是否自首": (0, 1), "是否谅解": (0, 1), "是否赔偿": (0, 1), "死亡": (1, 2)}


def judgments(folder: Path) -> pl.DataFrame:
    """The judgments with a term, their case numbers in one way of writing."""
    text = next((folder / "traffic_2019").glob("*.csv")).read_bytes().decode("gb18030")
    table = pl.read_csv(text.encode(), infer_schema_length=None)
    return table.filter(pl.col(TERM) > 0).with_columns(pl.col(NUMBER).str.normalize("NFKC"))


def changed(features: pl.DataFrame) -> pl.DataFrame:
    """Foreign names, a tenth of the cells blank, a category and a number that mean nothing."""
    rng = np.random.default_rng(7)
    renamed = features.rename({name: f"V{place}" for place, name in enumerate(features.columns)})
    renamed = renamed.with_columns(pl.Series("kind", rng.choice(["alpha", "beta", "gamma", "delta"], features.height)))
    blanks = [pl.when(pl.Series(rng.random(features.height) >= 0.1)).then(pl.col(name)) for name in renamed.columns]
    return renamed.select(blanks).with_columns(pl.Series("noise", rng.normal(size=features.height)))


def parted(numbers: pl.Series, seed: int) -> np.ndarray:
    """Which rows are learnt from: those of six tenths of the case numbers."""
    names = numbers.unique().sort()
    known = names.sample(fraction=0.6, seed=seed, shuffle=True)
    return numbers.is_in(known.to_list()).to_numpy()


def split(cases: pl.DataFrame, features: pl.DataFrame, seed: int) -> dict[str, float]:
    """The scores of one split."""
    learnt = parted(cases[NUMBER], seed)
    start = time.process_time()
    made = ReferenceRange().fit(features.filter(learnt), cases.filter(learnt)[TERM])
    fitted = time.process_time()
    ranges, test = made.predict(features.filter(~learnt)), cases.filter(~learnt)
    ended = time.process_time()
    crime = pl.repeat("traffic", cases.height, eager=True)
    plainly = usual(cases.filter(learnt)[TERM], crime.filter(learnt), crime.filter(~learnt))
    whole = scored(test[TERM], ranges, plainly).row(0, named=True)
    found = {name: whole[name] for name in ("n", "refused", "inside", "below", "above", "width")}
    found |= {name: 1 - whole[f"{name}_skill"] for name in ("winkler", "error")}
    held = test[TERM].is_between(ranges["low"], ranges["high"])
    return found | {
        **{name: held.filter(test.select(rule).to_series()).mean() for name, rule in GROUPS.items()},
        "fit": fitted - start,
        "predict": ended - fitted,
    }


def told(name: str, runs: list[dict[str, float]]) -> None:
    """One table of the result file."""
    column = {key: np.array([run[key] for run in runs], float) for key in runs[0]}
    print(f"\n[{name}]")
    for key in ("n", "refused", "inside", "below", "above", "width", "winkler", "error"):
        print(f"{key} = {column[key].mean():.4f}")
    print(f"winkler_of_splits = [{column['winkler'].min():.3f}, {column['winkler'].max():.3f}]")
    print(f"fit_seconds = {column['fit'].mean():.1f}\npredict_seconds = {column['predict'].mean():.1f}")
    print(f"\n[{name}.groups]")
    for key in GROUPS:
        line = f"mean = {column[key].mean():.4f}, low = {column[key].min():.3f}, high = {column[key].max():.3f}"
        print(f'"{key}" = {{ {line} }}')


def effects(cases: pl.DataFrame, features: pl.DataFrame) -> None:
    """What one column changes, all others as they are."""
    made = ReferenceRange().fit(features, cases[TERM])
    print("\n[effects]")
    for name, (before, after) in EFFECTS.items():
        of = features.filter(pl.col(name).is_in([before, after]))
        low, high = (made.predict(of.with_columns(pl.lit(v, pl.Int64).alias(name)))["middle"] for v in (before, after))
        print(f'"{name}" = {(high - low).mean():.2f}')


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--splits", type=int, default=20)
    given = parser.parse_args()
    cases = judgments(given.folder)
    features = cases.drop(LEFT_OUT)
    print(f'how = """{HOW}"""\nsplits = {given.splits}\ncases = {cases.height}')
    told("as_it_is", [split(cases, features, seed) for seed in range(given.splits)])
    told("changed", [split(cases, changed(features), seed) for seed in range(given.splits)])
    effects(cases, features)


if __name__ == "__main__":
    main()
