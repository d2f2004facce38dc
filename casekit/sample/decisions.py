"""Decisions: custody, plea and what became of each suspect, and through them of the case."""

import polars as pl

from casekit.sample.reviews import FAST
from casekit.sample.streams import Streams

CHARGED, NOT_CHARGED, CONDITIONAL = "起诉", "不起诉", "附条件不起诉"
PLEADED, NOT_PLEADED = "适用认罪认罚", "未适用"
DRAWS = ("custody", "detained", "refused", "charged", "kind", "plea", "held", "paper", "arrest")
IN_CUSTODY = ("逮捕", "刑事拘留")


def held(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The suspects with measures and the decision on arrest, which came before the review."""
    draws = _draws(persons, streams)
    return persons.with_columns(**draws).pipe(_held).drop(*draws)


def of_custody(cases: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """The cases with `in_custody`: whether anybody in the case is in custody, so that its limits do not move over days off."""
    told = persons.group_by("department_number").agg(in_custody=pl.col("custody_status").is_in(IN_CUSTODY).any())
    return cases.join(told, on="department_number", how="left", maintain_order="left")


def decided(persons: pl.DataFrame, streams: Streams) -> pl.DataFrame:
    """The suspects with plea, decision and kind of non-prosecution, blank where nothing is decided, and the days of all."""
    draws = _draws(persons, streams)
    return _dated(_pleaded(_ended(persons.with_columns(**draws)))).drop(*draws)


def _draws(persons: pl.DataFrame, streams: Streams) -> dict[str, pl.Series]:
    return {f"u_{name}": pl.Series(streams.uniform(f"decision/{name}", persons.height)) for name in DRAWS}


def of_cases(cases: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """The cases with conclusion, custody, the day of charge and the first suspect's name, as their suspects have it."""
    told = persons.group_by("department_number").agg(
        custody=pl.when(pl.col("is_held").any()).then(pl.lit("在押")).otherwise(pl.lit("未羁押")),
        conclusion=_together(),
        first_name=pl.col("suspect_name").first(),
        arrest_received_on=pl.col("arrest_received_on").min(),
        arrest_decided_on=pl.col("arrest_decided_on").min(),
        is_arrest_refused=pl.col("arrest_decision").is_not_null().any() & ~pl.col("is_held").any(),
        suspects=pl.len(),
    )
    charged = pl.col("conclusion") == CHARGED
    return cases.join(told, on="department_number", how="left", maintain_order="left").with_columns(
        charged_on=pl.when(charged).then("concluded_on"),
        procedure=pl.when(charged).then("procedure"),
    )


def _together() -> pl.Expr:
    """The case's conclusion: charged when anybody is."""
    order = (CHARGED, NOT_CHARGED)
    chain = pl.when((pl.col("decision") == order[0]).any()).then(pl.lit(order[0]))
    return (
        chain.when((pl.col("decision") == order[1]).any()).then(pl.lit(order[1])).otherwise(pl.col("decision").first())
    )


def _held(persons: pl.DataFrame) -> pl.DataFrame:
    """Who was arrested, who was detained and not arrested, who was on bail from the first."""
    held = pl.col("u_custody") < pl.col("held") * 0.8 * pl.when(pl.col("recidivist")).then(1.6).when(
        pl.col("is_minor")
    ).then(0.3).otherwise(0.95)
    refused = ~held & (pl.col("u_refused") < pl.col("held") * 0.75)
    detained = held | refused | (pl.col("u_detained") < 0.3)
    kinds = {0: "不批准逮捕(无社会危险性)", 1: "不批准逮捕(证据不足)", 2: "不批准逮捕(不构成犯罪)"}
    kind = (pl.col("u_kind") > 0.82).cast(pl.Int8) + (pl.col("u_kind") > 0.97).cast(pl.Int8)
    return persons.with_columns(
        is_held=held,
        was_detained=detained,
        arrest_decision=pl.when(held).then(pl.lit("批准逮捕")).when(refused).then(kind.replace_strict(kinds, return_dtype=pl.String)),
        custody_status=pl.when(held).then(pl.lit("逮捕")).when(pl.col("u_held") < 0.02).then(pl.lit("监视居住"))
        .when(pl.col("u_held") < 0.04).then(pl.lit("刑事拘留")).otherwise(pl.lit("取保候审")),
    )  # fmt: skip


def _ended(persons: pl.DataFrame) -> pl.DataFrame:
    """Charged, not charged, charged on condition (minors only) or moved with the case."""
    factor = (
        pl.when("recidivist").then(0.15).when("is_held").then(0.35).when("is_minor").then(1.6)
        .when("forgiven").then(1.5).when("prior_record").then(0.6).otherwise(1.15)
    )  # fmt: skip
    spared = pl.col("u_charged") < (pl.col("not_charged") * 1.12 * factor).clip(0, 0.9)
    condition = spared & pl.col("is_minor") & (pl.col("u_kind") < 0.3)
    known = pl.col("concluded_on").is_not_null()
    decision = (
        pl.when(condition).then(pl.lit(CONDITIONAL)).when(spared).then(pl.lit(NOT_CHARGED)).otherwise(pl.lit(CHARGED))
    )
    doubtful = pl.when(pl.col("first_returned_on").is_not_null()).then(0.45).otherwise(0.12)
    kind = (
        pl.when(pl.col("u_paper") < doubtful).then(pl.lit("证据不足不起诉"))
        .when(pl.col("u_paper") < doubtful + 0.05).then(pl.lit("法定不起诉")).otherwise(pl.lit("酌定不起诉"))
    )  # fmt: skip
    ended = persons.with_columns(decision=pl.when(known).then(pl.coalesce("moved", decision)))
    return ended.with_columns(non_prosecution_kind=pl.when(pl.col("decision") == NOT_CHARGED).then(kind))


def _pleaded(persons: pl.DataFrame) -> pl.DataFrame:
    """Who pleaded: nearly all who are charged fast-track, few of whom nothing could be proved."""
    weak = pl.col("non_prosecution_kind").is_in(["证据不足不起诉", "法定不起诉"]).fill_null(False)
    likely = (
        pl.when((pl.col("procedure") == FAST) & (pl.col("decision") == CHARGED))
        .then(1.0)
        .when(weak)
        .then(0.3)
        .otherwise(0.885)
    )
    applied = pl.col("u_plea") < likely
    ended = pl.col("decision").is_in([CHARGED, NOT_CHARGED, CONDITIONAL])
    return persons.with_columns(
        plea=pl.when(ended & applied).then(pl.lit(PLEADED)).when(ended).then(pl.lit(NOT_PLEADED))
    )


def _dated(persons: pl.DataFrame) -> pl.DataFrame:
    """Days of detention, arrest, bail and of the plea statement, in their order; an arrest is mostly decided on within seven
    days of the request, which follows the detention."""
    lead = (pl.col("received_on") - pl.col("occurred_on")).dt.total_days()
    detained = pl.col("occurred_on") + pl.duration(days=(lead * (0.1 + 0.3 * pl.col("u_detained"))).floor())
    arrested = detained + pl.duration(
        days=pl.min_horizontal(6 + (pl.col("u_refused") * 31).floor(), (lead * 0.5).floor())
    )
    span = (pl.col("concluded_on") - pl.col("received_on")).dt.total_days()
    signed = pl.col("received_on") + pl.duration(days=(span * (0.55 + 0.45 * pl.col("u_held"))).floor())
    bailed = pl.col("custody_status") == "取保候审"
    wait = pl.when(pl.col("u_arrest") > 0.992).then(9).otherwise(1 + (7 * pl.col("u_arrest").sqrt()).floor())
    decided = pl.when(pl.col("arrest_decision").is_not_null()).then(arrested)
    return persons.with_columns(
        detained_on=pl.when("was_detained").then(detained),
        arrested_on=pl.when("is_held").then(arrested),
        arrest_decided_on=decided,
        arrest_received_on=pl.max_horizontal(
            decided - pl.duration(days=wait), pl.when(decided.is_not_null()).then(detained)
        ),
        bailed_on=pl.when(bailed).then(pl.when("was_detained").then(arrested).otherwise(detained)),
        plea_signed_on=pl.when(pl.col("plea") == PLEADED).then(signed),
    )
