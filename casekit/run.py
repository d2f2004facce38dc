"""Run: a quarter's whole job - clean once, execute the notebooks, draw and write what they kept, and show it all at once."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from casekit import briefing, earlier, evidence, protecting, selection, sheets, vintages
from casekit.differences import Differences
from casekit.exhibits import findings
from casekit.exhibits.exhibit import Exhibit
from casekit.ground import paths, written
from casekit.ground.errors import Words, fault, listed, notice
from casekit.protecting import Release
from casekit.records import store
from casekit.records.load import load
from casekit.records.records import Records
from casekit.release import gate, paper, picture, plots, register, tracing, vintage, word, workbook
from casekit.release.keep import Kept, kept_in
from casekit.release.vintage import Vintage
from casekit.release.whole import whole
from casekit.revisions import Revisions
from casekit.terminal import Terminal

MANIFEST, PREVIEW = earlier.MANIFEST, "preview.png"
VERSIONED = ("casekit", "polars", "plotly", "numpy", "scikit-learn", "scipy", "python-docx", "xlsxwriter")


@dataclass(frozen=True)
class Done:
    """What a run gave: its folder, the records it counted, and what was kept."""

    folder: Path
    records: Records
    kept: list[Kept]


def run(
    period: str | None = None,
    data: str | Path | None = None,
    output: str | Path = "reports",
    office: str | Path | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Done:
    """Run a quarter: `<output>/<period>/` appears whole, or not at all. `told` hears each line of progress."""
    begun, source = time.monotonic(), data or paths.sample()
    _refuse_inside(source, Path(output))
    records = load(source, period, office)
    selection.refuse_unknown(records.settings)
    gate.refuse_named_inputs(records.report, records.names, _shown(source))
    terminal = Terminal(told, records.settings.language, begun)
    target = Path(output) / records.period.name
    records.report["previous"] = earlier.previous(target)
    terminal.arrived(records, _shown(source))
    terminal.notices([*earlier.older(target, records), *_unlike_lock()])
    with whole(target, MANIFEST) as work, TemporaryDirectory(prefix="casekit-") as private:
        release = Release(records, Path(private), protecting.beside(records, target.parent))
        kept = _executed(release, _shown(source), work, terminal)
        made = vintage.of(records, kept, release.frames)
        since = _since(made, target, records)
        _write(release, kept, made, since, work)
        doubtful = gate.read_once_more(work, records.names)
        is_same = earlier.is_same(work, target)
        saved = earlier.save_edited(target)
    vintages.keep(made, target.parent)
    terminal.checked(kept)
    terminal.notices(_not_kept(kept, records))
    terminal.notices([notice("edited_saved", names=listed(saved))] if saved else [])
    terminal.notices([notice("short_names", count=written.many(doubtful, "place"))] if doubtful else [])
    if since and (line := since.line()):
        told(line)
    if is_same:
        terminal.say("same")
    terminal.done("done", target, records)
    return Done(target, records, kept)


def clean(
    data: str | Path,
    output: str | Path,
    office: str | Path | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Records:
    """Clean a folder of exports into another: tables as parquet, what was set aside, and report.json."""
    begun = time.monotonic()
    _refuse_inside(data, Path(output))
    records = load(data, None, office)
    gate.refuse_named_inputs(records.report, records.names, _shown(data))
    terminal = Terminal(told, records.settings.language, begun)
    terminal.arrived(records, _shown(data))
    with whole(Path(output), store.REPORT) as work:
        store.write(records, work)
    terminal.done("cleaned", Path(output), records)
    return records


def refresh(told: Callable[[str], None] = lambda line: None) -> list[Path]:
    """Execute the committed notebooks on the sample, store them with their outputs, and draw README's picture again."""
    import nbformat

    records = load(paths.sample())
    with TemporaryDirectory(prefix="casekit-") as private:
        store.write(records, Path(private) / "clean")
        executed = _notebooks(records, "data/sample", Path(private), Terminal(told, records.settings.language))
        shown = next(one.what for one in kept_in(Path(private)) if isinstance(one.what, Exhibit))
        (paths.sample() / PREVIEW).write_bytes(picture.png(shown))
    for path, notebook in executed.items():
        nbformat.write(notebook, path)
    return list(executed)


def _unlike_lock() -> list[Words]:
    """One line where this machine's packages are not the locked ones: the bytes may then differ from another machine's."""
    from casekit.machine import unlike_lock

    found = unlike_lock()
    return [notice("unlike_lock", packages=listed(found))] if found else []


def _not_kept(kept: list[Kept], records: Records) -> list[Words]:
    """One line where the office's own selection names what was not kept this time."""
    missing = selection.missing(kept, records.settings)
    return [notice("not_kept", names=listed(missing))] if missing else []


def _executed(release: Release, shown: str, work: Path, terminal: Terminal) -> list[Kept]:
    """Execute the notebooks on the cleaned tables and store them in the work folder; give back what they kept, from which
    no hidden count follows."""
    import nbformat

    store.write(release.records, release.folder / "clean")
    (work / "notebooks").mkdir()
    executed = _notebooks(release.records, shown, release.folder, terminal, release.settle)
    terminal.skipped(executed)
    release.refuse_derivable()
    for path, notebook in executed.items():
        nbformat.write(notebook, work / "notebooks" / path.name)
    return release.kept


