"""The checker: it accepts what is proven, and refuses anything else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.count.bounds import Certificate, Constraint, Term, bounds
from undercount.count.certificate import check
from undercount.errors import CertificateError
from undercount.record.scope import Scope, Space
from undercount.record.tree import Tree

PLACES = Tree.of([("aleppo", None), ("east", "aleppo"), ("west", "aleppo")])
SPACE = Space(PLACES, Tree.of([("a", None), ("b", None)]), Tree.of([]), Tree.of([]), {"x1": "x", "x2": "x", "y1": "y"})
EAST = Scope(("east",), 0, 31)
CLAIMS = {
    c.claim: c
    for c in (
        Constraint("all", "commission", Scope(("aleppo",), 0, 31), Scope(("aleppo",), 0, 31), 1100, 1300),
        Constraint("west", "w", Scope(("west",), 0, 31), None, 150, None),
        Constraint("one", "ohchr", Scope(("east",), 0, 31, ("a",)), None, 82, None),
        Constraint("two", "y", Scope(("east",), 0, 31, ("b",)), None, 20, None),
        Constraint("x1", "x", Scope(("east",), 3, 4, incident="x1"), None, 4, None),
        Constraint("x2", "x", Scope(("east",), 3, 4, incident="x2"), None, 4, None),
        Constraint("y1", "y", Scope(("east",), 3, 4, incident="y1"), None, 4, None),
    )
}
ANSWER = bounds(EAST, [CLAIMS[c] for c in ("all", "west", "one", "two")], SPACE)
assert ANSWER.high_certificate is not None
PROOFS = (ANSWER.low_certificate, ANSWER.high_certificate)


def given_by(side: str, *terms: tuple[str, str, int]) -> Certificate:
    """Return a certificate whose sum is right, whatever it proves."""
    made = []
    for claim, kind, multiplier in terms:
        constraint = CLAIMS[claim]
        quantity = constraint.low if kind == "low" else constraint.high
        assert quantity is not None
        made.append(Term(claim, constraint.origin, "low" if kind == "low" else "high", quantity, Fraction(multiplier)))
    value = sum((t.multiplier * t.quantity * (1 if t.side == "low" else -1) for t in made), Fraction(0))
    value = -value if side == "high" else value
    if side == "high":
        return Certificate("high", int(value), value, tuple(made))
    return Certificate("low", max(0, int(value)), value, tuple(made))


def test_what_the_engine_proves_is_confirmed_with_facts() -> None:
    facts = check(EAST, ANSWER.low_certificate, CLAIMS, SPACE)
    assert (facts.bound, facts.value, facts.claims) == (102, Fraction(102), 2)


@pytest.mark.parametrize("proof", PROOFS, ids=["low", "high"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_one_multiplier_altered_is_refused(proof: Certificate, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(proof.terms) - 1))
    multiplier = data.draw(st.fractions(-2, 5).filter(lambda f: f != proof.terms[at].multiplier))
    terms = tuple(replace(t, multiplier=multiplier) if n == at else t for n, t in enumerate(proof.terms))
    with pytest.raises(CertificateError):
        check(EAST, replace(proof, terms=terms), CLAIMS, SPACE)


@pytest.mark.parametrize("proof", PROOFS, ids=["low", "high"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_one_quantity_altered_is_refused(proof: Certificate, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(proof.terms) - 1))
    quantity = data.draw(st.integers(0, 2000).filter(lambda q: q != proof.terms[at].quantity))
    terms = tuple(replace(t, quantity=quantity) if n == at else t for n, t in enumerate(proof.terms))
    with pytest.raises(CertificateError, match="but it says"):
        check(EAST, replace(proof, terms=terms), CLAIMS, SPACE)


@pytest.mark.parametrize(
    "wrong",
    [
        given_by("low", ("one", "low", 2)),
        given_by("low", ("one", "low", 1), ("two", "low", 1), ("west", "low", 1)),
        given_by("low", ("all", "low", 1)),
        given_by("low", ("x1", "low", 1), ("y1", "low", 1)),
        given_by("low", ("one", "low", 1), ("x1", "low", 1)),
        given_by("high", ("all", "high", 1), ("one", "low", 1)),
        given_by("high", ("west", "low", 1)),
    ],
)
def test_a_sum_that_is_right_but_proves_nothing_is_refused(wrong: Certificate) -> None:
    if wrong.side == "high" and wrong.bound < 0:
        wrong = replace(wrong, bound=int(wrong.value))
    with pytest.raises(CertificateError, match="does not hold"):
        check(EAST, wrong, CLAIMS, SPACE)


def test_two_incidents_of_one_list_may_be_added() -> None:
    assert check(EAST, given_by("low", ("x1", "low", 1), ("x2", "low", 1)), CLAIMS, SPACE).bound == 8


def test_a_bound_that_is_not_what_the_sum_proves_is_refused() -> None:
    with pytest.raises(CertificateError, match="proves 102"):
        check(EAST, replace(ANSWER.low_certificate, bound=103), CLAIMS, SPACE)


def test_a_claim_that_is_not_admitted_is_refused() -> None:
    fewer = {k: v for k, v in CLAIMS.items() if k != "one"}
    with pytest.raises(CertificateError, match="not among the admitted"):
        check(EAST, ANSWER.low_certificate, fewer, SPACE)


def test_a_wider_question_is_refused_where_the_proof_needs_the_narrow_one() -> None:
    assert ANSWER.high_certificate is not None
    with pytest.raises(CertificateError, match="does not hold"):
        check(Scope(("aleppo",), 0, 31), ANSWER.high_certificate, CLAIMS, SPACE)
