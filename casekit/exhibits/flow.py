"""Flows: boxes from left to right, bands as wide as their cases, and what leads back as black arcs with words."""

from typing import Any

import polars as pl

from casekit.exhibits import theme
from casekit.exhibits.canvas import Canvas, canvas, figure
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.loops import Loop, loops
from casekit.exhibits.placing import LINE
from casekit.exhibits.stages import Node, Stages, Way, most, placed, stages
from casekit.exhibits.strokes import arc, band, block, head
from casekit.ground.errors import Language

HEAD, EDGE = 8, 2  # px: above and beside the drawing
FEWEST = 30  # of fewer cases no percentage is said
BACK: dict[Language, str] = {"zh": "返回{}", "en": "back to {}"}


def flow_figure(exhibit: Exhibit, bare: bool) -> Any:
    """The flow as a plotly figure, as high as its boxes and arcs need."""
    onward, back = _ways(exhibit)
    nodes = _nodes(exhibit, onward)
    said = [_said(exhibit, way, nodes) for way in back]
    made, arcs = _laid(nodes, onward, back, said)
    top, bottom = _reach(made, arcs)
    drawn = canvas(exhibit, theme.LEFT, theme.RIGHT, bottom - top, HEAD, bare)
    down = drawn.top - top
    drawn.shapes += [band(ports, wide, down) for ports, wide in made.bands]
    for node in nodes:
        _draw_node(exhibit, drawn, made, node, down)
    for one in arcs:
        _draw_arc(drawn, one, down)
    return figure(exhibit, drawn, [], _axes(drawn), bare)


def _ways(exhibit: Exhibit) -> tuple[list[Way], list[Way]]:
    """The ways onwards and the ways back, in the order of the boxes; a protected way has no number."""
    assert exhibit.beside is not None
    assert exhibit.target is not None
    order = {name: place for place, name in enumerate(exhibit.beside["node"])}
    cases = pl.col(exhibit.value).cast(pl.Float64)
    shown = pl.when(~pl.col(exhibit.hidden)).then(cases) if exhibit.hidden else cases
    words = pl.col(exhibit.words).fill_null("") if exhibit.words else pl.lit("")
    rows = exhibit.frame.select(
        pl.col(exhibit.label), pl.col(exhibit.target), shown.alias("cases"), words.alias("words")
    )
    ways = [Way(*row) for row in rows.iter_rows()]
    onward = [way for way in ways if order[way.start] < order[way.end]]
    return onward, [way for way in ways if order[way.start] >= order[way.end]]


def _nodes(exhibit: Exhibit, onward: list[Way]) -> list[Node]:
    """The boxes with their words, in lines that fit the room of their stage."""
    frame = exhibit.beside
    assert frame is not None
    hidden = pl.col("hidden") if "hidden" in frame.columns else pl.lit(False)
    words = pl.col("words").fill_null("") if "words" in frame.columns else pl.lit("")
    rows = frame.select("node", "count", hidden.alias("hidden"), words.alias("words")).rows()
    plain = [Node(name, None if few else count, ()) for name, count, few, _ in rows]
    number = max(stages(plain, onward).values()) + 1
    room = most(number, theme.RIGHT - theme.LEFT - 2 * EDGE)
    return [
        Node(node.name, node.count, _lines(exhibit, node.name, "＊" if few else _counted(exhibit, count), said, room))
        for node, (_, count, few, said) in zip(plain, rows, strict=True)
    ]


def _counted(exhibit: Exhibit, count: float | None) -> str:
    return theme.number(count) + (exhibit.unit if count is not None else "")


def _lines(exhibit: Exhibit, name: str, count: str, words: str, room: float) -> tuple[str, ...]:
    """Name and count in one line where words follow and it fits, else one under the other."""
    together = f"{name} {count}"
    first = (together,) if words and theme.ems(together) <= room else (*_wrapped(name, room), count)
    return (*first, *_wrapped(words, room))


def _wrapped(text: str, room: float) -> tuple[str, ...]:
    """The text in lines no wider than the room, at most two; English breaks between words."""
    if theme.ems(text) <= room:
        return (text,) if text else ()
    parts, joint = (text.split(), " ") if " " in text else (list(text), "")
    kept = next(at for at in range(len(parts) - 1, -1, -1) if at <= 1 or theme.ems(joint.join(parts[:at])) <= room)
    return theme.cut(joint.join(parts[:kept]), room), theme.cut(joint.join(parts[kept:]), room)


def _said(exhibit: Exhibit, way: Way, nodes: list[Node]) -> tuple[str, ...]:
    """The words of a return: what it is, how many, and of those in the box where it begins how many percent."""
    first, *more = (way.words or BACK[exhibit.language].format(way.end)).split("\n")
    if way.cases is None:
        return (f"{first} ＊", *more)
    whole = next(node.count for node in nodes if node.name == way.start)
    share = ""
    if whole is not None and whole >= max(FEWEST, way.cases):
        share = theme.bracketed(theme.number(way.cases / whole, 1, percent=True) + "%", exhibit.language)
    return (f"{first} {_counted(exhibit, way.cases)}{share}", *more)


def _laid(
    nodes: list[Node], onward: list[Way], back: list[Way], said: list[tuple[str, ...]]
) -> tuple[Stages, list[Loop]]:
    """Boxes and arcs; the boxes leave room at the sides for arcs that stand off them."""
    left, right = theme.LEFT + EDGE, theme.RIGHT - EDGE
    made = placed(nodes, onward, left, right)
    across = [left, right, *(x for one in loops(back, said, made) for x, _ in one.corners)]
    made = placed(nodes, onward, 2 * left - min(across), 2 * right - max(across))
    return made, loops(back, said, made)


def _reach(made: Stages, arcs: list[Loop]) -> tuple[float, float]:
    """From where to where boxes, arcs and words reach."""
    grounds = [*made.boxes.values(), *(one.ground for one in arcs)]
    return min(ground.top for ground in grounds) - EDGE, max(ground.bottom for ground in grounds) + EDGE


def _draw_node(exhibit: Exhibit, drawn: Canvas, made: Stages, node: Node, down: float) -> None:
    """Dark, less dark (`rest`) or open (`hollow`), with its words in the middle."""
    box, empty = made.boxes[node.name], node.name in exhibit.hollow
    fill = theme.WHITE if empty else theme.STEP2 if node.name in exhibit.rest else theme.SUBJ
    drawn.shapes.append(block(box, down, fill, theme.GREY if empty else ""))
    first = (box.top + box.bottom) / 2 + down - LINE * (len(node.lines) - 1) / 2
    for row, line in enumerate(node.lines):
        middle = (box.left + box.right) / 2
        drawn.write(line, middle, first + LINE * row, theme.INK if empty else theme.WHITE, "center")


def _draw_arc(drawn: Canvas, loop: Loop, down: float) -> None:
    """The arc with its arrowhead, and its words; a protected one has words only."""
    if loop.lane.way.cases is not None:
        drawn.shapes += [draw(loop.corners, loop.lane.wide, down) for draw in (arc, head)]
    for row, (line, height) in enumerate(zip(loop.lane.lines, loop.heights, strict=True)):
        drawn.write(line, loop.middle, height + down, theme.TEXT2 if row else theme.INK, "center")


def _axes(drawn: Canvas) -> dict[str, Any]:
    """Pixels, unseen."""
    across = {"range": [drawn.left, drawn.right], "anchor": "y", "tickvals": [], "ticktext": []}
    return {"xaxis": across, "yaxis": {"range": [drawn.bottom, drawn.top], "tickvals": [], "ticktext": []}}
