"""The theme: colours, sizes and places that every drawing shares, and how numbers are written."""

import math

from casekit.ground.errors import Language

WIDTH, HEIGHT, SCALE = 900, 500, 2
LEFT, RIGHT = 24, 876
TITLE, TEXT = 26, 20
FONT = "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"

FULL = "—…“”‘’①②③④⑤⑥†●○∶×÷·±≤≥"  # characters below the Chinese blocks that are as wide as Chinese ones

INK, TEXT2 = "#1B1F24", "#595959"
SUBJ, MID, LIGHT, PALE, WASH, WHITE = "#12436D", "#4F86AE", "#A9C4DA", "#E6ECF1", "#F1F4F7", "#FFFFFF"
STEP2, STEP3, STEP5 = "#2F6690", "#8FB3CF", "#C9D9E6"
GREY, RULE, GRID = "#8C8C8C", "#BFBFBF", "#E3E3E3"

TEMPLATE = {
    "layout": {
        "font": {"family": FONT, "size": TEXT, "color": TEXT2},
        "title": {"font": {"size": TITLE, "color": INK}, "x": LEFT / WIDTH, "xanchor": "left", "yanchor": "middle"},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "annotationdefaults": {
            "showarrow": False,
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "middle",
            "borderpad": 0,
        },
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "showlegend": False,
        "hoverlabel": {"font": {"size": TEXT}},
        "xaxis": {"automargin": False, "zeroline": False, "showgrid": False, "gridcolor": GRID, "fixedrange": True},
        "yaxis": {"automargin": False, "zeroline": False, "showgrid": False, "gridcolor": GRID, "fixedrange": True},
    }
}


def ems(text: str) -> float:
    """The width of a line in em: Chinese and full-width characters 1, digits 0.56, letters as in Noto Sans, about."""
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if ord(character) > 0x2E80 or character in FULL:
        return 1.0
    if character in "%@mwMW":
        return 0.9
    return 0.34 if character in " .,:;'!|()[]ijlftr" else 0.64 if character.isupper() else 0.56


def lightness(colour: str) -> float:
    """L* of a hex colour, 0 black to 100 white: what is left of it on a photocopy."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def number(value: float | int | None, digits: int = 0, *, percent: bool = False, signed: bool = False) -> str:
    """A number as it is written: minus U+2212, a comma from five figures on, — where there is none, or it is no number.

    `percent` multiplies by 100 and adds no sign; the header or the caller says %.
    """
    if value is None or value != value:
        return "—"
    rounded = round(value * 100 if percent else value, digits) + 0.0
    grouped = f"{abs(rounded):,.{digits}f}" if abs(rounded) >= 10_000 else f"{abs(rounded):.{digits}f}"
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + grouped


def ticks(highest: float, most: int = 5) -> list[float]:
    """Round steps from 0 up to `highest`, no more than `most` of them."""
    if highest <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(highest / most))
    step = next(power * multiple for multiple in (1, 2, 2.5, 5, 10, 20) if highest / (power * multiple) < most)
    return [round(step * place, 10) for place in range(int(highest / step + 1e-9) + 1)]


def tick_words(places: list[float], unit: str = "") -> list[str]:
    """The words at the ticks: 0 alone, the others with the unit, all with as many digits as the finest needs."""
    percent = unit == "%"
    scaled = [place * (100 if percent else 1) for place in places]
    digits = next(digits for digits in range(7) if all(abs(round(x, digits) - x) < 1e-6 for x in scaled))
    return [number(place, digits, percent=percent) + unit if place else "0" for place in places]


def bracketed(counts: str, language: Language = "zh") -> str:
    """Counts after their rate: （48/398）, in English (48/398) after a space."""
    return f" ({counts})" if language == "en" else f"（{counts}）"


def opened(text: str) -> str:
    """The text with a capital first letter; Chinese has none."""
    return text[:1].upper() + text[1:]


def cut(text: str, most: float) -> str:
    """A label no wider than `most` em; what does not fit is left out and shown as …."""
    if ems(text) <= most:
        return text
    kept = next(end for end in range(len(text), -1, -1) if ems(text[:end]) <= most - 1)
    return text[:kept] + "…"
