"""What the words right beside a counted noun make of it: whose bodies are found, who is let go, which number is two groups' together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import MANY, ONE, act_of, has, noun_of

_MORE = frozenset(["اخري", "اخر", "اخرين", "اخرون"])
"""Behind bodies they say that there are more, and not whose they are: "12 جثة أخرى"."""

_CLOSING = (
    "من",
    "في",
    "علي",
    "بينهم",
    "و",
    "اثر",
    "جراء",
    "خلال",
    "امس",
    "اليوم",
    "بعد",
    "قبل",
    "حتي",
    "لدي",
    "عند",
    "قرب",
)


def of_bodies(words: Sequence[Token], one: Counted) -> Group | None:
    """Return the persons whose bodies are spoken of: "جثث سبعة مزارعين"."""
    noun = noun_of(words[one.first - 1].word) if one.first else None
    if noun is None or noun.sort != "body" or one.sort != "person" or words[one.at].word in _MORE:
        return None
    return group_of(words, one, "killing", words[one.first - 1].span, "ar.bodies-of")


def named_victims(words: Sequence[Token], one: Counted) -> Group | None:
    """Return persons with a number whose act a noun behind them says: "3 مدنيين قتلى", "200 شخص في عداد المفقودين"."""
    at = one.after
    listed = [w.word for w in words[at : at + 2]] == ["في", "عداد"]
    at = at + 2 if listed else at
    noun = noun_of(words[at].word) if at < len(words) else None
    if one.sort not in ("person", "family") or one.noun is None or noun is None or noun.sort != "victim":
        return None
    if (
        one.amount is None and (noun.form != one.noun.form or one.noun.form == MANY or one.noun.definite)
    ) or noun.owned:
        return None
    if noun.definite is not listed or words[at].word.startswith("و"):
        return None
    if noun.act in ("detention", "displacement") and _is_housing(words, one):
        return None
    return replace(group_of(words, one, noun.act, words[at].span, "ar.named"), after=at + 1)


def is_mixed(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether one number is said of dead and wounded together ("7 قتلى وجرحى", "بين قتيل وجريح"): then it is neither's."""
    before = words[one.first - 1].word if one.first else ""
    if before == "بين" or (one.first > 1 and words[one.first - 2].word == "بين" and one.amount is None):
        return True
    after = words[one.after] if one.after < len(words) else None
    other = noun_of(after.word[1:]) if after is not None and after.word.startswith("و") else None
    if one.amount is None or other is None or other.sort != "victim" or other.form not in (ONE, MANY):
        return False
    return other.act != (one.noun.act if one.noun else "")


def is_both(words: Sequence[Token], at: int) -> bool:
    """Tell whether a verb and the next share one number, which is then neither's: "قتلوا وأصيبوا", "لقوا حتفهم أو فقدوا"."""
    after = next((i + 1 for i in range(at + 1, min(len(words), at + 3)) if words[i].word in ("او", "و")), at + 1)
    first, second = act_of(words[at].word), act_of(words[after].word) if after < len(words) else ""
    if not second or first == second or not words[after].word.endswith(("وا", "ا")):
        return False
    either = words[after - 1].word == "او"
    joined = either or after == at + 2 or words[after].word.startswith("و")
    return joined and (either or {first, second} == {"killing", "injury"})


def is_between(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a number is shared out behind it: "217 مدنيا بين قتيل وجريح"."""
    at = one.after + (one.after < len(words) and words[one.after].word == "ما")
    if one.amount is None or at + 2 >= len(words) or words[at].word != "بين":
        return False
    left, right = noun_of(words[at + 1].word), noun_of(words[at + 2].word)
    return left is not None and right is not None and left.sort == right.sort == "victim" and left.act != right.act


def is_name(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a noun for the harmed belongs to a name: "مستشفى شهداء الأقصى"."""
    if one.amount is not None:
        return False
    before = words[one.first - 1].word if one.first else ""
    behind = words[one.after].word if one.after < len(words) else ""
    return has(before, "never", "names") or has(behind, "never", "named")


def is_freed(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether those who were held are let go, or the displaced return."""
    held = one.noun is not None and one.noun.act in ("detention", "abduction", "displacement", "missing")
    return held and any(has(w.word, "never", "freed") for w in words[max(0, one.first - 4) : one.first])


def is_housed(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether those who were displaced or held are only carried or housed: "حافلة تقل نازحين"."""
    held = one.noun is not None and one.noun.act in ("detention", "displacement")
    return held and _is_housing(words, one)


def is_carried(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether persons are those whom something carries or holds, right behind the word that says so: "حافلة تقل 30 طالبا"."""
    before = words[one.first - 1].word if one.first else ""
    return one.sort in ("", "person") and (has(before, "never", "housing") or before in ("متنه", "متنها"))


def _is_housing(words: Sequence[Token], one: Counted) -> bool:
    return any(has(w.word, "never", "housing") for w in words[max(0, one.first - 3) : one.first])


def is_titled(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a noun with an article is the title of somebody whose name follows: "الطبيب أنس"."""
    noun = one.noun
    if noun is None or one.amount is not None or not noun.definite or noun.owned or noun.form != ONE:
        return False
    follows = words[one.after].word if one.after < len(words) else "."
    if not follows.isalpha() or follows.startswith("ال") or act_of(follows) or noun_of(follows) is not None:
        return False
    return not has(follows, "hits", "ends") and not has(follows, "speech", "verbs") and one.sort == "person"


def closes(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether no noun can follow a number: "جرح أربعين."."""
    following = words[one.after].word if one.after < len(words) else ""
    return not following or not following[0].isalpha() or following in _CLOSING or following[0] in "وب"


def is_counted(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether an unknown word behind a number has the form of a counted noun, and is no beast."""
    word = words[one.after].word if one.after < len(words) else ""
    number = one.amount
    value = 0 if number is None else (number.best or number.low or number.high or 0)
    if not word.isalpha() or word.startswith("ال") or has(word, "never", "beasts") or act_of(word):
        return False
    return value % 100 <= 10 or word.endswith(("ا", "ه"))
