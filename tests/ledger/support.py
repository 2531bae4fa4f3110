"""Small ledgers for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from undercount.ledger import Ledger, PrivateKey, Vault, add_checkpoint

AT = "2016-12-13T09:00:00Z"
BY = "amal"
KEY = PrivateKey("example.org/aleppo", bytes(range(32)))


def claim(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"claim:{number:024x}", "quote": "قُتل ٨٢ مدنياً على الأقل", "low": 82, "best": None, **more}


def fill(ledger: Ledger, count: int) -> None:
    ledger.append_many([("claim", claim(number)) for number in range(ledger.size, ledger.size + count)], at=AT, by=BY)


def study(folder: Path, *, segment_bytes: int = 1000) -> Path:
    """Make a ledger with every kind of entry, two checkpoints and unsigned entries after them, in several segments."""
    path = folder / "ledger"
    vault = Vault(path / "vault")
    with Ledger.open(path, writable=True, segment_bytes=segment_bytes) as ledger:
        source = folder / "report.txt"
        source.write_bytes(b"At least 82 civilians were killed.\n")
        sha256, size = vault.add(source)
        source.write_bytes(b"id,parent\naleppo,\n")
        places, _ = vault.add(source)
        ledger.append("item", {"sha256": sha256, "size": size, "name": "report.txt"}, at=AT, by=BY)
        ledger.append("register", {"name": "places", "sha256": places}, at=AT, by=BY)
        ledger.append("question", {"name": "killed", "question": {"unit": "person"}}, at=AT, by=BY)
        add_checkpoint(ledger, KEY, at=AT, by=BY)
        ledger.append("reading", {"id": "reading:1", "item": sha256, "reader": "text 1"}, at=AT, by=BY)
        fill(ledger, 3)
        judgement = {"target": claim(5)["id"], "decision": "reject", "because": "a repetition", "coder": "amal"}
        ledger.append("judgement", judgement, at=AT, by=BY)
        add_checkpoint(ledger, KEY, at=AT, by=BY, published="ab" * 32)
        fill(ledger, 2)
    return path
