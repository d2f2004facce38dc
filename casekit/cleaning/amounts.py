"""Amounts: sums of money as written in sentences and case cards, always in yuan."""

import polars as pl

from casekit.cleaning.numerals import NUMBER, PLAIN, answer, as_texts, has_loose_digit, longest_first, number_value

MONEY = {
    "人民币": "", "RMB": "", "￥": "", "¥": "", "元": "r", "圆": "r", "余": "+", "多": "+", "约": "@", "近": "@",
    "左右": "@", "上下": "@", "以上": ">", "以下": "<", "以内": "<",
    "不超过": "{", "不高于": "{", "不多于": "{", "最高": "{", "至多": "{",
    "不低于": "}", "不少于": "}", "最低": "}", "至少": "}", "至": "-", "到": "-", "~": "-", "—": "-", "–": "-",
}  # fmt: skip
FOLDS = (
    dict.fromkeys("qbirQBIR<>@{}", "_")
    | PLAIN
    | MONEY
    | {"大约": "@", "整": "", "元整": "r", "元正": "r", "块": "r", "块钱": "r", "～": "-", "－": "-", "，": ","}
    | {"W": "w", "k": "q", "K": "q"}
    | dict.fromkeys(["（大写）", "(大写)", "大写", "共计", "合计", "总计", "计", "价值", "折合"], "")
)
"""Signs of amounts; a letter of the writer's own is not one of ours, save 5w and 8k."""

_AROUND_SPACES = r"\s*([^\d\s.,，])\s*"
_COINS = r"r([0-9])角(?:([0-9])分)?"


_SIMPLE = r"^([0-9]+(?:\.[0-9]+)?)[qbwi]?r?$"
_UNIT_YUAN = {"q": 1e3, "b": 1e2, "w": 1e4, "i": 1e8}
_ENDS = (
    rf"^(?P<bound>[{{}}]?)(?P<about>@?)(?P<low>{NUMBER})(?P<more>\+?)(?P<low_unit>[qbwi]*)\+?r?(?P<after>[@+]*)(?P<low_sign>>?)"
    rf"(?:(?P<joint>,?-?,?)@?(?P<high>{NUMBER})\+?(?P<high_unit>[qbwi]*)\+?r?(?P<high_after>[@+]*)(?P<high_sign><?))?"
    r"(?P<upper><?)$"
)


def parse_amounts(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`yuan_low`, `yuan_high`, `approximate` and `problem`; 以下 leaves the low end blank, 以上 the high end."""
    given = as_texts(texts)
    spaceless = pl.col("text").str.strip_chars().str.replace_all(_AROUND_SPACES, "$1")
    folded = spaceless.str.replace_many(longest_first(FOLDS), leftmost=True).str.replace(_COINS, ".${1}${2}r")
    return answer(given, with_amounts(given.unique().with_columns(folded=folded)).drop("folded"))


def with_amounts(texts: pl.DataFrame) -> pl.DataFrame:
    """Adds the four columns of the folded amounts in `folded`; rows come back in another order.

    One number with one unit, which most amounts are, needs no grammar.
    """
    folded = pl.col("folded")
    is_simple = folded.str.contains(_SIMPLE).fill_null(False)
    simple, other = texts.filter(is_simple), texts.filter(~is_simple)
    unit = folded.str.extract("([qbwi])").replace_strict(_UNIT_YUAN, default=1.0)
    yuan = (folded.str.extract(_SIMPLE).cast(pl.Float64) * unit).round(4)
    fixed = simple.with_columns(
        yuan_low=yuan, yuan_high=yuan, approximate=pl.lit(False), problem=pl.lit(None, dtype=pl.String)
    )
    ends = other.with_columns(ends=folded.str.extract_groups(_ENDS)).with_columns(low=_end("low"), high=_end("high"))
    return pl.concat([fixed, ends.with_columns(_amount_columns()).drop("ends", "low", "high")])


def _amount_columns() -> list[pl.Expr]:
    """The four columns of a folded amount from its ends; a blank text has no amount and no problem."""
    folded, ends, low, high = pl.col("folded"), pl.col("ends"), pl.col("low"), pl.col("high")
    is_range, bound = ends.struct.field("high").is_not_null(), ends.struct.field("bound")
    is_upper, is_lower = (ends.struct.field("upper") == "<") | (bound == "{"), bound == "}"
    unit = _unit(ends.struct.field("high") + ends.struct.field("high_unit"))
    shared = is_range & ~ends.struct.field("low").str.contains("[qbwi]") & (unit > 1) & (low * unit <= high)
    first = pl.when(shared).then(low * unit).otherwise(low)
    last = pl.when(is_range).then(high).when((ends.struct.field("low_sign") != ">") & ~is_lower).then(low)
    good = (
        low.is_not_null()
        & ((bound == "") | ~is_range)
        & (~is_range | (high.is_not_null() & (first <= high) & _is_joined(ends)))
    )
    said = folded.is_not_null() & (folded != "")
    problem = pl.when(has_loose_digit(folded.str.strip_chars_end("r"))).then(pl.lit("unclear_number"))
    return [
        pl.when(good & ~(is_upper & ~is_range)).then(first).alias("yuan_low"),
        pl.when(good).then(last).alias("yuan_high"),
        pl.when(good).then(folded.str.contains("[@+]")).alias("approximate"),
        pl.when(said & ~good.fill_null(False)).then(problem.otherwise(pl.lit("not_an_amount"))).alias("problem"),
    ]


def _end(name: str) -> pl.Expr:
    """The unit may stand after 余: 30余万."""
    return number_value(pl.col("ends").struct.field(name) + pl.col("ends").struct.field(f"{name}_unit"))


def _unit(amount: pl.Expr) -> pl.Expr:
    """The last unit, which 2至5万元 leaves out of its first number."""
    last = amount.str.extract(r"([qbwi]+)$")
    return last.replace_strict(_UNIT_YUAN | {"qw": 1e7, "bw": 1e6}, default=1.0)


def _is_joined(ends: pl.Expr) -> pl.Expr:
    return ends.struct.field("joint").str.contains("-") | (ends.struct.field("low_sign") == ">")
