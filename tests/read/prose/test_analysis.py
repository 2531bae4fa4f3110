"""Splitting, recasing, the check of a mirror's weights, and a user's own words."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.analysis.capitals import is_capitals, recased
from undercount.read.prose.analysis.parse import CHECKED, PATTERNS, Pipeline, analyse, installed_pipeline
from undercount.read.prose.analysis.tokens import sentences_in, words_in
from undercount.read.prose.analysis.weights import check_weights, official
from undercount.read.prose.english.forms import plural, singular, verb_forms
from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.english.reading import read_english
from undercount.read.prose.proposal import Span

needs_spacy = pytest.mark.skipif(find_spec("spacy") is None, reason="spaCy is not installed")


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentences_in(text)]


def test_sentences_end_where_they_end() -> None:
    assert sentences("Lt. Col. J. Smith of the U.S. Army spoke. Two died.As a result, he left.") == [
        "Lt. Col. J. Smith of the U.S. Army spoke.",
        "Two died.",
        "As a result, he left.",
    ]
    wrapped = "THE ARMY SAID THAT THREE MEN OF THE TOWN WERE\nKILLED ON MONDAY BY A BOMB THAT WAS LAID AT THE\nROAD TO THE NORTH."
    assert sentences(wrapped) == [wrapped]
    assert sentences("A headline without a mark\nThe first sentence.") == [
        "A headline without a mark",
        "The first sentence.",
    ]


def test_words_keep_numbers_and_hyphens_whole() -> None:
    text = "A 23-year-old didn't see 1,200 men, 3-5 U.S. jets or 2x KIA at 10:30."
    said = [span.of(text) for span in words_in(text, Span(0, len(text)))]
    assert "|".join(said) == "A|23-year-old|did|n't|see|1,200|men|,|3-5|U.S.|jets|or|2x|KIA|at|10:30|."


@given(st.text(max_size=200))
def test_every_visible_character_is_in_one_word_of_one_sentence(text: str) -> None:
    spans = sentences_in(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    words = [word for span in spans for word in words_in(text, span)]
    assert all(a.end <= b.start for a, b in pairwise(words))
    covered = "".join(word.of(text) for word in words)
    assert [c for c in covered if not c.isspace()] == [c for c in text if not c.isspace()]


@given(st.lists(st.text(min_size=1, max_size=8), max_size=8))
def test_recasing_moves_no_character(words: list[str]) -> None:
    after = recased(words, frozenset({"the", "army"}))
    assert [len(word) for word in after] == [len(word) for word in words]
    assert [word.casefold() for word in after] == [word.casefold() for word in words]


def test_capitals_are_read_as_words_and_names() -> None:
    assert is_capitals("THE ARMY KILLED TWO MEN IN LIMA")
    assert not is_capitals("The FMLN and the ERP met")
    assert recased(["THE", "ARMY", "IN", "LIMA"], {"the", "army", "in"}) == ["The", "army", "in", "Lima"]


def test_forms_of_words() -> None:
    assert [plural(word) for word in ("villager", "gunman", "casualty", "child", "mother-in-law", "human")] == [
        "villagers", "gunmen", "casualties", "children", "mothers-in-law", "humans",
    ]  # fmt: skip
    assert [singular(word) for word in ("gunmen", "clinics", "bodies", "churches", "bus")] == [
        "gunman",
        "clinic",
        "body",
        "church",
        "bus",
    ]
    assert verb_forms("gun down", {"gun": ["guns", "gunned", "gunning"]}) == (
        "gun down",
        "guns down",
        "gunned down",
        "gunning down",
    )
    assert verb_forms("fatally wound", {})[2] == "fatally wounded"


@needs_spacy
def test_a_mirror_with_other_weights_is_refused(tmp_path: Path) -> None:
    for file in official():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"other")
    with pytest.raises(ReadError, match="a mirror of a language model must hold the official weights"):
        check_weights(tmp_path, "a mirror")


@needs_spacy
def test_a_copy_of_the_mirror_is_checked_wherever_it_lies(tmp_path: Path) -> None:
    installed = installed_pipeline()
    assert installed is not None
    assert installed.name in CHECKED
    folder = tmp_path / "copy"
    shutil.copytree(installed.folder, folder)
    assert installed_pipeline(str(folder)).nlp.meta["name"] in installed.name  # type: ignore[union-attr]
    weights = folder / next(iter(official()))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ReadError, match="must hold the official weights"):
        _ = Pipeline(installed.name, str(folder), folder).nlp


@needs_spacy
def test_a_broken_spacy_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = installed_pipeline()
    assert installed is not None
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ReadError, match="spaCy must be whole"):
        _ = Pipeline(installed.name, installed.model, installed.folder).nlp


@needs_spacy
def test_a_model_that_is_not_there_is_refused_in_one_sentence() -> None:
    with pytest.raises(ReadError, match="a language model must be a spaCy pipeline; no_such_model cannot be loaded"):
        installed_pipeline("no_such_model")


@needs_spacy
def test_only_wanted_sentences_are_parsed_and_offsets_hold() -> None:
    text = "The sun shone. THREE MEN WERE KILLED IN THE CITY."
    document = analyse(text, installed_pipeline(), wanted=lambda words: "KILLED" in words)
    assert [sentence.parsed for sentence in document.sentences] == [False, True]
    for sentence in document.sentences:
        assert all(text[word.start : word.end] == word.text for word in sentence.words)
    assert [word.role for word in document.sentences[1].words][1] == "nsubjpass"


def test_without_a_parser_words_have_no_roles() -> None:
    document = analyse("Three men were killed.")
    assert document.analysis == PATTERNS
    assert {word.role for word in document.sentences[0].words} == {""}


def test_a_users_words_extend_the_lists(tmp_path: Path) -> None:
    own = tmp_path / "words.toml"
    own.write_text(
        '[persons]\nperson = ["griot"]\n[triggers.curse]\nact = "killing"\nframe = "patient"\nwords = ["hexed"]\n',
        encoding="utf-8",
    )
    document = analyse("Three griots were hexed.")
    assert not read_english(document).proposals
    (proposal,) = read_english(document, lexicon(own)).proposals
    assert (proposal.quantity.best, proposal.rules[0]) == (3, "curse.passive")


def test_a_users_file_that_is_no_list_of_ours_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "words.toml"
    own.write_text("[birds]\nperson = []\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a file of words has the headings .*'birds'"):
        lexicon(own)
    own.write_text("not toml", encoding="utf-8")
    with pytest.raises(ReadError, match="a file of words must be TOML"):
        lexicon(own)
