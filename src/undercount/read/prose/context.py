"""Put proposals into their context: the date, the places and the speakers that belong to their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from undercount.read.names import NameIndex
from undercount.read.prose.arabic.dates import arabic_dates
from undercount.read.prose.arabic.letters import Token, has_arabic, tokens
from undercount.read.prose.arabic.places import arabic_places
from undercount.read.prose.dates.belonging import no_later, when_of
from undercount.read.prose.dates.others import is_of_part
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.places.belonging import is_where, places_of
from undercount.read.prose.places.datelines import datelines
from undercount.read.prose.places.mentions import places
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Blamed, Dated, Found, Located, Proposal, Span
from undercount.read.prose.speech.actors import actor_in
from undercount.read.prose.speech.attribution import Attribution, attributions, chain_of
from undercount.read.prose.speech.blame import Deed, deed_of
from undercount.read.prose.speech.sides import with_sides
from undercount.read.prose.words import Document
from undercount.read.registers import Registers

P = TypeVar("P", Dated, Located)
_TOLLS = ("toll.", "losses.", "injury-toll.", "detention-toll.", "displacement-toll.")
_AS_OF = 3
"""The most words between a toll and the day of which it is: "rose to 44 people on Tuesday"."""


@dataclass(frozen=True)
class Known:
    """What proposals are placed by.

    Args:
        registers: The study's registers.
        gazetteer: The names of places, of the registers and of the world.
        zone: The zone in which dates are meant (IANA name).
    """

    registers: Registers
    gazetteer: Gazetteer
    zone: str


@dataclass(frozen=True)
class _Around:
    """The dates, places and speeches of one document."""

    document: Document
    dated: Sequence[Dated]
    located: Sequence[Located]
    headed: Sequence[Span]
    spoken: Sequence[Attribution]
    source: Callable[[str], str]
    actor: Callable[[str], str]
    deed: Callable[[Span], Deed]


def in_context(found: Found, document: Document, known: Known, words: Lexicon | None = None) -> Found:
    """Return what was found with a date, places, a chain of speakers, who is blamed and by what means for each proposal.

    Args:
        found: The proposals of the document.
        document: The document.
        known: What they are placed by.
        words: The words that the rules know; None is ours alone.
    """
    if not found.proposals:
        return found
    shared = Counter(one.trigger for one in found.proposals)
    triggers = sorted(shared, key=lambda one: (one.start, one.end))
    actor = actor_in(known.registers.actor_names, words)
    headed = datelines(document.text)
    located = places(document.text, known.gazetteer)
    around = _Around(
        document,
        dates(document.text, document.published, zone=known.zone, past=True),
        [one for one in located if not any(one.span.meets(line) for line in headed)],
        headed,
        [one for one in attributions(document, words) if not _is_dateline(one.source, headed)],
        entry_in(known.registers.source_names),
        actor,
        cache(lambda trigger: deed_of(trigger, document, words, others=triggers, actor=actor)),
    )
    placed = [_placed(one, around, known.zone, alone=shared[one.trigger] == 1) for one in found.proposals]
    return replace(found, proposals=tuple(with_sides(placed, document.text)))


def _is_dateline(source: Span | None, headed: Sequence[Span]) -> bool:
    """Tell whether words before a colon are a dateline, and no speaker: "KABUL (Agency): …"."""
    return source is not None and any(line.holds(source) or source.holds(line) for line in headed)


def entry_in(names: NameIndex) -> Callable[[str], str]:
    """Return what gives the one entry of a register that a name stands for; nothing where it is none, or several."""

    def entry(name: str) -> str:
        hits = names.find(" ".join(name.split()))
        return hits[0] if len(hits) == 1 else ""

    return entry


def _placed(proposal: Proposal, around: _Around, zone: str, *, alone: bool) -> Proposal:
    """Return a proposal in its context; its number places it, and not its words of harm, where those are other proposals' too."""
    document, trigger, amount = around.document, proposal.trigger, proposal.amount
    # "put its losses at": who says it is the verb's subject
    says_number = any(rule.startswith("losses.") for rule in proposal.rules)
    behind = amount if (says_number or not alone) and amount.start >= trigger.end else trigger
    deed = around.deed(trigger)
    chain = chain_of(behind, around.spoken, document, entry_of=around.source)
    return replace(
        proposal,
        when=_when(proposal, around, zone),
        places=places_of(behind, around.located, document, amount=amount),
        chain=chain,
        method=proposal.method or deed.method,
        blamed=_blamed(replace(proposal, chain=chain, blamed=proposal.blamed or deed.blamed), around),
    )


