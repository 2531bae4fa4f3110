"""The comparison of names once more: plain recursion over letters and over words, slow and compiled by nobody."""

from __future__ import annotations

import math
from functools import cache

from undercount.link.names import Frequencies, Parts, Word, parse
from undercount.link.names.comparison import WEIGHTS
from undercount.link.names.facts import fact_of
from undercount.link.names.frequencies import information
from undercount.link.names.symbols import LETTERS, NUMBER, arabic_letters, costs, latin_letters, sounds
from undercount.link.names.words import is_arabic

FAR, NEAR, SPELLING = 1.6, 1.0, 0.35


def letters_of(word: Word) -> tuple[str, ...]:
    """Return the letters of a word."""
    return tuple(arabic_letters(word.stem) if is_arabic(word.stem) else latin_letters(word.stem))[:14]


def letters_apart(one: tuple[str, ...], other: tuple[str, ...], across: bool) -> float:
    """Return the least cost of writing one as the other, looking at the ends first."""
    table, more = costs(), len(LETTERS) + across

    @cache
    def least(i: int, j: int) -> float:
        if i == 0 and j == 0:
            return 0.0
        ways = []
        if i:
            ways.append(least(i - 1, j) + table[NUMBER[one[i - 1]], more])
        if j:
            ways.append(least(i, j - 1) + table[NUMBER[other[j - 1]], more])
        if i and j:
            ways.append(least(i - 1, j - 1) + table[NUMBER[one[i - 1]], NUMBER[other[j - 1]]])
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] != other[j - 1] == one[i - 2]:
            ways.append(least(i - 2, j - 2) + 0.8)
        return float(min(ways))

    return min(FAR, least(len(one), len(other)))


def stems_apart(one: Word, other: Word, across: bool) -> float:
    """Return the distance of two words without particles."""
    a, b = letters_of(one), letters_of(other)
    if fact_of(one).number == fact_of(other).number >= 0:
        return 0.0
    meant = [set(fact_of(word).meant) for word in (one, other)]
    known = all(meant) and not meant[0] & meant[1]
    if not a or not b:
        return 0.5
    if len(a) == 1 or len(b) == 1:
        return 0.4 if costs()[NUMBER[a[0]], NUMBER[b[0]]] <= 0.5 else FAR
    if abs(len(a) - len(b)) > (6 if across else 3):
        return FAR
    fine, coarse = (bin(x ^ y).count("1") for x, y in zip(sounds(list(a)), sounds(list(b)), strict=True))
    if coarse > 2 or (fine > 4 and not across):
        return FAR
    apart = letters_apart(a, b, across) * min(1.5, max(0.75, 10 / (len(a) + len(b))))
    return max(apart, 1.2) + 0.3 if known else apart


def words_apart(one: Word, other: Word, across: bool) -> float:
    """Return the distance of two words."""
    apart = stems_apart(one, other, across)
    before = ["" if word.before in ("bin", "bint") else word.before for word in (one, other)]
    if before[0] != before[1]:
        apart += 1.2 if all(before) else WEIGHTS.particle
    elif one.article != other.article:
        apart += WEIGHTS.article
    if one.after != other.after:
        apart += 1.0 if one.after and other.after else WEIGHTS.ending
    return min(FAR, apart)


def told(one: Word, other: Word, family: bool, across: bool, frequencies: Frequencies | None) -> float:
    """Return what sharing a name tells."""
    a, b = (
        round(1000 * information(fact_of(word), family=family, frequencies=frequencies)) / 1000 for word in (one, other)
    )
    if 1 in (len(letters_of(one)), len(letters_of(other))):
        return min(a, b)
    return (a + b) / 2 if across else max(a, b)


def evidence(one: Parts, other: Parts, across: bool, frequencies: Frequencies | None) -> tuple[float, bool]:
    """Return what two names say, as written or with the family name put first, and whether the given names differ either way."""
    value, differs = ordered(one, other, across, frequencies)
    still = differs
    if differs and len(named(one)) > 1 and len(named(other)) > 1:
        for a, b in ((turned(one), other), (one, turned(other))):
            if words_apart(named(a)[0], named(b)[0], across) <= SPELLING:
                found, turned_differs = ordered(a, b, across, frequencies)
                if found - WEIGHTS.turned > value:
                    value, still = found - WEIGHTS.turned, turned_differs
    if one.kunya is not None and other.kunya is not None:
        near = words_apart(one.kunya, other.kunya, across) <= NEAR
        tells = told(one.kunya, other.kunya, False, across, frequencies)
        value += min(WEIGHTS.kunya_most, tells) if near else -WEIGHTS.kunya_differs
    return value, still


