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
    r"(?:(?P<days>[0-9]+)d)?$"
)


def months(term: pl.Expr) -> pl.Expr:
    """A term in months, days as thirtieths; null where it is no term."""
    parts = term.str.extract_groups(_MONTHS)

    def number(name: str, weight: float) -> pl.Expr:
        return parts.struct.field(name).cast(pl.Float64, strict=False).fill_null(0.0) * weight

    def half(name: str, weight: float) -> pl.Expr:
        return (parts.struct.field(name) == "t").fill_null(False).cast(pl.Float64) * weight

    halves = half("half_first", 6) + half("half_year", 6) + half("half_month", 0.5)
    total = number("years", 12) + number("months", 1) + number("days", 1 / 30) + halves
    return pl.when(parts.struct.field("half_year").is_not_null() | (total > 0)).then(total)


def span_columns(item: pl.Expr, prefix: str = "") -> list[pl.Expr]:
    """What a penalty or a span says: kinds at both ends, months at both ends, form; `<prefix>unclear` where it is none.

    An upper bound alone leaves the low end blank, a lower bound alone the high end; months are blank for a kind alone.
    """
    ends = item.str.extract_groups(_ENDS)
    field = ends.struct.field
    kinds = pl.concat_list([field(f"kind_{place}").str.strip_prefix("^") for place in (1, 2, 3, 4)]).list.drop_nulls()
    first, last = months(_with_unit(field("low"), field("high"))), months(field("high"))
    has_low, has_high = field("low").is_not_null(), field("high").is_not_null()
    is_lower = ~has_high & ((field("sign") == "}") | (field("low_sign") == ">") | (field("last_sign") == ">"))
    is_upper = ~has_high & ((field("sign") == "{") | (field("low_sign") == "<") | (field("last_sign") == "<"))
    low = pl.when(~is_upper).then(first)
    high = pl.when(has_high).then(last).when(~is_lower).then(first)
    form = (
        pl.when(~has_low & ~has_high).then(pl.lit("kind_only"))
        .when(item.str.contains("@")).then(pl.lit("approximate"))
        .when(is_upper | (has_high & ~has_low)).then(pl.lit("upper_only"))
        .when(is_lower | has_high).then(pl.lit("range"))
        .otherwise(pl.lit("fixed"))
    )  # fmt: skip
    misread = (has_low & first.is_null()) | (has_high & last.is_null()) | (has_low & has_high & (first > last))
    unread = ends.struct.field("sign").is_null() | (has_high & has_low & ~_is_joined(field))
    return [
        kinds.list.first().replace_strict(KINDS, default=None).alias(f"{prefix}kind"),
        kinds.list.last().replace_strict(KINDS, default=None).alias(f"{prefix}kind_high"),
        low.alias(f"{prefix}low"),
        high.alias(f"{prefix}high"),
        pl.when(item.is_not_null()).then(form).alias(f"{prefix}form"),
        (item.is_not_null() & (misread | unread).fill_null(True)).alias(f"{prefix}unclear"),
    ]


def _with_unit(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """三至五年 and 八至十个月 leave the unit out of the first number."""
    unit = high.str.extract(r"^[0-9]+(t?[ymod])t?$").str.strip_prefix("t")
    return pl.when(low.str.contains(r"^[0-9]+$")).then(low + unit).otherwise(low)


def _is_joined(field: object) -> pl.Expr:
    joint: pl.Expr = field("joint")  # type: ignore[operator]
    low_sign: pl.Expr = field("low_sign")  # type: ignore[operator]
    return joint.str.contains("-") | (low_sign == ">")
