from __future__ import annotations

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from undercount.errors import LedgerError, TamperedError
from undercount.ledger import Ledger, PrivateKey, Vault, add_checkpoint, verify
from undercount.ledger.entry import LEAF_PREFIX, LineMaker, line_leaf
from undercount.ledger.head import Head, write_head
from undercount.ledger.merkle import Tree

from .support import AT, BY, KEY, claim, fill, study

TRUSTED = [KEY.public]


def evidence(path: Path) -> list[Path]:
    """List every file that counts: the lock's own files and what was set aside do not."""
    names = [path / "format", path / "head", *(path / "segments").iterdir(), *(path / "vault").glob("??/*")]
    return sorted(names)


def entry_of_each_byte(path: Path) -> dict[tuple[str, int], int]:
    """Map every byte of every segment to the entry whose line it belongs to."""
    places, index = {}, 0
    for file in sorted((path / "segments").iterdir()):
        for offset, byte in enumerate(file.read_bytes()):
            places[file.name, offset] = index
            index += byte == 0x0A
    return places


def rewrite(file: Path, data: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(data)


def forge(path: Path, lines: list[bytes]) -> None:
    """Write lines as one segment with a fitting head, as somebody with access to the disk can."""
    for file in (path / "segments").iterdir():
        file.unlink()
    data = b"".join(line + b"\n" for line in lines)
    (path / "segments" / "00000001.jsonl").write_bytes(data)
    write_head(path, Head(len(lines), line_leaf(lines[-1]), 1, len(data)))


def rechained(rows: list[tuple[str, dict[str, Any]]]) -> list[bytes]:
    maker, lines, previous = LineMaker(at=AT, by=BY), [], bytes(32)
    for index, (kind, body) in enumerate(rows):
        lines.append(maker.line(kind, body, index=index, previous=previous))
        previous = line_leaf(lines[-1])
    return lines


def test_the_facts_of_a_whole_ledger(tmp_path: Path) -> None:
    path = study(tmp_path)
    facts = verify(path, trusted_keys=TRUSTED)
    ledger = Ledger.open(path)
    assert facts.entries == ledger.size == 12
    assert facts.root == ledger.root()
    assert facts.kinds == {
        "checkpoint": 2,
        "claim": 5,
        "item": 1,
        "judgement": 1,
        "question": 1,
        "reading": 1,
        "register": 1,
    }
    assert facts.bytes == sum(file.stat().st_size for file in (path / "segments").iterdir())
    assert facts.segments == len(list((path / "segments").iterdir())) > 2
    assert (facts.checkpoints, facts.signed, facts.signers) == (2, 9, (KEY.name,))
    assert facts.published == "ab" * 32
    assert (facts.files, facts.file_bytes) == (2, 35 + 18)
    assert [note.split(" are ")[0] for note in facts.notes] == ["The last 2 entries"]


def test_the_root_is_that_of_a_tree_over_the_lines(tmp_path: Path) -> None:
    path = study(tmp_path)
    tree = Tree()
    for file in sorted((path / "segments").iterdir()):
        tree.extend([line_leaf(line) for line in file.read_bytes().splitlines()])
    assert verify(path, trusted_keys=TRUSTED).root == tree.root()
    assert LEAF_PREFIX[:1] == b"\x00"


def test_an_empty_ledger_verifies(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l", writable=True).close()
    facts = verify(tmp_path / "l", trusted_keys=TRUSTED)
    assert (facts.entries, facts.segments, facts.notes) == (0, 0, ())


def test_one_flipped_bit_anywhere_is_found_and_named(tmp_path: Path) -> None:
    path = study(tmp_path)
    entries = entry_of_each_byte(path)
    flips = 0
    for file in evidence(path):
        whole = file.read_bytes()
        for offset in range(len(whole)):
            bit = (offset * 5 + len(whole)) % 8
            rewrite(file, whole[:offset] + bytes([whole[offset] ^ 1 << bit]) + whole[offset + 1 :])
            with pytest.raises(LedgerError) as caught:
                verify(path, trusted_keys=TRUSTED)
            assert str(file) in str(caught.value), (file, offset, bit)
            if file.parent.name == "segments":
                assert f"(entry {entries[file.name, offset]})" in str(caught.value), (file, offset, bit)
            flips += 1
        rewrite(file, whole)
    assert flips == sum(file.stat().st_size for file in evidence(path)) > 3000
    verify(path, trusted_keys=TRUSTED)


def test_every_bit_of_the_last_unsigned_entry_and_of_a_signed_note(tmp_path: Path) -> None:
    path = study(tmp_path, segment_bytes=100_000)
    file = path / "segments" / "00000001.jsonl"
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    for index in (3, len(lines) - 1):
        start = sum(map(len, lines[:index]))
        for offset in range(start, start + len(lines[index])):
            for bit in range(8):
                file.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1 << bit]) + whole[offset + 1 :])
                with pytest.raises(TamperedError, match=rf"\(entry {index}\)"):
                    verify(path, trusted_keys=TRUSTED)


