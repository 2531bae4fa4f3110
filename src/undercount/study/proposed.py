"""Proposed: the claims that a machine read out of a document's text, as files of a reading, and what they keep beyond their claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from undercount.read.facts import Derived
from undercount.read.prose.gathered import Gathered, Proposed
from undercount.read.rejects import write_rejects
from undercount.read.sql import nameable
from undercount.read.tables import empty_claims_sql, write_derived, write_query
from undercount.record.canonical import JSON, canonical_bytes
from undercount.study.derived import CLAIMS
from undercount.study.rows import plain, row_of

PROPOSALS, MISSES, REJECTED = "proposals.jsonl", "misses.jsonl", "rejected.csv"
"""The files of a reading of prose, beside its claims: one line for each proposal, and for each sentence that may be a miss."""


def proposals_bytes(found: Gathered) -> bytes:
    """Return the proposals as the bytes whose hash the ledger keeps."""
    return b"".join(canonical_bytes(_line(one)) + b"\n" for one in found.proposed)


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes as the ledger writes it."""
    return hashlib.sha256(data).hexdigest()


def write_proposed(found: Gathered, text: str, folder: Path) -> None:
    """Write a reading of prose; its claims come last, so that where they are the rest is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PROPOSALS).write_bytes(proposals_bytes(found))
    misses: list[dict[str, JSON]] = [
        {
            "start": miss.span.start,
            "end": miss.span.end,
            "words": miss.span.of(text),
            "why": miss.why,
            "word": miss.word.of(text),
        }
        for miss in found.misses
    ]
    (folder / MISSES).write_bytes(b"".join(canonical_bytes(miss) + b"\n" for miss in misses))
    write_rejects(folder / REJECTED, found.rejects)
    with nameable(folder) as named, duckdb.connect() as con:
        write_derived(con, Derived(sources=dict(found.derived)), named)
        _write_claims(con, found.proposed, named)


def _write_claims(con: Any, proposed: Iterable[Proposed], folder: Path) -> None:
    con.execute(f"CREATE OR REPLACE TABLE proposed AS {empty_claims_sql()}")
    columns = con.execute("DESCRIBE proposed").fetchall()
    rows = [plain(row_of(one.claim, one.id)) for one in proposed]
    # Column by column in one statement: three hundred times faster than row by row.
    lists = ", ".join(f"unnest(?::{kind}[])" for _, kind, *_ in columns)
    con.execute(f"INSERT INTO proposed SELECT {lists}", [[row[name] for row in rows] for name, *_ in columns])
    write_query(con, "SELECT * FROM proposed", folder / CLAIMS)


def _line(one: Proposed) -> dict[str, Any]:
    return {"id": one.id, "claim": one.claim.as_json(), "proposal": one.details}


def fields_in(details: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each field of what a proposal keeps that has words, with the words and where they stand."""
    for name in ("number", "trigger", "victims", "method", "when"):
        if details[name]:
            yield name, details[name]
    for name in ("blamed", "places"):
        for one in details[name]:
            yield name, one
    for link in details["chain"]:
        for name in ("speaker", "cue", "meant"):
            if link[name]:
                yield name, link[name]


def proposals_in(folders: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    """Yield every proposal of some readings, with ``id``, ``claim`` and ``proposal``, in order."""
    yield from _lines(folder / PROPOSALS for folder in folders)


def misses_in(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the possible misses of a reading, in order."""
    yield from _lines([folder / MISSES])


def _lines(files: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    for file in files:
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)
