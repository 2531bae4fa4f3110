"""From proposals to claims: who speaks becomes a source, a word that only keeps a distance never does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from undercount.read.prose.claims import Captured, _assurance
from undercount.read.prose.gathered import Gathered
from undercount.read.prose.proposal import Span, Speaker
from undercount.read.prose.reader import ProseReader
from undercount.read.text import ItemText

CARRIER = "daily-herald"


@pytest.fixture(scope="module")
def reader() -> ProseReader:
    return ProseReader()


def _read(reader: ProseReader, text: str) -> Gathered:
    found = reader.read(ItemText(text, "plain-text/1", "en"), Captured("0" * 64, "report.txt", CARRIER, "2024-05-15"))
    assert found.proposed
    return found


@pytest.mark.parametrize(
    ("text", "assurance"),
    [
        ("The militia allegedly killed 12 villagers.", "allegedly"),
        ("At least 20 people were believed killed in the raid.", "were believed"),
        ("Twelve people are believed to have been killed.", "are believed"),
        ("At least 15 people were reportedly killed in the strike.", "reportedly"),
        ("The death toll of 40 could not be verified.", "could not be verified"),
        ("Twelve people were killed.", ""),
    ],
)
def test_where_nobody_is_named_the_document_speaks_and_its_word_of_doubt_is_kept(
    reader: ProseReader, text: str, assurance: str
) -> None:
    found = _read(reader, text)
    (one,) = found.proposed
    assert (one.claim.speaker, one.claim.origin, one.claim.assurance) == (CARRIER, CARRIER, assurance)
    assert not found.derived
    cued = [link["cue"]["words"] for link in one.details["chain"] if link["cue"]]
    assert cued == ([assurance] if assurance else [])
    assert all(link["speaker"] is None and not link["source"] for link in one.details["chain"])


@pytest.mark.parametrize(
    ("text", "speaker", "assurance"),
    [
        ("The Tern Society said that 12 people were allegedly killed.", "prose:source/the-tern-society", "allegedly"),
        (
            "The Tern Society has confirmed that 12 people were killed.",
            "prose:source/the-tern-society",
            "has confirmed",
        ),
        ("The Tern Society reported that 12 people were killed.", "prose:source/the-tern-society", ""),
        ("The Tern Society believes that 12 people were killed.", "prose:source/the-tern-society", "believes"),
        ("Up to 30 people are feared dead, the Tern Society said.", "prose:source/the-tern-society", "are feared"),
    ],
)
def test_the_origin_is_the_last_who_is_named(reader: ProseReader, text: str, speaker: str, assurance: str) -> None:
    found = _read(reader, text)
    (one,) = found.proposed
    assert (one.claim.speaker, one.claim.origin, one.claim.assurance) == (speaker, speaker, assurance)
    assert list(found.derived) == [speaker]


def test_a_number_behind_a_semicolon_is_its_own_speaker_s(reader: ProseReader) -> None:
    found = _read(reader, "Norland said the strike killed 38 people; Sudland said 20 people were killed.")
    assert [(one.claim.quantity.best, one.claim.speaker, one.claim.origin) for one in found.proposed] == [
        (38, "prose:source/norland", "prose:source/norland"),
        (20, "prose:source/sudland", "prose:source/sudland"),
    ]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([("The army", "confirmed"), ("", "reportedly")], "reportedly"),
        ([("", "is said")], "is said"),
        ([("The army", "said")], ""),
        ([("The army", "hasn’t confirmed")], "hasn’t confirmed"),
        ([("The army", "has not confirmed")], "has not confirmed"),
        ([("The army", "did not say")], ""),
        ([("الجيش", "أكد")], "أكد"),
        ([("", "Reports")], ""),
        ([], ""),
    ],
)
def test_doubt_is_kept_before_certainty(links: Sequence[tuple[str, str]], expected: str) -> None:
    text, chain = "", [Speaker(None)]
    for who, cue in links:
        start = len(text)
        text += f"{who} {cue} "
        named = Span(start, start + len(who)) if who else None
        chain.append(Speaker(named, Span(start + len(who) + 1, start + len(who) + 1 + len(cue))))
    assert _assurance(tuple(chain), text) == expected


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        (
            "The army denied that any civilian was killed on Monday in Ostrana.",
            "within",
        ),  # a place that no register names
        ("The army denied that any civilian was killed.", "within"),  # of no day
        ("The army denied that any civilian was killed on Monday.", "whole"),
    ],
)
def test_a_denial_covers_a_whole_only_where_it_says_of_which(reader: ProseReader, text: str, covers: str) -> None:
    denials = [one.claim for one in _read(reader, text).proposed if one.claim.stance == "denies"]
    assert [one.covers for one in denials] == [covers]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The death toll rose to 44 on Tuesday.", "../2024-05-14"),  # it counts who died before, too
        ("The death toll from Tuesday's raid rose to 44.", "2024-05-14"),
        ("Twelve people were killed on Tuesday.", "2024-05-14"),
    ],
)
def test_a_toll_is_of_all_time_up_to_its_day(reader: ProseReader, text: str, when: str) -> None:
    (one,) = _read(reader, text).proposed
    assert one.claim.when.edtf == when


def test_the_sentence_before_dates_an_event_and_no_practice(reader: ProseReader) -> None:
    text = "Shells hit the market on Monday. Nine people died. The army has used rape as a weapon."
    found = {one.claim.act: one.claim.when.edtf for one in _read(reader, text).proposed}
    assert (found["killing"], found["sexual-violence"]) == ("2024-05-13", "../2024-05-15")
