"""A sentence as the rules see it: each word in small letters with a coarse class, by the parser's tags where there are any.

References:
    Penn Treebank tags (Santorini 1990) are folded into the classes below; without a parser they are guessed from the word itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from undercount.read.prose.english.forms import plural
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.proposal import Span
from undercount.read.prose.words import Sentence, folded

_OF_TAG = {
    "DT": "det", "PDT": "det", "WDT": "pron", "PRP": "pron", "PRP$": "poss", "WP": "pron", "WP$": "poss", "EX": "pron",
    "CD": "num", "JJ": "adj", "JJR": "adj", "JJS": "adj", "AFX": "adj", "NN": "noun", "NNS": "nouns", "NNP": "name",
    "NNPS": "name", "VB": "base", "VBP": "base", "VBZ": "base", "VBD": "past", "VBN": "past", "VBG": "ing", "MD": "modal",
    "IN": "prep", "TO": "prep", "RP": "adv", "RB": "adv", "RBR": "adv", "RBS": "adv", "WRB": "sub", "CC": "conj", "POS": "pos",
}  # fmt: skip
_LISTS = {
    "determiners": "det", "possessives": "poss", "pronouns": "pron", "prepositions": "prep", "conjunctions": "conj",
    "subordinators": "sub", "auxiliaries": "aux", "modals": "modal", "negations": "adv", "adverbs": "adv", "time": "time",
    "verbs": "past",
}  # fmt: skip
_CLOSED = frozenset({"det", "poss", "pron", "prep", "conj", "sub", "aux", "modal", "adv", "time"})
_SPANS = frozenset({"year", "years", "month", "months", "week", "weeks", "day", "days"})
_NAMES_IN_CAPITALS = frozenset({"IS", "AS"})
"""Names of groups that only their capitals tell from words of grammar: the Islamic State, al-Shabaab."""
_AGED = frozenset({"yo", "yr-old", "y.o.", "y.o"})
"""How notes shorten "year-old" behind a number."""
_MISTAKEN = frozenset({"VBZ", "VBP", "VB", "FW"})
"""Tags that the parser gives to plurals in notes without grammar: "5 susp militants dead"."""
_ADJECTIVES = ("ous", "ive", "ful", "less", "ish", "able", "ible", "ical", "year-old", "old")


@dataclass(frozen=True)
class Line:
    """One sentence with what the rules look at.

    Args:
        sentence: The sentence.
        lexicon: The words that the rules know.
    """

    sentence: Sentence
    lexicon: Lexicon

    def __len__(self) -> int:
        return len(self.sentence.words)

    @cached_property
    def low(self) -> tuple[str, ...]:
        """Return the words in small letters; a name in capitals that is else a word of grammar ("IS", "AS") stays as it is."""
        texts = [word.text for word in self.sentence.words]
        named = _NAMES_IN_CAPITALS.intersection(texts) if any(text.islower() for text in texts) else frozenset()
        return tuple(text if text in named else folded(text) for text in texts)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Return the words' classes: ``noun``, ``nouns`` (plural), ``name``, ``past``, ``ing``, ``base``, ``num``, ``mark``, …"""
        known, guessed = _closed(self.lexicon), not self.sentence.parsed
        several = _several(self.lexicon)
        found = [
            _class(word.text, low, word.tag, known, several, guess=guessed)
            for word, low in zip(self.sentence.words, self.low, strict=True)
        ]
        for at in range(1, len(found) - 1):
            if self.low[at + 1] == "old" and self.low[at] in _SPANS:
                found[at - 1 : at + 2] = ["adj", "adj", "adj"]
        for at, low in enumerate(self.low):
            if low in _NAMES_IN_CAPITALS:
                found[at] = "name"
            elif low == "lay" and self.low[at + 1 : at + 2] in (("dead",), ("lifeless",), ("bleeding",)):
                found[at] = "aux"
            elif at and (size := aged(self.low, at)) and self.low[at - 1].isdigit():
                found[at - 1 : at + size] = ["adj"] * (size + 1)
        return tuple(found)

    def span(self, start: int, end: int) -> Span:
        """Return the characters of the words from ``start`` up to, not with, ``end``."""
        words = self.sentence.words
        return Span(words[start].start, words[end - 1].end)

    def text(self, start: int, end: int) -> str:
        """Return the words in small letters, one space between."""
        return " ".join(self.low[start:end])


def aged(low: Sequence[str], at: int) -> int:
    """Return how many words from one on are short for "year-old" ("10 y/o girl"), 0 where none are."""
    if tuple(low[at : at + 3]) == ("y", "/", "o"):
        return 3
    return int(at < len(low) and low[at] in _AGED)


def _class(text: str, low: str, tag: str, known: Mapping[str, str], several: frozenset[str], *, guess: bool) -> str:
    closed = known.get(low, "")
    if text == "\ufffd":
        return "mark"  # what a wrong encoding left of a quotation mark or a dash
    if low == "'s":
        return "pos" if guess or tag == "POS" else "aux"
    if closed == "aux" or (closed == "time" and (low != "may" or text[0].isupper())):
        return closed
    if not guess:
        return _tagged(low, tag, closed, several)
    if closed and not (closed == "past" and text[0].isupper()):
        return closed
    return _guessed(text, low)


def _tagged(low: str, tag: str, closed: str, several: frozenset[str]) -> str:
    if tag == "IN" and closed == "sub":
        return "sub"
    if low[0].isdigit() and low[-1].isalpha():
        return "adj" if "-" in low else "mark"
    if tag in _MISTAKEN and low in several:
        return "nouns"
    return _OF_TAG.get(tag, "mark" if not low[0].isalnum() else "noun")


def _guessed(text: str, low: str) -> str:
    if not low[0].isalnum():
        return "mark"
    if low[0].isdigit():
        if low[-1].isalpha():
            return "adj" if "-" in low else "mark"
        return "num"
    if low.endswith("ly") and len(low) > 4:
        return "adv"
    if low.endswith(_ADJECTIVES):
        return "adj"
    if text[0].isupper():
        return "name"
    if low.endswith("ing") and len(low) > 5:
        return "ing"
    if low.endswith("ed") and len(low) > 4:
        return "past"
    return "nouns" if low.endswith("s") and not low.endswith(("ss", "us", "is")) else "noun"


@cache
def _closed(lexicon: Lexicon) -> Mapping[str, str]:
    lists = ((word, kind) for heading, kind in _LISTS.items() for word in lexicon.words("grammar", heading))
    found: dict[str, str] = {}
    for word, kind in lists:
        found.setdefault(word, kind)
    for word in (*lexicon.table("numbers", "units"), *lexicon.table("numbers", "scales")):
        found.setdefault(word, "num")
    return found


@cache
def _several(lexicon: Lexicon) -> frozenset[str]:
    """Return the plurals for persons, which no tag makes verbs."""
    known = nouns(lexicon, "person", "forces", "rebels")
    return frozenset(word for word, one in known.items() if word != one)


@cache
def nouns(lexicon: Lexicon, *headings: str) -> Mapping[str, str]:
    """Return the person words under some headings, and their plurals, each with its singular."""
    found: dict[str, str] = {}
    for heading in headings:
        for word in lexicon.words("persons", heading):
            found.setdefault(word, word)
            found.setdefault(plural(word), word)
    irregular = lexicon.table("persons", "irregular")
    found.update({many: one for many, one in irregular.items() if one in found})
    return found