def test_random_damage_of_any_kind_is_found(tmp_path: Path) -> None:
    path = study(tmp_path)
    files, rng = evidence(path), random.Random(7)
    for _ in range(300):
        file = rng.choice(files)
        whole = file.read_bytes()
        at, length = rng.randrange(len(whole)), rng.randrange(1, 9)
        damaged = {
            "delete": whole[:at] + whole[at + length :],
            "insert": whole[:at] + rng.randbytes(length) + whole[at:],
            "replace": whole[:at] + rng.randbytes(length) + whole[at + length :],
            "double": whole[:at] + whole[at : at + length] * 2 + whole[at + length :],
        }[rng.choice(["delete", "insert", "replace", "double"])]
        beyond = file.parent.name == "segments" and file == max((path / "segments").iterdir())
        if damaged == whole or (beyond and damaged.startswith(whole)):
            continue
        rewrite(file, damaged)
        with pytest.raises(LedgerError):
            verify(path, trusted_keys=TRUSTED)
        rewrite(file, whole)


@pytest.mark.parametrize("segment_bytes", [100_000, 600])
def test_lines_that_are_removed_swapped_or_put_in_are_named(tmp_path: Path, segment_bytes: int) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True, segment_bytes=segment_bytes) as ledger:
        fill(ledger, 6)
    files = sorted((path / "segments").iterdir())
    whole = {file: file.read_bytes() for file in files}
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]

    def check(changed: list[bytes], says: str) -> None:
        counts = [data.count(b"\n") for data in whole.values()]
        extra = len(changed) - len(lines)
        counts[0] += extra
        at = 0
        for file, count in zip(files, counts, strict=True):
            file.write_bytes(b"".join(changed[at : at + count]))
            at += count
        for use in (lambda: verify(path, trusted_keys=[]), lambda: list(Ledger.open(path).entries())):
            with pytest.raises(TamperedError, match=says):
                use()

    if segment_bytes == 100_000:
        check([*lines[:2], *lines[3:]], r"missing")
    check([lines[0], *lines], r"line 2 \(entry 1\)")
    check([lines[0], lines[2], lines[1], *lines[3:]], r"\(entry 1\)")
    for file, data in whole.items():
        file.write_bytes(data)
    verify(path, trusted_keys=[])


def test_removed_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 6)
    file = path / "segments" / "00000001.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    padding = b"x" * (len(lines[2] + lines[3]) - 1) + b"\n"
    file.write_bytes(b"".join([*lines[:2], *lines[4:], padding]))
    with pytest.raises(TamperedError, match=r"Entries 2 to 3 are missing before .* line 3 \(entry 2\)"):
        verify(path, trusted_keys=[])


def test_a_missing_segment_head_or_format_is_named(tmp_path: Path) -> None:
    path = study(tmp_path)
    for file in [path / "head", path / "format", *sorted((path / "segments").iterdir())]:
        whole = file.read_bytes()
        file.unlink()
        with pytest.raises(TamperedError, match=f"{file.name} is missing"):
            verify(path, trusted_keys=TRUSTED)
        file.write_bytes(whole)


def test_who_rewrites_the_ledger_without_the_key_breaks_the_signature(tmp_path: Path) -> None:
    """Chain, tree and head made anew over other words: only the signed root is left to tell."""
    path = study(tmp_path)
    rows = [(entry.kind, dict(entry.body)) for entry in Ledger.open(path).entries()]
    rows[2] = ("question", {"name": "killed", "question": {"unit": "facility"}})
    forge(path, rechained(rows))
    with pytest.raises(TamperedError, match=r"checkpoint in .*line 4 \(entry 3\) signs 3 entries with root"):
        verify(path, trusted_keys=TRUSTED)


def test_who_signs_with_another_key_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 2)
        add_checkpoint(ledger, PrivateKey(KEY.name, bytes(32)), at=AT, by=BY)
    with pytest.raises(TamperedError, match=r"signed by example.org/aleppo with a key that is not trusted"):
        verify(path, trusted_keys=TRUSTED)
    assert verify(path, trusted_keys=[*TRUSTED, PrivateKey(KEY.name, bytes(32)).public]).signed == 2
    facts = verify(path, trusted_keys=[])
    assert facts.signed == 0
    assert any("signatures of the checkpoints were not checked" in note for note in facts.notes)


