"""What an attribution holds, and the words of a parsed sentence as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undercount.read.prose.proposal import Span
from undercount.read.prose.words import Word

_EDGES = frozenset(",;:-–—.")
_DASHES = frozenset("-–—")
DATELINE = 5
"""The most words of a dateline that a parse can take for part of a name."""
CLOSING = ("”", '"', "''", "'", "’", "»")
"""Marks that end a quotation."""
NEGATED = frozenset({"n't", "n’t"})
"""What a parse can take for a subject: "hasn’t said"."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that a text gives as somebody's.

    Args:
        content: What is said: its pieces in the order of the text ("…," she said. "…").
        source: The words that name who says it, or None where nobody is named ("reportedly").
        cue: The words by which it is said, or None for a bare colon or parenthesis.
        rule: The id of the rule that found it.
        standing: How the cue stands to its truth: ``neutral``, ``knowledge``, ``doubt``, ``denial`` or ``attitude``.
        speech: ``direct``, ``indirect`` or ``mixed``.
        named: Whether the source is named, not only described.
        meant: For a pronoun the words that it stands for, or None.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    rule: str
    standing: str = "neutral"
    speech: str = "indirect"
    named: bool = False
    meant: Span | None = None

    def holds(self, span: Span) -> bool:
        """Say whether what is said holds some words."""
        return any(piece.holds(span) for piece in self.content)


Range = tuple[int, int]
"""Words of a sentence from the first to the last of them, both held."""


Found = tuple[str, list[Range]]
"""What held some words ("clause"), and where they stand."""


class Tree:
    """The words of a parsed sentence with what hangs on each.

    Args:
        words: The words.
    """

    __slots__ = ("kids", "left", "right", "words")

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.kids: list[list[int]] = [[] for _ in words]
        roots = []
        for at, word in enumerate(words):
            if word.head == at:
                roots.append(at)
            else:
                self.kids[word.head].append(at)
        self.left = list(range(len(words)))
        self.right = list(range(len(words)))
        order = roots
        for at in order:
            order.extend(self.kids[at])
        for at in reversed(order):
            head = words[at].head
            self.left[head] = min(self.left[head], self.left[at])
            self.right[head] = max(self.right[head], self.right[at])

    def kid(self, at: int, *roles: str) -> int | None:
        """Return the first word with one of some roles that hangs on a word, or None."""
        return next((kid for kid in self.kids[at] if self.words[kid].role in roles), None)

    def all_kids(self, at: int, *roles: str) -> list[int]:
        """Return the words with one of some roles that hang on a word."""
        return [kid for kid in self.kids[at] if self.words[kid].role in roles]

    def whole(self, at: int) -> Range:
        """Return a word with all that hangs on it."""
        return self.left[at], self.right[at]

    def low(self, at: int) -> str:
        """Return a word in lower case."""
        return self.words[at].text.lower()

    def span(self, piece: Range) -> Span:
        """Return where some words stand in the text."""
        return Span(self.words[piece[0]].start, self.words[piece[1]].end)

    def trimmed(self, piece: Range) -> Range | None:
        """Return words without the marks at their edges, or None where nothing is left."""
        start, end = piece
        while start <= end and self.words[start].text in _EDGES:
            start += 1
        while end >= start and self.words[end].text in _EDGES:
            end -= 1
        dash = next((at for at in range(start + 1, min(end, start + DATELINE)) if self.words[at].text in _DASHES), 0)
        if dash and self.words[start].text.isupper() and len(self.words[start].text) > 2:
            start = dash + 1  # "MOSUL - An Iraqi soldier"
        return (start, end) if start <= end else None


def without(piece: Range, out: Iterable[Range]) -> list[Range]:
    """Return what is left of some words when others are taken out of them."""
    left = [piece]
    for start, end in out:
        left = [
            part
            for a, b in left
            for part in (((a, min(b, start - 1)), (max(a, end + 1), b)) if start <= b and a <= end else ((a, b),))
            if part[0] <= part[1]
        ]
    return left


def made(
    tree: Tree, pieces: Iterable[Range], source: Range | None, cue: Range, rule: str, standing: str, head: int | None
) -> Attribution | None:
    """Return the attribution that words of a sentence make, or None where nothing is said.

    Args:
        tree: The sentence.
        pieces: What is said.
        source: Who says it, or None.
        cue: The words that say so.
        rule: The rule's id.
        standing: How the cue stands to the truth of it.
        head: For a relative pronoun the noun that it stands for, or None.
    """
    kept = sorted(piece for piece in (tree.trimmed(one) for one in pieces) if piece is not None)
    if not kept:
        return None
    spans = tuple(tree.span(piece) for piece in _joined(kept))
    named = None if source is None else tree.trimmed(source)
    meant = None if head is None else tree.span((tree.left[head], head))
    return Attribution(spans, None if named is None else tree.span(named), tree.span(cue), rule, standing, meant=meant)


def _joined(pieces: list[Range]) -> list[Range]:
    """Return pieces that touch as one."""
    out = [pieces[0]]
    for start, end in pieces[1:]:
        if start <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def is_infinitive(tree: Tree, at: int) -> bool:
    """Say whether a verb stands with "to"."""
    return any(tree.words[kid].tag == "TO" for kid in tree.kids[at])
