"""From verified proposals to claims: who speaks becomes a source, words become a scope, and nothing is made narrower than it was said.

A place or an actor that no register names is anywhere or anyone. A date that is unresolved, or was not said, is any time up to the day
of publication: nobody reports what has not happened yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from undercount.read.names import slug
from undercount.read.prose.proposal import Located, Proposal, Span, Speaker
from undercount.read.quotes import selectors
from undercount.read.registers import Registers
from undercount.read.text import ItemText
from undercount.record import Claim, Passage, Source, When, vocabulary
from undercount.record.canonical import content_id
from undercount.record.when import ANY_TIME

PREFIX = "prose"
"""The list under which sources stand that only a text names."""

COUNTED = ("asserted", "denied", "cumulative")
"""The modalities that say something of the world as the report has it. What is hypothetical or background counts in no figure."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A document as its claims need it.

    Args:
        item: Its SHA-256.
        name: Its name.
        carrier: Who published it (a source), or empty.
        published: When (EDTF), or empty.
        parts: For an item of several documents when each was published, by the position where it begins.
        zone: The zone in which its dates are meant (IANA name).
    """

    item: str
    name: str
    carrier: str = ""
    published: str = ""
    parts: tuple[tuple[int, str], ...] = ()
    zone: str = "UTC"

    def published_at(self, position: int) -> str:
        """Return when the document that holds a position was published."""
        found = self.published
        for start, when in self.parts:
            if start <= position:
                found = when
        return found


@dataclass
class Claims:
    """Turn the proposals of one document into claims.

    Args:
        about: The document.
        text: Its text.
        registers: The study's registers.
        derived: The sources that only this text names, by id.
    """

    about: Captured
    text: ItemText
    registers: Registers
    derived: dict[str, Source] = field(default_factory=dict)

    def of(self, proposal: Proposal) -> Claim:
        """Return the claim that a proposal makes, with the standing ``proposed``."""
        carrier = self.about.carrier or self._author()
        published = self.about.published_at(proposal.quote.start)
        chain = [self._source(link, carrier) for link in proposal.chain if link.span is not None]
        speaker = chain[0] if chain else carrier
        quantity, victims = proposal.quantity, proposal.victims
        return Claim(
            passage=Passage(self.about.item, selectors(self.text, proposal.quote.start, proposal.quote.end)),
            quote=proposal.quote.of(self.text.text),
            speaker=speaker,
            carrier=carrier,
            origin=chain[-1] if chain else speaker,
            stance="denies" if proposal.modality == "denied" else "affirms",
            quantity=quantity,
            act=proposal.act,
            when=self.when(proposal),
            places=_entries(proposal.places),
            actors=tuple(sorted({actor for one in proposal.blamed for actor in one.actors})),
            sex=victims.sex,
            age=victims.age,
            status=victims.status,
            targets=victims.targets,
            covers=_covers(proposal),
            assurance=_assurance(proposal.chain, self.text.text),
            published=published if _is_stated(published) else "",
            reader=proposal.reader,
            standing="proposed",
        )

    def when(self, proposal: Proposal) -> When:
        """Return the interval in which it certainly was, if the words are true."""
        dated = proposal.when.when if proposal.when is not None else None
        if dated is not None and dated.edtf:
            return dated
        published = self.about.published_at(proposal.quote.start)
        last = When.parse(published, zone=self.about.zone)
        if last.end is None or not last.certain:
            return ANY_TIME
        return When(None, last.end, f"../{published.split('/')[-1]}")

    def _author(self) -> str:
        """Return the source that stands for a document of which nobody said who published it."""
        return self._derive(f"{self.about.name}", f"author/{slug(self.about.name)}-{self.about.item[:8]}")

    def _source(self, link: Speaker, carrier: str) -> str:
        """Return the source that speaks: the register's, or one derived from the words.

        A speaker who is only described ("a resident") is another one in every document: nobody can tell that two are one.
        """
        if link.source:
            return link.source
        words = _speaker_words(link, self.text.text)
        hits = self.registers.source_names.find(words)
        if len(hits) == 1:
            return hits[0]
        if link.named:
            return self._derive(words, f"source/{slug(words)}")
        return self._derive(words, f"unnamed/{slug(words)}-{self.about.item[:8]}") if words else carrier

    def _derive(self, name: str, path: str) -> str:
        node = f"{PREFIX}:{path}"
        self.derived.setdefault(node, Source(node, "", None, name))
        return node


def _is_stated(published: str) -> bool:
    """Tell whether a date says when something was published, and not only that it was no later."""
    return not published.startswith("../")


def claim_id(claim: Claim, proposal: Proposal) -> str:
    """Return the id of a proposed claim: the hash of all that it says, and of how it is meant."""
    body = {**claim.as_json(), "modality": proposal.modality, "number": [proposal.amount.start, proposal.amount.end]}
    del body["row"]
    return content_id("claim", body)


def proposal_json(proposal: Proposal, text: str) -> dict[str, Any]:
    """Return what a proposal keeps beyond its claim as plain values: every field's words with where they stand."""
    victims, when = proposal.victims, proposal.when
    return {
        "number": _span(proposal.amount, text),
        "trigger": _span(proposal.trigger, text),
        "victims": _span(victims.span, text),
        "method": _span(proposal.method, text),
        "modality": proposal.modality,
        "blamed": [
            {**_some(one.span, text), "certainty": one.certainty, "actors": list(one.actors)} for one in proposal.blamed
        ],
        "places": [
            {**_some(one.span, text), "place": one.place, "precision": one.precision, "known_as": one.known_as}
            for one in proposal.places
        ],
        "when": None
        if when is None
        else {
            **_some(when.span, text),
            "edtf": when.when.edtf if when.when is not None else None,
            "why_not": when.why_not,
            "rule": when.rule,
        },
        "chain": [_link(link, text) for link in proposal.chain],
        "part_of": proposal.part_of,
        "rules": list(proposal.rules),
        "verified": True,
    }


