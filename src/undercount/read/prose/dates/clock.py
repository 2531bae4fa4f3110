"""Times of day: "at 2:30 pm" beside a day is that minute of it; alone it dates nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from undercount.read.prose.proposal import Dated, Span
from undercount.record import When

_CLOCK = re.compile(
    r"(?<![\w:.$£€-])(?:(?:at|from|by|since|until|before|after|and|just)\s+)*"
    r"(?P<about>(?:sometime\s+|some\s+time\s+)?(?:about|around|approximately|roughly|nearly|almost|before|after|between|shortly\s+\w+)\s+(?:at\s+)?)?"
    r"(?:(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?::[0-5]\d)?\s*(?P<half>[ap]\.?\s?m\b\.?)?|(?P<h12>1[0-2]|0?[1-9])\s*(?P<half12>[ap]\.?\s?m\b\.?)"
    r"|(?P<mil>[01]\d[0-5]\d|2[0-3][0-5]\d)\s*(?=hours|hrs|h\b|gmt|utc))"
    r"(?:\s*(?P<zone>gmt|utc)\b|\s*(?:local\s+time|hours|hrs|h\b|o['’]clock))?",
    re.IGNORECASE,
)
_LEADS = re.compile(r"\b(?:at|around|about|approximately|by|from|between|after|before|until|since)\s+$", re.IGNORECASE)
_NEAR = re.compile(
    r"\s*(?:,|\(|\)|\[|\]|on|in|the|of|at|local|time|around|about)?(?:\s+(?:on|of|the|local|time|at|in|morning|afternoon|evening|night))*\s*,?\s*",
    re.IGNORECASE,
)
ALONE = "a time of day names no day"


def with_clocks(text: str, found: tuple[Dated, ...], zone: str) -> tuple[Dated, ...]:
    """Return the dates with the times of day that stand beside them; a time without a day stays unresolved.

    A time that is said to be approximate leaves the day as it is.
    """
    if not re.search(r"\d", text):
        return found
    left = list(found)
    alone: list[Dated] = []
    for clock in _clocks(text):
        span = Span(clock.start(), clock.end())
        if any(d.span.meets(span) for d in left):
            continue
        at = next((i for i, d in enumerate(left) if d.when is not None and _beside(text, d.span, span)), None)
        if at is None:
            alone.append(Dated(span, None, ALONE, "clock"))
        else:
            left[at] = _timed(text, left[at], clock, zone)
    return tuple(sorted((*left, *alone), key=lambda d: d.span.start))


def _clocks(text: str) -> Iterator[re.Match[str]]:
    for found in _CLOCK.finditer(text):
        plain = found["h"] is not None and found["half"] is None
        dotted = plain and "." in found[0][-4:]
        leads = found[0][:1].isalpha() or _LEADS.search(text, max(0, found.start() - 16), found.start())
        zoned = re.search(r"(?i)local|gmt|utc|hrs|hours|clock", found[0])
        if not (plain and not (leads or zoned)) and not (dotted and not zoned):
            yield found


def _beside(text: str, day: Span, clock: Span) -> bool:
    left, right = (day, clock) if day.start < clock.start else (clock, day)
    gap = text[left.end : right.start]
    return len(gap) <= 24 and _NEAR.fullmatch(gap) is not None


def _timed(text: str, day: Dated, clock: re.Match[str], zone: str) -> Dated:
    span = Span(min(day.span.start, clock.start()), max(day.span.end, clock.end()))
    edtf = day.when.edtf if day.when is not None else ""
    said = clock[0].lower()
    loose = clock["about"] is not None or re.match(r"(?:from|by|since|until|before|after|and|just)\b", said)
    if loose or re.fullmatch(r"\d{4}-\d\d-\d\d", edtf) is None:
        return replace(day, span=span, rule=f"{day.rule}+clock")
    hour, minute = _hour_minute(clock)
    part = re.search(r"\b(?:afternoon|evening|night)\b", text[span.start : span.end + 12], re.IGNORECASE)
    if part is not None and clock["half"] is None and clock["half12"] is None and hour < 12:
        if part[0].lower() == "night" and hour < 6:
            return replace(day, span=span, rule=f"{day.rule}+clock")
        hour += 12
    stamp = f"{edtf}T{hour:02d}:{minute:02d}{'Z' if clock['zone'] else ''}"
    return replace(day, span=span, when=When.parse(stamp, zone=zone), rule=f"{day.rule}+clock")


def _hour_minute(clock: re.Match[str]) -> tuple[int, int]:
    if clock["mil"] is not None:
        return int(clock["mil"][:2]), int(clock["mil"][2:])
    hour, minute = int(clock["h"] or clock["h12"]), int(clock["m"] or 0)
    half = (clock["half"] or clock["half12"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, minute
