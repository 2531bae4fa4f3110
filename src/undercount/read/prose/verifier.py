"""Verify a proposal against the text it is said to come from: what does not stand there is rejected, and never repaired.

Both readers pass through here. The verifier shares no code with them: it looks at the words of each span, and at nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.meant import cannot_be, is_no_count, is_unasserted
from undercount.read.prose.proposal import Proposal, Span
from undercount.read.prose.spelled import digits_in, numbers_in, spelled_in, sums_in
from undercount.record import vocabulary
from undercount.record.hedge import hedges

LONGEST_QUOTE = 2_000
"""The most characters of a passage: a claim whose words stand farther apart is not one."""

_REACH = 40
"""How many characters on each side of a number a hedge of it can stand in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a proposal was rejected.

    Args:
        rule: The rule that it breaks.
        field: What of it: ``quote``, ``number``, ``hedge``, ``trigger``, ``place``, ``when``, ``speaker`` …
        value: The value that breaks it.
    """

    rule: str
    field: str
    value: str


def verify(proposal: Proposal, text: str) -> Fault | None:
    """Return the first rule that a proposal breaks, or None if every word of it stands in the text.

    Args:
        proposal: What a reader found.
        text: The document's text, as it was taken from the item.
    """
    for check in (_spans, _terms, _numbers, _hedge, _meaning):
        fault = check(proposal, text)
        if fault is not None:
            return fault
    return None


def _named(proposal: Proposal) -> Iterator[tuple[str, Span]]:
    """Yield every span of a proposal with the name of its field."""
    yield "quote", proposal.quote
    yield "number", proposal.amount
    yield "trigger", proposal.trigger
    for name, span in (("victims", proposal.victims.span), ("method", proposal.method)):
        if span is not None:
            yield name, span
    for one in proposal.blamed:
        yield "actor", one.span
    for place in proposal.places:
        yield "place", place.span
    if proposal.when is not None:
        yield "when", proposal.when.span
    for speaker in proposal.chain:
        for span in (speaker.span, speaker.cue, speaker.meant):
            if span is not None:
                yield "speaker", span


def _spans(proposal: Proposal, text: str) -> Fault | None:
    for field, span in _named(proposal):
        if not 0 <= span.start < span.end <= len(text) or not span.of(text).strip():
            return Fault("the words of every field must stand in the document", field, f"{span.start}–{span.end}")
    quote = proposal.quote
    if quote.end - quote.start > LONGEST_QUOTE:
        return Fault(
            f"a passage must be of at most {LONGEST_QUOTE:,} characters", "quote", f"{quote.end - quote.start:,}"
        )
    for field, span in (("number", proposal.amount), ("trigger", proposal.trigger)):
        if span.start < quote.start or span.end > quote.end:
            return Fault("a number and its act must stand in the passage that is quoted", field, span.of(text))
    if proposal.quantity.phrase and _plain(proposal.quantity.phrase) != _plain(proposal.amount.of(text)):
        return Fault("the words of a quantity must be those of the document", "number", proposal.quantity.phrase)
    return None


def _terms(proposal: Proposal, _: str) -> Fault | None:
    victims = proposal.victims
    for name, value in (
        ("act", proposal.act),
        ("unit", proposal.quantity.unit),
        ("sex", victims.sex),
        ("age", victims.age),
        ("status", victims.status),
        *(("target", target) for target in victims.targets),
    ):
        if value and value not in vocabulary(name).terms:
            return Fault("a field must be a term of its list", name, value)
    return None


def _numbers(proposal: Proposal, text: str) -> Fault | None:
    """Check that each number stands in its words: digits as they are, or spelled, or meant by a singular."""
    words = _MORE_BEHIND.sub("", proposal.amount.of(text))
    digits, spelled = digits_in(words), spelled_in(words)
    sums, possible = sums_in(words), numbers_in(words)
    for number in proposal.quantity.numbers().values():
        if number is not None and number not in possible:
            return Fault(
                "a number must stand in the words that are quoted for it", "number", f"{number:,} in {words!r}"
            )
    given = {number for number in proposal.quantity.numbers().values() if number is not None}
    if given and _GROUP.match(proposal.amount.of(text)) and _is_torn(text[: proposal.amount.start]):
        return Fault("a number must be read from its begin", "number", words)
    cut = _SCALE_BEHIND.match(text, proposal.amount.end) if given else None
    if cut is not None:
        return Fault("a number must be read to its end", "number", f"{words} {cut[1]}")
    if digits and given and not given & (digits | sums | {n for n in spelled if n >= 1000}):
        return Fault("a number that stands in digits must be one of them", "number", f"{min(given):,} in {words!r}")
    return None


_GROUP = re.compile(r"\d{3}(?!\d)")
_GROUPED = re.compile(r"(?<!\d)\d{1,3}[ \u00a0\u202f\u2009'’,]$")
"""The begin of a number whose thousands a mark parts: "12 500" is not 500."""

_OF_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s*$", re.IGNORECASE)
"""A month, of which the number behind it can be the day: "on May 12 300 people"."""


def _is_torn(before: str) -> bool:
    """Tell whether what stands before three digits makes them the end of a greater number."""
    begun = _GROUPED.search(before)
    return begun is not None and not _OF_MONTH.search(before, 0, begun.start())


_MORE_BEHIND = re.compile(
    r"\s*,?\s*(?:and|or|but)?\s*(?:possibly|perhaps|maybe|probably)\s+(?:more\s+than|over|at\s+least)\s+\S+$",
    re.IGNORECASE,
)
"""A greater number that is only possible: of "six and possibly more than 10" six are said."""

_SCALE_BEHIND = re.compile(r"[\s-]{1,2}(dozen|hundred|thousand|lakhs?|million|crores?)\b", re.IGNORECASE)
"""A word that multiplies the number before it: "two dozen" is not two."""


def _hedge(proposal: Proposal, text: str) -> Fault | None:
    """Check that a hedge right beside the number is the claim's own: "at least 82" is never 82 exactly."""
    said = _hedges_beside(proposal.amount, proposal.quote, text)
    if proposal.quantity.is_empty and _SHARE.search(proposal.amount.of(text)):
        return None
    if said and proposal.quantity.qualifier not in (
        said | {"between"} if said == {"about"} else said
    ):  # "about 200 to 300"
        return Fault("a hedge in the text must be a hedge in the claim", "hedge", f"{' or '.join(sorted(said))}")
    return None


