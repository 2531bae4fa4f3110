"""Who and how many an Arabic sentence says were harmed: numbers, nouns and acts put together by the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.words import MANY, ONE, TWO, Noun, act_of, has, noun_of
from undercount.read.prose.proposal import Span
from undercount.record import Quantity

_REACH = 8
"""How many words may stand between a word of harm and those harmed: the doer ("قتلت قوات النظام خمسة مدنيين")."""

_UNITS = {"body": "body", "family": "family", "attack": "attack"}


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

    def quantity(self, phrase: str) -> Quantity:
        """Return how many: the number, else what the form says: one, two, or a plural without a number."""
        unit = _UNITS.get(self.noun.sort, "person") if self.noun is not None else "person"
        if self.amount is not None:
            return self.amount.quantity(unit, phrase)
        form = self.noun.form if self.noun is not None else MANY
        if form == MANY:
            return Quantity(None, None, None, "vague", unit, phrase)
        return Quantity(form, form, None, "exactly", unit, phrase)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A noun with its number: tokens ``first`` to ``after``."""

    first: int
    after: int
    amount: Amount | None
    noun: Noun | None
    at: int


def groups_of(words: Sequence[Token], numbers: Sequence[Amount], skip: frozenset[int]) -> list[Group]:
    """Return who was harmed, and how many, in the order of the words.

    Args:
        words: A sentence.
        numbers: Its numbers.
        skip: Indexes of words that belong to a date.
    """
    counted = _counted(words, numbers, skip)
    found: list[Group] = []
    act, trigger, since, spoken = "", Span(0, 0), -1, -1
    parts = False
    for at in range(len(words)):
        word = words[at].word
        if has(word, "parts", "words"):
            parts = bool(found)
        one = next((c for c in counted if c.first == at), None)
        if found and at < found[-1].after:
            continue
        if one is None:
            own = "" if at in skip or noun_of(word) is not None else act_of(word)
            if own:
                both = spoken == at - 1 and bool(act) and word.startswith("و") and own != act
                act, trigger, since, parts, spoken = "" if both else own, words[at].span, at, False, at
            continue
        group = _group(words, one, act, trigger, since, found, parts=parts)
        group = group or _named_victims(words, one) or _before_verb(words, one, counted) or _toll(words, one)
        if group is None:
            continue
        if group.noun is not None and group.noun.sort == "victim" and not parts:
            act, trigger, since = group.act, group.trigger, group.after - 1
        elif not parts and group.part_of is None:
            since = group.after - 1
        found.append(group)
    return found


_BEHIND = frozenset(["اثنين", "اثنان", "اثنتين", "اثنتان", "واحد", "واحده"])
"""Numbers that stand behind their noun: "مدنيين اثنين"."""


def _is_free(words: Sequence[Token], at: int, taken: set[int]) -> bool:
    """Tell whether a word is a noun that has no number yet."""
    noun = noun_of(words[at].word)
    return at not in taken and noun is not None and not noun.definite


def _counted(words: Sequence[Token], numbers: Sequence[Amount], skip: frozenset[int]) -> list[_Counted]:
    """Return the nouns that are counted, with their numbers, and the numbers that stand without a noun."""
    found: list[_Counted] = []
    taken: set[int] = set()
    for number in numbers:
        at = number.after
        while at < len(words) and at - number.after < 2 and words[at].word in ("من", "الـ", "ال"):
            at += 1
        noun = noun_of(words[at].word) if at < len(words) and at not in skip else None
        if noun is not None:
            found.append(_Counted(number.first, at + 1, number, noun, at))
            taken.update(range(number.first, at + 1))
        elif number.first > 0 and words[number.first].word in _BEHIND and _is_free(words, number.first - 1, taken):
            noun = noun_of(words[number.first - 1].word)
            found.append(_Counted(number.first - 1, number.after, number, noun, number.first - 1))
            taken.update(range(number.first - 1, number.after))
        elif number.qualifier != "vague":
            found.append(_Counted(number.first, number.after, number, None, number.first))
            taken.update(range(number.first, number.after))
    for at, word in enumerate(words):
        if at in taken or at in skip:
            continue
        noun = noun_of(word.word)
        if noun is not None and noun.form == MANY and word.dual:
            noun = replace(noun, form=TWO)
        if noun is None or noun.sort == "attack" or (noun.sort == "family" and _is_made_of(words, at, found)):
            continue
        found.append(_Counted(at, at + 1, None, noun, at))
    return sorted(found, key=lambda c: c.first)


