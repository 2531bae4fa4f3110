"""What an Arabic sentence counts: nouns with their numbers, nouns whose form is a number, and numbers that stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from undercount.read.prose.arabic.acts import act_at, is_capture
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.numbers import Amount
from undercount.read.prose.arabic.words import (
    MANY,
    ONE,
    TWO,
    Noun,
    counts,
    has,
    lexicon,
    noun_of,
    phrases,
    table,
)

_BEHIND = frozenset(["اثنين", "اثنان", "اثنتين", "اثنتان", "واحد", "واحدا", "واحده"])
"""Numbers that stand behind their noun: "مدنيين اثنين"."""

_ANY = frozenset(["اي", "ايه", "واي"])
_ALONE = frozenset(["عشرات", "العشرات", "ميات", "الميات", "الاف", "الالاف"])
"""Words for many that can stand without a noun: "وإصابة العشرات"."""

_ALL = frozenset(["العشرات", "الميات", "الالاف"])
"""Those with an article: the noun behind them is another's, unless "من" stands between."""

OF_THEM = frozenset(["منهم", "منهن", "منهما"])
"""Words behind a number by which it counts some of those who were told of before."""

_BETWEEN = frozenset(["من", "الـ", "ال", '"', "“", "”", "«", "'"])
"""Words and marks that can stand between a number and its noun: "41 «مقاتلا»"."""

