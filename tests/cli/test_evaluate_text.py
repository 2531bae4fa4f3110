"""`undercount evaluate SET`: numbers and attributions of texts that people coded, and a study by its own judgements."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from .support import Bench, refused

NOTES = """text,killed,injured,source
"At least 12 people were killed and three were wounded in Elm Street.",12,3,Local
"Nobody was hurt.",0,0,Local
"Seven people were killed.",8,,Agency
"""
SAID = "The mayor said that 12 people were killed."


def article(content: str, source: str, cue: str) -> dict[str, Any]:
    def span(words: str) -> list[dict[str, Any]]:
        start = SAID.index(words)
        return [{"spans": [[start, start + len(words)]]}]

    return {
        "id": "1",
        "text": SAID,
        "attributions": [{"content": span(content), "source": span(source), "cue": span(cue)}],
    }


def test_a_set_of_numbers_is_scored_by_both_readers(bench: Bench) -> None:
    (bench.folder / "notes.csv").write_text(NOTES, encoding="utf-8")
    said = bench.here("evaluate", "notes.csv")
    assert said.status == 0, said.err
    assert said.out.startswith("3 texts")
    assert "killed, exactly" in said.out
    assert "texts a CPU second" in said.out
    told = json.loads(bench.here("evaluate", "notes.csv", "--json").out)
    scores = {(one["measure"], one["part"]): (one["right"], one["of"]) for one in told["patterns"]["scores"]}
    assert scores["killed", "all"] == (1, 2)
    assert scores["zero", "all"] == (0, 1)
    assert scores["injured", "all"] == (1, 1)
    assert scores["verified", "all"][0] == scores["verified", "all"][1]
    assert bench.here("evaluate", "notes.csv", "--first", "1").out.startswith("1 text ")


def test_a_set_without_hedges_claims_none_and_what_is_no_number_is_named_and_counted(bench: Bench) -> None:
    rows = (
        '"At least 12 people were killed.",12',
        '"Three people were killed.",3.5',
        '"Two died.",[red]abc',
        '"None.",',
    )
    (bench.folder / "notes.csv").write_text("text,killed\n" + "\n".join(rows) + "\n", encoding="utf-8")
    said = bench.here("evaluate", "notes.csv")
    assert said.status == 0, said.err
    assert "hedge: " not in said.out
    assert "no hedge given" in said.out
    assert "2 values of the set were rejected and count nowhere:" in said.out
    assert "row 3, column killed: a whole number, 0 or more, must stand there; '3.5' is none" in said.out
    assert "row 4, column killed: a whole number, 0 or more, must stand there; '[red]abc' is none" in said.out
    told = json.loads(bench.here("evaluate", "notes.csv", "--json").out)
    assert [(one["row"], one["column"], one["value"]) for one in told["rejected"]] == [
        (3, "killed", "3.5"),
        (4, "killed", "[red]abc"),
    ]


def test_a_set_of_attributions_is_scored_by_both_readers(bench: Bench) -> None:
    row = article("that 12 people were killed", "The mayor", "said")
    (bench.folder / "said.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    said = bench.here("evaluate", "said.jsonl")
    assert said.status == 0, said.err
    assert "source right, of contents found" in " ".join(said.out.split())
    told = json.loads(bench.here("evaluate", "said.jsonl", "--json").out)
    scores = {(one["measure"], one["part"]): (one["right"], one["of"]) for one in told["patterns"]["scores"]}
    assert scores["content", "all"] == (1, 1)
    assert scores["source", "all"] == (1, 1)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("nowhere.csv", None, "must be a file"),
        ("a.csv", b"a,b\n1,2\n", "column of texts"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "x", "killed": 1}\n' * 50, mtime=0)[:-12], "must be a table in UTF-8"),
        ("a.jsonl", b'{"text": "x", "attributions": [{"content": [{"spans": [[0, 9]]}]}]}\n', "row 1 of a.jsonl"),
    ],
)
def test_a_set_that_cannot_be_read_gets_one_sentence(bench: Bench, name: str, data: bytes | None, words: str) -> None:
    if data is not None:
        Path(bench.folder / name).write_bytes(data)
    refused(bench.here("evaluate", name), words)


def test_a_study_is_scored_by_its_own_judgements(bench: Bench) -> None:
    assert "No reader has proposed anything" in bench.here("evaluate", "study").out
