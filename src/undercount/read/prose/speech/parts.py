"""Sentences of several parts: across a semicolon another can speak ("officials say …; rights groups say …")."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.cues import Cues
from undercount.read.prose.speech.patterns import in_plain
from undercount.read.prose.speech.words import Attribution
from undercount.read.prose.words import Sentence

_MARKS = frozenset(",;:")


def apart(found: list[Attribution], sentence: Sentence) -> list[Attribution]:
    """Return the attributions of a sentence without what lies across a semicolon, where somebody else speaks: "A said …; B said …".

    Where nobody speaks behind the semicolon ("the army said three died; two more were hurt"), the words stay the first speaker's.
    """
    starts = _parts(sentence)
    if len(starts) == 1:
        return found
    homes = [(at, bisect_right(starts, one.cue.start)) for at, one in enumerate(found) if one.cue and one.source]
    owned = {home for _, home in homes}
    kept = list(found)
    for at, home in homes:
        pieces: list[Span] = []
        for whole in found[at].content:
            cut = _cut(whole, starts, sentence)
            own = [piece for piece, part in cut if part == home or part not in owned]
            pieces += [whole] if len(own) == len(cut) else own
        pieces = pieces or _beside(found[at], starts, home, sentence)
        kept[at] = replace(found[at], content=tuple(pieces) or found[at].content)
    return kept


def _beside(one: Attribution, starts: list[int], home: int, sentence: Sentence) -> list[Span]:
    """Return what stands behind a cue in its own part, else before it and who speaks: a parse can take another part for what is said."""
    end = [*starts[1:], sentence.end][home - 1]
    own = [part for part in (one.cue, one.source) if part is not None]
    low, high = min(part.start for part in own), max(part.end for part in own)
    behind = _cut(Span(high, end), [high], sentence)
    before = _cut(Span(starts[home - 1], low), [starts[home - 1]], sentence)
    return [piece for piece, _ in behind or before]


def _parts(sentence: Sentence) -> list[int]:
    """Return where the parts of a sentence begin that semicolons outside quotations divide it into."""
    starts, is_quoted = [sentence.start], False
    for word in sentence.words:
        if word.text in ("“", "”", "«", "»", '"', "''", "``"):
            is_quoted = word.text in ("“", "«", "``") or (word.text == '"' and not is_quoted)
        elif word.text == ";" and not is_quoted:
            starts.append(word.end)
    return starts


def _cut(whole: Span, starts: list[int], sentence: Sentence) -> list[tuple[Span, int]]:
    """Return what stands of some words in each part, with the part's number from 1."""
    ends = [*starts[1:], sentence.end]
    cut = []
    for part, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        low, high = max(whole.start, start), min(whole.end, end)
        words = [w for w in sentence.words if low <= w.start and w.end <= high]
        while words and words[-1].text in _MARKS:
            words.pop()
        if words:
            cut.append((Span(words[0].start, words[-1].end), part))
    return cut


def in_plain_parts(sentence: Sentence, cues: Cues) -> list[Attribution]:
    """Return the attributions of a sentence of bare words, part by part where more than one part names who speaks."""
    starts = _parts(sentence)
    ends = [*starts[1:], sentence.end]
    each = []
    for start, end in zip(starts, ends, strict=True):
        words = tuple(word for word in sentence.words if start <= word.start and word.end <= end)
        each.append(in_plain(replace(sentence, words=words), cues) if words else [])
    if sum(any(one.source is not None for one in found) for found in each) > 1:
        return [one for found in each for one in found]
    return in_plain(sentence, cues)
