"""What else than persons was hit: "قصفت الطائرات مستشفى ومدرستين", "تدمير ثلاثة منازل", "خروج مشفيين عن الخدمة"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token, plain
from undercount.read.prose.arabic.words import MANY, ONE, THINGS, bare_forms, begins, counts, has, lexicon, phrases
from undercount.read.prose.proposal import Span
from undercount.record import vocabulary

_REACH = 6
"""How many words may stand between a verb and what was hit: the doer ("دمرت الغارة مركزا")."""

_OUT = 6
"""How many words behind a thing "out of service" can stand: its name stands between."""

_STANDS = 4
_HITTING = ("attack-on-facility", "destruction", "damage", "out-of-service")


def things_of(words: Sequence[Token], counted: Sequence[Counted]) -> list[Group]:
    """Return what was hit, one group for each kind of thing.

    Args:
        words: A sentence.
        counted: What it counts, in order.
    """
    found: list[Group] = []
    things = {one.first: one for one in counted if one.sort in THINGS}
    for at in range(len(words)):
        if any(group.first <= at < group.after for group in found):
            continue
        act = _hit(words, at)
        outside = _put_out(words, at, things, found)
        if outside is not None:
            found.append(outside)
        elif act:
            hit = _first(words, at, things) or _others(words, at, act, counted, found)
            hit = hit if hit is not None and (act != "out-of-service" or _is_out(words, hit)) else None
            found.extend(_listed(words, at, act, hit, things))
        elif begins(words[at].word, ("تعرض",)):
            found.extend(_exposed(words, at, things))
    return found


def aimed_at(words: Sequence[Token], group: Group, counted: Sequence[Counted]) -> Group:
    """Return attacks that are counted with what they were made on: "23 هجوما على مستشفيات"."""
    follows = words[group.after].word if group.after < len(words) else ""
    if group.act != "attack" or follows not in ("علي", "ضد"):
        return group
    hit = next((c for c in counted if c.first == group.after + 1 and c.sort in THINGS and c.noun is not None), None)
    target = hit.noun.target if hit is not None and hit.noun is not None else ""
    if not target:
        return group
    facility = target in vocabulary("target").tree().subtree("facility")
    return replace(group, act="attack-on-facility" if facility else group.act, targets=(target,))


@cache
def _hits() -> dict[str, str]:
    return {plain(word): act for act in _HITTING for word in lexicon()["hits"][act]}


def _hit(words: Sequence[Token], at: int) -> str:
    forms = (form for form, definite in bare_forms(words[at].word) if not definite)
    return next((act for form in forms if (act := _hits().get(form, ""))), "")


def _first(words: Sequence[Token], at: int, things: dict[int, Counted]) -> Counted | None:
    """Return the thing that a word of hitting reaches first, or None where something else stands between."""
    doer = False
    for near in range(at + 1, min(len(words), at + 1 + _REACH)):
        word = words[near].word
        one = things.get(near)
        if one is not None and not _is_doer(words, one, things):
            return one if _is_object(words, one) or (doer and word.startswith("ل")) else None
        doer = doer or one is not None
        if not word.isalpha() or has(word, "hits", "ends") or has(word, "hits", "beside") or _hit(words, near):
            return None
        if word.startswith("و") and near > at + 1:
            return None
    return None


def _others(
    words: Sequence[Token], at: int, act: str, counted: Sequence[Counted], found: Sequence[Group]
) -> Counted | None:
    """Return "53 أخرى" right behind a word of hitting as more of the things before; of 36 hospitals "خرج 19 عن الخدمة"."""
    one = next((c for c in counted if c.first == at + 1 and c.amount is not None), None)
    if one is None:
        return None
    if found and words[one.at].word == "اخري":
        return replace(one, noun=found[-1].noun)
    told = [c for c in counted if c.first < at and c.sort in THINGS]
    return replace(one, noun=told[-1].noun) if one.noun is None and told and act == "out-of-service" else None


def _is_doer(words: Sequence[Token], one: Counted, things: dict[int, Counted]) -> bool:
    """Tell whether a thing hits and is not hit: "قصفت الطائرات", "هدمت الجرافات", "استهداف طائرة مسيرة لسيارتهم"."""
    if one.amount is not None or one.noun is None or one.noun.sort != "vehicle":
        return False
    more = any(i in things for i in range(one.after, one.after + _REACH - 1))
    return one.noun.form == MANY or (more and has(words[one.at].word, "hits", "hitting"))


def _is_object(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a thing can be what was hit: not "بمدرسة", not the name of a town, not "طائرات حربية" that did it."""
    noun, word = one.noun, words[one.at].word
    if noun is None or (one.amount is None and word[:1] in "بلك" and _prefixed(word)):
        return False
    follows = words[one.after].word if one.after < len(words) else ""
    bare = one.amount is None and noun.form == ONE and not noun.definite and not word.endswith("ا")
    town = bare and has(word, "hits", "towns") and follows.isalpha() and follows[0] not in "لبو"
    return not town


