"""Inclusion proofs are folded step by step; one that fails is not published."""

from __future__ import annotations

from hashlib import sha256

import pytest

from undercount.site import SiteError
from undercount.site.built import Proof
from undercount.site.proofs import steps

from .sample import path, tree


def proof(index: int, size: int) -> Proof:
    leaves = [sha256(b"\x00" + bytes([n])).digest() for n in range(size)]
    return {
        "index": index,
        "leaf": leaves[index].hex(),
        "path": [h.hex() for h in path(index, leaves)],
        "size": size,
        "root": tree(leaves).hex(),
    }


@pytest.mark.parametrize("size", [*range(1, 18), 33])
def test_every_leaf_of_every_tree_leads_to_its_root(size: int) -> None:
    for index in range(size):
        made = proof(index, size)
        done = steps(made, "x")
        assert len(done) == len(made["path"])
        for step in done:
            assert sha256(b"\x01" + bytes.fromhex(step.left + step.right)).hexdigest() == step.result


def test_any_change_is_refused() -> None:
    good = proof(5, 11)
    wrong: list[Proof] = [
        {**good, "leaf": "00" * 32},
        {**good, "root": "00" * 32},
        {**good, "index": 4},
        {**good, "size": 5},
        {**good, "path": good["path"][:-1]},
        {**good, "path": [*good["path"], "00" * 32]},
    ]
    for bad in wrong:
        with pytest.raises(SiteError, match="does not lead to the ledger's root"):
            steps(bad, "claim:1")


def test_what_is_no_hash_is_named() -> None:
    with pytest.raises(SiteError, match="must be hexadecimal"):
        steps({**proof(0, 2), "leaf": "zz"}, "claim:1")
