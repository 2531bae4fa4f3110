"""The same words read again: reasons that compare readers, what is judged already, and figures that count words once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.read.prose.serving import Server, answer, claim, serving
from undercount.errors import StudyError
from undercount.read.prose.model.endpoint import Endpoint
from undercount.record import Claim, Passage, Quantity, When
from undercount.study.judging import judge
from undercount.study.opened import Opened
from undercount.study.queue import Waiting, queue, reasons_of, waiting_sentence
from undercount.study.rows import Row, row_of
from undercount.study.same_words import Told, Words

from .support import AT, Small

KILLED = 'name = "killed"\nunit = "person"\nact = "killing"'
PROPOSED = f"{KILLED.replace('killed', 'proposed', 1)}\nadmit = {{ proposed = true }}"
TEXT = "The council said on 3 May that at least 12 civilians were killed on 1 May in Elm Street."
TWELVE = {
    "quote": TEXT,
    "amount_words": "at least 12",
    "trigger_words": "were killed",
    "victims_words": "civilians",
    "low": 12,
    "qualifier": "at-least",
    "status": "civilian",
}
LISTED = "Four police officers and two civilians were killed on 1 May in Elm Street, the council said."
COUNCIL = [{"id": "council", "name_en": "the council"}]
ANY = When.parse("", zone="UTC")


def small_study(folder: Path, text: str = TEXT) -> Small:
    """Return a study of one text, read by patterns, with a figure of the killed for what people said and one for all."""
    small = Small(folder)
    small.prose("patterns")
    small.document("report.txt", text, published="2024-05-04")
    small.ask(KILLED, PROPOSED)
    small.read()
    return small


def by_model(small: Small, *claims: dict[str, Any]) -> None:
    with serving(Server([answer(*claims)])) as server:
        small.read(endpoint=Endpoint(server.address, "small"))


def waiting(small: Small) -> list[Waiting]:
    return queue(Opened.open(small.root))


def decide(small: Small, wanted: str, decision: str, *values: str) -> str:
    """Judge the waiting claim whose number has these words; return its id."""
    (one,) = (one.row.claim for one in waiting(small) if one.details["number"]["words"] == wanted)
    judge(small.root, one, decision, because="looked at", values=values, at=AT, by="amira")
    return one


def read_anew(small: Small) -> None:
    """Read again with another register, so that the same reader's claims have other ids where they rest on it."""
    small.register("sources", COUNCIL)
    small.read()


def figure(small: Small, name: str) -> tuple[int, float | None, dict[str, str | None]]:
    """Return a figure's minimum, the share of it that was judged, and why each claim is set aside."""
    found = Opened.open(small.root).figure(name)
    return found.low, found.judged, {one["id"]: one["set_aside_because"] for one in found.body["claims"]}


# Rows made by hand.


def made(
    name: str,
    number: int,
    span: tuple[int, int],
    *,
    reader: str = "a",
    act: str = "killing",
    part_of: str | None = None,
    item: str = "0",
) -> tuple[Row, dict[str, Any]]:
    claim = Claim(
        passage=Passage(item * 64), quote="…", speaker="s", carrier="s",
        origin="s", stance="affirms", quantity=Quantity(None, number, None, "exactly", "person"), act=act, when=ANY, reader=reader,
        standing="proposed",
    )  # fmt: skip
    details = {
        "number": {"start": span[0], "end": span[1], "words": str(number)},
        "modality": "asserted",
        "chain": [{"speaker": {"words": "s"}, "cue": None, "meant": None}],
        "when": {"edtf": "2024-05-03", "rule": "day"},
        "part_of": part_of,
    }
    return row_of(claim, name), details


def reasons(*some: tuple[Row, dict[str, Any]], whole: str = "") -> dict[str, set[str]]:
    """Return the reasons of made claims, where the readers named by a letter each read all of the document."""
    details = {row.claim: kept for row, kept in some}
    found = reasons_of([row for row, _ in some], details, {("0" * 64, reader) for reader in whole})
    return {claim: set(codes) - {"many"} for claim, codes in found.items()}


def test_another_reader_that_has_the_same_number_in_overlapping_words_agrees() -> None:
    same = reasons(made("x", 82, (10, 21)), made("y", 82, (19, 21), reader="b"), whole="ab")
    assert same == {"x": set(), "y": set()}


def test_another_reader_disagrees_by_number_by_act_or_by_silence() -> None:
    for other in (
        made("y", 83, (19, 21), reader="b"),
        made("y", 82, (19, 21), reader="b", act="injury"),
        made("y", 82, (40, 42), reader="b"),
    ):
        found = reasons(made("x", 82, (10, 21)), other, whole="ab")
        assert found == {"x": {"readers"}, "y": {"readers"}}
    assert reasons(made("x", 82, (10, 21)), whole="ab") == {"x": {"readers"}}


