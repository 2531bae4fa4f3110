"""Earlier versions: what people judged in a document that a newer version replaced, and which claims of the newer one say the same.

A judgement stands on the words of one version and counts for no other. Where the newer version has the same passage, with the same
number of the same act, that is said, and a person can judge it alike; nothing is carried over by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from undercount.counted import counted
from undercount.errors import UndercountError
from undercount.read.prose.claims import COUNTED
from undercount.record import Judgement
from undercount.study.earlier_words import Key, Line, item_of, key_of, likeness, otherwise, reader_of
from undercount.study.proposed import proposals_in

if TYPE_CHECKING:
    from undercount.study.decided import Decided

DECIDED = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "set-aside": "set aside"}
"""What a person did with a claim, in words."""

STANDS = ("accept", "correct")
"""The decisions by which a claim counts."""

_ALIKE = 0.5
"""The least share of common words of two passages of which one can be the other, corrected."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Before:
    """What a person decided on a claim of an earlier version that says what a claim of the newer one says.

    Args:
        claim: The claim of the earlier version.
        decision: What was decided on it last.
        because: The reason.
        values: What was corrected in it.
        grade: Its grade, or empty.
        otherwise: The fields that the newer version's claim has otherwise, though passage, number and act are the same.
    """

    claim: str
    decision: str
    because: str
    values: Mapping[str, Any] = field(default_factory=dict)
    grade: str = ""
    otherwise: tuple[str, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """Whether everything that was judged is the same, so that the newer claim can be judged alike."""
        return not self.otherwise

    def said(self) -> str:
        """Return in words what was decided, and what is read otherwise now."""
        now = f"; otherwise now: {', '.join(self.otherwise)}" if self.otherwise else ""
        return f"judged in the earlier version: {DECIDED[self.decision]} ({self.claim[:18]}: {self.because}){now}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "claim": self.claim,
            "decision": self.decision,
            "because": self.because,
            "otherwise": list(self.otherwise),
        }


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was judged in earlier versions of a study's documents and is not judged in the newer ones.

    Args:
        lost: Accepted and corrected claims of earlier versions that stand in no figure, by the newer version's name.
        before: For claims of newer versions on which nobody has decided what was decided on the same words.
        waits: Whether any claim of these newer versions waits for a person.
        repeated: Judged claims of earlier versions of whose words a claim of the newer one was judged: how well they were read counts once.
        unread: Whether nothing reads one of these newer versions, or not yet.
    """

    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    before: Mapping[str, Before] = field(default_factory=dict)
    waits: bool = False
    repeated: frozenset[str] = frozenset()
    unread: bool = False

    @property
    def unchanged(self) -> dict[str, Before]:
        """The claims of newer versions that can be judged as the earlier version's were."""
        return {claim: one for claim, one in self.before.items() if one.is_unchanged}

    @property
    def number_lost(self) -> int:
        """How many accepted claims of earlier versions stand in no figure."""
        return sum(map(len, self.lost.values()))

    def sentence(self, root: Path) -> str:
        """Return in one sentence what stands in no figure now, and what to do; empty where nothing was judged in an earlier version."""
        same = len(self.unchanged)
        alike = f'undercount judge {root} --unchanged --because "…"'
        if not self.lost:
            told = counted(same, "claim says", "claims say")
            return (
                f"{told} word for word what was judged in an earlier version of its document: {alike}" if same else ""
            )
        gone = f"{counted(self.number_lost, 'accepted claim')} of the earlier {self._documents()}"
        gone += f" {'stands' if self.number_lost == 1 else 'stand'} in no figure now"
        if same:
            told = counted(same, "claim of the newer version says", "claims of the newer version say")
            others = f"; the others: undercount queue {root}" if self.waits and same < self.number_lost else ""
            return f"{gone}; {told} word for word what was judged: {alike}{others}"
        if self.waits:
            return f"{gone}; judge what the newer version says: undercount queue {root}"
        if self.unread:
            return f"{gone}; the newer version is not read yet, or could not be: undercount read {root}"
        first = next(iter(self.lost.values()))[0][:18]
        return (
            f"{gone}, and nothing that was judged in the newer version says what they say: code what is missing on a claim sheet, or say "
            f'that it is gone: undercount judge {root} {first} set-aside --because "…"'
        )

    def _documents(self) -> str:
        names = list(self.lost)
        more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
        return f"{'version' if len(names) == 1 else 'versions'} of {', '.join(names[:_MOST_NAMED])}{more}"

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "lost": {name: list(claims) for name, claims in self.lost.items()},
            "before": {claim: one.as_json() for claim, one in self.before.items()},
        }


