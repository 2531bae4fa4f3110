"""Linked: the persons of a study's lists, with everything that follows from linking them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from undercount import __version__
from undercount.engine import LOCAL, Engine
from undercount.errors import StudyError
from undercount.ledger.disk import Progress
from undercount.link.register import NOWHERE, Register
from undercount.read.captures import CaptureTable
from undercount.record.canonical import JSON, content_id
from undercount.study.inherited import Kept, kept_of
from undercount.study.list_tables import ListRows
from undercount.study.lists import Linking
from undercount.study.record_pairs import target_of
from undercount.study.room import enough_memory, need_room
from undercount.study.victim_ids import Record, victim_ids

if TYPE_CHECKING:
    from undercount.link.persons import Draws, Judgement, Linkage, Options, Recall
    from undercount.study.kept_model import Trained

Rows = npt.NDArray[np.int64]

DRAW = "draw"
"""The column that tells drawn linkages apart."""

COUNT = "count"
"""The column of persons."""


@dataclass(frozen=True, eq=False)
class LinkedPersons:
    """Hold which records of a study's lists are one person, how sure that is, and what follows.

    Args:
        lists: The lists' records.
        settings: How they are linked.
        judgements: The judgements that stand, in order.
        linkage: The best linkage, with all pairs.
        draws: Linkages drawn from what is not sure.
        recall: The estimated recall of blocking.
        kept: What persons inherit from their records.
        inputs: Names everything that the linkage follows from: bytes, settings, judgements, a kept model and the program's version.
        was_kept: Whether the model was kept from an earlier run.
    """

    lists: tuple[ListRows, ...]
    settings: Linking
    judgements: tuple[Judgement, ...]
    linkage: Linkage
    draws: Draws
    recall: Recall
    kept: tuple[Kept, ...]
    inputs: str
    was_kept: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The lists' names."""
        return tuple(one.declared.name for one in self.lists)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Each record's list and id, list after list."""
        return tuple((one.declared.name, record) for one in self.lists for record in one.ids)

    @cached_property
    def victims(self) -> tuple[str, ...]:
        """The id of each record's victim."""
        of = self.linkage.prepared.of.tolist()
        return tuple(victim_ids(self.linkage.clusters.of.tolist(), of, self.records))

    @property
    def persons(self) -> int:
        """How many persons the best linkage has."""
        return len(np.unique(self.linkage.clusters.of))

    def table(self, draws: int | None, by: Sequence[str]) -> CaptureTable:
        """Return the capture histories with their counts: of the best linkage, or of so many drawn ones, told apart by ``draw``.

        Args:
            draws: How many drawn linkages; None for the best linkage alone.
            by: What of the kept columns parts the persons.
        """
        kept = [one for name in by for one in self.kept if one.name == name]
        columns: dict[str, list[str]] = {
            name: [] for name in (*([DRAW] if draws else []), *self.names, *(one.name for one in kept), COUNT)
        }
        for number in range(draws or 1):
            persons = self.draws.persons[number] if draws else self.linkage.clusters.of
            rows, counts = self._counted(persons, kept)
            if draws:
                columns[DRAW] += [str(number + 1)] * len(rows)
            for at, name in enumerate(self.names):
                columns[name] += [str(cell) for cell in rows[:, at].tolist()]
            for at, one in enumerate(kept, len(self.names)):
                columns[one.name] += [one.label(cell) for cell in rows[:, at].tolist()]
            columns[COUNT] += [str(count) for count in counts.tolist()]
        return CaptureTable("the linked lists", columns, tuple(range(2, len(columns[COUNT]) + 2)))

    def _counted(self, persons: Rows, kept: Sequence[Kept]) -> tuple[Rows, Rows]:
        """Return each history and part that somebody has, and how many persons have it."""
        from undercount.link.persons.linking import histories_of

        bits = histories_of(persons, self.linkage.prepared).astype(np.int64)
        rows = np.concatenate([bits, *(one.of(persons)[:, None] for one in kept)], axis=1)
        found, counts = np.unique(rows, axis=0, return_counts=True)
        return found, counts.astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Hold how a study's lists are to be linked.

    Args:
        settings: The study's settings.
        judgements: The judgements that stand, in order.
        draws: How many linkages are drawn; the first of them are the same however many are.
        trained: What a kept model lends; None to train one on these lists.
        places: The study's register of places.
    """

    settings: Linking
    judgements: Sequence[Judgement]
    draws: int
    trained: Trained | None = None
    places: Register = NOWHERE


def link_persons(lists: Sequence[ListRows], asked: Asked, *, engine: Engine = LOCAL, report: Progress) -> LinkedPersons:
    """Link a study's lists.

    Args:
        lists: The lists' records.
        asked: How to link them.
        engine: Where records are compared.
        report: Told of the progress.

    Raises:
        LinkError: If a list or a judgement is not as it must be, there is nothing to link, the memory does not suffice, or Spark is not
            there.
    """
    records = sum(map(len, lists))
    need_room(records)
    with enough_memory(f"{records:,} records", records):
        from undercount.link.persons import draw, estimated_recall, link

    options, trained = options_of(asked.settings), asked.trained
    with enough_memory(f"{records:,} records", records):
        report("comparing records", 0, 0)
        linkage = link(
            [replace(one.declared.of(one.columns), rows=one.rows) for one in lists],
            judgements=asked.judgements,
            model=None if trained is None else trained.model,
            frequencies=None if trained is None else trained.frequencies,
            register=asked.places,
            options=options,
            engine=engine.name,
            cores=engine.cores,
            master=engine.master,
            session=engine.session,
        )
        report("estimating what blocking misses", 0, 0)
        recall = estimated_recall(linkage)
        report("drawing linkages", 0, 0)
        drawn = draw(linkage, asked.draws, np.random.default_rng([asked.settings.seed, 1]), recall=recall)
    found = LinkedPersons(
        tuple(lists),
        asked.settings,
        tuple(asked.judgements),
        linkage,
        drawn,
        recall,
        kept_of(lists),
        inputs_of(
            lists,
            asked.settings,
            asked.judgements,
            model=None if trained is None else trained.sha256,
            places=asked.places,
        ),
        trained is not None,
    )
    if found.linkage.prepared.ids != tuple(record for _, record in found.records):
        raise StudyError(
            "the records that were linked are not those of the lists: this is an error of the program; report it"
        )
    return found


def options_of(settings: Linking) -> Options:
    """Return how lists are linked, from a study's settings."""
    from undercount.link.persons import Options

    return Options(threshold=settings.threshold, cut=settings.cut, seed=settings.seed)


