"""Names as tables: for each name its spellings in Arabic, its romanisations and its short forms, and how often it is borne."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from undercount.link.synthetic import common
from undercount.link.synthetic.romanise import SYSTEMS
from undercount.link.synthetic.sounds import written
from undercount.link.synthetic.surnames import surnames, towns

Texts = NDArray[np.object_]

_ABBREVIATED = {
    "محمد": ("Moh.", "Mhd.", "Md."),
    "أحمد": ("Ahm.", "A."),
    "محمود": ("Mah.", "M."),
    "حسين": ("Hus.", "H."),
}
_HAMZA = str.maketrans("أإآؤئ", "اااوي", "ء")
_APART = str.maketrans({"أ": "ا\u0654", "إ": "ا\u0655", "آ": "ا\u0653", "ؤ": "و\u0654", "ئ": "ي\u0654"})
SPELLINGS, SHORT_FORMS = 8, 2


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Hold names by number, in every way that a list can write them.

    Args:
        arabic: The correct spelling first, then other current ones, which repeat where a name has few; the last has a tatweel, and the
            others are the correct one where the name has no other.
        latin: A romanisation by each system.
        short_arabic: Short forms in Arabic.
        short_latin: Short forms in Latin letters.

    Shapes: ``arabic`` (names, 1 + 8); ``latin`` (names, systems); the short forms (names, 2).
    """

    arabic: Texts
    latin: Texts
    short_arabic: Texts
    short_latin: Texts

    def __len__(self) -> int:
        return len(self.arabic)


@dataclass(frozen=True, slots=True)
class Names:
    """Hold the tables of a design: given names (men's, then women's), family names, kunyas, places, governorates.

    A man's kunya is the number of the son whom it names; a woman's is that number after all men's.
    """

    given: Vocabulary
    families: Vocabulary
    kunyas: Vocabulary
    towns: Vocabulary
    governorates: Vocabulary


MEN = len(common.men())
WOMEN = len(common.women())
GIVEN_NAMES = min(MEN, WOMEN)


def spellings(name: str) -> list[str]:
    """Return other spellings of an Arabic name that are in use, without the correct one; many names have none.

    Args:
        name: The name in the correct spelling, without vowels.
    """
    changes: tuple[Callable[[str], str], ...] = (
        lambda text: text.translate(_HAMZA),
        lambda text: _ending(text, "ة", "ه"),
        lambda text: _ending(text, "ى", "ي"),
        lambda text: _ending(text, "ي", "ى"),
        lambda text: _ending(_ending(text.translate(_HAMZA), "ة", "ه"), "ى", "ي"),
        lambda text: text.replace("عبد ", "عبد").replace("أبو ", "ابو").replace(" الدين", "الدين"),
        lambda text: text.translate(_APART),
    )
    found: list[str] = []
    for change in changes:
        text = change(name)
        if text not in (name, *found):
            found.append(text)
    return found


def _ending(text: str, old: str, new: str) -> str:
    return " ".join(word[:-1] + new if word.endswith(old) else word for word in text.split(" "))


def stretched(text: str) -> str:
    """Return a name with a tatweel after the first letter that is joined to the next one."""
    for at, letter in enumerate(text[:-1]):
        if letter in "بتثجحخسشصضطظعغفقكلمنهي" and text[at + 1] != " ":
            return f"{text[: at + 1]}ـ{text[at + 1 :]}"
    return text


def _short(arabic: str, latin: str) -> tuple[list[str], list[str]]:
    first, _, rest = arabic.partition(" ")
    if first == "عبد" and rest:
        return [f"ع. {rest}", f"ع {rest}"], [f"Abd. {latin.split()[-1]}" if " " in latin else "Abd. Allah", "Abd."]
    letter = "ا" if first[0] in "أإآ" else first[0]
    shown = list(_ABBREVIATED.get(arabic, (f"{latin[0]}.", f"{latin[:3]}.")))
    return [f"{letter}.", f"{letter} ."], shown[:SHORT_FORMS]


@cache
def _vocabulary(vocalised: tuple[str, ...]) -> Vocabulary:
    arabic = np.empty((len(vocalised), 1 + SPELLINGS), dtype=object)
    latin = np.empty((len(vocalised), len(SYSTEMS)), dtype=object)
    short_arabic = np.empty((len(vocalised), SHORT_FORMS), dtype=object)
    short_latin = np.empty((len(vocalised), SHORT_FORMS), dtype=object)
    for row, name in enumerate(vocalised):
        plain = written(name)
        others = spellings(plain) or [plain]
        arabic[row] = [plain, *(others * SPELLINGS)[: SPELLINGS - 1], stretched(plain)]
        latin[row] = [write(name) for write in SYSTEMS.values()]
        short_arabic[row], short_latin[row] = _short(plain, latin[row, 0])
    return Vocabulary(arabic, latin, short_arabic, short_latin)


@cache
def names(families: int, places: int, governorates: int) -> Names:
    """Return the tables of a design with this many family names, places and governorates; they do not depend on the seed."""
    made = towns(places + governorates)
    given = (*common.men(), *common.women())
    kunyas = tuple(f"{parent} {son}" for parent in ("أَبو", "أُمّ") for son in common.men())
    return Names(*map(_vocabulary, (given, surnames(families), kunyas, made[governorates:], made[:governorates])))


@cache
def cumulative(count: int, largest: float) -> NDArray[np.float64]:
    """Return the cumulated shares of names whose frequencies fall by a power of their rank, the first with a stated share.

    Args:
        count: How many names there are.
        largest: The share of the commonest, from ``1 / count``.

    References:
        Zipf (1949), Human Behavior and the Principle of Least Effort: shares proportional to ``rank ** -exponent``.
    """
    ranks = np.arange(1, count + 1, dtype=np.float64)
    low, high = 0.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        if 1 / np.sum(ranks**-middle) < largest:
            low = middle
        else:
            high = middle
    shares = ranks**-high
    found: NDArray[np.float64] = np.cumsum(shares / shares.sum())
    found[-1] = 1.0
    return found


def draw(shares: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return numbers of names, each drawn with its share."""
    return np.searchsorted(shares, rng.random(count), side="right").astype(np.int64)


def texts(values: Sequence[str]) -> Texts:
    """Return texts as an array of objects."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
