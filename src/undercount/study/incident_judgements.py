"""Incident judgements: how a judgement names two incidents, and what people decided of pairs, as it stands in a ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from urllib.parse import unquote

from undercount.errors import StudyError
from undercount.ledger import State
from undercount.link.incidents import Verdict, verdicts_of
from undercount.link.incidents.judged import VERDICTS, Judged, judged
from undercount.record import Judgement, suggest
from undercount.study.record_pairs import escaped

PREFIX = "incident:"
"""Stands before an incident's id in what a judgement is about."""

Pair = tuple[str, str]


def incident_target(left: str, right: str) -> str:
    """Return what a judgement on two incidents is about, the same whichever is named first.

    Each is ``incident:ID``; blanks and ``%`` in an id are written as in a web address (``%20``), so that a blank parts the two.
    """
    return " ".join(PREFIX + escaped(one) for one in sorted((left, right)))


def incident_pair(target: str) -> Pair | None:
    """Return the two incidents that a judgement is about, or None where it is about something else."""
    words = target.split(" ")
    if len(words) != 2 or not all(word.startswith(PREFIX) for word in words):
        return None
    left, right = (unquote(word.removeprefix(PREFIX)) for word in words)
    return left, right


def verdicts_in(state: State) -> tuple[Verdict, ...]:
    """Return what people decided of pairs of incidents and nothing replaced, in the order in which they decided it."""
    standing = [one for target in state.judgements for one in state.standing_judgements(target)]
    found = []
    for one in sorted(standing, key=lambda each: each.entry):
        pair = incident_pair(str(one.body["target"]))
        if pair is not None and one.body["decision"] in VERDICTS and pair[0] != pair[1]:
            found.append(Verdict(*pair, one.body["decision"], one.body["because"], one.body["coder"]))
    return tuple(found)


def judged_in(state: State, incidents: Set[str]) -> Judged:
    """Return which incidents people judged to be one event, or to be different ones.

    What coders do not agree on is not judged. A judgement on an incident that is gone is not heard.

    Raises:
        LinkError: If a coder contradicts themselves (A is B, B is C, A is not C).
    """
    heard = [verdict for verdict in verdicts_in(state) if incidents >= set(verdict.pair)]
    return judged(heard, incidents)


def judgements_of_sheet(
    text: str, known: Collection[str], *, name: str = "the sheet", coder: str = ""
) -> Iterator[Judgement]:
    """Yield the judgements that a filled sheet of pairs of incidents holds, in the order of its rows.

    Args:
        text: The sheet, ``build/link/incident_pairs.csv`` with its last three columns filled in where somebody judged.
        known: The ids of the study's incidents.
        name: The sheet's name, for messages.
        coder: Who judged where no row names a coder; empty is nobody.

    Raises:
        LinkError: If a column is missing, a row's verdict is no known word or lacks its reason or coder, or a coder gives one pair two
            verdicts.
        StudyError: If a row names an incident that the study does not have.
    """
    for verdict in verdicts_of(text, name=name, coder=coder):
        for one in verdict.pair:
            if one not in known:
                raise StudyError(
                    f"a judgement is on incidents of the study; {one!r} is none: {suggest(one, known)}, or write the sheet anew"
                )
        yield Judgement(incident_target(*verdict.pair), verdict.verdict, verdict.reason, verdict.coder)
