"""Answer: one question of a study, from its claims to the figure with everything that unfolds."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from undercount.count.batch import Batch, Gazetteer, batches
from undercount.count.bounds import bounds_by
from undercount.count.frame import Assertion, Extent, Frame, extents_of, hull
from undercount.count.result import Bounds, Certificate
from undercount.link.incidents.judged import DIFFERENT, SAME, Judged, Verdict
from undercount.record import Figure, Question, Space, Tree, vocabulary
from undercount.study import words
from undercount.study.admit import Admitted, admit, is_judged
from undercount.study.coders import Coders
from undercount.study.groups import Group, groups_of
from undercount.study.near_words import repeated
from undercount.study.printed import by_list, range_json, sum_json
from undercount.study.rows import Row


@dataclass(frozen=True)
class Basis:
    """Everything of a study that bears on its figures.

    Args:
        space: The trees in which scopes are boxes.
        sources: The tree of sources.
        zone: The zone in which dates are meant.
        kinds: The kind of each place.
        registered: Where and when the incidents of the register were.
        judged: Which incidents people judged to be one event, or to be different ones.
        duplicates: The lists of incidents that may tell of one incident more than once.
        withdrawn: For claims that no figure may use: the reason (code, parameter).
        accepted: Claims that a person accepted.
        wholes: For claims that count a part the claim that counts the whole.
        gazetteer: Gives for a place or an actor the table that alone names it; empty for what the registers name.
        is_spelled: Tells whether a source is only as some table spells it, in no register.
        unread: What of the study's tables was not read, in words.
        name: Gives the names of things.
        ledger: Tree size and root of the ledger from which all this comes.
        coders: How those who judged are called in public.
    """

    space: Space
    sources: Tree
    zone: str
    kinds: Mapping[str, str]
    registered: Mapping[str, Extent]
    judged: Judged
    duplicates: frozenset[str]
    withdrawn: Mapping[str, tuple[str, str]]
    accepted: frozenset[str]
    wholes: Mapping[str, str]
    gazetteer: Gazetteer
    is_spelled: Callable[[str], bool]
    unread: tuple[words.Bilingual, ...]
    name: words.Name
    ledger: Mapping[str, Any]
    coders: Coders


@dataclass(frozen=True, slots=True)
class _Work:
    """What is known halfway: the rows of the unit, parted and framed, and the bounds of the question and its groups."""

    rows: Sequence[Row]
    admitted: Admitted
    frame: Frame
    bounds: Bounds
    groups: Sequence[tuple[Group, Bounds]]


def answer(question: Question, rows: Iterable[Row], basis: Basis) -> Figure:
    """Answer a question from the claims of its unit.

    Args:
        question: What is asked.
        rows: All claims of the study that count the question's unit, admitted or not.
        basis: What else bears on it.

    Returns:
        The figure; its body holds all that ``docs/reference/figure.md`` lists.

    Raises:
        CountError: If the question cannot be answered as it is put.
    """
    listed = list(rows)
    admitted = admitted_by(question, listed, basis)
    work = _count(question, listed, admitted, basis)
    basis_rows = [row for row in admitted.rows if work.frame.roles[row.claim] in ("floor", "ceiling", "both")]
    asked = question.scope
    touching = {row.claim for row in listed if row.scope.meet(asked, basis.space) is not None}
    judged = [is_judged(row, basis.accepted) for row in basis_rows if row.claim in touching]
    share = round(sum(judged) / len(judged), 4) if judged else None
    found = work.bounds
    return Figure(
        question=question,
        low=found.low,
        high=found.high,
        status=found.status,
        robust={str(k): v for k, v in sorted(found.robust.items())},
        judged=share,
        body=_body(question, work, basis, touching, share),
    )


def admitted_by(question: Question, rows: Iterable[Row], basis: Basis) -> Admitted:
    """Return the rows that a question's rule admits, and why the others are set aside."""
    return admit(
        rows,
        question.admit,
        withdrawn=basis.withdrawn,
        accepted=basis.accepted,
        sources=basis.sources,
        wholes=basis.wholes,
    )


