"""Frame: turn admitted claims into constraints on a measure, soundly.

Every rule about what a claim can and cannot bind stands here, before any solver: floors and ceilings, outer and inner scopes, one
word per origin, one extent per incident, and things that the same act can befall twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from undercount.count.result import Constraint
from undercount.record import Scope, Space, Vocabulary

REGISTERED_UNITS = ("facility", "building")
"""Units that count things which stay where they are: one thing can be hit twice, and is still one thing."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What the bounds need to know of a claim.

    Args:
        claim: The claim's id.
        origin: The first speaker in the chain of repetition.
        carrier: Who printed it.
        published: Day of publication (ISO 8601), or empty.
        stance: ``affirms`` or ``denies``.
        unit: What is counted.
        floor: The number that the words state as a minimum (units), or None.
        ceiling: The number that they state as a maximum if they cover a whole (units), or None.
        empty: True if no number was said.
        stated_high: The number that the speaker gave as the highest (units), or None.
        scope: The scope as stated, open in time where the date is not certain.
        certain: False where the date is not certain: nothing is then certainly covered.
        whole: True if the speaker says that the count is of the whole scope.
    """

    claim: str
    origin: str
    carrier: str
    published: str
    stance: str
    unit: str
    floor: int | None
    ceiling: int | None
    empty: bool
    stated_high: int | None
    scope: Scope
    certain: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """Where and when an incident certainly was, over everything that is said of it."""

    places: tuple[str, ...] | None
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A question with the constraints that bear on it.

    Args:
        questions: The scopes asked about, in the dimensions in which the count is additive.
        constraints: What the admitted claims say.
        roles: For each admitted claim ``floor``, ``ceiling``, ``both``, ``repetition`` or ``none``.
        repeated: For each repetition why it does not count: ``repetition`` if the origin's word is counted already, ``older`` if the
            origin said something else later, ``weaker`` if the same day holds a weaker word of the origin.
        counts_things: True if the count is of things that one act can befall twice, so that disjoint times do not add up.
    """

    questions: tuple[Scope, ...]
    constraints: tuple[Constraint, ...]
    roles: Mapping[str, str]
    counts_things: bool
    repeated: Mapping[str, str] = field(default_factory=dict)


def frame(
    questions: Sequence[Scope],
    assertions: Sequence[Assertion],
    *,
    extents: Mapping[str, Extent],
    acts: Vocabulary,
    space: Space,
) -> Frame:
    """Turn the admitted claims of one unit into constraints for some questions.

    Args:
        questions: The scopes asked about; all of them are asked of the same claims.
        assertions: The admitted claims, all of the unit that is asked for.
        extents: Where and when each incident was (see :func:`extents_of`).
        acts: The list of acts, which says what can happen once only.
        space: The trees in which scopes are boxes.

    Returns:
        The constraints with each claim's role.
    """
    blamed = _blamed(assertions, space)
    roles = {a.claim: "none" for a in assertions}
    constraints: list[Constraint] = []
    repeated: dict[str, str] = {}
    for said in _said_once(assertions, repeated):
        made = _constraint(said, extents, blamed, space.loose)
        if made is not None:
            constraints.append(made)
            roles[said.assertion.claim] = _role(made)
    roles.update(dict.fromkeys(repeated, "repetition"))
    things = bool(assertions) and assertions[0].unit in REGISTERED_UNITS and not _all_once(assertions, acts)
    if not things:
        return Frame(tuple(questions), tuple(constraints), roles, False, repeated)
    if len(questions) != 1:
        raise ValueError("things that can be hit twice are counted one question at a time")
    return Frame((_standing(questions[0]),), tuple(_projected(constraints, questions[0], space)), roles, True, repeated)


def extents_of(assertions: Iterable[Assertion], registered: Mapping[str, Extent]) -> dict[str, Extent]:
    """Return where and when each incident was: what the register states, and else the hull over all that is said of it.

    An incident is at one place and time. Where its claims disagree, only the union of what they say is certain.
    """
    found: dict[str, Extent] = {}
    for assertion in assertions:
        scope, incident = assertion.scope, assertion.scope.incident
        if incident is None:
            continue
        here = Extent(scope.places, scope.start, scope.end)
        known = found.get(incident)
        found[incident] = here if known is None or known == here else hull(known, here)
    for incident, stated in registered.items():
        known = found.get(incident, stated)
        timed = stated if (stated.start, stated.end) != (None, None) else known
        found[incident] = Extent(stated.places or known.places, timed.start, timed.end)
    return found


def hull(left: Extent, right: Extent) -> Extent:
    """Return the least extent that holds two."""
    places = None if left.places is None or right.places is None else tuple(sorted({*left.places, *right.places}))
    start = None if left.start is None or right.start is None else min(left.start, right.start)
    end = None if left.end is None or right.end is None else max(left.end, right.end)
    return Extent(places, start, end)


def _blamed(assertions: Iterable[Assertion], space: Space) -> dict[str, tuple[str, ...] | None]:
    """Return for each incident everybody whom an admitted claim blames; None where one claim leaves it open."""
    found: dict[str, tuple[str, ...] | None] = {}
    for assertion in assertions:
        incident, actors = assertion.scope.incident, assertion.scope.actors
        if incident is None:
            continue
        known = found.get(incident, actors)
        if known == actors:
            found[incident] = actors
        else:
            found[incident] = None if known is None or actors is None else space.actors.top((*known, *actors))
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """An assertion with the sides on which it is its origin's latest word."""

    assertion: Assertion
    floor: bool
    ceiling: bool


