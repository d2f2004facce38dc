"""Themes kept by an office: no name in the file, a named theme is a cause next time, and what is new is counted."""

import json
from datetime import date

import polars as pl
import pytest
from office import written

from casekit.ground.errors import UserError
from casekit.measures import causes
from casekit.records import own_causes
from casekit.records.records import Records
from casekit.subjects.causes import themes

TOLD = {
    "倒卖": "{name}低价购进野生蘑菇后在早市转卖给餐馆，{more}。",
    "挪车": "{name}擅自移动小区消防通道围栏并堆放杂物，{more}。",
    "养蜂": "{name}驱赶蜂群啃食邻县果园花朵引发争抢，{more}。",
}
MORE = ("经劝阻后仍不改正", "多次经工商部门查处", "现场留有记录材料")


def office(own: dict[str, str], extra: tuple[str, ...] = ()) -> Records:
    texts = [text.format(name="欧阳娜", more=MORE[n % 3]) for text in TOLD.values() for n in range(70)]
    facts = [*texts, *extra]
    records = written(cases="case_id\nA")
    days = [date(2026, 8, 1)] * len(facts)
    ids = [f"C{n}" for n in range(len(facts))]
    records.tables["cases"] = pl.DataFrame({"case_id": ids, "crime": "非法经营罪", "facts": facts, "received_on": days})
    object.__setattr__(records, "names", pl.Series(["欧阳娜", "欧阳娜非法经营案"]))
    records.own.update(own)
    return records


@pytest.fixture(scope="module")
def learnt() -> themes.Learnt:
    return themes.learn(office({}), resamples=2)


def test_no_name_and_no_rare_word_is_kept_or_shown(learnt: themes.Learnt) -> None:
    words = json.loads(learnt.file)["words"]
    assert [word for word in words if len(word) == 2 and word in "欧阳娜"] == []
    assert not any("欧阳" in shown for shown in learnt.table["words"])
    assert learnt.table["n"].sum() == 210


def test_a_named_theme_is_a_cause_later_and_a_strange_text_is_new(learnt: themes.Learnt) -> None:
    kept = {own_causes.THEMES: learnt.file}
    plain = causes.of_cases(office(kept))
    number = plain["theme"][0]
    named = office(kept | {own_causes.FILE: f"cause,theme\n流动倒卖,{number}\n"}, ("赵某酒瓶砸窗寻机泼漆",))
    made = causes.of_cases(named)
    assert set(made["cause_basis"][:70]) == {"theme"}
    assert made["case_cause"][0] == "流动倒卖"
    assert made["is_new"].to_list()[-1] is True
    assert made["case_cause"].to_list()[-1] == causes.UNDETERMINED


def test_few_narratives_are_not_learnt_from() -> None:
    records = office({})
    records.tables["cases"] = records.table("cases").head(20).collect()
    with pytest.raises(UserError, match="200"):
        themes.learn(records)