def _notebooks(
    records: Records, shown: str, private: Path, terminal: Terminal, after: Callable[[], str] = str
) -> dict[Path, Any]:
    from casekit.kernels import Parameters, execute

    todo = paths.notebooks()
    count = iter(range(1, len(todo) + 1))
    return execute(
        todo,
        run=Parameters((private / "clean").as_posix(), records.period.name),
        shown=Parameters(shown, records.period.name),
        keep=private,
        told=lambda path: terminal.notebook(path, next(count), len(todo)),
        language=records.settings.language,
        after=after,
    )


def _since(made: Vintage, target: Path, records: Records) -> Differences | None:
    """What is different from the last vintage of this quarter that is not the same, if one is kept beside the results."""
    before = vintages.earlier(made, target.parent)
    return Differences(Revisions(before, made), records.settings.language) if before else None


def _write(release: Release, kept: list[Kept], made: Vintage, since: Differences | None, work: Path) -> None:
    """Everything a run leaves: figures and their tables, the briefing, the findings, the quality workbook, the vintage, the
    manifest."""
    records = release.records
    figures = {one.name: one.what for one in kept if isinstance(one.what, Exhibit)}
    for folder in ("figures", "tables"):
        (work / folder).mkdir()
    names = sheets.words("sheets", records)
    drawn = {name: exhibit for name, exhibit in figures.items() if exhibit.is_drawn}
    for name, exhibit in drawn.items():
        (work / "figures" / f"{name}.png").write_bytes(picture.png(exhibit))
        (work / "figures" / f"{name}.svg").write_bytes(picture.svg(exhibit))
    for name, exhibit in figures.items():
        sheet = sheets.table(exhibit, names["data"])
        (work / "tables" / f"{name}.xlsx").write_bytes(workbook.xlsx([sheet], exhibit.finding))
    bare = {name: picture.png(exhibit, bare=True) for name, exhibit in drawn.items() if exhibit.form not in plots.FORMS}
    draft = briefing.paper(kept, records, _write_papers(release, work))
    arrival = findings.set_aside(records)
    periods = (records.headline.name, records.period.name)
    quoted = tracing.register(kept, draft, periods, (repr(records), arrival))
    (work / register.FILE).write_text(register.written(quoted), "utf-8")
    taken = [one for section in ("facts", "features") for one in selection.taken(kept, records.settings, section)]
    carried = tracing.carried(quoted, [(one.said, one.see) for one in taken])
    (work / "briefing.docx").write_bytes(register.attached(word.docx(draft, bare), carried))
    pages = sheets.book(draft.title, records, kept, bare, paper.numbers(draft))
    (work / "briefing.xlsx").write_bytes(workbook.xlsx(pages, draft.title))
    page = briefing.findings_page(kept, records, arrival)
    (work / "findings.md").write_text(page + "".join(f"{one}\n" for one in (since.section() if since else ())), "utf-8")
    (work / vintage.FILE).write_text(made.text, "utf-8")
    (work / "quality.xlsx").write_bytes(workbook.xlsx(sheets.quality(records), names["quality"]))
    (work / MANIFEST).write_text(_manifest(records, work), "utf-8")


def _write_papers(release: Release, work: Path) -> list[str]:
    """The papers on like cases, a file each, and where they are; no folder where there is none."""
    files = []
    for stem, begun in release.papers.items():
        folder = work / evidence.folder(release.records)
        folder.mkdir(exist_ok=True)
        (folder / f"{stem}.docx").write_bytes(word.docx(begun, {}))
        files.append(f"{folder.name}/{stem}")
    return files


def _manifest(records: Records, work: Path) -> str:
    """What made this folder, so that another run can be held against it; no time, host, user or absolute path."""
    report = records.report
    digests = {
        file.relative_to(work).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in sorted(work.rglob("*"))
        if file.is_file()
    }
    kept = (
        "inputs",
        "settings",
        "period",
        "extracted",
        "synthetic",
        "key",
        "tables",
        "schema",
        "received",
        "accepted",
        "rejected",
        "merged",
    )
    content = {name: report[name] for name in kept} | {
        "versions": {name: version(name) for name in VERSIONED},
        "files": digests,
    }
    return json.dumps(content | {"period": records.period.name}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _refuse_inside(source: str | Path, output: Path) -> None:
    """Refuse to write into the exports: the next run would take the results for data."""
    if output.resolve().is_relative_to(paths.resolve(source)):
        raise fault("output_in_data", folder=output.name or output.resolve().name)


def _shown(source: str | Path) -> str:
    """How the data folder is written in the executed notebooks: from the project folder if it lies there, else its name."""
    folder = paths.resolve(source)
    return folder.relative_to(paths.project()).as_posix() if folder.is_relative_to(paths.project()) else folder.name
