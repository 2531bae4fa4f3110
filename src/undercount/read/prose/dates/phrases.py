"""Resolve the dates of English prose against its day of publication, looking back: a report is about what was.

A phrase is never made more precise than it is: "last week" is a calendar week, "two years ago" a year, "early May" all of May, "a few
days ago" unresolved with the reason. A night is dated to the day on which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from undercount.errors import RecordError
from undercount.read.prose.dates import extent
from undercount.read.prose.dates.calendar import calendar_rules
from undercount.read.prose.dates.clock import with_clocks
from undercount.read.prose.dates.cues import (
    AROUND,
    DAY_TAKES,
    LEFT,
    NOT_NAMES,
    OPENERS,
    POSSESSED,
    RIGHT,
    SEASON_TAKES,
    TAKES,
    ahead_of,
    bounds_of,
    is_house,
)
from undercount.read.prose.dates.digits import SLASHED, slash_order
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.relative import relative_rules
from undercount.read.prose.dates.seasons import season_rules
from undercount.read.prose.dates.words import NO_DAY, Anchor, Rule, UnclearError, is_short, kinds_in, number
from undercount.read.prose.proposal import Dated, Span
from undercount.record import When
from undercount.record.when import iso_day

_JOINS = re.compile(
    r"\s*(?:(?P<and>and|&)|to|until|till|through|into|[-–—])\s*(?:the\s+|early\s+|late\s+|mid-?\s*)*", re.IGNORECASE
)
_OTHER_END = re.compile(r"\b(?i:between|from)\s+[A-Z][a-z]+\.?(?:\s+\d{1,2})?\s+(?:and|to)\s+$")
"""What stands before the second month of two: "between January and March"."""
_NAMED = frozenset(rule.id for rule in calendar_rules())
_YEAR = 365
"""From how many days on a stretch without a year is none."""
_SURE = date(2030, 1, 1)
"""Any day: by it a rule is asked whether words are a date at all."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Some words that are a date: where they stand and what they mean, given an anchor."""

    start: int
    end: int
    rule: str
    read: Callable[[Anchor], Extent]
    within: bool = True
    """Whether the year that it names is the year that the sentence goes on speaking of."""


def dates(text: str, published: str | When = "", *, zone: str = "UTC", past: bool = False) -> tuple[Dated, ...]:
    """Return the dates that a text names, in the order of their words.

    Args:
        text: A sentence or a whole document. All positions are code points into it.
        published: The day of publication (EDTF), or empty: then what counts from it stays unresolved and says why.
        zone: The time zone in which days are meant (IANA name).
        past: Whether everything that the text speaks of is known to be over, whatever its words say.

    Returns:
        For each phrase its words and its interval, or why it has none.

    Raises:
        RecordError: If ``published`` is no EDTF date, or the zone is unknown.

    Examples:
        >>> [(d.span.of("on Monday"), d.when.edtf) for d in dates("on Monday", "2016-12-14")]
        [('Monday', '2016-12-12')]
    """
    anchors = anchors_of(published, zone)
    kinds = kinds_in(text)
    if not kinds:
        return ()
    phrases = _joined(text, _atoms(text, kinds))
    orders = {slash_order(m) for m in SLASHED.finditer(text)} - {None} if "digits" in kinds else set()
    order = orders.pop() if len(orders) == 1 else None
    found = tuple(_resolved(text, phrases, tuple(replace(a, day_first=order) for a in anchors), zone, past=past))
    return with_clocks(text, found, zone)


def anchors_of(published: str | When, zone: str) -> tuple[Anchor, ...]:
    """Return the day of publication as an anchor; the first and the last where it is known less well than to the day."""
    when = published if isinstance(published, When) else When.parse(published, zone=zone)
    if when.start is None or when.end is None:
        return (Anchor(None, NO_DAY),)
    if not when.certain:
        return (Anchor(None, "the day of publication is marked as uncertain, so nothing is counted from it"),)
    first, last = (date.fromisoformat(iso_day(second, zone=zone)) for second in (when.start, when.end - 1))
    return (Anchor(first),) if first == last else (Anchor(first), Anchor(last))


@cache
def _rules() -> tuple[Rule, ...]:
    return (*calendar_rules(), *relative_rules(), *season_rules())


def _atoms(text: str, kinds: frozenset[str]) -> list[_Phrase]:
    """Return the dates that rules read, the longest first where two overlap."""
    found: list[tuple[int, int, Rule, re.Match[str]]] = []
    for rule in _rules():
        if rule.needs in kinds:
            found.extend((m.start(), m.end(), rule, m) for m in rule.pattern.finditer(text) if _counts(rule, m))
    found.sort(key=lambda one: (one[0] - one[1], one[0]))
    kept: list[_Phrase] = []
    for start, end, rule, match in found:
        if all(end <= p.start or start >= p.end for p in kept) and _is_date(rule, match):
            kept.append(_phrase(rule, match))
    return sorted(kept, key=lambda p: p.start)


