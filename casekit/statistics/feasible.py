"""Feasible counts: the least and the greatest that each unknown whole number can be, given what is known of their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNBOUNDED = 1e7  # a count that could be as large as this is not bounded by anything told
TURNS = 40  # times that all unknowns are sought together
Array = NDArray[np.float64]


class Contradiction(Exception):
    """No whole numbers fit the rows; `at` are the places of the unknowns in question."""

    def __init__(self, at: Iterable[int]) -> None:
        self.at = tuple(at)


@dataclass(frozen=True)
class Row:
    """`low` <= the sum of coefficient times unknown <= `high`."""

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float


def ranges(
    low: Sequence[float], high: Sequence[float], rows: Sequence[Row], asked: Iterable[int], enough: float = np.inf
) -> dict[int, tuple[float, float]]:
    """The exact least and greatest value of each unknown asked for; `inf` where nothing bounds it.

    Unknowns are whole numbers between `low` and `high`, told by their place. One that can be 0 and can be `enough` is not
    sought further: its greatest value is then at least what is given. Raises Contradiction where no values fit.
    """
    ends = np.array(low, dtype=float), np.minimum(np.array(high, dtype=float), UNBOUNDED)
    narrowed(*ends, rows)
    wanted = set(asked)
    found = {place: (ends[0][place], ends[1][place]) for place in wanted}
    for places, own in _components(*ends, rows):
        if sought := [place for place in places if place in wanted]:
            found |= _sought(places, own, sought, *ends, enough)
    return {
        place: (float(least) + 0.0, np.inf if most >= UNBOUNDED else float(most))
        for place, (least, most) in sorted(found.items())
    }


def narrowed(low: Array, high: Array, rows: Sequence[Row], passes: int = 40) -> None:
    """Narrow the bounds in place by each row alone, again and again until none gives more."""
    if (low > high).any():
        raise Contradiction(int(place) for place in np.flatnonzero(low > high))
    places = [np.array([at for at, _ in row.terms]) for row in rows]
    weights = [np.array([by for _, by in row.terms], float) for row in rows]
    of: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for at, _ in row.terms:
            of.setdefault(at, []).append(number)
    todo, left = dict.fromkeys(range(len(rows))), passes * max(len(rows), 1)
    while todo and left:
        number, left = next(iter(todo)), left - 1
        del todo[number]
        changed = _narrowed(low, high, places[number], weights[number], rows[number])
        todo |= dict.fromkeys(other for at in changed for other in of[at])


def _narrowed(low: Array, high: Array, at: Any, by: Array, row: Row) -> list[int]:
    """Narrow the bounds of one row's unknowns; the places of those that changed."""
    least = np.where(by > 0, by * low[at], by * high[at])
    most = np.where(by > 0, by * high[at], by * low[at])
    if least.sum() > row.high or most.sum() < row.low:
        raise Contradiction(at)
    up, down = row.high - (least.sum() - least), row.low - (most.sum() - most)
    ends = np.where(by > 0, down, up) / by, np.where(by > 0, up, down) / by
    lows, highs = np.ceil(ends[0] - 1e-9), np.floor(ends[1] + 1e-9)
    changed = [int(place) for place in at[(lows > low[at]) | (highs < high[at])]]
    low[at], high[at] = np.maximum(low[at], lows), np.minimum(high[at], highs)
    if (low[at] > high[at]).any():
        raise Contradiction(at)
    return changed


def _components(low: Array, high: Array, rows: Sequence[Row]) -> list[tuple[list[int], list[Row]]]:
    """The unknowns that are not settled yet, those that rows link together, with these rows."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    loose = [(row, [at for at, _ in row.terms if low[at] < high[at]]) for row in rows]
    kept = [(row, open_ones) for row, open_ones in loose if len(open_ones) > 1]
    if not kept:
        return []
    firsts, others = zip(*((open_ones[0], at) for _, open_ones in kept for at in open_ones), strict=True)
    links = coo_array((np.ones(len(firsts)), (firsts, others)), shape=(len(low),) * 2)
    part = connected_components(links, directed=False)[1]
    whole: dict[int, tuple[list[int], list[Row]]] = {}
    for at in sorted({at for _, open_ones in kept for at in open_ones}):
        whole.setdefault(part[at], ([], []))[0].append(at)
    for row, open_ones in kept:
        whole[part[open_ones[0]]][1].append(row)
    return list(whole.values())


def _sought(
    places: list[int], rows: list[Row], sought: list[int], low: Array, high: Array, enough: float
) -> dict[int, tuple[float, float]]:
    """The ranges of the unknowns of one component; every solution found on the way is evidence for all of them.

    First all that are sought are made small or great together, half of them each way, as long as that shows anything new;
    then each end that is still open, one at a time.
    """
    solve, index = _solver(places, rows, low, high), {at: place for place, at in enumerate(places)}
    number, ends = np.array([index[at] for at in sought]), (low[sought], high[sought])
    seen = np.full(len(places), np.inf), np.full(len(places), -np.inf)

    def look(downwards: Any, upwards: Any) -> None:
        objective = np.zeros(len(places))
        objective[number] = downwards * 1.0 - upwards * 1.0
        values = solve(objective)
        np.minimum(seen[0], values, out=seen[0])
        np.maximum(seen[1], values, out=seen[1])

    def left() -> tuple[Any, Any]:
        wide = (seen[0][number] <= 0) & (seen[1][number] >= enough)
        return (seen[0][number] > ends[0]) & ~wide, (seen[1][number] < ends[1]) & ~wide

    signs, before = np.random.default_rng(0), np.inf
    for turn in range(TURNS if len(sought) > 2 else 0):
        lows, highs = left()
        if (now := lows.sum() + highs.sum()) == 0 or now == before:
            break
        half = np.full(len(sought), turn == 0) if turn < 2 else signs.random(len(sought)) < 0.5
        look(lows & (half | ~highs), highs & (~half | ~lows))
        before = now if turn > 1 else np.inf
    for place in range(len(sought)):
        alone = np.arange(len(sought)) == place
        for way in (0, 1):
            if left()[way][place]:
                look(alone & (way == 0), alone & (way == 1))
    return {at: (float(seen[0][own]), float(seen[1][own])) for at, own in zip(sought, number, strict=True)}


def _solver(places: list[int], rows: list[Row], low: Array, high: Array) -> Any:
    """A function from weights to the values of all unknowns whose weighted sum is least."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    number = {at: place for place, at in enumerate(places)}
    settled = np.array([sum(by * low[at] for at, by in row.terms if at not in number) for row in rows])
    cells = [(line, number[at], by) for line, row in enumerate(rows) for at, by in row.terms if at in number]
    lines, columns, values = zip(*cells, strict=True)
    matrix = coo_array((np.array(values, float), (lines, columns)), shape=(len(rows), len(places))).tocsr()
    lows, highs = (np.array(ends) - settled for ends in zip(*((row.low, row.high) for row in rows), strict=True))
    within = Bounds(low[places], high[places])
    constraint = LinearConstraint(matrix, lows, highs)

    def solve(objective: Array) -> Array:
        result = milp(
            objective,
            integrality=np.ones(len(places)),
            bounds=within,
            constraints=constraint,
            options={"mip_rel_gap": 0.0},
        )
        if result.x is None:
            raise Contradiction(places)
        whole: Array = np.rint(result.x)
        sums = matrix @ whole
        if (sums < lows - 1e-6).any() or (sums > highs + 1e-6).any():
            raise ArithmeticError("a solution that does not fit its rows")
        return whole

    return solve
