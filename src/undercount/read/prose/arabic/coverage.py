"""What the Arabic reader may have missed: sentences with a word of harm, or a number beside a word for persons, that is in no proposal."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import has, noun_of, says_harm
from undercount.read.prose.proposal import Miss, Span
from undercount.read.prose.words import Sentence

_HARMED = frozenset({"victim", "body", "attack", "strike"})


def missed(
    words: Sequence[Token], sentence: Sentence, groups: Sequence[Group] = (), counted: Sequence[Counted] = ()
) -> Miss | None:
    """Return a sentence as a miss, with the word that makes it one; None where nothing in it asks for another claim.

    Args:
        words: The sentence.
        sentence: Where it stands.
        groups: Those of its proposals; a number of other persons is still a miss.
        counted: What it counts.
    """
    span = Span(sentence.start, sentence.end)
    if groups:
        left = next((one for one in counted if _is_left(words, one, groups)), None)
        return None if left is None else Miss(span, "number", words[left.at].span)
    nouns = [noun_of(word.word) for word in words]
    for word, noun in zip(words, nouns, strict=True):
        if says_harm(word.word) or (noun is not None and noun.sort in _HARMED):
            return Miss(span, "harm", word.span)
    for at, noun in enumerate(nouns[1:], 1):
        before = words[at - 1].word
        numbered = before[0].isdigit() or any(
            has(before, "numbers", kind) for kind in ("units", "tens", "hundreds", "thousands")
        )
        if noun is not None and noun.sort in ("person", "family") and numbered:
            return Miss(span, "number", words[at].span)
    return None


def _goes_on(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a bare number goes on a list: "30 في المدينة و2 في الريف"."""
    before = words[one.first - 1].word if one.first else ""
    listed = words[one.first].word.startswith("و") or before in ("و", "هم", ",")
    behind = words[one.after].word if one.after < len(words) else ""
    return one.noun is None and listed and behind in ("في", "من", "علي")


def _is_left(words: Sequence[Token], one: Counted, groups: Sequence[Group]) -> bool:
    """Tell whether persons are counted who are in no proposal."""
    if one.amount is None or not (one.sort in ("person", "victim", "body") or _goes_on(words, one)):
        return False
    return all(one.after <= group.first or group.after <= one.first for group in groups)
