"""Speakers checked: words that look like somebody's and are nobody's, and those who say it where somebody else stands nearer.

"Gunmen suspected to be bandits" say nothing, nor do those "to" or "on" whom something is attributed or blamed: it is said by whoever
stands behind "by".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from undercount.read.prose.proposal import Span
from undercount.read.prose.speech.dealing import SAID_OF
from undercount.read.prose.speech.words import Attribution, Tree
from undercount.read.prose.words import Document, Sentence

WHO = "/who"
"""The mark of an attribution that doubts who somebody is, and not what they did: "gunmen suspected to be bandits"."""
_LAID_TO = re.compile(r"\b(?:attribut|ascrib|blam|credit)\w*\s+(?:\w+ly\s+)?(?:to|on)\s+(?:the\s+)?$", re.IGNORECASE)
_BLAMING = frozenset({"attributed", "ascribed", "blamed"})


def checked(found: Iterable[Attribution], document: Document) -> list[Attribution]:
    """Return attributions without speakers who are only spoken of; what only doubts who somebody is bears :data:`WHO`."""
    kept = []
    for one in found:
        text = document.text
        if one.source is not None and one.cue is not None and _is_said_of(one.cue, text):
            if re.match(r"\s+to\s+be\b", text[one.cue.end : one.cue.end + 16]):
                kept.append(replace(one, rule=f"{one.rule}{WHO}"))
                continue
            one = replace(one, source=None, meant=None)
        if one.source is not None and _LAID_TO.search(text, max(0, one.source.start - 40), one.source.start):
            one = replace(one, source=None, meant=None)
        kept.append(one)
    return kept


def _is_said_of(cue: Span, text: str) -> bool:
    """Tell whether a cue is a participle that says something of the noun before it: "men believed to be …", "a car reported to …"."""
    words = cue.of(text).lower().split()
    if len(words) != 1 or words[0] not in SAID_OF:
        return False
    return (
        re.match(
            r"\s+(?:to\s+(?:be|have)\b|killed\b|dead\b|missing\b|injured\b|wounded\b)", text[cue.end : cue.end + 12]
        )
        is not None
    )


def attributed(sentence: Sentence) -> list[Attribution]:
    """Return what is attributed to somebody, or blamed on them, by others who are named: "were blamed on the militia by residents"."""
    if not sentence.parsed:
        return []
    tree = Tree(sentence.words)
    found = []
    for at in range(len(tree.words)):
        passive, by = tree.kid(at, "nsubjpass"), tree.kid(at, "agent")
        said_by = None if by is None else tree.kid(by, "pobj")
        if tree.low(at) not in _BLAMING or passive is None or said_by is None:
            continue
        content = (tree.span(tree.whole(passive)),)
        found.append(Attribution(content, tree.span(tree.whole(said_by)), tree.span((at, at)), "attribute/passive"))
    return found
