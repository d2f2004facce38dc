"""Proposals: procuratorial proposals to other bodies - issued, delivered, replied to, adopted, put right, looked back at."""

import polars as pl

from casekit.sample.effects import planned
from casekit.sample.streams import Streams, chosen
from casekit.sample.world import EXTRACTED, FIRST, LAST, table, toml, workday_after, workday_before, workdays

SHARE = 0.05
"""Drawn proposals for each case of the sample; those that an effect is about come on top, on their own days."""

LIMITS = {"再审检察建议": "3mo"}
LIMIT, URGENT, MOST_DAYS = "2mo", "15d", {"3mo": 88, "2mo": 58, "15d": 14}
FATES = ("in_time", "late", "unreplied", "silent", "withdrawn")
FATE_WEIGHTS = (0.80, 0.09, 0.05, 0.05, 0.01)
OUTCOMES, OUTCOME_WEIGHTS = ("采纳", "部分采纳", "未采纳"), (0.88, 0.08, 0.04)
UNREPLIED, WITHDRAWN = "未按期回复但已采纳", "异议成立修改或撤回"
DRAWS = (
    "unit", "day", "delivered", "urgent", "fate", "replied", "late", "outcome", "rectified", "mended", "looked", "back",
    "announced", "town", "where", "stated",
)  # fmt: skip


def proposed(count: int, streams: Streams) -> pl.DataFrame:
    """One row a proposal of an office with `count` cases, in order of issue; what lay after the day of extraction is blank.

    The planted ones are there with or without their effect on cases, so that an office where nothing worked has proposals too.
    """
    drawn = max(2, round(count * SHARE))
    effects = table("proposals").filter(pl.col("effect").is_not_null())
    rows = pl.int_range(drawn + effects.height, eager=True).alias("row_no")
    draws = {f"u_{name}": streams.of_rows(f"proposal/{name}", rows) for name in DRAWS}
    kinds = table("proposals")[chosen(streams.of_rows("proposal/kind", rows), table("proposals")["weight"])]
    asked = pl.concat([kinds.head(drawn), effects])
    told = pl.concat([rows.to_frame(), asked, pl.DataFrame(draws)], how="horizontal")
    return told.pipe(_issued).pipe(_replied).pipe(_followed).pipe(_numbered).select(pl.exclude("^u_.*$"))


def _issued(rows: pl.DataFrame) -> pl.DataFrame:
    """Who issued it, to whom, when and about which town; the planted ones on their day, for the whole district."""
    days, (own, other) = workdays(FIRST, LAST), toml("units")
    planted = {name: planned()[name]["from"] for name in rows["effect"].drop_nulls()}
    day = pl.col("effect").replace_strict(planted, default=None, return_dtype=pl.Date)
    drawn = pl.lit(days).gather((pl.col("u_day") * len(days)).floor().cast(pl.Int64))
    first = (pl.col("u_unit") < 0.6) | pl.col("effect").is_not_null()
    placed = rows.with_columns(
        issued_on=pl.coalesce(day, drawn), unit_code=pl.when(first).then(pl.lit(own)).otherwise(pl.lit(other))
    )
    short = pl.col("unit_code").replace_strict({code: unit["short"] for code, unit in toml("units").items()})
    wait = (pl.col("u_delivered") ** 3 * 9).floor()
    told = placed.with_columns(
        unit=pl.col("unit_code").replace_strict({code: unit["name"] for code, unit in toml("units").items()}),
        short=short,
        body=pl.col("body").str.replace("{district}", short + "区", literal=True),
        delivered_on=workday_after(pl.col("issued_on") + pl.duration(days=wait)),
        is_urgent=(pl.col("kind") == "公益诉讼检察建议") & (pl.col("u_urgent") < 0.08),
        announced=pl.col("u_announced") < 0.3,
    )
    towns = table("towns").group_by("unit_code", maintain_order=True).agg(towns="town")
    beside = told.join(towns, on="unit_code", how="left", maintain_order="left")
    return beside.with_columns(town=_town(), delivered_on=_known("delivered_on")).drop("towns")


