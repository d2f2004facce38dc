"""Packing: the same bytes whenever a container was written, and in whatever order."""

import io
import zipfile

from casekit.release.packing import packed


def test_packing_forgets_times_and_order() -> None:
    def container(names: list[str], year: int) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as book:
            for name in names:
                book.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name)
        return written.getvalue()

    names = ["b.xml", "[Content_Types].xml", "a.xml"]
    assert packed(container(names, 2001)) == packed(container(names[::-1], 2020))
    assert zipfile.ZipFile(io.BytesIO(packed(container(names, 2001)))).namelist() == [
        "[Content_Types].xml",
        "a.xml",
        "b.xml",
    ]
