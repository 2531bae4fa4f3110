"""Victims that stand before the words of harm: "three were killed", "three died", "three dead", "a soldier's death", "three deaths"."""

from __future__ import annotations

from undercount.read.prose.english.doers import is_perfect, object_of_second
from undercount.read.prose.english.joints import LEAVING, is_hung, saying, with_leaders
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.people import ASKED, Group
from undercount.read.prose.english.roles import subjects_of
from undercount.read.prose.english.scenes import Scene, has_be, verb_start
from undercount.read.prose.english.triggers import Trigger

_ONE = frozenset({"is", "was", "has", "'s"})
_OBJECTS = frozenset({"him", "them", "us", "me", "himself"})
_RELATIVE = frozenset({"who", "that", "which", "whom"})
_NOMINAL = frozenset({"the", "those", "of", "for", "more", "most", "from", "with", "by", "among"})
_CLAUSE = frozenset({";", "that", "and", ",", "when", "after", "where", "while"})
_SHIELD = frozenset(
    [
        "in",
        "with",
        "by",
        "of",
        "from",
        "to",
        "near",
        "at",
        "between",
        "against",
        "on",
        "into",
        "for",
        "among",
        "inside",
        "outside",
        "behind",
        "towards",
        "toward",
        "about",
        "over",
        "under",
        "after",
        "before",
        "during",
        "amid",
        "via",
        "alongside",
        "targeting",
        "carrying",
        "than",
        "through",
        "across",
        "following",
        "despite",
        "around",
        "without",
        "opposite",
        "beside",
        "within",
        "onto",
        "off",
        "like",
        "since",
        "until",
        "till",
    ]
)
_BREAKS = frozenset({"aux", "base", "modal", "pron", "sub"})


