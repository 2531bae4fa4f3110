"""Reading prose from the command: what is shown of proposals, what a wrong option or a bad endpoint gets, and how they are judged."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from undercount.study.opened import Opened

from ..read.prose.serving import Server, answer, claim, serving
from .support import PLAIN, Bench, Said, refused
from .test_terminal import at_terminal, lines_of

UN = "Side A killed at least 82 civilians in the east."
LIST = "At least 150 died in the west."
EIGHTY = {
    "quote": UN,
    "amount_words": "at least 82",
    "trigger_words": "killed",
    "victims_words": "civilians",
    "actor_words": "Side A",
    "place_words": "the east",
    "low": 82,
    "qualifier": "at-least",
    "status": "civilian",
}
DEAD = claim(**EIGHTY)
CHILDREN = claim(**{**EIGHTY, "status": None, "victims_words": None, "amount_words": "82", "low": None, "best": 82})
WEST = claim(quote=LIST, amount_words="At least 150", trigger_words="died", low=150, qualifier="at-least")
_NO_BAR = PLAIN.replace("main()", "console._PATIENCE = float('inf')\nmain()")
"""The command without its progress bar, however slow the machine is: what is left is what stays on the screen."""

_UNDERLINED = re.compile(r"\x1b\[1;4m(.*?)\x1b\[0m")


@contextmanager
def model(*answers: str, **more: Any) -> Iterator[tuple[Server, list[str]]]:
    """Serve some answers; give the server and the options that name it."""
    with serving(Server(list(answers), **more)) as server:
        yield server, ["--endpoint", server.address, "--model", "small"]


@pytest.fixture
def read(bench: Bench) -> Bench:
    """The study after a model proposed three claims in its two documents."""
    with model(answer(DEAD, CHILDREN), answer(WEST)) as (_, named):
        assert bench.here("read", "study", *named).status == 0
    return bench


def queued(bench: Bench) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(bench.here("queue", "study", "--json").out)
    return found


def wrong(said: Said, *words: str) -> None:
    """Check that a wrong use of the command got its usage and one sentence."""
    assert (said.status, said.out) == (2, "")
    *_, last = said.err.splitlines()
    assert last.startswith("Error: ")
    for word in words:
        assert word in last


# On screen.


def test_a_passage_is_shown_once_with_its_words_underlined_and_its_readings_below(bench: Bench) -> None:
    with model(answer(DEAD, CHILDREN), answer(WEST)) as (_, named):
        status, shown = at_terminal(bench, "read", "study", *named, program=_NO_BAR)
    lines = lines_of(shown)
    assert status == 0
    assert max(map(len, lines)) <= 80
    assert lines.count("un.txt") == 1
    assert sum(UN in line for line in lines) == 1
    (passage,) = [
        line for line in shown.split("\r\n") if "Side A" in line and "the east" in line and "\x1b[1;4m" in line
    ]
    assert _UNDERLINED.findall(passage) == ["Side A", "killed", "at least 82", "civilians", "the east"]
    readings = [line for line in lines if line.startswith("  claim:")]
    assert [line.split()[1:4] for line in readings[:2]] == [["at", "least", "82"]] * 2
    assert sorted("civilians" in line for line in readings[:2]) == [False, True]
    assert any(re.match(r"un\.txt +model/2 \(small, prompt .* 2 +0 +0$", line) for line in lines)
    assert lines[-2] == "Next: undercount queue study"


def test_the_queue_at_a_terminal_keeps_a_passage_together_and_says_why(read: Bench) -> None:
    status, shown = at_terminal(read, "queue", "study", program=_NO_BAR)
    lines = lines_of(shown)
    text = " ".join(" ".join(lines).split())
    assert status == 0
    assert max(map(len, lines)) <= 80
    assert sum(UN in line for line in lines) == 1
    assert text.count("look at it because:") == 3
    assert "the document gives other numbers for the same" not in text
    assert "3 proposed claims wait for a judgement." in text
    _, first = at_terminal(read, "queue", "study", "--first", "1")
    assert "(the first 1 are shown)" in " ".join(" ".join(lines_of(first)).split())


def test_a_program_gets_json(read: Bench) -> None:
    piped = json.loads(read.run("queue", "study").out)
    assert {one["number"] for one in piped} == {"at least 82", "82", "At least 150"}
    assert all(0 < one["risk"] < 1 for one in piped)
    assert sorted((one["risk"] for one in piped), reverse=True) == [one["risk"] for one in piped]
    _, shown = at_terminal(read, "queue", "study", "--json")
    assert json.loads(shown) == piped
    counts = json.loads(read.run("read", "study", "--json").out)
    prose = {one["name"]: one for one in counts["readings"] if one["prose"]}
    assert {name: one["claims"] for name, one in prose.items()} == {"un.txt": 2, "list.txt": 1}


def test_nothing_that_a_pipe_gets_is_coloured(read: Bench) -> None:
    said = read.run("read", "study")
    assert (said.status, said.err) == (0, "")
    assert "\x1b" not in said.out
    assert UN in said.out


def test_many_proposals_are_counted_and_the_first_are_shown(bench: Bench) -> None:
    text = " ".join(f"{n} people died in the west in village {n}." for n in range(100, 130))
    bench.write("long.txt", text)
    bench.add("long.txt")
    many = [
        claim(
            quote=f"{n} people died in the west in village {n}.",
            amount_words=f"{n} people",
            trigger_words="died",
            best=n,
        )
        for n in range(100, 130)
    ]
    with model(answer(*many)) as (_, named):
        said = bench.here("read", "study", *named, "--only", "long.txt")
    assert said.out.count("  claim:") == 12
    assert "… and 18 more; all that wait: undercount queue study --first 30" in said.out
    every, alone = (bench.here("read", "study", *only).out for only in ((), ("--only", "un.txt")))
    assert (every.count("  claim:"), alone.count("  claim:")) == (12, 0)
    assert not re.search(r"^long\.txt ", alone, re.MULTILINE)
    assert len(queued(bench)) == 30


def test_a_study_of_prose_alone_speaks_of_no_rows(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.here("new", "study", "--keys", "keys")
    bench.edit("study.toml", 'prose = "rules"', 'prose = "patterns"')
    bench.write("un.txt", UN)
    bench.here("add", "study", "un.txt")
    said = bench.here("read", "study")
    assert (said.status, said.err) == (0, "")
    assert "rows in" not in said.out
    assert re.search(r"^un\.txt +patterns-en/", said.out, re.MULTILINE)


def test_what_does_not_stand_in_the_document_is_rejected_and_listed(bench: Bench) -> None:
    with model(answer(DEAD, claim(**{**EIGHTY, "amount_words": "at least 83", "low": 83})), answer()) as (_, named):
        said = bench.here("read", "study", *named)
    assert said.status == 0
    assert re.search(r"^un\.txt +model/2 \(small, .* 1 +1 +0$", said.out, re.MULTILINE)
    assert "Every rejected proposal, with its rule and remedy: study/build/reports/rejected.csv" in said.out
    assert "at least 83" in (bench.root / "build" / "reports" / "rejected.csv").read_text(encoding="utf-8-sig")
    assert [one["low"] for one in queued(bench)] == [82]


def test_text_of_a_document_never_steers_the_terminal(bench: Bench) -> None:
    evil = "[bold]They[/bold]\x1b]0;pwned\x07 said 9 civilians\x1b[2J were killed :skull: in \u202eevil\u202c."
    bench.write("evil.txt", evil)
    bench.add("evil.txt")
    said = claim(
        quote=evil,
        amount_words="9 civilians\x1b[2J",
        trigger_words="were killed",
        speaker_words="[bold]They[/bold]\x1b]0;pwned\x07",
        cue_words="said",
        place_words="\u202eevil\u202c",
        best=9,
    )
    with model(answer(said)) as (_, named):
        _, first = at_terminal(bench, "read", "study", *named, "--only", "evil.txt", columns=200)
    _, second = at_terminal(bench, "queue", "study", columns=200)
    for shown in (first, second):
        assert "\x1b]0;" not in shown
        assert "\x1b[2J" not in shown
        assert "\u202e" not in shown
        text = "\n".join(lines_of(shown))
        assert r"[bold]They[/bold]\x1b]0;pwned\x07" in text
        assert ":skull:" in text


# Options, and what is sent.


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--model", "small"], "--model belongs to --endpoint"),
        (["--key", "HOME"], "--key belongs to --endpoint"),
        (["--endpoint", "http://127.0.0.1:1"], "--endpoint needs --model"),
        (["--endpoint", "http://127.0.0.1:1", "--model", "m", "--key", "UNDERCOUNT_NO_KEY"], "UNDERCOUNT_NO_KEY"),
        (["--endpoint", "http://127.0.0.1:1", "--model", "m", "--patience", "soon"], "'soon' is not a valid float"),
        (["--endpoint", "http://127.0.0.1:1", "--patience", "-1"], "--endpoint needs --model"),
    ],
)
def test_a_wrong_option_is_said_and_nothing_is_read(bench: Bench, options: list[str], told: str) -> None:
    before = bench.leaves()
    wrong(bench.here("read", "study", *options), told)
    assert bench.leaves() == before


def test_an_address_that_is_none_and_a_document_that_is_not_there(bench: Bench) -> None:
    before = bench.leaves()
    refused(bench.here("read", "study", "--endpoint", "localhost:8080", "--model", "m"), "http://", "localhost:8080")
    address = ["--endpoint", "http://127.0.0.1:1", "--model", "m"]
    refused(bench.here("read", "study", *address, "--only", "um.txt"), "'um.txt'", "did you mean 'un.txt'")
    assert bench.leaves() == before


def test_a_patience_below_nothing_is_said_with_its_rule_and_value(bench: Bench) -> None:
    before = bench.leaves()
    address = ["--endpoint", "http://127.0.0.1:1", "--model", "m"]
    refused(bench.here("read", "study", *address, "--patience", "-1"), "more than 0", "it is -1", "--patience 120")
    assert bench.leaves() == before


def test_a_key_is_sent_and_written_nowhere(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERCOUNT_TEST_KEY", "s3cret-4711")
    with model(answer(DEAD), answer()) as (server, named):
        said = bench.here("read", "study", *named, "--key", "UNDERCOUNT_TEST_KEY")
    assert said.status == 0
    assert set(server.keys) == {"Bearer s3cret-4711"}
    assert "s3cret-4711" not in said.out + said.err
    assert not [path for path in bench.folder.rglob("*") if path.is_file() and b"s3cret-4711" in path.read_bytes()]


def test_nothing_is_sent_unless_the_command_names_where_to(bench: Bench) -> None:
    with model(answer(DEAD), answer(WEST)) as (server, named):
        bench.here("read", "study", *named, "--only", "un.txt")
        assert len(server.asked) == 1
        assert UN in json.dumps(server.asked[0], ensure_ascii=False)
        assert LIST not in json.dumps(server.asked[0], ensure_ascii=False)
        for words in (["read", "study"], ["queue", "study"], ["build", "study", "--keys", "keys", "--no-site"]):
            assert bench.here(*words).status == 0
        assert len(server.asked) == 1
    assert [one["low"] for one in queued(bench)] == [82]


# Endpoints that fail.


def nowhere() -> str:
    """Return an address at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ({"raw": b"<html>It works!</html>"}, "chat protocol"),
        ({"raw": b"\x00\xff\x1b[2J" * 40}, "chat protocol"),
        ({"raw": b""}, "chat protocol"),
        ({"raw": b"{}", "status": 500}, "500"),
        ({"raw": b"{}", "status": 302, "headers": {"Location": "http://192.0.2.1/"}}, "302"),
        ({"says": ["I cannot help with that."]}, "un.txt"),
        ({"says": ['{"claims": [{"quote": 7}]}']}, "un.txt"),
        ({"says": ['{"claims": "none"}']}, "un.txt"),
        ({"says": [answer(DEAD)], "wait": 3.0}, "seconds"),
        ({"says": [answer(DEAD)], "drip": 0.1}, "seconds"),
    ],
    ids=["page", "bytes", "nothing", "status", "redirection", "prose", "field", "no list", "slow", "drips"],
)
def test_an_endpoint_that_fails_gets_one_sentence_and_the_items_are_kept(
    bench: Bench, server: dict[str, Any], told: str
) -> None:
    with serving(Server(**server)) as running:
        said = bench.here(
            "read", "study", "--endpoint", running.address, "--model", "m", "--patience", "1", "--only", "un.txt"
        )
    if said.status == 0:  # an answer of the protocol with wrong fields: what is wrong is rejected and listed
        assert re.search(r"^un\.txt +model/2 \(m, .* 0 +1 +0$", said.out, re.MULTILINE), said.out
    else:
        refused(said, told, "un.txt")
        assert "\x1b" not in said.err
    assert queued(bench) == []
    assert {item.name for item in Opened.open(bench.root).items.values()} >= {"un.txt", "list.txt"}
    assert bench.here("build", "study", "--keys", "keys", "--no-site").status == 0
    assert bench.verified().proposals == 0


