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
from undercount.read.prose.english.lines import Line, nouns
from undercount.read.prose.english.numbers import Amount, amounts

SORTS = ("person", "unit", "name", "bare", "other", "not")
"""What a group's head is: a word for persons, a word for a counting unit, a name, nothing at all ("killing 3"), another noun, or a
noun that can be no person."""

_MODIFIERS = frozenset({"adj", "noun", "nouns", "name", "past", "ing", "pos"})
_PEOPLE = ("person", "forces", "rebels", "civilian", "child", "female", "male")
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
    found: list[Group] = []
    at = 0
    while at < len(line):
        amount = by_start.get(at)
        group = _counted(line, amount, stops) if amount is not None else _uncounted(line, at, stops)
        if group is None:
            at += 1
            continue
        named = "name" in line.classes[group.head : group.end] and group.amount is None
        found.append(replace(group, after=line.low[at - 1] if at else "", named=named))
        at = max(group.end, at + 1)
    return found


def _counted(line: Line, amount: Amount, stops: frozenset[int]) -> Group | None:
    at = amount.end
    if at < len(line) and line.low[at] == "of" and amount.best != 0:
        partitive = _partitive(line, at + 1)
        if partitive is not None:
            head, end = partitive
            if end < len(line) and line.low[end] in _known(line.lexicon):
                head, end = end, end + 1
            return Group(amount.start, end, head, "bare", amount=amount, part=True)
        at += 1
    at = _skip(line, at)
    run = _run(line, at, stops)
    group = _headed(line, at, run, Group(amount.start, run, amount.at, "bare", amount=amount))
    group = _paired(line, _of(line, group, stops), stops)
    more = any(word in _MORE for word in line.low[amount.end : min(max(group.end, amount.end + 1), amount.end + 3)])
    before = line.low[amount.start - 1] if amount.start else ""
    return replace(group, more=more, definite=before in _DEFINITE)


def _paired(line: Line, group: Group, stops: frozenset[int]) -> Group:
    """Read one number for two nouns: "20 hospitals and clinics", "ten women and children"."""
    at = group.end
    if group.sort not in ("person", "unit") or at + 1 >= len(line) or line.low[at] != "and" or at + 1 in stops:
        return group
    word = line.low[at + 1]
    if group.sort == "person":
        plural_too = _known(line.lexicon).get(word, word) != word
    else:
        plural_too = _units(line.lexicon).get(word, (word, ""))[0] != word
    if not plural_too or not _is_plural(line, group):
        return group
    return replace(group, end=at + 2)


def _is_plural(line: Line, group: Group) -> bool:
    return line.low[group.head] != group.noun


def _skip(line: Line, at: int) -> int:
    """Step over the marks and words between a number and its noun: quotes, "or more", "other", "of the"."""
    while at < len(line) and (
        line.low[at] in ("the", "other", "others", "more", "'", '"', "“", "‘", "additional", "]", "further")
        or line.low[at] in ("his", "their", "its", "her")
    ):
        at += 1
    return at


def _partitive(line: Line, at: int) -> tuple[int, int] | None:
    """Return the head and end of "them", "whom", "the dead", "the victims" behind "two of"; None where a count is complete."""
    if at >= len(line):
        return None
    if line.low[at] in ("them", "whom", "which", "those"):
        return at, at + 1
    if line.low[at] in ("the", "these", "those", "his", "her", "their") and at + 1 < len(line):
        word = line.low[at + 1]
        if word in ("dead", "victims", "wounded", "injured", "deceased", "casualties", "fatalities", "killed"):
            return at + 1, at + 2
    return None


def _uncounted(line: Line, at: int, stops: frozenset[int]) -> Group | None:
    kind, word = line.classes[at], line.low[at]
    if at in stops:
        return None
    if kind in ("det", "poss") or word in ("one",):
        begin = _skip(line, at + 1)
        end = _run(line, begin, stops)
        base = Group(at, end, at, "bare", definite=word in _DEFINITE, more=word == "another")
        if end == begin:
            return replace(base, end=at + 1) if word == "another" else None
        return _of(line, _headed(line, begin, end, base), stops)
    if kind in ("adj", "noun", "nouns", "name", "past"):
        end = _run(line, at, stops)
        return _of(line, _headed(line, at, end, Group(at, end, at, "other")), stops) if end > at else None
    if word in ("others", "some", "many", "both"):
        return Group(at, at + 1, at, "bare", many=True, more=word == "others")
    return None


def _run(line: Line, at: int, stops: frozenset[int]) -> int:
    """Return the index after the modifiers and nouns that begin at a word."""
    end = at
    while end < len(line):
        kind = line.classes[end]
        if end in stops and not (end == at and _attributive(line, end)):
            break
        if kind in ("past", "ing") and not _modifies(line, end):
            break
        if kind in _MODIFIERS or line.low[end] in _many(line.lexicon):
            end += 1
        elif kind == "time" and end == at:
            break
        elif (joint := _joint(line, at, end)) > end:
            end = joint
        else:
            break
    return end


def _attributive(line: Line, at: int) -> bool:
    """Say whether a participle stands before its noun: "three injured policemen"."""
    return at + 1 < len(line) and line.low[at + 1] in _known(line.lexicon) and line.low[at] not in ("killed",)


def _modifies(line: Line, at: int) -> bool:
    nxt = line.classes[at + 1] if at + 1 < len(line) else ""
    return nxt in ("adj", "noun", "nouns", "name") or (
        nxt == "past" and at + 2 < len(line) and line.classes[at + 2] == "nouns"
    )


