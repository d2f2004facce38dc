"""Briefing: what was kept, assembled into the findings page and the paper in official form."""

from dataclasses import replace

from casekit.exhibits import theme
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.ground import written
from casekit.ground.errors import Language
from casekit.records.records import Records
from casekit.release.glosses import Glosses
from casekit.release.keep import Kept
from casekit.release.paper import Block, Figure, Finding, Paper, Prompt, Section, Table, Text

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "{period}小案办理质效分析报告",
        "office": "{name}{synthetic}",
        "synthetic": "（合成示例数据）",
        "lead": "现将{period}小案办理情况分析如下。件数按审查起诉案件计，人数按犯罪嫌疑人、被告人计{until}。",
        "until": "；数据截至{}",
        "facts": "基本情况",
        "features": "主要特点",
        "causes": "原因分析",
        "measures": "对策建议",
        "ask_causes": "结合抽查案件、座谈情况说明原因，写明依据",
        "ask_measures": "逐条写明责任单位和期限",
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
        "marking": "内部资料　注意保管",
    },
    "en": {
        "title": "Small cases, {period}: quality and efficiency",
        "office": "{name}{synthetic}",
        "synthetic": " (synthetic sample data)",
        "lead": "Small cases, {period}. Cases are those received for review; persons are suspects and defendants{until}.",
        "until": "; data to {}",
        "facts": "Basic facts",
        "features": "Main features",
        "causes": "Causes",
        "measures": "Proposals",
        "ask_causes": "give reasons and what they rest on",
        "ask_measures": "name who acts and by when",
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
        "marking": "Internal. Keep safe.",
    },
}


def paper(kept: list[Kept], records: Records) -> Paper:
    """The draft: computed sentences under 一 and 二, and prompts where people write."""
    words, glosses, told = (
        WORDS[records.settings.language],
        Glosses(records.settings.language),
        _told_once(kept, records),
    )
    sections = [
        Section(words["facts"], tuple(_said(one.what, words, glosses) for one in told if isinstance(one.what, Said))),
        Section(words["features"], _features(told, words, glosses)),
        Section(words["causes"], (Prompt(words["ask_causes"]),)),
        Section(words["measures"], (Prompt(words["ask_measures"]),)),
    ]
    period = _headline_period(records)
    lead = words["lead"].format(period=period, until="{until}")
    return headed(records, words["title"].format(period=period), lead, sections)


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
        marking="" if records.settings.public else words["marking"],
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


def _said(what: Said, words: dict[str, str], glosses: Glosses) -> Block:
    return finding(what.phrase, words["between"].join(what.sentences), words, glosses)


def _features(kept: list[Kept], words: dict[str, str], glosses: Glosses) -> tuple[Block, ...]:
    figures = [one for one in kept if isinstance(one.what, Exhibit)]
    pairs = [(_feature(one, words, glosses), (Figure if one.is_drawn else Table)(one.what)) for one in figures]  # type: ignore[arg-type]
    blocks: list[Block] = [block for pair in pairs for block in pair]
    return tuple(blocks) or (Text(words["nothing"]),)


def _feature(one: Kept, words: dict[str, str], glosses: Glosses) -> Block:
    """The finding of a figure with its reading, or where that has been said, with the figure's number alone."""
    assert isinstance(one.what, Exhibit)
    see = (one.reading.removesuffix(words["stop"]) + words["see"] + words["stop"]) if one.reading else words["only"]
    return finding(theme.opened(one.what.finding), see.replace("{name}", f"{{{one.name}}}"), words, glosses)


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
