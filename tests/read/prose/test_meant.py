"""What words of harm cannot mean, whoever reads them: the verifier's second opinion on the act and on whether it is asserted."""

from __future__ import annotations

import pytest

from tests.read.prose.by_rules import reader
from undercount.read.prose.meant import cannot_be, is_no_count, is_unasserted
from undercount.read.prose.proposal import Proposal, Span
from undercount.read.prose.verifier import verify
from undercount.record import Quantity


def claimed(text: str, amount: str, trigger: str, *, act: str = "killing", low: int | None = None) -> Proposal:
    """Return what a model may claim of a passage: its quotes stand in the text."""
    at, by = text.index(amount), text.index(trigger)
    quantity = Quantity(low, None, None, "vague" if low is None else "at-least", "person", amount)
    return Proposal(Span(0, len(text)), quantity, Span(at, at + len(amount)), act, Span(by, by + len(trigger)))


@pytest.mark.parametrize(
    ("text", "amount", "trigger", "act", "low", "rule"),
    [
        ("The army denied that any civilian was killed.", "any civilian", "killed", "killing", 1, "a number must stand"),
        ("The army denied that civilians were killed.", "civilians", "killed", "killing", None, "denies or only fears"),
        ("The army denied that soldiers killed civilians.", "civilians", "killed", "killing", None, "denies or only fears"),
        ("Hundreds may die.", "Hundreds", "die", "killing", None, "denies or only fears"),
        ("Dozens could have been killed.", "Dozens", "killed", "killing", None, "denies or only fears"),
        ("Dozens were not killed.", "Dozens", "killed", "killing", None, "denies or only fears"),
        ("Dozens were wounded.", "Dozens", "wounded", "killing", None, "words for it"),
        ("Dozens were killed.", "Dozens", "killed", "injury", None, "words for it"),
        ("Dozens were arrested.", "Dozens", "arrested", "killing", None, "words for it"),
    ],
)  # fmt: skip
def test_what_the_words_contradict_is_refused(
    text: str, amount: str, trigger: str, act: str, low: int | None, rule: str
) -> None:
    fault = verify(claimed(text, amount, trigger, act=act, low=low), text)
    assert fault is not None
    assert rule in fault.rule


@pytest.mark.parametrize(
    ("text", "amount", "trigger", "act"),
    [
        ("Dozens were killed, the army, which denied an attack, said.", "Dozens", "killed", "killing"),
        ("The army denied a role, but dozens were killed.", "dozens", "killed", "killing"),
        ("Dozens were fatally wounded.", "Dozens", "fatally wounded", "killing"),
        ("Dozens succumbed to their injuries.", "Dozens", "succumbed to their injuries", "killing"),
        ("Dozens lost a leg.", "Dozens", "lost a leg", "injury"),
        ("Dozens were taken to the Martyrs Hospital.", "Dozens", "taken to the Martyrs Hospital", "injury"),
        ("It may be winter; dozens were killed.", "dozens", "killed", "killing"),
    ],
)
def test_what_they_can_mean_is_not(text: str, amount: str, trigger: str, act: str) -> None:
    assert verify(claimed(text, amount, trigger, act=act), text) is None


def test_of_what_it_does_not_know_it_says_nothing() -> None:
    assert not cannot_be("looting", "took")
    assert not cannot_be("killing", "قتل")
    assert not is_no_count("no more than 12")
    assert is_no_count("Any civilian")
    assert not is_unasserted("On May 3 dozens were ")


def test_a_denial_by_rules_is_no_assertion_either() -> None:
    text = "The army denied that soldiers killed 12 civilians."
    assert [one.modality for one in reader().found_all([text])[0].proposals] == ["denied"]
