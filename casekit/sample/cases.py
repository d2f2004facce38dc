"""Cases: who committed what, where and when, before anything was decided; a pool of candidates of which a count is kept."""

from datetime import date
from functools import cache
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.sample import particulars
from casekit.sample.effects import Effects, adding, concerns, planned, since
from casekit.sample.streams import Numbers, Streams, chosen, chosen_by
from casekit.sample.world import BEFORE, FIRST, LAST, table, toml, workdays

SHIPPED = 8000
"""The number of cases for which counts in effects.toml are stated; other sizes scale them."""

OTHERS, DRUNK = 0.86, 0.3686
"""Candidates for each case kept: other crimes, and dangerous driving at its old rate; effects that add cases have their own."""


def pool(count: int, streams: Streams, effects: Effects) -> pl.DataFrame:
    """Every candidate with its number, in order of receipt; `kept` says which `count` of them the sample has.

    Leaving an effect out adds or drops its own cases and renumbers nobody.
    """
    others, drunk = ceil(OTHERS * count) + 12, ceil(DRUNK * count) + 6
    extra = {name: ceil(effect["size"] * count / SHIPPED) for name, effect in adding().items()}
    origin = np.repeat(["other", "drunk", *extra], [others, drunk, *extra.values()])
    frame = _where(_why(_received(origin, streams), streams), streams)
    frame = frame.with_columns(kept=_kept(frame, count, streams, effects))
    return _numbered(particulars.described(frame, streams))


def _received(origin: NDArray[np.str_], streams: Streams) -> pl.DataFrame:
    """The day each candidate came in: a workday of the whole time, for what an effect adds of its period."""
    draws = streams.uniform("received", len(origin))
    own = {name: _day(draws, effect["from"], effect.get("to", LAST)) for name, effect in adding().items()}
    frame = pl.DataFrame({"origin": origin, "usual": _day(draws, BEFORE, LAST), **own})
    added = [pl.when(pl.col("origin") == name).then(name) for name in own]
    return frame.select("origin", received_on=pl.coalesce(*added, "usual"))


def _day(draws: Numbers, first: date, last: date) -> pl.Series:
    days = workdays(first, last)
    return days.gather((draws * len(days)).astype(int).tolist())


