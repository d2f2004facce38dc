"""Texts a second of `parse_sentences`, with realistic repetition and all distinct, beside the bare cost of the words.

Run as a script: python tests/benchmarks/parse_sentences.py [texts]
"""

import random
import sys
import time
from collections.abc import Callable

import polars as pl

from casekit.cleaning.penal_words import formula
from casekit.cleaning.sentences import parse_sentences

DIGITS = "零一二三四五六七八九"


def main(count: int) -> None:
    drawn = random.Random(1)
    few = [text(drawn) for _ in range(5_000)]
    repeated = pl.Series(drawn.choices(few, weights=[1 / rank for rank in range(1, 5_001)], k=count))
    distinct = pl.Series([f"被告人{name(drawn)}犯盗窃罪，{text(drawn)}（{number}）" for number in range(count)])
    unnamed = pl.Series([f"{text(drawn)}，并处罚金{number + 1000}元" for number in range(count)])
    cases = {"repetition": repeated, "distinct": distinct, "distinct fines": unnamed}
    for label, texts in cases.items():
        bare = fastest(lambda texts=texts: texts.to_frame("text").select(formula(pl.col("text"))))  # type: ignore[misc]
        whole = fastest(lambda texts=texts: parse_sentences(texts))  # type: ignore[misc]
        print(
            f"{label:>15}: {count / whole:>12,.0f} texts/s, {texts.n_unique():,} different; "
            f"words alone {count / bare:>12,.0f} texts/s; ratio {whole / bare:.2f}"
        )


def fastest(job: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of a few runs."""
    return min(seconds(job) for _ in range(times))


def seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def text(drawn: random.Random) -> str:
    """One sentence or recommendation as offices write them."""
    years, months = drawn.randint(0, 4), drawn.randint(1, 11)
    term = f"{chinese(years)}年{chinese(months)}个月" if years else f"{chinese(months)}个月"
    kinds = [
        f"判处有期徒刑{term}",
        f"判处拘役{chinese(1 + months % 6)}个月，缓刑{chinese(2 + months)}个月",
        f"判处有期徒刑{term}，缓刑{chinese(1 + years)}年",
        f"建议判处{term}至{chinese(5 + years)}年有期徒刑，可以适用缓刑",
        f"建议判处{chinese(1 + years)}年以下有期徒刑、拘役或者管制",
    ]
    fine = f"，并处罚金人民币{chinese(drawn.randint(1, 99))}千元" if drawn.random() < 0.6 else ""
    return drawn.choice(kinds) + fine


def name(drawn: random.Random) -> str:
    return chr(0x5F00 + drawn.randrange(200)) + "某" + chr(0x4E00 + drawn.randrange(3000))


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    start = (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "")
    return start + (DIGITS[ones] if ones or not tens else "")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
