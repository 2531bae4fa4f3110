"""Tell apart what two speakers say of one thing in one sentence: "the army says 45 fighters died; residents say 12 farmers did"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from undercount.read.prose.proposal import Proposal, Span

RULE = "victims.otherwise"
"""The mark of a number that another speaker gives in the same sentence: it is no more of the victims whom the first one counts."""
_ARTICLES = frozenset({"the", "a", "an", "some"})


def with_sides(proposals: Iterable[Proposal], text: str) -> list[Proposal]:
    """Return proposals, of which each that another speaker tells than the first of its sentence and act bears :data:`RULE`.

    Where a speaker begins, speakers decide: what the first of them says does not bear it, whatever words stand before it. Where the author
    begins, the words decide ("although some sources claimed …").

    Args:
        proposals: The proposals of a document, with their chains of speakers.
        text: The document's text.
    """
    first: dict[tuple[Span, str], str] = {}
    found: list[Proposal] = []
    for one in proposals:
        speaker = _speaker(one, text)
        begun = first.setdefault((one.quote, one.act), speaker) if one.part_of is None else ""
        if speaker and begun:
            rules = tuple(rule for rule in one.rules if rule != RULE)
            one = replace(one, rules=rules if begun == speaker else (*rules, RULE))
        found.append(one)
    return found


def _speaker(proposal: Proposal, text: str) -> str:
    """Return the words for who says it first, folded; empty for the author and for nobody in particular."""
    link = next((link for link in reversed(proposal.chain) if link.span is not None), None)
    if link is None or link.span is None:
        return ""
    words = (link.meant or link.span).of(text).lower().split()
    return " ".join(word.strip(",.;:'\"“”") for word in words if word not in _ARTICLES)
