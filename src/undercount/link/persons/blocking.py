"""Block: find the pairs of records that are worth comparing, say how many there are, and how many persons they miss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt

from undercount.link.names import keys
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Found = tuple[Rows, npt.NDArray[np.int64]]
MOST_PAIRS = 20_000_000
"""From how many pairs on a single key is left out, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one way to find candidates: records that share a key of it are compared.

    Args:
        name: What the rule asks to be shared.
        of: Returns rows and their keys, a row as often as it has keys.
    """

    name: str
    of: Callable[[Prepared], Found]


def _names(prepared: Prepared) -> Found:
    numbers: dict[str, int] = {}
    rows: list[int] = []
    found: list[int] = []
    known: dict[int, list[int]] = {}
    for row, name in enumerate(prepared.parsed):
        mine = known.get(id(name))
        if mine is None:
            mine = known[id(name)] = [numbers.setdefault(one, len(numbers)) for one in sorted(keys(name))]
        rows += [row] * len(mine)
        found += mine
    return np.array(rows, dtype=np.int64), np.array(found, dtype=np.int64)


def _day_and_place(prepared: Prepared) -> Found:
    """Return a key for the day of death and each of its neighbours in the largest area: only one side needs the neighbours."""
    if prepared.places.shape[1] == 0:
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    day = (prepared.death[:, 0] >= 0) & (prepared.death[:, 0] == prepared.death[:, 1]) & (prepared.places[:, 0] >= 0)
    rows = np.flatnonzero(day)
    half = prepared.death[rows, 0] // 2
    keys_of = [(half + step) * 100_003 + prepared.places[rows, 0] for step in (0, 1)]
    return np.concatenate([rows, rows]), np.concatenate(keys_of).astype(np.int64)


def _incident(prepared: Prepared) -> Found:
    rows = np.flatnonzero(prepared.incident >= 0)
    return rows, prepared.incident[rows].astype(np.int64)


NAMES = Rule("a pair of names in one person's name, by their consonants", _names)
DAY_AND_PLACE = Rule("the day of death (within two days) and the largest area", _day_and_place)
INCIDENT = Rule("the incident", _incident)
RULES = (NAMES, DAY_AND_PLACE, INCIDENT)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Hold what one rule finds.

    Args:
        name: The rule.
        pairs: How many pairs it finds.
        alone: How many pairs no other rule finds.
        left_out: How many of its keys were left out because too many records share them.
    """

    name: str
    pairs: int
    alone: int
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Hold the pairs of records to compare.

    Args:
        left: The row of each pair's first record.
        right: The row of its second record, always larger.
        by: The rules that found it, bit by bit.
        rules: What each rule finds.
        possible: How many pairs there are to compare without any blocking.

    Shapes: ``left``, ``right``, ``by`` (pairs,).
    """

    left: Rows
    right: Rows
    by: npt.NDArray[np.int64]
    rules: tuple[RuleCount, ...]
    possible: int

    def __len__(self) -> int:
        return len(self.left)

    @property
    def shared(self) -> npt.NDArray[np.bool_]:
        """Return whether the names of each pair share a key."""
        return shares_names(self.by, [rule.name for rule in self.rules])


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Hold the keys of all records by all rules.

    Args:
        rules: The rules.
        rows: The row of each key's record.
        rule: The number of its rule.
        key: The key.
        left_out: For each rule how many keys were left out because too many records share them.

    Shapes: ``rows``, ``rule``, ``key`` (keys,).
    """

    rules: tuple[Rule, ...]
    rows: Rows
    rule: Rows
    key: Rows
    left_out: tuple[int, ...]


def key_records(prepared: Prepared, rules: Sequence[Rule] = RULES, *, most_pairs: int = MOST_PAIRS) -> Keyed:
    """Return the keys of all records.

    Args:
        prepared: The records.
        rules: The rules; those whose fields nobody has find nothing.
        most_pairs: A key that alone would make more pairs is left out, and counted.
    """
    parts: list[tuple[Rows, Rows, Rows]] = []
    left_out = []
    for number, rule in enumerate(rules):
        rows, found = rule.of(prepared)
        _, of, counts = np.unique(found, return_inverse=True, return_counts=True)
        large = counts.astype(np.float64) ** 2 / 2 > most_pairs
        keep = ~large[of] if len(found) else np.zeros(0, dtype=bool)
        left_out.append(int(large.sum()))
        parts.append((rows[keep], np.full(int(keep.sum()), number, dtype=np.int64), found[keep]))
    rows, number_of, found = (np.concatenate([part[at] for part in parts]) for at in range(3))
    return Keyed(tuple(rules), rows, number_of, found, tuple(left_out))


