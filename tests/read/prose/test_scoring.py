"""Scoring of readers on texts with known answers: what is counted, and sets that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from undercount.errors import ReadError
from undercount.read.prose.measure.gold import Gold, Told, read_gold, read_set
from undercount.read.prose.measure.scoring import Score, least, scores
from undercount.read.prose.proposal import Found, Proposal, Span
from undercount.record import Quantity

TEXT = "At least 12 people were killed and 3 were hurt."


def found(number: int, words: str = "At least 12", qualifier: str = "at-least", act: str = "killing") -> Found:
    low, best = (number, None) if qualifier == "at-least" else (None, number)
    start = TEXT.index(words)
    trigger = "killed" if act == "killing" else "hurt"
    at = TEXT.index(trigger)
    quantity = Quantity(low, best, None, qualifier, "person", words)
    proposal = Proposal(Span(0, len(TEXT)), quantity, Span(start, start + len(words)), act, Span(at, at + len(trigger)))
    return Found((proposal,), ())


def by(some: list[Score]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(one.measure, one.part): (one.right, one.of) for one in some}


def test_totals_are_right_only_if_they_are_exact() -> None:
    golds = [Gold("1", TEXT, {"killed": 12}), Gold("2", TEXT, {"killed": 13}), Gold("3", TEXT, {"killed": 12})]
    counted = by(scores(golds, [found(12), found(12), Found((), ())]))
    assert counted["killed", "all"] == (1, 3)
    assert counted["killed", "nothing read"] == (0, 1)


def test_a_death_where_nobody_died_is_counted_against_the_reader() -> None:
    golds = [Gold("1", TEXT, {"killed": 0}), Gold("2", TEXT, {"killed": 0})]
    assert by(scores(golds, [found(12), Found((), ())]))["zero", "all"] == (1, 2)


def test_numbers_that_are_told_and_their_hedges() -> None:
    gold = Gold("1", TEXT, {}, (Told(("killing",), 12, "at_least"), Told(("injury",), 3, "exact")))
    counted = by(scores([gold], [found(12)]))
    assert counted["number", "all"] == (1, 2)
    assert counted["number", "kind: injury"] == (0, 1)
    assert counted["hedge", "hedge: at-least"] == (1, 1)


def test_a_proposal_whose_words_do_not_stand_in_the_text_is_not_verified() -> None:
    assert by(scores([Gold("1", TEXT, {})], [found(13)]))["verified", "all"] == (0, 1)


def test_the_interval_is_wilsons() -> None:
    low, high = Score("killed", "all", 8, 10).interval
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert Score("killed", "all", 0, 0).share is None


def test_vague_words_have_a_coders_number_for_comparison_only() -> None:
    vague = Quantity(None, None, None, "vague", "person", "dozens of people")
    assert least(vague) == 12
    assert least(Quantity(None, None, None, "vague", "person", "civilians")) == 2
    assert least(None) is None


def test_sets_are_known_by_their_columns(tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    table.write_text("NOTES,FATALITIES\nTwo died.,2\nNobody died.,0\nUnknown.,\n", encoding="utf-8")
    assert [gold.numbers for gold in read_gold(table)] == [{"killed": 2}, {"killed": 0}, {}]
    lines = tmp_path / "told.jsonl"
    row = {"text": "Two died.", "killed_min": 2, "injured_min": None, "killed_breakdown": {"children": [1, 2]}}
    lines.write_text(json.dumps(row), encoding="utf-8")
    assert [gold.numbers for gold in read_gold(lines)] == [{"killed": 2, "children": 1}]


def test_a_hedge_is_the_sets_own_and_never_guessed() -> None:
    golds = [Gold("1", TEXT, {"killed": 12}), Gold("2", TEXT, {"killed": 12}, hedges={"killed": "at-least"})]
    counted = by(scores(golds, [found(12), found(13)]))
    assert counted["killed", "no hedge given"] == (1, 1)
    assert counted["killed", "hedge: at-least"] == (0, 1)
    assert counted["killed", "read as a number"] == (1, 2)
    assert ("killed", "hedge: exactly") not in counted


def test_values_that_are_no_whole_number_are_rejected_by_row_column_and_value(tmp_path: Path) -> None:
    table = tmp_path / "notes.csv"
    lines = (
        ("One.", "abc", "1", "at least"),
        ("Two.", "3.5", "-2", "roughly"),
        ("Three.", "", "inf", ""),
        ("", "4", "4", "exact"),
        ("Five.", "5.0", "nan", "at_most"),
    )
    table.write_text("Text,Killed,injured,hedge\n" + "".join(",".join(one) + "\n" for one in lines), encoding="utf-8")
    read = read_set(table)
    assert [(one.row, one.column, one.value) for one in read.refused] == [
        (2, "Killed", "abc"),
        (3, "Killed", "3.5"),
        (3, "injured", "-2"),
        (4, "injured", "inf"),
        (5, "Text", ""),
        (6, "injured", "nan"),
    ]
    assert [gold.numbers for gold in read.golds] == [{"injured": 1}, {}, {}, {"killed": 5}]
    assert [gold.hedges for gold in read.golds] == [{"injured": "at-least"}, {}, {}, {"killed": "at-most"}]
    assert str(read.refused[0]) == "row 2, column Killed: a whole number, 0 or more, must stand there; 'abc' is none"
    table.write_text("text,killed,injured,hedge\nOne.,1,2,roughly\n", encoding="utf-8")
    assert [str(one) for one in read_set(table).refused] == [
        "row 2, column hedge: one of exactly, at-least, at-most, about, between, vague must stand there; 'roughly' is none"
    ]
    objects = tmp_path / "notes.jsonl"
    objects.write_text('{"text": "A.", "killed": true}\n{"text": "B.", "killed": [1]}\n', encoding="utf-8")
    assert [(one.row, one.value) for one in read_set(objects).refused] == [(1, "True"), (2, "[1]")]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "a,b\n1,2\n", "column of texts"),
        ("a.csv", "text\nTwo died.\n", "column of numbers"),
        ("a.csv", "text,killed\n", "must have rows"),
        ("a.txt", "text", "must be .csv or .jsonl"),
        ("a.jsonl", "{not json\n", "table in UTF-8"),
        ("a.csv", b"text,killed\n\xff\xfe,1\n", "table in UTF-8"),
    ],
)
def test_a_set_that_cannot_be_read_gets_one_sentence(tmp_path: Path, name: str, text: str | bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ReadError, match=words) as told:
        read_gold(path)
    assert "\n" not in str(told.value)
