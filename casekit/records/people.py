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
    order = pl.concat_str(pl.lit("row:"), pl.int_range(pl.len()).over("case_id", "sheet_no").cast(pl.String))
    return rows.with_columns(person=pl.coalesce([*texts, order]))


def numbered(suspects: pl.DataFrame) -> pl.DataFrame:
    """The folded persons with `suspect_no`: as given where that is clear within the case, else in order."""
    order = (pl.int_range(pl.len()) + 1).over("case_id")
    given = pl.col("suspect_no") if "suspect_no" in suspects.columns else pl.lit(None, pl.Int64)
    clear = given.is_not_null().all().over("case_id")
    return suspects.with_columns(suspect_no=pl.when(clear).then(given).otherwise(order).cast(pl.Int64)).drop("person")


def without_sealed(rows: dict[str, pl.DataFrame], every: pl.DataFrame) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The rows of all tables without those of sealed persons, and the fates with these set aside, their text not kept."""
    if "suspects" not in rows:
        return rows, every
    persons = identified(rows["suspects"])
    closed = sealing.sealed(folding.fold(persons, ["case_id", "person"], "suspects").table, rows.get("cases"))
    places = persons.join(closed, on=["case_id", "person"], how="semi")["origin"]
    kept = {
        name: frame.filter(~pl.col("origin").is_in(places.to_list()))
        for name, frame in (rows | {"suspects": persons}).items()
    }
    return kept, fates.sealed(every, places)


def _everywhere(rows: pl.DataFrame, column: str) -> bool:
    filled = rows.group_by("sheet_no").agg(pl.col(column).is_not_null().any())
    return bool(filled[column].all())
