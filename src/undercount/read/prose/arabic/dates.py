"""Resolve the dates of Arabic prose against its day of publication, looking back, as for English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from undercount.errors import RecordError
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.ordinals import ordinal_at
from undercount.read.prose.arabic.turned import LAST, THIS, Found, turned, weeks
from undercount.read.prose.arabic.values import number_at
from undercount.read.prose.arabic.words import bare_forms, phrases, table
from undercount.read.prose.dates import extent
from undercount.read.prose.dates.calendar import months_back
from undercount.read.prose.dates.digits import yearless
from undercount.read.prose.dates.extent import Extent
from undercount.read.prose.dates.phrases import anchors_of
from undercount.read.prose.dates.words import Anchor, UnclearError
from undercount.read.prose.proposal import Dated, Span
from undercount.record import When

_PARTS = frozenset(
    ["صباح", "مساء", "فجر", "ظهر", "عصر", "ليل", "ليله", "يوم", "فجرا", "صباحا", "مساء", "نهار", "الليله", "بعد"]
)
_TAKES = frozenset(
    [
        "في",
        "شهر",
        "منذ",
        "منتصف",
        "اوايل",
        "اواخر",
        "مطلع",
        "نهايه",
        "بدايه",
        "خلال",
        "من",
        "حتي",
        "بحلول",
        "وفي",
        "من شهر",
    ]
)

_ORDINAL = "ar.ordinal-month"


def arabic_dates(words: Sequence[Token], published: str, zone: str) -> list[tuple[Dated, range]]:
    """Return the dates of a sentence, each with the indexes of its words.

    Args:
        words: The sentence.
        published: The day of publication (EDTF), or empty.
        zone: The time zone in which days are meant.
    """
    anchors = anchors_of(published, zone)
    out: list[tuple[Dated, range]] = []
    at = 0
    while at < len(words):
        found = next((f for rule in _RULES if (f := rule(words, at)) is not None), None)
        if found is None:
            at += 1
            continue
        first, after, rule, read = _opened(words, found)
        span = Span(words[first].start, words[after - 1].end)
        out.append((_resolved(span, rule, read, anchors, zone), range(first, after)))
        at = after
    return out


def _resolved(span: Span, rule: str, read: Callable[[Anchor], Extent], anchors: Sequence[Anchor], zone: str) -> Dated:
    try:
        reads = {read(Anchor(a.day, a.why, ahead=False, day_first=True)).edtf for a in anchors}
        if len(reads) > 1:
            raise UnclearError(
                "the publication is not known to the day, and the days on which it may have been give different dates"
            )
        return Dated(span, When.parse(reads.pop(), zone=zone), rule=rule)
    except UnclearError as error:
        return Dated(span, None, str(error), rule)
    except (ValueError, RecordError, OverflowError):
        return Dated(span, None, "the calendar has no such date", rule)


def _opened(words: Sequence[Token], found: Found) -> Found:
    """Return a date with the word before it that opens its start or its end."""
    first, after, rule, read = found
    while first > 0 and words[first - 1].word in (
        "عام",
        "شهر",
        "يوم",
        "مطلع",
        "بدايه",
        "نهايه",
        "منتصف",
        "اواخر",
        "اوايل",
    ):
        first -= 1
    before = words[first - 1].word if first > 0 else ""
    if before in ("منذ", "ومنذ"):
        return first - 1, after, f"since:{rule}", lambda at: extent.since(read(at), at.day)
    if before in ("حتي", "بحلول", "وحتي", "لغايه"):
        return first - 1, after, f"until:{rule}", lambda at: extent.until(read(at))
    return first, after, rule, read


def _near(words: Sequence[Token], at: int) -> Found | None:
    word = words[at].word
    after = words[at + 1].word if at + 1 < len(words) else ""
    first = at - 1 if at > 0 and words[at - 1].word in _PARTS else at
    if word in ("امس", "البارحه") or (word == "اول" and after == "امس"):
        back, end = (2, at + 2) if word == "اول" or after == "الاول" else (1, at + 1)
        return first, end, "ar.near-day", lambda a: extent.day(a.today() - timedelta(days=back))
    if word == "الليله" and after in LAST:
        return at, at + 2, "ar.near-day", lambda a: extent.day(a.today() - timedelta(days=1))
    if (
        word in ("اليوم", "الليله")
        and after not in ("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع")
        and after not in LAST
    ):
        if at > 0 and words[at - 1].word in ("حتي", "منتصف", "لليوم"):
            return None
        return first, at + 1, "ar.near-day", lambda a: extent.day(a.today())
    return None


def _weekday(words: Sequence[Token], at: int) -> Found | None:
    forms = [form for form, definite in bare_forms(words[at].word) if not definite]
    number = next((n for f in forms if (n := table("dates", "weekdays").get((f,))) is not None), None)
    if number is None:
        return None
    first = at
    while first > 0 and words[first - 1].word in _PARTS:
        first -= 1
    after = at + 1
    last = after < len(words) and words[after].word in LAST
    gap = after + 1 if after < len(words) and words[after].word in (",", "(", "-") else after
    dated = _calendar(words, gap) if gap < len(words) else None
    if dated is not None:
        return first, dated[1], "ar.weekday-date", _agreeing(number, dated) if dated[2] == _ORDINAL else dated[3]

    def read(a: Anchor) -> Extent:
        back = (a.today().weekday() - number) % 7
        return extent.day(a.today() - timedelta(days=(back or 7) if last else back))

    return first, after + last, "ar.weekday", read


def _agreeing(weekday: int, dated: Found) -> Callable[[Anchor], Extent]:
    """Return how a day is read that must fall on a weekday: "الأحد الأول من أيار" can be the first Sunday of May, or Sunday the first."""

    def read(a: Anchor) -> Extent:
        found = dated[3](a)
        if date.fromisoformat(found.edtf).weekday() != weekday:
            raise UnclearError("the day of the month does not fall on the day of the week that stands beside it")
        return found

    return read


def _calendar(words: Sequence[Token], at: int) -> Found | None:
    """Return "12 أيار 2016", "12/05/2016", "2016-05-12", "بين 3 و5 آذار"."""
    digits = _digits(words, at)
    if digits is not None:
        return digits
    ordinal = ordinal_at(words, at)
    if ordinal is not None:
        return _day_month(words, at, ordinal[0], ordinal[1], _ORDINAL)
    if not words[at].word.isdigit() or not 1 <= int(words[at].word) <= 31:
        return None
    day = int(words[at].word)
    join = words[at + 1].word if at + 1 < len(words) else ""
    if join in ("و", "الي", "-", "–") and at + 2 < len(words) and words[at + 2].word.isdigit():
        right = _month_at(words, at + 3)
        last = int(words[at + 2].word)
        if right is not None and day < last <= 31:
            month, year, after = right
            return (
                at,
                after,
                "ar.days-month",
                lambda a: extent.days(_on(a, year, month, day), _on(a, year, month, last)),
            )
    return _day_month(words, at, day, at + 1, "ar.day-month")


def _day_month(words: Sequence[Token], at: int, day: int, skip: int, rule: str) -> Found | None:
    """Return a day with the month behind it: "من" and "شهر" can stand between."""
    for between in ("من", "شهر"):
        if skip < len(words) and words[skip].word == between:
            skip += 1
    found = _month_at(words, skip)
    if found is None:
        return None
    month, year, after = found
    return at, after, rule, lambda a: extent.day(_on(a, year, month, day))


def _on(at: Anchor, year: int | None, month: int, day: int) -> date:
    return date(year, month, day) if year is not None else yearless(month, day, at)


def _month_at(words: Sequence[Token], at: int) -> tuple[int, int | None, int] | None:
    """Return the month at a word, its year if one follows, and the index behind; a second name behind a stroke is passed over."""
    for size in (2, 1):
        key = tuple(w.word for w in words[at : at + size])
        month = table("dates", "months").get(key)
        if month is None or len(key) < size:
            continue
        after = at + size
        if after + 1 < len(words) and words[after].word in ("/", "("):
            for more in (2, 1):
                name = tuple(w.word for w in words[after + 1 : after + 1 + more])
                if len(name) == more and table("dates", "months").get(name) == month:
                    after = min(len(words), after + 1 + more + (words[after].word == "("))
                    break
        skip = after + 1 if after < len(words) and words[after].word in ("من", ",", "عام") else after
        skip = skip + 1 if skip < len(words) and words[skip].word in ("عام", "العام") else skip
        if skip < len(words) and words[skip].word.isdigit() and 1900 <= int(words[skip].word) <= 2100:
            return int(month), int(words[skip].word), skip + 1
        return int(month), None, after
    return None


def _digits(words: Sequence[Token], at: int) -> Found | None:
    parts = [w.word for w in words[at : at + 5]]
    if (
        len(parts) == 5
        and parts[1] == parts[3]
        and parts[1] in ("/", "-", ".")
        and all(p.isdigit() for p in parts[::2])
    ):
        a, b, c = (int(p) for p in parts[::2])
        year, month, day = (a, b, c) if a > 31 else (c, b, a)
        if 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31:
            return at, at + 5, "ar.digits", lambda _: extent.day(date(year, month, day))
    return None


def _month(words: Sequence[Token], at: int) -> Found | None:
    found = _month_at(words, at)
    if found is None:
        return None
    month, year, after = found
    following = words[after].word if after < len(words) else ""
    if year is not None:
        return at, after, "ar.month-year", lambda _: extent.month(year, month)
    if following in LAST or following in THIS:
        return at, after + 1, "ar.month", lambda a: months_back(month, a)
    if at > 0 and words[at - 1].word in _TAKES:
        return at, after, "ar.month", lambda a: months_back(month, a)
    return None


def _counted(words: Sequence[Token], at: int) -> Found | None:
    """Return "قبل يومين", "منذ ثلاثة أيام", "خلال الساعات الـ24 الماضية"."""
    word = words[at].word
    if word not in ("قبل", "منذ", "خلال", "وخلال", "غضون", "اخر"):
        return None
    after = at + 1
    while after < len(words) and words[after].word in ("نحو", "ال", "الساعات", "الايام", "فتره", "اكثر", "من", "حوالي"):
        after += 1
    dual = table("dates", "duals").get((words[after].word,)) if after < len(words) else None
    if dual is not None:
        return _span_of(word, at, after + 1, str(dual), 2)
    number = number_at(words, after)
    if number is None:
        return None
    value, end, _ = number
    unit = table("dates", "units").get((words[end].word,)) if end < len(words) else None
    if unit is None and "الساعات" in (w.word for w in words[at:after]):
        unit, end = "hour", end - 1
    return None if unit is None or value > 500 else _span_of(word, at, end + 1, str(unit), value)


def _span_of(word: str, at: int, after: int, unit: str, count: int) -> Found:
    def ago(a: Anchor) -> Extent:
        if unit == "hour":
            return extent.days(a.today() - timedelta(days=1 + count // 24), a.today() - timedelta(days=count // 24))
        if unit == "week":
            return weeks(a.today(), -count)
        return extent.holding(extent.shifted(a.today(), unit, -count), unit)

    def window(a: Anchor) -> Extent:
        if unit == "hour":
            return extent.days(a.today() - timedelta(days=-(-count // 24)), a.today())
        return extent.days(extent.shifted(a.today(), unit, -count), a.today())

    return (at, after, "ar.ago", ago) if word == "قبل" else (at, after, "ar.window", window)


def _year(words: Sequence[Token], at: int) -> Found | None:
    text = words[at].word
    if not (text.isdigit() and len(text) == 4 and 1900 <= int(text) <= 2100) or at == 0:
        return None
    if words[at - 1].word not in ("عام", "العام", "سنه", "في", "منذ", "اواخر", "منتصف", "مطلع", "للعام", "حتي"):
        return None
    return at, at + 1, "ar.year", lambda _: extent.year(int(text))


def _moving(words: Sequence[Token], at: int) -> Found | None:
    for entry in phrases("dates", "moving"):
        if tuple(w.word for w in words[at : at + len(entry)]) == entry:
            return at, at + len(entry), "ar.moving", _unclear
    return None


def _unclear(_: Anchor) -> Extent:
    raise UnclearError("its days move from year to year and place to place")


_RULES = (_near, _weekday, _calendar, _counted, turned, _month, _year, _moving)
