"""What a parse says of words of harm: their subject, also across a relative clause, a participle or another verb of the same subject."""

from __future__ import annotations

from undercount.read.prose.english.lines import Line

_SUBJECTS = frozenset({"nsubjpass", "nsubj", "csubjpass"})
_RELATIVE = frozenset({"who", "that", "which", "whom"})
_FARTHEST = 4
"""The most verbs that share one subject which are followed."""


def subjects_of(line: Line, start: int, end: int) -> list[int]:
    """Return the heads of the subject, and of what is coordinated with it, of the verb that stands between two words.

    Empty where nothing was parsed or the parse shows no subject.
    """
    if not line.sentence.parsed:
        return []
    first = _subject(line, start, end)
    if first is None:
        return []
    found = [first]
    for at in range(first + 1, start):
        word = line.sentence.words[at]
        if word.role == "conj" and word.head in found:
            found.append(at)
    return found


def _subject(line: Line, start: int, end: int) -> int | None:
    words = line.sentence.words
    verb = next((i for i in range(start, end) if words[i].tag.startswith(("VB", "JJ"))), None)
    for _ in range(_FARTHEST):
        if verb is None:
            return None
        subject = next((i for i in range(verb) if words[i].head == verb and words[i].role in _SUBJECTS), None)
        if subject is not None and line.low[subject] not in _RELATIVE:
            return subject
        role, head = words[verb].role, words[verb].head
        if subject is not None or role in ("acl", "relcl"):
            return head if role in ("acl", "relcl") and head < verb else None
        if role not in ("conj", "acomp", "xcomp", "oprd", "attr", "ccomp") or head >= verb:
            return None
        verb = head
    return None
