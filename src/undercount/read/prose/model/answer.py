"""A model's answer: quoted words, located in the passage that the model was shown. Words that do not stand there make no proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from undercount.errors import RecordError
from undercount.read.prose.proposal import MODALITIES, Blamed, Dated, Located, Proposal, Span, Speaker, Victims
from undercount.read.prose.verifier import Fault
from undercount.read.quotes import FoldedText
from undercount.read.text import ItemText
from undercount.record import Quantity, vocabulary
from undercount.record.quantity import MOST_DIGITS, QUALIFIERS

ANSWER = "answer"
"""The field of a fault that says that an answer as a whole is none."""

_WORDS = ("quote", "amount_words", "trigger_words")
_MORE = ("victims_words", "method_words", "actor_words", "place_words", "date_words", "speaker_words", "cue_words")
_NUMBERS = ("low", "best", "high")
_TERMS = ("act", "unit", "sex", "age", "status", "target")


def schema() -> dict[str, Any]:
    """Return the JSON schema of an answer."""
    words = {"type": ["string", "null"]}
    fields: dict[str, Any] = {name: {"type": "string"} for name in _WORDS}
    fields |= dict.fromkeys(_MORE, words)
    fields |= {name: {"type": ["integer", "null"]} for name in _NUMBERS}
    fields |= {name: {"enum": [*vocabulary(name).terms, None]} for name in _TERMS}
    fields |= {"qualifier": {"enum": list(QUALIFIERS)}, "modality": {"enum": list(MODALITIES)}}
    claim = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer gave: proposals, and for what gave none the rule that it breaks."""

    proposals: tuple[Proposal, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class _Passage:
    """The part of a document that the model was shown, folded once for all quotes."""

    folded: FoldedText
    start: int

    def find(self, words: str, near: Span | None = None) -> Span | None:
        """Return where words stand: inside another span if one is given, the first place of several; None if they do not."""
        for start, end in self.folded.find(words):
            span = Span(self.start + start, self.start + end)
            if near is None or near.holds(span):
                return span
        return None


def read_answer(words: str, text: ItemText, shown: Span, *, reader: str) -> Answered:
    """Return the proposals of an answer.

    Args:
        words: The answer as the model gave it.
        text: The document's text.
        shown: The part of it that the model was shown.
        reader: Name and version of the reader.
    """
    claims = _claims(words)
    if claims is None:
        rule = "an answer must be one JSON object with a list of claims"
        return Answered((), (Fault(rule, ANSWER, words[:80]),))
    passage = _Passage(FoldedText.of(ItemText(shown.of(text.text), text.method)), shown.start)
    proposals, faults = [], []
    for claim in claims:
        found = _proposal(claim, passage, reader)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            proposals.append(found)
    return Answered(tuple(proposals), tuple(faults))


def object_in(words: str) -> dict[str, Any] | None:
    """Return the one JSON object of an answer, whatever words or fences stand around it; None where there is none, or several.

    Args:
        words: The answer as the model gave it.
    """
    decoder, found, at = json.JSONDecoder(), [], words.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(words, at)
        except RecursionError:
            return None
        except ValueError:
            end = at + 1
        else:
            found.append(value)
        at = words.find("{", end)
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else None


def _claims(words: str) -> list[Any] | None:
    """Return the claims of an answer; None if there are none to be read."""
    found = object_in(words)
    claims = found.get("claims") if found is not None else None
    return claims if isinstance(claims, list) else None


def _proposal(claim: Any, passage: _Passage, reader: str) -> Proposal | Fault:
    if not isinstance(claim, Mapping):
        return Fault("a claim must be an object", "claim", repr(claim)[:80])
    wrong = _wrong(claim)
    if wrong is not None:
        return wrong
    quote = passage.find(claim["quote"])
    if quote is None:
        return Fault("the words must stand in the document", "quote", claim["quote"])
    found: dict[str, Span | None] = {}
    for name in (*_WORDS[1:], *_MORE):
        words = claim.get(name)
        inside = quote if name in _WORDS or name == "victims_words" else None
        found[name] = passage.find(words, inside) if words else None
        if words and found[name] is None:
            return Fault("the words must stand in the document", name.removesuffix("_words"), words)
    amount, trigger = found["amount_words"], found["trigger_words"]
    if amount is None or trigger is None:
        missing = "amount" if amount is None else "trigger"
        return Fault("a claim must quote its number and its act", missing, claim["quote"])
    try:
        quantity = Quantity(
            **{name: claim.get(name) for name in _NUMBERS},
            qualifier=claim["qualifier"],
            unit=claim["unit"],
            phrase=passage.folded.source.text[amount.start - passage.start : amount.end - passage.start],
        )
    except RecordError as error:
        return Fault(str(error).split(";")[0], "number", str([claim.get(name) for name in _NUMBERS]))
    return Proposal(
        quote=quote,
        quantity=quantity,
        amount=amount,
        act=claim["act"],
        trigger=trigger,
        victims=_victims(claim, found["victims_words"]),
        modality=claim["modality"],
        method=found["method_words"],
        blamed=_blamed(found["actor_words"]),
        places=_places(found["place_words"]),
        when=_when(found["date_words"]),
        chain=_chain(found["speaker_words"], found["cue_words"]),
        rules=("model",),
        reader=reader,
    )


def _victims(claim: Mapping[str, Any], span: Span | None) -> Victims:
    targets = (claim["target"],) if claim.get("target") else ()
    return Victims(span, claim.get("sex") or "", claim.get("age") or "", claim.get("status") or "", targets)


def _blamed(span: Span | None) -> tuple[Blamed, ...]:
    return () if span is None else (Blamed(span),)


def _places(span: Span | None) -> tuple[Located, ...]:
    return () if span is None else (Located(span),)


def _when(span: Span | None) -> Dated | None:
    """Return the words of a date: what they name is worked out by the program's own rules, and never by the model."""
    return None if span is None else Dated(span, None, "the date is not yet worked out")


def _chain(speaker: Span | None, cue: Span | None) -> tuple[Speaker, ...]:
    return (Speaker(None),) if speaker is None else (Speaker(None), Speaker(speaker, cue, named=True))


def _wrong(claim: Mapping[str, Any]) -> Fault | None:
    """Return the first field of a claim that is not what the schema asks for."""
    for name in (*_WORDS, *_MORE):
        value = claim.get(name)
        if (value is None and name in _WORDS) or not (value is None or isinstance(value, str)):
            rule = "a claim must quote these words" if value is None else "a field must be words of the passage"
            return Fault(rule, name, "" if value is None else repr(value)[:80])
    for name in _NUMBERS:
        value = claim.get(name)
        whole = type(value) is int and 0 <= value < 10**MOST_DIGITS
        if value is not None and not whole:
            return Fault("a number must be a whole number from 0", name, repr(value)[:80])
    known = {"qualifier": QUALIFIERS, "modality": MODALITIES, **{name: vocabulary(name).terms for name in _TERMS}}
    for name, terms in known.items():
        value = claim.get(name)
        if (value is None and name in ("qualifier", "modality", "act", "unit")) or (
            value is not None and value not in terms
        ):
            return Fault("a field must be a term of its list", name, repr(value)[:80])
    return None
