"""Who and how many an Arabic sentence says were harmed: numbers, nouns and acts put together by the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from undercount.read.prose.arabic.acts import Act, act_at, is_illness
from undercount.read.prose.arabic.counted import OF_THEM, Counted
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.nearby import (
    closes,
    is_counted,
    is_freed,
    is_mixed,
    is_name,
    named_victims,
    of_bodies,
)
from undercount.read.prose.arabic.tolls import is_toll, toll
from undercount.read.prose.arabic.words import MANY, ONE, THINGS, act_of, begins, counts, has, lexicon, noun_of

_REACH = 8
"""How many words may stand between a word of harm and those harmed: the doer ("قتلت قوات النظام خمسة مدنيين")."""

_PART_REACH = 4
_PASSED = 3
"""How many words can stand between one victim and the next behind "and": adjectives, a name."""

_BEFORE_VERB = 10
_ASIDE = frozenset({",", "(", "-", "–"})
"""Marks before what is said of some of those told before."""

_GUESSED = frozenset({"killing", "summary-killing", "detention", "abduction", "displacement"})
"""Acts that are done to nobody but persons, so that a counted noun that the lexicon lacks is one."""

_HELD = frozenset({"detention", "abduction", "displacement", "missing"})
"""What was done before to persons to whom other harm can be done: "مقتل خمسة نازحين"."""


@dataclass
class _State:
    """What is known while a sentence is read from its first word to its last.

    Args:
        words: The sentence.
        counted: What it counts.
        found: The groups so far.
        act: The act of which those harmed are still looked for, or empty.
        since: Index of the last word that belongs to the act or to those harmed by it.
        spoken: Index of the last word of harm.
        part: Index of the word behind which parts stand, or None.
        among: Whether the act is that of others, among whom those stand: "بين القتلى ثلاثة أطفال".
    """

    words: Sequence[Token]
    counted: Sequence[Counted]
    found: list[Group] = field(default_factory=list)
    act: Act | None = None
    at: int = -1
    since: int = -1
    spoken: int = -1
    part: int | None = None
    among: bool = False

    @property
    def is_free(self) -> bool:
        """Tell whether the act has no group yet."""
        return all(group.trigger != self.words[self.at].span for group in self.found)


def groups_of(words: Sequence[Token], counted: Sequence[Counted], skip: frozenset[int]) -> list[Group]:
    """Return who was harmed, and how many, in the order of the words.

    Args:
        words: A sentence.
        counted: What it counts, in order.
        skip: Indexes of words that belong to a date, or are spoken for.
    """
    state = _State(words, counted)
    starts = {one.first: one for one in counted}
    for at in range(len(words)):
        _mark_parts(state, at)
        if state.found and at < state.found[-1].after:
            continue
        one = starts.get(at)
        if one is None:
            if at not in skip:
                _hear(state, at)
        elif one.sort not in THINGS:
            _take(state, one)
    return state.found


def _mark_parts(state: _State, at: int) -> None:
    """Note where parts of the last group begin, and where they end."""
    word = state.words[at].word
    behind = state.found and state.found[-1].after == at
    if word in OF_THEM and any(one.some and one.first < at < one.after for one in state.counted):
        return
    if has(word, "parts", "words") or (word == "(" and behind):
        near = any(at < one.first <= at + _PART_REACH for one in state.counted)
        state.part = at if state.found and near else None
    elif word == ")":
        state.part = None
    elif word in ("بين", "وبين", "ضمن", "وضمن") and at + 1 < len(state.words):
        noun = noun_of(state.words[at + 1].word)
        if noun is not None and noun.sort == "victim" and noun.definite:
            state.act, state.at, state.since, state.among = (
                Act(noun.act, at + 2, doing=False, spoken=False),
                at + 1,
                at + 1,
                True,
            )


def _hear(state: _State, at: int) -> None:
    """Note a word of harm. Two at once ("مقتل وجرح") share what is counted behind them, so that it is neither's."""
    act = act_at(state.words, at)
    if act is None:
        return
    before = state.act
    shared = state.spoken == at - 1 and before is not None and state.words[at].word.startswith("و")
    shared = shared and before is not None and before.act != act.act and state.is_free
    shared = shared and not state.words[at - 1].word.endswith(("وا", "وهم"))
    state.act = None if shared else act
    state.at, state.since, state.spoken, state.part, state.among = at, act.after - 1, at, None, False


def _take(state: _State, one: Counted) -> None:
    """Make what is counted a group, where words say that harm was done to it."""
    group = _group(state, one) or named_victims(state.words, one) or _before_verb(state, one) or toll(state.words, one)
    if group is None:
        return
    own = group.noun is not None and group.noun.sort in ("victim", "body")
    if own and group.part_of is None and not group.rule.endswith("share"):
        state.act = Act(group.act, group.after, doing=False, spoken=False)
        state.at, state.since = one.at, group.after - 1
    elif group.part_of is None:
        state.since = group.after - 1
    state.found.append(group)