def _count(question: Question, rows: Sequence[Row], admitted: Admitted, basis: Basis) -> _Work:
    groups, made = framed(question, rows, admitted, basis)
    answers: dict[int, Bounds] = {}
    for batch in made:
        answers.update(zip(batch.indices, bounds_by(batch.questions, batch.constraints, batch.space), strict=True))
    parts = [answers[number] for number in range(1, len(groups) + 1)]
    return _Work(rows, admitted, made[0].frame, answers[0], list(zip(groups, parts, strict=True)))


def framed(
    question: Question, rows: Sequence[Row], admitted: Admitted, basis: Basis
) -> tuple[list[Group], list[Batch]]:
    """Return a question's groups, and the question (number 0) with its groups (from 1) framed for the bounds.

    Raises:
        CountError: If the question cannot be answered as it is put.
    """
    standing = {row.claim: _as_one(row.assertion(), basis) for row in rows if row.claim not in basis.withdrawn}
    assertions = [standing[row.claim] for row in admitted.rows]
    groups = groups_of(question, basis.space, span=_span(assertions), zone=basis.zone, kinds=dict(basis.kinds))
    made = batches(
        [question.scope, *(group.scope for group in groups)],
        assertions,
        extents=extents_of(standing.values(), _registered_as_one(basis)),
        acts=vocabulary("act"),
        space=basis.space,
        gazetteer=basis.gazetteer,
    )
    return groups, made


def _as_one(said: Assertion, basis: Basis) -> Assertion:
    """Return a claim as one on the event that a person judged its incident to be."""
    incident = basis.judged.group.get(said.scope.incident or "")
    return said if incident is None else replace(said, scope=replace(said.scope, incident=incident))


def _registered_as_one(basis: Basis) -> Mapping[str, Extent]:
    """Return where and when the register says that incidents were, of those that are one the least that holds them all."""
    found: dict[str, Extent] = {}
    for name, extent in basis.registered.items():
        incident = basis.judged.group.get(name, name)
        found[incident] = hull(found[incident], extent) if incident in found else extent
    return found


def _span(assertions: Iterable[Assertion]) -> tuple[int | None, int | None]:
    starts, ends = [], []
    for assertion in assertions:
        if assertion.scope.start is not None:
            starts.append(assertion.scope.start)
        if assertion.scope.end is not None:
            ends.append(assertion.scope.end)
    return min(starts, default=None), max(ends, default=None)


def _body(question: Question, work: _Work, basis: Basis, touching: set[str], share: float | None) -> dict[str, Any]:
    found = work.bounds
    by_id = {row.claim: row for row in work.rows}
    shown = touching | _carrying(found) | {claim for conflict in found.conflicts for claim in conflict.claims}
    return {
        "name": question.name,
        "title": {
            "en": question.title_en or question.name,
            "ar": question.title_ar or question.title_en or question.name,
        },
        "question": words.question_words(question, basis.name),
        "unit": question.unit,
        "scope": _scope(question),
        "method": "bounds",
        "methods": list(question.methods),
        "admission": {"rule": question.admit.rule, "text": words.admission_words(question.admit, basis.name)},
        "low": found.low,
        "high": found.high,
        "status": found.status,
        "robust": {str(k): v for k, v in sorted(found.robust.items())},
        "certificate": _certificates(found, by_id, basis),
        "conflicts": [_conflict(conflict) for conflict in found.conflicts],
        **_printed(question, work, basis),
        "by": list(question.by),
        "groups": [_group(group, part, by_id) for group, part in work.groups],
        "claims": [_claim(row, work, basis) for row in work.rows if row.claim in shown],
        "judged": share,
        "incident_judgements": [basis.coders.verdict(one) for one in _judgements(work, basis, shown)],
        "ledger": dict(basis.ledger),
        "assumptions": _assumptions(question, work, basis),
        "left_out": [*(words.note_words(sentence) for sentence in found.left_out), *basis.unread],
        "same_words": _same_words(work, shown),
    }


