"""Nobody is accused, quoted or dated by words that only stand nearby; each sentence is invented, and stands for many of its kind."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest

from undercount.read.prose.analysis.parse import analyse
from undercount.read.prose.dates.others import is_of_part
from undercount.read.prose.dates.phrases import dates
from undercount.read.prose.places.datelines import datelines
from undercount.read.prose.proposal import Proposal, Span
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.speech.blame import deed_of
from undercount.read.text import ItemText

PARSED = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")


@cache
def reader() -> ProseReader:
    return ProseReader()


@cache
def read(text: str, published: str = "2025-07-11") -> tuple[Proposal, ...]:
    return reader().found(ItemText(text, "plain-text/1", "en"), published).proposals


def of_number(text: str, number: str, published: str = "2025-07-11") -> Proposal:
    found = [one for one in read(text, published) if one.amount.of(text).lower() == number.lower()]
    assert len(found) == 1, [one.amount.of(text) for one in read(text, published)]
    return found[0]


def blamed(text: str, number: str) -> list[tuple[str, str]]:
    return [(one.span.of(text), one.certainty) for one in of_number(text, number).blamed]


def speakers(text: str, number: str) -> list[str]:
    return [link.span.of(text) for link in of_number(text, number).chain if link.span is not None]


def day(text: str, number: str, published: str = "2025-07-11") -> str:
    when = of_number(text, number, published).when
    assert when is not None
    assert when.when is not None, when.why_not
    return when.when.edtf


NOT_BLAMED = [
    # Another act, of which somebody is accused in a sentence behind, is not this one.
    ("The office counted 90 deaths in May. General Karim Saleh was accused of killing 14 prisoners.", "90"),
    ("The office recorded 40 murders in April, largely blamed on gang violence. Mayor Haddad is accused of ordering 12 killings.", "40"),
    ("Nine people were killed on Monday. The army is accused of torturing prisoners.", "Nine"),
    ("Nine people were killed on Monday. The militia claimed responsibility for an attack on a bank last year.", "Nine"),
    ("Nine people were killed on Monday. The militia has been blamed for previous attacks.", "Nine"),
    ("Nine people were killed on Monday. The militia was blamed for a separate bombing.", "Nine"),
    ("Nine people were killed in a crash on Monday. Police blamed the crash on poor roads. The militia claimed responsibility.", "Nine"),
    # What is done in answer to harm did not do it.
    ("Marland began a war in response to an attack on 7 June, in which 80 people were killed and 15 others were taken hostage.", "15"),
    ("The army launched an offensive in response to an ambush in which 12 villagers were killed.", "12"),
    ("The army shelled the camp after a bombing that killed six students.", "six"),
    ("Marland carried out raids in retaliation for the blast in Homs, which killed six people.", "six"),
    ("The army launched a campaign and 40 people were taken hostage.", "40"),
    # Who deals with harm did not do it.
    ("The European Union pressed Marland to prosecute the killing of 45 farmers.", "45"),
    ("The UN envoy called on Marland to look into the murder of 12 teachers.", "12"),
    ("The Senate asked the police to investigate the killings of 30 demonstrators.", "30"),
    ("Police failed to prevent the killing of 12 students.", "12"),
    ("The army recovered the bodies of seven villagers.", "seven"),
    ("Police found nine people dead.", "nine"),
    # A dateline is no doer.
    ("(Beirut, 12 May 2025) – Armed men killed four farmers near Kessab.", "four"),
    ("(Nairobi) – Armed men killed four farmers near Konna.", "four"),
]  # fmt: skip


@PARSED
@pytest.mark.parametrize(("text", "number"), NOT_BLAMED)
def test_nobody_is_blamed_who_only_stands_nearby(text: str, number: str) -> None:
    assert blamed(text, number) == []


@PARSED
def test_police_who_find_somebody_wounded_did_not_wound_them() -> None:
    text = "Police identified the suspect with a gunshot wound."
    assert all(one.blamed == () for one in read(text))


BLAMED = [
    ("At least 40 killings in April were largely blamed on gangs.", "At least 40", [("gangs", "largely blamed")]),
    ("The army carried out the killing of 12 students.", "12", [("The army", "")]),
    ("Rebels committed the murder of 12 students.", "12", [("Rebels", "")]),
    ("The army was accused of the killing of 12 students.", "12", [("The army", "accused")]),
    ("The army launched an attack that killed 12 students.", "12", [("The army", "")]),
    ("Ten people were reported killed and six were reported injured in an army airstrike.", "six", [("army", "")]),
    ("Gunmen thought to be rebels shot dead four teachers.", "four", [("Gunmen", "thought")]),
    ("Soldiers suspected to be deserters have killed seven people.", "seven", [("Soldiers", "suspected")]),
    ("The killing of 14 men was attributed to the militia by two witnesses.", "14", [("the militia", "attributed")]),
]  # fmt: skip


@PARSED
@pytest.mark.parametrize(("text", "number", "expected"), BLAMED)
def test_who_is_said_to_have_done_it_still_is_blamed(text: str, number: str, expected: list[tuple[str, str]]) -> None:
    assert blamed(text, number) == expected


BEHIND = [
    ("The militia claimed responsibility for the attack.", "The militia"),
    ("The militia claimed responsibility.", "The militia"),
    ("The militia was accused of being behind the attack.", "The militia"),
    ("The militia was accused of carrying out the bombing.", "The militia"),
    ("Officials blamed the militia for it.", "the militia"),
    ("Officials blamed the militia for another attack.", ""),
    ("The militia claimed responsibility for an attack on a bank last year.", ""),
    ("The militia claimed responsibility for the earlier attack.", ""),
    ("The militia was accused of torturing prisoners.", ""),
    ("The militia was accused of being behind a series of attacks.", ""),
    ("Officials blamed the blast on a gas leak. The militia claimed responsibility.", ""),
]


@PARSED
@pytest.mark.parametrize(("text", "expected"), BEHIND)
def test_a_sentence_behind_blames_only_where_it_takes_the_harm_up(text: str, expected: str) -> None:
    document = analyse(f"Nine people were killed on Monday. {text}", reader().pipeline)
    found = deed_of(Span(17, 23), document).blamed
    assert [one.span.of(document.text) for one in found] == ([expected] if expected else [])


SPEAKERS = [
    ("Soldiers suspected to be deserters have killed seven people.", "seven", []),
    ("Gunmen believed to be rebels have abducted six nurses.", "six", []),
    ("A car reported to have carried explosives blew up, killing nine people.", "nine", []),
    ("The mayor said to reporters that nine people were killed.", "nine", ["The mayor"]),
    ("The killing of 14 men was attributed to the militia by two witnesses.", "14", ["two witnesses"]),
    ("The murders of nine farmers were blamed on the militia by residents.", "nine", ["residents"]),
    ("Two witnesses attributed the executions of 14 men to the militia.", "14", ["Two witnesses"]),
]  # fmt: skip


@PARSED
@pytest.mark.parametrize(("text", "number", "expected"), SPEAKERS)
def test_who_is_only_spoken_of_does_not_speak(text: str, number: str, expected: list[str]) -> None:
    assert speakers(text, number) == expected


@PARSED
@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("The attack on reporters on Saturday was a crime. He said three reporters had been killed.", "three", ""),
        ("The shelling went on. He said 12 people died.", "12", ""),
        ("The mayor condemned the murder of 30 people. He said 12 people died.", "12", "The mayor"),
        ("Omar Haddad condemned the murder of 30 people. He said 12 people died.", "12", "Omar Haddad"),
    ],
)
def test_he_is_somebody_and_no_thing(text: str, number: str, expected: str) -> None:
    link = of_number(text, number).chain[-1]
    assert ("" if link.meant is None else link.meant.of(text)) == expected


DAYS = [
    # A stretch without a year that holds the day of publication is that of now.
    ("Despite a truce from June 20 to August 1, shelling has since killed 30 people.", "30", "2025-06-20/2025-07-11"),
    ("From 3 May to 10 June, 30 people were killed.", "30", "2025-05-03/2025-06-10"),
    ("Between January and March, 30 people were killed.", "30", "2025-01/2025-03"),
    # The date of another event.
    ("A shell killed nine people at a camp for survivors of the February 6 earthquake.", "nine", "../2025-07-11"),
    ("Rebels killed nine people near the site of last month's summit.", "nine", "../2025-07-11"),
    ("Nine people were killed in the February 6 earthquake.", "nine", "2025-02-06"),
    ("The 28 March attack killed nine people.", "nine", "2025-03-28"),
    ("Monday's bombing killed nine people.", "nine", "2025-07-07"),
    # Of what is done about harm later.
    ("The remains of eight victims will be laid to rest on Friday.", "eight", "../2025-07-11"),
    ("Twelve bodies were exhumed from a mass grave on 3 July.", "twelve", "../2025-07-03"),
    ("The funeral of nine people killed by rebels was held on Thursday.", "nine", "../2025-07-10"),
    ("On Friday, 30 people who were killed in 1995 were buried.", "30", "1995"),
    ("The army apologised on Monday for the killing of nine farmers.", "nine", "../2025-07-07"),
    ("The rebels issued an apology five days ago for the murder of 11 farmers.", "11", "../2025-07-06"),
    ("A court on Monday convicted a man of killing nine farmers.", "nine", "../2025-07-07"),
    ("Thousands marched on Sunday over the killing of three students.", "three", "../2025-07-06"),
    # Of a speech.
    ("The minister told reporters in Geneva Feb. 10 that 40 people had been killed.", "40", "../2025-02-10"),
    ("She told a news conference in New York on Tuesday that nine nurses were killed.", "nine", "../2025-07-08"),
    ("Speaking in Geneva on Tuesday, she said nine nurses were killed.", "nine", "../2025-07-08"),
    # Of a part.
    ("Rebels have killed 300 people since the war began, including 12 since 3 June.", "300", "../2025-07-11"),
    ("Rebels have killed 300 people since the war began, including 12 since 3 June.", "12", "2025-06-03/2025-07-11"),
    ("More than 500 people have been killed in the camp, 40 of them since Monday.", "More than 500", "../2025-07-11"),
    ("Rebels killed 300 people, including 12 children, on 3 June.", "300", "2025-06-03"),
    ("Rebels have killed 300 people, including 12 children, since 3 June.", "300", "2025-06-03/2025-07-11"),
    ("THE MAYOR TOLD AFP THAT AFTER THE MARCH ON 6 JULY THREE MEN WERE KILLED.", "THREE", "2025-07-06"),
    # Of a dateline.
    ("(Beirut, 12 May 2025) – Armed men killed four farmers near Kessab.", "four", "../2025-07-11"),
]  # fmt: skip


@PARSED
@pytest.mark.parametrize(("text", "number", "expected"), DAYS)
def test_a_date_that_is_another_things_is_not_that_of_the_harm(text: str, number: str, expected: str) -> None:
    assert day(text, number) == expected


@PARSED
def test_the_place_of_a_dateline_is_not_where_it_was() -> None:
    text = "GENEVA – Rebels killed nine people."
    assert of_number(text, "nine").places == ()
    text = "Rebels killed nine people in Geneva."
    assert [place.span.of(text) for place in of_number(text, "nine").places] == ["Geneva"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Nairobi) – Nine were killed.", ["(Nairobi)"]),
        ("Headline\n(Beirut, May 12, 2025) – Nine were killed.", ["(Beirut, May 12, 2025)"]),
        ("GENEVA — Nine were killed.", ["GENEVA"]),
        ("NAIROBI, May 3 (Wire) - Nine were killed.", ["NAIROBI, May 3 (Wire)"]),
        ("Geneva, 3 June 2024 – Nine were killed.", ["Geneva, 3 June 2024"]),
        ("Geneva (Wire) -- Nine were killed.", ["Geneva (Wire)"]),
        ("Homs – Nine were killed.", []),
        ("Nine people were killed (in Homs) – five of them children.", []),
        ("Rebels – nine of them – were killed.", []),
        ("x" * 500 + "\nHOMS – Nine were killed.", []),
    ],
)
def test_datelines(text: str, expected: list[str]) -> None:
    assert [line.of(text) for line in datelines(text)] == expected


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("Killed: 300 people, including 12 since 3 June.", True),
        ("Killed: 300 people, among them 12 children since 3 June.", True),
        ("Killed: 300 people, 12 of them since 3 June.", True),
        ("Killed: 300 people, including 12 children, since 3 June.", False),
        ("Killed: 300 people since 3 June.", False),
        ("Killed: 300 people, including 12 on 3 June.", False),
    ],
)
def test_the_date_of_a_part(text: str, is_part: bool) -> None:
    at = text.index("300")
    (dated,) = dates(text, "2025-07-11", past=True)
    assert is_of_part(Span(at, at + 3), dated, text) is is_part
