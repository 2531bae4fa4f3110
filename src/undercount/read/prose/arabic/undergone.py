"""What persons went through, said around their number and by no word of harm of its own: "تعرضت 26 امرأة للاغتصاب"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token, plain, tokens
from undercount.read.prose.arabic.words import begins, has, lexicon
from undercount.read.prose.proposal import Span

_BEFORE = 8
"""How many words before the persons the first words can stand."""

_BEHIND = 5
"""How many words behind them the others can stand."""

_MARKS = frozenset({".", ";", ":", "?", "!", "|"})


@dataclass(frozen=True, slots=True)
class _Entry:
    before: tuple[str, ...]
    behind: Mapping[tuple[str, ...], str]


def undergone(words: Sequence[Token], one: Counted) -> Group | None:
    """Return persons with what words around them say was done to them, or None.

    Args:
        words: A sentence.
        one: What it counts.
    """
    if one.sort not in ("", "person", "family") or (one.noun is not None and one.noun.definite and one.amount is None):
        return None
    if one.amount is None and begins(words[one.at].word, lexicon()["origins"]["stems"]):
        return None
    for entry in _entries():
        if entry.before and not _is_led(words, one, entry.before):
            continue
        found = _behind(words, one, entry)
        if found is not None:
            first, after, act = found
            trigger = Span(words[first].start, words[after - 1].end)
            return group_of(words, one, act, trigger, "ar.undergone")
    return None


def _stand(words: Sequence[Token], at: int, key: tuple[str, ...]) -> bool:
    """Tell whether words stand at one, or joined by "and" to others of their kind: "للاعتداء والاحتجاز"."""
    said = tuple(w.word for w in words[at : at + len(key)])
    joined = (f"وال{key[0][2:]}", *key[1:]) if key[0].startswith("لل") else key
    return said in (key, joined)


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            tuple(plain(word) for word in entry["before"]),
            {tuple(t.word for t in tokens(key)): act for key, act in entry["behind"].items()},
        )
        for entry in lexicon()["undergone"]
    )


def _is_led(words: Sequence[Token], one: Counted, starts: tuple[str, ...]) -> bool:
    for at in range(one.first - 1, max(-1, one.first - 1 - _BEFORE), -1):
        if words[at].word in _MARKS:
            return False
        if begins(words[at].word, starts):
            return True
    return False


def _behind(words: Sequence[Token], one: Counted, entry: _Entry) -> tuple[int, int, str] | None:
    """Return where the words behind persons stand, and the act that they say."""
    for at in range(one.after, min(len(words), one.after + _BEHIND)):
        for key, act in entry.behind.items():
            after = at + len(key)
            if _stand(words, at, key):
                return at, after, act
        word = words[at].word
        if word in _MARKS or (not entry.before and not has(word, "parts", "still")):
            return None
    return None
