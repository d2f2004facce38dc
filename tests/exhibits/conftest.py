"""One exhibit of each drawn form."""

import pytest
from drawn import made_bars, made_dots, made_line

from casekit.exhibits.exhibit import Exhibit


@pytest.fixture(params=[made_bars, made_dots, made_line], ids=["bars", "dots", "line"])
def exhibit(request: pytest.FixtureRequest) -> Exhibit:
    """Bars, dots and a line in turn."""
    made: Exhibit = request.param()
    return made
