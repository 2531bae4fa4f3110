"""Names as arrays of small numbers, so that a kernel compares millions of pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from undercount.link.names.facts import Fact, fact_of
from undercount.link.names.frequencies import Frequencies, information
from undercount.link.names.layout import (
    ALL,
    COARSE,
    FINE,
    HAS_GIVEN,
    HAS_KUNYA,
    KNOWN,
    LENGTH,
    MEANT,
    MOST_MEANT,
    NAMED,
)
from undercount.link.names.parts import Name, Parts, parse
from undercount.link.names.symbols import LONGEST, MOST_WORDS, NUMBER, numbered, sounds
from undercount.link.names.table import Names, placed_words
from undercount.link.names.words import ABD, ABU, BIN, BINT, UMM, Word

BEFORE = {"": 0, ABD: 1, ABU: 2, UMM: 3, BIN: 0, BINT: 0}
AFTER = {"": 0, "din": 1, "allah": 2, "islam": 3, "zahra": 4, "haq": 5}

Numbers = npt.NDArray[np.int32]


class Words(NamedTuple):
    """The distinct words of a list of names in one script, and which of them each name has.

    Args:
        words: Of each word its letters, how many they are, the particle before, the article, the ending after, the number of the common
            name that it is or -1, its consonants as two sets of bits, what sharing it tells as a person's and as a family name (nats
            by a thousand), and the common names that it may be.
        names: Of each name its words (given name, fathers, family name, aliases, kunya), whether it has a given name, how many words are
            given, fathers and family name, how many aliases, whether a kunya, and how many words in all.

    Shapes: ``words`` (words, 26); ``names`` (names, 13).
    """

    words: Numbers
    names: Numbers


class Joined(NamedTuple):
    """Hold the words and names of both scripts in one array each, as a kernel takes them.

    Args:
        words: The words in Arabic, then those in Latin letters.
        names: The names in Arabic, then the same names in Latin letters.
        short_words: Of each word its length, its common name, its consonants coarsely and finely, how many ch and v it has, and the common
            names that it may be.
        short_names: Of each name its given word and its last one, -1 for none, whether it has a kunya, and whether it has anything.

    Shapes: ``words`` (words, 26); ``names`` (2 names, 13); ``short_words`` (words, 8); ``short_names`` (2 names, 4).
    """

    words: Numbers
    names: Numbers
    short_words: Numbers
    short_names: Numbers


@dataclass(frozen=True, eq=False)
class Encoded:
    """Names ready for comparison, in the order in which they were given.

    Args:
        arabic: Their words in Arabic.
        latin: Their words in Latin letters.
    """

    arabic: Words
    latin: Words

    def __len__(self) -> int:
        return len(self.arabic.names)

    @cached_property
    def joined(self) -> Joined:
        """Return both scripts together."""
        words = np.concatenate([self.arabic.words, self.latin.words])
        names = np.concatenate([self.arabic.names, self.latin.names])
        names[len(self) :, :MOST_WORDS] += len(self.arabic.words)
        odd = np.isin(words[:, :LONGEST], [NUMBER["ch"], NUMBER["v"]]).sum(axis=1, keepdims=True)
        meant = words[:, MEANT : MEANT + MOST_MEANT]
        short = np.concatenate([words[:, [LENGTH, KNOWN, COARSE, FINE]], odd.astype(np.int32), meant], axis=1)
        return Joined(words, names, np.ascontiguousarray(short), _short_names(names))


def _short_names(names: Numbers) -> Numbers:
    named = names[:, NAMED]
    last = names[np.arange(len(names)), np.maximum(named - 1, 0)]
    words = [np.where(names[:, HAS_GIVEN] > 0, names[:, 0], -1), np.where(named > 1, last, -1)]
    return np.stack([*words, names[:, HAS_KUNYA], names[:, ALL] > 0], axis=1).astype(np.int32)


def encode(names: Iterable[Name | str] | Names, frequencies: Frequencies | None = None) -> Encoded:
    """Return names as arrays.

    Args:
        names: Parsed names, or texts to parse.
        frequencies: How common names are, the same for both lists that are compared; without it what is generally known is taken.

    Raises:
        TypeError: If one of them is neither.
    """
    if isinstance(names, Names):
        arabic, latin = (
            Words(_described(script.facts, script.words, frequencies), script.rows)
            for script in (names.arabic, names.latin)
        )
        return Encoded(arabic, latin)
    parsed = [_as_name(name, at) for at, name in enumerate(names)]
    return Encoded(
        _encoded([name.arabic for name in parsed], frequencies), _encoded([name.latin for name in parsed], frequencies)
    )


def _as_name(name: object, at: int) -> Name:
    if isinstance(name, Name):
        return name
    if isinstance(name, str):
        return parse(name)
    raise TypeError(
        f"a name is a text or a parsed name; {name!r}, at place {at} from 0, is of type {type(name).__name__}: "
        "where no name is known, give an empty text"
    )


def _encoded(names: Sequence[Parts | None], frequencies: Frequencies | None) -> Words:
    numbers: dict[Word, int] = {}
    rows = np.zeros((len(names), MOST_WORDS + 5), dtype=np.int32)
    for row, parts in enumerate(names):
        if parts is not None:
            placed, shape = placed_words(parts)
            rows[row, : len(placed)] = [numbers.setdefault(word, len(numbers)) for word in placed]
            rows[row, MOST_WORDS:] = shape
    return Words(_described([fact_of(word) for word in numbers], list(numbers), frequencies), rows)


def _described(facts: Sequence[Fact], words: Sequence[Word], frequencies: Frequencies | None) -> Numbers:
    """Return the letters of each word, and all else that is kept of it."""
    found = np.zeros((max(1, len(words)), MEANT + MOST_MEANT), dtype=np.int32)
    for row, (fact, word) in enumerate(zip(facts, words, strict=True)):
        codes = numbered(fact.letters)
        tells = [round(1000 * information(fact, family=family, frequencies=frequencies)) for family in (False, True)]
        about = (len(codes), BEFORE[word.before], word.article, AFTER[word.after], fact.number)
        found[row, : len(codes)] = codes
        found[row, LONGEST:MEANT] = (*about, *sounds(fact.letters), *tells)
        found[row, MEANT:] = (*fact.meant, *[-1] * (MOST_MEANT - len(fact.meant)))
    return found