def _town() -> pl.Expr:
    """A town of the unit's own for over half of the social ones; none for what an effect is about."""
    towns = pl.col("towns")
    place = (pl.col("u_where") * towns.list.len()).floor().cast(pl.Int64)
    local = (pl.col("kind") == "社会治理检察建议") & (pl.col("u_town") < 0.6) & pl.col("effect").is_null()
    return pl.when(local).then(towns.list.get(place))


def _replied(rows: pl.DataFrame) -> pl.DataFrame:
    """When the reply was due and came, and what became of the proposal; the planted ones were adopted in time."""
    limit = (
        pl.when("is_urgent").then(pl.lit(URGENT))
        .otherwise(pl.col("kind").replace_strict(LIMITS, default=LIMIT, return_dtype=pl.String))
    )  # fmt: skip
    drawn = pl.Series(FATES).gather(chosen(rows["u_fate"].to_numpy(), FATE_WEIGHTS).tolist())
    words = pl.Series(OUTCOMES).gather(chosen(rows["u_outcome"].to_numpy(), OUTCOME_WEIGHTS).tolist())
    own = pl.col("effect").is_not_null()
    dated = rows.with_columns(
        limit=limit, fate=pl.when(own).then(pl.lit(FATES[0])).otherwise(pl.lit(drawn)),
        word=pl.when(own).then(pl.lit(OUTCOMES[0])).otherwise(pl.lit(words)),
    ).with_columns(due_on=pl.col("delivered_on").dt.offset_by(pl.col("limit")))  # fmt: skip
    most = pl.col("limit").replace_strict(MOST_DAYS, return_dtype=pl.Float64)
    in_time = workday_before(pl.col("delivered_on") + pl.duration(days=(most * (0.3 + 0.7 * pl.col("u_replied")))))
    late = workday_after(pl.col("due_on") + pl.duration(days=1 + (pl.col("u_late") ** 2 * 70).floor()))
    day = pl.when(pl.col("fate") == "in_time").then(in_time).when(pl.col("fate") == "late").then(late)
    told = dated.with_columns(replied_on=day).with_columns(replied_on=_known("replied_on"))
    over = (pl.col("due_on") + pl.duration(days=20)) <= EXTRACTED
    return told.with_columns(
        stated_due_on=pl.when(pl.col("u_stated") < 0.9).then("due_on"),
        outcome=pl.when(pl.col("replied_on").is_not_null()).then("word")
        .when((pl.col("fate") == "unreplied") & over).then(pl.lit(UNREPLIED))
        .when((pl.col("fate") == "withdrawn") & pl.col("delivered_on").is_not_null()).then(pl.lit(WITHDRAWN)),
    )  # fmt: skip


def _followed(rows: pl.DataFrame) -> pl.DataFrame:
    """Most of what was adopted is put right within some months of the reply, and less than half of that looked back at."""
    adopted = pl.col("outcome").is_in(OUTCOMES[:2])
    mended = workday_after(pl.col("replied_on") + pl.duration(days=(pl.col("u_mended") ** 2 * 150).floor()))
    done = rows.with_columns(rectified_on=pl.when(adopted & (pl.col("u_rectified") < 0.84)).then(mended))
    done = done.with_columns(rectified_on=_known("rectified_on"))
    back = workday_after(pl.col("rectified_on") + pl.duration(days=20 + (pl.col("u_back") * 160).floor()))
    state = (
        pl.when(pl.col("rectified_on").is_not_null()).then(pl.lit("已整改"))
        .when(adopted).then(pl.lit("整改中"))
        .when(pl.col("outcome") == OUTCOMES[2]).then(pl.lit("未整改"))
    )  # fmt: skip
    told = done.with_columns(follow_up=state, looked_back_on=pl.when(pl.col("u_looked") < 0.45).then(back))
    return told.with_columns(looked_back_on=_known("looked_back_on"))


def _known(day: str) -> pl.Expr:
    """A day, blank where it lay ahead when the data was extracted."""
    return pl.when(pl.col(day) <= EXTRACTED).then(day)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """In order of issue, each with the number its office gave it."""
    year = pl.col("issued_on").dt.year()
    ordered = rows.sort("issued_on", "row_no").with_columns(year=year)
    serial = pl.int_range(1, pl.len() + 1).over("unit_code", "year")
    return ordered.with_columns(proposal_no=pl.format("{}检建〔{}〕{}号", "short", "year", serial)).drop("year")
