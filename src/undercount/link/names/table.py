"""Read many names at once: each distinct word is read once, and a name is put together from what its words are.

What comes out is what :func:`undercount.link.names.parts.parse` gives for each name by itself. Words that belong together (Abd and what
follows, an article and its word, al-Din and what it ends) are read together as one unit; whatever is not plain words of one script, such
as brackets, commas, titles and digits, is left to ``parse``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from undercount.link.names.facts import Fact, fact_of
from undercount.link.names.layout import ALL, HAS_GIVEN, NAMED
from undercount.link.names.letters import normalised_word
from undercount.link.names.parts import (
    EARLIER,
    Name,
    Parts,
    parse,
    words_and_whether_first_ends,
    words_of,
    written_words,
)
from undercount.link.names.symbols import MOST_NAMED, MOST_WORDS
from undercount.link.names.table_kernel import (
    ARTICLE,
    ATTACHES,
    BASE,
    ENDING,
    IS_ARABIC,
    OPEN,
    TITLE,
    UNSAFE,
    WITH_ABU,
    WITH_ARTICLE,
    WITH_BIN,
    WITH_UMM,
    assign_parts,
    fuller,
    units,
)
from undercount.link.names.titles import may_be_no_name, stands_before
from undercount.link.names.words import ABU, BIN, BINT, UMM, Word, is_article, is_open, may_end
from undercount.link.numbering import numbered

Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

_ARABIC_TOKEN = re.compile("[\u0621-\u063a\u0640-\u0655\u0671]+")
_LATIN_TOKEN = re.compile("[A-Za-z\u00c0-\u017e]+(?:['\\-][A-Za-z\u00c0-\u017e]+)*\\.?")
_PLAIN_ARABIC = re.compile("[\u0621-\u064a ]+")
_PLAIN_LATIN = re.compile("[a-z]+(?:['\\- ][a-z]+)*\\.?")
_SUN_END = re.compile(r"(?:^|[^a-z])[ae](?:sh|dh|th|[dnrstz])$")
# Words that with a neighbour say that there is no name, or that another one follows.
_TOGETHER = re.compile(r"\b(?:known|name)\b|معروف|ملقب|شهير|يوجد|هويه")
_GAP = "\x00"
# So many texts are taken apart at once: all their words are in memory.
_AT_ONCE = 500_000


@dataclass(slots=True)
class Script:
    """Hold the distinct words of names in one script, and which of them each name has.

    Args:
        words: The words.
        rows: Of each name its words and its shape, as ``encoding.Words`` has them.

    Shapes: ``rows`` (names, 13).
    """

    words: list[Word]
    rows: Numbers
    _facts: list[Fact] | None = None

    @property
    def facts(self) -> list[Fact]:
        """Return what is known of each word."""
        if self._facts is None:
            self._facts = [fact_of(word) for word in self.words]
        return self._facts

    def counts(self) -> tuple[Places, Places]:
        """Return how often each word is a given or a father's name, and how often a family name."""
        named, has_given = self.rows[:, NAMED], self.rows[:, HAS_GIVEN]
        found = []
        family = np.where(named > has_given, named - 1, -1)
        for at in range(MOST_NAMED):
            found.append(self.rows[(at < named) & (at != family), at])
        last = self.rows[np.arange(len(family)), family][family >= 0]
        size = len(self.words)
        return np.bincount(np.concatenate(found), minlength=size), np.bincount(last, minlength=size)


@dataclass(frozen=True, slots=True, eq=False)
class Names(Sequence[Name]):
    """Hold many parsed names: a sequence of them, of which each is made when it is asked for.

    Args:
        columns: For each way in which names are written the number of each name's text, -1 for none, and the texts.
        arabic: Their words in Arabic.
        latin: Their words in Latin letters.
    """

    columns: tuple[tuple[Numbers, Sequence[str]], ...]
    arabic: Script
    latin: Script

    def __len__(self) -> int:
        return len(self.arabic.rows)

    @overload
    def __getitem__(self, at: int) -> Name: ...
    @overload
    def __getitem__(self, at: slice) -> list[Name]: ...
    def __getitem__(self, at: int | slice) -> Name | list[Name]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        return parse(*self.texts(at))

    def texts(self, at: int) -> tuple[str, ...]:
        """Return the texts in which a name is written, one for each column; empty where there is none."""
        return tuple(texts[codes[at]] if codes[at] >= 0 else "" for codes, texts in self.columns)

    @property
    def has_arabic(self) -> npt.NDArray[np.bool_]:
        """Return whether each name has Arabic."""
        return np.asarray(self.arabic.rows[:, ALL] > 0)

    @property
    def has_latin(self) -> npt.NDArray[np.bool_]:
        """Return whether each name has Latin letters."""
        return np.asarray(self.latin.rows[:, ALL] > 0)