def _why(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Crime and cause of each candidate, with what the lists of crimes and causes say of them."""
    crimes, causes = table("crimes"), table("causes")
    shares = crimes["share"].to_numpy() * (crimes["crime"] != "危险驾驶罪").to_numpy()
    drawn = chosen(streams.uniform("crime", frame.height), shares)
    fixed = {"drunk": 0} | {name: _place(crimes["crime"], effect["crime"]) for name, effect in adding().items()}
    crime = frame.select(pl.col("origin").replace_strict(fixed, default=pl.Series(drawn))).to_series().to_numpy()
    cause = chosen_by(streams.uniform("cause", frame.height), _causes_by_crime(), crime)
    for name, effect in adding().items():
        cause[(frame["origin"] == name).to_numpy()] = _place(causes["cause"], effect["cause"])
    chosen_causes = causes[cause].drop("crime", "weight")
    return pl.concat([frame, crimes[crime], chosen_causes, pl.DataFrame({"cause_no": cause})], how="horizontal")


def _place(words: pl.Series, word: str) -> int:
    return words.to_list().index(word)


@cache
def _causes_by_crime() -> Numbers:
    """The weight of each cause for each crime; crimes without causes of their own have the common ones."""
    causes = table("causes")
    own = [(causes["crime"] == crime).to_numpy() * causes["weight"].to_numpy() for crime in table("crimes")["crime"]]
    common = (causes["crime"] == "*").to_numpy() * causes["weight"].to_numpy()
    return np.array([weights if weights.any() else common for weights in own])


def _where(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Town, office and department: some causes gather in one town, and what an effect adds is in its own, in turns where it has several."""
    towns, units = table("towns").drop("x", "y"), toml("units")
    focus = frame["focus"].fill_null(0).to_numpy()
    town = chosen(streams.uniform("town", frame.height), towns["weight"])
    town[streams.uniform("focus", frame.height) < focus] = _place(towns["town"], planned()["ebike_surge"]["town"])
    for name, effect in adding().items():
        own = (frame["origin"] == name).to_numpy()
        places = np.array([_place(towns["town"], one) for one in effect.get("towns", [effect.get("town")])])
        town[own] = places[np.arange(own.sum()) % len(places)]
    department = (streams.uniform("department", frame.height) * 5).astype(int)
    names = [
        units[code]["departments"][place] for code, place in zip(towns["unit_code"][town], department, strict=True)
    ]
    placed = (
        towns[town].drop("weight").with_columns(pl.Series("department", names), pl.Series("department_no", department))
    )
    return pl.concat([frame, placed], how="horizontal").with_columns(
        pl.col("unit_code").replace_strict({code: unit[key] for code, unit in units.items()}).alias(name)
        for name, key in (("unit", "name"), ("short_unit", "short"), ("court", "court"), ("referring_unit", "police"))
    )


def _kept(frame: pl.DataFrame, count: int, streams: Streams, effects: Effects) -> pl.Series:
    """Which candidates the sample has: those not thinned by an effect, as many as asked for when all effects are in force."""
    rank = streams.uniform("kept", frame.height)
    waited = (pl.lit(FIRST) - pl.col("received_on")).dt.total_days().clip(0) / 75
    open_still = frame.select(
        pl.lit(pl.Series(streams.uniform("open", frame.height))) < (1 - waited).clip(0) ** 2
    ).to_series()
    usual = ~frame["origin"].is_in(list(adding()))
    expected = open_still & usual & ~_thinned(frame, streams, Effects())
    more = _more(frame, expected, rank, count)
    limit = _limit(rank, expected, count - sum(more.values()))
    kept = open_still & usual & ~_thinned(frame, streams, effects) & pl.Series(rank <= limit)
    for name in filter(effects.has, more):
        own = frame["origin"] == name
        kept |= own & (own.cum_sum() <= more[name])
    return kept


def _more(frame: pl.DataFrame, expected: pl.Series, rank: Numbers, count: int) -> dict[str, int]:
    """How many cases each effect adds to those its place and period have anyway, to come to its size."""
    scale = count / SHIPPED
    about = sum(effect["size"] - effect["expected"] for effect in adding().values())
    usual = frame.filter(expected & pl.Series(rank <= _limit(rank, expected, count - round(about * scale))))
    there = {name: usual.filter(concerns(name) & since(name, "received_on")).height for name in adding()}
    return {name: max(round(effect["size"] * scale) - there[name], 0) for name, effect in adding().items()}


def _thinned(frame: pl.DataFrame, streams: Streams, effects: Effects) -> pl.Series:
    """Candidates that an effect keeps from happening."""
    out = pl.repeat(False, frame.height, eager=True)
    for name in ("drunk_driving_rule", "proposal_worked", "proposal_changed_nothing"):
        spared = pl.Series(streams.uniform(f"effect/{name}", frame.height)) < effects.size(name)
        out |= ~spared & frame.select(concerns(name) & since(name, "received_on")).to_series()
    return out


def _limit(rank: Numbers, among: pl.Series, count: int) -> float:
    """The rank up to which `count` of them are kept."""
    ranks = np.sort(rank[among.to_numpy()])
    return float(ranks[min(max(count, 1), len(ranks)) - 1])


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """The candidates in order of receipt with the numbers their office gave them."""
    year = pl.col("received_on").dt.year()
    sorted_ = frame.sort("received_on", maintain_order=True).with_columns(year=year)
    serial = pl.int_range(1, pl.len() + 1).over("unit_code", "year")
    return (
        sorted_.with_columns(serial=serial)
        .with_columns(
            department_number=pl.format(
                "{}检起诉受〔{}〕{}{}号",
                "short_unit",
                "year",
                "unit_code",
                pl.col("serial").cast(pl.String).str.zfill(5),
            ),
            unified_number=pl.format(
                "{}{}{}", "unit_code", "year", (pl.col("serial") * 3 + 1017).cast(pl.String).str.zfill(7)
            ),
            handler_no=pl.col("unit_code").replace_strict({"469098": 0, "469099": 20}, return_dtype=pl.Int64)
            + pl.col("department_no") * 4
            + pl.col("serial") % 4,
        )
        .drop("year")
        .with_row_index("row_no")
    )
