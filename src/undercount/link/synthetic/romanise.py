"""Sounds in Latin letters, by the systems and habits that are in use.

A name is typed once, in Arabic with its vowels; its romanisations follow from its sounds. Nothing here knows how names are compared, so
that comparison is not tested against its own rules.

References:
    ALA-LC romanization table for Arabic (2012); BGN/PCGN romanization of Arabic (1956); the other systems are habits, stated here as rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from undercount.link.synthetic.sounds import ARTICLE, GOD, VOWELS, pairs, sounds, written

_LONG_I, _AY, _IYYA = re.compile("(iyy?|ee)$"), re.compile("^[ae]i"), re.compile("iyy(ah?)$")


@dataclass(frozen=True, slots=True)
class System:
    """One way to write Arabic in Latin letters.

    Args:
        spellings: What it writes for a sound, where that is not the sound's own letters.
        article: What it writes for the article, with the hyphen or space after it.
        assimilates: Whether the article takes the sound of the consonant that follows.
        bound: What it writes between Abd and the next word, for the space and the article.
        closed: What a short i becomes before the last consonant of a word.
        ain: Whether it writes ayn inside a word as a vowel.
        usual: The spellings of names that do not follow from it and that everybody uses.
    """

    spellings: Mapping[str, str]
    article: str
    assimilates: bool = False
    bound: str = " al-"
    closed: str = "i"
    ain: bool = False
    usual: Mapping[str, str] = field(default_factory=dict)


_SUN = frozenset("t th d dh r z s sh S D T Z n l".split())  # noqa: SIM905
_PLAIN = {"'": "", "E": "", "H": "h", "S": "s", "D": "d", "T": "t", "Z": "z", "aa": "a", "ii": "i", "uu": "u", "A": "a"}
_PRESS = """
أبو Abu محمد Mohammed حسن Hassan حسين Hussein يوسف Youssef ياسر Yasser ناصر Nasser باسم Bassem قاسم Qassem لؤي Luay عصام Issam
سعيد Saeed حسام Hussam
"""
_ENGLISH = """
أبو Abu حسين Hussain يوسف Yousef ياسر Yasser ناصر Nasser عصام Essam باسم Bassem نور Nour حسن Hassan محمود Mahmoud
"""
_LETTERS = pairs(
    "ا a ب b ت t ث th ج j ح h خ kh د d ذ th ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l م m ن n ه h و w ي y "
    "أ a إ i آ a ؤ o ئ e ة h ى a"
)


def _systems() -> Iterator[tuple[str, System]]:
    yield "scholarly", System(_PLAIN, "al-")
    spelt = pairs("u o uu ou ay ei dh th")
    yield "press", System({**_PLAIN, **spelt}, "al-", bound="el ", closed="e", ain=True, usual=pairs(_PRESS))
    spelt = pairs("sh ch u ou uu ou j dj q k ay ei aw aou dh d Z d")
    yield "french", System({**_PLAIN, **spelt}, "El ", assimilates=True, bound="e", closed="e")
    spelt = pairs("j g th s dh z ay ei ii ee u o uu ou")
    yield "egyptian", System({**_PLAIN, **spelt}, "El-", bound="el-", closed="e", ain=True)
    spelt = pairs("ii ee uu oo ay ai aw ow A ah Z dh")
    yield "english", System({**_PLAIN, **spelt}, "Al ", bound="ul", ain=True, usual=pairs(_ENGLISH))


def romanise(vocalised: str, system: str) -> str:
    """Return a name in Latin letters by one system; words that are bound together stay together.

    Args:
        vocalised: The name in Arabic with its vowels; one or several words.
        system: One of ``SYSTEMS``.
    """
    return SYSTEMS[system](vocalised)


def _letter_by_letter(vocalised: str) -> str:
    """Write each letter by itself, as a table of letters does: no short vowels, the article joined."""
    words = ["".join(_letter(c, first=at == 0) for at, c in enumerate(word)) for word in written(vocalised).split()]
    return " ".join(word.capitalize() for word in words)


def _letter(letter: str, *, first: bool) -> str:
    if letter in "وي" and not first:
        return "o" if letter == "و" else "i"
    return _LETTERS.get(letter, "")


def _by(system: System) -> Callable[[str], str]:
    @lru_cache(maxsize=1 << 15)
    def one(word: str) -> str:
        return _word(word, system)

    def romanised(vocalised: str) -> str:
        words = vocalised.split()
        if len(words) == 2 and written(words[0]) == "عبد":
            return _bound(words[1], system)
        return " ".join(map(one, words))

    return romanised


def _bound(word: str, system: System) -> str:
    if written(word) == GOD:
        return "Abdullah" if system.bound in (" al-", "ul") else "Abdallah"
    stem = sounds(word.removeprefix(ARTICLE))
    latin = _spelt(stem, system)
    if system.assimilates:
        lead = system.spellings.get(stem[0], stem[0]) if stem[0] in _SUN else "l"
        return f"Abd{system.bound}{lead}{latin}"
    joined = system.bound in ("ul",)
    return f"Abd{system.bound}{latin if joined else latin.capitalize()}"


def _word(word: str, system: System) -> str:
    if written(word) == GOD:
        return "Allah"
    if not word.startswith(ARTICLE):
        usual = system.usual.get(written(word))
        if usual is not None:
            return usual
        return _spelt(sounds(word), system).capitalize()
    stem = sounds(word.removeprefix(ARTICLE))
    article = system.article
    if system.assimilates and stem[0] in _SUN:
        article = f"{article[0]}{system.spellings.get(stem[0], stem[0])} "
    return article + _spelt(stem, system).capitalize()


def _spelt(found: Sequence[str], system: System) -> str:
    text: list[str] = []
    last = max((at for at, sound in enumerate(found) if sound not in VOWELS), default=-1)
    for at, sound in enumerate(found):
        before = found[at - 1] if at else ""
        if sound == "i" and at == last - 1 and last == len(found) - 1 and at > 1:
            text.append(system.closed)
        elif sound == "E" and system.ain and before == "a" and at + 1 < len(found) and found[at + 1] not in VOWELS:
            text.append("a")
        elif sound == before and len(sound) > 1 and sound not in VOWELS:
            continue  # sh and kh are written once where they are double
        else:
            text.append(system.spellings.get(sound, sound))
    # At the beginning ay stays ay, at the end a long i is i, and -iyya is -ia but for scholars.
    spelt = _AY.sub("ay", _LONG_I.sub("i", "".join(text)))
    return spelt if system.bound == " al-" else _IYYA.sub(r"i\1", spelt)


SYSTEMS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {**{name: _by(system) for name, system in _systems()}, "letters": _letter_by_letter}
)
"""Every system by name: scholarly (ALA-LC without marks), the habits of the press in English, of French, Egyptian and everyday English
spelling, and letter by letter as a machine does it."""