def _phrase(rule: Rule, match: re.Match[str]) -> _Phrase:
    named = match.groupdict().get("year") or match.groupdict().get("y")
    return _Phrase(match.start(), match.end(), rule.id, lambda at: rule.read(match, at), bool(named))


def _counts(rule: Rule, match: re.Match[str]) -> bool:
    """Tell whether a bare month, season or year stands where a date can stand."""
    text = match.string
    if not rule.bare:
        return rule.id != "near-day" or not text[: match.start()].endswith("USA ")
    if not text[: match.start()].strip(" \"'“(") and not text[match.end() :].strip(" .,;:\"'”)"):
        return True
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 4]
    if rule.id == "weekday":
        if re.search(r"\b(?:every|each|alternate)\s+(?:other\s+)?$", before, re.IGNORECASE):
            return False
        return (
            match.group("which") is not None or not is_short(match["weekday"]) or DAY_TAKES.search(before) is not None
        )
    if rule.id == "season":
        return SEASON_TAKES.search(before) is not None and not after.startswith(" of")
    if rule.id in ("year", "years") and is_house(text, match.start(), match.end()):
        return False
    if rule.id == "year" and AROUND.search(before) and re.match(r"[\s-]+[a-z]", after):
        return False
    if TAKES.search(before) or (rule.id == "month" and _OTHER_END.search(before) is not None):
        return True
    if rule.id == "year":
        return (
            POSSESSED.search(before) is not None
            and re.match(r"\s+(?!\w+s\b)[A-Za-z]{3}", text[match.end() : match.end() + 24]) is not None
        )
    return rule.id == "month" and match[0].lower() in NOT_NAMES and not re.match(r"\s+[A-Z][a-z]", after)


def _is_date(rule: Rule, match: re.Match[str]) -> bool:
    try:
        rule.read(match, Anchor(_SURE))
    except UnclearError:
        return True
    except (ValueError, KeyError, OverflowError):
        return False
    return True


def _joined(text: str, atoms: list[_Phrase]) -> list[_Phrase]:
    """Join two dates with "to", "and" or a dash between them, and put around each the words that open or move it."""
    out: list[_Phrase] = []
    at = 0
    while at < len(atoms):
        one = atoms[at]
        if at + 1 < len(atoms) and (same := _glossed(text, one, atoms[at + 1])) is not None:
            out.append(_opened(text, same, out[-1].end if out else 0))
            at += 2
            continue
        if at + 1 < len(atoms) and (pair := _pair(text, one, atoms[at + 1])) is not None:
            out.append(_widened(text, pair))
            at += 2
            continue
        out.append(_opened(text, one, out[-1].end if out else 0))
        at += 1
    return out


def _glossed(text: str, left: _Phrase, right: _Phrase) -> _Phrase | None:
    """Return "Friday (13/03)", "today [8 April]" as one: the day of the calendar in brackets is the one that is meant."""
    gap = re.fullmatch(r"(?:\s+\w+)?\s*[(\[]\s*|,?\s+on\s+|,\s+", text[left.end : right.start])
    if (
        gap is None
        or left.rule not in ("weekday", "near-day")
        or right.rule not in ("digits-short", "day-month", "month-day", "digits")
    ):
        return None

    def read(at: Anchor) -> Extent:
        try:
            prior = left.read(at)
        except UnclearError:
            prior = at.prior or extent.until(extent.day(_SURE))
        return right.read(replace(at, prior=prior))

    close = 1 if text[right.end : right.end + 1] in (")", "]") else 0
    return _Phrase(left.start, right.end + close, f"{left.rule}-{right.rule}", read)


def _pair(text: str, left: _Phrase, right: _Phrase) -> _Phrase | None:
    gap = re.sub(r"^\s+(?:early\s+)?(?:morning|afternoon|evening|night)\b", "", text[left.end : right.start])
    join = _JOINS.fullmatch(gap)
    opener = re.search(
        r"\b(between|from)\s+(?:the\s+|early\s+|late\s+|mid-?)*$",
        text[max(0, left.start - 24) : left.start],
        re.IGNORECASE,
    )
    if join is None or (join["and"] and not (opener and opener[1].lower() == "between")):
        return None
    if left.rule != right.rule and opener is None:
        return None

    def read(at: Anchor) -> Extent:
        end = right.read(at)
        start = left.read(replace(at, day=end.last, ahead=False) if at.day is not None and end.last is not None else at)
        if start.first is None or end.last is None or start.first > end.last:
            raise UnclearError("its end lies before its start")
        if at.past and at.year is None and at.day is not None and not (left.within or right.within):
            return _under_way(at, left, right) or extent.between(start, end)
        return extent.between(start, end)

    start = max(0, left.start - 24) + opener.start() if opener else left.start
    return _Phrase(start, right.end, f"{left.rule}-to-{right.rule}", read, left.within or right.within)


