"""Errors of the user's making, and what is told without stopping: a sentence in both languages, chosen when it is shown."""

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")
SURROUNDINGS = "CASEKIT_LANGUAGE"


@dataclass(frozen=True)
class Words:
    """The same words in both languages: which of them a reader needs is known where they are shown, not where they arise."""

    zh: str
    en: str

    def say(self, language: Language = "zh") -> str:
        """The words in the language asked for."""
        return self.en if language == "en" else self.zh


def both(say: Callable[[Language], str]) -> Words:
    """What `say` answers in each language: `both(lambda language: labels(name, language)[code])`."""
    return Words(say("zh"), say("en"))


def listed(items: Iterable[object]) -> Words:
    """The items one after another, parted as each language parts them."""
    given = list(items)
    zh, en = ([str(_said(item, language)) for item in given] for language in LANGUAGES)
    return Words("、".join(zh), ", ".join(en))


class UserError(Exception):
    """A fault the user can correct; `say` gives its sentence in the language asked for.

    `str()` is what a notebook shows, where nobody is asked: there it is in the language the kernel was started in, which
    `run` and `lab` put into its surroundings, and Chinese where nothing is said.
    """

    def __init__(self, rule: str, came: str, mend: str, english: str = "") -> None:
        self.rule, self.came, self.mend, self.english = rule, came, mend, english
        super().__init__(rule + came + mend)

    def say(self, language: Language = "zh") -> str:
        """The whole sentence in the language asked for; Chinese where no English was given."""
        return self.english if language == "en" and self.english else self.rule + self.came + self.mend

    def __str__(self) -> str:
        return self.say("en" if os.environ.get(SURROUNDINGS) == "en" else "zh")


def fault(key: str, **fields: object) -> UserError:
    """The error named `key` in messages.toml, its places filled with `fields`; a field may be `Words`."""
    return UserError(*_parts(key, "zh", fields), english=" ".join(_parts(key, "en", fields)))


def notice(key: str, **fields: object) -> Words:
    """The same kind of sentence for something that is told without stopping."""
    return both(lambda language: {"zh": "", "en": " "}[language].join(_parts(key, language, fields)))


@cache
def messages() -> dict[str, dict[Language, list[str]]]:
    """Every message by key: three parts (rule, what came, where to correct it) in each language."""
    return tomllib.loads(files(__package__).joinpath("messages.toml").read_text("utf-8"))


def filled(text: str, language: Language, fields: Mapping[str, object]) -> str:
    """A text of this language with its places filled; a field that is `Words` is said in it."""
    return text.format(**{name: _said(value, language) for name, value in fields.items()})


def _parts(key: str, language: Language, fields: dict[str, object]) -> tuple[str, str, str]:
    rule, came, mend = (filled(part, language, fields) for part in messages()[key][language])
    return rule, came, mend


def _said(value: object, language: Language) -> object:
    return value.say(language) if isinstance(value, Words) else value
