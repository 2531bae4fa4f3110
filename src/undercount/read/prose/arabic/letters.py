"""Arabic text in one spelling of its letters, with the position from which each letter came."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from undercount.read.prose.proposal import Span

_SAME = str.maketrans(
    {
        **dict.fromkeys("أإآٱا", "ا"),
        "ى": "ي",
        "ی": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ہ": "ه",
        "ک": "ك",
        "گ": "ك",
        "،": ",",
        "؛": ";",
        "؟": "?",
        "٫": ".",
        "٬": ",",
    }
)
_GONE = frozenset("ـء\u061c\ufeff\u00ad") | {
    chr(c) for c in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_DUAL = re.compile("\u064e\u064a\u0652?\u0646\u0650?$")
_LETTER = re.compile("[\u0621-\u064a]")
_WORD = re.compile(r"\d+(?:[.,]\d{3})*(?!\d)|[^\W\d_]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark: in one spelling, and where it stands in the text itself."""

    word: str
    start: int
    end: int
    dual: bool = False
    """Whether its vowel signs show a dual: "مواطنَين" and not "مواطنِين"."""

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return Span(self.start, self.end)


def has_arabic(text: str) -> bool:
    """Tell whether a text has Arabic letters."""
    return _LETTER.search(text) is not None


def plain(word: str) -> str:
    """Return a word in one spelling: alef without hamza, ta marbuta as ه, alef maqsura as ي, no vowel signs, digits 0 to 9."""
    return _spelt(word)[0]


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words of a part of a text in one spelling, with their positions in the text.

    Args:
        text: The text as it stands.
        start: Where the part begins (code points).
        end: Where it ends, or None for the end of the text.
    """
    part = text[start:end]
    spelt, origins = _spelt(part)
    found = []
    for match in _WORD.finditer(spelt):
        last = origins[match.end() - 1] + 1
        while last < len(part) and (unicodedata.combining(part[last]) or part[last] in _GONE):
            last += 1
        raw = part[origins[match.start()] : last]
        found.append(Token(match[0], start + origins[match.start()], start + last, _DUAL.search(raw) is not None))
    return found


def _is_break(text: str, at: int) -> bool:
    """Tell whether a space or dot only breaks a word between two strokes, as posts do to pass a platform's filter ("مقـ ـتل")."""
    return text[at] in " .-" and 0 < at < len(text) - 1 and text[at - 1] == "ـ" and text[at + 1] == "ـ"


def _spelt(text: str) -> tuple[str, list[int]]:
    """Return a text in one spelling and for each of its characters the position of the one that it came from."""
    out: list[str] = []
    origins: list[int] = []
    for at, char in enumerate(text):
        if char in _GONE or unicodedata.combining(char) or _is_break(text, at):
            continue
        for one in char if "\u0621" <= char <= "\u064a" or char < "\u0300" else unicodedata.normalize("NFKC", char):
            if unicodedata.combining(one) or one in _GONE:
                continue
            letter = str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one.translate(_SAME)
            out.append(letter)
            origins.append(at)
    return "".join(out), origins