def _under_way(at: Anchor, left: _Phrase, right: _Phrase) -> Extent | None:
    """Return a stretch without a year that holds the day of publication, or None: "from April 2 to May 31", written on 12 May."""
    if at.day is None or left.rule not in _NAMED or right.rule not in _NAMED:
        return None
    start, end = left.read(replace(at, ahead=False)), right.read(replace(at, ahead=True))
    if start.first is None or end.last is None or not start.first <= at.day < end.last:
        return None
    return extent.between(start, end) if (end.last - start.first).days < _YEAR else None


def _opened(text: str, one: _Phrase, floor: int) -> _Phrase:
    """Return a phrase with the word before it that opens an end ("since", "by", "until") or counts from it ("two days after")."""
    wide = _widened(text, one)
    for name, pattern, apply in _openers():
        found = pattern.search(text, max(floor, wide.start - 90), wide.start)
        if found is not None and not (one.rule == "window" and found[0].lower().startswith("by")):
            return _Phrase(found.start(), wide.end, f"{name}:{one.rule}", _applied(apply, found, one.read), False)
    about = AROUND.search(text, max(floor, wide.start - 16), wide.start)
    if about is not None and one.rule in _NAMED:
        return _Phrase(about.start(), wide.end, f"about:{one.rule}", lambda at: one.read(at).marked("~"), one.within)
    return wide


_Apply = Callable[[Extent, Anchor, "re.Match[str]"], Extent]


def _applied(apply: _Apply, found: re.Match[str], read: Callable[[Anchor], Extent]) -> Callable[[Anchor], Extent]:
    return lambda at: apply(read(at), at, found)


def _offset(one: Extent, _: Anchor, found: re.Match[str]) -> Extent:
    """Return "two days after" a day."""
    if one.first is None or one.last is None:
        raise UnclearError("it counts from a day that is open")
    back = found["way"].lower() in ("before", "prior to", "ahead of")
    count = number(found["n"]) if found["n"] else 1
    unit = (found["unit"] or "day").lower()
    if unit == "day" and not one.is_day:
        raise UnclearError("it counts from a day that the words do not name")
    return extent.holding(extent.shifted(one.first, unit, -count if back else count), unit)


@cache
def _openers() -> tuple[tuple[str, re.Pattern[str], _Apply], ...]:
    reads: dict[str, _Apply] = {
        "since": lambda one, at, _: extent.since(one, at.day),
        "until": lambda one, _at, _: extent.until(one),
        "before": lambda one, _at, _: extent.before(one),
        "week-of": lambda one, _at, _: extent.week(one.first) if one.first is not None else one,
        "week-ending": lambda one, _at, _: (
            extent.days(extent.shifted(one.last, "day", -6), one.last) if one.last is not None else one
        ),
        "offset": _offset,
    }
    return tuple((name, pattern, reads[name]) for name, pattern in OPENERS)


def _widened(text: str, one: _Phrase) -> _Phrase:
    """Return a phrase with "early", "the night of", "morning" around it, which make it no more precise."""
    right = RIGHT.match(text, one.end)
    left = LEFT.search(text, max(0, one.start - 48), one.start)
    start = left.start() if left is not None and left.end() == one.start else one.start
    return replace(one, start=start, end=right.end() if right is not None else one.end)


def _resolved(
    text: str, phrases: Iterable[_Phrase], anchors: tuple[Anchor, ...], zone: str, *, past: bool
) -> Iterator[Dated]:
    prior: Extent | None = None
    year: tuple[int, int] | None = None
    for one in phrases:
        low, high = bounds_of(text, one.start, one.end)
        ahead = (
            False
            if past
            else ahead_of(text, one.start, one.end, low, high, at_hand=one.rule.rpartition(":")[2] in _NAMED)
        )
        said = year[0] if year is not None and year[1] >= low else None
        span = Span(one.start, one.end)
        try:
            reads = {one.read(replace(at, ahead=ahead, prior=prior, year=said, past=past)) for at in anchors}
            if len({r.edtf for r in reads}) > 1:
                raise UnclearError(
                    "the publication is not known to the day, and the days on which it may have been give different dates"
                )
            got = reads.pop()
            when = When.parse(got.edtf, zone=zone)
        except UnclearError as error:
            yield Dated(span, None, str(error), one.rule)
        except (ValueError, RecordError, OverflowError):
            yield Dated(span, None, "the calendar has no such date", one.rule)
        else:
            prior = got
            if one.within and got.first is not None and got.last is not None and got.first.year == got.last.year:
                year = (got.first.year, one.end)
            yield Dated(span, when, rule=one.rule)
