"""Codes for names and ids: the same with the same key, different without it, and a key only its owner reads."""

import os
import re
from pathlib import Path

import polars as pl
import pytest

from casekit.ground import paths
from casekit.ground.errors import UserError
from casekit.intake import SAMPLE_KEY, key_from, pseudonymise
from casekit.intake.pseudonyms import fingerprint, key_of

NAMES = pl.Series("name", ["张 某", "张某", "李某", None, " ", "ＡＢ", "AB"])


def test_a_value_has_one_code_however_it_is_spaced_and_a_blank_stays_blank() -> None:
    codes = pseudonymise(NAMES, SAMPLE_KEY)
    assert codes.name == "name"
    assert codes[0] == codes[1] != codes[2]
    assert codes[5] == codes[6]
    assert codes[3] is None
    assert codes[4] is None
    assert all(re.fullmatch(r"[0-9a-f]{16}", code) for code in codes.drop_nulls())


def test_the_published_key_gives_the_same_codes_for_ever() -> None:
    assert len(SAMPLE_KEY) == 32
    assert pseudonymise(pl.Series(["张某"]), SAMPLE_KEY).to_list() == pseudonymise(NAMES, SAMPLE_KEY)[1:2].to_list()


def test_another_key_or_another_kind_gives_another_code() -> None:
    code = pseudonymise(NAMES, SAMPLE_KEY)[0]
    assert code != pseudonymise(NAMES, bytes(32))[0]
    assert code != pseudonymise(NAMES, SAMPLE_KEY, "id")[0]


def test_no_values_give_no_codes() -> None:
    assert pseudonymise(pl.Series([None, None], dtype=pl.String), SAMPLE_KEY).to_list() == [None, None]


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = key_from(tmp_path / "casekit" / "pseudonym.key")
    assert len(key) == 32
    assert key == key_from(tmp_path / "casekit" / "pseudonym.key")
    if os.name == "posix":
        assert (tmp_path / "casekit" / "pseudonym.key").stat().st_mode & 0o777 == 0o600


def test_a_key_cut_short_is_refused(tmp_path: Path) -> None:
    key_from(tmp_path / "k")
    (tmp_path / "k").write_bytes(b"short")
    with pytest.raises(UserError, match="有5字节"):
        key_from(tmp_path / "k")


@pytest.mark.skipif(os.name != "posix", reason="file modes are checked on POSIX only")
def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    key_from(tmp_path / "k")
    (tmp_path / "k").chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        key_from(tmp_path / "k")


def test_a_key_is_found_again_by_its_fingerprint_and_no_key_is_made_for_it() -> None:
    own = paths.private() / "pseudonym.key"
    own.unlink(missing_ok=True)
    assert key_of(fingerprint(SAMPLE_KEY)) == SAMPLE_KEY
    assert key_of(fingerprint(bytes(32))) == b""
    assert not own.exists()
    key = key_from(own)
    assert key_of(fingerprint(key)) == key
    assert key_of(fingerprint(SAMPLE_KEY)) == SAMPLE_KEY
    assert key_of(fingerprint(bytes(32))) == key_of("") == b""


def test_a_fingerprint_does_not_hold_the_key() -> None:
    mark = fingerprint(SAMPLE_KEY)
    assert re.fullmatch(r"[0-9a-f]{8}", mark)
    assert mark not in SAMPLE_KEY.hex()
