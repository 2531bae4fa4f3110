"""Numbers in Arabic prose, in digits and words, with the hedges around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.words import MANY, has, noun_of, table
from undercount.record import Quantity
from undercount.record.hedge import hedges

_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: tokens ``first`` (with its hedge) to ``after``, and what it says.

    Args:
        first: Index of the first token, with a hedge before it.
        after: Index after the last, without a hedge behind its noun.
        low: The least number said, or None.
        best: The number said, or None.
        high: The greatest, or None.
        qualifier: One of the record's qualifiers.
        shift: Characters of the first token before the number itself: the "and" of "وخمسة".
    """

    first: int
    after: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    shift: int = 0

    def quantity(self, unit: str, phrase: str) -> Quantity:
        """Return it as the record's quantity."""
        return Quantity(self.low, self.best, self.high, self.qualifier, unit, phrase)


def amounts(words: Sequence[Token], skip: frozenset[int] = frozenset()) -> list[Amount]:
    """Return the numbers of a sentence that can count persons or things.

    Args:
        words: Its words.
        skip: Indexes of words that belong to a date.
    """
    found: list[Amount] = []
    at = 0
    while at < len(words):
        amount = None if at in skip else _vague(words, at) or _range(words, at) or _plain_number(words, at)
        if amount is None:
            at += 1
            continue
        if not _measures(words, amount):
            found.append(amount)
        at = amount.after
    return found


