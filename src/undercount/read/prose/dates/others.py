"""Dates in a sentence of harm that are another thing's: of what was done about it afterwards, of who speaks of it, of another event.

Seen where the sentence is parsed, by what the date hangs on; a sentence of bare words shows only its words ("the remains of …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from undercount.read.prose.dates.words import any_of, lexicon
from undercount.read.prose.proposal import Dated, Span
from undercount.read.prose.words import Document, Sentence, Word

_VERBS = ("VB", "MD")
_REASON = frozenset({"for", "over", "about", "into", "against"})
"""Prepositions behind which harm is what something else is done about: "apologised on Monday for the killing of …"."""
_INSIDE = frozenset({"in", "during", "by", "with", "amid"})
"""Prepositions by which harm is part of a dated event: "killed in the March 28 quake"."""
_DONE_TO_BODIES = re.compile(r"\b(?:remains|bod(?:y|ies)|corpses?|skeletons?|skulls?|graves?)\b", re.IGNORECASE)
_NAMING = re.compile(r"(?:\b(?:the|this|that|its|his|her|their|our)|['’]s)\s+$", re.IGNORECASE)
_LONGEST = 12
"""The most words on the way up from a word to its verb."""


def is_afterwards(trigger: Span, dated: Dated, document: Document, sentence: Sentence) -> bool:
    """Tell whether a date is that of what was done or said about harm later, so that the harm itself was no later than it.

    A burial ("will be laid to rest on Friday"), a finding of remains, a trial, a protest ("marched on Sunday over the killing of …"), an
    apology, and a speech that is not told beside a word of saying ("speaking in Geneva on Tuesday, she said …").
    """
    if _DONE_TO_BODIES.search(trigger.of(document.text)) is not None:
        return True
    if not sentence.parsed:
        return False
    words = sentence.words
    harm, day = _root(trigger, words), _root(dated.span, words)
    if harm is None or day is None:
        return False
    over = list(_up(words, day))
    act = next((k for k in over if words[k].tag.startswith(_VERBS)), None)
    if act is None or act == harm:
        return False
    if dated.span.start < trigger.start and any(
        words[k].lemma in _listed("speaking") for k in over[: over.index(act) + 1]
    ):
        return True
    way = _below(words, harm, act)
    if not way or (
        dated.span.start > trigger.end and words[harm].tag.startswith(_VERBS) and words[harm].role == "pcomp"
    ):
        return False
    later = _listed("afterwards")
    told = words[act].lemma in later or any(words[k].lemma in later for k in way)
    is_about = dated.span.start < trigger.start and any(words[k].text.lower() in _REASON for k in way)
    return told or is_about


def is_another_event(trigger: Span, dated: Dated, document: Document, sentence: Sentence) -> bool:
    """Tell whether a date only says which other event is meant: "near the epicentre of the March 28 quake", "before Monday's vote".

    It is the harm's where that event does or holds the harm: "the March 28 quake killed 12", "killed in Monday's attack".
    """
    if not sentence.parsed or re.match(r"\w+:", dated.rule) is not None or dated.when is None:
        return False
    words, text = sentence.words, document.text
    day = _root(dated.span, words)
    if day is None:
        return False
    head = words[day].head
    owns = re.match(r"['’]s\s+\w", text[dated.span.end : dated.span.end + 4]) is not None or text[
        : dated.span.end
    ].endswith(("'s", "’s"))
    is_named = _NAMING.search(text, max(0, dated.span.start - 8), dated.span.start) is not None
    if not (owns or is_named) or head == day or words[head].start < dated.span.end:
        return False
    if not words[head].tag.startswith("NN") or trigger.start <= words[head].start < trigger.end:
        return False
    return not (_is_told_of(words, head, trigger) or _does_or_holds(words, head, _root(trigger, words)))


def _is_told_of(words: Sequence[Word], event: int, trigger: Span) -> bool:
    """Tell whether words of harm are those of an event: "the toll from Monday's raid", "the victims of last week's attack"."""
    prep = words[words[event].head]
    holder = words[prep.head]
    return prep.text.lower() in ("of", "from") and trigger.start <= holder.start < trigger.end


def _does_or_holds(words: Sequence[Word], event: int, harm: int | None) -> bool:
    """Tell whether an event is the subject of harm, or what harm is said to have been part of."""
    if harm is None or event in _up(words, harm):
        return True
    role, above = words[event].role, words[event].head
    if role == "pobj":
        return words[above].text.lower() in _INSIDE and words[above].head in {
            harm,
            *_up(words, harm),
            *_objects(words, harm),
        }
    return role in ("nsubj", "nsubjpass") and above in {harm, *_up(words, harm)}


def _objects(words: Sequence[Word], harm: int) -> Iterator[int]:
    """Yield what was harmed, on which a parse can hang where it was: "killed nine people in the March 28 quake"."""
    return (k for k, word in enumerate(words) if word.head == harm and word.role in ("dobj", "nsubjpass"))


def is_of_part(amount: Span, dated: Dated, text: str) -> bool:
    """Tell whether a date is only that of a part behind the number: "300 people, including 12 since 3 June", "40 of them since Monday"."""
    if dated.span.start <= amount.end or not dated.rule.startswith(("since:", "until:")):
        return False
    return _parts().search(text, amount.end, dated.span.start) is not None


@cache
def _parts() -> re.Pattern[str]:
    """Return the begin of a part: a word that opens it and a number, with no comma between it and the date."""
    number = rf"(?:\d[\d,.]*|{any_of([one for one in lexicon()['numbers'] if one not in ('a', 'an')])})"
    opens = r"(?:including|among\s+(?:them|these|those)|of\s+(?:them|whom|which|these|those)|with)"
    return re.compile(
        rf"(?:\b{opens}\s+(?:[\w-]+\s+){{0,3}}?{number}\b|[,;(–—]\s*(?:[\w-]+\s+){{0,3}}?{number}\s+of\s+(?:them|whom|these|those)\b)[^,;:()–—]*$",
        re.IGNORECASE,
    )


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(lexicon()["cues"][name])


def _root(span: Span, words: Sequence[Word]) -> int | None:
    """Return which of some words the others hang on."""
    inside = [k for k, word in enumerate(words) if span.start <= word.start < span.end]
    return next((k for k in inside if words[k].head not in inside or words[k].head == k), inside[0] if inside else None)


def _up(words: Sequence[Word], at: int) -> list[int]:
    """Return what a word hangs on, the nearest first."""
    found: list[int] = []
    while words[at].head != at and len(found) < _LONGEST:
        at = words[at].head
        found.append(at)
    return found


def _below(words: Sequence[Word], at: int, above: int) -> list[int]:
    """Return the words between a word and one that it hangs on; none where it does not, or another act is only joined to it by "and"."""
    up = _up(words, at)
    if above not in up:
        return []
    way = up[: up.index(above)]
    below = way[-1] if way else at
    return [] if words[below].role in ("conj", "ccomp") else [at, *way]
