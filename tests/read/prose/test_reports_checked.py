"""What English says of numbers that count nobody, of those who did it, of exceptions, parts and denials; all sentences are invented."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.read.prose.proposal import Proposal

from .by_rules import read

pytestmark = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")


def told(one: Proposal) -> int | tuple[int, int] | str:
    """Return the number of a proposal, both ends of a range, or the words where it gives no number."""
    quantity = one.quantity
    if quantity.low is not None and quantity.high is not None:
        return (quantity.low, quantity.high)
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), quantity.phrase)


def harm(text: str, *, parts: bool = False) -> list[tuple[str, int | tuple[int, int] | str]]:
    """Return the act and number of each proposal; of parts too where asked."""
    return [(one.act, told(one)) for one in read(text).proposals if parts or one.part_of is None]


def is_missed(text: str) -> bool:
    """Say whether a text gives no claim of harm to persons, and stands on the list of possible misses."""
    found = read(text)
    return not [p for p in found.proposals if p.act != "attack"] and bool(found.misses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Between 3 and 9 May, at least 31 villagers were killed and 12 injured.", [("killing", 31), ("injury", 12)]),
        ("From 3 to 9 May, 31 villagers were killed.", [("killing", 31)]),
        ("From 3 to 9 June shelling killed 14 farmers.", [("killing", 14)]),
        ("Between 1 and 4 a.m., nine people were shot dead.", [("killing", 9)]),
        ("From 6 to 8 in the evening, nine people were shot dead.", [("killing", 9)]),
        ("Nine people were shot dead between 1 and 4 in the morning.", [("killing", 9)]),
        ("Between 7 and 8 September 22 people drowned.", [("killing", 22)]),
        ("On 7 September 22 people drowned.", [("killing", 22)]),
        ("Between September 7 and 8, 22 people drowned.", [("killing", 22)]),
        ("From September 7 to 12, 22 people drowned.", [("killing", 22)]),
        ("On September 7, 8 people drowned.", [("killing", 8)]),
        ("Between 3-9 May, 31 villagers were killed.", [("killing", 31)]),
        ("Between 7 and 8 people drowned.", [("killing", (7, 8))]),
        ("Between 7 and 12 may have drowned.", [("killing", (7, 12))]),
    ],
)
def test_the_ends_of_a_time_are_no_toll(text: str, expected: list[tuple[str, int]]) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About 150 to 180 people drowned.", (150, 180)),
        ("At least 30 and possibly 40 sailors drowned.", (30, 40)),
        ("Around 150-180 people drowned.", (150, 180)),
        ("Some 150–180 sailors drowned.", (150, 180)),
        ("The collapse killed 4-6 miners.", (4, 6)),
        ("Six local women drowned.", 6),
        ("At 0900 local six women drowned.", 6),
        ("The number of miners killed in March was 17.", 17),
        ("The number of women who drowned stood at 17.", 17),
        ("The number of pupils killed is put at 17.", 17),
    ],
)
def test_a_number_is_read_however_it_is_put(text: str, expected: int | tuple[int, int]) -> None:
    assert harm(text) == [("killing", expected)]


@pytest.mark.parametrize("text", ["Their side lost 2-5 and a fan was killed.", "In 2014-16 a guard was killed."])
def test_scores_and_years_are_no_range_of_persons(text: str) -> None:
    assert harm(text) in ([("killing", 1)], [("killing", "a fan")], [("killing", "a guard")])


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Four bandits shot and killed a trader.", "a trader"),
        ("Two constables shot dead a student in Kano.", "a student"),
        ("Three hooded men gunned down a lawyer.", "a lawyer"),
        ("Six guards beat to death an inmate.", "an inmate"),
        ("Two youths stabbed to death the shopkeeper.", "the shopkeeper"),
        ("Two attackers hacked to death three priests.", "three priests"),
        ("Two gunmen killed Omar Haddad.", "Omar Haddad"),
        ("Four villagers shot by rangers died.", "Four villagers"),
        ("A trader detained by the militia died.", "A trader"),
        ("Nine of the hostages held by the rebels were killed.", "Nine of the hostages"),
        ("A girl wounded by a sniper died in hospital.", "A girl"),
        ("A driver was accompanied by a boy who died.", "a boy"),
        ("Three burglars killed and robbed a jeweller.", "a jeweller"),
        ("Two mercenaries shot and buried a guide. He died.", "He"),
        ("Gunmen killed and wounded several guests.", "several guests"),
        ("Prison staff had beaten to death a youth in custody.", "a youth"),
        ("Two drones killed a fisherman.", "a fisherman"),
        ("Guards executed between 4 and 9 May at least 50 inmates.", "at least 50 inmates"),
        ("The barn, owned by Omar Haddad, who was killed in May, burned.", "Omar Haddad"),
        ("Rebels killed in an ambush on Monday were buried.", "Rebels"),
        ("Ten constables shot dead by bandits were buried.", "Ten constables"),
    ],
)
def test_those_who_did_it_are_not_the_dead(text: str, dead: str) -> None:
    killed = [p for p in read(text).proposals if p.act.endswith("killing") and p.part_of is None]
    assert [p.victims.span.of(text) for p in killed if p.victims.span] == [dead]


def test_who_wounds_and_kills_is_not_counted_and_the_number_is_of_both() -> None:
    found = read("Two rangers killed and injured three hunters.").proposals
    assert [(p.act, p.quantity.high, p.quantity.best) for p in found] == [("killing", 3, None), ("injury", 3, None)]


@pytest.mark.parametrize(
    "text",
    [
        "Guerrillas bound the nine teachers and shot them dead.",
        "The soldiers led the men away and stabbed them to death.",
        "Armed groups have killed and pillaged in the western hills.",
        "Gunmen had killed in that town before.",
    ],
)
def test_without_a_sure_victim_nobody_is_counted(text: str) -> None:
    assert is_missed(text)


def test_who_speaks_behind_a_part_is_no_part() -> None:
    text = (
        "The lorry ploughed into the queue, killing nine people, including pupils, bystanders said, before it stopped."
    )
    assert harm(text, parts=True) == [("killing", 9), ("killing", "pupils")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some had reduced mobility, and at least 60 were killed.", [("killing", 60)]),
        ("Raiders abducted herders as well as looting.", [("abduction", "herders")]),
        (
            "At least 90 people have been killed since the mutiny and 700 arrested.",
            [("killing", 90), ("detention", 700)],
        ),
        ("More than 90 have died since the truce and 40 were wounded.", [("killing", 90), ("injury", 40)]),
        ("Fighters killed over 50 herders in central and southeastern Chad.", [("killing", 50)]),
        ("The corporal was captured together with two privates.", [("detention", 1), ("detention", 2)]),
        ("The rebels captured two pilots.", [("detention", 2)]),
        ("A cobbler was killed.", [("killing", 1)]),
        ("The population was decimated and a sibling was killed.", [("killing", 1)]),
    ],
)
def test_only_persons_are_victims(text: str, expected: list[tuple[str, int | str]]) -> None:
    assert harm(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The rebels captured the bridge.",
        "The army captured the demilitarised strip.",
        "Troops captured Sarmin at dawn.",
        "Province Killed Injured",
        "Photographs captured the moment.",
        "The farmer was captured on camera.",
    ],
)
def test_what_is_no_person_is_not_counted(text: str) -> None:
    assert read(text).proposals == ()


@pytest.mark.parametrize(
    "text",
    [
        "All but five of the 48 sailors drowned.",
        "All except two of the 30 were killed.",
        "All but one of the nine miners died.",
        "Nearly all 48 sailors drowned.",
        "Not all of the 48 sailors drowned.",
        "Of these attacks, 340 resulted in the death of at least one person.",
        "Three blasts each killed four people.",
        "Three blasts killed four people each.",
        "Each of the blasts killed at least two people.",
        "Every one of the nine miners died.",
    ],
)
def test_exceptions_and_shares_of_each_are_possible_misses(text: str) -> None:
    assert is_missed(text)


def test_those_excepted_are_not_among_the_dead() -> None:
    text = "Everyone except the two pilots died."
    assert harm(text) == [("killing", "Everyone")]
    assert read(text).misses


@pytest.mark.parametrize(
    ("text", "wholes", "parts"),
    [
        (
            "Troops killed at least 30 people, including 12 children, in Bani, and 95 people, including 40 children, in nearby Dori.",
            [30, 95],
            [12, 40],
        ),
        (
            "Troops killed 30 people, including 12 children, in Bani, and 9 people, including 4 children, in Dori.",
            [30, 9],
            [12, 4],
        ),
        ("Troops killed 30 people, including 12 children and nine women.", [30], [12, 9]),
    ],
)
def test_a_second_whole_is_no_part_of_the_first(text: str, wholes: list[int], parts: list[int]) -> None:
    found = read(text).proposals
    assert [told(p) for p in found if p.part_of is None] == wholes
    assert [told(p) for p in found if p.part_of is not None] == parts


def test_two_sides_that_kill_each_other_are_apart() -> None:
    text = "Chadian troops killed two Sudanese farmers and Sudanese gunmen killed a Chadian."
    assert harm(text) == [("killing", 2), ("killing", 1)]
    text = "Israeli forces killed three Palestinians and Palestinian gunmen killed an Israeli."
    assert harm(text) == [("killing", 3), ("killing", 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fifty nuns were killed, 20 of whom remain missing.", [("killing", 50), ("missing", 20)]),
        ("Ninety were wounded, four of whom died later.", [("injury", 90), ("killing", 4)]),
    ],
)
def test_some_of_those_told_of_have_an_act_of_their_own(text: str, expected: list[tuple[str, int]]) -> None:
    assert harm(text, parts=True) == expected


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("At no point did the general say that nine rebels were killed.", "hypothetical"),
        ("Nobody said that nine people were killed.", "hypothetical"),
        ("No official has claimed that nine people died.", "hypothetical"),
        ("The army never claimed to have killed nine rebels.", "hypothetical"),
        ("The army did not say that nine rebels were killed.", "hypothetical"),
        ("The ministry has yet to confirm the deaths of nine miners.", "hypothetical"),
        ("Police were unable to confirm reports that nine people were killed.", "hypothetical"),
        ("Claims that nine people died are fake news, the minister said.", "denied"),
        ("The rumour that nine nuns were killed is untrue.", "denied"),
        ("Stories of nine deaths were entirely made up, police said.", "denied"),
        ("The ministry falsely claimed that nine rebels were killed.", "denied"),
        ("The paper wrongly reported the deaths of nine miners.", "denied"),
        ("Contrary to reports that nine had died, all were well.", "denied"),
        ("A nurse was nearly killed.", "hypothetical"),
        ("The army did not say how many of the nine people killed were rebels.", "asserted"),
        ("No one has claimed responsibility for the blast, which killed nine people.", "asserted"),
        ("Police have yet to confirm the identities of the nine people killed.", "asserted"),
        ("Reports that nine people were killed were confirmed by the army.", "asserted"),
        ("The claim that the army killed nine people is false.", "denied"),
        ("Contrary to first reports, nine people died.", "asserted"),
        ("Not only did the army say that nine were killed, it showed their bodies.", "asserted"),
        ("Nearly half of the 90 people killed were children.", "asserted"),
        ("The toll was likely to rise, with nine people killed, according to medics.", "asserted"),
    ],
)
def test_what_nobody_says_is_not_asserted(text: str, meant: str) -> None:
    assert [p.modality for p in read(text).proposals if p.part_of is None][:1] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "There was no airstrike on the clinic, the army said.",
        "The spokesman denied that jets had carried out any strike on the camp.",
        "The militia denies any involvement.",
        "The army did not shell or bomb the clinic, its spokesman said.",
        "300 huts burned.",
    ],
)
def test_a_denied_attack_is_a_possible_miss(text: str) -> None:
    assert is_missed(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("In Kano nine people were killed, in Jos 4 and in Yola 2.", "4"),
        ("The toll, previously given as 20, is now 17.", "17"),
        ("The clinic received 40 casualties, six of them dead.", "six"),
    ],
)
def test_a_further_number_is_a_possible_miss(text: str, word: str) -> None:
    assert [miss.word.of(text) for miss in read(text).misses] == [word]
