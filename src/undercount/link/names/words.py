"""Bind particles to the words that they belong to: Abd, Abu, Umm, Bin, Al before a word, al-Din and Allah after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from undercount.link.names.common import NOT_ARTICLE

# The stem of a name of which only the particle is written, as in "Abd."
SHORTENED = "."
ABD, ABU, UMM, BIN, BINT = "abd", "abu", "umm", "bin", "bint"

_PARTICLES = {
    "عبد": ABD,
    "ابو": ABU,
    "ابي": ABU,
    "ابا": ABU,
    "ام": UMM,
    "بن": BIN,
    "ابن": BIN,
    "بنت": BINT,
    "ابنه": BINT,
    **dict.fromkeys(("زوجه", "حرم", "مولود", "مولوده", "wife", "widow", "baby", "son", "daughter"), BIN),
    **dict.fromkeys(("abd", "abdul", "abdel", "abdal", "abdol", "abdu", "abed"), ABD),
    **dict.fromkeys(("abu", "abou", "abo", "aboul", "abul", "abi", "aba"), ABU),
    **dict.fromkeys(("umm", "um", "om", "oum", "omm"), UMM),
    **dict.fromkeys(("bin", "ibn", "ben"), BIN),
    **dict.fromkeys(("bint", "bent"), BINT),
}
_ARTICLES = frozenset(
    {"ال", "al", "el", "ul", "ad", "ar", "as", "ash", "at", "az", "an", "ed", "er", "es", "et", "ez", "en"}
)
_AFTER = {
    "الدين": "din",
    "الله": "allah",
    "الاسلام": "islam",
    "الزهراء": "zahra",
    "الزهرا": "zahra",
    "الحق": "haq",
    **dict.fromkeys(("din", "deen", "eldin", "eldeen", "aldin", "aldeen", "uddin", "eddin", "eddine"), "din"),
    **dict.fromkeys(("allah", "ullah"), "allah"),
    "alislam": "islam",
    "zahra": "zahra",
    "haq": "haq",
}
_GLUED_AFTER = tuple(
    (ending, name) for ending, name in _AFTER.items() if len(ending) >= 4 and ending not in {"zahra", "allah"}
)
# Ata, the vowel of which is that of Allah, too.
_ELIDED = {"at": "ata", "att": "atta"}
# The shortest word that holds another one and an ending: two letters and four.
_SHORTEST_GLUED = 6
# What follows Abd without an article, so that it is one word with it.
_ABD_ALONE = re.compile("(رب[هيوا]|ربنا|رسول|نبي|مناف|يزيد|مولي)|(rabb?[aouiueh]+|nabi|rasool|rasul)")
_ABD_LATIN = re.compile(r"abd(?:[aeou]?l+|[aeou](sh|dh|th|[dnrstz])(?=\1)|u(?=r)|(?=rab))[-' ]?(?=[a-z]{2})")
_ABD_ALLAH = re.compile(r"abd(?:[aeiou]|ou|oo)?l+a*h?")
_SUN = re.compile(r"\b[ae](sh|dh|th|[dnrstz])[- ]\1")
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Word:
    """One name with the particles bound to it.

    Args:
        stem: The name itself, without article and particles.
        before: ``abd``, ``abu``, ``umm``, ``bin``, ``bint`` or nothing.
        article: Whether the stem, bare of other particles, carries the article.
        after: ``din``, ``allah``, ``islam``, ``zahra``, ``haq`` or nothing.
        alias: Whether it stood in brackets or quotes: another spelling or another name of the same person.
    """

    stem: str
    before: str = ""
    article: bool = False
    after: str = ""
    alias: bool = False

    @property
    def text(self) -> str:
        """Return the word with its particles, in one spelling for all ways of writing them apart or together."""
        arabic = is_arabic(self.stem)
        stem = self.stem.strip(SHORTENED)
        takes_article = self.before == ABD and stem and not _ABD_ALONE.fullmatch(stem) and stem not in {"الله", "allah"}
        article = ("ال" if arabic else "al-") if self.article or takes_article else ""
        head, tail = (_WRITTEN[arabic].get(particle, "") for particle in (self.before, self.after))
        return (head + article + stem + tail).strip("-")


_WRITTEN = {
    True: {
        ABD: "عبد",
        ABU: "ابو",
        UMM: "ام",
        BIN: "بن",
        BINT: "بنت",
        "din": "الدين",
        "allah": "الله",
        "islam": "الاسلام",
        "zahra": "الزهرا",
        "haq": "الحق",
    },
    False: {
        ABD: "abd-",
        ABU: "abu-",
        UMM: "umm-",
        BIN: "bin-",
        BINT: "bint-",
        "din": "-al-din",
        "allah": "-allah",
        "islam": "-al-islam",
        "zahra": "-al-zahra",
        "haq": "-al-haq",
    },
}


def is_arabic(text: str) -> bool:
    """Return whether a word has Arabic letters."""
    return _ARABIC.search(text) is not None


def bound(words: Iterable[str]) -> tuple[Word, ...]:
    """Return the words of a name in one script, each with its particles.

    Args:
        words: Words in the spelling of ``normalise``; in Latin script without full stops and hyphens.
    """
    return tuple(_endings(_heads([word for word in words if word])))


def _heads(words: list[str]) -> Iterator[Word]:
    """Yield words with the particles before them: read from the left, a particle waits for its word."""
    before, article, particle = "", False, ""
    for at, given in enumerate(words):
        word, more = given, at + 1 < len(words)
        if word == "abd.":
            yield Word(SHORTENED, ABD)
            continue
        if more and word in _ARTICLES and not (before and article):
            article = True
            continue
        if more and word == "of" and before in (BIN, BINT):
            continue
        if more and not before and word in _PARTICLES and not _is_name(word, words[at + 1]):
            before, particle = _PARTICLES[word], word
            article = article or word in {"abdul", "abdel", "abdal", "abdol", "aboul", "abul"}
            continue
        if (
            not more
            and not before
            and at
            and word in _PARTICLES
            and word not in {"abed", "om", "ben"}
            and _PARTICLES[word] != ABD
        ):
            return
        if before and word in _AFTER and before != ABD and not article:
            yield Word(particle)
            before = ""
        yield _split(word, before, article)
        before, article = "", False


def _is_name(word: str, following: str) -> bool:
    """Return whether Abed or Abd is a name of its own here: before a word that takes neither the article nor the particle."""
    if word == "abed":
        return following not in _ARTICLES and not following.startswith(("al", "el", "rab"))
    return False


def is_open(word: str) -> bool:
    """Return whether a word may wait for the next one: an article, a particle, an abbreviated Abd."""
    return word in _ARTICLES or word in _PARTICLES or word in ("of", "abd.")


def is_article(word: str) -> bool:
    """Return whether a word is an article by itself."""
    return word in _ARTICLES


def may_end(word: str) -> bool:
    """Return whether a word, with an article before it or without, may be the ending of the word before."""
    return word in _AFTER or f"ال{word}" in _AFTER or word == "islam"


def bound_and_first_ends(words: Iterable[str]) -> tuple[tuple[Word, ...], bool]:
    """Return words with their particles as :func:`bound` does, and whether the first would be the ending of a word before it."""
    heads = list(_heads([word for word in words if word]))
    return tuple(_endings(iter(heads))), bool(heads) and _after(heads[0]) != ""


def _split(word: str, before: str, article: bool) -> Word:
    """Return a word whose particles may be written together with it."""
    if is_arabic(word):
        return _split_arabic(word, before, article)
    return _split_latin(word, before, article)


def _split_arabic(word: str, before: str, article: bool) -> Word:
    if not before and len(word) >= 6 and word.startswith(("عبدال", "ابو")):
        before, word = (ABD, word[3:]) if word.startswith("عبد") else (ABU, word[3:])
    elif not before and word.startswith("عبد") and len(word) > 4 and _ABD_ALONE.fullmatch(word[3:]):
        before, word = ABD, word[3:]
    if word in {"عبداله", "عبدله"}:
        return Word("الله", ABD)
    if before == ABD and word in {"له", "اله", "الله", "لله"}:
        return Word("الله", ABD)
    if word.startswith("ال") and len(word) >= 5 and word not in NOT_ARTICLE:
        word, article = word[2:], True
    return Word(word, before, article and not before)


def _split_latin(word: str, before: str, article: bool) -> Word:
    if not before and _ABD_ALLAH.fullmatch(word):
        return Word("allah", ABD)
    if not before and (found := _ABD_LATIN.match(word)):
        before, word = ABD, word[found.end() :]
    elif not before and word.startswith(("abu", "abou")) and len(word) >= 6:
        before, word = ABU, re.sub("^abo?ul?(?=[a-z]{3})", "", word)
    if before == ABD and re.fullmatch("(al|el|ul)?l?ah?|(al|el|ul)lah?", word):
        return Word("allah", ABD)
    return Word(word, before, article and not before)


def _endings(words: Iterator[Word]) -> Iterator[Word]:
    """Yield words with the particles after them, which stood apart or were written together."""
    last: Word | None = None
    for word in words:
        name = _after(word)
        if name and last is not None and not last.after and last.before != ABD:
            last = Word(last.stem, last.before, last.article, name, last.alias)
            continue
        if last is not None:
            yield last
        last = _unglued(word)
    if last is not None:
        yield last


def _after(word: Word) -> str:
    """Return which ending a word is, if it is one."""
    if word.before:
        return ""
    if is_arabic(word.stem):
        return _AFTER.get(("ال" if word.article else "") + word.stem, "")
    if word.stem == "islam":
        return "islam" if word.article else ""
    return _AFTER.get(word.stem, "") if word.article or word.stem not in {"zahra", "haq"} else ""


def _unglued(word: Word) -> Word:
    """Return a word without an ending that was written together with it."""
    if word.after or word.before == ABD or len(word.stem) < _SHORTEST_GLUED:
        return word
    for ending, name in _GLUED_AFTER:
        if word.stem.endswith(ending) and len(word.stem) >= len(ending) + 2:
            return Word(word.stem[: -len(ending)], word.before, word.article, name)
    for ending in ("الله", "ullah", "allah"):
        if word.stem.endswith(ending) and len(word.stem) >= len(ending) + 2:
            stem = word.stem[: -len(ending)]
            return Word(_ELIDED.get(stem, stem), word.before, word.article, "allah")
    return word


def latin_words(text: str) -> list[str]:
    """Return the Latin words of a normalised text: hyphens and full stops separate, assimilated articles stand alone."""
    apart = _SUN.sub(lambda found: f"al {found.group(1)}", text)
    return [word.strip("'") for word in re.split(r"[\s\-]+|(?<!\babd)\.", apart) if word.strip("'")]
