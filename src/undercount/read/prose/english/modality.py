"""How words of harm are meant: said to be so, denied, feared or planned, of another time, or as a toll over a longer time."""

from __future__ import annotations

import re
from functools import cache

from undercount.read.prose.english.disowned import is_disowned, is_unsaid
from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.scenes import verb_start

REACH = 9
"""How many words before the words of harm a cue of fear, plan or denial can stand."""

_YEAR = re.compile(r"^(?:1\d|20)\d\d$")
_LONG_AGO = re.compile(r"^1[0-8]\d\d$|^19[0-6]\d$")
_BACK_IN = frozenset({"back in", "already in", "as in", "it was"})
CALLED_REACH = 12
"""How many words behind a number it can be called false."""
FAR = 30
"""How many words before them a cue of another event can stand, where the harm is told in passing."""

_EXPECTED = frozenset({"expected", "likely", "feared", "predicted", "projected"})
_BEGINS = frozenset(
    [
        "and",
        "but",
        "said",
        "says",
        "claimed",
        "added",
        "saying",
        "adding",
        "insisting",
        "claiming",
        "stating",
        "maintaining",
    ]
)
"""Words behind a comma with which somebody says something else: "denied the report, saying …"."""
_TURNS = frozenset({";", "but", "while", "whereas"})
_WHO = frozenset({"who", "whom", "which"})
_ADMITTING = frozenset({"responsibility", "responsible", "credit"})
_ARE = frozenset({"is", "are", "was", "were"})
_ADMITTING = frozenset({"responsibility", "responsible", "credit"})
_HELD = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "found",
        "held",
        "directly",
        "allegedly",
        "reportedly",
        "solely",
        "largely",
        "mainly",
    ]
)
_NEARLY = frozenset({"nearly", "almost"})
_USING = frozenset({"using", "used"})
_EACH = frozenset({"a", "an", "per", "each", "every"})
_TOLD = frozenset({"when", "after", "from", "for", "over", "in", "about", "against", "during"})
_PERIODS = frozenset({"hour", "day", "night", "week", "month", "year"})
_RELATIVE = frozenset({"who", "that", "which", "whom", "whose", "where"})


def modality(line: Line, link: Link) -> tuple[str, str]:
    """Return how a link is meant, and the id of the rule that says so; empty where it is plainly asserted."""
    for rule, found in (
        ("denied.verb", _negated(line, link)),
        ("denied.disowned", is_disowned(line, link)),
        ("hypothetical.unsaid", is_unsaid(line, link)),
        ("hypothetical.verb", _unreal(line, link)),
        ("hypothetical.feared", _is_feared(line, link)),
        ("hypothetical.nearly", line.text(link.trigger.start - 1, link.trigger.start) in _NEARLY),
        ("hypothetical.if", link.group.after in ("if", "unless", "lest")),
        ("hypothetical.asked", _cued(line, link, "feared", REACH)),
        ("hypothetical.defined", _cued(line, link, "defining", FAR)),
        ("hypothetical.cue", not _is_finite(line, link) and _cued(line, link, "hypothetical", REACH)),
        ("denied.cue", _cued(line, link, "denied", REACH) or _cued(line, link, "denied_reports", FAR)),
        ("denied.reports", _is_rejected(line, link)),
        ("denied.false", _is_called_false(line, link)),
        ("hypothetical.unverified", _is_unverified(line, link)),
        ("hypothetical.toll", _is_unreached(line, link)),
        ("background.charge", _cued(line, link, "charge", REACH)),
        ("background.crime", _cued(line, link, "crime", REACH) and not _is_held_responsible(line, link)),
        ("background.event", _in_passing(line, link)),
        ("background.compared", _is_compared(line, link)),
        ("background.rate", _is_rate(line, link)),
        ("background.time", _anywhere(line, "background_anywhere") or _is_past(line) or _is_of_old(line, link)),
        ("background.series", _is_series(line) or _is_of_many(line, link)),
        ("background.told", _is_told(line, link)),
        ("cumulative.time", _anywhere(line, "cumulative_anywhere")),
        ("cumulative.since", _is_since(line, link)),
    ):
        if found:
            return rule.split(".", maxsplit=1)[0], rule
    return "asserted", ""


