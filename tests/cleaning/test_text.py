"""Text: what tidying changes, what it leaves alone, and the words of closed vocabularies."""

import polars as pl
import pytest

from casekit.cleaning.text import clean_text, parse_flags, parse_words


def cleaned(text: str | None) -> str | None:
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(clean_text(pl.col("text"))).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢ１２ｚ", "AB12z"),  # full-width letters and digits
        ("轻伤（二级）：是", "轻伤（二级）：是"),  # Chinese punctuation keeps its meaning
        ("\u3000张\u3000三\u3000", "张 三"),
        ("\ufeff盗窃罪", "盗窃罪"),
        ("盗\u200b窃\u00ad罪", "盗窃罪"),  # zero-width space, soft hyphen
        ("第一行\r\n第二行", "第一行 第二行"),
        ("370785\u00a0", "370785"),
        ("一\x00二\x7f", "一二"),
        ("  多   空格 ", "多 空格"),
        ("", None),
        ("\u3000 \t\n", None),
        ("无", "无"),  # a word, not a blank
        ("—", "—"),
        ("/", "/"),
        ("null", "null"),
        (None, None),
    ],
)
def test_a_text_is_tidied_but_not_reworded(text: str | None, expected: str | None) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize("text", ["是", "有", "Y", "1", "1.0", "true", "TRUE", "√", "✓", " 是 ", "Ｙ", "１", "是。"])
def test_a_yes_is_true(text: str) -> None:
    assert parse_flags([text]).row(0) == (True, None)


@pytest.mark.parametrize("text", ["否", "无", "N", "0", "0.0", "false", "×", "没有", "０"])
def test_a_no_is_false_and_wu_is_a_no(text: str) -> None:
    assert parse_flags([text]).row(0) == (False, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("不详", "not_yes_or_no"), ("x", "not_yes_or_no"), ("2", "not_yes_or_no"), ("—", "blank_mark")],
)
def test_what_is_neither_yes_nor_no_is_refused(text: str, problem: str) -> None:
    assert parse_flags([text]).row(0) == (None, problem)


def test_a_blank_has_neither_value_nor_problem() -> None:
    assert parse_flags([None, "", "\u3000"]).rows() == [(None, None)] * 3
    assert parse_words([None, ""], "procedure").rows() == [(None, None)] * 2


def test_answers_come_in_the_order_of_the_texts_with_repetitions() -> None:
    assert parse_flags(["否", "是", None, "否"])["flag"].to_list() == [False, True, None, False]


def test_no_texts_give_no_rows_with_the_same_columns() -> None:
    assert parse_flags([]).schema == {"flag": pl.Boolean, "problem": pl.String}


@pytest.mark.parametrize(
    ("text", "code", "problem"),
    [
        ("简易程序", "simplified", None),
        (" 简易程序\u3000", "simplified", None),
        ("简易程序吧", None, "unknown_word"),
        ("-", None, "blank_mark"),
    ],
)
def test_a_word_is_its_vocabularys_code_or_unknown(text: str, code: str | None, problem: str | None) -> None:
    assert parse_words([text], "procedure").row(0) == (code, problem)


def test_a_word_that_the_codebook_refuses_is_told_apart_from_an_unknown_one() -> None:
    assert parse_words(["1"], "gender").row(0) == (None, "ambiguous_word")
