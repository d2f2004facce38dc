"""Terms: months of a penalty or a probation, read from a formula of signs (see penal_words)."""

import polars as pl

from casekit.cleaning.penal_words import KINDS

TERM = r"[0-9t][0-9tymod]*[ymod]t?"
KIND = r"\^?[YJG]"

_MORE = rf"@?(?:>?,?-,?(?:{KIND},?)?@?{TERM}@?<?(?:{KIND})?|>[,/]?(?:{KIND},?)?{TERM}<(?:{KIND})?|[<>])?"
_SHORT_RANGE = rf"[0-9]+,?-@?{TERM}@?<?"
SPAN = rf"[@{{}}]?(?:{_SHORT_RANGE}|{TERM}{_MORE})"
"""One term, or two with what joins them: 6m, 3-5y, 6m-1y6m, 6m>1y<, 1y<, @6m."""

PENALTY = (
    rf"{SPAN}(?:{KIND}(?:>?,?-,?{TERM}<?{KIND})?[<>]?)|"
    rf"{KIND},?{SPAN}[0-9]*|{KIND},?-,?(?:{KIND},?)?{TERM}<?(?:{KIND})?|{KIND}[0-9]+"
)
"""A kind of penalty with its term, the kind before or after: Y6m-1y, 3-5yY, J4m-Y1y, J-Y1y."""

_ENDS = (
    rf"^(?P<kind_1>{KIND})?,?(?P<sign>[@{{}}]?)(?P<low>{TERM}|[0-9]+)?(?P<kind_2>{KIND})?@?(?P<low_sign>[<>]?)"
    rf"(?P<joint>[,/\-]*)(?P<kind_3>{KIND})?,?@?(?P<high>{TERM})?@?(?P<high_sign><?)(?P<kind_4>{KIND})?(?P<last_sign>[<>]?)$"
)
_MONTHS = (
    r"^(?:(?P<years>[0-9]*)(?P<half_first>t?)y(?P<half_year>t?))?(?:(?P<months>[0-9]*)(?P<half_month>t?)[mo])?"
    r"(?:(?P<days>[0-9]{1,2})d)?$"
)


def with_months(frame: pl.DataFrame, /, **terms: str) -> pl.DataFrame:
    """Adds, under each keyword, the months of the term in the column named; a day is 1/30; null where it is no term."""
    for name, term in terms.items():
        frame = frame.with_columns(_term=pl.col(term).str.extract_groups(_MONTHS)).with_columns(_months().alias(name))
    return frame.drop("_term")


def with_span(frame: pl.DataFrame, text: str, prefix: str = "") -> pl.DataFrame:
    """Adds what a penalty or a span says: kinds and months at both ends, form, and whether it is `unclear`.

    An upper bound alone leaves the low end blank, a lower bound alone the high end; months are blank for a kind alone.
    """
    field = pl.col("_ends").struct.field
    ends = frame.with_columns(_ends=pl.col(text).str.extract_groups(_ENDS)).with_columns(
        _first=_with_unit(field("low"), field("high")), _last=field("high")
    )
    return (
        with_months(ends, _first="_first", _last="_last")
        .with_columns(**{prefix + name: value for name, value in _span(pl.col(text)).items()})
        .drop("_ends", "_first", "_last")
    )


def _months() -> pl.Expr:
    field = pl.col("_term").struct.field
    numbers = {"years": 12.0, "months": 1.0, "days": 1 / 30}
    halves = {"half_first": 6.0, "half_year": 6.0, "half_month": 0.5}
    whole = [field(name).cast(pl.Float64, strict=False) * weight for name, weight in numbers.items()]
    more = [(field(name) == "t").cast(pl.Float64) * weight for name, weight in halves.items()]
    total = pl.sum_horizontal(*whole, *more)
    return pl.when(total > 0).then(total)


def _span(item: pl.Expr) -> dict[str, pl.Expr]:
    field = pl.col("_ends").struct.field
    kinds = pl.concat_list([field(f"kind_{place}").str.strip_prefix("^") for place in (1, 2, 3, 4)]).list.drop_nulls()
    has_low, has_high = field("low").is_not_null(), field("high").is_not_null()
    is_lower = ~has_high & ((field("sign") == "}") | (field("low_sign") == ">") | (field("last_sign") == ">"))
    is_upper = ~has_high & ((field("sign") == "{") | (field("low_sign") == "<") | (field("last_sign") == "<"))
    first, last = pl.col("_first"), pl.col("_last")
    form = (
        pl.when(~has_low & ~has_high).then(pl.lit("kind_only"))
        .when(item.str.contains("@")).then(pl.lit("approximate"))
        .when(is_upper | (has_high & ~has_low)).then(pl.lit("upper_only"))
        .when(is_lower | has_high).then(pl.lit("range"))
        .otherwise(pl.lit("fixed"))
    )  # fmt: skip
    is_joined = field("joint").str.contains("-") | (field("low_sign") == ">")
    misread = (has_low & first.is_null()) | (has_high & last.is_null()) | (has_low & has_high & (first > last))
    unread = field("sign").is_null() | (has_high & has_low & ~is_joined)
    return {
        "kind": kinds.list.first().replace_strict(KINDS, default=None),
        "kind_high": kinds.list.last().replace_strict(KINDS, default=None),
        "low": pl.when(~is_upper).then(first),
        "high": pl.when(has_high).then(last).when(~is_lower).then(first),
        "form": pl.when(item.is_not_null()).then(form),
        "unclear": item.is_not_null() & (misread | unread).fill_null(True),
    }


def _with_unit(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """三至五年 and 八至十个月 leave the unit out of the first number."""
    unit = high.str.extract(r"^[0-9]+(t?[ymod])t?$").str.strip_prefix("t")
    return pl.when(low.str.contains(r"^[0-9]+$")).then(low + unit).otherwise(low)
