"""Disclosure: small counts hidden or rounded, in the room where they are sensitive and all of them before a frame leaves."""

from dataclasses import dataclass
from functools import reduce

import polars as pl

from casekit import codebook
from casekit.ground.settings import Settings
from casekit.measures.thinned import is_curve, thinned
from casekit.statistics.uncertainty import wilson

STRICTER, PUBLIC, ROUNDED = 5, 10, 5
KEYS, COUNTS = ("indicator", "period"), ("numerator", "denominator")
SHOWN = (*COUNTS, "value", "low", "high")
MIDDLES, QUOTIENTS = ("median", "mean"), ("share", "cleared", "count", "open")
HIDDEN = "hidden"


@dataclass(frozen=True)
class Protection:
    """Counts from 1 to `threshold` - 1 are hidden; the others are rounded to `rounding` (1: as they are)."""

    threshold: int
    rounding: int = 1


def protection(settings: Settings, sensitive: bool = False) -> Protection:
    """What the office's settings ask for: stricter for minors and sexual offences, and for what is published."""
    least = STRICTER if sensitive else 1
    if settings.public:
        return Protection(max(PUBLIC, settings.small_number, least), ROUNDED)
    return Protection(max(settings.small_number, least))


def protected(measured: pl.DataFrame, settings: Settings, also: pl.DataFrame | None = None) -> pl.DataFrame:
    """The measured frame as it may leave: small cells blank and marked by `hidden`, rates and limits from protected counts.

    A cell is small when its numerator, its denominator or the difference of both is (a median's or mean's difference is
    only blanks, and is not). Where a row is hidden, the smallest others of its period go with it until at least two are
    hidden and together they are not small, as the total would give it away; with several groups this holds along each
    of them. Zero is shown, for it is nobody, unless it is needed for this. What is counted of bodies (outcomes.toml)
    stays as it is, unless it is sensitive. Rows whose indicator, period and `keys` are in `also` are hidden too, whatever
    they count, besides all others. A protected frame comes back as it is.
    """
    if {"hidden", "rounding"} <= set(measured.columns):
        return measured
    rounding = pl.when(_is_of_persons(measured)).then(protection(settings).rounding).otherwise(1)
    framed = measured.with_columns(threshold=thresholds(measured, settings), rounding=rounding)
    named = pl.lit(False) if also is None else _is_in(also, measured)
    closed = _closed(thinned(framed.with_columns(hidden=named)) if is_curve(framed) else framed)
    both = closed if also is None else _closed(closed.with_columns(pl.col("hidden") | named))
    rounded = both.with_columns(_rounded(name) for name in COUNTS)
    return _measured_again(_blanked(rounded))


