"""An office in memory has what loading the files of the same sample gives, without the faults, and with what effects one likes."""

from pathlib import Path

import polars as pl
import pytest
from studies.sampled import office

from casekit import measure
from casekit.records.load import load
from casekit.records.records import Records
from casekit.sample.effects import planned

MADE = {"file", "sheet", "row", "origin"}
FAULTY = 15


@pytest.fixture(scope="module")
def made() -> Records:
    return office(400, 3)


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Records:
    return load(folder, "2026Q3")


def frame(records: Records, table: str) -> pl.DataFrame:
    return records.table(table).collect()


@pytest.mark.parametrize(
    "table", ["cases", "suspects", "evaluations", "defects", "file_readings", "proposals", "places"]
)
def test_a_filled_cell_that_was_loaded_is_the_same_but_for_the_faults(
    table: str, made: Records, loaded: Records
) -> None:
    own, theirs = frame(made, table), frame(loaded, table)
    keyed = theirs.with_columns(case_id=pl.coalesce("department_number", "case_id"))
    keys = {
        "cases": ["case_id"], "suspects": ["case_id", "suspect_no"], "evaluations": ["evaluation_id"],
        "defects": ["evaluation_id", "defect_no"], "file_readings": ["case_id", "requested_on", "way"],
        "proposals": ["proposal_id"], "places": ["place_code", "year"],
    }[table]  # fmt: skip
    both = own.join(keyed, on=keys, suffix="|loaded")
    assert both.height >= own.height - FAULTY
    for name in set(own.columns) & set(theirs.columns) - MADE - {*keys, "reading_id"}:
        other = both.filter(pl.col(f"{name}|loaded").is_not_null(), pl.col(name).ne_missing(pl.col(f"{name}|loaded")))
        spelt = other.filter(pl.col(name).cast(pl.String).str.contains("[０-９]").not_().fill_null(True))
        assert spelt.height <= FAULTY, name


def test_every_column_of_a_table_that_is_no_name_or_number_is_there(made: Records, loaded: Records) -> None:
    for table in ("cases", "suspects", "steps", "file_readings", "proposals", "places"):
        lacking = loaded.columns(table) - made.columns(table)
        assert {name for name in lacking if not name.endswith(("_number", "_all"))} <= {
            "case_name", "handler", "suspect_name", "suspect_id", "lawyer",
        }  # fmt: skip


def test_the_same_number_and_seed_give_the_same_office_and_effects_can_be_left_out(made: Records) -> None:
    assert frame(office(400, 3), "cases").equals(frame(made, "cases"))
    assert frame(office(400, 3, planned()), "cases").equals(frame(made, "cases"))
    assert not frame(office(400, 3, ()), "cases").equals(frame(made, "cases"))


def test_an_office_can_be_measured(made: Records) -> None:
    assert measure(made, "received")["numerator"].to_list()[0] > 0
    assert repr(made).startswith("接收")
