"""Sentences that only deny an attack, and count nobody: "there was no airstrike on the school", "denied any involvement".

A denial bears on what others say of the same attack, so that a person should see the sentence.
"""

from __future__ import annotations

from undercount.read.prose.english.lines import Line
from undercount.read.prose.proposal import Span

_FAR = 14
"""How many words behind "denied" what is denied can stand."""
_NEAR = 5
"""How many words behind "no" or "not" it can stand."""


def denied_deed(line: Line) -> Span | None:
    """Return the words of an attack that a sentence denies, None where it denies none."""
    lexicon = line.lexicon
    deeds = lexicon.words("cues", "denied_deeds")
    if deeds.isdisjoint(line.low):
        return None
    reach = dict.fromkeys(lexicon.words("cues", "denying"), _FAR)
    reach.update(dict.fromkeys(lexicon.words("cues", "none_of"), _NEAR))
    for at, word in enumerate(line.low):
        for deed in range(at + 1, min(len(line), at + 1 + reach.get(word, 0))):
            if line.low[deed] in (";", ":", "but"):
                break
            if line.low[deed] in deeds:
                return line.span(deed, deed + 1)
    return None
