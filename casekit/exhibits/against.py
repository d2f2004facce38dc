"""Against: judgments against recommendations in tables - by class, by kind of penalty, and ranges by quarter."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.departures import WORDS, counts_of
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.tabled import columns, limits, phrases, tabled
from casekit.exhibits.theme import bracketed, number
from casekit.ground import quarter
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.distance import SIDES
from casekit.measures.probation_and_fine import AGREED, OTHERWISE
from casekit.records.records import Records

OF = {"probation_standing": (*AGREED, *OTHERWISE)}  # elsewhere below, within and above


@passing_absence
@remade
def table(measured: pl.DataFrame, records: Records, name: str, by: str, **middles: pl.DataFrame | Absent) -> Exhibit:
    """The classes of one column with their counts and shares, and for each of `middles`, an indicator measured by the same
    column, its median. Shares are of the classes that can be compared (`OF`) and stand only where none is hidden."""
    words, counts = phrases(WORDS, records), counts_of(measured, by)
    labels = codebook.labels(by, records.settings.language)
    of = [count for code, count in counts.items() if code in OF.get(by, SIDES)]
    whole = 0 if None in counts.values() else sum(count or 0 for count in of)
    shares = [
        count / whole if whole and count is not None and code in OF.get(by, SIDES) else None
        for code, count in counts.items()
    ]
    texts = {"label": [labels[code] for code in counts], "count": [_written(count) for count in counts.values()]}
    frame = pl.DataFrame({by: list(counts), **texts, "share": [number(share, 1, percent=True) for share in shares]})
    own = columns(words, standing="label", persons="count", share="share")
    known = {name: middle for name, middle in middles.items() if isinstance(middle, pl.DataFrame)}
    for indicator, middle in known.items():
        one = middle.filter(pl.col("denominator").fill_null(1) > 0).select(by, pl.col("value").alias(indicator))
        frame = frame.join(one, on=by, how="left", maintain_order="left")
        own += columns(words, int("yuan" not in indicator), **{indicator: indicator})
    n = None if None in counts.values() else whole
    return _table(frame, own, words[by], measured, n, records, name=name, note=words["of_note"])


@passing_absence
@remade
def both(first: pl.DataFrame, last: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The shares below, within and above the first recommendation and the one made last, a row each."""
    words, rows, sums = phrases(WORDS, records), [], []
    for key, counts in (("first", counts_of(first)), ("last", counts_of(last, "final_standing"))):
        known = [counts.get(side, 0) for side in SIDES]
        n = sum(count or 0 for count in known) if None not in known else None
        sums.append(n)
        texts = [_share(count, n, records) for count in known]
        rows.append([words[key], _written(n), *texts])
    names = ("against", "n", *(f"{side}_share" for side in SIDES))
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    own = columns(words, **dict(zip(names, names, strict=True)))
    return _table(frame, own, words["both"], first, sums[0], records, name=name)


@passing_absence
@remade
def kinds(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The kind of penalty recommended, a row each, against the kind judged, a column each, with whether it is suspended."""
    words = phrases(WORDS, records)
    cells = {(row["kind_from"], row["kind_to"]): row["numerator"] for row in measured.to_dicts()}
    labels = codebook.labels("penalty_way", records.settings.language)
    rows, others = ([code for code in labels if code in {pair[place] for pair in cells}] for place in (0, 1))
    texts = [[labels[one], *(_written(cells.get((one, other), 0)) for other in others)] for one in rows]
    frame = pl.DataFrame(texts, dict.fromkeys(("kind", *others), pl.String), orient="row")
    own = [Column(header=words["from"], value="kind"), *columns(labels, **{one: one for one in others})]
    n = None if None in cells.values() else sum(cells.values())
    return _table(frame, own, words["kinds"], measured, n, records, name=name, note=words["kinds_note"])


@passing_absence
@remade
def ranges(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The width of ranges by quarter of recommendation beside whether they held the judgment, and their score."""
    words = phrases("ranges_table", records)
    width, within, score = (
        measured.filter(pl.col("indicator") == one) for one in ("range_width", "range_within", "range_score")
    )
    held = within.select(
        "period",
        "numerator",
        judged="denominator",
        within="value",
        interval=limits(),
        hidden=is_hidden(within),
    )
    frame = width.select("period", persons="numerator", width="value").join(held, on="period", how="left")
    whole = frame.join(score.select("period", score="value"), on="period", how="left", maintain_order="left")
    begun = whole.filter(pl.col("persons").fill_null(1).cum_sum() > 0)
    share: dict[str, Any] = {"digits": 1, "percent": True, "numerator": "numerator", "denominator": "judged"}
    own = columns(words, period="period", persons="persons") + columns(words, 1, width="width")
    own += [Column(header=words["within"], value="within", **share)]
    own += columns(words, 1, interval="interval", score="score")
    language, persons = records.settings.language, begun["persons"]
    spans = {place: quarter.parse(begun["period"][end]).say(language) for place, end in (("first", 0), ("last", -1))}
    population = words["population"].format(n=_written(None if persons.has_nulls() else int(persons.sum())), **spans)
    said = {"name": name, "finding": words["title"], "population": population, "note": words["note"]}
    return tabled(begun, own, records, hidden="hidden", **said)


def _share(count: int | None, n: int | None, records: Records) -> str:
    if count is None:
        return PROTECTED
    return number(count / n if n else None, 1, percent=True) + bracketed(number(count), records.settings.language)


def _written(count: int | None) -> str:
    return PROTECTED if count is None else number(count)


def _table(
    frame: pl.DataFrame,
    own: list[Column],
    finding: str,
    measured: pl.DataFrame,
    n: int | None,
    records: Records,
    **said: str,
) -> Exhibit:
    period = quarter.parse(measured["period"][0]).say(records.settings.language)
    population = phrases(WORDS, records)["population"].format(period=period, n=_written(n))
    return tabled(frame, own, records, finding=finding, population=population, **said)
