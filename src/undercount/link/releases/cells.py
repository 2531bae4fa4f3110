"""What a cell of a list says: an id that can be trusted to be one, a year of birth, an age in years, a sex."""

from __future__ import annotations

import re
import unicodedata

from undercount.record.digits import WESTERN

UNKNOWN = -1
"""The number of a value that is not known."""

FEMALE, MALE = 0, 1

_ASIDE = re.compile(r"[\s\-./,:_]+")
# A digit hidden behind a sign, or behind a run of the letter x: the rest of the id is shared by many.
_MASK = re.compile(r"[*#?؟•·×…█]|[xX]{3,}")
_NO_ID = frozenset(
    [
        "unknown",
        "none",
        "null",
        "nil",
        "nan",
        "na",
        "n/a",
        "undefined",
        "missing",
        "notavailable",
        "لايوجد",
        "غيرمعروف",
        "مجهول",
        "مجهولالهويه",
        "بدون",
    ]
)
_SEXES = {
    **dict.fromkeys(
        ("f", "female", "woman", "girl", "w", "femme", "انثى", "أنثى", "انثي", "امراة", "امرأة", "بنت"), FEMALE
    ),
    **dict.fromkeys(("m", "male", "man", "boy", "homme", "ذكر", "رجل", "ولد"), MALE),
}
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d|21\d\d)(?!\d)")
_PLAIN_NUMBER = re.compile(r"(\d{1,3})(?:[.,]\d+)?")
_COUNTED = re.compile(r"(\d{1,4})(?:[.,]\d+)?\s*-?\s*([^\W\d]+)\.?(?:\s+(?:old|ago))?")
_YEARS = ("year", "yr", "y", "سنة", "سنه", "سنوات", "سنين", "عام", "عاما", "اعوام", "أعوام")
_UNITS = {
    **dict.fromkeys((*_YEARS, "years", "yrs", "yo"), 1.0),
    **dict.fromkeys(("month", "months", "mo", "mos", "شهر", "شهور", "اشهر", "أشهر"), 1 / 12),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "اسبوع", "أسبوع", "اسابيع", "أسابيع"), 7 / 365.25),
    **dict.fromkeys(("day", "days", "d", "يوم", "يوما", "ايام", "أيام"), 1 / 365.25),
    **dict.fromkeys(("hour", "hours", "h", "ساعة", "ساعه", "ساعات"), 0.0),
}
_NEWBORN = re.compile(
    r"(?:less than|under|below|<|اقل من|أقل من)\s*(?:a|an|one|1)?\s*(?:day|week|month|year|hour|يوم|شهر|سنة|سنه|عام)"
    r"|newborn|new born|حديث[ةه]? الولاد[ةه]"
)
_OLDEST = 130


def plain_id(text: str) -> str:
    """Return an id in one spelling, or nothing where there is none or it is masked.

    Digits are European, without spaces, hyphens, full stops and leading zeros, which spreadsheets drop. Placeholders, such as one digit
    repeated, and ids in which a sign hides a character are none.
    """
    bare = _ASIDE.sub("", unicodedata.normalize("NFKC", text).translate(WESTERN)).casefold()
    if not bare or bare in _NO_ID or is_masked(text):
        return ""
    bare = bare.lstrip("0") if bare.isdigit() else bare
    return "" if len(bare) > 1 and len(set(bare)) == 1 else bare


def is_masked(text: str) -> bool:
    """Return whether characters of an id are hidden."""
    return _MASK.search(text) is not None


def birth_year(text: str) -> int:
    """Return the year in a date or year of birth, or :data:`UNKNOWN` where there is none or there are two."""
    found = set(_YEAR.findall(text.translate(WESTERN)))
    return int(found.pop()) if len(found) == 1 else UNKNOWN


def age_years(text: str) -> int:
    """Return an age in completed years, or :data:`UNKNOWN`.

    Read are whole and decimal numbers, numbers with a unit (``7 months``, ``٣ أيام``), and words for less than a day, month or year.
    Ranges and words such as "adult" are not.
    """
    plain = text.translate(WESTERN).strip().casefold()
    if number := _PLAIN_NUMBER.fullmatch(plain):
        years = int(number.group(1))
    elif (counted := _COUNTED.fullmatch(plain)) and counted.group(2) in _UNITS:
        years = int(int(counted.group(1)) * _UNITS[counted.group(2)] + 1e-9)
    elif _NEWBORN.fullmatch(plain):
        years = 0
    else:
        return UNKNOWN
    return years if years <= _OLDEST else UNKNOWN


def sex_of(text: str) -> int:
    """Return :data:`FEMALE`, :data:`MALE` or :data:`UNKNOWN`."""
    return _SEXES.get(text.strip().strip(".").casefold(), UNKNOWN)
