"""Themes of invented narratives: what belongs together is one theme, later texts meet it again, strange ones are new."""

import json
import pickle

import numpy as np
import polars as pl
import pytest

from casekit.statistics.themes import Themes, fit, kept, stability

KINDS = {
    "drunk": [
        "酒后驾驶轿车上路行驶",
        "血液中乙醇含量达到醉酒标准",
        "驾驶摩托车被交警拦下检测",
        "酒精检测结果为醉酒驾驶",
    ],
    "theft": ["翻墙入室盗走柜中财物", "窃得手机一部后销赃", "撬开门锁窃取抽屉内现金", "趁夜盗走停放的电动车"],
    "injury": ["发生口角后持木棍殴打对方", "争执中将对方打成骨折", "双方厮打致头部轻伤", "拳打脚踢致肋骨骨折"],
}


def narratives(seed: int, copies: int = 30) -> tuple[list[str], list[str]]:
    """Three of the four clauses of a kind in any order, with their kinds."""
    rng = np.random.default_rng(seed)
    kinds = [kind for kind in KINDS for _ in range(copies)]
    return ["，".join(rng.permutation(KINDS[kind])[:3]) + "。" for kind in kinds], kinds


@pytest.fixture(scope="module")
def learnt() -> Themes:
    return fit(narratives(1)[0], 3, seed=1)


def test_each_kind_of_narrative_is_a_theme_and_keeps_its_number_later(learnt: Themes) -> None:
    numbers = []
    for seed in (1, 2):
        texts, kinds = narratives(seed)
        read = learnt.transform(texts).with_columns(kind=pl.Series(kinds))
        pairs = read.group_by("kind").agg(pl.col("theme").unique())
        assert pairs["theme"].list.len().to_list() == [1, 1, 1]
        numbers.append(dict(pairs.select("kind", pl.col("theme").list.first()).iter_rows()))
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0].values())) == 3


def test_shares_add_up_to_one_and_are_rounded_before_the_largest_is_taken(learnt: Themes) -> None:
    read = learnt.transform(narratives(3)[0])
    assert read["shares"].list.sum().to_list() == pytest.approx([1.0] * read.height, abs=2e-4)
    assert (read["shares"].list.arg_max().cast(pl.Int64) == read["theme"]).all()
    assert (read["share"] == read["share"].round(4)).all()


def test_a_text_of_which_nothing_is_known_is_new_and_a_blank_is_not(learnt: Themes) -> None:
    read = learnt.transform(["虚构投资项目骗取老人养老钱", None, "", narratives(5)[0][0]])
    assert read["is_new"].to_list() == [True, False, False, False]
    assert read["theme"].to_list()[1:3] == [None, None]


def test_names_and_procedure_are_no_words_of_a_theme() -> None:
    texts = [f"被告人赵某某于2025年3月{day}日{text}" for day, text in enumerate(narratives(4, 9)[0], 1)]
    words = {word for theme in fit(texts, 3).top_words(200) for word in theme}
    assert not words & {"被告", "告人", "赵某", "某某", "年3", "月1"}


def test_the_same_seed_gives_the_same_themes_and_they_can_be_kept(learnt: Themes) -> None:
    again = fit(narratives(1)[0], 3, seed=1)
    stored = pickle.loads(pickle.dumps(learnt))
    for other in (again, stored):
        assert np.allclose(other.weights, learnt.weights)
        assert other.top_words() == learnt.top_words()
        assert other.floor == learnt.floor


def test_themes_that_are_there_are_stable_and_one_too_many_is_less_so(learnt: Themes) -> None:
    texts = narratives(1)[0]
    three = stability(texts, learnt, resamples=3)
    assert three["is_shown"].to_list() == [True, True, True]
    assert three["may_be_named"].all()
    eight = stability(texts, fit(texts, 8, seed=1), resamples=3)
    assert eight["stability"].mean() < three["stability"].min()


def test_themes_kept_in_a_file_keep_their_numbers(learnt: Themes) -> None:
    again = kept(json.loads(json.dumps(learnt.plain(), ensure_ascii=False)))
    texts = narratives(6)[0]
    assert again.transform(texts)["theme"].to_list() == learnt.transform(texts)["theme"].to_list()
    assert again.transform(["虚构投资项目骗取老人养老钱"])["is_new"].to_list() == [True]
