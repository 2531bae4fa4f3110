"""Speakers: whether they are named, whether they are the author, and what a pronoun stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.words import Attribution
from undercount.read.prose.words import Document, Word

REACH = 600
"""How many characters back a pronoun's words are looked for."""

_AUTHOR = frozenset({"i", "we", "me", "us", "you", "one"})
_NOBODY = frozenset({"nobody", "no", "none", "neither", "nothing"})
_HE = frozenset({"he", "him", "his"})
_SHE = frozenset({"she", "her"})
_IT = frozenset({"it", "its"})
_THEY = frozenset({"they", "them", "their"})
_WHO = frozenset({"who", "which", "that"})
_CUT = frozenset({"in", "of", "from", "for", "at", "who", "with", "on", "near", "which", "that", "close"})
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her"})
_PERSONS = ("person", "forces", "rebels", "not_armed", "civilian", "female", "male", "child", "anybody")
_PRONOUNS = _HE | _SHE | _IT | _THEY | _WHO


def is_author(one: Attribution, document: Document) -> bool:
    """Say whether the one who speaks is the text's own voice: "I", "we", outside any quotation."""
    return one.source is not None and one.source.of(document.text).lower() in _AUTHOR


def is_nobody(one: Attribution, document: Document) -> bool:
    """Say whether what looks like a speaker is none: "Nobody knows …", "no group has claimed …"."""
    return one.source is not None and one.source.of(document.text).lower().split()[0] in _NOBODY


def is_named(one: Attribution, document: Document) -> bool:
    """Say whether a source is named ("the UN", "Dr Ahmed Said"), not only described ("a UN official", "residents")."""
    if one.source is None:
        return False
    words = _words(document, one.source)
    if not words or words[0].text.lower() in _PRONOUNS:
        return False
    if any(word.role for word in words):
        return _is_proper(words[_head(words, document)], words)
    first = one.source.start == 0 or document.text[: one.source.start].rstrip()[-1:] in '.!?\n"”'
    return any(_has_name(part, first and part[0] is words[0]) for part in _parts(words))


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """Return what stands between the commas of a source, each up to its first preposition: "officials" of "officials in Aleppo"."""
    parts: list[list[Word]] = [[]]
    is_cut = False
    for word in words:
        if word.text == ",":
            parts.append([])
            is_cut = False
        elif is_cut or word.text.lower() in _CUT:
            is_cut = True
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _has_name(part: Sequence[Word], is_first: bool) -> bool:
    """Say whether a bare noun phrase is a name; a first word has its capital from the sentence."""
    if len(part) == 1 and is_first:
        return part[0].text.isupper()
    last = next((word for word in reversed(part) if word.text[0].isalpha()), part[-1])
    return last.text[0].isupper()


def _is_proper(head: Word, words: Sequence[Word]) -> bool:
    if head.tag.startswith("NNP") or (head.text.isupper() and len(head.text) > 1):
        return True
    at = words.index(head)
    return any(w.tag.startswith("NNP") and w.role == "appos" for w in words[at:])


def _head(words: Sequence[Word], document: Document) -> int:
    """Return which of a source's words the others hang on."""
    sentence = document.sentences[_at(document, words[0].start)]
    own = {word.start for word in words}
    for at, word in enumerate(words):
        above = sentence.words[word.head]
        if above.start not in own or above is word:
            return at
    return len(words) - 1


def with_meaning(found: Sequence[Attribution], document: Document, cues: Cues) -> list[Attribution]:
    """Return attributions whose pronouns have the words that they stand for."""
    done: list[Attribution] = []
    for one in found:
        done.append(_meaning(one, done, document, cues))
    return done


def _meaning(one: Attribution, before: Sequence[Attribution], document: Document, cues: Cues) -> Attribution:
    if one.source is None or one.source.end - one.source.start > 5:
        return replace(one, meant=None)
    low = one.source.of(document.text).lower()
    if low in _WHO and one.meant is not None:
        named = is_named(replace(one, source=one.meant), document)
        return replace(one, named=named)
    if low not in _PRONOUNS:
        return replace(one, meant=None)
    for meant in _candidates(one.source, before, document):
        if _fits(low, meant, document, cues):
            return replace(one, meant=meant, named=is_named(replace(one, source=meant), document))
    return replace(one, meant=None)


