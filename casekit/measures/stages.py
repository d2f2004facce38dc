"""Stages: how long each case has been in a stage, ended or not, and how much of that time it was out of the office's hands."""

from datetime import date
from typing import Any

import polars as pl

from casekit import codebook
from casekit.ground.quarter import Period
from casekit.records.records import Records

AWAY = ("returned", "suspended", "expert")


def lacking(records: Records, stage: str) -> str | None:
    """The first column that the stage cannot do without and the data lacks."""
    block, columns = _block(stage), records.columns("cases") | records.columns("suspects")
    return next((block[key] for key in ("start", "end") if block[key] not in columns), None)


def of_cases(records: Records, stage: str = "review", known_on: date | None = None) -> pl.LazyFrame:
    """One row a case that entered the stage: case_id, started_on, ended_on, outcome, is_open, is_away, days, net_days and
    the days away of each kind (returned_days, suspended_days, expert_days).

    Days run to the end, or to the day of extraction for a case still open, whose outcome is null; with an earlier `known_on`
    all is as it stood at the end of that day. Net days leave out the time away so far: a returned case leaves and comes
    back, whatever happens to it later. Where a case must have come back (it was decided, or returned again) on a day that is
    not on record, returned and net days are blank. A case that is known to have ended on a day that could not be read is left
    out: `unplaced` counts these.
    """
    block, last = _block(stage), pl.lit(_last_day(records, known_on), pl.Date)
    placed = _placed(records, block).filter(~_unplaced(), pl.col("started_on") <= last)
    ended = placed.with_columns(pl.when(pl.col("ended_on") <= last).then("ended_on").alias("ended_on"))
    until = pl.coalesce("ended_on", last)
    timed = ended.with_columns(
        until=until, is_open=pl.col("ended_on").is_null(), outcome=_outcome(), days=_between("started_on", until)
    ).filter(pl.col("days") >= 0)
    columns = records.columns("cases")
    joined = timed.join(_away(timed, block, columns), on="case_id", how="left", validate="1:1")
    filled = joined.with_columns(pl.col(f"{kind}_days").fill_null(0) for kind in AWAY)
    return filled.with_columns(
        returned_days=pl.when(~pl.col("is_lost").fill_null(False)).then("returned_days"),
        net_days=pl.when(~pl.col("is_lost").fill_null(False)).then(
            pl.col("days") - pl.sum_horizontal(f"{kind}_days" for kind in AWAY)
        ),
        is_away=pl.col("is_away").fill_null(False) & pl.col("is_open"),
    ).drop("until", "known", "is_lost", "is_left", *_beside(block, columns), strict=False)


def unplaced(records: Records, stage: str = "review", begun: Period | None = None) -> int:
    """How many cases (begun in the period, or all) have ended in the stage on a day that could not be read, and so are in no
    figure about its length."""
    placed = _placed(records, _block(stage)).filter(_unplaced())
    within = placed.filter(pl.col("started_on").is_between(begun.start, begun.end)) if begun else placed
    return int(within.select(pl.len()).collect().item())


def _block(stage: str) -> dict[str, Any]:
    block: dict[str, Any] = codebook.toml("stages")[stage]
    return block


def _last_day(records: Records, known_on: date | None) -> date | None:
    """The day up to which is told: nothing is known after the day of extraction."""
    return min((day for day in (known_on, records.extracted) if day is not None), default=None)


def _placed(records: Records, block: dict[str, Any]) -> pl.LazyFrame:
    """Cases with their start and end: case_id, started_on, ended_on, known, and what tells of time away. A mere step, as known
    says, is no end; a case that left by another way (`left`) has moved on that day."""
    columns = records.columns("cases")
    spans = _beside(block, columns)
    given = {"started_on": block["start"], "ended_on": block["end"], "known": block["known"]}
    own = {name: pl.col(column) for name, column in given.items() if column in columns}
    frame = records.table("cases").select("case_id", *spans, **own)
    for name, column in given.items():
        if name not in own and column in records.columns("suspects"):
            frame = frame.join(_of_persons(records, name, column), on="case_id", how="inner")
        elif name not in own:
            frame = frame.with_columns(pl.lit(None).alias(name))
    typed = frame.drop_nulls("started_on").with_columns(
        pl.col("known").cast(pl.String), *(pl.col(name).cast(pl.Date) for name in ("started_on", "ended_on"))
    )
    over = typed.with_columns(pl.when(~_is_underway()).then("ended_on").alias("ended_on"))
    return _with_left(over, block, columns)