def _joint(line: Line, start: int, at: int) -> int:
    """Return the index after a mark or conjunction inside a noun phrase ("TTP and LeI militants", "FMLN (ERP) rebels"), else ``at``."""
    if at + 1 >= len(line) or at == start:
        return at
    low, classes = line.low, line.classes
    if low[at] in ('"', "'", "“", "”", "‘", "-", "/") and classes[at + 1] in ("noun", "nouns", "name", "adj"):
        return at + 1
    if low[at] == "(" and classes[at + 1] in ("name", "noun") and at + 2 < len(line) and low[at + 2] == ")":
        return at + 3 if at + 3 < len(line) and (classes[at + 3] in _MODIFIERS or low[at + 3] in ("[", "(")) else at
    if low[at] in ("[", "("):
        close = next((i for i in range(at + 1, min(len(line), at + 8)) if low[i] in ("]", ")")), at)
        joined = close > at and close + 1 < len(line) and low[close + 1] in _known(line.lexicon)
        return close + 1 if joined else at
    if (
        low[at] in ("and", "&", "or", "/", ",")
        and classes[at - 1] in ("name", "adj", "noun")
        and classes[at + 1] in ("name", "adj", "noun")
    ):
        ahead = at + 2
        while ahead < len(line) and classes[ahead] in ("name", "adj", "noun"):
            ahead += 1
        known = _known(line.lexicon)
        persons = any(word in known for word in low[start:at])
        if ahead < len(line) and classes[ahead] == "nouns" and low[ahead] in known and not persons:
            return at + 1
    return at


def _headed(line: Line, at: int, end: int, base: Group) -> Group:
    """Give a group its head: the last noun of its words, or the last person word where only names follow it."""
    if end <= at:
        return base
    head = _head(line, at, end)
    low = line.low[head]
    known, units = _known(line.lexicon), _units(line.lexicon)
    if low in known:
        last = end if all(kind == "name" for kind in line.classes[head + 1 : end]) else head + 1
        many = (
            base.amount is None and _is_many(line, head) and line.low[base.start] not in ("a", "an", "another", "one")
        )
        return replace(base, head=head, end=last, sort="person", noun=known[low], many=many)
    if low in units:
        noun, unit = units[low]
        many = base.amount is None and low != noun
        return replace(base, head=head, end=head + 1, sort="unit", noun=noun, unit=unit, many=many)
    if low in line.lexicon.words("persons", "not_persons"):
        return replace(base, head=head, end=head + 1, sort="not", noun=low)
    if line.classes[head] == "name":
        return replace(base, head=head, end=end, sort="name", noun="", many=False)
    if line.classes[head] not in ("noun", "nouns"):
        return base if base.amount is not None else replace(base, end=end, sort="not")
    many = base.amount is None and line.classes[head] == "nouns"
    return replace(base, head=head, end=max(head + 1, at), sort="other", noun=singular(low), many=many)


def _head(line: Line, at: int, end: int) -> int:
    known = _known(line.lexicon)
    persons = [i for i in range(at, end) if line.low[i] in known]
    common = [i for i in range(at, end) if line.classes[i] in ("noun", "nouns")]
    if persons and (not common or persons[-1] >= common[-1] or _is_guess(line, persons[-1], common[-1])):
        return persons[-1]
    if common:
        return common[-1]
    return end - 1


def _is_guess(line: Line, person: int, last: int) -> bool:
    """Say whether a word behind a plural for persons was only guessed to be a noun: "six nurses remain"."""
    return (
        not line.sentence.parsed
        and _known(line.lexicon)[line.low[person]] != line.low[person]
        and line.classes[last] == "noun"
    )


def _is_many(line: Line, head: int) -> bool:
    word = line.low[head]
    return word in _many(line.lexicon) or _known(line.lexicon)[word] != word


def _of(line: Line, group: Group, stops: frozenset[int]) -> Group:
    """Read what "of" hangs on: "a group of students" counts students, "a family of five" counts five."""
    at = group.end
    if at + 1 >= len(line) or line.low[at] != "of" or at in stops:
        return group
    if group.noun in line.lexicon.words("persons", "family"):
        inner = next((amount for amount in amounts(line) if amount.start == at + 1), None)
        if inner is not None and inner.best:
            return replace(group, end=inner.end, sort="person", amount=inner, unit="person", many=False)
    if group.noun in line.lexicon.words("persons", "collective") or line.low[group.head] in line.lexicon.words(
        "persons", "collective"
    ):
        begin = _skip(line, at + 1)
        end = _run(line, begin, stops)
        if end > begin:
            inside = _headed(line, begin, end, replace(group, sort="other"))
            return replace(inside, many=group.amount is None)
    return group


@cache
def _known(lexicon: Lexicon) -> Mapping[str, str]:
    found = dict(nouns(lexicon, *_PEOPLE))
    found.update({word: found.get(word, word) for word in _many(lexicon)})
    return found


@cache
def _many(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.words("persons", "many")


@cache
def _units(lexicon: Lexicon) -> Mapping[str, tuple[str, str]]:
    """Return for each noun that is another unit, singular or plural, its singular and the unit."""
    found = {}
    for unit, words in lexicon.table("units", "unit").items():
        for word in words:
            found[word] = found[plural(word)] = (word, unit)
    return found
