"""Pending: the figure and sentences of the cases that are open, by how long they waited and whether they are away."""

from itertools import pairwise
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import charts
from casekit.exhibits.branch import is_hidden
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.remade import remade
from casekit.exhibits.sentence import Sentence
from casekit.exhibits.table import PROTECTED
from casekit.exhibits.theme import number
from casekit.ground import written
from casekit.measures import stages
from casekit.measures.absent import Absent, passing_absence
from casekit.records.records import Records

LONG = 30
SIDES = {"away": True, "active": False}
Row = dict[str, Any]


@passing_absence
@remade
def waiting(total: pl.DataFrame, parts: pl.DataFrame, records: Records) -> Sentence:
    """How many cases are open, how many of them active and away, and how many waited over 30 days, now and a year before."""
    return _waiting("waiting", total, parts, records)


@passing_absence
@remade
def title(total: pl.DataFrame, parts: pl.DataFrame, records: Records) -> Sentence:
    """The same, short enough to stand over a figure."""
    return _waiting("waiting_title", total, parts, records)


@passing_absence
@remade
def ages(measured: pl.DataFrame, total: pl.DataFrame, records: Records, name: str, finding: str) -> Exhibit:
    """Open cases by days waited, those away left and active ones right, with a tick for a year before."""
    language = records.settings.language
    words = codebook.toml("sentences")["ages"][language]
    now = records.compared[0]
    frame = _by_band(measured, [one.name for one in records.compared], _bands(records))
    has_before = len(records.compared) > 1
    return charts.pyramid(
        frame,
        label="label",
        left="away",
        right="active",
        sides=(words["away"], words["active"]),
        before=("away_before", "active_before") if has_before else None,
        hidden=("away_hidden", "active_hidden"),
        names=("", words["before"], ""),
        name=name,
        finding=finding,
        measure=words["measure"],
        population=words["population"].format(date=written.day(now.end, language), n=_count(total.row(0, named=True))),
        source=records.source,
        note=words["starred" if any(frame[f"{side}_hidden"].any() for side in SIDES) else "note"],
        unit=words["unit"],
        language=language,
    )


@remade
def left_out(records: Records) -> "Sentence | Absent":
    """How many cases have ended on a day that could not be read, and so are in no count of open ones."""
    language, sentences = records.settings.language, codebook.toml("sentences")
    if lack := stages.lacking(records, "review"):
        return Absent(sentences["absent"][language].format(lacking=codebook.field_label("cases", lack, language)))
    count = stages.unplaced(records)
    return Sentence(sentences["unplaced"]["some" if count else "none"][language].format(count=number(count)))


def _waiting(key: str, total: pl.DataFrame, parts: pl.DataFrame, records: Records) -> Sentence:
    language = records.settings.language
    rows = total.to_dicts()
    counts = {part: _sum(parts, rows[0]["period"], column) for part, column in PARTS.items()}
    earlier = _sum(parts, rows[1]["period"], PARTS["long"]) if len(rows) > 1 else None
    words = codebook.toml("sentences")[key][_branch(rows, counts, earlier)][language]
    date = written.day(records.compared[0].end, language)
    numbers = {part: number(count) for part, count in (counts | {"long_before": earlier}).items()}
    return Sentence(words.format(date=date, days=LONG, open=_count(rows[0]), **numbers))


PARTS = {"long": pl.col("is_long"), "active": ~pl.col("is_away"), "away": pl.col("is_away")}


def _sum(parts: pl.DataFrame, period: str, chosen: pl.Expr) -> int | None:
    """The sum of some parts of a period; unknown where one of them is hidden."""
    own = parts.filter(pl.col("period") == period, chosen)["numerator"]
    return None if own.null_count() else int(own.sum())


def _branch(rows: list[Row], counts: dict[str, int | None], earlier: int | None) -> str:
    if is_hidden(rows[0]):
        return "hidden"
    if not rows[0]["numerator"]:
        return "none"
    is_rounded = rows[0].get("rounding", 1) > 1
    if None in counts.values():
        return "some_rounded" if is_rounded else "some"
    if is_rounded:
        return "rounded"
    return "first" if earlier is None else "full"


def _count(row: Row) -> str:
    return PROTECTED if is_hidden(row) else number(row["numerator"])


def _bands(records: Records) -> list[str]:
    """The bands of days waited in words."""
    words = codebook.toml("sentences")["ages"][records.settings.language]
    upper: list[int] = codebook.toml("stages")["review"]["bands"]
    between = [words["between"].format(low=low + 1, high=high) for low, high in pairwise(upper)]
    return [words["first"].format(high=upper[0]), *between, words["last"].format(low=upper[-1])]


def _by_band(measured: pl.DataFrame, periods: list[str], labels: list[str]) -> pl.DataFrame:
    """One row a band: label, and for either side its count, that of a year before, and whether it is hidden."""
    grid = pl.DataFrame({"age": range(len(labels)), "label": labels}, {"age": pl.Int64, "label": pl.String})
    hidden = pl.col("hidden") if "hidden" in measured.columns else pl.col("note").eq("hidden").fill_null(False)
    for place, period in enumerate(periods[:2]):
        for side, away in SIDES.items():
            own = measured.filter(pl.col("period") == period, pl.col("is_away") == away)
            named = own.select("age", pl.col("numerator").alias(side), hidden.alias(f"{side}_hidden"))
            if place:
                named = named.select("age", pl.col(side).alias(f"{side}_before"))
            grid = grid.join(named, on="age", how="left", maintain_order="left")
    return _filled(grid)


def _filled(grid: pl.DataFrame) -> pl.DataFrame:
    """Bands in which nobody was ever seen have 0; what is hidden stays blank."""
    flags = [name for name in grid.columns if name.endswith("_hidden")]
    known = grid.with_columns(pl.col(flags).fill_null(False))
    return known.with_columns(pl.when(~pl.col(f"{side}_hidden")).then(pl.col(side).fill_null(0)) for side in SIDES)
