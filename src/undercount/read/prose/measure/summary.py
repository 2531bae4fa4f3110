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
from dataclasses import dataclass, field, replace

from undercount.read.prose.proposal import Found, Proposal
from undercount.read.prose.spelled import digits_in, spelled_in
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

_NTH = ("second", "third", "fourth", "fifth", "sixth")
_KNOWN = frozenset({"the", "his", "her", "their"})
_DOERS = frozenset(
    ["gunman", "shooter", "suspect", "attacker", "assailant", "perpetrator", "killer", "husband", "father", "boyfriend"]
)
"""Who is meant again where a text told that the one who did it took his own life."""
_FEWEST = {"dozens": 12, "tens": 20, "scores": 20, "hundreds": 100, "thousands": 1000}


@dataclass
class _Count:
    """What was counted so far, by sort of victims."""

    total: int = 0
    start: int = 0
    end: int = 0
    counted: bool = False
    active: bool = False
    dead: int = 0
    self: str = ""
    own: bool = False
    by_hand: bool = False
    shares: list[int] = field(default_factory=list)
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
    found = _told_of_known(_told_in_charges(found))
    wanted = _wanted(found, ACTS.get(act, (act,)), age, sex)
    deaths = [p for p in found.proposals if p.act in ACTS["killing"] and p.modality == "asserted"]
    if act == "injury":
        wanted = [p for p in wanted if not _is_dead(p, deaths, wanted)]
    shares = [_value(p) or 0 for p in found.proposals if p.act in ACTS.get(act, (act,)) and _is(p, "part")]
    count = _Count(dead=_in_lead(wanted, deaths) if act == "injury" else 0, shares=shares)
    sentences = _by_sentence(wanted)
    for sentence in sentences[:1] if len(sentences) > MOST_TOLD else sentences:
        _add(count, sentence)
    first = wanted[0] if wanted else None
    nobody = any(_value(p) == 0 for p in wanted[1:])
    if (
        first is not None
        and _value(first) is None
        and not (nobody or any(_is_counted(p, _least(first)) for p in wanted))
    ):
        return first.quantity
    if act == "injury" and not (age or sex) and len(sentences) <= MOST_TOLD:
        count.total -= _died(found, count)
    return _hedged(count.total, sentences) if sentences else None


def _hedged(total: int, sentences: list[list[Proposal]]) -> Quantity:
    """Return a total as the words hedge it where they give it, which a headline may not; else at least where one that was added is."""
    every = [p for sentence in sentences for p in sentence]
    same = sorted((p for p in every if _value(p) == total), key=lambda p: p.quantity.qualifier == "exactly")
    if same:
        return replace(same[0].quantity, unit="person", phrase="")
    least = any(p.quantity.qualifier == "at-least" and 1 < (_value(p) or 0) < total for p in every)
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
    if first is None or _value(first) is not None or first.quantity.phrase.lower().split()[:1] != ["the"]:
        return found
    before = deaths[: deaths.index(first)]
    told = next((p for p in before if "background.event" in p.rules and (_value(p) or 0) > 1), None)
    if told is None or any(_value(p) is not None for p in before if p.modality == "asserted"):
        return found
    return Found(tuple(replace(p, modality="asserted") if p is told else p for p in found.proposals), found.misses)


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
    told = _is(proposal, "known") and not _is(proposal, "pronoun") and _sort(hurt[0]) not in ("forces", "rebels")
    return _is(proposal, "bare") or (_is(hurt[0], "struck") and (told or (_value(hurt[0]) or 0) > 1))


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
    if proposal.act not in acts or proposal.modality != "asserted" or _is(proposal, "number.joint"):
        return False
    if proposal.quantity.unit not in ("person", "body"):
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
            at = proposal.quote.end if _is(proposal, "back") else proposal.quote.start
            found.setdefault(at, []).append(proposal)
    return list(found.values())


def _value(proposal: Proposal) -> int | None:
    quantity = proposal.quantity
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


