"""What the English rules make of shares, wholes and parts, of what is not asserted, and of whose number it is; invented sentences."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest

from undercount.read.prose.analysis.parse import Pipeline, analyse, installed_pipeline
from undercount.read.prose.english.reading import is_wanted, read_english
from undercount.read.prose.proposal import Found
from undercount.read.prose.verifier import verify

pytestmark = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")


@cache
def parser() -> Pipeline | None:
    return installed_pipeline()


def read(text: str) -> Found:
    found = read_english(analyse(text, parser(), wanted=is_wanted))
    assert all(verify(proposal, text) is None for proposal in found.proposals)
    return found


def numbers(text: str) -> list[tuple[str, int | str]]:
    """Return the act of each whole with its number, or its words where it gives none."""
    return [
        (
            p.act,
            next((n for n in (p.quantity.best, p.quantity.low, p.quantity.high) if n is not None), p.quantity.phrase),
        )
        for p in read(text).proposals
        if p.part_of is None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The flood killed 700 goats and three shepherds.", [("killing", 3)]),
        ("One in four of the 120 inmates had been tortured.", [("torture", "One in four of")]),
        ("At least 40 percent of the 90 detainees were tortured.", [("torture", "At least 40 percent of")]),
        ("A third of the 66 patients died.", [("killing", "A third of")]),
        ("Some of the 30 crew were rescued; the rest drowned.", [("killing", "the rest")]),
        ("Two of the five guards were killed.", [("killing", 2)]),
        ("Police beat four students to death.", [("killing", 4)]),
        ("Raiders shot six herders dead near the well.", [("killing", 6)]),
        ("Soldiers shot at protesters, leaving two dead.", [("killing", 2)]),
        ("All 44 passengers and crew were killed.", [("killing", 44)]),
        ("Both nurses died.", [("killing", 2)]),
        ("About 2.5 million people fled.", [("displacement", 2_500_000)]),
        ("Several thousand villagers were displaced.", [("displacement", "Several thousand")]),
        ("Seventeen-hundred villagers were displaced.", [("displacement", 1700)]),
        ("The ministry revised the death toll down from 31 to 27.", [("killing", 27)]),
        ("The death toll in the valley passes 1,400.", [("killing", 1400)]),
        ("Killed: 6. Injured: 14.", [("killing", 6), ("injury", 14)]),
        ("We buried nine members of my clan.", [("killing", 9)]),
        ("The garrison put its losses at 21.", [("killing", 21)]),
        ("He killed himself and two shoppers.", [("killing", 1), ("killing", 2)]),
        ("The bomber blew himself up and eight people were injured.", [("killing", 1), ("injury", 8)]),
        ("The mortar left a nurse and her son dead.", [("killing", 2)]),
        ("He mourned 14 members of his family who were killed in a raid.", [("killing", 14)]),
    ],
)
def test_a_number_is_that_of_those_who_were_harmed(text: str, expected: list[tuple[str, int | str]]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text", ["Nobody knows how many died.", "Some 30 percent of the 400 houses were burned.", "It is not known how many were wounded."]
)  # fmt: skip
def test_what_counts_no_persons_gives_no_claim(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("It is unclear whether the four miners are alive or dead.", "hypothetical"),
        ("The agency had received no confirmation that any inmate had been executed.", "hypothetical"),
        ("Reports that 70 people had been killed could not be independently verified.", "hypothetical"),
        ("If 40 people were killed, it is a crime.", "hypothetical"),
        ("The death toll could exceed 900.", "hypothetical"),
        ("The governor said it was not true that guards had beaten two inmates to death.", "denied"),
        ("The army said it was false that soldiers had killed 13 herders.", "denied"),
        ("The clinic, which once treated 80 wounded a day, is shut.", "background"),
        ("Three are killed every month.", "background"),
        ("Unlike in 2013, when 310 people were killed, the camps were spared.", "background"),
        ("The march passed the square where seven died last year.", "background"),
        ("Last month 31 people were killed in the hills, according to the rights office.", "asserted"),
        ("There were 17 attacks on clinics last year, the WHO said.", "asserted"),
        ("The report documents the alleged killing of 60 herders by the militia.", "asserted"),
        ("More than 300 have died since March.", "cumulative"),
    ],
)
def test_how_it_is_meant(text: str, modality: str) -> None:
    found = read(text).proposals
    assert [proposal.modality for proposal in found] == [modality]


def test_only_the_number_that_is_compared_with_is_background() -> None:
    found = read("The raid killed 12, compared with 30 killed last year.").proposals
    assert [(p.quantity.best, p.modality) for p in found] == [(12, "asserted"), (30, "background")]


def test_any_is_no_number() -> None:
    (denied,) = read("The army denied that any farmer was killed.").proposals
    assert (denied.modality, denied.quantity.is_empty) == ("denied", True)


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("Of the 52 dead, 31 were soldiers.", 52, [(31, "armed-member")]),
        ("The slide killed 900 people, of whom 250 were in Karo.", 900, [(250, "")]),
        ("The raid killed 28 people; nine of them were fighters.", 28, [(9, "armed-member")]),
        ("Strikes killed 45 people: 30 in Karo, 10 in Tamu and five in Beng.", 45, [(30, ""), (10, ""), (5, "")]),
    ],
)
def test_who_or_where_some_were_is_a_part(text: str, whole: int, parts: list[tuple[int, str]]) -> None:
    first, *rest = read(text).proposals
    assert (first.quantity.best, first.part_of) == (whole, None)
    assert [(p.quantity.best, p.victims.status, p.part_of) for p in rest] == [(*part, 0) for part in parts]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Two policemen were killed.", ""),
        ("Three police officers were killed.", ""),
        ("Two army officers were killed.", "armed-member"),
        ("Four suspects were killed.", ""),
        ("Four soldiers were killed.", "armed-member"),
    ],
)
def test_police_are_members_of_armed_forces_only_where_the_text_says_so(text: str, status: str) -> None:
    (found,) = read(text).proposals
    assert found.victims.status == status


@pytest.mark.parametrize(
    ("text", "misses"),
    [
        ("Two gunmen killed three soldiers near the market.", ["Two"]),
        ("Families are trapped under rubble.", ["under rubble"]),
        ("Rebels captured the area.", []),
        ("Three soldiers were killed near the market.", []),
    ],
)
def test_what_no_claim_holds_is_listed(text: str, misses: list[str]) -> None:
    assert [miss.word.of(text) for miss in read(text).misses] == misses


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("A man was charged with killing two clerks.", "background"),
        ("Police are investigating the fatal shooting of two clerks.", "asserted"),
        ("Police are investigating a robbery that left two clerks dead.", "asserted"),
        ("This was one of 20 attacks that killed 92 people that day.", "background"),
        ("The attack was part of a wave of bombings that killed 92 people.", "background"),
        ("Neither the clerk nor the guard was killed.", "denied"),
    ],
)
def test_a_deed_of_a_charge_or_of_a_series_is_not_the_news_itself(text: str, modality: str) -> None:
    found = [one for one in read(text).proposals if one.act == "killing"]
    assert found
    assert {one.modality for one in found} == {modality}