_FROM_ELEVEN = 11


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun with its number: tokens ``first`` to ``after``.

    Args:
        first: Index of the first token.
        after: Index behind the last.
        amount: The number, or None where the noun's form says it.
        noun: What is counted, or None.
        at: Index of the noun; of the number where there is none.
        some: Whether they are some of others: "ثلاثة من الجرحى".
    """

    first: int
    after: int
    amount: Amount | None
    noun: Noun | None
    at: int
    some: bool = False

    @property
    def sort(self) -> str:
        """Return the sort of noun, or nothing."""
        return "" if self.noun is None else self.noun.sort


def counted(words: Sequence[Token], numbers: Sequence[Amount], skip: frozenset[int]) -> list[Counted]:
    """Return the nouns that are counted, with their numbers, and the numbers that stand without a noun.

    Args:
        words: A sentence.
        numbers: Its numbers.
        skip: Indexes of words that belong to a date, or are spoken for.
    """
    found: list[Counted] = []
    taken: set[int] = set()
    for number in numbers:
        one = _bracketed(words, number) or _numbered(words, number, skip, taken)
        if one is not None:
            found.append(one)
            taken.update(range(one.first, one.after))
    found.extend(_unnumbered(words, found, taken | skip))
    return sorted((_ambulance(words, one) for one in found), key=lambda c: c.first)


def _ambulance(words: Sequence[Token], one: Counted) -> Counted:
    """Return vehicles "of rescue" as ambulances."""
    if one.noun is None or one.sort != "vehicle" or one.after >= len(words):
        return one
    if words[one.after].word not in ("اسعاف", "الاسعاف"):
        return one
    return replace(one, after=one.after + 1, noun=replace(one.noun, sort="facility", target="ambulance"))


def _numbered(words: Sequence[Token], number: Amount, skip: frozenset[int], taken: set[int]) -> Counted | None:
    """Return a number with the noun behind it, before it, or without one."""
    if number.after < len(words) and words[number.after].word in OF_THEM and number.qualifier != "vague":
        return _of_them(words, number, skip)
    at = number.after
    while at < len(words) and at - number.after < 2 and words[at].word in _BETWEEN:
        at += 1
    every = words[number.after - 1].word.removeprefix("و") in _ALL and at == number.after
    if at < len(words) and at not in skip and not every:
        case = _case(words, number, at)
        noun = counts(words[at].word)
        if case is not None:
            return case
        if noun is not None and noun.sort == "family" and words[at - 1].word == "من":
            noun = Noun("person", noun.form)
        if noun is not None:
            some = words[at - 1].word == "من" and number.qualifier != "vague"
            return _joint(words, Counted(number.first, at + 1, number, noun, at, some))
    before = number.first - 1
    if before >= 0 and words[number.first].word in _BEHIND and before not in taken:
        noun = noun_of(words[before].word)
        odd = noun is not None and noun.form == MANY and not words[before].word.endswith(("ين", "ون", "ان"))
        odd = odd or (noun is not None and noun.sort in ("attack", "strike") and number.best == 1)
        if noun is not None and not noun.definite and not odd:
            return Counted(before, number.after, number, noun, before)
    if number.qualifier != "vague" or words[number.first].word.removeprefix("و") in _ALONE:
        return Counted(number.first, number.after, number, None, number.first)
    return None


def _bracketed(words: Sequence[Token], number: Amount) -> Counted | None:
    """Return a number alone in brackets with the noun behind them: "مقتل (4) أشخاص"."""
    at = number.after + 1
    if not number.first or at >= len(words) or (words[number.first - 1].word, words[number.after].word) != ("(", ")"):
        return None
    noun = counts(words[at].word)
    return None if noun is None else Counted(number.first - 1, at + 1, number, noun, at)


def _of_them(words: Sequence[Token], number: Amount, skip: frozenset[int]) -> Counted:
    """Return some "of them", with the noun that says what they are: "سبعة منهم مدنيون", "أربعة منهم من عائلة واحدة"."""
    at = number.after + 1
    noun = counts(words[at].word) if at < len(words) and at not in skip else None
    if noun is None or noun.sort not in ("person", "victim"):
        return Counted(number.first, at, number, None, number.first, some=True)
    return Counted(number.first, at + 1, number, noun, at, some=True)


def _case(words: Sequence[Token], number: Amount, at: int) -> Counted | None:
    """Return "5 حالات وفاة", "72 إصابة": a number of harms."""
    listed = has(words[at].word, "cases", "words") and at + 1 < len(words)
    last = at + 1 if listed else at
    acts = [name for name in lexicon()["cases"] if name != "words"] if listed else ["killing", "injury"]
    act = next((name for name in acts if (words[last].word,) in phrases("cases", name)), "")
    act = "" if act == "killing" and not listed and words[last].word != "وفاه" else act
    return Counted(number.first, last + 1, number, Noun("victim", ONE, act), last) if act else None


def _joint(words: Sequence[Token], one: Counted) -> Counted:
    """Return "20 امرأة وطفلا" as 20 of both: above ten, a second noun in the singular stands under the same number."""
    after = words[one.after].word if one.after < len(words) else ""
    other = counts(after[1:]) if after.startswith("و") and len(after) > 2 else None
    number, noun = one.amount, one.noun
    if number is None or noun is None or noun.sort != "person" or other is None or other.sort != "person":
        return one
    value = number.best or number.low or number.high or 0
    single = one.after + 1 < len(words) and words[one.after + 1].word in _BEHIND
    if value < _FROM_ELEVEN or other.form != ONE or other.owned or single or after[-1] not in "اه":
        return one
    both = replace(
        noun,
        sex=noun.sex if noun.sex == other.sex else "",
        age=noun.age if noun.age == other.age else "",
        status=noun.status if noun.status == other.status else "",
        target=noun.target if noun.target == other.target else "",
    )
    return replace(one, after=one.after + 1, noun=both)


def _unnumbered(
    words: Sequence[Token], numbered: Sequence[Counted], taken: set[int] | frozenset[int]
) -> Iterator[Counted]:
    """Yield the nouns without a number, of which the form may be one."""
    for at, word in enumerate(words):
        noun = (noun_of(word.word) or _another(words, at)) if at not in taken else None
        if noun is None or is_capture(words, at) or (at and _is_number(words[at - 1].word)):
            continue
        if noun.form == MANY and word.dual:
            noun = replace(noun, form=TWO)
        if noun.sort in ("attack", "strike") and (noun.form != TWO or noun.definite):
            continue
        if noun.sort == "body" and noun.form == TWO and word.word[-1] != "ن" and not _owned_behind(words, at):
            continue  # "my body", and no two bodies of anybody
        if noun.sort == "family" and _is_made_of(words, at, numbered):
            continue
        exact = _counted_behind(words, at) if noun.form == MANY and noun.definite else None
        if exact is not None:
            yield Counted(at, at + 2, exact, noun, at)
        elif at and words[at - 1].word in _ANY:
            yield Counted(at - 1, at + 1, None, replace(noun, form=MANY, definite=False), at)
        else:
            yield Counted(at, at + 1, None, noun, at)


def _another(words: Sequence[Token], at: int) -> Noun | None:
    """Return one more person right behind a word of harm: "قتل مزارعان وجرح ثالث"."""
    word = words[at].word
    third = any(word in (o, f"{o}ا", f"{o}ه") for (o,) in phrases("dates", "ordinals"))
    follows = words[at + 1].word if at + 1 < len(words) else "."
    stands = not follows.isalpha() or follows.startswith("ب") or has(follows, "hits", "ends")
    return Noun("person", ONE) if third and stands and at and act_at(words, at - 1) is not None else None


def _owned_behind(words: Sequence[Token], at: int) -> bool:
    """Tell whether a noun stands behind another that is its own: "جثماني طفلين"."""
    return at + 1 < len(words) and noun_of(words[at + 1].word) is not None


def _counted_behind(words: Sequence[Token], at: int) -> Amount | None:
    """Return the number that stands behind a noun as its adjective: "أطفالها الثلاثة"."""
    word = words[at + 1].word if at + 1 < len(words) else ""
    value = table("numbers", "units").get((word.removeprefix("ال"),)) if word.startswith("ال") else None
    return None if value is None else Amount(at + 1, at + 2, None, int(value), None, "exactly")


def _is_number(word: str) -> bool:
    """Tell whether a word is a number, so that the noun behind it is no singular of its own even where the number was not read."""
    return word[0].isdigit() or any(
        has(word, "numbers", kind) for kind in ("units", "tens", "hundreds", "thousands", "scales-two")
    )


def _is_made_of(words: Sequence[Token], at: int, found: Sequence[Counted]) -> bool:
    """Tell whether a family's members are counted behind it: "عائلة من خمسة أشخاص"."""
    return any(at < c.first <= at + 4 and c.noun is not None and words[c.first - 1].word == "من" for c in found)
