"""Registered: the places, actors, sources and incidents of a study, from its registers and from what its tables brought along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from undercount.errors import StudyError
from undercount.record import Membership, Place, Source, Space, actor_tree, suggest, vocabulary
from undercount.study.derived import CLAIMS, lists_of, tree_with
from undercount.study.evidence import Evidence

if TYPE_CHECKING:
    from undercount.link.incidents.judged import Judged


@dataclass(frozen=True)
class Registered(Evidence):
    """What a study knows by name, and the trees in which its scopes lie."""

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return all places by id."""
        return {p.id: p for p in (*self.derived.places, *self.registers.places)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Return all sources by id."""
        return {s.id: s for s in (*self.judged_sources, *self.derived.sources, *self.registers.sources)}

    @cached_property
    def judged_sources(self) -> tuple[Source, ...]:
        """Return the sources that only a text names, of proposed claims that were judged: their reading may be gone."""
        kept = (c.body["proposal"]["sources"] for c in self.state.claims.values() if "proposal" in c.body)
        return tuple(Source(name, "", None, words) for some in kept for name, words in some.items())

    @cached_property
    def actors(self) -> tuple[Membership, ...]:
        """Return all memberships; what a person wrote of an actor goes before what a table says."""
        written = {m.id for m in self.registers.actors}
        return (*self.registers.actors, *(m for m in self.derived.actors if m.id not in written))

    @cached_property
    def space(self) -> Space:
        """Return the trees in which scopes are boxes; an incident of a list that may repeat itself is a list of its own."""
        parted = self.judged_incidents.others
        return Space(
            places=tree_with(
                [(p.id, p.parent) for p in self.registers.places], ((p.id, p.parent) for p in self.derived.places)
            ),
            actors=actor_tree(self.actors),
            acts=vocabulary("act").tree(),
            targets=vocabulary("target").tree((f.id, f.kind) for f in self.registers.facilities),
            lists={i: f"{name}: {i}" if name in self.duplicates else name for i, name in self.incident_lists.items()},
            parted=parted,
            loose=frozenset(
                i for i, name in self.incident_lists.items() if name in self.duplicates and i not in parted
            ),
        )

    @cached_property
    def duplicates(self) -> frozenset[str]:
        """Return the lists of incidents that may tell of one incident more than once.

        Raises:
            StudyError: If one of them is no list with incidents.
        """
        lists = sorted(set(self.incident_lists.values()))
        for name in self.settings.duplicates:
            if name not in lists:
                remedy = suggest(name, lists) if lists else "read its table first"
                raise StudyError(
                    f"duplicates in [link] names lists of incidents; {name!r} is none that was read ({self.layout.settings}): {remedy}"
                )
        return frozenset(self.settings.duplicates)

    @cached_property
    def incident_lists(self) -> Mapping[str, str]:
        """Return for each incident the list that names it; what people coded by hand is a list of its own."""
        lists = lists_of(folder / CLAIMS for folder in self.folders)
        coded = {c.body["incident"] for c in self.state.claims.values() if c.body.get("incident")}
        return {**dict.fromkeys(coded, "study"), **lists}

    @cached_property
    def judged_incidents(self) -> Judged:
        """Return which incidents people judged to be one event, or to be different ones.

        Raises:
            LinkError: If judgements on incidents contradict each other.
        """
        from undercount.study.incident_judgements import judged_in

        return judged_in(self.state, {*self.incident_lists, *(i.id for i in self.registers.incidents)})

    @cached_property
    def _names(self) -> dict[tuple[str, str], tuple[str, str]]:
        found = {("place", p.id): (p.name_en, p.name_ar) for p in self.places.values()}
        found.update({("actor", a.id): (a.name_en, a.name_ar) for a in reversed(self.actors)})
        found.update({("source", s.id): (s.name_en, s.name_ar) for s in self.sources.values()})
        found.update({("target", t.id): (t.en, t.ar) for t in vocabulary("target").terms.values()})
        found.update({("target", f.id): (f.name_en, f.name_ar) for f in self.registers.facilities})
        return found

    def name(self, kind: str, thing: str, language: str) -> str:
        """Return the name of a place, actor, source or target in a language; its other name or its id where it has none."""
        en, ar = self._names.get((kind, thing), ("", ""))
        return ((ar or en) if language == "ar" else (en or ar)) or thing

    @cached_property
    def _registered(self) -> frozenset[str]:
        return frozenset([*(p.id for p in self.registers.places), *(a.id for a in self.registers.actors)])

    def gazetteer(self, node: str) -> str:
        """Return the prefix of the table that alone names a place or an actor; empty for what the registers name."""
        return "" if node in self._registered else node.partition(":")[0]