def with_sensitive_hidden(measured: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The measured frame as it may be seen in the room: small cells about minors or sexual offences are blank, their
    `note` is "hidden", and so are those that would give them away; nothing is rounded, no other row changes."""
    strict = protection(settings, sensitive=True).threshold
    threshold = pl.when(is_sensitive(measured)).then(strict).otherwise(1)
    return _blanked(_closed(measured.with_columns(threshold=threshold))).drop("hidden")


def thresholds(measured: pl.DataFrame, settings: Settings) -> pl.Expr:
    """The count from which on each row's counts are shown; 1 where all are."""
    plain, strict = protection(settings), protection(settings, sensitive=True)
    least = pl.when(is_sensitive(measured)).then(strict.threshold)
    return least.when(_is_of_persons(measured)).then(plain.threshold).otherwise(1)


def keys(measured: pl.DataFrame) -> pl.Expr:
    """The groups of a row as one text: crime=盗窃罪;place=甲镇."""
    named = [pl.format(f"{name}={{}}", pl.col(name).cast(pl.String).fill_null("")) for name in groups_of(measured)]
    return pl.concat_str(named, separator=";") if named else pl.lit("")


def groups_of(measured: pl.DataFrame) -> list[str]:
    """The columns between the period and the counts; what stands after these was worked out from them."""
    return [name for name in measured.columns[: measured.columns.index("numerator")] if name not in KEYS]


def is_sensitive(measured: pl.DataFrame) -> pl.Expr:
    """Whether a row is about minors or sexual offences: by its indicator (one the codebook lacks is taken for such), or by
    the value of its group."""
    plain = [name for name, block in codebook.toml("indicators").items() if not block.get("sensitive")]
    strict = codebook.toml("outcomes")["sensitive"]
    by_value = [
        pl.col(name).cast(pl.String).is_in(values).fill_null(False)
        for name, values in strict["values"].items()
        if name in measured.columns
    ]
    by_column = [pl.lit(True) for name in strict["columns"] if name in measured.columns]
    return pl.any_horizontal([~pl.col("indicator").is_in(plain), *by_value, *by_column])


def is_hidden(measured: pl.DataFrame) -> pl.Expr:
    """Whether a row's numbers were hidden, in the room or on the way out of it."""
    noted = pl.col("note").eq(HIDDEN).fill_null(False) if "note" in measured.columns else pl.lit(False)
    return noted | pl.col("hidden") if "hidden" in measured.columns else noted


def _closed(framed: pl.DataFrame) -> pl.DataFrame:
    """The frame with `hidden`: what is small by its row's `threshold`, what was hidden before, and what goes with them."""
    rest = pl.when(~_is_of(*MIDDLES)).then(pl.col("denominator") - pl.col("numerator"))
    counts = [pl.col("numerator"), pl.col("denominator"), rest]
    small = [((count > 0) & (count < pl.col("threshold"))).fill_null(False) for count in counts]
    marked = framed.with_columns(hidden=pl.any_horizontal([is_hidden(framed), *small]))
    lines = [] if is_curve(framed) or not marked["hidden"].any() else _lines(groups_of(framed))
    closed = reduce(_with_others, lines, marked)
    return closed if closed["hidden"].equals(marked["hidden"]) else _closed(closed)


def _lines(groups: list[str]) -> list[list[str]]:
    """The keys of the rows that add up to a total: of a period, and where there are several groups, along each of them."""
    along = [[other for other in groups if other != group] for group in groups] if len(groups) > 1 else []
    return [[*KEYS, *keys] for keys in ([], *along)] if groups else []


def _with_others(marked: pl.DataFrame, line: list[str]) -> pl.DataFrame:
    """In each line with a hidden row the smallest others are hidden, until two are and all together are not small.

    What was hidden before has no counts left to add, and was closed then.
    """
    hidden, size, of = pl.col("hidden"), pl.col("numerator"), pl.col("denominator")
    counts = {"_rows": hidden | _is_other(), "_size": size, "_of": of, "_rest": of - size}
    limit = pl.when(hidden).then("threshold").max().over(line)
    enough = pl.all_horizontal([(pl.col(name) == 0) | (pl.col(name) >= limit) for name in ("_size", "_of", "_rest")])
    closed = (hidden & size.is_null()).any().over(line)
    return (
        marked.with_row_index("_place")
        .sort(~hidden, size == 0, size, "_place")
        .with_columns(_before(count, line).alias(name) for name, count in counts.items())
        .with_columns(_safe=(pl.col("_rows") >= 2) & (enough | closed))
        .with_columns(_wanted=(hidden | ~pl.col("_safe")).cast(pl.Int8).cum_min().over(line) == 1)
        .with_columns(hidden=hidden | (_is_other() & pl.col("_wanted") & hidden.any().over(line)))
        .sort("_place")
        .select(marked.columns)
    )


def _is_other() -> pl.Expr:
    """Whether a row is shown and has somebody in it, or a count of nobody."""
    something = pl.col("denominator").is_null() | (pl.col("denominator") > 0)
    return ~pl.col("hidden") & pl.col("numerator").is_not_null() & something


def _before(count: pl.Expr, line: list[str]) -> pl.Expr:
    """The sum of a count over the rows of a line that stand before this one."""
    whole = count.cast(pl.Int64).fill_null(0)
    return whole.cum_sum().over(line) - whole


def _blanked(closed: pl.DataFrame) -> pl.DataFrame:
    """The hidden rows without their numbers, nor any that were worked out from them, and with their note."""
    after = closed.columns[closed.columns.index("numerator") :]
    plain = {"hidden", "rounding", "threshold", *codebook.toml("adding")["columns"]["plain"]}
    kinds = {name: closed.schema[name] for name in after if name not in plain}
    numbers = [name for name, kind in kinds.items() if kind.is_numeric() or kind == pl.Boolean]
    note = pl.when("hidden").then(pl.lit(HIDDEN)).otherwise("note").alias("note")
    noted = closed.with_columns(note) if "note" in closed.columns else closed
    return noted.with_columns(pl.when(~pl.col("hidden")).then(name).alias(name) for name in numbers).drop("threshold")


def _rounded(name: str) -> pl.Expr:
    step = pl.col("rounding")
    return ((pl.col(name) + step // 2) // step * step).alias(name)


def _measured_again(frame: pl.DataFrame) -> pl.DataFrame:
    """Value and limits from the rounded counts; a share that open cases count in is rounded as much, and what is no quotient
    of them (a median, an estimate) stays as it was."""
    if (frame["rounding"] == 1).all():
        return frame
    n, of, none = pl.col("numerator"), pl.col("denominator"), pl.lit(None, pl.Float64)
    ends = wilson(frame["numerator"].to_numpy(), frame["denominator"].cast(pl.Float64).to_numpy())
    shares = (pl.when(of > 0).then(n / of), *(pl.lit(pl.Series(end).fill_nan(None)) for end in ends))
    counts, step = (n.cast(pl.Float64), none, none), pl.col("rounding") / of
    estimate = pl.when(_is_of("within"))
    return frame.with_columns(
        estimate.then((pl.col(name) / step).round() * step)
        .when(~_is_of(*QUOTIENTS)).then(name)
        .when(of.is_null()).then(count)
        .otherwise(share).alias(name)
        for name, share, count in zip(SHOWN[2:], shares, counts, strict=True)
    )  # fmt: skip


def _is_in(also: pl.DataFrame, measured: pl.DataFrame) -> pl.Expr:
    """Whether a row is among those named."""
    named = pl.struct(*KEYS, keys(measured).alias("groups"))
    return named.is_in(also.select(pl.struct(*KEYS, "groups")).to_series().implode())


def _is_of_persons(measured: pl.DataFrame) -> pl.Expr:
    """Whether a row counts persons or what is sensitive; what is addressed to a body has no person in it."""
    units, blocks = codebook.toml("outcomes")["bodies"]["units"], codebook.toml("indicators").items()
    of_bodies = [name for name, block in blocks if block["unit"] in units]
    return is_sensitive(measured) | ~pl.col("indicator").is_in(of_bodies)


def _is_of(*kinds: str) -> pl.Expr:
    """Whether a row's indicator is of these kinds."""
    blocks = codebook.toml("indicators").items()
    return pl.col("indicator").is_in([name for name, block in blocks if block["kind"] in kinds])
