"""Hierarchical log-linear models as sets of terms, and as formulas that people write.

A term is a set of lists, held as the bits of one integer as in :class:`~undercount.count.estimators.histories.CaptureHistories`; 0 is the
constant. A model is hierarchical if with a term it has every part of that term, so the largest terms (its generators) name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from undercount.errors import CountError
from undercount.record.vocabulary import suggest

_MOST_OF_ONE_DIGIT = 9
"""With more lists some numbers have two digits, and the digits of a term can no longer stand side by side."""

Terms = tuple[int, ...]
"""Terms of one model: the constant first, then by size, then by number."""


def closed(generators: Iterable[int], lists: int) -> Terms:
    """Return all terms of the hierarchical model with these generators; every list's own term is among them.

    Args:
        generators: The terms that name the model.
        lists: How many lists there are.
    """
    found = {0, *(1 << number for number in range(lists))}
    for term in generators:
        part = term
        while part:
            found.add(part)
            part = (part - 1) & term
    return ordered(found)


def ordered(terms: Iterable[int]) -> Terms:
    """Return terms by size, then by number."""
    return tuple(sorted(terms, key=lambda term: (term.bit_count(), term)))


def generators_of(terms: Iterable[int]) -> Terms:
    """Return the terms that are no part of another: larger ones first, then in the order of the lists."""
    held = set(terms)
    top = [term for term in held if term and not any(term != other and term & other == term for other in held)]
    return tuple(sorted(top, key=lambda term: (-term.bit_count(), _numbers(term))))


def order_of(terms: Iterable[int]) -> int:
    """Return the size of the largest term: 1 for independence."""
    return max((term.bit_count() for term in terms), default=0)


def formula(terms: Iterable[int], lists: int) -> str:
    """Return the model by its lists' numbers, from 1: ``[123,14,34]``; with more than nine lists they are joined by ``*``.

    Args:
        terms: The model's terms, or one term.
        lists: How many lists the table has: of twelve, ``[12]`` is the twelfth, and ``[1*2]`` are the first and the second.

    Examples:
        >>> formula(closed([0b0111, 0b1001], 4), 4)
        '[123,14]'
        >>> formula([0b11], 12), formula([1 << 11], 12)
        ('[1*2]', '[12]')
    """
    held = tuple(terms)
    wide = lists > _MOST_OF_ONE_DIGIT
    return f"[{','.join(('*' if wide else '').join(map(str, _numbers(term))) for term in generators_of(held))}]"


def named(terms: Iterable[int], lists: Sequence[str]) -> str:
    """Return the model by its lists' names: ``[EXH*ABA*OSCE, EXH*HRW]``."""
    return f"[{', '.join('*'.join(lists[number - 1] for number in _numbers(term)) for term in generators_of(terms))}]"


def parse(model: str, lists: Sequence[str]) -> Terms:
    """Read a formula of either kind.

    Every list's own term is added, since a list that no term holds would name everybody or half of them.

    Args:
        model: Generators in brackets, parted by commas; each is the lists' names joined by ``*``, or their numbers from 1, joined by
            ``*`` or, up to nine lists, by nothing.
        lists: The lists' names.

    Returns:
        All terms of the model.

    Raises:
        CountError: If the text is no formula, names a list that there is not, may mean two things, or holds the term of all lists, with
            which any number of persons on no list fits equally well.

    Examples:
        >>> parse("[12,3]", ["A", "B", "C"]) == parse("[A*B, C]", ["A", "B", "C"])
        True
    """
    text = model.strip()
    if not (text.startswith("[") and text.endswith("]")):
        raise CountError(
            f"a log-linear model is written as its largest terms in brackets; this is {model!r}: "
            f"write for example {example(lists)!r}"
        )
    parts = [part.strip() for part in text[1:-1].split(",")]
    _refuse_ambiguous(parts, model, lists)
    found = [_term(part, model, lists) for part in parts if part]
    if any(term.bit_count() == len(lists) for term in found):
        raise CountError(
            f"a model may not hold the term of all lists, with which any number of persons on no list fits equally well; {model!r} "
            "does: leave that term out"
        )
    return closed(found, len(lists))


def example(lists: Sequence[str]) -> str:
    """Return a formula for these lists: a first pair, the others alone."""
    rest = [*lists[2:]]
    return f"[{', '.join([f'{lists[0]}*{lists[1]}', *rest])}]" if rest else f"[{lists[0]}, {lists[1]}]"


def _refuse_ambiguous(parts: Sequence[str], model: str, lists: Sequence[str]) -> None:
    """Refuse a number such as 12 that may be one list or two where nothing in the formula tells: no ``*``, and not all lists named."""
    if len(lists) <= _MOST_OF_ONE_DIGIT or "*" in model or len(parts) >= len(lists):
        return
    for part in parts:
        if (
            part not in lists
            and part.isdecimal()
            and 10 <= int(part) <= len(lists)
            and len(set(part)) > 1
            and "0" not in part
        ):
            raise CountError(
                f"with more than nine lists the numbers of a term are joined by *; {part!r} in {model!r} may be list {part} or lists "
                f"{' and '.join(part)}: write {'*'.join(part)}, or the lists' names"
            )


def _term(part: str, model: str, lists: Sequence[str]) -> int:
    if part in lists:
        return 1 << list(lists).index(part)
    pieces = [piece.strip() for piece in part.split("*")]
    if len(pieces) == 1 and len(lists) <= _MOST_OF_ONE_DIGIT and re.fullmatch(r"[1-9]+", part):
        pieces = list(part)
    term = 0
    for piece in pieces:
        bit = 1 << _position(piece, model, lists)
        if term & bit:
            raise CountError(f"a term names each list once; {part!r} in {model!r} names {piece!r} twice: remove one")
        term |= bit
    return term


def _position(piece: str, model: str, lists: Sequence[str]) -> int:
    if piece in lists:
        return list(lists).index(piece)
    if piece.isdecimal() and 1 <= int(piece) <= len(lists):
        return int(piece) - 1
    raise CountError(
        f"a term is made of the table's lists, by name or by number from 1 to {len(lists)}; {model!r} names {piece!r}: "
        f"{suggest(piece, lists)}"
    )


def _numbers(term: int) -> list[int]:
    return [number + 1 for number in range(term.bit_length()) if term >> number & 1]
