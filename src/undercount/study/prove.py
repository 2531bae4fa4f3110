"""Prove: check a published figure's certificates against the ledger's claims, by adding up and without a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from undercount.count.certificate import check
from undercount.count.frame import Frame, extents_of, frame
from undercount.count.result import Certificate, Constraint, Term
from undercount.errors import CertificateError
from undercount.record import Scope, vocabulary
from undercount.study.admit import admit
from undercount.study.groups import groups_of
from undercount.study.opened import Opened


def prove(figure: Mapping[str, Any], opened: Opened) -> int:
    """Check every certificate of a published figure; those of a disputed figure hold for a resolution, and are checked for it.

    Args:
        figure: The figure as it is published.
        opened: The study; its claims, and not the figure's copy of them, are what must prove the bounds.

    Returns:
        Number of certificates checked.

    Raises:
        CertificateError: If one does not prove its bound.
    """
    question = opened.settings.question(figure["name"])
    basis = opened.basis
    rows = opened.rows(question.unit)
    admitted = admit(rows, question.admit, withdrawn=basis.withdrawn, accepted=basis.accepted, sources=basis.sources)
    assertions = [row.assertion() for row in admitted.rows]
    extents = extents_of((r.assertion() for r in rows if r.claim not in basis.withdrawn), basis.registered)
    acts = vocabulary("act")

    def framed(scope: Scope) -> Frame:
        return frame([scope], assertions, extents=extents, acts=acts, space=basis.space)

    whole = framed(question.scope)
    checked = _check(figure, whole.questions[0], whole.constraints, opened, figure["name"])
    starts = [a.scope.start for a in assertions if a.scope.start is not None]
    ends = [a.scope.end for a in assertions if a.scope.end is not None]
    span = (min(starts, default=None), max(ends, default=None))
    groups = groups_of(question, basis.space, span=span, zone=basis.zone, kinds=dict(basis.kinds))
    by_key = {tuple(sorted(dict(g.key).items())): g.scope for g in groups}
    for part in figure["groups"]:
        scope = by_key.get(tuple(sorted(part["key"].items())))
        where = f"{figure['name']}, {part['key']}"
        if scope is None:
            raise CertificateError(
                f"the group {part['key']} of the figure {figure['name']!r} is no part of its question"
            )
        own = framed(scope) if whole.counts_things else whole
        checked += _check(part, own.questions[0] if whole.counts_things else scope, own.constraints, opened, where)
    return checked


def _check(
    part: Mapping[str, Any], question: Scope, constraints: Sequence[Constraint], opened: Opened, where: str
) -> int:
    by_id = {c.claim: c for c in constraints}
    checked = 0
    for side, bound in (("low", part["low"]), ("high", part["high"])):
        terms = part["certificate"][side]
        if bound is None or (side == "low" and not terms and bound == 0):
            continue
        certificate = _certificate(side, bound, terms or [])
        try:
            check(question, certificate, by_id, opened.space)
        except CertificateError as error:
            raise CertificateError(f"the {side} of {where} is not proven: {error}") from None
        checked += 1
    return checked


def _certificate(side: str, bound: int, terms: Sequence[Mapping[str, Any]]) -> Certificate:
    """Return a published certificate; a term's sign says whether it is a floor or a ceiling."""
    made = []
    value = Fraction(0)
    for term in terms:
        signed = Fraction(term["multiplier"])
        value += signed * term["quantity"]
        floor = (signed > 0) == (side == "low")
        made.append(Term(term["claim"], term["origin"], "low" if floor else "high", term["quantity"], abs(signed)))
    return Certificate("low" if side == "low" else "high", bound, value, tuple(made))
