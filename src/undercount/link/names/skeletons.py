"""Keys of names: one that equal names share exactly, and several for blocking, which never decide that two names are one."""

from __future__ import annotations

import re

from undercount.link.names.parts import Name, Parts
from undercount.link.names.symbols import arabic_letters, latin_letters
from undercount.link.names.words import Word, is_arabic

# One letter for all that romanisation and dialect take for one another; vowels, h, ain and the semivowels are left out.
_SOUNDS = {
    letter: sound
    for sound, group in {
        "b": "ب b p",
        "t": "ت ط ث t th",
        "d": "د ض ذ ظ ز d dh z",
        "k": "ق ك ج غ خ k g q gh j kh",
        "r": "ر r",
        "s": "س ص s",
        "x": "ش sh ch",
        "f": "ف f v",
        "l": "ل l",
        "m": "م m",
        "n": "ن n",
    }.items()
    for letter in group.split()
}


def key(name: Name) -> str:
    """Return the key that two spellings of exactly one name share: every word, articles and aliases left out, in the script of its parts.

    Two names with one key may still be two people. A letter that is written otherwise makes another key, but for those that typing adds
    or drops without meaning: doubled letters, an alef for ta marbuta at the end of a word, articles, spaces.
    """
    parts = name.parts
    plain = "".join(_exact(word) for word in parts.words)
    arabic = is_arabic(plain)
    # Where words are written together nobody knows which alef and lam was an article: all of them go, in every name alike.
    plain = re.sub(r"(.)\1+", r"\1", plain.replace("ال", "") if arabic else plain)
    return plain if parts.given is not None or not plain else f"? {plain}"


def keys(name: Name) -> frozenset[str]:
    """Return the keys by which a name is found among others: the consonants of the given name with those of each further name.

    They are the same in Arabic and in Latin letters, and bring together most spellings of a name, and many names that only look alike:
    compare what shares a key. Records with a kunya alone, or with one name alone, have a key of their own.
    """
    return frozenset(found for parts in (name.arabic, name.latin) if parts is not None for found in _blocking(parts))


def skeleton(word: Word) -> str:
    """Return the consonants of a word by their sound, particles left out."""
    letters = arabic_letters(word.stem) if is_arabic(word.stem) else latin_letters(word.stem)
    sounds = "".join(_SOUNDS.get(letter, "") for letter in letters)
    return re.sub(r"(.)\1+", r"\1", sounds) or "-"


def _exact(word: Word) -> str:
    """Return a word with its particles as it is spelt in a key."""
    if not is_arabic(word.text):
        return word.before + "".join(latin_letters(word.stem)) + word.after
    text = word.text
    return text[:-1] + "ه" if len(text) > 3 and text.endswith("ا") else text


def _blocking(parts: Parts) -> list[str]:
    rest = [
        skeleton(word)
        for word in (*parts.fathers, *((parts.family,) if parts.family is not None else ()), *parts.aliases)
    ]
    found = []
    if parts.given is not None:
        given = skeleton(parts.given)
        found = [f"{given} {other}" for other in dict.fromkeys(rest)] or [given]
    if len(rest) > 1:
        found.append(f"- {rest[0]} {rest[-1]}")
    if parts.kunya is not None:
        found.append(f"{parts.kunya.before} {skeleton(parts.kunya)}")
    return found
