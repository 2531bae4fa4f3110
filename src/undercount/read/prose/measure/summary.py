"""One number for an act out of a document's proposals, by stated rules: for evaluation and for lists, never for a figure.

A figure is made of claims, each with its own scope; this only answers "how many does this text say?" where one answer is expected. Only
what is asserted counts, and no part of a whole. The first sentence that gives a number is the lead: its different victims add up. A
sentence close behind it

1. that states a toll or a total counts where it is greater, as does a number of people behind a lead that tells of one victim;
2. that speaks of victims who come on top ("another", "also", "in another incident") adds to it;
3. that speaks of a sort of victims of which none was counted yet ("six militants", then "a soldier") adds to it;
4. that names persons, behind a lead that counts several, tells who they were and adds nothing;
5. else repeats what was said, or says it in more detail, and adds nothing. Nor does any sentence farther off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from undercount.read.prose.proposal import Found, Proposal
from undercount.record import Quantity

ACTS = {"killing": ("killing", "summary-killing", "death-in-detention", "starvation-death"), "injury": ("injury",)}
"""The acts that one question sums: whoever was executed was killed."""

NEAR = 250
"""Within how many characters of what was counted a later sentence can add to it; farther off it tells of the same again, or of others."""


MOST_TOLD = 3
"""In how many sentences a text can tell of different victims. One that gives numbers in more is an account of what several sources
say of the same victims, and its lead alone counts."""


_OF_DYING = ("die.subject", "dead.state", "kill.passive")
"""Rules of death by which a later sentence tells what became of some of those who were hurt."""

_FEWEST = {"dozens": 12, "tens": 20, "scores": 20, "hundreds": 100, "thousands": 1000}


@dataclass
class _Count:
    """What was counted so far, by sort of victims."""

    total: int = 0
    start: int = 0
    end: int = 0
    counted: bool = False
    by_sort: dict[str, int] = field(default_factory=dict)


def totals(found: Found, act: str, *, age: str = "", sex: str = "") -> Quantity | None:
    """Return how many a document says were harmed by an act.

    Args:
        found: What a reader found.
        act: Term of ``act``.
        age: Only victims of whom this age is said, such as ``child``; they may be parts of a whole.
        sex: Only victims of whom this sex is said.

    Returns:
        The quantity (persons); vague, with its words, where the document gives no number; None where it says nothing.
    """
    wanted = _wanted(found, ACTS.get(act, (act,)), age, sex)
    count = _Count()
    sentences = _by_sentence(wanted)
    for sentence in sentences[:1] if len(sentences) > MOST_TOLD else sentences:
        _add(count, sentence)
    first = wanted[0] if wanted else None
    if first is not None and _value(first) is None and not any(_is_counted(p, _least(first)) for p in wanted):
        return first.quantity
    if act == "injury" and not (age or sex) and len(sentences) <= MOST_TOLD:
        count.total -= _died(found, count)
    return Quantity(None, count.total, None, "exactly", "person") if sentences else None


def _died(found: Found, count: _Count) -> int:
    """Return how many of the injured are said close by to have died: "two were shot, one fatally", "he died in hospital"."""
    shares = [
        p for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted" and _is_share(p, found)
    ]
    shares = [p for p in shares if count.start <= p.quote.start and p.quote.end - count.end <= NEAR]
    shares = [p for p in shares if count.total == 1 or not _is(p, "pronoun")]
    died = max((_value(p) or 0 for p in shares), default=0)
    return died if died <= count.total else 0


def _is_share(proposal: Proposal, found: Found) -> bool:
    """Say whether the dead are some of the injured: as the words say, or a bare number of whom a later sentence says that they died."""
    if _is(proposal, "share"):
        return True
    if _is(proposal, "more") or not any(_is(proposal, rule) for rule in _OF_DYING):
        return False
    deaths = [p.quote.start for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted"]
    hurt = [p for p in found.proposals if p.act in ACTS["injury"] and p.modality == "asserted"]
    if not hurt or not hurt[0].quote.start < min(deaths) == proposal.quote.start:
        return False
    return _is(proposal, "bare") or (_is(hurt[0], "struck") and (_value(hurt[0]) or 0) > 1)


def _wanted(found: Found, acts: tuple[str, ...], age: str, sex: str) -> list[Proposal]:
    """Return the proposals that count; where a text tells only of some of them ("among the dead were …"), these."""
    every = {at: p for at, p in enumerate(found.proposals) if _is_wanted(p, acts, age, sex)}
    wanted = [p for p in every.values() if p.part_of not in every]
    if wanted or age or sex:
        return wanted
    return [
        p
        for p in found.proposals
        if p.act in acts and p.modality == "asserted" and p.part_of is None and _is(p, "part")
    ]


def _is_wanted(proposal: Proposal, acts: tuple[str, ...], age: str, sex: str) -> bool:
    if proposal.act not in acts or proposal.modality != "asserted" or proposal.quantity.unit not in ("person", "body"):
        return False
    who = proposal.victims
    if age or sex:
        return (not age or who.age == age) and (not sex or who.sex == sex)
    return proposal.part_of is None and not _is(proposal, "part")


def _is_counted(proposal: Proposal, least: int) -> bool:
    """Say whether a number is said that "several" or "dozens" of the lead can be, so that it goes before these."""
    return (_value(proposal) or 0) >= least and not _is(proposal, "named") and not _is(proposal, "known")


def _least(vague: Proposal) -> int:
    """Return the least number that words without one can mean: "dozens" are no two."""
    words = vague.quantity.phrase.lower()
    return next((number for word, number in _FEWEST.items() if word in words), 2)


def _by_sentence(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    found: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        if _value(proposal) is not None:
            found.setdefault(proposal.quote.start, []).append(proposal)
    return list(found.values())


def _value(proposal: Proposal) -> int | None:
    quantity = proposal.quantity
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


def _is(proposal: Proposal, mark: str) -> bool:
    """Say whether one of a proposal's rules is, or ends in, a mark."""
    return any(rule == mark or rule.endswith(f".{mark}") for rule in proposal.rules)


