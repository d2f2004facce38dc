"""Numerals: numbers as offices write them, in Chinese, financial, Arabic, full-width or mixed digits."""

from itertools import product

import polars as pl

WAYS = {
    0: "零〇○", 1: "一壹弌", 2: "二两贰貳弍", 3: "三叁叄參", 4: "四肆", 5: "五伍",
    6: "六陆陸", 7: "七柒", 8: "八捌", 9: "九玖",
}  # fmt: skip
SHORT_TENS = {1: "十拾", 2: "廿", 3: "卅"}


def _ways_of_tens(tens: int) -> list[str]:
    """两 counts ones, never tens: 两十 is nobody's way of writing 20."""
    spelled = [digit + ten for digit, ten in product(WAYS[tens].replace("两", ""), "十拾")]
    return spelled + list(SHORT_TENS.get(tens, ""))


def _ways_below_hundred(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    starts = _ways_of_tens(tens) if tens else [""]
    ends = list(WAYS[ones]) if ones or not tens else [""]
    return [start + end for start, end in product(starts, ends)]


CHINESE: dict[str, int] = {way: number for number in range(100) for way in _ways_below_hundred(number)}
"""Every way of writing 0 to 99 in Chinese digits, to its number."""

SMALL: dict[str, int] = (
    CHINESE
    | {zero + way: number for number in range(1, 10) for zero in "零〇○" for way in WAYS[number]}
    | {way: number for number in range(100) for way in (str(number), f"{number:02d}")}
)
"""Every way of writing 0 to 99 (零六 and 06 among them; full-width digits excepted: fold them first), to its number."""

WIDE: dict[str, str] = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
"""Full-width signs, to their ordinary ones."""

ARABIC: dict[str, str] = WIDE | {way: str(number) for way, number in CHINESE.items()}
UNITS = {"千": "q", "仟": "q", "百": "b", "佰": "b", "万": "w", "萬": "w", "亿": "i", "億": "i"}
PLAIN = ARABIC | UNITS | {"点": "."}

NUMBER = r"[0-9][0-9.,qbwi]*"
"""A number after folding: Arabic digits with q, b, w, i for 千, 百, 万, 亿."""

_NOT_OURS = dict.fromkeys("qbwi", "?")
"""Letters of the writer's own, which would be taken for our units: 3b is no 300."""

_PARTS = (
    r"^(?:(?P<yi>[0-9.]+)i)?0*(?:(?:(?P<wan_q>[0-9.]+)q)?0*(?:(?P<wan_b>[0-9.]+)b)?0*(?P<wan>[0-9.]+)?w)?"
    r"0*(?:(?P<q>[0-9.]+)q)?0*(?:(?P<b>[0-9.]+)b)?(?P<ones>[0-9]*(?:\.[0-9]+)?)$"
)
_WEIGHTS = {"yi": 1e8, "wan_q": 1e7, "wan_b": 1e6, "wan": 1e4, "q": 1e3, "b": 1e2, "ones": 1.0}
_THOUSANDS = r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$"


def parse_numbers(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`number` and `problem`, one row a text; 三千五 (3,500 or 3,005?) is refused as `unclear_number`."""
    given = as_texts(texts)
    distinct = given.unique()
    folded = pl.col("text").str.strip_chars().str.replace_many(longest_first(_NOT_OURS | PLAIN), leftmost=True)
    unsigned = pl.col("folded").str.strip_prefix("-")
    parsed = (
        distinct.with_columns(folded=folded)
        .with_columns(size=number_value(unsigned), negative=pl.col("folded").str.starts_with("-"))
        .select(
            "text",
            number=pl.when("negative").then(-pl.col("size")).otherwise("size"),
            problem=pl.when(pl.col("folded") != "", pl.col("size").is_null()).then(_number_problem(unsigned)),
        )
    )
    return answer(given, parsed)


def number_value(folded: pl.Expr) -> pl.Expr:
    """The value of a folded number; null where it is none, or its last digit has no unit (1万5)."""
    commas_away = pl.when(folded.str.contains(_THOUSANDS)).then(folded.str.replace_all(",", "", literal=True))
    parts = commas_away.otherwise(folded).str.extract_groups(_PARTS)
    values = [parts.struct.field(name).cast(pl.Float64, strict=False) * weight for name, weight in _WEIGHTS.items()]
    is_number = parts.struct.field("ones").is_not_null() & folded.str.contains(r"^[0-9]")
    return pl.when(is_number & ~has_loose_digit(folded)).then(pl.sum_horizontal(values).round(4))


def has_loose_digit(folded: pl.Expr) -> pl.Expr:
    """Whether a single digit follows a larger unit without one of its own: 一万五 may be 15,000 or 10,005."""
    return folded.str.contains(r"[qbwi][1-9]$")


def as_texts(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """One column `text`; anything that is not text is written as text first."""
    return pl.DataFrame({"text": pl.Series(texts, dtype=None if isinstance(texts, pl.Series) else pl.String)}).cast(
        pl.String
    )


def answer(given: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
    """What was parsed from the distinct texts, one row for each given text, in order."""
    if parsed.height == given.height and parsed["text"].equals(given["text"]):
        return parsed.drop("text")
    joined = given.join(parsed, on="text", how="left", nulls_equal=True, maintain_order="left", validate="m:1")
    return joined.drop("text")


def longest_first(table: dict[str, str]) -> dict[str, str]:
    """The same table with longer words before the shorter ones they contain, as `replace_many` wants it."""
    return dict(sorted(table.items(), key=lambda pair: -len(pair[0])))


def _number_problem(folded: pl.Expr) -> pl.Expr:
    unclear = pl.lit("unclear_number")
    return pl.when(has_loose_digit(folded)).then(unclear).otherwise(pl.lit("not_a_number"))
