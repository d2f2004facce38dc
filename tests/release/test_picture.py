"""Pictures: the same bytes anywhere, real Chinese glyphs, an error instead of boxes."""

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from drawn import made_bars, made_line
from seen import pixels

from casekit.ground.errors import UserError
from casekit.release import glyphs, picture

AGAIN = """
import hashlib, sys
from drawn import made_line
from casekit.release import picture
print(hashlib.sha256(picture.png(made_line())).hexdigest(), hashlib.sha256(picture.svg(made_line())).hexdigest())
"""


def test_two_drawings_have_the_same_bytes() -> None:
    assert picture.png(made_bars()) == picture.png(made_bars())
    assert picture.svg(made_bars()) == picture.svg(made_bars())


def test_another_process_without_system_fonts_makes_the_same_bytes(tmp_path: Path) -> None:
    """An empty font configuration and home stand for a machine with no fonts."""
    import hashlib

    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    here = {"PYTHONPATH": ":".join(sys.path), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", AGAIN], env=here, capture_output=True, text=True, check=True)
    drawn = (picture.png(made_line()), picture.svg(made_line()))
    assert ran.stdout.split() == [hashlib.sha256(bytes_).hexdigest() for bytes_ in drawn]


def test_a_picture_is_twice_the_canvas() -> None:
    assert struct.unpack(">II", picture.png(made_line())[16:24]) == (1800, 1000)


def test_each_chinese_character_has_its_own_shape() -> None:
    """Boxes would all look alike: the titles 一一一一 and 退退退退 must differ in ink by far."""
    few, much = (pixels(picture.png(made_bars(finding=word * 8)))[50:110, 40:480, 0] < 128 for word in "一退")
    assert 0 < few.sum() < much.sum() / 3


def test_two_rare_characters_do_not_look_alike() -> None:
    one, other = (pixels(picture.png(made_bars(finding=word * 8)))[50:110, 40:480, 0] < 128 for word in "赃赂")
    assert (one ^ other).sum() > one.sum() / 4


def test_svg_keeps_words_as_text_and_no_random_names() -> None:
    drawn = picture.svg(made_bars()).decode()
    assert "三类" not in drawn
    assert "两类成因合计占35.2%" in drawn
    assert not re.search(r"defs-[0-9a-f]{6}", drawn)
    assert 'style=""' not in drawn
    assert len(set(re.findall(r'class="trace scatter trace([^"]*)"', drawn))) == 2


def test_a_character_that_the_font_lacks_is_an_error() -> None:
    with pytest.raises(UserError, match="字体没有“\U0001f600”"):
        picture.png(made_bars(finding="笑\U0001f600"))


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="没有找到，文字会成为方框"):
        picture.png(made_bars())


@pytest.mark.parametrize(
    ("words", "lacking"),
    [("退回补充侦查12.1%（48/398）−＊∶—†①", ""), ("<b>a&lt;</b>\n", ""), ("㐀\U0001f600", "\U0001f600")],
)
def test_the_font_knows_what_it_can_draw(words: str, lacking: str) -> None:
    assert glyphs.lacking(words, picture.font()) in (lacking, "㐀" + lacking)


def test_the_font_has_every_common_character() -> None:
    """GB 2312 level one: rows 16 to 55 of 94 characters, the last row without its last five."""
    level = b"".join(bytes([0xA0 + row, 0xA0 + cell]) for row in range(16, 56) for cell in range(1, 95))[:-10]
    assert glyphs.lacking(level.decode("gb2312"), picture.font()) == ""
