"""The Merkle tree of RFC 9162 section 2.1: one hash that stands for a list, and short proofs about it.

An inclusion proof shows that an entry is in the tree; a consistency proof shows that a later tree only added to
an earlier one. Both are checked with nothing but SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from undercount.errors import TamperedError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """Hash the bytes of one leaf: SHA-256 of 0x00 and the bytes (RFC 9162, section 2.1.1)."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees to their parent: SHA-256 of 0x01 and both hashes (RFC 9162, section 2.1.1)."""
    return _sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaf hashes with the hashes of every complete subtree above them, kept in memory and rebuilt at will.

    Level ``k`` holds, one after another, the hashes of the complete subtrees of 2**k leaves. Appending costs one
    hash on average; a root or a proof about any earlier size costs a number of hashes that grows with the logarithm.
    """

    def __init__(self) -> None:
        self._levels: list[bytearray] = [bytearray()]

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash (32 bytes)."""
        self.extend((leaf,))

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes (32 bytes each) in order."""
        self._levels[0] += b"".join(leaves)
        level = 0
        while True:
            below = self._levels[level]
            if level + 1 == len(self._levels):
                self._levels.append(bytearray())
            above = self._levels[level + 1]
            start, stop = 2 * len(above), len(below) // 64 * 64
            if start == stop:
                break
            fresh = bytes(below[start:stop])
            above += b"".join([_sha256(b"\x01" + fresh[at : at + 64]).digest() for at in range(0, len(fresh), 64)])
            level += 1

    def leaf(self, index: int) -> bytes:
        """Give the leaf hash at an index (0 is the first).

        Raises:
            IndexError: There is no such leaf.
        """
        if not 0 <= index < self.size:
            raise IndexError(f"leaf {index} of a tree of {self.size}")
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the tree of the first ``size`` leaves (default all): MTH of RFC 9162, section 2.1.1.

        Raises:
            IndexError: The tree has fewer leaves.
        """
        size = self.size if size is None else size
        self._check_size(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Prove that a leaf is in the tree of the first ``size`` leaves: PATH of RFC 9162, section 2.1.3.1.

        Raises:
            IndexError: The tree has fewer leaves, or the leaf lies outside.
        """
        size = self.size if size is None else size
        self._check_size(size)
        if not 0 <= index < size:
            raise IndexError(f"leaf {index} of a tree of {size}")
        path: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return tuple(reversed(path))

    def consistency(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Prove that the tree of ``second`` leaves begins with that of ``first``: PROOF of RFC 9162, section 2.1.4.1.

        The proof is empty when ``first`` is zero or both sizes are equal.

        Raises:
            IndexError: ``first`` is negative or above ``second``, or the tree has fewer leaves.
        """
        second = self.size if second is None else second
        self._check_size(second)
        if not 0 <= first <= second:
            raise IndexError(f"a tree of {first} leaves is no beginning of one of {second}")
        if first in (0, second):
            return ()
        path: list[bytes] = []
        low, high, whole = 0, second, True
        while first != high:
            middle = low + _split(high - low)
            if first <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, whole = middle, False
        if not whole:
            path.append(self._range(low, high))
        return tuple(reversed(path))

    def _check_size(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise IndexError(f"a tree of {size} leaves is asked of one of {self.size}")

    def _node(self, level: int, index: int) -> bytes:
        return bytes(self._levels[level][index * HASH_BYTES : (index + 1) * HASH_BYTES])

    def _range(self, low: int, high: int) -> bytes:
        """Hash the leaves from ``low`` to ``high``, where ``low`` is a multiple of the power of two that covers them."""
        right: bytes | None = None
        while high > low:
            level = min((high & -high).bit_length(), (high - low).bit_length()) - 1
            left = self._node(level, (high >> level) - 1)
            right = left if right is None else node_hash(left, right)
            high -= 1 << level
        assert right is not None
        return right


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at an index of the tree with this size and root (RFC 9162, section 2.1.3.2).

    Raises:
        TamperedError: The proof does not lead to the root.
    """
    if not 0 <= index < size:
        raise TamperedError(f"Entry {index} cannot be in a tree of {size} entries; the proof is of another tree.")
    found, sibling, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            raise TamperedError(
                f"The inclusion proof of entry {index} is too long for {size} entries; ask for it again."
            )
        if sibling & 1 or sibling == last:
            found = node_hash(step, found)
            while not sibling & 1 and sibling:
                sibling >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        sibling >>= 1
        last >>= 1
    if last or found != root:
        raise TamperedError(
            f"The inclusion proof of entry {index} does not lead to the root {root.hex()} of {size} entries: "
            "the entry, the proof or the root was altered; get all three again from one build."
        )


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """Check that the later tree begins with the earlier one (RFC 9162, section 2.1.4.2).

    A proof from the empty tree is empty and holds for every tree.

    Raises:
        TamperedError: The proof does not lead to both roots.
    """
    if not _consistent(first, second, tuple(path), first_root, second_root):
        raise TamperedError(
            f"The tree of {second} entries with root {second_root.hex()} is not proven to begin with the tree of "
            f"{first} entries with root {first_root.hex()}: an entry between was changed, removed or put in, or the "
            "proof was altered; compare the two ledgers entry by entry."
        )


def _consistent(first: int, second: int, path: tuple[bytes, ...], first_root: bytes, second_root: bytes) -> bool:
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    if first & (first - 1) == 0:
        path = (first_root, *path)
    return bool(path) and _both_roots(first, second, path) == (first_root, second_root)


def _both_roots(first: int, second: int, path: tuple[bytes, ...]) -> tuple[bytes, bytes] | None:
    """Follow a consistency proof to the roots of both trees; None when it is too long or too short."""
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        node >>= 1
        last >>= 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """Give the largest power of two below a size of at least two (``k`` of RFC 9162, section 2.1.1)."""
    return 1 << (size - 1).bit_length() - 1