def _group(state: _State, one: Counted) -> Group | None:
    """Return a counted noun with its act, or None where nothing says that harm was done to it."""
    words = state.words
    if one.sort in ("attack", "strike"):
        return group_of(words, one, "attack", words[one.at].span, "ar.attacks")
    part = _of_them(state, one) or _part(state, one)
    if part is not None:
        return part
    if one.noun is not None and one.sort in ("victim", "body"):
        return _share(state, one) or _held(state, one) or _victims(state, one)
    bodies = of_bodies(words, one)
    if bodies is not None:
        return bodies
    return _of_act(state, one, state.act) if state.act is not None and _near(state, one) else None


def _near(state: _State, one: Counted) -> bool:
    """Tell whether what is counted stands near enough to the word of harm before it."""
    return state.part is None and one.first - state.since <= _REACH and not _stopped(state, one.first)


def _part(state: _State, one: Counted) -> Group | None:
    """Return a part of the last group: "بينهم 57 طفلا و31 سيدة", whatever stands between the whole and "among them"."""
    if state.part is None or not state.found or one.sort == "body" or (one.noun is None and not _is_some(state, one)):
        return None
    last = state.found[-1]
    root = _root(state)
    whole = state.found[root]
    near = one.first - state.part <= _PART_REACH
    if not near and not (last.first > state.part and _is_joined(state, one)):
        return None
    if one.noun is not None and one.sort == "victim" and one.noun.act != whole.act:
        return None
    return replace(group_of(state.words, one, whole.act, whole.trigger, "ar.part"), part_of=root)


def _root(state: _State) -> int:
    """Return which group the last one is, or is a part of."""
    last = state.found[-1]
    return len(state.found) - 1 if last.part_of is None else last.part_of


def _is_some(state: _State, one: Counted) -> bool:
    """Tell whether a number at once behind "among them" counts some of a kind that has no noun here: "بينهم ثلاثة من الكوادر"."""
    behind = state.words[one.after].word if one.after < len(state.words) else ""
    return one.first - 1 == state.part and behind == "من" and one.amount is not None


def _of_them(state: _State, one: Counted) -> Group | None:
    """Return a part whose "of them" stands behind its number and a mark before it: "12 شخصا، سبعة منهم مدنيون"."""
    words = state.words
    told = one.some and any(w.word in OF_THEM for w in words[one.first : one.after])
    if not told or not state.found or not one.first or words[one.first - 1].word not in _ASIDE:
        return None
    root = _root(state)
    whole = state.found[root]
    if one.noun is not None and one.sort == "victim" and one.noun.act != whole.act:
        return None
    if one.noun is None and one.after < len(words) and act_of(words[one.after].word):
        return None
    state.part = one.first - _PART_REACH  # so that only what "and" joins to it is a part too
    return replace(group_of(words, one, whole.act, whole.trigger, "ar.part"), part_of=root)


def _share(state: _State, one: Counted) -> Group | None:
    """Return those of the harmed to whom something else was done: "توفي ثلاثة من الجرحى"."""
    if (
        not one.some
        or one.noun is None
        or state.act is None
        or one.noun.act in ("", state.act.act)
        or not state.is_free
    ):
        return None
    if not _near(state, one):
        return None
    return group_of(state.words, one, state.act.act, state.words[state.at].span, "ar.act", "victims.share")


def _held(state: _State, one: Counted) -> Group | None:
    """Return detained, abducted or displaced persons to whom a verb says that something else was done: "مقتل خمسة نازحين"."""
    act, noun = state.act, one.noun
    if act is None or noun is None or not act.spoken or noun.act not in _HELD or noun.act == act.act:
        return None
    return _of_act(state, one, act) if _near(state, one) else None


def _victims(state: _State, one: Counted) -> Group | None:
    """Return those whose noun says what was done to them: "12 قتيلا", "خمس جثث"."""
    words, noun = state.words, one.noun
    if noun is None or is_mixed(words, one) or is_name(words, one) or is_freed(words, one):
        return None
    if noun.act == "injury" and is_illness(words, one.at):
        return None
    if one.amount is None and (noun.definite or is_toll(words, one.at) or _follows_number(state, one)):
        return None
    if one.sort == "body" and one.amount is None and any(c.first == one.after for c in state.counted):
        return None
    marks = ("victims.total",) if is_toll(words, one.first) else ()
    rule = "ar.victims" if noun.act else "ar.bodies"
    return group_of(words, one, noun.act or "killing", words[one.at].span, rule, *marks)


