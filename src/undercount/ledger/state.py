"""Replay: what is true now, as a pure function of the entries.

Nothing here raises for what the entries *say*: a ledger is never rewritten, so a decision about something that does
not exist is kept and listed among :attr:`State.problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from undercount.ledger.entry import Entry
from undercount.record.canonical import content_id

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemState:
    """A captured file, as its latest entry describes it.

    Attributes:
        sha256: Its name.
        entry: Index of its latest entry.
        first: Index of its first entry.
        body: What the latest entry says.
        superseded_by: The item that supersedes it, or None.
    """

    sha256: str
    entry: int
    first: int
    body: Mapping[str, Any]
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingState:
    """One reading of an item by a reader; a later one of the same id is the same reading done again."""

    id: str
    entry: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClaimState:
    """A hand-coded claim.

    Attributes:
        id: Its content id.
        entry: Index of the entry that last put it in.
        body: The claim.
        withdrawn: Why it was withdrawn; None while it stands.
        withdrawn_at: Index of the entry that withdrew it; None while it stands.
    """

    id: str
    entry: int
    body: Mapping[str, Any]
    withdrawn: str | None = None
    withdrawn_at: int | None = None


@dataclass(frozen=True, slots=True)
class JudgementState:
    """One person's decision.

    Attributes:
        id: Its own id if its body has one, else the content id of the body.
        entry: Index of its entry.
        at: When.
        by: Who wrote the entry.
        body: The judgement.
        superseded_by: Index of the entry that supersedes it; None while it stands.
    """

    id: str
    entry: int
    at: str
    by: str
    body: Mapping[str, Any]
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class CheckpointState:
    """The last checkpoint: its note is here, unchecked; :func:`~undercount.ledger.verify.verify` checks it."""

    entry: int
    at: str
    note: str
    published: str | None


@dataclass(frozen=True, slots=True)
class State:
    """What follows from a ledger's entries.

    Attributes:
        size: Number of entries replayed.
        items: SHA-256 to item.
        readings: Reading id to reading.
        claims: Claim id to hand-coded claim, standing or withdrawn.
        registers: Register name to the SHA-256 of its latest bytes, or None once it was removed.
        judgements: Target to its judgements in order, superseded ones included.
        questions: Question name to what is asked, or None once it is asked no more.
        checkpoint: The last checkpoint.
        problems: Sentences about entries that name something that does not exist.
    """

    size: int = 0
    items: Mapping[str, ItemState] = field(default_factory=lambda: _NONE)
    readings: Mapping[str, ReadingState] = field(default_factory=lambda: _NONE)
    claims: Mapping[str, ClaimState] = field(default_factory=lambda: _NONE)
    registers: Mapping[str, str | None] = field(default_factory=lambda: _NONE)
    judgements: Mapping[str, tuple[JudgementState, ...]] = field(default_factory=lambda: _NONE)
    questions: Mapping[str, Mapping[str, Any] | None] = field(default_factory=lambda: _NONE)
    checkpoint: CheckpointState | None = None
    problems: tuple[str, ...] = ()

    def standing_claims(self) -> tuple[ClaimState, ...]:
        """Give the claims that are not withdrawn, in the order in which they were first put in."""
        return tuple(claim for claim in self.claims.values() if claim.withdrawn is None)

    def standing_judgements(self, target: str) -> tuple[JudgementState, ...]:
        """Give the judgements of a target that no later one supersedes, in order."""
        return tuple(one for one in self.judgements.get(target, ()) if one.superseded_by is None)

    def latest_item(self, sha256: str) -> str:
        """Follow the chain of supersession from an item to the one that nothing supersedes."""
        return latest(self.items, sha256)


def latest(items: Mapping[str, ItemState], sha256: str) -> str:
    """Follow the chain of supersession from an item to the one that nothing supersedes."""
    seen = {sha256}
    while (item := items.get(sha256)) and item.superseded_by and item.superseded_by not in seen:
        sha256 = item.superseded_by
        seen.add(sha256)
    return sha256


def judgement_id(body: Mapping[str, Any]) -> str:
    """Give a judgement's id: its own if the body has one, else the content id of the body."""
    own = body.get("id")
    return own if isinstance(own, str) else content_id("judgement", dict(body))


