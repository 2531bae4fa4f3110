"""Arabic with its vowels: how it is written without them, and the sounds that it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType


def pairs(text: str) -> Mapping[str, str]:
    """Return a table that is typed as a text: each word and what it becomes, in turn."""
    words = text.split()
    return MappingProxyType(dict(zip(words[::2], words[1::2], strict=True)))


FATHA, DAMMA, KASRA, SHADDA, DAGGER = "\u064e", "\u064f", "\u0650", "\u0651", "\u0670"
_MARKS = f"{FATHA}{DAMMA}{KASRA}{SHADDA}{DAGGER}"
_WITHOUT = dict.fromkeys(map(ord, _MARKS))
_LETTER = re.compile(f"([^{_MARKS}])([{_MARKS}]*)")
_SHORT = {FATHA: "a", DAMMA: "u", KASRA: "i", DAGGER: "aa"}
_CONSONANTS = pairs(
    "ب b ت t ث th ج j ح H خ kh د d ذ dh ر r ز z س s ش sh ص S ض D ط T ظ Z ع E غ gh ف f ق q ك k ل l م m ن n ه h و w ي y أ ' إ ' ؤ ' ئ ' ء '"
)
VOWELS = frozenset({"a", "i", "u", "aa", "ii", "uu", "ay", "aw", "A"})
_SILENT = {"عَمرو": "عَمر"}
ARTICLE, GOD = "ال", "الله"


def written(vocalised: str) -> str:
    """Return Arabic as it is written, without its vowels."""
    return vocalised.translate(_WITHOUT)


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> tuple[str, ...]:
    """Return the sounds of one vocalised word without article: consonants, short and long vowels, ``A`` for the feminine ending."""
    letters = [(m[1], m[2]) for m in _LETTER.finditer(_SILENT.get(word, word))]
    found: list[str] = []
    for at, (letter, marks) in enumerate(letters):
        follows = letters[at + 1][0] if at + 1 < len(letters) else ""
        if letter in "اى":
            _lengthen(found, "a", "aa")
        elif letter == "آ":
            found += ["'", "aa"]
        elif letter == "ة":
            _end(found)
        elif letter in "وي" and not marks and found and found[-1] != "aa" and follows not in ("ا", "ى", "ة"):
            _glide(found, letter)
        else:
            consonant = _CONSONANTS[letter]
            found += [consonant] * (2 if SHADDA in marks else 1)
            found += [_SHORT[mark] for mark in marks if mark in _SHORT] or (["i"] if letter == "إ" else [])
    return tuple(found)


def _lengthen(found: list[str], short: str, long: str) -> None:
    if found and found[-1] == short:
        found.pop()
    found.append(long)


def _end(found: list[str]) -> None:
    if found[-1] == "aa":
        found.append("t")
    else:
        _lengthen(found, "a", "A")


def _glide(found: list[str], letter: str) -> None:
    if found[-1] == "a":
        found[-1] = "aw" if letter == "و" else "ay"
    elif letter == "و":
        _lengthen(found, "u", "uu")
    else:
        _lengthen(found, "i", "ii")
