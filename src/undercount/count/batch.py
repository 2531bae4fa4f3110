"""Batch: which questions can be answered together, and on which tree of places and actors.

A table that names places and actors in its own words brings a gazetteer of its own. What two gazetteers name may be one place, or one
inside the other, and nobody has said which: a count at ``ucdp:aleppo`` and a count at ``airwars:aleppo`` must never be added as
if they were two places. So where claims of several gazetteers meet, each claim is only known to lie in the narrowest entry that the
study's own register has for it; the entries that a question itself names stay, for that gazetteer's own claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from undercount.count.clocks import agreeing
from undercount.count.frame import Assertion, Extent, Frame, frame
from undercount.count.result import Constraint
from undercount.errors import CountError
from undercount.record import Scope, Space, Tree, Vocabulary

Gazetteer = Callable[[str], str]
"""Gives for a node the gazetteer that names it: empty for the study's own register."""

Nodes = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions that are answered on the same constraints.

    Args:
        indices: Which of the questions asked they are.
        questions: The questions, in the dimensions in which the count is additive.
        frame: The constraints with each claim's role.
        space: The trees in which they are boxes.
    """

    indices: tuple[int, ...]
    questions: tuple[Scope, ...]
    frame: Frame
    space: Space

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What the admitted claims say."""
        return self.frame.constraints


def batches(
    questions: Sequence[Scope],
    assertions: Sequence[Assertion],
    *,
    extents: Mapping[str, Extent],
    acts: Vocabulary,
    space: Space,
    gazetteer: Gazetteer,
) -> list[Batch]:
    """Frame the admitted claims for questions, those together that can be answered on the same constraints.

    Args:
        questions: The scopes asked about.
        assertions: The admitted claims, all of the unit that is asked for.
        extents: Where and when each incident was.
        acts: The list of acts.
        space: The trees in which scopes are boxes, with everything that tables brought along.
        gazetteer: Gives for a node of places or actors the gazetteer that names it.

    Raises:
        CountError: If one question names entries of two gazetteers, which may be one place or one actor.
    """
    mixed = (
        _is_mixed((a.scope.places for a in assertions), space.places, gazetteer),
        _is_mixed((a.scope.actors for a in assertions), space.actors, gazetteer),
    )
    groups: dict[tuple[str, str], list[int]] = {}
    for index, question in enumerate(questions):
        key = (
            _own(question.places, gazetteer) if mixed[0] else "",
            _own(question.actors, gazetteer) if mixed[1] else "",
        )
        groups.setdefault(key, []).append(index)
    made: list[Batch] = []
    for indices in groups.values():
        asked = [questions[i] for i in indices]
        lift = _Lift(asked, space, gazetteer, mixed)
        said = assertions if not any(mixed) else [lift.assertion(a) for a in assertions]
        where = extents if not mixed[0] else {i: lift.extent(e) for i, e in extents.items()}
        made += _framed(indices, asked, said, agreeing(where, lift.space), acts, lift.space)
    return sorted(made, key=lambda batch: batch.indices)


def _framed(
    indices: Sequence[int],
    asked: Sequence[Scope],
    said: Sequence[Assertion],
    extents: Mapping[str, Extent],
    acts: Vocabulary,
    space: Space,
) -> list[Batch]:
    first = frame(asked[:1], said, extents=extents, acts=acts, space=space)
    if not first.counts_things:
        return [Batch(tuple(indices), tuple(asked), first, space)]
    frames = [frame([question], said, extents=extents, acts=acts, space=space) for question in asked]
    return [Batch((i,), f.questions, f, space) for i, f in zip(indices, frames, strict=True)]


def _is_mixed(used: Iterable[Nodes], tree: Tree, gazetteer: Gazetteer) -> bool:
    """Tell whether claims name nodes of several gazetteers of which none is known to contain the other."""
    nodes = {node for several in used for node in several or ()}
    names = {gazetteer(node) for node in nodes}
    if names <= {""} or names == {next(iter(names))}:
        return False
    if len(names - {""}) > 1:
        return True
    derived = [node for node in nodes if gazetteer(node)]
    return not all(tree.under(d, n) for n in nodes if not gazetteer(n) for d in derived)


def _own(nodes: Nodes, gazetteer: Gazetteer) -> str:
    names = sorted({gazetteer(node) for node in nodes or ()} - {""})
    if len(names) > 1:
        raise CountError(
            f"a question may name entries of one table's own list only; this one names some of {' and '.join(names)}, which may be the "
            "same: enter them in the study's register with aliases, or ask one question for each"
        )
    return names[0] if names else ""


class _Lift:
    """Lift nodes that only a table names to what the study's register, or the question, knows of them."""

    def __init__(self, asked: Sequence[Scope], space: Space, gazetteer: Gazetteer, mixed: tuple[bool, bool]) -> None:
        places = {node for q in asked for node in q.places or ()}
        actors = {node for q in asked for node in q.actors or ()}
        self._places = _kept(space.places, places, gazetteer) if mixed[0] else None
        self._actors = _kept(space.actors, actors, gazetteer) if mixed[1] else None
        self.space = replace(
            space,
            places=space.places if self._places is None else _cut(space.places, self._places),
            actors=space.actors if self._actors is None else _cut(space.actors, self._actors),
        )

    def assertion(self, said: Assertion) -> Assertion:
        """Return a claim on the lifted nodes; a ceiling on a scope that was widened binds no longer."""
        scope = replace(
            said.scope, places=self._lift_places(said.scope.places), actors=self._lift_actors(said.scope.actors)
        )
        if scope == said.scope:
            return said
        if said.scope.incident is not None and scope.actors == said.scope.actors:
            return replace(said, scope=scope)
        return replace(said, scope=scope, ceiling=None, stated_high=None, empty=False)

    def extent(self, extent: Extent) -> Extent:
        """Return where an incident was on the lifted nodes."""
        return replace(extent, places=self._lift_places(extent.places))

    def _lift_places(self, nodes: Nodes) -> Nodes:
        return nodes if self._places is None else _lifted(nodes, self._places, self.space.places)

    def _lift_actors(self, nodes: Nodes) -> Nodes:
        return nodes if self._actors is None else _lifted(nodes, self._actors, self.space.actors)


def _kept(tree: Tree, asked: set[str], gazetteer: Gazetteer) -> dict[str, str | None]:
    """Return for each node the narrowest entry above it, or itself, that stays; None where none does."""
    found: dict[str, str | None] = {}

    def climb(node: str) -> str | None:
        if node not in found:
            if not gazetteer(node) or node in asked:
                found[node] = node
            else:
                parents = tree.parents[node]
                found[node] = climb(parents[0][0]) if len(parents) == 1 else None
        return found[node]

    for node in tree.nodes:
        climb(node)
    return found


def _cut(tree: Tree, kept: Mapping[str, str | None]) -> Tree:
    """Return the tree of the nodes that stay, each below the narrowest one above it that does."""
    parents = {}
    for node, stays in kept.items():
        if stays == node:
            above = ((kept[parent], period) for parent, period in tree.parents[node])
            parents[node] = tuple((parent, period) for parent, period in above if parent is not None)
    return Tree({node: parents[node] for node in tree.nodes if node in parents})


def _lifted(nodes: Nodes, kept: Mapping[str, str | None], tree: Tree) -> Nodes:
    if nodes is None:
        return None
    found = {kept[node] for node in nodes}
    if found == set(nodes):
        return nodes
    known = [node for node in found if node is not None]
    return None if len(known) < len(found) else tree.top(known)
