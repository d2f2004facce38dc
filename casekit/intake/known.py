"""Known headers: what the codebook and an office's own list say a header may mean."""

from collections import defaultdict
from fnmatch import fnmatch
from functools import cache

import polars as pl

from casekit import codebook
from casekit.ground.errors import Words, both
from casekit.intake.headers import key, keys

Place = tuple[str, str]
SHARED = "*"


def known_headers(office_headers: pl.DataFrame | None = None) -> frozenset[str]:
    """Every header some table knows, as `headers.key` writes it, with the office's own."""
    own = office_headers["header"].drop_nulls().to_list() if office_headers is not None else []
    return frozenset().union(*map(frozenset, places_by_family().values()), map(key, own), refused_headers())


@cache
def families() -> dict[str, str]:
    """Table -> family, in the codebook's order."""
    return dict(codebook.read("tables").select("table", "family").iter_rows())


@cache
def places_by_family() -> dict[str, dict[str, list[Place]]]:
    """Family -> header as looked up -> the fields it may be, in the codebook's order; shared numbers come first."""
    places: dict[str, dict[str, list[Place]]] = {family: defaultdict(list) for family in families().values()}
    for table, name, label, headers in codebook.fields().select("table", "field", "label_zh", "headers").iter_rows():
        for family in places if table == SHARED else [families()[table]]:
            for header in dict.fromkeys(map(key, (label, *headers))):
                places[family][header].append((table, name))
    return places


def found_in(places: dict[str, list[Place]], header: str) -> list[Place]:
    """The fields a header may be, by the surest way of writing it that is known."""
    return next((places[way] for way in keys(header) if way in places), [])


@cache
def refused_headers() -> dict[str, Words]:
    """Headers whose columns must not be read -> why."""
    rows = codebook.read("refused_headers").select("header", "zh", "en").iter_rows()
    return {key(header): Words(zh, en) for header, zh, en in rows}


@cache
def shown_headers(family: str | None) -> dict[str, str]:
    """Known headers as looked up -> as the codebook writes them."""
    fields = codebook.fields().filter(
        (pl.col("table") == SHARED) | pl.col("table").is_in([t for t, f in families().items() if family in (f, None)])
    )
    rows = fields.select("label_zh", "headers").iter_rows()
    return {key(header): header for label, headers in rows for header in (*headers, label)}


def own_places(office_headers: pl.DataFrame | None, file: str) -> dict[str, list[Place]]:
    """The office's headers for this file -> fields; an empty list for a header that is to be left out."""
    places: dict[str, list[Place]] = {}
    if office_headers is None:
        return places
    pattern = pl.col("file") if "file" in office_headers.columns else pl.lit(None, pl.String)
    for header, table, name, files in office_headers.select("header", "table", "field", file=pattern).iter_rows():
        if header and (not files or fnmatch(file, files) or fnmatch(file.rpartition("/")[2], files)):
            places.setdefault(key(header), []).extend([(table, name)] if table and name else [])
    return places


def family_label(family: str) -> Words:
    """What a family is called: as its first table."""
    first = codebook.read("tables").filter(pl.col("family") == family)["table"][0]
    return both(lambda language: codebook.table_label(first, language))


def field_label(place: Place) -> Words:
    """What a field is called."""
    return both(lambda language: codebook.field_label(*place, language))
