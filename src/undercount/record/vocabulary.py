"""Vocabularies: lists of terms with a citation each and labels in English and Arabic, kept as data files."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from undercount.errors import RecordError
from undercount.record.tree import Tree

LISTS = (
    "act",
    "unit",
    "status",
    "sex",
    "age",
    "target",
    "qualifier",
    "stance",
    "covers",
    "grade",
    "basis",
    "source-kind",
    "place-kind",
    "precision",
    "cause",
)
"""The names of the lists that come with the program."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary.

    Args:
        id: The word as data holds it.
        en: Its label in English.
        ar: Its label in Arabic.
        parent: The wider term, or None.
        once: For acts: True if it can happen to one person or thing once only (killing, destruction).
        event: For units: True if it counts events (attacks), False if it counts persons or things.
        rank: For grades: the higher the better supported.
    """

    id: str
    en: str
    ar: str
    parent: str | None = None
    once: bool = False
    event: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Vocabulary:
    """Hold one list: its terms in order and where it comes from."""

    name: str
    citation: str
    terms: Mapping[str, Term]

    def __contains__(self, term: object) -> bool:
        return term in self.terms

    def tree(self, extra: Iterable[tuple[str, str]] = ()) -> Tree:
        """Return the terms as a tree, with further nodes (such as facilities under their class) below them."""
        return Tree.of([*((t.id, t.parent) for t in self.terms.values()), *extra])

    def need(self, term: str) -> Term:
        """Return a term.

        Raises:
            RecordError: If the list lacks it; names the nearest known one.
        """
        found = self.terms.get(term)
        if found is None:
            raise RecordError(
                f"{self.name} must be a term of the list {self.name!r}; {term!r} is not in it: {suggest(term, self.terms)}"
            )
        return found


def suggest(word: str, known: Iterable[str]) -> str:
    """Return advice: the nearest known word, or the known words where none is near."""
    words = list(known)
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.55)
    if near:
        return f"did you mean {near[0]!r}?"
    shown = ", ".join(words[:12])
    return f"use one of {shown}{' …' if len(words) > 12 else ''}" if words else "the list is empty: add an entry"


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return one of the program's lists.

    Raises:
        RecordError: If there is no such list.
    """
    if name not in LISTS:
        raise RecordError(f"a vocabulary must be one of the lists that exist; {name!r} is none: {suggest(name, LISTS)}")
    text = (resources.files("undercount.record") / "data" / f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    terms = {row["id"]: Term(**row) for row in data["term"]}
    return Vocabulary(name, data["citation"], terms)
