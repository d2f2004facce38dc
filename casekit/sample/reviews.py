"""Reviews: how each case went through review for prosecution - returned, extended, concluded - in calendar days."""

import polars as pl

from casekit.sample.effects import Effects, concerns, since
from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, workday_after, workday_before

FAST, SIMPLE, ORDINARY = "速裁程序", "简易程序", "普通程序"
MOVED = ("移送单位撤回", "拆案", "并案", "改变管辖")
DATES = ("first_returned_on", "first_resubmitted_on", "second_returned_on", "second_resubmitted_on", "concluded_on")


def reviewed(cases: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """The cases with procedure, dates of review, extensions and, for a few, where they were moved to.

    Nothing after the day of extraction is known: later dates are blank.
    """
    drawn = cases.with_columns(**_draws(cases.height, streams), likely=_likely(effects))
    paths = drawn.with_columns(_path()).with_columns(_procedure())
    return _recorded(_ended(_second(_first(paths)))).drop(*_NAMES, "likely", "returns", "days")


_UNIFORM = ("return", "second", "procedure", "extend", "late", "bunch", "away", "again", "moved")
_NORMAL = ("length", "second_length", "third_length")
_NAMES = tuple(f"u_{name}" for name in _UNIFORM) + tuple(f"z_{name}" for name in _NORMAL)


def _draws(size: int, streams: Streams) -> dict[str, pl.Series]:
    uniform = {f"u_{name}": pl.Series(streams.uniform(f"review/{name}", size)) for name in _UNIFORM}
    return uniform | {f"z_{name}": pl.Series(streams.normal(f"review/{name}", size)) for name in _NORMAL}


def _likely(effects: Effects) -> pl.Expr:
    """How likely a case is returned: by its crime, and by the effects in force."""
    factors = [
        pl.when(concerns(name) & since(name, "received_on")).then(effects.size(name)).otherwise(1.0)
        for name in ("returns_fell", "department_returns")
    ]
    return (pl.col("returned") * factors[0] * factors[1]).clip(0, 0.85)


def _path() -> pl.Expr:
    """How often a case is returned: never, once, twice."""
    once, twice = pl.col("u_return") < pl.col("likely"), pl.col("u_second") < 0.22
    return (once.cast(pl.Int8) + (once & twice).cast(pl.Int8)).alias("returns")


def _procedure() -> pl.Expr:
    """The procedure the case is charged under; a returned one is never fast-track."""
    draw, fast = pl.col("u_procedure"), pl.col("fast")
    return (
        pl.when((draw < fast) & (pl.col("returns") == 0)).then(pl.lit(FAST))
        .when(draw < fast + pl.col("simple")).then(pl.lit(SIMPLE))
        .otherwise(pl.lit(ORDINARY)).alias("procedure")
    )  # fmt: skip


def _first(cases: pl.DataFrame) -> pl.DataFrame:
    """The first round: its length in days, the limit with an extension, and where it ends."""
    fast, simple = pl.col("procedure") == FAST, pl.col("procedure") == SIMPLE
    middle = pl.when(fast).then(7.0).when(simple).then(25.0).otherwise(29.0)
    most = pl.when(fast & (pl.col("u_extend") < 0.92)).then(10).when(fast).then(15).when(simple).then(31).otherwise(44)
    length = (middle * (0.28 * pl.col("z_length")).exp()).round().clip(2, most)
    days = pl.when(pl.col("returns") > 0).then(length.clip(lower_bound=24)).otherwise(length)
    limit = pl.col("received_on").dt.offset_by("1mo")
    extended = (days > 31) & (pl.col("u_extend") < 0.8)
    return cases.with_columns(days=days, extended_times=extended.cast(pl.Int64), limit=limit).with_columns(
        extended_to=pl.when(extended).then(limit + pl.duration(days=15)), ended=_within(extended)
    )


def _within(extended: pl.Expr) -> pl.Expr:
    """The end of the first round: within its limit, some just before it, very few past it."""
    last = pl.col("limit") + pl.duration(days=pl.when(extended).then(15).otherwise(0))
    end = pl.min_horizontal(pl.col("received_on") + pl.duration(days="days"), last)
    close = (pl.col("u_bunch") < 0.12) & (pl.col("days") > 20)
    bunched = pl.when(close).then(last - pl.duration(days=(pl.col("u_bunch") * 25).floor())).otherwise(end)
    past = last + pl.duration(days=1 + (pl.col("u_late") * 500).floor())
    late = (pl.col("u_late") < 0.012) & (pl.col("procedure") != FAST)
    day = pl.max_horizontal(workday_before(bunched), "received_on")
    return pl.when(late).then(workday_after(past)).otherwise(day)


def _second(cases: pl.DataFrame) -> pl.DataFrame:
    """The rounds after a return: resubmitted within a month, then a new limit."""
    once, twice = pl.col("returns") > 0, pl.col("returns") > 1
    first = cases.with_columns(first_returned_on=pl.when(once).then("ended")).with_columns(
        _resubmitted("first", "u_away")
    )
    second = first.with_columns(second_ended=_next_end("first_resubmitted_on", "z_second_length"))
    returned = second.with_columns(second_returned_on=pl.when(twice).then("second_ended")).with_columns(
        _resubmitted("second", "u_again")
    )
    return returned.with_columns(third_ended=_next_end("second_resubmitted_on", "z_third_length"))


def _resubmitted(which: str, draw: str) -> pl.Expr:
    start = pl.col(f"{which}_returned_on")
    day = pl.min_horizontal(start + pl.duration(days=14 + (pl.col(draw) * 17).floor()), start.dt.offset_by("1mo"))
    return pl.max_horizontal(workday_before(day), start).alias(f"{which}_resubmitted_on")


def _next_end(start: str, draw: str) -> pl.Expr:
    days = (20 * (0.35 * pl.col(draw)).exp()).round().clip(4, 30)
    return pl.max_horizontal(workday_before(pl.col(start) + pl.duration(days=days)), start)


def _ended(cases: pl.DataFrame) -> pl.DataFrame:
    """The day of conclusion and, for a few cases, that they left for another office or case."""
    place = (pl.col("u_moved") / 0.025 * len(MOVED)).floor().cast(pl.Int64)
    moved = pl.when(pl.col("u_moved") < 0.025).then(
        place.replace_strict(dict(enumerate(MOVED)), default=None, return_dtype=pl.String)
    )
    return cases.with_columns(concluded_on=pl.coalesce("third_ended", "second_ended", "ended"), moved=moved).drop(
        "ended", "second_ended", "third_ended", "limit"
    )


def _recorded(cases: pl.DataFrame) -> pl.DataFrame:
    """What was on record on the day of extraction."""
    known = cases.with_columns(pl.when(pl.col(name) <= EXTRACTED).then(name).alias(name) for name in DATES)
    moved = pl.when(pl.col("concluded_on").is_not_null()).then("moved")
    return known.with_columns(moved=moved, jurisdiction_changed_on=pl.when(moved == "改变管辖").then("concluded_on"))
