"""What the reader may have missed: sentences with a word of harm, or a number beside a word for persons, that gave no proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from undercount.read.prose.lexicon import Lexicon
from undercount.read.prose.lines import Line
from undercount.read.prose.proposal import Miss, Proposal, Span
from undercount.read.prose.scenes import Scene, scene
from undercount.read.prose.words import Document


def misses(document: Document, found: Sequence[Proposal], lexicon: Lexicon) -> tuple[Miss, ...]:
    """Return the sentences that may hold a claim and gave none, each with the word that makes it one."""
    given = {proposal.quote.start for proposal in found}
    return tuple(_missed(document, given, lexicon))


def _missed(document: Document, given: set[int], lexicon: Lexicon) -> Iterator[Miss]:
    for sentence in document.sentences:
        if sentence.start in given or not sentence.words:
            continue
        miss = _miss(scene(Line(sentence, lexicon)))
        if miss is not None:
            yield miss


def _miss(scene: Scene) -> Miss | None:
    sentence = scene.line.sentence
    whole = Span(sentence.start, sentence.end)
    if scene.triggers:
        first = scene.triggers[0]
        return Miss(whole, "harm", scene.line.span(first.start, first.end))
    for group in scene.groups:
        if group.amount is not None and group.sort == "person":
            return Miss(whole, "number", scene.line.span(group.amount.start, group.amount.end))
    return None
