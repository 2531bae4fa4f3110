"""Who says it: chains of invented sentences, parsed and by patterns, and the seed article."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.analysis.parse import Pipeline, analyse, installed_pipeline
from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.proposal import SPEECH, Span
from undercount.read.prose.speech.attribution import Attribution, attributions, chain_of, outermost
from undercount.read.prose.speech.cues import STANDINGS, cues, forms_of

BOTH = (
    (
        "The UN said on Monday that hospital officials had reported 12 dead in the market.",
        "12 dead",
        "The UN ← hospital officials°",
    ),
    ("At least 9 people are reported to have been killed in Idlib.", "killed", "[are reported]"),
    ("It is believed that 60 people drowned.", "60 people", "[is believed]"),
    ("The strike reportedly killed seven people.", "seven people", "[reportedly]"),
    (
        "According to two officials who asked not to be named, 30 were killed.",
        "30",
        "two officials who asked not to be named°",
    ),
    ("30 were killed, according to the Ministry of Health.", "30 were", "the Ministry of Health"),
    ("Per the governor, 8 died.", "8 died", "the governor°"),
    ("The army denied that its planes had killed 14 civilians.", "14 civilians", "The army°"),
    (
        "Red Crescent staff confirmed to Al Jazeera that three drivers were killed.",
        "three drivers",
        "Red Crescent staff°",
    ),
    (
        "The killing of 14 was confirmed by the Syrian Observatory for Human Rights.",
        "14",
        "the Syrian Observatory for Human Rights",
    ),
    ("Ten soldiers died, Reuters reported, citing a police official.", "Ten", "Reuters ← a police official°"),
    ("The death toll, the minister said, rose to nine.", "nine", "the minister°"),
    (
        "A spokeswoman for the agency told reporters in Geneva that 200 families had fled.",
        "200",
        "A spokeswoman for the agency°",
    ),
    ("The White Helmets documented 41 air strikes.", "41 air strikes", "The White Helmets"),
    ("UN: 82 dead in Aleppo", "82 dead", "UN"),
    ("82 dead in Aleppo: UN", "82 dead", "UN"),
    ("Seven civilians were killed in the raid (MSF).", "Seven", "MSF"),
    ("Fighters of the Free Syrian Army killed 3 men (FSA).", "3 men", ""),
    ("Casualties: 3 killed, 4 injured", "3 killed", ""),
    ("Witnesses said gunmen opened fire. Two children were shot dead.", "Two children", ""),
    ("Police condemned the killing of four farmers.", "four", ""),
    ("Four bodies were found in the river.", "Four", ""),
    ("Gunmen attacked a clinic and shot 5 nurses.", "5 nurses", ""),
    ("Hunters shot four wardens, officials say; rights groups say wardens shot 30.", "four", "officials°"),
    ("Hunters shot four wardens, officials say; rights groups say wardens shot 30.", "30", "rights groups°"),
    ("The army said the strike killed 38; the rebels said it killed 61.", "38", "The army°"),
    ("The army said the strike killed 38; the rebels said it killed 61.", "61", "the rebels°"),
    ("The army said that 38 were killed; 20 others were wounded.", "38", "The army°"),
    ("Nobody knows if 30 people were buried there.", "30 people", ""),
    ("No group has said that 30 people were buried there.", "30 people", ""),
)
PARSED = (
    ("The clinic, which said it had received 40 wounded, was closed.", "40", "which (= The clinic)°"),
    ("Residents said that 20 people were wounded, adding that two later died.", "two later", "Residents°"),
    ("A report saying that 6 guards had died was withdrawn.", "6 guards", "A report°"),
    (
        "Amnesty International published a report on claims by villagers that 11 men were hanged.",
        "11 men",
        "Amnesty International ← villagers°",
    ),
    ("Thirty men were killed; 20 others were wounded, the army said.", "20 others", "the army°"),
    ("Thirty men were killed; 20 others were wounded, the army said.", "Thirty men", "the army°"),
    (
        "Witnesses said that 12 people were killed; the police put the toll at 9; Reuters reported 10 dead.",
        "12 people",
        "Witnesses°",
    ),
    (
        "Witnesses said that 12 people were killed; the police put the toll at 9; Reuters reported 10 dead.",
        "9",
        "the police°",
    ),
    (
        "Witnesses said that 12 people were killed; the police put the toll at 9; Reuters reported 10 dead.",
        "10 dead",
        "Reuters",
    ),
    (
        'The mayor said: "Nine died; the doctors said two were children."',
        "two were",
        "The mayor° ← the doctors°",
    ),
    ("The port office denied reports that 40 people had drowned.", "40 people", "The port office° ← [reports]"),
    ("Norland rejected the claim that Norland had shot 112 men.", "112 men", "Norland ← [claim]"),
    ("Norland said that Norland had reported 12 dead.", "12 dead", "Norland"),
    ("Officials blamed the rebels for the attack, which killed 14 people.", "14 people", "Officials°"),
    ("Officials blamed the attack, which killed 14 people, on rebels.", "14 people", "Officials°"),
    ("The attack, which killed 14 people, was blamed on rebels.", "14 people", ""),
    ("The fighting has killed 300 people since May, MSF estimates.", "300 people", "MSF"),
    ("The fighting has killed 300 people, hospital estimates.", "300 people", ""),
    ("Officials had earlier put the toll at 30.", "30", "Officials°"),
    ("Officials had earlier put the number of people killed at 30.", "30", "Officials°"),
    ("The death of 40 men could not be independently verified.", "40", "[could not be independently verified]"),
    ("Police said that 12 people were allegedly killed by soldiers.", "12 people", "Police° ← [allegedly]"),
)


@cache
def parser() -> Pipeline | None:
    return installed_pipeline()


def chain(text: str, words: str, *, parsed: bool) -> str:
    """Return a chain without its author, as "The UN ← officials° ← [reportedly]": ° marks one not named, [ ] the cue of nobody."""
    document = analyse(text, parser() if parsed else None)
    start = text.index(words)
    links = chain_of(Span(start, start + len(words)), attributions(document), document)
    assert links[0].span is None
    assert all(link.speech in SPEECH for link in links)
    return " ← ".join(
        f"[{(link.cue or Span(0, 0)).of(text)}]"
        if link.span is None
        else link.span.of(text) + (f" (= {link.meant.of(text)})" if link.meant else "") + ("" if link.named else "°")
        for link in links[1:]
    )


@pytest.mark.parametrize(("text", "words", "expected"), BOTH)
@pytest.mark.parametrize("parsed", [True, False], ids=["parsed", "plain"])
def test_the_chain_of_a_sentence(text: str, words: str, expected: str, parsed: bool) -> None:
    assert chain(text, words, parsed=parsed) == expected


@pytest.mark.parametrize(("text", "words", "expected"), PARSED)
def test_what_only_a_parse_finds(text: str, words: str, expected: str) -> None:
    assert chain(text, words, parsed=True) == expected


@pytest.mark.parametrize("parsed", [True, False], ids=["parsed", "plain"])
def test_a_pronoun_has_the_words_it_stands_for(parsed: bool) -> None:
    text = "Ahmad Khalil, a doctor, said the hospital was hit. He said 5 patients had died."
    assert chain(text, "5 patients", parsed=parsed) == "He (= Ahmad Khalil, a doctor)"


@pytest.mark.parametrize("parsed", [True, False], ids=["parsed", "plain"])
def test_a_quotation_goes_on_behind_its_tag_and_over_paragraphs(parsed: bool) -> None:
    text = (
        '"We found six bodies," said Omar Haddad. "Four more were dug out on Sunday."\n\n'
        "The mayor, Leila Nasser, said: “Two bridges were hit. Nine drivers were killed.\n\n"
        "“The road is closed, and three children are missing.”\n\n"
        "Five shops burned."
    )
    assert chain(text, "Four more", parsed=parsed) == "Omar Haddad"
    assert "Leila Nasser" in chain(text, "Nine drivers", parsed=parsed)
    assert "Leila Nasser" in chain(text, "three children", parsed=parsed)
    assert chain(text, "Five shops", parsed=parsed) == ""


def test_speech_is_direct_mixed_or_indirect() -> None:
    text = 'The UN said that 3 died. The WHO said that "3 people" died. "Three people died here on Friday," Omar Haddad said.'
    found = attributions(analyse(text, parser()))
    assert [one.speech for one in found] == ["indirect", "mixed", "direct"]


@pytest.mark.parametrize("parsed", [True, False], ids=["parsed", "plain"])
@pytest.mark.parametrize(
    ("source", "is_named"),
    [
        ("the Ministry of Health", True), ("a Health Ministry official", False), ("officials in Aleppo", False),
        ("Omar Haddad, a rescuer", True),
        ("a resident, Omar Haddad", True), ("two officials of the UN", False), ("the ministry", False), ("UNICEF", True),
    ],
)  # fmt: skip
def test_a_source_is_named_or_described(source: str, is_named: bool, parsed: bool) -> None:
    text = f"Six people died, according to {source}."
    (one,) = attributions(analyse(text, parser() if parsed else None))
    assert one.named is is_named


@pytest.mark.parametrize(
    ("verb", "standing"),
    [
        ("said", "neutral"),
        ("confirmed", "knowledge"),
        ("claimed", "doubt"),
        ("denied", "denial"),
        ("did not say", "doubt"),
    ],
)
def test_the_standing_is_the_cue_s(verb: str, standing: str) -> None:
    (one,) = attributions(analyse(f"The ministry {verb} that four miners had died.", parser()))
    assert one.standing == standing
    assert one.rule.endswith("/clause")


def test_a_wish_is_an_attribution_and_no_link() -> None:
    text = "The council condemned the killing of four farmers."
    found = attributions(analyse(text, parser()))
    assert [one.standing for one in found] == ["attitude"]
    assert chain(text, "four farmers", parsed=True) == ""


def test_those_of_the_author_leave_out_what_another_says() -> None:
    text = "The UN said that hospital officials had reported 12 dead."
    found = attributions(analyse(text, parser()))
    assert len(found) == 2
    assert [(one.source or Span(0, 0)).of(text) for one in outermost(found)] == ["The UN"]


def test_the_register_s_entry_is_asked_for_by_what_a_pronoun_means() -> None:
    text = "Ahmad Khalil said the hospital was hit. He said 5 patients had died."
    document = analyse(text, parser())
    start = text.index("5 patients")
    asked: list[str] = []

    def entry(name: str) -> str:
        asked.append(name)
        return "khalil"

    links = chain_of(Span(start, start + 10), attributions(document), document, entry_of=entry)
    assert asked == ["Ahmad Khalil"]
    assert [link.source for link in links] == ["", "khalil"]


def test_a_user_s_cue_is_known(tmp_path: Path) -> None:
    own = tmp_path / "words.toml"
    own.write_text('[[speech.verbs]]\nid = "radio"\nstanding = "neutral"\ntakes = ["clause"]\nwords = ["radio"]\n')
    text = "The pilot radioed that two boats had sunk."
    document = analyse(text, parser())
    assert attributions(document) == ()
    (one,) = attributions(document, lexicon(own))
    assert (one.rule, one.standing) == ("radio/clause", "neutral")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('id = "x"\nstanding = "sure"\nwords = ["x"]', "must be a table with id, standing, takes, words"),
        ('standing = "neutral"', "must be a table with id, standing, takes, words"),
    ],
)
def test_a_list_of_cues_that_is_none_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    own = tmp_path / "words.toml"
    own.write_text(f"[[speech.verbs]]\n{line}\n")
    with pytest.raises(ReadError, match=reason):
        cues(lexicon(own))


def test_the_forms_of_a_verb_double_their_last_letter() -> None:
    assert {"admitted", "admitting", "admits"} <= set(forms_of("admit", {}))
    assert "reported" in forms_of("report", {})
    assert "claimmed" not in forms_of("claim", {})


def test_every_standing_is_used() -> None:
    known = cues(lexicon())
    assert {standing for takes in known.verbs.values() for _, standing in takes.values()} == set(STANDINGS)


_PIECES = st.lists(
    st.sampled_from(
        [
            *'"“”:,.()\n',
            "''",
            "\n\n",
            "said",
            "Omar",
            "the UN",
            "that",
            "12 dead",
            "according to",
            "he",
            "who",
            "citing",
            "was reported",
            "UN:",
            "(MSF).",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(_PIECES)
def test_any_text_gives_spans_that_lie_in_it(text: str) -> None:
    document = analyse(text)
    found = attributions(document)
    assert all(_lies_in(one, text) for one in found)
    assert set(outermost(found)) <= set(found)
    assert list(found) == sorted(found, key=lambda one: (one.content[0].start, -one.content[-1].end))


def _lies_in(one: Attribution, text: str) -> bool:
    spans = [*one.content, *(span for span in (one.source, one.cue, one.meant) if span is not None)]
    return bool(one.content) and all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.reference
@pytest.mark.parametrize("parsed", [True, False], ids=["parsed", "plain"])
def test_the_seed_article_s_claims_have_their_speakers(shared: Path, parsed: bool) -> None:
    text = (shared / "seed" / "aleppo-op-ed.txt").read_text(encoding="utf-8")
    assert chain(text, "at least 82 civilians", parsed=parsed) == "The UN"
    assert chain(text, "at least 20 hospitals", parsed=parsed) == "the Independent Commission of Inquiry into Syria"
    assert chain(text, "at least 23 attacks", parsed=parsed) == "Médecins Sans Frontières (MSF)"
    assert chain(text, "were massacred", parsed=parsed) == ""
    assert chain(text, "13th century", parsed=parsed) == ""
