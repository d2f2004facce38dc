"""People: who is meant by a row within its case, and whose records the law has sealed."""

import polars as pl

from casekit.records import fates, folding, sealing

GIVEN = ("suspect_no", "suspect_id", "suspect_name")


def identified(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `person`, who within the case is meant: by the number given, else identity number, else name, else order.

    Each counts only where every sheet has it; a masked name (张某某) was blanked on entry, as it may be anybody's.
    """
    given = [name for name in GIVEN if name in rows.columns and _everywhere(rows, name)]
    texts = [pl.concat_str(pl.lit(name + ":"), pl.col(name).cast(pl.String)) for name in given]
    named = rows.with_columns(person=pl.coalesce([*texts, pl.lit(None, pl.String)]))
    if not named["person"].has_nulls():
        return named
    order = pl.concat_str(pl.lit("row:"), pl.lit(_place_within(rows, ["case_id", "sheet_no"])).cast(pl.String))
    return named.with_columns(person=pl.coalesce("person", order))


def numbered(suspects: pl.DataFrame) -> pl.DataFrame:
    """The folded persons with `suspect_no`: as given where that is clear within the case, else in order."""
    number = pl.lit(_place_within(suspects, ["case_id"]) + 1)
    if "suspect_no" in suspects.columns:
        clear = pl.col("suspect_no").is_not_null().all().over("case_id")
        number = pl.when(clear).then("suspect_no").otherwise(number)
    return suspects.with_columns(suspect_no=number.cast(pl.Int64)).drop("person")


def without_sealed(rows: dict[str, pl.DataFrame], every: pl.DataFrame) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The rows of all tables without those of sealed persons, and the fates with these set aside, their text not kept."""
    if "suspects" not in rows:
        return rows, every
    persons = identified(rows["suspects"])
    every_row = rows | {"suspects": persons}
    asked = persons.filter(sealing.may_seal(persons))
    if asked.is_empty():
        return every_row, every
    theirs = persons.join(asked, on=["case_id", "person"], how="semi", maintain_order="left")
    closed = sealing.sealed(folding.fold(theirs, ["case_id", "person"], "suspects").table, rows.get("cases"))
    places = persons.join(closed, on=["case_id", "person"], how="semi")["origin"]
    places = pl.concat([places, _papers(rows, closed)])
    kept = {name: frame.filter(~pl.col("origin").is_in(places.implode())) for name, frame in every_row.items()}
    return kept, fates.sealed(every, places)


def _papers(rows: dict[str, pl.DataFrame], closed: pl.DataFrame) -> pl.Series:
    """The places of the documents of a sealed person's case: they speak of every accused."""
    papers = rows.get("documents", pl.DataFrame(schema={"origin": pl.UInt32, "case_id": pl.String}))
    return papers.join(closed, on="case_id", how="semi")["origin"]


def _place_within(rows: pl.DataFrame, keys: list[str]) -> pl.Series:
    """0, 1, ... for the rows with the same keys; most share theirs with no other row, and only the rest is counted out."""
    shared = rows.select(pl.struct(keys).is_duplicated()).to_series()
    counted = rows.select(keys).filter(shared).select(pl.int_range(pl.len()).over(keys)).to_series()
    return pl.repeat(0, rows.height, dtype=pl.Int64, eager=True).scatter(shared.arg_true(), counted)


def _everywhere(rows: pl.DataFrame, column: str) -> bool:
    filled = rows.group_by("sheet_no").agg(pl.col(column).is_not_null().any())
    return bool(filled[column].all())
