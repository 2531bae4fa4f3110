"""Sum what one phrase lists: "a father and his two sons" is three persons, of whom each member of the list counts a part.

Without the sum, members whose descriptions do not part them ("two drivers and a guard") would look like two numbers for the same persons.
"""

from __future__ import annotations

from dataclasses import replace

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.numbers import Amount
from undercount.read.prose.english.people import Group
from undercount.read.prose.english.victims import victims_of
from undercount.read.prose.proposal import Victims

RULE = "number.sum"
_JOINTS = frozenset({(",",), ("and",), (",", "and")})
_LISTED = frozenset({"active", "passive", "subject", "state", "of"})


def with_sums(line: Line, links: list[Link]) -> list[Link]:
    """Return links with the sum of each list of which two members are not apart by their descriptions; they are then its parts.

    Only plain numbers are summed: of "at least two men and a boy" nobody can tell what the hedge belongs to.
    """
    found, at = list(links), 0
    while at < len(found):
        members = _list_from(line, found, at)
        if len(members) > 1 and _overlap(line, members):
            found = _summed(found, at, members)
        at += max(1, len(members))
    return found


def common(victims: list[Victims], whole: Victims) -> Victims:
    """Return who all members of a list are, of what they share."""
    sexes, ages, statuses = ({getattr(one, name) for one in victims} for name in ("sex", "age", "status"))
    targets = {one.targets for one in victims}
    return replace(
        whole,
        sex=sexes.pop() if len(sexes) == 1 else "",
        age=ages.pop() if len(ages) == 1 else "",
        status=statuses.pop() if len(statuses) == 1 else "",
        targets=targets.pop() if len(targets) == 1 else (),
    )


def _list_from(line: Line, links: list[Link], at: int) -> list[Link]:
    """Return the links from one on that list persons with plain numbers, by commas and "and" alone."""
    first = links[at]
    if first.rule not in _LISTED or first.trigger.act == "injury" or not _is_plain(first.group):
        return []
    found = [first]
    for link in links[at + 1 :]:
        joint = line.low[found[-1].group.end : link.group.start]
        if (
            link.trigger != first.trigger
            or link.rule != first.rule
            or joint not in _JOINTS
            or not _is_plain(link.group)
        ):
            break
        found.append(link)
    return found


def _is_plain(group: Group) -> bool:
    """Say whether a group is of so many persons, whom nobody counted before."""
    amount = group.amount
    counted = not group.many if amount is None else amount.qualifier == "exactly" and amount.best is not None
    known = group.definite and group.number != 1
    plain = counted and not group.part and not group.more and not known
    return plain and group.sort == "person" and group.unit == "person" and group.number is not None


def _overlap(line: Line, members: list[Link]) -> bool:
    """Say whether two members may be the same persons by their descriptions alone, so that their numbers would not add up."""
    told = [victims_of(one.group, line) for one in members]
    return any(not _are_apart(one, other) for at, one in enumerate(told) for other in told[:at])


def _are_apart(one: Victims, other: Victims) -> bool:
    pairs = ((one.sex, other.sex), (one.age, other.age), (one.status, other.status))
    return any(mine and yours and mine != yours for mine, yours in pairs)


def _summed(links: list[Link], at: int, members: list[Link]) -> list[Link]:
    first, last = members[0].group, members[-1].group
    total = sum(one.group.number or 0 for one in members)
    amount = Amount(first.start, last.end, first.start, None, total, None, "exactly", RULE)
    whole = replace(members[0], group=Group(first.start, last.end, last.head, "person", noun=last.noun, amount=amount))
    moved = [replace(one, whole=one.whole + 1) if one.whole is not None and one.whole >= at else one for one in links]
    parts = [replace(one, whole=at) if one.whole is None else one for one in moved[at : at + len(members)]]
    return [*moved[:at], whole, *parts, *moved[at + len(members) :]]