def _same_words(work: _Work, shown: Collection[str]) -> list[dict[str, list[str]]]:
    """Return the admitted claims that stand in nearly the same words of several documents and have no origin in common."""
    roles = work.frame.roles
    found = repeated(r for r in work.admitted.rows if r.claim in shown and roles.get(r.claim) != "repetition")
    return [one.as_json() for one in found]


def _carrying(found: Bounds) -> set[str]:
    held = [c for c in (found.low_certificate, found.high_certificate) if c is not None]
    return {term.claim for certificate in held for term in certificate.terms}


def _scope(question: Question) -> dict[str, Any]:
    scope = question.as_json()
    kept = ("act", "place", "when", "actor", "sex", "age", "status", "target")
    return {**{name: scope[name] for name in kept}, "start": question.when.start, "end": question.when.end}


def _signed(certificate: Certificate) -> list[tuple[Fraction, int, str, str]]:
    """Return the terms, the largest first, so that multiplier × quantity adds up: (multiplier, quantity, claim, origin)."""
    positive = "high" if certificate.side == "high" else "low"
    terms = [
        (t.multiplier if t.side == positive else -t.multiplier, t.quantity, t.claim, t.origin)
        for t in certificate.terms
    ]
    return sorted(terms, key=lambda term: (term[0] < 0, -abs(term[0]) * term[1], term[2]))


def _terms(certificate: Certificate | None, by_id: Mapping[str, Row]) -> list[dict[str, Any]] | None:
    if certificate is None:
        return None
    return [
        {
            "claim": claim,
            "speaker": by_id[claim].speaker,
            "origin": origin,
            "quantity": quantity,
            "multiplier": words.multiplier_json(multiplier),
        }
        for multiplier, quantity, claim, origin in _signed(certificate)
    ]


def _certificates(found: Bounds, by_id: Mapping[str, Row], basis: Basis) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "low": _terms(found.low_certificate, by_id) or [],
        "high": _terms(found.high_certificate, by_id),
    }
    for side, certificate in (("low", found.low_certificate), ("high", found.high_certificate)):
        signed = [] if certificate is None else _signed(certificate)
        addends = [(m, q, words.whose(by_id[c].origin, by_id[c].speaker)) for m, q, c, _ in signed]
        shown[f"words_{side}"] = (
            None if certificate is None else words.sum_words(certificate.bound, addends, basis.name)
        )
    shown["words"] = shown["words_low"]
    return shown


def _conflict(conflict: Any) -> dict[str, Any]:
    return {
        "claims": list(conflict.claims),
        "misses_by": words.multiplier_json(conflict.misses_by),
        "resolutions": [{"without": list(r.without), "low": r.low, "high": r.high} for r in conflict.resolutions],
    }


def _group(group: Group, part: Bounds, by_id: Mapping[str, Row]) -> dict[str, Any]:
    low, high = _terms(part.low_certificate, by_id) or [], _terms(part.high_certificate, by_id)
    return {
        "key": dict(group.key),
        "low": part.low,
        "high": part.high,
        "status": part.status,
        "robust": {str(k): v for k, v in sorted(part.robust.items())},
        "certificate": {"low": low, "high": high},
    }


def _printed(question: Question, work: _Work, basis: Basis) -> dict[str, Any]:
    """Return the reported range and the best sum, if they are asked for, and room for an estimate, which rests on other bytes."""
    roles = work.frame.roles
    rows = [r for r in work.admitted.rows if r.stance == "affirms" and roles[r.claim] != "repetition"]
    wanted = [m for m in question.methods if m in ("reported-range", "best-sum")]
    lists = by_list(rows, question.scope, basis.space) if wanted else {}
    return {
        "reported_range": range_json(lists, basis.duplicates) if "reported-range" in wanted else None,
        "best_sum": sum_json(lists, basis.duplicates) if "best-sum" in wanted else None,
        "estimate": None,
    }


