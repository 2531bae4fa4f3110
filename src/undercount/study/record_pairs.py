"""Pairs of records: how a judgement names them, and the judgements of pairs that stand in a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from undercount.errors import StudyError
from undercount.record import suggest
from undercount.study.victim_ids import Record

if TYPE_CHECKING:
    from undercount.ledger import State
    from undercount.link.persons import Judgement

VERDICTS = ("same", "different", "unsure")
"""The decisions on a pair of records: one person, two persons, or left to the model."""

_PREFIX = "person:"
Pair = tuple[Record, Record]


def target_of(pair: Pair) -> str:
    """Return what a judgement on two records is about, the same whichever is named first.

    Each record is ``person:LIST:ID``; blanks and ``%`` in an id are written as in a web address (``%20``), so that a blank parts the two.
    """
    return " ".join(_PREFIX + f"{name}:{escaped(record)}" for name, record in sorted(pair))


def escaped(record: str) -> str:
    """Return an id as it stands in a judgement's target, where a blank parts two ids."""
    return "".join(quote(c, safe="") if c == "%" or c.isspace() or not c.isprintable() else c for c in record)


def pair_in(target: str) -> Pair | None:
    """Return the two records that a judgement is about, or None where it is about something else."""
    words = target.split(" ")
    if len(words) != 2 or not all(word.startswith(_PREFIX) for word in words):
        return None
    (one, _, first), (other, _, second) = (word.removeprefix(_PREFIX).partition(":") for word in words)
    return (one, unquote(first)), (other, unquote(second))


def judgements_in(state: State) -> tuple[Judgement, ...]:
    """Return the judgements on pairs of records that stand in a ledger, in the order in which they were made."""
    from undercount.link.persons import Judgement, Verdict

    standing = [one for target in state.judgements for one in state.standing_judgements(target)]
    found = []
    for one in sorted(standing, key=lambda each: each.entry):
        pair = pair_in(str(one.body["target"]))
        if pair is not None and one.body["decision"] in VERDICTS and pair[0] != pair[1]:
            found.append(
                Judgement(*pair, Verdict(one.body["decision"]), reason=one.body["because"], coder=one.body["coder"])
            )
    return tuple(found)


def named_pair(text: str, known: Mapping[str, Iterable[str]]) -> Pair:
    """Return the two records that a person names as ``LIST:ID LIST:ID``.

    An id may hold blanks: the second record begins where the name of a list and a colon stand.

    Args:
        text: What the person wrote.
        known: The ids of each declared list.

    Raises:
        StudyError: If it does not name two records, or one is in no declared list.
    """
    parts = text.split()
    words = text.strip()
    splits = [(words[:at].strip(), words[at:].strip()) for at in _places(words, known)]
    for one, other in splits:
        if all(_is_there(word, known) for word in (one, other)):
            pair = _record(one, known), _record(other, known)
            if pair[0] == pair[1]:
                raise StudyError(f"a judgement is about two records; {one!r} is named twice: name the other one")
            return pair
    if len(parts) < 2 or not splits:
        if len(parts) > 1 and all(":" in part for part in parts):
            _refuse_unknown(parts[0], known)
            _refuse_unknown(parts[1], known)
        raise StudyError(
            f'two records are named as "LIST:ID LIST:ID"; {text!r} is not so: copy both from build/link/pairs.csv, in quotation marks'
        )
    for word in splits[-1]:
        _refuse_unknown(word, known)
    raise StudyError(f"two records are needed; {text!r} names none: copy both from build/link/pairs.csv")


def _places(words: str, known: Mapping[str, Iterable[str]]) -> list[int]:
    """Return where the second record can begin: at a blank before the name of a list and a colon."""
    starts = tuple(f"{prefix}{name}:" for name in known for prefix in ("", _PREFIX))
    return [at for at, c in enumerate(words) if c == " " and words[at + 1 :].startswith(starts)]


def _parts(word: str) -> tuple[str, str]:
    name, _, record = word.removeprefix(_PREFIX).partition(":")
    return name, record


def _is_there(word: str, known: Mapping[str, Iterable[str]]) -> bool:
    name, record = _parts(word)
    return name in known and (record in known[name] or unquote(record) in known[name])


def _record(word: str, known: Mapping[str, Iterable[str]]) -> Record:
    name, record = _parts(word)
    return name, record if record in known[name] else unquote(record)


def _refuse_unknown(word: str, known: Mapping[str, Iterable[str]]) -> None:
    name, record = _parts(word)
    if name not in known:
        remedy = suggest(name, known) if known else "declare it with [[list]]"
        raise StudyError(f"a record is of a list that study.toml declares; {name!r} in {word!r} is none: {remedy}")
    if not _is_there(word, known):
        raise StudyError(
            f"a record must be in its list; list {name!r} has no record {record!r}: {suggest(record, sorted(known[name]))}"
        )
