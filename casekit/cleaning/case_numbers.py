"""Case numbers: the names a case bears in the offices it passes through, each brought to its official writing."""

import polars as pl

from casekit.cleaning.numerals import answer, as_texts
from casekit.cleaning.text import clean_text, is_blank_mark

_BRACKETS = dict.fromkeys("（〔［【[{〖「『〈《<", "(") | dict.fromkeys("）〕］】]}〗」』〉》>", ")")
_SIGNS = _BRACKETS | dict.fromkeys("－—–−‐‑", "-") | {" ": "", "＋": "+", "．": "."}
_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔贵云滇藏陕甘青宁新兵军"
_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6]|71|8[12])"
_YEAR = r"(?P<year>(?:19|20)\d{2})"

_PLAIN = {
    "unified": rf"^(?P<unit>{_REGION}[0-9]{{4}})(?P<year>(?:19|20)[0-9]{{2}})(?P<serial>[0-9]{{7}})$",
    "department": r"^[\p{Han}&&[^某]]+受〔(?P<year>(?:19|20)[0-9]{2})〕(?P<unit>[0-9]{6})(?P<serial>[0-9]{5})号$",
}
"""The official writing of the two commonest kinds, in which nothing can be masked, mended or of another kind."""

_SHAPES = {
    "unified": rf"^(?P<unit>{_REGION}\d{{4}}){_YEAR}(?P<serial>\d{{7}})$",
    "department": rf"^(?P<start>[\p{{Han}}A-Za-z0-9·\-]*受)\({_YEAR}\)(?P<serial>\d{{8,16}})(?P<end>号)?$",
    "document": (
        rf"^(?P<start>(?P<unit>\p{{Han}}{{1,8}}?(?:[检院公]|监委|纪监))[\p{{Han}}()&&[^鉴罚]]{{0,14}})\({_YEAR}\)"
        r"(?P<extra>第)?(?P<serial>Z?\d{1,7})(?P<end>号)?$"
    ),
    "court": (
        rf"^(?P<list>\(\d{{1,2}}\))?(?P<open>\(*){_YEAR}(?P<close>\)*)(?:(?P<code>[{_PROVINCES}][\dOo]{{2,4}})|(?P<name>[\p{{Han}}&&[^检]]{{1,8}}?))"
        r"(?P<kind>[刑民行执赔]\p{Han}{0,3}?)(?P<old>字)?(?P<mark>\(\p{Han}\))?(?P<extra>第)?"
        r"(?P<serial>\d+)(?P<branch>-\d)?(?P<end>号)?(?:(?P<of>之)?(?P<part>[一二三四五六七八九十]+))?$"
    ),
}
_REFUSALS = {
    "damaged_by_excel": r"^\d(?:\.\d+)?[eE]\+?\d+$|^\d{15,}\.0*$",
    "masked": r"[*＊×✕xX某?？□█△_]",
    "no_serial": r"\((?:19|20)\d{2}\)[^()]*\D第?号$|\((?:19|20)\d{2}\)第?号?$",
    "several_numbers": r"\d[、,，;；]第?\d+号|号.*\d+号",
    "no_year": rf"^[{_PROVINCES}]\d{{2,4}}刑\p{{Han}}+\d+号$|^\p{{Han}}+字?第?\d+号$",
    "bare_number": r"^\d{8,18}$",
}


