"""Say of a group how many it is and who they are, in the record's terms: quantity, sex, age, status, what they do or what was hit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.people import Group
from undercount.read.prose.proposal import Span, Victims
from undercount.record import Quantity, vocabulary

_YEARS = re.compile(r"\b(\d{1,2}|[a-z]+)[- ](year|month|week|day)s?[- ]old")
_ENDS = frozenset({"aux", "past", "modal", "sub", "prep"})
_OLDEST = 120
_TURNS = frozenset({"aux", "modal", "sub", "past", "prep"})
_SIGNS = frozenset({",", ";", ":", "(", ".", '"', "”", "with", "killing", "using"})
_AGE_REACH = 4
_TARGET_REACH = 7
_OF_AGE = 18
_PARTS = re.compile(r"[-–]")
_DIGIT = re.compile(r"\d")


def amount_of(group: Group, line: Line) -> tuple[Quantity, Span]:
    """Return how many a group is, and the words that say so: its number, or the noun phrase of one person."""
    if group.amount is not None:
        start, end = group.amount.start, group.amount.end
        return group.amount.quantity(group.unit, _said(line, start, end)), line.span(start, end)
    start, end = group.start, group.end
    if line.low[start] == "both" and end > start + 1:
        start += 1
    if any(_has_number(word, line) for word in line.low[start:end]):
        start, end = (start, start + 1) if line.classes[start] in ("det", "poss") else (group.head, group.head + 1)
    phrase = _said(line, start, end)
    if group.many:
        return Quantity(None, None, None, "vague", group.unit, phrase), line.span(start, end)
    return Quantity(None, 1, None, "exactly", group.unit, phrase), line.span(start, end)


def _has_number(word: str, line: Line) -> bool:
    """Say whether a word that is no count holds a number: "12-year-old", "four-storey"."""
    return bool(_DIGIT.search(word)) or not line.lexicon.table("numbers", "units").keys().isdisjoint(_PARTS.split(word))


def victims_of(group: Group, line: Line) -> Victims:
    """Return who a group is, by its words."""
    words = frozenset(line.low[group.start : group.end])
    lexicon = line.lexicon
    return Victims(
        span=line.span(group.start, group.end),
        sex=_only(words, {"female": _words(lexicon, "female"), "male": _words(lexicon, "male")}),
        age=_age(words, line, group),
        status=_status(words, line, group),
        targets=tuple(
            sorted(
                name
                for name, said in lexicon.table("units", "target").items()
                if (words | {group.noun}) & frozenset(said)
            )
        ),
    )


def attacked(line: Line, at: int, victims: Victims) -> tuple[Victims, str]:
    """Return what attacks that are counted were made on, and the act: "23 attacks on the city's hospitals"."""
    if at >= len(line) or line.low[at] not in ("on", "against"):
        return replace(victims, span=None), "attack"
    last = min(len(line), at + 1 + _TARGET_REACH)
    end = next((i for i in range(at + 1, last) if _turns(line, i)), last)
    words = frozenset(line.low[at + 1 : at + 1 + _TARGET_REACH])
    tables = line.lexicon.table("units", "target")
    facilities = frozenset(vocabulary("target").tree().subtree("facility"))
    hit = tuple(sorted(name for name, said in tables.items() if words & frozenset(said)))
    act = "attack-on-facility" if facilities.intersection(hit) else "attack"
    return replace(victims, span=line.span(at + 1, end) if end > at + 1 else None, targets=hit), act


def protected(line: Line, at: int, act: str) -> tuple[Victims | None, str, int]:
    """Return who or what protected some words are followed by, the act against them, and the index after their last word.

    "deliberate targeting of hospitals" is an attack on facilities, "targeted first responders" one on persons; civilians are victims of
    that status. None, the act as it was, and ``at`` where nothing protected is named before the sentence turns.
    """
    tables = line.lexicon.table("units", "target")
    stop = next((i for i in range(at, min(len(line), at + _TARGET_REACH)) if _turns(line, i)), at + _TARGET_REACH)
    reach = range(at, min(len(line), stop))
    hit = {i: name for i in reach for name, said in tables.items() if line.low[i] in said}
    civil = [i for i in reach if line.low[i] == "civilians"]
    if not hit and not civil:
        return None, act, at
    last = max((*hit, *civil)) + 1
    facilities = frozenset(vocabulary("target").tree().subtree("facility"))
    made = "attack-on-facility" if act == "attack" and facilities.intersection(hit.values()) else act
    status = "civilian" if civil and not hit else ""
    return Victims(line.span(at, last), status=status, targets=tuple(sorted(set(hit.values())))), made, last


def _turns(line: Line, at: int) -> bool:
    """Say whether a word ends what is named behind words of attack: a verb, a clause, a sign, another preposition."""
    return line.classes[at] in _TURNS or line.low[at] in _SIGNS


def _said(line: Line, start: int, end: int) -> str:
    """Return words as they stand in the document, white space folded."""
    words = line.sentence.words
    text = ""
    for at in range(start, end):
        gap = " " if at > start and words[at - 1].end < words[at].start else ""
        text += gap + words[at].text
    return text


def _only(words: frozenset[str], lists: Mapping[str, Mapping[str, str]]) -> str:
    found = [name for name, known in lists.items() if words & known.keys()]
    return found[0] if len(found) == 1 else ""


def _age(words: frozenset[str], line: Line, group: Group) -> str:
    """Return ``child`` or ``adult`` by a word or by the years that are said: "a 12-year-old boy", "Mina Saleh (6 years old)"."""
    if words & _words(line.lexicon, "child").keys():
        return "child"
    if group.number != 1:
        return ""
    if (group.named or group.sort == "name") and not _words(line.lexicon, "child").keys().isdisjoint(
        _described(line, group)
    ):
        return "child"
    said = _YEARS.search(line.text(group.start, min(len(line), group.end + _AGE_REACH)))
    years = None if said is None else _years(said[1], line.lexicon)
    if said is not None and years is not None:
        return "child" if said[2] != "year" or years < _OF_AGE else "adult"
    alone = _age_behind(line, group)
    return "" if alone is None else "child" if alone < _OF_AGE else "adult"


def _described(line: Line, group: Group) -> tuple[str, ...]:
    """Return the words that describe a name behind a comma: "Nina Marou, an eleven-year-old girl, …"."""
    at = group.end
    if at + 1 >= len(line) or line.low[at] != "," or line.low[at + 1] not in ("a", "an", "the"):
        return ()
    end = next(
        (i for i in range(at + 1, min(len(line), at + 10)) if line.low[i] == "," or line.classes[i] in _ENDS), at + 1
    )
    return line.low[at + 1 : end]


def _years(said: str, lexicon: Lexicon) -> int | None:
    return int(said) if said.isdigit() else lexicon.table("numbers", "units").get(said)


def _age_behind(line: Line, group: Group) -> int | None:
    """Return an age that stands alone behind a name: "Nina Marou (11)", "Nina Marou, 11,"."""
    at = group.end
    named = group.named or group.sort == "name"
    if not named or at + 2 >= len(line) or line.low[at] not in ("(", ",") or line.low[at + 2] not in (")", ","):
        return None
    return int(line.low[at + 1]) if line.low[at + 1].isdigit() and int(line.low[at + 1]) < _OLDEST else None


def _status(words: frozenset[str], line: Line, group: Group) -> str:
    if line.low[group.head] in _words(line.lexicon, "civilian"):
        return "civilian" if words & {"civilian", "civilians"} else ""
    head = line.low[group.head]
    unsaid = head in _words(line.lexicon, "not_armed") and words.isdisjoint(line.lexicon.words("persons", "military"))
    if unsaid or "police" in words:
        return ""
    return "armed-member" if head in _words(line.lexicon, "forces") or head in _words(line.lexicon, "rebels") else ""


@cache
def _words(lexicon: Lexicon, heading: str) -> Mapping[str, str]:
    return nouns(lexicon, heading)