def test_an_endpoint_that_is_not_there(bench: Bench) -> None:
    read = list(Opened.open(bench.root).readings)
    bench.write("new.txt", UN)
    bench.add("new.txt")
    before = bench.leaves()
    refused(
        bench.here("read", "study", "--endpoint", nowhere(), "--model", "m"), "must be there", "start it", "127.0.0.1"
    )
    assert bench.leaves() == before
    assert list(Opened.open(bench.root).readings) == read
    assert queued(bench) == []


def test_an_answer_that_comes_after_a_failure_loses_nothing(bench: Bench) -> None:
    with model(answer(DEAD), " ") as (_, named):
        refused(bench.here("read", "study", *named), "list.txt", "1 documents before is kept")
    assert [one["low"] for one in queued(bench)] == [82]
    with model(answer(WEST)) as (_, named):
        assert bench.here("read", "study", *named, "--only", "list.txt").status == 0
    assert {one["low"] for one in queued(bench)} == {82, 150}


# Judging.


def only(bench: Bench, number: str) -> str:
    """Return the id of the proposed claim with these words as the terminal shows it."""
    (found,) = (str(one["claim"])[:18] for one in queued(bench) if one["number"] == number)
    return found


def test_proposals_are_accepted_corrected_and_rejected_by_the_id_that_is_shown(read: Bench) -> None:
    dead, other, west = (only(read, number) for number in ("at least 82", "82", "At least 150"))
    for words in (
        [dead, "accept", "--because", "the words say so"],
        [other, "reject", "--because", "the same again"],
        [west, "correct", "--set", "low=151", "--because", "counted anew"],
    ):
        said = read.here("judge", "study", *words)
        assert said.status == 0, said
        assert words[0] in said.out
    assert queued(read) == []
    assert read.here("build", "study", "--keys", "keys", "--no-site").status == 0
    figure = json.loads(read.here("figure", "study", "killed").out)
    by_id = {one["id"][:18]: one for one in figure["claims"]}
    assert by_id[dead]["admitted"]
    assert (by_id[west]["admitted"], by_id[west]["low"]) == (True, 151)
    assert not by_id[other]["admitted"]
    assert by_id[other]["set_aside"]["en"] == "rejected by a person: the same again"


