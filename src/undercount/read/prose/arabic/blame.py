"""Who is said to have done it, as an Arabic sentence says it, with the speaker's own words of doubt.

Whoever stands behind a word of what was done ("قتلت قوات …", "برصاص الجيش", "غارة روسية", "على يد مسلحين") is blamed plainly; whoever is
accused, suspected, or said by others to have done it keeps the word that says so. An entry of the register is added where its name stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from undercount.read.prose.arabic.actors import Actor, accused_at, actor_at, is_nation
from undercount.read.prose.arabic.acts import act_at
from undercount.read.prose.arabic.clauses import is_cut
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.practices import practice_rules
from undercount.read.prose.arabic.values import number_at
from undercount.read.prose.arabic.words import has, noun_of, phrases
from undercount.read.prose.proposal import Blamed, Span, Speaker
from undercount.read.registers import Registers

_LEAD = 2
"""How many words before an actor's name the word can stand that says what it did."""

_DOUBT = 5
_ASCRIBED = 6
"""How many words behind "ascribed" the "to" can stand."""

_BELIEVED = 4
_GLUED = ("", "ال", "ل", "لل")
_SELF = frozenset(["انه", "انها", "انهم", "بانه", "بانها", "بانهم"])


def blamed_in(
    words: Sequence[Token], text: str, registers: Registers, chain: Sequence[Speaker], groups: Sequence[Group]
) -> tuple[Blamed, ...]:
    """Return who is said to have done harm in a sentence, in the order of the words, each once.

    Args:
        words: The sentence.
        text: The document.
        registers: The study's registers, for its actors and their Arabic names.
        chain: Who says the sentence: they are not blamed by speaking, only by claiming.
        groups: Those harmed.
    """
    spoken = [s.span for s in chain if s.span is not None]
    found: list[Blamed] = []
    for at in range(len(words)):
        for one, claims in _at(words, text, at, groups):
            if (not _meets(one.span, spoken) or claims) and not _meets(one.span, [b.span for b in found]):
                found.append(one)
    found += [s for s in _confessed(words, text, spoken, groups) if not _meets(s.span, [b.span for b in found])]
    for one in _registered(words, text, registers):
        same = [b for b in found if _meets(b.span, [one.span])]
        for b in same:
            found[found.index(b)] = replace(b, actors=tuple(sorted({*b.actors, *one.actors})))
        if not same and not _meets(one.span, spoken) and _is_led(words, one.span):
            found.append(one)
    return tuple(sorted(found, key=lambda b: b.span.start))


def blamed_for(
    words: Sequence[Token], group: Group, groups: Sequence[Group], blamed: Sequence[Blamed]
) -> tuple[Blamed, ...]:
    """Return who is blamed for one group: those named from its words of harm to the next, else in the nearest such part of the sentence.

    Whoever stands beyond a word at which the sentence turns to another ("فيما") is blamed for nothing behind it.
    """
    starts = sorted({one.trigger.start for one in groups})
    own = starts.index(group.trigger.start)
    parts: list[list[Blamed]] = [[] for _ in starts]
    for one in (b for b in blamed if not is_cut(words, b.span, group)):
        parts[max(0, sum(start <= one.span.start for start in starts) - 1)].append(one)
    return tuple(next((p for p in (*parts[own:], *reversed(parts[:own])) if p), ()))


def _confessed(words: Sequence[Token], text: str, spoken: Sequence[Span], groups: Sequence[Group]) -> Iterator[Blamed]:
    """Yield a speaker who says of themselves that they did it: "قال الجيش إنه قتل خمسة مسلحين"."""
    for span in spoken:
        at = next((i for i, w in enumerate(words) if w.start >= span.end), len(words))
        if at + 1 >= len(words) or words[at].word not in _SELF:
            continue
        act = act_at(words, at + 1)
        actor = any(actor_at(words, text, i) is not None for i, w in enumerate(words) if w.start == span.start)
        if act is not None and act.doing and actor and any(g.trigger == words[at + 1].span for g in groups):
            yield Blamed(span)


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(span.meets(o) for o in others)