def _link(link: Speaker, text: str) -> dict[str, Any]:
    return {
        "speaker": _span(link.span, text),
        "cue": _span(link.cue, text),
        "meant": _span(link.meant, text),
        "named": link.named,
        "speech": link.speech,
        "source": link.source,
    }


def _some(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "words": span.of(text)}


def _span(span: Span | None, text: str) -> Mapping[str, Any] | None:
    return None if span is None else _some(span, text)


def _entries(places: tuple[Located, ...]) -> tuple[str, ...]:
    """Return the register's entries that the words name: none where one of several is in no register, since it may be anywhere."""
    if any(not one.place for one in places):
        return ()
    return tuple(sorted({one.place for one in places}))


def _covers(proposal: Proposal) -> str:
    """Return ``whole`` for a denial of which it is known where or when it holds, else ``within``: then nothing is certainly denied.

    "Nobody was killed in the north", where no register names the north, denies no death elsewhere.
    """
    dated = proposal.when.when if proposal.when is not None else None
    is_placed = bool(_entries(proposal.places))
    is_dated = not proposal.places and dated is not None and dated.start is not None
    return "whole" if proposal.modality == "denied" and (is_placed or is_dated) else "within"


def _assurance(chain: tuple[Speaker, ...], text: str) -> str:
    """Return the text's own words for how sure its speakers are: a cue that says more than that somebody spoke, doubt before certainty."""
    cued = [(link, " ".join(link.cue.of(text).lower().split())) for link in chain if link.cue is not None]
    unsure = (words for link, words in cued if _is_unsure(words, is_anonymous=link.span is None))
    known = vocabulary("basis").terms
    sure = (words for _, words in cued if words in known or words in _SURE)
    return next(unsure, "") or next(sure, "")


def _is_unsure(cue: str, *, is_anonymous: bool) -> bool:
    """Tell whether a cue doubts ("allegedly", "could not be verified"), or gives words as those of nobody in particular ("is said")."""
    words = set(cue.replace("’", "'").replace("n't", " not").split())
    if words & _UNSURE or (is_anonymous and words & _HEARSAY):
        return True
    return "not" in words and bool(words & _ASCERTAINED)


_SURE = frozenset(
    [
        "confirmed",
        "has confirmed",
        "verified",
        "has verified",
        "documented",
        "has documented",
        "أكد",
        "وثق",
        "وثقت",
        "أكدت",
    ]
)
"""Cues that say how sure their speaker is."""

_UNSURE = frozenset(
    [
        "allegedly",
        "alleged",
        "reportedly",
        "supposedly",
        "supposed",
        "purportedly",
        "purported",
        "ostensibly",
        "rumoured",
        "rumored",
        "believed",
        "believe",
        "believes",
        "thought",
        "think",
        "thinks",
        "feared",
        "fear",
        "fears",
        "presumed",
        "presume",
        "presumes",
        "suspected",
        "suspect",
        "suspects",
    ]
)
"""Words in a cue that say that its speaker is not sure."""
_HEARSAY = frozenset(["said", "reported", "claimed", "seems", "seemed", "appears", "appeared", "understood"])
"""Words in a cue that say so where nobody is named ("is said to have", not "the UN said")."""
_ASCERTAINED = frozenset(
    ["confirm", "confirmed", "verify", "verified", "corroborate", "corroborated", "establish", "established"]
)
"""Words in a cue that say so behind "not"."""


def _speaker_words(link: Speaker, text: str) -> str:
    span = link.meant or link.span
    return " ".join(span.of(text).split()).strip(" ,.;:\"'“”") if span is not None else ""