def _is(proposal: Proposal, mark: str) -> bool:
    """Say whether one of a proposal's rules is, or ends in, a mark."""
    return any(rule == mark or rule.endswith(f".{mark}") for rule in proposal.rules)


def _add(count: _Count, sentence: list[Proposal]) -> None:
    if count.by_sort and (all(_is(p, "contrary") for p in sentence) or _is_who_did_it(count, sentence)):
        return
    sentence = [p for p in sentence if not _is(p, "otherwise")] or sentence[:1]
    sentence = [p for p in sentence if _is(p, "toll") or _is(p, "elided")] or sentence
    values = [_value(p) or 0 for p in sentence]
    near = sentence[0].quote.start - count.end <= NEAR
    known = any(_is(p, "known") for p in sentence)
    actors = _are_actors(count, sentence)
    relative = _is_relative(count, sentence) or _is_not_self(count, sentence)
    told = count.counted and all(_is(p, "named") for p in sentence)
    more = any(_is(p, "more") for p in sentence) and not known and not _is_detail(count, sentence, values)
    more = more and not _is_counted_nth(count, sentence)
    lowered = next((v for p, v in zip(sentence, values, strict=True) if _is(p, "lowered")), 0)
    if lowered and count.total // 2 <= lowered < count.total:
        count.total = lowered
    elif any(_is(p, "total") for p in sentence) and near:
        fresh = [value for p, value in zip(sentence, values, strict=True) if not _is(p, "known")]
        count.total = max(count.total, sum(fresh or values))
    elif near and not told and not known and not more and _fills(count, sentence, values):
        count.total, count.counted = sum(values), True
    elif not count.by_sort or (near and not told and (more or actors or relative or _is_new(count, sentence))):
        count.total += sum(values)
        count.counted = count.counted or max(values) > 1
    if not count.by_sort:
        count.start = sentence[0].quote.start
        count.own = any(_is(p, "own") for p in sentence)
        count.self = (
            sentence[0].quantity.phrase if all(_by_own_hand(p) for p in sentence) and len(sentence) == 1 else ""
        )
        count.active = all(any(rule.endswith(".active") for rule in p.rules) for p in sentence)
    if near or not count.by_sort:
        count.end = sentence[0].quote.end
    count.by_hand = count.by_hand or any(_by_own_hand(p) for p in sentence)
    count.shares += [sum(values)] if known else []
    for proposal, value in zip(sentence, values, strict=True):
        sort = _sort(proposal)
        count.by_sort[sort] = max(count.by_sort.get(sort, 0), value)


