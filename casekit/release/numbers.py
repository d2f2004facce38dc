"""Numbers: what each form of figure shows, as the columns of its data sheet under the office's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits import table
from casekit.exhibits.exhibit import Exhibit, Side
from casekit.ground.errors import Language

STARS = "_stars_"  # before a column's header: the column that is true where the cell is protected
PLAIN = {"share": "value", "share_low": "low", "share_high": "high"}  # the headers of values that are no shares
POINTS: dict[Language, str] = {"zh": "（百分点）", "en": " (points)"}


@dataclass(frozen=True)
class Numbers:
    """The cells of a data sheet, and by column where a cell is protected and reads ＊."""

    cells: pl.DataFrame
    stars: Mapping[str, pl.Series]


def numbers(exhibit: Exhibit) -> Numbers:
    """What a figure shows, one row a mark; shares in percent. A column in which nothing is protected has no stars."""
    of_form: dict[str, Callable[[Exhibit], pl.DataFrame]] = {
        "table": _table, "curves": _curves, "flow": _flow, "pyramid": _pyramid, "ranges": _ranges, "tiles": _tiles,
        "distance": _sides, "before_after": _phased, "control": _control, "funnel": _funnel, "dots": _compared,
        "bars": _shares, "line": _shares,
    }  # fmt: skip
    cells = (frame := of_form[exhibit.form](exhibit)).select(~pl.selectors.starts_with(STARS))
    stars = {name: frame[STARS + name] for name in cells.columns if STARS + name in frame.columns}
    return Numbers(cells, {name: mask for name, mask in stars.items() if mask.any()})


def marks(exhibit: Exhibit) -> pl.DataFrame:
    """What bars, dots and trends are drawn from, as on the data sheet: value, before, low, high, blank where hidden."""
    own = {"value": exhibit.value, "before": exhibit.before, "low": exhibit.low, "high": exhibit.high}
    return exhibit.frame.select(*_values(exhibit, own), hidden=_hidden(exhibit)).drop(pl.selectors.starts_with(STARS))


def _table(exhibit: Exhibit) -> pl.DataFrame:
    """A table as it is read: its cells are written as text."""
    grid = table.grid(exhibit)
    return pl.DataFrame(grid.rows, dict.fromkeys(grid.headers, pl.String), orient="row")


def _shares(exhibit: Exhibit) -> pl.DataFrame:
    """Bars and trends: name or period, counts, value, its limits, and what is to be said of the row."""
    heads, percent = _heads(exhibit), exhibit.unit == "%"
    counts = {heads["count"]: exhibit.numerator or "numerator", heads["of"]: exhibit.denominator or "denominator"}
    own = {"share": exhibit.value, "share_low": exhibit.low, "share_high": exhibit.high}
    values = {heads[word if percent else PLAIN[word]]: name for word, name in own.items()}
    shown = exhibit.frame.select(_label(exhibit), *_counts(exhibit, counts), *_values(exhibit, values), _told(exhibit))
    return shown.drop(heads["note"]) if shown[heads["note"]].is_null().all() else shown


def _compared(exhibit: Exhibit) -> pl.DataFrame:
    """Dots: the name, then both numbers and the change under the figure's own names for them."""
    now, then = (_with_unit(name, exhibit) for name in exhibit.names[:2])
    change = exhibit.names[2] + POINTS[exhibit.language] * (exhibit.unit == "%")
    moved = pl.col(exhibit.value) - pl.col(str(exhibit.before))
    frame = exhibit.frame.with_columns(_change=moved)
    values = {now: exhibit.value, then: exhibit.before, change: "_change" if exhibit.names[2] else None}
    return frame.select(_label(exhibit), *_values(exhibit, values))


