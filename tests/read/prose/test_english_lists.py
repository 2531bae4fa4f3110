"""Lists, sums and those who only speak: who is counted, and who is not, in sentences of several clauses."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.read.prose.analysis.parse import Pipeline, analyse, installed_pipeline
from undercount.read.prose.english.reading import read_english
from undercount.read.prose.proposal import Proposal
from undercount.read.prose.speech.blame import deed_of
from undercount.read.prose.verifier import verify

PARSED = pytest.mark.parametrize(
    "parsed",
    [pytest.param(True, marks=pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")), False],
    ids=["parsed", "plain"],
)


def proposals(text: str, *, parsed: bool = False) -> tuple[Proposal, ...]:
    """Return the proposals of a text, each of which must verify."""
    pipeline: Pipeline | None = installed_pipeline() if parsed else None
    found = read_english(analyse(text, pipeline)).proposals
    assert [fault for one in found if (fault := verify(one, text)) is not None] == []
    return found


def told(text: str, *, parsed: bool = False) -> list[tuple[str, int | None]]:
    """Return act and number of the proposals that are no parts."""
    every = (one for one in proposals(text, parsed=parsed) if one.part_of is None)
    return [(one.act, next((n for n in one.quantity.numbers().values() if n is not None), None)) for one in every]


@PARSED
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bomb killed 14 people, an official said on Tuesday.", [("killing", 14)]),
        ("Rebels killed five farmers, a witness said.", [("killing", 5)]),
        ("An airstrike killed 20 civilians, a doctor at the hospital said.", [("killing", 20)]),
        ("The shelling wounded seven people, a resident of the town told reporters.", [("injury", 7)]),
        ("The militia killed six shepherds, an army officer said, and four guards died.", [("killing", 6), ("killing", 4)]),
        ("Militants killed three farmers and soldiers killed two.", [("killing", 3), ("killing", 2)]),
        ("Police said militants killed three people and soldiers killed two.", [("killing", 3), ("killing", 2)]),
        ("The militia is believed to have killed nine people.", [("killing", 9)]),
        ("The gang was found to have wounded two girls.", [("injury", 2)]),
        ("They put the number of dead at no fewer than ten, and the bishop spoke of 25 deaths.", [("killing", 10), ("killing", 25)]),
    ],
)  # fmt: skip
def test_who_speaks_or_acts_is_no_victim(text: str, expected: list[tuple[str, int]], parsed: bool) -> None:
    assert told(text, parsed=parsed) == expected


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("A father and his two sons were shot dead.", 3, [1, 2]),
        ("Gunmen killed a doctor, two drivers and three guards.", 6, [1, 2, 3]),
        ("3 farmers and 2 herders were killed.", 5, [3, 2]),
    ],
)
def test_a_list_is_summed_and_its_members_are_parts(text: str, whole: int, parts: list[int]) -> None:
    first, *others = proposals(text)
    assert (first.quantity.best, first.part_of) == (whole, None)
    assert "number.sum" in first.rules
    assert [one.quantity.best for one in others] == parts
    assert {one.part_of for one in others} == {0}


@pytest.mark.parametrize(
    "text",
    [
        "At least two farmers and a shepherd were killed.",  # the hedge may belong to one or both
        "Two women and a boy were killed.",  # apart by sex: no number can be mistaken for the other
        "Dozens of farmers and two guards were killed.",
    ],
)
def test_what_cannot_be_summed_or_need_not_be_is_not(text: str) -> None:
    assert all("number.sum" not in one.rules for one in proposals(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Two dozen people were killed.", 24),
        ("At least three dozen civilians died.", 36),
        ("Half a dozen people were killed.", 6),
        ("A dozen people were killed.", 12),
    ],
)
def test_dozens_are_counted_to_their_end(text: str, number: int) -> None:
    assert told(text) == [("killing", number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The toll, first put at 22, rose to 36.", 36),
        ("The death toll, which was first given as seven, was later raised to nine.", 9),
        ("The toll was first put at 22.", 22),
        ("The death toll stood at 36, up from 22.", 36),
    ],
)
def test_a_toll_is_what_it_came_to(text: str, number: int) -> None:
    assert told(text) == [("killing", number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fourteen hospitals have been hit since April.", [("attack-on-facility", "facility", 14)]),
        ("Two markets and a school were shelled.", [("attack-on-facility", "facility", 2), ("attack-on-facility", "facility", 1)]),
        ("Three schools came under attack.", [("attack-on-facility", "facility", 3)]),
        ("Jets bombed two clinics.", [("attack-on-facility", "facility", 2)]),
        ("Troops stormed the hospital.", [("armed-entry", "facility", 1)]),
        ("No fewer than 40 houses were burnt.", [("destruction", "building", 40)]),
        ("Fifteen hospitals were damaged and two were destroyed.", [("damage", "facility", 15), ("destruction", "facility", 2)]),
        ("Two prisons were attacked.", []),
        ("Police raided a house.", []),
    ],
)  # fmt: skip
def test_facilities_that_are_hit_are_counted_as_such(text: str, expected: list[tuple[str, str, int]]) -> None:
    found = [(one.act, one.quantity.unit, one.quantity.best or one.quantity.low) for one in proposals(text)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The group denied responsibility and said that its fighters had killed eight marines.", "asserted"),
        ("The figure of 400 dead is exaggerated, the minister said.", "denied"),
        ("The spokesman rejected reports by activists that as many as 60 prisoners had been killed.", "denied"),
        ("Up to 20 people are feared dead.", "hypothetical"),
        ("Total since 1 Aug: 31 dead.", "cumulative"),
        ("On 6 March gunmen raided the village, shooting dead a farmer.", "asserted"),
        ("Thousands joined a march over the killing of a farmer.", "background"),
    ],
)
def test_how_it_is_meant(text: str, modality: str) -> None:
    assert {one.modality for one in proposals(text)} == {modality}


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("Three policemen were reported killed.", []),
        ("Four soldiers are also reported dead.", []),
        ("Seven rebels are believed dead.", []),
        ("The Palestinian Civil Defense spoke of 73 dead.", []),
        ("Human Rights Watch put the number of those killed at 18.", []),
        ("The ministry put its losses at 45 dead.", []),
        ("The militia is believed to have killed nine people.", ["The militia"]),
    ],
)
def test_neither_victims_nor_speakers_are_blamed(text: str, blamed: list[str]) -> None:
    document = analyse(text, installed_pipeline())
    found = [one for p in read_english(document).proposals for one in deed_of(p.trigger, document).blamed]
    assert [one.span.of(text) for one in found] == blamed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They killed my wife and my three daughters.", [("killing", 4)]),
        ("Of the 23 people on board, 19 died and four were rescued.", [("killing", 19)]),
        ("The officer who shot the man was suspended.", [("injury", 1)]),
        ("Locals said the soldiers killed everyone in the house.", [("killing", None)]),
        ("A bomber detonated an explosives-laden vest, killing himself and two guards.", [("killing", 1), ("killing", 2)]),
        ("The attackers fled after killing two guards.", [("killing", 2)]),
        ("Nine people died and the attackers set fire to 40 houses.", [("killing", 9), ("destruction", 40)]),
    ],
)  # fmt: skip
def test_who_is_counted_in_common_sentences(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert told(text) == expected


def test_the_past_day_is_not_the_past() -> None:
    assert {one.modality for one in proposals("Forty people were killed in the past 24 hours.")} == {"asserted"}
    assert {one.modality for one in proposals("In the past, 40 people were killed there.")} == {"background"}


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("Twelve people were killed and 20 injured; the number rose to 30.", ["30"]),
        ("How many died? Twelve, say the police.", ["died", "Twelve"]),
        ("Nine were killed and 40 arrested. The rebels say 20.", ["20"]),
        ("At least 60 civilians were killed by the army and 12 by the rebels.", []),
        ("The government says 300 have died; the opposition puts the figure at 1,200.", []),
        ("A couple of days later, forty people were killed.", []),
        ("Forty people were killed on Friday.", []),
    ],
)
def test_a_number_that_goes_on_counting_is_listed_as_missed(text: str, missed: list[str]) -> None:
    found = read_english(analyse(text, None))
    assert [miss.word.of(text) for miss in found.misses] == missed
