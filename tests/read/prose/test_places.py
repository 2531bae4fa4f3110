"""Places in prose by the register, the world's list and the words around a name; the places are invented, or are large cities."""

from __future__ import annotations

import re

import pytest

from undercount.read.prose.places.belonging import places_of
from undercount.read.prose.places.mentions import places
from undercount.read.prose.places.names import Gazetteer
from undercount.read.prose.proposal import Span
from undercount.read.prose.words import Document, Sentence
from undercount.read.registers import Registers
from undercount.record import Facility, Place

REGISTERS = Registers(
    places=(
        Place("ostland", None, "country", "Ostland"),
        Place("velm-gov", "ostland", "adm1", "Velm"),
        Place("velm", "velm-gov", "city", "Velm"),
        Place("east-velm", "velm", "part", "east Velm"),
        Place("sarra", "east-velm", "quarter", "Sarra"),
        Place("kest-gov", "ostland", "adm1", "Kest"),
        Place("nida-velm", "velm-gov", "village", "Nida"),
        Place("nida-kest", "kest-gov", "village", "Nida"),
    ),
    facilities=(Facility("lily-hospital", "sarra", "hospital", "White Lily Hospital"),),
    aliases={"places": {"east-velm": ("eastern Velm",)}},
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(REGISTERS)


@pytest.mark.parametrize(
    ("text", "words", "place", "precision"),
    [
        (
            "killed in four different neighbourhoods of east Velm",
            "four different neighbourhoods of east Velm",
            "east-velm",
            "exact",
        ),
        ("killed in Sarra, Velm, on Monday", "Sarra, Velm", "sarra", "exact"),
        ("killed in the village of Anabel, Velm province", "village of Anabel, Velm province", "velm-gov", "adm1"),
        ("The city of Velm has fallen", "city of Velm", "velm", "exact"),
        ("shelling of Velm province", "Velm province", "velm-gov", "adm1"),
        ("For the people of Velm it is over", "Velm", "velm-gov", "adm1"),
        ("a village in Nida, Kest", "Nida, Kest", "nida-kest", "exact"),
        ("a raid on Nida", "Nida", "", ""),
        ("Ostland's Kest was calm", "Ostland's Kest", "kest-gov", "adm1"),
        ("a patient of the White Lily Hospital died", "White Lily Hospital", "sarra", "exact"),
        ("an attack near Velm", "Velm", "", "near"),
        ("ten kilometres north of Velm", "Velm", "", "near"),
        ("fighting in Quorristan district", "Quorristan district", "", ""),
        ("a bomb went off at Bakra in Shara upazila", "Bakra in Shara upazila", "", ""),
        ("clashes in al-Qurna", "al-Qurna", "", ""),
        ("a raid in Baghdad, Iraq", "Baghdad, Iraq", "", "exact"),
        ("TWO WERE KILLED IN SAN SALVADOR, EL SALVADOR, AND HURT BY POLICE", "SAN SALVADOR, EL SALVADOR", "", "exact"),
    ],
)
def test_a_place_is_found_with_its_entry(
    gazetteer: Gazetteer, text: str, words: str, place: str, precision: str
) -> None:
    found = places(text, gazetteer)
    assert [one.span.of(text) for one in found] == [words]
    assert (found[0].place, found[0].precision) == (place, precision)


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton laughed",
        "Mr Austin was shot",
        "Michael Jordan was there",
        "Velm Media Centre reported it",
        "Police said that Nice people of Of came",
        "in Israeli airstrikes",
        "in January the Parliament met",
        "a pro-India rally",
        "most of them can read",
    ],
)
def test_persons_parties_papers_and_plain_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert places(text, gazetteer) == ()


def test_names_in_a_list_stand_side_by_side(gazetteer: Gazetteer) -> None:
    text = "Rallies were held in Monara, Tuens, Longla and Nokka."
    assert [one.span.of(text) for one in places(text, gazetteer)] == ["Monara", "Tuens", "Longla", "Nokka"]


def test_what_the_register_lacks_is_known_by_the_worlds_list(gazetteer: Gazetteer) -> None:
    found = places("He was shot in Islamabad.", gazetteer)
    assert [(one.place, one.known_as) for one in found] == [("", "Islamabad, PK")]
    assert places("He was shot in Islamabad.", Gazetteer.of(REGISTERS, world=False))[0].known_as == ""


def _of(text: str, trigger: str, gazetteer: Gazetteer) -> list[str]:
    sentences = tuple(Sentence((), m.start(), m.end()) for m in re.finditer(r"\S.*?(?:\.(?=\s|$)|$)", text, re.DOTALL))
    at = text.index(trigger)
    found = places_of(Span(at, at + len(trigger)), places(text, gazetteer), Document(text, sentences, "en", "test"))
    return [one.span.of(text) for one in found]


def test_the_nearest_place_belongs_to_a_claim_with_those_beside_it(gazetteer: Gazetteer) -> None:
    assert _of("Nine were killed in Velm and two were hurt in Kest.", "killed", gazetteer) == ["Velm"]
    assert _of("Nine were killed in Velm and two were hurt in Kest.", "hurt", gazetteer) == ["Kest"]
    assert _of("Nine were killed in Velm and Kest.", "killed", gazetteer) == ["Velm", "Kest"]
    assert _of("A spokesman in Geneva said that nine were killed in Kest.", "killed", gazetteer) == ["Kest"]
    assert _of("A shell hit a market in Velm. Nine died.", "died", gazetteer) == ["Velm"]
    assert _of("A shell hit a market in Velm.\n\nNine died.", "died", gazetteer) == []