def test_what_is_left_of_a_reader_says_nothing_where_it_has_nothing() -> None:
    mine, elsewhere = made("x", 82, (10, 21)), made("y", 20, (40, 42), reader="b")
    assert reasons(mine, elsewhere, whole="a")["x"] == set()
    assert reasons(mine, made("y", 83, (10, 21), reader="b"), whole="a")["x"] == {"readers"}
    # It may have read this act as well, in a claim that is gone.
    assert reasons(mine, made("y", 82, (10, 21), reader="b", act="injury"), whole="a")["x"] == set()


def test_one_of_three_readers_that_disagrees_is_enough() -> None:
    some = (made("x", 12, (0, 2)), made("y", 12, (0, 2), reader="b"), made("z", 21, (0, 2), reader="c"))
    assert reasons(*some, whole="abc") == {"x": {"readers"}, "y": {"readers"}, "z": {"readers"}}


def test_a_part_is_no_other_number_for_its_whole() -> None:
    whole, part = made("x", 37, (0, 2)), made("y", 12, (20, 22), part_of="x")
    assert reasons(whole, part) == {"x": set(), "y": set()}
    other = made("z", 40, (60, 62))
    assert reasons(whole, part, other) == {"x": {"values"}, "y": set(), "z": {"values"}}
    of_another, of_this = made("q", 5, (80, 82), part_of="z"), made("r", 7, (90, 92), part_of="x")
    assert reasons(whole, part, of_another)["y"] == set()
    assert reasons(whole, part, of_this)["y"] == {"values"}


def test_a_claim_without_a_number_gives_no_other_number() -> None:
    (row, details), none = made("x", 12, (0, 2)), made("y", 0, (20, 22))
    dozens = (replace(none[0], best=None), none[1])
    assert reasons((row, details), dozens) == {"x": set(), "y": set()}
    assert reasons((row, details), dozens, made("z", 13, (40, 42)))["y"] == set()


spans = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(spans, st.sampled_from("01"), st.integers(1, 2), st.booleans()), max_size=12))
def test_the_words_beside_are_those_that_a_plain_search_finds(
    some: list[tuple[tuple[int, int], str, int, bool]],
) -> None:
    told = []
    for at, (span, item, number, is_part) in enumerate(some):
        row, details = made(str(at), number, span, item=item, part_of="w" if is_part else None)
        told.append(Told.of(row, details))
    words = Words(told)

    def characters(one: Told) -> set[tuple[str, int]]:
        return {(one.row.item, at) for at in range(one.start, one.end)}

    for one in told:
        plain = {
            other.row.claim
            for other in told
            if other is not one
            and characters(one) & characters(other)
            and (characters(one) == characters(other) or one.row.best == other.row.best or one.is_part == other.is_part)
        }
        assert {other.row.claim for other in words.beside(one)} == plain


def test_a_passage_is_known_again_in_a_text_that_was_taken_with_other_white_space() -> None:
    def read(name: str, quote: str, words: str, method: str, begin: int) -> Told:
        row, details = made(name, 12, (begin + quote.index(words), begin + quote.index(words) + len(words)))
        place = [{"type": "TextPositionSelector", "start": begin, "end": begin + len(quote), "method": method}]
        return Told.of(replace(row, quote=quote, locator=json.dumps(place)), details)

    old = read("x", "At  least 12 people\n were killed, 9 hurt.", "12 people\n", "pdf-text/1", 400)
    new = read("y", "At least 12 people were killed, 9 hurt.", "least 12 people", "pdf-text/2", 7)
    other = read("z", "At least 12 people were killed, 9 hurt.", "9", "pdf-text/2", 7)
    elsewhere = read("q", "Some 12 people were killed, 9 hurt.", "12", "pdf-text/2", 397)
    words = Words([old, new, other, elsewhere])
    assert [one.row.claim for one in words.beside(old)] == ["y"]
    assert [one.row.claim for one in words.beside(new)] == ["x"]
    assert [one.row.claim for one in words.beside(other)] == []


# In a study.


