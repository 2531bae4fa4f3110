"""How two spellings of a name differ: in orthography, in a letter or two, or in more."""

from __future__ import annotations

from enum import StrEnum

LETTERS = 2
"""The most letters that may be written otherwise in a correction of spelling."""


class Difference(StrEnum):
    """How two spellings differ."""

    NONE = "none"
    ORTHOGRAPHY = "orthography"
    LETTERS = "letters"
    MORE = "more"


def difference(old: tuple[str, str], new: tuple[str, str]) -> Difference:
    """Return how two names differ.

    Args:
        old: A name as it is written, with single spaces, and as :func:`undercount.link.names.normalise` has it, without spaces.
        new: The other, likewise.
    """
    if old[0] == new[0]:
        return Difference.NONE
    if old[1] == new[1]:
        return Difference.ORTHOGRAPHY
    return Difference.LETTERS if letters_between(old[1], new[1], LETTERS) <= LETTERS else Difference.MORE


def letters_between(one: str, other: str, most: int) -> int:
    """Return how many letters are added, dropped, replaced or swapped with a neighbour (optimal string alignment).

    Args:
        one: A word.
        other: Another.
        most: What is more than this is returned as one more than this.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, with_letter in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != with_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == with_letter:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)
