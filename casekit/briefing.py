"""Briefing: what was kept, assembled into the findings page and the paper in official form."""

from collections.abc import Iterable
from dataclasses import replace

from casekit import selection
from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.ground import written
from casekit.ground.errors import Language
from casekit.records.records import Records
from casekit.release import plots
from casekit.release.glosses import Glosses
from casekit.release.keep import Kept
from casekit.release.paper import MARKING, Block, Chart, Figure, Finding, Paper, Prompt, Section, Table, Text

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "{period}小案办理质效分析报告",
        "office": "{name}{synthetic}",
        "synthetic": "（合成示例数据）",
        "lead": "现将小案办理情况分析如下。件数按审查起诉案件计，人数按犯罪嫌疑人、被告人计{until}。",
        "until": "；数据截至{}",
        "facts": "基本情况",
        "features": "主要特点",
        "causes": "原因分析",
        "measures": "对策建议",
        "ask_cause": "{cause}，见笔记本{notebooks}",
        "ask_causes": "其他变化；各项写明抽查、座谈等依据",
        "ask_measures": "逐条写明建议内容、责任单位和期限{materials}；其余见 findings.md 和 briefing.xlsx",
        "materials": "；材料见“{folder}”（{n}份）",
        "comma": "、",
        "nothing": "本期数据不足以给出主要特点。",
        "see": "（见{name}）",
        "only": "见{name}。",
        "note": "注：{}",
        "findings": "# {period}主要结论",
        "kept_figure": "图：figures/{name}.png",
        "kept_table": "表：tables/{name}.xlsx",
        "rows": "数据接收情况",
        "stop": "。",
        "between": "",
    },
    "en": {
        "title": "Small cases, {period}",
        "office": "{name}{synthetic}",
        "synthetic": " (synthetic sample data)",
        "lead": "Cases are those received for review; persons are suspects and defendants{until}.",
        "until": "; data to {}",
        "facts": "Basic facts",
        "features": "Main features",
        "causes": "Causes",
        "measures": "Proposals",
        "ask_cause": "{cause}; data in notebooks {notebooks}",
        "ask_causes": "other changes; for each, what the reasons rest on",
        "ask_measures": "for each, what is proposed, who acts and by when{materials}; the rest: findings.md and briefing.xlsx",
        "materials": "; material: {folder} ({n})",
        "comma": ", ",
        "nothing": "The data of this period do not allow for main features.",
        "see": " (see {name})",
        "only": "See {name}.",
        "note": "Note: {}",
        "findings": "# Findings, {period}",
        "kept_figure": "Figure: figures/{name}.png",
        "kept_table": "Table: tables/{name}.xlsx",
        "rows": "What arrived",
        "stop": ".",
        "between": " ",
    },
}


def paper(kept: list[Kept], records: Records, materials: Iterable[str] = ()) -> Paper:
    """The draft: the computed sentences that are taken under 一 and 二, and prompts where people write.

    `materials` are the files of the reports on like cases, to be named where proposals are written.
    """
    words, glosses = WORDS[records.settings.language], Glosses(records.settings.language)
    blocks: dict[str, list[Block]] = {"facts": [], "features": []}
    taken = [(name, one) for name in blocks for one in selection.taken(kept, records.settings, name)]
    once = _told_once([one.said for _, one in taken], records)
    for (name, one), said in zip(taken, once, strict=True):
        blocks[name] += _blocks(replace(one, said=said), records, glosses)
    sections = [
        Section(words["facts"], tuple(blocks["facts"])),
        Section(words["features"], tuple(blocks["features"]) or (Text(words["nothing"]),)),
        Section(words["causes"], _ask_causes(kept, words)),
        Section(words["measures"], _ask_measures(materials, words)),
    ]
    return headed(records, words["title"].format(period=_headline_period(records)), words["lead"], sections)


def headed(records: Records, title: str, lead: str, sections: list[Section], annex: tuple[Block, ...] = ()) -> Paper:
    """A paper of the office under a title; `lead` says with `{until}` up to when the data goes."""
    language, name = records.settings.language, records.settings.office_name
    words = WORDS[language]
    last = written.day(records.extracted, language) if records.extracted else ""
    return Paper(
        title=title,
        office=words["office"].format(name=name, synthetic=words["synthetic"] if records.is_synthetic else ""),
        lead=lead.format(until=words["until"].format(last) if last else ""),
        sections=tuple(sections),
        annex=annex,
        signed=name,
        dated=last,
        marking="" if records.settings.public else MARKING[language],
        language=language,
    )


