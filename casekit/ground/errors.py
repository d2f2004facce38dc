"""Errors of the user's making: one sentence with the rule, what came, and where to mend it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]


class UserError(Exception):
    """A fault the user can mend; `str()` is its sentence in Chinese, `say("en")` the same in English."""

    def __init__(self, rule: str, came: str, mend: str, english: str = "") -> None:
        self.rule, self.came, self.mend, self.english = rule, came, mend, english
        super().__init__(rule + came + mend)

    def say(self, language: Language = "zh") -> str:
        """The whole sentence in the language asked for; Chinese where no English was given."""
        return self.english if language == "en" and self.english else str(self)


def fault(key: str, **fields: object) -> UserError:
    """The error named `key` in messages.toml, its places filled with `fields`."""
    message = messages()[key]
    rule, came, mend = (part.format(**fields) for part in message["zh"])
    return UserError(rule, came, mend, " ".join(part.format(**fields) for part in message["en"] if part))


def notice(key: str, language: Language = "zh", **fields: object) -> str:
    """The same kind of sentence for something that is told without stopping."""
    return fault(key, **fields).say(language)


@cache
def messages() -> dict[str, dict[Language, list[str]]]:
    """Every message by key: three parts (rule, what came, where to mend it) in each language."""
    return tomllib.loads(files(__package__).joinpath("messages.toml").read_text("utf-8"))
