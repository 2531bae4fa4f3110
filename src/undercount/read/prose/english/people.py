"""Find who or what a sentence counts: "three policemen", "a family of five", "the driver", "another", "Ahmed Saleh and his wife".

References:
    Noun phrases by chunks (Abney 1991, Parsing by Chunks): a determiner or number, modifiers, a head, then what is hung on by "of".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from undercount.read.prose.english.forms import plural, singular
from undercount.read.prose.english.lexicon import Lexicon
from undercount.read.prose.english.lines import Line
from undercount.read.prose.english.numbers import Amount, amounts
from undercount.read.prose.english.phrases import (
    acts,
    head_of,
    is_many,
    many_words,
    partitive,
    person_words,
    phrase_end,
    skip,
)

SORTS = ("person", "unit", "name", "bare", "other", "not")
"""What a group's head is: a word for persons, a word for a counting unit, a name, nothing at all ("killing 3"), another noun, or a
noun that can be no person."""

ASKED = "how many"
"""The noun of a group that is only asked for, and counts nobody."""
_AGED = ("-year-old", "-month-old", "-week-old", "-day-old")
_OWN = frozenset({"his", "her", "their", "my", "our"})
_COUPLED = "-couple"
_NOUNS = (("noun",), ("nouns",), ("name",))
_VERBS = (("past",), ("aux",), ("modal",))
_PARENTS = frozenset({"mother", "father", "parent", "mom", "dad", "grandmother", "grandfather", "widow", "widower"})
"""Of whom "of three" tells how many children they have: "a mother of three"."""
_HARMED = frozenset({"killed", "injured", "wounded", "arrested", "detained", "displaced"})
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
_MORE = frozenset({"other", "others", "another", "more", "additional", "]", "further", "else"})
_DEFINITE = frozenset({"the", "both", "these", "those", "all", "this", "that"})


@dataclass(frozen=True, slots=True)
class Group:
    """Some persons or things that a sentence names.

    Args:
        start: Index of the first word.
        end: Index after the last word.
        head: Index of the head, or of the number where there is none.
        sort: One of :data:`SORTS`.
        noun: The head's singular, or empty.
        unit: Term of ``unit``.
        amount: The number said, or None.
        many: Whether it is a plural without a number.
        definite: Whether it is said to be known ("the two men").
        more: Whether it comes on top of others ("three others").
        part: Whether it is a share of some named before ("two of them").
        after: The word before it in small letters, or empty.
        named: Whether a name belongs to it.
    """

    start: int
    end: int
    head: int
    sort: str
    noun: str = ""
    unit: str = "person"
    amount: Amount | None = None
    many: bool = False
    definite: bool = False
    more: bool = False
    part: bool = False
    after: str = ""
    named: bool = False

    @property
    def number(self) -> int | None:
        """Return the one number that stands for it; one where it is a single person, None where nothing is said."""
        if self.amount is not None:
            return self.amount.value
        return None if self.many else 1


def groups(line: Line, stops: frozenset[int]) -> list[Group]:
    """Return the groups of a sentence in order.

    Args:
        line: The sentence.
        stops: The words that begin what was done, which no noun phrase runs over.
    """
    by_start = {amount.start: amount for amount in amounts(line)}
    stops = stops | by_start.keys()
    found: list[Group] = []
    at = 0
    while at < len(line):
        if line.text(at, at + 2) == "how many":
            end = max(phrase_end(line, at + 2, stops), at + 2)
            found.append(Group(at, end, at + 1, "not", noun=ASKED))
            at = end
            continue
        amount = by_start.get(at)
        group = _counted(line, amount, stops) if amount is not None else _uncounted(line, at, stops)
        if group is None:
            at += 1
            continue
        named = "name" in line.classes[group.head : group.end] and group.amount is None
        if group.amount is not None and at and line.low[at - 1] in _OWN:
            group = replace(group, start=at - 1)
        after = line.low[group.start - 1] if group.start else ""
        many = group.many or (after == "more" and group.amount is None)
        found.append(replace(group, after=after, named=named, many=many))
        at = max(group.end, at + 1)
    return found


def _counted(line: Line, amount: Amount, stops: frozenset[int]) -> Group | None:
    at = amount.end
    share = _of_counted(line, amount, stops)
    if share is not None:
        return share
    if (amount.rule == "number.share" or line.text(at, at + 2) == "of those") and (
        those := partitive(line, at + (amount.rule != "number.share"))
    ) is not None:
        behind = line.text(those[1], those[1] + 1)
        end = those[1] + (line.low[those[0]] == "those" and (behind in _HARMED or behind in many_words(line.lexicon)))
        return Group(amount.start, end, those[0], "bare", amount=amount, part=True)
    if at < len(line) and line.low[at] == "of" and amount.best != 0:
        those_of = partitive(line, at + 1)
        if those_of is not None:
            head, end = those_of
            if end < len(line) and line.low[end] in person_words(line.lexicon):
                head, end = end, end + 1
            return Group(amount.start, end, head, "bare", amount=amount, part=True)
        at += 1
    at = skip(line, at)
    run = phrase_end(line, at, stops)
    group = _headed(line, at, run, Group(amount.start, run, amount.at, "bare", amount=amount))
    group = _paired(line, _of(line, group, stops), stops)
    group = _hedged_behind(line, group)
    more = any(word in _MORE for word in line.low[amount.end : min(max(group.end, amount.end + 1), amount.end + 3)])
    before = line.low[amount.start - 1] if amount.start else ""
    return replace(group, more=more, definite=before in _DEFINITE)


def _hedged_behind(line: Line, group: Group) -> Group:
    """Read a hedge behind the noun: "81 civilians at least were killed"; before another number it is that number's."""
    amount, at = group.amount, group.end
    qualifier = {"at least": "at-least", "at the least": "at-least", "at most": "at-most"}.get(
        line.text(at, at + 2), ""
    )
    if amount is None or not qualifier or amount.qualifier != "exactly" or at == amount.end:
        return group
    if at + 2 < len(line) and (line.classes[at + 2] in ("num", "det") or line.low[at + 2] in ("one", "half")):
        return group
    low = amount.best if qualifier == "at-least" else None
    high = amount.best if qualifier == "at-most" else None
    return replace(
        group, end=at + 2, amount=replace(amount, end=at + 2, low=low, best=None, high=high, qualifier=qualifier)
    )