def _candidates(source: Span, before: Sequence[Attribution], document: Document) -> list[Span]:
    """Return what a pronoun can stand for: the speakers before it, then the subjects and names before it, the nearest first."""
    spoken = [a.meant or a.source for a in before if a.source is not None and a.source.end <= source.start]
    last = [span for span in reversed(spoken) if span is not None and source.start - span.end <= REACH]
    return [*last[:4], *_subjects(source, document)]


def _subjects(source: Span, document: Document) -> list[Span]:
    found: list[Span] = []
    at = _at(document, source.start)
    for index in range(at, max(-1, at - 3), -1):
        sentence = document.sentences[index]
        words = [w for w in sentence.words if w.end <= source.start]
        subjects = [w for w in words if w.role in ("nsubj", "nsubjpass") and w.text.lower() not in _PRONOUNS]
        found.extend(_phrase(w, sentence.words) for w in subjects)
        if not sentence.parsed:
            found.extend(_capitals(words))
    return found


def _phrase(head: Word, words: Sequence[Word]) -> Span:
    """Return a noun with the words that hang directly before it, and a name that is one with it."""
    at = words.index(head)
    start = at
    while start > 0 and words[start - 1].head == at and words[start - 1].text[0].isalnum():
        start -= 1
    return Span(words[start].start, head.end)


def _capitals(words: Sequence[Word]) -> list[Span]:
    """Return the runs of capitalised words of a sentence that was not parsed."""
    runs: list[list[Word]] = []
    for word in words:
        if word.text[0].isupper() and word.text.lower() not in _PRONOUNS | _AUTHOR:
            if runs and runs[-1][-1].end + 1 == word.start:
                runs[-1].append(word)
            else:
                runs.append([word])
    return [Span(run[0].start, run[-1].end) for run in runs]


def _fits(pronoun: str, meant: Span, document: Document, cues: Cues) -> bool:
    low = [word.text.lower() for word in _words(document, meant)]
    if not low or low[0] in _PRONOUNS | _AUTHOR or _DETERMINERS.issuperset(low):
        return False
    if pronoun in _HE | _SHE and not _is_person(_words(document, meant), document, cues):
        return False
    is_body = any(word in cues.bodies for word in low) or meant.of(document.text).isupper()
    many = _is_many(_words(document, meant), document)
    if pronoun in _IT:
        return is_body and not many
    if pronoun in _THEY:
        return many or is_body
    if is_body and not ({*low} & (cues.men | cues.women)):
        person = low[-1] not in cues.bodies and not meant.of(document.text).isupper()
        return person and not many
    return not many and not ({*low} & (cues.women if pronoun in _HE else cues.men))


def _is_person(words: Sequence[Word], document: Document, cues: Cues) -> bool:
    """Say whether words name somebody, or are headed by a word for a person: "the mayor", but not "the attack" or "Saturday"."""
    times = lexicon().words("grammar", "time")
    if not any(word.role for word in words):
        return not all(word.text.lower() in times | _DETERMINERS for word in words)
    head = words[_head(words, document)]
    if head.tag.startswith("NNP"):
        return head.text.lower() not in times
    return not {head.text.lower(), head.lemma}.isdisjoint(_persons(cues))


@cache
def _persons(cues: Cues) -> frozenset[str]:
    words = lexicon()
    return cues.sources | cues.men | cues.women | {word for name in _PERSONS for word in words.words("persons", name)}


def _is_many(words: Sequence[Word], document: Document) -> bool:
    if any(word.text.lower() in ("two", "three", "several", "some", "many", "most") for word in words):
        return True
    if any(word.tag for word in words):
        return words[_head(words, document)].tag in ("NNS", "NNPS")
    last = words[-1].text
    return last[0].islower() and last.endswith("s") and not last.endswith("ss")


def _words(document: Document, span: Span) -> list[Word]:
    sentence = document.sentences[_at(document, span.start)]
    return [w for w in sentence.words if span.start <= w.start and w.end <= span.end]


def _at(document: Document, position: int) -> int:
    return max(0, bisect_right(document.sentences, position, key=lambda sentence: sentence.start) - 1)
