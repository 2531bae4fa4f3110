"""An endpoint that speaks the chat protocol of OpenAI: a program on this machine, or a provider that the user names.

Nothing is sent anywhere unless the user names the address in the command.
"""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from undercount.errors import ReadError

MOST_ANSWER = 4 << 20
"""The most bytes of one answer."""

MOST_PATIENCE = 86_400
"""The longest that one answer may be waited for (seconds): a day."""

_CONNECTING = 5.0
"""Seconds for which a connection is tried before anything is read."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers.

    Args:
        address: The address up to and with its version (``http://localhost:8080/v1``).
        model: The name of the model, as the endpoint knows it.
        key: What is sent as the bearer's key, or empty. It is written nowhere.
        patience: Seconds that one answer may take in all.
    """

    address: str
    model: str
    key: str = ""
    patience: float = 120.0

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ReadError(
                f"an endpoint must be an address that begins with http:// or https://; it is {self.address!r}: give it as "
                "http://localhost:8080/v1"
            )
        if not 0 < self.patience <= MOST_PATIENCE:
            raise ReadError(
                f"the patience with an endpoint must be more than 0 and at most {MOST_PATIENCE:,} seconds; it is {self.patience:g}: give "
                "it as --patience 120"
            )

    @property
    def host(self) -> str:
        """Return the host and port, which is all of the address that the ledger keeps."""
        return urllib.parse.urlsplit(self.address).netloc.rpartition("@")[2]

    def need_there(self) -> None:
        """Try to connect, and send nothing; behind a proxy, or where the connection only takes long, the first request will tell.

        Raises:
            ReadError: If the connection is refused, or there is no such host.
        """
        parts = urllib.parse.urlsplit(self.address)
        name = parts.hostname or ""
        if parts.scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(name):
            return
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            socket.create_connection((name, port), timeout=min(self.patience, _CONNECTING)).close()
        except TimeoutError:
            return
        except (OSError, ValueError) as error:
            raise ReadError(self._not_there(error)) from None

    def _not_there(self, why: object) -> str:
        return f"an endpoint must be there; {self.host} is not ({why}): start it, or correct the address"

    def ask(self, request: Mapping[str, Any]) -> str:
        """Send one request and return the words of the answer.

        Args:
            request: The body: messages and format; the model's name is added.

        Raises:
            ReadError: If nobody answers there, the answer takes too long or is too long, is a refusal, or is no answer of this protocol.
        """
        body = json.dumps({"model": self.model, **request}, ensure_ascii=False).encode("utf-8")
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        sent = urllib.request.Request(f"{self.address.rstrip('/')}/chat/completions", data=body, headers=headers)
        return self._words(self._fetched(sent))

    def _fetched(self, sent: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(_NoRedirect())
        until = monotonic() + self.patience
        parts: list[bytes] = []
        size = 0
        try:
            with opener.open(sent, timeout=self.patience) as answer:
                while part := answer.read1(1 << 16):
                    parts.append(part)
                    size += len(part)
                    if monotonic() > until:
                        raise TimeoutError
                    if size > MOST_ANSWER:
                        raise ReadError(
                            f"an answer must be of at most {MOST_ANSWER >> 20} MB; that of {self.host} is longer: check the endpoint"
                        )
        except urllib.error.HTTPError as error:
            raise ReadError(self._refused(error)) from None
        except TimeoutError:
            raise ReadError(
                f"an endpoint must answer within {self.patience:g} seconds; {self.host} did not: try again, or give it longer with "
                "--patience"
            ) from None
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise ReadError(
                    f"an endpoint must answer within {self.patience:g} seconds; {self.host} did not: try again, or give it longer "
                    "with --patience"
                ) from None
            why = getattr(error, "reason", None) or error
            raise ReadError(self._not_there(why)) from None
        return b"".join(parts)

    def _refused(self, error: urllib.error.HTTPError) -> str:
        """Return why a request was refused, in the endpoint's words, and what to look at."""
        with error:
            try:
                said = " ".join(error.read(400).decode("utf-8", errors="replace").split())
            except (OSError, http.client.HTTPException):
                said = ""
        if 300 <= error.code < 400:
            there = error.headers.get("Location", "")
            return (
                f"an endpoint must answer the request itself; {self.host} sends it elsewhere ({error.code} to {there[:200]!r}), where "
                "nothing was sent: if that is where the model is, give that address"
            )
        own = {
            401: "check the key",
            403: "check the key",
            404: "check the address and the model's name",
            429: "wait, and run it again",
        }
        remedy = own.get(error.code, "look into its own log" if error.code >= 500 else "check the model's name")
        if error.code in _NO_SCHEMA and any(word in said for word in ("response_format", "json_schema", "schema")):
            remedy = "it must take a JSON schema in response_format: use a server that does, as newer ones of llama.cpp, vLLM and Ollama do"
        shown = f", {said[:120]!r}" if said else ""
        return f"an endpoint must answer the request; {self.host} refused it ({error.code} {error.reason}{shown}): {remedy}"

    def _words(self, data: bytes) -> str:
        try:
            words = json.loads(data)["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            words = None
        if not isinstance(words, str):
            shown = data[:80].decode("utf-8", errors="replace")
            raise ReadError(
                f"an endpoint must answer as the chat protocol of OpenAI does; {self.host} answered {shown!r}: check the address"
            )
        return words


_NO_SCHEMA = (400, 404, 415, 422, 501)
"""The statuses with which servers refuse a request for its form."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirection: the text goes to the host that the user named and to no other."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""