def test_a_judgement_that_cannot_be_is_refused(read: Bench) -> None:
    dead, before = only(read, "at least 82"), read.leaves()
    wrong(read.here("judge", "study", dead, "reject"), "--because")
    wrong(read.here("judge", "study", dead, "believe", "--because", "x"), "believe")
    refused(
        read.here("judge", "study", "claim:0000", "accept", "--because", "x"),
        "no claim begins",
        "claim:0000",
        "undercount queue",
    )
    for value, told in (("low", "has no value: write low=…"), ("lw=3", "'lw=3' names none: did you mean 'low'?")):
        refused(read.here("judge", "study", dead, "correct", "--set", value, "--because", "x"), told)
    refused(read.here("judge", "study", "claim:", "accept", "--because", "x"), "claims begin")
    refused(read.here("judge", "study", dead, "correct", "--because", "x"), "--set FIELD=VALUE")
    refused(read.here("judge", "study", dead, "correct", "--set", "low=many", "--because", "x"), "low", "'many'")
    refused(
        read.here("judge", "study", dead, "correct", "--set", "modality=assert", "--because", "x"),
        "modality",
        "asserted",
    )
    assert read.leaves() == before
    assert len(queued(read)) == 3


def test_harm_after_publication_is_refused(bench: Bench) -> None:
    bench.write("dated.txt", "On 3 May 9 people were killed in the west. It is feared that 40 may be killed.")
    bench.here("add", "study", "dated.txt", "--published", "2024-05-04")
    nine = claim(
        quote="On 3 May 9 people were killed in the west.", amount_words="9", trigger_words="were killed", best=9
    )
    forty = claim(
        quote="It is feared that 40 may be killed.",
        amount_words="40",
        trigger_words="may be killed",
        best=40,
        modality="hypothetical",
    )
    with model(answer(nine, forty)) as (_, named):
        assert bench.here("read", "study", *named, "--only", "dated.txt").status == 0
    dead, feared, before = only(bench, "9"), only(bench, "40"), bench.leaves()
    for value in ("when=2030-01-01", "when=2024-05-06", "when=2024-06"):
        refused(
            bench.here("judge", "study", dead, "correct", "--set", value, "--because", "x"),
            "before it was published",
            f"{value} is after 2024-05-04",
        )
    refused(
        bench.here(
            "judge", "study", dead, "correct", "--set", "published=2020", "--set", "when=2022", "--because", "x"
        ),
        "2020",
    )
    assert bench.leaves() == before
    for target, value in ((dead, "when=2024-05-05"), (dead, "when=2024-05"), (feared, "when=2030")):
        assert bench.here("judge", "study", target, "correct", "--set", value, "--because", "x").status == 0
    later = ["--set", "when=2024-06-01", "--set", "published=2024-06-02"]
    assert bench.here("judge", "study", dead, "correct", *later, "--because", "x").status == 0


