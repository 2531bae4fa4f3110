"""Words of more than one strike: "second strike", "again", "double tap", "three airstrikes", and what takes them back, in two languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from undercount.link.names.letters import normalise
from undercount.record.digits import WESTERN

FURTHER, DOUBLE, SEVERAL = "further", "double", "several"
"""Three kinds of mark: a further strike, two strikes at one place that are one attack, and several strikes told of at once."""

_CLAUSE = re.compile(r"[.!?;:,،؛؟\n]+|\b(?:but|however|while|although)\b|(?<!\w)(?:لكن|ولكن|بل)(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PREFIX = "(?:[وفبل])?(?:ال)?"
_PREFIXES = tuple(first + article for first in ("", *"وفبل") for article in ("", "ال"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a text that speaks of several strikes.

    Args:
        kind: :data:`FURTHER`, :data:`DOUBLE` or :data:`SEVERAL`.
        words: The words, in one spelling.
        taken_back: Whether a negation takes them back, or the words are of people who come home.
        strikes: How many strikes it tells of at the least.
        counted: Whether it gives their number.
        plain: Whether nothing but a plural tells of several ("airstrikes").
        said: The clause in which the words stand, as it is written.
    """

    kind: str
    words: str
    taken_back: bool = False
    strikes: int = 2
    counted: bool = False
    plain: bool = False
    said: str = ""


def marks(text: str) -> tuple[Mark, ...]:
    """Return what a text says of several strikes, in the order of its clauses; what is negated is marked as taken back.

    A question or a doubt ("it is not clear whether there was a second strike") is not taken back: it then counts as said,
    for a wrong block costs a look and a wrong merge a strike.
    """
    clauses = [" ".join(clause.split()) for clause in _CLAUSE.split(text)]
    return tuple(replace(mark, said=clause) for clause in clauses for mark in _in_clause(_spelt(clause)))


def told(text: str) -> frozenset[str]:
    """Return the kinds of marks that a text has and does not take back."""
    return frozenset(mark.kind for mark in marks(text) if not mark.taken_back)


def _spelt(text: str) -> str:
    """Return the words of a text in one spelling, joined by single spaces; apostrophes are straight."""
    return " ".join(_WORD.findall(normalise(text.replace("’", "'").translate(WESTERN))))


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
            taken_back = _negated(before, after) or _of_people(words, before, after)
            number = _number(words, before) if kind == SEVERAL else None
            plain = kind == SEVERAL and _plural().fullmatch(words) is not None
            yield Mark(kind, words, taken_back, number or 2, number is not None, plain)


def _number(words: str, before: list[str]) -> int | None:
    """Return how many strikes words give, or None if they give no number: in "March 17 airstrikes" 17 is a day."""
    numbers, said = _lists()["numbers"], words.split()
    if said[0].isdecimal() and before and before[-1] in _lists()["months"]:
        return None
    if any(word in _lists()["dual"] for word in said):
        return 2
    return next(
        (int(word) if word.isdecimal() else numbers[word] for word in said if word.isdecimal() or word in numbers), None
    )


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
        "months": frozenset(data["months"]["en"]),
        "numbers": {_spelt(word): number for word, number in data["numbers"].items()} | {_spelt("مرتين"): 2},
        "dual": frozenset(prefix + _spelt(word) for word in data["dual"]["ar"] for prefix in _PREFIXES),
    }


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns, those of a double tap first: their words are not read again as a further strike."""
    data = _data()
    found = []
    for kind in (DOUBLE, FURTHER):
        phrases = [_phrase(words, language) for language in ("en", "ar") for words in data[kind][language]]
        longest = sorted(phrases, key=len, reverse=True)
        found.append((kind, _whole(longest)))
    return (*found, (SEVERAL, _whole([*_several_english(), *_several_arabic()])))


def _whole(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(patterns)})(?![\w'-])")


def _one_of(name: str, language: str) -> str:
    terms = sorted((_term(term, language) for term in _data()[name][language]), key=len, reverse=True)
    return f"(?:{'|'.join(terms)})"


@cache
def _plural() -> re.Pattern[str]:
    return re.compile("|".join(_one_of("plural", language) for language in ("en", "ar")))


def _several_english() -> Iterator[str]:
    """Yield patterns of several strikes in English: a number with strikes, a verb with how often, and a plain plural."""
    words = "|".join(word for word in _data()["numbers"] if word.isascii())
    number = rf"(?:[2-9]|[1-9]\d|{words}|{_one_of('uncounted', 'en')})"
    yield rf"{number} (?:{_one_of('between', 'en')} ){{0,2}}{_one_of('counted', 'en')}"
    yield rf"{_one_of('struck', 'en')} (?:[\w'-]+ ){{0,6}}?{_one_of('times', 'en')}"
    yield _one_of("plural", "en")


def _several_arabic() -> Iterator[str]:
    """Yield patterns of several strikes in Arabic: a number with strikes, a dual, a verb with how often, and a plain plural."""
    words = "|".join(_term(word, "ar") for word in _data()["numbers"] if not word.isascii())
    yield rf"(?:[2-9]|[1-9]\d|{words}) {_one_of('counted', 'ar')}"
    yield _one_of("dual", "ar")
    yield rf"{_one_of('struck', 'ar')} (?:[\w'-]+ ){{0,6}}?{_one_of('times', 'ar')}"
    yield _one_of("plural", "ar")


def _phrase(words: str, language: str) -> str:
    """Return a phrase as a pattern: lists in its braces are filled in, and Arabic words may carry و, ف, ب, ل and the article."""
    parts = []
    for part in re.findall(r"\{\w+\}|[^{}\s]+", words):
        if part.startswith("{"):
            parts.append(_one_of(part[1:-1], language))
        else:
            parts.append(_term(part, language))
    return " ".join(parts)


def _term(words: str, language: str) -> str:
    plain = [re.escape(word) for word in _spelt(words).split()]
    return " ".join(_PREFIX + word for word in plain) if language == "ar" else " ".join(plain)
