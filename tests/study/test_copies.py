"""Short sentences that stand in several documents, all invented: which are flagged as copied, and from where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from undercount.study.copies import copies_in
from undercount.study.near_words import repeated, repeated_sentence
from undercount.study.opened import Opened
from undercount.study.queue import queue

from .support import Small

SHORT = "Nine farmers were killed in Elm Street."
SENTENCE = "Nine farmers were killed near the mill on the river."


@pytest.fixture
def study(tmp_path: Path) -> Small:
    small = Small(tmp_path)
    small.prose("patterns")
    small.sources("gazette", "herald")
    return small


def copied(small: Small) -> dict[str, str]:
    """Return for each document from which other one a claim in it is flagged as copied."""
    small.read()
    opened = Opened.open(small.root)
    found = copies_in(opened)
    assert {one.row.claim: one.copied for one in queue(opened)} == {
        row.claim: opened.items[found[row.claim].item].name if row.claim in found else "" for row in opened.rows()
    }
    return {
        opened.items[row.item].name: opened.items[found[row.claim].item].name
        for row in opened.rows()
        if row.claim in found
    }


def test_a_sentence_of_eight_words_or_more_is_flagged_with_the_earliest_as_its_origin(study: Small) -> None:
    study.document("third.txt", f"Rain fell. {SENTENCE} Roads were shut.", carrier="herald", published="2024-05-07")
    study.document("first.txt", SENTENCE, carrier="gazette", published="2024-05-04")
    study.document("second.txt", SENTENCE.upper().replace("NEAR", "  near"), published="2024-05-05")
    assert copied(study) == {"second.txt": "first.txt", "third.txt": "first.txt"}
    opened = Opened.open(study.root)
    assert {one.documents for one in copies_in(opened).values()} == {3}


def test_a_stock_phrase_is_not(study: Small) -> None:
    study.document("first.txt", SHORT, carrier="gazette", published="2024-05-04")
    study.document("second.txt", SHORT, carrier="herald", published="2024-05-05")
    assert copied(study) == {}


def test_other_numbers_are_other_words(study: Small) -> None:
    study.document("first.txt", SENTENCE, carrier="gazette", published="2024-05-04")
    study.document("second.txt", SENTENCE.replace("Nine", "Four"), carrier="herald", published="2024-05-05")
    assert copied(study) == {}


def test_one_carrier_repeats_itself_and_copies_nobody(study: Small) -> None:
    study.document("first.txt", SENTENCE, carrier="gazette", published="2024-05-04")
    study.document("second.txt", f"{SENTENCE} More later.", carrier="gazette", published="2024-05-05")
    assert copied(study) == {}


def test_without_a_day_nobody_is_the_origin_and_the_dated_one_is(study: Small) -> None:
    study.document("a.txt", SENTENCE, carrier="gazette")
    study.document("b.txt", f"{SENTENCE} More later.", carrier="herald")
    assert copied(study) == {}
    study.document("c.txt", f"Rain fell. {SENTENCE}", published="2024-05-09")
    assert copied(study) == {"a.txt": "c.txt", "b.txt": "c.txt"}


def test_of_documents_of_one_day_the_one_that_was_added_first_is_the_candidate_and_said_to_be_as_old(
    study: Small,
) -> None:
    for name, carrier in (("z.txt", "gazette"), ("a.txt", "herald")):
        study.document(name, f"{SENTENCE} So the {carrier}.", carrier=carrier, published="2024-05-04")
    study.document("undated.txt", SENTENCE)
    assert copied(study) == {"a.txt": "z.txt", "undated.txt": "z.txt"}
    opened = Opened.open(study.root)
    ages = {opened.items[row.item].name: copies_in(opened).get(row.claim) for row in opened.rows()}
    assert {name: one.age for name, one in ages.items() if one is not None} == {
        "a.txt": "same-day",
        "undated.txt": "undated",
    }


def test_claims_in_nearly_the_same_words_are_named_unless_their_documents_share_the_origin(study: Small) -> None:
    study.document("first.txt", SENTENCE, carrier="gazette", published="2024-05-04")
    study.document("second.txt", f"{SENTENCE} Rain fell.", carrier="herald", published="2024-05-05")
    study.document("third.txt", "Four soldiers were killed far from any mill or river.", published="2024-05-05")
    study.read()
    rows = list(Opened.open(study.root).rows())
    names = {row.claim for row in rows if row.best == 9}
    assert (len(rows), len(names)) == (3, 2)
    (found,) = repeated(rows)
    assert set(found.claims) == names
    assert set(found.items) == {row.item for row in rows if row.claim in names}
    assert repeated([replace(row, origin="wire") for row in rows]) == []
    assert repeated([row for row in rows if row.claim not in list(names)[:1]]) == []
    assert repeated([replace(row, standing="derived") for row in rows]) == []
    copy = {"name": "killed", "same_words": [found.as_json()]}
    names_of = {row.item: f"{row.published}.txt" for row in rows}
    said = repeated_sentence(copy, names_of)
    assert said.startswith("killed: 2 admitted claims stand in nearly the same words of 2024-05-0")
    assert {name for name in names_of.values() if name in said} == {"2024-05-04.txt", "2024-05-05.txt"}
    assert repeated_sentence({"name": "killed"}, {}) == ""