def number_at(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return the value of the number that begins at a word, the index behind it, and the characters of a prefixed "and"."""
    if at >= len(words):
        return None
    word = words[at].word
    if word[0].isdigit():
        value = int(word.replace(",", "").replace(".", "")) if not _is_decimal(words, at) else None
        if value is None or value > _MOST:
            return None
        after = at + 1
        if after < len(words) and (words[after].word,) in table("numbers", "thousands"):
            return value * 1000, after + 1, 0
        return value, after, 0
    return _spelled(words, at)


def _is_decimal(words: Sequence[Token], at: int) -> bool:
    """Tell whether digits are part of 3.5, 12/05 or 20:30."""
    for near in (at - 1, at + 1):
        beyond = near + (near - at)
        if 0 <= near < len(words) and words[near].word in (".", "/", ":", "-") and 0 <= beyond < len(words):
            touching = (
                words[min(at, near)].end == words[max(at, near)].start
                and words[min(near, beyond)].end == words[max(near, beyond)].start
            )
            if touching and words[beyond].word[0].isdigit():
                return True
    return False


def _spelled(words: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    total, shift, end = 0, 0, at
    last = 10_000
    while end < len(words):
        word = words[end].word
        size = _size(word)
        joined = False
        if size is None and word.startswith("و") and len(word) > 2:
            size = _size(word[1:])
            joined = True
        if size is None or (end > at and not _may_follow(last, size, joined=joined)):
            break
        if end == at and joined:
            shift = 1
        value, kind = size
        total = max(total, 1) * value if kind == "thousands" else total + value
        last = value if kind != "thousands" else 1000
        end += 1
    return None if end == at or total == 0 else (total, end, shift)


def _size(word: str) -> tuple[int, str] | None:
    for kind in ("units", "teens", "tens", "hundreds", "thousands"):
        value = table("numbers", kind).get((word,))
        if value is not None:
            return int(value), kind
    return None


def _may_follow(last: int, size: tuple[int, str], *, joined: bool) -> bool:
    """Tell whether a number word goes on a number: "خمسة عشر", "خمسة وعشرين", "مئة وخمسة", "خمسة آلاف"."""
    value, kind = size
    if kind == "thousands":
        return last < 1000 and not joined
    if value == 10 and not joined:
        return last < 10
    if kind == "hundreds":
        return (joined and last >= 1000) or (not joined and 3 <= last <= 9)
    return joined and (last >= 100 or (last < 10 and kind == "tens"))


def _plain_number(words: Sequence[Token], at: int) -> Amount | None:
    number = number_at(words, at)
    if number is None:
        return None
    value, after, shift = number
    if words[at].word[-3:] in ("احد", "حدي") and after == at + 1:
        noun = noun_of(words[after].word) if after < len(words) else None
        return Amount(at, after, 1, 1, None, "exactly", shift) if noun is not None and noun.form == MANY else None
    if (words[at].word,) in table("numbers", "teens") and after == at + 1:
        return None
    first, qualifier = _hedge_before(words, at)
    behind = _hedge_behind(words, after)
    qualifier = behind or qualifier
    best = value if qualifier in ("exactly", "about") else None
    low = value if qualifier in ("exactly", "at-least") else None
    return Amount(
        first, after, low, best, value if qualifier == "at-most" else None, qualifier, shift if first == at else 0
    )


def _range(words: Sequence[Token], at: int) -> Amount | None:
    """Return "بين 3 و5", "من 3 إلى 5"."""
    if words[at].word not in ("بين", "من", "وبين"):
        return None
    left = number_at(words, at + 1)
    if left is None or left[1] + 1 >= len(words):
        return None
    join, right = words[left[1]].word, None
    if words[at].word.endswith("بين"):
        right = (
            number_at(words, left[1] + 1)
            if join == "و"
            else number_at(words, left[1])
            if join.startswith("و")
            else None
        )
    elif join == "الي":
        right = number_at(words, left[1] + 1)
    if right is None or right[0] <= left[0]:
        return None
    return Amount(at, right[1], left[0], None, right[0], "between")


def _vague(words: Sequence[Token], at: int) -> Amount | None:
    for entry, qualifier in _hedge_list():
        if qualifier == "vague" and _stand(words, at, entry):
            after = at + len(entry)
            if after < len(words) and words[after].word == "من":
                after += 1
            return Amount(at, after, None, None, None, "vague")
    return None


def _hedge_before(words: Sequence[Token], at: int) -> tuple[int, str]:
    for entry, qualifier in _hedge_list():
        start = at - len(entry)
        if qualifier not in ("vague", "between") and start >= 0 and _stand(words, start, entry):
            return start, qualifier
    return at, "exactly"


def _hedge_behind(words: Sequence[Token], after: int) -> str:
    """Return the hedge that stands behind a number or behind its noun."""
    for at in (after, after + 1, after + 2):
        for entry, qualifier in _hedge_list():
            if entry[0] in ("علي", "تقريبا") and _stand(words, at, entry):
                return qualifier
    return ""


def _stand(words: Sequence[Token], at: int, entry: tuple[str, ...]) -> bool:
    if at + len(entry) > len(words):
        return False
    first = words[at].word
    return (first == entry[0] or first in ("و" + entry[0], "ب" + entry[0], "ل" + entry[0])) and all(
        words[at + i].word == word for i, word in enumerate(entry) if i
    )


@cache
def _hedge_list() -> tuple[tuple[tuple[str, ...], str], ...]:
    found = []
    for words, qualifier in hedges().items():
        entry = tuple(token.word for token in tokens(words))
        if "\u0600" <= entry[0][0] <= "\u06ff" and entry not in (("حتي",), ("فوق",), ("بعض",), ("بين",), ("تقريبا",)):
            found.append((entry, qualifier))
    found.append((("تقريبا",), "about"))
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def _measures(words: Sequence[Token], amount: Amount) -> bool:
    """Tell whether a number counts hours or kilometres, or is the name of a year, a day or a thing."""
    if amount.after < len(words) and (
        has(words[amount.after].word, "numbers", "measures") or words[amount.after].word in ("%", "٪")
    ):
        return True
    if amount.first == 0:
        return False
    before = words[amount.first - 1].word
    return before == "ال" or any(
        before.endswith(word)
        for word in (
            "عام",
            "سنه",
            "رقم",
            "الساعه",
            "الاستهداف",
            "يوم",
            "اللواء",
            "الفرقه",
            "الفوج",
            "المسيره",
            "عمره",
            "عمرها",
            "العمر",
            "ميغ",
            "سوخوي",
        )
    )
