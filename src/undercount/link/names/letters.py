"""Write a name's letters one way: what typing, fonts and extraction do to spelling is undone, and nothing that makes another name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from undercount.read.names import fold

_ARABIC = str.maketrans(
    {
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ٱ": "ا",
        "ک": "ك",
        "ڪ": "ك",
        "گ": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ۀ": "ه",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "ژ": "ز",
        "ء": "",
        "،": ",",
        "؛": ",",
    }
)
_LATIN = str.maketrans(
    {"ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ð": "dh", "þ": "th", "ʿ": "'", "ʾ": "'", "ˁ": "'", "ˀ": "'"}
)
_GLUED = re.compile("(?<=[\u0621-\u065f]ة)(?=[\u0621-\u064a])")
_CAMEL = re.compile(r"\b(Al|El|Abu|Abd)(?=[A-Z][a-z])")
# The ligatures of lam and alef, and of Allah, come out of some PDF files with their letters in the order of drawing.
_REVERSED_ALLAH = re.compile(r"هللا\b")
_REVERSED_LAM_ALEF = re.compile(r"\bاال(?=[\u0621-\u064a])")


def normalise(text: str) -> str:
    """Return a text in one spelling of its letters: words stay words, and letters that tell names apart stay.

    Arabic: presentation forms, tatweel, vowel signs and direction marks go; every alef is a bare one; hamza goes, on its seat, decomposed
    or alone; ta marbuta is ه and alef maqsura is ي (so على and علي are one, and علا another); Persian forms of yeh, kaf and heh are the
    Arabic ones. What PDF extraction does to the ligatures of lam with alef at the start of a word and of Allah is undone.
    Latin: lower case without diacritics; an apostrophe stays, since it keeps s and h apart in Is'haq.

    Args:
        text: A name or a part of one, in any script, or several at once.

    Returns:
        The text, its words separated by single spaces.
    """
    composed = unicodedata.normalize("NFKC", text)
    folded = fold(_CAMEL.sub(r"\1 ", _GLUED.sub(" ", composed))).translate(_ARABIC).translate(_LATIN)
    whole = _REVERSED_LAM_ALEF.sub("الا", _REVERSED_ALLAH.sub("الله", folded))
    return " ".join(whole.split())


def normalised_word(word: str) -> str:
    """Return one word in the spelling of :func:`normalise`, quickly where its letters are plain."""
    if word.isascii():
        return word.lower() if word.isalpha() and not _CAMEL.match(word) else normalise(word)
    letters = _plain_letters()
    if "ة" in word[:-1] or not letters.keys() >= set(map(ord, word)):
        return normalise(word)
    spelt = word.translate(letters)
    return normalise(word) if "هللا" in spelt or spelt.startswith("اال") else spelt


@cache
def _plain_letters() -> dict[int, str]:
    """Return the Arabic letters and signs that are spelt for themselves, whatever stands beside them, and how."""
    return {code: normalise(chr(code)) for code in (*range(0x0621, 0x063B), *range(0x0640, 0x0653), 0x0671)}
