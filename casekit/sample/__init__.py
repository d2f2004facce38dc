"""The sample: synthetic exports of any size, as an office would receive them, with planted faults and truths."""

from pathlib import Path
from typing import Any

SEED = 20261080
CASES = 8000
"""What the shipped sample is made of. Of eighty seeds tried, this one gives all counts near the sizes in effects.toml."""


def make(output: Path, cases: int | None = None, seed: int = SEED) -> None:
    """Write a sample of `cases` cases (as many as the shipped one, where None) into a folder; the same bytes for the same two."""
    output.mkdir(parents=True, exist_ok=True)
    for name, data in contents(cases, seed).items():
        (output / name).parent.mkdir(exist_ok=True)
        (output / name).write_bytes(data)


def contents(cases: int | None = None, seed: int = SEED, without: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The files of a sample by name (documents are in a folder of their own); effects named in `without` are left out."""
    from casekit.sample import documents, workbooks

    files, papers, notes = unwritten(cases, seed, without)
    made = {file.name: workbooks.content(file) for file in files} | documents.written(papers)
    return made | {name: text.encode() for name, text in notes.items()}


def unwritten(cases: int | None, seed: int, without: frozenset[str]) -> tuple[list[Any], Any, dict[str, str]]:
    """The same before it is written: the files with exports, the documents, and what the notes say."""
    from casekit.sample import documents, endings, faults, sheets, tables, truth
    from casekit.sample.effects import Effects
    from casekit.sample.streams import Streams

    count, streams, effects = CASES if cases is None else cases, Streams(seed), Effects(without)
    drawn = tables.drawn(count, streams, effects)
    faulty, told = faults.planted(sheets.files(drawn, streams), streams)
    files, about = endings.ended(faulty)
    told = [*told, *about, *documents.told(drawn.documents)]
    return (
        files,
        drawn.documents,
        {
            "synthetic.toml": truth.mark(count, seed),
            "truth.toml": truth.truth(drawn, files, told, effects),
        },
    )
