"""Numbers and nouns that seem harmed and are not, or of whom nobody can say how many: they give no claim, and their sentence is a miss.

"All but three of the 62 passengers were killed" tells of three who lived; "793 attacks killed at least one person each" of 793 deaths or
more; "the coup", "impaired mobility" and "the crossing" are nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.scenes import Scene

_SUFFIXES = ("ity", "tion", "sion", "ness", "ship", "ism", "ance", "ence", "hood", "ment", "ing", "cy")
"""How nouns end that name what nobody is: "mobility", "looting", "violence"."""
_PERSONAL = frozenset(
    {
        "being",
        "population",
        "personality",
        "delegation",
        "congregation",
        "king",
        "darling",
        "sibling",
        "hireling",
        "foundling",
        "underling",
        "viking",
        "earthling",
    }
)
_TAKING = frozenset({"capture", "captures", "captured", "capturing"})
_FILMED = frozenset({"on film", "on camera", "on video", "on tape", "on cctv", "in photographs", "in photos"})
_EACH = frozenset({"each", "apiece"})
_CAUSING = frozenset(
    {
        "result",
        "resulted",
        "resulting",
        "results",
        "led",
        "leading",
        "leads",
        "lead",
        "caused",
        "causing",
        "causes",
    }
)


def sure(scene: Scene, found: list[Link]) -> list[Link]:
    """Return links without those whose number or noun cannot be that of the harmed; a part points at its whole as before.

    Args:
        scene: The sentence.
        found: Its links.
    """
    return without(found, {at for at, link in enumerate(found) if _is_doubtful(scene, link)})


def without(found: list[Link], dropped: Iterable[int]) -> list[Link]:
    """Return links without some and their parts, each part still pointing at its whole."""
    gone = set(dropped)
    kept = [at for at, link in enumerate(found) if at not in gone and link.whole not in gone]
    new = {at: index for index, at in enumerate(kept)}
    links = (found[at] for at in kept)
    return [link if link.whole is None else replace(link, whole=new.get(link.whole)) for link in links]


def _is_doubtful(scene: Scene, link: Link) -> bool:
    line = scene.line
    return _is_nobody(line, link) or _is_of_each(line, link) or _is_of_cases(scene, link) or _heads_table(scene, link)


def _is_nobody(line: Line, link: Link) -> bool:
    """Say whether a noun that nobody counted is no person: "impaired mobility", "looting"; and whatever is captured but persons."""
    group = link.group
    if line.low[link.trigger.start] in _TAKING and line.text(link.trigger.end, link.trigger.end + 2) in _FILMED:
        return True
    if group.amount is not None or group.sort not in ("other", "name"):
        return False
    if line.low[link.trigger.start] in _TAKING:
        return True  # "captured the crossing", "captured Raqqa"
    return group.sort == "other" and group.noun.endswith(_SUFFIXES) and group.noun not in _PERSONAL


def _is_of_each(line: Line, link: Link) -> bool:
    """Say whether a number is that of each of several attacks: "two blasts each killed three people", "killing three people each"."""
    group, trigger = link.group, link.trigger
    if group.amount is None or group.start < trigger.start:
        return False
    if line.low[trigger.start - 1] in _EACH or line.text(group.end, group.end + 1) in _EACH:
        return True
    for at in range(trigger.start - 1, -1, -1):
        if line.low[at] in (",", ";", ":"):
            return False
        if line.text(at, at + 2) == "each of" or line.text(at, at + 3) == "every one of":
            return True
    return False


def _is_of_cases(scene: Scene, link: Link) -> bool:
    """Say whether a number is the least of each of several cases: "793 resulted in the death of at least one person"."""
    amount, line = link.group.amount, scene.line
    if amount is None or amount.qualifier != "at-least" or amount.value != 1 or amount.start < link.trigger.start:
        return False
    counted = [g for g in scene.groups if g.end <= link.trigger.start and g.amount is not None]
    many = any((g.amount.value or 0) > 1 and g.sort not in ("person", "name") for g in counted if g.amount is not None)
    return many and (not _CAUSING.isdisjoint(line.low[: link.trigger.start]) or counted[-1].sort in ("unit", "not"))


def _heads_table(scene: Scene, link: Link) -> bool:
    """Say whether words of harm stand beside each other over the columns of a table: "State Killed Injured"."""
    if link.group.amount is not None or link.group.many:
        return False
    words = scene.line.sentence.words
    heads = [trigger for trigger in scene.triggers if words[trigger.start].text[0].isupper()]
    beside = [pair for pair in pairwise(heads) if pair[0].end == pair[1].start and pair[0].act != pair[1].act]
    return any(link.trigger in pair for pair in beside)
