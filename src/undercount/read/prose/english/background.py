"""Tell harm of another time or event from the news: what a protest is about, what is compared, a habit, a toll since some day."""

from __future__ import annotations

import re
from collections.abc import Callable

from undercount.read.prose.english.cued import FAR, REACH, anywhere, cued, holds
from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.scenes import verb_start

_YEAR = re.compile(r"^(?:1\d|20)\d\d$")
_LONG_AGO = re.compile(r"^1[0-8]\d\d$|^19[0-6]\d$")
_BACK_IN = frozenset({"back in", "already in", "as in", "it was"})
_ADMITTING = frozenset({"responsibility", "responsible", "credit"})
_ARE = frozenset({"is", "are", "was", "were"})
_EACH = frozenset({"a", "an", "per", "each", "every"})
_TOLD = frozenset({"when", "after", "from", "for", "over", "in", "about", "against", "during"})
_PERIODS = frozenset({"hour", "day", "night", "week", "month", "year"})
_RELATIVE = frozenset({"who", "that", "which", "whom", "whose", "where"})


def _is_held_responsible(line: Line, link: Link) -> bool:
    """Say whether a sentence says who did it: "the units were responsible for the deaths of 13"."""
    at = next((i for i in range(link.trigger.start - 1, 0, -1) if line.text(i, i + 2) == "responsible for"), 0)
    while at and line.classes[at - 1] == "adv":
        at -= 1
    return at > 0 and line.low[at - 1] in _ARE


def _in_passing(line: Line, link: Link) -> bool:
    """Say whether the harm is what a protest, a trial or a revenge is about: told as a noun, in a relative clause or as a participle."""
    start = max(0, link.trigger.start - FAR)
    first = min(link.group.start, link.trigger.start)
    near = line.low[max(0, link.trigger.start - 4) : link.trigger.start]
    if link.trigger.frame == "noun-of" and not _ADMITTING.isdisjoint(near):
        return False  # "claimed responsibility for the murder of two"
    if link.trigger.frame == "noun-of" and holds(line, max(0, link.trigger.start - 4), link.trigger.start, "reason"):
        return True
    if not holds(line, start, first, "event") and not _is_march(line, start, first):
        return False
    outcome = link.trigger.form == "ing" and line.text(link.trigger.start - 1, link.trigger.start) == ","
    if link.trigger.frame == "noun-of" or (link.trigger.form == "ing" and not outcome):
        return True
    if line.lexicon.words("cues", "occasion").intersection(line.low[max(start, first - 5) : first]):
        return True
    verb = verb_start(line, link.trigger.start)
    if not _RELATIVE.isdisjoint(line.low[first:verb]) or not _RELATIVE.isdisjoint(
        line.low[max(start, first - 4) : first]
    ):
        return True
    return (
        verb == link.trigger.start
        and link.rule == "passive"
        and link.group.after in line.lexicon.words("grammar", "prepositions")
    )


def _is_march(line: Line, start: int, end: int) -> bool:
    """Say whether people march, which the month, with its capital, does not say."""
    return any(line.sentence.words[at].text == "march" for at in range(start, end))


def _is_compared(line: Line, link: Link) -> bool:
    """Say whether the harm is of another event that this one is measured by: "the deadliest since 2014, when 130 people died"."""
    start = min(link.group.start, link.trigger.start)
    for at in range(start - 1, max(0, start - FAR), -1):
        if line.low[at] in ("when", "where", "in", "which") and _YEAR.match(
            line.low[at - 1 - (line.low[at - 1] == ",")]
        ):
            if _is_full_date(line, at) and not holds(line, 0, start, "compared"):
                return False  # "took place on 17 April 1979 when four officers were killed"
            return (
                line.classes[at] == "sub" or line.low[at] in ("when", "where", "which") or line.low[at + 1] == "which"
            )
        if line.low[at] in (";", ":"):
            return False
    return _long_ago(line)


def _is_full_date(line: Line, at: int) -> bool:
    """Say whether the year before a word has its day and month: "on 17 April 1979 when"."""
    year = at - 1 - (line.low[at - 1] == ",")
    before = line.low[max(0, year - 4) : year]
    months = line.lexicon.words("grammar", "time")
    return any(word in months for word in before) and any(word.rstrip("stndrh").isdigit() for word in before)


def _is_rate(line: Line, link: Link) -> bool:
    """Say whether a number is of a habit, and no count: "treated 200 wounded a day", "some 40 are killed every month"."""
    at = max(link.group.end, link.trigger.end)
    if line.text(at, at + 2) == "or so":
        at += 2
    if line.text(at, at + 1) in ("under", "in", "by", "from", "of"):
        at += 2  # "8 deaths under torture a day"
    return (
        line.text(at, at + 1) in _EACH
        and line.text(at + 1, at + 2) in _PERIODS
        and line.text(at + 2, at + 3) not in ("after", "before", "later", "earlier", "ago", "since", "prior")
    )


