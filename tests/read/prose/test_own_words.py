"""A user's file of words: what it adds, that it puts out nothing, and what a wrong one gets."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.analysis.parse import analyse
from undercount.read.prose.english.lexicon import FILES, Lexicon, lexicon
from undercount.read.prose.english.own_words import FRAMES, merged
from undercount.read.prose.english.reading import read_english
from undercount.read.prose.speech.cues import cues
from undercount.record import vocabulary

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "words-file.md"
RULE = 'act = "killing"\nframe = "patient"\n'


def blocks() -> list[str]:
    return re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def own(folder: Path, text: str) -> Lexicon:
    path = folder / "words.toml"
    path.write_text(text, encoding="utf-8")
    return lexicon(path)


def found(text: str, words: Lexicon) -> list[tuple[str, int | None, str]]:
    proposals = read_english(analyse(text), words).proposals
    return [(one.act, one.quantity.best, one.rules[0]) for one in proposals]


def test_the_example_of_the_page_is_read_and_does_what_the_page_says(tmp_path: Path) -> None:
    words = own(tmp_path, "\n".join(blocks()))
    assert found("Three muezzins were offed on 2 May.", words) == [("killing", 3, "off.passive")]
    assert found("Three muezzins were offed on 2 May.", lexicon()) == []
    assert found("Three muezzins were bumped off.", words) == [("killing", 3, "off.passive")]
    assert found("The army trampled the truce.", words) == [("ceasefire-breach", None, "truce-broken.practice")]
    assert found("Two gendarmes were sent to the next world.", words) == [("killing", 2, "kill.passive")]
    assert "averred" in cues(words).every
    assert "averred" not in cues(lexicon()).every


def test_the_page_names_every_key_frame_and_heading(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| `{frame}` |" in text for frame in FRAMES)
    assert all(f"[{name}]`" in text or f"[{name}.NAME]`" in text for name in FILES)
    with pytest.raises(ReadError) as told:
        own(tmp_path, f'[triggers.x]\n{RULE}verbs = ["off"]\ncolour = 1\n')
    keys = str(told.value).partition("has the keys ")[2].partition(";")[0].split(", ")
    assert all(f"| `{key}` |" in text for key in keys)


def test_one_word_of_a_users_puts_out_none_of_the_programs(tmp_path: Path) -> None:
    words = own(
        tmp_path, '[triggers.kill]\nverbs = ["off"]\n[units.unit]\nattack = ["blitz"]\n[persons]\nperson = ["griot"]\n'
    )
    for name in FILES:
        for heading, had in lexicon().files[name].items():
            now = words.files[name][heading]
            if isinstance(had, list):
                assert now[: len(had)] == had
            elif isinstance(had, dict):
                for key, value in had.items():
                    assert now[key][: len(value)] == value if isinstance(value, list) else now[key] == value
    assert found("Three men were killed. Two griots were offed.", words) == [
        ("killing", 3, "kill.passive"),
        ("killing", 2, "kill.passive"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[triggers.killing]\nverbs = ["offed"]', ["words.toml, [triggers.killing]", "no act", 'act = "killing"']),
        ('[triggers.k]\nact = "killing"\nverbs = ["off"]', ["no frame", "patient"]),
        (f"[triggers.k]\n{RULE}", ["neither", 'verbs = ["kill"]']),
        ('[triggers.k]\nact = "kiling"\nframe = "patient"\nverbs = ["off"]', ["act", "did you mean 'killing'"]),
        ('[triggers.k]\nact = ["killing"]\nframe = "patient"\nverbs = ["off"]', ["act", "a term of the list act"]),
        ('[triggers.k]\nact = "killing"\nframe = "object-of"\nverbs = ["off"]', ["frame", "one of patient"]),
        (f'[triggers.k]\n{RULE}verbs = "off"', ["verbs", "a list of words"]),
        (f'[triggers.k]\n{RULE}verbs = ["off", " "]', ["verbs", "none of them empty"]),
        (f'[triggers.k]\n{RULE}words = [["off"]]', ["words", "a list of words"]),
        (f'[triggers.k]\n{RULE}verb = ["off"]', ["'verb'", "did you mean 'verbs'"]),
        (f'[triggers.k]\n{RULE}verbs = ["off"]\nreach = 0', ["reach", "from 1"]),
        (f'[triggers.k]\n{RULE}verbs = ["off"]\npassive = "yes"', ["passive", "true or false"]),
        (f'[triggers.k]\n{RULE}verbs = ["off"]\nunit = "persons"', ["unit", "did you mean 'person'"]),
        ('[triggers.kill]\nframe = "pasient"', ["[triggers.kill], frame"]),
        ('[practices.p]\nact = "siege"\nwords = ["choked off"]', ["[practices.p]", "no unit"]),
        ('[practices.struck]\nshelling = ["pounded"]', ["'shelling'", "a term of the list act"]),
        ("[persons]\nperson = [7]", ["[persons] person", "a list of words"]),
        ('[persons]\nperson = "gendarme"', ["[persons] person", "no list"]),
        ('[persons]\npeople = ["gendarme"]', ["[persons] people", "use one of many"]),
        ("[persons]\nirregular = { gendarmes = 1 }", ["gendarmes", "a word in quotes"]),
        ('[numbers]\nunits = { couple = "two" }', ["couple", "a whole number"]),
        ('[persons]\ncitation = "mine"', ["[persons] citation", "none of them"]),
        ('[[speech.verbs]]\nwords = ["aver"]', ["[speech] verbs", "id, standing"]),
        (
            '[[speech.verbs]]\nid = "x"\nstanding = "sure"\ntakes = ["clause"]\nwords = ["aver"]',
            ["standing", "neutral"],
        ),
        (
            '[[speech.verbs]]\nid = "x"\nstanding = "doubt"\ntakes = ["sentence"]\nwords = ["aver"]',
            ["takes", "clause"],
        ),
        ('[trigger.k]\nact = "killing"', ["'trigger'", "did you mean 'triggers'"]),
        ("persons = 3", ["has the headings", "'persons'"]),
        ("[persons", ["must be TOML"]),
    ],
)
def test_a_wrong_file_gets_one_sentence_that_names_file_and_key(tmp_path: Path, text: str, told: list[str]) -> None:
    with pytest.raises(ReadError) as error:
        own(tmp_path, text)
    said = str(error.value)
    assert "\n" not in said
    assert "words.toml" in said
    for words in told:
        assert words in said


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"must be readable; none\.toml is not"):
        lexicon(tmp_path / "none.toml")
    (tmp_path / "words.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ReadError, match="must be TOML in UTF-8"):
        lexicon(tmp_path / "words.toml")


_PLAIN = st.one_of(st.text(max_size=5), st.integers(-2, 3), st.booleans(), st.lists(st.text(max_size=4), max_size=2))
_KEYS = st.sampled_from(
    ["act", "frame", "verbs", "words", "near", "before", "reach", "passive", "whom", "unit", "counts"]
)
_ACTS = st.sampled_from([*list(vocabulary("act").terms)[:4], "nothing"])
_TABLE = st.dictionaries(_KEYS, st.one_of(_PLAIN, _ACTS, st.sampled_from(FRAMES)), max_size=5)


@given(name=st.sampled_from(["triggers", "practices", "speech", "units"]), heading=st.text(max_size=4), table=_TABLE)
def test_whatever_stands_in_it_is_taken_or_refused_in_one_sentence(
    name: str, heading: str, table: dict[str, object]
) -> None:
    ours = {name: lexicon().files[name] for name in FILES}
    try:
        words = Lexicon(merged(ours, {name: {heading: table}}, Path("words.toml")))
    except ReadError:
        return
    read_english(analyse("Three men were killed by the army and the truce was broken."), words)


def test_the_programs_own_lists_keep_the_rules_for_a_users() -> None:
    """Every rule of the program's, taken as a user's new one, is accepted: the checks ask for no more than what is so."""
    empty = {name: {} if name in ("triggers", "practices") else lexicon().files[name] for name in FILES}
    for name in ("triggers", "practices"):
        rules = {k: v for k, v in lexicon().files[name].items() if isinstance(v, dict) and "act" in v}
        assert rules
        assert merged(empty, {name: rules}, Path("words.toml"))[name] == rules
    assert tomllib.loads(blocks()[0])
