"""Deaths of those who were said to be held before: "abducted seven farmers; their bodies were found", "The hostages were later executed".

The number stands with the abduction, the death with a word that points back. Both must be said; a pronoun alone counts nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.english.people import Group
from undercount.read.prose.english.scenes import DEATHS, Scene, verb_start
from undercount.read.prose.english.triggers import Trigger
from undercount.read.prose.proposal import Proposal, Span

HELD = frozenset({"abduction", "detention", "missing", "enforced-disappearance"})
"""What is done to persons of whose death a later sentence can tell."""

_OWN = frozenset({"their", "his", "her"})
_BODIES = frozenset({"bodies", "bodies-found"})
_FOUND = frozenset({"found", "discovered", "recovered", "dumped", "retrieved", "located", "returned", "unearthed"})
_FOUND_REACH = 6
"""How many words behind "their bodies" it must be said that they were found."""


def points_back(scene: Scene, trigger: Trigger, victims: Sequence[Group]) -> bool:
    """Say whether words of death speak of persons named before and give no number of their own.

    Args:
        scene: The sentence.
        trigger: The words of death.
        victims: Who is linked with them already.
    """
    line = scene.line
    if trigger.act not in DEATHS:
        return False
    if trigger.rule in _BODIES:
        if victims:
            return _known(scene, victims)
        own = trigger.start > 0 and line.low[trigger.start - 1] in _OWN
        return own and not _FOUND.isdisjoint(line.low[trigger.end : trigger.end + _FOUND_REACH])
    if trigger.frame not in ("patient", "subject", "state"):
        return False
    if victims:
        return _known(scene, victims) and victims[0].end <= trigger.start
    start = verb_start(line, trigger.start)
    return start > 0 and start < trigger.start and line.low[start - 1] == "they"


def _known(scene: Scene, victims: Sequence[Group]) -> bool:
    """Say whether victims are only "the hostages", "the men": known, several, and not counted here."""
    one = victims[0]
    words = scene.line.lexicon.words("persons", "anybody") | scene.line.lexicon.words("persons", "held")
    return len(victims) == 1 and one.definite and one.many and one.noun in words


def across(scene: Scene, victims: Sequence[Group], trigger: Trigger, earlier: Sequence[Proposal]) -> Proposal | None:
    """Return the death of those whom the sentence before says to be held, quoted from there to here; None where it says no such thing.

    Args:
        scene: The sentence.
        victims: Who is linked with the words of death already.
        trigger: The words of death.
        earlier: The proposals of the sentence before.
    """
    held = [one for one in earlier if one.act in HELD and one.modality == "asserted" and one.part_of is None]
    if not held or held[-1].quantity.is_empty or not points_back(scene, trigger, victims):
        return None
    line, last = scene.line, held[-1]
    return replace(
        last,
        quote=Span(last.quote.start, line.sentence.end),
        act=trigger.act,
        trigger=line.span(trigger.start, trigger.end),
        rules=(f"{trigger.rule}.anaphor", *(rule for rule in last.rules if rule.startswith(("number.", "who.")))),
    )