def _is_past(line: Line) -> bool:
    """Say whether a sentence speaks of "the past", which "the past 24 hours" and "the past week" do not."""
    for at in range(len(line) - 2):
        if line.text(at, at + 3) == "in the past":
            after = line.low[at + 3] if at + 3 < len(line) else ""
            number = at + 3 < len(line) and line.classes[at + 3] == "num"
            if not number and after.rstrip("s") not in _PERIODS and after not in ("few", "several", "couple"):
                return True
    return False


def _is_of_old(line: Line, link: Link) -> bool:
    """Say whether harm was done in a year of long ago: "a police chief who was killed by anarchists in 1909"."""
    reach = range(link.trigger.end, min(len(line) - 1, link.trigger.end + REACH))
    return any(line.low[at] in ("in", "during", "since") and _LONG_AGO.match(line.low[at + 1]) for at in reach)


def _long_ago(line: Line) -> bool:
    """Say whether a sentence begins with a year of long ago, which no report of an event does: "In 1931 more than …"."""
    at = 1 if line.low[0] in ("in", "during") else 2 if line.text(0, 2) in _BACK_IN else 0
    return bool(at and at < len(line) and _LONG_AGO.match(line.low[at]))


def _is_series(line: Line) -> bool:
    """Say whether a sentence counts an attack among many, whose harm is not its own: "This was one of 20 attacks that killed 92 people"."""
    return any(
        line.low[at] in ("one", "part") and line.text(at + 1, at + 2) == "of" and line.text(at - 1, at) == "was"
        for at in range(2, 5)
        if at < len(line) and line.low[0] in ("this", "the") and line.low[1] in ("was", "attack", "incident", "bombing")
    )


def _is_of_many(line: Line, link: Link) -> bool:
    """Say whether harm is that of a series, of which the news is the last: "the latest in a spate of attacks that claimed six lives"."""
    many = line.lexicon.words("cues", "series")
    if many.isdisjoint(line.low):
        return False
    for at in range(link.trigger.start - 1, max(2, link.trigger.start - FAR), -1):
        if line.low[at] in many and line.text(at + 1, at + 2) == "of":
            told = line.low[max(0, at - 3) : at]
            return "in" in told and not _RELATIVE.isdisjoint(line.low[at : link.trigger.start])
    return False


def _is_told(line: Line, link: Link) -> bool:
    """Say whether harm of a past time is told in passing: "the bridge where three died last year", "up from 30 killed last year".

    By itself it is a claim with its own date: "Last month 45 people were killed, the office said".
    """
    if not anywhere(line, "background_told"):
        return False
    first = min(link.group.start, link.trigger.start)
    verb = verb_start(line, link.trigger.start)
    near = {line.low[at] for at in range(max(0, first - 4), verb) if not line.sentence.words[at].text.isupper()}
    return not (_RELATIVE | _TOLD).isdisjoint(near) or holds(line, 0, first, "compared")


def _is_since(line: Line, link: Link) -> bool:
    """Say whether harm is summed up from a time on: "Since January 412 civilians have been killed"."""
    verb = line.low[verb_start(line, link.trigger.start) : link.trigger.start]
    if not {"have", "has"}.intersection(verb) or "since" not in line.low[:-1]:
        return False
    after = line.low[line.low.index("since") + 1]
    if after.endswith("day"):
        return False  # "wounded since Friday" is of one event or one weekend
    return after in line.lexicon.words("grammar", "time") or bool(_YEAR.match(after))


def _is_of_time(line: Line, link: Link) -> bool:
    """Say whether a sentence speaks of another time, or the harm was done in one."""
    return anywhere(line, "background_anywhere") or _is_past(line) or _is_of_old(line, link)


CHECKS: tuple[tuple[str, Callable[[Line, Link], bool]], ...] = (
    ("background.charge", lambda line, link: cued(line, link, "charge", REACH)),
    ("background.crime", lambda line, link: cued(line, link, "crime", REACH) and not _is_held_responsible(line, link)),
    ("background.event", _in_passing),
    ("background.compared", _is_compared),
    ("background.rate", _is_rate),
    ("background.time", _is_of_time),
    ("background.series", lambda line, link: _is_series(line) or _is_of_many(line, link)),
    ("background.told", _is_told),
    ("cumulative.time", lambda line, _: anywhere(line, "cumulative_anywhere")),
    ("cumulative.since", _is_since),
)
"""What makes harm background, or a toll over a longer time, by the id of the rule; the first that holds counts."""
