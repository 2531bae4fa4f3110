"""Numbers written out in Arabic by the grammar's rules, apart from the reader's own: what the reader must read back.

Up to ten a number has the other gender than what it counts; both words of 11 and 12 agree with it, of 13 to 19 only the second; behind a
preposition or a noun ("مقتل …") duals and tens end in ين.
"""

from __future__ import annotations

_OF_MEN = ["", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
_OF_WOMEN = ["", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
_TENS = ["", "", "عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
_HUNDREDS = ["", "مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"]


def written(number: int, *, women: bool = False, oblique: bool = False) -> str:
    """Return a number from 3 to 99,999 in words.

    Args:
        number: The number.
        women: Whether what it counts is feminine.
        oblique: Whether it stands behind a noun or a preposition.
    """
    if number < 100:
        return _below_hundred(number, women, oblique)
    if number < 1000:
        hundreds = _HUNDREDS[number // 100]
        hundreds = hundreds.replace("مئتان", "مئتين") if oblique else hundreds
        rest = number % 100
        return f"{hundreds} و{_below_hundred(rest, women, oblique)}" if rest else hundreds
    thousands, rest = divmod(number, 1000)
    words = _thousands(thousands, oblique)
    return f"{words} و{written(rest, women=women, oblique=oblique)}" if rest else words


def counted(number: int, *, women: bool = False, oblique: bool = False) -> str:
    """Return a number with the noun that it counts: a plural from 3 to 10, else a singular."""
    few = 3 <= number % 100 <= 10
    one = "شخصا" if number % 100 > 10 else "شخص"
    noun = ("نساء" if women else "أشخاص") if few else "امرأة" if women else one
    return f"{written(number, women=women, oblique=oblique)} {noun}"


def _thousands(number: int, oblique: bool) -> str:
    if number == 1:
        return "ألف"
    if number == 2:
        return "ألفين" if oblique else "ألفان"
    return f"{written(number, oblique=oblique)} {'آلاف' if number <= 10 else 'ألفا' if number < 100 else 'ألف'}"


def _below_hundred(number: int, women: bool, oblique: bool) -> str:
    tens, unit = divmod(number, 10)
    ones = _OF_WOMEN if women else _OF_MEN
    if number <= 10:
        return _case(ones[number], oblique)
    if number == 11:
        return "إحدى عشرة" if women else "أحد عشر"
    if number == 12:
        return f"{_case('اثنتان' if women else 'اثنان', oblique)[:-1]} {'عشرة' if women else 'عشر'}"
    if number < 20:
        return f"{ones[unit]} {'عشرة' if women else 'عشر'}"
    round_ = f"{_TENS[tens]}{'ين' if oblique else 'ون'}"
    one = ("إحدى" if women else "واحد") if unit == 1 else ones[unit]
    return f"{_case(one, oblique)} و{round_}" if unit else round_


def _case(word: str, oblique: bool) -> str:
    """Return a dual as it stands behind a noun or a preposition."""
    return f"{word[:-2]}ين" if oblique and word in ("اثنان", "اثنتان") else word
