"""Small numbers for the letters of Arabic and Latin names, and what it costs to take one letter for another, within a script and across.

Costs are in letters: 1 is any letter for any other. They stand for how names are spelt, mistyped and romanised; they come from the rules of
romanisation (ALA-LC 2012, and how Levantine newspapers write) and from which letters look or sound alike, not from any list of people.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt

LONGEST = 14
# Of a name are kept: given name, three fathers, family name; two aliases; a kunya.
MOST_NAMED, MOST_ALIASES = 5, 2
MOST_WORDS = MOST_NAMED + MOST_ALIASES + 1
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
FEMININE = "ة"
LATIN = ("a", "e", "i", "o", "u", "ii", "uu", "ay", "A", *"bdfghjklmnpqrstvwyz", "sh", "kh", "gh", "th", "dh", "ch")
LETTERS = ("", *ARABIC, FEMININE, *LATIN)
NUMBER = {letter: number for number, letter in enumerate(LETTERS)}

_GRAPHEME = re.compile(r"sch|tch|sh|kh|gh|th|dh|ch|ph|ee+|ii+|iy(?![aeiou])|oo+|ou|uu+|[ae][iy](?![aeiou])|aa+|.")
_SAME = {"ee": "ii", "oo": "uu", "ou": "uu", "sch": "sh", "tch": "ch", "ph": "f", "c": "k", "iy": "ii"}
_VOWELS = frozenset({"a", "e", "i", "o", "u", "ii", "uu", "ay", "A"})


def arabic_letters(stem: str) -> list[str]:
    """Return the letters of an Arabic word; the ending that is ta marbuta or a written-out -a is one of its own."""
    letters = [letter for letter in stem if letter in NUMBER]
    if len(letters) > 2 and letters[-1] == "ه":
        letters[-1] = FEMININE
    return letters


def latin_letters(stem: str) -> list[str]:
    """Return the letters of a Latin word: digraphs, doubled consonants and long vowels are one; a final -a, -ah, -eh is ``A``."""
    stem = re.sub("(?<=[iy]n)e$", "", stem)  # the French -ine of Yasmine is -in
    plain = re.sub(r"(?<=[^aeiou'])(?:[ae]h?|ah)$", "A", re.sub(r"(?<=[iuy])(?:[ae]h?)$", "A", stem))
    found: list[str] = []
    for chunk in plain.split("'"):
        for grapheme in _GRAPHEME.findall(chunk):
            letter = _SAME.get(grapheme, grapheme)
            if len(grapheme) > 1 and grapheme[0] in "ae" and grapheme[1] in "iy":
                letter = "ay"
            elif grapheme.startswith("aa"):
                letter = "a"
            elif letter == "x":
                found += ["k"]
                letter = "s"
            if letter in NUMBER and not (found and found[-1] == letter and letter not in _VOWELS):
                found.append(letter)
    return _with_consonant_y(found)


def _with_consonant_y(letters: list[str]) -> list[str]:
    """Return letters with y as a vowel where it stands beside no vowel."""
    result = list(letters)
    for at, letter in enumerate(letters):
        if letter == "y":
            after = letters[at + 1] if at + 1 < len(letters) else ""
            if after not in _VOWELS:
                result[at] = "ii" if not after else "i"
    if len(result) > 1 and result[-1] == "i":
        result[-1] = "ii"
    return result


def sounds(letters: list[str]) -> tuple[int, int]:
    """Return the consonants of a word as two sets of bits: finely for one script, coarsely across scripts and in Latin letters.

    Letters that are cheap to take for one another are one bit, and those that come and go are none, so that every bit in which two words
    differ is most of a letter between them.
    """
    fine = coarse = 0
    for letter in letters:
        fine |= 1 << _FINE[letter] if letter in _FINE else 0
        coarse |= 1 << _COARSE[letter] if letter in _COARSE else 0
    return fine, coarse


def numbered(letters: list[str]) -> list[int]:
    """Return letters as numbers, as many as a kernel takes."""
    return [NUMBER[letter] for letter in letters[:LONGEST]]


@cache
def costs() -> npt.NDArray[np.float32]:
    """Return the cost (letters) of one letter for another, then of a letter more within its script, then of one more across scripts.

    Shapes: (letters, letters + 2).
    """
    size = len(LETTERS)
    swap = np.ones((size, size), dtype=np.float32)
    np.fill_diagonal(swap, 0)
    for group, cost in (*_ARABIC_ALIKE, *_LATIN_ALIKE, *_ACROSS):
        first, *others = group.split()
        for other in others:
            swap[NUMBER[first], NUMBER[other]] = swap[NUMBER[other], NUMBER[first]] = cost
    return np.column_stack([swap, _more(_MORE_WITHIN), _more(_MORE_ACROSS)])


def _more(table: tuple[tuple[str, float], ...]) -> npt.NDArray[np.float32]:
    more = np.ones(len(LETTERS), dtype=np.float32)
    for group, cost in table:
        for letter in group.split():
            more[NUMBER[letter]] = cost
    return more


_ALIKE = "ب|تطث|ج|ح|خ|دذ|ر|ز|سص|ش|ضظ|ع|غ|ف|ق|ك|ل|م|ن"
_FINE = {letter: bit for bit, group in enumerate(_ALIKE.split("|")) for letter in group}
_COARSE = {
    letter: bit
    for bit, group in enumerate(
        (
            "ب b p",
            "ت ط ث د ذ ض ظ س ش ص ز t d s z th dh sh",
            "ج خ غ ق ك j g gh k kh q ch",
            "ر r",
            "ف f v",
            "ل l",
            "م m",
            "ن n",
        )
    )
    for letter in group.split()
}

# The first letter of a group for each of the others.
_ARABIC_ALIKE = (
    ("ة ا", 0.15),
    ("ة ه", 0.1),
    ("ة ي", 0.6),
    ("ا ي", 0.7),
    ("ا و", 0.8),
    ("و ي", 0.7),
    ("ا ع", 0.6),
    ("ض ظ", 0.25),
    ("ظ ذ ز", 0.5),
    ("ص س", 0.45),
    ("ط ت", 0.45),
    ("ذ د ز", 0.45),
    ("ث ت س", 0.5),
    ("ق ك غ ج", 0.7),
    ("ض د ص", 0.7),
    ("ط ظ", 0.7),
    ("ب ت ث ن ي", 0.8),
    ("ت ن ي", 0.8),
    ("ن ي", 0.8),
    ("ج ح خ", 0.8),
    ("ح خ ه", 0.7),
    ("ر ز و د", 0.8),
    ("س ش", 0.8),
    ("ع غ", 0.8),
    ("ف ق", 0.8),
)
_LATIN_ALIKE = (
    ("a e", 0.15),
    ("e i", 0.15),
    ("i ii", 0.1),
    ("e ii", 0.25),
    ("a i ii o", 0.35),
    ("a u uu", 0.4),
    ("o u uu", 0.1),
    ("u uu", 0.05),
    ("o e i", 0.4),
    ("u e i", 0.4),
    ("ay a e", 0.3),
    ("ay i ii", 0.3),
    ("ay y", 0.2),
    ("A a e", 0.05),
    ("A i o u ii uu ay", 0.7),
    ("A h", 0.3),
    ("y i ii e", 0.2),
    ("w u uu o", 0.2),
    ("w v", 0.3),
    ("dh d z th", 0.2),
    ("th t s", 0.25),
    ("kh k h", 0.35),
    ("gh g", 0.2),
    ("gh k kh q r", 0.6),
    ("q k g", 0.25),
    ("g j k", 0.35),
    ("sh ch", 0.2),
    ("sh s", 0.5),
    ("ch k j", 0.5),
    ("j z", 0.6),
    ("s z", 0.45),
    ("d z t", 0.6),
    ("b p", 0.25),
    ("f v", 0.25),
    ("h A", 0.3),
)
_ACROSS = (
    ("ا a A", 0.0),
    ("ا e i u o ii uu ay", 0.15),
    ("ب b p", 0.0),
    ("ت t", 0.0),
    ("ث th", 0.0),
    ("ث t s", 0.2),
    ("ج j", 0.0),
    ("ج g ch z", 0.15),
    ("ح h", 0.0),
    ("ح kh", 0.4),
    ("خ kh", 0.0),
    ("خ k h", 0.25),
    ("د d", 0.0),
    ("د dh", 0.2),
    ("ذ dh", 0.0),
    ("ذ th z d", 0.15),
    ("ر r", 0.0),
    ("ز z", 0.0),
    ("ز s", 0.4),
    ("س s", 0.0),
    ("س z sh", 0.45),
    ("ش sh ch", 0.0),
    ("ش s", 0.5),
    ("ص s", 0.0),
    ("ص z", 0.4),
    ("ض d", 0.0),
    ("ض dh", 0.05),
    ("ض z", 0.25),
    ("ط t", 0.0),
    ("ط d", 0.6),
    ("ظ z dh", 0.05),
    ("ظ th d", 0.15),
    ("ع a e i o u A ay ii uu", 0.1),
    ("غ gh g", 0.0),
    ("غ kh k q", 0.45),
    ("ف f", 0.0),
    ("ف v ", 0.1),
    ("ق q", 0.0),
    ("ق k g", 0.05),
    ("ق gh j", 0.5),
    ("ك k", 0.0),
    ("ك q g ch", 0.25),
    ("ل l", 0.0),
    ("م m", 0.0),
    ("ن n", 0.0),
    ("ه h", 0.0),
    ("ه A", 0.2),
    ("ح A", 0.3),
    ("ة A", 0.0),
    ("ة a e h", 0.1),
    ("ة t", 0.3),
    ("و w uu o u", 0.0),
    ("و v", 0.1),
    ("ي y ii ay i", 0.0),
    ("ي e A", 0.1),
    ("ي a", 0.3),
)
_MORE_WITHIN = (
    ("ا", 0.5),
    ("و ي", 0.75),
    ("a e", 0.3),
    ("i o u", 0.4),
    ("ii uu ay", 0.6),
    ("A ة", 1.4),
    ("h", 0.5),
    ("y w", 0.5),
)
# Latin short vowels have no letter in Arabic; an Arabic long vowel or ain may have none in Latin.
_MORE_ACROSS = (
    ("a e", 0.02),
    ("i o u", 0.06),
    ("ii uu ay", 0.35),
    ("A ة", 1.4),
    ("ا", 0.35),
    ("و ي", 0.4),
    ("ع", 0.15),
    ("ه h", 0.4),
    ("y w", 0.4),
)
