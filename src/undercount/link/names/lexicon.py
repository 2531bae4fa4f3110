"""Which of the commonest given names a word is, if it is one: by its letters in Arabic, by its romanisation in Latin."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from math import prod

from undercount.link.names.common import names
from undercount.link.names.layout import MOST_MEANT
from undercount.link.names.letters import normalise
from undercount.link.names.symbols import arabic_letters, latin_letters
from undercount.link.names.words import ABD, is_arabic

UNKNOWN = -1
# What romanisation writes a short or long vowel as, by its sound: an e is an a or an i.
_VOWELS = {"a": "a", "i": "i", "ii": "i", "o": "u", "u": "u", "uu": "u", "e": "ai", "ay": "y", "A": "A"}
_MOST_READINGS = 16
_COMMONEST = "احمد محمود علي حسن حسين ابراهيم يوسف خالد عمر مصطفي"
# The names of Abd with what is bound to it that letters tell badly from each other, each by the numbers that it may be.
_BOUND = {
    **dict.fromkeys(("الله", "allah"), (0,)),
    **dict.fromkeys(("اله", "ilah", "elah"), (1,)),
    "علي": (2,),
    **dict.fromkeys(("عالي", "aali"), (3,)),
    **dict.fromkeys(("ali", "aly"), (2, 3)),
}


def number_of(stem: str) -> int:
    """Return the number of the common name that a word, without particles, spells, the same in both scripts, or -1."""
    listed = _as_written().get(stem) or _listed().get(_spelling(stem)) or ()
    return next(iter(listed)) if len(listed) == 1 else UNKNOWN


@lru_cache(maxsize=1 << 17)
def meant_by(stem: str) -> tuple[int, ...]:
    """Return the numbers of the common names that a word may stand for, sorted: one that is known, or several, or none.

    A spelling that is listed stands for the names that it is listed for. Another one in Latin letters may be each name with the same
    consonants and the same vowels by their sound: Khulud is Khulood, and is no Khaled. That tells names apart and makes no two names
    one. Of a spelling that may stand for more names than a kernel takes nothing is known.

    Args:
        stem: A word without particles, in the spelling of ``normalise``.
    """
    spelling = _spelling(stem)
    known = _as_written().get(stem) or _listed().get(spelling)
    if known is None and not is_arabic(stem):
        known = frozenset[int]().union(*(_by_sound().get(reading, frozenset()) for reading in _readings(spelling)))
    return tuple(sorted(known)) if known and len(known) <= MOST_MEANT else ()


@lru_cache(maxsize=1 << 17)
def is_common(stem: str) -> bool:
    """Return whether a word, without particles, is one of the common names or a common word of relation."""
    return _spelling(stem) in _listed()


@cache
def commonest() -> frozenset[int]:
    """Return the numbers of the names that are the commonest but Muhammad."""
    plain = frozenset().union(*(meant_by(name) for name in _COMMONEST.split()))
    return plain | {*bound_to(ABD, "allah")}


def bound_to(before: str, stem: str) -> tuple[int, ...]:
    """Return the numbers of the common names with a particle that a word may stand for, the same in both scripts; none where it is no such.

    The letters of Allah say little across scripts: with a lam less it is Abd al-Ilah, and its vowels are those of Abd al-Ali.

    Args:
        before: The particle, as ``Word`` has it.
        stem: What it is bound to.
    """
    return tuple(len(names()) + number for number in _BOUND.get(stem, ())) if before == ABD else ()


def _spelling(stem: str) -> str:
    letters = arabic_letters(stem) if is_arabic(stem) else latin_letters(stem)
    return " ".join(letters)


@cache
def _listed() -> dict[str, frozenset[int]]:
    """Return the numbers of all names that are spelt with given letters."""
    found: dict[str, set[int]] = {}
    for (arabic, romanised), name in zip(names(), _own_numbers(), strict=True):
        for spelling in (_spelling(normalise(arabic)), *map(_spelling, romanised)):
            found.setdefault(spelling, set()).add(name)
    return {spelling: frozenset(numbers) for spelling, numbers in found.items()}


@cache
def _as_written() -> dict[str, frozenset[int]]:
    """Return the numbers of all names for which a romanisation is listed as it is: Salah is no Saleh, though both may end in -a."""
    found: dict[str, set[int]] = {}
    for (_, romanised), name in zip(names(), _own_numbers(), strict=True):
        for latin in romanised:
            found.setdefault(latin, set()).add(name)
    return {latin: frozenset(numbers) for latin, numbers in found.items()}


@cache
def _own_numbers() -> tuple[int, ...]:
    """Return the number of each name of the table: that of the first which is the same name with hamza or without.

    Ola and Alaa, which hamza alone tells apart in Arabic, are two.
    """
    found: list[int] = []
    alike: dict[str, set[int]] = {}
    latin_of: dict[int, set[str]] = {}
    for number, (arabic, romanised) in enumerate(names()):
        spellings = {_spelling(latin) for latin in romanised}
        others = alike.setdefault(_spelling(normalise(arabic)), set())
        name = next((other for other in sorted(others) if latin_of[other] & spellings), number)
        others.add(name)
        latin_of.setdefault(name, set()).update(spellings)
        found.append(name)
    return tuple(found)


@cache
def _by_sound() -> dict[str, frozenset[int]]:
    """Return the numbers of the names that are romanised with given consonants and vowels."""
    found: dict[str, set[int]] = {}
    for spelling, numbers in _listed().items():
        if not is_arabic(spelling):
            for reading in _readings(spelling):
                found.setdefault(reading, set()).update(numbers)
    return {reading: frozenset(numbers) for reading, numbers in found.items()}


def _readings(spelling: str) -> list[str]:
    """Return the ways in which Latin letters can sound, none if they are too many."""
    sounds = [_VOWELS.get(letter, f"{letter} ") for letter in spelling.split()]
    choices = [tuple(sound) if sound == "ai" else (sound,) for sound in sounds]
    ways = prod(len(choice) for choice in choices)
    return ["".join(way) for way in product(*choices)] if ways <= _MOST_READINGS else []