def replay(entries: Iterable[Entry], start: State | None = None) -> State:
    """Give the state that follows from entries.

    Args:
        entries: Entries in order.
        start: The state before the first of them; None is the empty state. It is not changed.

    Returns:
        The state after the last. Replaying a beginning and then the rest gives the same as replaying the whole.

    Raises:
        ValueError: The first entry is not the one that follows ``start``, or one is left out.
    """
    work = _Work(start or State())
    for entry in entries:
        work.take(entry)
    return work.state()


class _Work:
    """A state that is being built; copied once at the start and frozen at the end."""

    def __init__(self, start: State) -> None:
        self._size = start.size
        self._items = dict(start.items)
        self._readings = dict(start.readings)
        self._claims = dict(start.claims)
        self._registers = dict(start.registers)
        self._judgements = dict(start.judgements)
        self._questions = dict(start.questions)
        self._checkpoint = start.checkpoint
        self._problems = list(start.problems)
        made = sorted((one for some in start.judgements.values() for one in some), key=lambda one: one.entry)
        self._target_of = {one.id: str(one.body["target"]) for one in made}

    def take(self, entry: Entry) -> None:
        if entry.index != self._size:
            raise ValueError(f"entry {entry.index} cannot follow a state of {self._size} entries")
        self._size += 1
        _TAKE[entry.kind](self, entry)

    def state(self) -> State:
        return State(
            size=self._size,
            items=MappingProxyType(self._items),
            readings=MappingProxyType(self._readings),
            claims=MappingProxyType(self._claims),
            registers=MappingProxyType(self._registers),
            judgements=MappingProxyType(self._judgements),
            questions=MappingProxyType(self._questions),
            checkpoint=self._checkpoint,
            problems=tuple(self._problems),
        )

    def item(self, entry: Entry) -> None:
        body = entry.body
        name = body["sha256"]
        before = self._items.get(name)
        first, superseded = (before.first, before.superseded_by) if before else (entry.index, None)
        old = body.get("supersedes")
        if superseded and old == latest(self._items, name):
            superseded = None  # the earlier bytes take the place of those that took theirs
        self._items[name] = ItemState(name, entry.index, first, body, superseded)
        if old is None:
            return
        if old == name or old not in self._items:
            self._problem(entry, f"supersedes the item {old}, which is not in the ledger before it")
        else:
            self._items[old] = replace(self._items[old], superseded_by=name)

    def reading(self, entry: Entry) -> None:
        body = entry.body
        if body["item"] not in self._items:
            self._problem(entry, f"reads the item {body['item']}, which is not in the ledger before it")
        self._readings[body["id"]] = ReadingState(body["id"], entry.index, body)

    def claim(self, entry: Entry) -> None:
        body = entry.body
        name = body["id"]
        if "withdrawn" not in body:
            self._claims[name] = ClaimState(name, entry.index, body)
        elif name in self._claims:
            self._claims[name] = replace(self._claims[name], withdrawn=body["because"], withdrawn_at=entry.index)
        else:
            self._problem(entry, f"withdraws the claim {name}, which is not in the ledger before it")

    def register(self, entry: Entry) -> None:
        self._registers[entry.body["name"]] = entry.body.get("sha256")

    def judgement(self, entry: Entry) -> None:
        body = entry.body
        name, target = judgement_id(body), body["target"]
        old = body.get("supersedes")
        if old is not None and old in self._target_of:
            place = self._target_of[old]
            self._judgements[place] = tuple(
                replace(one, superseded_by=entry.index) if one.id == old and one.superseded_by is None else one
                for one in self._judgements[place]
            )
        elif old is not None:
            self._problem(entry, f"supersedes the judgement {old}, which is not in the ledger before it")
        self._target_of[name] = target
        made = JudgementState(name, entry.index, entry.at, entry.by, body)
        self._judgements[target] = (*self._judgements.get(target, ()), made)

    def question(self, entry: Entry) -> None:
        self._questions[entry.body["name"]] = entry.body.get("question")

    def checkpoint(self, entry: Entry) -> None:
        note, published = entry.body["note"], entry.body.get("published")
        self._checkpoint = CheckpointState(entry.index, entry.at, note, published)

    def _problem(self, entry: Entry, what: str) -> None:
        self._problems.append(f"Entry {entry.index} ({entry.kind}) {what}.")


_TAKE: Mapping[str, Callable[[_Work, Entry], None]] = {
    "item": _Work.item,
    "reading": _Work.reading,
    "claim": _Work.claim,
    "register": _Work.register,
    "judgement": _Work.judgement,
    "question": _Work.question,
    "checkpoint": _Work.checkpoint,
}