def test_a_checkpoint_of_another_ledger_is_refused(tmp_path: Path) -> None:
    other = PrivateKey("example.org/other", bytes(32))
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 2)
        add_checkpoint(ledger, KEY, at=AT, by=BY)
        add_checkpoint(ledger, other, at=AT, by=BY)
    with pytest.raises(TamperedError, match="two ledgers were mixed"):
        verify(path, trusted_keys=[*TRUSTED, other.public])


def test_a_checkpoint_that_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    path = study(tmp_path)
    rows = [(entry.kind, dict(entry.body)) for entry in Ledger.open(path).entries()]
    rows.append(rows[3])
    lines = [line for file in sorted((path / "segments").iterdir()) for line in file.read_bytes().splitlines()]
    maker = LineMaker(at=AT, by=BY)
    lines.append(maker.line("checkpoint", rows[3][1], index=len(lines), previous=line_leaf(lines[-1])))
    forge(path, lines)
    with pytest.raises(TamperedError, match=r"\(entry 12\) signs 3 entries"):
        verify(path, trusted_keys=TRUSTED)


def test_unsigned_lines_must_have_the_form_that_this_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, writable=True) as ledger:
        fill(ledger, 2)
    lines = (path / "segments" / "00000001.jsonl").read_bytes().splitlines()
    for old, new in [
        (b'"low":82', b'"low":82.0'),
        (b'"low":82', b'"low":82,"low":82'),
        (b'"low":82', b'"low": 82'),
        (b'"by":"amal"', b'"by":""'),
        (AT.encode(), b"yesterday"),
        (b'"id":"claim:', b'"no":"claim:'),
    ]:
        forge(path, [lines[0], lines[1].replace(old, new)])
        for use in (lambda: verify(path, trusted_keys=[]), lambda: list(Ledger.open(path).entries())):
            with pytest.raises(TamperedError, match=r"line 2 \(entry 1\) .* this program did not write it"):
                use()
        forge(path, [lines[0].replace(AT.encode(), b"2016-12-13T09:00:01Z"), lines[1]])


def test_the_vault_is_hashed_again_and_compared_with_the_entries(tmp_path: Path) -> None:
    path = study(tmp_path)
    vault = Vault(path / "vault")
    item = next(iter(Ledger.open(path).entries())).body["sha256"]
    file = vault.path(item)
    whole = file.read_bytes()
    rewrite(file, whole + b" ")
    with pytest.raises(TamperedError, match=f"{file} was altered"):
        verify(path, trusted_keys=TRUSTED)
    file.unlink()
    with pytest.raises(TamperedError, match=f"The item {item} is missing from the vault"):
        verify(path, trusted_keys=TRUSTED)
    file.write_bytes(whole)
    extra = tmp_path / "extra"
    extra.write_bytes(b"not in the ledger")
    sha256, _ = vault.add(extra)
    assert [note for note in verify(path, trusted_keys=TRUSTED).notes if sha256 in note and "no entry" in note]


def test_an_item_of_another_length_than_its_entry_says_is_found(tmp_path: Path) -> None:
    path = study(tmp_path)
    rows = [(entry.kind, dict(entry.body)) for entry in Ledger.open(path).entries() if entry.kind != "checkpoint"]
    rows[0][1]["size"] = 36
    forge(path, rechained(rows))
    with pytest.raises(TamperedError, match="has 35 bytes and its entry says 36"):
        verify(path, trusted_keys=[])


def test_several_bad_files_are_counted_and_all_named(tmp_path: Path) -> None:
    path = study(tmp_path)
    for file in (path / "vault").glob("??/*"):
        rewrite(file, b"x")
    with pytest.raises(TamperedError, match="and 1 more files") as caught:
        verify(path, trusted_keys=TRUSTED)
    assert len(caught.value.__notes__) == 1


def test_verify_writes_nothing_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = study(tmp_path)
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in path.rglob("*")}
    steps = []
    verify(path, trusted_keys=TRUSTED, progress=lambda *step: steps.append(step))
    assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in path.rglob("*")} == before
    assert [step for step in steps if step[1] == step[2]] == [
        ("ledger", steps[0][2], steps[0][2]),
        ("vault", steps[-1][2], steps[-1][2]),
    ]


def test_a_ledger_on_a_read_only_medium_is_read_and_verified(tmp_path: Path) -> None:
    path = study(tmp_path)
    copy = Path(shutil.copytree(path, tmp_path / "copy"))
    for place in [*copy.rglob("*"), copy]:
        place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        assert verify(copy, trusted_keys=TRUSTED).entries == 12
    finally:
        for place in [copy, *copy.rglob("*")]:
            os.chmod(place, 0o755)  # noqa: PTH101
    assert claim(0)["id"] == "claim:" + "0" * 24
