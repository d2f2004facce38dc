"""What a case is put down to: confirmed before rules, the office's rules before the codebook's, and no case without an answer."""

from pathlib import Path

import polars as pl
import pytest
from office import loaded, written

from casekit import codebook
from casekit.ground.errors import UserError
from casekit.measures import causes
from casekit.records import own_causes
from casekit.records.records import Records

NARRATED = [
    ("盗窃罪", "张某在甲小区见电动自行车未上锁，将车骑走。", "电动车被盗"),
    ("盗窃罪", "张某骑电动车窜至乙村，翻窗进入李某家中，盗走现金。", "入户盗窃"),
    ("盗窃罪", "张某在乙超市自助收银处漏扫商品。", "商超盗窃"),
    ("盗窃罪", "张某砸破车窗，盗走车内钱包。", "车内财物被盗"),
    ("盗窃罪", "张某在公交车上从李某口袋内扒窃手机一部。", "随身财物被盗"),
    ("盗窃罪", "张某窃得现金若干。", causes.UNDETERMINED),
    ("危险驾驶罪", "张某与朋友聚餐饮酒后驾驶轿车返家。", "聚餐饮酒后驾车"),
    ("危险驾驶罪", "张某前夜饮酒后休息数小时，清晨驾驶轿车外出。", "隔夜酒驾车"),
    ("危险驾驶罪", "张某酒后驾驶二轮摩托车。", "摩托车酒驾"),
    ("危险驾驶罪", "张某饮酒后驾驶轿车。", causes.UNDETERMINED),
    ("帮助信息网络犯罪活动罪", "张某将名下银行卡三张出租给他人。", "出租出售银行卡"),
    ("掩饰、隐瞒犯罪所得、犯罪所得收益罪", "张某低价收购来路不明的电动车。", "收购赃物"),
    ("诈骗罪", "张某谎称能够代办驾驶证，收取李某3000元。", "代办业务诈骗"),
    ("故意伤害罪", "张某因宅基地问题与邻居李某发生争执，将其打伤。", "邻里纠纷伤害"),
    ("故意伤害罪", "张某酒后与李某争吵，将其打伤。", "酒后冲突伤害"),
    ("拒不支付劳动报酬罪", None, "拖欠工资"),
    ("洗钱罪", None, causes.UNDETERMINED),
]


def of(crimes: list[str | None], facts: list[str | None], own: str = "", **columns: list[str | None]) -> pl.DataFrame:
    records = written(cases="case_id\nA")
    frame = {"case_id": [f"C{n}" for n in range(len(crimes))], "crime": crimes, "facts": facts, **columns}
    records.tables["cases"] = pl.DataFrame(
        frame, schema_overrides=dict.fromkeys(("crime", "facts", *columns), pl.String)
    )
    records.own.update({own_causes.FILE: own} if own else {})
    return causes.of_cases(records)


def test_a_rule_names_the_cause_a_narrative_tells_or_leaves_it_open() -> None:
    made = of([crime for crime, _, _ in NARRATED], [facts for _, facts, _ in NARRATED])
    assert made["case_cause"].to_list() == [cause for _, _, cause in NARRATED]


def test_a_confirmed_cause_stands_and_the_rule_is_only_set_beside_it() -> None:
    facts = ["张某窃得电动自行车一辆。", "张某窃得电动自行车一辆。", None]
    made = of(["盗窃罪"] * 3, facts, cause=[" 入户盗窃 ", "电动车被盗", ""])
    assert made["case_cause"].to_list() == ["入户盗窃", "电动车被盗", causes.UNDETERMINED]
    assert made["cause_basis"].to_list() == ["confirmed", "confirmed", "undetermined"]
    assert made["is_rule_right"].to_list() == [False, True, False]


def test_a_facet_of_the_card_counts_before_the_narrative() -> None:
    told = "张某因琐事与李某发生口角，将其打伤。"
    made = of(["故意伤害罪"] * 2, [told] * 2, relation=["neighbour", "unknown"])
    assert made["case_cause"].to_list() == ["邻里纠纷伤害", "琐事口角伤害"]


def test_the_office_adds_a_cause_and_renames_what_its_cards_say() -> None:
    rows = ("驿站盗窃,,盗窃,驿站,", "电动车被盗,偷电瓶车|电动车盗窃,,,", "旧,,盗窃,手机,2026-01-01")
    own = "\n".join(["# 本院", "cause,confirmed,crimes,words,valid_to", *rows])
    facts = ["张某在驿站窃得电动自行车一辆。", None, "张某窃得手机。"]
    made = of(["盗窃罪"] * 3, facts, own, cause=[None, "偷电瓶车", None])
    assert made["case_cause"].to_list() == ["驿站盗窃", "电动车被盗", causes.UNDETERMINED]


WRONG = [
    ("cause,colour\n某,红\n", "colour"),
    ("cause,words\n,驿站\n", "第2行"),
    ("# 注\ncause,words\n某,\n", "第3行"),
    ("cause,crimes\n某,盗切罪\n", "盗切罪"),
    ("cause,relation\n某,邻局\n", "邻里"),
    ("cause,words\n某,驿(站\n", "驿(站"),
    ("cause,theme\n某,3\n", "尚未保留主题"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_line_of_the_office_that_cannot_be_used_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / own_causes.FILE).write_text(text, "utf-8")
    with pytest.raises(UserError) as error:
        loaded(tmp_path, cases="部门受案号 | 受理日期\nA1 | 2026-07-01")
    assert said in error.value.say("zh")
    assert "causes.csv" in error.value.say("en")


def test_documents_tell_the_cause_where_the_card_does_not() -> None:
    records = written(
        cases="case_id | crime\nA | 盗窃罪\nB | 盗窃罪",
        documents="case_id | document_kind | facts\nA | review_report | 张某入户盗窃。\nA | indictment | 张某窃得电动自行车一辆。",
    )
    assert causes.of_cases(records)["case_cause"].to_list() == ["电动车被盗", causes.UNDETERMINED]


def test_every_case_of_the_sample_has_one_cause_or_none_and_the_rules_agree_with_people(sample: Records) -> None:
    made = causes.of_cases(sample)
    cases = sample.table("cases").select("case_id").collect()
    assert made["case_id"].to_list() == cases["case_id"].to_list()
    assert made.select(causes.MADE).null_count().row(0) == (0,) * len(causes.MADE)
    assert set(made["cause_basis"]) <= set(causes.BASES)
    assert (made["is_cause_told"] == (made["case_cause"] != causes.UNDETERMINED)).all()
    told, right = made["is_rule_told"].sum(), made["is_rule_right"].sum()
    assert right / told > 0.97
    assert told / made["is_cause_confirmed"].sum() > 0.85


def test_every_rule_of_the_codebook_can_be_used() -> None:
    rules = codebook.read("cause_rules")
    for column in ("words", "unless"):
        for pattern in rules[column].drop_nulls():
            pl.Series([""]).str.contains(pattern)
    for column, vocabulary in {"crimes": "crime", **{facet: facet for facet in causes.FACETS}}.items():
        assert set(rules[column].drop_nulls().str.split("|").explode()) <= set(codebook.labels(vocabulary))
    assert rules.group_by("cause").agg(pl.col("label_en").n_unique())["label_en"].max() == 1
    assert rules["label_en"].null_count() == 0
