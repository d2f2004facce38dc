"""Selection: what the paper takes of everything that was kept, in order; an office may name its own instead."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from casekit import codebook
from casekit.exhibits.exhibit import Exhibit
from casekit.exhibits.sentence import Said
from casekit.exhibits.tabled import columns, phrases, tabled
from casekit.ground import paths
from casekit.ground.errors import fault
from casekit.ground.settings import FILE, Settings
from casekit.records.records import Records
from casekit.release.keep import Kept

NAMED = re.compile(r'\\"(\d\d-[a-z][a-z0-9-]*)\\"')  # a name in the code of a notebook, as its file has it


@dataclass(frozen=True)
class Taken:
    """A paragraph of the paper: what is said in it, the figure or table that stands under it, and a phrase of its own."""

    said: Kept
    see: Kept | None = None
    phrase: str = ""


def taken(kept: list[Kept], settings: Settings, section: str) -> list[Taken]:
    """What a section (`facts` or `features`) takes of what was kept; what was not kept this time is passed over."""
    by_name = {one.name: one for one in kept}
    entries = [entry for entry in _entries(by_name, settings, section) if entry["kept"] in by_name]
    return [
        Taken(
            _whole(by_name, entry),
            by_name.get(entry.get("see", "")),
            entry.get("phrase", {}).get(settings.language, ""),
        )
        for entry in entries
    ]


def outline(records: Records) -> Exhibit:
    """What the paper takes, a row a paragraph: section, notebook, kept name, which sentences, and what stands under it.

    It is the choice, not its outcome: what a notebook does not keep this time is passed over.
    """
    words = phrases("outline", records)
    given = codebook.toml("briefing") if not records.settings.briefing else {"features": _named(records.settings)}
    entries = [(section, entry) for section in ("facts", "features") for entry in given.get(section, [])]
    rows = [
        _row(section, one, words) for section, entry in entries for one in (entry, entry.get("also")) if one is not None
    ]
    heads = columns(words, section="section", notebook="notebook", name="name", sentences="sentences", see="see")
    return tabled(pl.DataFrame(rows), heads, records, name="90-briefing-2-outline", finding=words["title"])


def main_causes(kept: list[Kept]) -> tuple[str, ...]:
    """The causes that the kept figure of causes puts first; none where it was not kept."""
    name = codebook.toml("briefing")["causes"]
    figures = [one.what for one in kept if one.name == name and isinstance(one.what, Exhibit)]
    return figures[0].subject if figures else ()


def missing(kept: list[Kept], settings: Settings) -> list[str]:
    """The names that the office asked for and no notebook kept this time."""
    return [name for name in settings.briefing if name not in {one.name for one in kept}]


def refuse_unknown(settings: Settings) -> None:
    """A name that stands in no notebook cannot be meant; the nearest one is said."""
    if not settings.briefing:
        return
    known = names(path.read_text("utf-8") for path in paths.notebooks())
    for name in settings.briefing:
        if name not in known:
            near = next(iter(difflib.get_close_matches(name, known, 1, 0)), "")
            raise fault("unknown_kept", name=name, near=near, place=FILE)


def names(notebooks: Iterable[str]) -> list[str]:
    """Every name under which the notebooks, as their files read, can keep something."""
    return sorted({name for text in notebooks for name in NAMED.findall(text)})


def _entries(by_name: dict[str, Kept], settings: Settings, section: str) -> list[dict[str, Any]]:
    """The codebook's own entries, or the office's: sections as facts, figures and tables as features, each shown."""
    if not settings.briefing:
        return list(codebook.toml("briefing")[section])
    given = [by_name[name] for name in settings.briefing if name in by_name]
    asked = [one.name for one in given if isinstance(one.what, Said) == (section == "facts")]
    return [{"kept": name, "see": name if section == "features" else ""} for name in asked]


def _named(settings: Settings) -> list[dict[str, Any]]:
    return [{"kept": name, "see": name} for name in settings.briefing]


def _row(section: str, entry: dict[str, Any], words: dict[str, str]) -> dict[str, str]:
    places = words["comma"].join(map(str, entry.get("sentences", ())))
    return {
        "section": words[section],
        "notebook": entry["kept"][:2],
        "name": entry["kept"],
        "sentences": words["places"].format(places) if places else words["all"],
        "see": entry.get("see", words["none"]),
    }


def _whole(by_name: dict[str, Kept], entry: dict[str, Any]) -> Kept:
    """What an entry takes, and behind it in the same paragraph the sentences that it takes `also`."""
    one, also = _part(by_name[entry["kept"]], entry), entry.get("also", {})
    if not isinstance(one.what, Said) or also.get("kept") not in by_name:
        return one
    more = _part(by_name[also["kept"]], also).sentences
    return replace(one, what=replace(one.what, sentences=(*one.what.sentences, *more)))


def _part(one: Kept, entry: dict[str, Any]) -> Kept:
    """The same with only the sentences asked for; a place that the section does not reach is passed over."""
    if not isinstance(one.what, Said) or "sentences" not in entry:
        return one
    said = one.what.sentences
    return replace(
        one, what=replace(one.what, sentences=tuple(said[n - 1] for n in entry["sentences"] if n <= len(said)))
    )
