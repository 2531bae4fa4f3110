"""The number that a toll is said to be: "the toll rose from seven to nine", "a toll of 12", "put the toll at a much lower 50"."""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import Scene, has_own
from undercount.read.prose.english.triggers import Trigger

_REACHED = frozenset({"to", "at", "of", "is", "was", "stands", "stood", "reached", "reaches", "hit", "as", "be", ":"})
_RAISING = frozenset({"raising", "bringing", "pushing", "taking", "raises", "brings", "brought", "raised"})
_REVISED = frozenset({"revised", "raised", "updated", "moved", "adjusted", "revising", "raising", "updating"})
_FORMER = frozenset({"first", "initially", "originally", "earlier", "previously", "formerly"})
"""Words by which a toll is one of before: "the toll, first put at 22, rose to 36"."""
_COMPARED = frozenset({"a", "much", "far", "lower", "higher", "slightly", "even", "record"})
TOLL_REACH = 8
"""How many words behind "toll" its number can stand."""


def toll(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the number that a toll is said to be: "the toll rose from seven to nine", "a toll of 12"."""
    line = scene.line
    raised = next(
        (g for g in scene.groups if trigger.start in (g.end, g.end - 1) and g.amount is not None and g.after == "to"),
        None,
    )
    if raised is not None and line.text(raised.start - 2, raised.start - 1) in _RAISING:
        return [(raised, "toll")]
    numbered = [g for g in scene.groups if g.amount is not None and g.amount.rule != "number.both"]
    near = [g for g in numbered if trigger.end <= g.start <= trigger.end + TOLL_REACH]
    former = [g for g in near if not _FORMER.isdisjoint(line.low[max(trigger.end, g.start - 4) : g.start])]
    if former:
        later = [g for g in numbered if former[-1].end <= g.start <= former[-1].end + TOLL_REACH]
        return _reached_by(scene, trigger, later) or _reached_by(scene, trigger, former)
    return _reached_by(scene, trigger, near)


def _reached_by(scene: Scene, trigger: Trigger, near: list[Group]) -> list[tuple[Group, str]]:
    """Return the first of some numbers that is what a toll is said to be."""
    for group in near:
        amount = group.amount
        if amount is None:
            continue
        if amount.qualifier == "between" and scene.line.low[amount.start] == "from":
            return [(_reached(scene.line, group), "toll")]
        if group.after == ":" and has_own(scene, group):
            return []
        if _said_before(scene.line, group) in _REACHED or (
            amount.qualifier == "between" and group.start == trigger.end
        ):
            return [(group, "toll")]
        if _is_raised(scene.line, trigger, group):
            return [(_at_high(group, group.start + 2), "toll")]  # "up to 31" as 31
        if group.after in scene.line.lexicon.words("numbers", "passing") and amount.qualifier == "exactly":
            return [(_passed(group), "toll")]
    return []


def _said_before(line: Line, group: Group) -> str:
    """Return the word before a number, over what only compares it: "put the toll at a much lower 50"."""
    at = group.start - 1
    while at > 0 and line.low[at] in _COMPARED:
        at -= 1
    return line.low[at] if at >= 0 else ""


def _is_raised(line: Line, trigger: Trigger, group: Group) -> bool:
    """Say whether "up to" says that a toll was raised, and is no hedge: "it had revised the death toll up to 31"."""
    amount = group.amount
    up_to = amount is not None and amount.qualifier == "at-most" and line.text(group.start, group.start + 2) == "up to"
    return up_to and not _REVISED.isdisjoint(line.low[max(0, trigger.start - 4) : group.start])


def _passed(group: Group) -> Group:
    """Return a toll that "passes 30,000" as at least that, with the verb as its hedge."""
    amount = group.amount
    if amount is None:
        return group
    least = replace(amount, start=amount.start - 1, low=amount.best, best=None, qualifier="at-least")
    return replace(group, start=group.start - 1, amount=least)


def _reached(line: Line, group: Group) -> Group:
    """Return a toll that rose "from seven to nine" as nine."""
    amount = group.amount
    if amount is None or amount.high is None:
        return group
    return _at_high(
        group, next(i for i in range(amount.end - 1, amount.start, -1) if line.low[i] in ("to", "and", "-", "–")) + 1
    )


def _at_high(group: Group, start: int) -> Group:
    """Return a group as its greatest number exactly, whose words begin at ``start``."""
    amount = group.amount
    if amount is None:
        return group
    exact = replace(amount, start=start, low=None, best=amount.high, high=None, qualifier="exactly")
    return replace(group, start=start, amount=exact)
