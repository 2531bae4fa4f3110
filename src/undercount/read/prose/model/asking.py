"""Ask a model to read a document, part by part, and keep every word of its answers.

The answers are what a reading of this kind rests on: from the same answers the same proposals follow, on any machine and without the model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from undercount.errors import ReadError
from undercount.read.prose.model.answer import Answered, object_in, read_answer, schema
from undercount.read.prose.model.endpoint import Endpoint
from undercount.read.prose.proposal import Proposal, Span
from undercount.read.prose.verifier import Fault
from undercount.read.text import ItemText

READER = "model/2"
"""Name and version of this reader; the model's name and the prompt's hash stand beside it."""

LONGEST_PART = 6_000
"""The most characters that a model is shown at once: parts end where paragraphs or lines do."""

ATTEMPTS = 2
"""How often a part is asked for before its answer, which cannot be read, is taken as it is."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a model answered about one document.

    Args:
        model: The model's name.
        host: Where it answered.
        prompt: SHA-256 of what it was asked, with the schema.
        parts: For each part of the document where it stands and the answer, word for word.
    """

    model: str
    host: str
    prompt: str
    parts: tuple[tuple[int, int, str], ...]

    def to_bytes(self) -> bytes:
        """Return the answers as the bytes that the vault keeps."""
        body = {
            "model": self.model,
            "host": self.host,
            "prompt": self.prompt,
            "parts": [list(part) for part in self.parts],
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8") + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Answers:
        """Read what :meth:`to_bytes` wrote."""
        body = json.loads(data)
        parts = tuple((int(start), int(end), str(words)) for start, end, words in body["parts"])
        return cls(str(body["model"]), str(body["host"]), str(body["prompt"]), parts)

    @property
    def reader(self) -> str:
        """Return the name of the reader, with the model and what it was asked."""
        return f"{READER} ({self.model}, prompt {self.prompt[:12]})"


def ask_model(text: ItemText, endpoint: Endpoint, *, tell: Callable[[int, int], None]) -> Answers:
    """Show a model a document, part by part.

    Args:
        text: The document's text.
        endpoint: Where the model answers.
        tell: Told how many parts are done, and of how many.

    Raises:
        ReadError: If the endpoint does not answer as it must. Nothing is then kept of the document.
    """
    parts = list(parts_of(text))
    answered = []
    for number, part in enumerate(parts):
        tell(number, len(parts))
        answered.append((part.start, part.end, _asked(part.of(text.text), endpoint)))
    tell(len(parts), len(parts))
    return Answers(endpoint.model, endpoint.host, prompt_hash(), tuple(answered))


def proposals_of(answers: Answers, text: ItemText) -> Answered:
    """Return what follows from a model's answers: proposals whose every word stands in the text, and what breaks a rule."""
    proposals: list[Proposal] = []
    faults: list[Fault] = []
    for start, end, words in answers.parts:
        found = read_answer(words, text, Span(start, end), reader=answers.reader)
        proposals += found.proposals
        faults += found.faults
    return Answered(tuple(proposals), tuple(faults))


def parts_of(text: ItemText) -> Iterator[Span]:
    """Yield the parts of a text that a model is shown, in order: whole paragraphs or lines, as many as fit."""
    start, length = 0, len(text.text)
    while start < length:
        end = min(start + LONGEST_PART, length)
        if end < length:
            cut = max(text.text.rfind("\n\n", start, end), text.text.rfind("\n", start + LONGEST_PART // 2, end))
            cut = cut if cut > start else text.text.rfind(". ", start + LONGEST_PART // 2, end) + 1
            end = cut if cut > start else end
        if text.text[start:end].strip():
            yield Span(start, end)
        start = end


def _asked(words: str, endpoint: Endpoint) -> str:
    """Return the answer to one part; what is no JSON is asked for once more, since a server may have been cut off."""
    answer = ""
    for _ in range(ATTEMPTS):
        answer = endpoint.ask(_request(words))
        if object_in(answer) is not None:
            return answer
    if not answer.strip():
        raise ReadError(
            f"an endpoint must answer something; {endpoint.host} answered nothing: check the model {endpoint.model!r}"
        )
    return answer


def _request(words: str) -> dict[str, Any]:
    return {
        "messages": [{"role": "system", "content": _prompt()}, {"role": "user", "content": words}],
        "temperature": 0,
        "seed": 1,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema()},
        },
    }


@cache
def _prompt() -> str:
    return (resources.files("undercount.read.prose") / "data" / "prompt.txt").read_text(encoding="utf-8")


def prompt_hash() -> str:
    """Return the SHA-256 of what a model is asked: the prompt and the schema of its answer."""
    asked = _prompt() + json.dumps(schema(), sort_keys=True)
    return hashlib.sha256(asked.encode("utf-8")).hexdigest()
