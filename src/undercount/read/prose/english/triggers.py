"""Find the words that say what was done, and how they take their victims: "were killed", "shot dead", "lost their lives", "toll".

References:
    Frames after the argument roles of ACE 2005 (Life.Die, Life.Injure) and FrameNet's Killing and Cause_harm (Baker et al. 1998).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from undercount.read.prose.english.forms import verb_forms
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.phrases import person_words

_DYING = frozenset({"died", "dies", "die", "dying", "succumbed", "succumb", "succumbs"})
"""Verbs over which no words of harm run: who "has died from his injuries" is no longer hurt."""
_NOUNS = (("noun",), ("nouns",), ("name",), ("adj",), ("num",))
_CLOSED = ("determiners", "possessives", "pronouns", "prepositions", "conjunctions", "auxiliaries", "adverbs")
MOST_BETWEEN = 3
"""The most words that a star stands for."""
NEAR = 10
"""Within how many words behind an entry the words that it needs must stand."""
MOST_SENT = 7
"""The most between "sent" and "to hospital": "sending 18 children and the driver to hospitals"."""
_SENDING = frozenset({"sent", "sends", "sending"})
_VERBS = frozenset({"past", "ing", "base", "aux", "modal", "sub", "pron"})
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "got"})
FARTHEST_DEATH = 9
"""The most words between a verb that often is deadly and "to death": "hacked him and two of his wives to death"."""
_TO_DEATH = frozenset(
    [
        "hacked",
        "hacking",
        "beat",
        "beating",
        "stabbed",
        "stabbing",
        "burned",
        "burnt",
        "burning",
        "stoned",
        "clubbed",
        "shot",
    ]
)
_TAKEN_FOR_NOUNS = frozenset(
    {"hacks", "beats", "stabs", "burns", "stones", "clubs", "crushes", "tramples", "strangles"}
)
"""Verbs before "to death" that a parser may take for plurals in notes: "man hacks brother to death"."""
_ENDINGS = frozenset({".", ";", ":", ",", "and", "but", "when", "after"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that say what was done.

    Args:
        start: Index of the first word.
        end: Index after the last word.
        rule: The rule's id.
        act: Term of ``act``.
        frame: How the words take their victims.
        form: ``base``, ``past`` or ``ing`` for a verb, else empty.
        unit: What a noun counts where it is not persons, else empty.
        whom: The only sort of group that can be harmed, or empty.
    """

    start: int
    end: int
    rule: str
    act: str
    frame: str
    form: str = ""
    unit: str = ""
    whom: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    rule: str
    act: str
    frame: str
    form: str
    unit: str
    whom: str
    near: frozenset[str]
    reach: int = NEAR
    before: frozenset[str] = frozenset()
    passive: bool = False


def triggers(line: Line) -> list[Trigger]:
    """Return the words of harm of a sentence in order; the longest of several that begin at one word."""
    entries = _entries(line.lexicon)
    found: list[Trigger] = []
    at = 0
    while at < len(line):
        mortal = _to_death(line, at)
        if mortal is not None:
            found.append(mortal)
            at = mortal.end
            continue
        matches = [
            (end, entry)
            for entry in entries.get(_key(line.low[at : at + 2]), ())
            if (end := match_words(line, at, entry.words)) > at
            and not _is_compound(line, end, entry)
            and _is_near(line, at, end, entry)
        ]
        if not matches:
            at += 1
            continue
        end, entry = max(matches, key=lambda match: match[0])
        chosen = [entry for stop, entry in matches if stop == end]
        entry = _fitting(line, end, chosen)
        form = _form_here(line, at, entry)
        found.append(Trigger(at, end, entry.rule, entry.act, entry.frame, form, entry.unit, entry.whom))
        at = end
    return found


