"""What earlier runs left: the columns of an earlier quarter, whether the data go on as long, whether a result is the same."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from office import loaded

from casekit import earlier
from casekit.records.records import Records

CASES = "部门受案号 | 受理日期 | 审结日期\n甲检起诉受〔2026〕46909900001号 | 2026-04-01 | 2026-07-09"


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return loaded(tmp_path, 案件=CASES)


def result(folder: Path, period: str, **manifest: object) -> Path:
    """A result beside others, of which only the manifest is there."""
    (folder / period).mkdir(parents=True)
    (folder / period / "manifest.json").write_text(json.dumps({"synthetic": False} | manifest))
    return folder / period


def test_the_latest_earlier_quarter_is_the_previous_one(tmp_path: Path) -> None:
    result(tmp_path, "2025Q4", schema={"cases": ["a"]})
    result(tmp_path, "2026Q1", schema={"cases": ["b"]})
    result(tmp_path, "2026Q3", schema={"cases": ["c"]})
    result(tmp_path, ".2026Q1.old", schema={"cases": ["d"]})
    assert earlier.previous(tmp_path / "2026Q2") == {"period": "2026Q1", "schema": {"cases": ["b"]}}
    assert earlier.previous(tmp_path / "2025Q4") is None


def test_an_export_that_ends_before_the_last_one_used_is_told(tmp_path: Path, records: Records) -> None:
    result(tmp_path / "reports", "2026Q2", extracted="2026-10-08")
    (told,) = earlier.older(tmp_path / "reports" / "2026Q2", records)
    assert told.zh == (
        "这份导出截至2026年7月9日，早于上次使用的2026年10月8日。如确要用旧数据，可不处理；否则请核对数据文件夹的路径。"
    )
    assert told.en.startswith("This export ends on 9 July 2026, before the last one used (8 October 2026).")


@pytest.mark.parametrize(
    "manifest",
    [
        {"extracted": "2026-07-09"},
        {"extracted": "2026-07-08"},
        {"extracted": None},
        {"extracted": "2026-10-08", "synthetic": True},
        {},
    ],
)
def test_an_export_that_goes_on_as_long_or_another_kind_of_data_is_not_told(
    tmp_path: Path, records: Records, manifest: dict[str, object]
) -> None:
    assert records.extracted == date(2026, 7, 9)
    target = result(tmp_path / "reports", "2026Q2", **manifest)
    assert earlier.older(target, records) == []


def test_a_manifest_that_cannot_be_read_is_no_result(tmp_path: Path, records: Records) -> None:
    for name, text in {"2026Q1": "kept", "2025Q4": "[]"}.items():
        (result(tmp_path / "reports", name) / "manifest.json").write_text(text)
    assert earlier.older(tmp_path / "reports" / "2026Q2", records) == []
    assert earlier.previous(tmp_path / "reports" / "2026Q2") is None


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("old", "same"),
    [
        ({"a": "1", "b__c": "2"}, True),
        ({"a": "1", "b__c": "3"}, False),
        ({"a": "1"}, False),
        ({"a": "1", "b__c": "2", "d": "4"}, False),
    ],
)
def test_a_folder_is_the_same_only_file_by_file_and_byte_by_byte(
    tmp_path: Path, old: dict[str, str], same: bool
) -> None:
    new = written(tmp_path / "new", a="1", b__c="2")
    assert earlier.is_same(new, written(tmp_path / "old", **old)) is same
    assert not earlier.is_same(new, tmp_path / "nowhere")


def test_what_people_wrote_in_a_result_is_saved_beside_it_once(tmp_path: Path) -> None:
    digests = {name: sha256(b"made").hexdigest() for name in ("briefing.docx", "findings.md")}
    target = result(tmp_path, "2026Q2", files=digests)
    for name, written in {
        "briefing.docx": b"edited",
        "findings.md": b"made",
        "notes.txt": b"own",
        "~$note": b"x",
    }.items():
        (target / name).write_bytes(written)
    assert earlier.save_edited(target) == ["edited/2026Q2/briefing.docx", "edited/2026Q2/notes.txt"]
    assert earlier.save_edited(target) == []
    (target / "briefing.docx").write_bytes(b"edited again")
    assert earlier.save_edited(target) == ["edited/2026Q2/briefing-2.docx"]
    assert (tmp_path / "edited/2026Q2/briefing.docx").read_bytes() == b"edited"


def test_a_folder_without_digests_has_nothing_to_save(tmp_path: Path) -> None:
    target = result(tmp_path, "2026Q2")
    (target / "briefing.docx").write_bytes(b"of an older casekit")
    assert earlier.save_edited(target) == []
    assert earlier.save_edited(tmp_path / "2026Q3") == []
