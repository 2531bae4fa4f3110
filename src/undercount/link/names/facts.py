"""What is known of one word of a name by its letters: how it is counted, which common name it is, and how it sounds."""

from __future__ import annotations

import re
from typing import NamedTuple

from undercount.link.names.lexicon import UNKNOWN, bound_to, meant_by, number_of
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
_ONE_VOWEL = {"e": "a", "i": "i", "ii": "i", "o": "u", "uu": "u", "ay": "i"}
_DOUBLED = re.compile(r"(.)\1+")


class Fact(NamedTuple):
    """Hold what is known of a word.

    Args:
        letters: Its letters, without particles.
        spelling: The spelling by which it is counted: without the article, one for all near romanisations.
        number: The number of the common name that it is, the same in both scripts, or -1.
        skeleton: Its consonants by their sound, particles left out.
        meant: The numbers of the common names that it may be: one if it is known, several if its spelling is theirs all, or none.
    """

    letters: list[str]
    spelling: str
    number: int
    skeleton: str
    meant: tuple[int, ...] = ()

    @property
    def initial(self) -> bool:
        """Tell whether it is one letter, which stands for a name that begins with it."""
        return len(self.letters) == 1


def fact_of(word: Word) -> Fact:
    """Return what is known of a word."""
    arabic = is_arabic(word.stem)
    letters = arabic_letters(word.stem) if arabic else latin_letters(word.stem)
    if arabic or (not word.stem and is_arabic(word.text)):
        counted = "".join(letters)
    else:
        counted = "".join([_ONE_VOWEL.get(letter, letter) for letter in letters])
    sounds = "".join([_SOUNDS.get(letter, "") for letter in letters])
    number, meant = _known(word)
    return Fact(letters, f"{word.before}|{counted}", number, _DOUBLED.sub(r"\1", sounds) or "-", meant)


def _known(word: Word) -> tuple[int, tuple[int, ...]]:
    """Return the number of the common name that a word is, or -1, and the numbers of those that it may be."""
    if not word.before:
        return number_of(word.stem), meant_by(word.stem)
    meant = bound_to(word.before, word.stem)
    return meant[0] if len(meant) == 1 else UNKNOWN, meant
