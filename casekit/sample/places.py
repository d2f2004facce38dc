"""Places: what each town had in each year - residents, villages, people and rooms to settle disputes with - and where it lies."""

import polars as pl

from casekit.sample.streams import Streams
from casekit.sample.world import LAST, table, toml

FROM, RESIDENTS, A_VILLAGE = 2021, 360_000, 2_600
"""The first year; residents of all towns together; residents of a village."""

DRAWS = ("size", "growth", "villages", "law_wise", "rooms", "mediators")


def counted(streams: Streams) -> pl.DataFrame:
    """One row a town and year; a town's own draws decide all its years, and what there is grows a little from year to year."""
    towns = table("towns").with_row_index("town_no")
    draws = {f"u_{name}": streams.uniform(f"place/{name}", towns.height) for name in DRAWS}
    years = pl.DataFrame({"year": range(FROM, LAST.year)})
    rows = towns.with_columns(**{name: pl.Series(draw) for name, draw in draws.items()}).join(years, how="cross")
    since = pl.col("year") - FROM
    growth = (1 + (pl.col("u_growth") - 0.6) * 0.02) ** since
    own = rows.with_columns(population=_whole(pl.col("weight") * RESIDENTS * (0.8 + 0.4 * pl.col("u_size")) * growth))
    steady = pl.col("weight") * RESIDENTS / A_VILLAGE
    told = own.with_columns(villages=_whole(steady * (0.8 + 0.4 * pl.col("u_villages"))).clip(3))
    each = 2.2 + 1.6 * pl.col("u_law_wise") + 0.25 * since
    return told.with_columns(
        place_code="code",
        unit=pl.col("unit_code").replace_strict({code: unit["name"] for code, unit in toml("units").items()}),
        law_wise_villagers=_whole(pl.col("villages") * each),
        service_rooms=_whole(pl.col("villages") * (0.6 + 0.4 * pl.col("u_rooms") + 0.02 * since)).clip(
            upper_bound=pl.col("villages")
        ),
        mediators=_whole(pl.col("villages") * (1.5 + pl.col("u_mediators"))),
        row_no=(pl.col("town_no") * 100 + since).cast(pl.Int64),
    ).select(pl.exclude("^u_.*$", "town_no", "weight", "code"))


def _whole(number: pl.Expr) -> pl.Expr:
    return number.round().cast(pl.Int64)
