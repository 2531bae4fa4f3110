"""Random streams that depend on the seed and on what they are for, never on the order of the work."""

from __future__ import annotations

import hashlib

import numpy as np

_PREFIX = "undercount synthetic lists 1"


def stream(seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the stream of one purpose, so that changing one setting of a design leaves all that other streams draw as it was.

    Args:
        seed: The user's seed.
        purpose: What the stream is for, such as ``3, "A", "typing"`` for the mistypings of list A in the third block.
    """
    text = "\n".join([_PREFIX, str(int(seed)), *map(str, purpose)])
    entropy = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(entropy)))
