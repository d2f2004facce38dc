"""Wording: judgments and recommendations put in the ways offices write them."""

from collections.abc import Callable
from functools import cache

import polars as pl

from casekit.sample.streams import Numbers, Streams, chosen
from casekit.sample.world import toml

UNITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def judgments(persons: pl.DataFrame, streams: Streams) -> pl.Series:
    """The judgment of each person as text; null where none is on record."""
    return _worded(persons, "judged", "judgment", streams)


def adjusted(persons: pl.DataFrame, streams: Streams) -> pl.Series:
    """The adjusted recommendation of each person as text; null where none was made."""
    return _worded(persons, "last", "recommendation", streams)


def recommendations(persons: pl.DataFrame, streams: Streams) -> pl.Series:
    """The first recommendation of each person as text: a fixed term or a range; null where none was made."""
    fixed = _worded(persons, "first", "recommendation", streams)
    ranged = _ranges(persons, streams)
    return persons.select(pl.when("is_range").then(pl.lit(ranged)).otherwise(pl.lit(fixed))).to_series()


def _worded(persons: pl.DataFrame, prefix: str, manner: str, streams: Streams) -> pl.Series:
    styled = _styled(persons, manner, streams.uniform(f"style/{prefix}", persons.height))
    kind, months, trial, fine = (pl.col(f"{prefix}_{name}") for name in ("kind", "months", "probation", "fine"))
    alone = kind == "单处罚金"
    parts = [
        pl.when(kind == "免予刑事处罚").then(pl.lit("")).otherwise("opening"),
        pl.when(alone).then(pl.lit("单处罚金人民币")).otherwise(kind),
        _spelt(months, _month_words()).fill_null(""),
        pl.when(trial.is_not_null())
        .then(pl.concat_str("probation", _spelt(trial, _month_words())))
        .otherwise(pl.lit("")),
        pl.when(fine.is_not_null())
        .then(pl.concat_str(pl.when(alone).then(pl.lit("")).otherwise("fine"), _spelt(fine, _yuan_words())))
        .otherwise(pl.lit("")),
    ]
    text = pl.concat_str(parts).str.replace("{crime}", pl.col("crime"), literal=True)
    return styled.select(pl.when(kind.is_not_null()).then(text)).to_series()


def _ranges(persons: pl.DataFrame, streams: Streams) -> pl.Series:
    styled = _styled(persons, "range", streams.uniform("style/range", persons.height))
    low, high = (_spelt(pl.col(name), _month_words()) for name in ("first_months", "first_months_high"))
    return styled.select(
        pl.concat_str(
            "opening", "first_kind", low, "middle", high, "end",
            pl.when("range_probation").then(pl.lit("，适用缓刑")).otherwise(pl.lit("")),
            pl.when(pl.col("first_fine").is_not_null()).then(pl.lit("，并处罚金")).otherwise(pl.lit("")),
        )
    ).to_series()  # fmt: skip


def _styled(persons: pl.DataFrame, manner: str, draws: Numbers) -> pl.DataFrame:
    """The persons with the columns of a style each."""
    styles = pl.DataFrame(toml("wording")[manner])
    drawn = styles[chosen(draws, styles["weight"])].drop("weight")
    return pl.concat([persons.drop(set(drawn.columns) & set(persons.columns)), drawn], how="horizontal")


def _spelt(number: pl.Expr, words: pl.DataFrame) -> pl.Expr:
    """A number in the digits of the row's style."""
    chain = pl.lit(None, pl.String)
    for digits in words.columns[1:]:
        told = number.replace_strict(words["number"], words[digits], default=None, return_dtype=pl.String)
        chain = pl.when(pl.col("digits") == digits).then(told).otherwise(chain)
    return chain


@cache
def _month_words() -> pl.DataFrame:
    """Every half month up to twenty-five years in each kind of digits."""
    numbers = [half / 2 for half in range(1, 601)]
    return pl.DataFrame(
        {
            "number": numbers,
            "chinese": [_term(number, chinese) for number in numbers],
            "zero": [_term(number, chinese, "零") for number in numbers],
            "arabic": [_term(number, str) for number in numbers],
            "comma": [_term(number, str) for number in numbers],
            "wide": [_term(number, str).translate(WIDE) for number in numbers],
        }
    )


def _term(months: float, spell: Callable[[int], str], between: str = "") -> str:
    whole, half = int(months), months % 1
    years, rest = divmod(whole, 12)
    parts = [
        f"{spell(years)}年" if years else "",
        f"{spell(rest)}个月" if rest else "",
        f"{spell(15)}日" if half else "",
    ]
    return between.join(part for part in parts if part)


@cache
def _yuan_words() -> pl.DataFrame:
    """Every thousand yuan up to half a million in each kind of digits."""
    numbers = list(range(1000, 501_000, 1000))
    arabic = [f"{number}元" for number in numbers]
    return pl.DataFrame(
        {
            "number": [float(number) for number in numbers],
            "chinese": [f"{chinese(number)}元" for number in numbers],
            "zero": [f"{chinese(number)}元" for number in numbers],
            "arabic": arabic,
            "comma": [f"{number:,}元" for number in numbers],
            "wide": [text.translate(WIDE) for text in arabic],
        }
    )


def chinese(number: int) -> str:
    """A whole number below a hundred million in Chinese digits: 10 is 十, 102 一百零二, 12000 一万二千."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return chinese(high) + "万" + ("零" if 0 < low < 1000 else "") + (chinese(low) if low else "")
    text = ""
    for name, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += UNITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text or "零"
