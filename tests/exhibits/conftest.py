"""One exhibit of each drawn form."""

import pytest
from drawn import (
    made_bars,
    made_before_after,
    made_control,
    made_curves,
    made_distance,
    made_dots,
    made_flow,
    made_funnel,
    made_line,
    made_pyramid,
    made_ranges,
    made_tiles,
)

from casekit.exhibits.exhibit import Exhibit

FORMS = {"bars": made_bars, "dots": made_dots, "line": made_line, "control": made_control, "funnel": made_funnel}
FORMS |= {"curves": made_curves, "flow": made_flow, "pyramid": made_pyramid, "ranges": made_ranges}
FORMS |= {"distance": made_distance, "before_after": made_before_after, "tiles": made_tiles}


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def exhibit(request: pytest.FixtureRequest) -> Exhibit:
    """One of each form in turn."""
    made: Exhibit = request.param()
    return made
