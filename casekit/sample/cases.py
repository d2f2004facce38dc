"""Cases: who committed what, where and when, before anything was decided; a pool of candidates of which a count is kept."""

from datetime import date
from functools import cache
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from casekit.sample.effects import Effects, concerns, planned, since
from casekit.sample.streams import Numbers, Places, Streams, chosen, chosen_by
from casekit.sample.world import BEFORE, FIRST, LAST, table, toml, workdays

SHIPPED = 8000
"""The number of cases for which counts in effects.toml are stated; other sizes scale them."""

OTHERS, DRUNK, EXTRA = 0.86, 0.3686, 60 / SHIPPED
"""Candidates for each case kept: other crimes, dangerous driving at its old rate, and those of a surge."""

WEIGHTED = ("places", "relations", "triggers", "time_bands")


def pool(count: int, streams: Streams, effects: Effects) -> pl.DataFrame:
    """Every candidate with its number, in order of receipt; `kept` says which `count` of them the sample has.

    Leaving an effect out adds or drops its own cases and renumbers nobody.
    """
    others, drunk, extra = ceil(OTHERS * count) + 12, ceil(DRUNK * count) + 6, ceil(EXTRA * count)
    origin = np.repeat(["other", "drunk", "extra"], [others, drunk, extra])
    frame = _where(_why(_received(origin, streams), streams), streams)
    frame = frame.with_columns(kept=_kept(frame, count, streams, effects))
    return _numbered(_described(frame, streams))


def _received(origin: NDArray[np.str_], streams: Streams) -> pl.DataFrame:
    """The day each candidate came in: a workday of the whole time, for a surge of its period."""
    draws = streams.uniform("received", len(origin))
    surge = planned()["ebike_surge"]
    usual, busy = _day(draws, BEFORE, LAST), _day(draws, surge["from"], surge["to"])
    frame = pl.DataFrame({"origin": origin, "usual": usual, "busy": busy})
    return frame.select("origin", received_on=pl.when(pl.col("origin") == "extra").then("busy").otherwise("usual"))


def _day(draws: Numbers, first: date, last: date) -> pl.Series:
    days = workdays(first, last)
    return days.gather((draws * len(days)).astype(int).tolist())


def _why(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Crime and cause of each candidate, with what the lists of crimes and causes say of them."""
    crimes, causes = table("crimes"), table("causes")
    shares = crimes["share"].to_numpy() * (crimes["crime"] != "危险驾驶罪").to_numpy()
    drawn = chosen(streams.uniform("crime", frame.height), shares)
    fixed = {"drunk": 0, "extra": crimes["crime"].to_list().index(planned()["ebike_surge"]["crime"])}
    crime = frame.select(pl.col("origin").replace_strict(fixed, default=pl.Series(drawn))).to_series().to_numpy()
    cause = chosen_by(streams.uniform("cause", frame.height), _causes_by_crime(), crime)
    cause[(frame["origin"] == "extra").to_numpy()] = causes["cause"].to_list().index(planned()["ebike_surge"]["cause"])
    chosen_causes = causes[cause].drop("crime", "weight")
    return pl.concat([frame, crimes[crime], chosen_causes, pl.DataFrame({"cause_no": cause})], how="horizontal")


@cache
def _causes_by_crime() -> Numbers:
    """The weight of each cause for each crime; crimes without causes of their own have the common ones."""
    causes = table("causes")
    own = [(causes["crime"] == crime).to_numpy() * causes["weight"].to_numpy() for crime in table("crimes")["crime"]]
    common = (causes["crime"] == "*").to_numpy() * causes["weight"].to_numpy()
    return np.array([weights if weights.any() else common for weights in own])


def _where(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Town, office and department: some causes gather in one town."""
    towns, units = table("towns"), toml("units")
    focus, extra = frame["focus"].fill_null(0).to_numpy(), (frame["origin"] == "extra").to_numpy()
    hot = towns["town"].to_list().index(planned()["ebike_surge"]["town"])
    town = chosen(streams.uniform("town", frame.height), towns["weight"])
    town[(streams.uniform("focus", frame.height) < focus) | extra] = hot
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
    usual = frame["origin"] != "extra"
    expected = open_still & usual & ~_thinned(frame, streams, Effects())
    scale = count / SHIPPED
    surge = planned()["ebike_surge"]
    window = frame.select(concerns("ebike_surge") & since("ebike_surge", "received_on")).to_series()
    first = _limit(rank, expected, count - round((surge["size"] - surge["expected"]) * scale))
    more = max(round(surge["size"] * scale) - (expected & window & pl.Series(rank <= first)).sum(), 0)
    limit = _limit(rank, expected, count - more)
    added = (~usual & ((~usual).cum_sum() <= more)) if effects.has("ebike_surge") else usual & ~usual
    return (open_still & usual & ~_thinned(frame, streams, effects) & pl.Series(rank <= limit)) | added


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


def _described(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """Kind of place, relation, trigger, time of day, thing, amount, alcohol, and the day it happened."""
    cause = frame["cause_no"].to_numpy()
    said = {name: _worded(name, cause, streams) for name in WEIGHTED}
    size = frame.height
    thing, facts = (
        _one_of(frame[name], mark, streams.uniform(name, size)) for name, mark in (("things", "|"), ("facts", "||"))
    )
    amount = np.exp(0.6 * streams.normal("amount", size))
    alcohol = np.clip(np.round(80 + 62 * np.exp(0.6 * streams.normal("alcohol", size))), 80, 330)
    days = np.exp(0.4 * streams.normal("investigated", size))
    described = frame.drop(WEIGHTED).with_columns(
        **said,
        things=thing,
        facts=facts,
        amount_yuan=pl.when(pl.col("amount") > 0).then(_rounded(pl.col("amount") * pl.Series(amount)).clip(500)),
        alcohol=pl.Series(alcohol).cast(pl.Int64),
        investigated=(pl.when(pl.col("origin") == "extra").then(20).otherwise("investigated") * pl.Series(days))
        .round()
        .clip(5),
    )
    return described.with_columns(occurred_on=pl.col("received_on") - pl.duration(days="investigated"))


def _worded(name: str, cause: Places, streams: Streams) -> pl.Series:
    """One word for each candidate out of its cause's weighted list."""
    lists = [dict(item.split(":") for item in text.split("|")) for text in table("causes")[name]]
    words = list(dict.fromkeys(word for weights in lists for word in weights))
    weights = np.array([[float(given.get(word, 0)) for word in words] for given in lists])
    return pl.Series(words).gather(chosen_by(streams.uniform(name, len(cause)), weights, cause).tolist())


def _one_of(lists: pl.Series, mark: str, draws: Numbers) -> pl.Series:
    """One of the parts of each text, evenly."""
    parts = pl.col("lists").str.split(mark)
    place = (pl.Series("draws", draws) * parts.list.len()).floor().cast(pl.Int64)
    return lists.alias("lists").to_frame().select(parts.list.get(place)).to_series()


def _rounded(yuan: pl.Expr) -> pl.Expr:
    """Amounts as they are found by valuation: to ten yuan, larger ones to a hundred."""
    return pl.when(yuan < 20_000).then((yuan / 10).round() * 10).otherwise((yuan / 100).round() * 100).cast(pl.Int64)


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
