"""Composition: which procedural steps each case caused beyond itself (诉讼环节构成; what 案-件比 counted, without its scoring)."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.records.records import Records

COVERED = 0.95


def chosen(records: Records) -> list[str]:
    """The items that count, as the office's settings say (all where they say nothing), in the codebook's order."""
    wanted = records.settings.steps_counted
    return [item for item in codebook.labels("counted_step") if not wanted or item in wanted]


def given(records: Records) -> list[str]:
    """Those of the chosen items that this data can tell; the others are named beside the figure, never counted as none."""
    return [item for item in chosen(records) if _found(records, item)]


def of_cases(records: Records) -> pl.LazyFrame:
    """One row a case, with one count a given item: how often the case caused it."""
    frame = records.table("cases")
    own = [_of_case(item, _place(item)).alias(item) for item in given(records) if "case" in _found(records, item)]
    counted = frame.select("case_id", *own)
    for item in given(records):
        for where in _found(records, item) & {"person", "step"}:
            other = _of_person(records, item) if where == "person" else _of_steps(records, item)
            counted = counted.join(other.rename({"count": f"_{item}"}), on="case_id", how="left")
            both = [pl.col(f"_{item}"), *([pl.col(item)] if item in counted.collect_schema() else [])]
            counted = counted.with_columns(pl.max_horizontal(both).alias(item)).drop(f"_{item}")
    return counted.select("case_id", *(pl.col(item).fill_null(0).cast(pl.Int64) for item in given(records)))


def sums(records: Records) -> pl.DataFrame:
    """One row a case: case_id and case_steps, the case itself counted as one and every given item as often as it came."""
    items = pl.sum_horizontal(pl.lit(1, pl.Int64), *given(records))
    return of_cases(records).select("case_id", case_steps=items).collect()


def _place(item: str) -> dict[str, Any]:
    place: dict[str, Any] = codebook.toml("counted_steps")[item]
    return place


def _found(records: Records, item: str) -> set[str]:
    """Where the data has the item: case, person, step."""
    place = _place(item)
    found = {"case"} if place.get("case") in records.columns("cases") else set()
    found |= {"person"} if place.get("person") in records.columns("suspects") else set()
    if "case" not in found and _listed(records):
        found |= {"step"}
    return found


def _listed(records: Records) -> bool:
    """Whether the office's own list of steps covers nearly all cases: only then does a step that is not in it not exist."""
    understood = records.report.get("understood", ())
    sheets = [(one["file"], one["sheet"]) for one in understood if any(field == "step" for *_, field in one["columns"])]
    if not sheets:
        return False
    places = pl.LazyFrame(sheets, {"file": pl.String, "sheet": pl.String}, orient="row")
    listed = records.table("steps").join(places, on=["file", "sheet"], how="semi")
    covered = records.table("cases").join(listed, on="case_id", how="semi").select(pl.len()).collect().item()
    return bool(covered >= COVERED * records.table("cases").select(pl.len()).collect().item())


def _of_case(item: str, place: dict[str, Any]) -> pl.Expr:
    value = pl.col(place["case"])
    if place.get("as_often"):
        return value.cast(pl.Int64)
    return (value >= place["reaches"] if "reaches" in place else value.is_not_null()).cast(pl.Int64)


def _of_person(records: Records, item: str) -> pl.LazyFrame:
    """One a case in which any person has the flag: items are counted by case, not by person."""
    flag = pl.col(_place(item)["person"])
    return records.table("suspects").group_by("case_id").agg(flag.any().cast(pl.Int64).alias("count"))


def _of_steps(records: Records, item: str) -> pl.LazyFrame:
    return (
        records.table("steps")
        .filter(pl.col("step") == item)
        .group_by("case_id")
        .agg(pl.len().cast(pl.Int64).alias("count"))
    )