def earlier_in(opened: Decided, readings: Mapping[str, Iterable[Path]]) -> Earlier:
    """Return what was judged in earlier versions of a study's documents and is not judged in the newer ones.

    Args:
        opened: The study.
        readings: For each item the folders of what was read in it.
    """
    lost: dict[str, tuple[str, ...]] = {}
    before: dict[str, Before] = {}
    repeated: set[str] = set()
    waits = unread = False
    kept = _kept_in(opened)
    for item in dict.fromkeys(opened.state.latest_item(item_of(line)) for line in kept):
        old = [line for line in kept if item_of(line) != item and opened.state.latest_item(item_of(line)) == item]
        if not old:
            continue
        new = [*proposals_in(readings.get(item, ())), *(line for line in kept if item_of(line) == item)]
        fresh = [line for line in new if opened.decided(line["id"]) is None]
        done = [line for line in new if opened.decided(line["id"]) is not None]
        judged = {key_of(line) for line in done}
        before |= _before(old, [line for line in fresh if key_of(line) not in judged], opened)
        repeated.update(str(line["id"]) for line in old if key_of(line) in judged)
        gone = tuple(_lost(old, fresh, done, opened))
        if gone:
            lost[opened.items[item].name] = gone
            unread = unread or item not in readings
        waits = waits or bool(fresh)
    return Earlier(lost, before, waits, frozenset(repeated), unread)


def replaced_in(root: Path, items: Collection[str]) -> list[str]:
    """Return a sentence for each item that replaces a document of which people accepted claims; none where the study cannot be opened.

    Args:
        root: The study's folder.
        items: Items that were just added in the place of others (SHA-256).
    """
    from undercount.study.opened import Opened

    if not items:
        return []
    try:
        opened = Opened.open(root)
    except UndercountError:  # what is wrong with settings or registers is said by the command that needs them
        return []
    kept = _kept_in(opened)
    said = []
    for sha in sorted(items):
        old = [line for line in kept if item_of(line) != sha and opened.state.latest_item(item_of(line)) == sha]
        number = sum(1 for _ in _lost(old, [], [], opened)) if old else 0
        if number:
            stand = "stands" if number == 1 else "stand"
            said.append(
                f"{counted(number, 'accepted claim')} of the earlier version of {opened.items[sha].name} {stand} in no figure from now on; "
                f"`undercount read {root}` says what the newer version says word for word alike, and how to judge that at once"
            )
    return said


def _kept_in(opened: Decided) -> list[Line]:
    """Return the proposed claims on which a person decided, as the ledger keeps them."""
    standing = (claim for claim in opened.state.standing_claims() if "proposal" in claim.body)
    lines = ({"id": one.id, "claim": one.body, "proposal": one.body["proposal"]} for one in standing)
    return [line for line in lines if opened.decided(line["id"]) is not None]


