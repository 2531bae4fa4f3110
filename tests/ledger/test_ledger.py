from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.errors import LedgerError, LockedError, RecordError, TamperedError, VersionError
from undercount.ledger import Ledger, verify_consistency, verify_inclusion
from undercount.ledger.entry import line_leaf
from undercount.ledger.head import Head, write_head
from undercount.ledger.merkle import leaf_hash
from undercount.record.canonical import LARGEST_INTEGER

from .support import AT, BY, claim, fill


def lines_of(path: Path) -> list[bytes]:
    return [line for file in sorted(path.glob("segments/*.jsonl")) for line in file.read_bytes().splitlines()]


def test_what_is_added_is_read_back(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        first = ledger.append("claim", claim(0), at=AT, by=BY)
        second = ledger.append("question", {"name": "k"}, at="2016-12-14T00:00:00Z", by="نور")
    again = Ledger.open(tmp_path / "l")
    assert list(again.entries()) == [first, second]
    assert list(again.entries(1)) == [second]
    assert (again.size, again.recovered, second.index, second.by) == (2, None, 1, "نور")


def test_a_line_is_canonical_json_with_its_place_last(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 2)
        root = ledger.root()
    lines = lines_of(tmp_path / "l")
    values = [json.loads(line) for line in lines]
    assert [rfc8785.dumps(value) for value in values] == lines
    assert [value["n"] for value in values] == [0, 1]
    tagged = [leaf_hash(b"undercount:entry:v1\n" + line) for line in lines]
    assert [value["prev"] for value in values] == ["0" * 64, tagged[0].hex()]
    assert root == hashlib.sha256(b"\x01" + tagged[0] + tagged[1]).digest()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | st.text(st.characters(codec="utf-8")),
    lambda v: (
        st.lists(v, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), v, max_size=3)
    ),
    max_leaves=8,
)
bodies = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), json_values, max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(bodies, max_size=4), max_size=4), st.integers(1, 400))
def test_any_body_survives_in_any_portions_and_segments(
    tmp_path_factory: pytest.TempPathFactory, portions: Any, segment_bytes: int
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "l"
    wanted = []
    for portion in portions:
        with Ledger.open(path, writable=True, segment_bytes=segment_bytes) as ledger:
            made = [{**body, "id": "claim:x"} for body in portion]
            for body in made:
                body.pop("withdrawn", None)
            ledger.append_many([("claim", body) for body in made], at=AT, by=BY)
            wanted += made
            root = ledger.root()
    if portions:
        ledger = Ledger.open(path)
        assert [entry.body for entry in ledger.entries()] == wanted
        assert ledger.root() == root


def test_proofs_of_the_ledger_hold(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True, segment_bytes=900) as ledger:
        fill(ledger, 7)
        early = ledger.root()
        fill(ledger, 6)
        entry = list(ledger.entries())[4]
        verify_inclusion(entry.leaf, 4, 13, ledger.inclusion(4), ledger.root())
        verify_consistency(7, 13, ledger.consistency(7), early, ledger.root())
        assert ledger.root(7) == early
    assert len(list((tmp_path / "l" / "segments").iterdir())) > 2


def test_a_reader_sees_the_ledger_as_it_was_when_opened(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True, segment_bytes=600) as ledger:
        fill(ledger, 3)
        reader = Ledger.open(tmp_path / "l")
        fill(ledger, 5)
        assert [entry.index for entry in reader.entries()] == [0, 1, 2]
        assert reader.root() == ledger.root(3)
        assert Ledger.open(tmp_path / "l").size == 8


def test_appending_reads_only_the_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 10)
    opened = []
    monkeypatch.setattr("undercount.ledger.segments.read_segment", lambda *a: opened.append(a))
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 1)
    assert opened == []


