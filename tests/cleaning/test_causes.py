"""What narratives say of causes, on invented texts: found, not found, and said of something else than the offence."""

import polars as pl
import pytest

from casekit import codebook
from casekit.cleaning.causes import FACETS, parse_causes, told

HEAD = "甲县人民检察院指控，2025年3月2日"
FOUND = [
    ("relation", "被告人张某因琐事与邻居李某发生争吵。", "neighbour"),
    ("relation", "被告人张某与被害人李某系夫妻关系，因家庭琐事争吵。", "spouse"),
    ("relation", "被告人张某将其前妻被害人李某打伤。", "former_partner"),
    ("relation", "被告人张某趁工友李某不在宿舍，窃得手机一部。", "colleague"),
    ("relation", "被告人张某窜至被害人李某家中，其朋友王某在外等候。", None),
    ("relation", "被告人张某与被害人李某发生争吵。", None),
    ("trigger", "被告人张某因琐事与李某发生口角。", "verbal_quarrel"),
    ("trigger", "被告人张某酒后因琐事与李某发生口角。", "verbal_quarrel"),
    ("trigger", "被告人张某因债务纠纷与李某发生口角。", "debt_dispute"),
    ("trigger", "被告人张某因车辆刮蹭与李某发生口角。", "traffic_dispute"),
    ("trigger", "被告人张某酒后驾驶小型轿车上路。", "drinking"),
    ("trigger", "被告人张某趁被害人李某醉酒之机盗走手机。", None),
    ("trigger", "被告人张某见电动车未上锁，将车骑走。", "weak_guard"),
    ("trigger", "被告人张某见四下无人，遂产生盗窃念头。", "opportunity"),
    ("trigger", "被告人张某以资金周转困难为由骗取李某5000元。", None),
    ("trigger", "被告人张某窃得手机一部。", None),
    ("place_kind", "被告人张某在乙小区地下停车场窃得钱包。", "parking"),
    ("place_kind", "被告人张某在丙网吧内窃得手机。", "internet_cafe"),
    ("place_kind", "被告人张某在丙宾馆对面路边与李某争吵。", "road"),
    ("place_kind", "被告人张某在丁饭店饮酒后，驾驶轿车行驶至戊路口。", "road"),
    ("place_kind", "被告人张某将李某打伤，李某被送往人民医院抢救。", None),
    ("time_band", "23时许，被告人张某翻墙入室。", "night"),
    ("time_band", "凌晨，被告人张某翻墙入室。", "small_hours"),
    ("time_band", "晚9时许，被告人张某翻墙入室。", "night"),
    ("time_band", "8时许，被告人张某翻墙入室。", "daytime"),
    ("time_band", "，被告人张某用时2小时翻墙入室。", None),
    ("method", "被告人张某采用撬锁的方式入室。", "forced_entry"),
    ("industry", "被告人张某从某物业公司仓库窃得电线。", "property_management"),
    ("gap", "被告人张某见车辆停放无人看管，将车推走。", "goods_unguarded"),
]


@pytest.fixture(scope="module")
def read() -> pl.DataFrame:
    return parse_causes([HEAD + text for _, text, _ in FOUND])


@pytest.mark.parametrize("number", range(len(FOUND)), ids=lambda number: FOUND[number][1])
def test_a_facet_is_read_or_left_open(read: pl.DataFrame, number: int) -> None:
    facet, _, expected = FOUND[number]
    assert read[facet][number] == expected
    assert (read[f"{facet}_words"][number] is None) == (expected is None)


def test_there_is_a_row_a_text_in_order_and_a_blank_has_nothing() -> None:
    texts = ["在丙网吧内窃得手机。", None, "", "在丁宾馆内窃得手机。", "在丙网吧内窃得手机。"]
    read = parse_causes(texts)
    assert read.columns == [name for facet in FACETS for name in (facet, f"{facet}_words")]
    assert read["place_kind"].to_list() == ["internet_cafe", None, None, "hotel", "internet_cafe"]


def test_the_first_place_counts_whatever_its_kind() -> None:
    read = parse_causes(["在丙网吧内窃得手机，后在丁宾馆内窃得钱包。", "在丁宾馆内窃得钱包，后在丙网吧内窃得手机。"])
    assert read["place_kind"].to_list() == ["internet_cafe", "hotel"]


SAID = [
    ("张某窃得手机。上述事实，有邻居李某的证言证实。", "张某窃得手机"),
    ("张某窃得手机。2025年5月3日，张某在丙网吧被抓获。", "张某窃得手机。2025年5月3日，"),
    ("张某酒后驾车，在戊路口被查获。", "张某酒后驾车，在戊路口被查获"),
    ("张某窃得手机。公诉机关认为，张某系酒后犯罪。", "张某窃得手机"),
    ("张某窃得手机。辩护人提出张某因家庭困难犯罪。", "张某窃得手机"),
    ("张某曾因赌博被行政拘留，现窃得手机。", "张某，现窃得手机"),
    ("张某伙同王某（另案处理）窃得手机。", "张某伙同王某（同案）窃得手机"),
    ("张某窃得手机，其行为已触犯刑法。", "张某窃得手机"),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_only_what_tells_of_the_offence_is_told(text: str, expected: str) -> None:
    assert pl.DataFrame({"text": [text]}).select(told(pl.col("text"))).item() == expected


def test_an_office_adds_a_word_and_takes_one_out_of_use() -> None:
    own = codebook.read("causes").filter(pl.col("facet") == "place_kind").head(0)
    row = {"facet": "place_kind", "code": "market", "order": "1", "shows": "驿舍", "valid_from": "2026-01-01"}
    added = pl.concat([own, pl.DataFrame([row])], how="diagonal")
    old = added.with_columns(valid_to=pl.lit("2026-06-30"))
    assert parse_causes(["在庚驿舍内窃得手机。"], added)["place_kind"].to_list() == ["market"]
    assert parse_causes(["在庚驿舍内窃得手机。"], old)["place_kind"].to_list() == [None]


def test_every_code_is_of_the_vocabulary_of_its_facet() -> None:
    words = codebook.read("causes")
    assert set(words["facet"]) == set(FACETS)
    for facet in FACETS:
        assert set(words.filter(pl.col("facet") == facet)["code"]) <= set(codebook.labels(facet))
