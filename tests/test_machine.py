"""The machine: what it lacks is named, and packages that are not the locked ones are told."""

import tomllib
from pathlib import Path

import pytest

from casekit import machine
from casekit.ground import paths
from casekit.ground.errors import Words


def test_a_machine_with_everything_lacks_nothing() -> None:
    assert machine.missing() == []


def test_a_package_of_another_version_is_named_with_the_locked_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.lock").write_text("polars==0.0.1 \\\n    --hash=sha256:00\nno-such-package==1.0\n")
    monkeypatch.setattr(paths, "project", lambda: tmp_path)
    (found,) = machine.unlike_lock()
    assert found.startswith("polars ")
    assert found.endswith("(0.0.1)")


def test_the_direct_dependencies_are_locked_as_they_are_pinned() -> None:
    project = tomllib.loads((paths.project() / "pyproject.toml").read_text("utf-8"))["project"]
    pinned = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    locked = (paths.project() / "requirements.lock").read_text("utf-8").lower()
    assert [pin for pin in pinned if f"{pin.lower()} \\" not in locked] == []


def test_what_a_machine_lacks_is_named_in_both_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "project", lambda: tmp_path / "nowhere")
    assert Words("写入权限", "write access") in machine.missing()


def test_jupyter_opens_in_chinese_only_for_an_office_that_works_in_it() -> None:
    assert any("zh_CN" in content for content in machine.LAB_SETTINGS["zh"].values())
    assert not any("zh_CN" in content for content in machine.LAB_SETTINGS["en"].values())
    assert all(machine.QUIET in settings.values() for settings in machine.LAB_SETTINGS.values())
