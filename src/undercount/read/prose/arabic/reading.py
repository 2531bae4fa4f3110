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

from undercount.read.prose.arabic.around import method_of, methods_of, victims_of
from undercount.read.prose.arabic.blame import blamed_for, blamed_in
from undercount.read.prose.arabic.counted import Counted, counted
from undercount.read.prose.arabic.coverage import missed
from undercount.read.prose.arabic.dates import arabic_dates
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.groups import groups_of
from undercount.read.prose.arabic.implied import Chains, Voices
from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.modality import modality_of
from undercount.read.prose.arabic.none import none_of, unreported
from undercount.read.prose.arabic.numbers import amounts
from undercount.read.prose.arabic.places import arabic_places
from undercount.read.prose.arabic.practices import doubled, practices
from undercount.read.prose.arabic.rosters import rosters
from undercount.read.prose.arabic.things import aimed_at, things_of
from undercount.read.prose.arabic.when import Days, is_recent
from undercount.read.prose.places.belonging import places_of
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Found, Located, Miss, Proposal, Span, Victims
from undercount.read.prose.words import Document, Sentence
from undercount.read.registers import Registers
from undercount.read.text import ItemText

READER = "rules-ar/5"

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
    days = Days()
    voices = Voices(text.text, known)
    located: list[Located] = []
    for sentence in sentences:
        words = tokens(text.text, sentence.start, sentence.end)
        own_dates = arabic_dates(words, published, zone)
        days.add(words, own_dates)
        here = arabic_places(words, gazetteer)
        located.extend(here)
        skip = frozenset(i for _, indexes in own_dates for i in indexes)
        groups, listed = _groups(words, skip)
        chains = voices.chains(words, here) if groups else None
        voices.hear(words, here, chains)
        proposals.extend(_proposals(groups, words, sentence, len(proposals), context, chains or []))
        miss = missed(words, sentence, groups, listed)
        misses.extend([] if miss is None else [miss])
    by_name = list(_listed(context))
    placed = [_placed(p, days, located, context) for p in (*proposals, *by_name)]
    open_ = (miss for miss in misses if not any(p.quote.holds(miss.span) for p in by_name))
    return Found(_in_order(placed), tuple(open_))


def _in_order(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals in the order of their passages, each part still pointing at its whole."""
    order = sorted(range(len(proposals)), key=lambda at: proposals[at].quote.end)
    place = {at: new for new, at in enumerate(order)}
    return tuple(
        p if p.part_of is None else replace(p, part_of=place[p.part_of]) for p in (proposals[at] for at in order)
    )


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


def _groups(words: Sequence[Token], dated: frozenset[int]) -> tuple[list[Group], list[Counted]]:
    """Return who and what a sentence says was harmed, in the order of its words, and all that it counts."""
    nobody = none_of(words)
    skip = dated | unreported(words) | {i for group in nobody for i in range(group.first, group.after)}
    numbers = amounts(words, skip)
    listed = counted(words, numbers, skip)
    persons = [doubled(words, aimed_at(words, group, listed)) for group in groups_of(words, listed, skip)]
    found = [*persons, *things_of(words, listed), *nobody]
    found += practices(words, found, numbers)
    order = sorted(range(len(found)), key=lambda at: found[at].first)
    place = {at: new for new, at in enumerate(order)}
    moved = (found[at] for at in order)
    return [replace(g, part_of=place[g.part_of]) if g.part_of is not None else g for g in moved], listed


def _proposals(
    groups: Sequence[Group],
    words: Sequence[Token],
    sentence: Sentence,
    before: int,
    context: _Context,
    chains: Chains,
) -> Iterator[Proposal]:
    if not groups:
        return
    text = context.document.text
    methods = methods_of(words)
    spoken = [speaker for _, chain in chains for speaker in chain]
    blamed = blamed_in(words, text, context.registers, spoken, groups)
    for group in groups:
        span = group.amount_span
        yield Proposal(
            Span(sentence.start, sentence.end),
            group.quantity(span.of(text)),
            span,
            group.act,
            group.trigger,
            victims_of(words, group),
            modality_of(words, group),
            method_of(group, methods),
            blamed_for(words, group, groups, blamed),
            chain=next((c for part, c in chains if part.holds(group.trigger)), chains[0][1]),
            part_of=None if group.part_of is None else before + group.part_of,
            rules=(group.rule, *group.marks),
            reader=READER,
        )


def _listed(context: _Context) -> Iterator[Proposal]:
    """Yield those whom a list names by line."""
    text = context.document.text
    for quote, group in rosters(text):
        name = group.amount_span
        victims = Victims(name)
        quantity = group.quantity(name.of(text))
        yield Proposal(quote, quantity, name, group.act, group.trigger, victims, rules=(group.rule,), reader=READER)


def _placed(proposal: Proposal, days: Days, located: Sequence[Located], context: _Context) -> Proposal:
    when = days.of(proposal.trigger, context.document, context.zone)
    words = proposal.trigger if proposal.part_of is None else proposal.amount
    places = places_of(words, located, context.document, amount=proposal.amount)
    modality = "asserted" if proposal.modality == "cumulative" and is_recent(when) else proposal.modality
    return replace(proposal, when=when, places=places, modality=modality)