def named(parts: Parts) -> list[Word]:
    """Return given name, fathers and family name."""
    return [word for word in (parts.given, *parts.fathers, parts.family) if word is not None]


def turned(parts: Parts) -> Parts:
    """Return a name with its last word first."""
    words = named(parts)
    words = [words[-1], *words[:-1]]
    if parts.given is None:
        return Parts(None, tuple(words[:-1]), words[-1], parts.kunya, parts.aliases)
    return Parts(words[0], tuple(words[1:-1]), words[-1], parts.kunya, parts.aliases)


def ordered(one: Parts, other: Parts, across: bool, frequencies: Frequencies | None) -> tuple[float, bool]:
    """Return the evidence in this order, and whether the given names differ."""
    total = aligned(one, other, across, frequencies)
    if one.given is None or other.given is None:
        return total, False
    apart = words_apart(one.given, other.given, across)
    if apart > NEAR:
        return 0.3 * min(total, 10) - WEIGHTS.given_differs, True
    slope = WEIGHTS.per_letter_across if across else WEIGHTS.per_letter
    return total + told(one.given, other.given, False, across, frequencies) - slope * apart, False


def aligned(one: Parts, other: Parts, across: bool, frequencies: Frequencies | None) -> float:
    """Return the best evidence of all ways to align what follows the given names."""
    a, b = ([*named(parts)[parts.given is not None :], *parts.aliases[:2]] for parts in (one, other))
    size_a, size_b = (len(named(parts)) - (parts.given is not None) for parts in (one, other))
    skip_a = WEIGHTS.generation_missing if size_a > size_b else WEIGHTS.generation_extra
    skip_b = WEIGHTS.generation_missing if size_b > size_a else WEIGHTS.generation_extra

    def pair(i: int, j: int) -> float:
        lasts = (i == size_a - 1) + (j == size_b - 1)
        tells = told(a[i], b[j], lasts > 0, across, frequencies)
        if lasts:
            tells = min(WEIGHTS.family_most, tells * WEIGHTS.family_share)
        slope = WEIGHTS.per_letter_across if across else WEIGHTS.per_letter
        floor = WEIGHTS.family_differs if lasts == 2 else WEIGHTS.father_differs
        return max(-floor, tells - slope * words_apart(a[i], b[j], across)) - WEIGHTS.family_as_father * (lasts == 1)

    @cache
    def best(i: int, j: int) -> float:
        ways = [0.0] if i == len(a) and j == len(b) else []
        if i < len(a):
            ways.append(best(i + 1, j) - (skip_a if i < size_a else 0))
        if j < len(b):
            ways.append(best(i, j + 1) - (skip_b if j < size_b else 0))
        if i < len(a) and j < len(b):
            ways.append(best(i + 1, j + 1) + pair(i, j))
        return max(ways)

    return best(0, 0)


def score(a: str, b: str, frequencies: Frequencies | None = None) -> float:
    """Return the score of two texts."""
    one, other = parse(a), parse(b)
    found = []
    if one.arabic is not None and other.arabic is not None:
        value, differs = evidence(one.arabic, other.arabic, False, frequencies)
        found.append(value)
        if (
            differs
            and one.latin is not None
            and other.latin is not None
            and ordered(one.latin, other.latin, False, frequencies)[1]
        ):
            return 1 / (1 + math.exp(-(value - 5) / 2))
    if one.latin is not None and other.latin is not None:
        found.append(evidence(one.latin, other.latin, False, frequencies)[0])
    for left, right in ((one.arabic, other.latin), (one.latin, other.arabic)):
        if left is not None and right is not None and not found:
            found.append(evidence(left, right, True, frequencies)[0])
    if not found:
        return 0.0
    value = WEIGHTS.better_script * max(found) + (1 - WEIGHTS.better_script) * min(found)
    return 1 / (1 + math.exp(-(value - 5) / 2))