def _before_verb(state: _State, one: Counted) -> Group | None:
    """Return persons whose act a verb says behind them: "82 مدنيا قتلوا", "تسعة أشخاص، بينهم امرأتان، قتلوا"."""
    words = state.words
    if one.sort not in ("person", "family") or one.amount is None or state.part is not None:
        return None
    inside = False
    for at in range(one.after, min(len(words), one.after + _BEFORE_VERB)):
        word = words[at].word
        inside = inside or has(word, "parts", "words") or word == "("
        if any(c.first <= at < c.after and c.first != c.at for c in state.counted) and not inside:
            return None
        act = act_at(words, at)
        if act is not None:
            agrees = word.endswith(("وا", "تا", "لا")) or at <= one.after + 1
            free = not any(c.first == at + 1 for c in state.counted)
            return group_of(words, one, act.act, words[at].span, "ar.before") if agrees and free else None
        if not word[0].isalpha() and not (inside and word in (",", "(", ")")) and word[0] not in ",0123456789":
            return None
    return None


def _of_act(state: _State, one: Counted, act: Act) -> Group | None:
    """Return the persons of an act that a verb or its noun says before them."""
    words, noun, trigger = state.words, one.noun, state.words[state.at].span
    beside = one.first == state.since + 1
    if noun is None:
        fits = beside and state.is_free and (closes(words, one) or (act.act in _GUESSED and is_counted(words, one)))
        return group_of(words, one, act.act, trigger, "ar.number") if fits else None
    joined = _is_joined(state, one)
    if one.amount is None and noun.form == MANY and noun.definite and not noun.owned:
        return None
    loose = noun.form == MANY or (noun.definite and not noun.owned) or _is_origin(words, one)
    if one.amount is None and not (beside or joined) and (loose or one.first - state.since > _PASSED):
        return None
    if not state.is_free and not joined:
        return None
    if act.doing and state.is_free and _is_doer(state, one):
        return None
    marks = ("victims.share",) if one.some and noun.sort == "victim" else ()
    group = group_of(words, one, act.act, trigger, "ar.and" if joined else "ar.act", *marks)
    return _among(state, group) if state.among else group


def _among(state: _State, group: Group) -> Group:
    """Return some who stand "among the dead" as a part: of those in the sentence, or of others told before."""
    whole = [
        at
        for at, one in enumerate(state.found)
        if one.act == group.act and one.part_of is None and one.rule != "ar.among.part"
    ]
    return replace(group, rule="ar.among.part", part_of=whole[-1] if whole else None)


def _is_joined(state: _State, one: Counted) -> bool:
    """Tell whether someone stands behind another victim and "and", with no more between than adjectives or a name."""
    words = state.words
    if not state.found or not (words[one.first].word.startswith("و") or words[one.first - 1].word == "و"):
        return False
    start = one.first - 1 if words[one.first - 1].word == "و" else one.first
    between = words[state.found[-1].after : start]
    plain = all(w.word.isalpha() and not has(w.word, "hits", "ends") and not act_of(w.word) for w in between)
    return len(between) <= _PASSED and plain


def _is_doer(state: _State, one: Counted) -> bool:
    """Tell whether a noun behind a verb did the harm, since those harmed follow: "قتل مسلحون خمسة مدنيين", "قتل جندي طفلا"."""
    words = state.words
    word = words[one.at].word
    after = next((c for c in state.counted if c.first >= one.after and not _is_origin(words, c)), None)
    if after is None or after.sort != "person" or after.first - one.after > 2 or one.amount is not None:
        return False
    between = words[one.after : after.first + 1]
    if any(w.word.startswith("و") or w.word == "," or has(w.word, "hits", "ends") or act_of(w.word) for w in between):
        return False
    if word.endswith(("ون", "و")) or after.amount is not None:
        return True
    object_ = words[after.at].word
    marked = object_.endswith("ا") and counts(object_[:-1]) is not None
    return marked or (object_.endswith("ه") and not word.endswith("ه"))


def _is_origin(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether a noun is an adjective of origin behind another word: "جندي إسرائيلي", "غارة إسرائيلية"."""
    return one.amount is None and one.sort == "person" and begins(words[one.at].word, lexicon()["origins"]["stems"])


def _stopped(state: _State, first: int) -> bool:
    """Tell whether a mark stands between a word of harm and a noun that ends what is said of it."""
    return any(state.words[i].word in (".", ";", ":", "?", "!", "|") for i in range(state.since + 1, first))


def _follows_number(state: _State, one: Counted) -> bool:
    """Tell whether a victim noun without a number only goes on another count: "وجرحى" behind "7 قتلى"."""
    words, found = state.words, state.found
    before = noun_of(words[one.first - 1].word) if one.first and words[one.first].word.startswith("و") else None
    if before is None or before.sort != "victim" or one.noun is None:
        return False
    if one.noun.form == ONE and found and found[-1].amount is not None:
        return found[-1].after == one.first
    vague = found and found[-1].amount is not None and found[-1].amount.qualifier == "vague"
    if vague and found[-1].after == one.first:
        return False
    numbered = one.first > 1 and words[one.first - 2].word[0].isdigit()
    return numbered and not (found and found[-1].after == one.first)
