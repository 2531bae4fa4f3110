"""Who and how many an Arabic sentence says were harmed: numbers, nouns and acts put together by the order in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.arabic.acts import Act, act_at, is_illness
from undercount.read.prose.arabic.counted import Counted
from undercount.read.prose.arabic.doers import is_doer, is_origin
from undercount.read.prose.arabic.group import Group, group_of
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.nearby import (
    closes,
    is_between,
    is_both,
    is_carried,
    is_counted,
    is_freed,
    is_housed,
    is_mixed,
    is_name,
    is_titled,
    named_victims,
    of_bodies,
)
from undercount.read.prose.arabic.parts import mark_parts, of_them, part_of_last, some_of_them
from undercount.read.prose.arabic.state import State, is_joined, is_near
from undercount.read.prose.arabic.subject import before_verb
from undercount.read.prose.arabic.tolls import EXCEEDED, bounded, is_toll, toll
from undercount.read.prose.arabic.undergone import undergone
from undercount.read.prose.arabic.words import MANY, ONE, THINGS, act_of, begins, has, noun_of

_REACH = 8
"""How many words may stand between a word of harm and those harmed: the doer ("قتلت قوات النظام خمسة مدنيين")."""

_PASSED = 3
"""How many words can stand between one victim and the next behind "and": adjectives, a name."""

_BEFORE_VERB = 10
_PASSABLE = frozenset(",0123456789\"“”«»'")
"""What a word can begin with that stands between persons and their verb, beside letters."""

_TIMES = frozenset(["بعد", "قبل", "منذ", "عقب", "اثناء"])
"""Behind these a word of harm says when something else was."""


_ANY = frozenset(["اي", "ايه"])
"""Behind "not" and a doer they say that nobody was harmed: "لم تقتل قوات النظام أي مدني"."""

_OF_THEMSELVES = frozenset(
    ["فقدوا", "اصيبوا", "واصيبوا", "استشهدوا", "واستشهدوا", "توفوا", "وفقدوا", "جرحوا", "وجرحوا"]
)
"""Verbs in the plural that say harm of persons who were told before, and of none behind them."""

_SOME = frozenset(["بعضهم", "بعضهن", "كلهم", "جميعهم", "معظمهم", "اكثرهم"])
"""Before a singular that says how they are, and counts nobody: "وبعضهم مصاب بجروح"."""

_THE_OTHER = frozenset(["الاخر", "والاخر", "الاخري", "والاخري", "الاخران", "الاخرين", "والاخرين"])
"""Whoever is called so was counted before: "قتل شابان، أحدهما برصاص الجيش والآخر طعنا"."""

_GUESSED = frozenset({"killing", "summary-killing", "detention", "abduction", "displacement"})
"""Acts that are done to nobody but persons, so that a counted noun that the lexicon lacks is one."""

_HELD = frozenset({"detention", "abduction", "displacement", "missing"})
"""What was done before to persons to whom other harm can be done: "مقتل خمسة نازحين"."""


def groups_of(words: Sequence[Token], counted: Sequence[Counted], skip: frozenset[int]) -> list[Group]:
    """Return who was harmed, and how many, in the order of the words.

    Args:
        words: A sentence.
        counted: What it counts, in order.
        skip: Indexes of words that belong to a date, or are spoken for.
    """
    state = State(words, counted)
    starts = {one.first: one for one in counted}
    for at in range(len(words)):
        mark_parts(state, at)
        if state.found and at < state.found[-1].after:
            continue
        one = starts.get(at)
        if one is None:
            if at not in skip:
                _hear(state, at)
        elif one.sort not in THINGS:
            _take(state, one)
    return state.found


def _hear(state: State, at: int) -> None:
    """Note a word of harm. Two at once ("مقتل وجرح") share what is counted behind them, so that it is neither's."""
    if has(state.words[at].word, "never", "safe"):
        state.act = None
        return
    act = act_at(state.words, at)
    if act is None:
        return
    before = state.act
    either = state.words[at - 1].word == "او" and state.spoken == at - 2 and at > 1
    shared = before is not None and (either or (state.spoken == at - 1 and state.words[at].word.startswith("و")))
    shared = shared and before is not None and before.act != act.act and state.is_free
    shared = shared and not state.words[at - 1].word.endswith(("وا", "وهم"))
    known = act_of(state.words[at].word) and state.words[at].word in _OF_THEMSELVES
    state.act = None if shared or known else act
    state.at, state.since, state.spoken, state.part, state.among = at, act.after - 1, at, None, False


