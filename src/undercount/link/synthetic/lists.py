"""Draw the dead, who is on which list, and the lists' records, block by block from one seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undercount.link.synthetic import capture, vocabulary
from undercount.link.synthetic.design import Design
from undercount.link.synthetic.people import Ints, People, people
from undercount.link.synthetic.stream import stream
from undercount.link.synthetic.vocabulary import Names, Texts, texts
from undercount.link.synthetic.writing import SEXES, Rolls, dates, labels, records

Columns = Mapping[str, NDArray[Any]]
"""A table by columns of equal length, as DuckDB reads it: numbers, or objects that are texts, whole numbers or None."""

BLOCK = 100_000
"""Persons in a block: what is drawn together, whoever asks for it."""


@dataclass(frozen=True, slots=True)
class SyntheticLists:
    """Hold lists of the dead, and the truth about them.

    Args:
        design: What was asked.
        seed: What the streams started from.
        lists: Each list's records: ``record`` and the list's fields.
        truth: For each list, record by record: ``record``, ``person``, and ``copied_from``, the record of another list that it repeats.
        population: All the dead, on a list or not, one row each: ``person``; the correct ``given``, ``father``, ``grandfather`` and
            ``family`` name in Arabic; ``sex``, ``age``, ``born``, ``died``, ``place``, ``governorate``; ``incident`` and ``household`` by
            number; ``class``; and ``history``, whose bit *k* says whether list *k* names them.
    """

    design: Design
    seed: int
    lists: Mapping[str, Columns]
    truth: Mapping[str, Columns]
    population: Columns

    @property
    def histories(self) -> Ints:
        """How many persons have each history, those on no list first; shape ``(2 ** lists,)``."""
        counts = np.bincount(self.population["history"], minlength=1 << len(self.design.lists))
        return counts.astype(np.int64)


def generate(design: Design, seed: int) -> SyntheticLists:
    """Draw synthetic lists of the dead, whole in memory: about 1 KB a record.

    The same design and seed give the same lists. Each kind of chance has its own stream, so that changing one setting leaves the
    rest as it was: the same persons, the same deaths, the same slips elsewhere.

    Args:
        design: What is asked.
        seed: What the streams start from.

    Examples:
        >>> design = Design(persons=1_000, lists=(ListDesign("A", 0.5), ListDesign("B", 0.3)), pairs=(("A", "B", 2.0),))
        >>> drawn = generate(design, seed=1)
        >>> len(drawn.population["person"]), list(drawn.lists)
        (1000, ['A', 'B'])
    """
    parts = list(chunks(design, seed))
    if len(parts) == 1:
        return parts[0]
    return SyntheticLists(
        design=design,
        seed=seed,
        lists={name: _joined([part.lists[name] for part in parts]) for name in design.names},
        truth={name: _joined([part.truth[name] for part in parts]) for name in design.names},
        population=_joined([part.population for part in parts]),
    )


def chunks(design: Design, seed: int) -> Iterator[SyntheticLists]:
    """Yield the lists that ``generate`` returns in blocks of 100,000 persons, so that any number of records fits.

    Args:
        design: What is asked.
        seed: What the streams start from.
    """
    written = dict.fromkeys(design.names, 0)
    incidents = households = 0
    names = vocabulary.names(design.surnames, design.towns, design.governorates)
    for block, first in enumerate(range(0, design.persons, BLOCK)):
        who = people(design, seed, block, first, min(BLOCK, design.persons - first))
        history = capture.draw(design.own(), who.group, stream(seed, block, "histories"))
        part = _write_lists(design, seed, block, _Block(who, history, names, written))
        part.population["incident"][:] += incidents
        part.population["household"][:] += households
        incidents += int(who.incident[-1]) + 1
        households += int(who.household[-1]) + 1
        for name in design.names:
            written[name] += len(part.truth[name]["person"])
        yield part


@dataclass(frozen=True, slots=True)
class _Block:
    """Hold what the lists of a block are written from, and those that are written.

    Args:
        who: The block's persons.
        history: On which lists each of them is so far; later lists add whom they copy.
        names: The tables of names.
        before: How many records each list has in earlier blocks.
        rows: For each list that is written, the place in ``who`` of each record's person.
        lists: Their columns.
        truth: Their truth.
    """

    who: People
    history: Ints
    names: Names
    before: Mapping[str, int]
    rows: dict[str, Ints] = field(default_factory=dict)
    lists: dict[str, Columns] = field(default_factory=dict)
    truth: dict[str, Columns] = field(default_factory=dict)


def _write_lists(design: Design, seed: int, block: int, held: _Block) -> SyntheticLists:
    for number, one in enumerate(design.lists):
        rolls = Rolls(seed, block, one.name)
        own = np.flatnonzero((held.history >> number) & 1)
        copied = _copy(design, number, held, rolls)
        everybody = np.concatenate([own, *copied.values()])
        twice = everybody[rolls("twice").random(len(held.history))[everybody] < one.duplicates]
        anew = np.concatenate([own, twice])
        tables: list[Columns] = [records(one, held.who, anew, held.names, rolls)]
        origins: list[Texts] = [np.full(len(anew), None, dtype=object)]
        for source, persons in copied.items():
            first = _first_records(persons, held.rows[source])
            theirs = {name: column[first] for name, column in held.lists[source].items()}
            tables.append(_repeated(theirs, tables[0], labels(held.who, one.name, rolls)[held.who.incident[persons]]))
            origins.append(theirs["record"])
        at = np.concatenate([anew, *copied.values()])
        order = rolls("order").permutation(len(at))
        before = held.before[one.name]
        ids = texts([f"{one.name}-{before + place:08d}" for place in range(1, len(at) + 1)])
        columns = {name: np.concatenate([table[name] for table in tables])[order] for name in tables[0]}
        held.rows[one.name] = at[order]
        held.lists[one.name] = {"record": ids, **columns}
        person, origin = held.who.person[at[order]], np.concatenate(origins)[order]
        held.truth[one.name] = {"record": ids, "person": person, "copied_from": origin}
    return SyntheticLists(design, seed, held.lists, held.truth, _population(held))


def _copy(design: Design, number: int, held: _Block, rolls: Rolls) -> dict[str, Ints]:
    """Return whom a list copies from each of its sources, and enter them in the histories."""
    history, copied = held.history, {}
    for source, rate in design.lists[number].copies.items():
        other = design.names.index(source)
        may = (((history >> other) & 1) == 1) & (((history >> number) & 1) == 0)
        copied[source] = np.flatnonzero(may & (rolls("copies", source).random(len(history)) < rate))
        history[copied[source]] |= 1 << number
    return copied


def _first_records(persons: Ints, rows: Ints) -> Ints:
    """Return for each person the first record of a list that is theirs."""
    there, first = np.unique(rows, return_index=True)
    return np.asarray(first[np.searchsorted(there, persons)], dtype=np.int64)


def _repeated(theirs: Columns, own: Columns, incident: Texts) -> Columns:
    """Return another list's records in the columns of the list that copies them, which files them under its own incidents."""
    count = len(theirs["record"])
    found = {name: theirs.get(name, np.full(count, None, dtype=object)) for name in own}
    return {**found, "incident": incident} if "incident" in own else found


def _population(held: _Block) -> Columns:
    who, names = held.who, held.names
    return {
        "person": who.person,
        **{name: names.given.arabic[getattr(who, name), 0] for name in ("given", "father", "grandfather")},
        "family": names.families.arabic[who.family, 0],
        "sex": SEXES[who.woman.astype(np.int64)],
        "age": who.age,
        "born": dates(who.born),
        "died": dates(who.died),
        "place": names.towns.arabic[who.town, 0],
        "governorate": names.governorates.latin[who.governorate, 0],
        "incident": who.incident.copy(),
        "household": who.household.copy(),
        "class": who.group,
        "history": held.history,
    }


def _joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
