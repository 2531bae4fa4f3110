"""Counts with their nouns, as a person reads them."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its words: ``1 claim``, ``1,200 claims``; ``many`` says them where an s at the end of the first does not.

    Args:
        count: How many.
        one: The words for one, such as ``pair is`` or ``claim``.
        many: The words for any other number; without it ``one`` with an s.
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def denies_any(stance: str, phrase: str) -> bool:
    """Tell whether a claim denies that there were any: "denied that anyone was killed" speaks of no one person.

    Args:
        stance: Whether the claim affirms or denies.
        phrase: The words of its number.
    """
    return stance == "denies" and phrase.split()[:1] != [] and phrase.split()[0].lower() in _ANY


_ANY = frozenset({"any", "anyone", "anybody", "anything", "أي", "أية", "أحد", "أحدا", "أحداً"})
"""Words for nobody in particular."""