def test_a_newer_version_is_judged_alike_where_its_words_are_the_same(bench: Bench) -> None:
    west = claim(quote="9 people were killed in the west.", amount_words="9", trigger_words="were killed", best=9)
    east = claim(
        quote="At least 12 people died in the east.",
        amount_words="At least 12",
        trigger_words="died",
        low=12,
        qualifier="at-least",
    )

    def version(text: str, *claims: dict[str, Any]) -> tuple[Said, Said]:
        bench.write("v.txt", text)
        added = bench.here("add", "study", "v.txt", "--published", "2024-05-04")
        with model(answer(*claims)) as (_, named):
            return added, bench.here("read", "study", *named, "--only", "v.txt")

    added, _ = version("9 people were killed in the west. At least 12 people died in the east.", west, east)
    assert "earlier version" not in added.out
    nine, twelve = only(bench, "9"), only(bench, "At least 12")
    for target in (nine, twelve):
        bench.here("judge", "study", target, "accept", "--because", "the words say so")
    refused(
        bench.here("judge", "study", "--unchanged", "--because", "x"), "there is none in study", "undercount read study"
    )
    fifteen = claim(
        **{**east, "quote": "At least 15 people died in the east.", "amount_words": "At least 15", "low": 15}
    )
    added, said = version("9 people were killed in the west. At least 15 people died in the east.", west, fifteen)
    assert (
        "! 2 accepted claims of the earlier version of v.txt stand in no figure from now on; `undercount read study`"
        in added.out
    )
    told = (
        "! 2 accepted claims of the earlier version of v.txt stand in no figure now; 1 claim of the newer version says word for word what "
        'was judged: undercount judge study --unchanged --because "…"; the others: undercount queue study.'
    )
    assert told in said.out
    assert f"judged in the earlier version: accepted ({nine}: the words say so)" in " ".join(said.out.split())
    assert told in bench.here("build", "study", "--keys", "keys", "--no-site").out
    _, shown = at_terminal(bench, "queue", "study", columns=200)
    text = " ".join(" ".join(lines_of(shown)).split())
    assert told in text
    assert f"judged in the earlier version: accepted ({nine}: the words say so)" in text
    assert {one["number"]: one["judged_earlier"] and one["judged_earlier"]["decision"] for one in queued(bench)} == {
        "9": "accept",
        "At least 15": None,
    }
    counts = json.loads(bench.here("read", "study", "--json").out)["earlier_versions"]
    assert [len(claims) for claims in counts["lost"].values()] == [2]
    assert [one["decision"] for one in counts["before"].values()] == ["accept"]
    wrong(bench.here("judge", "study", nine, "accept", "--unchanged", "--because", "x"), "TARGET is given too")
    wrong(bench.here("judge", "study", "--unchanged"), "--because")
    wrong(bench.here("judge", "study", "--sheet", "x.csv", "--unchanged"), "--unchanged is given too")
    judged = bench.here("judge", "study", "--unchanged", "--because", "only the east was corrected")
    assert "1 judgement recorded (1 accept), as in the earlier version. Next: undercount build study" in judged.out
    assert "! 1 accepted claim of the earlier version of v.txt stands in no figure now" in judged.out
    bench.here("judge", "study", only(bench, "At least 15"), "accept", "--because", "the words say so")
    assert "earlier version" not in bench.here("build", "study", "--keys", "keys", "--no-site").out
    assert bench.verified().proposals


