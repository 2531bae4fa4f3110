"""Proposed claims in a study: what they count, how a judgement keeps them, and what a model's answers leave behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.read.prose.serving import Server, answer, claim, serving
from tests.read.texts_made import message, pdf, warc, word
from undercount.cli.proposals import summary
from undercount.errors import ReadError, StudyError, TamperedError
from undercount.ledger import replay
from undercount.read.prose.model.endpoint import Endpoint
from undercount.study.account import Reading
from undercount.study.asking import ASKED_BEFORE
from undercount.study.judging import judge
from undercount.study.ledgers import open_ledger
from undercount.study.opened import Opened
from undercount.study.own_score import own_scores
from undercount.study.published_proposals import judged_published, proposals_published
from undercount.study.queue import queue
from undercount.study.rows import plain
from undercount.study.verify import verify

from .support import AT, Small, quiet

TEXT = (
    "The council said on 3 May that at least 12 civilians, including four children, were killed in Elm Street. "
    "The mayor fears that 40 people may be killed if the siege goes on."
)
KILLED = 'name = "killed"\nunit = "person"\nact = "killing"'
TWELVE = claim(
    quote="The council said on 3 May that at least 12 civilians, including four children, were killed in Elm Street.",
    amount_words="at least 12",
    trigger_words="were killed",
    victims_words="civilians",
    speaker_words="The council",
    cue_words="said",
    date_words="3 May",
    low=12,
    qualifier="at-least",
    status="civilian",
)
FORTY = claim(
    quote="The mayor fears that 40 people may be killed if the siege goes on.",
    amount_words="40",
    trigger_words="may be killed",
    speaker_words="The mayor",
    cue_words="fears",
    best=40,
    modality="hypothetical",
)


@pytest.fixture
def study(tmp_path: Path) -> Small:
    """A study with one document that nobody coded, and a figure for everybody killed."""
    small = Small(tmp_path)
    small.prose("patterns")
    small.document("report.txt", TEXT, published="2024-05-04")
    small.ask(KILLED, f"{KILLED.replace('killed', 'proposed', 1)}\nadmit = {{ proposed = true }}")
    return small


@pytest.fixture
def by_model(tmp_path: Path) -> Small:
    """The same, read by nobody but a model."""
    small = Small(tmp_path)
    small.document("report.txt", TEXT, published="2024-05-04")
    small.ask(KILLED, f"{KILLED.replace('killed', 'proposed', 1)}\nadmit = {{ proposed = true }}")
    with serving(Server([answer(TWELVE, FORTY)])) as server:
        small.read(endpoint=Endpoint(server.address, "small"))
    return small


def reading_of(found: Any, name: str = "report.txt") -> Reading:
    some: list[Reading] = [reading for reading in found.readings if reading.name == name]
    (one,) = some
    return one


def ids(small: Small) -> dict[int, str]:
    """Return the ids of the proposed claims by the least number that they state."""
    opened = Opened.open(small.root)
    return {row.low or row.best or 0: row.claim for row in opened.rows() if row.claim in opened.proposals}


def low(small: Small, name: str) -> tuple[int, float | None]:
    figure = Opened.open(small.root).figure(name)
    return figure.low, figure.judged


def decide(small: Small, number: int, decision: str, *values: str) -> None:
    judge(small.root, ids(small)[number], decision, because="looked at", values=values, at=AT, by="amira")


def test_what_a_machine_proposes_counts_only_where_a_rule_says_so(by_model: Small) -> None:
    assert low(by_model, "killed") == (0, None)
    assert low(by_model, "proposed") == (12, 0.0)
    aside = {c["id"]: c["set_aside"]["en"] for c in Opened.open(by_model.root).figure("killed").body["claims"]}
    assert aside[ids(by_model)[12]] == "a machine proposed it and no person has accepted it yet"


LISTS = (
    "Four police officers and two civilians were killed.",
    "Nineteen children and 6 adults were killed on Sunday.",
    "Her brother, father and two cousins were killed.",
    "Two dozen people and a nurse were killed; about 200 to 300 were wounded.",
)


@pytest.mark.parametrize("text", LISTS)
def test_what_is_added_up_from_a_list_is_verified_as_it_was_read(tmp_path: Path, text: str) -> None:
    small = Small(tmp_path)
    small.prose("patterns")
    small.document("report.txt", text, published="2024-05-04")
    small.ask(KILLED)
    reading = reading_of(small.read())
    assert reading.claims
    small.build()
    assert (reading.rejected, verify(small.root, report=quiet).proposals) == (0, reading.claims)


def test_a_number_that_no_word_says_is_a_reason_to_look_and_its_words_stand_beside_it(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.prose("patterns")
    small.document("report.txt", "The nurse was killed. Two nurses were killed. Two nurses and a driver were hurt.")
    small.ask(KILLED)
    small.read()
    waiting = {one.details["number"]["words"]: one for one in queue(Opened.open(small.root))}
    implied = {words for words, one in waiting.items() if "implied" in one.reasons}
    assert implied == {words for words in waiting if not words.startswith("Two") or " and " in words} != set()
    said = {words: summary(plain(one.row), one.details) for words, one in waiting.items()}
    assert {words for words, line in said.items() if f"(“{words}”)" in line} == implied


def test_what_is_feared_counts_nowhere_even_when_it_is_accepted(by_model: Small) -> None:
    decide(by_model, 40, "accept")
    assert low(by_model, "killed") == (0, None)
    assert low(by_model, "proposed")[0] == 12
    decide(by_model, 40, "correct", "modality=asserted")
    assert low(by_model, "killed") == (40, 1.0)


def test_an_accepted_claim_counts_and_stays_whatever_is_read_later(by_model: Small) -> None:
    decide(by_model, 12, "accept")
    assert low(by_model, "killed") == (12, 1.0)
    kept = replay(open_ledger(by_model.layout.ledger).entries()).claims[ids(by_model)[12]]
    assert kept.body["proposal"]["number"]["words"] == "at least 12"
    with serving(Server([answer()])) as server:
        by_model.read(endpoint=Endpoint(server.address, "small"))
    assert low(by_model, "killed") == (12, 1.0)
    by_model.build()
    assert verify(by_model.root, report=quiet).proposals == 1


def test_a_corrected_claim_counts_as_it_was_corrected_and_a_rejected_one_not_at_all(by_model: Small) -> None:
    decide(by_model, 12, "correct", "low=11")
    assert low(by_model, "killed") == (11, 1.0)
    judge(by_model.root, ids(by_model)[11], "reject", because="a rumour", values=(), at=AT, by="amira")
    assert low(by_model, "killed") == (0, None)
    assert low(by_model, "proposed") == (0, None)


def test_a_models_answers_are_kept_and_give_the_same_without_the_model(by_model: Small) -> None:
    before = Opened.open(by_model.root).proposals
    (body,) = (
        r.body for r in replay(open_ledger(by_model.layout.ledger).entries()).readings.values() if r.body.get("model")
    )
    kept = (by_model.layout.vault / body["answers"][:2] / body["answers"]).read_bytes()
    assert json.loads(json.loads(kept)["parts"][0][2])["claims"][0]["low"] == 12
    shutil.rmtree(by_model.layout.build)
    by_model.read()
    assert Opened.open(by_model.root).proposals == before


def test_dates_of_a_model_are_worked_out_by_the_programs_own_rules(by_model: Small) -> None:
    rows = {row.claim: row for row in Opened.open(by_model.root).rows()}
    assert rows[ids(by_model)[12]].edtf == "2024-05-03"
    assert rows[ids(by_model)[40]].edtf == "../2024-05-04"


def test_an_endpoint_that_fails_loses_nothing_that_was_answered_before(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.document("a.txt", TEXT, published="2024-05-04")
    small.document("b.txt", TEXT + " ", published="2024-05-04")
    with (
        serving(Server([answer(TWELVE), " "])) as server,
        pytest.raises(ReadError, match=r"b\.txt.*1 documents before is kept"),
    ):
        small.read(endpoint=Endpoint(server.address, "small"))
    assert [row.item for row in Opened.open(small.root).rows()] == [next(iter(Opened.open(small.root).items))]


def test_what_a_model_answered_is_not_asked_again_unless_it_is_named(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.document("a.txt", TEXT, published="2024-05-04")
    with serving(Server([answer(TWELVE)])) as server:
        model = Endpoint(server.address, "small")
        small.read(endpoint=model)
        small.document("b.txt", TEXT + " ", published="2024-05-04")
        before = ids(small)
        found = small.read(endpoint=model)
        assert len(server.asked) == 2  # a.txt once, b.txt once
        assert ids(small).keys() == before.keys()
        notes = {one.name: one.notes for one in found.readings if one.reader.startswith("model")}
        assert ASKED_BEFORE in notes["a.txt"]
        assert ASKED_BEFORE not in notes["b.txt"]
        small.read(endpoint=model, only=["a.txt"])
        assert len(server.asked) == 3
        small.read(endpoint=Endpoint(server.address, "large"))
        assert len(server.asked) == 5


def test_only_a_document_of_the_study_can_be_shown_to_a_model(by_model: Small) -> None:
    with pytest.raises(StudyError, match=r"'reprot.txt' is not: did you mean 'report.txt'"):
        by_model.read(endpoint=Endpoint("http://127.0.0.1:1", "small"), only=["reprot.txt"])


def test_rules_find_claims_and_say_what_they_may_have_missed(study: Small) -> None:
    found = reading_of(study.read())
    assert found.prose
    assert found.reader == "patterns-en/4"
    assert found.rejected == 0
    assert 12 in ids(study)


def test_prose_that_is_no_longer_wanted_is_proposed_no_more(study: Small) -> None:
    study.read()
    assert ids(study)
    study.prose("none")
    study.read()
    assert not Opened.open(study.root).proposals
    study.prose("patterns")
    study.read()
    assert ids(study)


def test_reading_twice_adds_nothing(study: Small) -> None:
    study.read()
    size = Opened.open(study.root).size
    study.read()
    assert Opened.open(study.root).size == size


def test_proposals_that_were_altered_are_found(by_model: Small) -> None:
    by_model.build()
    (file,) = by_model.layout.tables.rglob("proposals.jsonl")
    file.write_text(file.read_text(encoding="utf-8").replace('"low":12', '"low":13'), encoding="utf-8")
    with pytest.raises(TamperedError):
        verify(by_model.root, report=quiet)


def test_the_queue_has_what_waits_and_why(by_model: Small) -> None:
    waiting = {one.row.low or one.row.best or 0: one for one in queue(Opened.open(by_model.root))}
    assert sorted(waiting) == [12, 40]
    assert waiting[12].reasons == ("many",)
    assert "uncounted" in waiting[40].reasons
    decide(by_model, 12, "accept")
    assert [one.row.best for one in queue(Opened.open(by_model.root))] == [40]


def test_a_language_without_a_reader_is_said_and_the_item_is_kept(study: Small) -> None:
    study.document("bericht.html", '<html lang="de"><p>Zwölf Menschen wurden getötet.</p></html>')
    found = reading_of(study.read(), "bericht.html")
    assert "language with a reader (en, ar)" in found.reader
    assert found.claims == 0


def test_words_that_stand_in_an_earlier_document_are_flagged(study: Small) -> None:
    study.document("copy.txt", TEXT.replace("Elm Street", "Elm  Street") + " More later.", published="2024-05-06")
    study.read()
    opened = Opened.open(study.root)
    copied = {one.name: one.copied for one in queue(opened)}
    assert copied == {"report.txt": "", "copy.txt": "report.txt"}


def test_a_document_that_was_read_is_known_without_loading_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from undercount.read.prose.analysis import parse

    if parse.installed_pipeline() is None:
        pytest.skip("spaCy is not installed")
    small = Small(tmp_path)
    small.prose("rules")
    small.document("report.txt", TEXT, published="2024-05-04")
    first = reading_of(small.read())
    monkeypatch.setattr(parse.Pipeline, "nlp", property(lambda _: pytest.fail("the parser was loaded")))
    assert reading_of(small.read()).id == first.id


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", pdf(["Nothing here.", "At least 12 civilians were killed in Elm Street."])),
        ("report.docx", word(["At least 12 civilians were killed in Elm Street."])),
        ("report.eml", message(subject="Note", body="At least 12 civilians were killed in Elm Street.")),
        ("report.html", b"<html><body><p>At least 12 civilians were killed in Elm Street.</p></body></html>"),
        ("report.warc.gz", warc([("http://example.org/a", b"<p>At least 12 civilians were killed in Elm Street.</p>", "text/html")])),
    ],
    ids=["pdf", "docx", "mail", "page", "archive"],
)  # fmt: skip
def test_every_kind_of_document_gives_claims_that_are_kept_and_verified(tmp_path: Path, name: str, data: bytes) -> None:
    small = Small(tmp_path)
    small.prose("patterns")
    (tmp_path / name).write_bytes(data)
    small.add(tmp_path / name)
    small.ask(f"{KILLED}\nadmit = {{ proposed = true }}")
    claims = reading_of(small.read(), name).claims
    assert claims == (2 if name.endswith("docx") else 1)  # its table says "12 dead" once more
    assert low(small, "killed")[0] == 12
    decide(small, 12, "accept")
    small.build()
    assert verify(small.root, report=quiet).proposals == claims


def test_to_correct_how_it_is_meant_changes_what_counts(by_model: Small) -> None:
    decide(by_model, 12, "correct", "modality=denied")
    assert low(by_model, "killed")[0] == 0
    decide(by_model, 12, "correct", "modality=asserted")
    assert low(by_model, "killed")[0] == 12
    with pytest.raises(StudyError, match="--set modality="):
        decide(by_model, 12, "correct", "stance=denies")


def test_what_no_figure_counts_waits_too_and_accepting_it_says_so(by_model: Small) -> None:
    waiting = {one.row.best or one.row.low: one.reasons for one in queue(Opened.open(by_model.root))}
    assert "uncounted" in waiting[40]
    judged = judge(by_model.root, ids(by_model)[40], "accept", because="looked at", values=(), at=AT, by="amira")
    assert "no figure counts what is hypothetical" in judged.notes[0]
    assert not judge(by_model.root, ids(by_model)[12], "accept", because="so", values=(), at=AT, by="amira").notes


def test_the_standing_of_a_proposal_is_what_a_person_last_decided(by_model: Small) -> None:
    def standing(number: int) -> str:
        opened = Opened.open(by_model.root)
        claim = ids(by_model)[number]
        (said,) = (one["standing"] for one in opened.figure("killed").body["claims"] if one["id"] == claim)
        (row,) = (row for row in opened.rows() if row.claim == claim)
        shown = judged_published(opened).get(claim)
        assert row.standing == said == (shown["standing"] if shown else "proposed")
        return str(said)

    assert standing(12) == "proposed"
    for decision, values, expected in (
        ("grade", ["grade=fair"], "proposed"),
        ("accept", [], "accepted"),
        ("set-aside", [], "set-aside"),
        ("correct", ["status="], "accepted"),
        ("reject", [], "rejected"),
    ):
        decide(by_model, 12, decision, *values)
        assert standing(12) == expected


def test_a_claim_that_was_only_graded_waits_still(by_model: Small) -> None:
    decide(by_model, 12, "grade", "grade=fair")
    assert {one.row.low for one in queue(Opened.open(by_model.root))} == {12, None}
    assert low(by_model, "killed") == (0, None)


def test_to_set_aside_says_nothing_of_how_a_claim_was_read(by_model: Small) -> None:
    decide(by_model, 12, "accept")
    decide(by_model, 12, "set-aside")
    decide(by_model, 40, "set-aside")
    (score,) = own_scores(Opened.open(by_model.root))
    assert (score.accepted, score.corrected, score.rejected) == (1, 0, 0)
    assert not queue(Opened.open(by_model.root))
    assert low(by_model, "proposed") == (0, None)


def test_a_claim_whose_unit_was_corrected_counts_where_it_belongs(by_model: Small) -> None:
    by_model.ask(KILLED, 'name = "families"\nunit = "family"\nact = "killing"')
    decide(by_model, 12, "correct", "unit=family")
    assert low(by_model, "killed") == (0, None)
    assert low(by_model, "families") == (12, 1.0)


def test_a_build_and_a_verification_say_how_many_claims_wait(by_model: Small) -> None:
    said = "2 proposed claims wait for a person and count in no figure but those whose rule admits them (proposed)"
    assert f"{said}; next: undercount queue {by_model.root}" in by_model.build().notes
    assert verify(by_model.root, report=quiet).waiting == 2
    decide(by_model, 40, "reject")
    by_model.ask(KILLED)
    said = "1 proposed claim waits for a person and counts in no figure"
    assert f"{said}; next: undercount queue {by_model.root}" in by_model.build().notes
    decide(by_model, 12, "accept")
    assert not [note for note in by_model.build().notes if "queue" in note]
    assert verify(by_model.root, report=quiet).waiting == 0


def test_to_whom_is_who_was_hit_and_never_the_number(tmp_path: Path) -> None:
    small = Small(tmp_path)
    text = (
        "The group counted at least 23 attacks on hospitals. At least 12 civilians were killed. It knew of 7 attacks."
    )
    small.document("report.txt", text, published="2024-05-04")
    small.ask(KILLED)
    attacks = claim(
        quote="The group counted at least 23 attacks on hospitals.", amount_words="at least 23", trigger_words="attacks",
        victims_words="at least 23", low=23, qualifier="at-least", act="attack-on-facility", unit="attack",
    )  # fmt: skip
    killed = claim(
        quote="At least 12 civilians were killed.", amount_words="At least 12", trigger_words="killed",
        victims_words="At least 12 civilians", low=12, qualifier="at-least",
    )  # fmt: skip
    more = claim(
        quote="It knew of 7 attacks.", amount_words="7", trigger_words="attacks", victims_words="7 attacks", best=7,
        act="attack", unit="attack",
    )  # fmt: skip
    with serving(Server([answer(attacks, killed, more)])) as server:
        small.read(endpoint=Endpoint(server.address, "small"))
    shown = proposals_published(Opened.open(small.root))
    assert shown is not None
    whom = {
        number: [text[f["start"] : f["end"]] for f in shown["claims"][name]["fields"] if f["field"] == "victims"]
        for number, name in ids(small).items()
    }
    assert whom == {23: [], 12: ["civilians"], 7: []}
