"""A newer version of a document: what was judged in the earlier one stands in no figure, is said, and can be judged alike at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.read.prose.serving import Server, answer, claim, serving
from undercount.errors import ReadError, StudyError
from undercount.read.prose.model.endpoint import Endpoint
from undercount.study.earlier import replaced_in
from undercount.study.judging import judge
from undercount.study.judging_unchanged import JudgedAlike, judge_unchanged
from undercount.study.opened import Opened
from undercount.study.own_score import own_scores
from undercount.study.queue import queue

from .support import AT, Small

KILLED = 'name = "killed"\nunit = "person"\nact = "killing"'
HURT = 'name = "hurt"\nunit = "person"\nact = "injury"'
FIRST = "The council said on 3 May that at least 12 people were killed on 1 May in Elm Street."
HOSPITAL = "A doctor said that 31 people were wounded on 1 May in Oak Street."
MILL = "Officials in the north said that four soldiers were killed in Mill Lane on 2 May."


@pytest.fixture
def study(tmp_path: Path) -> Small:
    """A study of one document of three sentences, read by patterns."""
    small = Small(tmp_path)
    small.prose("patterns")
    small.ask(KILLED, HURT)
    newer(small, f"{FIRST}\n{HOSPITAL}\n{MILL}")
    return small


def newer(small: Small, text: str, **more: Any) -> None:
    small.document("b.txt", text, **{"published": "2024-05-04", **more})
    small.read()


def ids(small: Small) -> dict[str, str]:
    """Return the proposed claims of the current version by the words of their numbers."""
    opened = Opened.open(small.root)
    current = {sha for sha, one in opened.state.items.items() if one.superseded_by is None}
    return {
        str(opened.proposals[row.claim]["number"]["words"]): row.claim
        for row in opened.rows()
        if row.claim in opened.proposals and row.item in current
    }


def decide(small: Small, words: str, decision: str, *values: str) -> str:
    target = ids(small)[words]
    judge(small.root, target, decision, because="looked at", values=values, at=AT, by="amira")
    return target


def alike(small: Small) -> JudgedAlike:
    return judge_unchanged(small.root, because="only the first was corrected", at=AT, by="amira")


def lows(small: Small) -> tuple[int, int]:
    opened = Opened.open(small.root)
    return opened.figure("killed").low, opened.figure("hurt").low


def said(small: Small) -> str:
    return Opened.open(small.root).earlier.sentence(small.root)


def judge_all(small: Small) -> tuple[str, str, str]:
    return (
        decide(small, "at least 12", "accept"),
        decide(small, "31", "accept"),
        decide(small, "four", "correct", "best=5"),
    )


def test_what_was_judged_in_an_earlier_version_is_said_and_judged_alike_by_one_command(study: Small) -> None:
    twelve, wounded, soldiers = judge_all(study)
    assert lows(study) == (17, 31)
    newer(study, f"{FIRST.replace('12', '15')}\n{HOSPITAL}\n{MILL}", published="2024-05-05")
    assert lows(study) == (0, 0)
    found = study.read()
    (line,) = (line for line in found.sentences() if "earlier version" in line)
    assert line == (
        f"! 3 accepted claims of the earlier version of b.txt stand in no figure now; 2 claims of the newer version say word for word what "
        f'was judged: undercount judge {study.root} --unchanged --because "…"; the others: undercount queue {study.root}.'
    )
    assert line in found.left_out()
    assert any("3 accepted claims of the earlier version" in note for note in study.build().notes)
    now = ids(study)
    before = found.earlier.before
    assert {now["31"]: wounded, now["four"]: soldiers} == {new: one.claim for new, one in before.items()}
    assert before[now["31"]].said() == f"judged in the earlier version: accepted ({wounded[:18]}: looked at)"
    assert {*found.as_json()["earlier_versions"]["lost"]["b.txt"]} == {twelve, wounded, soldiers}
    judged = alike(study)
    assert [entry.body["decision"] for entry in judged.entries] == ["accept", "correct"]
    assert "1 accepted claim of the earlier version of b.txt stands in no figure now; judge what" in judged.note
    assert lows(study) == (5, 31)
    because = Opened.open(study.root).judgements[now["31"]][-1].because
    assert because == f"only the first was corrected (as {wounded[:18]} of the earlier version: looked at)"
    decide(study, "at least 15", "accept")
    assert (lows(study), said(study)) == ((20, 31), "")
    with pytest.raises(StudyError, match="there is none"):
        alike(study)
    assert [claim for claim in Opened.open(study.root).judgements if claim in (twelve, wounded, soldiers)]
    study.build()


def test_nothing_is_said_where_nothing_was_judged_or_nothing_replaced(study: Small) -> None:
    assert said(study) == ""
    judge_all(study)
    assert said(study) == ""
    fresh = study.document("other.txt", FIRST, published="2024-05-04")
    assert replaced_in(study.root, []) == []
    assert fresh.is_file()
    assert said(study) == ""


def test_a_newer_version_is_no_copy_of_its_own_earlier_one(study: Small) -> None:
    judge_all(study)
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nSecond version.", published="2024-05-05")
    assert {one.copied for one in queue(Opened.open(study.root))} == {""}


def test_adding_says_at_once_how_many_fall_out_of_the_figures(study: Small) -> None:
    judge_all(study)
    study.document("b.txt", f"{FIRST} {MILL}", published="2024-05-04")
    opened = Opened.open(study.root)
    (sha,) = (sha for sha, item in opened.items.items() if item.supersedes)
    (line,) = replaced_in(study.root, [sha])
    assert line.startswith(
        "3 accepted claims of the earlier version of b.txt stand in no figure from now on; `undercount read"
    )
    assert said(study).endswith(f"the newer version is not read yet, or could not be: undercount read {study.root}")


def test_a_file_of_words_that_is_none_stops_the_reading_before_it_begins(study: Small) -> None:
    judge_all(study)
    settings = study.layout.settings
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('# words = "words.toml"', 'words = "words.toml"'), encoding="utf-8"
    )
    (study.root / "words.toml").write_text('[triggers.killing]\nverbs = ["offed"]\n', encoding="utf-8")
    with pytest.raises(ReadError, match="has no act"):
        study.read()
    assert lows(study) == (17, 31)


def test_a_newer_version_whose_words_are_not_read_is_said(study: Small) -> None:
    judge_all(study)
    study.prose("none")
    newer(study, f"{HOSPITAL}\n{MILL}")
    assert said(study).endswith(f"the newer version is not read yet, or could not be: undercount read {study.root}")


def test_what_was_turned_down_is_turned_down_alike(study: Small) -> None:
    decide(study, "31", "reject")
    decide(study, "four", "set-aside")
    newer(study, f"Corrected.\n{FIRST}\n{HOSPITAL}\n{MILL}")
    assert said(study).startswith("2 claims say word for word what was judged in an earlier version of its document")
    assert [entry.body["decision"] for entry in alike(study).entries] == ["reject", "set-aside"]
    opened = Opened.open(study.root)
    assert opened.decided(ids(study)["four"]) is not None
    assert ids(study)["at least 12"] in opened.waiting


def test_words_that_are_read_otherwise_now_are_left_to_a_person(study: Small) -> None:
    (wounded, _) = decide(study, "31", "accept"), decide(study, "four", "accept")
    study.places(("oak", ""))
    study.register("places", [{"id": "oak", "name_en": "Oak Street", "kind": "site"}])
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nCorrected.")
    before = Opened.open(study.root).earlier.before[ids(study)["31"]]
    assert (before.claim, before.is_unchanged, before.otherwise) == (wounded, False, ("place",))
    assert before.said().endswith("; otherwise now: place")
    assert len(alike(study).entries) == 1
    assert lows(study) == (4, 0)


def test_a_sentence_that_stands_twice_in_the_newer_version_is_left_to_a_person(study: Small) -> None:
    decide(study, "31", "accept")
    newer(study, f"{HOSPITAL}\nThe market was closed.\n{HOSPITAL}")
    found = Opened.open(study.root).earlier
    assert len(found.before) == 2
    assert found.unchanged == {}
    assert said(study).endswith(f"judge what the newer version says: undercount queue {study.root}")


def test_a_claim_that_the_newer_version_tells_no_more_is_said_until_a_person_settles_it(study: Small) -> None:
    twelve, *_ = judge_all(study)
    newer(study, f"{HOSPITAL}\n{MILL}")
    alike(study)
    assert f'undercount judge {study.root} {twelve[:18]} set-aside --because "…"' in said(study)
    judge(study.root, twelve, "set-aside", because="struck out by the council", values=(), at=AT, by="amira")
    assert said(study) == ""


def test_the_version_before_the_last_is_remembered_and_counted_once(study: Small) -> None:
    judge_all(study)
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nSecond version.")
    alike(study)
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nThird version.")
    assert said(study).startswith(
        "3 accepted claims of the earlier version of b.txt stand in no figure now; 3 claims of the newer"
    )
    assert len(alike(study).entries) == 3
    assert lows(study) == (17, 31)


def test_what_counted_in_no_figure_is_not_lost_to_one(study: Small) -> None:
    feared = "The mayor fears that 40 people may be killed if the siege goes on."
    newer(study, f"{HOSPITAL}\n{feared}")
    decide(study, "40", "accept")
    newer(study, f"{HOSPITAL}\n{feared}\nSecond version.")
    assert said(study).startswith("1 claim says word for word what was judged in an earlier version of its document")


def test_a_version_that_nobody_judged_lies_between(study: Small) -> None:
    judge_all(study)
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nSecond version.")
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nThird version.")
    assert len(alike(study).entries) == 3
    assert said(study) == ""


def test_a_grade_goes_along(study: Small) -> None:
    decide(study, "31", "accept")
    decide(study, "31", "grade", "grade=fair")
    newer(study, f"{HOSPITAL}\n{MILL}")
    assert [entry.body["decision"] for entry in alike(study).entries] == ["accept", "grade"]
    (row,) = (row for row in Opened.open(study.root).rows() if row.claim == ids(study)["31"])
    assert (row.standing, row.grade) == ("accepted", "fair")


def test_of_several_readers_the_same_one_s_claim_is_judged_alike(study: Small) -> None:
    decide(study, "31", "accept")
    study.document("b.txt", f"{HOSPITAL}\n{MILL}", published="2024-05-04")
    said_too = claim(
        quote=HOSPITAL,
        amount_words="31 people",
        trigger_words="were wounded",
        act="injury",
        best=31,
        date_words="1 May",
    )
    same = claim(**{**said_too, "amount_words": "31"})
    with serving(Server([answer(said_too, same)])) as server:
        study.read(endpoint=Endpoint(server.address, "small"))
    before = Opened.open(study.root).earlier.before
    (only,) = before
    (row,) = (row for row in Opened.open(study.root).rows() if row.claim == only)
    assert row.reader.startswith("patterns-en")
    assert len(alike(study).entries) == 1


def test_how_well_a_reader_reads_is_told_by_each_of_the_words_once(study: Small) -> None:
    judge_all(study)
    (before,) = own_scores(Opened.open(study.root))
    newer(study, f"{FIRST}\n{HOSPITAL}\n{MILL}\nSecond version.")
    alike(study)
    (after,) = own_scores(Opened.open(study.root))
    assert (before.accepted, before.corrected) == (after.accepted, after.corrected) == (2, 1)


def test_a_correction_to_what_is_in_no_register_any_more_is_refused(study: Small) -> None:
    study.places(("oak", ""))
    decide(study, "31", "correct", "places=oak")
    newer(study, HOSPITAL)
    study.places(("elm", ""))
    study.read()
    before = Opened.open(study.root).state.size
    with pytest.raises(StudyError, match="'oak' is none"):
        alike(study)
    assert Opened.open(study.root).state.size == before


def test_words_of_which_one_reading_was_accepted_in_the_newer_version_are_not_accepted_twice(study: Small) -> None:
    decide(study, "31", "accept")
    study.document("b.txt", f"{HOSPITAL}\n{MILL}", published="2024-05-04")
    same = {"quote": HOSPITAL, "trigger_words": "were wounded", "act": "injury", "best": 31, "date_words": "1 May"}
    several = [claim(**same, amount_words="31"), claim(**same, amount_words="31 people")]
    with serving(Server([answer(*several)])) as server:
        study.read(endpoint=Endpoint(server.address, "small"))
    opened = Opened.open(study.root)
    (mine,) = (row.claim for row in opened.rows() if row.claim in opened.earlier.before)
    judge(study.root, mine, "accept", because="looked at", values=(), at=AT, by="amira")
    assert Opened.open(study.root).earlier.before == {}
    with pytest.raises(StudyError, match="there is none"):
        alike(study)
    assert lows(study) == (0, 31)


def test_a_reason_is_needed(study: Small) -> None:
    decide(study, "31", "accept")
    newer(study, HOSPITAL)
    with pytest.raises(Exception, match="reason"):
        judge_unchanged(study.root, because=" ", at=AT, by="amira")