def _when(proposal: Proposal, around: _Around, zone: str) -> Dated | None:
    """Return when it was; of "the toll rose to 44 on Tuesday" no later than Tuesday, since it counts who died before, too."""
    is_event = proposal.modality != "background" and not any(rule.endswith(".practice") for rule in proposal.rules)
    text = around.document.text
    dated = [one for one in around.dated if not is_of_part(proposal.amount, one, text)]
    found = when_of(proposal.trigger, dated, around.document, zone=zone, back=is_event)
    is_toll = any(rule.startswith(_TOLLS) for rule in proposal.rules)
    if found is None or not is_toll or found.span.start < proposal.amount.end:
        return found
    between = text[proposal.amount.end : found.span.start].split()
    return no_later(found, zone) if len(between) <= _AS_OF else found


def _blamed(proposal: Proposal, around: _Around) -> tuple[Blamed, ...]:
    """Return who is blamed: no date, dateline or place ("in Homs, which"), nobody only since they deny the harm, and no victim."""
    deniers = [link.span for link in proposal.chain] if proposal.modality == "denied" else []
    kept = [
        one
        for one in proposal.blamed
        if one.span not in deniers
        and not any(one.span.meets(d.span) for d in around.dated)
        and not any(one.span.meets(line) for line in around.headed)
        and not any(is_where(place, one.span, around.document.text) for place in around.located)
        and (proposal.victims.span is None or not one.span.meets(proposal.victims.span))
    ]
    return tuple(_named(one, around.document.text, around.actor) for one in kept)


def _named(blamed: Blamed, text: str, actor: Callable[[str], str]) -> Blamed:
    """Return who is blamed with the entry of the actor register that the words name, if one."""
    entry = actor(blamed.span.of(text))
    return replace(blamed, actors=(entry,) if entry else ())


def resolved(
    proposals: Iterable[Proposal], text: str, published_at: Callable[[int], str], known: Known
) -> tuple[Proposal, ...]:
    """Return proposals whose quoted words for dates, places, speakers and actors are worked out by the program's own rules.

    Args:
        proposals: The proposals, whose words a model quoted.
        text: The document's text.
        published_at: Gives the day of publication (EDTF) of what stands at a position.
        known: What they are placed by.
    """
    source, actor = entry_in(known.registers.source_names), actor_in(known.registers.actor_names)
    arabic = tokens(text) if has_arabic(text) else []
    located = _either(arabic_places(arabic, known.gazetteer), places(text, known.gazetteer))
    dated_on = cache(lambda day: _dates(text, arabic, day, known.zone))
    return tuple(
        replace(
            one,
            chain=tuple(
                replace(link, source=source(link.span.of(text))) if link.span is not None and not link.source else link
                for link in one.chain
            ),
            places=tuple(_found(place, located) for place in one.places),
            blamed=tuple(_named(blamed, text, actor) for blamed in one.blamed),
            when=_read(one.when, dated_on(published_at(one.quote.start))),
        )
        for one in proposals
    )


def _dates(text: str, arabic: Sequence[Token], day: str, zone: str) -> list[Dated]:
    """Return the dates of a text in either language."""
    return _either([one for one, _ in arabic_dates(arabic, day, zone)], dates(text, day, zone=zone, past=True))


def _either(arabic: Sequence[P], english: Sequence[P]) -> list[P]:
    """Return what was read in Arabic, and in English what does not overlap it: digits and names that both read are Arabic's."""
    spans = [one.span for one in arabic]
    apart = [one for one in english if not any(one.span.meets(s) for s in spans)]
    return list(arabic) + apart


def _found(place: Located, located: Iterable[Located]) -> Located:
    named = [one for one in located if place.span.start <= one.span.start < place.span.end]
    return replace(named[0], span=place.span) if len(named) == 1 and not place.place else place


def _read(dated: Dated | None, known: Iterable[Dated]) -> Dated | None:
    if dated is None or dated.when is not None:
        return dated
    named = [one for one in known if dated.span.start <= one.span.start < dated.span.end]
    if len(named) == 1:
        return named[0]
    return replace(
        dated,
        why_not="its words name no date that the program can read" if not named else "its words name several dates",
    )
