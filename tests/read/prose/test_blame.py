"""Who is blamed where a sentence tells of several acts, and which entry of the register the words for them name; all invented."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from undercount.read.names import NameIndex
from undercount.read.prose.analysis.parse import analyse
from undercount.read.prose.proposal import Span
from undercount.read.prose.reader import ProseReader
from undercount.read.prose.speech.actors import actor_in
from undercount.read.prose.speech.blame import deed_of
from undercount.read.text import ItemText
from undercount.record import Tree

NAMES = {
    "gov": ("Government", "Government of Marland", "the Marland government"),
    "front": ("Red Front", "the Front"),
    "wing": ("Red Front Youth Wing",),
    "army": ("Marland Army",),
    "north": ("Twin",),
    "south": ("Twin",),
}

# A sentence, and for each number in it who is blamed for it.
SENTENCES = (
    ("Militants killed three farmers, and police wounded two drivers.", {"three": "Militants", "two": "police"}),
    ("Militants killed three farmers while police wounded two others.", {"three": "Militants", "two": "police"}),
    ("After militants killed three farmers, police wounded two drivers.", {"three": "militants", "two": "police"}),
    ("Militants abducted four nurses and the army killed seven.", {"four": "Militants", "seven": "the army"}),
    ("Militants killed three farmers and wounded two.", {"three": "Militants", "two": "Militants"}),
    ("Rebels killed one farmer, and two people were wounded.", {"one": "Rebels", "two": ""}),
    ("Three people were killed by rebels and two were wounded by police.", {"Three": "rebels", "two": "police"}),
    (
        "Army troops, including the northern militia Harakat al-Sadd, killed nine farmers.",
        {"nine": "Army troops; the northern militia Harakat al-Sadd"},
    ),
    (
        "Rebels, including two gangs and the Red Front, killed nine farmers.",
        {"nine": "Rebels; two gangs; the Red Front"},
    ),
    ("Nine people, including three soldiers, were killed by rebels.", {"Nine": "rebels", "three": "rebels"}),
    ("The army shelled the town, with at least 20 houses destroyed.", {"at least 20": "The army"}),
    ("Rebels shelled the town, with 20 houses destroyed by the army.", {"20": "the army"}),
    ("The army attacked the town, with 20 soldiers killed.", {"20": ""}),
    ("The army said the town was hit, with 20 houses destroyed.", {"20": ""}),
    ("The army retreated, with 20 civilians killed.", {"20": ""}),
    ("Between 100 and 400 people were killed in the Hama massacre.", {"Between 100 and 400": ""}),
    ("Nine people were killed in the Ghouta attack.", {"Nine": ""}),
    ("Nine people were killed in a Russian attack.", {"Nine": "Russian"}),
    ("Nine people were killed in an Afghan raid.", {"Nine": "Afghan"}),
    ("Nine people were killed in a Hezbollah attack.", {"Nine": "Hezbollah"}),
    ("Nine people were killed in an Islamic State attack.", {"Nine": "Islamic State"}),
    ("Nine people were killed in an army attack.", {"Nine": "army"}),
    ("Nine people were killed in a US strike.", {"Nine": "US"}),
)


@cache
def reader() -> ProseReader:
    return ProseReader()


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_each_act_of_a_sentence_has_whoever_its_own_clause_blames(text: str, expected: dict[str, str]) -> None:
    found = reader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15").proposals
    blamed = {one.amount.of(text): "; ".join(who.span.of(text) for who in one.blamed) for one in found}
    assert blamed == expected


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
def test_a_weapon_is_that_of_the_whole_sentence_and_who_used_it_is_not() -> None:
    text = "A government airstrike killed five people, and eight others were wounded."
    five, eight = reader().found(ItemText(text, "plain-text/1", "en"), "2024-05-15").proposals
    assert [one.method and one.method.of(text) for one in (five, eight)] == ["airstrike", "airstrike"]
    assert [[who.span.of(text) for who in one.blamed] for one in (five, eight)] == [["government"], []]


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
def test_a_name_before_an_attack_is_an_actor_where_the_register_has_it() -> None:
    document = analyse("Nine people were killed in the Tarman attack, the hospital said.", reader().pipeline)
    trigger = Span(17, 23)
    assert trigger.of(document.text) == "killed"
    actor = actor_in(NameIndex({"tarman": ("Tarman",)}, Tree.of([("tarman", None)])))
    assert deed_of(trigger, document).blamed == ()
    assert [one.span.of(document.text) for one in deed_of(trigger, document, actor=actor).blamed] == ["Tarman"]


@pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")
@pytest.mark.reference
def test_the_seed_article_blames_at_two_levels_and_for_what_came_of_an_attack(shared: Path) -> None:
    text = (shared / "seed" / "aleppo-op-ed.txt").read_text(encoding="utf-8")
    found = reader().found(ItemText(text, "plain-text/1", "en"), "2016-12-14").proposals
    blamed = {one.amount.of(text): [who.span.of(text) for who in one.blamed] for one in found}
    both = ["pro-Assad forces", "the Iraqi Shia militia Harakat al-Nujaba"]
    assert [blamed[number] for number in ("at least 82", "11", "13")] == [both] * 3
    assert blamed["at least 20"] == ["pro-regime forces"]


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("Government", "gov"),
        ("the Government", "gov"),
        ("Government helicopters", "gov"),
        ("A government  helicopter", "gov"),
        ("the Government's forces", "gov"),
        ("soldiers of the Government", "gov"),
        ("suspected Red Front fighters", "front"),
        ("Red Front gunmen", "front"),
        ("members of the Red Front", ""),
        ("fighters from the Red Front", "front"),
        ("Red Front Youth Wing militants", "wing"),
        ("Marland Army troops", "army"),
        ("Marland government artillery", ""),
        ("the Marland government artillery", "gov"),
        ("the Turkish government", ""),
        ("anti-government fighters", ""),
        ("pro-Government militias", ""),
        ("government rebels", ""),
        ("opponents of the Government", ""),
        ("Free Marland Army", ""),
        ("Twin", ""),
        ("Twin fighters", ""),
        ("former Government soldiers", ""),
        ("gunmen", ""),
        ("", ""),
    ],
)
def test_names_inside_the_words_for_who_is_blamed(words: str, entry: str) -> None:
    names = NameIndex(NAMES, Tree.of((name, None) for name in NAMES))
    assert actor_in(names)(words) == entry
