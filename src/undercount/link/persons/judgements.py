"""Judgements: what people say of two records, which overrides the model for ever, and how well two coders agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from undercount.errors import LinkError
from undercount.link.chains import against_each_other, beside, contradiction, groups
from undercount.link.persons.assignment import Ruled

Rows = npt.NDArray[np.int64]

Record = tuple[str, str]
"""A record: the name of its list, and its id there."""

Pair = tuple[Record, Record]
"""Two records in order."""

_THE_LIST = "\0"
"""Stands for a coder where a list's declaration parts two records; nobody is called so."""

_OTHERWISE = "what follows from another coder's judgements says otherwise"
_TWICE = "with another coder's judgements two records of a list that names nobody twice would be one person"


class Verdict(StrEnum):
    """What a person says of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold what one person says of two records.

    Args:
        one: A record.
        other: Another.
        verdict: Same person, different persons, or unsure; unsure leaves it to the model.
        reason: Why.
        coder: Who.
    """

    one: Record
    other: Record
    verdict: Verdict
    reason: str = ""
    coder: str = ""

    def __post_init__(self) -> None:
        if self.one == self.other:
            raise LinkError(f"a judgement is about two records; {_said(self.one)} is named twice: name the other one")

    @property
    def pair(self) -> Pair:
        """Return both records in order."""
        return (self.one, self.other) if self.one <= self.other else (self.other, self.one)


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold judgements in force.

    Args:
        ruled: The rows of pairs judged the same and different.
        pairs: The rows of each pair judged the same or different, and whether it is the same.
        gone: A sentence for each judgement about a record that no list has any more.
        open: The rows of each pair on which coders do not agree, in words or in what follows from them: nothing is decided of it.
        disputed: A sentence for each of these pairs, with what each coder said.
    """

    ruled: Ruled
    pairs: tuple[tuple[int, int, bool], ...]
    gone: tuple[str, ...]
    open: tuple[tuple[int, int], ...] = ()
    disputed: tuple[str, ...] = ()

    @property
    def naming(self) -> tuple[str, ...]:
        """Return the sentences that name records, which are for nobody but those who judge."""
        return (*self.gone, *self.disputed)


def in_force(judgements: Sequence[Judgement], rows: Mapping[Record, int], single: Set[str] = frozenset()) -> Judged:
    """Return which records are judged one person and which two.

    Of several judgements of one pair by one coder the last counts. Coders who do not agree on a pair have decided nothing: it is left to
    the model until they do, as with a pair of which the only coder is unsure. So it is where one coder says that A is B and B is C, and
    another that A is not C: see :func:`~undercount.link.chains.against_each_other`. So it is, too, where A and C are two records of a list
    that names nobody twice, nobody judged these two the same, and no coder alone says both that A is B and that B is C.

    Args:
        judgements: All judgements, in the order in which they were made.
        rows: The row of each record.
        single: The names of the lists that name nobody twice.

    Raises:
        LinkError: If a coder contradicts themselves: A is B, B is C, but A is not C.
    """
    said = last_words(judgements)
    gone = tuple(_gone(one, rows) for of in said.values() for one in of if not _is_there(one, rows))
    there = [of for of in said.values() if _is_there(of[0], rows)]
    _refuse_contradictions(one for of in there for one in of)
    agreed = [of for of in there if len({one.verdict for one in of}) == 1]
    by_chains = _by_chains(agreed, single)
    decided = [of[0] for of in agreed if of[0].verdict is not Verdict.UNSURE and of[0].pair not in by_chains]
    disputed = [of for of in there if len({one.verdict for one in of}) > 1 or of[0].pair in by_chains]
    found = [_placed(one, rows) for one in decided]
    together = tuple((a, b) for a, b, same in found if same)
    apart = tuple((a, b) for a, b, same in found if not same)
    return Judged(
        Ruled(together, apart),
        tuple(found),
        gone,
        tuple(_placed(of[0], rows)[:2] for of in disputed),
        tuple(_disputed(of, by_chains.get(of[0].pair, "")) for of in disputed),
    )


def follows(ruled: Ruled, size: int, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Return whether judgements say, or imply, what each of many pairs is: A is B and B is C say that A is C.

    Args:
        ruled: The rows of pairs judged the same and different.
        size: How many records there are.
        left: The first record of each pair.
        right: The second.

    Shapes: ``left``, ``right``, and what is returned (pairs,).
    """
    together, apart = (np.array(pairs, dtype=np.int64).reshape(-1, 2) for pairs in (ruled.together, ruled.apart))
    links = coo_array((np.ones(len(together), dtype=np.int8), (together[:, 0], together[:, 1])), shape=(size, size))
    group = connected_components(links, directed=False)[1].astype(np.int64)
    parted = np.sort(group[apart], axis=1) @ np.array([size, 1])
    asked = np.sort(np.stack([group[left], group[right]], axis=1), axis=1)
    return np.asarray((asked[:, 0] == asked[:, 1]) | np.isin(asked @ np.array([size, 1]), parted), dtype=bool)


def last_words(judgements: Sequence[Judgement]) -> dict[Pair, tuple[Judgement, ...]]:
    """Return for each pair the last judgement of each coder, in the order in which the coders first judged it."""
    found: dict[Pair, dict[str, Judgement]] = {}
    for judgement in judgements:
        found.setdefault(judgement.pair, {})[judgement.coder] = judgement
    return {pair: tuple(of.values()) for pair, of in found.items()}


