"""Glosses: the explanation of a term where a paper first uses it, and only there."""

from dataclasses import dataclass, field

from casekit import codebook
from casekit.ground.errors import Language


@dataclass
class Glosses:
    """The terms not yet explained; read paragraphs in their order, for each one explained is struck off."""

    language: Language
    left: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = list(codebook.toml("sentences")["glosses"][self.language])

    def explained(self, body: str) -> str:
        """The paragraph with the explanation behind each term that it is the first to use."""
        for gloss in [gloss for gloss in self.left if "behind" in gloss and gloss["term"] in body]:
            body = body.replace(gloss["term"], gloss["term"] + gloss["behind"], 1)
            self.left.remove(gloss)
        return body

    def notes(self, body: str) -> tuple[str, ...]:
        """The notes under a paragraph on the terms that it is the first to use; without the word 注."""
        found = [gloss for gloss in self.left if "note" in gloss and gloss["term"] in body]
        self.left = [gloss for gloss in self.left if gloss not in found]
        return tuple(gloss["note"] for gloss in found)