def block(prepared: Prepared, keyed: Keyed) -> Candidates:
    """Return the pairs that share a key of any rule: of two lists, or of one list that may repeat persons."""
    found = _joined(prepared, keyed, "(l.list <> r.list OR l.may_repeat)", None)
    by = found["by_rules"].astype(np.int64)
    counts = tuple(
        RuleCount(rule.name, int((by >> number & 1).sum()), int((by == 1 << number).sum()), keyed.left_out[number])
        for number, rule in enumerate(keyed.rules)
    )
    left, right = found["left_row"].astype(np.int64), found["right_row"].astype(np.int64)
    return Candidates(left, right, by, counts, _possible(prepared))


def within(prepared: Prepared, keyed: Keyed, rows: Rows) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    """Return the pairs that share a key inside lists that name nobody twice: pairs that are surely two persons.

    Args:
        prepared: The records.
        keyed: Their keys.
        rows: The records whose pairs with later records are wanted.

    Returns:
        The first and the second record of each pair, and whether their names share a key.
    """
    found = _joined(prepared, keyed, "l.list = r.list AND NOT l.may_repeat", rows)
    shared = shares_names(found["by_rules"].astype(np.int64), [rule.name for rule in keyed.rules])
    return found["left_row"].astype(np.int64), found["right_row"].astype(np.int64), shared


def shares_names(by: Rows, rules: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return whether the rule of names is among those that found each pair."""
    bit = 1 << list(rules).index(NAMES.name) if NAMES.name in rules else 0
    return np.asarray(by & bit > 0, dtype=bool)


_PAIRS = """
SELECT l.row AS left_row, r.row AS right_row, bit_or(1::BIGINT << l.rule) AS by_rules
FROM {left} l JOIN keyed r ON l.rule = r.rule AND l.key = r.key AND l.row < r.row AND {where}
GROUP BY ALL ORDER BY ALL
"""


def _joined(prepared: Prepared, keyed: Keyed, where: str, rows: Rows | None) -> dict[str, Rows]:
    """Return the pairs of records that share a key, in order."""
    given = {
        "row": keyed.rows,
        "rule": keyed.rule,
        "key": keyed.key,
        "list": prepared.of[keyed.rows].astype(np.int64),
        "may_repeat": prepared.may_repeat[prepared.of[keyed.rows]],
    }
    with duckdb.connect() as connection:
        connection.register("given", given)
        connection.execute("CREATE TABLE keyed AS SELECT DISTINCT * FROM given")
        left = "keyed"
        if rows is not None:
            connection.register("wanted", {"row": np.asarray(rows, dtype=np.int64)})
            left = "(SELECT k.* FROM keyed k SEMI JOIN wanted w ON w.row = k.row)"
        return dict(connection.execute(_PAIRS.format(left=left, where=where)).fetchnumpy())


def _possible(prepared: Prepared) -> int:
    """Return how many pairs there are to compare without any blocking."""
    sizes = prepared.sizes
    across = (int(sizes.sum()) ** 2 - int((sizes**2).sum())) // 2
    return across + int((sizes * (sizes - 1) // 2)[prepared.may_repeat].sum())


@dataclass(frozen=True, slots=True)
class Recall:
    """Hold how many of the true pairs blocking keeps.

    Args:
        found: True pairs among the candidates.
        true: True pairs, or where no keys are known what the model finds among all pairs of a sample (expected pairs).
        measured: Whether it was counted with known keys rather than estimated.
    """

    found: float
    true: float
    measured: bool

    @property
    def share(self) -> float:
        """Return the recall (probability), NaN where there is no true pair."""
        return self.found / self.true if self.true else float("nan")


def measured_recall(candidates: Candidates, true: npt.NDArray[np.int64]) -> Recall:
    """Return the recall of blocking by known pairs.

    Args:
        candidates: The candidates.
        true: The rows of each true pair.

    Shapes: ``true`` (pairs, 2).
    """
    ordered = np.sort(np.asarray(true, dtype=np.int64).reshape(-1, 2), axis=1)
    most = int(max(candidates.right.max(initial=0), ordered.max(initial=0))) + 1
    found = np.isin(ordered[:, 0] * most + ordered[:, 1], candidates.left * most + candidates.right)
    return Recall(float(found.sum()), float(len(ordered)), True)
