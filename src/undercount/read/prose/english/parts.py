"""Tell a part from a whole: "82 civilians, including 11 women and 13 children", "five people, two of them children", "3 (one child)"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group

_INTO = frozenset({"including", "included", "includes", "include", "comprising", "namely", "incl"})
_OWN = frozenset({"his", "her", "their"})
_AMONG = frozenset({"among", "amongst"})
_THOSE = frozenset({"them", "whom", "which", "those", "these"})
_DEAD = frozenset(
    {
        "dead",
        "victims",
        "killed",
        "deceased",
        "injured",
        "wounded",
        "casualties",
        "fatalities",
        "missing",
        "slain",
        "detained",
        "arrested",
        "martyrs",
        "bodies",
    }
)
_DEGREES = frozenset({"critically", "seriously", "severely", "gravely", "badly", "slightly", "lightly", "moderately"})
_STOPS = frozenset({",", ".", ";", "and", "critically", "seriously", "severely", ")"})
_STATES = frozenset({"condition", "injuries", "wounds"})
_MORTAL = frozenset({"dead", "killed", "died", "fatally", "slain"})
NO_WHOLE = -1
"""Stands for a whole that another sentence names."""


def parts(line: Line, groups: Sequence[Group]) -> dict[int, int]:
    """Return for each group that is a part, by its start, the start of the group of which it is one, or :data:`NO_WHOLE`."""
    found: dict[int, int] = {}
    opened, whole, items, told = False, NO_WHOLE, 0, False
    found.update(_made_up(line, groups))
    for index, group in enumerate(groups):
        if opened and group.sort == "not" and groups[index - 1].part:
            continue
        if opened and (not _continues(line, groups, index, items, told=told) or _is_new(groups, index, whole)):
            opened = False
        cue = not opened and _opens(line, group)
        if cue:
            opened, items = True, 0
            whole = _whole_of(groups[:index], found, line)
            told = _is_told(line, groups[:index], whole, group.start)
        items += opened
        if (
            opened
            or _by_degree(line, group, groups[:index])
            or (group.part and not _has_verb(line, group.end))
            or _told_of(line, group, groups[:index])
            or _in_brackets(line, group, groups[:index])
        ):
            found[group.start] = whole if opened else _whole_of(groups[:index], found, line)
    return found


def _is_new(groups: Sequence[Group], index: int, whole: int) -> bool:
    """Say whether a group can be no part of a whole: greater, or of its sort again: "44 people, including 20 children, and 79 people"."""
    group, last = groups[index], groups[index - 1]
    of = next((g for g in groups[:index] if g.start == whole), None)
    if of is None or group.amount is None or of.amount is None or group.amount.value is None or group.part:
        return False
    if group.amount.qualifier == "at-most":
        return False
    same = bool(group.noun) and group.noun == of.noun != last.noun and group.end == group.head + 1
    greater = of.amount.value is not None and group.amount.value > of.amount.value and of.amount.qualifier != "at-least"
    far = of.amount.value is not None and group.amount.value > 2 * of.amount.value
    return same or greater or far


def _opens(line: Line, group: Group) -> bool:
    """Say whether the words before a group open a list of parts: "including", "among them", "the dead include"."""
    at = group.start
    before = line.low[max(0, at - 6) : at]
    if not before:
        return False
    if before[-2:] == ("incl", ".") or (
        before[-1] == "of" and before[-2:-1] in (("consisting",), ("comprised",), ("composed",))
    ):
        return True
    if before[-1] in _INTO or (
        before[-1] in ("a", "the", "at", "least", "also") and len(before) > 1 and before[-2] in _INTO
    ):
        return True
    if before[-1] in ("was", "were", "is", "are", "being") or before[-1] in _THOSE | _DEAD:
        return _among(before)
    return False


def _among(before: Sequence[str]) -> bool:
    return any(word in _AMONG for word in before) and any(word in _THOSE | _DEAD for word in before)


def _continues(line: Line, groups: Sequence[Group], index: int, items: int, *, told: bool) -> bool:
    """Say whether a list of parts goes on with a group: by a comma or "and", unless the list was closed before.

    Where the verb of the whole was ``told`` before the list, a group with a verb of its own begins a new clause.
    """
    last, group = groups[index - 1], groups[index]
    if last.sort == "not" and index > 1 and groups[index - 2].part:
        last = groups[index - 2]
    between = line.low[last.end : group.start]
    kinds = line.classes[last.end : group.start]
    if group.sort in ("not", "unit") or (group.more and (told or _has_verb(line, group.end))):
        return False
    if between == ("with",) and line.low[group.start] in _OWN:
        return True
    if any(kind in ("aux", "base", "modal", "sub") for kind in kinds if not last.part) or any(
        word in (";", ")", "]", "–", "--") for word in between
    ):
        return False
    if not {"died", "perished"}.isdisjoint(between):
        return False
    if between == (",",) and group.sort == "bare" and _has_verb(line, group.end):
        return False
    if not between or between[-1] not in ("and", ",", "&", "of", "or", "aged"):
        return group.sort == "name" and len(between) < 3
    if between[-2:] == (",", "and"):
        return (items > 1 and not told) or not _has_verb(line, group.end)
    return True


def _told_of(line: Line, group: Group, before: Sequence[Group]) -> bool:
    """Say whether it is only said who or where some of the harmed were: "of whom 800 were in town", "Of the 45 dead, 30 were soldiers"."""
    if group.amount is None or not is_described(line, group.end):
        return False
    if line.low[0] in ("of", "among") and line.low[1] in _THOSE | {"the"} and line.low[2] in _DEAD and group.start <= 5:
        return True
    if group.part or line.low[max(0, group.start - 2) : group.start] in (
        ("of", "whom"),
        ("of", "which"),
        ("of", "them"),
    ):
        return True
    if not before:
        return False
    first = before[0]
    opens = line.low[max(0, first.start - 2) : first.start] in (("of", "the"), ("of", "these"), ("of", "those"))
    return opens and first.start <= 3 and first.amount is not None


def is_described(line: Line, at: int) -> bool:
    """Say whether only what somebody is follows: "were soldiers", "were in the town", but not "were killed"."""
    if line.text(at, at + 1) not in ("were", "was", "are", "is") or at + 1 >= len(line):
        return False
    kind, word = line.classes[at + 1], line.low[at + 1]
    return kind in ("noun", "nouns", "name", "prep", "det") and word not in _DEAD


def _has_verb(line: Line, at: int) -> bool:
    if at < len(line) and line.low[at] in ("fatally", "mortally"):
        return True
    at = _behind_apposition(line, at)
    while at < len(line) and line.classes[at] == "adv":
        at += 1
    return at < len(line) and (line.classes[at] in ("aux", "modal", "past") or line.low[at] in ("died", "dead"))


def _behind_apposition(line: Line, at: int) -> int:
    """Return the index after a description between commas: "one of the victims, a 23-year-old woman, died"."""
    if at + 1 >= len(line) or line.low[at] != "," or line.low[at + 1] not in ("a", "an", "the", "whose"):
        return at
    return next((i + 1 for i in range(at + 2, min(len(line), at + 10)) if line.low[i] == ","), at)


def _in_a_state(line: Line, group: Group, before: Sequence[Group]) -> bool:
    """Say whether a number tells in what state some of the hurt are: "sent three to the hospital, one with life-threatening injuries"."""
    if group.after != "," or line.low[group.end] not in ("in", "with") or not before:
        return False
    if _STATES.isdisjoint(line.low[group.end : group.end + 5]):
        return False
    counted = [one for one in before if one.amount is not None]
    if not counted or (counted[-1].number or 0) <= (group.number or 0):
        return False
    return _MORTAL.isdisjoint(line.low[counted[-1].end : group.start])


def _by_degree(line: Line, group: Group, before: Sequence[Group]) -> bool:
    """Say whether a number only says how badly some were hurt: "wounding four others, one critically"."""
    after = line.low[group.end : group.end + 2]
    if group.sort != "bare" or not after or group.after not in (",", "and", "("):
        return False
    return (after[0] in _DEGREES and after[-1] in _STOPS) or _in_a_state(line, group, before)


def _in_brackets(line: Line, group: Group, before: Sequence[Group]) -> bool:
    """Say whether a number stands in brackets behind the whole: "12 killed (3 women and 2 children)"."""
    if group.amount is None or group.sort != "person" or not before:
        return False
    opening = next((i for i in range(group.start - 1, -1, -1) if line.low[i] in ("(", ")")), None)
    if opening is None or line.low[opening] == ")":
        return False
    return any(g.amount is not None and g.end <= opening for g in before)


def _is_told(line: Line, before: Sequence[Group], whole: int, at: int) -> bool:
    """Say whether a verb stands between a whole and the words that open the list of its parts."""
    group = next((g for g in before if g.start == whole), None)
    return group is not None and any(kind in ("aux", "past") for kind in line.classes[group.end : at])


def _made_up(line: Line, groups: Sequence[Group]) -> dict[int, int]:
    """Return the parts of a count that the list behind it makes up: "five were killed, a woman and four children, and …"."""
    found: dict[int, int] = {}
    for index, group in enumerate(groups):
        number = group.number
        if group.amount is None or number is None or number < 2 or group.start in found:
            continue
        total, last, members = 0, group, []
        for other in groups[index + 1 :]:
            if other.sort == "name" and other.after in ("in", "at", "near", "from"):
                continue
            joined = _opens_list(line, last, other) if last is group else _joins_list(line, last, other)
            if not joined or other.sort not in ("person", "bare") or other.number is None or other.more:
                break
            total, last = total + other.number, other
            members.append(other)
            if total >= number:
                break
        if total == number and len(members) > 1:
            found.update({one.start: group.start for one in members})
    return found


def _opens_list(line: Line, whole: Group, first: Group) -> bool:
    """Say whether a list can begin behind a whole: after a colon, a dash, or its verb and a comma."""
    between = line.low[whole.end : first.start]
    if between in ((":",), ("–",), ("-",), ("—",), ("--",)):
        return True
    kinds = line.classes[whole.end : first.start - 1]
    verb = bool(kinds) and "aux" in kinds and all(kind in ("aux", "adv", "past") for kind in kinds)
    return bool(between) and between[-1] in (",", ":", "–", "—", "-") and verb


def _joins_list(line: Line, last: Group, group: Group) -> bool:
    begin = last.end
    if begin < group.start and line.low[begin] in ("in", "at", "near", "from"):
        begin += 1
        while begin < group.start and line.classes[begin] in ("name", "noun", "adj"):
            begin += 1
    return line.low[begin : group.start] in ((",",), ("and",), (",", "and"), ("with",), ("&",))


def _whole_of(before: Sequence[Group], found: dict[int, int], line: Line) -> int:
    """Return the start of the nearest group before that is counted and no part itself; of "18 civilians, all members of …" the count."""
    named = [g for g in before if g.start not in found and (g.amount is not None or g.many)]
    wholes = [g for g in named if g.sort in ("person", "bare")] or named
    if (
        len(wholes) > 1
        and wholes[-1].amount is None
        and line.low[wholes[-2].end : wholes[-1].start] in ((",",), ("–",), ("-",))
    ):
        return wholes[-2].start
    return wholes[-1].start if wholes else NO_WHOLE
