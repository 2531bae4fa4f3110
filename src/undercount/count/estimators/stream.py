"""Random streams that depend on the data and the seed, never on the order of the work or on the number of cores."""

from __future__ import annotations

import hashlib

import numpy as np

from undercount.count.estimators.histories import CaptureHistories
from undercount.record.canonical import canonical_bytes

_PREFIX = b"undercount capture histories 1\n"


def digest(histories: CaptureHistories) -> str:
    """Return the SHA-256 (hexadecimal) of a table: its number of lists, and each history that somebody has with its count."""
    held = histories.counts > 0
    cells = list(zip(histories.patterns[held].tolist(), histories.counts[held].tolist(), strict=True))
    body = canonical_bytes({"lists": len(histories.lists), "cells": [[str(p), str(c)] for p, c in cells]})
    return hashlib.sha256(_PREFIX + body).hexdigest()


def generator(histories: CaptureHistories, seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the stream of one purpose for one table: the same for the same data and seed, wherever the table stands.

    Args:
        histories: The table.
        seed: The user's seed.
        purpose: What the stream is for, such as ``"bootstrap"`` or ``"chain", 2``.
    """
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence(entropy(histories, seed, *purpose))))


def entropy(histories: CaptureHistories, seed: int, *purpose: str | int) -> int:
    """Return 256 bits that name one stream of one table."""
    text = "\n".join([digest(histories), str(int(seed)), *map(str, purpose)])
    return int.from_bytes(hashlib.sha256(_PREFIX + text.encode()).digest(), "big")