def inputs_of(
    lists: Sequence[ListRows],
    settings: Linking,
    judgements: Sequence[Judgement],
    *,
    model: str | None,
    places: Register,
) -> str:
    """Return what names everything that a linkage follows from: bytes, declarations, settings, judgements, model, the program's version.

    Args:
        lists: The lists' records.
        settings: How to link.
        judgements: The judgements that stand, in order.
        model: The hash of the kept model, or None.
        places: The study's register of places.
    """
    return content_id(
        "linkage",
        {
            "version": __version__,
            "lists": [{"item": one.item.sha256, **_plain(one.declared.as_json())} for one in lists],
            "settings": _plain(asdict(settings)),
            "judgements": [[target_of((one.one, one.other)), one.verdict.value, one.coder] for one in judgements],
            **({} if model is None else {"model": model}),
            **_known_places(places),
        },
    )


def _known_places(places: Register) -> dict[str, JSON]:
    """Return a register of places for an id: its names, and what lies in what where places do."""
    if not places:
        return {}
    names, shared = ({place: list(words) for place, words in of.items()} for of in (places.names, places.shared))
    return {"places": names, **({"places_shared": shared, "places_in": dict(places.parents)} if places.parents else {})}


def _plain(value: dict[str, object]) -> dict[str, str]:
    """Return settings as text, since an id is made of no fraction."""
    return {name: repr(one) for name, one in value.items()}