def parse_many(columns: Sequence[tuple[Numbers, Sequence[str]]], size: int) -> Names:
    """Return many names parsed, each from all columns, as :func:`undercount.link.names.parts.parse` would.

    Args:
        columns: For each way in which names are written the number of each name's text, -1 for none, and the distinct texts.
        size: How many names there are.
    """
    reader = _Reader()
    found = [np.zeros((size, MOST_WORDS + 5), dtype=np.int32) for _ in range(2)]
    for codes, texts in columns:
        for now, rows in zip(found, reader.read(texts), strict=True):
            fuller(now, rows, codes)
    return Names(tuple(columns), *(Script(list(one), rows) for one, rows in zip(reader.numbers, found, strict=True)))


def no_names() -> Names:
    """Return no names at all."""
    return Names((), *(Script([], np.zeros((0, MOST_WORDS + 5), dtype=np.int32)) for _ in range(2)))


class Token(NamedTuple):
    """Hold what is known of a token.

    Args:
        flags: Bits, as the kernel has them.
        spelling: Its spelling.
        words: Its words, where it does not wait for another token.
    """

    flags: int
    spelling: str
    words: list[Word]


_NOT_PLAIN = Token(UNSAFE, "", [])


@dataclass(slots=True)
class _Reader:
    """Read texts, and remember words, tokens and units.

    Args:
        numbers: The number of each word in Arabic, and in Latin letters.
        tokens: What is known of each token, and its words in their spelling.
        units: The numbers of the words of each unit, by its spelling.
    """

    numbers: tuple[dict[Word, int], dict[Word, int]] = field(default_factory=lambda: ({}, {}))
    tokens: dict[str, Token] = field(default_factory=dict)
    units: dict[str, list[int]] = field(default_factory=dict)

    def read(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Return the row of each text in Arabic, and in Latin letters."""
        rows = tuple(np.zeros((len(texts), MOST_WORDS + 5), dtype=np.int32) for _ in range(2))
        for start in range(0, len(texts), _AT_ONCE):
            self._read(texts[start : start + _AT_ONCE], [of[start : start + _AT_ONCE] for of in rows])
        return rows[0], rows[1]

    def _read(self, texts: Sequence[str], rows: Sequence[Numbers]) -> None:
        """Write the rows of some texts."""
        tokens, starts, distinct = _tokens(texts)
        known = [self._token(token) for token in distinct]
        flags = np.array([token.flags for token in known] or [UNSAFE], dtype=np.int64)
        code, plain = np.zeros(len(tokens), dtype=np.int64), np.zeros(len(texts), dtype=np.bool_)
        units(tokens, starts, flags, code, plain)
        arabic = np.zeros(len(texts), dtype=np.bool_)
        there = np.flatnonzero(plain)
        arabic[there] = flags[tokens[starts[there]]] & IS_ARABIC > 0
        for script in range(2):
            mine = plain & (arabic == (script == 0))
            self._assign(script, tokens, starts, code, mine, known, rows[script])
            plain[~arabic if script else arabic] = mine[~arabic if script else arabic]
        for text in np.flatnonzero(~plain).tolist():
            self._parse(texts[text], text, rows)

    def _token(self, token: str) -> Token:
        known = self.tokens.get(token)
        if known is None:
            known = self.tokens[token] = _known(token)
        return known

    def _assign(
        self, script: int, tokens: Numbers, starts: Places, code: Places, plain: npt.NDArray[np.bool_],
        known: Sequence[Token], rows: Numbers,
    ) -> None:  # fmt: skip
        """Write the rows of plain texts of one script."""
        mine = np.repeat(plain, np.diff(starts)) & (code != 0)
        found = code[mine]
        # Several tokens together have negative codes, and numbers are for those that are not.
        at, first = numbered(2 * np.abs(found) + (found < 0))
        unit = np.full(len(tokens), -1, dtype=np.int64)
        unit[mine] = at
        words = [self._unit(script, [known[token] for token in _digits(abs(one))]) for one in found[first].tolist()]
        unit_starts = np.concatenate([[0], np.cumsum([len(one) for one in words])]).astype(np.int64)
        unit_words = np.array([word for one in words for word in one], dtype=np.int64)
        about = _about(self.numbers[script])
        assign_parts(starts, unit, plain, unit_starts, unit_words, about, rows)

    def _unit(self, script: int, tokens: Sequence[Token]) -> list[int]:
        """Return the numbers of the words of a unit."""
        spelling = " ".join([token.spelling for token in tokens])
        known = self.units.get(spelling)
        if known is None:
            numbers = self.numbers[script]
            words = tokens[0].words if len(tokens) == 1 else words_of(written_words(spelling))
            known = self.units[spelling] = [numbers.setdefault(word, len(numbers)) for word in words]
            for word in words:
                # What it becomes inside a chain of fathers, or as an alias, is a word of its own.
                if word.before in (BIN, BINT):
                    numbers.setdefault(_without_bin(word), len(numbers))
                elif word.before == ABU:
                    numbers.setdefault(replace(word, alias=True), len(numbers))
        return known

    def _parse(self, text: str, at: int, rows: Sequence[Numbers]) -> None:
        """Write the rows of a text that is not plain."""
        name = parse(text)
        for parts, numbers, found in zip((name.arabic, name.latin), self.numbers, rows, strict=True):
            found[at] = 0
            if parts is not None:
                placed, shape = placed_words(parts)
                found[at, : len(placed)] = [numbers.setdefault(word, len(numbers)) for word in placed]
                found[at, MOST_WORDS:] = shape


def placed_words(parts: Parts) -> tuple[list[Word], tuple[int, ...]]:
    """Return the words of a name in the order in which they are kept, and its shape."""
    named = [word for word in (parts.given, *parts.fathers, parts.family) if word is not None]
    aliases = list(parts.aliases)
    kunya = [] if parts.kunya is None else [parts.kunya]
    words = [*named, *aliases, *kunya]
    return words, (parts.given is not None, len(named), len(aliases), len(kunya), len(words))


def _without_bin(word: Word) -> Word:
    return replace(word, before="") if word.before in (BIN, BINT) else word


def _about(numbers: dict[Word, int]) -> Places:
    """Return for each word its flags, its number without Bin, and its number as an alias."""
    found = np.zeros((max(1, len(numbers)), 3), dtype=np.int64)
    found[: len(numbers), 1] = found[: len(numbers), 2] = np.arange(len(numbers))
    for word, number in numbers.items():
        if word.article:
            found[number, 0] |= WITH_ARTICLE
        if word.before and not word.alias:
            bit = {ABU: WITH_ABU, UMM: WITH_UMM, BIN: WITH_BIN, BINT: WITH_BIN}.get(word.before, 0)
            found[number, 0] |= bit
            if bit == WITH_BIN:
                found[number, 1] = numbers.get(_without_bin(word), number)
            elif bit == WITH_ABU:
                found[number, 2] = numbers.get(replace(word, alias=True), number)
    return found


def _tokens(texts: Sequence[str]) -> tuple[Numbers, Places, list[str]]:
    """Return the number of each token of all texts, where each text's tokens begin, and the distinct tokens."""
    split = f" {_GAP} ".join(texts).split() if not any(_GAP in text for text in texts) else []
    numbers = {_GAP: -1}
    for token in dict.fromkeys(split):
        numbers.setdefault(token, len(numbers) - 1)
    all_of = np.fromiter(map(numbers.__getitem__, split), dtype=np.int32, count=len(split))
    gaps = np.flatnonzero(all_of < 0)
    if len(gaps) != len(texts) - 1:
        return np.zeros(0, dtype=np.int32), np.zeros(len(texts) + 1, dtype=np.int64), []
    ends = np.concatenate([gaps - np.arange(len(gaps)), [len(split) - len(gaps)]])
    return all_of[all_of >= 0], np.concatenate([[0], ends]).astype(np.int64), list(numbers)[1:]


def _digits(code: int) -> list[int]:
    found = []
    while code:
        code, digit = divmod(code, BASE)
        found.append(digit - 1)
    return found[::-1]


def _known(token: str) -> Token:
    """Return what is known of a token."""
    arabic = _ARABIC_TOKEN.fullmatch(token) is not None
    if not arabic and not _LATIN_TOKEN.fullmatch(token):
        return _NOT_PLAIN
    spelt = normalised_word(token)
    plain = _PLAIN_ARABIC if arabic else _PLAIN_LATIN
    if not plain.fullmatch(spelt) or _TOGETHER.search(spelt) or EARLIER.search(token):
        return _NOT_PLAIN
    written = written_words(spelt)
    if not written or any(may_be_no_name(word) for word in written):
        return _NOT_PLAIN
    flags = IS_ARABIC if arabic else 0
    words: list[Word] = []
    sun = None if arabic else _SUN_END.search(spelt)
    if is_open(written[-1]) or sun:
        flags |= OPEN | (ARTICLE if is_article(written[0]) or (sun is not None and sun.start() == 0) else 0)
    else:
        words, attaches = words_and_whether_first_ends(written)
        flags |= ATTACHES if attaches else 0
    if may_end(written[0]):
        flags |= ENDING
    if stands_before(written):
        flags |= TITLE
    return Token(flags, spelt, words)
