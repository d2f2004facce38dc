"""Particulars: where, between whom, why and when in the day each case happened, what was taken, and on which day."""

import numpy as np
import polars as pl

from casekit.sample.effects import adding
from casekit.sample.streams import Numbers, Places, Streams, chosen_by
from casekit.sample.world import table

WEIGHTED = ("places", "relations", "triggers", "time_bands")


def described(frame: pl.DataFrame, streams: Streams) -> pl.DataFrame:
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
        investigated=(
            pl.when(pl.col("origin").is_in(list(adding()))).then(20).otherwise("investigated") * pl.Series(days)
        )
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