def _to_death(line: Line, at: int) -> Trigger | None:
    """Read any verb with "to death" as a killing: "clobbered to death", "beat four men to death"; but not "sentenced to death"."""
    if line.classes[at] not in ("past", "ing", "base") and line.low[at] not in _TAKEN_FOR_NOUNS:
        return None
    often = line.low[at] in _TO_DEATH
    reach = FARTHEST_DEATH if often else MOST_BETWEEN
    to = next((i for i in range(at + 1, at + 2 + reach) if line.text(i, i + 2) == "to death"), None)
    if to is None or not _VERBS.isdisjoint(_unattributed(line, at + 1, to)):
        return None
    if not (_ENDINGS - {"and"} if often else _ENDINGS).isdisjoint(line.low[at + 1 : to]):
        return None
    if line.low[at] in line.lexicon.words("triggers", "not_to_death"):
        return None
    form = "ing" if line.classes[at] == "ing" else "past"
    return Trigger(at, to + 2, "to-death", "killing", "patient", form)


def _unattributed(line: Line, start: int, end: int) -> list[str]:
    """Return the classes of words without participles that stand before their noun: "two suspected thieves"."""
    return [
        kind
        for at, kind in enumerate(line.classes[start:end], start)
        if line.low[at] not in ("him", "her")
        and (kind != "past" or at == start or at + 1 >= end or line.classes[at + 1] not in ("noun", "nouns", "adj"))
    ]


def has_trigger(words: frozenset[str], lexicon: Lexicon) -> bool:
    """Say whether some words in small letters hold the telling word of any words of harm, without which they cannot be there."""
    return not words.isdisjoint(_telling_words(lexicon))


def match_words(line: Line, at: int, words: tuple[str, ...]) -> int:
    """Return the index after the words where they stand at ``at``, else ``at``; a star stands for at most :data:`MOST_BETWEEN` words."""
    end = at
    for index, word in enumerate(words):
        if word == "*":
            last = words[index + 1] if index + 1 < len(words) else ""
            sends = words[0] in _SENDING
            most, ends = (MOST_SENT, _ENDINGS - {"and"}) if sends else (MOST_BETWEEN, _ENDINGS)
            reach = range(end, min(len(line), end + most + 1))
            stop = next((i for i in reach if line.low[i] == last or line.low[i] in ends), len(line))
            if stop >= len(line) or line.low[stop] != last or not _DYING.isdisjoint(line.low[end:stop]):
                return at
            end = stop
        elif end < len(line) and line.low[end] == word:
            end += 1
        else:
            return at
    return end


def _form_here(line: Line, at: int, entry: _Entry) -> str:
    """Return a verb's form; of verbs whose past is their base ("hurt") the past, unless "to" or a modal stands before."""
    if entry.form != "base" or entry.words[0] not in ("hurt", "hit", "beat", "run"):
        return entry.form
    before = line.low[at - 1] if at else ""
    return "base" if before == "to" or (at and line.classes[at - 1] == "modal") else "past"


def _is_compound(line: Line, end: int, entry: _Entry) -> bool:
    """Say whether a verb in -ing only says of what sort a noun is: "a shooting victim", "the stabbing suspect"."""
    if entry.rule == "injure" and line.text(end, end + 1) in ("down", "outs"):
        return True
    if entry.words == ("death",) and line.text(end, end + 1) in line.lexicon.words("triggers", "death_things"):
        return True
    if entry.form == "base" and entry.words == ("burn",):
        return line.text(end, end + 1) in line.lexicon.words("triggers", "burn_wards")
    return entry.form == "ing" and (
        line.text(end, end + 1) in line.lexicon.words("triggers", "compounds") or _is_thing(line, end)
    )


def _is_thing(line: Line, at: int) -> bool:
    """Say whether one noun without an article follows that is no word for persons: "a shooting call", "over grazing land"."""
    word = line.low[at] if at < len(line) else ""
    behind = line.classes[at + 1 : at + 2]
    return line.classes[at : at + 1] == ("noun",) and behind not in _NOUNS and word not in person_words(line.lexicon)