def victims_before(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the victims that stand before the words of harm, each with the rule that says so."""
    if trigger.frame == "noun":
        return _counting(scene, trigger)
    if trigger.frame == "noun-of":
        return _owning(scene, trigger)
    if trigger.frame not in ("patient", "subject", "state"):
        return []
    if _has_no_subject(scene.line, trigger):
        return []
    start = verb_start(scene.line, trigger.start)
    plain = trigger.frame == "patient" and all(kind == "adv" for kind in scene.line.classes[start : trigger.start])
    pronoun = not _OBJECTS.isdisjoint(scene.line.low[trigger.start : trigger.end + 1])
    if plain and (pronoun or _has_object(scene, trigger) or object_of_second(scene, trigger)):
        return []
    if _has_own_part(scene, start) or is_perfect(scene.line, trigger):
        return []
    rule = "passive" if trigger.frame == "patient" else trigger.frame
    if start and scene.line.low[start - 1] in ("he", "she"):
        return [(Group(start - 1, start, start - 1, "bare", noun=scene.line.low[start - 1]), f"{rule}.pronoun")]
    usable = _subjects(scene, start, trigger)
    if not usable:
        return []
    if _is_aimed(scene, usable[-1], trigger):
        return []
    verb = scene.line.low[start : trigger.start]
    alone = not _ONE.isdisjoint(verb) and "had" not in verb and usable[-1].amount is None and not usable[-1].many
    found = [(group, rule) for group in ([usable[-1]] if alone else with_leaders(scene, usable))]
    return [*_pronoun_before(scene, found[0][0], rule), *found] if found else []


def _has_no_subject(line: Line, trigger: Trigger) -> bool:
    """Say whether those before words of harm suffered nothing: "killing", and "71 people, either by drowning or in bombings"."""
    if trigger.frame == "patient":
        return trigger.form != "past" and not has_be(line, trigger.start)
    return trigger.form == "ing" and line.text(trigger.start - 1, trigger.start) in ("by", "from", "of")


def _has_own_part(scene: Scene, start: int) -> bool:
    """Say whether a verb is said of some of those before it alone: "100 women were killed, 80 of whom remain missing"."""
    parts = (g for g in scene.groups if g.start in scene.parts)
    who = start > 0 and scene.line.low[start - 1] == "who"
    return any((g.end == start and g.part) or (who and g.end == start - 1) for g in parts)


def _is_agent(line: Line, group: Group) -> bool:
    """Say whether a group did what a participle before it says: "three people shot by soldiers died"."""
    if group.after != "by" or group.start < 2 or not _RELATIVE.isdisjoint(line.low[group.end : group.end + 2]):
        return False
    return line.classes[group.start - 2] in ("past", "adv")


def _is_aimed(scene: Scene, group: Group, trigger: Trigger) -> bool:
    """Say whether some did the harm: "police shot at protesters"; of a number it is not sure ("3 shot at station")."""
    line = scene.line
    armed = any(group.noun in line.lexicon.words("persons", heading) for heading in ("forces", "rebels"))
    aims = line.text(trigger.end, trigger.end + 1) in ("at", "into", "towards", "toward")
    plain = trigger.frame == "patient" and not has_be(line, trigger.start)
    if plain and group.amount is None and line.low[group.start] in ("someone", "somebody"):
        return aims
    target = scene.at(trigger.end + 1)
    if plain and aims and group.amount is None and not group.many and target is not None and target.sort == "person":
        return True  # "a man who shot at deputies"
    return plain and aims and armed and group.many and group.amount is None


def _pronoun_before(scene: Scene, first: Group, rule: str) -> list[tuple[Group, str]]:
    """Return "he" of "he and his wife were killed"."""
    line, at = scene.line, first.start - 2
    if at < 0 or line.low[at] not in ("he", "she") or line.low[at + 1] != "and":
        return []
    return [(Group(at, at + 1, at, "bare", noun=line.low[at]), f"{rule}.pronoun")]


def _has_object(scene: Scene, trigger: Trigger) -> bool:
    """Say whether a verb has another object than persons, so that what stands before it did it: "armed men burned 30 houses"."""
    after = scene.at(trigger.end)
    near = next((g for g in scene.groups if g.end == trigger.start and g.amount is not None), None)
    return after is not None and near is None and not scene.fits(after, trigger)


def _tells(scene: Scene, group: Group) -> bool:
    """Say whether a group only says or thinks what follows: "observers assumed the men had died"."""
    line, at = scene.line, group.end
    if at >= len(line) or line.classes[at] != "past":
        return False
    return line.low[at] in saying(line.lexicon) or line.text(at + 1, at + 2) == "that"


def _subjects(scene: Scene, start: int, trigger: Trigger) -> list[Group]:
    """Return the groups that can be the subject of a verb, the likeliest last."""
    line = scene.line
    fitting = [g for g in scene.groups if g.end <= start and g.start not in scene.parts and scene.fits(g, trigger)]
    fitting = [g for g in fitting if not _is_agent(line, g)]
    where = _where(line, start)
    fitting = [g for g in fitting if g.start > where]
    if trigger.rule == "kill-self":
        return _selves(scene, fitting, start, trigger)
    free = [g for g in fitting if g.start not in scene.taken]
    last = free[-1] if free else None
    loose = trigger.frame == "state" or not has_be(line, trigger.start)
    touches = last is not None and last.end == start and (last.amount is not None or last.sort == "person")
    if last is not None and touches and (loose or not _is_shielded(last)):
        return [*(g for g in free[:-1] if not _is_shielded(g) or _is_joined(line, g, last)), last]
    left = [g for g in free if trigger.frame == "state" and g.after in LEAVING and _is_described(line, g.end, start)]
    if left:
        return left[-1:]
    if start and line.low[start - 1] in _RELATIVE:
        return _not_their_family(line, [g for g in fitting if start - 1 - g.end <= 2 or not _is_shielded(g)])[-1:]
    heads = subjects_of(line, trigger.start, trigger.end)
    named = [g for g in fitting if any(g.start <= at < g.end for at in heads)]
    if named and named[-1].start in scene.taken and not {"who", "whom"}.isdisjoint(line.low[named[-1].end : start]):
        return named[-1:]
    return _main(scene, free, start, trigger)


def _selves(scene: Scene, fitting: list[Group], start: int, trigger: Trigger) -> list[Group]:
    """Return who harmed himself: right before the verb, by the parse, else the first whom "himself" can mean, as a clause's subject is."""
    line = scene.line
    words = line.low[trigger.start : trigger.end]
    if not {"himself", "herself", "his", "her"}.isdisjoint(words):
        other = line.lexicon.words("persons", "female" if not {"himself", "his"}.isdisjoint(words) else "male")
        fitting = [g for g in fitting if not g.many and (g.number or 1) == 1 and g.noun not in other]
    fitting = [g for g in fitting if g.sort != "other"] or fitting
    free = [g for g in fitting if g.start not in scene.taken]
    near = [g for g in fitting if g.end == start or start - 1 - g.end <= 0]
    heads = subjects_of(line, trigger.start, trigger.end)
    named = [g for g in fitting if any(g.start <= at < g.end for at in heads)]
    return near[-1:] or named[-1:] or [g for g in free if not _is_shielded(g)][:1] or fitting[:1]


def _where(line: Line, start: int) -> int:
    """Return where a clause begins that has its own subject: "taken to the hospital where Lowe later died"; -1 where none does."""
    at = next((i for i in range(start - 1, max(-1, start - 4), -1) if line.low[i] == "where"), -1)
    own = at >= 0 and line.sentence.words[min(at + 1, len(line) - 1)].text[:1].isupper()
    return at if own and at + 1 < start else -1


def _is_joined(line: Line, group: Group, last: Group) -> bool:
    """Say whether "and" joins a group right with the last one: "with a husband and wife dead"."""
    joined = line.low[group.end : last.start] in (("and",), ("&",))
    return joined and group.amount is None and last.amount is None and group.sort == last.sort == "person"


def _is_described(line: Line, start: int, end: int) -> bool:
    """Say whether only a name or an age between commas lies between two words: "left her husband, Dan Odel, 55, in critical condition"."""
    if end - start < 2 or line.low[start] != "," or line.low[end - 1] != ",":
        return False
    return _BREAKS.isdisjoint(line.classes[start:end]) and "past" not in line.classes[start:end]


def _not_their_family(line: Line, near: list[Group]) -> list[Group]:
    """Return groups without a family of which some members are counted: "32 members of his family who were killed"."""
    if len(near) < 2 or near[-1].unit != "family" or near[-1].amount is not None or near[-2].amount is None:
        return near
    return near[:-1] if line.text(near[-2].end, near[-2].end + 1) == "of" else near


def _main(scene: Scene, free: list[Group], start: int, trigger: Trigger) -> list[Group]:
    """Return the subjects of a verb that does not stand right behind one: by the parse, else the nearest that hangs on no preposition."""
    line = scene.line
    full = has_be(line, trigger.start) or trigger.frame == "subject"
    if not full and start and line.low[start - 1] in _NOMINAL:
        return []
    free = [g for g in free if not _tells(scene, g)]
    usable = [g for g in free if not _is_shielded(g)]
    heads = subjects_of(line, trigger.start, trigger.end)
    if any(g.noun == ASKED and (g.end == start or any(g.start <= at < g.end for at in heads)) for g in scene.groups):
        return []
    named = [g for g in free if any(g.start <= at < g.end for at in heads)]
    if trigger.rule == "hit" and not named and (heads or not line.sentence.parsed):
        return []
    if named and not _is_nearer(line, usable, named[-1]):
        usable = [g for g in usable if g.start < named[0].start] + named
    elif not full:
        usable = [g for g in usable if _reaches(line, g, start)]
    if usable and usable[-1].sort == "other" and not full and not named:
        return []
    return usable


def _is_nearer(line: Line, usable: list[Group], named: Group) -> bool:
    """Say whether a counted group stands between the subject that the parse gives and the verb, at the beginning of a clause of its own."""
    later = [g for g in usable if g.start >= named.end]
    return bool(later) and later[-1].amount is not None and line.low[later[-1].start - 1] in _CLAUSE


def _reaches(line: Line, group: Group, start: int) -> bool:
    """Say whether a participle without a form of "be" can belong to a group: right behind it, or behind what hangs on a number."""
    if group.end == start:
        return True
    between = line.classes[group.end : start]
    if group.amount is None or not _BREAKS.isdisjoint(between):
        return False
    return not any(kind == "past" and not is_hung(line, group.end + at) for at, kind in enumerate(between))


def _is_shielded(group: Group) -> bool:
    """Say whether a group hangs on a preposition, so that it is no subject; "with two killed" only seems so."""
    if group.after not in _SHIELD or not group.start:
        return False
    return not (group.after in ("with", "after", "over") and group.amount is not None and group.sort == "bare")


def _counting(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return the number right before a noun that counts the harmed: "three deaths", "14 injuries"."""
    near = [g for g in scene.groups if g.start < trigger.start and g.amount is not None]
    both = _first_of_two(scene, trigger)
    if both is not None:
        return [(both, "count")]
    near = [
        g for g in near if trigger.start - 2 <= g.end <= trigger.start and g.sort in ("bare", "person", "name", "other")
    ]
    near = [
        g for g in near if all(kind in ("adj", "past", "noun") for kind in scene.line.classes[g.end : trigger.start])
    ]
    return [(near[-1], "count")] if near else []


def _first_of_two(scene: Scene, trigger: Trigger) -> Group | None:
    """Return words without a number before two nouns of harm: "several injuries and deaths"."""
    line, at = scene.line, trigger.start
    if (
        at < 3
        or line.low[at - 1] not in ("and", "or")
        or not any(t.end == at - 1 and t.frame != "patient" for t in scene.triggers)
    ):
        return None
    first = next(t for t in scene.triggers if t.end == at - 1)
    return next(
        (g for g in scene.groups if g.end == first.start and g.amount is not None and g.amount.value is None), None
    )


def _owning(scene: Scene, trigger: Trigger) -> list[tuple[Group, str]]:
    """Return those of whom a noun of harm is said by a possessive: "the six priests' murder", "a soldier's death"."""
    at = trigger.start - 1
    if at < 1 or (scene.line.classes[at] != "pos" and scene.line.low[at] != "'"):
        return []
    near = [g for g in scene.groups if at - 1 <= g.end <= at + 1 and scene.fits(g, trigger)]
    return [(near[-1], "possessive")] if near else []