def _before(old: Iterable[Line], fresh: Iterable[Line], opened: Decided) -> dict[str, Before]:
    """Return what was decided on the same words: of each judged claim one of the newer version, of several readers the same one's."""
    by_key: dict[Key, list[Line]] = defaultdict(list)
    for line in sorted(old, key=lambda one: _age(one, opened)):
        by_key[key_of(line)].append(line)
    new: dict[Key, list[Line]] = defaultdict(list)
    for line in fresh:
        new[key_of(line)].append(line)
    found = {}
    for key in (key for key in new if key in by_key):  # in the order of the document: the judgements' entries follow it
        was = [one for one in by_key[key] if _age(one, opened) == _age(by_key[key][0], opened)]
        mine = [one for one in new[key] if reader_of(one) == reader_of(was[0])] or new[key]
        mine = [one for one in mine if reader_of(one) == reader_of(mine[0])]
        for one in mine:
            alike = [line for line in was if otherwise(line, one) == ()]
            chosen = (alike or was)[0]
            more = [] if len(mine) == 1 and _is_one_verdict(alike or was, opened) else ["whether it is said once"]
            found[str(one["id"])] = _decided(chosen, (*otherwise(chosen, one), *more), opened)
    return found


def _is_one_verdict(lines: Iterable[Line], opened: Decided) -> bool:
    """Tell whether all of some claims were judged alike."""
    verdicts = [_decided(line, (), opened) for line in lines]
    return all((one.decision, one.values) == (verdicts[0].decision, verdicts[0].values) for one in verdicts)


def _decided(line: Line, otherwise: tuple[str, ...], opened: Decided) -> Before:
    judgements: tuple[Judgement, ...] = opened.judgements[line["id"]]
    last = opened.decided(line["id"])
    if last is None:
        raise ValueError(f"nobody decided on {line['id']}")
    values = {name: value for one in judgements if one.decision == "correct" for name, value in one.value.items()}
    grades = [str(one.value.get("grade", "")) for one in judgements if one.decision == "grade"]
    return Before(line["id"], last.decision, last.because, values, grades[-1] if grades else "", otherwise)


def _lost(old: list[Line], fresh: list[Line], done: list[Line], opened: Decided) -> Iterator[str]:
    """Yield the accepted claims of the last version that was judged for which nothing was decided in the newer one.

    Of versions before it only those claims are among them that the newer one says again: whatever else became of them was seen then.
    """
    nearest = min(_age(line, opened) for line in old)
    again, judged = {key_of(line) for line in fresh}, {key_of(line) for line in done}
    last = [line for line in old if _age(line, opened) == nearest and key_of(line) not in judged]
    settled = _settled(last, [line for line in done if key_of(line) not in {key_of(one) for one in old}])
    said: set[Key] = set()
    for line in sorted(old, key=lambda one: _age(one, opened)):
        key = key_of(line)
        counts = line["id"] not in settled if _age(line, opened) == nearest else key in again
        verdict = opened.decided(line["id"])
        if key in said | judged or verdict is None:
            continue
        said.add(key)
        if counts and verdict.decision in STANDS and _modality(line, opened) in COUNTED:
            yield str(line["id"])


def _modality(line: Line, opened: Decided) -> str:
    """Return how a judged claim's words are meant: as the ledger keeps it, for the tables of its reading may be gone."""
    corrected = [one.value["modality"] for one in opened.judgements[line["id"]] if "modality" in one.value]
    return str(corrected[-1] if corrected else line["proposal"]["modality"])


def _settled(old: Iterable[Line], done: Iterable[Line]) -> set[str]:
    """Return the claims whose passage stands in the newer version in other words, on which a person decided: each of these is one's."""
    pairs = [(likeness(a, b), str(a["id"]), str(b["id"])) for a in old for b in done]
    found: set[str] = set()
    taken: set[str] = set()
    for like, mine, other in sorted(pairs, key=lambda pair: -pair[0]):
        if like >= _ALIKE and mine not in found and other not in taken:
            found.add(mine)
            taken.add(other)
    return found


def _age(line: Line, opened: Decided) -> int:
    """Return how many versions came after a claim's document."""
    steps, item, seen = 0, item_of(line), set()
    while (newer := opened.state.items[item].superseded_by) is not None and newer not in seen:
        seen.add(newer)
        steps, item = steps + 1, newer
    return steps
