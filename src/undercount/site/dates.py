"""Write EDTF dates as words of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undercount.site.language import Language

_PART = re.compile(
    r"(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?)?(?:T(?P<time>\d\d:\d\d)(?::\d\d)?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?"
    r"(?P<mark>[?~%]?)"
)
_MARKS = {"?": "date.uncertain", "~": "date.about", "%": "date.about_uncertain"}


@dataclass(frozen=True, slots=True)
class _Part:
    """One date of an EDTF text."""

    year: int
    month: int | None
    day: int | None
    time: str
    zone: str
    mark: str


def words(edtf: str, language: Language, *, short: bool = False) -> str:
    """Return a date as a reader of the language writes it; what is no plain EDTF date comes back as it is.

    Args:
        edtf: The date, for example ``2016-12-10/2016-12-13``.
        language: Whose words to use.
        short: Whether to shorten the month's name, for axes.
    """
    if not edtf:
        return language.say("date.unknown")
    ends = [end.strip() for end in edtf.split("/")]
    if len(ends) == 1:
        part = _parse(ends[0].replace("-XX", ""))
        return edtf if part is None else _single(part, language, short=short)
    if len(ends) != 2:
        return edtf
    return _interval(ends[0], ends[1], edtf, language, short=short)


def _parse(text: str) -> _Part | None:
    found = _PART.fullmatch(text)
    if found is None:
        return None
    month, day = found["m"], found["d"]
    if month is not None and not 1 <= int(month) <= 12:
        return None
    return _Part(
        int(found["y"]),
        int(month) if month else None,
        int(day) if day else None,
        found["time"] or "",
        found["zone"] or "",
        found["mark"],
    )


def _interval(first: str, last: str, edtf: str, language: Language, *, short: bool) -> str:
    """Return an interval, open or closed; a month or year that both ends share is written once."""
    one, two = _parse(first), _parse(last)
    open_first, open_last = first in ("", ".."), last in ("", "..")
    if open_first and two is not None:
        return language.say("date.until", last=_single(two, language, short=short))
    if open_last and one is not None:
        return language.say("date.since", first=_single(one, language, short=short))
    if one is None or two is None:
        return language.say("date.unknown") if open_first and open_last else edtf
    if one == two:
        return _single(one, language, short=short)
    start = _shared(one, two, language, short=short)
    return language.say("date.range", first=start, last=_single(two, language, short=short))


def _shared(one: _Part, two: _Part, language: Language, *, short: bool) -> str:
    """Return the first end of an interval without what the second end says again."""
    plain = not (one.time or two.time or one.mark or two.mark)
    if plain and one.year == two.year and one.month and two.month:
        if one.day and two.day and one.month == two.month:
            return language.plain(one.day)
        if bool(one.day) == bool(two.day):
            name = language.month(one.month, short=short)
            return f"{language.plain(one.day)} {name}" if one.day else name
    return _single(one, language, short=short)


def _single(part: _Part, language: Language, *, short: bool) -> str:
    text = language.plain(part.year)
    if part.month:
        text = f"{language.month(part.month, short=short)} {text}"
    if part.day:
        text = f"{language.plain(part.day)} {text}"
    if part.time:
        digits = language.own_digits(part.time)
        zone = "UTC" if part.zone == "Z" else part.zone
        text = language.say("date.time", day=text, time=f"{digits} {zone}".strip())
    return language.say(_MARKS[part.mark], date=text) if part.mark else text
