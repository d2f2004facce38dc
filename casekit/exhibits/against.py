"""Against: judgments against recommendations in tables - by class, by kind of penalty, and ranges by quarter."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.departures import counts_of, words_of
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.table import PROTECTED
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
    words, counts = words_of(records), counts_of(measured, by)
    labels = codebook.labels(by, records.settings.language)
    of = [count for code, count in counts.items() if code in OF.get(by, SIDES)]
    whole = 0 if None in counts.values() else sum(count or 0 for count in of)
    shares = [
        count / whole if whole and count is not None and code in OF.get(by, SIDES) else None
        for code, count in counts.items()
    ]
    frame = pl.DataFrame(
        {
            by: list(counts),
            "label": [labels[code] for code in counts],
            "share": [number(share, 1, percent=True) for share in shares],
            "count": [_written(count) for count in counts.values()],
        }
    )
    columns = [("standing", "label"), ("persons", "count"), ("share", "share")]
    known = {name: middle for name, middle in middles.items() if isinstance(middle, pl.DataFrame)}
    for indicator, middle in known.items():
        one = middle.filter(pl.col("denominator").fill_null(1) > 0).select(by, pl.col("value").alias(indicator))
        frame = frame.join(one, on=by, how="left", maintain_order="left")
        columns.append((indicator, indicator))
    told = [Column(header=words[key], value=value, digits=int("yuan" not in key)) for key, value in columns]
    n = None if None in counts.values() else whole
    return _table(frame, told, words[by], measured, n, records, name, words["of_note"])


@passing_absence
@remade
def both(first: pl.DataFrame, last: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The shares below, within and above the first recommendation and the one made last, a row each."""
    words, rows, sums = words_of(records), [], []
    for key, counts in (("first", counts_of(first)), ("last", counts_of(last, "final_standing"))):
        known = [counts.get(side, 0) for side in SIDES]
        n = sum(count or 0 for count in known) if None not in known else None
        sums.append(n)
        texts = [_share(count, n, records) for count in known]
        rows.append([words[key], _written(n), *texts])
    names = ("against", "n", *(f"{side}_share" for side in SIDES))
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    columns = [Column(header=words[one], value=one) for one in names]
    return _table(frame, columns, words["both"], first, sums[0], records, name)


@passing_absence
@remade
def kinds(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The kind of penalty recommended, a row each, against the kind judged, a column each, with whether it is suspended."""
    words = words_of(records)
    cells = {(row["kind_from"], row["kind_to"]): row["numerator"] for row in measured.to_dicts()}
    labels = codebook.labels("penalty_way", records.settings.language)
    rows, columns = ([code for code in labels if code in {pair[place] for pair in cells}] for place in (0, 1))
    texts = [[labels[one], *(_written(cells.get((one, other), 0)) for other in columns)] for one in rows]
    frame = pl.DataFrame(texts, dict.fromkeys(("kind", *columns), pl.String), orient="row")
    told = [Column(header=words["from"], value="kind"), *(Column(header=labels[one], value=one) for one in columns)]
    n = None if None in cells.values() else sum(cells.values())
    return _table(frame, told, words["kinds"], measured, n, records, name, words["kinds_note"])


@passing_absence
@remade
def ranges(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """The width of ranges by quarter of recommendation beside whether they held the judgment, and their score."""
    words = codebook.toml("sentences")["ranges_table"][records.settings.language]
    width, within, score = (
        measured.filter(pl.col("indicator") == one) for one in ("range_width", "range_within", "range_score")
    )
    ends = [(pl.col(end) * 100).round(1).cast(pl.String) for end in ("low", "high")]
    held = within.select(
        "period",
        "numerator",
        judged="denominator",
        within="value",
        interval=pl.format("{}—{}", *ends),
        hidden=is_hidden(within),
    )
    frame = width.select("period", persons="numerator", width="value").join(held, on="period", how="left")
    whole = frame.join(score.select("period", score="value"), on="period", how="left", maintain_order="left")
    begun = whole.filter(pl.col("persons").fill_null(1).cum_sum() > 0)
    columns = [
        Column(header=words["period"], value="period"),
        Column(header=words["persons"], value="persons"),
        Column(header=words["width"], value="width", digits=1),
        Column(
            header=words["within"], value="within", digits=1, percent=True, numerator="numerator", denominator="judged"
        ),
        Column(header=words["interval"], value="interval"),
        Column(header=words["score"], value="score", digits=1),
    ]
    language, persons = records.settings.language, begun["persons"]
    spans = {place: quarter.parse(begun["period"][end]).say(language) for place, end in (("first", 0), ("last", -1))}
    population = words["population"].format(n=_written(None if persons.has_nulls() else int(persons.sum())), **spans)
    said = {"measure": "", "population": population, "source": records.source, "note": words["note"]}
    return charts.table(
        begun, columns=columns, finding=words["title"], name=name, language=language, hidden="hidden", **said
    )


def _share(count: int | None, n: int | None, records: Records) -> str:
    if count is None:
        return PROTECTED
    return number(count / n if n else None, 1, percent=True) + bracketed(number(count), records.settings.language)


def _written(count: int | None) -> str:
    return PROTECTED if count is None else number(count)


def _table(
    frame: pl.DataFrame,
    columns: list[Column],
    finding: str,
    measured: pl.DataFrame,
    n: int | None,
    records: Records,
    name: str,
    note: str = "",
) -> Exhibit:
    language = records.settings.language
    population = words_of(records)["population"].format(
        period=quarter.parse(measured["period"][0]).say(language), n=_written(n)
    )
    told: dict[str, Any] = {"measure": "", "population": population, "source": records.source, "note": note}
    return charts.table(frame, columns=columns, finding=finding, name=name, language=language, **told)
