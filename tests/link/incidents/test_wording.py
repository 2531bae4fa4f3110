"""Words of several strikes, and what takes them back, in invented English and Arabic texts."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from undercount.link.incidents import marks
from undercount.link.incidents.wording import told

FURTHER, DOUBLE = frozenset({"further"}), frozenset({"double"})

SAID = [
    ("The mill was bombed and, as neighbours dug, struck again.", FURTHER),
    ("A second airstrike hit the queue.", FURTHER),
    ("The helicopters returned after the ambulance had come.", FURTHER),
    ("Another missile fell on the same roof.", FURTHER),
    ("Nobody was hurt, but the jets came back.", FURTHER),
    ("No one died when the jets struck the mill again.", FURTHER),
    ("Witnesses call it a double-tap strike on the mill.", DOUBLE),
    ("Two consecutive raids hit the mill.", DOUBLE),
    ("The bakery was hit twice.", DOUBLE),
    ("Not once but again and again.", FURTHER),
    ("قصف الطيران المطحنة مجدداً", FURTHER),
    ("قصفت المطحنة مُجدَّدًا بعد وصول الإسعاف", FURTHER),
    ("استهدفت غارة ثانية فرق الإسعاف", FURTHER),
    ("والغارة الثانية أصابت المسعفين", FURTHER),
    ("عاود الطيران قصف المطحنة", FURTHER),
    ("ثم عادت الطائرات إلى المكان نفسه", FURTHER),
    ("للمرة الثانية خلال ساعة", FURTHER),
    ("غارة مزدوجة على مطحنة", DOUBLE),
    ("بالغارة المزدوجة على المطحنة", DOUBLE),
    ("ضربتان متتاليتان على الفرن", DOUBLE),
    ("ولا يزال الطيران يقصف مجدداً", FURTHER),
]
NOT_SAID = [
    "There was no second strike.",
    "The aircraft did not strike again.",
    "The aircraft did not return again.",
    "It was not a double tap.",
    "Officials denied a second strike.",
    "The convoy left without a second attack.",
    "A second strike did not follow.",
    "Never again, they wrote on the wall.",
    "Residents returned to the quarter in spring.",
    "The families, who returned home, found the mill in ruins.",
    "The mill was bombed at noon.",
    "Against all odds the mill stands.",
    "لم تعاود الطائرات القصف",
    "لم يتكرر القصف",
    "دون غارة ثانية",
    "لا غارة ثانية بعدها",
    "لم تكن غارة مزدوجة",
    "نفى وقوع ضربة مزدوجة",
    "عاد الأهالي إلى بيوتهم",
    "قصف الطيران المطحنة ظهراً",
]


@pytest.mark.parametrize(("text", "kinds"), SAID)
def test_what_is_said(text: str, kinds: frozenset[str]) -> None:
    assert told(text) == kinds, marks(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_not_said(text: str) -> None:
    assert told(text) == frozenset(), marks(text)


def test_what_is_taken_back_is_still_shown() -> None:
    (mark,) = marks("There was no second strike")
    assert (mark.words, mark.taken_back) == ("second strike", True)
    (mark,) = marks("All was quiet. Then the Jets RETURNED, at noon.")
    assert (mark.words, mark.said) == ("returned", "Then the Jets RETURNED")


def test_a_negation_does_not_reach_past_a_comma() -> None:
    assert told("They did not leave, again the mill was hit") == FURTHER
    assert told("لم يغادروا، ثم قصفت مجدداً") == FURTHER


SEVERAL = [
    ("Two airstrikes on the mill.", 2, True),
    ("Two strikes on the mill", 2, True),
    ("Three strikes hit the mill at noon.", 3, True),
    ("Two raids minutes apart killed ten.", 2, True),
    ("At least 4 Russian airstrikes hit the quarter", 4, True),
    ("A series of strikes hit the mill.", 2, False),
    ("Several heavy air raids hit the mill.", 2, False),
    ("Airstrikes on the mill.", 2, False),
    ("On March 17 airstrikes hit the mill.", 2, False),
    ("They struck the mill twice.", 2, True),
    ("Jets bombed the old flour mill three times.", 3, True),
    ("غارتان على المطحنة", 2, True),
    ("قتل عشرة في غارتين على المطحنة", 2, True),
    ("غارات على المطحنة", 2, False),
    ("ثلاث غارات على المطحنة", 3, True),
    ("شن الطيران خمس غارات جوية", 5, True),
    ("قصف الطيران المطحنة مرتين", 2, True),
    ("٤ غارات على المطحنة", 4, True),
    ("سلسلة غارات استهدفت المطحنة", 2, False),
]


@pytest.mark.parametrize(("text", "strikes", "counted"), SEVERAL)
def test_several_strikes_told_of_at_once_are_counted(text: str, strikes: int, counted: bool) -> None:
    (mark,) = marks(text)
    assert (mark.kind, mark.strikes, mark.counted, mark.taken_back) == ("several", strikes, counted, False)


@pytest.mark.parametrize(
    "text",
    [
        "An airstrike on the mill.",
        "One strike killed two people.",
        "Two people were killed by a strike.",
        "In 2016 a strike hit the mill.",
        "A raid killed 12.",
        "Three missiles hit the mill.",
        "There were no airstrikes.",
        "غارة على المطحنة",
        "غارة جوية قتلت شخصين",
        "لم تكن غارتين",
    ],
)
def test_one_strike_is_not_several(text: str) -> None:
    assert told(text) == frozenset(), marks(text)


def phrases() -> list[tuple[str, str, str]]:
    data = tomllib.loads((resources.files("undercount.link.incidents") / "data" / "strikes.toml").read_text("utf-8"))
    return [
        (kind, language, words.format(nth=nth, blow=blow, blows=blows))
        for kind in ("further", "double")
        for language in ("en", "ar")
        for words in data[kind][language]
        for nth in (data["nth"][language] if "{nth}" in words else [""])
        for blow in (data["blow"][language] if "{blow}" in words else [""])
        for blows in (data["blows"][language] if "{blows}" in words else [""])
    ]


def test_every_phrase_of_the_vocabulary_is_read_and_can_be_taken_back() -> None:
    for kind, language, words in phrases():
        assert kind in told(words) or told(words) == DOUBLE, words
        negated = f"not {words}" if language == "en" else f"لم {words}"
        assert told(negated) == frozenset(), negated