def _ranges(exhibit: Exhibit) -> pl.DataFrame:
    """Groups with how many fell into the band and of how many, the band's ends, the middle value and the ends of its line."""
    heads = _heads(exhibit)
    ends = {"zh": ("{}（下限）", "{}（上限）"), "en": ("{} (low)", "{} (high)")}[exhibit.language]
    names = [name.split("（")[0].split(" (")[0] for name in (exhibit.names[1], exhibit.names[0])]
    pairs = zip(names, ((exhibit.low, exhibit.high), exhibit.spread or ()), strict=True)
    spans = {end.format(name): column for name, span in pairs for end, column in zip(ends, span, strict=True)}
    counts = {heads["count"]: exhibit.numerator, heads["of"]: exhibit.denominator}
    values = {exhibit.names[0]: exhibit.value, **spans}
    return exhibit.frame.select(_label(exhibit), *_counts(exhibit, counts), *_values(exhibit, values))


def _sides(exhibit: Exhibit) -> pl.DataFrame:
    """The three parts with their counts, then each bar of the outer two with its own."""
    heads = _heads(exhibit)
    assert exhibit.beside is not None
    parts = exhibit.beside.with_columns(_part=pl.Series(exhibit.names))
    counts = _starred(pl.col("count"), heads["count"], pl.col("hidden"))
    whole = parts.select(pl.col("_part").alias(heads["series"]), *counts)
    bars = exhibit.frame.select(
        pl.col(str(exhibit.series)).alias(heads["series"]),
        _label(exhibit),
        *_starred(pl.col(exhibit.value), heads["count"], _hidden(exhibit)),
    )
    both = pl.concat([whole, bars], how="diagonal_relaxed")
    return both.select(heads["series"], heads["group"], heads["count"], pl.selectors.starts_with(STARS))


def _phased(exhibit: Exhibit) -> pl.DataFrame:
    """Both sides by month: the number drawn, and whether it is before, left out or after."""
    heads, (own, others, _) = _heads(exhibit), exhibit.names
    side = pl.when(pl.col(str(exhibit.series)).rle_id() == 0).then(pl.lit(own)).otherwise(pl.lit(others))
    months = (side.alias(heads["series"]), pl.col(exhibit.label).alias(heads["period"]))
    phase = pl.col(str(exhibit.phase)).replace_strict(codebook.labels("effect_phase", exhibit.language))
    values = _values(exhibit, {heads["value"]: exhibit.value})
    return exhibit.frame.select(*months, *values, phase.alias(heads["phase"]))


def _tiles(exhibit: Exhibit) -> pl.DataFrame:
    """Each place and month with its count."""
    month, count = pl.col(str(exhibit.series)).alias(_heads(exhibit)["period"]), _heads(exhibit)["cases"]
    return exhibit.frame.select(_label(exhibit), month, *_starred(pl.col(exhibit.value), count, _hidden(exhibit)))


def _control(exhibit: Exhibit) -> pl.DataFrame:
    """Periods with their value, mean and usual range, the phase as a number from 1, and where reading is advised."""
    heads, words = _heads(exhibit), codebook.toml("sentences")["control"]["read"][exhibit.language]
    value = "share" if exhibit.unit == "%" else "value"
    own = {value: exhibit.value, "mean": exhibit.center, "usual_low": exhibit.low, "usual_high": exhibit.high}
    flag = pl.col(str(exhibit.signal)).cast(pl.String)
    ends = [pl.col(str(end)).clip(0, 1) for end in (exhibit.low, exhibit.high)] if exhibit.unit == "%" else []
    return exhibit.frame.with_columns(ends).select(
        _label(exhibit).alias(heads["period"]),
        *_values(exhibit, {_with_unit(heads[word], exhibit, word == "share"): name for word, name in own.items()}),
        (pl.col(str(exhibit.phase)).rle_id() + 1).alias(heads["phase"]),
        pl.when(flag.is_not_null() & (flag != "false")).then(pl.lit(words)).alias(heads["signal"]),
    )


