"""Parse a name as written into its parts, in each script: given name, father, grandfather, family name, kunya, nisba."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from undercount.link.names.common import short_forms
from undercount.link.names.letters import normalise
from undercount.link.names.lexicon import is_common
from undercount.link.names.symbols import MOST_ALIASES, MOST_NAMED
from undercount.link.names.titles import TITLES, without_titles
from undercount.link.names.words import ABU, BIN, BINT, UMM, Word, bound, bound_and_first_ends, is_arabic, latin_words

_SCRIPTS = re.compile("([\u0600-\u06ff][\u0600-\u06ff\\s]*[\u0600-\u06ff]|[\u0600-\u06ff])")
_ASIDE = re.compile(r"""[(\[{)\]}]([^()\[\]{}]*)[)\]}(\[{]|["`]([^"`]+)["`]|(?<!\w)'([^']{2,})'(?!\w)""")
_APART = re.compile(r"\s-+\s?|-+\s|[/|;]")
_NOT_LETTER = re.compile(r"[^\w\s',.\-]|[\d_]")
# "Son of" with a stroke; and a bracket that opens a name opens nothing.
_OF_WHOM = re.compile("^\\W*(ابنه?|بنت|زوجه|حرم|مولوده?)\\s*/")
_NONE = re.compile(
    r"\bلا يوجد\b|\bمجهوله? الهويه\b|\bغير معروفه?\b|\bnot known\b|\bno name\b|\bname withheld(?: by \w+)?\b|^n(?:\.a\.?| ?/ ?a)$"
)
EARLIER = re.compile(r"\b(?:nee|née|aka|a\.k\.a\.|alias|known as|المعروفه? ب|الملقبه? ب|الشهيره? ب)\b", re.IGNORECASE)
_SHORT = short_forms()


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in one script.

    Args:
        given: The person's own name; None where only a kunya or a family name is written.
        fathers: The names between the given and the family name: father, grandfather and further back.
        family: The family name; None where one name stands alone.
        kunya: Abu or Umm with the name of a child; None where there is none.
        aliases: What stood in brackets or quotes.
        words: Every word but the aliases, in order, with those that have no part here since there are too many.
    """

    given: Word | None = None
    fathers: tuple[Word, ...] = ()
    family: Word | None = None
    kunya: Word | None = None
    aliases: tuple[Word, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def nisba(self) -> Word | None:
        """Return the family name where it says where from or of what kind: with the article and ending in i, as al-Masri."""
        family = self.family
        if family is None or not family.article or family.before or not family.stem.endswith(("ي", "i", "y", "ee")):
            return None
        return family


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name. ``given``, ``father`` and the other parts are given in Arabic where it is written, else in Latin letters.

    Args:
        text: The name as it was written.
        arabic: Its parts in Arabic; None where it has no Arabic letters.
        latin: Its parts in Latin letters; None where it has none.
    """

    text: str
    arabic: Parts | None = None
    latin: Parts | None = None

    @property
    def parts(self) -> Parts:
        """Return the parts in Arabic where the name has it, else those in Latin letters, which may all be missing."""
        return self.arabic or self.latin or Parts()

    @property
    def given(self) -> str:
        """Return the given name, or nothing."""
        return _text(self.parts.given)

    @property
    def father(self) -> str:
        """Return the father's name, or nothing."""
        return _text(self.parts.fathers[0] if self.parts.fathers else None)

    @property
    def grandfather(self) -> str:
        """Return the grandfather's name, or nothing."""
        return _text(self.parts.fathers[1] if len(self.parts.fathers) > 1 else None)

    @property
    def family(self) -> str:
        """Return the family name, or nothing."""
        return _text(self.parts.family)

    @property
    def kunya(self) -> str:
        """Return the kunya, or nothing."""
        return _text(self.parts.kunya)

    @property
    def nisba(self) -> str:
        """Return the family name where it is a nisba, or nothing."""
        return _text(self.parts.nisba)


def parse(*texts: str) -> Name:
    """Return a name parsed from one or more ways in which it is written, as from a column in Arabic and one in Latin letters.

    Each script is parsed by itself: a text may hold both. Where a script is written twice, the longer one counts.

    Args:
        texts: What the list writes. Digits and titles are left out, and so is what is said of somebody without a name ("unknown man");
            what is in brackets becomes an alias.
    """
    arabic: Parts | None = None
    latin: Parts | None = None
    for text in texts:
        found_arabic, found_latin = _by_script(_NONE.sub(_no_name, normalise(EARLIER.sub(",", text or ""))))
        arabic = _fuller(arabic, _parts(found_arabic))
        latin = _fuller(latin, _parts(found_latin))
    return Name(" ".join(text for text in texts if text), arabic, latin)


def _no_name(found: re.Match[str]) -> str:
    """Return one word for several that say that there is no name."""
    return " مجهول " if is_arabic(found[0]) else " unknown "


def _text(word: Word | None) -> str:
    return "" if word is None else word.text


def _fuller(one: Parts | None, other: Parts | None) -> Parts | None:
    if one is None or other is None:
        return one or other
    return other if _size(other) > _size(one) else one


