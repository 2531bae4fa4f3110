from __future__ import annotations

from typing import Any

import pytest

from undercount.errors import LedgerError, TamperedError
from undercount.ledger import Checkpoint, PrivateKey, read_checkpoint, read_public_key
from undercount.ledger.note import open_note, read_private_key, sign_note, split_note

# The keys and the note of golang.org/x/mod/sumdb/note (its package documentation and tests).
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example checkpoint of C2SP tlog-checkpoint.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
OTHER = PrivateKey("other.example", bytes(32))


def test_keys_and_notes_of_the_go_implementation() -> None:
    secret = read_private_key(PETER_SECRET)
    assert secret.text() == PETER_SECRET
    assert str(secret.public) == PETER
    assert read_public_key(PETER) == secret.public
    assert sign_note(TEXT, secret) == NOTE
    assert open_note(NOTE, [secret.public]) == (TEXT, (secret.public,))


def test_a_note_may_carry_signatures_of_others() -> None:
    both = NOTE + sign_note(TEXT, OTHER).rpartition("\n\n")[2]
    peter = read_public_key(PETER)
    assert open_note(both, [peter]) == (TEXT, (peter,))
    assert open_note(both, [OTHER.public, peter])[1] == (peter, OTHER.public)


def test_every_changed_letter_of_a_note_is_found() -> None:
    peter = read_public_key(PETER)
    for at in range(len(NOTE)):
        changed = NOTE[:at] + ("A" if NOTE[at] != "A" else "B") + NOTE[at + 1 :]
        with pytest.raises(TamperedError):
            open_note(changed, [peter])


@pytest.mark.parametrize("note", ["", "text\n", "text\n\n", TEXT, NOTE[:-1], NOTE + "\n", NOTE.replace("— ", "- ")])
def test_what_is_no_note_is_refused(note: Any) -> None:
    with pytest.raises(TamperedError):
        open_note(note, [read_public_key(PETER)])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER[:-4],
        PETER.replace("PeterNeumann", "Peter Neumann"),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_public_key_is_refused_in_a_sentence(text: Any) -> None:
    with pytest.raises(LedgerError):
        read_public_key(text)


def test_a_damaged_private_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(LedgerError) as caught:
        read_private_key(PETER_SECRET[:-2] + "Az")
    assert "AYEKFAL" not in str(caught.value)
    assert "AYEKFAL" not in repr(read_private_key(PETER_SECRET))


def test_the_example_checkpoint() -> None:
    checkpoint = read_checkpoint(EXAMPLE)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == EXAMPLE
    assert read_checkpoint(EXAMPLE + "an extension\n") == checkpoint
    assert split_note(EXAMPLE + "\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1M\n")[0] == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        EXAMPLE[:-1],
        EXAMPLE.replace("20852163", "020852163"),
        EXAMPLE.replace("20852163", "-1"),
        EXAMPLE.replace("20852163", "٣"),
        EXAMPLE.replace("q2I=", "q2J="),
        EXAMPLE.replace("q2I=", ""),
        EXAMPLE.replace("example.com/behind-the-sofa", ""),
        EXAMPLE + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: Any) -> None:
    with pytest.raises(TamperedError, match="no checkpoint"):
        read_checkpoint(text)


def test_a_checkpoint_of_nothing() -> None:
    checkpoint = Checkpoint("example.org/x", 0, bytes(32))
    assert read_checkpoint(checkpoint.text()) == checkpoint
