"""Stages: how long each case has been in a stage, ended or not, and how much of that time it was out of the office's hands."""

from datetime import date
from typing import Any

import polars as pl

from casekit import codebook
from casekit.records.records import Records

AWAY = ("returned", "suspended", "expert")


def lacking(records: Records, stage: str) -> str | None:
    """The first column that the stage cannot do without and the data lacks."""
    block, columns = _block(stage), records.columns("cases") | records.columns("suspects")
    return next((block[key] for key in ("start", "end") if block[key] not in columns), None)


def of_cases(records: Records, stage: str = "review", known_on: date | None = None) -> pl.LazyFrame:
    """One row a case that entered the stage: case_id, started_on, ended_on, outcome, is_open, is_away, days, net_days and
    the days away of each kind (returned_days, suspended_days, expert_days).

    Days run to the end, or to the day of extraction for a case still open, whose outcome is null; with `known_on` all is as
    it stood at the end of that day. Net days leave out the
    time away so far: a returned case leaves and comes back, whatever happens to it later. A case that is known to have
    ended on a day that could not be read is left out: `unplaced` counts these.
    """
    block, last = _block(stage), pl.lit(known_on or records.extracted, pl.Date)
    placed = _placed(records, block).filter(~_unplaced(block), pl.col("started_on") <= last)
    ended = placed.with_columns(pl.when(pl.col("ended_on") <= last).then("ended_on").alias("ended_on"))
    until = pl.coalesce("ended_on", last)
    timed = ended.with_columns(
        until=until, is_open=pl.col("ended_on").is_null(), outcome=_outcome(), days=_between("started_on", until)
    ).filter(pl.col("days") >= 0)
    away = _away(timed, block, records.columns("cases"))
    joined = timed.join(away, on="case_id", how="left", validate="1:1").with_columns(
        pl.col(f"{kind}_days").fill_null(0) for kind in AWAY
    )
    return joined.with_columns(
        net_days=pl.col("days") - pl.sum_horizontal(f"{kind}_days" for kind in AWAY),
        is_away=pl.col("is_away").fill_null(False) & pl.col("is_open"),
    ).drop("until", "known", *(name for name in _spans(block, records.columns("cases"))))


def unplaced(records: Records, stage: str = "review") -> int:
    """How many cases have ended in the stage on a day that could not be read, and so are in no figure about its length."""
    block = _block(stage)
    return int(_placed(records, block).filter(_unplaced(block)).select(pl.len()).collect().item())


def _block(stage: str) -> dict[str, Any]:
    block: dict[str, Any] = codebook.toml("stages")[stage]
    return block


def _placed(records: Records, block: dict[str, Any]) -> pl.LazyFrame:
    """Cases with their start and end: case_id, started_on, ended_on, known, and the dates of time away."""
    columns = records.columns("cases")
    spans = _spans(block, columns)
    given = {"started_on": block["start"], "ended_on": block["end"], "known": block["known"]}
    own = {name: pl.col(column) for name, column in given.items() if column in columns}
    frame = records.table("cases").select("case_id", *spans, **own)
    for name, column in given.items():
        if name not in own:
            frame = frame.join(_of_persons(records, name, column), on="case_id", how="inner")
    return frame.drop_nulls("started_on").with_columns(
        pl.col("known").cast(pl.String), *(pl.col(name).cast(pl.Date) for name in ("started_on", "ended_on"))
    )


def _of_persons(records: Records, name: str, column: str) -> pl.LazyFrame:
    """The first such value of a case's persons, blank where the data has no such column."""
    if column not in records.columns("suspects"):
        return pl.LazyFrame(schema={"case_id": pl.String, name: pl.String if name == "known" else pl.Date})
    return records.table("suspects").group_by("case_id").agg(pl.col(column).min().alias(name))


def _unplaced(block: dict[str, Any]) -> pl.Expr:
    """Ended, as its outcome says, on an unknown day."""
    underway = codebook.toml("outcomes")["underway"]
    return pl.col("ended_on").is_null() & pl.col("known").is_not_null() & ~pl.col("known").is_in(underway)


def _outcome() -> pl.Expr:
    """What the ending counts as; null where there is none yet."""
    named = codebook.toml("stages")["outcomes"]
    known = {code: outcome for outcome, codes in named.items() for code in codes}
    moved = dict.fromkeys(codebook.toml("outcomes")["moved"], "moved")
    outcome = pl.col("known").replace_strict(known | moved, default="ended", return_dtype=pl.String)
    return pl.when(pl.col("ended_on").is_not_null()).then(outcome.fill_null("ended"))


def _between(start: str, end: pl.Expr) -> pl.Expr:
    return (end - pl.col(start)).dt.total_days()


def _spans(block: dict[str, Any], columns: set[str]) -> list[str]:
    """The columns of days away that the data has, each once."""
    named = [away[key] for away in block.get("away", ()) for key in ("from", "to")]
    return [name for name in dict.fromkeys(named) if name in columns]


def _away(timed: pl.LazyFrame, block: dict[str, Any], columns: set[str]) -> pl.LazyFrame:
    """Days away by case and kind, each day once: of two kinds at once the one that began earlier has it."""
    known = [away for away in block.get("away", ()) if away["from"] in columns]
    spans = [_span(timed, away, columns) for away in known]
    empty = pl.LazyFrame(
        schema={"case_id": pl.String, "kind": pl.String, "from": pl.Date, "to": pl.Date, "going": pl.Boolean}
    )
    ordered = pl.concat([empty, *spans]).sort("case_id", "from", "to")
    reached = pl.col("to").cum_max().over("case_id").shift(1).over("case_id")
    begun = pl.max_horizontal("from", reached)
    counted = ordered.with_columns(spent=(pl.col("to") - begun).dt.total_days().clip(lower_bound=0))
    days = {f"{kind}_days": pl.col("spent").filter(pl.col("kind") == kind).sum() for kind in AWAY}
    return counted.group_by("case_id").agg(is_away=pl.col("going").any(), **days)


def _span(timed: pl.LazyFrame, away: dict[str, str], columns: set[str]) -> pl.LazyFrame:
    """One kind of time away: from its first day to its last, or to the end of the stage, or so far."""
    start = pl.col(away["from"])
    back = pl.col(away["to"]) if away["to"] in columns else pl.lit(None, pl.Date)
    inside = timed.filter(start.is_between("started_on", "until"))
    ended = pl.min_horizontal(pl.coalesce(back, "until"), "until")
    going = back.is_null() | (back > pl.col("until"))
    return inside.select(
        "case_id", pl.lit(away["kind"]).alias("kind"), start.alias("from"), ended.alias("to"), going.alias("going")
    )