def _prefixed(word: str) -> bool:
    """Tell whether a preposition stands before a noun, letter by letter: "بمدرسة" and not "بيت"."""
    return counts(word) is None


def _listed(
    words: Sequence[Token], at: int, act: str, first: Counted | None, things: dict[int, Counted]
) -> Iterator[Group]:
    """Yield a thing that was hit, and those behind it with "and"."""
    one = first
    while one is not None:
        yield group_of(words, one, act, words[at].span, "ar.things")
        after = one.after
        while after < len(words) and after - one.after < 2 and _describes(words[after].word):
            after += 1
        joined = after < len(words) and words[after].word.startswith("و")
        following = after + 1 if joined and words[after].word == "و" else after
        one = things.get(following) if joined else None


def _describes(word: str) -> bool:
    return word.isalpha() and not word.startswith("و") and not has(word, "hits", "ends")


def _is_out(words: Sequence[Token], one: Counted) -> bool:
    behind = [w.word for w in words[one.after : one.after + _OUT]]
    return any(pair in phrases("hits", "out") for pair in pairwise(behind))


def _put_out(words: Sequence[Token], at: int, things: dict[int, Counted], found: Sequence[Group]) -> Group | None:
    """Return what is out of service, said behind it: "أصبح المستشفى خارج الخدمة", or of what was hit before: "وأخرجته عن الخدمة"."""
    pair = tuple(w.word for w in words[at : at + 2])
    trigger = words[at].span
    if pair in phrases("hits", "out") and pair[0] == "خارج":
        near = [c for c in things.values() if 0 <= at - c.after <= _STANDS]
        one = max(near, key=lambda c: c.first, default=None)
        known = any(g.act == "out-of-service" and one is not None and g.first == one.first for g in found)
        span = Span(trigger.start, words[at + 1].end)
        return None if one is None or known else group_of(words, one, "out-of-service", span, "ar.things")
    owned = begins(words[at].word, ("اخرجت", "اخرج")) and words[at].word.endswith(("ه", "ها", "هما", "هم"))
    if not owned or tuple(w.word for w in words[at + 1 : at + 3]) not in phrases("hits", "out"):
        return None
    last = next((g for g in reversed(found) if g.noun is not None and g.noun.sort in THINGS), None)
    return None if last is None else replace(last, act="out-of-service", trigger=trigger, rule="ar.things.it")


def _exposed(words: Sequence[Token], at: int, things: dict[int, Counted]) -> Iterator[Group]:
    """Yield "تعرضت أربع مدارس للقصف"."""
    one = next((things[i] for i in range(at + 1, at + 3) if i in things), None)
    if one is None:
        return
    hit = [replace(g, rule="ar.exposed") for g in _listed(words, at, "attack-on-facility", one, things)]
    behind = [w.word for w in words[hit[-1].after : hit[-1].after + 4]]
    if any(word.startswith("ل") and begins(word, _blows()) for word in behind):
        yield from hit


@cache
def _blows() -> tuple[str, ...]:
    return tuple(word for (word,) in phrases("hits", "blows"))
