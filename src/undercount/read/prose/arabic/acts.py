"""Which harm an Arabic word says where it stands: many words of harm say it only together with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from undercount.read.prose.arabic.letters import Token, plain
from undercount.read.prose.arabic.words import THINGS, act_of, bare_forms, begins, has, lexicon, noun_of

_WITH = 12
"""How many words behind a word of harm the other can stand that it needs: "لقي ثلاثة أشخاص … مصرعهم"."""

_TURNED = 8
_ILLNESS = 6
_MARKS = frozenset({".", ";", ":", "?", "!", "|"})


@dataclass(frozen=True, slots=True)
class Act:
    """A word that says that harm was done.

    Args:
        act: Term of ``act``.
        after: Index behind its last word.
        doing: Whether a doer can stand between it and those harmed.
        spoken: Whether a word of the act itself says it, and not a noun for those harmed.
    """

    act: str
    after: int
    doing: bool
    spoken: bool = True


def act_at(words: Sequence[Token], at: int) -> Act | None:
    """Return what a word says was done, where it stands; None where it says no harm."""
    word = words[at].word
    if begins(word, ("قبض",)) and at + 1 < len(words) and words[at + 1].word == "علي":
        return Act("detention", at + 2, doing=False)
    if word in ("القضا", "والقضا", "بالقضا") and at + 1 < len(words) and words[at + 1].word == "علي":
        return Act("killing", at + 2, doing=False)
    act = act_of(word)
    if not act or (noun_of(word) is not None and not is_capture(words, at)):
        return None
    act = _turned(words, at) or act
    if not _is_whole(words, at) or _is_ruled_out(words, at, act):
        return None
    return Act(act, at + 1, has(word, "doing", "verbs"))


def is_capture(words: Sequence[Token], at: int) -> bool:
    """Tell whether "أسر" captures soldiers, and does not count families."""
    follows = words[at + 1].word if at + 1 < len(words) else ""
    noun = noun_of(follows) if follows else None
    counted = follows[:1].isdigit() or has(follows, "numbers", "units") or has(follows, "numbers", "tens")
    person = noun is not None and noun.sort == "person"
    return words[at].word.removeprefix("و") == "اسر" and (counted or person) and not _is_number_before(words, at)


def _is_number_before(words: Sequence[Token], at: int) -> bool:
    before = words[at - 1].word if at else ""
    return before[:1].isdigit() or has(before, "numbers", "units") or before in ("عشرات", "ميات")


def _behind(words: Sequence[Token], at: int, most: int) -> Iterator[str]:
    """Yield the words behind one, up to a mark that ends what is said."""
    for token in words[at + 1 : at + 1 + most]:
        if token.word in _MARKS:
            return
        yield token.word


@cache
def _companions(key: str) -> Mapping[str, Mapping[str, Any]]:
    return {plain(word): entry for entry in lexicon()[key] for word in entry["words"]}


def _entry(word: str, key: str) -> Mapping[str, Any] | None:
    return next((entry for form, _ in bare_forms(word) if (entry := _companions(key).get(form)) is not None), None)


def _is_whole(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word that says harm only with another has it behind it: "لقي … مصرعه"."""
    entry = _entry(words[at].word, "only-with")
    return entry is None or any(begins(word, entry["then"]) for word in _behind(words, at, _WITH))


def _turned(words: Sequence[Token], at: int) -> str:
    """Return the other act that a word says with another one behind it: "فقدوا حياتهم" is no disappearance."""
    entry = _entry(words[at].word, "turned")
    found = entry is not None and any(begins(word, entry["then"]) for word in _behind(words, at, _TURNED))
    return str(entry["act"]) if entry is not None and found else ""


def _is_ruled_out(words: Sequence[Token], at: int, act: str) -> bool:
    """Tell whether something else is meant: an illness, the sentence of a court, the loss of a house."""
    follows = words[at + 1].word if at + 1 < len(words) else ""
    if follows and has(follows, "never", "figurative"):
        return True
    if act == "injury":
        return is_illness(words, at)
    if act == "summary-killing":
        return any(has(token.word, "never", "summary-killing-before") for token in words[max(0, at - 2) : at])
    if act == "missing" and has(words[at].word, "never", "losing"):
        starts = lexicon()["never"]["lost"]
        return any(_is_belonging(word) or begins(word, starts) for word in _behind(words, at, _ILLNESS))
    return False


def is_illness(words: Sequence[Token], at: int) -> bool:
    """Tell whether people are "hit by" an illness, as words behind one say: "إصابة 12 شخصا بالكوليرا"."""
    behind = _behind(words, at, _ILLNESS)
    return any(word.startswith(("ب", "وب")) and has(word, "never", "illness") for word in behind)


def _is_belonging(word: str) -> bool:
    noun = noun_of(word)
    return noun is not None and noun.sort in THINGS and noun.owned
