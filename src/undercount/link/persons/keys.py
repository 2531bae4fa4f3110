"""Key records for blocking: what two records must share to be compared, rule by rule, and how many pairs a rule may find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undercount.link.names import key_many
from undercount.link.persons.marks import words_of
from undercount.link.persons.prepared import Prepared

Rows = npt.NDArray[np.int64]
Keys = tuple[npt.NDArray[np.signedinteger], Rows]
# Days of a half-month, and the longest time of death (days) that still tells which it is: a month.
_HALF_MONTH, _A_MONTH = 15, 31


@dataclass(frozen=True, slots=True)
class Budget:
    """Say how many pairs rules of blocking may find together, counted as often as they are found.

    Args:
        whole: Up to so many, all keys are used as they are.
        small: Beyond, keys of few records are used as they are up to so many pairs for each record, and all others are narrowed.
        narrowed: Up to so many pairs for each record, beside ``whole``, narrowed keys are used; those of most records are left out. With
            0, none is narrowed: all are left out.
        largest: Keys of more records are not narrowed but left out.
    """

    whole: float = 2_500_000
    small: float = 0.5
    narrowed: float = 20.0
    largest: float = np.inf


MAIN = Budget()
BESIDE = Budget(whole=1_000_000, small=0.5, narrowed=5.0, largest=1_000)


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one way to find candidates: records that share a key of it are compared.

    Args:
        name: What the rule asks to be shared.
        of: Returns rows and their keys, a row as often as it has keys.
        budget: How many pairs all rules with this budget may find together.
    """

    name: str
    of: Callable[[Prepared], Keys]
    budget: Budget = MAIN


def _names(prepared: Prepared) -> Keys:
    return key_many(prepared.parsed)


def _day_and_place(prepared: Prepared) -> Keys:
    """Return a key for the day of death and each of its neighbours in the largest area: only one side needs the neighbours."""
    if prepared.places.shape[1] == 0:
        return _nothing()
    day = (prepared.death[:, 0] >= 0) & (prepared.death[:, 0] == prepared.death[:, 1]) & (prepared.places[:, 0] >= 0)
    rows = np.flatnonzero(day)
    half = prepared.death[rows, 0] // 2
    keys_of = [(half + step) * 100_003 + prepared.places[rows, 0] for step in (0, 1)]
    return np.concatenate([rows, rows]), np.concatenate(keys_of).astype(np.int64)


def _incident(prepared: Prepared) -> Keys:
    rows = np.flatnonzero(prepared.incident >= 0)
    return rows, prepared.incident[rows].astype(np.int64)


def _word_and_time(prepared: Prepared) -> Keys:
    """Return a key for each word of a name with each half-month in which the person can have died, where these are few."""
    first, last = (prepared.death[:, at].astype(np.int64) for at in (0, 1))
    known = (first >= 0) & (last - first <= _A_MONTH)
    rows, words, names = words_of(prepared, known)
    if not len(rows):
        return _nothing()
    start, end = first[rows] // _HALF_MONTH, last[rows] // _HALF_MONTH
    found_rows, found = [], []
    for step in range(_A_MONTH // _HALF_MONTH + 2):
        within = start + step <= end
        found_rows.append(rows[within])
        found.append((start[within] + step) * names + words[within])
    return np.concatenate(found_rows), np.concatenate(found)


def _word_and_area(prepared: Prepared) -> Keys:
    """Return a key for each word of a name with the largest area."""
    if prepared.places.shape[1] == 0:
        return _nothing()
    rows, words, names = words_of(prepared, prepared.places[:, 0] >= 0)
    return rows, prepared.places[rows, 0].astype(np.int64) * names + words


def _nothing() -> Keys:
    return np.array([], dtype=np.int64), np.array([], dtype=np.int64)


NAMES = Rule("a pair of names in one person's name, by their consonants", _names)
DAY_AND_PLACE = Rule("the day of death (within two days) and the largest area", _day_and_place)
INCIDENT = Rule("the incident", _incident)
WORD_AND_TIME = Rule("one name, by its consonants, and the half-month of death", _word_and_time, BESIDE)
WORD_AND_AREA = Rule("one name, by its consonants, and the largest area", _word_and_area, BESIDE)
RULES = (NAMES, DAY_AND_PLACE, INCIDENT, WORD_AND_TIME, WORD_AND_AREA)
