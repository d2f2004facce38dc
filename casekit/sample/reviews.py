"""Reviews: how each case went through review for prosecution - returned, extended, concluded - in calendar days."""

import polars as pl

from casekit.sample import interruptions, rounds
from casekit.sample.effects import Effects, concerns, since
from casekit.sample.streams import Streams
from casekit.sample.world import EXTRACTED, workday_after, workday_before

FAST, SIMPLE, ORDINARY = "速裁程序", "简易程序", "普通程序"
MOVED = ("移送单位撤回", "拆案", "并案", "改变管辖")
DATES = ("first_returned_on", "first_resubmitted_on", "second_returned_on", "second_resubmitted_on", "concluded_on")
ROUNDS = ("first", "second", "third")


def reviewed(cases: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """The cases with procedure, dates of review, extensions, interruptions and, for a few, where they were moved to.

    `cases` says whether anybody is `in_custody`: such limits do not move over days off. Nothing after the day of extraction is known:
    later dates are blank. `due_on`, `first_ended_on` and `first_extended` of the first round stand beside, for the truth.
    """
    drawn = cases.with_columns(**_draws(cases.height, streams), likely=_likely(effects), pace=_pace(effects))
    paths = drawn.with_columns(_path()).with_columns(_procedure())
    usual = (pl.col("procedure") != FAST) & (pl.col("returns") == 0)
    paths = interruptions.interrupted(paths, usual, streams)
    return _recorded(_ended(_later(_first(paths, effects)))).drop(
        *_NAMES, "likely", "pace", "returns", "away", "paused"
    )


_UNIFORM = (
    *("return", "second", "procedure", "extend", "late", "bunch", "away", "again", "moved"),
    *(f"{which}_{what}" for which in ROUNDS for what in ("within", "extend")),
)
_NORMAL = ("length", "second_length", "third_length")
_NAMES = tuple(f"u_{name}" for name in _UNIFORM) + tuple(f"z_{name}" for name in _NORMAL)


def _draws(size: int, streams: Streams) -> dict[str, pl.Series]:
    uniform = {f"u_{name}": pl.Series(streams.uniform(f"review/{name}", size)) for name in _UNIFORM}
    return uniform | {f"z_{name}": pl.Series(streams.normal(f"review/{name}", size)) for name in _NORMAL}


def _likely(effects: Effects) -> pl.Expr:
    """How likely a case is returned: by its crime, and by the effects in force."""
    return (pl.col("returned") * _product(effects, "returns_fell", "department_returns")).clip(0, 0.85)


def _pace(effects: Effects) -> pl.Expr:
    """How many times its usual days a case takes in the office, by the effects in force."""
    return _product(effects, "slower_fraud", "department_slower")


def _product(effects: Effects, *names: str) -> pl.Expr:
    """The sizes of the effects that concern a case, multiplied."""
    factors = [
        pl.when(concerns(name) & since(name, "received_on")).then(effects.size(name)).otherwise(1.0) for name in names
    ]
    return pl.reduce(lambda left, right: left * right, factors)


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


def _first(cases: pl.DataFrame, effects: Effects) -> pl.DataFrame:
    """The first round: ten days fast-track, rarely fifteen; else a month, and fifteen days more where it is extended.

    Some end crowded on the last days of the limit, where that effect is in force; very few past it.
    """
    fast, simple, slow = pl.col("procedure") == FAST, pl.col("procedure") == SIMPLE, pl.col("pace") > 1
    returned = pl.col("returns") > 0
    middle = pl.when(fast).then(7.0).when(returned).then(27.0).when(simple).then(24.0).otherwise(29.0)
    short = pl.when(pl.col("u_extend") < 0.92).then(10).otherwise(15)
    began = cases.select(
        "in_custody", "away", "paused",
        started_on="received_on",
        middle=middle * pl.when(fast).then(1.0).otherwise("pace"),
        spread=pl.when(returned).then(0.2).otherwise(0.28),
        z="z_length",
        again="u_first_within",
        may_extend=~fast & (slow | ((returned | ~simple) & (pl.col("u_extend") < 0.5))),
        limit_on=pl.when(fast).then(pl.col("received_on") + pl.duration(days=short)).otherwise(_month("received_on"))
        + pl.duration(days="away"),
    ).with_columns(further_on=pl.col("limit_on") + pl.duration(days=15))  # fmt: skip
    one = pl.concat(
        [cases.select("u_bunch", "u_late", "procedure", "received_on", "paused"), rounds.ended(began)], how="horizontal"
    )
    size = effects.size("bunching", 0.0)
    crowded = (pl.col("u_bunch") < size) & since("bunching", "received_on") & (pl.col("procedure") != FAST)
    past = workday_after(pl.col("last_on") + pl.duration(days=1 + (pl.col("u_late") * 500).floor()))
    late = (pl.col("u_late") < 0.012) & (pl.col("procedure") != FAST) & (pl.col("paused") == 0)
    end = pl.when(late).then(past).otherwise(rounds.bunched(one, crowded, pl.col("u_bunch") / max(size, 1e-9)))
    return pl.concat([cases, one.select(ended=end, due_on="due_on", **_extension("first"))], how="horizontal")


def _extension(which: str) -> dict[str, str]:
    return {
        f"{which}_extended": "is_extended",
        f"{which}_extended_on": "extended_on",
        f"{which}_extended_to": "extended_to",
    }


def _month(start: str) -> pl.Expr:
    """A limit of a month: the same day of the next month (刑诉法解释202), its last day where there is none or it began on a last day."""
    day, later = pl.col(start), pl.col(start).dt.offset_by("1mo")
    return pl.when(day == day.dt.month_end()).then(later.dt.month_end()).otherwise(later)


def _later(cases: pl.DataFrame) -> pl.DataFrame:
    """The rounds after a return: resubmitted within a month, then a new limit."""
    once = cases.with_columns(first_returned_on=pl.when(pl.col("returns") > 0).then("ended"))
    second = once.with_columns(_resubmitted("first", "u_away")).pipe(_next, "second", "first_resubmitted_on")
    twice = second.with_columns(second_returned_on=pl.when(pl.col("returns") > 1).then("second_ended"))
    return twice.with_columns(_resubmitted("second", "u_again")).pipe(_next, "third", "second_resubmitted_on")


def _resubmitted(which: str, draw: str) -> pl.Expr:
    start = pl.col(f"{which}_returned_on")
    day = pl.min_horizontal(start + pl.duration(days=14 + (pl.col(draw) * 17).floor()), start.dt.offset_by("1mo"))
    return pl.max_horizontal(workday_before(day), start).alias(f"{which}_resubmitted_on")


def _next(cases: pl.DataFrame, which: str, start: str) -> pl.DataFrame:
    """A round from a resubmission on; few are extended."""
    began = cases.select(
        "in_custody",
        started_on=start,
        middle=20.0 * pl.col("pace"),
        spread=pl.lit(0.35),
        z=f"z_{which}_length",
        again=f"u_{which}_within",
        may_extend=(pl.col("pace") > 1) | (pl.col(f"u_{which}_extend") < 0.6),
        limit_on=_month(start),
        away=pl.lit(0),
        paused=pl.lit(0),
    ).with_columns(further_on=pl.col("limit_on") + pl.duration(days=15))
    told = rounds.ended(began).select(pl.col("ended_on").alias(f"{which}_ended"), **_extension(which))
    return pl.concat([cases, told], how="horizontal")


def _ended(cases: pl.DataFrame) -> pl.DataFrame:
    """The day of conclusion and, for a few cases, that they left for another office or case."""
    place = (pl.col("u_moved") / 0.025 * len(MOVED)).floor().cast(pl.Int64)
    moved = pl.when(pl.col("u_moved") < 0.025).then(
        place.replace_strict(dict(enumerate(MOVED)), default=None, return_dtype=pl.String)
    )
    concluded = pl.coalesce("third_ended", "second_ended", "ended")
    return cases.with_columns(concluded_on=concluded, first_ended_on="ended", moved=moved).drop(
        "ended", "second_ended", "third_ended"
    )


def _recorded(cases: pl.DataFrame) -> pl.DataFrame:
    """What was on record on the day of extraction; an extension is told as often as it was decided, with its last day."""
    known = cases.with_columns(pl.when(pl.col(name) <= EXTRACTED).then(name).alias(name) for name in DATES)
    decided = {which: (pl.col(f"{which}_extended_on") <= EXTRACTED).fill_null(False) for which in ROUNDS}
    last = [pl.when(decided[which]).then(f"{which}_extended_to") for which in reversed(ROUNDS)]
    moved = pl.when(pl.col("concluded_on").is_not_null()).then("moved")
    told = known.with_columns(
        moved=moved,
        extended_times=pl.sum_horizontal(one.cast(pl.Int64) for one in decided.values()),
        extended_to=pl.coalesce(last),
        **_in_order([pl.when(decided[which]).then(f"{which}_extended_on") for which in ROUNDS]),
    ).drop(f"{which}_{what}" for which in ROUNDS for what in ("extended_on", "extended_to"))
    return (
        interruptions.known(told)
        .with_columns(jurisdiction_changed_on=pl.when(pl.col("moved") == "改变管辖").then("concluded_on"))
        .drop("second_extended", "third_extended")
    )


def _in_order(days: list[pl.Expr]) -> dict[str, pl.Expr]:
    """The days of the first, second and third extension, in whatever round they were."""
    filled = pl.concat_list(days).list.drop_nulls()
    return {f"extension_{place}_on": filled.list.get(place - 1, null_on_oob=True) for place in (1, 2, 3)}
