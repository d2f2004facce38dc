"""Folded: a text as a reader could put it together again - escapes undone, unseen signs left out, spaced digits joined."""

import re
import unicodedata
from html import unescape

import polars as pl

GAP = r"[ \t\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}\-]"
ODD = "|".join(
    (
        r"\\[uU][0-9A-Fa-f]{4}|_x[0-9A-Fa-f]{4}_|(?:(?:[%=]|\\x)[0-9A-Fa-f]{2}){3}|&#?\w+;|\x1b",
        r"[\p{Cf}\x{34f}\x{fe00}-\x{fe0f}\x{2022}\x{2027}\x{2219}\x{22c5}\x{30fb}\x{ff65}]",
        r"[[\p{Nd}\p{No}]&&[^0-9]]|[〇零○一二三四五六七八九]{11}",
        rf"\p{{Han}}{GAP}\p{{Han}}{GAP}\p{{Han}}|(?:\d{GAP}){{10}}\d|1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}|\d{{6}}{GAP}(?:18|19|20)\d\d",
        r"[\p{Han}\d][*`~\\]+[\p{Han}\d]|\d\.\d{5,}[eE]\+?1\d",
    )
)
"""Whatever a text must hold for its folding to differ; few have any of it."""
UNSEEN = re.compile("[\u034f\ufe00-\ufe0f]|\x1b\\[[0-9;]*m|(?<=[\u4e00-\u9fff\\d])[*`~\\\\]+(?=[\u4e00-\u9fff\\d])")
ESCAPED = re.compile(r"(?:(?:[%=]|\\x)[0-9A-Fa-f]{2})+|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|_x[0-9A-Fa-f]{4}_")
DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb"), "\u00b7")
CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
SPACED = re.compile(
    "(?<=[\u4e00-\u9fff])[ -](?=[\u4e00-\u9fff])|" r"(?<![0-9.\-])\d(?:([ -])\d(?:\1\d){9,16}(?:\1[Xx])?)(?!\1?\d)"
)
GROUPS = re.compile(
    r"(?<![0-9A-Za-z.])(?:86[ -]?)?(?:1[3-9]\d([ -])(?!(?:19|20)\d\d\1(?:19|20))\d{4}\1\d{4}"
    r"|\d{6}([ -])(?:18|19|20)\d\d\2?\d{4}\2\d{3}[\dXx])(?![ -]?[0-9A-Za-z])"
)
POWERS = re.compile(r"\d\.\d+[eE]\+?\d\d(?!\d)")


def folded(texts: pl.Series) -> pl.Series:
    """The texts; one that holds anything to fold is followed by what it reads like without it."""
    odd = texts.str.contains(ODD)
    both = [f"{text}\n{fold(text)}" for text in texts.filter(odd)]
    return texts.clone().scatter(odd.arg_true(), pl.Series(both, dtype=pl.String)) if both else texts


def fold(text: str) -> str:
    """One text folded: what a name or a number in it looks like, however it was written."""
    text = unicodedata.normalize("NFKC", plainly(text)).translate(DOTS)
    text = "".join(sign for sign in UNSEEN.sub("", text) if sign.isascii() or unicodedata.category(sign) != "Cf")
    text = re.sub(r"(?![0-9])\d", lambda found: str(unicodedata.decimal(found[0])), text)
    text = re.sub("[〇零○一二三四五六七八九]{11,18}", lambda found: found[0].translate(CHINESE), text)
    text = POWERS.sub(_whole, re.sub(r"[^\S\n]", " ", text))
    return SPACED.sub(_joined, GROUPS.sub(_joined, text))


def plainly(text: str) -> str:
    r"""A text without the escapes of JSON, XML, addresses and programs: \u5361, &#21345;, %E5%8D%A1, _x5361_."""
    return unescape(unescape(ESCAPED.sub(_sign, text)))


def _sign(found: re.Match[str]) -> str:
    written = found[0]
    if written[:2] in ("\\u", "\\U", "_x"):
        place = int(written[2:].rstrip("_"), 16)
        return chr(place) if place < 0xD800 or 0xDFFF < place < 0x110000 else ""
    return bytes.fromhex(re.sub(r"[%=]|\\x", "", written)).decode("utf-8", "replace")


def _whole(found: re.Match[str]) -> str:
    number = float(found[0])
    return f"{number:.0f}" if number.is_integer() else found[0]


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[ \-]", "", found[0])
