"""Fold an inclusion proof step by step, so that a reader can do it by hand.

References:
    RFC 9162, section 2.1.3.2: verifying an inclusion proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from undercount.site.built import Proof, SiteError


@dataclass(frozen=True, slots=True)
class Step:
    """One step up the tree: two hashes, in this order, give the next."""

    left: str
    right: str
    result: str
    sibling: str


def steps(proof: Proof, name: str) -> tuple[Step, ...]:
    """Return the steps from the leaf to the root.

    Args:
        proof: Index, leaf hash, path and tree size.
        name: What is proven, for the error.

    Raises:
        SiteError: If the steps do not end at the root: a proof that fails is not published.
    """
    try:
        node, path, root = bytes.fromhex(proof["leaf"]), [bytes.fromhex(p) for p in proof["path"]], proof["root"]
    except ValueError:
        raise SiteError(f"the inclusion proof of {name} must be hexadecimal hashes: build the study again") from None
    index, last = proof["index"], proof["size"] - 1
    done: list[Step] = []
    for sibling in path:
        if last == 0:
            raise _unproven(name)
        if index % 2 or index == last:
            done.append(_join(sibling, node, sibling))
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            done.append(_join(node, sibling, sibling))
        node = bytes.fromhex(done[-1].result)
        index, last = index >> 1, last >> 1
    if last != 0 or node.hex() != root:
        raise _unproven(name)
    return tuple(done)


def _join(left: bytes, right: bytes, sibling: bytes) -> Step:
    return Step(left.hex(), right.hex(), sha256(b"\x01" + left + right).hexdigest(), sibling.hex())


def _unproven(name: str) -> SiteError:
    return SiteError(
        f"the inclusion proof of {name} does not lead to the ledger's root, and is not published: run verify, then build again"
    )
