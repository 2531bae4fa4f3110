"""A sentence while the rules work on it: its words of harm, who is named in it, and what of that is already spoken for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.parts import parts
from undercount.read.prose.english.people import Group, groups
from undercount.read.prose.english.spared import is_spared
from undercount.read.prose.english.triggers import Trigger, triggers

DEATHS = frozenset({"killing", "summary-killing", "death-in-detention", "starvation-death"})
COUNTABLE = frozenset({"person", "name", "bare", "other"})
"""The sorts of groups that can be persons."""

_THINGS = frozenset({"facility", "building", "vehicle"})
_RUIN = frozenset({"destruction", "damage", "out-of-service"})
_BE = frozenset(
    ["be", "is", "are", "was", "were", "been", "being", "get", "gets", "got", "getting", "'s", "'re", "remain", "remains", "remained"]
)  # fmt: skip
_ACTIVE = frozenset({"have", "has", "had", "'ve", "to"})
"""Right before a verb they make it active, whatever stands before them: "is believed to have killed"."""
_ENDS = frozenset({"dead", "alive", "hostage"})
_VERBAL = frozenset({"aux", "modal", "adv"})
_LYING = frozenset({"lies", "lie", "lying", "fell", "falls"})
_REMAINING = frozenset({"remain", "remains", "remained", "stays", "stayed"})
_REPORTED = frozenset(["to", "found", "reported", "confirmed", "feared", "believed", "said", "presumed", "announced"])


@dataclass
class Scene:
    """A sentence while its links are being made.

    Args:
        line: The sentence.
        triggers: The words of harm.
        groups: Who is named.
        taken: Starts of groups that an active verb has taken.
        parts: For each group that is a part, by its start: the start of the group that it is a part of.
    """

    line: Line
    triggers: list[Trigger]
    groups: list[Group]
    taken: set[int] = field(default_factory=set)
    parts: dict[int, int] = field(default_factory=dict)

    def fits(self, group: Group, trigger: Trigger) -> bool:
        """Say whether a group can be what the words harm: persons for most acts, things for damage."""
        if trigger.whom and group.sort != trigger.whom:
            return False
        if trigger.rule == "flee" and group.noun in nouns(self.line.lexicon, "forces", "rebels").values():
            return False
        if group.sort == "bare" and self._counts_things(group, trigger):
            return False
        if trigger.act in _RUIN:
            return group.sort == "unit" and group.unit in _THINGS
        return group.sort in COUNTABLE or group.unit in ("family", "body")

    def _counts_things(self, group: Group, trigger: Trigger) -> bool:
        """Say whether a noun that counts no persons follows a bare number: "executed 11 airstrikes"."""
        return any(t.start == group.end and t.unit not in ("", "body") and t != trigger for t in self.triggers)

    def at(self, start: int) -> Group | None:
        """Return the group that begins at a word."""
        return next((group for group in self.groups if group.start == start), None)


def scene(line: Line) -> Scene:
    """Return a sentence with its words of harm and its groups."""
    found = triggers(line)
    stops = frozenset(i for trigger in found for i in _stops(line, trigger))
    named = _of_things(line, found, groups(line, stops))
    return Scene(line, found, named, parts=parts(line, named))


def _of_things(line: Line, found: list[Trigger], named: list[Group]) -> list[Group]:
    """Return the groups, a bare number that goes on counting things as one: "15 hospitals were damaged and two were destroyed"."""
    made: list[Group] = []
    for group in named:
        last, at = made[-1] if made else None, group.end
        ruin = next((t.act for t in found if t.start >= at), "") in _RUIN and line.classes[at : at + 1] == ("aux",)
        goes_on = group.sort == "bare" and group.amount is not None and group.after in ("and", ",", ";")
        if _is_among(line, group) and not any(group.start <= t.start <= group.end for t in found):
            group = replace(group, sort="not")
        if is_spared(line, group):
            group = replace(group, sort="not")
        if ruin and goes_on and last is not None and last.sort == "unit" and last.unit in _THINGS:
            group = replace(group, sort="unit", noun=last.noun, unit=last.unit)
        made.append(group)
    return made


def _is_among(line: Line, group: Group) -> bool:
    """Say whether a sentence begins with those among whom others are counted: "Of the 23 people on board, 19 died"."""
    start = group.start - 1 if line.text(group.start - 1, group.start) in ("the", "these", "those") else group.start
    first = start == 1 or (start > 1 and line.low[start - 2] in (";", ":", "that"))
    return group.amount is not None and first and line.low[start - 1] in ("of", "among")


def _stops(line: Line, trigger: Trigger) -> Iterable[int]:
    """Return the words of harm over which no noun phrase runs: not those between the ends of "beaten three protesters to death"."""
    if trigger.frame == "within":
        return ()
    if trigger.frame != "patient":
        return range(trigger.start, trigger.end)
    if trigger.rule == "taken-to-hospital":  # "sending 18 children and the driver to hospitals"
        to = max(
            (at for at in range(trigger.start + 1, trigger.end) if line.low[at] in ("to", "in")), default=trigger.start
        )
        return (trigger.start, *range(to, trigger.end))
    tail = 2 if line.low[trigger.end - 2 : trigger.end] == ("to", "death") else line.low[trigger.end - 1] in _ENDS
    return (trigger.start, *range(trigger.end - tail, trigger.end)) if tail else range(trigger.start, trigger.end)


def has_be(line: Line, at: int) -> bool:
    """Say whether a form of "be" or "get" stands in the group of verbs that ends before a word."""
    start = verb_start(line, at)
    verb = [line.low[i] for i in range(start, at) if line.classes[i] != "adv"]
    return not _BE.isdisjoint(verb) and "having" not in verb and verb[-1] not in _ACTIVE


def verb_start(line: Line, at: int) -> int:
    """Return where the auxiliaries and adverbs before a verb begin: "were later reported" before "killed"."""
    start = at
    while (
        start and line.low[start - 1] != "more" and (line.classes[start - 1] in _VERBAL or _reported(line, start - 1))
    ):
        start -= 1
    return start


def has_own(scene: Scene, group: Group) -> bool:
    """Say whether a group is followed by words of harm of its own or by a verb: "two killed, three injured"."""
    line, at = scene.line, group.end
    if group.part and any(t.start == at and t.rule == "fatal" for t in scene.triggers):
        return True
    while at < len(line) and line.classes[at] == "adv":
        at += 1
    if at < len(line) and line.classes[at] in ("aux", "modal"):
        return True
    own = (
        t for t in scene.triggers if t.start == at and not (t.rule == "kill-self" and line.low[at] in ("and", "then"))
    )
    return any(t.form == "past" or t.frame in ("subject", "state", "noun") for t in own)


def _reported(line: Line, at: int) -> bool:
    """Say whether a word before a verb belongs to its group of verbs: "were reported killed", "is said to have died"."""
    if line.low[at] in _LYING and line.text(at + 1, at + 2) in ("dead", "lifeless", "wounded", "injured", "bleeding"):
        return True
    if line.low[at] in _REMAINING and line.text(at + 1, at + 2) in ("in", "hospitalized", "hospitalised", "missing"):
        return True
    if line.low[at] == "each" and at > 0 and line.classes[at - 1] in ("aux", "modal", "adv"):
        return True
    return at > 0 and line.low[at] in _REPORTED and line.classes[at - 1] in ("aux", "modal", "adv", "past")