def _negated(line: Line, link: Link) -> bool:
    start = verb_start(line, link.trigger.start)
    if "neither" in (line.low[link.group.start], link.group.after) or link.group.after == "nor":
        return True
    return not line.lexicon.words("grammar", "negations").isdisjoint(line.low[start : link.trigger.start])


def _unreal(line: Line, link: Link) -> bool:
    """Say whether the verb is only possible or intended: "could kill", "to kill", but not "managed to kill"."""
    start = verb_start(line, link.trigger.start)
    verb = line.low[start : link.trigger.start]
    if not line.lexicon.words("grammar", "modals").isdisjoint(verb):
        return True
    if link.trigger.form != "base" or not link.trigger.start or line.low[link.trigger.start - 1] != "to":
        return False
    before = line.low[max(0, link.trigger.start - 3) : link.trigger.start]
    if not _USING.isdisjoint(line.low[max(0, link.trigger.start - 5) : link.trigger.start]):
        return False  # "using artillery to kill a woman"
    return line.lexicon.words("cues", "achieved").isdisjoint(before)


def _is_feared(line: Line, link: Link) -> bool:
    """Say whether harm is only feared: "twenty are feared dead"."""
    start = verb_start(line, link.trigger.start)
    return "feared" in line.low[start : link.trigger.start]


def _is_called_false(line: Line, link: Link) -> bool:
    """Say whether a number is said to be none: "the figure of 400 dead is exaggerated"."""
    after = max(link.group.end, link.trigger.end)
    before = line.low[: min(link.group.start, link.trigger.start)]
    figure = not line.lexicon.words("cues", "figures").isdisjoint(before)
    end = next(
        (at for at in range(after, len(line) - 1) if line.low[at] in _TURNS or line.text(at, at + 2) == "and that"),
        len(line),
    )
    return figure and _holds(line, after, min(end, after + CALLED_REACH), "called_false")


def _is_rejected(line: Line, link: Link) -> bool:
    """Say whether somebody rejects what others say: "denied the army's claims that it had killed seven"."""
    start = max(0, link.trigger.start - FAR)
    rejecting, reports = line.lexicon.words("cues", "rejecting"), line.lexicon.words("cues", "reports")
    if rejecting.isdisjoint(line.low):
        return False
    for at in range(link.trigger.start - 1, start, -1):
        if line.low[at] in (";", ":", "but") or (line.low[at] == "," and line.low[at + 1] in _BEGINS):
            return False
        if line.low[at] in reports and line.text(at + 1, at + 2) in ("that", "of"):
            return not rejecting.isdisjoint(line.low[max(0, at - REACH) : at])
    return False


def _is_unverified(line: Line, link: Link) -> bool:
    """Say whether a sentence only tells of a report that nobody could check: "Reports that 90 were killed could not be verified"."""
    after = max(link.group.end, link.trigger.end)
    before = line.low[: min(link.group.start, link.trigger.start)]
    return not line.lexicon.words("cues", "reports").isdisjoint(before) and _holds(line, after, len(line), "unverified")


def _is_unreached(line: Line, link: Link) -> bool:
    """Say whether a toll only may become what is said: "the toll could exceed 500"."""
    if link.trigger.frame != "toll":
        return False
    between = line.low[link.trigger.end : link.group.start + 1]
    return not (line.lexicon.words("grammar", "modals") | _EXPECTED).isdisjoint(between)


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


def _is_finite(line: Line, link: Link) -> bool:
    """Say whether the harm has a verb of its own, so that what somebody tried before it does not reach it."""
    return link.rule != "active" and verb_start(line, link.trigger.start) < link.trigger.start


def _cued(line: Line, link: Link, heading: str, reach: int) -> bool:
    """Say whether a cue stands before the words of harm without a new clause between."""
    start = max(0, link.trigger.start - reach)
    done = heading == "hypothetical" and link.trigger.form == "past" and link.rule in ("active", "passive")
    for at in range(link.trigger.start - 1, start - 1, -1):
        if done and line.low[at] in _WHO and line.classes[at + 1] != "modal":
            start = at + 1  # "vowed to punish those who killed five": they did kill them
            break
        if (
            line.low[at] in (";", ":", "but", "while", "when")
            or (line.low[at] in (",", "and") and line.low[at + 1] in _BEGINS)
            or line.text(at, at + 2) == ", with"
        ):
            start = at + 1
            break
    return _holds(line, start, link.trigger.start, heading)


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
    if link.trigger.frame == "noun-of" and _holds(line, max(0, link.trigger.start - 4), link.trigger.start, "reason"):
        return True
    if not _holds(line, start, first, "event") and not _is_march(line, start, first):
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


