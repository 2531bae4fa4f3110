"""Numbers in Arabic prose, in digits and words, with the hedges around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.values import is_fraction, number_at
from undercount.read.prose.arabic.words import MANY, act_of, bare_forms, has, noun_of, table
from undercount.record import Quantity
from undercount.record.hedge import hedges


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
    """Return the numbers of a sentence that can count persons or things; a range with a hedge of its own, or of ends that fall, is none.

    Args:
        words: Its words.
        skip: Indexes of words that belong to a date.
    """
    found: list[Amount] = []
    at = 0
    while at < len(words):
        amount = None if at in skip else _vague(words, at) or _range(words, at) or amount_at(words, at)
        amount = amount or (None if at in skip else _definite(words, at))
        if amount is None:
            at += 1
            continue
        amid = amount.qualifier != "between" and [w.word for w in words[max(0, at - 2) : at]] == ["ما", "بين"]
        hedged = amid or (amount.qualifier == "between" and _hedge_before(words, amount.first)[1] != "exactly")
        if not hedged and not _measures(words, amount, skip):
            found.append(amount)
        at = amount.after
    return found


def amount_at(words: Sequence[Token], at: int) -> Amount | None:
    """Return the number that begins at a word, with the hedges around it, whatever it counts."""
    number = number_at(words, at)
    if number is None:
        return None
    value, after, shift = number
    if words[at].word[-3:] in ("احد", "حدي") and after == at + 1:
        noun = noun_of(words[after].word) if after < len(words) else None
        return Amount(at, after, None, 1, None, "exactly", shift) if noun is not None and noun.form == MANY else None
    if (words[at].word,) in table("numbers", "teens") and after == at + 1:
        return None
    if at > 0 and (is_fraction(words[at - 1].word) or (shift and _is_definite_number(words[at - 1].word))):
        return None
    first, qualifier = _hedge_before(words, at)
    behind = _hedge_behind(words, after)
    qualifier = behind or qualifier
    best = value if qualifier in ("exactly", "about") else None
    low = value if qualifier == "at-least" else None
    return Amount(
        first, after, low, best, value if qualifier == "at-most" else None, qualifier, shift if first == at else 0
    )


def _range(words: Sequence[Token], at: int) -> Amount | None:
    """Return "بين 3 و5", "من 3 إلى 5", "3-5"."""
    plain = _dashed(words, at) or _up_to(words, at)
    if plain is not None:
        return plain
    if words[at].word not in ("بين", "من", "وبين") or (words[at].word == "من" and _rises(words, at)):
        return None
    left = number_at(words, at + 1)
    if left is None or left[1] + 1 > len(words):
        return None
    parted = _parted(words, at, left[1])
    if parted is not None or left[1] + 1 >= len(words):
        return parted
    join, right = words[left[1]].word, None
    if words[at].word.endswith("بين"):
        right = (
            number_at(words, left[1] + 1)
            if join == "و"
            else number_at(words, left[1])
            if join.startswith("و")
            else None
        )
    elif join in ("الي", "-", "–"):
        right = number_at(words, left[1] + 1)
    if right is None or right[0] <= left[0]:
        return None
    return Amount(at, right[1], left[0], None, right[0], "between")


def _definite(words: Sequence[Token], at: int) -> Amount | None:
    """Return a number with an article, which only bounds a toll: "لا يتجاوزون التسعة"."""
    bare = words[at].word.removeprefix("ال")
    if not at or bare in ("", words[at].word) or not has(words[at - 1].word, "parts", "exceeded"):
        return None
    value = number_at([replace(words[at], word=bare), *words[at + 1 : at + 4]], 0)
    return None if value is None else Amount(at, at + value[1], None, value[0], None, "exactly")


def _is_definite_number(word: str) -> bool:
    """Tell whether a word is a number with an article, which one behind "and" goes on: "المئتين وعشرين" is no 20."""
    kinds = ("units", "tens", "hundreds", "thousands", "scales-two")
    return any(d and (f,) in table("numbers", kind) for f, d in bare_forms(word) for kind in kinds)


def _parted(words: Sequence[Token], at: int, after: int) -> Amount | None:
    """Return "بين عشرة آلاف وأربعين ألفا", whose two numbers would also make one: the second is the greater."""
    if not words[at].word.endswith("بين"):
        return None
    for cut in range(at + 2, after):
        left = number_at(words[:cut], at + 1)
        right = number_at(words, cut) if words[cut].word.startswith("و") else None
        if left is not None and right is not None and left[1] == cut and right[1] >= after and right[0] > left[0]:
            return Amount(at, right[1], left[0], None, right[0], "between")
    return None


def _rises(words: Sequence[Token], at: int) -> bool:
    """Tell whether a toll rose "from seven to nine", so that only the second is said."""
    return any(has(w.word, "parts", "tolls") for w in words[max(0, at - 6) : at])


def _dashed(words: Sequence[Token], at: int) -> Amount | None:
    parts = [w.word for w in words[at : at + 4]]
    if len(parts) < 4 or parts[1] not in ("-", "–") or not (parts[0].isdigit() and parts[2].isdigit()):
        return None
    low, high = int(parts[0]), int(parts[2])
    plain = (
        0 < low < high <= 10 * low
        and noun_of(parts[3]) is not None
        and (at == 0 or words[at - 1].word[-1:] not in "-/")
    )
    return Amount(at, at + 3, low, None, high, "between") if plain else None


def _up_to(words: Sequence[Token], at: int) -> Amount | None:
    """Return "3 إلى 5 أشخاص", with persons behind it and no rise before it."""
    left = None if _rises(words, at) else number_at(words, at)
    if left is None or left[1] + 1 >= len(words) or words[left[1]].word != "الي":
        return None
    right = number_at(words, left[1] + 1)
    if right is None or not left[0] < right[0] <= 10 * left[0] or right[1] >= len(words):
        return None
    noun = noun_of(words[right[1]].word)
    persons = noun is not None and noun.sort in ("person", "victim", "body", "family")
    return Amount(at, right[1], left[0], None, right[0], "between", left[2]) if persons else None


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
    """Return the hedge that stands behind a number or behind its noun, with no other number between."""
    for at in (after, after + 1, after + 2):
        if (
            at > after
            and at <= len(words)
            and (words[at - 1].word[0].isdigit() or words[at - 1].word in (",", "و") or act_of(words[at - 1].word))
        ):
            return ""
        for entry, qualifier in _hedge_list():
            if (entry[0] in ("علي", "تقريبا", "كحد") or entry == ("في", "الاقل")) and _stand(words, at, entry):
                return qualifier
    return ""


def _stand(words: Sequence[Token], at: int, entry: tuple[str, ...]) -> bool:
    if at + len(entry) > len(words):
        return False
    first = words[at].word
    return (first == entry[0] or first in ("و" + entry[0], "ب" + entry[0], "ل" + entry[0])) and all(
        words[at + i].word == word for i, word in enumerate(entry) if i
    )


def _merged(entry: tuple[str, ...]) -> tuple[str, ...]:
    """Return a hedge with "no" written together with the word behind it."""
    at = entry.index("لا") if "لا" in entry[:-1] else None
    return entry if at is None else (*entry[:at], f"لا{entry[at + 1]}", *entry[at + 2 :])


@cache
def _hedge_list() -> tuple[tuple[tuple[str, ...], str], ...]:
    found = []
    for words, qualifier in hedges().items():
        entry = tuple(token.word for token in tokens(words))
        if "\u0600" <= entry[0][0] <= "\u06ff" and entry not in (("حتي",), ("فوق",), ("بعض",), ("بين",), ("تقريبا",)):
            found.append((entry, qualifier))
            merged = _merged(entry)  # "ما لايقل عن", as it is often written
            found += [(merged, qualifier)] if merged != entry else []
    found.append((("تقريبا",), "about"))
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def _measures(words: Sequence[Token], amount: Amount, skip: frozenset[int]) -> bool:
    """Tell whether a number counts hours or kilometres, or is the name of a year, a day or a thing."""
    if amount.after < len(words) and (
        has(words[amount.after].word, "numbers", "measures") or words[amount.after].word in ("%", "٪")
    ):
        return True
    if amount.first == 0 or amount.first - 1 in skip:
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
