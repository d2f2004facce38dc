"""Disclosure: small counts hidden or rounded before a frame leaves the room, rates made again from what is left."""

from dataclasses import dataclass

import polars as pl

from casekit import codebook
from casekit.ground.settings import Settings
from casekit.statistics.uncertainty import wilson

STRICTER, PUBLIC, ROUNDED = 5, 10, 5
COUNTS = ("numerator", "denominator")
SHOWN = (*COUNTS, "value", "low", "high")


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


def protected(measured: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The measured frame as it may leave: small cells blank and marked by `hidden`, rates and limits from protected counts.

    A cell is small when its numerator, its denominator or the difference of both is. Where one group of a period is
    hidden alone, the next smallest is hidden with it, as the total would give it away. Zero is shown: it is nobody.
    """
    marked = _marked(measured, settings)
    closed = _with_second(marked, _groups(measured))
    rounded = closed.with_columns(_rounded(name) for name in COUNTS)
    blank = rounded.with_columns(pl.when(~pl.col("hidden")).then(name).alias(name) for name in SHOWN)
    return _measured_again(blank).drop("threshold")


def is_sensitive(measured: pl.DataFrame) -> pl.Expr:
    """Whether a row is about minors or sexual offences: by its indicator, or by the value of its group."""
    block = codebook.toml("indicators")[measured["indicator"][0]] if measured.height else {}
    always = pl.lit(bool(block.get("sensitive")))
    strict = codebook.toml("outcomes")["sensitive"]
    by_value = [
        pl.col(name).cast(pl.String).is_in(values).fill_null(False)
        for name, values in strict["values"].items()
        if name in measured.columns
    ]
    by_column = [pl.lit(True) for name in strict["columns"] if name in measured.columns]
    return pl.any_horizontal([always, *by_value, *by_column])


def _marked(measured: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The frame with each row's threshold and rounding, and whether it is too small to show."""
    plain, strict = protection(settings), protection(settings, sensitive=True)
    threshold = pl.when(is_sensitive(measured)).then(strict.threshold).otherwise(plain.threshold)
    counts = [pl.col("numerator"), pl.col("denominator"), pl.col("denominator") - pl.col("numerator")]
    small = [((count > 0) & (count < pl.col("threshold"))).fill_null(False) for count in counts]
    framed = measured.with_columns(threshold=threshold, rounding=pl.lit(plain.rounding))
    return framed.with_columns(hidden=pl.any_horizontal(small))


def _with_second(marked: pl.DataFrame, groups: list[str]) -> pl.DataFrame:
    """A group hidden alone in its period takes the smallest other group that has anybody with it."""
    if not groups:
        return marked
    alone = pl.col("hidden").sum().over("period") == 1
    others = pl.when(~pl.col("hidden") & (pl.col("numerator") > 0)).then("numerator")
    second = alone & (others.rank("ordinal").over("period") == 1).fill_null(False)
    return marked.with_columns(hidden=pl.col("hidden") | second)


def _groups(measured: pl.DataFrame) -> list[str]:
    return [name for name in measured.columns if name not in ("indicator", "period", "note", "hidden", *SHOWN)]


def _rounded(name: str) -> pl.Expr:
    step = pl.col("rounding")
    return ((pl.col(name) + step // 2) // step * step).alias(name)


def _measured_again(frame: pl.DataFrame) -> pl.DataFrame:
    """Value and limits from the counts that are left; where these were not rounded they are what they were."""
    if (frame["rounding"] == 1).all() or frame["denominator"].null_count() == frame.height:
        return frame
    value = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    low, high = wilson(frame["numerator"].to_numpy(), frame["denominator"].to_numpy())
    limits = {"low": pl.Series(low).fill_nan(None), "high": pl.Series(high).fill_nan(None)}
    return frame.with_columns(value=value, **limits)