def _take(state: State, one: Counted) -> None:
    """Make what is counted a group, where words say that harm was done to it."""
    words = state.words
    if is_between(words, one):
        return
    group = before_verb(words, one, state.counted, state.found)
    group = group or _group(state, one) or named_victims(words, one) or undergone(words, one)
    group = group or _before_verb(state, one) or toll(words, one)
    if group is None:
        return
    own = group.noun is not None and group.noun.sort in ("victim", "body")
    if own and group.part_of is None and not group.rule.endswith("share"):
        state.act = Act(group.act, group.after, doing=False, spoken=False)
        state.at, state.since = one.at, group.after - 1
    elif group.part_of is None:
        state.since = group.after - 1
    state.found.append(group)


def _group(state: State, one: Counted) -> Group | None:
    """Return a counted noun with its act, or None where nothing says that harm was done to it."""
    words = state.words
    if one.sort in ("attack", "strike"):
        return group_of(words, one, "attack", words[one.at].span, "ar.attacks")
    part = of_them(state, one) or some_of_them(state, one) or part_of_last(state, one)
    if part is not None:
        return part
    if one.noun is not None and one.sort in ("victim", "body"):
        return _share(state, one) or _held(state, one) or _victims(state, one)
    bodies = of_bodies(words, one)
    if bodies is not None:
        return bodies
    return _of_act(state, one, state.act) if state.act is not None and is_near(state, one) else None


def _share(state: State, one: Counted) -> Group | None:
    """Return those of the harmed to whom something else was done: "توفي ثلاثة من الجرحى"."""
    if (
        not one.some
        or one.noun is None
        or state.act is None
        or one.noun.act in ("", state.act.act)
        or not state.is_free
    ):
        return None
    if not is_near(state, one):
        return None
    return group_of(state.words, one, state.act.act, state.words[state.at].span, "ar.act", "victims.share")


def _held(state: State, one: Counted) -> Group | None:
    """Return detained, abducted or displaced persons to whom a verb says that something else was done: "مقتل خمسة نازحين"."""
    act, noun = state.act, one.noun
    if act is None or noun is None or not act.spoken or noun.act == act.act:
        return None
    if noun.act == "injury" and act.act == "killing" and one.first == state.since + 1 and not noun.definite:
        return group_of(state.words, one, "killing", state.words[state.at].span, "ar.act", "victims.share")
    if noun.act not in _HELD:
        return None
    return _of_act(state, one, act) if is_near(state, one) else None


def _victims(state: State, one: Counted) -> Group | None:
    """Return those whose noun says what was done to them: "12 قتيلا", "خمس جثث"."""
    words, noun = state.words, one.noun
    if noun is None or is_mixed(words, one) or is_name(words, one) or is_freed(words, one) or is_housed(words, one):
        return None
    if noun.act == "injury" and is_illness(words, one.at):
        return None
    before = words[one.first - 1].word.removeprefix("و") if one.first else ""
    if one.amount is None and noun.form == ONE and (noun.act in _HELD or before in _SOME):
        return None
    if _is_found(state, one):
        return group_of(words, one, "killing", words[one.at].span, "ar.bodies")
    if one.amount is None and (noun.definite or is_toll(words, one.at) or _follows_number(state, one)):
        return None
    if one.sort == "body" and one.amount is None and any(c.first == one.after for c in state.counted):
        return None
    marks: tuple[str, ...] = ("victims.total",) if is_toll(words, one.first) else ()
    plain, one = one, bounded(words, one, state.found[-1] if state.found else None)
    marks += (EXCEEDED,) if one != plain else ()
    rule = "ar.victims" if noun.act else "ar.bodies"
    group = group_of(words, one, noun.act or "killing", words[one.at].span, rule, *marks)
    listed = state.among and state.act is not None and state.act.act == noun.act and _is_added(words, one)
    return _among(state, group) if listed else group