def _funnel(exhibit: Exhibit) -> pl.DataFrame:
    """Units by code: n, counts where given, value, both ranges at the nearest n that is drawn, and where reading is advised."""
    heads, words = _heads(exhibit), codebook.toml("sentences")["control"]["read"][exhibit.language]
    size = pl.col(str(exhibit.size)).cast(pl.Float64)
    assert exhibit.beside is not None
    ranges = exhibit.beside.select(pl.col("size").cast(pl.Float64), pl.exclude("size").name.prefix("_")).sort("size")
    placed = exhibit.frame.with_row_index("_row").with_columns(_size=size).sort("_size")
    frame = placed.join_asof(ranges, left_on="_size", right_on="size", strategy="nearest").sort("_row")
    flag = pl.col(str(exhibit.signal)).cast(pl.String)
    ends = ("center", "low_95", "high_95", "low_998", "high_998")
    value = heads["share" if exhibit.unit == "%" else "value"]
    return frame.select(
        _label(exhibit),
        *_counts(exhibit, {heads["size"]: exhibit.size, heads["count"]: exhibit.numerator}, frame),
        *_values(exhibit, {value: exhibit.value}),
        *_values(exhibit, {_with_unit(heads[end], exhibit): f"_{end}" for end in ends}),
        pl.when(~_hidden(exhibit), flag.is_not_null() & (flag != "false")).then(pl.lit(words)).alias(heads["signal"]),
    )


def _curves(exhibit: Exhibit) -> pl.DataFrame:
    """Series, time, value and limits; below them how many were still observed, where that stands under the figure."""
    heads, percent = _heads(exhibit), exhibit.unit == "%"
    own = {"share": exhibit.value, "share_low": exhibit.low, "share_high": exhibit.high}
    series = pl.col(str(exhibit.series)).cast(pl.String).alias(heads["series"])
    time = pl.col(exhibit.label).cast(pl.Float64).alias(heads["time"])
    values = _values(exhibit, {heads[word if percent else PLAIN[word]]: name for word, name in own.items()})
    drawn = exhibit.frame.select(series, time, *values)
    if exhibit.beside is None:
        return drawn
    named = pl.col(exhibit.series) if exhibit.series in exhibit.beside.columns else pl.lit(None, pl.String)
    left = exhibit.beside.select(
        named.alias(heads["series"]),
        time,
        *_starred(pl.col("count"), heads["observed"], "hidden" in exhibit.beside.columns and pl.col("hidden")),
    )
    return pl.concat([drawn, left], how="diagonal").with_columns(pl.selectors.starts_with(STARS).fill_null(False))


def _flow(exhibit: Exhibit) -> pl.DataFrame:
    """Ways: from, to, by what return, cases; above them the boxes, without a way to."""
    heads = _heads(exhibit)
    assert exhibit.beside is not None
    boxes = exhibit.beside.select(
        pl.col("node").alias(heads["from"]),
        *_starred(pl.col("count"), heads["cases"], "hidden" in exhibit.beside.columns and pl.col("hidden")),
    )
    joint = "，" if exhibit.language == "zh" else ", "
    words = pl.col(exhibit.words).str.replace_all("\n", joint) if exhibit.words else pl.lit(None, pl.String)
    ways = exhibit.frame.select(
        pl.col(exhibit.label).alias(heads["from"]),
        pl.col(str(exhibit.target)).alias(heads["to"]),
        words.alias(heads["way"]),
        *_starred(pl.col(exhibit.value), heads["cases"], _hidden(exhibit)),
    )
    few = pl.selectors.starts_with(STARS).fill_null(False)
    both = pl.concat([boxes, ways], how="diagonal_relaxed")
    return both.select(heads["from"], heads["to"], heads["way"], heads["cases"], few)


