"""Packing: zip containers (docx, xlsx) written again so that the same parts make the same bytes."""

import io
import zipfile
from collections.abc import Callable

FIXED = (1980, 1, 1, 0, 0, 0)
FIRST = "[Content_Types].xml"


def packed(container: bytes, changed: Callable[[str, bytes], bytes] = lambda name, content: content) -> bytes:
    """The same members with a fixed time, in order of name, the list of content types first as Office expects it; `changed`
    may write a member otherwise."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(written, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != FIRST, name)):
            new.writestr(_member(name), changed(name, old.read(name)))
    return written.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A member whose head does not say on which system it was written."""
    member = zipfile.ZipInfo(name, FIXED)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 0
    member.external_attr = 0
    return member