def _size(parts: Parts) -> int:
    return len(parts.fathers) + sum(part is not None for part in (parts.given, parts.family, parts.kunya))


def _by_script(text: str) -> tuple[str, str]:
    """Return the Arabic and the Latin part of a text, each with its own brackets; a few letters of another script are ignored."""
    if not is_arabic(text):
        return "", text
    arabic = re.sub("[a-z]+", " ", text)
    latin = _SCRIPTS.sub(" ", text)
    return arabic, latin if len(re.findall("[a-z]", latin)) > 3 else ""


def _parts(text: str) -> Parts | None:
    """Return the parts of a name in one script, or None where nothing of it is left."""
    text = text.lstrip(" ()[]")
    text = _APART.sub(",", _OF_WHOM.sub(r"\1 ", text))
    asides = [next((group for group in found if group), "") for found in _ASIDE.findall(text)]
    main, comma, rest = _ASIDE.sub(" ", text).partition(",")
    words, after = _words(main), _words(rest)
    aliases = [replace(word, alias=True) for aside in asides for word in _words(aside) if word.text not in TITLES]
    if comma and after:
        # "Family, Given Father" puts the words after the comma first; a second family after a whole name is an alias.
        if len(words) <= 1 and not any(word.alias for word in words):
            words = after + words
        else:
            aliases += [replace(word, alias=True) for word in after]
    if not words:
        words, aliases = [replace(word, alias=False) for word in aliases], []
    parts = _assigned(words, aliases)
    return None if parts is None else replace(parts, words=tuple(words))


def _words(text: str) -> list[Word]:
    plain = _NOT_LETTER.sub(" ", text.replace(",", " "))
    return words_of(without_titles(written_words(plain)))


def written_words(text: str) -> list[str]:
    """Return the words of a normalised text in one script, as they are written."""
    return _arabic_words(text) if is_arabic(text) else latin_words(text)


def words_of(written: Iterable[str]) -> list[Word]:
    """Return written words with their particles bound, abbreviations spelt out."""
    return [_spelt_out(word) for word in bound(written)]


def words_and_whether_first_ends(written: Sequence[str]) -> tuple[list[Word], bool]:
    """Return written words as :func:`words_of` does, and whether the first would be the ending of a word before it."""
    words, ends = bound_and_first_ends(written)
    return [_spelt_out(word) for word in words], ends


def _arabic_words(text: str) -> list[str]:
    """Return the Arabic words of a text; two that were written together are parted where the first is a common name."""
    found: list[str] = []
    for word in re.split(r"[\s\-.']+", text):
        cut = next((at for at in range(3, len(word) - 2) if _two_words(word[:at], word[at:])), len(word))
        found += [word[:cut], word[cut:]]
    return [word for word in found if word]


def _two_words(first: str, second: str) -> bool:
    """Return whether letters are two words: a common name, then a word with an article or a particle, or another common name."""
    if not is_common(first):
        return False
    return (len(second) > 4 and second.startswith(("ال", "ابو", "عبدال"))) or (len(second) > 3 and is_common(second))


def _spelt_out(word: Word) -> Word:
    """Return what an abbreviation stands for, by its usual romanisation."""
    meant = _SHORT.get(word.stem)
    return word if meant is None else replace(word, stem=_ROMANISED[meant])


_ROMANISED = {
    "محمد": "muhammad",
    "محمود": "mahmoud",
    "احمد": "ahmad",
    "ابراهيم": "ibrahim",
    "حسين": "hussein",
    "خليل": "khalil",
}


def _assigned(words: list[Word], aliases: Sequence[Word]) -> Parts | None:
    """Return words by their part: a leading Abu or Umm is a kunya, the first other word is the given name, the last the family name.

    Somebody who is only named as a son, a daughter or a wife has no given name.
    """
    kunyas = [word for word in aliases if word.before in (ABU, UMM)]
    others = [word for word in aliases if word.before not in (ABU, UMM)]
    first = words[0].before if words else ""
    if first in (ABU, UMM):
        kunyas.insert(0, words[0])
        words = words[1:]
    if len(words) > 2 and _is_kunya(words[-1], words[-2]):
        kunyas.append(words[-1])
        others += [replace(words[-1], alias=True)] if words[-1].before == ABU else []
        words = words[:-1]
    kunya = replace(kunyas[0], alias=False) if kunyas else None
    if not words:
        return None if kunya is None else Parts(kunya=kunya, aliases=tuple(others[:MOST_ALIASES]))
    given = words[0] if first not in (ABU, UMM, BIN, BINT) or (kunya is not None and len(words) > 1) else None
    rest = words if given is None else words[1:]
    most = MOST_NAMED - (given is not None)
    rest = rest if len(rest) <= most else [*rest[: most - 1], rest[-1]]
    chain = tuple(replace(word, before="") if word.before in (BIN, BINT) else word for word in rest[:-1])
    return Parts(given, chain, rest[-1] if rest else None, kunya, tuple(others[:MOST_ALIASES]))


def _is_kunya(last: Word, family: Word) -> bool:
    """Return whether the last word is a kunya: Umm always, Abu where the word before is a family name already."""
    return last.before == UMM or (last.before == ABU and (family.article or family.before == ABU))
