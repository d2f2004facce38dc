"""What is seen: the texts of executed notebooks, and in a drawing the ground of its words and marks, in pixels."""

import struct
import zlib
from itertools import combinations
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from casekit.exhibits import charts, theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.show import plain

Box = tuple[float, float, float, float]


def shown(folder: Path) -> str:
    """Every text that the executed notebooks show."""
    cells = [cell for path in sorted((folder / "notebooks").glob("*.ipynb")) for cell in nbformat.read(path, 4).cells]
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("text", "") + str(output.get("data", {}).get("text/plain", "")) for output in outputs]
    assert not any(output.output_type == "error" for output in outputs)
    return "\n".join(texts)


def drawing(exhibit: Exhibit, bare: bool = False) -> dict[str, Any]:
    drawn: dict[str, Any] = plain(charts.draw(exhibit, bare))
    return drawn


def boxes(layout: dict[str, Any]) -> dict[str, Box]:
    """Left, top, right and bottom of every line of words on the canvas, ticks included."""
    found = {}
    for place, note in enumerate(layout["annotations"]):
        found[f"{place} {note['text']}"] = box(
            note["text"], note["xshift"], -note["yshift"], note.get("xanchor", "left")
        )
    (left, right), (low, high) = layout["xaxis"]["domain"], layout["yaxis"]["domain"]
    start, stop = layout["xaxis"]["range"]
    below = 23 if layout["xaxis"].get("ticks") else 13
    for value, text in zip(layout["xaxis"]["tickvals"], layout["xaxis"]["ticktext"], strict=True):
        x = (left + (value - start) / (stop - start) * (right - left)) * theme.WIDTH
        found[f"x {text}"] = box(text, x, (1 - low) * layout["height"] + below, "center")
    for value, text in zip(layout["yaxis"].get("tickvals", []), layout["yaxis"].get("ticktext", []), strict=True):
        start, stop = layout["yaxis"]["range"]
        y = (1 - low - (value - start) / (stop - start) * (high - low)) * layout["height"]
        found[f"y {text}"] = box(text, left * theme.WIDTH - 4, y, "right")
    if "title" in layout:
        text = layout["title"]["text"].removeprefix("<b>").removesuffix("</b>")
        found["title"] = box(text, theme.LEFT, (1 - layout["title"]["y"]) * layout["height"], "left", theme.TITLE)
    return found


def marks(drawn: dict[str, Any]) -> list[Box]:
    """The ground of every marker that has a place; a diamond's is its inner square."""
    layout, found = drawn["layout"], []
    (left, right), (low, high) = layout["xaxis"]["domain"], layout["yaxis"]["domain"]
    (start, stop), (bottom, top) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    for trace in drawn["data"]:
        if "markers" not in trace.get("mode", ""):
            continue
        half = trace["marker"]["size"] / 2
        for x, y in zip(trace["x"], trace["y"], strict=True):
            if x is not None and y is not None:
                across = (left + (x - start) / (stop - start) * (right - left)) * layout["width"]
                down = (1 - low - (y - bottom) / (top - bottom) * (high - low)) * layout["height"]
                found.append((across - half, down - half, across + half, down + half))
    return found


def box(text: str, x: float, y: float, side: str, size: int = theme.TEXT) -> Box:
    wide = theme.ems(text) * size
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[side]
    return left, y - size * 0.5, left + wide, y + size * 0.5


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def misplaced(layout: dict[str, Any]) -> list[str]:
    """Words that meet other words, and words that leave the canvas or its margins."""
    found = boxes(layout)
    crowded = [f"{one} / {other}" for one, other in combinations(found, 2) if meet(found[one], found[other])]
    beyond = [
        name
        for name, (left, top, right, bottom) in found.items()
        if left <= 20 or top <= 0 or right >= 882 or bottom >= layout["height"]
    ]
    return crowded + beyond


def pixels(png: bytes) -> np.ndarray:
    """Red, green, blue and alpha of every pixel; the renderer writes 8-bit lines with filter 0 or 1."""
    wide, high = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(high, 1 + wide * 4)
    assert set(lines[:, 0]) == {1}
    return np.cumsum(lines[:, 1:].reshape(high, wide, 4), axis=1, dtype=np.uint8)


def sizes(value: Any) -> list[int]:
    """Every font size named anywhere in a drawing."""
    if isinstance(value, list):
        return [size for item in value for size in sizes(item)]
    if not isinstance(value, dict):
        return []
    own = [value["font"]["size"]] if isinstance(value.get("font"), dict) and "size" in value["font"] else []
    return own + [size for item in value.values() for size in sizes(item)]
