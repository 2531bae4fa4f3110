"""The rules reader for English, on invented sentences of several genres, with the parser and by patterns."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest

from undercount.read.prose.analysis.parse import Pipeline, analyse, installed_pipeline
from undercount.read.prose.english.reading import BARE, RULES, is_wanted, read_english
from undercount.read.prose.measure.summary import totals
from undercount.read.prose.proposal import Found, Proposal
from undercount.read.prose.verifier import verify

PARSED = find_spec("spacy") is not None


@cache
def parser() -> Pipeline | None:
    return installed_pipeline()


def read(text: str, *, parsed: bool = True) -> Found:
    return read_english(analyse(text, parser() if parsed else None, wanted=is_wanted))


def number(text: str, act: str, *, parsed: bool = True) -> int | None:
    quantity = totals(read(text, parsed=parsed), act)
    if quantity is None:
        return None
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


# What a text says, and how many were killed and injured by it; None where it gives no number.
BLOTTER = [
    ("A 23-year-old man was killed and three others wounded in a drive-by shooting.", 1, 3),
    ("Two people were shot, one fatally, outside a club early Saturday, police said.", 1, 1),
    ("A gunman opened fire at a party, killing two teenagers and wounding four others, one critically.", 2, 4),
    ("3 people shot, 1 killed at gas station.", 1, 2),
    ("A man is dead and a woman is in the hospital after a shooting on the south side.", 1, 1),
    ("Four people were injured, including a 6-year-old girl, in a shooting late Friday.", None, 4),
    ("Three people were wounded when someone fired into a crowd. No deaths were reported.", 0, 3),
    (
        "A 19-year-old woman and a 34-year-old man were shot and killed Sunday, and a third person is in critical condition.",
        2,
        1,
    ),
]
SUMMARIES = [
    ("At least 12 people, including the assailant, were killed and 30 others were injured.", 12, 30),
    ("A device detonated near a patrol, killing three soldiers and wounding two civilians. No group claimed it.", 3, 2),
    ("In addition to the bomber, six worshippers were killed and an unknown number were injured.", 7, None),
    ("Gunmen abducted five teachers. Two of the teachers were later found dead.", 2, None),
    ("The blast damaged three houses, but caused no casualties.", 0, 0),
    ("The death toll has risen from 38 to 41, with more than 100 others injured.", 41, 100),
]
TELEGRAMS = [
    ("12 Taliban killed, 4 ANA WIA", 12, 4),
    ("2x KIA, 3x WIA, 1 civ killed", 3, 3),
    ("3 ANP KIA. 1 LN civ WIA.", 3, 1),
    ("5 insurgents killed, 2 detained IVO Garmsir.", 5, None),
]
NEWSWIRE = [
    ("THE MAYOR AND TWO OF HIS BODYGUARDS WERE MURDERED BY GUERRILLAS YESTERDAY.", 3, None),
    ("THE REBELS ATTACKED A POST, KILLING 4 SOLDIERS AND WOUNDING AT LEAST 10.", 4, 10),
]
NARRATIVE = [
    (
        "Seven members of the Naji family, including two children and three women, were killed and four others were wounded.",
        7,
        4,
    ),
    ("Two men, Ram Kumar and Sita Devi, were shot dead and their driver, Ali Khan, was wounded.", 2, 1),
    ("Five children from one family, two boys, two girls and one infant, were reportedly killed.", 5, None),
    ("The attackers killed 4 soldiers, two policemen and a child and injured at least 10.", 7, 10),
    ("A family of five was killed.", 5, None),
    ("Three policemen were killed. Six militants also died in the clash.", 9, None),
    ("Three policemen were killed. The three policemen died on the spot.", 3, None),
]


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(("text", "killed", "injured"), [*BLOTTER, *SUMMARIES, *TELEGRAMS, *NEWSWIRE, *NARRATIVE])
def test_each_genre_gives_its_numbers(text: str, killed: int | None, injured: int | None) -> None:
    assert (number(text, "killing"), number(text, "injury")) == (killed, injured)


@pytest.mark.parametrize(("text", "killed", "injured"), [*TELEGRAMS, *NARRATIVE[:2], SUMMARIES[0], BLOTTER[0]])
def test_patterns_alone_read_plain_sentences(text: str, killed: int | None, injured: int | None) -> None:
    assert (number(text, "killing", parsed=False), number(text, "injury", parsed=False)) == (killed, injured)


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("No shots were fired and the officers did not kill two protesters.", "denied"),
        ("The group threatened to kill three hostages.", "hypothetical"),
        ("The bomb could have killed dozens and would kill 40 people.", "hypothetical"),
        ("Thousands rallied to protest the killing of two students.", "background"),
        ("He was convicted of killing two farmers.", "background"),
        ("So far this year 90 people have been killed in the province.", "cumulative"),
    ],
)
def test_what_is_not_asserted_says_how_it_is_meant(text: str, modality: str) -> None:
    found = [proposal for proposal in read(text).proposals if proposal.act == "killing"]
    assert found
    assert {proposal.modality for proposal in found} == {modality}
    assert totals(read(text), "killing") is None


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
def test_parts_point_at_their_whole() -> None:
    found = read(
        "The office confirmed summary killings of at least 82 civilians, including 11 women and 13 children."
    ).proposals
    assert [(p.quantity.phrase, p.part_of) for p in found] == [("at least 82", None), ("11", 0), ("13", 0)]
    assert {p.act for p in found} == {"summary-killing"}
    assert [(p.victims.sex, p.victims.age, p.victims.status) for p in found] == [
        ("", "", "civilian"),
        ("female", "", ""),
        ("", "child", ""),
    ]


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
@pytest.mark.parametrize(
    ("words", "qualifier", "numbers"),
    [
        ("At least 12", "at-least", (12, None, None)),
        ("No fewer than 12", "at-least", (12, None, None)),
        ("More than a dozen", "at-least", (12, None, None)),
        ("Up to 30", "at-most", (None, None, 30)),
        ("No more than 30", "at-most", (None, None, 30)),
        ("As many as 30", "at-most", (None, None, 30)),
        ("About 15", "about", (None, 15, None)),
        ("Between three and seven", "between", (3, None, 7)),
        ("Two to three", "between", (2, None, 3)),
        ("Half a dozen", "exactly", (None, 6, None)),
        ("1,200", "exactly", (None, 1200, None)),
        ("One hundred and twenty-three", "exactly", (None, 123, None)),
        ("Dozens of", "vague", (None, None, None)),
    ],
)
def test_hedges_are_kept(words: str, qualifier: str, numbers: tuple[int | None, ...]) -> None:
    (proposal,) = read(f"{words} villagers were killed in the raid.").proposals
    assert proposal.quantity.qualifier == qualifier
    assert (proposal.quantity.low, proposal.quantity.best, proposal.quantity.high) == numbers


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
def test_dates_ages_measures_and_names_are_no_victims() -> None:
    text = "On 12 May 2019, Omar Haddad, 42, was shot dead 5 km from Route 7 at 10:30 am."
    (proposal,) = [p for p in read(text).proposals if p.act == "killing"]
    assert proposal.quantity.best == 1


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
def test_misses_are_listed_and_every_span_verifies() -> None:
    text = (
        "Gunmen attacked a village and killed 17 residents, among them four children. The slaughter lasted all night. "
        "Six nurses remain in the village. The weather was fine."
    )
    found = read(text)
    assert [(miss.why, miss.word.of(text)) for miss in found.misses] == [("harm", "slaughter"), ("number", "Six")]
    assert all(verify(proposal, text) is None for proposal in found.proposals)


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
def test_the_reader_and_its_rules_are_named() -> None:
    text = "Three farmers were killed."
    (full,) = read(text).proposals
    (bare,) = read(text, parsed=False).proposals
    assert (full.reader, bare.reader) == (RULES, BARE)
    assert full.rules[0] == "kill.passive"


@pytest.mark.skipif(not PARSED, reason="spaCy is not installed")
def test_attacks_and_facilities_are_counted_in_their_own_units() -> None:
    found: list[Proposal] = list(
        read(
            "The charity recorded at least 23 attacks on the city's hospitals. At least 20 hospitals and clinics were destroyed."
        ).proposals
    )
    assert [(p.act, p.quantity.unit, p.quantity.low, p.victims.targets) for p in found] == [
        ("attack-on-facility", "attack", 23, ("hospital",)),
        ("destruction", "facility", 20, ("clinic", "hospital")),
    ]
