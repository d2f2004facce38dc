"""Decoding: the bytes of a text file, in whichever encoding an office's system wrote them, as UTF-8."""

import codecs
import io
import re
from pathlib import Path

from casekit.ground.errors import UserError, fault

BLOCK = 1 << 20
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f]")
SURELY_UTF8 = 10


def decoded(path: Path, name: str, first_line: bytes = b"") -> tuple[bytes, tuple[str, ...]]:
    """The file as UTF-8 after `first_line`, and message keys of what to tell.

    The encoding is the one the whole file reads in: that of its mark, else UTF-16 by its zeros, else UTF-8, else
    GB18030 (of which GB2312 and GBK are parts). Text that is UTF-8 but for a broken character is a fault and is never
    tried as GB18030, which would turn every word into another without an error.
    """
    head = beginning(path)
    if encoding := certain_encoding(head):
        return transcoded(path, name, encoding, first_line)
    try:
        return transcoded(path, name, "utf-8", first_line)
    except BrokenText as broken:
        if broken.read >= SURELY_UTF8:
            raise
    return transcoded(path, name, "gb18030", first_line)


class BrokenText(UserError):
    """A file that stops being text; `read` is the number of characters beyond ASCII that were read before that."""

    def __init__(self, name: str, line: int, read: int) -> None:
        told = fault("not_decodable", file=name, line=line)
        super().__init__(told.rule, told.came, told.mend, told.english)
        self.read = read


def beginning(path: Path, size: int = 1 << 18) -> bytes:
    """The first bytes of a file; one that may not be opened is a fault."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        raise fault("cannot_read", file=path.name) from None


def first_text(head: bytes) -> str | None:
    """The beginning of a file as text, None where it is no text; a character cut by the end is left out."""
    certain = certain_encoding(head)
    for encoding in [certain] if certain else ["utf-8", "gb18030"]:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head).replace("\0", "")
        except UnicodeDecodeError:
            continue
        return text if text.strip() and len(CONTROL.findall(text)) <= len(text) // 100 else None
    return mostly_text(head)


def mostly_text(head: bytes) -> str | None:
    """Text with a few broken characters, so that its fault can name their line; None for bytes that are no text."""
    text = head.decode("gb18030", "replace")
    broken = text.count("\ufffd") + len(CONTROL.findall(text)) + text.count("\0")
    return text if broken * 20 < len(text) else None


def certain_encoding(head: bytes) -> str | None:
    """The encoding a byte order mark gives, or UTF-16 where every second byte is often zero; None where neither."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    low, high = head[1::2].count(0), head[0::2].count(0)
    if max(low, high) * 20 < len(head) or min(low, high) * 4 > max(low, high):
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def transcoded(path: Path, name: str, encoding: str, first_line: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The file from one encoding to UTF-8, block by block, so that only the result is ever whole in memory."""
    decoder, result, zeros, read = codecs.getincrementaldecoder(encoding)(), io.BytesIO(), False, 0
    result.write(first_line)
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, "ignore")
                line = result.getvalue().count(b"\n") + good.count("\n") + 1 - bool(first_line)
                raise BrokenText(name, line, read + beyond_ascii(good)) from None
            if "\0" in text:
                text, zeros = text.replace("\0", ""), True
            read += beyond_ascii(text) if read < SURELY_UTF8 else 0
            result.write(text.encode())
            if not block:
                return line_fed(result.getvalue(), len(first_line)), ("zeros_removed",) if zeros else ()


def beyond_ascii(text: str) -> int:
    """How many characters are not ASCII; of a long text no more than its beginning is counted."""
    head = text[: 1 << 12]
    return 0 if text.isascii() else max(1, len(head) - len(head.encode("ascii", "ignore")))


def line_fed(data: bytes, start: int) -> bytes:
    """Lines that end in a carriage return alone (old Mac exports) end in a line feed."""
    if data.find(b"\n", start) >= 0 or data.find(b"\r", start) < 0:
        return data
    return data.replace(b"\r", b"\n")
