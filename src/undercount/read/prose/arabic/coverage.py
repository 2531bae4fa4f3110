"""What the Arabic reader may have missed: sentences with a word of harm, or a number beside a word for persons, that gave no proposal."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import has, noun_of, says_harm
from undercount.read.prose.proposal import Miss, Span
from undercount.read.prose.words import Sentence

_HARMED = frozenset({"victim", "body", "attack", "strike"})


def missed(words: Sequence[Token], sentence: Sentence) -> Miss | None:
    """Return a sentence that gave no proposal as a miss, with the word that makes it one; None where nothing asks for a claim.

    Args:
        words: The sentence.
        sentence: Where it stands.
    """
    span = Span(sentence.start, sentence.end)
    nouns = [noun_of(word.word) for word in words]
    for word, noun in zip(words, nouns, strict=True):
        if says_harm(word.word) or (noun is not None and noun.sort in _HARMED):
            return Miss(span, "harm", word.span)
    for at, noun in enumerate(nouns[1:], 1):
        before = words[at - 1].word
        counted = before[0].isdigit() or any(
            has(before, "numbers", kind) for kind in ("units", "tens", "hundreds", "thousands")
        )
        if noun is not None and noun.sort in ("person", "family") and counted:
            return Miss(span, "number", words[at].span)
    return None