def _is_near(line: Line, at: int, end: int, entry: _Entry) -> bool:
    """Say whether what an entry needs stands around it: "treated … for gunshot wounds", "a bullet … struck", "was also hit"."""
    if entry.near and entry.near.isdisjoint(line.low[end : end + entry.reach]):
        return False
    if entry.before and entry.before.isdisjoint(line.low[max(0, at - NEAR) : at]):
        return False
    return not entry.passive or _is_passive(line, at)


def _is_passive(line: Line, at: int) -> bool:
    """Say whether a form of "be" stands before a word, with no more than adverbs between."""
    while at and (line.classes[at - 1] == "adv" or line.low[at - 1] == "each"):
        at -= 1
    return at > 0 and line.low[at - 1] in _BE


def _fitting(line: Line, end: int, entries: list[_Entry]) -> _Entry:
    """Choose among rules that share their words: a noun that is followed by "of" takes its victims, else it counts them."""
    if line.text(end, end + 2) in (
        "and injuries",
        "or injuries",
        "and injury",
        "and wounding",
        "and deaths",
        "and death",
    ):
        end += 2
    of = end < len(line) and line.low[end] in ("of", "to")
    wanted = "noun-of" if of else "noun"
    return next((entry for entry in entries if entry.frame == wanted), entries[0])


@cache
def _entries(lexicon: Lexicon) -> Mapping[str, tuple[_Entry, ...]]:
    """Return the entries by their first word."""
    irregular = lexicon.table("triggers", "irregular")
    found: dict[str, list[_Entry]] = defaultdict(list)
    for rule, entry in lexicon.headings("triggers").items():
        if not isinstance(entry, Mapping) or rule == "irregular":
            continue
        for verb in entry.get("verbs", ()):
            for form in verb_forms(verb, irregular):
                _add(found, form, rule, entry, _form_of(form, verb))
        for words in entry.get("words", ()):
            _add(found, words, rule, entry, "past" if entry["frame"] == "patient" else "")
    return {word: tuple(entries) for word, entries in found.items()}


def _add(found: dict[str, list[_Entry]], words: str, rule: str, entry: Mapping[str, Any], form: str) -> None:
    parts = tuple(words.lower().split())
    near, unit, whom = frozenset(entry.get("near", ())), entry.get("unit", ""), entry.get("whom", "")
    before, reach = frozenset(entry.get("before", ())), int(entry.get("reach", NEAR))
    one = _Entry(parts, rule, entry["act"], entry["frame"], form, unit, whom, near, reach, before, "passive" in entry)
    found[_key(parts)].append(one)


def _key(words: Sequence[str]) -> str:
    """Return what entries are found by: their first word, and the second too where the first is "the", which stands everywhere."""
    return " ".join(words[:2]) if words[0] == "the" else words[0]


def _form_of(form: str, verb: str) -> str:
    """Say which form of a verb some words are."""
    mine, base = form.split(), verb.split()
    changed = next((index for index, (a, b) in enumerate(zip(mine, base, strict=False)) if a != b), None)
    if changed is None:
        return "base"
    word = mine[changed]
    if word.endswith("ing"):
        return "ing"
    return "base" if word in (base[changed] + "s", base[changed] + "es") else "past"


@cache
def closed_words(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that are grammar, and tell nothing of what was done."""
    return frozenset(word for heading in _CLOSED for word in lexicon.words("grammar", heading))


@cache
def _telling_words(lexicon: Lexicon) -> frozenset[str]:
    """Return for each entry its last word that says more than grammar does: "down" tells nothing of "gunned down", "gunned" does."""
    closed = closed_words(lexicon)
    found = {"death"}
    for entries in _entries(lexicon).values():
        for entry in entries:
            telling = [word for word in entry.words if word != "*" and word not in closed]
            found.add((telling or list(entry.words))[-1])
    return frozenset(found)
