"""Markup: what the XML of a Word paper and of its charts says - words, rows of a table, points of a chart."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

SKIPPED = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "delText", "drawing", "pict"})
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
Cells = tuple[list[str], list[list[str]]]
"""The heads of a table or chart, and its rows, which begin with their label."""


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def below(element: Element, name: str) -> Iterator[Element]:
    """The outermost elements of a name, without what is deleted or stands there twice."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in {"drawing", "pict"} or local(child) not in SKIPPED:
            yield from below(child, name)


def said(element: Element) -> Iterator[str]:
    """The words below an element; not the number that a field of pages gives."""
    instructed, shown = "", True
    for child in _runs(element):
        name = local(child)
        if name == "fldChar":
            kind = next((value for key, value in child.attrib.items() if key.endswith("fldCharType")), "")
            shown = kind != "separate" or "PAGE" not in instructed
            instructed = "" if kind == "begin" else instructed
        elif name == "instrText":
            instructed += child.text or ""
        elif shown and name == "t":
            yield child.text or ""
        elif shown:
            yield SIGNS[name]


def _runs(element: Element) -> Iterator[Element]:
    """The texts, signs and fields below an element in order; a page number's simple field has none."""
    for child in element:
        name = local(child)
        if name in {"t", "fldChar", "instrText", *SIGNS}:
            yield child
        elif name not in SKIPPED and not (name == "fldSimple" and "PAGE" in "".join(child.attrib.values())):
            yield from _runs(child)


def rows(element: Element) -> Cells:
    """A table's rows but those deleted; a cell over several columns counts as that many, the others empty."""
    found = []
    for row in below(element, "tr"):
        if any(local(mark) == "del" for mark in row.iterfind("{*}trPr/*")):
            continue
        cells: list[str] = []
        for cell in below(row, "tc"):
            span = next((value for mark in cell.iterfind("{*}tcPr/{*}gridSpan") for value in mark.attrib.values()), "1")
            text = " ".join("".join(said(paragraph)).strip() for paragraph in below(cell, "p"))
            cells += [text, *[""] * (int(span) - 1)]
        found.append(cells)
    return (found[0], found[1:]) if found else ([], [])


def drawn(chart: Element) -> Cells:
    """The series of a chart by the labels of the first, then how far the whiskers of each reach above and below."""
    series = [one for one in chart.iter() if local(one) == "ser"]
    labels = _points(series[0], "cat") | _points(series[0], "xVal") if series else {}
    columns = [(_points(one, "tx").get(0, ""), _points(one, "val") | _points(one, "yVal")) for one in series]
    columns += [(end, _points(one, end)) for one in series for end in ("plus", "minus") if _points(one, end)]
    listed = [[labels[place], *(values.get(place, "") for _, values in columns)] for place in sorted(labels)]
    return ["", *(head for head, _ in columns)], listed


def _points(series: Element, name: str) -> dict[int, str]:
    """The cached points of one part of a series by place."""
    parts = [one for one in series.iter() if local(one) == name]
    found = [point for part in parts[:1] for point in part.iter() if local(point) == "pt"]
    return {int(point.get("idx", "0")): "".join(point.itertext()).strip() for point in found}
