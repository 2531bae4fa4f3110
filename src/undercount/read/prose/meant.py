"""What words of harm cannot mean: the second opinion by which the verifier checks the act and the modality that a reader gives.

It shares no code with the readers and reads in one direction only: it refuses what English words plainly contradict ("wounded" as a
killing; "denied that any civilian was killed" as an assertion), and says nothing of words that it does not know, nor of Arabic.
"""

from __future__ import annotations

import re

_STEMS = {
    "death": r"kill|murder|assassin|massacr|slaughter|execut|\bdie[ds]?\b|dying|dead|death|fatal|mortal|deceas|slain|slay|lynch|behead"
    r"|lives|(?:lost|losing|took|taking|tak|claim|cost)\w*\b.*\blife\b|bod(?:y|ies)|corpse|remains|perish|martyr|suicide|toll|loss|lost"
    r"|drown|starv|homicide|succumb|burn(?:ed|t|ing)? alive",
    "injury": r"wound|injur|\bhurt|maim|hospital|clinging to|\b(?:leg|arm|eye|limb|foot|hand|sight)s?\b|burn",
    "arrest": r"arrest|detain|detention|imprison|jail|custody|abduct|kidnap|hostage|captur|seiz|disappear",
    "flight": r"displac|evacuat|\bfle[ed]|\bfled\b",
}
_FAMILY = {
    "killing": "death",
    "summary-killing": "death",
    "death-in-detention": "death",
    "starvation-death": "death",
    "injury": "injury",
    "abduction": "arrest",
    "detention": "arrest",
    "displacement": "flight",
}
_PATTERNS = {name: re.compile(stems, re.IGNORECASE) for name, stems in _STEMS.items()}
_NO_NUMBER = re.compile(r"^(?:any|no|not)\b(?!\s+(?:more|less|fewer)\b)", re.IGNORECASE)
_UNREAL = re.compile(
    r"\b(?:may|might|could|would|will|shall|should|can)\b(?:\s+(?:have|be|been|also|even|yet|still|well|soon|to))*\s*$", re.IGNORECASE
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|false|untrue)\s+(?:\w+\s+)?that\s+(?:(?:[\w-]+\s+){0,4}|[^.;:,]{0,60}\b(?:was|were|been|had|has|have)\s+)$|\b(?:not|never|n['’]t)\s+(?:\w+ly\s+)?$|\bnobody\s+(?:was|had|has)\s+(?:been\s+)?$",
    re.IGNORECASE,
)  # fmt: skip
_CLAUSE = re.compile(r"[.;:!?]\s|,\s(?:but|and|while|who|which|saying)\b")


def cannot_be(act: str, trigger: str) -> bool:
    """Tell whether words of harm are plainly of another act: "wounded" is no killing. Of an act or words that it does not know: no.

    Args:
        act: Term of ``act``.
        trigger: The words that are quoted for it.
    """
    family = _FAMILY.get(act)
    if family is None or _PATTERNS[family].search(trigger):
        return False
    return any(pattern.search(trigger) for name, pattern in _PATTERNS.items() if name != family)


def is_no_count(amount: str) -> bool:
    """Tell whether the words of a number count nobody: "any civilian", "no child"; "no more than 12" counts."""
    return _NO_NUMBER.search(amount.strip()) is not None


def is_unasserted(before: str) -> bool:
    """Tell whether what stands before words of harm makes them no assertion: "could have …", "denied that any civilian was …".

    Args:
        before: What stands before the words, from the begin of their passage.
    """
    clause = before[max((match.end() for match in _CLAUSE.finditer(before)), default=0) :]
    return _UNREAL.search(clause) is not None or _DENIED.search(clause) is not None