def _at(words: Sequence[Token], text: str, at: int, groups: Sequence[Group]) -> Iterator[tuple[Blamed, bool]]:
    """Yield whom a word blames, and whether they claim it themselves."""
    word = words[at].word
    cue = words[at].span.of(text)
    if has(word, "blame", "accusing"):
        yield from _named(words, text, accused_at(words, text, at), cue)
    elif has(word, "blame", "claiming"):
        actor = actor_at(words, text, at + 1)
        if actor is not None:
            yield Blamed(actor.span, cue), True
    elif has(word, "blame", "ascribing") and number_at(words, at + 1) is None:
        yield from _named(words, text, _ascribed(words, text, at), cue)
    elif has(word, "blame", "believing"):
        yield from _believed(words, text, at, cue)
    else:
        doubt = _doubt(words, text, at)
        yield from _named(words, text, _doer(words, text, at, groups), doubt)
        yield from _of_tool(words, text, at, doubt)


def _named(words: Sequence[Token], text: str, actor: Actor | None, certainty: str) -> Iterator[tuple[Blamed, bool]]:
    """Yield an actor, and those whom "and" joins to it."""
    while actor is not None:
        yield Blamed(actor.span, certainty), False
        actor = actor_at(words, text, actor.after, ("وال", "و"))


def _doer(words: Sequence[Token], text: str, at: int, groups: Sequence[Group]) -> Actor | None:
    """Return who did it behind a verb, or behind "at the hands of": "قتلت قوات الدعم السريع 20 مدنيا", "على يد مسلحين"."""
    hand = next((len(e) for e in phrases("blame", "hands") if _stand(words, at, e)), 0)
    if hand:
        number = number_at(words, at + hand)
        return actor_at(words, text, at + hand if number is None else number[1])
    actor = actor_at(words, text, at + 1)
    if actor is not None and has(words[at].word, "blame", "did"):
        return None if _has_subject(words, text, at) else actor
    if actor is not None and has(words[at].word, "blame", "aiming"):
        return actor if _has_object(words, actor) and not _has_subject(words, text, at) else None
    if actor is not None and any(_practises(words, at, actor, g) for g in groups):
        return actor
    act = act_at(words, at)
    if act is None or not act.doing:
        return None
    mine = [g for g in groups if g.trigger == words[at].span]
    if actor is None:
        before = _before(words, text, at)
        return before if before is not None and before.kind == "bands" and any(g.first > at for g in mine) else None
    hit = any(_meets(actor.span, [g.amount_span, g.noun_span or g.amount_span]) for g in mine)
    return actor if any(g.first >= actor.after for g in mine) and not hit else None


def _has_object(words: Sequence[Token], actor: Actor) -> bool:
    """Tell whether what was hit stands at once behind who did it; else they may be who was hit: "استهدف قوات النظام في المدينة"."""
    follows = words[actor.after].word if actor.after < len(words) else "."
    return follows.isalpha() and not has(follows, "hits", "ends") and not follows.startswith(("ب", "و", "ل"))


def _practises(words: Sequence[Token], at: int, actor: Actor, group: Group) -> bool:
    """Tell whether a verb and who does it stand within the words of a practice: "استخدمت قوات … الاغتصاب سلاحا"."""
    trigger = group.trigger
    return trigger.start == words[at].start and trigger.end >= actor.span.end + 1 and group.rule in practice_rules()


def _stand(words: Sequence[Token], at: int, entry: tuple[str, ...]) -> bool:
    return tuple(w.word for w in words[at : at + len(entry)]) == entry


def _has_subject(words: Sequence[Token], text: str, at: int) -> bool:
    """Tell whether a verb has its subject before it, so that what stands behind it was hit: "الطائرات قصفت قوات النظام"."""
    word = words[at - 1].word if at else ""
    if word in ("الذي", "التي"):
        return False
    return _before(words, text, at) is not None or (word.startswith("ال") and word != "اليوم")


def _before(words: Sequence[Token], text: str, at: int) -> Actor | None:
    """Return the actor whose name ends right before a word: "قوات الاحتلال تقتل ثلاثة"."""
    near = (actor_at(words, text, i, ("", "ال", "وال")) for i in range(max(0, at - 4), at) if not _is_put(words, i))
    return next((a for a in near if a is not None and a.after == at and noun_of(words[a.first].word) is None), None)