@pytest.mark.reference
def test_the_seed_read_by_patterns_judged_and_read_by_rules(shared: Path, tmp_path: Path) -> None:
    from undercount.read.prose.analysis.parse import installed_pipeline

    if installed_pipeline() is None:
        pytest.skip("spaCy is not installed")
    small = Small(tmp_path)
    small.prose("patterns")
    small.add(shared / "seed" / "aleppo-op-ed.txt", published="2016-12-14")
    small.ask(KILLED, PROPOSED)
    small.read()
    before = {one.details["number"]["words"]: one.row for one in waiting(small)}
    accepted, corrected = decide(small, "at least 82", "accept"), decide(small, "at least 20", "correct", "low=21")
    small.prose("rules")
    small.read()
    found = waiting(small)
    assert len(found) > 10
    assert not [one for one in found if "readers" in one.reasons]
    assert {one.details["number"]["words"] for one in found} >= set(before)
    assert [(one.row.low, one.before) for one in found if one.is_said_before] == [(82, found[-1].before)]
    said = {one.details["number"]["words"]: one.as_json()["judged"] for one in found}
    assert said.pop("at least 82") == {"claim": accepted, "decision": "accept", "same": True}
    assert said.pop("at least 20") == {"claim": corrected, "decision": "correct", "same": False}
    assert set(said.values()) == {None}
    assert [one.row.low for one in found if "judged" in one.reasons] == [20]
    least, _, aside = figure(small, "proposed")
    assert (least, aside[accepted]) == (82, None)
    assert figure(small, "killed")[:2] == (82, 1.0)