def _pyramid(exhibit: Exhibit) -> pl.DataFrame:
    """The label with the numbers of both sides, each followed by its own of a year before."""
    assert exhibit.left is not None
    brackets = "{}（{}）" if exhibit.language == "zh" else "{} ({})"
    right = Side(name=exhibit.heading, value=exhibit.value, before=exhibit.before, hidden=exhibit.hidden)
    columns = []
    for side in (exhibit.left, right):
        few = pl.col(side.hidden) if side.hidden else pl.lit(False)
        columns += _starred(pl.col(side.value), side.name, few)
        earlier = brackets.format(side.name, exhibit.names[1])
        columns += _starred(pl.col(side.before), earlier, few) if side.before else []
    return exhibit.frame.select(_label(exhibit), *columns)


def _label(exhibit: Exhibit) -> pl.Expr:
    return pl.col(exhibit.label).alias(_heads(exhibit)["period" if exhibit.label == "period" else "group"])


def _counts(exhibit: Exhibit, named: Mapping[str, str | None], frame: pl.DataFrame | None = None) -> list[pl.Expr]:
    """Whole numbers under their headers, those that the frame has."""
    known = (exhibit.frame if frame is None else frame).columns
    given = [(head, name) for head, name in named.items() if name in known]
    return [one for head, name in given for one in _starred(pl.col(str(name)), head, _hidden(exhibit))]


def _values(exhibit: Exhibit, named: Mapping[str, str | None]) -> list[pl.Expr]:
    """Values and limits under their headers: shares in percent, all with the digits of the figure and one to spare."""
    scale, digits = (100, exhibit.digits) if exhibit.unit == "%" else (1, exhibit.digits + 1)
    given = [(head, name, (pl.col(name) * scale).round(digits)) for head, name in named.items() if name]
    few = {name: _hidden(exhibit) & _drawn(exhibit, name) for _, name, _ in given}
    return [one for head, name, value in given for one in _starred(value, head, few[name])]


def _drawn(exhibit: Exhibit, column: str) -> pl.Expr:
    """Whether a value is one of the figure's: of curves some have limits and others none at all, hidden or not."""
    return pl.col(column).is_not_null().any().over(exhibit.series) if exhibit.series else pl.lit(True)


def _starred(value: pl.Expr, head: str, few: Any) -> list[pl.Expr]:
    """A column without its protected cells, and beside it where these are."""
    mask = few if isinstance(few, pl.Expr) else pl.lit(False)
    mask = mask.fill_null(False)
    return [pl.when(~mask).then(value).alias(head), (mask & pl.repeat(True, pl.len())).alias(STARS + head)]


def _hidden(exhibit: Exhibit) -> pl.Expr:
    """Which rows are protected, whether the figure names the column or the frame has it."""
    name = exhibit.hidden or ("hidden" if "hidden" in exhibit.frame.columns else None)
    return pl.col(name).fill_null(False) if name else pl.lit(False)


def _told(exhibit: Exhibit) -> pl.Expr:
    """What is to be said of a row: protected, rounded, few, nothing to count."""
    heads, notes = _heads(exhibit), codebook.toml("sentences")["notes"][exhibit.language]
    has = exhibit.frame.columns
    flags = {"hidden": _hidden(exhibit)}
    flags |= {"rounded": pl.col("rounding") > 1} if "rounding" in has else {}
    flags |= {code: pl.col("note") == code for code in ("few", "none")} if "note" in has else {}
    told = [pl.when(flag).then(pl.lit(notes[code])) for code, flag in flags.items()]
    return pl.coalesce(*told, pl.lit(None, pl.String)).alias(heads["note"])


def _with_unit(head: str, exhibit: Exhibit, has_one: bool = False) -> str:
    """A header with % where the numbers are shares and it says nothing of it yet."""
    if has_one or exhibit.unit != "%" or "%" in head.replace("95%", "").replace("99.8%", ""):
        return head
    return head + ("（%）" if exhibit.language == "zh" else " (%)")


def _heads(exhibit: Exhibit) -> dict[str, str]:
    return dict(codebook.toml("sentences")["columns"][exhibit.language])
