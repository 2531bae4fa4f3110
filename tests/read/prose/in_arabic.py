"""What the Arabic rules read in one text, verified, and its numbers as tests write them."""

from __future__ import annotations

from undercount.read.prose.arabic.reading import read_arabic
from undercount.read.prose.proposal import Found, Proposal
from undercount.read.prose.verifier import verify
from undercount.read.text import ItemText

_NUMBER = {
    "exactly": "{best}",
    "about": "~{best}",
    "at-least": ">={low}",
    "at-most": "<={high}",
    "between": "{low}-{high}",
}


def read(text: str, published: str = "2024-03-12") -> Found:
    found = read_arabic(ItemText(text, "test/1", "ar"), published)
    assert [verify(one, text) for one in found.proposals] == [None] * len(found.proposals)
    return found


def number_of(one: Proposal) -> str:
    """Return a claim's number with the sign of its hedge, or "some"."""
    return _NUMBER.get(one.quantity.qualifier, "some").format(**one.quantity.numbers())