def test_words_that_a_person_judged_count_once_whatever_is_read_in_them_later(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.document("report.txt", TEXT, published="2024-05-04")
    small.ask(KILLED, PROPOSED)
    by_model(small, claim(**TWELVE, date_words="3 May"))
    (first,) = waiting(small)
    assert first.row.edtf == "2024-05-03"
    accepted = decide(small, "at least 12", "accept")
    small.prose("patterns")
    small.read()
    (again,) = waiting(small)
    assert again.row.edtf == "2024-05-01"  # another day: two such claims would be added
    assert again.is_said_before
    low, judged, aside = figure(small, "proposed")
    assert (low, judged) == (12, 1.0)
    assert aside == {accepted: None, again.row.claim: f"a person decided on these words already, in {accepted}"}
    assert figure(small, "killed")[:2] == (12, 1.0)


def test_words_that_two_readers_read_count_once_until_a_person_decides(tmp_path: Path) -> None:
    small = small_study(tmp_path)
    by_model(small, claim(**TWELVE, date_words="3 May"))
    by_reader = {one.row.reader.partition("/")[0]: one.row for one in waiting(small)}
    rules, model = by_reader["patterns-en"], by_reader["model"]
    assert (rules.edtf, model.edtf) == ("2024-05-01", "2024-05-03")
    low, _, aside = figure(small, "proposed")
    assert (low, aside[rules.claim]) == (12, None)
    assert aside[model.claim] == f"another reader read the same words, and they count once: {rules.claim}"
    judge(small.root, model.claim, "accept", because="it was the 3rd", values=(), at=AT, by="amira")
    low, judged, aside = figure(small, "proposed")
    assert (low, judged, aside[model.claim]) == (12, 1.0, None)
    assert aside[rules.claim] == f"a person decided on these words already, in {model.claim}"


def test_words_that_were_accepted_are_not_accepted_again_in_another_reading(tmp_path: Path) -> None:
    small = small_study(tmp_path)
    by_model(small, claim(**TWELVE, date_words="3 May"))
    rules, model = sorted((one.row for one in waiting(small)), key=lambda row: row.reader.startswith("model"))
    judge(small.root, rules.claim, "accept", because="as it stands", values=(), at=AT, by="amira")
    for decision, values in (("accept", ()), ("correct", ("low=13",))):
        with pytest.raises(StudyError, match=f"were accepted already as {rules.claim}"):
            judge(small.root, model.claim, decision, because="too", values=values, at=AT, by="amira")
    judge(small.root, rules.claim, "reject", because="the model has the day", values=(), at=AT, by="amira")
    judge(small.root, model.claim, "accept", because="it was the 3rd", values=(), at=AT, by="amira")
    low, judged, aside = figure(small, "proposed")
    assert (low, judged, aside[model.claim]) == (12, 1.0, None)


def test_the_other_reading_counts_where_the_first_was_turned_down(tmp_path: Path) -> None:
    small = small_study(tmp_path, LISTED)
    by_model(small, claim(quote=LISTED, amount_words="Four", trigger_words="were killed", date_words="1 May", best=4))
    (wrong,) = (one.row.claim for one in waiting(small) if one.row.reader.startswith("model"))
    judge(small.root, wrong, "reject", because="it was six", values=(), at=AT, by="amira")
    (left,) = (one for one in waiting(small) if one.row.best == 6)
    assert left.before is None  # another number in words of which four are a part: the decision says nothing of it
    low, _, aside = figure(small, "proposed")
    assert (low, aside[left.row.claim], aside[wrong]) == (6, None, "rejected by a person: it was six")


def test_what_was_turned_down_is_not_counted_when_it_is_read_again(tmp_path: Path) -> None:
    small = small_study(tmp_path)
    rejected = decide(small, "at least 12", "reject")
    read_anew(small)
    (again,) = waiting(small)
    assert again.row.claim != rejected
    assert again.as_json()["judged"] == {"claim": rejected, "decision": "reject", "same": True}
    assert figure(small, "proposed")[0] == 0


def test_a_corrected_claim_is_judged_already_where_the_new_reading_has_the_corrected_number(tmp_path: Path) -> None:
    small = small_study(tmp_path)
    corrected = decide(small, "at least 12", "correct", "low=13")
    read_anew(small)
    (again,) = waiting(small)
    assert (again.row.low, again.reasons[-1], again.is_said_before) == (12, "judged", False)
    assert figure(small, "proposed")[0] == 13
    judge(small.root, corrected, "correct", because="12 after all", values=["low=12"], at=AT, by="amira")
    (again,) = waiting(small)
    assert again.is_said_before
    assert "judged" not in again.reasons


def test_a_sum_that_was_judged_says_nothing_of_its_members(tmp_path: Path) -> None:
    small = small_study(tmp_path, LISTED)
    words = {one.details["number"]["words"] for one in waiting(small)}
    assert words == {"Four", "two", "Four police officers and two civilians"}
    decide(small, "Four police officers and two civilians", "accept")
    assert {one.before for one in waiting(small)} == {None}
    read_anew(small)
    said = {one.details["number"]["words"]: one.before is not None for one in waiting(small)}
    assert said == {"Four": False, "two": False, "Four police officers and two civilians": True}
    assert figure(small, "proposed")[0] == 6


def test_a_part_of_a_whole_that_was_judged_is_still_no_other_number_for_it(tmp_path: Path) -> None:
    text = "The council said that 12 people, four of them of one family, were killed on 1 May."
    small = Small(tmp_path)
    small.register("sources", COUNCIL)
    small.document("report.txt", text, published="2024-05-04")
    small.ask(KILLED, PROPOSED)
    whole = {"quote": text, "amount_words": "12 people", "trigger_words": "were killed", "best": 12}
    by_model(small, claim(**whole, speaker_words="The council", cue_words="said", date_words="1 May"))
    accepted = decide(small, "12 people", "accept")
    small.prose("patterns")
    small.read()
    part, again = sorted(waiting(small), key=lambda one: one.row.best or 0)
    assert (part.row.best, part.before, again.is_said_before) == (4, None, True)
    low, _, aside = figure(small, "proposed")
    assert (low, aside[accepted]) == (12, None)
    assert str(aside[part.row.claim]).startswith("it counts some of those whom another claim of its passage counts")


def test_two_claims_of_one_reading_are_two_claims(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.document("report.txt", TEXT, published="2024-05-04")
    small.ask(KILLED, PROPOSED)
    by_model(
        small,
        claim(**TWELVE),
        claim(**{**TWELVE, "amount_words": "12", "low": None, "best": 12, "status": None}),
    )
    accepted = decide(small, "at least 12", "accept")
    (other,) = waiting(small)
    assert (other.before, other.details["number"]["words"]) == (None, "12")
    assert figure(small, "proposed")[2] == {accepted: None, other.row.claim: None}


def test_other_acts_in_the_same_words_are_other_claims(tmp_path: Path) -> None:
    small = Small(tmp_path)
    text = "The council said that 12 people were killed or wounded on 1 May."
    small.document("report.txt", text, published="2024-05-04")
    small.ask(KILLED, PROPOSED)
    killed = {"quote": text, "amount_words": "12 people", "trigger_words": "killed", "best": 12}
    by_model(small, claim(**killed), claim(**{**killed, "trigger_words": "wounded", "act": "injury"}))
    (injured,) = (one.row.claim for one in waiting(small) if one.row.act == "injury")
    judge(small.root, injured, "accept", because="looked at", values=(), at=AT, by="amira")
    (left,) = waiting(small)
    assert (left.before, figure(small, "proposed")[0]) == (None, 12)


def test_how_many_tell_what_was_judged_already_is_said_where_it_is_said_how_many_wait(tmp_path: Path) -> None:
    small = small_study(tmp_path)
    assert "already" not in waiting_sentence(Opened.open(small.root))
    decide(small, "at least 12", "accept")
    read_anew(small)
    assert "1 proposed claim waits for a person (1 tells what was judged already)" in waiting_sentence(
        Opened.open(small.root)
    )


def test_reasons_are_of_what_was_read_and_not_of_what_a_person_made_of_it(tmp_path: Path) -> None:
    small = small_study(
        tmp_path, "The council said that dozens were killed on 1 May. It said that 30 were killed on 1 May."
    )
    decide(small, "dozens", "correct", "best=30", "qualifier=about")
    opened = Opened.open(small.root)
    (row,) = (row for row in opened.rows() if row.claim in opened.judgements)
    assert (row.best, opened.as_read(row).best, opened.as_read(row).qualifier) == (30, None, "vague")
    assert replace(row, claim="") != replace(opened.as_read(row), claim="")
