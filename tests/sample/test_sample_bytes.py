"""The same number of cases and seed give the same bytes; leaving an effect out changes only what the effect is about."""

import io
import zipfile
from pathlib import Path

import pytest

from casekit import sample
from casekit.sample.effects import planned
from casekit.sample.streams import Streams

ROOT = Path(__file__).parents[2]
ALL = {"审查起诉案件_2021Q4-2023.xlsx", "审查起诉案件_2024.xlsx", "审查起诉案件_2025.csv", "审查起诉案件_2026.xlsx"} | {
    "人员_2021Q4-2023.xlsx", "人员_2024.xlsx", "人员_2025.csv", "人员_2026.xlsx", "评查记录.xlsx", "流程节点_2026Q3.csv", "律师阅卷.xlsx",
    "检察建议.xlsx", "治理底数.csv", "synthetic.toml", "truth.toml",
}  # fmt: skip
PAPERS = "文书/"
UNTOUCHED = {
    "drunk_driving_rule": {"synthetic.toml"},
    "returns_fell": {
        "审查起诉案件_2021Q4-2023.xlsx",
        "人员_2021Q4-2023.xlsx",
        "审查起诉案件_2024.xlsx",
        "人员_2024.xlsx",
    },
    "department_returns": {"synthetic.toml"},
    "ebike_surge": {name for name in ALL if "2026" not in name} - {"truth.toml", "评查记录.xlsx", "律师阅卷.xlsx"},
    "repeat_place": {"synthetic.toml", "检察建议.xlsx", "治理底数.csv"},
    "cluster": {name for name in ALL if "2026" not in name} - {"truth.toml", "评查记录.xlsx", "律师阅卷.xlsx"},
    "derivative_disputes": {name for name in ALL if name[0] not in "人审"} - {"truth.toml"},
    "proposal_worked": {"审查起诉案件_2021Q4-2023.xlsx", "人员_2021Q4-2023.xlsx"},
    "proposal_changed_nothing": ALL - {"truth.toml"},
    "wider_ranges": ALL - {"truth.toml", "人员_2025.csv", "人员_2026.xlsx"},
    "probation_after_forgiveness": {name for name in ALL if not name.startswith("人员")} - {"truth.toml"},
    "slower_fraud": {name for name in ALL if "2026" not in name} - {"truth.toml", "评查记录.xlsx", "律师阅卷.xlsx"},
    "department_slower": {"synthetic.toml"},
    "bunching": {
        "审查起诉案件_2021Q4-2023.xlsx",
        "人员_2021Q4-2023.xlsx",
        "审查起诉案件_2024.xlsx",
        "人员_2024.xlsx",
    },
    "recommendation_drift": ALL - {"truth.toml", "人员_2025.csv", "人员_2026.xlsx"},
    "unit_apart": {name for name in ALL if not name.startswith("人员")} - {"truth.toml"},
    "late_edits": ALL - {"truth.toml", "人员_2025.csv", "人员_2026.xlsx"},
    "evaluation_grades": ALL - {"truth.toml", "评查记录.xlsx"},
}


def test_the_same_size_and_seed_give_the_same_bytes(small: dict[str, bytes]) -> None:
    assert sample.contents(400, seed=3) == small


def test_every_file_differs_with_another_seed(small: dict[str, bytes]) -> None:
    other = sample.contents(400, seed=4)
    assert [name for name in small if other.get(name) == small[name]] == []


def test_the_files_are_these(small: dict[str, bytes]) -> None:
    assert {name for name in small if not name.startswith(PAPERS)} == ALL


def test_every_effect_says_which_files_it_leaves_alone() -> None:
    assert set(UNTOUCHED) == set(planned())


def unwritten(*without: str) -> dict[str, object]:
    """What stands in each file, before workbooks are made of it."""
    files, _, notes = sample.unwritten(400, 3, frozenset(without))
    sheets = {
        file.name: [(one.name, one.layout, one.asides, one.frame.to_dict(as_series=False)) for one in file.sheets]
        for file in files
    }
    return sheets | notes


@pytest.fixture(scope="module")
def every_effect() -> dict[str, object]:
    return unwritten()


@pytest.mark.parametrize("effect", UNTOUCHED)
def test_an_effect_left_out_changes_no_file_it_is_not_about(effect: str, every_effect: dict[str, object]) -> None:
    without = unwritten(effect)
    assert [name for name in UNTOUCHED[effect] if without[name] != every_effect[name]] == []
    assert without["truth.toml"] != every_effect["truth.toml"]


def test_an_unknown_effect_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match="returns_fell"):
        sample.contents(1, without=frozenset(["returns_rose"]))


def test_a_stream_is_the_same_whatever_else_is_drawn_and_however_much() -> None:
    alone, together = Streams(1), Streams(1)
    together.uniform("another", 100)
    assert alone.uniform("crime", 5).tolist() == together.uniform("crime", 500)[:5].tolist()


@pytest.mark.parametrize("cases", [1, 2, 5, 30])
def test_very_small_samples_can_be_made(cases: int) -> None:
    assert f"cases = {cases}\n" in sample.contents(cases, seed=5)["synthetic.toml"].decode()


def test_no_clock_is_in_a_workbook_or_paper(small: dict[str, bytes]) -> None:
    packed = {name: zipfile.ZipFile(io.BytesIO(data)) for name, data in small.items() if data.startswith(b"PK")}
    assert {name.rpartition(".")[2] for name in packed} == {"xlsx", "docx"}
    for name, archive in packed.items():
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        if name.endswith(".xlsx"):
            assert b"2026-10-10T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of a workbook, whose packed bytes may differ between builds of zlib; of another file itself."""
    if not data.startswith(b"PK"):
        return {"": data}
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_the_shipped_sample_is_what_the_generator_makes() -> None:
    here = ROOT / "data/sample"
    found = {path.relative_to(here).as_posix(): path for path in here.rglob("*.*")}
    shipped = {name: path.read_bytes() for name, path in found.items() if name in ALL or name.startswith(PAPERS)}
    made = sample.contents()
    assert set(shipped) == set(made)
    assert [name for name in made if unpacked(shipped[name]) != unpacked(made[name])] == []
    assert sum(map(len, shipped.values())) <= 6_000_000
    assert max(map(len, shipped.values())) <= 3_000_000
