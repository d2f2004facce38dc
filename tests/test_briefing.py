"""The paper from what was kept: terms explained once, nothing said twice, no marking on what is public."""

from dataclasses import replace
from pathlib import Path

import pytest
from drawn import made_bars, made_line
from office import loaded

from casekit import briefing, codebook, sheets
from casekit.exhibits.sentence import Said
from casekit.ground.settings import Settings
from casekit.records.records import Records
from casekit.release.keep import Kept
from casekit.release.paper import Figure, Finding, Paper, Prompt

NUMBER = "甲检起诉受〔2026〕46909900{:04}号"
CASES = "\n".join(f"{NUMBER.format(n)} | 2026-0{7 + n % 3}-0{1 + n % 9} | 2026-09-20" for n in range(4))
SAME = "审结案件一次退回补充侦查占比为12.2%（126/1032），与上年同期相同。"


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return loaded(tmp_path, 案件=f"部门受案号 | 受理日期 | 审结日期\n{CASES}")


def kept(period: str, reading: str = "") -> list[Kept]:
    """A section, and a figure whose reading the section may have said without its period."""
    facts = (f"{period}审结1032件，同比下降1.2%，件数同比少12件。", SAME)
    return [Kept(Said("00-a", "审结", facts)), Kept(made_line(), reading or f"{period}{SAME}")]


def drafted(kept: list[Kept], records: Records) -> Paper:
    """The paper of everything kept, as if the office had named it all."""
    named = replace(records.settings, briefing=tuple(one.name for one in kept))
    return briefing.paper(kept, replace(records, settings=named))


def findings(paper: Paper) -> list[Finding]:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, Finding)]


def test_a_term_is_explained_at_its_first_use(records: Records) -> None:
    said = findings(drafted(kept(records.headline.say()), records))[0]
    assert said.body.count("同比（与上年同期相比）") == 1
    assert said.body.count("同比") == 2


def test_a_reading_that_a_section_has_said_is_not_said_again(records: Records) -> None:
    paper = drafted(kept(records.headline.say()), records)
    assert findings(paper)[1].body == f"见{{{made_line().name}}}。"
    assert isinstance(paper.sections[1].blocks[1], Figure)
    assert briefing.findings_page(kept(records.headline.say()), records, "").count(SAME) == 1


def test_a_reading_of_its_own_is_said_with_its_figure_and_its_notes(records: Records) -> None:
    paper = drafted(kept("", "相差31.3个百分点（差值95%区间23.4—38.6个百分点）。"), records)
    assert findings(paper)[1].body == (
        f"相差31.3个百分点（差值95%区间23.4—38.6个百分点）（见{{{made_line().name}}}）。"
    )
    assert [len(one.notes) for one in findings(paper)] == [0, 1]


def test_two_figures_do_not_say_the_same_sentence(records: Records) -> None:
    twice = [Kept(made_line(), "占比不同。"), Kept(made_bars(), "占比不同。")]
    bodies = [one.body for one in findings(drafted(twice, records))]
    assert bodies == [f"占比不同（见{{{made_line().name}}}）。", f"见{{{made_bars().name}}}。"]


def test_a_paragraph_does_not_say_the_period_of_the_paper_again(records: Records) -> None:
    said = findings(drafted(kept(records.headline.say()), records))[0]
    assert said.body.startswith("审结1032件")
    assert records.headline.say() in briefing.paper([], records).title


def test_the_last_section_names_the_reports_on_like_cases_and_where_the_rest_is(records: Records) -> None:
    asked = "逐条写明建议内容、责任单位和期限{}；其余见 findings.md 和 briefing.xlsx"
    given = briefing.paper([], records, ["类案分析/01-电动车被盗-甲镇", "类案分析/02-邻里纠纷-乙镇"])
    assert given.sections[3].blocks == (Prompt(asked.format("；材料见“类案分析”（2份）")),)
    assert briefing.paper([], records).sections[3].blocks == (Prompt(asked.format("")),)


def test_each_main_cause_is_asked_for_with_the_notebooks_that_speak_of_it(records: Records) -> None:
    causes = made_bars(name=codebook.toml("briefing")["causes"])
    surge = Kept(Said("32-a", "突增", ("邻里、停车噪声纠纷8月9件，高于预期。",)))
    paper = briefing.paper([Kept(causes), surge], records)
    asked = [block.asks for block in paper.sections[2].blocks if isinstance(block, Prompt)]
    assert asked == [
        "邻里、停车噪声纠纷，见笔记本31、32",
        "其他变化；各项写明抽查、座谈等依据",
    ]


def test_an_english_paper_is_english_where_it_asks_and_refers(records: Records) -> None:
    english = replace(records, settings=Settings(language="en"))
    paper = briefing.paper([], english, ["like-cases/01-a"])
    said = [getattr(block, "asks", getattr(block, "body", "")) for one in paper.sections for block in one.blocks]
    assert [text for text in said if not text.isascii()] == []
    assert "like-cases (1)" in said[-1]


@pytest.mark.parametrize(("public", "marking"), [(False, "内部资料　注意保管"), (True, "")])
def test_only_what_stays_inside_is_marked(records: Records, public: bool, marking: str) -> None:
    chosen = replace(records, settings=replace(records.settings, public=public))
    assert briefing.paper([], chosen).marking == marking


def test_every_definition_has_its_basis_in_english(records: Records) -> None:
    told = sheets.definitions(replace(records, settings=Settings(language="en")))["basis"]
    assert [basis for basis in told if not basis.isascii()] == []