def _is_since(line: Line, link: Link) -> bool:
    """Say whether harm is summed up from a time on: "Since January 412 civilians have been killed"."""
    verb = line.low[verb_start(line, link.trigger.start) : link.trigger.start]
    if not {"have", "has"}.intersection(verb) or "since" not in line.low[:-1]:
        return False
    after = line.low[line.low.index("since") + 1]
    if after.endswith("day"):
        return False  # "wounded since Friday" is of one event or one weekend
    return after in line.lexicon.words("grammar", "time") or bool(_YEAR.match(after))


def _is_compared(line: Line, link: Link) -> bool:
    """Say whether the harm is of another event that this one is measured by: "the deadliest since 2014, when 130 people died"."""
    start = min(link.group.start, link.trigger.start)
    for at in range(start - 1, max(0, start - FAR), -1):
        if line.low[at] in ("when", "where", "in", "which") and _YEAR.match(
            line.low[at - 1 - (line.low[at - 1] == ",")]
        ):
            if _is_full_date(line, at) and not _holds(line, 0, start, "compared"):
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


def _is_past(line: Line) -> bool:
    """Say whether a sentence speaks of "the past", which "the past 24 hours" and "the past week" do not."""
    for at in range(len(line) - 2):
        if line.text(at, at + 3) == "in the past":
            after = line.low[at + 3] if at + 3 < len(line) else ""
            number = at + 3 < len(line) and line.classes[at + 3] == "num"
            if not number and after.rstrip("s") not in _PERIODS and after not in ("few", "several", "couple"):
                return True
    return False


def _is_told(line: Line, link: Link) -> bool:
    """Say whether harm of a past time is told in passing: "the bridge where three died last year", "up from 30 killed last year".

    By itself it is a claim with its own date: "Last month 45 people were killed, the office said".
    """
    if not _anywhere(line, "background_told"):
        return False
    first = min(link.group.start, link.trigger.start)
    verb = verb_start(line, link.trigger.start)
    near = {line.low[at] for at in range(max(0, first - 4), verb) if not line.sentence.words[at].text.isupper()}
    return not (_RELATIVE | _TOLD).isdisjoint(near) or _holds(line, 0, first, "compared")


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


def _is_of_old(line: Line, link: Link) -> bool:
    """Say whether harm was done in a year of long ago: "a police chief who was killed by anarchists in 1909"."""
    reach = range(link.trigger.end, min(len(line) - 1, link.trigger.end + REACH))
    return any(line.low[at] in ("in", "during", "since") and _LONG_AGO.match(line.low[at + 1]) for at in reach)


def _long_ago(line: Line) -> bool:
    """Say whether a sentence begins with a year of long ago, which no report of an event does: "In 1931 more than …"."""
    at = 1 if line.low[0] in ("in", "during") else 2 if line.text(0, 2) in _BACK_IN else 0
    return bool(at and at < len(line) and _LONG_AGO.match(line.low[at]))


def _anywhere(line: Line, heading: str) -> bool:
    return _holds(line, 0, len(line), heading)


def _holds(line: Line, start: int, end: int, heading: str) -> bool:
    """Say whether one of a list's cues stands between two words."""
    cues = line.lexicon.words("cues", heading)
    words = line.low[start:end]
    if not cues.isdisjoint(words):
        return True
    first = _first(cues)
    begun = [at for at, word in enumerate(words) if word in first]
    return any(" ".join(words[at : at + size]) in cues for at in begun for size in (2, 3, 4, 5))


@cache
def _first(cues: frozenset[str]) -> frozenset[str]:
    """Return the first words of the cues of several words."""
    return frozenset(words.split()[0] for words in cues if " " in words)
