"""Planted: small files of every kind that leaves, made by hand with a leak in them."""

import base64
import io
import json
import struct
import zipfile
import zlib
from typing import Any


def png(kind: bytes, data: bytes) -> bytes:
    """A picture of one pixel with one more chunk."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (kind, data),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def packed(**members: str | bytes) -> bytes:
    """A zip of these members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return written.getvalue()


def split(text: str, tag: str) -> str:
    """The text over two runs, one property between them."""
    half = len(text) // 2
    return f"<{tag}>{text[:half]}</{tag}><w:rPr><w:b/></w:rPr><{tag}>{text[half:]}</{tag}>"


def notebook(outputs: list[dict[str, Any]] | None = None, **cell: Any) -> str:
    cells = [
        {"cell_type": "markdown", "source": ["# 标题"]},
        {"cell_type": "code", "source": "", "outputs": outputs or []} | cell,
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def shown(**data: Any) -> list[dict[str, Any]]:
    kinds = {"plotly": "application/vnd.plotly.v1+json", "html": "text/html", "plain": "text/plain", "png": "image/png"}
    return [{"output_type": "display_data", "data": {kinds[kind]: held for kind, held in data.items()}, "metadata": {}}]


def traced(**trace: Any) -> str:
    return notebook(shown(plotly={"data": [{"type": "bar"} | trace], "layout": {}}))


def pictured(content: bytes) -> str:
    return base64.b64encode(content).decode()