def _is_added(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether "and" stands before what is counted."""
    return words[one.first].word.startswith("و") or (one.first > 0 and words[one.first - 1].word == "و")


def _is_found(state: State, one: Counted) -> bool:
    """Tell whether the body of somebody is found of whose death nothing was said yet: "خطفت طبيبة، وعثر على جثتها"."""
    words, noun = state.words, one.noun
    if noun is None or one.amount is not None or one.sort != "body" or not noun.owned or noun.form != ONE:
        return False
    found = [w.word for w in words[max(0, one.first - 2) : one.first]]
    fresh = all(group.act not in ("killing", "summary-killing") for group in state.found)
    return fresh and len(found) == 2 and found[1] == "علي" and begins(found[0], ("عثر",))


def _is_followed(words: Sequence[Token], one: Counted) -> bool:
    """Tell whether "of" or a verb in the plural stands at once behind a number: "ثلاثة من زملائه ماتوا", "خمسة قتلوا"."""
    after = one.after + 2 * ([w.word for w in words[one.after : one.after + 2]] == ["علي", "الاقل"])
    word = words[after].word if after < len(words) else ""
    return word == "من" or (word.endswith("وا") and act_of(word) != "")


def _before_verb(state: State, one: Counted) -> Group | None:
    """Return persons whose act a verb says behind them: "82 مدنيا قتلوا", "تسعة أشخاص، بينهم امرأتان، قتلوا"."""
    words = state.words
    some = one.noun is None and (one.some or _is_followed(words, one))
    if (one.sort not in ("person", "family") and not some) or one.amount is None or state.part is not None:
        return None
    inside = False
    for at in range(one.after, min(len(words), one.after + _BEFORE_VERB)):
        word = words[at].word
        inside = inside or has(word, "parts", "words") or word == "("
        if any(c.first <= at < c.after and c.first != c.at for c in state.counted) and not inside:
            return None
        act = act_at(words, at)
        if act is not None and (words[at - 1].word in _TIMES or is_both(words, at)):
            return None
        if act is not None:
            agrees = word.endswith(("وا", "تا", "لا")) or at <= one.after + 1
            free = not any(c.first == at + 1 for c in state.counted)
            return group_of(words, one, act.act, words[at].span, "ar.before") if agrees and free else None
        if not word[0].isalpha() and not (inside and word in (",", "(", ")")) and word[0] not in _PASSABLE:
            return None
    return None


def _of_act(state: State, one: Counted, act: Act) -> Group | None:
    """Return the persons of an act that a verb or its noun says before them."""
    words, noun, trigger = state.words, one.noun, state.words[state.at].span
    if (one.amount is None and words[one.at].word in _THE_OTHER) or is_carried(words, one):
        return None
    beside = one.first == state.since + 1
    if noun is None:
        fits = beside and state.is_free and (closes(words, one) or (act.act in _GUESSED and is_counted(words, one)))
        fits = fits or (is_joined(state, one) and one.after < len(words) and words[one.after].word == "من")
        return group_of(words, one, act.act, trigger, "ar.number") if fits else None
    joined = is_joined(state, one)
    if one.amount is None and noun.form == MANY and noun.definite and not noun.owned:
        return None
    loose = noun.form == MANY or (noun.definite and not noun.owned) or is_origin(words, one)
    far = words[one.first].word in _ANY or is_titled(words, one)
    loose = loose and not far
    passed = _REACH if far else _PASSED
    if one.amount is None and not (beside or joined) and (loose or one.first - state.since > passed):
        return None
    if not state.is_free and not joined:
        return None
    if act.doing and state.is_free and is_doer(state, one):
        return None
    marks = ("victims.share",) if one.some and noun.sort == "victim" else ()
    group = group_of(words, one, act.act, trigger, "ar.and" if joined else "ar.act", *marks)
    return _among(state, group) if state.among else group


def _among(state: State, group: Group) -> Group:
    """Return some who stand "among the dead" as a part: of those in the sentence, or of others told before."""
    whole = [
        at
        for at, one in enumerate(state.found)
        if one.act == group.act and one.part_of is None and one.rule != "ar.among.part"
    ]
    return replace(group, rule="ar.among.part", part_of=whole[-1] if whole else None)


def _follows_number(state: State, one: Counted) -> bool:
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
