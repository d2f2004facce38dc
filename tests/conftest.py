"""What every test may ask for: the folder of real cases, or a skip that says so."""

import os
from pathlib import Path

import pytest

from casekit.records.load import load
from casekit.records.records import Records

ROOT = Path(__file__).parents[1]
os.environ.setdefault("POLARS_MAX_THREADS", "1")  # two workers fill two cores: more threads only wait


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of real public cases (CASEKIT_REAL, else beside the project); the test skips where it is absent."""
    folder = Path(os.environ.get("CASEKIT_REAL", ROOT.parent / "shared" / "real"))
    if not folder.is_dir():
        pytest.skip("real cases are not here: set CASEKIT_REAL to their folder")
    return folder


@pytest.fixture(scope="session")
def sample() -> Records:
    """The records of the shipped sample for its latest quarter, loaded once."""
    return load(ROOT / "data" / "sample")


@pytest.fixture(autouse=True)
def own_key(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a configuration folder of its own: none makes or reads the user's pseudonym key."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "config"))
    monkeypatch.delenv("CASEKIT_KEEP", raising=False)
    monkeypatch.delenv("CASEKIT_LANGUAGE", raising=False)
