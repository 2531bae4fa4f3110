"""The model of Fellegi and Sunter: for each field and level, how likely it is for two records of one person, and of two persons.

The match probability of a pair weighs it against its rivals: where a list names nobody twice, a record has at most one match in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.persons.comparisons import COMPARISONS, Comparison
from undercount.link.persons.crowds import Crowd, log_sum
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.persons.rival_kernel import weigh

VERSION = 3
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Hold what is learnt about one comparison.

    Args:
        comparison: The comparison.
        same: The chance of each level for two records of one person, within the level's group.
        other: The chance of each level for records of two persons.
    """

    comparison: Comparison
    same: Floats
    other: Floats

    @property
    def weights(self) -> Floats:
        """Return what each level tells for one person (nats): the logarithm of the ratio of both chances, 0 where nothing is known."""
        weights = np.zeros(len(self.same))
        told = np.array(self.comparison.groups) > 0
        weights[told] = np.log(self.same[told]) - np.log(self.other[told])
        return weights


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Hold a trained model.

    Args:
        fields: What is learnt about each comparison.
        lists: The lists' names.
        matched: For each pair of lists the expected number of persons whom both name.
        trained_on: How many candidate pairs it was trained on.
        rounds: How many rounds the training took.
        crowds: The ways in which two persons look alike; without any, each field is taken for itself.
        doubted: By what the odds of records are multiplied of which a field says that they are two persons, so that no more of them are
            one than is known to happen.
        place_levels: At which level places stood in training, so that they stand so wherever the model serves.
        version: The version of this format.
    """

    fields: tuple[Field, ...]
    lists: tuple[str, ...]
    matched: dict[tuple[int, int], float]
    trained_on: int
    rounds: int
    crowds: tuple[Crowd, ...] = ()
    doubted: float = 1.0
    place_levels: PlaceLevels = COLUMNS
    version: int = VERSION

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons that the model uses."""
        return tuple(field.comparison for field in self.fields)

    def weights(self, levels: Codes) -> Floats:
        """Return what all fields of each pair tell together (nats).

        Shapes: ``levels`` (pairs, fields).
        """
        total = np.zeros(len(levels))
        for column, field in enumerate(self.fields):
            total += np.log(field.same)[levels[:, column]] if self.crowds else field.weights[levels[:, column]]
        return total - log_sum(self.crowds, levels) if self.crowds else total

    def as_json(self) -> dict[str, Any]:
        """Return the model as it is saved."""
        return {
            "what": "undercount model of persons",
            "version": self.version,
            "lists": list(self.lists),
            "matched": [[self.lists[a], self.lists[b], number] for (a, b), number in sorted(self.matched.items())],
            "trained_on": self.trained_on,
            "rounds": self.rounds,
            "doubted": self.doubted,
            **({} if self.place_levels == COLUMNS else {"place_levels": self.place_levels.as_json()}),
            "crowds": [
                {"share": crowd.share, "chances": [chances.tolist() for chances in crowd.chances]}
                for crowd in self.crowds
            ],
            "fields": [
                {
                    "name": field.comparison.name,
                    "levels": [
                        {"level": level, "same": same, "other": other}
                        for level, same, other in zip(
                            field.comparison.levels, field.same.tolist(), field.other.tolist(), strict=True
                        )
                    ],
                }
                for field in self.fields
            ],
        }

    def save(self, path: Path) -> None:
        """Write the model to a file as JSON."""
        path.write_text(json.dumps(self.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_model(path: Path) -> Model:
    """Return a model from its file.

    Raises:
        LinkError: If the file is no model, is of a later version, or its levels are not those that this program compares by.
    """
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        version = held["version"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LinkError(
            f"a model of persons is a JSON file with a version; {path} is none: train anew, or name another file"
        ) from error
    if version != VERSION:
        raise LinkError(f"this program reads models of version {VERSION}; {path} has version {version}: train anew")
    try:
        return _from_json(held)
    except (KeyError, TypeError, ValueError) as error:
        raise LinkError(
            f"the model in {path} does not have the fields and levels that this program compares by: train anew"
        ) from error


def _from_json(held: dict[str, Any]) -> Model:
    known = {one.name: one for one in COMPARISONS}
    fields = []
    for field in held["fields"]:
        comparison = known[field["name"]]
        if tuple(level["level"] for level in field["levels"]) != comparison.levels:
            raise ValueError(comparison.name)
        same, other = (np.array([float(level[side]) for level in field["levels"]]) for side in ("same", "other"))
        fields.append(Field(comparison, same, other))
    lists = tuple(held["lists"])
    matched = {(lists.index(a), lists.index(b)): float(number) for a, b, number in held["matched"]}
    crowds = tuple(
        Crowd(float(crowd["share"]), tuple(np.array(chances, dtype=np.float64) for chances in crowd["chances"]))
        for crowd in held["crowds"]
    )
    return Model(
        tuple(fields),
        lists,
        matched,
        int(held["trained_on"]),
        int(held["rounds"]),
        crowds,
        float(held["doubted"]),
        PlaceLevels.from_json(held["place_levels"]) if "place_levels" in held else COLUMNS,
    )


@dataclass(frozen=True, slots=True, eq=False)
class ListPair:
    """Hold the candidates of one pair of lists.

    Args:
        lists: The two lists' numbers.
        places: Where these candidates stand among all.
        sizes: How many records each list has.
        single: Whether each list names nobody twice.
    """

    lists: tuple[int, int]
    places: npt.NDArray[np.signedinteger]
    sizes: tuple[int, int]
    single: tuple[bool, bool]

    @property
    def pairs(self) -> float:
        """Return how many pairs there are between the two lists, or inside the one."""
        first, second = self.sizes
        return first * (first - 1) / 2 if self.lists[0] == self.lists[1] else float(first * second)


def list_pairs(
    of: Codes, left: Rows, right: Rows, sizes: Rows, may_repeat: npt.NDArray[np.bool_]
) -> Iterator[ListPair]:
    """Yield the candidates of each pair of lists."""
    code = of[left].astype(np.int16)
    code *= len(sizes)
    code += of[right]
    for number in np.flatnonzero(np.bincount(code, minlength=1)):
        first, second = divmod(int(number), len(sizes))
        yield ListPair(
            (first, second),
            np.flatnonzero(code == number).astype(np.int32 if len(code) < 2**31 else np.int64),
            (int(sizes[first]), int(sizes[second])),
            (not may_repeat[first], not may_repeat[second]),
        )


def compete(odds: Floats, left: Rows, right: Rows, single: tuple[bool, bool], *, rounds: int = 12) -> Floats:
    """Return the match probability of each pair, given that a record has at most one match in a list without duplicates.

    The marginals of a random matching in which each pair counts by its odds, by passing messages along pairs: exact where the pairs form
    no cycle, and close to it elsewhere. Where lists may repeat persons, a pair stands alone.

    Args:
        odds: The prior odds of each pair times what its fields tell.
        left: The first record of each pair.
        right: The second.
        single: Whether the first list, and the second, names nobody twice.
        rounds: How often messages pass.

    References:
        Bayati, Shah and Sharma 2008, "Max-product for maximum weight matching", for the messages; here as sums, not maxima.
    """
    message = np.empty(len(odds))
    sums, sums_too = (np.zeros(int(side.max(initial=0)) + 1) for side in (left, right))
    weigh(np.asarray(odds, dtype=np.float64), left, right, single, rounds, sums, sums_too, message)
    return message
