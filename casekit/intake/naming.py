"""Naming: which family of tables a sheet belongs to by its headers, and which field each header is."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from casekit.ground import written
from casekit.ground.errors import Words, listed, notice
from casekit.intake.headers import key, keys
from casekit.intake.known import (
    SHARED,
    Place,
    families,
    family_label,
    field_label,
    found_in,
    own_places,
    places_by_family,
    refused_headers,
    shown_headers,
)

if TYPE_CHECKING:
    from casekit.intake.sheets import Sheet

NEAR = 0.6
FEWEST = 2
EVIDENCE = pl.Schema(
    [("family", pl.String()), ("matched", pl.Int64()), ("shared", pl.Int64()), ("headers", pl.List(pl.String()))]
)
COUNTERS = frozenset({"序号", "行号", "no.", "no"})


@dataclass(frozen=True)
class Named:
    """How a sheet was read: `pairs` of header, table (`*` for the numbers every table shares) and field.

    `family` is None where no family has two of the headers. `evidence` has a row for each family: family, matched
    (headers of its own), shared, headers. `unknown` are headers without a field, each with the nearest known one or
    None; `refused` are columns that must not be read.
    """

    family: str | None
    pairs: tuple[tuple[str, str, str], ...]
    evidence: pl.DataFrame
    unknown: tuple[tuple[str, str | None], ...]
    refused: tuple[str, ...]
    notices: tuple[Words, ...]


def name_columns(sheet: "Sheet", office_headers: pl.DataFrame | None = None) -> Named:
    """The family with most of the sheet's headers, and the field of each header in it.

    An office's own header (columns header, table, field and, if wanted, file, a pattern of the file's name) comes
    first; listed twice it feeds two fields, listed without a field its column is left out. Headers that all families
    share decide nothing, and neither does one header alone.
    """
    headers = [name for name in sheet.frame.columns if name != "row"]
    refused = tuple(header for header in headers if any(way in refused_headers() for way in keys(header)))
    open_headers = [header for header in headers if header not in refused]
    own = own_places(office_headers, sheet.file)
    evidence = evidence_of(open_headers, own)
    family = decided(evidence)
    pairs, spare = fields_of(open_headers, own, family) if family else ((), ())
    unknown = tuple(unknown_headers(open_headers, {header for header, _, _ in pairs} | set(spare), own, family))
    told = tuple(told_of(sheet, evidence, family, spare, unknown, refused))
    return Named(family, pairs, evidence, unknown, refused, told)


def evidence_of(headers: list[str], own: dict[str, list[Place]]) -> pl.DataFrame:
    """For each family how many headers are its own, which they are, and how many more it shares: most first."""
    rows = []
    for family, places in places_by_family().items():
        matched = [h for h in headers if any(families().get(table) == family for table, _ in own.get(key(h), ()))]
        matched += [
            h for h in headers if key(h) not in own and (found := found_in(places, h)) and found[0][0] != SHARED
        ]
        shared = [h for h in headers if (found := own.get(key(h)) or found_in(places, h)) and found[0][0] == SHARED]
        rows.append((family, len(matched), len(shared), matched + shared))
    return pl.DataFrame(rows, schema=EVIDENCE, orient="row").sort("matched", descending=True, maintain_order=True)


def decided(evidence: pl.DataFrame) -> str | None:
    """The family with most headers of its own: two, or one beside a number that families share."""
    family, matched, shared = evidence.select("family", "matched", "shared").row(0)
    return str(family) if matched and matched + shared >= FEWEST else None


def fields_of(
    headers: list[str], own: dict[str, list[Place]], family: str
) -> tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]:
    """Header, table, field for each header the family knows, the office's first; and headers whose field was taken."""
    places, taken = places_by_family()[family], dict[Place, str]()
    spare: list[str] = []
    for header in headers:
        for place in own.get(key(header), ()):
            if place[0] == SHARED or families().get(place[0]) == family:
                taken.setdefault(place, header)
    for header in sorted((h for h in headers if key(h) not in own), key=lambda h: key(h) not in places):
        found = found_in(places, header)
        free = next((place for place in found if place not in taken), None)
        if free:
            taken[free] = header
        elif found:
            spare.append(header)
    order = {header: place for place, header in enumerate(headers)}
    pairs = sorted(((header, *place) for place, header in taken.items()), key=lambda pair: order[pair[0]])
    return tuple(pairs), tuple(spare)


def unknown_headers(
    headers: list[str], used: set[str], own: dict[str, list[Place]], family: str | None
) -> Iterable[tuple[str, str | None]]:
    """Headers that no field takes, with the nearest one that the family knows (any family where none is decided).

    A column that only counts the lines of the export (序号) is no loss and is not listed.
    """
    shown = shown_headers(family)
    for header in headers:
        if header not in used and key(header) not in own and key(header) not in COUNTERS:
            near = get_close_matches(key(header), sharing_a_sign(key(header), shown), 1, NEAR)
            yield header, shown[near[0]] if near else None


def sharing_a_sign(header: str, known: Iterable[str]) -> list[str]:
    """The known headers that have a character of this one, as any near one has; asking this is much the quicker."""
    signs = set(header)
    return [name for name in known if not signs.isdisjoint(name)]


def told_of(
    sheet: "Sheet",
    evidence: pl.DataFrame,
    family: str | None,
    spare: tuple[str, ...],
    unknown: tuple[tuple[str, str | None], ...],
    refused: tuple[str, ...],
) -> Iterable[Words]:
    """What to tell of how a sheet was read: that it belongs to no known table, with the evidence, or headers not used."""
    if family is None:
        file = f"{sheet.file} {sheet.sheet}".strip()
        counts = [(family_label(name), count) for name, count in evidence.select("family", "matched").iter_rows()]
        seen = listed(Words(f"{label.zh}{count}个", f"{label.en} {count}") for label, count in counts)
        yield notice("table_unknown", file=file, seen=seen, count=written.many(sheet.rows_in_sheet, "row"))
        return
    for header in spare:
        place = found_in(places_by_family()[family], header)[0]
        yield notice("header_repeated", field=field_label(place), header=header)
    for header, near in unknown:
        yield notice("unknown_header" if near else "unknown_header_alone", header=header, near=near)
    for header in refused:
        reason = next(refused_headers()[way] for way in keys(header) if way in refused_headers())
        yield notice("header_refused", header=header, reason=reason)
