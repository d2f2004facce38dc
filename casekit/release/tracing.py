"""Tracing: the numbers of everything kept and of the paper, each led back to the cell of a protected frame it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from casekit import codebook
from casekit.exhibits import table
from casekit.exhibits.sentence import Said
from casekit.ground.errors import Language
from casekit.release import plots
from casekit.release.keep import Kept
from casekit.release.numbers import numbers as data
from casekit.release.paper import PROMPT, Block, Figure, Finding, Paper, Prompt, Table, Text
from casekit.release.quoted import FIGURES, Quoted, numbers, of_cell, sentences
from casekit.release.register import Cell, Line, Register, digest, part

COUNTS = ("numerator", "denominator")
VALUES = ("value", "low", "high")
FEW = 6  # rows of a frame whose groups need not be named to be meant
QUOTIENTS = ("share", "within", "cleared")
Found = tuple[Cell, int]
"""A cell and the place of its frame among those of the kept thing."""
POINTS = ("个百分点", "point")


def register(kept: list[Kept], draft: Paper, periods: tuple[str, str], arrival: tuple[str, ...] = ()) -> Register:
    """The register of a release; `periods` are the headline's name and the quarter's, `arrival` what is told of the rows.

    A figure came from that cell of its kept thing's frames which, rounded, says the same, by unit: no counts for % and
    days, counts for cases and persons, above and below the line of a fraction. Of several it is one of groups named since
    the number before, else one of that number's row or frame, else of the groups named nearest, then of the headline period,
    ungrouped ones first. Else it is computed.
    """
    lines: list[Line] = []
    for one in kept:
        frames = _cells(one, periods)
        lines += [_traced(line, frames) for line in _of_kept(one)]
    sources = {
        one.name: list(dict.fromkeys(name for frame in one.frames for name in frame["indicator"])) for one in kept
    }
    told = (*lines, *_of_paper(draft), *_said("", "arrival", *arrival))
    return Register(periods[1], told, sources, digest(told))


def carried(known: Register, taken: Iterable[tuple[Kept, Kept | None]]) -> Register:
    """What of a register goes along with a paper that takes these: something kept with the sentences taken of it, and the
    figure or table that stands under it."""
    told, seen = set(), set()
    for one, see in taken:
        phrase = one.what.phrase if isinstance(one.what, Said) else one.what.finding
        told |= {text for said in (phrase, *one.sentences) for text in sentences(said)}
        seen |= {see.name} if see else set()
    return part(known, told, seen)


def _of_kept(one: Kept) -> Iterator[Line]:
    """The sentences of something kept, and the cells of its table or of the chart that Word draws of it."""
    if isinstance(one.what, Said):
        yield from _said(one.name, "title", one.what.phrase)
        yield from _said(one.name, "sentence", *one.what.sentences)
        return
    shown = one.what
    yield from _said(one.name, "title", shown.finding)
    yield from _said(one.name, "sentence", one.reading)
    yield from _said(one.name, "caption", shown.subtitle)
    yield from _said(one.name, "note", shown.note, plots.broken(shown), shown.source)
    if shown.form == "table":
        cells = table.grid(shown)
        yield from _grid(one.name, "table", cells.headers, cells.rows)
    if shown.form in plots.FORMS:
        for kind, frame in (("chart", plots.columns(shown)), ("data", data(shown).cells)):
            rows = [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]
            yield from _grid(one.name, kind, frame.columns, rows)


def _of_paper(draft: Paper) -> Iterator[Line]:
    """What only the paper says: its title, lead, headings, prompts, captions of its own, notes on terms, and the end."""
    blocks: list[Block] = [block for section in draft.sections for block in section.blocks] + list(draft.annex)
    told = [draft.marking, draft.title, draft.office, draft.lead, *(section.heading for section in draft.sections)]
    for block in blocks:
        match block:
            case Finding():
                told += [block.phrase, *block.notes]
            case Text():
                told.append(block.body)
            case Prompt():
                told.append(PROMPT[draft.language].format(asks=block.asks))
            case Figure() | Table():
                told.append(block.caption)
    yield from _said("", "paper", *told, draft.signed, draft.dated)


def _said(kept: str, kind: str, *texts: str) -> Iterator[Line]:
    """A line a sentence that has a number; its row is the place of the text and, from the second on, that in the text."""
    for place, text in enumerate(texts, 1):
        for within, sentence in enumerate(sentences(text), 1):
            if found := numbers(sentence):
                row = f"{place}.{within}" if within > 1 else f"{place}"
                yield Line(kept, kind, row, "", sentence, found, (None,) * len(found))


def _grid(kept: str, kind: str, heads: list[str], rows: list[list[str]]) -> Iterator[Line]:
    for row in rows:
        for head, text in zip(heads, row, strict=True):
            found = of_cell(text, head, row[0])
            yield Line(kept, kind, row[0], head, text, found, (None,) * len(found))


def _traced(line: Line, frames: pl.DataFrame) -> Line:
    """The line with the cell of each of its figures, where one says the same."""
    cells: list[Cell | None] = []
    end, told = 0, None
    for one in line.numbers:
        is_figure = one.kind in FIGURES and not frames.is_empty()
        found = _cell(one, line.text[end : one.at], line, frames, told, cells) if is_figure else None
        cells.append(found[0] if found else None)
        end, told = one.end, found or told
    return replace(line, cells=tuple(cells))


def _cell(
    one: Quoted, between: str, line: Line, frames: pl.DataFrame, told: Found | None, used: list[Cell | None]
) -> Found | None:
    """The cell of a figure and the place of its frame: of groups named since the number before it, else of that one's row,
    else of its frame, else of groups named before; one that the line has not used yet."""
    scale = 100 if one.unit in ("%", *POINTS) else 1
    off = (pl.col("number").abs() * scale - abs(one.value or 0)).abs()
    same = frames.filter(off <= 0.5 * 10.0**-one.digits + 1e-9, _columns(one, between == "/"))
    text = line.text[: one.at] if line.part == "sentence" else f"{line.row} {line.column} {line.text}"
    ranked = []
    for row in same.iter_rows(named=True):
        words, groups = row["said"], tuple(zip(row["names"], row["values"], strict=True))
        cell = Cell(row["indicator"], row["period"], groups, row["column"])
        is_fresh = bool(words) and all(word in between for word in words)
        in_row = told is not None and replace(told[0], column=cell.column) == cell
        unnamed, away = _away(words, text)
        is_meant = is_fresh or in_row or not unnamed or row["is_few"]
        if is_meant or (row["is_count"] and one.unit and not row["is_series"]):
            is_of_frame = told is not None and told[1] == row["frame"]
            is_again = cell in used and one.unit not in ("/", "%")
            rank = (not is_fresh, is_again, not in_row, not is_of_frame, unnamed, away, row["order"])
            ranked.append((rank, (cell, row["frame"])))
    return min(ranked, key=lambda found: found[0])[1] if ranked else None


def _columns(one: Quoted, below: bool) -> pl.Expr:
    """Which cells a figure may come from, by its unit: shares or not, counts of cases or persons, and which of a fraction."""
    known, column = codebook.toml("quoted"), pl.col("column")
    if one.unit in POINTS:
        return ~column.is_in([*COUNTS, *VALUES])
    if one.unit == "%":
        return ~pl.col("is_count") & (pl.col("is_share") | ~column.is_in(VALUES))
    counting = [unit for unit, ways in known["counts"].items() if one.unit in ways]
    of_unit, measured = pl.col("unit").is_in(counting), one.unit in known["measured"]["units"]
    counts = of_unit & (column == COUNTS[below] if one.unit == "/" else pl.lit(one.digits <= 0))
    others = (of_unit | measured) & ~(pl.col("is_share") & column.is_in(VALUES)) & pl.lit(one.unit != "/")
    return pl.when("is_count").then(counts).otherwise(others)


def _away(words: list[str], text: str) -> tuple[int, int]:
    """How many groups are not named before the number, and how far away the others are."""
    places = [text.rfind(word) for word in words]
    return sum(place < 0 for place in places), sum(len(text) - place for place in places if place >= 0)


def _cells(one: Kept, periods: tuple[str, str]) -> pl.DataFrame:
    """Every cell of the frames in the order of choice: headline first, ungrouped first, as they were used, by column."""
    frames = [frame for frame in one.frames if frame.height]
    held = [_long(frame, one.what.language).with_columns(frame=pl.lit(place)) for place, frame in enumerate(frames)]
    if not held:
        return pl.DataFrame()
    period = pl.col("period").replace_strict({name: place for place, name in enumerate(periods)}, default=2)
    ranked = pl.concat(held).sort(period, pl.col("said").list.len(), "frame", maintain_order=True)
    return ranked.with_row_index("order")


def _long(frame: pl.DataFrame, language: Language) -> pl.DataFrame:
    """A row a number of a frame, with its groups as written in the frame and the words for them."""
    after = frame.columns.index("numerator")
    groups = [name for name in frame.columns[:after] if name not in ("indicator", "period")]
    counted = [name for name, kind in frame.schema.items() if kind.is_numeric() and name not in (*groups, "rounding")]
    known = codebook.toml("indicators")
    blocks = {name: known.get(name, {}) for name in frame["indicator"].unique()}
    is_share = pl.col("indicator").is_in([name for name, block in blocks.items() if block.get("kind") in QUOTIENTS])
    quotient = (pl.col("value") - pl.col("numerator") / pl.col("denominator")).abs() < 1e-9
    is_series = frame["period"].n_unique() > 2
    told = frame.select(
        "indicator",
        "period",
        unit=pl.col("indicator").replace_strict({name: block.get("unit") for name, block in blocks.items()}),
        is_share=is_share | (pl.col("denominator") > 0) & quotient & (pl.col("value") <= 1),
        is_series=pl.lit(is_series),
        is_few=pl.lit(frame.height <= FEW),
        names=pl.lit(groups, pl.List(pl.String)),
        values=_listed(pl.col(name).cast(pl.String).fill_null("") for name in groups),
        said=_listed(_words(frame, name, language) for name in [*groups, *["period"] * is_series]),
    ).with_columns(
        pl.col("is_share").fill_null(False), *(frame[name].cast(pl.Float64).alias(f"_{name}") for name in counted)
    )
    own = [name for name in told.columns if not name.startswith("_")]
    long = told.unpivot([f"_{name}" for name in counted], index=own, variable_name="column", value_name="number")
    named = long.with_columns(pl.col("column").str.strip_prefix("_"))
    return named.filter(pl.col("number").is_finite()).with_columns(is_count=pl.col("column").is_in(COUNTS))


def _listed(columns: Iterable[pl.Expr]) -> pl.Expr:
    held = list(columns)
    return pl.concat_list(held) if held else pl.lit([], pl.List(pl.String))


def _words(frame: pl.DataFrame, group: str, language: Language) -> pl.Expr:
    """What each value of a group is called in sentences: by its label, a code of the office as it is."""
    of = codebook.toml("indicators").get(frame["indicator"][0], {}).get("table", "")
    distinct = frame[group].unique()
    labels = [codebook.group_label(of, group, value, language) for value in distinct]
    return pl.col(group).cast(pl.String).replace_strict(distinct.cast(pl.String), pl.Series(labels, dtype=pl.String))