def _meaning(proposal: Proposal, text: str) -> Fault | None:
    """Check that the words of harm can mean the act, and that the passage does not deny or only fear what is told as a fact."""
    trigger = proposal.trigger.of(text)
    if cannot_be(proposal.act, trigger):
        return Fault("the words of an act must be words for it", "trigger", f"{trigger!r} for {proposal.act}")
    given = [number for number in proposal.quantity.numbers().values() if number is not None]
    if any(given) and is_no_count(proposal.amount.of(text)):
        return Fault("a number must stand in the words that are quoted for it", "number", proposal.amount.of(text))
    if proposal.modality not in ("asserted", "cumulative") or given == [0]:
        return None
    if is_unasserted(text[proposal.quote.start : proposal.trigger.start]):
        return Fault("what a passage denies or only fears must be no assertion", "modality", proposal.modality)
    return None


def _hedges_beside(amount: Span, quote: Span, text: str) -> frozenset[str]:
    """Return the qualifiers that the words in an amount, directly before it and directly after it say."""
    before = _plain(text[max(quote.start, amount.start - _REACH) : amount.start])
    after = _plain(text[amount.end : min(quote.end, amount.end + _REACH)])
    within = _plain(amount.of(text))
    numbered = bool(digits_in(within) or spelled_in(within) - {0, 1})
    found = set()
    for words, qualifier in _said().items():
        unhedged = (words == "about" and _TOPIC.search(before)) or (words == "up to" and _RAISED.search(before))
        if (qualifier == "vague" and numbered) or unhedged:
            continue
        inside = within == words or within.startswith(f"{words} ") or within.endswith(f" {words}")
        if (
            inside
            or before == words
            or before.endswith(f" {words}")
            or (words in _AFTER and re.match(rf"\s*{re.escape(words)}\b", after))
        ):
            found.add(qualifier)
    return frozenset(found)


_RAISED = re.compile(r"\b(?:revis|rais|updat|adjust|mov)(?:ed|ing)\b.{0,20} up to$")
"""Before a number that a toll was raised to: "revised the death toll up to 31" is no "at most"."""

_TOPIC = re.compile(
    r"\b(?:reports?|reported|information|news|stor(?:y|ies)|articles?|statements?|details|questions?|concern(?:s|ed)?|worried|complain(?:ts?|ed)"
    r"|rumou?rs?|testimon(?:y|ies)|claims|truth|(?:some|any|no)thing|more|kn(?:ow|ows|ew|own)|hear|heard|sp(?:eak|eaks|oke|oken|eaking)"
    r"|talk(?:s|ed|ing)?|tell|told|telling|ask(?:ed|ing)?|writ(?:e|ten|ing)|wrote|think|learn(?:ed|t)?|inquired?|post(?:s|ed)?|warned|lied"
    r"|film|book|inform(?:ed)?) about$"
)
"""Before a number: what the words are about, where "about" says nothing of how exact the number is."""

_SHARE = re.compile(
    r"(?:%|per ?cent|pct|hal(?:f|ves)|thirds?|quarters?|fifths?|tenth|\bin \w+)(?: of)?(?: the)?$", re.IGNORECASE
)
"""A share, which is no number of persons: a hedge beside it hedges the share."""

_AFTER = frozenset(
    ["or more", "or so", "at least", "at the least", "at most", "at the most", "على الأقل", "على الأكثر"]
)
"""Hedges that can stand after their number."""


@cache
def _said() -> dict[str, str]:
    """Return the hedges that the verifier insists on: those that can be nothing but a hedge where they touch a number."""
    unsure = ("from", "some", "under", "over", "few", "many", "حتى", "فوق", "بين", "عدة", "بعض")
    return {_plain(words): qualifier for words, qualifier in hedges().items() if words not in unsure}


def _plain(words: str) -> str:
    """Fold typography, vowel signs, case and white space; nothing else."""
    folded = re.sub("[\u064b-\u0652\u0670\u0640]", "", unicodedata.normalize("NFKC", words)).lower()
    return re.sub(r"[\s\-‐‑‒–—]+", " ", folded).strip() if folded.strip() else ""
