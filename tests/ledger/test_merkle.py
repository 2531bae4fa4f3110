from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undercount.errors import TamperedError
from undercount.ledger.merkle import EMPTY_ROOT, Tree, leaf_hash, verify_consistency, verify_inclusion

# The reference leaves and roots of Certificate Transparency, as transparency-dev/merkle publishes them
# (testonly/constants.go) and several independent implementations repeat them.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CT_CONSISTENCY = {
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def ct_tree() -> Tree:
    tree = Tree()
    for data in CT_LEAVES:
        tree.append(leaf_hash(data))
    return tree


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162 section 2.1.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def many(count: int) -> list[bytes]:
    return [leaf_hash(index.to_bytes(4, "big")) for index in range(count)]


def test_the_reference_roots() -> None:
    tree = ct_tree()
    assert [tree.root(size).hex() for size in range(9)] == CT_ROOTS
    assert tree.root(0) == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), CT_INCLUSION)
def test_the_reference_inclusion_proofs(index: Any, size: Any) -> None:
    tree = ct_tree()
    assert [step.hex() for step in tree.inclusion(index, size)] == CT_INCLUSION[index, size]
    path = [bytes.fromhex(step) for step in CT_INCLUSION[index, size]]
    verify_inclusion(leaf_hash(CT_LEAVES[index]), index, size, path, bytes.fromhex(CT_ROOTS[size]))


@pytest.mark.parametrize(("first", "second"), CT_CONSISTENCY)
def test_the_reference_consistency_proofs(first: Any, second: Any) -> None:
    tree = ct_tree()
    assert [step.hex() for step in tree.consistency(first, second)] == CT_CONSISTENCY[first, second]
    path = [bytes.fromhex(step) for step in CT_CONSISTENCY[first, second]]
    verify_consistency(first, second, path, bytes.fromhex(CT_ROOTS[first]), bytes.fromhex(CT_ROOTS[second]))


def test_roots_of_every_size_follow_the_definition() -> None:
    leaves, tree = many(70), Tree()
    tree.extend(leaves)
    assert [tree.root(size) for size in range(71)] == [naive_root(leaves[:size]) for size in range(71)]


@given(st.lists(st.integers(0, 9), max_size=12))
def test_it_does_not_matter_in_what_portions_leaves_arrive(portions: Any) -> None:
    leaves, tree = many(sum(portions)), Tree()
    at = 0
    for portion in portions:
        tree.extend(leaves[at : at + portion])
        at += portion
        assert tree.root() == naive_root(leaves[:at])
    assert tree.size == len(leaves)
    assert [tree.leaf(index) for index in range(tree.size)] == leaves


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_holds_for_its_entry_and_no_other(size: Any, data: Any) -> None:
    tree = Tree()
    tree.extend(many(310))
    index = data.draw(st.integers(0, size - 1))
    path, root, leaf = tree.inclusion(index, size), tree.root(size), tree.leaf(index)
    verify_inclusion(leaf, index, size, path, root)
    wrong = [(leaf_hash(b"x"), index, size, path, root), (leaf, index, size, path, leaf_hash(b"x"))]
    wrong += [(leaf, size, size, path, root), (leaf, -1, size, path, root), (leaf, index, size, (*path, root), root)]
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
        wrong.append((leaf, other, size, path, root))
        wrong.append((leaf, index, size, path[:-1], root))
        flipped = bytes([path[0][0] ^ 1]) + path[0][1:]
        wrong.append((leaf, index, size, (flipped, *path[1:]), root))
    for arguments in wrong:
        with pytest.raises(TamperedError):
            verify_inclusion(*arguments)


@given(st.integers(0, 300), st.data())
def test_a_consistency_proof_holds_for_its_two_trees_and_no_others(second: Any, data: Any) -> None:
    tree = Tree()
    tree.extend(many(300))
    first = data.draw(st.integers(0, second))
    path, old, new = tree.consistency(first, second), tree.root(first), tree.root(second)
    verify_consistency(first, second, path, old, new)
    wrong = [(first, second, path, leaf_hash(b"x"), new), (first, second, (*path, new), old, new)]
    wrong += [(second + 1, second, path, old, new), (-1, second, path, old, new)]
    if 0 < first < second:
        wrong.append((first, second, path, old, leaf_hash(b"x")))
        wrong.append((first, second, path[:-1], old, new))
        flipped = bytes([path[-1][0] ^ 1]) + path[-1][1:]
        wrong.append((first, second, (*path[:-1], flipped), old, new))
    for arguments in wrong:
        with pytest.raises(TamperedError):
            verify_consistency(*arguments)


@pytest.mark.parametrize(
    "ask",
    [
        lambda tree: tree.root(9),
        lambda tree: tree.root(-1),
        lambda tree: tree.leaf(8),
        lambda tree: tree.leaf(-1),
        lambda tree: tree.inclusion(8),
        lambda tree: tree.inclusion(3, 3),
        lambda tree: tree.consistency(5, 4),
        lambda tree: tree.consistency(-1),
        lambda tree: tree.consistency(2, 9),
    ],
)
def test_asking_outside_the_tree_is_a_bug_of_the_caller(ask: Any) -> None:
    with pytest.raises(IndexError):
        ask(ct_tree())
