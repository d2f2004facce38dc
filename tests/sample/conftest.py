"""Small samples made once for all tests of the generator."""

from pathlib import Path

import pytest

from casekit import sample
from casekit.sample.effects import Effects
from casekit.sample.streams import Streams
from casekit.sample.tables import Tables, drawn


@pytest.fixture(scope="session")
def small() -> dict[str, bytes]:
    """The files of a sample of 400 cases, by name."""
    return sample.contents(400, seed=3)


@pytest.fixture(scope="session")
def folder(small: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a folder."""
    made = tmp_path_factory.mktemp("sample")
    for name, data in small.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(data)
    return made


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The tables of the shipped sample, before they are put into files."""
    return drawn(sample.CASES, Streams(sample.SEED), Effects())