def _with_left(frame: pl.LazyFrame, block: dict[str, Any], columns: set[str]) -> pl.LazyFrame:
    """The cases that left undecided (a withdrawn indictment) with that day as their end."""
    if block.get("left") not in columns:
        return frame.with_columns(is_left=pl.lit(False))
    is_left = pl.col("ended_on").is_null() & pl.col("known").is_null() & pl.col(block["left"]).is_not_null()
    return frame.with_columns(
        is_left=is_left, ended_on=pl.when(is_left).then(block["left"]).otherwise("ended_on")
    ).drop(block["left"])


def _of_persons(records: Records, name: str, column: str) -> pl.LazyFrame:
    """The first such value of a case's persons."""
    return records.table("suspects").group_by("case_id").agg(pl.col(column).min().alias(name))


def _unplaced() -> pl.Expr:
    """Ended, as its outcome says, on an unknown day."""
    return pl.col("ended_on").is_null() & pl.col("known").is_not_null() & ~_is_underway()


def _is_underway() -> pl.Expr:
    """The outcome given is a mere step."""
    return pl.col("known").is_in(codebook.toml("outcomes")["underway"]).fill_null(False)


def _outcome() -> pl.Expr:
    """What the ending counts as; null where there is none yet."""
    named = codebook.toml("stages")["outcomes"]
    known = {code: outcome for outcome, codes in named.items() for code in codes}
    moved = dict.fromkeys(codebook.toml("outcomes")["moved"], "moved")
    outcome = pl.col("known").replace_strict(known | moved, default="ended", return_dtype=pl.String)
    moved_on = pl.when("is_left").then(pl.lit("moved")).otherwise(outcome.fill_null("ended"))
    return pl.when(pl.col("ended_on").is_not_null()).then(moved_on)


def _between(start: str, end: pl.Expr) -> pl.Expr:
    return (end - pl.col(start)).dt.total_days()


def _beside(block: dict[str, Any], columns: set[str]) -> list[str]:
    """The columns that tell of days away, or of another way out, which the data has; each once."""
    named = [away[key] for away in block.get("away", ()) for key in ("from", "to", "of") if key in away]
    named += [block["left"]] if "left" in block else []
    return [name for name in dict.fromkeys(named) if name in columns]


def _away(timed: pl.LazyFrame, block: dict[str, Any], columns: set[str]) -> pl.LazyFrame:
    """Days away by case and kind, each day once: of two kinds at once the one that began earlier has it."""
    known = [away for away in block.get("away", ()) if {away["from"], away.get("of", away["from"])} <= columns]
    spans = [_span(timed, away, columns) for away in known]
    flags = dict.fromkeys(("is_going", "is_lost"), pl.Boolean)
    empty = pl.LazyFrame(schema={"case_id": pl.String, "kind": pl.String, "from": pl.Date, "to": pl.Date, **flags})
    ordered = pl.concat([empty, *spans]).sort("case_id", "from", "to")
    reached = pl.col("to").cum_max().over("case_id").shift(1).over("case_id")
    begun = pl.max_horizontal("from", reached)
    counted = ordered.with_columns(spent=(pl.col("to") - begun).dt.total_days().clip(lower_bound=0))
    days = {f"{kind}_days": pl.col("spent").filter(pl.col("kind") == kind).sum() for kind in AWAY}
    return counted.group_by("case_id").agg(is_away=pl.col("is_going").any(), is_lost=pl.col("is_lost").any(), **days)


def _span(timed: pl.LazyFrame, away: dict[str, str], columns: set[str]) -> pl.LazyFrame:
    """One kind of time away: from its first day to its last, or to the end of the stage, or so far."""
    start = pl.col(away["from"])
    back = pl.col(away["to"]) if away["to"] in columns else pl.lit(None, pl.Date)
    asked = (pl.col(away["of"]) == away["is"]).fill_null(False) if "of" in away else pl.lit(True)
    is_lost = back.is_null() & _has_come_back(away, columns)
    ended = pl.when(is_lost).then(start).otherwise(pl.min_horizontal(pl.coalesce(back, "until"), "until"))
    is_going = (back.is_null() & ~is_lost) | (back > pl.col("until")).fill_null(False)
    return timed.filter(start.is_between("started_on", "until"), asked).select(
        "case_id", pl.lit(away["kind"]).alias("kind"), start.alias("from"), ended.alias("to"),
        is_going.alias("is_going"), is_lost.alias("is_lost"),
    )  # fmt: skip


def _has_come_back(away: dict[str, str], columns: set[str]) -> pl.Expr:
    """Whether a return surely ended, as the case was decided or returned once more."""
    if away["kind"] != "returned":
        return pl.lit(False)
    decided = (pl.col("outcome") != "moved").fill_null(False)
    again = away.get("again")
    return decided | (pl.col(again) <= pl.col("until")).fill_null(False) if again in columns else decided