def _of_counted(line: Line, amount: Amount, stops: frozenset[int]) -> Group | None:
    """Read some of a counted whole as their own number: "two of the three soldiers", "half of the 60 passengers" are no three and no 60."""
    behind = amount.end + (line.text(amount.end, amount.end + 2) == "out of")
    of = next((at for at in (behind, amount.end - 1) if line.text(at, at + 1) in ("of", "the")), None)
    if of is None or of < amount.at:
        return None
    at = of + 1
    at += at < len(line) and (line.low[at] in _DEFINITE or line.classes[at] == "poss")
    if at >= len(line) or (
        line.classes[at] != "num" and line.low[at] not in ("a", "about", "some", "more", "at", "nearly")
    ):
        return None
    whole = next((one for one in amounts(line) if one.start == at and one.value), None)
    if whole is None or (amount.value or 0) >= (whole.value or 0):
        return None
    begin = skip(line, whole.end)
    run = phrase_end(line, begin, stops)
    return _headed(line, begin, run, Group(amount.start, run, amount.at, "bare", amount=amount))


def _paired(line: Line, group: Group, stops: frozenset[int]) -> Group:
    """Read one number for two nouns: "20 hospitals and clinics", "ten women and children"."""
    at = group.end
    if group.sort not in ("person", "unit") or at + 1 >= len(line) or line.low[at] != "and" or at + 1 in stops:
        return group
    word = line.low[at + 1]
    if group.sort == "person":
        plural_too = person_words(line.lexicon).get(word, word) != word or word in many_words(line.lexicon)
    else:
        plural_too = _units(line.lexicon).get(word, (word, ""))[0] != word
    if not plural_too or not _is_plural(line, group) or acts(line, at + 2, stops):
        return group
    return replace(group, end=at + 2)


def _is_plural(line: Line, group: Group) -> bool:
    return line.low[group.head] != group.noun


def _uncounted(line: Line, at: int, stops: frozenset[int]) -> Group | None:
    kind, word = line.classes[at], line.low[at]
    if at in stops or word in ("named", "identified", "called", "aged") or line.text(at, at + 2) == "more than":
        return None
    if word in ("everyone", "everybody"):
        return Group(at, at + 1, at, "bare", many=True)
    if word == "each" and line.text(at + 1, at + 2) == "of":
        end = phrase_end(line, skip(line, at + 2), stops)
        return replace(_headed(line, skip(line, at + 2), end, Group(at, end, at, "bare", definite=True)), many=True)
    if kind in ("det", "poss") or word in ("one",):
        begin = skip(line, at + 1)
        end = phrase_end(line, begin, stops)
        more = word == "another" or (begin < len(line) and word == "a" and line.low[begin] in _ORDINALS)
        base = Group(at, end, at, "bare", definite=word in _DEFINITE, more=more)
        nth = word in ("a", "the") and line.text(begin, end) in _ORDINALS
        if nth and line.classes[begin] == "adj":
            return replace(base, end=end)
        if end == begin and line.text(at, at + 2) == "the other" and line.classes[at + 2 : at + 3] in _VERBS:
            return replace(base, end=at + 2, more=True)
        if end == begin:
            return replace(base, end=at + 1) if word == "another" else None
        return _of(line, _headed(line, begin, end, base), stops)
    if kind in ("adj", "noun", "nouns", "name", "past"):
        end = phrase_end(line, at, stops)
        return _of(line, _headed(line, at, end, Group(at, end, at, "other")), stops) if end > at else None
    if word in ("others", "some", "many", "both"):
        return Group(at, at + 1, at, "bare", many=True, more=word == "others")
    return None


