"""Terms: what each charged suspect was recommended and given, in months and yuan, before anything is put in words."""

import polars as pl

from casekit.sample import judging, recommending, recording
from casekit.sample.effects import Effects
from casekit.sample.streams import Streams

EVEN = (
    "kind", "probation", "probation_months", "agrees", "settles", "form", "width", "place", "fine_off", "reason", "appeal",
    "protest", "made", "drift", "edits", "turn",
)  # fmt: skip
TOGETHER = ("days", "entered")
"""Draws that all suspects of a case share: they are judged and entered on one day."""

NORMAL = ("months", "fine", "off")


def sentenced(persons: pl.DataFrame, streams: Streams, effects: Effects) -> pl.DataFrame:
    """The suspects with the judgment (`judged_*`), the first recommendation (`first_*`) and the adjusted one (`last_*`).

    Each has kind, months (of a range also months_high), probation, fine. What was not entered by the day of extraction is
    blank.
    """
    size = persons.height
    even = {f"u_{name}": pl.Series(streams.uniform(f"term/{name}", size)) for name in EVEN}
    normal = {f"z_{name}": pl.Series(streams.normal(f"term/{name}", size)) for name in NORMAL}
    even |= {f"u_{name}": pl.Series(streams.of_rows(f"term/{name}", persons["case_no"])) for name in TOGETHER}
    given = persons.with_columns(**even, **normal).pipe(judging.judged, effects).pipe(recording.tried)
    return given.pipe(recommending.recommended, effects).pipe(recording.recorded, effects).drop(*even, *normal)
