"""Weeks, months and years that Arabic counts from the one of publication: "الأسبوع الماضي", "هذا الشهر", "العام الجاري"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.words import bare_forms, table
from undercount.read.prose.dates import extent
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.words import Anchor

LAST = frozenset(
    ["الماضي", "الماضيه", "المنصرم", "المنصرمه", "الفايت", "الفايته", "الاخير", "الاخيره", "السابق", "المنقضي"]
)
"""Behind a unit of time or a weekday: the one before."""

THIS = frozenset(["الجاري", "الحالي", "الجاريه", "الحاليه", "هذا", "هذه"])
_NEXT = frozenset(["المقبل", "القادم", "المقبله", "القادمه"])
_PLURALS = ("الايام", "الاشهر", "السنوات", "الاسابيع", "الاعوام")

_STARTS = (5, 6, 0)
"""The days on which a week begins: Saturday, Sunday or Monday (as :meth:`datetime.date.weekday` counts), by country and habit."""

Found = tuple[int, int, str, Callable[[Anchor], Extent]]
"""Indexes of the first token and the one behind the last, the rule, and how it is read."""


def turned(words: Sequence[Token], at: int) -> Found | None:
    """Return "الشهر الماضي", "العام الجاري", "هذا الأسبوع".

    Args:
        words: The sentence.
        at: Index of the word for the unit of time.
    """
    forms = (f for f, definite in bare_forms(words[at].word) if definite)
    unit = next((str(u) for f in forms if (u := table("dates", "units").get((f,))) is not None), "")
    if unit in ("", "hour", "day") or words[at].word.endswith(_PLURALS):
        return None
    if at and words[at - 1].word in ("هذا", "هذه"):
        return at - 1, at + 1, "ar.turned", _reading(unit, 0)
    behind = words[at + 1].word if at + 1 < len(words) else ""
    turn = -1 if behind in LAST else 0 if behind in THIS else 1 if behind in _NEXT else None
    return None if turn is None else (at, at + 2, "ar.turned", _reading(unit, turn))


def _reading(unit: str, turn: int) -> Callable[[Anchor], Extent]:
    def read(a: Anchor) -> Extent:
        if unit == "week":
            return weeks(a.today(), turn)
        return extent.holding(extent.shifted(a.today().replace(day=1), unit, turn), unit)

    return read


def weeks(today: date, turn: int) -> Extent:
    """Return the days of a calendar week, whichever day it begins on: from the earliest first day to the latest last one.

    Nobody says which week they mean, and in Arabic it begins on Saturday, Sunday or Monday: the days hold all three.

    Args:
        today: The day from which weeks are counted.
        turn: 0 for the week that holds it, -1 for the one before.
    """
    firsts = [today - timedelta(days=(today.weekday() - start) % 7) + timedelta(days=7 * turn) for start in _STARTS]
    return extent.days(min(firsts), max(firsts) + timedelta(days=6))