def findings_page(kept: list[Kept], records: Records, aside: str) -> str:
    """The findings of a run as a page of text: every kept sentence, and where its figure is."""
    words, glosses = WORDS[records.settings.language], Glosses(records.settings.language)
    lines = [words["findings"].format(period=_headline_period(records)), "", repr(records), ""]
    for one in _told_once(kept, records):
        heading = one.what.phrase if isinstance(one.what, Said) else theme.opened(one.what.finding)
        lines += [f"## {heading}", "", *(line for sentence in _body(one) for line in _listed(sentence, words, glosses))]
        kind = "kept_figure" if one.is_drawn else "kept_table"
        lines += [f"- {words[kind].format(name=one.name)}"] if isinstance(one.what, Exhibit) else []
        lines += [""]
    return "\n".join([*lines, f"## {words['rows']}", "", aside, "", records.source, ""])


def _told_once(kept: list[Kept], records: Records) -> list[Kept]:
    """What was kept, a figure without its reading where a section, or a figure before it, says the same."""
    told = {_bare(said, records) for one in kept if isinstance(one.what, Said) for said in one.sentences}
    once = []
    for one in kept:
        bare = _bare(one.reading, records)
        once.append(replace(one, reading="") if bare in told else one)
        told |= {bare} if isinstance(one.what, Exhibit) else set()
    return once


def _bare(sentence: str, records: Records) -> str:
    """The sentence without the period it may open with, which a section says only once."""
    for period in (records.headline, records.period):
        sentence = sentence.removeprefix(period.say(records.settings.language))
    return sentence.lstrip(":, ").casefold()


def _blocks(taken: selection.Taken, records: Records, glosses: Glosses) -> list[Block]:
    """A paragraph, and the figure or table under it, which its last sentence cites."""
    words, one, see = WORDS[records.settings.language], taken.said, taken.see
    body = words["between"].join(_undated(said, records) for said in _body(one))
    if see:
        cited = (body.removesuffix(words["stop"]) + words["see"] + words["stop"]) if body else words["only"]
        body = cited.replace("{name}", f"{{{see.name}}}")
    phrase = taken.phrase or (one.what.phrase if isinstance(one.what, Said) else theme.opened(one.what.finding))
    return [finding(phrase, body, words, glosses), *([_shown(see)] if see else [])]


def _shown(one: Kept) -> Block:
    assert isinstance(one.what, Exhibit)
    drawn = Chart if one.what.form in plots.FORMS else Figure
    return (drawn if one.is_drawn else Table)(one.what)


def _undated(sentence: str, records: Records) -> str:
    """The sentence without the paper's own period, which its title and its lead have said."""
    period = records.headline.say(records.settings.language)
    return theme.opened(sentence.replace(f", {period}:", ":", 1).removeprefix(period).lstrip(":, "))


def _ask_causes(kept: list[Kept], words: dict[str, str]) -> tuple[Block, ...]:
    """A prompt for each main cause with the notebooks that speak of it, and one for whatever else changed."""
    asked = []
    for cause in selection.main_causes(kept):
        speaking = dict.fromkeys(one.name[:2] for one in kept if _speaks(one, cause))
        asked.append(words["ask_cause"].format(cause=cause, notebooks=words["comma"].join(speaking)))
    return tuple(map(Prompt, [*asked, words["ask_causes"]]))


def _speaks(one: Kept, cause: str) -> bool:
    shown = isinstance(one.what, Exhibit) and cause in one.what.subject
    return shown or any(cause.casefold() in said.casefold() for said in one.sentences)


def _ask_measures(materials: Iterable[str], words: dict[str, str]) -> tuple[Block, ...]:
    """A prompt with the reports on like cases as its material, where there are any, and where everything else is."""
    files = list(materials)
    given = words["materials"].format(folder=files[0].partition("/")[0], n=len(files)) if files else ""
    return (Prompt(words["ask_measures"].format(materials=given)),)


def finding(phrase: str, body: str, words: dict[str, str], glosses: Glosses) -> Finding:
    """A paragraph under its phrase, terms explained where they first stand."""
    return Finding(phrase + words["stop"] + words["between"], glosses.explained(body), glosses.notes(body))


def _listed(sentence: str, words: dict[str, str], glosses: Glosses) -> list[str]:
    """A sentence and the notes on its terms, a line each."""
    notes = [words["note"].format(theme.opened(note)) for note in glosses.notes(sentence)]
    return [f"- {line}" for line in (glosses.explained(sentence), *notes)]


def _body(one: Kept) -> tuple[str, ...]:
    return one.what.sentences if isinstance(one.what, Said) else ((one.reading,) if one.reading else ())


def _headline_period(records: Records) -> str:
    return records.headline.say(records.settings.language)
