"""As many family names as a design asks for, and names of invented places, made of roots and patterns of Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

from undercount.link.synthetic import common
from undercount.link.synthetic.sounds import ARTICLE, written
from undercount.link.synthetic.stream import stream

_RADICALS = "بتثجحخدذرزسشصضطظعغفقكلمنه"
# Sounds made at one place of the mouth do not stand together in a root.
_PLACES = ("بفم", "تدطثذظسزصضش", "لرن", "جكقخغ", "حخعغه")
# Roots that make a word nobody is called by.
_UNFIT = frozenset({"قحب", "عهر", "نجس", "خنث", "قذر", "نتن"})
_PATTERNS = (
    "{0}ا{1}ِ{2}",
    "{0}َ{1}ّا{2}",
    "{0}َ{1}ي{2}",
    "{0}َ{1}{2}ان",
    "{0}َ{1}ّو{2}",
    "{0}ُ{1}َي{2}",
    "{0}َ{1}ا{2}ِنَة",
    "{0}َ{1}{2}اوي",
    "{0}َوا{1}ِ{2}ة",
    "{0}َ{1}{2}",
    "{0}ُ{1}ُ{2}ي",
    "{0}َ{1}َ{2}ي",
    "{0}ا{1}ِ{2}ي",
    "{0}ُ{1}َي{2}ان",
)
_BEFORE = ("", ARTICLE, "أَبو ", "", ARTICLE)
MOST_SURNAMES = 100_000
_SITES = ("تَلّ", "كَفر", "دَير", "خان", "بَيت", "عَين", "وادي", "جِسر", "مَزرَعة", "حَوش")


def _roots() -> Iterator[str]:
    for first in _RADICALS:
        for second in _RADICALS:
            for third in _RADICALS:
                root = first + second + third
                if root not in _UNFIT and not _near(first, second) and not _near(second, third) and first != third:
                    yield root


def _near(one: str, other: str) -> bool:
    return one == other or any(one in place and other in place for place in _PLACES)


def _made(purpose: str, before: tuple[str, ...]) -> Iterator[str]:
    """Yield names of roots and patterns in an order that is the same for every seed."""
    rng = stream(0, purpose)
    roots = list(_roots())
    seen: set[str] = set()
    for _ in range(len(_PATTERNS) * len(before)):
        for root in rng.permutation(len(roots)):
            pattern = _PATTERNS[rng.integers(len(_PATTERNS))].format(*roots[root])
            name = before[rng.integers(len(before))] + pattern
            if written(name) not in seen:
                seen.add(written(name))
                yield name


@cache
def surnames(count: int) -> tuple[str, ...]:
    """Return this many different family names with their vowels: those typed in, then those made.

    The first ``n`` names are the same whatever the count.
    """
    typed = common.families()
    there = {written(name) for name in typed}
    made = (name for name in _made("family names", _BEFORE) if written(name) not in there)
    return tuple(islice((name for part in (typed, made) for name in part), count))


@cache
def towns(count: int) -> tuple[str, ...]:
    """Return this many different names of places that are not meant to exist."""
    before = (*(f"{site} " for site in _SITES), "", "", ARTICLE, ARTICLE, ARTICLE)
    return tuple(islice(_made("places", before), count))
