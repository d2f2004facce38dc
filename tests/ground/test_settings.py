"""Settings: defaults, values, and one sentence for each way of getting them wrong."""

import codecs
from datetime import date
from pathlib import Path

import pytest

from casekit.ground import settings
from casekit.ground.errors import UserError
from casekit.ground.settings import Settings


def written(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, "utf-8")
    return folder


def test_an_office_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert settings.read(tmp_path) == Settings()


def test_settings_are_read(tmp_path: Path) -> None:
    read = settings.read(written(tmp_path, 'extraction_date = 2026-10-10\nmonth_end = 25\nlanguage = "en"\n'))
    assert (read.extraction_date, read.month_end, read.language) == (date(2026, 10, 10), 25, "en")


def test_settings_written_by_windows_notepad_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xef\xbb\xbfsmall_number = 5\r\n")
    assert settings.read(tmp_path).small_number == 5


def test_settings_survive_the_way_through_a_report() -> None:
    given = Settings(extraction_date=date(2026, 10, 10), holidays_added=(date(2027, 1, 1),))
    assert settings.from_plain(given.as_json()) == given


def test_settings_saved_in_another_encoding_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(codecs.BOM_UTF16_LE + "month_end = 25".encode("utf-16-le"))
    with pytest.raises(UserError, match="须为 UTF-8 的 TOML"):
        settings.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("smal_number = 3", "不认识设置“smal_number”，是否为“small_number”？请改 settings.toml 第1行。"),
        ('\nsmall_number = "五"', "设置“small_number”须为不小于1的整数，收到“五”。请改 settings.toml 第2行。"),
        ("small_number = true", "设置“small_number”须为不小于1的整数，收到“true”。请改 settings.toml 第1行。"),
        (
            'extraction_date = "昨天"',
            "设置“extraction_date”须为日期（如 2026-09-30），收到“昨天”。请改 settings.toml 第1行。",
        ),
        ('language = "fr"', "设置“language”须为“zh”或“en”，收到“fr”。请改 settings.toml 第1行。"),
        ("month_end = 31", "设置“month_end”须为0至28的整数，收到“31”。请改 settings.toml 第1行。"),
        (
            'year_end = "2026-12-31"',
            "设置“year_end”须为10-01至12-31的月-日（如“12-31”），收到“2026-12-31”。请改 settings.toml 第1行。",
        ),
        (
            'year_end = "06-15"',
            "设置“year_end”须为10-01至12-31的月-日（如“12-31”），收到“06-15”。请改 settings.toml 第1行。",
        ),
        (
            "extraction_date = 2026-09-30T10:00:00",
            "设置“extraction_date”须为日期（如 2026-09-30），收到“2026-09-30 10:00:00”。请改 settings.toml 第1行。",
        ),
        ("small_number = ", "设置文件须为 UTF-8 的 TOML，settings.toml不能读取。请核对引号、等号和保存时的编码。"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UserError) as error:
        settings.read(written(tmp_path, text))
    assert str(error.value) == sentence
    assert error.value.say("en").isascii() or "五" in text or "昨天" in text
