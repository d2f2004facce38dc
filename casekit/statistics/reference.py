"""Reference ranges: the middle part of what like cases received, for looking back; never advice on a case to be decided."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.ground.errors import fault, listed
from casekit.statistics.distribution import TREES, Pair
from casekit.statistics.encoding import Encoding, filled, plain
from casekit.statistics.steps import useful
from casekit.statistics.tails import Tails

Array = NDArray[Any]

FOLDS = 5
SEED = 20260930
MOST_VALUES = 150  # different months up to which each is a point of the distribution; more are gathered
OWN_GROUP = 50  # rows from which a group label is a kind of case; under it, it is rows that belong together
LIKE_TREES = 20  # of each forest, for the number of like cases
CHUNK = 500
ENDS = ("low", "middle", "high")


class ReferenceRange:
    """The range that holds a share `coverage` of the months of like cases, with half of the others on either side.

    Two models of the whole distribution (a forest's leaves, logistic steps) are averaged, each fitted on four fifths of the cases
    at a time; the fifth held out sets the levels of both tails, which follow the features, so that kinds of cases that nobody
    named are covered as well. Features that only add noise are left out. What comes back does not depend on the order of the
    rows, nor on the machine.
    """

    def __init__(self, coverage: float = 0.9) -> None:
        if not 0 < coverage < 1:
            raise fault("range_coverage", came=coverage)
        self.coverage = coverage
        self.least = ceil(2 / (1 - coverage) - 1e-9)

    def fit(
        self,
        features: pl.DataFrame,
        months: pl.Series | Sequence[float | None],
        directions: Mapping[str, int] | None = None,
        groups: pl.Series | Sequence[object] | None = None,
    ) -> "ReferenceRange":
        """Learn from cases that got a term; rows without months are left out. Another penalty is no term of 0: leave it out too.

        `directions`: a feature of numbers (or true and false) of which more never lowers (1) or never raises (-1) the months;
        the logistic steps, which can be held to them, then answer without the forest.
        `groups`: a label a row. A label of at least 50 rows is a kind of case whose coverage is set by itself (new cases belong to
        it as far as their features tell); a rarer one, such as a case number, marks rows that never serve to judge one another.
        """
        y, signs = _numbers(months, features), _checked(directions or {}, features)
        self.names = features.columns
        features = _selected(features, self.names, len(y))
        labels = None if groups is None else pl.Series("group", groups, strict=False).cast(pl.String)
        self.rows = _in_order(features, y, labels)
        used, self.y = features[self.rows], y[self.rows]
        self.features = used.select(plain(column) for column in used)
        if len(self.y) >= self.least:
            with _one_thread():
                self._learn(used, signs, None if labels is None else labels[self.rows].fill_null(""))
        return self

    def predict(self, features: pl.DataFrame) -> pl.DataFrame:
        """One row a case, in order: low, middle, high (months, to 0.1, outwards), n_like, note.

        `n_like` is the number of like cases the range rests on (an effective number). With fewer than are needed there is no range
        and the note is `too_few:20`; `outside:names` leaves the range but names features with a value never seen before.
        """
        features = self._asked(features)
        if len(self.y) < self.least or features.is_empty():
            return self._noted(features, pl.DataFrame({name: [0.0] * features.height for name in ENDS}), len(self.y))
        x, back = np.unique(self.encoding.matrix(features), axis=0, return_inverse=True)
        with _one_thread():
            parts = [self._predicted(x[start : start + CHUNK]) for start in range(0, len(x), CHUNK)]
        found = pl.DataFrame(np.concatenate(parts)[back.ravel()], schema=[*ENDS, "n_like"])
        return self._noted(features, found, found["n_like"], self.encoding.strange(features))

    def nearest(self, features: pl.DataFrame, count: int = 10) -> pl.DataFrame:
        """The like cases of one case (the first row), the likest first: row, months, weight, differs.

        `row` is the place in the table given to `fit`, `weight` the share in the forest's distribution (all together 1),
        `differs` the features in which that case has another value.
        """
        asked = self._asked(features)[:1].select(plain(features[name][:1]) for name in self.names)
        weight = np.zeros(len(self.y))
        if len(self.y) >= self.least and asked.height:
            weight = self._weights(self.encoding.matrix(asked), TREES).toarray()[0]
        others = [~column.eq_missing(asked[column.name][0]) for column in self.features if asked.height]
        differs = [[column.name for column in others if column[place]] for place in range(len(weight))]
        found = pl.DataFrame({"row": self.rows, "months": self.y, "weight": weight, "differs": differs})
        order = pl.col("weight").round(9), pl.col("differs").list.len(), pl.col("row")
        return found.filter(pl.col("weight") > 0).sort(*order, descending=[True, False, False]).head(count)

    def _asked(self, features: pl.DataFrame) -> pl.DataFrame:
        if not hasattr(self, "y"):
            raise fault("range_unfitted")
        if missing := [name for name in self.names if name not in features.columns]:
            raise fault("range_columns", came=listed(missing))
        return _selected(features, self.names, features.height)

    def _learn(self, used: pl.DataFrame, signs: Mapping[str, int], labels: pl.Series | None) -> None:
        self.values, codes, self.floors = _points(self.y)
        whole = Encoding.of(used)
        x = filled(whole.matrix(used), self.y, whole.by_mean, SEED)
        worth = useful(x, self.y, [column.feature for column in whole.columns])
        self.encoding = Encoding.of(used.select(name for name in used.columns if name in worth))
        x, columns = self.encoding.matrix(used), self.encoding.columns
        sides = np.array([signs.get(column.feature, 0) if column.kind == "number" else 0 for column in columns], int)
        kinds, fold = _apart(labels, len(self.y))
        self.parts = [np.flatnonzero(fold != k) for k in range(FOLDS)]
        made = zip(self.parts, range(SEED, SEED + FOLDS), strict=True)
        settled = len(self.values), self.encoding.by_mean, sides
        self.pairs = [Pair(x[part], self.y[part], codes[part], *settled, seed) for part, seed in made]
        held_out = np.zeros((len(self.y), len(self.values)))
        for k, pair in enumerate(self.pairs):
            held_out[fold == k] = pair.chances(x[fold == k])
        places = [place for place in range(len(columns)) if place not in self.encoding.by_mean]
        self.tails = Tails.of(held_out, codes, self.values, x, places, kinds, (1 - self.coverage) / 2)

    def _predicted(self, x: Array) -> Array:
        chances = np.mean([pair.chances(x) for pair in self.pairs], axis=0)
        middle = np.minimum((chances < 0.5 - 1e-9).sum(axis=1), len(self.values) - 1)
        low, high = self.tails.ends(chances, x)
        lowest = np.floor(self.floors[np.minimum(low, middle)] * 10 + 1e-6) / 10
        highest = np.ceil(self.values[np.maximum(high, middle)] * 10 - 1e-6) / 10
        weights = self._weights(x, LIKE_TREES)
        like = 1 / np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
        return np.column_stack([lowest, self.values[middle].round(1), highest, like])

    def _weights(self, x: Array, trees: int) -> Any:
        from scipy.sparse import csr_matrix

        def placed(pair: Pair, part: Array) -> Any:
            here = pair.forest.weights(pair.read(x), trees).tocsr()
            return csr_matrix((here.data, part[here.indices], here.indptr), (len(x), len(self.y)))

        return sum(placed(pair, part) for pair, part in zip(self.pairs, self.parts, strict=True)) / FOLDS

    def _noted(self, features: pl.DataFrame, found: pl.DataFrame, like: Any, strange: Any = None) -> pl.DataFrame:
        told = found.with_columns(n_like=pl.lit(like).round(), strange=pl.lit(strange, pl.String))
        few = pl.col("n_like") < self.least
        return told.select(
            *(pl.when(~few).then(pl.col(name)).alias(name) for name in ENDS),
            pl.col("n_like").cast(pl.Int64),
            note=pl.when(few).then(pl.lit(f"too_few:{self.least}")).otherwise("outside:" + pl.col("strange")),
        )


def _selected(features: pl.DataFrame, names: list[str], height: int) -> pl.DataFrame:
    """These columns; where there are none, a blank one that keeps the rows."""
    return features.select(names) if names else pl.DataFrame({"": pl.Series([None] * height, dtype=pl.Null)})


def _numbers(months: pl.Series | Sequence[float | None], features: pl.DataFrame) -> Array:
    given = pl.Series("months", months, strict=False)
    if features.width and len(given) != features.height:
        raise fault("range_lengths", came=len(given), rows=features.height)
    if not (given.dtype.is_numeric() or given.dtype == pl.Null):
        raise fault("range_months", came=given.dtype)
    return np.asarray(given.cast(pl.Float64).fill_null(np.nan).to_numpy(), float)


def _checked(directions: Mapping[str, int], features: pl.DataFrame) -> Mapping[str, int]:
    for name, sign in directions.items():
        if name not in features.columns or sign not in (1, -1) or plain(features[name]).dtype != pl.Float64:
            raise fault("range_direction", came=f"{name}: {sign}")
    return directions


def _in_order(features: pl.DataFrame, y: Array, labels: pl.Series | None) -> Array:
    """Places of the rows with months, in an order that does not depend on the one they came in."""
    columns = [plain(column).alias(f"{place}") for place, column in enumerate(features)]
    frame = pl.DataFrame([*columns, pl.Series("months", y), *([] if labels is None else [labels])]).with_row_index(
        "row"
    )
    known = frame.filter(pl.col("months").is_finite())
    return known.sort(pl.exclude("row"), nulls_last=True, maintain_order=True)["row"].cast(pl.Int64).to_numpy()


def _points(y: Array) -> tuple[Array, Array, Array]:
    """The values of the distribution, the place of each case among them, and the least months that count as each."""
    values = np.unique(y)
    if len(values) > MOST_VALUES:
        values = np.unique(np.quantile(y, np.linspace(0, 1, MOST_VALUES + 1)[1:], method="higher"))
    codes, floors = np.searchsorted(values, y), np.full(len(values), np.inf)
    np.minimum.at(floors, codes, y)
    return values, codes, floors


def _apart(labels: pl.Series | None, n: int) -> tuple[Array | None, Array]:
    """The kind of each case where kinds were named, and the fifth that it is in: rows of a rare label share theirs."""
    shuffled = np.random.default_rng(SEED)
    if labels is None:
        return None, shuffled.permutation(n) % FOLDS
    label = labels.to_numpy()
    _, place, count = np.unique(label.astype(str), return_inverse=True, return_counts=True)
    common = count[place] >= OWN_GROUP
    _, together = np.unique(np.where(common | (label == ""), n + np.arange(n), place), return_inverse=True)
    kinds = np.where(common, label, "").astype(str)
    return kinds if common.any() else None, (shuffled.permutation(together.max() + 1) % FOLDS)[together]


def _one_thread() -> Any:
    """Linear algebra on one thread: the same sums on every machine, and small ones are far quicker so."""
    import scipy.optimize  # noqa: F401  (its own linear algebra has to be there before it can be held back)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    return threadpool_limits(1)