def parse_case_numbers(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`case_number`, `unit`, `year`, `serial`, `kind` (unified, department, document, court) and `problem`.

    Years stand in 〔〕 for a procuratorate's or police number and in （） for a court's. `unit` is the six-digit code,
    the court's 冀0684, or the short name where there is no code; a serial keeps its zeros. What was certain in spite
    of a slip has `repaired:` and the slips. A unified number that Excel has rounded cannot be told from a true one
    unless it shows an exponent or a decimal point.
    """
    given = as_texts(texts)
    plain = _read_plain(given)
    others = given.select(pl.when(plain["kind"].is_null()).then("text"))
    read = answer(others, _read(others.unique()))
    return read.with_columns(pl.coalesce(plain[part], part).alias(part) for part in plain.columns)


def _read_plain(texts: pl.DataFrame) -> pl.DataFrame:
    """The parts of numbers in their official writing, row by row; null for all others."""
    is_of = {kind: _part(kind, "year").is_not_null() for kind in _PLAIN}
    parts = {name: pl.coalesce(_part(kind, name) for kind in _PLAIN) for name in ("unit", "year", "serial")}
    return (
        texts.lazy()
        .with_columns(pl.col("text").str.extract_groups(shape).alias(kind) for kind, shape in _PLAIN.items())
        .select(
            case_number=pl.when(pl.any_horizontal(is_of.values())).then("text"),
            **parts | {"year": parts["year"].cast(pl.Int32)},
            kind=pl.coalesce(pl.when(fits).then(pl.lit(kind)) for kind, fits in is_of.items()),
        )
        .collect(engine="streaming")
    )


def _read(distinct: pl.DataFrame) -> pl.DataFrame:
    """The parts of numbers written in whatever way, and what was mended or is wrong."""
    written = pl.col("text").pipe(clean_text).str.replace_many(_SIGNS).str.strip_chars("'\"`=。，,;；")
    return (
        distinct.lazy()
        .with_columns(written=written)
        .with_columns(pl.col("written").str.extract_groups(shape).alias(name) for name, shape in _SHAPES.items())
        .with_columns(kind=_kind(), repairs=_repairs())
        .select("text", _case_number(), _unit(), _first("year").cast(pl.Int32), _serial(), "kind", _problem())
        .collect(engine="streaming")
    )


def _part(shape: str, name: str) -> pl.Expr:
    return pl.col(shape).struct.field(name)


def _first(name: str) -> pl.Expr:
    """A part of whichever shape fits; masked numbers fit none."""
    read = pl.coalesce(_part(shape, name) for shape in _SHAPES)
    return pl.when(pl.col("kind").is_not_null()).then(read).alias(name)


def _kind() -> pl.Expr:
    fitting = [pl.when(_part(shape, "year").is_not_null()).then(pl.lit(shape)) for shape in _SHAPES]
    is_masked = pl.col("written").str.contains(_REFUSALS["masked"])
    return pl.when(~is_masked).then(pl.coalesce(fitting))


def _case_number() -> pl.Expr:
    """The official writing: brackets by kind, no stray 第 or 字, 号 at the end."""
    kind = pl.col("kind")
    department = pl.format(
        "{}〔{}〕{}号", _part("department", "start"), _part("department", "year"), _part("department", "serial")
    )
    start = _part("document", "start").str.replace_many({"(": "（", ")": "）"})
    document = pl.format("{}〔{}〕{}号", start, _part("document", "year"), _part("document", "serial"))
    return (
        pl.when(kind == "unified").then("written")
        .when(kind == "department").then(department)
        .when(kind == "document").then(document)
        .when(kind == "court").then(_court_number())
        .alias("case_number")
    )  # fmt: skip


def _court_number() -> pl.Expr:
    is_old = _part("court", "name").is_not_null() & _part("court", "old").is_not_null()
    mark = _part("court", "mark").str.replace_many({"(": "（", ")": "）"}).fill_null("")
    part = pl.when(_part("court", "part").is_not_null()).then("之" + _part("court", "part")).otherwise(pl.lit(""))
    return pl.format(
        "（{}）{}{}{}{}{}{}号{}",
        _part("court", "year"),
        _court_unit(),
        _part("court", "kind"),
        pl.when(is_old).then(pl.lit("字第")).otherwise(pl.lit("")),
        mark,
        _part("court", "serial"),
        _part("court", "branch").fill_null(""),
        part,
    )


def _court_unit() -> pl.Expr:
    """冀0684, or a short name; a letter O in the code is a zero."""
    return pl.coalesce(_part("court", "code").str.replace_all("[Oo]", "0"), _part("court", "name"))


def _unit() -> pl.Expr:
    code = pl.when(_is_standard_serial()).then(_part("department", "serial").str.head(6))
    by_kind = {
        "unified": _part("unified", "unit"),
        "department": code,
        "document": _part("document", "unit"),
        "court": _court_unit(),
    }
    return pl.coalesce(pl.when(pl.col("kind") == kind).then(unit) for kind, unit in by_kind.items()).alias("unit")


def _serial() -> pl.Expr:
    """The part of a department's number after the unit's code; all its digits where they are not 6 and 5."""
    shared = pl.coalesce(_part(shape, "serial") for shape in _SHAPES if shape != "department")
    department = _part("department", "serial")
    own = pl.when(_is_standard_serial()).then(department.str.slice(6)).otherwise(department)
    return (
        pl.when(pl.col("kind") == "department")
        .then(own)
        .when(pl.col("kind").is_not_null())
        .then(shared)
        .alias("serial")
    )


def _is_standard_serial() -> pl.Expr:
    return _part("department", "serial").str.len_chars() == 11


def _repairs() -> pl.Expr:
    """The slips that left no doubt, parted by commas: full_width, letter_o, bracket, list_number, wording, end."""
    has_code = _part("court", "code").is_not_null()
    old, extra = _part("court", "old").is_not_null(), _part("court", "extra").is_not_null()
    brackets = _part("court", "open") + _part("court", "close")
    stray_part = _part("court", "part").is_not_null() & _part("court", "of").is_null()
    no_end = [
        _part(shape, "year").is_not_null() & _part(shape, "end").is_null()
        for shape in ("department", "document", "court")
    ]
    slips = {
        "full_width": pl.col("text").str.contains("[０-９Ａ-ＮＰ-Ｚａ-ｎｐ-ｚ]"),
        "letter_o": _part("court", "code").str.contains("[Oo]"),
        "bracket": brackets != "()",
        "list_number": _part("court", "list").is_not_null(),
        "wording": (has_code & (old | extra))
        | (~has_code & (old != extra))
        | stray_part
        | _part("document", "extra").is_not_null(),
        "end": pl.any_horizontal(no_end),
    }
    named = [pl.when(found.fill_null(False)).then(pl.lit(slip)) for slip, found in slips.items()]
    return pl.concat_str(named, separator=",", ignore_nulls=True)


def _problem() -> pl.Expr:
    written = pl.col("written")
    chain = pl.when(written.is_null()).then(None).when(is_blank_mark(written)).then(pl.lit("blank_mark"))
    repaired = pl.when(pl.col("repairs") != "").then("repaired:" + pl.col("repairs"))
    chain = chain.when(pl.col("kind").is_not_null()).then(repaired)
    for reason, pattern in _REFUSALS.items():
        chain = chain.when(written.str.contains(pattern)).then(pl.lit(reason))
    return chain.otherwise(pl.lit("not_a_case_number")).alias("problem")
