"""Earlier: what earlier runs left beside this one, held against what this one has."""

import filecmp
import json
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from casekit.ground import written
from casekit.ground.errors import Words, both, notice
from casekit.records.records import Records

MANIFEST, EDITED = "manifest.json", "edited"


def previous(target: Path) -> dict[str, Any] | None:
    """The latest earlier quarter beside this one and the columns its tables had, or None."""
    before = {name: manifest for name, manifest in _manifests(target.parent).items() if name < target.name}
    if not before:
        return None
    name = max(before)
    return {"period": name, "schema": before[name].get("schema", {})}


def older(target: Path, records: Records) -> list[Words]:
    """What to tell where an earlier run beside this one was of data that go on longer; sample and real data stand apart."""
    days = [
        date.fromisoformat(manifest["extracted"])
        for manifest in _manifests(target.parent).values()
        if manifest.get("extracted") and manifest.get("synthetic") == records.is_synthetic
    ]
    last, now = max(days, default=None), records.extracted
    if last is None or now is None or last <= now:
        return []
    return [notice("export_older", now=_said(now), last=_said(last))]


def save_edited(target: Path) -> list[str]:
    """Copy what people wrote in a result that is going to be replaced, edited or added, into `edited/<quarter>/` beside it,
    and give the names of the copies; what lies there already stays."""
    digests = _manifests(target.parent).get(target.name, {}).get("files", {})
    written = {file.relative_to(target).as_posix(): file for file in _files(target) if digests}
    ours = {
        MANIFEST,
        *(name for name, file in written.items() if digests.get(name) == sha256(file.read_bytes()).hexdigest()),
    }
    own = [name for name in written if name not in ours and not any(part[0] in ".~" for part in Path(name).parts)]
    saved = (_saved(written[name], target.parent / EDITED / target.name / name) for name in sorted(own))
    return [copy.relative_to(target.parent).as_posix() for copy in saved if copy]


def _saved(file: Path, copy: Path) -> Path | None:
    """The file under that name, or one with a number where another file has it; none where it lies there already."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    place = copy
    while place.exists():
        if filecmp.cmp(file, place, shallow=False):
            return None
        number += 1
        place = copy.with_stem(f"{copy.stem}-{number}")
    shutil.copyfile(file, place)
    return place


def is_same(work: Path, target: Path) -> bool:
    """Whether the new folder equals the one it is going to replace, file by file and byte by byte."""
    new, old = (sorted(file.relative_to(folder) for file in _files(folder)) for folder in (work, target))
    return new == old and all(filecmp.cmp(work / name, target / name, shallow=False) for name in new)


def _said(on: date) -> Words:
    return both(lambda language: written.day(on, language))


def _manifests(folder: Path) -> dict[str, dict[str, Any]]:
    """The manifests of the results in a folder by the name of their period; one that cannot be read is no result."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("[!.]*/" + MANIFEST)):
        try:
            content = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(content, dict):
            found[path.parent.name] = content
    return found


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
