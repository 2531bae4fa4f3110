"""Read Arabic prose by rules: what it says of harm, how many, who, where, when, and who says it.

The rules look at words and the order in which they stand; no sentence is parsed. Text is brought into one spelling first (alef, ta marbuta,
vowel signs, digits), and every position leads back into the text as it stands.

References:
    Ryding, A Reference Grammar of Modern Standard Arabic (Cambridge University Press, 2005), chapters 7 (duals), 15 (numerals) and 20 (word
    order).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from undercount.read.prose.arabic.dates import arabic_dates
from undercount.read.prose.arabic.groups import Group, groups_of, modality_of
from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.numbers import amounts
from undercount.read.prose.arabic.places import arabic_places
from undercount.read.prose.arabic.speech import chain_of
from undercount.read.prose.arabic.words import act_of, has, noun_of
from undercount.read.prose.dates.belonging import when_of
from undercount.read.prose.places.belonging import places_of
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Blamed, Dated, Found, Located, Miss, Proposal, Span, Victims
from undercount.read.prose.words import Document, Sentence
from undercount.read.registers import Registers
from undercount.read.text import ItemText

READER = "rules-ar/1"

_SENTENCE = re.compile(r"[^\n.!?؟]*(?:\.(?=\d)[^\n.!?؟]*)*(?:[.!?؟]+|\n|$)")
_LONGEST = 1_800
"""The most characters of a sentence; a longer one is cut at a comma, for a passage must be shorter than the verifier's limit."""


@dataclass(frozen=True)
class _Context:
    """What every sentence of a document is read with."""

    document: Document
    registers: Registers
    gazetteer: Gazetteer
    zone: str


def read_arabic(
    text: ItemText,
    published: str = "",
    registers: Registers | None = None,
    zone: str = "UTC",
    *,
    gazetteer: Gazetteer | None = None,
) -> Found:
    """Return what the rules find in an Arabic text: proposals not yet verified, and possible misses.

    Args:
        text: The text.
        published: The day of publication (EDTF), or empty: relative dates then stay unresolved.
        registers: The study's registers: places, actors and sources by their Arabic names.
        zone: The time zone in which dates are meant (IANA name).
        gazetteer: The names of places, where they are built already for many texts; else they are built from the registers.

    Raises:
        RecordError: If ``published`` is no EDTF date, or the zone is unknown.
    """
    known = Registers() if registers is None else registers
    sentences = tuple(Sentence((), start, end) for start, end in _sentences(text.text))
    document = Document(text.text, sentences, "ar", READER, published)
    gazetteer = Gazetteer.of(known) if gazetteer is None else gazetteer
    context = _Context(document, known, gazetteer, zone)
    proposals: list[Proposal] = []
    misses: list[Miss] = []
    dated: list[Dated] = []
    located: list[Located] = []
    for sentence in sentences:
        words = tokens(text.text, sentence.start, sentence.end)
        own_dates = arabic_dates(words, published, zone)
        dated.extend(d for d, _ in own_dates)
        located.extend(arabic_places(words, gazetteer))
        skip = frozenset(i for _, indexes in own_dates for i in indexes)
        groups = groups_of(words, amounts(words, skip), skip)
        proposals.extend(_proposals(groups, words, sentence, len(proposals), context))
        if not groups:
            misses.extend(_missed(words, sentence))
    placed = tuple(_placed(p, dated, located, context) for p in proposals)
    return Found(placed, tuple(misses))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        while end - start > _LONGEST:
            cut = max(text.rfind("،", start, start + _LONGEST), text.rfind(" ", start, start + _LONGEST))
            cut = cut if cut > start else start + _LONGEST
            yield start, cut
            start = cut
        if end > start:
            yield start, end


def _proposals(
    groups: Sequence[Group], words: Sequence[Token], sentence: Sentence, before: int, context: _Context
) -> Iterator[Proposal]:
    text = context.document.text
    chain = chain_of(words, text, context.registers) if groups else ()
    method = next((w.span for w in words if has(w.word, "methods", "words")), None)
    blamed = _blamed(words, context)
    for group in groups:
        span = group.amount_span
        noun = group.noun
        victims = (
            Victims(group.noun_span, noun.sex, noun.age, noun.status, (noun.target,) if noun.target else ())
            if noun is not None
            else Victims()
        )
        yield Proposal(
            Span(sentence.start, sentence.end),
            group.quantity(span.of(text)),
            span,
            group.act,
            group.trigger,
            victims,
            modality_of(words, group),
            method,
            blamed,
            chain=chain,
            part_of=None if group.part_of is None else before + group.part_of,
            rules=(group.rule,),
            reader=READER,
        )


def _placed(proposal: Proposal, dated: Sequence[Dated], located: Sequence[Located], context: _Context) -> Proposal:
    when = when_of(proposal.trigger, dated, context.document, zone=context.zone)
    return replace(proposal, when=when, places=places_of(proposal.trigger, located, context.document))


def _blamed(words: Sequence[Token], context: _Context) -> tuple[Blamed, ...]:
    """Return the actors of the register that a sentence names by their Arabic names."""
    found: list[Blamed] = []
    for actor in context.registers.actors:
        name = tuple(token.word for token in tokens(actor.name_ar)) if actor.name_ar else ()
        for at in range(len(words) - len(name) + 1 if name else 0):
            if tuple(w.word for w in words[at : at + len(name)]) == name:
                found.append(Blamed(Span(words[at].start, words[at + len(name) - 1].end), "", (actor.id,)))
                break
    return tuple(found)


def _missed(words: Sequence[Token], sentence: Sentence) -> Iterator[Miss]:
    """Yield a sentence that speaks of harm, or sets a number beside persons, and gave nothing."""
    span = Span(sentence.start, sentence.end)
    for at, word in enumerate(words):
        noun = noun_of(word.word)
        if act_of(word.word) or (noun is not None and noun.sort in ("victim", "body")):
            yield Miss(span, "harm", word.span)
            return
        if noun is not None and at > 0 and words[at - 1].word[0].isdigit():
            yield Miss(span, "number", word.span)
            return
