"""Which of two nouns behind a verb did the harm, and which only says of another word where it is from."""

from __future__ import annotations

from collections.abc import Sequence

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.state import State
from undercount.read.prose.arabic.words import act_of, begins, counts, has, lexicon


def is_doer(state: State, one: Counted) -> bool:
    """Tell whether a noun behind a verb did the harm, since those harmed follow: "قتل مسلحون خمسة مدنيين", "قتل جندي طفلا"."""
    words = state.words
    word = words[one.at].word
    after = next((c for c in state.counted if c.first >= one.after and not is_origin(words, c)), None)
    if after is None or after.sort != "person" or after.first - one.after > 2 or one.amount is not None:
        return False
    between = words[one.after : after.first + 1]
    if any(w.word.startswith("و") or w.word == "," or has(w.word, "hits", "ends") or act_of(w.word) for w in between):
        return False
    if any(has(w.word, "parts", kind) for w in between for kind in ("words", "one-of")):
        return False
    if word.endswith(("ون", "و")) or after.amount is not None:
        return True
    object_ = words[after.at].word
    marked = object_.endswith("ا") and counts(object_[:-1]) is not None
    return marked or (object_.endswith("ه") and not word.endswith("ه"))


def is_origin(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a noun is an adjective of origin behind another word: "جندي إسرائيلي", "غارة إسرائيلية"."""
    return one.amount is None and one.sort == "person" and begins(words[one.at].word, lexicon()["origins"]["stems"])