def _is_fuller(count: _Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a sentence gives a number of people behind a lead that told only of one of them."""
    return (
        count.total == 1
        and not count.counted
        and max(values) > 1
        and sum(values) != count.total + count.dead
        and all(not _sort(p) or _is(p, "added") for p in sentence)
    )


def _fills(count: _Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a sentence gives more people of whom the lead told some: one of several, or one number of a list that it adds up."""
    if _is_fuller(count, sentence, values):
        return True
    words = sentence[0].quantity.phrase
    listed = len(sentence) == 1 and _is(sentence[0], "sum") and sum(values) > count.total
    return listed and count.total in digits_in(words) | spelled_in(words)


def _is_counted_nth(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether "a second man" is the second of those who were told: one killed and one injured."""
    words = sentence[0].quantity.phrase.lower().split()
    nth = next((n for n, word in enumerate(_NTH, 2) if word in words), 0)
    return len(sentence) == 1 and 0 < nth <= count.total + count.dead


def _is_detail(count: _Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a later sentence tells who were counted: "one … and another", or the rest of those of whom it told a share."""
    if any(share + sum(values) == count.total for share in count.shares):
        return True
    return count.counted and len(sentence) > 1 and not _is(sentence[0], "more") and sum(values) <= count.total


def _are_actors(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells of the death of those who did what the lead tells, so that they were not counted with it."""
    if "rebels" in count.by_sort or any(_sort(p) != "rebels" or _is(p, "named") for p in sentence):
        return False
    return all(_by_own_hand(p) for p in sentence) or (count.active and count.total > 1) or "" not in count.by_sort


def _is_relative(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether the next sentence tells of a relative of the one who was counted: "A girl was hit. Her uncle had a graze wound."."""
    return (
        count.total == 1
        and not count.own
        and sentence[0].quote.start - count.end <= 2
        and all(_is(p, "own") for p in sentence)
    )


def _is_who_did_it(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells once more of the one who died by own hand: "The husband also was found dead"."""
    if not count.by_hand or len(sentence) != 1 or _value(sentence[0]) != 1:
        return False
    words = sentence[0].quantity.phrase.lower().split()
    return len(words) > 1 and words[0] == "the" and words[-1] in _DOERS


def _by_own_hand(proposal: Proposal) -> bool:
    return any(rule.startswith("kill-self.") for rule in proposal.rules)


def _is_not_self(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells of the death of somebody else than the one who took his or her own life in the lead."""
    if not count.self or len(sentence) != 1 or _by_own_hand(sentence[0]) or _is(sentence[0], "pronoun"):
        return False
    words = sentence[0].quantity.phrase.lower().split()
    return bool(words) and words[-1] != count.self.lower().split()[-1]


def _in_lead(wanted: list[Proposal], deaths: list[Proposal]) -> int:
    """Return how many deaths the first sentence tells that gives a number of injured: later both can be said in one number."""
    first = next((p.quote.start for p in wanted if _value(p) is not None), None)
    return sum(_value(p) or 0 for p in deaths if p.quote.start == first and p.part_of is None)


def _is_dead(hurt: Proposal, deaths: list[Proposal], wanted: list[Proposal]) -> bool:
    """Say whether who was hurt is said to have died: by the same word, or as the one of whose death the text told before."""
    if _is(hurt, "more"):
        return False
    if any(_is_same(hurt, one) for one in deaths):
        return True
    if (
        _is(hurt, "pronoun")
        and _is(hurt, "struck")
        and any(_value(p) == 1 and p.quote == hurt.quote and _at(p) < _at(hurt) for p in deaths)
    ):
        return True
    before = [p for p in deaths if p.quote.start < hurt.quote.start and p.part_of is None]
    told = _is(hurt, "named") or _is(hurt, "known")
    if not before or not told or not _is(hurt, "struck") or _sort(hurt):
        return False
    beside = [p for p in wanted if p.quote.start == hurt.quote.start]
    return _value(before[0]) == sum(_value(p) or 0 for p in beside) and not any(_is(p, "more") for p in beside)


def _at(proposal: Proposal) -> int:
    return proposal.trigger.start


def _is_same(hurt: Proposal, dead: Proposal) -> bool:
    """Say whether one word of one person, as "his wife" or "the gunman", stands for who was hurt and who died."""
    if _value(hurt) != 1 or _value(dead) != 1 or _is(dead, "more") or not (_sort(hurt) or _is(hurt, "named")):
        return False
    first, second = (one.quantity.phrase.lower().split() for one in (hurt, dead))
    if not first or not second or first[-1] != second[-1]:
        return False
    later = second if hurt.quote.start < dead.quote.start else first
    if later[0] in _KNOWN:
        return True
    return _is(hurt, "named") and _is(dead, "named") and not _sort(hurt) and (first == second or len(later) == 1)


def _is_new(count: _Count, sentence: list[Proposal]) -> bool:
    """Say whether a sentence speaks only of sorts of victims of which none was counted, and all sorts are known."""
    had, now = set(count.by_sort), {_sort(p) for p in sentence}
    return "" not in had | now and not had & now and not any(_is(p, "known") for p in sentence)


def _sort(proposal: Proposal) -> str:
    return next((rule.removeprefix("who.") for rule in proposal.rules if rule.startswith("who.")), "")
