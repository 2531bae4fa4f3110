"""What is known of an Arabic sentence while it is read from its first word to its last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from undercount.read.prose.arabic.acts import Act
from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import act_of, has

_REACH = 8
"""How many words may stand between a word of harm and those harmed: the doer ("قتلت قوات النظام خمسة مدنيين")."""

_PASSED = 3
"""How many words can stand between one victim and the next behind "and": adjectives, a name."""


@dataclass
class State:
    """What is known while a sentence is read from its first word to its last.

    Args:
        words: The sentence.
        counted: What it counts.
        found: The groups so far.
        act: The act of which those harmed are still looked for, or empty.
        since: Index of the last word that belongs to the act or to those harmed by it.
        spoken: Index of the last word of harm.
        part: Index of the word behind which parts stand, or None.
        among: Whether the act is that of others, among whom those stand: "بين القتلى ثلاثة أطفال".
    """

    words: Sequence[Token]
    counted: Sequence[Counted]
    found: list[Group] = field(default_factory=list)
    act: Act | None = None
    at: int = -1
    since: int = -1
    spoken: int = -1
    part: int | None = None
    among: bool = False

    @property
    def is_free(self) -> bool:
        """Tell whether the act has no group yet."""
        return all(group.trigger != self.words[self.at].span for group in self.found)


def is_near(state: State, one: Counted) -> bool:
    """Tell whether what is counted stands near enough to the word of harm before it."""
    return state.part is None and one.first - state.since <= _REACH and not _stopped(state, one.first)


def is_joined(state: State, one: Counted) -> bool:
    """Tell whether someone stands behind another victim and "and", with no more between than adjectives or a name."""
    words = state.words
    if not state.found or not (words[one.first].word.startswith("و") or words[one.first - 1].word == "و"):
        return False
    start = one.first - 1 if words[one.first - 1].word == "و" else one.first
    between = _unbracketed(words[state.found[-1].after : start])
    plain = all(w.word.isalpha() and not has(w.word, "hits", "ends") and not act_of(w.word) for w in between)
    return len(between) <= _PASSED and plain


def _unbracketed(words: Sequence[Token]) -> Sequence[Token]:
    """Return words without those in brackets, an age: "محمد (17 عاما)"."""
    opened = next((i for i, w in enumerate(words) if w.word == "("), None)
    closed = next((i for i, w in enumerate(words) if w.word == ")"), None)
    return words if opened is None or closed is None or closed < opened else [*words[:opened], *words[closed + 1 :]]


def _stopped(state: State, first: int) -> bool:
    """Tell whether a mark stands between a word of harm and a noun that ends what is said of it."""
    return any(state.words[i].word in (".", ";", ":", "?", "!", "|") for i in range(state.since + 1, first))
