"""Verbatim: sentences that stand word for word in other texts, however short for a likeness of their word sequences to say anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from undercount.errors import LinkError
from undercount.link.names.letters import normalise
from undercount.record.digits import WESTERN

_WORD = re.compile(r"\w+(?:[.,'’%-]\w+)*")


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in one spelling of letters and digits, without the signs between them."""
    return tuple(_WORD.findall(normalise(text).translate(WESTERN)))


def standing_in(texts: Sequence[str], *, least_words: int = 8) -> Mapping[int, frozenset[int]]:
    """Return for each text in which others it stands word for word, from its first word to its last.

    Args:
        texts: The texts: sentences, or passages of several.
        least_words: A shorter text says nothing by its wording: stock phrases are everybody's (words).

    Returns:
        For the place of each such text the places of the others; none for a text that stands in no other.

    Raises:
        LinkError: If the least length is below 1.
    """
    if least_words < 1:
        raise LinkError(f"a text has at least one word; the least length is {least_words}: give one above 0")
    words = [folded_words(text) for text in texts]
    heads: dict[tuple[str, ...], list[int]] = {}
    for at, own in enumerate(words):
        if len(own) >= least_words:
            heads.setdefault(own[:least_words], []).append(at)
    found: dict[int, set[int]] = {}
    for holder, own in enumerate(words):
        for start in range(len(own) - least_words + 1):
            for at in heads.get(own[start : start + least_words], ()):
                if at != holder and own[start : start + len(words[at])] == words[at]:
                    found.setdefault(at, set()).add(holder)
    return {at: frozenset(holders) for at, holders in found.items()}
