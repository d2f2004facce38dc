"""Folded: names and numbers come together however they are written, and honest figures stay what they are."""

import hashlib
import random

import polars as pl
import pytest

from casekit.release import gate
from casekit.release.folded import fold, folded


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("138\u00a00013\u30008000", "13800138000"),
        ("1 3 8 0 0 1 3 8 0 0 0", "13800138000"),
        ("110101 19900307 0070", "110101199003070070"),
        ("110101-1990-0307-007X", "11010119900307007X"),
        ("一三八〇〇一三八〇〇〇", "13800138000"),
        ("١٣٨٠٠١٣٨٠٠٠", "13800138000"),
        ("¹³⁸００138０００", "13800138000"),
        ("1.3800138e10", "13800138000"),
        ("卡 纳 瑞", "卡纳瑞"),
        ("\\u5361\\U00007eb3_x745E_", "卡纳瑞"),
        ("%E5%8D%A1=E7=BA=B3\\xe7\\x91\\x9e", "卡纳瑞"),
        ("152 2024 2025", "152 2024 2025"),
        ("1 2 3 4 5", "1 2 3 4 5"),
        ("2026-01-01 2026-09-30", "2026-01-01 2026-09-30"),
        ("1.5e10 1.2345678e+05", "15000000000 1.2345678e+05"),
        ("3 \\ud83d 4", "3  4"),
    ],
)
def test_a_text_is_read_without_what_stands_between(text: str, read: str) -> None:
    assert fold(text) == read


def test_the_text_itself_stays_and_only_an_odd_one_is_followed_by_its_reading() -> None:
    assert folded(pl.Series(["412件", "卡\u200b纳瑞"])).to_list() == ["412件", "卡\u200b纳瑞\n卡纳瑞"]


@pytest.mark.parametrize("shown", ["{}", "[{}]", "M{}L", "<c:v>{}</c:v>"])
def test_ten_thousand_numbers_with_decimals_are_no_identifiers(shown: str) -> None:
    chance = random.Random(1)
    digits = [str(chance.randrange(10 ** (n - 1), 10**n)) for n in (11, 13, 15, 17, 18) for _ in range(2_000)]
    points = [chance.randrange(1, len(number)) for number in digits]
    texts = [shown.format(f"{one[:point]}.{one[point:-1]}7") for one, point in zip(digits, points, strict=True)]
    assert set(gate._kinds(folded(pl.Series(texts)), None)) == {None}


def test_digests_dates_and_small_counts_are_no_identifiers() -> None:
    chance = random.Random(1)
    digests = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(5_000)]
    counts = ["\n".join(str(chance.randrange(10)) for _ in range(30)) for _ in range(2_000)]
    years = [f"{n} 2025-0{n % 9 + 1}-01—2026-0{n % 9 + 1}-30 {n * 7}" for n in range(100, 200)]
    assert set(gate._kinds(folded(pl.Series([*digests, *counts, *years])), None)) == {None}
