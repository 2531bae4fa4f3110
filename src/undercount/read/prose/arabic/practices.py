"""What is done without anybody being counted: torture as a practice, rape as a weapon, a double tap, a breach of a ceasefire.

It is a claim like another; it has a number only where one stands beside its words ("12 خرقا لوقف إطلاق النار", "خرق الهدنة 80 مرة").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token, plain, tokens
from undercount.read.prose.arabic.numbers import Amount, amount_at
from undercount.read.prose.arabic.words import MANY, TWO, Noun, bare_forms, begins, has, lexicon, table
from undercount.read.prose.proposal import Span

_KEPT = 50_000
"""How many words are remembered."""

_GAP = 3
"""How many words "*" stands for at most."""

_TIMES = 4
"""How many words behind a practice its number of times can stand: "خرق الهدنة 80 مرة"."""

_SHORT = 3
"""A word keeps more letters than these when a pronoun is taken off."""

_WHOM = 6
"""How many words behind "targeted" those can stand who were targeted."""


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...]
    rule: str
    act: str
    unit: str
    form: int
    whom: bool


def practices(words: Sequence[Token], groups: Sequence[Group], numbers: Sequence[Amount]) -> list[Group]:
    """Return the practices that a sentence tells of, each once, without those whose words already count somebody or something.

    Args:
        words: A sentence.
        groups: Those harmed, and what was hit.
        numbers: Its numbers.
    """
    taken = [span for g in groups for span in (g.trigger, g.amount_span)]
    found: list[Group] = []
    at = 0
    while at < len(words):
        one = next(
            (g for entry, after in _matches(words, at) if (g := _practice(words, at, after, entry, numbers))), None
        )
        if one is None or any(_meet(span, one) for span in taken) or _is_undone(words, at):
            at += 1
            continue
        at = one.after
        again = one.amount is None and any(g.act == one.act for g in found)
        found += [] if again else [one]
    return found


def tells_practice(words: Sequence[Token], at: int) -> bool:
    """Tell whether the words of a practice begin at one."""
    return any(True for _ in _matches(words, at))


def doubled(words: Sequence[Token], group: Group) -> Group:
    """Return counted strikes that are called double as double taps: "ثلاث غارات مزدوجة"."""
    follows = words[group.after].word if group.act == "attack" and group.after < len(words) else ""
    return replace(group, act="double-tap") if begins(follows, ("مزدوج",)) else group


def _meet(span: Span, one: Group) -> bool:
    return span.meets(one.trigger) or span.meets(one.amount_span)


def _is_undone(words: Sequence[Token], at: int) -> bool:
    """Tell whether a practice is only to be stopped or left undone: "عدم خرق الهدنة"."""
    return at > 0 and has(words[at - 1].word, "modality", "undone")


def _matches(words: Sequence[Token], at: int) -> Iterator[tuple[_Entry, int]]:
    """Yield the entries whose words begin at one, with the index behind them, the longest first."""
    forms = _forms(words[at].word)
    for entry in (e for form in forms for e in _entries().get(form, ())):
        after = _end(words, at, entry.words)
        if after:
            yield entry, after


@lru_cache(maxsize=_KEPT)
def _forms(word: str) -> frozenset[str]:
    """Return a word without its prefixes, and without a pronoun behind it: "خروقاتها"."""
    forms = {form for form, _ in bare_forms(word)}
    return frozenset(forms) | {
        f.removesuffix(own) for f in forms for own in ("ها", "ه", "هم") if len(f) - len(own) > _SHORT
    }


def _end(words: Sequence[Token], at: int, entry: Sequence[str]) -> int:
    """Return the index behind the words of an entry that begin at one, or 0."""
    if not entry:
        return at
    if at >= len(words):
        return 0
    if entry[0] == "*":
        for skipped in range(_GAP + 1):
            if any(not w.word[0].isalpha() for w in words[at : at + skipped]):
                return 0
            after = _end(words, at + skipped, entry[1:])
            if after:
                return after
        return 0
    same = entry[0] in _forms(words[at].word)
    return _end(words, at + 1, entry[1:]) if same else 0


def _practice(words: Sequence[Token], at: int, after: int, entry: _Entry, numbers: Sequence[Amount]) -> Group | None:
    trigger = Span(words[at].start, words[after - 1].end)
    if entry.whom:
        return _targeting(words, at, after, entry, trigger)
    number = next((n for n in numbers if n.after == at), None) or _times(words, after)
    number = None if entry.unit == "person" else number  # how often is not to how many
    first, amount_span = at, trigger
    if number is not None:
        first = min(at, number.first)
        amount_span = Span(words[number.first].start + number.shift, words[number.after - 1].end)
    noun = Noun(entry.unit, entry.form)
    return Group(entry.act, trigger, number, noun, amount_span, None, None, f"ar.{entry.rule}", first, after)


def _times(words: Sequence[Token], after: int) -> Amount | None:
    """Return how often something was done: "80 مرة", "ثلاث مرات"."""
    for at in range(after, min(len(words), after + _TIMES)):
        number = amount_at(words, at)
        if number is not None:
            times = number.after < len(words) and words[number.after].word in ("مره", "مرات")
            return number if times else None
        if not words[at].word.isalpha():
            return None
    return None


def _targeting(words: Sequence[Token], at: int, after: int, entry: _Entry, trigger: Span) -> Group | None:
    """Return an attack on those who are protected, whom some words behind one of targeting name: "استهداف الطواقم الطبية"."""
    for near in range(after, min(len(words), after + _WHOM)):
        for name, target in table("protected").items():
            if _is_named(words, near, name):
                last = near + len(name)
                span = Span(words[near].start, words[last - 1].end)
                civil = target == "civilian"
                noun = Noun("attack", MANY, status=target if civil else "", target="" if civil else target)
                whole = Span(trigger.start, span.end)
                return Group(entry.act, trigger, None, noun, whole, span, None, f"ar.{entry.rule}", at, last)
        if not words[near].word[0].isalpha() or has(words[near].word, "hits", "ends"):
            return None
    return None


def _is_named(words: Sequence[Token], at: int, name: tuple[str, ...]) -> bool:
    """Tell whether words name somebody, with a preposition or "and" before the first: "للطواقم الطبية"."""
    first = words[at].word
    rest = name[0].removeprefix("ال")
    starts = {f"{p}{name[0]}" for p in ("", "ب", "و", "ل")} | ({f"لل{rest}"} if rest != name[0] else set())
    same = first in starts or (first.endswith("ون") and f"{first[:-2]}ين" in starts)
    return same and tuple(w.word for w in words[at + 1 : at + len(name)]) == name[1:]


@cache
def _entries() -> Mapping[str, tuple[_Entry, ...]]:
    """Return the entries by their first word without an article, the longest first."""
    found: dict[str, list[_Entry]] = {}
    for data in lexicon()["practices"]:
        for key, form in (("words", MANY), ("two", TWO)):
            for phrase in data.get(key, ()):
                parts = tuple(_bare(word) for word in phrase.split())
                entry = _Entry(parts, data["rule"], data["act"], data["unit"], form, data.get("whom", False))
                found.setdefault(parts[0], []).append(entry)
    return {word: tuple(sorted(several, key=lambda e: -len(e.words))) for word, several in found.items()}


@cache
def practice_rules() -> frozenset[str]:
    """Return the ids of the rules by which practices are found."""
    return frozenset(f"ar.{data['rule']}" for data in lexicon()["practices"])


def _bare(word: str) -> str:
    if word == "*":
        return word
    spelt = tokens(word)[0].word
    return spelt.removeprefix("ال") if len(spelt) > len(plain("ال")) + 1 else spelt
