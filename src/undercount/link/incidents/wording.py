"""Words that tell strikes apart: "second strike", "again", "returned", "double tap", in English and Arabic, and what takes them back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from undercount.link.names.letters import normalise

FURTHER, DOUBLE = "further", "double"
"""Two kinds of mark: a further strike, and two strikes at one place that are one attack."""

_CLAUSE = re.compile(r"[.!?;:,،؛؟\n]+|\b(?:but|however|while|although)\b|(?<!\w)(?:لكن|ولكن|بل)(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PREFIX = "(?:[وفبل])?(?:ال)?"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a text that speaks of several strikes.

    Args:
        kind: :data:`FURTHER` or :data:`DOUBLE`.
        words: The words, in one spelling.
        taken_back: Whether a negation takes them back, or the words are of people who come home.
    """

    kind: str
    words: str
    taken_back: bool = False


def marks(text: str) -> tuple[Mark, ...]:
    """Return what a text says of several strikes, in the order of its clauses; what is negated is marked as taken back.

    A question or a doubt ("it is not clear whether there was a second strike") is not taken back: it then counts as said,
    for a wrong block costs a look and a wrong merge a strike.
    """
    return tuple(mark for clause in _CLAUSE.split(text) for mark in _in_clause(_spelt(clause)))


def told(text: str) -> frozenset[str]:
    """Return the kinds of marks that a text has and does not take back."""
    return frozenset(mark.kind for mark in marks(text) if not mark.taken_back)


def _spelt(text: str) -> str:
    """Return the words of a text in one spelling, joined by single spaces; apostrophes are straight."""
    return " ".join(_WORD.findall(normalise(text.replace("’", "'"))))


def _in_clause(clause: str) -> Iterator[Mark]:
    if not clause:
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns():
        for found in pattern.finditer(clause):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())
            before, after = clause[: found.start()].split(), clause[found.end() :].split()
            words = found.group(0)
            yield Mark(kind, words, _negated(before, after) or _of_people(words, before, after))


def _negated(before: list[str], after: list[str]) -> bool:
    lists = _lists()
    words = before[-lists["reach"] :]
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else ""
        if word in lists["negation"] and follows not in lists["kept"]:
            return True
    if any(word in lists["noun"] for word in before[-lists["noun_reach"] :]):
        return True
    return any(" ".join(after).startswith(words) for words in lists["after"])


def _of_people(words: str, before: list[str], after: list[str]) -> bool:
    lists = _lists()
    if words not in lists["verbs"]:
        return False
    if any(word in lists["who"] for word in before[-lists["window"] :]):
        return True
    rest = " ".join(after) + " "
    return any(rest.startswith(f"{where} ") for where in lists["where"])


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("undercount.link.incidents") / "data" / "strikes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _lists() -> dict[str, Any]:
    data = _data()
    negation, people = data["negation"], data["people"]
    return {
        "negation": {_spelt(word) for word in (*negation["en"], *negation["ar"])},
        "kept": {_spelt(word) for word in (*negation["en_kept"], *negation["ar_kept"])},
        "noun": set(negation["en_noun"]),
        "after": tuple(_spelt(words) for words in negation["en_after"]),
        "reach": negation["reach"],
        "noun_reach": negation["noun_reach"],
        "verbs": set(people["verbs"]),
        "who": set(people["who"]),
        "where": tuple(people["where"]),
        "window": people["window"],
    }


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns, those of a double tap first: their words are not read again as a further strike."""
    data = _data()
    found = []
    for kind in (DOUBLE, FURTHER):
        phrases = [_phrase(words, language) for language in ("en", "ar") for words in data[kind][language]]
        longest = sorted(phrases, key=len, reverse=True)
        found.append((kind, re.compile(rf"(?<![\w'-])(?:{'|'.join(longest)})(?![\w'-])")))
    return tuple(found)


def _phrase(words: str, language: str) -> str:
    """Return a phrase as a pattern: lists in its braces are filled in, and Arabic words may carry و, ف, ب, ل and the article."""
    parts = []
    for part in re.findall(r"\{\w+\}|[^{}\s]+", words):
        if part.startswith("{"):
            terms = sorted((_term(term, language) for term in _data()[part[1:-1]][language]), key=len, reverse=True)
            parts.append(f"(?:{'|'.join(terms)})")
        else:
            parts.append(_term(part, language))
    return " ".join(parts)


def _term(words: str, language: str) -> str:
    plain = [re.escape(word) for word in _spelt(words).split()]
    return " ".join(_PREFIX + word for word in plain) if language == "ar" else " ".join(plain)