def test_many_entries_ask_the_disk_a_few_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        before = len(calls)
        fill(ledger, 10_000)
        assert len(calls) - before <= 10


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("item", {"sha256": "AB" * 32, "size": 1, "name": "x"}, "64 lower-case hexadecimal digits"),
        (
            "item",
            {"sha256": "ab" * 32, "size": True, "name": "x"},
            "size of a item entry is True, and must be a whole number",
        ),
        ("item", {"sha256": "ab" * 32, "size": 1}, "field name"),
        ("claim", {"quote": "x"}, "field id"),
        ("claim", {"id": "claim:1", "withdrawn": True}, "reason"),
        ("claim", {"id": "claim:1", "withdrawn": False, "because": "x"}, "withdrawn: true"),
        ("judgement", {"target": "c", "decision": "maybe", "because": "b", "coder": "a"}, "accept, correct"),
        ("judgement", {"target": "c", "decision": "accept", "because": " ", "coder": "a"}, "say why"),
        ("question", {"name": "k", "question": "how many?"}, "an object"),
        ("claim", {"id": "claim:1", "share": 0.5}, "float"),
        ("claim", "text", "must be an object"),
    ],
)
def test_a_body_that_is_not_as_its_kind_needs_is_refused_and_nothing_written(
    tmp_path: Path, kind: Any, body: Any, says: Any
) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        fill(ledger, 1)
        before = lines_of(tmp_path / "l")
        with pytest.raises(RecordError, match=says):
            ledger.append_many([("claim", claim(1)), (kind, body)], at=AT, by=BY)
        assert lines_of(tmp_path / "l") == before
        fill(ledger, 1)
        assert ledger.size == 2


def test_an_unknown_kind_is_a_bug_of_the_caller(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger, pytest.raises(ValueError, match="no kind of entry"):
        ledger.append("rumour", {}, at=AT, by=BY)


@pytest.mark.parametrize(
    "at", ["", "2016-12-13", "2016-12-13T09:00:00", "2016-13-13T09:00:00Z", "2016-12-13T09:00:00Z\n"]
)
def test_a_time_must_be_utc_to_the_second(tmp_path: Path, at: Any) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger, pytest.raises(RecordError, match="UTC to the second"):
        ledger.append("claim", claim(0), at=at, by=BY)


def test_a_writer_must_be_named(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True) as ledger, pytest.raises(RecordError, match="say who writes"):
        ledger.append("claim", claim(0), at=AT, by=" ")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l", writable=True).close()
    with pytest.raises(LedgerError, match="reading only"):
        fill(Ledger.open(tmp_path / "l"), 1)


def test_there_must_be_a_ledger_to_read(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger in"):
        Ledger.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


HOLDER = """
import sys
from undercount.ledger import Ledger
with Ledger.open(sys.argv[1], writable=True) as ledger:
    ledger.append("claim", {"id": "claim:1"}, at="2016-12-13T09:00:00Z", by="amal")
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_the_first_is_and_readers_are_not_kept_out(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "l")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "ready\n"
        with pytest.raises(LockedError, match=rf"process {first.pid}, since 20\d\d-\d\d-\d\d .* UTC"):
            Ledger.open(tmp_path / "l", writable=True)
        assert Ledger.open(tmp_path / "l").size == 1
        first.communicate("", timeout=30)
    with Ledger.open(tmp_path / "l", writable=True) as ledger:
        assert ledger.size == 1


def test_a_second_writer_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", writable=True), pytest.raises(LockedError):
        Ledger.open(tmp_path / "l", writable=True)
    Ledger.open(tmp_path / "l", writable=True).close()


def test_a_ledger_of_a_newer_format_is_not_touched(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l", writable=True).close()
    (tmp_path / "l" / "format").write_text("2\n")
    for writable in (False, True):
        with pytest.raises(VersionError, match="format 2, and this undercount reads up to 1"):
            Ledger.open(tmp_path / "l", writable=writable)
    (tmp_path / "l" / "format").write_text("one\n")
    with pytest.raises(TamperedError, match="format is damaged"):
        Ledger.open(tmp_path / "l")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda line: line.replace(b'"v":1}', b'"v":2}'), "of version 2"),
        (lambda line: line.replace(b'"kind":"claim"', b'"kind":"rumour"'), "kind 'rumour'"),
    ],
)
def test_a_line_that_a_newer_version_wrote_is_named(tmp_path: Path, change: Any, says: Any) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 3)
    file = path / "segments" / "00000001.jsonl"
    lines = file.read_bytes().splitlines()
    lines[2] = change(lines[2])
    data = b"\n".join(lines) + b"\n"
    file.write_bytes(data)
    write_head(path, Head(3, line_leaf(lines[2]), 1, len(data)))
    with pytest.raises(VersionError, match=says) as caught:
        list(Ledger.open(path).entries())
    assert "line 3 (entry 2)" in str(caught.value)
    assert "update undercount" in str(caught.value)
