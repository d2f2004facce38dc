"""Narratives: the short summary of facts of each case, put together from parts; sometimes there is none."""

import polars as pl

from casekit.sample.streams import Streams

BLANK = 0.05
PARTS = {
    "{name}": "first_name",
    "{band}": "time_bands",
    "{town}": "town",
    "{place}": "places",
    "{thing}": "things",
    "{short}": "short",
}


def narrated(cases: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The cases with `story`, what happened, `facts`, the same on the card (null for about one in twenty), and `case_name`."""
    blank = pl.Series(streams.uniform("narrative/blank", cases.height)) < BLANK
    day, amount, alcohol = (
        pl.col("occurred_on").dt.to_string("%Y年%-m月%-d日"),
        pl.col("amount_yuan"),
        pl.col("alcohol"),
    )
    filled = pl.col("facts")
    for mark, column in (PARTS | {"{day}": "day", "{amount}": "amount_text", "{alcohol}": "alcohol_text"}).items():
        filled = filled.str.replace(mark, pl.col(column), literal=True)
    texts = cases.with_columns(
        day=day, amount_text=amount.cast(pl.String).fill_null("若干"), alcohol_text=alcohol.cast(pl.String)
    )
    others = pl.when(pl.col("suspects") > 1).then(pl.format("等{}人", "suspects")).otherwise(pl.lit(""))
    return texts.with_columns(
        story=filled,
        facts=pl.when(~pl.lit(blank)).then(filled),
        case_name=pl.format("{}{}{}案", "first_name", others, "short"),
    ).drop("day", "amount_text", "alcohol_text")
