"""Tell a part from a whole: "82 civilians, including 11 women and 13 children", "five people, two of them children", "3 (one child)"."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group

_INTO = frozenset({"including", "included", "includes", "include", "comprising", "namely", "incl"})
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
NO_WHOLE = -1
"""Stands for a whole that another sentence names."""


def parts(line: Line, groups: Sequence[Group]) -> dict[int, int]:
    """Return for each group that is a part, by its start, the start of the group of which it is one, or :data:`NO_WHOLE`."""
    found: dict[int, int] = {}
    opened, whole, items = False, NO_WHOLE, 0
    for index, group in enumerate(groups):
        if opened and not _continues(line, groups, index, items):
            opened = False
        cue = not opened and _opens(line, group)
        if cue:
            opened, items = True, 0
            whole = _whole_of(groups[:index], found)
        items += opened
        if (
            opened
            or _by_degree(line, group)
            or (group.part and not _has_verb(line, group.end))
            or _in_brackets(line, group, groups[:index])
        ):
            found[group.start] = whole if opened else _whole_of(groups[:index], found)
    return found


def _opens(line: Line, group: Group) -> bool:
    """Say whether the words before a group open a list of parts: "including", "among them", "the dead include"."""
    at = group.start
    before = line.low[max(0, at - 6) : at]
    if not before:
        return False
    if before[-1] in _INTO or (
        before[-1] in ("a", "the", "at", "least", "also") and len(before) > 1 and before[-2] in _INTO
    ):
        return True
    if before[-1] in ("was", "were", "is", "are", "being") or before[-1] in _THOSE | _DEAD:
        return _among(before)
    return False


def _among(before: Sequence[str]) -> bool:
    return any(word in _AMONG for word in before) and any(word in _THOSE | _DEAD for word in before)


def _continues(line: Line, groups: Sequence[Group], index: int, items: int) -> bool:
    """Say whether a list of parts goes on with a group: by a comma or "and", unless the list was closed before."""
    last, group = groups[index - 1], groups[index]
    between = line.low[last.end : group.start]
    kinds = line.classes[last.end : group.start]
    if group.sort in ("not", "unit"):
        return False
    if any(kind in ("aux", "base", "modal", "sub") for kind in kinds) or any(
        word in (";", ")", "]", "–", "--") for word in between
    ):
        return False
    if not between or between[-1] not in ("and", ",", "&", "of", "or", "aged"):
        return group.sort == "name" and len(between) < 3
    if between[-2:] == (",", "and"):
        return items > 1 or not _has_verb(line, group.end)
    return True


def _has_verb(line: Line, at: int) -> bool:
    while at < len(line) and line.classes[at] == "adv":
        at += 1
    return at < len(line) and (line.classes[at] in ("aux", "modal", "past") or line.low[at] in ("died", "dead"))


def _by_degree(line: Line, group: Group) -> bool:
    """Say whether a number only says how badly some were hurt: "wounding four others, one critically"."""
    after = line.low[group.end : group.end + 2]
    return (
        group.sort == "bare"
        and group.after in (",", "and", "(")
        and bool(after)
        and after[0] in _DEGREES
        and after[-1] in _STOPS
    )


def _in_brackets(line: Line, group: Group, before: Sequence[Group]) -> bool:
    """Say whether a number stands in brackets behind the whole: "12 killed (3 women and 2 children)"."""
    if group.amount is None or group.sort != "person" or not before:
        return False
    opening = next((i for i in range(group.start - 1, -1, -1) if line.low[i] in ("(", ")")), None)
    if opening is None or line.low[opening] == ")":
        return False
    return any(g.amount is not None and g.end <= opening for g in before)


def _whole_of(before: Sequence[Group], found: dict[int, int]) -> int:
    """Return the start of the nearest group before that is counted and no part itself."""
    named = [g for g in before if g.start not in found and (g.amount is not None or g.many)]
    wholes = [g for g in named if g.sort in ("person", "bare")] or named
    return wholes[-1].start if wholes else NO_WHOLE