def _is_made_of(words: Sequence[Token], at: int, found: Sequence[_Counted]) -> bool:
    """Tell whether a family's members are counted behind it: "عائلة من خمسة أشخاص"."""
    return any(at < c.first <= at + 4 and c.noun is not None and words[c.first - 1].word == "من" for c in found)


def _group(
    words: Sequence[Token], one: _Counted, act: str, trigger: Span, since: int, found: Sequence[Group], *, parts: bool
) -> Group | None:
    """Return a counted noun with its act, or None where nothing says that harm was done to it."""
    noun = one.noun
    if noun is not None and noun.sort == "attack":
        return _made(words, one, "attack", words[one.at].span, "ar.attacks")
    if noun is not None and noun.sort in ("victim", "body"):
        if _is_mixed(words, one):
            return None
        if one.amount is None and (noun.definite or _is_toll(words, one.at) or _follows_number(words, one, found)):
            return None
        own = noun.act or "killing"
        group = _made(words, one, own, words[one.at].span, "ar.victims" if noun.act else "ar.bodies")
        return replace(group, part_of=len(found) - 1) if parts and found and group.act == found[-1].act else group
    if parts and found:
        root = len(found) - 1 if found[-1].part_of is None else found[-1].part_of
        if one.noun is None or one.first - found[-1].after > 4:
            return None
        return replace(_made(words, one, found[root].act, found[root].trigger, "ar.part"), part_of=root)
    if not act or one.first - since > _REACH or _stopped(words, since, one.first):
        return None
    return _of_act(words, one, act, trigger, since, found)


def _named_victims(words: Sequence[Token], one: _Counted) -> Group | None:
    """Return persons with a number whose act a noun says right behind them: "خمسة مدنيين ضحايا", "3 مدنيين قتلى"."""
    noun = noun_of(words[one.after].word) if one.after < len(words) else None
    if one.noun is None or one.noun.sort != "person" or one.amount is None or noun is None:
        return None
    if noun.sort != "victim" or noun.form != MANY or noun.definite or words[one.after].word.startswith("و"):
        return None
    return replace(_made(words, one, noun.act, words[one.after].span, "ar.named"), after=one.after + 1)


def _before_verb(words: Sequence[Token], one: _Counted, counted: Sequence[_Counted]) -> Group | None:
    """Return persons whose act a verb says behind them: "82 مدنيا قتلوا"."""
    if one.noun is None or one.noun.sort != "person" or one.amount is None:
        return None
    for at in range(one.after, min(len(words), one.after + 4)):
        if any(c.first <= at < c.after for c in counted) or not words[at].word[0].isalpha():
            return None
        act = act_of(words[at].word)
        if (
            act
            and (words[at].word.endswith("وا") or at <= one.after + 1)
            and not any(c.first == at + 1 for c in counted)
        ):
            return _made(words, one, act, words[at].span, "ar.before")
    return None


def _toll(words: Sequence[Token], one: _Counted) -> Group | None:
    """Return the number of "ارتفاع عدد القتلى إلى 31": behind the noun and "إلى" or "بلغ"."""
    if one.noun is not None or one.amount is None or one.first == 0:
        return None
    for at in range(one.first - 1, max(-1, one.first - 10), -1):
        noun = noun_of(words[at].word)
        if noun is not None and noun.sort == "victim":
            reached = words[one.first - 1].word in ("الي", "بلغ", "بلغت") or any(
                w.word in ("بلغ", "بلغت", "وبلغ") for w in words[max(0, at - 3) : at]
            )
            return (
                _made(words, one, noun.act, words[at].span, "ar.toll")
                if reached and (noun.definite or _is_toll(words, at))
                else None
            )
    return None


def _is_toll(words: Sequence[Token], at: int) -> bool:
    """Tell whether a noun stands behind "the number of" or "the toll of"."""
    return any(has(w.word, "parts", "tolls") for w in words[max(0, at - 2) : at])