def _is_put(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word stands behind another that owns or places it, so that it is no subject: "هجوم على قوات الأمن يقتل"."""
    before = words[at - 1].word if at else ""
    return bool(before) and before[0].isalpha() and before not in ("ان", "بان", "لكن")


def _of_tool(words: Sequence[Token], text: str, at: int, doubt: str) -> Iterator[tuple[Blamed, bool]]:
    """Yield whose an attack or a weapon is: "غارة جوية روسية", "برصاص الجيش", "قصف مدفعي لقوات النظام"."""
    if not has(words[at].word, "blame", "tools"):
        return
    after = at + 1
    while after < len(words) and has(words[after].word, "blame", "kinds"):
        after += 1
    if after >= len(words):
        return
    if is_nation(words[after].word, words[at].word):
        yield Blamed(words[after].span, doubt), False
        return
    actor = actor_at(words, text, after + (words[after].word == "من"), _GLUED)
    hit = actor is not None and actor.kind != "bands" and words[at].word in ("قصف", "وقصف") and actor.prefix == ""
    if not hit:
        yield from _named(words, text, actor, doubt)


def _ascribed(words: Sequence[Token], text: str, at: int) -> Actor | None:
    """Return to whom something is ascribed: "نسب إلى قوات …", "نسبته الشرطة لمسلحين"."""
    for i in range(at + 1, min(len(words), at + 1 + _ASCRIBED)):
        if words[i].word == "الي":
            return actor_at(words, text, i + 1)
        actor = actor_at(words, text, i, ("لل", "ل"))
        if actor is not None:
            return actor
    return None


def _believed(words: Sequence[Token], text: str, at: int, cue: str) -> Iterator[tuple[Blamed, bool]]:
    """Yield who is believed to have done it: "يشتبه بأنها روسية", "يعتقد أن الجيش نفذه", "يشتبه بانتمائهم لتنظيم …"."""
    after = at + 1
    while after < len(words) and after - at <= _BELIEVED and has(words[after].word, "blame", "between"):
        after += 1
    if after == at + 1 or after >= len(words):
        return
    if is_nation(words[after].word, words[after].word) and noun_of(words[after - 1].word) is None:
        yield Blamed(words[after].span, cue), False
        return
    yield from _named(words, text, actor_at(words, text, after, _GLUED), cue)


def _registered(words: Sequence[Token], text: str, registers: Registers) -> Iterator[Blamed]:
    """Yield every actor of the register at each place where its Arabic name stands."""
    for actor in registers.actors:
        name = tuple(token.word for token in tokens(actor.name_ar)) if actor.name_ar else ()
        for at in range(len(words) - len(name) + 1 if name else 0):
            if _is_name(words, at, name):
                span = Span(words[at].start, words[at + len(name) - 1].end)
                yield Blamed(span, _doubt(words, text, at), (actor.id,))


def _is_name(words: Sequence[Token], at: int, name: tuple[str, ...]) -> bool:
    """Tell whether a name stands at a word, with or without a preposition before its first letter."""
    first = words[at].word
    rest = tuple(w.word for w in words[at + 1 : at + len(name)])
    starts = {f"{prefix}{name[0]}" for prefix in ("", "ل", "ب", "لل", "و")} | {f"ل{name[0].removeprefix('ا')}"}
    return first in starts and rest == name[1:]


def _is_led(words: Sequence[Token], span: Span) -> bool:
    """Tell whether a word of what was done stands before a name."""
    at = next(i for i, w in enumerate(words) if w.start == span.start)
    before = range(max(0, at - _LEAD), at)
    act = act_at(words, at - 1) if at else None
    return (act is not None and act.doing) or any(has(words[i].word, "blame", "leads") for i in before)


def _doubt(words: Sequence[Token], text: str, at: int) -> str:
    """Return the word of doubt shortly before a word, as it stands."""
    near = words[max(0, at - _DOUBT) : at]
    return next((w.span.of(text) for w in near if has(w.word, "blame", "doubts")), "")
