"""How fast the ledger adds, proves and reads, beside bare SHA-256 of the same bytes.

Run ``python -m benchmarks.ledger``; ``--entries`` and ``--appended`` make it smaller.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undercount.ledger import Ledger, add_checkpoint, make_key, replay, verify
from undercount.ledger.merkle import Tree

AT, BY = "2016-12-13T09:00:00Z", "amal"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured step: how many entries, how many seconds."""

    step: str
    entries: int
    seconds: float


def claims(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make hand-coded claims of the length that real ones have."""
    for number in range(count):
        yield (
            "claim",
            {
                "id": f"claim:{number:024x}",
                "item": f"{number % 997:064x}",
                "quote": "at least 82 civilians, including 11 women and 13 children, in four neighbourhoods",
                "speaker": "ohchr",
                "carrier": "un-news",
                "act": "killing",
                "unit": "person",
                "low": 82,
                "best": None,
                "high": None,
                "when": {"edtf": "2016-12-13", "start": 1481587200, "end": 1481673600, "certain": True},
                "places": ["east-aleppo"],
            },
        )


def timed(step: str, entries: int, work: Callable[[], object]) -> Row:
    """Run work once and time it."""
    start = time.perf_counter()
    work()
    return Row(step, entries, time.perf_counter() - start)


def bare_hashes(path: Path) -> tuple[Row, Row, int]:
    """Time hashlib on every line, and the tree over ready hashes; give both and the bytes of all lines."""
    lines = [line for file in sorted(path.glob("segments/*")) for line in file.read_bytes().splitlines()]
    bare = timed(
        "bare SHA-256 of the same lines", len(lines), lambda: [hashlib.sha256(line).digest() for line in lines]
    )
    leaves = [hashlib.sha256(line).digest() for line in lines]
    tree = timed("Merkle tree over ready leaf hashes", len(lines), lambda: Tree().extend(leaves))
    return bare, tree, sum(map(len, lines)) + len(lines)


def measure(folder: Path, appended: int, entries: int) -> tuple[list[Row], int]:
    """Time every step on a ledger in a folder; give the rows, bare SHA-256 first, and the bytes of all lines."""
    path, key = folder / "ledger", make_key("example.org/benchmark")
    rows = []
    with Ledger.open(path, writable=True) as ledger:
        made = list(claims(appended))
        rows.append(timed("append, one acknowledgement", appended, lambda: ledger.append_many(made, at=AT, by=BY)))
        singles = made[: min(1000, appended)]
        rows.append(
            timed(
                "append, one acknowledgement each",
                len(singles),
                lambda: [ledger.append(kind, body, at=AT, by=BY) for kind, body in singles],
            )
        )
        ledger.append_many(claims(entries - ledger.size - 1), at=AT, by=BY)
        add_checkpoint(ledger, key, at=AT, by=BY)
    bare, tree, size = bare_hashes(path)
    rows.append(tree)
    rows.append(timed("verify, signed to the end", entries, lambda: verify(path, trusted_keys=[key.public])))
    rows.append(timed("verify, no signature: form of all lines", entries, lambda: verify(path, trusted_keys=[])))
    rows.append(timed("read and replay", entries, lambda: replay(Ledger.open(path).entries())))
    return [bare, *rows], size


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appended", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows, size = measure(Path(folder), arguments.appended, arguments.entries)
    peer = rows[0].seconds / rows[0].entries
    print(f"Python {platform.python_version()}, {arguments.entries:,} lines of {size / arguments.entries:.0f} bytes")
    print(f"{'step':42} {'entries':>10} {'seconds':>9} {'entries/s':>12} {'x bare':>7}")
    for row in rows:
        speed, ratio = row.entries / row.seconds, row.seconds / row.entries / peer
        print(f"{row.step:42} {row.entries:>10,} {row.seconds:>9.2f} {speed:>12,.0f} {ratio:>7.1f}")


if __name__ == "__main__":
    main()
