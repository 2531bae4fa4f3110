"""What single Arabic words say: harm, persons, numbers of a form; with the prefixes that words carry taken off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from tomllib import loads
from typing import Any

from undercount.read.prose.arabic.letters import plain, tokens

ONE, TWO, MANY = 1, 2, 0
"""The number of a form: a singular, a dual, a plural without a number."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can be counted.

    Args:
        sort: ``victim`` (it says the harm itself), ``person``, ``body``, ``family`` or ``attack``.
        form: :data:`ONE`, :data:`TWO` or :data:`MANY`.
        act: For a victim the act.
        sex: Term of ``sex``, or empty.
        age: Term of ``age``, or empty.
        status: Term of ``status``, or empty.
        target: Term of ``target``, or empty.
        definite: Whether the word carries the article.
    """

    sort: str
    form: int
    act: str = ""
    sex: str = ""
    age: str = ""
    status: str = ""
    target: str = ""
    definite: bool = False


@cache
def lexicon() -> Mapping[str, Any]:
    """Return the data file of Arabic words."""
    data: Mapping[str, Any] = loads(
        (resources.files("undercount.read.prose") / "data" / "arabic.toml").read_text(encoding="utf-8")
    )
    return data


def bare_forms(word: str) -> Iterator[tuple[str, bool]]:
    """Yield a word as it is and with its prefixes taken off (و ف, then ب ل ك, then ال), each with whether an article came off."""
    seen = {word}
    yield word, False
    for first in ("", "و", "ف"):
        if first and not word.startswith(first):
            continue
        rest = word[len(first) :]
        for second in ("", "ب", "ك", "ل"):
            if second and not rest.startswith(second):
                continue
            body = rest[len(second) :]
            article = "ال" if body.startswith("ال") else "ل" if second == "ل" and body.startswith("ل") else ""
            for form, definite in ((body, False), (body[len(article) :], bool(article))):
                if len(form) > 1 and form not in seen:
                    seen.add(form)
                    yield form, definite


def noun_of(word: str) -> Noun | None:
    """Return what a word counts, or None."""
    for form, definite in bare_forms(word):
        noun = _nouns().get(form)
        if noun is not None:
            return Noun(noun.sort, noun.form, noun.act, noun.sex, noun.age, noun.status, noun.target, definite)
    for suffix in ("ها", "هم", "هن", "ه"):
        owned = (
            _nouns().get(word.removesuffix(suffix)) if word.endswith(suffix) and len(word) > len(suffix) + 2 else None
        )
        if owned is not None and owned.sort == "person":
            return Noun(
                owned.sort, owned.form, owned.act, owned.sex, owned.age, owned.status, owned.target, definite=True
            )
    return None


def act_of(word: str) -> str:
    """Return the act that a verb or a verbal noun says, or nothing; with an article it names a group ("القتل") and says none."""
    for form, definite in bare_forms(word):
        if form in _acts() and not definite:
            return _acts()[form]
    return ""


def has(word: str, *path: str) -> bool:
    """Tell whether a word, or a form of it without prefixes, stands in a list of the data file."""
    return any(form in _listed(path) for form, _ in bare_forms(word))


@cache
def _listed(path: tuple[str, ...]) -> frozenset[str]:
    data: Any = lexicon()
    for key in path:
        data = data[key]
    return frozenset(plain(word) for word in data)


@cache
def phrases(*path: str) -> tuple[tuple[str, ...], ...]:
    """Return the entries of a list of the data file as words, the longest first."""
    data: Any = lexicon()
    for key in path:
        data = data[key]
    found = {tuple(token.word for token in tokens(entry)) for entry in data}
    return tuple(sorted(found, key=len, reverse=True))


@cache
def table(*path: str) -> Mapping[tuple[str, ...], Any]:
    """Return a table of the data file by the words of its keys."""
    data: Any = lexicon()
    for key in path:
        data = data[key]
    return {tuple(token.word for token in tokens(entry)): value for entry, value in data.items()}


@cache
def _acts() -> Mapping[str, str]:
    return {plain(word): act for act, words in lexicon()["triggers"].items() for word in words}


@cache
def _nouns() -> Mapping[str, Noun]:
    data = lexicon()
    found: dict[str, Noun] = {}
    for act, forms in data["victims"].items():
        _add(found, forms, Noun("victim", ONE, act))
    for entry in data["persons"]:
        about = {key: entry.get(key, "") for key in ("sex", "age", "status", "target")}
        _add(found, entry, Noun("person", ONE, **about))
    for name, sort in (("bodies", "body"), ("families", "family"), ("attacks", "attack")):
        _add(found, data[name], Noun(sort, ONE))
    return found


def _add(found: dict[str, Noun], forms: Mapping[str, Any], noun: Noun) -> None:
    for name, form in (("one", ONE), ("two", TWO), ("many", MANY)):
        for word in forms.get(name, ()):
            if " " not in word:
                about = (noun.act, noun.sex, noun.age, noun.status, noun.target)
                found.setdefault(plain(word), Noun(noun.sort, form, *about))
