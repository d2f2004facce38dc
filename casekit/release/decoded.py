"""Decoded: bytes as text, where they are text and nothing else can hide in them; base64 as bytes, arrays as numbers."""

import base64
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import suppress

SEALED = (b"%PDF", b"{\\rtf")
CONTROL = re.compile("[\0-\6\x0e-\x1a\x1c-\x1f\x7f]")
COMMON = re.compile(
    "[\t-\r\x1b -~\u00b7\u00d7\u2010-\u203b\u2190-\u2193\u2500-\u257f\u3000-\u303f\u4e00-\u9fff\uff01-\uffe5]*"
)
LONG = {"i8": "q", "int64": "q", "u8": "Q", "uint64": "Q", "f8": "d", "float64": "d"}
"""The kinds of number that can hold one as long as a telephone's, and what Python calls them."""
LARGE = 10**10


def decoded(content: bytes) -> str | None:
    """Bytes as text: UTF-8, what says that it is UTF-16, or Chinese in GB 18030; None for all else, as anything may hide there."""
    if content.startswith(SEALED):
        return None
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return strictly(content, "utf-16")
    plain, chinese = strictly(content), strictly(content, "gb18030")
    return chinese if plain is None and chinese and COMMON.fullmatch(chinese) else plain


def strictly(content: bytes, codec: str = "utf-8") -> str | None:
    """The text that bytes are in one writing, without signs that no text has; None where they are not."""
    with suppress(UnicodeError):
        text = content.decode(codec)
        return None if CONTROL.search(text) else text
    return None


def loosely(content: bytes) -> str:
    """Whatever text there is in bytes that are no text alone, such as a picture's."""
    codecs = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    return "\n".join(content.decode(codec, "ignore").replace("\0", "\n") for codec in codecs)


def unpacked(packed: str) -> bytes:
    """What base64 says, in either of its alphabets and with or without its end, or what hexadecimal digits say; else the
    text itself."""
    written = "".join(packed.split()).rstrip("=").replace("-", "+").replace("_", "/")
    with suppress(ValueError):
        return bytes.fromhex(written)
    with suppress(ValueError):
        return base64.b64decode(written + "=" * (-len(written) % 4))
    return packed.encode()


def numbers(content: bytes, kind: str) -> Iterator[str]:
    """The long whole numbers of an array as plotly packs it."""
    if code := LONG.get(kind.strip("<=|")):
        for number in memoryview(content[: len(content) // 8 * 8]).cast(code):  # type: ignore[call-overload]
            if LARGE <= abs(number) < 10**19 and number == int(number):
                yield str(int(number))
