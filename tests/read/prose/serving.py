"""A server on this machine that answers as a model does: what it says is recorded beforehand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Server:
    """What a server answers, and what it was asked.

    Args:
        says: The words of its answers in order; the last one for ever.
        raw: Bytes to send instead of an answer of the protocol, or None.
        status: The HTTP status.
        wait: Seconds before it answers.
        drip: Seconds between the bytes of an answer.
    """

    says: list[str] = field(default_factory=list)
    raw: bytes | None = None
    status: int = 200
    wait: float = 0.0
    drip: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    address: str = ""

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        words = self.says[min(len(self.asked), len(self.says)) - 1]
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            server.asked.append(json.loads(self.rfile.read(length)))
            server.keys.append(self.headers.get("Authorization"))
            time.sleep(server.wait)
            body = server.body()
            try:
                self.send_response(server.status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for at in range(len(body)) if server.drip else ():
                    self.wfile.write(body[at : at + 1])
                    self.wfile.flush()
                    time.sleep(server.drip)
                if not server.drip:
                    self.wfile.write(body)
            except OSError:
                return  # who asked has gone

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def claim(**fields: Any) -> dict[str, Any]:
    """Return a claim as a model gives it, with the fields that are named and nothing else said."""
    empty = dict.fromkeys(
        (
            "victims_words", "method_words", "actor_words", "place_words", "date_words", "speaker_words", "cue_words",
            "low", "best", "high", "sex", "age", "status", "target",
        )
    )  # fmt: skip
    return {**empty, "act": "killing", "unit": "person", "qualifier": "exactly", "modality": "asserted", **fields}


def answer(*claims: dict[str, Any]) -> str:
    """Return an answer with some claims, as the schema has it."""
    return json.dumps({"claims": list(claims)}, ensure_ascii=False)
