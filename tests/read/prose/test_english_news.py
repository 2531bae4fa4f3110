"""What single sentences of news and notes say: numbers that are none, who is meant, and how it is meant. All sentences are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.read.prose.by_rules import read, reader
from undercount.read.prose.measure.summary import totals
from undercount.read.prose.proposal import Span
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.verifier import verify
from undercount.read.text import ItemText
from undercount.record import Quantity


def value(quantity: Quantity) -> int | None:
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


def said(text: str) -> list[tuple[str, str, str, int | None]]:
    """Return act, modality, qualifier and number of each whole that is read."""
    wholes = (one for one in read(text).proposals if one.part_of is None)
    return [(one.act, one.modality, one.quantity.qualifier, value(one.quantity)) for one in wholes]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The mission counted the killing of at least 214 civilians, a rise of 12 per cent over the year before.", [214]),
        ("Gunmen killed 9 people, a first for the town, and a blow to the talks.", [9]),
        ("In August 12 people were killed by landmines.", [12]),
        ("In May 40 people were killed, an increase of 10.", [40]),
        ("On May 12 people were killed.", [None]),
        ("Soldiers killed \ufffdabout 30 fighters\ufffd on Monday.", [30]),
        ('At least "12" people were killed.', [12]),
        ("At least six and possibly more than 10 people were killed when guards opened fire.", [6]),
        ("The two robbers, in shoot outs, killed three clerks.", [3]),
        ("A total of 55 9-mm rounds hit the car and killed two clerks.", [2]),
        ("The caller said the line went dead after the driver was killed.", [1]),
        ("Soldiers executed on Monday 50 men.", [50]),
        ("Officers killed in Homs province at least 12 farmers.", [12]),
        ("Kano killed 12 injured 3", [12, 3]),
        ("The crash on Elm Street took one person's life.", [1]),
        ("The office said it had revised the death toll up to 31.", [31]),
        ("The toll of the riot that turned into a stampede was revised down to 125 on Sunday.", [125]),
        ("Police answered a shooting call outside the Harbour Grill, where a clerk was killed.", [1]),
        ("Nine were killed in a clash over grazing land in the valley.", [9]),
        ("Both were taken to the clinic where Lowe later died.", [2, 1]),
        ("Two couples were killed.", []),
        ("A farmer-couple was killed.", [2]),
    ],
)  # fmt: skip
def test_a_number_is_what_the_words_say(text: str, numbers: list[int | None]) -> None:
    assert [number for _, _, _, number in said(text)] == numbers


@pytest.mark.parametrize("parse", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "Omar Deeb, of the 4300 block of Mill Street, suffered gunshot wounds.",
        "Three children, Lina Odeh, 5, Nour Odeh, 8, and Sami Odeh, 9 – died at the scene.",
    ],
)
def test_a_house_and_an_age_count_nobody(text: str, parse: bool) -> None:
    found = (reader() if parse else ProseReader(parse=False)).found_all([text])[0]
    assert all((one.quantity.best or 0) < 5 for one in found.proposals)


def test_who_was_shot_to_death_is_one_of_those_who_were_shot() -> None:
    text = "At least six people have been shot on Friday, including a man who was shot to death in the park."
    assert said(text) == [("injury", "asserted", "at-least", 6), ("killing", "asserted", "exactly", 1)]


def test_one_number_of_the_dead_or_injured_says_how_many_died_at_most() -> None:
    text = "KARVA (Agency): Three crashes have left 156 people dead or injured."
    assert said(text) == [("killing", "asserted", "at-most", 156), ("injury", "asserted", "at-most", 156)]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The archive defines a mass shooting as one in which four people are killed.", "hypothetical"),
        ("The group claimed responsibility for the murder of two clerks.", "asserted"),
        ("They vowed to punish those who killed five farmers.", "asserted"),
        ("The bombing took place on 17 April 1979 when four officers were killed.", "asserted"),
        ("It was the deadliest attack since 17 April 1979, when four officers were killed.", "background"),
        ("He said that reports of 12 deaths were true and that claims of torture were false.", "asserted"),
        ("He said that reports of 12 deaths were false.", "denied"),
        ("The device hit the grave of a police chief, who was killed by a rival in 1909.", "background"),
        ("A bomber killed at least 10 people in the historic heart of Varda on Tuesday.", "asserted"),
        ("Neither the army nor the rebels confirmed that 12 farmers had been killed.", "hypothetical"),
        ("Red units were responsible for the deaths of 13 farmers.", "asserted"),
        ("A man suspected of being responsible for the deaths of 13 farmers was arrested.", "background"),
        ("Eight people have been wounded since Friday.", "asserted"),
        ("Eight people have been wounded since January.", "cumulative"),
    ],
)
def test_how_it_is_meant(text: str, modality: str) -> None:
    assert {how for _, how, _, _ in said(text)} == {modality}


def test_a_dateline_neither_did_the_harm_nor_tells_of_it() -> None:
    text = "(Varda) – The Karsi army and Red fighters killed at least 12 villagers on Monday, the office said."
    found = reader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15").proposals[0]
    assert [one.span.of(text) for one in found.blamed] == ["The Karsi army", "Red fighters"]
    text = "VARDA (Agency): Two people were killed on Monday."
    assert [link.span for link in reader().found(ItemText(text, "plain-text/1", "en"), "").proposals[0].chain] == [None]


def test_where_an_answer_was_given_is_not_where_the_harm_was() -> None:
    text = "The army launched a campaign in Gaza in response to the attack in which about 1,200 people were killed."
    found = reader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15").proposals[0]
    assert found.places == ()


@pytest.mark.parametrize(
    ("text", "act", "number"),
    [
        ("At least 127 people died. The death toll was revised down to 125 after a count.", "killing", 125),
        ("At least three people have been killed. But some witnesses put the toll at more than 20.", "killing", 3),
        ("At least 19 people were killed. A radio station placed the death toll at 30.", "killing", 19),
        ("Ten were killed. The toll has risen to 15.", "killing", 15),
        ("A blast hurt 15 people. Seven of the injured were workers. Six firemen and two medics also were injured.", "injury", 15),
        ("A father stabbed to death his wife and three sons before taking his own life. The father also lay dead.", "killing", 5),
        ("Bombs kill 35 children. Three bombs exploded, killing 35 children and seven adults.", "killing", 42),
        ("One was killed and one was injured. A second man was injured by a bullet.", "injury", 1),
        ("They called for calm following the deaths of 39 people. The civilians were killed when shells hit homes.", "killing", 39),
        ("Six soldiers were killed. One hour later a bomber blew herself up, killing a guard.", "killing", 8),
    ],
)  # fmt: skip
def test_one_number_for_a_text(text: str, act: str, number: int) -> None:
    total = totals(read(text), act)
    assert total is not None
    assert value(total) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("At least 5\u202f000 were displaced.", [5000]),
        ("A further 1\u00a0200 people fled the town.", [1200]),
        ("Some 12\u2009500 people were killed.", [12500]),
        ("More than 10\u2019000 people were killed.", [10000]),
        ("A total of 1 234 civilians were killed.", [1234]),
        ("The army killed 2 300 soldiers.", [2300]),
        ("On May 12 300 people were killed.", [300]),
        ("On 12 May 300 people were killed.", [300]),
        ("At 9 300 people were shot.", [None]),
        ("Killed: 12 300 (2021).", []),
        ("Twenty\u2010two people were killed.", [22]),
        ("30\u221240 people were injured.", [30]),
        ("1O people were killed.", [None]),
        ("Twelve people \u00ad were killed.", [12]),
        ("Twenty-two children were ab\u00adducted.", [22]),
        ("Over 100 people arrived that day, and 14 passed away from their injuries.", [14]),
        ("In all, 203 have died from their injuries.", [203]),
        ("40 patients arrived at the clinic and six died from their injuries.", [6]),
        ("A boy died of his wounds today.", [1]),
        ("Nine out of ten houses were destroyed.", [None]),
        ("Three out of the 20 guards were killed.", [3]),
        ("Two rooms of the hospital were hit, wounding a nurse.", [1, 1]),
        ("The surgical ward was hit during the raid, killing the carer of a patient.", [1]),
        ("The network documented the deaths of 71 people, either by drowning at sea, or in bombings.", [71]),
    ],
)
def test_a_number_is_read_whole_and_of_those_who_suffered_it(text: str, numbers: list[int | None]) -> None:
    assert [number for _, _, _, number in said(text)] == numbers


def test_no_number_is_read_out_of_a_greater_one() -> None:
    text = "Some 12 500 people were killed."
    one = read(text).proposals[0]
    at = text.index("500")
    torn = replace(
        one, amount=Span(at, at + 3), quantity=replace(one.quantity, best=500, qualifier="exactly", phrase="500")
    )
    assert "from its begin" in str(verify(torn, text))


def test_a_number_behind_a_place_counts() -> None:
    text = "In Salma 3 people were killed."
    found = reader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15").proposals[0]
    assert [place.span.of(text) for place in found.places] == ["Salma"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A woman killed her husband and then herself.", ["her husband", "A woman"]),
        ("A man killed three people, then himself.", ["three", "A man"]),
        ("A gunman shot his friend, leaving a young girl unharmed before turning the weapon on himself.", ["his friend", "A gunman"]),
        ("Sami Toro, 27, in what police say was a rage, killed three people before turning the gun on himself.", ["three", "Sami Toro"]),
        ("A neighbour said the man then shot himself.", ["the man"]),
        ("At least 213 lives have been lost in the floods.", ["At least 213"]),
        ("He had received multiple death threats.", []),
        ("The jeep was found burning, and a guard was killed.", ["a guard"]),
    ],
)  # fmt: skip
def test_who_it_was(text: str, words: list[str]) -> None:
    assert [one.quantity.phrase for one in read(text).proposals] == words
