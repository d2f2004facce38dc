"""The paper before it is written: title, sections and their blocks, and the numbers of its figures and tables."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casekit.exhibits.exhibit import Exhibit
from casekit.ground.errors import Language

DIGITS = "〇一二三四五六七八九"
MARKING: dict[Language, str] = {"zh": "内部资料　注意保管", "en": "Internal. Keep safe."}
PROMPT: dict[Language, str] = {"zh": "【待填写：{asks}】", "en": "[To be written: {asks}]"}
CITED = re.compile(r"\{([a-z0-9-]+)\}")  # an exhibit in a body, by its name


@dataclass(frozen=True)
class Finding:
    """A paragraph that opens with its finding: `（一）phrase` in 楷体, then the body; the phrase ends in 。

    Under it stand the notes that explain its terms.
    """

    phrase: str
    body: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A paragraph of body text."""

    body: str


@dataclass(frozen=True)
class Figure:
    """A picture with its caption below and its note; the caption is the exhibit's subtitle unless given."""

    exhibit: Exhibit
    caption: str = ""


@dataclass(frozen=True)
class Chart(Figure):
    """A trend as a chart of Word's own, with its data in it, for the author to edit; otherwise as a figure."""


@dataclass(frozen=True)
class Table:
    """A three-line table with its caption above; the caption is the exhibit's finding unless given."""

    exhibit: Exhibit
    caption: str = ""


@dataclass(frozen=True)
class Prompt:
    """What a person has to write here; it stands out so that it cannot be sent by mistake."""

    asks: str


Block = Finding | Text | Figure | Table | Prompt


@dataclass(frozen=True)
class Section:
    """A section 一、 with its blocks in order; the numbers come from the places."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One official paper. A body may cite an exhibit as `{name}`, which is written 图1 or 表1 by its place.

    A paper that is made public carries no marking. The `annex` begins a page of its own after the signature.
    """

    title: str
    office: str
    lead: str
    sections: tuple[Section, ...]
    signed: str
    dated: str
    marking: str = MARKING["zh"]
    annex: tuple[Block, ...] = ()
    language: Language = "zh"


def numbers(paper: Paper) -> dict[str, str]:
    """The number of each exhibit by its name, in order of appearance: figures 图1, 图2, tables 表1."""
    words = {"zh": ("图{}", "表{}"), "en": ("Figure {}", "Table {}")}[paper.language]
    figures = [block.exhibit.name for block in _blocks(paper) if isinstance(block, Figure)]
    tables = [block.exhibit.name for block in _blocks(paper) if isinstance(block, Table)]
    groups = zip(words, (figures, tables), strict=True)
    return {name: word.format(place) for word, names in groups for place, name in enumerate(names, start=1)}


def cited(text: str, numbered: Mapping[str, str]) -> str:
    """The text with every `{name}` replaced by its number; a name that is not in the paper is an error."""
    return CITED.sub(lambda found: numbered[found[1]], text)


def numeral(number: int) -> str:
    """1 to 99 as 一 to 九十九, for headings."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] * (tens > 1) + "十") * (tens > 0) + DIGITS[ones] * (ones > 0)


def _blocks(paper: Paper) -> Iterator[Block]:
    for section in paper.sections:
        yield from section.blocks
    yield from paper.annex
