"""Which of the commonest given names a word is, if it is one: by its letters in Arabic, by its romanisation in Latin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from undercount.link.names.common import names
from undercount.link.names.letters import normalise
from undercount.link.names.symbols import arabic_letters, latin_letters
from undercount.link.names.words import is_arabic

UNKNOWN = -1


def number_of(letters: Sequence[str]) -> int:
    """Return the number of the common name that these letters spell, the same in both scripts, or -1."""
    return _numbers().get(" ".join(letters), UNKNOWN)


@lru_cache(maxsize=1 << 17)
def is_common(stem: str) -> bool:
    """Return whether a word, without particles, is one of the common names or a common word of relation."""
    return _spelling(stem) in _numbers()


def _spelling(stem: str) -> str:
    letters = arabic_letters(stem) if is_arabic(stem) else latin_letters(stem)
    return " ".join(letters)


@cache
def _numbers() -> dict[str, int]:
    """Return the number of each spelling. A romanisation that two names share is none of them."""
    numbers: dict[str, int] = {}
    shared: set[str] = set()
    for number, (arabic, romanised) in enumerate(names()):
        name = numbers.setdefault(_spelling(normalise(arabic)), number)
        for latin in romanised:
            spelling = _spelling(latin)
            if numbers.setdefault(spelling, name) != name:
                shared.add(spelling)
    return {spelling: number for spelling, number in numbers.items() if spelling not in shared}
