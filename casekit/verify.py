"""Verify: the numbers of an author's paper held against the newest run of its quarter; nothing is written."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from casekit.ground import written
from casekit.ground.errors import Language, Words, fault
from casekit.release import register
from casekit.release.known import Known, Place, label_words
from casekit.release.opened import Grid, Opened, opened
from casekit.release.quoted import FIGURES, Quoted, alike, numbers, of_cell, sentences
from casekit.release.register import Register
from casekit.terminal import line

State = Literal["same", "changed", "unknown", "gone", "unread"]
WRONG: tuple[State, ...] = ("changed", "unknown", "gone")
ROUND, TITLE = 16, "2"
STOPS = re.compile(r"[，。；：？！,;:]|\. ")


@dataclass(frozen=True)
class Check:
    """A number of the paper: where it stands, how it is written there, what the newest run says, and the words round it."""

    place: Words
    state: State
    was: str
    now: str = ""
    words: str = ""
    part: str = "text"


def verify(paper: Path, reports: Path) -> list[Check]:
    """Every number of a paper in its order, held against the newest run of its quarter in `reports`.

    A number is found by the register that the paper carries (else the one beside it, else the newest), and from there in
    the newest by its words, else its cell: `same`; `changed`; `gone` where it is no longer told; `unknown` where no
    register has it. An approximate word of the author's own (近八成) is `unread`.
    """
    given = opened(paper)
    old = _carried(given) or _read(paper.parent / register.FILE)
    new = _read(reports / old.period / register.FILE) if old else _of_title(given, reports)
    if new is None:
        if old:
            raise fault("paper_never_run", period=old.period, folder=reports.name)
        raise fault("paper_unregistered", file=paper.name)
    return list(_checks(given, Known(old or new), Known(new)))


def of_text(text: str, place: Words, old: Known, new: Known) -> Iterator[Check]:
    """The checks of one sentence."""
    found = max(old.sentence(text), new.sentence(text), key=lambda alike: alike[0])[1]
    for order, one in enumerate(numbers(text)):
        at = found.get(order) or (_elsewhere(one, text, old, new) if one.kind == "figure" else None)
        if check := _check(one, at, place, _around(text, one), new):
            yield check


def told(checks: list[Check], language: Language) -> Iterator[str]:
    """A line of counts, then one for each sentence or row with a number that is not the same."""
    counted = Counter(check.state for check in checks)
    first = next((check for check in checks if check.state == "changed"), None)
    shown = line("first_changed", language, place=first.place, change=_item(first, language)) if first else ""
    parts = [
        line(f"quoted_{state}", language, count=counted[state], first=shown)
        for state in ("same", "changed", "unknown", "gone")
        if counted[state] or state != "gone"
    ]
    places = Counter({"data": "chart"}.get(check.part, check.part) for check in checks if check.state != "unread")
    total = written.many(places.total(), "number")
    where = {name: places[name] for name in ("text", "table", "chart")}
    yield line("quoted", language, total=total, parts={"zh": "，", "en": ", "}[language].join(parts), **where)
    for state in (*WRONG, "unread"):
        for (place, words), found in _grouped(checks, state).items():
            items = {"zh": "、", "en": ", "}[language].join(dict.fromkeys(_item(check, language) for check in found))
            yield line(
                f"{state}_at",
                language,
                place=place,
                items=items,
                words=line("round", language, words=words) if words else "",
            )


def _grouped(checks: list[Check], state: State) -> dict[tuple[Words, str], list[Check]]:
    found: dict[tuple[Words, str], list[Check]] = {}
    for check in checks:
        if check.state == state:
            found.setdefault((check.place, check.words), []).append(check)
    return found


def _item(check: Check, language: Language) -> str:
    return line("quoted_now" if check.now else "quoted_as", language, was=check.was, now=check.now)


def _checks(given: Opened, old: Known, new: Known) -> Iterator[Check]:
    for passage in given.passages:
        for text in sentences(passage.text):
            yield from of_text(text, passage.place, old, new)
    for grid in given.grids:
        yield from _of_grid(grid, old, new)


def _of_grid(grid: Grid, old: Known, new: Known) -> Iterator[Check]:
    """A table or chart cell by cell; of one that no register has each cell is read as the author's own words."""
    known = old.cells(grid) or new.cells(grid)
    for row, cells in enumerate(grid.rows if known else [grid.heads, *grid.rows]):
        label = cells[0] if grid.part == "table" else label_words(cells[0])
        for column, (head, text) in enumerate(zip(grid.heads, cells, strict=False)):
            if not known and STOPS.search(text):
                yield from (check for one in sentences(text) for check in of_text(one, grid.place, old, new))
                continue
            found = known.get((row, column), {}) if known else {}
            for order, one in enumerate(of_cell(text, head, cells[0])):
                at = found.get(order) if known else _elsewhere(one, f"{cells[0]}{head}{text}", old, new)
                if check := _check(one, at, grid.place, label, new, grid.part):
                    yield check


def _elsewhere(one: Quoted, text: str, old: Known, new: Known) -> Place | None:
    return old.anywhere(one, text, new) or new.anywhere(one, text, new)


def _check(one: Quoted, at: Place | None, place: Words, words: str, new: Known, part: str = "text") -> Check | None:
    """How a number stands; None for what is no figure and nobody promised to keep."""
    is_figure = one.kind in FIGURES
    if at is None:
        state: State = "unread" if one.kind == "approximate" else "unknown"
        return Check(place, state, one.said, "", words, part) if one.kind in ("figure", "approximate") else None
    if not is_figure and one.kind != "date":
        return None
    was, now = at[0].numbers[at[1]], new.twin(at)
    if now is None:
        return Check(place, "gone", one.said, "", words, part) if is_figure else None
    holds = _holds(one, was, now, exact=part in ("chart", "data"))
    return Check(place, "same" if holds else "changed", one.said, now.said, words, part)


def _holds(one: Quoted, was: Quoted, now: Quoted, exact: bool) -> bool:
    """Whether a written number is still right: as before where nothing changed, or what is told now, with fewer digits if the
    author chose so."""
    if exact and one.value is not None:
        return one.value == now.value
    if one.value is None:
        return alike(one, now)
    is_written_so = (one.value, one.digits) == (was.value, was.digits)
    return alike(one, now) and (one.value == now.value or not is_written_so)


def _around(text: str, one: Quoted) -> str:
    """The words between two stops in which a number stands, not too many of them."""
    before, after = STOPS.split(text[: one.at])[-1], STOPS.split(text[one.end :])[0]
    return f"{before[-ROUND:]}{one.text}{after[:ROUND]}".strip()


def _carried(given: Opened) -> Register | None:
    """The register that a paper carries."""
    for text in given.attached:
        try:
            return register.read(text)
        except ValueError:
            continue
    return None


def _read(file: Path) -> Register | None:
    """The register of a run's folder; None where there is none."""
    try:
        return register.read(file.read_text("utf-8"))
    except OSError:
        return None
    except ValueError:
        raise fault("register_form", file=f"{file.parent.name}/{file.name}") from None


def _of_title(given: Opened, reports: Path) -> Register | None:
    """The register of the run whose paper had a title that this one has; the latest such quarter's."""
    texts = {passage.text for passage in given.passages}
    runs = [known for file in sorted(reports.glob("[!.]*/" + register.FILE), reverse=True) if (known := _read(file))]
    return next(
        (run for run in runs if any(one.text in texts for one in run.lines if (one.part, one.row) == ("paper", TITLE))),
        None,
    )
