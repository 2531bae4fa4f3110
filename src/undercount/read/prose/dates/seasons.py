"""Rules for seasons, quarters, feasts, days of a month without its name, and for words that name no number."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from undercount.read.prose.dates import extent
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.relative import TURNS
from undercount.read.prose.dates.words import Anchor, Rule, UnclearError, group, lexicon, made


def _season(found: re.Match[str], at: Anchor) -> Extent:
    """Return a season of the northern half of the globe, wide enough for the calendar's and the sun's."""
    first, last = lexicon()["seasons"][found["season"].lower()]
    if group(found, "year"):
        return extent.months(int(found["year"]), first, last)
    which, today = (group(found, "which") or "").lower(), at.today()
    this = extent.months(today.year, first, last)
    begun = this.first is not None and this.first <= today
    if which in ("next", "coming", "following"):
        return extent.months(today.year + (1 if begun else 0), first, last)
    if which == "this" or at.ahead:
        return this
    back = 0 if begun else 1
    if which in ("last", "past", "previous", "preceding") and begun and this.last is not None and this.last >= today:
        back = 1
    return extent.months(today.year - back, first, last)


def _share(found: re.Match[str], at: Anchor) -> Extent:
    """Return a quarter or a half of a year."""
    size = 3 if found["share"].lower() == "quarter" else 6
    first = (lexicon()["ordinals"][found["ordinal"].lower()] - 1) * size + 1
    if first > 12:
        raise ValueError("a year has no such part")
    if group(found, "year"):
        return extent.months(int(found["year"]), first, first + size - 1)
    today, which = at.today(), (group(found, "which") or "").lower()
    turn = {"last": -1, "next": 1, "previous": -1}.get(which, 0)
    if not which and first > today.month and at.ahead is not True:
        turn = -1
    return extent.months(today.year + turn, first, first + size - 1)


def _quarter(found: re.Match[str], at: Anchor) -> Extent:
    today = at.today()
    turn = {"last": -3, "latest": -3, "previous": -3, "next": 3}.get(found["which"].lower(), 0)
    first = (today.month - 1) // 3 * 3 + 1 + turn
    return extent.months(today.year, first, first + 2)


def _day_of_month(found: re.Match[str], at: Anchor) -> Extent:
    """Return "on the 7th": the last such day up to the day of publication."""
    today, wanted = at.today(), int(re.sub(r"\D", "", found["day"]))
    if group(found, "which"):
        turn = {"this": 0, "last": -1, "next": 1}[found["which"].lower()]
        first = extent.month(today.year, today.month + turn).first
        return extent.day((first or today).replace(day=wanted))
    for back in range(13):
        first = extent.month(today.year, today.month - back).first or today
        try:
            one = first.replace(day=wanted)
        except ValueError:
            continue
        if one <= today:
            return extent.day(one)
    raise ValueError("no such day")


def _feast(found: re.Match[str], at: Anchor) -> Extent:
    month, day = lexicon()["feasts"][re.sub(r"\s+", " ", found["feast"].lower().replace("’", "'"))].split("-")
    if group(found, "year"):
        return extent.day(date(int(found["year"]), int(month), int(day)))
    today = at.today()
    one = date(today.year, int(month), int(day))
    back = one > today and at.ahead is not True and (at.ahead is False or (one - today).days > 61)
    if (group(found, "which") or "").lower() == "last":
        back = one >= today
    return extent.day(one.replace(year=today.year - 1) if back else one)


def _moving(found: re.Match[str], _: Anchor) -> Extent:
    words = found["moving"]
    if words.islower() or (words.isupper() and not found.string.isupper()):
        raise ValueError("no name of a feast")
    raise UnclearError(f"the days of {found['moving']} move from year to year and place to place")


def _vague(found: re.Match[str], _: Anchor) -> Extent:
    raise UnclearError(f"{found[0]!r} names no number to count with")


@cache
def season_rules() -> tuple[Rule, ...]:
    """Return the rules."""
    return (*_named_parts(), *_unclear())


def _named_parts() -> tuple[Rule, ...]:
    return (
        Rule(
            "season",
            made(rf"(?:(?:the\s+)?(?:early|late|mid)[\s-]+)?(?:(?P<which>{TURNS})\s+)?<season>\s+(?:of\s+)?<year>"),
            _season,
            "season",
        ),
        Rule("season", made(rf"(?:the\s+)?(?P<which>{TURNS})\s+<season>"), _season, "season"),
        Rule("season", made(r"(?:the\s+|early\s+|late\s+)*<season>"), _season, "season", bare=True),
        Rule(
            "share",
            made(
                r"(?:the\s+)?<ordinal>[\s-]+(?P<share>quarter|half)\s+(?:of\s+)?(?:<year>|(?:the\s+)?(?P<which>this|last|next|previous)\s+year)"
            ),
            _share,
            "share",
        ),
        Rule("share", made(r"(?:the\s+)?<ordinal>[\s-]+(?P<share>quarter)"), _share, "share"),
        Rule(
            "quarter",
            made(r"(?:the\s+)?(?P<which>last|latest|this|next|previous|current)\s+quarter"),
            _quarter,
            "share",
        ),
        Rule(
            "day-of-month", made(r"the\s+<day>\s+(?:of\s+)?(?P<which>this|last|next)\s+month"), _day_of_month, "digits"
        ),
        Rule(
            "day-of-month",
            made(r"(?<=on\s)the\s+(?P<day>(?:3[01]|[12]?\d)(?:st|nd|rd|th))(?=\s*[.,;:)]|\s*$)"),
            _day_of_month,
            "digits",
        ),
        Rule("feast", made(r"(?:(?P<which>last|this|next)\s+)?<feast>(?:,?\s+<year>)?"), _feast, "feast"),
    )


def _unclear() -> tuple[Rule, ...]:
    return (
        Rule("moving", made(r"<moving>"), _moving, "moving"),
        Rule(
            "vague",
            made(r"(?:the\s+|these\s+)?(?:past|last|previous|next|coming)\s+<vague>\s+<unit>s?"),
            _vague,
            "unit",
        ),
        Rule("vague", made(r"(?:only\s+|just\s+)?<vague>\s+<unit>s?\s+ago"), _vague, "unit"),
        Rule("vague", made(r"(?:recent|coming)\s+<unit>s"), _vague, "unit"),
        Rule("vague", made(r"(?<!\d\s)<unit>s\s+ago"), _vague, "unit"),
    )
