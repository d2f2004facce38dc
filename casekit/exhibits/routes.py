"""Routes: how often cases were returned or extended, the ways they took, and the days they were away."""

from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.exhibit import Column, Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.tabled import columns, limits, shares, tabled
from casekit.exhibits.theme import number
from casekit.ground import quarter
from casekit.measures.absent import Absent, passing_absence
from casekit.measures.disclosure import is_hidden
from casekit.measures.measure import FEW, indicator
from casekit.records.records import Records

LOOPS = ("returned_once", "returned_twice", "extended")
ENDS = ("prosecuted", "not_prosecuted", "moved", "open")


def rates(records: Records, name: str, *measured: "pl.DataFrame | Absent") -> "Exhibit | Absent":
    """Several shares in one table, each with what it is worked out from, its interval and the year before."""
    given = [one for one in measured if isinstance(one, pl.DataFrame)]
    return (
        _rates(pl.concat(given), records, name) if given else next(one for one in measured if isinstance(one, Absent))
    )


@remade
def _rates(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    language = records.settings.language
    words = codebook.toml("sentences")["rates_table"][language]
    now, *earlier = measured["period"].unique(maintain_order=True)
    blocks = {one: indicator(one).words for one in measured["indicator"].unique(maintain_order=True)}
    said = {key: [block[f"{key}_{language}"] for block in blocks.values()] for key in ("short", "ratio")}
    shown = measured.filter(pl.col("period") == now).with_columns(
        label=pl.Series(said["short"]), ratio=pl.Series(said["ratio"]), interval=limits(), hidden=is_hidden(measured)
    )
    then = measured.filter(pl.col("period").is_in(earlier)).select("indicator", before="value")
    frame = shown.join(then, on="indicator", how="left", maintain_order="left")
    counts: dict[str, Any] = {"digits": 1, "percent": True, "numerator": "numerator", "denominator": "denominator"}
    own = [
        *columns(words, indicator="label", ratio="ratio"),
        Column(header=words["now"].format(quarter.parse(now).say(language)), value="value", **counts),
        *columns(words, interval="interval"),
        *shares(words, before="before"),
    ]
    return tabled(frame, own, records, name=name, finding=words["title"], hidden="hidden")


@passing_absence
@remade
def flow(measured: pl.DataFrame, records: Records, name: str) -> Exhibit:
    """Where the cases received went, with returns and extensions as loops; `measured` is that of subjects.efficiency.returns."""
    language = records.settings.language
    words = codebook.toml("sentences")["flow"][language]
    steps = measured.with_columns(hidden=is_hidden(measured), words=_times(words))
    rows = {row["step"]: row for row in steps.iter_rows(named=True)}
    whole = rows["received"]
    kept = [step for step in ENDS if rows[step]["hidden"] or rows[step]["numerator"]]
    boxes = [("received", whole), ("review", whole), *((step, rows[step]) for step in kept)]
    ways: list[tuple[str, str, dict[str, Any], str | None]] = [
        ("received", "review", whole, None),
        *(("review", step, rows[step], None) for step in kept),
    ]
    ways += [
        ("review", "review", rows[step], "\n".join(filter(None, (words[step], rows[step]["words"]))))
        for step in LOOPS
        if step in rows and (rows[step]["hidden"] or rows[step]["numerator"])
    ]
    frame = pl.DataFrame(
        [(words[start], words[end], row["numerator"], row["hidden"], said) for start, end, row, said in ways],
        {"start": pl.String, "end": pl.String, "value": pl.Float64, "hidden": pl.Boolean, "words": pl.String},
        orient="row",
    )
    beside = pl.DataFrame(
        [(words[step], row["numerator"], row["hidden"]) for step, row in boxes],
        {"node": pl.String, "count": pl.Int64, "hidden": pl.Boolean},
        orient="row",
    )
    period = quarter.parse(measured["period"][0]).say(language)
    returned = rows.get("returned_once", {"hidden": True})
    key = "untold" if whole["hidden"] or returned["hidden"] else "title"
    span = quarter.parse(measured["period"][0]).months(language)
    places = {"n": number(whole["numerator"]), "returned": number(returned.get("numerator"))}
    return charts.flow(
        frame,
        start="start",
        end="end",
        value="value",
        beside=beside,
        words="words",
        hidden="hidden",
        hollow=(words["open"],),
        rest=(words["moved"],),
        name=name,
        finding=words[key].format(period=span, **places),
        measure=words["measure"],
        population=words["population"].format(period=period, n=places["n"]),
        source=records.source,
        note=words["note"],
        language=language,
    )


@passing_absence
def common(frame: pl.DataFrame, records: Records, name: str) -> Exhibit | Absent:
    """The most common routes of concluded cases as a table."""
    language = records.settings.language
    words = codebook.toml("sentences")["routes_table"][language]
    if frame.is_empty():
        return Absent(codebook.toml("sentences")["absent_rows"][language])
    own = [
        *columns(words, route="route", cases="numerator"),
        *shares(words, share="share"),
        *columns(words, days="days"),
    ]
    period = records.compared[0].say(language)
    population = words["population"].format(period=period, n=number(frame["denominator"][0]))
    shared = frame.with_columns(share=pl.col("numerator") / pl.col("denominator"))
    return tabled(shared, own, records, name=name, finding=words["title"], population=population)


@passing_absence
def away(found: dict[str, int], records: Records) -> Sentence:
    """The days that concluded cases were away on returns."""
    language, cases = records.settings.language, found["cases"]
    words = codebook.toml("sentences")["loops"]["some" if cases >= FEW else "few"][language]
    counts = {name: number(value) for name, value in found.items()}
    mean, share = found["away"] / max(cases, 1), found["away"] / max(found["days"], 1)
    places = {"mean": number(mean, 1), "share": number(share, 1, percent=True)}
    return Sentence(words.format(period=records.compared[0].say(language), **counts, **places))


def _times(words: dict[str, str]) -> pl.Expr:
    """How often in all, where that is more than once a case; nothing where the cases are hidden."""
    often = pl.col("times") > pl.col("numerator")
    return pl.when(often).then(pl.format(words["times"], pl.col("times")))
