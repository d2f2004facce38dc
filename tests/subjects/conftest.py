"""The shipped sample, loaded once for all subjects."""

import pytest

from casekit.ground import paths
from casekit.records.load import load
from casekit.records.records import Records


@pytest.fixture(scope="session")
def sample() -> Records:
    """The records of the shipped sample for its latest quarter."""
    return load(paths.sample())
