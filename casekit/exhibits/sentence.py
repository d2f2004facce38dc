"""Sentences: computed words, alone or several under a phrase, that can be made again from protected counts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from casekit.ground.errors import Language

ONE = re.compile(r"(?<![\d.,])1 (month|day|week|quarter|year|case|person|point)s\b")
ALIKE = re.compile(r"(?<![\d.,])([\d.,]*\d)(?:—| to )\1(?![\d.,]*\d)")


class Sentence(str):
    """A computed sentence, its first letter a capital, an interval of one number written as that number (7—7天 is 7天) and
    one month in the singular; a notebook shows it as text, not as a quoted string.

    `again` makes it once more from protected counts.
    """

    again: Callable[[], "Sentence"] | None = None

    def __new__(cls, text: str) -> "Sentence":
        opened = text[:1].upper() + text[1:]
        return super().__new__(cls, ONE.sub(r"1 \1", ALIKE.sub(r"\1", opened)))

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Said:
    """The sentences of a section under a phrase that names it; a notebook shows them as a list."""

    name: str
    phrase: str
    sentences: tuple[str, ...]
    language: Language = "zh"
    again: Callable[[], "Said"] | None = None

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {sentence}" for sentence in self.sentences)

    def __repr__(self) -> str:
        return "\n".join(self.sentences)
