"""Attributions by patterns alone: in a sentence that was not parsed, in a headline, and in a source in parentheses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.cues import Cues, Phrase
from undercount.read.prose.speech.words import Attribution
from undercount.read.prose.words import Document, Sentence, Word

LONGEST_SOURCE = 25
"""The most words that a source has in a sentence that was not parsed."""

_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_HAVE = frozenset({"has", "have", "had"})
_NO_VERB_AFTER = frozenset(
    {
        "the",
        "a",
        "an",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "to",
        "of",
        "no",
        "any",
        "some",
        "this",
        "these",
        "in",
        "new",
        "for",
    }
)
_NOT_SAID = frozenset({"of", "by", "in", "with", "from", "as", "for", "into", "up", "on", "at", "out"})
_CUT = frozenset({"and", "but", "while", "although", "as", "when", "because", "that", "which", "after", "before"})
_MARKS = frozenset({",", ";", ":", "-", "–", "—", '"', "”", "“", "''", "."})
_QUOTES = frozenset('"“”')
_COLON = re.compile(r"(?P<source>[^\n:.!?]{2,70}?):(?=\s*\S)")
_AT_END = re.compile(r"[(\[](?:source:?\s+|via\s+)?(?P<source>[^()\[\]\n]{2,50})[)\]]\s*[.]?\s*$", re.I)
_TOLD_AT_END = re.compile(r"[:–—-]\s*(?P<source>[^\s:–—][^:–—\n]{1,40})$")
_LETTERS = re.compile(r"[A-Z][A-Za-z]*[A-Z]\.?")


def in_plain(sentence: Sentence, cues: Cues) -> list[Attribution]:
    """Return the attributions that a sentence of bare words holds."""
    words = sentence.words
    low = [word.text.lower() for word in words]
    found: list[Attribution] = []
    cited = -1
    for at, word in enumerate(low):
        if at <= cited or word not in cues.every:
            continue
        phrase = next((p for p in cues.phrases.get(word, ()) if tuple(low[at : at + len(p.words)]) == p.words), None)
        one = None
        if phrase is not None:
            one = _by_phrase(words, low, at, phrase, cues)
            cited = _with_apposition(words, low, _until(low, at + len(phrase.words)))
        elif word in cues.adverbs:
            rule, standing = cues.adverbs[word]
            one = _made(words, [(0, at - 1), (at + 1, len(words) - 1)], None, (at, at), f"{rule}/plain", standing)
        elif "clause" in cues.verbs.get(word, ()) and word in cues.finite:
            one = _by_verb(words, low, at, cues)
        if one is not None:
            found.append(one)
    return found


def _by_phrase(words: Sequence[Word], low: Sequence[str], at: int, phrase: Phrase, cues: Cues) -> Attribution | None:
    first = at + len(phrase.words)
    end = _until(low, first)
    if at and first <= end:
        end = _with_apposition(words, low, end)
    if end < first or (
        phrase.only_sources
        and not any(words[k].text[0].isupper() or low[k] in cues.sources for k in range(first, end + 1))
    ):
        return None
    pieces = [(0, at - 1), (end + 1, len(words) - 1)]
    return _made(words, pieces, (first, end), (at, first - 1), f"{phrase.rule}/{phrase.how}", phrase.standing)


def _until(low: Sequence[str], first: int) -> int:
    """Return the last word of a source that begins at a word: up to the next mark."""
    end = first
    while end < len(low) and low[end] not in _MARKS and end - first < LONGEST_SOURCE:
        end += 1
    return end - 1


def _with_apposition(words: Sequence[Word], low: Sequence[str], end: int) -> int:
    """Return the last word of a source with what explains it: "a resident, Omar Haddad", "Omar Haddad, the mayor"."""
    if end + 2 >= len(low) or low[end + 1] != ",":
        return end
    more = _until(low, end + 2)
    part = words[end + 2 : more + 1]
    is_name = all(word.text[0].isupper() for word in part)
    is_thing = low[end + 2] in ("a", "an", "the", "who") and (_BE | _HAVE).isdisjoint(low[end + 2 : more + 1])
    return more if part and (is_name or is_thing) else end


def _by_verb(words: Sequence[Word], low: Sequence[str], at: int, cues: Cues) -> Attribution | None:
    takes = cues.verbs[low[at]]
    rule, standing = takes["clause"]
    before = low[at - 1] if at else ""
    if before in _NO_VERB_AFTER or not at:
        return None
    if before in _BE and low[at].endswith(("ed", "d", "t", "n")):
        is_told = "passive" in takes or low[at + 1 : at + 2] in (["to"], ["that"])
        return _passive(words, low, at, (rule, standing)) if is_told else None
    last = len(words) - 1
    if at >= 3 and (words[at - 1].text in _QUOTES or before == ","):
        end = _until(low, at + 1)
        if end > at and (before != "," or _is_speaker(words, at + 1, end, cues)):
            return _made(words, [(0, at - 1), (end + 1, last)], (at + 1, end), (at, at), f"{rule}/before", standing)
    return _behind_subject(words, low, at, cues)


def _behind_subject(words: Sequence[Word], low: Sequence[str], at: int, cues: Cues) -> Attribution | None:
    """Return what a verb behind its subject says, or what stands before both: "the toll, she said, rose"."""
    takes, last = cues.verbs[low[at]], len(words) - 1
    rule, standing = takes["clause"]
    start = _clause_start(low, at)
    if start >= at or at - start > LONGEST_SOURCE:
        return None
    source = (start, at - 1)
    ends = _end_of_tag(low, at)
    if ends is not None and start >= 3 and "around" in takes and low[start - 1] in _MARKS:
        return _made(words, [(0, start - 1), (ends + 1, last)], source, (at, at), f"{rule}/around", standing)
    content = _behind_verb(low, at, cues)
    if content is None or content > last:
        return None
    if "raised" in takes:
        return _made(words, [source, (content, last)], None, (at, at), f"{rule}/behind", standing)
    return _made(words, [(content, last)], source, (at, at), f"{rule}/behind", standing)


def _behind_verb(low: Sequence[str], at: int, cues: Cues) -> int | None:
    """Return where what a verb says begins behind it, or None where nothing of the kind stands there."""
    after = low[at + 1] if at + 1 < len(low) else "."
    behind = next((k for k in range(at + 1, min(len(low) - 1, at + 9)) if low[k] in ("that", ",")), None)
    if behind is not None and low[behind] == "that":
        return behind + 1
    if after in _NOT_SAID or after in (",", ".") or after in _BE | _HAVE:
        return None
    if low[at] in cues.hearers:
        return _behind_hearer(low, at)
    return at + 2 if after == ":" else at + 1


def _behind_hearer(low: Sequence[str], at: int) -> int:
    for k in range(at + 1, min(len(low), at + 10)):
        if low[k] in ("that", ",", ":"):
            return k + 1
    return at + 2


def _end_of_tag(low: Sequence[str], at: int) -> int | None:
    """Return the last word of "said on Monday" where the sentence or the clause ends behind it, or None."""
    for k in range(at + 1, min(len(low), at + 7)):
        if low[k] in (",", "."):
            return k - 1
        if low[k] == "that":
            return None
    return len(low) - 1 if len(low) - at <= 6 else None


def _passive(words: Sequence[Word], low: Sequence[str], at: int, rule: tuple[str, str]) -> Attribution | None:
    after = low[at + 1] if at + 1 < len(words) else ""
    last = len(words) - 1
    start = at - 1
    while start > 0 and low[start - 1] in _BE | _HAVE:
        start -= 1
    if after == "by":
        end = _until(low, at + 2)
        return _made(
            words, [(0, start - 1), (end + 1, last)], (at + 2, end), (start, at), f"{rule[0]}/passive", rule[1]
        )
    if low[start - 1] == "it" and start:
        return _made(
            words, [(at + 2 if after == "that" else at + 1, last)], None, (start, at), f"{rule[0]}/passive", rule[1]
        )
    return _made(words, [(0, start - 1), (at + 1, last)], None, (start, at), f"{rule[0]}/passive", rule[1])


def _clause_start(low: Sequence[str], at: int) -> int:
    """Return where the source before a verb begins; a name with words between commas ("Ahmed, a doctor, said") is one source."""
    k = at - 1
    if low[k] == ",":
        k -= 1
        while k >= 0 and low[k] != ",":
            k -= 1
        k -= 1
        if k < 0:
            return 0 if low[at - 1] != "," else at
    while k >= 0 and low[k] not in _MARKS and low[k] not in _CUT | {"said", "says"}:
        k -= 1
    if k >= 0 and low[k] == "and" and not (k and low[k - 1] == ","):
        while k >= 0 and low[k] not in _MARKS and low[k] not in _CUT - {"and"}:
            k -= 1
    return k + 1


def _is_speaker(words: Sequence[Word], first: int, last: int, cues: Cues) -> bool:
    """Say whether words behind a verb can be who says it: a short name, or a noun for a source, and nothing more before the next mark."""
    end = words[last].text
    return last - first < 6 and words[first].text not in ("that",) and (end[0].isupper() or end.lower() in cues.sources)


def _made(
    words: Sequence[Word],
    pieces: Sequence[tuple[int, int]],
    source: tuple[int, int] | None,
    cue: tuple[int, int],
    rule: str,
    standing: str,
) -> Attribution | None:
    spans = []
    for start, end in pieces:
        while start <= end and words[start].text in (",", ";", ":", ".", "-", "–", "—"):
            start += 1
        while end >= start and words[end].text in (",", ";", ":", ".", "-", "–", "—"):
            end -= 1
        if start <= end:
            spans.append(Span(words[start].start, words[end].end))
    if not spans:
        return None
    said = None
    if source is not None:
        first, last = source
        while last > first and words[last].text in (",", *_HAVE, *_QUOTES):
            last -= 1
        said = Span(words[first].start, words[last].end)
    return Attribution(tuple(spans), said, Span(words[cue[0]].start, words[cue[1]].end), rule, standing)


# ----------------------------------------------------------------------------- headlines and parentheses


def in_layout(document: Document, sentence: Sentence, cues: Cues, known: frozenset[str]) -> Attribution | None:
    """Return the attribution that the layout of a sentence gives: "UN: 82 dead", "82 dead: UN", "82 were killed (MSF)."

    Args:
        document: The document.
        sentence: A sentence.
        cues: The cues.
        known: The names that stand in the document elsewhere: a label such as "Location:" is none.
    """
    text = document.text[sentence.start : sentence.end]
    begins = sentence.start == 0 or "\n" in document.text[max(0, sentence.start - 2) : sentence.start]
    if begins:
        label = _COLON.match(text)
        if label is not None and _can_speak(label["source"], cues, known):
            return _laid(sentence, (label.end(), len(text)), label.span("source"), "layout/colon")
    ending = _AT_END.search(text)
    if (
        ending is not None
        and _can_speak(ending["source"], cues, frozenset())
        and not _is_short_for(ending["source"], text[: ending.start()])
    ):
        return _laid(sentence, (0, ending.start()), ending.span("source"), "layout/parenthesis")
    last = _TOLD_AT_END.search(text) if begins else None
    if last is not None and text[-1:] not in ".!?" and _can_speak(last["source"], cues, frozenset()):
        return _laid(sentence, (0, last.start()), last.span("source"), "layout/behind")
    return None


def _laid(sentence: Sentence, content: tuple[int, int], source: tuple[int, int], rule: str) -> Attribution | None:
    words = [
        w for w in sentence.words if content[0] <= w.start - sentence.start and w.end - sentence.start <= content[1]
    ]
    if not words:
        return None
    said = Span(sentence.start + source[0], sentence.start + source[1])
    return Attribution((Span(words[0].start, words[-1].end),), said, None, rule)


def _can_speak(source: str, cues: Cues, known: frozenset[str]) -> bool:
    words = source.split()
    if not words or len(words) > 8 or any(word[0].isdigit() for word in words):
        return False
    last = words[-1].strip(".,'’")
    if last.lower() in cues.sources or _LETTERS.fullmatch(words[0]) or _LETTERS.fullmatch(last):
        return True
    return bool(known) and last.lower() in known and all(word[0].isupper() for word in words if len(word) > 3)


def _is_short_for(letters: str, before: str) -> bool:
    """Say whether letters in parentheses only shorten the name before them: "the Free Syrian Army (FSA)"."""
    words = [word for word in re.findall(r"[^\W\d_]+", before) if word[0].isupper()]
    size = sum(letter.isupper() for letter in letters)
    return (
        "".join(word[0] for word in words[-size:]).upper() == "".join(letter for letter in letters if letter.isupper())
        if size > 1
        else False
    )
