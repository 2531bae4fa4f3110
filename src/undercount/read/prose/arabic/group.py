"""A group: so many of some kind to whom something was done, with the words that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.words import MANY, THINGS, Noun, noun_of
from undercount.read.prose.proposal import Span
from undercount.record import Quantity

_UNITS = frozenset({"body", "family", "attack", "strike", "incident"}) | THINGS


@dataclass(frozen=True, slots=True)
class Group:
    """So many of some kind to whom an act was done.

    Args:
        act: Term of ``act``.
        trigger: The words that say so.
        amount: The number, or None where the form of the noun says it.
        noun: What is counted, or None where nothing but a number stands.
        amount_span: The words that say how many.
        noun_span: The words of the noun, or None.
        part_of: Index of the group of which this counts a part, or None.
        rule: Id of the rule.
        first: Index of its first token.
        after: Index after its last.
        marks: Ids of rules that say how it stands to other groups.
        targets: What was hit, beside what the noun says.
    """

    act: str
    trigger: Span
    amount: Amount | None
    noun: Noun | None
    amount_span: Span
    noun_span: Span | None
    part_of: int | None
    rule: str
    first: int
    after: int
    marks: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    def quantity(self, phrase: str) -> Quantity:
        """Return how many: the number, else what the form says: one, two, or a plural without a number."""
        unit = self.noun.sort if self.noun is not None and self.noun.sort in _UNITS else "person"
        if self.amount is not None:
            return self.amount.quantity(unit, phrase)
        form = self.noun.form if self.noun is not None else MANY
        if form == MANY:
            return Quantity(None, None, None, "vague", unit, phrase)
        return Quantity(None, form, None, "exactly", unit, phrase)


def group_of(words: Sequence[Token], one: Counted, act: str, trigger: Span, rule: str, *marks: str) -> Group:
    """Return what is counted as a group to whom an act was done."""
    noun_span = words[one.at].span if one.noun is not None else None
    if one.amount is not None:
        amount = Span(words[one.amount.first].start + one.amount.shift, words[one.amount.after - 1].end)
    elif noun_span is not None:
        amount = Span(words[one.first].start + _joint(words[one.first].word), noun_span.end)
    else:
        amount = words[one.at].span
    return Group(act, trigger, one.amount, one.noun, amount, noun_span, None, rule, one.first, one.after, marks)


def _joint(word: str) -> int:
    """Return how many letters of a word are no part of it: the "and" of "ومدرستين"."""
    return int(word.startswith("و") and noun_of(word[1:]) is not None)
