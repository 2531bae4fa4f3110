"""Where an Arabic sentence turns to another: what is said before "فيما" and what behind it have their own speakers and doers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from undercount.read.prose.arabic.acts import act_at
from undercount.read.prose.arabic.group import Group
from undercount.read.prose.arabic.letters import Token, plain
from undercount.read.prose.arabic.speech import chain_of
from undercount.read.prose.arabic.words import begins, has
from undercount.read.prose.proposal import Located, Span, Speaker
from undercount.read.registers import Registers


def turns(words: Sequence[Token]) -> list[int]:
    """Return the indexes at which a sentence turns to another: "…، فيما قال ناشطون إن …"."""
    return [at for at in range(1, len(words)) if has(words[at].word, "modality", "turns") or _is_in_turn(words, at)]


def _is_in_turn(words: Sequence[Token], at: int) -> bool:
    pair = [w.word for w in words[at : at + 2]]
    if pair[0] == "كما" and words[at - 1].word == ",":
        return len(pair) > 1 and not has(pair[1], "speech", "verbs")
    return pair in (["في", "حين"], ["في", "المقابل"], ["وفي", "المقابل"])


def chains_of(
    words: Sequence[Token], text: str, registers: Registers, located: Sequence[Located]
) -> list[tuple[Span, tuple[Speaker, ...]]]:
    """Return who says each clause of a sentence.

    A clause without a speaker has that of the clause before it, else one whom "according to" names behind it; a verb of saying reaches
    only what follows.

    Args:
        words: The sentence.
        text: The document.
        registers: The study's registers, for its sources.
        located: Its places, which are no speakers before a colon.
    """
    cuts = [0, *turns(words), len(words)]
    parts = [words[a:b] for a, b in pairwise(cuts) if b > a]
    if not parts:
        return []
    chains = [chain_of(part, text, registers, located) for part in parts]
    given: list[tuple[Speaker, ...]] = []
    for at, chain in enumerate(chains):
        before = given[-1] if given else chain[:1]
        later = next((c for c in chains[at + 1 :] if len(c) > 1 and not _is_spoken(c, text)), chain)
        given.append(chain if len(chain) > 1 else before if len(before) > 1 else later)
    return [(Span(part[0].start, part[-1].end), chain) for part, chain in zip(parts, given, strict=True)]


def _is_spoken(chain: Sequence[Speaker], text: str) -> bool:
    """Tell whether a verb of saying at its head says who speaks, and not "according to"."""
    cue = chain[-1].cue
    return cue is not None and has(plain(cue.of(text).split()[0]), "speech", "verbs")


def is_cut(words: Sequence[Token], doer: Span, group: Group) -> bool:
    """Tell whether a sentence turns to another between who did something and the words of another harm.

    Args:
        words: The sentence.
        doer: Who is blamed.
        group: Those harmed.
    """
    low, high = sorted((doer.start, group.trigger.start))
    cut = any(low < words[at].start <= high for at in turns(words))
    return cut and not (doer.start == low and _goes_on(words, group))


def _goes_on(words: Sequence[Token], group: Group) -> bool:
    """Tell whether a verb has the doer before it for its subject: "اقتحمت قوات …، فيما اعتقلت أربعة شبان"."""
    at = next((i for i, w in enumerate(words) if w.start == group.trigger.start), None)
    act = None if at is None else act_at(words, at)
    if at is None or act is None or not act.doing or not words[at].word.endswith("ت"):
        return False
    beside = group.first == at + 1
    female = group.noun is not None and group.noun.sex == "female"
    return beside and not female and not begins(words[at].word, ("اصيب",))