def _disputed(said: Sequence[Judgement], why: str) -> str:
    one, other = said[0].pair
    words = ", ".join(f"{one.coder or 'somebody'} judged {one.verdict.value}" for one in said)
    if len({one.verdict for one in said}) == 1:
        words += f", and {why}"
    return (
        f"{_said(one)} and {_said(other)} are undecided: {words}; the model decides until they agree, so let one of them judge the pair "
        "anew"
    )


def _placed(judgement: Judgement, rows: Mapping[Record, int]) -> tuple[int, int, bool]:
    one, other = rows[judgement.one], rows[judgement.other]
    return min(one, other), max(one, other), judgement.verdict is Verdict.SAME


def _is_there(judgement: Judgement, rows: Mapping[Record, int]) -> bool:
    return judgement.one in rows and judgement.other in rows


def _said(record: Record) -> str:
    return f'{record[1]} of "{record[0]}"'


def _gone(judgement: Judgement, rows: Mapping[Record, int]) -> str:
    missing = [_said(record) for record in judgement.pair if record not in rows]
    by = f" by {judgement.coder}" if judgement.coder else ""
    return (
        f"the judgement{by} that {_said(judgement.one)} and {_said(judgement.other)} are {judgement.verdict.value} waits: "
        f"no list holds {' and '.join(missing)} now; it counts again when the record returns"
    )


def _refuse_contradictions(judgements: Iterable[Judgement]) -> None:
    """Refuse what one coder says against themselves."""
    by: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by.setdefault(judgement.coder, []).append(judgement)
    for coder, said in by.items():
        same, different = ([one.pair for one in said if one.verdict is v] for v in (Verdict.SAME, Verdict.DIFFERENT))
        path = contradiction(same, different)
        if path:
            links = ", ".join(f"{_said(a)} and {_said(b)} are the same" for a, b in pairwise(path))
            raise LinkError(
                f"judgements of one coder must not contradict each other; {coder or 'somebody'} judged: {links}, but {_said(path[0])} and "
                f"{_said(path[-1])} are different: judge one of these pairs anew"
            )


def _by_chains(agreed: Sequence[tuple[Judgement, ...]], single: Set[str]) -> dict[Pair, str]:
    """Return the pairs that coders leave undecided, since what follows from some contradicts others, or a list that names nobody twice.

    Returns:
        For each pair which of the two it is, in words.
    """
    same, different = (
        {of[0].pair: frozenset(one.coder for one in of) for of in agreed if of[0].verdict is verdict}
        for verdict in (Verdict.SAME, Verdict.DIFFERENT)
    )
    twice = dict.fromkeys(_twice(same, single), frozenset({_THE_LIST}))
    with_lists = dict.fromkeys(against_each_other(same, {**twice, **different}), _TWICE)
    return {**with_lists, **dict.fromkeys(against_each_other(same, different), _OTHERWISE)}


def _twice(same: Mapping[Pair, Set[str]], single: Set[str]) -> Iterator[Pair]:
    """Yield each two records of a list that names nobody twice which several coders make one person, and none alone."""
    alone = {two for coder in {one for by in same.values() for one in by} for two in _implied(same, single, coder)}
    yield from sorted(set(_implied(same, single)) - alone - same.keys())


def _implied(same: Mapping[Pair, Set[str]], single: Set[str], coder: str | None = None) -> Iterator[Pair]:
    """Yield each two records of one such list that chains of judgements join; those of one coder where one is given."""
    for group in groups(beside(pair for pair, by in same.items() if coder is None or coder in by)):
        held = sorted(record for record in group if record[0] in single)
        yield from (two for two in combinations(held, 2) if two[0][0] == two[1][0])


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold how far two coders agree.

    Args:
        coders: Who.
        pairs: How many pairs both judged.
        share: The share of them on which they agree (probability).
        kappa: Cohen's kappa: 1 where they always agree, 0 where no more than chance; NaN where both always say the same word, or they
            judged one pair only.
    """

    coders: tuple[str, str]
    pairs: int
    share: float
    kappa: float


def agreement(judgements: Sequence[Judgement], one: str, other: str) -> Agreement:
    """Return how far two coders agree on the pairs that both judged, by the last judgement of each.

    Raises:
        LinkError: If they judged no pair in common.

    References:
        Cohen 1960, "A coefficient of agreement for nominal scales".
    """
    by = {
        coder: {judgement.pair: judgement.verdict for judgement in judgements if judgement.coder == coder}
        for coder in (one, other)
    }
    both = sorted(by[one].keys() & by[other].keys())
    if not both:
        raise LinkError(
            f"agreement needs pairs that two coders judged; {one} and {other} have none in common: let both judge some"
        )
    verdicts = [(by[one][pair], by[other][pair]) for pair in both]
    share = sum(a is b for a, b in verdicts) / len(both)
    chance = (
        sum(sum(a is verdict for a, _ in verdicts) * sum(b is verdict for _, b in verdicts) for verdict in Verdict)
        / len(both) ** 2
    )
    kappa = (share - chance) / (1 - chance) if chance < 1 and len(both) > 1 else float("nan")
    return Agreement((one, other), len(both), share, kappa)
