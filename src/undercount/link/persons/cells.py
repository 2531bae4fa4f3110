"""Read cells of lists of persons: sex, and ages as intervals of years."""

from __future__ import annotations

import re

from undercount.record.digits import WESTERN

UNKNOWN, MALE, FEMALE = -1, 0, 1

_SEX = {
    **dict.fromkeys(("m", "male", "man", "boy", "ذكر", "رجل"), MALE),
    **dict.fromkeys(("f", "female", "woman", "girl", "انثى", "أنثى", "انثي", "أنثي", "امرأة"), FEMALE),
}
NOT_KNOWN = frozenset(
    ("u", "unk", "unknown", "not known", "undetermined", "n/a", "na", "none", "null", "nan", "-", "–", "—", "?", "غير معروف", "غير معلوم",
     "مجهول", "لا يوجد")
)  # fmt: skip
"""What lists write where they do not know."""
_CHILD, _ADULT = (0.0, 18.0), (18.0, 125.0)
_GROUPS = {
    **dict.fromkeys(("child", "children", "minor", "c", "طفل", "طفلة", "قاصر"), _CHILD),
    **dict.fromkeys(("adult", "a", "بالغ", "بالغة"), _ADULT),
}
_BABIES = frozenset(("infant", "baby", "newborn", "رضيع", "رضيعة"))
_OLDEST, _ROUND, _ABOUT = 125, 10, 5
_YEARS = r"\s*(?:years?(?:[ -]old)?|yrs?\.?|y\.?o?\.?|سنة|سنه|سنوات|عاما|عاماً|عام)?\.?"
_UNITS = {
    **dict.fromkeys(("month", "mo", "شهر", "أشهر"), 12.0),
    **dict.fromkeys(("week", "أسبوع", "أسابيع"), 52.0),
    **dict.fromkeys(("day", "يوم", "أيام"), 365.0),
}
_EXACT = re.compile(rf"(\d+)(?:\.\d+)?{_YEARS}")
_SHORT = re.compile(rf"(\d+)(?:\.\d+)?\s*({'|'.join(_UNITS)})s?(?: old)?\.?")
_RANGE = re.compile(rf"(\d+)\s*(?:-|–|—|to|/)\s*(\d+){_YEARS}")
_TENS = re.compile(r"(\d+0)'?s")
_NEAR = re.compile(rf"(?:~|≈|c\.?|ca\.?|circa|about|around|approx\.?|حوالي|نحو)\s*(\d+){_YEARS}")
_OVER = re.compile(rf"(?:(?:over|>)\s*(\d+)|(\d+)\s*\+){_YEARS}")

Years = tuple[float, float]


def sex_of(value: object) -> int:
    """Return 0 for male, 1 for female, -1 for not known."""
    return _SEX.get(str(value).strip().lower().rstrip("."), UNKNOWN) if value is not None else UNKNOWN


def is_silent(value: object) -> bool:
    """Return whether a cell says in words or marks that nothing is known."""
    return str(value).strip().lower().rstrip(".") in NOT_KNOWN


def age_of(value: object) -> Years | None:
    """Return an age as a half-open interval (years), or None where none is written or it is none that a person can have.

    "34" is one year wide, "4 months" a month, "34-36" three years, "30s" ten, "~40" from 35 to under 46, "40+" 40 and more; a child is
    under 18, an infant under 2.
    """
    if value is None:
        return None
    text = str(value).translate(WESTERN).strip().lower()
    if text in _BABIES:
        return (0.0, 2.0)
    years = _GROUPS.get(text) if len(text) > 1 else None
    for read in (_exact, _short, _wide):
        years = years or read(text)
    return years if years is not None and years[0] < _OLDEST else None


def _exact(text: str) -> Years | None:
    found = _EXACT.fullmatch(text)
    return None if found is None else (float(int(found[1])), float(int(found[1])) + 1)


def _short(text: str) -> Years | None:
    found = _SHORT.fullmatch(text)
    if found is None:
        return None
    number, share = float(found[1]), _UNITS[found[2]]
    return (number / share, (number + 1) / share)


def _wide(text: str) -> Years | None:
    """Return an age that is written as a range, a decade, about a number, or above it."""
    if found := _RANGE.fullmatch(text):
        low, high = float(found[1]), float(found[2])
        return (low, high + 1) if low <= high < _OLDEST else None
    if found := _TENS.fullmatch(text):
        return (float(found[1]), float(found[1]) + _ROUND)
    if found := _NEAR.fullmatch(text):
        return (max(0.0, float(found[1]) - _ABOUT), float(found[1]) + _ABOUT + 1)
    if found := _OVER.fullmatch(text):
        return (float(found[1] or found[2]), float(_OLDEST))
    return None


def group_of(value: object) -> Years | None:
    """Return the ages of a group (years): a child is under 18."""
    return None if value is None else _GROUPS.get(str(value).strip().lower())