def test_which_reader_proposed_a_claim_is_said_where_a_document_has_several(bench: Bench) -> None:
    bench.edit("study.toml", 'prose = "none"', 'prose = "patterns"')
    with model(answer(DEAD), answer()) as (_, named):
        said = " ".join(bench.here("read", "study", *named).out.split())
    assert said.count("read by model/2 (small") == 1
    assert said.count("read by patterns-en/") == 1
    alone = " ".join(bench.here("read", "study", "--only", "list.txt").out.split())
    assert "read by patterns-en/" not in alone


def test_what_was_judged_already_comes_last_in_the_queue_and_says_as_what(read: Bench) -> None:
    dead, other, west = (only(read, number) for number in ("at least 82", "82", "At least 150"))
    read.here("judge", "study", dead, "accept", "--because", "the words say so")
    read.here("judge", "study", other, "reject", "--because", "the same again")
    read.here("judge", "study", west, "correct", "--set", "low=151", "--because", "counted anew")
    read.edit("study.toml", 'prose = "none"', 'prose = "patterns"')
    assert read.here("read", "study").status == 0
    found = {one["low"]: one for one in queued(read)}
    assert set(found) == {150, None, 82}  # "Dozens were hurt"
    assert list(found)[-1] == 82
    judged = found[82]["judged"]
    assert (judged["claim"][:18], judged["decision"], judged["same"]) == (dead, "accept", True)
    assert "judged" in found[150]["reasons"]
    _, shown = at_terminal(read, "queue", "study", program=_NO_BAR)
    text = " ".join(" ".join(lines_of(shown)).split())
    assert f"judged already as {dead} (accepted)" in text
    assert f"a judged claim reads it otherwise ({west})" in text
    assert text.count("look at it because:") == 2
    last = "3 proposed claims wait for a judgement. The last one tells what was judged already and need not be judged again."
    assert last in text
    assert re.search(r"Next: undercount judge study claim:\w{12} accept", text)
    refused(read.here("judge", "study", found[150]["claim"], "accept", "--because", "x"), "must count once", west)
    for one, decision in ((150, "reject"), (None, "accept")):
        assert read.here("judge", "study", found[one]["claim"], decision, "--because", "looked at").status == 0
    _, shown = at_terminal(read, "queue", "study", program=_NO_BAR)
    assert "Next: undercount build study" in " ".join(" ".join(lines_of(shown)).split())
