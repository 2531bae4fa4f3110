"""Prove: check a published figure's certificates against the ledger's claims, by adding up and without a solver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from undercount.count.batch import Batch
from undercount.count.certificate import check
from undercount.count.result import Certificate, Term
from undercount.errors import CertificateError
from undercount.record import Scope
from undercount.study.answer import admitted_by, framed
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
    admitted = admitted_by(question, rows, basis)
    groups, made = framed(question, rows, admitted, basis)
    found = {i: (scope, batch) for batch in made for i, scope in zip(batch.indices, batch.questions, strict=True)}
    checked = _check(figure, *found[0], figure["name"])
    numbers = {tuple(sorted(group.key)): number for number, group in enumerate(groups, 1)}
    for part in figure["groups"]:
        number = numbers.get(tuple(sorted(part["key"].items())))
        if number is None:
            raise CertificateError(
                f"the group {part['key']} of the figure {figure['name']!r} is no part of its question"
            )
        checked += _check(part, *found[number], f"{figure['name']}, {part['key']}")
    return checked


def _check(part: Mapping[str, Any], question: Scope, batch: Batch, where: str) -> int:
    by_id = {c.claim: c for c in batch.constraints}
    checked = 0
    for side, bound in (("low", part["low"]), ("high", part["high"])):
        terms = part["certificate"][side]
        if bound is None or (side == "low" and not terms and bound == 0):
            continue
        certificate = _certificate(side, bound, terms or [])
        try:
            check(question, certificate, by_id, batch.space)
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
