"""Keys of names: one that equal names share exactly, and several for blocking, which never decide that two names are one."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from undercount.link.names.facts import fact_of
from undercount.link.names.key_kernel import MOST_KEYS, write_keys
from undercount.link.names.parts import Name, Parts
from undercount.link.names.symbols import latin_letters
from undercount.link.names.table import Names
from undercount.link.names.words import UMM, Word, is_arabic


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


def key_many(names: Names) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the keys of many names as numbers, each as :func:`keys` has it: the place of a name and one of its keys, place by place.

    Two names share a number where they share a key.
    """
    numbers: dict[str, int] = {}
    scripts = []
    for script in (names.arabic, names.latin):
        sounds = [numbers.setdefault(fact.skeleton, len(numbers)) for fact in script.facts]
        umm = [word.before == UMM for word in script.words]
        scripts.append((script.rows, np.array(sounds or [0], dtype=np.int64), np.array(umm or [False])))
    most = MOST_KEYS * len(names)
    rows, found = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    count = write_keys(*scripts[0], *scripts[1], len(numbers), rows, found)
    return rows[:count].copy(), found[:count].copy()


def skeleton(word: Word) -> str:
    """Return the consonants of a word by their sound, particles left out."""
    return fact_of(word).skeleton


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