def _add(count: _Count, sentence: list[Proposal]) -> None:
    toll = [p for p in sentence if _is(p, "toll")]
    sentence = toll or sentence
    values = [_value(p) or 0 for p in sentence]
    near = sentence[0].quote.start - count.end <= NEAR
    known = any(_is(p, "known") for p in sentence)
    told = count.counted and all(_is(p, "named") for p in sentence)
    more = any(_is(p, "more") for p in sentence) and not known
    if any(_is(p, "total") for p in sentence) and near:
        fresh = [value for p, value in zip(sentence, values, strict=True) if not _is(p, "known")]
        count.total = max(count.total, sum(fresh or values))
    elif near and not told and not known and not more and _is_fuller(count, sentence, values):
        count.total, count.counted = sum(values), True
    elif not count.by_sort or (near and not told and (more or _is_new(count, sentence))):
        count.total += sum(values)
        count.counted = count.counted or max(values) > 1
    if not count.by_sort:
        count.start = sentence[0].quote.start
    if near or not count.by_sort:
        count.end = sentence[0].quote.end
    for proposal, value in zip(sentence, values, strict=True):
        sort = _sort(proposal)
        count.by_sort[sort] = max(count.by_sort.get(sort, 0), value)


def _is_fuller(count: _Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a sentence gives a number of people behind a lead that told only of one of them."""
    return (
        count.total == 1
        and not count.counted
        and max(values) > 1
        and all(not _sort(p) or _is(p, "added") for p in sentence)
    )


def _is_new(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether a sentence speaks only of sorts of victims of which none was counted, and all sorts are known."""
    had, now = set(count.by_sort), {_sort(p) for p in sentence}
    return "" not in had | now and not had & now and not any(_is(p, "known") for p in sentence)


def _sort(proposal: Proposal) -> str:
    return next((rule.removeprefix("who.") for rule in proposal.rules if rule.startswith("who.")), "")