def _claim(row: Row, work: _Work, basis: Basis) -> dict[str, Any]:
    reason = work.admitted.aside.get(row.claim)
    role = work.frame.roles.get(row.claim, "none")
    if reason is None and role == "repetition":
        reason = (work.frame.repeated[row.claim], "")
    text = None if reason is None else words.aside_words(*reason, basis.name)
    return {
        "id": row.claim,
        "speaker": row.speaker,
        "carrier": row.carrier,
        "origin": row.origin,
        "item": row.item,
        "row": row.row,
        "quote": row.quote,
        "locator": json.loads(row.locator) if row.locator else [],
        "stance": row.stance,
        "act": row.act,
        "unit": row.unit,
        "low": row.low,
        "best": row.best,
        "high": row.high,
        "qualifier": row.qualifier,
        "phrase": row.phrase,
        "when": row.edtf,
        "places": list(row.places or ()),
        "place_text": row.place_text,
        "actors": list(row.actors or ()),
        "sex": row.sex,
        "age": row.age,
        "status": row.status,
        "targets": list(row.targets or ()),
        "covers": row.covers,
        "incident": row.incident,
        "published": row.published,
        "admitted": row.claim not in work.admitted.aside,
        "set_aside_because": None if text is None else text["en"],
        "set_aside": text,
        "role": role,
        "standing": row.standing,
        "grade": row.grade,
        "assurance": row.assurance,
        "basis": row.basis,
        "note": row.note,
        "reader": row.reader,
        "scope": row.scope.as_json(),
    }


def _assumptions(question: Question, work: _Work, basis: Basis) -> list[words.Bilingual]:
    codes = ["true", "floor", "origin"]
    counted = [row for row in work.admitted.rows if work.frame.roles[row.claim] in ("floor", "ceiling", "both")]
    if any(row.incident for row in counted):
        codes.append("incident")
    if any(row.incident and (row.list or "study") in basis.duplicates for row in counted):
        codes.append("duplicates")
    judged = {one.verdict for one in _judgements(work, basis, {row.claim for row in counted})}
    codes += [code for verdict, code in ((SAME, "judged-one"), (DIFFERENT, "judged-different")) if verdict in judged]
    if any(":" in row.origin and basis.is_spelled(row.origin) for row in counted):
        codes.append("spelling")
    if work.frame.counts_things:
        codes.append("things")
    acts = vocabulary("act")
    asked = [
        a for a in {row.act for row in counted} if not question.act or any(_lies_in(a, q, basis) for q in question.act)
    ]
    if question.unit == "person" and any(a in acts and not acts.terms[a].once for a in asked):
        codes.append("cases")
    return [words.ASSUMPTIONS[code] for code in codes]


def _judgements(work: _Work, basis: Basis, claims: Collection[str]) -> list[Verdict]:
    """Return the judgements on incidents that can change the figure: both incidents, or what they are one with, bound it by a claim."""
    roles = work.frame.roles
    counted = [r for r in work.rows if r.claim in claims and roles.get(r.claim) in ("floor", "ceiling", "both")]
    one = basis.judged.group
    named = {one.get(row.incident, row.incident) for row in counted if row.incident}
    ends = [(v, one.get(v.left, v.left), one.get(v.right, v.right)) for v in basis.judged.decided()]
    lists = basis.space.lists
    return [v for v, a, b in ends if {a, b} <= named and (v.verdict == SAME or lists.get(a) != lists.get(b))]


def _lies_in(act: str, above: str, basis: Basis) -> bool:
    return act in basis.space.acts and basis.space.acts.under(act, above)