def _headed(line: Line, at: int, end: int, base: Group) -> Group:
    """Give a group its head: the last noun of its words, or the last person word where only names follow it."""
    if end <= at:
        return base
    head = head_of(line, at, end)
    low = line.low[head]
    known, units = person_words(line.lexicon), _units(line.lexicon)
    if low in known or low.endswith(_COUPLED):
        return _of_persons(line, head, (at, end), base)
    if low in units:
        noun, unit = units[low]
        many = base.amount is None and low != noun
        return replace(base, head=head, end=head + 1, sort="unit", noun=noun, unit=unit, many=many)
    if low.endswith(_AGED):
        return replace(base, head=head, end=head + 1, sort="person", noun="person", many=False)
    if low in line.lexicon.words("persons", "not_persons") and line.classes[head - 1 : head + 1] != ("name", "name"):
        return replace(base, head=head, end=head + 1, sort="not", noun=low)
    if line.classes[head] == "name":
        region = head > at and line.low[at] in line.lexicon.words("persons", "regions")
        return replace(base, head=head, end=end, sort="not" if region else "name", noun="", many=False)
    if line.classes[head] not in ("noun", "nouns"):
        return base if base.amount is not None else replace(base, end=end, sort="not")
    many = base.amount is None and line.classes[head] == "nouns"
    return replace(base, head=head, end=max(head + 1, at), sort="other", noun=singular(low), many=many)


def _of_persons(line: Line, head: int, within: tuple[int, int], base: Group) -> Group:
    """Give a group a word for persons as its head: one, several, or the two of a couple."""
    (at, end), low = within, line.low[head]
    last = end if all(kind == "name" for kind in line.classes[head + 1 : end]) else head + 1
    if low == "couples" and base.amount is not None:
        return replace(base, head=head, end=head + 1, sort="not", noun=low)  # two couples are four, which no word says
    if (low == "couple" or low.endswith(_COUPLED)) and base.amount is None:
        if line.text(head + 1, head + 2) == "of":
            return replace(base, head=head, end=head + 1, sort="not", noun=low)  # "a couple of days"
        two = Amount(head, head + 1, head, None, 2, None, "exactly", "number.noun")
        return replace(base, head=head, end=last, sort="person", noun=low, amount=two)
    many = (
        base.amount is None
        and (is_many(line, head) or (head > at and line.low[at] == "more"))
        and line.low[base.start] not in ("a", "an", "another", "one")
    ) or (base.amount is None and line.low[base.start] == "any")
    return replace(base, head=head, end=last, sort="person", noun=person_words(line.lexicon)[low], many=many)


def _of(line: Line, group: Group, stops: frozenset[int]) -> Group:
    """Read what "of" hangs on: "a group of students" counts students, "a family of five" counts five."""
    at = group.end
    if at + 1 >= len(line) or line.low[at] != "of" or at in stops:
        return group
    if group.noun in _PARENTS and group.amount is None:
        inner = next((amount for amount in amounts(line) if amount.start == at + 1), None)
        follows = () if inner is None else line.classes[inner.end : inner.end + 2]
        if inner is not None and follows[:1] not in _NOUNS and (follows[:1] != ("adj",) or follows[1:] not in _NOUNS):
            return replace(group, end=inner.end)
    if group.noun in line.lexicon.words("persons", "family"):
        inner = next((amount for amount in amounts(line) if amount.start == at + 1), None)
        if inner is not None and inner.best:
            return replace(group, end=inner.end, sort="person", amount=inner, unit="person", many=False)
    if group.noun in line.lexicon.words("persons", "collective") or line.low[group.head] in line.lexicon.words(
        "persons", "collective"
    ):
        begin = skip(line, at + 1)
        end = phrase_end(line, begin, stops)
        if end > begin:
            inside = _headed(line, begin, end, replace(group, sort="other"))
            return replace(inside, many=group.amount is None)
    return group


@cache
def _units(lexicon: Lexicon) -> Mapping[str, tuple[str, str]]:
    """Return for each noun that is another unit, singular or plural, its singular and the unit."""
    found = {}
    for unit, words in lexicon.table("units", "unit").items():
        for word in words:
            found[word] = found[plural(word)] = (word, unit)
    return found
