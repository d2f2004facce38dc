"""Text: cells as people fill them in, tidied but never reworded, and the words of closed vocabularies."""

import polars as pl

from casekit import codebook
from casekit.cleaning.numerals import answer, as_texts

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_INVISIBLE = (
    *range(0x00, 0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x61C, 0x180E,
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF,
)  # fmt: skip
_WIDE = [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
FOLDS: dict[str, str] = (
    dict.fromkeys(_SPACES, " ")
    | {chr(code): "" for code in _INVISIBLE}
    | {chr(code): chr(code - 0xFEE0) for code in _WIDE}
)
"""What `clean_text` changes: kinds of space, invisible characters, full-width digits and letters."""

BLANK_MARKS = (
    "-", "--", "—", "——", "－", "–", "/", "//", "\\", "、", ".", "。", "*",
    "null", "NULL", "Null", "None", "NaN", "nan", "N/A", "n/a", "NA",
)  # fmt: skip
"""What people and systems put into a cell that has nothing to say; no value, and yet no blank: somebody wrote it."""

ABSENT_WORDS = (*BLANK_MARKS, "无", "空", "未填", "未填写", "暂无", "不适用", "年 月 日", "年月日")
"""The same for a cell that should hold a date, a number of a case or a crime: there 无 says that there is none."""

YES = ("是", "有", "Y", "y", "YES", "Yes", "yes", "1", "1.0", "T", "TRUE", "True", "true", "√", "✓", "✔", "☑", "对")
NO = (
    "否",
    "无",
    "N",
    "n",
    "NO",
    "No",
    "no",
    "0",
    "0.0",
    "F",
    "FALSE",
    "False",
    "false",
    "×",
    "✗",
    "✘",
    "☒",
    "不是",
    "没有",
)
FLAGS: dict[str, bool] = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
"""Ways of saying yes and no. A letter x is neither: some mark with it what applies, others what does not."""

_UNTIDY = f"^$|^ | $|  |[{''.join(FOLDS)}]"


def clean_text(texts: pl.Expr) -> pl.Expr:
    """The text with half-width digits and letters, nothing invisible, single spaces (a line break is one), trimmed.

    Punctuation stays as it is, for （ and ： mean something in Chinese. Only a truly blank text becomes null:
    无, / and — are somebody's words, and what they mean depends on the column.
    """
    is_untidy = texts.str.contains(_UNTIDY)  # few are, and looking is much quicker than replacing
    folded = pl.when(is_untidy).then(texts).str.replace_many(FOLDS)
    tidy = folded.str.replace_all(r" {2,}", " ").str.strip_chars(" ")
    return pl.when(~is_untidy).then(texts).when(tidy != "").then(tidy)


def parse_flags(texts: pl.Series | list[str | None]) -> pl.DataFrame:
    """`flag` and `problem`; here 无 and 否 are a no, while a dash or 不详 says neither and is refused."""
    given = as_texts(texts)
    cleaned = given.unique().with_columns(clean_text(pl.col("text")).alias("cleaned"))
    flag = pl.col("cleaned").str.strip_chars("。，,；;").replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    return answer(given, cleaned.select("text", flag.alias("flag"), _word_problem(flag, "not_yes_or_no")))


def parse_words(texts: pl.Series | list[str | None], vocabulary: str) -> pl.DataFrame:
    """`code` and `problem`: the vocabulary's code for each word, its label or an alias; no near match is made."""
    given = as_texts(texts)
    cleaned = given.unique().with_columns(clean_text(pl.col("text").str.normalize("NFKC")).alias("cleaned"))
    code = pl.col("cleaned").replace_strict(codebook.words(vocabulary), default=None, return_dtype=pl.String)
    refused = pl.col("cleaned").is_in(list(codebook.ambiguous(vocabulary)))
    unread = pl.when(refused).then(pl.lit("ambiguous_word")).otherwise(pl.lit("unknown_word"))
    return answer(given, cleaned.select("text", code.alias("code"), _word_problem(code, unread)))


def is_blank_mark(cleaned: pl.Expr) -> pl.Expr:
    """Whether a cleaned cell only says that there is nothing: a dash, null, N/A, 无."""
    return cleaned.is_in(ABSENT_WORDS)


def _word_problem(value: pl.Expr, unread: str | pl.Expr) -> pl.Expr:
    said = pl.col("cleaned").is_not_null() & value.is_null()
    reason = pl.when(pl.col("cleaned").is_in(BLANK_MARKS)).then(pl.lit("blank_mark"))
    return pl.when(said).then(reason.otherwise(pl.lit(unread) if isinstance(unread, str) else unread)).alias("problem")
