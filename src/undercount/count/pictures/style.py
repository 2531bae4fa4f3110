"""How every picture looks: colours, sizes of type, numbers in words, and how wide a text is before it is drawn.

The solid colour is what is documented, the pale one what is estimated; they differ in lightness, so that they stay apart in grey, in
print, and for a reader who does not see hues. Rust is for what is known from elsewhere and for what is wrong, and stands on a shape or a
word of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from undercount.count.estimators.result import Estimate

INK = "#1b1d1f"
SOFT = "#55595d"
RULE = "#c9c6bc"
HAIR = "#ebe9e2"
PAPER = "#ffffff"
SOLID = "#14506b"
PALE = "#9cc3d4"
FAINT = "#dbe9ef"
RUST = "#9a3b00"
PALE_RUST = "#dcae93"
STRIPE = "#f5f4ef"

TITLE = 11.0
TEXT = 9.0
SMALL = 8.0
"""Sizes of type (points)."""

WIDTH = 7.0
"""Width of a picture that is given no axes (inches); it is as high as what stands in it."""

_DRAWN = 1.05
"""Type that is fitted to pixels is up to so much wider than its outline."""

_KEPT = ("font.family", "font.sans-serif", "font.serif", "font.monospace", "svg.fonttype", "svg.hashsalt")
"""The settings that stay the caller's: the fonts, which a script may need, and how SVG is written."""


@contextmanager
def own_style() -> Iterator[None]:
    """Draw with matplotlib's defaults but the caller's fonts, and give the caller's settings back afterwards.

    A name is never read as a formula: a list may be called ``a$b$``.
    """
    import matplotlib

    settings: Any = matplotlib.rcParams
    kept = {name: settings[name] for name in _KEPT}
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        settings.update({**kept, "text.parse_math": False})
        yield


def number(value: float) -> str:
    """Return a number of persons with thousands separators."""
    return f"{round(value):,}"


def percent(share: float) -> str:
    """Return a probability or share in per cent, with one digit where it is small."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def level_words(level: float) -> str:
    """Return an interval's level, such as ``95 %``."""
    return f"{round(100 * level, 2):g} %"


def interval_words(low: float | None, high: float | None) -> str:
    """Return an interval in words; an end that is missing or not finite is open."""
    below, above = finite(low), finite(high)
    if below is None:
        return "no interval" if above is None else f"up to {number(above)}"
    return f"{number(below)} or more" if above is None else f"{number(below)} – {number(above)}"


def finite(value: float | None) -> float | None:
    """Return a number that can be drawn, or None."""
    return None if value is None or not math.isfinite(value) else float(value)


def method_words(estimate: Estimate) -> str:
    """Return what the method is, as a sentence begins."""
    title = estimate.method.title
    return title[:1].upper() + title[1:]


def stratum_words(estimate: Estimate) -> str:
    """Return the stratum, such as ``year=1999, sex=M``; empty for a whole table."""
    return ", ".join(f"{column}={label}" for column, label in estimate.stratum)


def titled(what: str, stratum: str) -> str:
    """Return a title that names the stratum, where there is one."""
    return f"{what}: {stratum}" if stratum else what


def reason(refused: str) -> str:
    """Return why an estimate was refused, without the remedy after the last colon and without the stratum, which stands beside it."""
    why, colon, _ = refused.rpartition(": ")
    return re.sub(r" ?\(stratum [^()]*\)", "", why if colon else refused)


def listed(parts: Sequence[str]) -> str:
    """Return words joined as a sentence joins them: ``1, 2 and 4``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def line_height(size: float) -> float:
    """Return the height of one line of text (inches)."""
    return size * 1.35 / 72


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text will be (inches), measured in the font that it will be drawn in."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72 * _DRAWN


def shorten(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return a text that is no wider than ``width`` (inches); what is cut off becomes three dots."""
    if width_of(text, size, bold=bold) <= width:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        if width_of(text[:middle] + "…", size, bold=bold) <= width:
            low = middle
        else:
            high = middle
    return text[:low].rstrip(" ,;:(") + "…"


def _broken(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """Return a word that is too long for a line as what fits and what does not, parted after a bracket or a sign where there is one."""
    fits = max(1, len(shorten(word, size, width, bold=bold)) - 1)
    after = max((word.rfind(sign, 0, fits) + 1 for sign in "])-/,;|"), default=0)
    cut = after if after > fits // 3 else fits
    return [word[:cut], word[cut:]]


def wrap(text: str, size: float, width: float, *, most: int = 99, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than ``width`` (inches), at most so many; what is left over is cut off."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size, bold=bold) <= width:
            taken += 1
        if taken == 1 and len(lines) < most - 1 and width_of(words[0], size, bold=bold) > width:
            words[:1] = _broken(words[0], size, width, bold=bold)
        if len(lines) == most - 1:
            taken = len(words)
        lines.append(shorten(" ".join(words[:taken]), size, width, bold=bold))
        words = words[taken:]
    return lines
