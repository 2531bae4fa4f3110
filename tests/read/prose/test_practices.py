"""Practices: what is done without anybody being counted is a claim too, with who does it, to whom, and when."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.read.prose.analysis.parse import analyse, installed_pipeline
from undercount.read.prose.dates.belonging import when_of
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.english.reading import read_english
from undercount.read.prose.proposal import Proposal
from undercount.read.prose.speech.blame import deed_of
from undercount.read.prose.verifier import verify


def practised(text: str) -> list[Proposal]:
    """Return the proposals of practices in a text, each of which must verify."""
    found = read_english(analyse(text, None))
    assert all(verify(one, text) is None for one in found.proposals)
    return [one for one in found.proposals if any(rule.endswith(".practice") for rule in one.rules)]


def one(text: str) -> Proposal:
    """Return the one practice of a text."""
    (found,) = practised(text)
    return found


@pytest.mark.parametrize(
    ("text", "act", "unit", "phrase"),
    [
        ("The militia has used rape to drive people out.", "sexual-violence", "person", "used rape"),
        ("Guards practised torture in every wing.", "torture", "person", "practised torture"),
        ("The army broke the ceasefire within hours.", "ceasefire-breach", "incident", "broke the ceasefire"),
        ("A massacre is under way in the old town.", "killing", "person", "massacre is under way"),
        ("They have used starvation to empty the valley.", "starvation", "person", "used starvation"),
        ("Jets returned in a double tap.", "double-tap", "attack", "double tap"),
        (
            "Soldiers blocked humanitarian access to the camp.",
            "denial-of-access",
            "incident",
            "blocked humanitarian access",
        ),
    ],
)
def test_a_practice_is_a_claim_without_a_number(text: str, act: str, unit: str, phrase: str) -> None:
    found = one(text)
    assert (found.act, found.quantity.unit, found.quantity.phrase) == (act, unit, phrase)
    assert found.quantity.is_empty
    assert found.trigger.of(text) == phrase


def test_a_number_before_them_counts_them() -> None:
    found = one("Monitors recorded at least 14 ceasefire violations along the river.")
    assert (found.quantity.low, found.quantity.best, found.quantity.qualifier) == (14, None, "at-least")


@pytest.mark.parametrize(
    ("text", "act", "targets", "status"),
    [
        ("There has been systematic targeting of hospitals.", "attack-on-facility", ("hospital",), ""),
        ("Drones targeted first responders.", "attack", ("first-responder",), ""),
        ("The militia is targeting civilians.", "attack", (), "civilian"),
    ],
)
def test_targeting_says_what_was_targeted(text: str, act: str, targets: tuple[str, ...], status: str) -> None:
    found = one(text)
    assert (found.act, found.victims.targets, found.victims.status) == (act, targets, status)


@pytest.mark.parametrize(
    "text",
    [
        "The programme is targeting farmers with low incomes.",
        "The ads targeted the ruling party.",
        "The singer broke a record.",
        "The army respected the ceasefire.",
        "Two bombs targeting the residence of the minister were found.",
    ],
)
def test_what_is_no_practice_gives_none(text: str) -> None:
    assert [p for p in practised(text) if not p.quantity.is_empty or p.act not in ("attack-on-facility",)] == []


def test_who_is_counted_by_the_same_words_is_not_told_twice() -> None:
    found = read_english(analyse("The gunmen tortured 12 detainees.", None))
    assert [(one.act, one.quantity.best) for one in found.proposals] == [("torture", 12)]


def test_a_practice_can_be_denied() -> None:
    assert one("The army denied targeting hospitals.").modality == "denied"
    assert one("The army did not use rape as a weapon.").modality == "denied"


def test_a_double_tap_on_someone_is_one_claim() -> None:
    found = one("Jets systematically targeted first responders with double taps.")
    assert (found.act, found.victims.targets) == ("double-tap", ("first-responder",))


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("They fear forces that have used rape as a weapon.", "forces"),
        ("The regime has breached a ceasefire.", "The regime"),
        ("There has been systematic targeting of hospitals by government forces.", "government forces"),
    ],
)
def test_who_does_it_is_blamed(text: str, blamed: str) -> None:
    document = analyse(text, installed_pipeline())
    (found,) = read_english(document).proposals
    assert [one.span.of(text) for one in deed_of(found.trigger, document).blamed] == [blamed]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The army has breached a ceasefire enacted yesterday.", "2031-05-02/2031-05-03"),
        ("The army violated the truce signed on 12 April.", "2031-04-12/2031-05-03"),
        ("The army violated the truce on Thursday.", "2031-05-01"),
    ],
)
def test_a_ceasefire_is_breached_no_earlier_than_it_was_agreed(text: str, when: str) -> None:
    document = analyse(text, None, published="2031-05-03")
    (found,) = read_english(document).proposals
    dated = when_of(found.trigger, dates(text, "2031-05-03", past=True), document)
    assert dated is not None
    assert dated.when is not None
    assert dated.when.edtf == when
