"""Count what a text's sentences add to its lead: more victims, a total, or the same again (the rules of :mod:`summary`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from undercount.read.prose.proposal import Proposal
from undercount.read.prose.spelled import digits_in, spelled_in

NEAR = 250
"""Within how many characters of what was counted a later sentence can add to it; farther off it tells of the same again, or of others."""


_NTH = ("second", "third", "fourth", "fifth", "sixth")
_DOERS = frozenset(
    ["gunman", "shooter", "suspect", "attacker", "assailant", "perpetrator", "killer", "husband", "father", "boyfriend"]
)
"""Who is meant again where a text told that the one who did it took his own life."""


@dataclass
class Count:
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


def add(count: Count, sentence: list[Proposal]) -> None:
    """Add to what was counted what the next sentence tells: the first is the lead.

    Args:
        count: What was counted so far; it is changed.
        sentence: The proposals of the sentence that give a number, and are no parts of a whole.
    """
    if count.by_sort and (all(has_mark(p, "contrary") for p in sentence) or _is_who_did_it(count, sentence)):
        return
    sentence = [p for p in sentence if not has_mark(p, "otherwise")] or sentence[:1]
    sentence = [p for p in sentence if has_mark(p, "toll") or has_mark(p, "elided")] or sentence
    values = [value_of(p) or 0 for p in sentence]
    near = sentence[0].quote.start - count.end <= NEAR
    known = any(has_mark(p, "known") for p in sentence)
    actors = _are_actors(count, sentence)
    relative = _is_relative(count, sentence) or _is_not_self(count, sentence)
    told = count.counted and all(has_mark(p, "named") for p in sentence)
    more = any(has_mark(p, "more") for p in sentence) and not known and not _is_detail(count, sentence, values)
    more = more and not _is_counted_nth(count, sentence)
    lowered = next((v for p, v in zip(sentence, values, strict=True) if has_mark(p, "lowered")), 0)
    if lowered and count.total // 2 <= lowered < count.total:
        count.total = lowered
    elif any(has_mark(p, "total") for p in sentence) and near:
        fresh = [value for p, value in zip(sentence, values, strict=True) if not has_mark(p, "known")]
        count.total = max(count.total, sum(fresh or values))
    elif near and not told and not known and not more and _fills(count, sentence, values):
        count.total, count.counted = sum(values), True
    elif not count.by_sort or (near and not told and (more or actors or relative or _is_new(count, sentence))):
        count.total += sum(values)
        count.counted = count.counted or max(values) > 1
    if not count.by_sort:
        count.start = sentence[0].quote.start
        count.own = any(has_mark(p, "own") for p in sentence)
        count.self = (
            sentence[0].quantity.phrase if all(_by_own_hand(p) for p in sentence) and len(sentence) == 1 else ""
        )
        count.active = all(any(rule.endswith(".active") for rule in p.rules) for p in sentence)
    if near or not count.by_sort:
        count.end = sentence[0].quote.end
    count.by_hand = count.by_hand or any(_by_own_hand(p) for p in sentence)
    count.shares += [sum(values)] if known else []
    for proposal, value in zip(sentence, values, strict=True):
        sort = sort_of(proposal)
        count.by_sort[sort] = max(count.by_sort.get(sort, 0), value)


def _is_fuller(count: Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a sentence gives a number of people behind a lead that told only of one of them."""
    return (
        count.total == 1
        and not count.counted
        and max(values) > 1
        and sum(values) != count.total + count.dead
        and all(not sort_of(p) or has_mark(p, "added") for p in sentence)
    )


def _fills(count: Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a sentence gives more people of whom the lead told some: one of several, or one number of a list that it adds up."""
    if _is_fuller(count, sentence, values):
        return True
    words = sentence[0].quantity.phrase
    listed = len(sentence) == 1 and has_mark(sentence[0], "sum") and sum(values) > count.total
    return listed and count.total in digits_in(words) | spelled_in(words)


def _is_counted_nth(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether "a second man" is the second of those who were told: one killed and one injured."""
    words = sentence[0].quantity.phrase.lower().split()
    nth = next((n for n, word in enumerate(_NTH, 2) if word in words), 0)
    return len(sentence) == 1 and 0 < nth <= count.total + count.dead


def _is_detail(count: Count, sentence: list[Proposal], values: list[int]) -> bool:
    """Say whether a later sentence tells who were counted: "one … and another", or the rest of those of whom it told a share."""
    if any(share + sum(values) == count.total for share in count.shares):
        return True
    return count.counted and len(sentence) > 1 and not has_mark(sentence[0], "more") and sum(values) <= count.total


def _are_actors(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells of the death of those who did what the lead tells, so that they were not counted with it."""
    if "rebels" in count.by_sort or any(sort_of(p) != "rebels" or has_mark(p, "named") for p in sentence):
        return False
    return all(_by_own_hand(p) for p in sentence) or (count.active and count.total > 1) or "" not in count.by_sort


def _is_relative(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether the next sentence tells of a relative of the one who was counted: "A girl was hit. Her uncle had a graze wound."."""
    return (
        count.total == 1
        and not count.own
        and sentence[0].quote.start - count.end <= 2
        and all(has_mark(p, "own") for p in sentence)
    )


def _is_who_did_it(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells once more of the one who died by own hand: "The husband also was found dead"."""
    if not count.by_hand or len(sentence) != 1 or value_of(sentence[0]) != 1:
        return False
    words = sentence[0].quantity.phrase.lower().split()
    return len(words) > 1 and words[0] == "the" and words[-1] in _DOERS


def _is_not_self(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether a later sentence tells of the death of somebody else than the one who took his or her own life in the lead."""
    if not count.self or len(sentence) != 1 or _by_own_hand(sentence[0]) or has_mark(sentence[0], "pronoun"):
        return False
    words = sentence[0].quantity.phrase.lower().split()
    return bool(words) and words[-1] != count.self.lower().split()[-1]


def _is_new(count: Count, sentence: list[Proposal]) -> bool:
    """Say whether a sentence speaks only of sorts of victims of which none was counted, and all sorts are known."""
    had, now = set(count.by_sort), {sort_of(p) for p in sentence}
    return "" not in had | now and not had & now and not any(has_mark(p, "known") for p in sentence)


def _by_own_hand(proposal: Proposal) -> bool:
    return any(rule.startswith("kill-self.") for rule in proposal.rules)


def value_of(proposal: Proposal) -> int | None:
    """Return the one number that stands for a proposal (persons): the best, else the least, else the greatest."""
    quantity = proposal.quantity
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


def has_mark(proposal: Proposal, mark: str) -> bool:
    """Say whether one of a proposal's rules is, or ends in, a mark."""
    return any(rule == mark or rule.endswith(f".{mark}") for rule in proposal.rules)


def sort_of(proposal: Proposal) -> str:
    """Return the sort of victims that the words tell ("civilians", "forces", "rebels"), or empty."""
    return next((rule.removeprefix("who.") for rule in proposal.rules if rule.startswith("who.")), "")
