"""How far a noun phrase runs: over modifiers, nouns, and the marks and conjunctions inside of it.

References:
    Abney 1991, Parsing by Chunks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line, nouns

_MODIFIERS = frozenset({"adj", "noun", "nouns", "name", "past", "ing", "pos"})
_PEOPLE = ("person", "forces", "rebels", "civilian", "child", "female", "male")
_DASHES = frozenset({"-", "–", "—"})
_NO_MODIFIER = frozenset({"killed", "gunshot", "shooting", "stabbing"})
_SAID = frozenset({"said", "says", "told", "added", "thought", "announced", "stated"})
"""Verbs of saying, which describe nobody: "police said militants", unlike "suspected militants"."""
_INTO = frozenset({"including", "included", "includes"})


def phrase_end(line: Line, at: int, stops: frozenset[int]) -> int:
    """Return the index after the modifiers and nouns that begin at a word."""
    end = at
    while end < len(line):
        kind = line.classes[end]
        if line.low[end] in _INTO or (end in stops and not (end == at and _attributive(line, end))):
            break
        if line.low[end] in _SAID:
            break
        if kind in ("past", "ing") and (not _modifies(line, end) or (kind == "past" and _is_finite(line, at, end))):
            break
        if kind in _MODIFIERS or line.low[end] in many_words(line.lexicon):
            end += 1
        elif kind == "time" and end == at:
            break
        elif (joint := _joint(line, at, end)) > end:
            end = joint
        else:
            break
    return end


def _attributive(line: Line, at: int) -> bool:
    """Say whether a participle stands before its noun: "three injured policemen"."""
    return (
        at + 1 < len(line)
        and line.low[at + 1] in person_words(line.lexicon)
        and line.low[at] not in _NO_MODIFIER
        and line.low[at + 1] != "dead"
    )


def _modifies(line: Line, at: int) -> bool:
    nxt = line.classes[at + 1] if at + 1 < len(line) else ""
    return nxt in ("adj", "noun", "nouns", "name") or (
        nxt == "past" and at + 2 < len(line) and line.classes[at + 2] == "nouns"
    )


def _is_finite(line: Line, start: int, at: int) -> bool:
    """Say whether a past form behind a word for persons is their verb: "a gunman opened fire"."""
    return at > start and line.low[at - 1] in person_words(line.lexicon)


def _joint(line: Line, start: int, at: int) -> int:
    """Return the index after a mark or conjunction inside a noun phrase ("TTP and LeI militants", "FMLN (ERP) rebels"), else ``at``."""
    if at + 1 >= len(line) or at == start:
        return at
    low, classes = line.low, line.classes
    if low[at] == ".":
        short = low[at - 1] in line.lexicon.words("grammar", "abbreviations") and classes[at + 1] in (
            "noun",
            "nouns",
            "name",
        )
        return at + 1 if short else at
    if low[at] in _DASHES and _is_spaced(line, at):
        return at
    if low[at] in ('"', "'", "“", "”", "‘", "-", "/") and classes[at + 1] in ("noun", "nouns", "name", "adj"):
        return at + 1
    if low[at] == "(" and classes[at + 1] in ("name", "noun") and at + 2 < len(line) and low[at + 2] == ")":
        return at + 3 if at + 3 < len(line) and (classes[at + 3] in _MODIFIERS or low[at + 3] in ("[", "(")) else at
    if low[at] in ("[", "("):
        close = next((i for i in range(at + 1, min(len(line), at + 8)) if low[i] in ("]", ")")), at)
        joined = close > at and close + 1 < len(line) and low[close + 1] in person_words(line.lexicon)
        return close + 1 if joined else at
    if (
        low[at] in ("and", "&", "or", "/", ",")
        and classes[at - 1] in ("name", "adj", "noun")
        and classes[at + 1] in ("name", "adj", "noun")
    ):
        ahead = at + 2
        while ahead < len(line) and classes[ahead] in ("name", "adj", "noun"):
            ahead += 1
        known = person_words(line.lexicon)
        persons = any(
            word in known
            for word, kind in zip(low[start:at], classes[start:at], strict=True)
            if kind not in ("adj", "name") or known.get(word, word) != word
        )
        if ahead < len(line) and classes[ahead] == "nouns" and low[ahead] in known and not persons:
            return at + 1
    return at


def _is_spaced(line: Line, at: int) -> bool:
    """Say whether a dash stands free between spaces, so that it parts two clauses: "fire at Odra - driver killed"."""
    words = line.sentence.words
    return words[at - 1].end < words[at].start and words[at].end < words[at + 1].start


@cache
def person_words(lexicon: Lexicon) -> Mapping[str, str]:
    """Return the words for persons, singular and plural, each with its singular."""
    found = dict(nouns(lexicon, *_PEOPLE))
    found.update({word: found.get(word, word) for word in many_words(lexicon)})
    return found


@cache
def many_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that mean several without a plural's form."""
    return lexicon.words("persons", "many")


def acts(line: Line, at: int, stops: frozenset[int]) -> bool:
    """Say whether a verb with an object stands at a word: "killed three farmers, and soldiers killed two"."""
    verb = at in stops or line.classes[at : at + 1] == ("past",)
    return verb and line.classes[at + 1 : at + 2] in (("num",), ("det",), ("poss",), ("name",))


def skip(line: Line, at: int) -> int:
    """Step over the marks and words between a number and its noun: quotes, "or more", "other", "of the"."""
    while at < len(line) and (
        line.low[at] in ("the", "other", "others", "more", "'", '"', "“", "‘", "additional", "]", "further")
        or line.low[at] in ("his", "their", "its", "her", "our", "my", "your")
    ):
        at += 1
    return at


def partitive(line: Line, at: int) -> tuple[int, int] | None:
    """Return the head and end of "them", "whom", "the dead", "the victims" behind "two of"; None where a count is complete."""
    if at >= len(line):
        return None
    if line.low[at] in ("them", "whom", "which", "those"):
        return at, at + 1
    if line.low[at] in ("the", "these", "those", "his", "her", "their") and at + 1 < len(line):
        word = line.low[at + 1]
        if word in ("dead", "victims", "wounded", "injured", "deceased", "casualties", "fatalities", "killed"):
            return at + 1, at + 2
    return None


def head_of(line: Line, at: int, end: int) -> int:
    """Return the head of a noun phrase: its last word for persons, else its last noun, else its last word."""
    known = person_words(line.lexicon)
    persons = [i for i in range(at, end) if line.low[i] in known]
    common = [i for i in range(at, end) if line.classes[i] in ("noun", "nouns")]
    if persons and (not common or persons[-1] >= common[-1] or _is_guess(line, persons[-1], common[-1])):
        return persons[-1]
    if common:
        return common[-1]
    return end - 1


def _is_guess(line: Line, person: int, last: int) -> bool:
    """Say whether a word behind a plural for persons was only guessed to be a noun: "six nurses remain"."""
    return (
        not line.sentence.parsed
        and person_words(line.lexicon)[line.low[person]] != line.low[person]
        and line.classes[last] == "noun"
    )


def is_many(line: Line, head: int) -> bool:
    """Say whether a word for persons means several of them."""
    word = line.low[head]
    return word in many_words(line.lexicon) or person_words(line.lexicon)[word] != word
