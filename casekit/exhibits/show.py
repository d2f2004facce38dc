"""Showing an exhibit in a notebook so that its stored output is small, stable and its diff readable."""

import base64
import math
from typing import Any

from casekit.exhibits import charts, table
from casekit.exhibits.exhibit import Exhibit
from casekit.measures.absent import Absent

DIGITS = 6


def show(exhibit: Exhibit | Absent) -> None:
    """Display a chart as plotly JSON, or a table as HTML, each with one line of text that says what it shows.

    What could not be made says why in its place.
    """
    from IPython.display import display

    publish: Any = display
    if isinstance(exhibit, Absent):
        publish(exhibit)
    else:
        publish(shown(exhibit), raw=True)


def shown(exhibit: Exhibit) -> dict[str, Any]:
    """The output as stored: plain lists, six significant digits, sorted keys; `text/plain` is its one line."""
    if exhibit.form == "table":
        return {"text/html": table.html(exhibit), "text/plain": said(exhibit)}
    drawing = plain(charts.draw(exhibit)) | {"config": {"displaylogo": False, "responsive": False}}
    return {"application/vnd.plotly.v1+json": drawing, "text/plain": said(exhibit)}


def said(exhibit: Exhibit) -> str:
    """One line for a reader without pictures: `[图] 结论（量，期间，n）`."""
    kind = {"zh": ("图", "表"), "en": ("Figure", "Table")}[exhibit.language][exhibit.form == "table"]
    around = (" (", ")") if exhibit.language == "en" else ("（", "）")
    beside = f"{around[0]}{exhibit.subtitle}{around[1]}" if exhibit.subtitle else ""
    return f"[{kind}] {exhibit.finding}{beside}"


def plain(value: Any, digits: int = DIGITS) -> Any:
    """The same JSON with arrays as lists and floats at `digits` significant digits; not-a-number is null."""
    match value:
        case {"bdata": text, "dtype": kind}:
            return plain(_decoded(text, kind, str(value.get("shape", "-1"))), digits)
        case dict():
            return {key: plain(item, digits) for key, item in sorted(value.items())}
        case str() | bool() | int() | None:
            return value
        case float():
            return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    for method in ("to_plotly_json", "isoformat", "tolist"):
        if hasattr(value, method):
            return plain(getattr(value, method)(), digits)
    return [plain(item, digits) for item in value]


def _decoded(text: str, kind: str, shape: str) -> list[Any]:
    """Plotly keeps numpy and polars arrays as base64, which no diff shows."""
    import numpy as np

    array = np.frombuffer(base64.b64decode(text), kind)
    decoded: list[Any] = array.reshape([int(size) for size in shape.split(",")]).tolist()
    return decoded