def _of_act(
    words: Sequence[Token], one: _Counted, act: str, trigger: Span, since: int, found: Sequence[Group]
) -> Group | None:
    """Return the persons of an act that a verb or its noun says before them."""
    noun = one.noun
    beside = one.first == since + 1
    joined = (
        bool(found)
        and found[-1].after == one.first
        and (words[one.first].word.startswith("و") or words[one.first - 1].word == "و")
    )
    if noun is None:
        following = words[one.after].word if one.after < len(words) else ""
        closes = (
            not following
            or not following[0].isalpha()
            or following in ("من", "في", "علي", "بينهم", "و")
            or following[0] in "وب"
        )
        return _made(words, one, act, trigger, "ar.number") if beside and closes and found_no(found, trigger) else None
    if one.amount is None and noun.form == MANY and noun.definite:
        return None
    if one.amount is None and not (beside or joined) and (noun.form == MANY or noun.definite or one.first - since > 3):
        return None
    if not found_no(found, trigger) and not joined:
        return None
    return _made(words, one, act, trigger, "ar.and" if joined else "ar.act")


def found_no(found: Sequence[Group], trigger: Span) -> bool:
    """Tell whether an act has no group yet."""
    return all(group.trigger != trigger for group in found)


def _made(words: Sequence[Token], one: _Counted, act: str, trigger: Span, rule: str) -> Group:
    noun_span = words[one.at].span if one.noun is not None else None
    if one.amount is not None:
        amount = Span(words[one.amount.first].start + one.amount.shift, words[one.amount.after - 1].end)
    else:
        amount = noun_span or words[one.at].span
    return Group(act, trigger, one.amount, one.noun, amount, noun_span, None, rule, one.first, one.after)


def _is_mixed(words: Sequence[Token], one: _Counted) -> bool:
    """Tell whether one number is said of dead and wounded together ("7 قتلى وجرحى", "بين قتيل وجريح"): then it is neither's."""
    before = words[one.first - 1].word if one.first else ""
    if before == "بين" or (one.first > 1 and words[one.first - 2].word == "بين" and one.amount is None):
        return True
    after = words[one.after] if one.after < len(words) else None
    other = noun_of(after.word[1:]) if after is not None and after.word.startswith("و") else None
    numbered = one.amount is not None and one.amount.qualifier != "vague"
    return (
        numbered
        and other is not None
        and other.sort == "victim"
        and other.form in (ONE, MANY)
        and other.act != (one.noun.act if one.noun else "")
    )


def _follows_number(words: Sequence[Token], one: _Counted, found: Sequence[Group]) -> bool:
    """Tell whether a victim noun without a number only goes on another count: "بينهم", "وجرحى" behind "7 قتلى"."""
    before = noun_of(words[one.first - 1].word) if one.first and words[one.first].word.startswith("و") else None
    if (
        before is not None
        and before.sort == "victim"
        and one.noun is not None
        and one.noun.form == ONE
        and found
        and found[-1].amount is not None
    ):
        return found[-1].after == one.first
    numbered = one.first > 1 and words[one.first - 2].word[0].isdigit()
    return before is not None and before.sort == "victim" and numbered and not (found and found[-1].after == one.first)


def _stopped(words: Sequence[Token], since: int, first: int) -> bool:
    """Tell whether a mark stands between a word of harm and a noun that ends what is said of it."""
    return any(words[i].word in (".", ";", ":", "?", "!", "|") for i in range(since + 1, first))


def modality_of(words: Sequence[Token], group: Group) -> str:
    """Return how a group is meant: denied, feared, a toll of a longer time, or asserted."""
    at = next((i for i, w in enumerate(words) if w.start == group.trigger.start), group.first)
    near = [w.word for w in words[max(0, at - 3) : at]]
    if any(w in ("لم", "لن", "دون", "بدون", "نفي", "نفت", "ينفي", "تنفي") for w in near):
        return "denied"
    if any(has(w, "modality", "hypothetical") for w in near if w not in ("قد", "وقد")):
        return "hypothetical"
    if near[-1:] in (["قد"], ["وقد"]) and words[at].word[:1] in ("ي", "ت"):
        return "hypothetical"
    before = [w.word for w in words[:at]]
    return (
        "cumulative"
        if any(
            w in ("منذ", "اجمالي", "مجموع", "ومنذ", "باجمالي")
            for w in (*before, *(w.word for w in words[group.after : group.after + 4]))
        )
        else "asserted"
    )


__all__ = ["ONE", "TWO", "Group", "groups_of", "modality_of"]
