"""Rules for dates that count from the day of publication or from a date before them: "yesterday", "last week", "two days later"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from undercount.read.prose.dates import extent
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.words import (
    Anchor,
    Rule,
    UnclearError,
    group,
    made,
    number,
    weekday_number,
)

TURNS = "last|past|previous|preceding|this|next|coming|following"
"""Words that turn a unit of the calendar back, on, or to the present one."""

_BACK = ("last", "past", "previous", "preceding")
_ON = ("next", "coming", "following")


def _unit(words: str) -> str:
    plain = words.lower()
    return "century" if plain.startswith("centur") else plain


def _weekday(found: re.Match[str], at: Anchor) -> Extent:
    """Return a weekday: the last one up to the day of publication, unless "last", "this" or "next" says otherwise."""
    today, wanted = at.today(), weekday_number(found["weekday"])
    which = (group(found, "which") or "").lower()
    back, on = (today.weekday() - wanted) % 7, (wanted - today.weekday()) % 7
    if which in _BACK:
        return extent.day(today - timedelta(days=back or 7))
    if which in _ON:
        return extent.day(today + timedelta(days=on or 7))
    if which == "this":
        return extent.day(today - timedelta(days=today.weekday() - wanted))
    return extent.day(today + timedelta(days=on) if at.ahead else today - timedelta(days=back))


def _weekday_of_week(found: re.Match[str], at: Anchor) -> Extent:
    """Return "Monday last week", "Monday of this week", "last week's Monday"."""
    turn = {"last": -7, "this": 0, "next": 7, "previous": -7}[found["which"].lower()]
    monday = at.today() - timedelta(days=at.today().weekday())
    return extent.day(monday + timedelta(days=weekday_number(found["weekday"]) + turn))


_DAYS = {
    "yesterday": -1, "last night": -1, "last evening": -1, "yesternight": -1, "today": 0, "tonight": 0, "tomorrow": 1,
    "the day before yesterday": -2, "day before yesterday": -2, "the day after tomorrow": 2, "earlier today": 0, "earlier in the day": 0,
    "later in the day": 0,
}  # fmt: skip


def _near(found: re.Match[str], at: Anchor) -> Extent:
    words = re.sub(r"\s+", " ", found["near"].lower())
    return extent.day(at.today() + timedelta(days=_DAYS.get(words, 0)))


def _overnight(_: re.Match[str], at: Anchor) -> Extent:
    return extent.days(at.today() - timedelta(days=1), at.today())


def _ago(found: re.Match[str], at: Anchor) -> Extent:
    """Return what lies some units back: as precise as its unit, and no more."""
    unit, count, today = _unit(found["unit"]), number(found["n"]), at.today()
    if unit == "hour":
        return extent.days(today - timedelta(days=1 + count // 24), today - timedelta(days=count // 24))
    then = extent.shifted(today, unit, -count)
    said = extent.holding(then, unit)
    weekday = group(found, "weekday")
    if weekday is not None:
        back = (today.weekday() - weekday_number(weekday)) % 7
        return extent.day(extent.shifted(today - timedelta(days=back), unit, -count))
    if group(found, "more"):
        return extent.until(said) if found["more"].lower() != "less than" else extent.since(said, today)
    return said.marked("~") if group(found, "about") else said


def _window(found: re.Match[str], at: Anchor) -> Extent:
    """Return "the past 24 hours", "the last two months": from so far back through the day of publication."""
    today, unit = at.today(), _unit(found["unit"])
    count = number(found["n"]) if group(found, "n") else 1
    if found["which"].lower() in _ON:
        return (
            extent.days(today, extent.shifted(today, unit, count))
            if unit != "hour"
            else extent.days(today, today + timedelta(days=-(-count // 24)))
        )
    if unit == "hour":
        return extent.days(today - timedelta(days=-(-count // 24)), today)
    return extent.days(extent.shifted(today, unit, -count), today)


def _turned(found: re.Match[str], at: Anchor) -> Extent:
    """Return "last week", "this month", "next year" as the calendar has them.

    "This week" in a report of what is over is the week up to it: on a Monday people mean by it the days before, too.
    """
    which, unit = found["which"].lower(), _unit(found["unit"])
    if unit in ("day", "hour"):
        raise ValueError("a day is counted from the date before")
    turn = -1 if which in _BACK else 1 if which in _ON else 0
    if which in ("that", "the same", "same"):
        return extent.holding(_prior(at, unit), unit)
    if which in ("previous", "preceding", "following") and at.prior is not None and at.prior.first is not None:
        return extent.holding(extent.shifted(at.prior.first, unit, turn), unit)
    today = at.today()
    if which == "this" and unit == "week" and at.past:
        return extent.days(today - timedelta(days=7), today)
    if unit in ("month", "year"):
        today = today.replace(day=1)
    return extent.holding(extent.shifted(today, unit, turn), unit)


def _prior(at: Anchor, unit: str = "day") -> date:
    """Return the first day of the date before; a day where a day is counted from.

    Raises:
        UnclearError: If there is none.
    """
    prior = at.prior
    if prior is None or prior.first is None or (unit == "day" and not prior.is_day):
        raise UnclearError(f"it counts from a {unit} that the words before do not name")
    return prior.first


def _weekend(found: re.Match[str], at: Anchor) -> Extent:
    today = at.today()
    which = (group(found, "which") or "").lower()
    turn = -7 if which in _BACK else 7 if which in _ON else 0
    if which in ("", "this") and today.weekday() < 5 and at.ahead is not True and (not which or today.weekday() < 2):
        turn = -7
    return extent.weekend(today + timedelta(days=turn))


def _after_prior(found: re.Match[str], at: Anchor) -> Extent:
    """Return "the next day", "two days later", "a week earlier": counted from the date before."""
    words = re.sub(r"\s+", " ", found[0].lower())
    if group(found, "n"):
        unit = _unit(found["unit"])
        turn = -number(found["n"]) if re.search(r"earlier|before|previously", words) else number(found["n"])
        if unit == "hour":
            raise UnclearError("it counts from an hour that the words before do not name")
        return extent.holding(extent.shifted(_prior(at), unit, turn), unit)
    one = _prior(at)
    if re.search(r"before|previous|preceding|earlier", words):
        return extent.day(one - timedelta(days=1))
    return extent.day(one if re.search(r"same|that", words) else one + timedelta(days=1))


@cache
def relative_rules() -> tuple[Rule, ...]:
    """Return the rules; the ones that read more words stand first."""
    return (*_day_rules(), *_counting_rules())


def _day_rules() -> tuple[Rule, ...]:
    near = "|".join(sorted((w.replace(" ", r"\s+") for w in _DAYS), key=len, reverse=True))
    return (
        Rule(
            "weekday-of-week",
            made(r"<weekday>(?:\s+<part>)?,?\s+(?:of\s+)?(?P<which>last|this|next|previous)\s+week"),
            _weekday_of_week,
            "weekday",
        ),
        Rule(
            "weekday-of-week", made(r"(?P<which>last|this|next)\s+week['’]s\s+<weekday>"), _weekday_of_week, "weekday"
        ),
        Rule(
            "weekday-of-week", made(r"(?P<which>last|this|next)\s+week,?\s+on\s+<weekday>"), _weekday_of_week, "weekday"
        ),
        Rule("weekday", made(rf"(?:(?P<which>{TURNS})\s+)?<weekday>"), _weekday, "weekday", bare=True),
        Rule(
            "near-day",
            made(rf"(?P<near>{near}|(?:earlier\s+|early\s+)?this\s+(?:early\s+)?(?:<part>|very\s+day))"),
            _near,
            "near",
        ),
        Rule("overnight", made(r"overnight"), _overnight, "overnight"),
    )


def _counting_rules() -> tuple[Rule, ...]:
    about = r"(?:(?P<about>about|around|some|nearly|almost|roughly|approximately)\s+)?"
    more = r"(?:(?P<more>more\s+than|over|at\s+least|less\s+than)\s+)?"
    ahead = r"(?:\s+(?:later|earlier|beforehand|previously|afterwards?|(?:before|after)(?=\s*(?:[,.;:)]|$))))"
    return (
        Rule(
            "ago",
            made(rf"{about}{more}<n>\s+(?:and\s+a\s+half\s+)?<unit>s?\s+(?:ago|back)(?:\s+(?:on\s+)?<weekday>)?"),
            _ago,
            "unit",
        ),
        Rule("ago", made(r"(?:on\s+)?<weekday>\s+<n>\s+<unit>s?\s+ago"), _ago, "weekday"),
        Rule(
            "window",
            made(
                r"(?:the\s+|these\s+|this\s+)?(?P<which>past|last|previous|preceding|next|coming)\s+<n>[\s-]+(?:\w+\s+)?<unit>s?"
            ),
            _window,
            "unit",
        ),
        Rule("window", made(r"(?:the\s+)(?P<which>past|last)\s+<unit>"), _window, "unit"),
        Rule("window", made(r"this\s+(?P<which>past)\s+<unit>"), _window, "unit"),
        Rule(
            "turned",
            made(
                r"(?:the\s+)?(?P<which>last|past|previous|preceding|this|next|coming|following|that|same)\s+(?:calendar\s+)?<unit>"
            ),
            _turned,
            "unit",
        ),
        Rule(
            "turned",
            made(
                r"(?:(?:the\s+)?(?:end|beginning|start|middle)\s+of|(?:earlier|later|early|late)\s+in)\s+(?P<which>the)\s+<unit>"
            ),
            _turned,
            "unit",
        ),
        Rule("weekend", made(rf"(?:(?:the\s+)?(?P<which>{TURNS})|the|at|over)\s+weekend"), _weekend, "weekend"),
        Rule("counted", made(rf"{about}<n>\s+<unit>s?{ahead}"), _after_prior, "unit"),
        Rule(
            "counted",
            made(r"(?:the\s+)?(?:next|following|same|previous|preceding)\s+(?:day|morning|evening|afternoon|night)"),
            _after_prior,
            "near",
        ),
        Rule(
            "counted",
            made(
                r"(?:the\s+day\s+(?:before|after|earlier)(?=\s*(?:[,.;:)]|$|(?:when|and|at|in|by|while|as)\b))|that\s+(?:day|morning|evening|afternoon|night|same\s+day))(?!\s+(?:the|a|his|he|she|it|they|in|of)\b)"
            ),
            _after_prior,
            "near",
        ),
    )
