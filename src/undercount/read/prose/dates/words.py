"""The words of English dates as pieces of patterns, and the day against which a phrase is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from tomllib import loads
from typing import Any

from undercount.errors import UndercountError
from undercount.read.prose.dates.extent import Extent

NO_DAY = "the document has no day of publication from which to count"


class UnclearError(UndercountError):
    """Tell why a phrase that is a date cannot be resolved; it never leaves this package."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a phrase is read against.

    Args:
        day: The day of publication, or None.
        why: Why there is none.
        ahead: True where the words around speak of what lies ahead, False where of what is over, None where they say neither.
        prior: What the date before it in the text was resolved to, or None.
        year: The year that the sentence names before it, or None.
        day_first: True or False where the text writes 25/12/2016 or 12/25/2016 somewhere, else None.
        past: Whether everything that the text speaks of is known to be over, so that "this week" is the week up to the publication.
    """

    day: date | None
    why: str = NO_DAY
    ahead: bool | None = None
    prior: Extent | None = None
    year: int | None = None
    day_first: bool | None = None
    past: bool = False

    def today(self) -> date:
        """Return the day of publication.

        Raises:
            UnclearError: If there is none.
        """
        if self.day is None:
            raise UnclearError(self.why)
        return self.day


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing a date.

    Args:
        id: Its id.
        pattern: The words.
        read: What they mean; raises :class:`UnclearError` where that cannot be said, ValueError where they are no date.
        needs: Which kind of word a text must hold for the rule to be tried: a key of :func:`triggers`.
        bare: Whether it counts only as the whole of a text or behind a word that takes a date ("in", "since").
    """

    id: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Anchor], Extent]
    needs: str
    bare: bool = False


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the data file of date words."""
    text = (resources.files("undercount.read.prose") / "data" / "dates.toml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = loads(text)
    return data


def any_of(words: list[str] | Mapping[str, Any]) -> str:
    """Return a pattern of any of some words, the longest first; white space and apostrophes as they come."""
    escaped = (re.escape(w) for w in sorted(words, key=len, reverse=True))
    return "|".join(w.replace(r"\ ", r"\s+").replace("'", "['’]") for w in escaped)


@cache
def triggers() -> Mapping[str, frozenset[str]]:
    """Return for each kind of rule the words (lower case, letters only) of which a text must hold one."""
    words = lexicon()

    def first(names: Iterable[str]) -> frozenset[str]:
        return frozenset(w for name in names for w in re.findall(r"[a-z]+", name)[:1])

    units = frozenset(
        f"{u}{s}" for u in ("hour", "day", "week", "fortnight", "month", "year", "decade") for s in ("", "s")
    )
    return {
        "month": first(words["months"]),
        "weekday": first(words["weekdays"]),
        "unit": units | {"century", "centuries"},
        "near": frozenset(
            ("yesterday", "yesternight", "today", "tonight", "tomorrow", "day", *words["parts"]["words"])
        ),
        "decade": frozenset(f"{tens}ties" for tens in ("nine", "eigh", "seven", "six", "fif", "for", "thir", "twen")),
        "overnight": frozenset(("overnight",)),
        "weekend": frozenset(("weekend",)),
        "season": first(words["seasons"]),
        "share": frozenset(("quarter", "half")),
        "feast": first(words["feasts"]),
        "moving": first(words["moving"]["words"]),
        "event": first(words["events"]),
    }


def kinds_in(text: str) -> frozenset[str]:
    """Return the kinds of rules that a text has a word for; ``digits`` where it has a digit."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    kinds = {kind for kind, some in triggers().items() if not words.isdisjoint(some)}
    return frozenset(kinds | {"digits", "event", "decade"} if re.search(r"\d", text) else kinds)


_NOT_PERSONS = (
    r"(?![\d%]|[,.:]\d|\s+(?:people|persons|civilians|troops|soldiers|men|women|children|others|homes|houses|villagers|protesters|"
    r"workers|families|police|policemen|refugees|migrants|residents|students|members|activists|dead|dollars|million|miles|km)\b)"
)
_UNITS = "hour|day|week|fortnight|month|year|decade|century|centurie"


def _names(words: Mapping[str, int]) -> str:
    """Return a pattern of names, of which the short ones may end in a full stop."""
    full = [w for w in words if len(w) > 4 or w in ("may", "june", "july")]
    short = [w for w in words if w not in full]
    return rf"(?:(?:{any_of(full)})(?![a-z])|(?:{any_of(short)})(?![a-z])\.?)"


@cache
def pieces() -> Mapping[str, str]:
    """Return the named pieces that a rule's pattern is made of."""
    words = lexicon()
    return {
        "month": _names(words["months"]),
        "weekday": _names(words["weekdays"]),
        "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d|[a-z])",
        "year": rf"(?:1[0-9]\d\d|20\d\d){_NOT_PERSONS}",
        "yy": r"\d\d(?!\d|[:.,]\d|[a-z])",
        "n": rf"(?:\d{{1,3}}|{any_of(words['numbers'])})",
        "unit": rf"(?:{_UNITS})",
        "part": rf"(?:{any_of(words['parts']['words'])})",
        "season": rf"(?:{any_of(words['seasons'])})",
        "ordinal": rf"(?:{any_of(words['ordinals'])})",
        "vague": rf"(?:{any_of(words['vague']['words'])})",
        "feast": rf"(?:{any_of(words['feasts'])})",
        "moving": rf"(?:{any_of(words['moving']['words'])})",
        "event": rf"(?:{any_of(words['events'])})",
    }


def made(template: str) -> re.Pattern[str]:
    """Return a pattern: ``<month>`` is a piece with that name as its group, ``<month:b>`` the same with the group ``month_b``."""

    def fill(found: re.Match[str]) -> str:
        name, more = found[1], found[2]
        return f"(?P<{name}_{more}>{pieces()[name]})" if more else f"(?P<{name}>{pieces()[name]})"

    body = re.sub(r"(?<!\?P)<(\w+)(?::(\w+))?>", fill, template)
    return re.compile(rf"(?<![\w'’/$£€])(?<!(?<!mid)-)(?:{body})(?!\w|['’](?!s\b))", re.IGNORECASE)


def group(found: re.Match[str], name: str) -> str | None:
    """Return the words of a group, or None where it took no part or the pattern has none."""
    return found.groupdict().get(name)


def number(words: str) -> int:
    """Return the number that a word or digits name."""
    plain = " ".join(words.lower().split())
    return int(plain) if plain.isdigit() else int(lexicon()["numbers"][plain])


def month_number(words: str) -> int:
    """Return the number of a month."""
    return int(lexicon()["months"][words.lower().rstrip(".")])


def weekday_number(words: str) -> int:
    """Return the number of a weekday: Monday is 0."""
    return int(lexicon()["weekdays"][words.lower().rstrip(".")]) - 1


def is_short(words: str) -> bool:
    """Tell whether a weekday is written short ("Mon"), which may be another word."""
    return not words.lower().endswith("day")


def is_name_of_month(words: str) -> bool:
    """Tell whether the words are written as a month's name: "may" and "march" in lower case are verbs."""
    return words.lower().rstrip(".") not in ("may", "march", "mar", "sep", "dec", "jan", "jun") or not words.islower()
