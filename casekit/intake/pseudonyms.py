"""Pseudonyms: names and ids replaced on entry by codes that only the key's holder can make again."""

import os
import secrets
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import polars as pl

from casekit.ground import paths
from casekit.ground.errors import UserError, fault

Kind = Literal["name", "id", "case"]

KEY_BYTES = 32
SAMPLE_KEY = b"casekit sample: published, no ID"


def pseudonymise(values: pl.Series, key: bytes, kind: Kind = "name") -> pl.Series:
    """Each value as 16 hex digits, equal for equal values (NFKC, spaces left out); blank stays blank.

    The kinds are coded apart, so that a name's code never equals an id's. A masked name (张某) is one code for every
    person written so: a code says "written alike", not "the same person".
    """
    given = values.cast(pl.String)
    written = given.drop_nulls().unique()
    plain = written.str.normalize("NFKC").str.replace_all(r"\s", "")
    codes = pl.Series([code(value, key, kind) if value else None for value in plain], dtype=pl.String)
    return given.replace_strict(written, codes, default=None, return_dtype=pl.String).alias(values.name)


def code(value: str, key: bytes, kind: Kind) -> str:
    """The code of one value, already written plainly."""
    return blake2b(value.encode(), key=key, digest_size=8, person=f"casekit-{kind}".encode()).hexdigest()


def key_for(folder: Path, where: Path | None = None) -> bytes:
    """The key for a data folder: the published one for the shipped sample, else the office's own (at `where`)."""
    try:
        is_sample = folder.resolve() == paths.sample().resolve()
    except UserError:
        is_sample = False
    return SAMPLE_KEY if is_sample else key_from(where or paths.private() / "pseudonym.key")


def key_from(path: Path) -> bytes:
    """The office's key, made at first use and readable by its owner only; an open or a short file is a fault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
    except FileExistsError:
        if not path.is_file():
            raise fault("key_unwritable", folder=path.parent) from None
    except OSError:
        raise fault("key_unwritable", folder=path.parent) from None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise fault("key_open", path=path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise fault("key_short", path=path, size=len(key))
    return key


def key_of(mark: str) -> bytes:
    """The key of that fingerprint: the published one or the office's own; an empty one where neither has it."""
    own = paths.private() / "pseudonym.key"
    known = [SAMPLE_KEY, *([own.read_bytes()] if own.is_file() else [])]
    return next((key for key in known if fingerprint(key) == mark), b"")


def fingerprint(key: bytes) -> str:
    """What may be shown of a key, to see whether two runs used the same one."""
    return blake2b(key, digest_size=4, person=b"casekit-print").hexdigest()
