"""One number for an act out of a document's proposals, by stated rules: for evaluation and for lists, never for a figure.

A figure is made of claims, each with its own scope; this only answers "how many does this text say?" where one answer is expected. Only
what is asserted counts, and no part of a whole. The first sentence that gives a number is the lead: its different victims add up. A
sentence close behind it

1. that states a toll or a total counts where it is greater, as does a number of people behind a lead that tells of one victim;
2. that speaks of victims who come on top ("another", "also", "in another incident") adds to it;
3. that speaks of a sort of victims of which none was counted yet ("six militants", then "a soldier") adds to it, as does the death of those
   who did it behind what they did ("killed nine", then "all four assailants were killed");
4. that names persons, behind a lead that counts several, tells who they were and adds nothing;
5. else repeats what was said, or says it in more detail, and adds nothing. Nor does any sentence farther off.

A toll that is said to be revised down stands in the place of what was counted; what others say of the same behind "but" does not.

The deed that somebody is charged with or wanted for counts where a text tells of no other harm.

Who is said to be shot is not hurt where the text says of the same person that he or she died, nor where it names those whose death it told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from undercount.read.prose.measure.counting import NEAR, Count, add, has_mark, sort_of, value_of
from undercount.read.prose.proposal import Found, Proposal
from undercount.record import Quantity

ACTS = {"killing": ("killing", "summary-killing", "death-in-detention", "starvation-death"), "injury": ("injury",)}
"""The acts that one question sums: whoever was executed was killed."""

MOST_TOLD = 3
"""In how many sentences a text can tell of different victims. One that gives numbers in more is an account of what several sources
say of the same victims, and its lead alone counts."""


_OF_DYING = ("die.subject", "dead.state", "kill.passive")
"""Rules of death by which a later sentence tells what became of some of those who were hurt."""

_KNOWN = frozenset({"the", "his", "her", "their"})
_FEWEST = {"dozens": 12, "tens": 20, "scores": 20, "hundreds": 100, "thousands": 1000}


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
    found = _told_of_known(_told_in_charges(found))
    wanted = _wanted(found, ACTS.get(act, (act,)), age, sex)
    deaths = [p for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted"]
    if act == "injury":
        wanted = [p for p in wanted if not _is_dead(p, deaths, wanted)]
    shares = [value_of(p) or 0 for p in found.proposals if p.act in ACTS.get(act, (act,)) and has_mark(p, "part")]
    count = Count(dead=_in_lead(wanted, deaths) if act == "injury" else 0, shares=shares)
    sentences = _by_sentence(wanted)
    for sentence in sentences[:1] if len(sentences) > MOST_TOLD else sentences:
        add(count, sentence)
    first = wanted[0] if wanted else None
    nobody = any(value_of(p) == 0 for p in wanted[1:])
    if (
        first is not None
        and value_of(first) is None
        and not (nobody or any(_is_counted(p, _least(first)) for p in wanted))
    ):
        return first.quantity
    if act == "injury" and not (age or sex) and len(sentences) <= MOST_TOLD:
        count.total -= _died(found, count)
    return _hedged(count.total, sentences) if sentences else None


def _hedged(total: int, sentences: list[list[Proposal]]) -> Quantity:
    """Return a total as the words hedge it where they give it, which a headline may not; else at least where one that was added is."""
    every = [p for sentence in sentences for p in sentence]
    same = sorted((p for p in every if value_of(p) == total), key=lambda p: p.quantity.qualifier == "exactly")
    if same:
        return replace(same[0].quantity, unit="person", phrase="")
    least = any(p.quantity.qualifier == "at-least" and 1 < (value_of(p) or 0) < total for p in every)
    return (
        Quantity(total, None, None, "at-least", "person") if least else Quantity(None, total, None, "exactly", "person")
    )


def _told_in_charges(found: Found) -> Found:
    """Return what was found with the deeds that somebody is charged with, where a text tells of no other harm: they are its news."""
    acts = (*ACTS["killing"], "injury")
    charged = [p for p in found.proposals if p.act in acts and "background.charge" in p.rules]
    if not charged or any(p.act in acts and p.modality == "asserted" for p in found.proposals):
        return found
    every = (replace(p, modality="asserted") if p in charged else p for p in found.proposals)
    return Found(tuple(every), found.misses)


def _told_of_known(found: Found) -> Found:
    """Return what was found with the number told in passing of those whom the text then tells of as known.

    "Following the deaths of 39 people …": "The civilians were killed when …".
    """
    deaths = [p for p in found.proposals if p.act in ACTS["killing"] and p.part_of is None]
    first = next((p for p in deaths if p.modality == "asserted"), None)
    if first is None or value_of(first) is not None or first.quantity.phrase.lower().split()[:1] != ["the"]:
        return found
    before = deaths[: deaths.index(first)]
    told = next((p for p in before if "background.event" in p.rules and (value_of(p) or 0) > 1), None)
    if told is None or any(value_of(p) is not None for p in before if p.modality == "asserted"):
        return found
    return Found(tuple(replace(p, modality="asserted") if p is told else p for p in found.proposals), found.misses)


def _died(found: Found, count: Count) -> int:
    """Return how many of the injured are said close by to have died: "two were shot, one fatally", "he died in hospital"."""
    shares = [
        p for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted" and _is_share(p, found)
    ]
    shares = [p for p in shares if count.start <= p.quote.start and p.quote.end - count.end <= NEAR]
    shares = [p for p in shares if count.total == 1 or not has_mark(p, "pronoun")]
    died = max((value_of(p) or 0 for p in shares), default=0)
    return died if died <= count.total else 0


def _is_share(proposal: Proposal, found: Found) -> bool:
    """Say whether the dead are some of the injured: as the words say, or a bare number of whom a later sentence says that they died."""
    if has_mark(proposal, "share"):
        return True
    if has_mark(proposal, "more") or not any(has_mark(proposal, rule) for rule in _OF_DYING):
        return False
    deaths = [p.quote.start for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted"]
    hurt = [p for p in found.proposals if p.act in ACTS["injury"] and p.modality == "asserted"]
    if not hurt or not hurt[0].quote.start < min(deaths) == proposal.quote.start:
        return False
    told = (
        has_mark(proposal, "known")
        and not has_mark(proposal, "pronoun")
        and sort_of(hurt[0]) not in ("forces", "rebels")
    )
    return has_mark(proposal, "bare") or (has_mark(hurt[0], "struck") and (told or (value_of(hurt[0]) or 0) > 1))


def _wanted(found: Found, acts: tuple[str, ...], age: str, sex: str) -> list[Proposal]:
    """Return the proposals that count; where a text tells only of some of them ("among the dead were …"), these."""
    every = {at: p for at, p in enumerate(found.proposals) if _is_wanted(p, acts, age, sex)}
    wanted = [p for p in every.values() if p.part_of not in every]
    if wanted or age or sex:
        return wanted
    return [
        p
        for p in found.proposals
        if p.act in acts and p.modality == "asserted" and p.part_of is None and has_mark(p, "part")
    ]


def _is_wanted(proposal: Proposal, acts: tuple[str, ...], age: str, sex: str) -> bool:
    if proposal.act not in acts or proposal.modality != "asserted" or has_mark(proposal, "number.joint"):
        return False
    if proposal.quantity.unit not in ("person", "body"):
        return False
    who = proposal.victims
    if age or sex:
        return (not age or who.age == age) and (not sex or who.sex == sex)
    return proposal.part_of is None and not has_mark(proposal, "part")


def _is_counted(proposal: Proposal, least: int) -> bool:
    """Say whether a number is said that "several" or "dozens" of the lead can be, so that it goes before these."""
    return (value_of(proposal) or 0) >= least and not has_mark(proposal, "named") and not has_mark(proposal, "known")


def _least(vague: Proposal) -> int:
    """Return the least number that words without one can mean: "dozens" are no two."""
    words = vague.quantity.phrase.lower()
    return next((number for word, number in _FEWEST.items() if word in words), 2)


def _by_sentence(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    found: dict[int, list[Proposal]] = {}
    for proposal in proposals:
        if value_of(proposal) is not None:
            at = proposal.quote.end if has_mark(proposal, "back") else proposal.quote.start
            found.setdefault(at, []).append(proposal)
    return list(found.values())


def _in_lead(wanted: list[Proposal], deaths: list[Proposal]) -> int:
    """Return how many deaths the first sentence tells that gives a number of injured: later both can be said in one number."""
    first = next((p.quote.start for p in wanted if value_of(p) is not None), None)
    return sum(value_of(p) or 0 for p in deaths if p.quote.start == first and p.part_of is None)


def _is_dead(hurt: Proposal, deaths: list[Proposal], wanted: list[Proposal]) -> bool:
    """Say whether who was hurt is said to have died: by the same word, or as the one of whose death the text told before."""
    if has_mark(hurt, "more"):
        return False
    if any(_is_same(hurt, one) for one in deaths):
        return True
    if (
        has_mark(hurt, "pronoun")
        and has_mark(hurt, "struck")
        and any(value_of(p) == 1 and p.quote == hurt.quote and _at(p) < _at(hurt) for p in deaths)
    ):
        return True
    before = [p for p in deaths if p.quote.start < hurt.quote.start and p.part_of is None]
    told = has_mark(hurt, "named") or has_mark(hurt, "known")
    if not before or not told or not has_mark(hurt, "struck") or sort_of(hurt):
        return False
    beside = [p for p in wanted if p.quote.start == hurt.quote.start]
    return value_of(before[0]) == sum(value_of(p) or 0 for p in beside) and not any(has_mark(p, "more") for p in beside)


def _at(proposal: Proposal) -> int:
    return proposal.trigger.start


def _is_same(hurt: Proposal, dead: Proposal) -> bool:
    """Say whether one word of one person, as "his wife" or "the gunman", stands for who was hurt and who died."""
    if (
        value_of(hurt) != 1
        or value_of(dead) != 1
        or has_mark(dead, "more")
        or not (sort_of(hurt) or has_mark(hurt, "named"))
    ):
        return False
    first, second = (one.quantity.phrase.lower().split() for one in (hurt, dead))
    if not first or not second or first[-1] != second[-1]:
        return False
    later = second if hurt.quote.start < dead.quote.start else first
    if later[0] in _KNOWN:
        return True
    return (
        has_mark(hurt, "named")
        and has_mark(dead, "named")
        and not sort_of(hurt)
        and (first == second or len(later) == 1)
    )
