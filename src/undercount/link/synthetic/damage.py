"""What keyboards and scanners do to a name: one error a time, which always changes the text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from undercount.link.synthetic.vocabulary import Texts

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ")
_NEIGHBOURS = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)
}
# Letters of one shape, which differ in dots or in a stroke that a scan loses.
_SHAPES = {
    letter: shape.replace(letter, "")
    for shape in ("بتثني", "جحخ", "دذ", "رزو", "سش", "صض", "طظ", "عغ", "فق", "هة", "كل", "أاإآ", "ىيئ")
    for letter in shape
}
_SHAPES |= {
    "n": "ru",
    "u": "n",
    "h": "b",
    "b": "h",
    "e": "c",
    "c": "e",
    "o": "ce",
    "l": "i",
    "i": "l",
    "a": "o",
    "f": "t",
    "t": "f",
}
_PAIRS = {"لا": "ال", "rn": "m", "m": "rn", "w": "vv", "cl": "d"}

Damage = Callable[[str, float, float, float], str]


def mistyped(text: str, kind: float, where: float, which: float) -> str:
    """Return a text with one error of typing: a letter for its neighbour, lost, doubled, or two turned round.

    Args:
        text: What was to be typed; not empty.
        kind: What error, where and to what: uniform numbers from 0 to 1.
        where: See ``kind``.
        which: See ``kind``.
    """
    at = min(int(where * len(text)), len(text) - 1)
    letter = text[at]
    near = _NEIGHBOURS.get(letter.lower(), "")
    if kind < 0.35 and near:
        return text[:at] + _like(near[int(which * len(near))], letter) + text[at + 1 :]
    if kind < 0.6 and len(text) > 2:
        return text[:at] + text[at + 1 :]
    if kind < 0.8 and at + 1 < len(text) and text[at + 1] != letter:
        return f"{text[:at]}{text[at + 1]}{letter}{text[at + 2 :]}"
    return text[: at + 1] + letter.lower() + text[at + 1 :]


def misread(text: str, kind: float, where: float, which: float) -> str:
    """Return a text with one error of a scan or an extraction: a letter for one of its shape, a ligature torn, a word broken.

    Args:
        text: What stands there; not empty.
        kind: What error, where and to what: uniform numbers from 0 to 1.
        where: See ``kind``.
        which: See ``kind``.
    """
    torn = [pair for pair in _PAIRS if pair in text] if kind < 0.2 else []
    if torn:
        pair = torn[int(which * len(torn))]
        return text.replace(pair, _PAIRS[pair], 1)
    start = int(where * len(text))
    for step in range(len(text) if kind < 0.85 else 0):
        at = (start + step) % len(text)
        shapes = _SHAPES.get(text[at].lower(), "")
        if shapes:
            return text[:at] + _like(shapes[int(which * len(shapes))], text[at]) + text[at + 1 :]
    at = 1 + int(where * max(1, len(text) - 1))
    return f"{text[:at]} {text[at:]}" if 0 < at < len(text) else f"{text}."


def _like(new: str, old: str) -> str:
    return new.upper() if old.isupper() else new


def damage(texts: Texts, rate: float, rng: np.random.Generator, change: Damage) -> None:
    """Change texts in place, each that is not empty with a stated probability."""
    if rate <= 0:
        return
    hit = np.flatnonzero(rng.random(len(texts)) < rate)
    for at, rolls in zip(hit.tolist(), rng.random((len(hit), 3)).tolist(), strict=True):
        if texts[at]:
            texts[at] = change(texts[at], *rolls)