def _binds(assertion: Assertion) -> tuple[int | None, int | None]:
    """Return (floor, ceiling) as the words bind."""
    if assertion.stance == "denies":
        return None, 0 if assertion.empty else assertion.stated_high
    return assertion.floor, assertion.ceiling if assertion.whole else None


def _said_once(assertions: Sequence[Assertion], repeated: dict[str, str]) -> list[_Said]:
    """Return each origin's latest word on each scope, and put down of the others why they do not count."""
    groups: dict[tuple[str, Scope], list[Assertion]] = {}
    for assertion in assertions:
        if _binds(assertion) != (None, None):
            groups.setdefault((assertion.origin, assertion.scope), []).append(assertion)
    kept: list[_Said] = []
    for group in groups.values():
        chosen = _latest(group)
        kept.extend(chosen)
        repeated.update(_why_not(group, [said.assertion for said in chosen]))
    return kept


def _why_not(group: Sequence[Assertion], chosen: Sequence[Assertion]) -> dict[str, str]:
    words = {_binds(a) for a in chosen}
    newest = max(a.published for a in chosen)
    named = {a.claim for a in chosen}
    return {
        a.claim: "repetition" if _binds(a) in words else "older" if a.published != newest else "weaker"
        for a in group
        if a.claim not in named
    }


def _latest(group: list[Assertion]) -> list[_Said]:
    """Return the latest word; among equals the origin's own print; among these the weakest floor and the weakest ceiling.

    A carrier that prints later what was already said before repeats it, and is no later word.
    """
    if len(group) == 1:
        return [_Said(group[0], True, True)]
    first: dict[tuple[int | None, int | None], str] = {}
    for a in group:
        first[_binds(a)] = min(a.published, first.get(_binds(a), a.published))
    words = [a for a in group if a.carrier == a.origin or a.published == first[_binds(a)]]
    newest = max(a.published for a in words)
    latest = [a for a in words if a.published == newest]
    latest = [a for a in latest if a.carrier == a.origin] or latest
    floors = [(b, a.claim, a) for a in latest if (b := _binds(a)[0]) is not None]
    ceilings = [(b, a.claim, a) for a in latest if (b := _binds(a)[1]) is not None]
    low = min(floors, key=lambda f: f[:2])[2] if floors else None
    high = max(ceilings, key=lambda c: c[:2])[2] if ceilings else None
    if low is not None and low is high:
        return [_Said(low, True, True)]
    return [
        *([_Said(low, True, False)] if low is not None else []),
        *([_Said(high, False, True)] if high is not None else []),
    ]


def _constraint(
    said: _Said, extents: Mapping[str, Extent], blamed: Mapping[str, tuple[str, ...] | None], loose: Set[str]
) -> Constraint | None:
    assertion = said.assertion
    low, high = _binds(assertion)
    scope = assertion.scope
    incident = scope.incident
    outer = inner = scope
    if incident is not None:
        extent = extents[incident]
        inner = replace(scope, places=extent.places, start=extent.start, end=extent.end)
        outer = replace(inner, actors=blamed[incident])
        if incident in loose:
            outer, high = replace(outer, incident=None), None
    elif not assertion.certain:
        high = None
    low = low if said.floor else None
    high = high if said.ceiling else None
    if low is None and high is None:
        return None
    return Constraint(
        claim=assertion.claim,
        origin=assertion.origin,
        outer=None if low is None else outer,
        inner=None if high is None else inner,
        low=low,
        high=high,
    )


def _role(constraint: Constraint) -> str:
    if constraint.low is not None and constraint.high is not None:
        return "both"
    return "floor" if constraint.low is not None else "ceiling"


def _all_once(assertions: Iterable[Assertion], acts: Vocabulary) -> bool:
    said = {act for a in assertions for act in a.scope.acts or ()}
    return all(act in acts and acts.terms[act].once for act in said)


def _standing(scope: Scope) -> Scope:
    """Return a scope in the dimensions that a thing keeps: where it stands and what it is."""
    return Scope(places=scope.places, cells=scope.cells, targets=scope.targets)


def _projected(constraints: Iterable[Constraint], question: Scope, space: Space) -> list[Constraint]:
    """Return the constraints on the things that were hit at least once within the question's time, actors and acts.

    Counts of things in disjoint times do not add up: one thing can be hit in both. A floor binds if all that it counts lies within
    the question in time, actor and act; a ceiling if it covers the question there.
    """
    asked = replace(question, places=None, targets=None)
    kept: list[Constraint] = []
    for c in constraints:
        low = c.low is not None and c.outer is not None and _moving(c.outer).within(asked, space)
        high = c.high is not None and c.inner is not None and asked.within(_moving(c.inner), space)
        if low or high:
            kept.append(
                replace(
                    c,
                    outer=_standing(c.outer) if low and c.outer is not None else None,
                    inner=_standing(c.inner) if high and c.inner is not None else None,
                    low=c.low if low else None,
                    high=c.high if high else None,
                )
            )
    return kept


def _moving(scope: Scope) -> Scope:
    """Return a scope in the dimensions in which one thing can be hit twice."""
    return replace(scope, places=None, targets=None)
