"""Find facilities that were attacked: "fourteen hospitals have been hit", "jets bombed two schools", "the clinic came under fire".

Each facility is counted as such, with the number that stands before it; so are buildings that were burnt. What else was destroyed or
damaged is told by the words of harm.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from undercount.read.prose.english.forms import plural
from undercount.read.prose.english.harm import Link
from undercount.read.prose.english.joints import is_list
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import Group, groups
from undercount.read.prose.english.scenes import has_be, verb_start
from undercount.read.prose.english.triggers import Trigger, match_words
from undercount.record import vocabulary

_PARTING = frozenset({"aux", "past", "base", "modal", "sub", "pron"})
_FAR = 8
"""The most words between a facility and its verb."""
_GENERAL = frozenset({"facility", "facilities"})


def has_struck(words: frozenset[str], lexicon: Lexicon) -> bool:
    """Say whether some words in small letters hold a facility or a building, and a verb of attack."""
    return not words.isdisjoint(_verbs(lexicon)) and not words.isdisjoint(_things(lexicon, "destruction"))


def struck(line: Line, counted: Collection[int]) -> list[Link]:
    """Return the facilities of a sentence that were attacked, each with the words that say so.

    Args:
        line: The sentence.
        counted: Indices of the words that already count somebody or something.
    """
    before, either = _under_attack(line.lexicon), _acts(line.lexicon, "struck")
    hits: list[tuple[int, int, str, bool]] = []
    for at in range(len(line)):
        under = next((one for one in before if match_words(line, at, one) > at), None)
        if under is not None:
            hits.append((at, at + len(under), before[under], True))
        elif line.low[at] in either and at not in counted:
            hits.append((at, at + 1, either[line.low[at]], has_be(line, at)))
    if not hits:
        return []
    stops = frozenset(at for start, end, _, _ in hits for at in range(start, end))
    named = [one for one in groups(line, stops) if one.sort == "unit" and _is_free(one, counted) and not _is_share(one)]
    found: list[Link] = []
    for start, end, act, passive in hits:
        things = [one for one in named if line.low[one.head] in _things(line.lexicon, act)]
        chosen = _subjects(line, things, start) if passive else _objects(line, things, end)
        trigger = Trigger(start, end, "struck", act, "patient", form="past")
        found += [Link(trigger, group, "passive" if passive else "active") for group in chosen]
    return _once(found)


def _is_free(group: Group, counted: Collection[int]) -> bool:
    """Say whether none of a group's words are counted already."""
    return not any(at in counted for at in range(group.start, group.end))


def _is_share(group: Group) -> bool:
    """Say whether a group is a share of things, which is no number of them."""
    return group.amount is not None and group.amount.rule == "number.share"


def _once(found: list[Link]) -> list[Link]:
    kept: dict[int, Link] = {}
    for link in found:
        kept.setdefault(link.group.start, link)
    return list(kept.values())


def _subjects(line: Line, named: list[Group], at: int) -> list[Group]:
    """Return the facilities that a passive verb is said of: the nearest before it, and those joined to it."""
    start = verb_start(line, at)
    before = [one for one in named if one.end <= start]
    if not before or start - before[-1].end > _FAR or not _PARTING.isdisjoint(line.classes[before[-1].end : start]):
        return []
    found = [before[-1]]
    for one in reversed(before[:-1]):
        if not is_list(line, one.end, found[0].start):
            break
        found.insert(0, one)
    return found


def _objects(line: Line, named: list[Group], at: int) -> list[Group]:
    """Return the facilities that follow an active verb, and those joined to the first."""
    found = [one for one in named if at <= one.start <= at + 1][:1]
    for one in (one for one in named if found and one.start >= found[0].end):
        if not is_list(line, found[-1].end, one.start):
            break
        found.append(one)
    return found


@cache
def _facilities(lexicon: Lexicon) -> frozenset[str]:
    tables: Mapping[str, Collection[str]] = lexicon.table("units", "target")
    kinds = frozenset(vocabulary("target").tree().subtree("facility")) - {"home", "aid-convoy"}
    return frozenset(word for kind in kinds & tables.keys() for word in tables[kind]) | _GENERAL


@cache
def _things(lexicon: Lexicon, act: str) -> frozenset[str]:
    """Return the words for what an act is counted by: buildings of all kinds where it is destruction, else facilities."""
    if act != "destruction":
        return _facilities(lexicon)
    built = (word for unit in ("facility", "building") for word in lexicon.table("units", "unit")[unit])
    return frozenset(form for word in built for form in (word, plural(word))) | _facilities(lexicon)


@cache
def _acts(lexicon: Lexicon, heading: str) -> Mapping[str, str]:
    """Return for each verb of a list what is done."""
    return {verb: act for act, verbs in lexicon.table("practices", heading).items() for verb in verbs}


@cache
def _under_attack(lexicon: Lexicon) -> Mapping[tuple[str, ...], str]:
    """Return for the words of each phrase that is said of a facility before it what is done."""
    return {tuple(phrase.split()): act for phrase, act in _acts(lexicon, "under_attack").items()}


@cache
def _verbs(lexicon: Lexicon) -> frozenset[str]:
    """Return the words of which one must stand in a sentence."""
    under = (words[-1] for words in _under_attack(lexicon))
    return frozenset({*_acts(lexicon, "struck"), *under})
