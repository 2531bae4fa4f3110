"""Incident copies: pairs of incidents whose reports repeat one another, in wording or in one speaker's figures, and who was first.

They are shown and change no figure. A person who finds that a report repeats another's word says so of its claims, with
``undercount judge STUDY CLAIM correct --set origin=SOURCE``: claims of one origin about one scope then count once in the bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from undercount.link.incidents import Pair, Report, same_origin
from undercount.link.incidents.origins import Repetition
from undercount.record.tree import Tree
from undercount.study.export_incidents import Event


@dataclass(frozen=True, slots=True)
class IncidentCopy:
    """Say that the reports of two incidents repeat one another.

    Args:
        found: What shows it: wording before figures.
        first: The one whose claims were published first, the candidate for the origin; None where the days are missing or the same.
        claim: A claim of the other report, or of the second where nobody is first, whose origin still differs; None if none does.
    """

    found: Repetition
    first: str | None
    claim: str | None


def copies_of_incidents(
    pairs: Iterable[Pair], reports: Mapping[str, Report], events: Mapping[str, Event], places: Tree | None
) -> dict[tuple[str, str], IncidentCopy]:
    """Return what repeats one another among pairs that are joined, blocked or left to a person.

    Args:
        pairs: The pairs.
        reports: The reports by id.
        events: What the study knows of each incident.
        places: The place tree.
    """
    found = {}
    for pair in pairs:
        left, right = reports[pair.left], reports[pair.right]
        groups = same_origin([left, right], places=places)
        if groups and left.source != right.source:
            shown = next((e for e in groups[0].evidence if e.kind == "wording"), groups[0].evidence[0])
            first = _first(events[pair.left], events[pair.right])
            later = pair.left if first == pair.right else pair.right
            copy = IncidentCopy(shown, first, _other_origin(events[later], events[first or pair.left]))
            found[pair.left, pair.right] = copy
    return found


def _first(left: Event, right: Event) -> str | None:
    days = [min((row.published for row in event.claims if row.published), default="") for event in (left, right)]
    if not all(days) or days[0] == days[1]:
        return None
    return left.id if days[0] < days[1] else right.id


def _other_origin(later: Event, earlier: Event) -> str | None:
    """Return the first claim of the later report whose origin is none of the earlier one's."""
    known = {row.origin for row in earlier.claims}
    return next((row.claim for row in later.claims if row.origin not in known), None)
