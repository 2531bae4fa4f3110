"""What two sides say of one thing is two claims, each with its speaker, and never a sum; numbers that take up an act said before."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from undercount.read.prose.measure.summary import totals
from undercount.read.prose.proposal import Proposal

from .by_rules import read

pytestmark = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")


def number(proposal: Proposal) -> int | None:
    quantity = proposal.quantity
    return next((n for n in (quantity.best, quantity.low, quantity.high) if n is not None), None)


def speaker(proposal: Proposal, text: str) -> str:
    span = proposal.chain[-1].span
    return "" if span is None else span.of(text)


SIDES = (
    ("The government says {a} were killed, the rebels say {b}.", "The government", "the rebels"),
    ("Police put the toll at {a} while the hospital counted {b}.", "Police", "the hospital"),
    ("Officials said {a} militants died; locals said {b} civilians died.", "Officials", "locals"),
    ("{A} people were killed, say the police; {b}, say the rebels.", "the police", "the rebels"),
    ("According to the police, {a} people were killed; according to residents, {b} were.", "the police", "residents"),
    ("According to the police, {a} people died; according to residents, {b} people were killed.", "the police", "residents"),
    ("The army claimed that {a} militants were killed, but residents said {b} farmers were killed.", "The army", "residents"),
    ("The army said {a} fighters were killed, whereas the rebels admitted only {b} deaths.", "The army", "the rebels"),
    ("{A} people were killed, according to police, but a doctor said {b} had died.", "police", "a doctor"),
    ("State television reported {a} dead; activists put the number at {b}.", "State television", "activists"),
    ("The ministry said {a} guards were killed and the rebels claimed they had killed {b} guards.", "The ministry", "the rebels"),
    ("{A} people were killed, police said, although witnesses said {b} had died.", "police", "witnesses"),
    ("Police said {a} people died, but the opposition says at least {b} of its supporters were killed.", "Police", "the opposition"),
    ("Activists said {a} people had been killed, and the government said {b} policemen died.", "Activists", "the government"),
    ("The military reported {a} militants killed, while villagers said that {b} civilians had been killed.", "The military", "villagers"),
    ("{A} people were killed according to the union, {b} according to the government.", "the union", "the government"),
    ("Authorities say {a} demonstrators were killed; the organisers say {b}.", "Authorities", "the organisers"),
    ("Officials confirmed {a} deaths; relatives say {b} people died.", "Officials", "relatives"),
    ("While the union said {a} miners were killed, the company said {b} miners were killed.", "the union", "the company"),
    ("At least {a} people were killed, according to a doctor; the governor put the toll at {b}.", "a doctor", "the governor"),
)  # fmt: skip
PAIRS = (("12", "20"), ("40", "12"), ("nine", "fifteen"))
VALUES = {"nine": 9, "fifteen": 15}


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize(("text", "one", "other"), SIDES)
def test_two_sides_are_two_claims_and_no_sum(text: str, one: str, other: str, first: str, second: str) -> None:
    text = text.format(a=first, b=second, A=first.capitalize())
    a, b = (VALUES.get(words) or int(words) for words in (first, second))
    found = read(text)
    told = {(number(p), speaker(p, text)) for p in found.proposals if p.part_of is None}
    assert told == {(a, one), (b, other)}
    total = totals(found, "killing")
    assert total is not None
    assert a in (total.best, total.low)  # who speaks first, and never both


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Police said four people were killed, and that two more had died in hospital.", 6),
        ("Police said three men and two women were killed.", 5),
        ("The bomb killed nine soldiers, and three civilians died of smoke, police said.", 12),
        ("Four soldiers were killed, although some sources claimed that 15 people had died.", 4),
        ("The death toll was given as 14 by the police and 22 by the Red Cross.", 14),
        ("The army said it killed 30 rebels and lost two soldiers, but the rebels said they killed 25 soldiers.", 32),
    ],
)
def test_one_side_adds_up(text: str, total: int) -> None:
    quantity = totals(read(text), "killing")
    assert quantity is not None
    assert quantity.best == total


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The shelling killed 30 people in Homs and 12 in Hama.", [("killing", 30), ("killing", 12)]),
        ("Some 30 people were killed by the shelling and 12 by the rebels' mortars.", [("killing", 30), ("killing", 12)]),
        ("Gunmen killed 30 people in Kano on Monday and 12 in Jos on Tuesday.", [("killing", 30), ("killing", 12)]),
        ("Police said 900 people were killed. The hospital puts the figure at 1,200.", [("killing", 900), ("killing", 1200)]),
        ("Nine people died on Monday. By Friday the number had risen to 17.", [("killing", 9), ("killing", 17)]),
        ("Nine more bodies were found, bringing the total to 45.", [("killing", 9), ("killing", 45)]),
        ("Police arrested 40 people. The number is now 60.", [("detention", 40), ("detention", 60)]),
        ("Five were killed; the tally has since climbed to 17.", [("killing", 5), ("killing", 17)]),
        ("The number of injured rose to 17 on Friday.", [("injury", 17)]),
        ("The number of people arrested rose to 45.", [("detention", 45)]),
        ("The number of villagers massacred by raiders in the valley rose to 160.", [("killing", 160)]),
        ("The number of people killed when a ferry sank on Sunday has risen to nearly 60.", [("killing", 60)]),
        ("A clerk put the death toll at a much lower 50.", [("killing", 50)]),
        ("Nine were killed in 2019. The figure was 30 the year before.", [("killing", 9)]),
        ("Prices rose. The rebels say 20.", []),
        ("The toll stands at 9.", [("killing", 9)]),
    ],
)  # fmt: skip
def test_a_number_takes_up_the_one_act_before_it(text: str, told: list[tuple[str, int]]) -> None:
    found = [(p.act, number(p)) for p in read(text).proposals]
    assert found == told or (told == [("killing", 9)] and ("killing", 9) in found and ("killing", 30) not in found)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Twelve people were killed or injured.", 12),
        ("The strike killed or wounded 12 people.", 12),
        ("Some 40 people were killed and wounded.", None),
        ("At least 131 children were killed or injured.", None),
        ("The raid caused 90 casualties.", 90),
    ],
)
def test_of_killed_or_injured_nobody_knows_how_many_died(text: str, most: int | None) -> None:
    found = read(text)
    deaths = [p.quantity for p in found.proposals if p.act == "killing"]
    assert [(q.low, q.best, q.high, q.qualifier) for q in deaths] == (
        [] if most is None else [(None, None, most, "at-most")]
    )
    assert totals(found, "killing") is None
    assert most is not None or found.misses  # a hedged one is listed


def test_who_is_abducted_and_killed_suffers_both() -> None:
    assert [(p.act, number(p)) for p in read("Twelve men were abducted and killed.").proposals] == [
        ("abduction", 12),
        ("killing", 12),
    ]


@pytest.mark.parametrize(
    ("text", "deaths"),
    [
        ("A couple was killed in their home.", [2]),
        ("A couple of days later, two men were shot dead.", [2]),
        ("A couple, both teachers, died.", [2]),
        ("The couple were shot dead a couple of hours later.", [2]),
        ("Jets executed 11 airstrikes on the town.", []),
        ("Police executed a search warrant.", []),
        ("Troops struck Kherson Oblast 64 times.", []),
        ("The army also burned a village and killed five civilians.", [5]),
        ("Gunmen killed at least 107 civilians in central and southwestern Mali.", [107]),
        ("An average of five children a week have been killed or injured.", []),
        ("Fifty-five (55) farmers have been killed.", [55]),
        ("81 civilians at least were killed.", [81]),
        ("The blast killed one, a policeman, and wounded two.", [1]),
        ("A clerk said 12 women, eight children and seven men had died.", [27, 12, 8, 7]),
        ("Ten of those killed were children.", [10]),
        ("The mayor expressed sorrow for the loss of 12 lives.", [12]),
        ("Observers assumed all the men had died.", [None]),
    ],
)
def test_nobody_is_counted_whom_nobody_counted(text: str, deaths: list[int | None]) -> None:
    found = [p for p in read(text).proposals if p.act in ("killing", "summary-killing")]
    assert [number(p) for p in found] == deaths


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The ministry denied the army's claims that it had killed seven soldiers.", "denied"),
        ("The claim of killing 12 soldiers at the line on Friday night is absolutely false, a clerk said.", "denied"),
        ("A guard was hurt, the latest in a spate of attacks that claimed six lives.", "background"),
        ("The army denied the report, saying that it had killed six fighters.", "asserted"),
        ("Police shot at protesters, killing three.", "asserted"),
    ],
)
def test_how_a_death_is_meant(text: str, modality: str) -> None:
    assert [p.modality for p in read(text).proposals if p.act == "killing"] == [modality]


@pytest.mark.parametrize(
    "text",
    [
        "Twelve soldiers were killed in {} attacks on Tuesday.",
        "The attack in {} territory killed 12.",
        "Nine people were killed by {} near the market.",
        "A raid on an area under {} killed nine.",
    ],
)
@pytest.mark.parametrize(
    "group",
    [
        "Boko Haram", "Al-Shabaab", "Islamic State", "Taliban", "Hamas", "Hezbollah",
        "Ansar al-Sharia", "Jabhat al-Nusra", "Islamic State of Iraq and the Levant",
    ],
)  # fmt: skip
def test_an_armed_group_is_never_a_place(text: str, group: str) -> None:
    text = text.format(group)
    named = [place.span.of(text) for p in read(text).proposals for place in p.places]
    assert not [words for words in named if any(part in words for part in group.split() if part[0].isupper())]


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("Two men were killed by soldiers after local authorities encouraged residents to protest.", ["soldiers"]),
        ("Two persons were confirmed dead by police at the site.", []),
        ("Karama put the death toll at three, while Basra TV said eight died.", []),
        ("The Islamic State of Iraq and the Levant killed nine people.", ["The Islamic State of Iraq and the Levant"]),
        ("MOSUL - An Iraqi soldier shot dead two guards.", ["An Iraqi soldier"]),
    ],
)
def test_who_is_blamed(text: str, blamed: list[str]) -> None:
    found = read(text).proposals[0]
    assert [one.span.of(text) for one in found.blamed] == blamed
