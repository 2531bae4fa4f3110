"""Who says it in Arabic prose: the speaker behind a verb of saying, behind "بحسب", or before a colon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from undercount.read.prose.arabic.actors import accuser_at
from undercount.read.prose.arabic.letters import Token
from undercount.read.prose.arabic.practices import tells_practice
from undercount.read.prose.arabic.values import number_at
from undercount.read.prose.arabic.words import act_of, has, noun_of, phrases, says_harm
from undercount.read.prose.proposal import Located, Span, Speaker
from undercount.read.registers import Registers

_WAS = frozenset(["كان", "كانت", "وكان", "وكانت", "فقد", "قد", "وقد"])
_OPEN, _CLOSE = frozenset('"“«”'), frozenset('"”»“')
_LONGEST = 9
"""The most words of a speaker."""


def chain_of(
    words: Sequence[Token], text: str, registers: Registers, located: Sequence[Located] = ()
) -> tuple[Speaker, ...]:
    """Return who says a sentence: the document's author, then the speakers that it names, the first speaker last.

    Args:
        words: The sentence.
        text: The document.
        registers: The study's registers, for its sources.
        located: Its places: before a colon they say where, and not who speaks.
    """
    found = [
        s
        for s in (_behind_as(words), _behind_lead(words), _behind_verb(words, text), _before_colon(words, located))
        if s is not None
    ]
    speakers = []
    taken: list[Span] = []
    for who, cue, direct in sorted(found, key=lambda one: one[0][0].start):
        span = Span(who[0].start, who[-1].end)
        if any(span.meets(t) for t in taken):
            continue
        taken.append(span)
        named = not any(has(token.word, "speech", "unnamed") for token in who[:2])
        hits = registers.source_names.find(span.of(text)) if registers.sources else ()
        cued = Span(cue[0].start, cue[-1].end) if cue else None
        speakers.append(
            Speaker(span, cued, named, "direct" if direct else "indirect", hits[0] if len(hits) == 1 else "")
        )
    return (Speaker(None), *speakers)


_Said = tuple[Sequence[Token], Sequence[Token], bool]


def _behind_as(words: Sequence[Token]) -> _Said | None:
    """Return the speaker of "وفق ما أفاد الدفاع المدني", "كما أفاد مصدر طبي"."""
    for at in range(len(words)):
        size = next((len(e) for e in phrases("speech", "as") if _stands(words, at, e)), 0)
        verb = at + size
        if not size or verb >= len(words) or not _says(words[verb].word):
            continue
        start = verb + 2 if verb + 1 < len(words) and words[verb + 1].word in ("به", "عنه") else verb + 1
        who = _speaker(words, start)
        if who:
            return who, words[at:start], False
    return None


def _stands(words: Sequence[Token], at: int, entry: tuple[str, ...]) -> bool:
    """Tell whether a phrase stands at a word, with "and" before it or without."""
    return words[at].word.removeprefix("و") in (entry[0], entry[0].removeprefix("و")) and entry[1:] == tuple(
        w.word for w in words[at + 1 : at + len(entry)]
    )


def _says(word: str) -> bool:
    """Tell whether a word is a verb of saying, with a pronoun for what was said or without: "ذكرته"."""
    return has(word, "speech", "verbs") or (word.endswith("ه") and has(word[:-1], "speech", "verbs"))


def _behind_lead(words: Sequence[Token]) -> _Said | None:
    for at in range(len(words)):
        for entry in phrases("speech", "leads"):
            after = at + len(entry)
            stand = all(
                words[at + i].word in (w, "و" + w) for i, w in enumerate(entry) if at + i < len(words)
            ) and after <= len(words)
            glued = (
                entry[-1] == "ل"
                and at + 1 < len(words)
                and words[at].word in (entry[0], "و" + entry[0])
                and words[at + 1].word.startswith("ل")
            )
            if stand or glued:
                start = after if stand else at + 1
                who = _issuer(words, _speaker(words, start), start)
                if who and not stand and not who[0].word.startswith("لل"):
                    who = [replace(who[0], word=who[0].word[1:], start=who[0].start + 1), *who[1:]]
                if who and who[0].word not in ("ما", "لما"):
                    return who, words[at:start] or words[at : at + 1], False
    return None


def _issuer(words: Sequence[Token], who: Sequence[Token], start: int) -> Sequence[Token]:
    """Return who issued what is named as the source: of "بحسب تقرير صادر عن الشبكة" the network."""
    after = start + len(who)
    issued = bool(who) and who[-1].word in ("صادر", "صادره", "صدر") and after < len(words) and words[after].word == "عن"
    return _speaker(words, after + 1) or who if issued else who


def _behind_verb(words: Sequence[Token], text: str) -> _Said | None:
    for at, token in enumerate(words):
        if not has(token.word, "speech", "verbs") or act_of(token.word):
            continue
        if has(token.word, "blame", "accusing"):
            accuser = accuser_at(words, text, at)
            who = () if accuser is None else _speaker(accuser, 0)
            if who:
                return who, words[at : at + 1], False
            continue
        who = _speaker(words, at + 1)
        if who:
            quoted = any(w.word in ('"', "«", "“") for w in words[at : at + 12])
            return who, words[at : at + 1], quoted
        before = _subject(words, at)
        if before:
            return before, words[at : at + 1], False
    return None


def _subject(words: Sequence[Token], at: int) -> Sequence[Token]:
    """Return the speaker right before a verb of saying: "المرصد السوري وثق مقتل"."""
    at -= at > 1 and words[at - 1].word == "قد"
    start = at
    while start and words[start - 1].word[0].isalpha() and at - start < _LONGEST:
        start -= 1
    if start < at and words[start].word in _WAS:
        start += 1
    if start < at and any(words[start].word.removeprefix("و") == entry[0] for entry in phrases("speech", "leads")):
        return ()
    who = _speaker(words[start:at], 0)
    own = bool(who) and (who[-1].word,) in phrases("speech", "nobody")  # "a report of its own said"
    return who if len(who) == at - start and not own else ()


def _before_colon(words: Sequence[Token], located: Sequence[Located]) -> _Said | None:
    colon = next((i for i, w in enumerate(words[: _LONGEST + 1]) if w.word == ":"), None)
    if (
        colon is None
        or colon == 0
        or (colon + 1 < len(words) and words[colon + 1].word[0].isdigit() and words[colon - 1].word[0].isdigit())
    ):
        return None
    who = words[:colon]
    if any(
        act_of(w.word) or has(w.word, "speech", "verbs") or says_harm(w.word) or _is_count(who, i)
        for i, w in enumerate(who)
    ):
        return None
    if has(who[0].word, "places", "kinds") or any(one.span.start == who[0].start for one in located):
        return None
    return who, words[colon : colon + 1], False


def _is_count(words: Sequence[Token], at: int) -> bool:
    """Tell whether a word counts or names the harmed, so that a colon behind it brings no speech: "بلغ عدد الشهداء 21: …"."""
    noun = noun_of(words[at].word)
    return number_at(words, at) is not None or (noun is not None and noun.sort == "victim")


def _speaker(words: Sequence[Token], start: int) -> Sequence[Token]:
    """Return the words from one on that can name a speaker: up to a mark, an act, or a word at which what was said begins."""
    end = start
    if end < len(words) and words[end].word in _OPEN:
        return _in_quotes(words, end)
    while end < len(words) and end - start < _LONGEST:
        word = words[end].word
        if (
            not word[0].isalpha()
            or (has(word, "speech", "ends") and not _is_name(word))
            or act_of(word)
            or has(word, "speech", "verbs")
            or (end > start and (tells_practice(words, end) or _is_time(word) or _acts_on(word)))
        ):
            break
        end += 1
    silent = (("blame", "tools"), ("parts", "tolls"), ("speech", "shown"))
    if start < end and any(has(words[start].word, *path) for path in silent):
        return ()
    if start < end and (words[start].word,) in phrases("speech", "nobody"):
        return ()
    return words[start:end] if end < len(words) or end - start <= _LONGEST else ()


def _in_quotes(words: Sequence[Token], at: int) -> Sequence[Token]:
    """Return a speaker whose name stands in quotation marks ("أعلنت «شبكة الأطباء» مقتل …"), and no words that they say."""
    end = next((i for i in range(at + 1, min(len(words), at + 2 + _LONGEST)) if words[i].word in _CLOSE), at)
    inner = words[at + 1 : end]
    said = any(not w.word.isalpha() or act_of(w.word) or says_harm(w.word) for w in inner)
    follows = words[end + 1].word if end + 1 < len(words) else ""
    spoken = not inner or said or has(inner[0].word, "speech", "ends") or follows in ("", ".")
    return () if spoken else inner


def _is_time(word: str) -> bool:
    """Tell whether a word says when, and belongs to no name: "المرصد الاثنين"."""
    return has(word, "dates", "weekdays") or word in ("يوم", "مساء", "صباح", "فجر")


def _acts_on(word: str) -> bool:
    """Tell whether a word says harm with those harmed in it: "استشهادهم"."""
    return (
        word.endswith(("هم", "ها", "ه")) and act_of(word.removesuffix("هم").removesuffix("ها").removesuffix("ه")) != ""
    )


def _is_name(word: str) -> bool:
    """Tell whether a word only looks like one that ends a speaker's name, since a prefix was taken off it."""
    return word.startswith("ال") and word not in ("اليوم", "الي")
