"""The model reader: what it is asked, that every word of its answer must stand in the text, and endpoints that misbehave."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import ReadError
from undercount.read.prose.claims import Captured
from undercount.read.prose.gathered import gathered
from undercount.read.prose.model.answer import object_in, read_answer, schema
from undercount.read.prose.model.asking import LONGEST_PART, Answers, ask_model, parts_of, proposals_of
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.prose.proposal import Span
from undercount.read.prose.verifier import verify
from undercount.read.registers import Registers
from undercount.read.text import ItemText

from .serving import Server, answer, claim, serving

TEXT = ItemText(
    "Ambara, 3 May. The council said that at least 82 people, including 11 women, were killed in Elm\nStreet. No  soldier died.",
    "plain-text/1",
)
KILLED = claim(
    quote="The council said that at least 82 people, including 11 women, were killed in Elm Street.",
    amount_words="at least 82",
    trigger_words="were killed",
    victims_words="people",
    speaker_words="The council",
    cue_words="said",
    place_words="Elm Street",
    low=82,
    qualifier="at-least",
)


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


def read(*claims: dict[str, Any]) -> Any:
    return read_answer(answer(*claims), TEXT, Span(0, len(TEXT.text)), reader="model/1 (test)")


def test_a_model_is_asked_part_by_part_with_a_schema_at_temperature_zero() -> None:
    with serving(Server([answer(KILLED)])) as server:
        answers = ask_model(TEXT, Endpoint(server.address, "small", "secret"), tell=quiet)
    (asked,) = server.asked
    assert (asked["model"], asked["temperature"]) == ("small", 0)
    assert asked["messages"][1]["content"] == TEXT.text
    assert asked["response_format"]["json_schema"]["schema"] == schema()
    assert server.keys == ["Bearer secret"]
    assert "secret" not in answers.to_bytes().decode()
    assert Answers.from_bytes(answers.to_bytes()) == answers


def test_quotes_are_located_and_verified_and_the_line_break_in_one_is_no_matter() -> None:
    (found,) = read(KILLED).proposals
    assert found.quote.of(TEXT.text).startswith("The council")
    assert found.quote.of(TEXT.text).endswith("Elm\nStreet.")
    assert (found.quantity.low, found.quantity.qualifier) == (82, "at-least")
    assert found.chain[1].span is not None
    assert found.chain[1].span.of(TEXT.text) == "The council"
    assert verify(found, TEXT.text) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quote": "The council said that at least 83 people were killed"}, "quote"),
        ({"amount_words": "at least 83"}, "amount"),
        ({"speaker_words": "The mayor"}, "speaker"),
        ({"place_words": "Oak Street"}, "place"),
        ({"act": "slaughter"}, "act"),
        ({"low": -1}, "low"),
        ({"low": 82.5}, "low"),
        ({"high": 3}, "number"),
        ({"quote": None}, "quote"),
        ({"qualifier": "certainly"}, "qualifier"),
    ],
)
def test_what_does_not_stand_in_the_text_makes_no_proposal_and_is_said(changed: dict[str, Any], field: str) -> None:
    found = read({**KILLED, **changed}, KILLED)
    assert len(found.proposals) == 1
    (fault,) = found.faults
    assert fault.field == field


def test_a_number_that_its_words_do_not_say_passes_the_answer_and_falls_at_the_verifier() -> None:
    (found,) = read({**KILLED, "low": 28}).proposals
    fault = verify(found, TEXT.text)
    assert fault is not None
    assert fault.field == "number"


def test_an_answer_that_is_no_json_is_asked_for_again_and_then_said() -> None:
    with serving(Server(["Of course! Here are", "still no JSON"])) as server:
        answers = ask_model(TEXT, Endpoint(server.address, "small"), tell=quiet)
    assert len(server.asked) == 2
    found = proposals_of(answers, TEXT)
    assert found.proposals == ()
    assert [fault.field for fault in found.faults] == ["answer"]


def test_an_answer_in_a_fence_is_read() -> None:
    found = read_answer(f"```json\n{answer(KILLED)}\n```", TEXT, Span(0, len(TEXT.text)), reader="model/1")
    assert len(found.proposals) == 1


AROUND = (
    "Sure! Here is:\n```json\n{}\n```\nTell me if you need more.",
    "{}",
    "```\n{}\n```",
    "The braces {{here}} are none. {}",
    "<think>{{a</think>{}",
)


@pytest.mark.parametrize("around", AROUND)
def test_the_one_object_of_an_answer_is_read_whatever_stands_around_it_and_the_answer_is_kept(around: str) -> None:
    said = around.format(answer(KILLED))
    with serving(Server([said])) as server:
        answers = ask_model(TEXT, Endpoint(server.address, "small"), tell=quiet)
    assert len(server.asked) == 1
    assert [words for _, _, words in answers.parts] == [said]
    assert len(proposals_of(answers, TEXT).proposals) == 1


@pytest.mark.parametrize(
    "said",
    [
        answer(KILLED) + "\nor\n" + answer(KILLED),
        f"[{answer(KILLED)}, {{}}]",
        answer(KILLED)[:-3],
        "{",
        '{"claims": ' * 5_000,
        "I found no claims.",
    ],
    ids=["two", "list", "cut off", "brace", "deep", "words"],
)
def test_an_answer_without_just_one_object_gives_nothing_and_says_how_to_mend_it(said: str) -> None:
    with serving(Server([said])) as server:
        answers = ask_model(TEXT, Endpoint(server.address, "small"), tell=quiet)
    assert len(server.asked) == 2
    found = proposals_of(answers, TEXT)
    assert (found.proposals, [fault.field for fault in found.faults]) == ((), ["answer"])
    made = gathered("model", (), found.faults, (), about=Captured("a" * 64, "a.txt"), text=TEXT, registers=Registers())
    assert made.rejects[0].remedy.startswith("ask again, with a model or an endpoint that keeps to the JSON schema")


@given(st.text(alphabet='{}[]":,a1 \\`\n', max_size=40))
def test_whatever_a_model_says_there_is_one_object_or_none(said: str) -> None:
    found = object_in(said)
    assert found is None or json.loads(json.dumps(found)) == found
    alone = object_in(f"{said.replace('{', '')} {answer(KILLED)}")
    assert alone == json.loads(answer(KILLED))


@pytest.mark.parametrize("patience", [-1.0, 0.0, float("nan"), float("inf"), 1e9])
def test_a_patience_that_is_none_is_refused_with_the_rule_and_the_value(patience: float) -> None:
    with pytest.raises(
        ReadError, match=r"more than 0 and at most 86,400 seconds; it is .*: give it as --patience 120"
    ) as told:
        Endpoint("http://127.0.0.1:1/v1", "small", patience=patience)
    assert f"it is {patience:g}:" in str(told.value)


def test_a_quote_is_sought_only_in_the_part_that_the_model_was_shown() -> None:
    half = len(TEXT.text) // 4
    found = read_answer(answer(KILLED), TEXT, Span(0, half), reader="model/1")
    assert found.proposals == ()


def test_the_parts_of_a_long_text_cover_it_once_and_end_at_lines() -> None:
    lines = [f"Line {n} of a long text that goes on and on." for n in range(1000)]
    text = ItemText("\n".join(lines), "plain-text/1")
    parts = list(parts_of(text))
    assert "".join(part.of(text.text) for part in parts) == text.text
    assert max(part.end - part.start for part in parts) <= LONGEST_PART
    assert all(part.of(text.text).lstrip("\n").startswith("Line ") for part in parts)


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (Server(status=401, raw=b"{}"), "refused it (401"),
        (Server(status=302, raw=b"", headers={"Location": "http://127.0.0.1:1/"}), "(302 to 'http://127.0.0.1:1/')"),
        (Server(status=302, raw=b""), "if that is where the model is, give that address"),
        (Server(status=400, raw=b'{"error": "response_format json_schema unsupported"}'), "json_schema unsupported"),
        (Server(status=400, raw=b'{"error": "response_format json_schema unsupported"}'), "must take a JSON schema"),
        (Server(status=400, raw=b'{"error": "no such model"}'), "check the model's name"),
        (Server(raw=b"<html>Welcome</html>"), "answered '<html>Welcome</html>'"),
        (Server(raw=b"[]"), "answered '[]'"),
        (Server(raw=b'{"choices": []}'), "chat protocol"),
        (Server([" "]), "answered nothing"),
        (Server([answer(KILLED)], wait=2.0), "within 0.5 seconds"),
        (Server([answer(KILLED)], drip=0.05), "within 0.5 seconds"),
    ],
)
def test_an_endpoint_that_misbehaves_gets_one_sentence(server: Server, words: str) -> None:
    with serving(server), pytest.raises(ReadError, match=re.escape(words)) as told:
        ask_model(TEXT, Endpoint(server.address, "small", patience=0.5), tell=quiet)
    assert "\n" not in str(told.value)


def test_an_endpoint_that_is_not_there_or_no_address_gets_one_sentence() -> None:
    with pytest.raises(ReadError, match="must be there"):
        ask_model(TEXT, Endpoint("http://127.0.0.1:1/v1", "small"), tell=quiet)
    with pytest.raises(ReadError, match="must be an address"):
        Endpoint("localhost:8080", "small")


def test_the_schema_is_json_and_names_every_field_that_is_read() -> None:
    fields = schema()["properties"]["claims"]["items"]["properties"]
    assert set(KILLED) == set(fields)
    json.dumps(schema())
