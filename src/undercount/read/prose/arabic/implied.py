"""Who goes on speaking in Arabic: "وأضاف أن …" has its speaker in its verb, and "المصدر" or "الوزارة" is whoever was named before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from undercount.read.prose.arabic.clauses import chains_of
from undercount.read.prose.arabic.letters import Token, tokens
from undercount.read.prose.arabic.words import phrases
from undercount.read.prose.proposal import Located, Span, Speaker
from undercount.read.registers import Registers

_BACK = 6
"""How many sentences before one its speaker can have been named."""

_SAME = frozenset(["ذاته", "ذاتها", "نفسه", "نفسها"])
_FEMININE = ("ه", "ات")
_PLURAL = ("ون", "ين")
_CROWDS = frozenset(["شهود", "سكان", "اهالي", "مصادر", "وسايل"])

Chains = list[tuple[Span, tuple[Speaker, ...]]]


@dataclass
class Voices:
    """Who speaks in the sentences of a text, told from one to the next.

    Args:
        text: The document.
        registers: The study's registers, for its sources.
        heard: The sentences so far, each with its places.
    """

    text: str
    registers: Registers
    heard: list[tuple[Sequence[Token], Sequence[Located], Chains | None]] = field(default_factory=list)

    def hear(self, words: Sequence[Token], located: Sequence[Located], chains: Chains | None = None) -> None:
        """Note a sentence behind those before, with who says it where that is known."""
        self.heard.append((words, located, chains))

    def chains(self, words: Sequence[Token], located: Sequence[Located]) -> Chains:
        """Return who says each clause of the next sentence, with what a verb or a short name stands for.

        Args:
            words: The sentence.
            located: Its places.
        """
        found = chains_of(words, self.text, self.registers, located)
        if not found:
            return found
        if len(found[0][1]) == 1:
            gone_on = self._goes_on(words)
            silent = found[0][1]
            return [(part, gone_on if chain == silent and gone_on else chain) for part, chain in found]
        return [(part, (chain[0], *(self._named_before(s) for s in chain[1:]))) for part, chain in found]

    def _goes_on(self, words: Sequence[Token]) -> tuple[Speaker, ...]:
        """Return the speaker in a verb at the head of a sentence; nothing where nobody fits whom the sentences before name."""
        verb = words[0]
        bare = verb.word.removeprefix("و")
        if (bare,) not in phrases("speech", "going-on"):
            return ()
        for speaker in self._before():
            if _agrees(bare, self._head(speaker)):
                meant = speaker.meant or speaker.span
                return Speaker(None), replace(speaker, span=verb.span, cue=verb.span, speech="indirect", meant=meant)
        return ()

    def _named_before(self, speaker: Speaker) -> Speaker:
        """Return a speaker whose name is one word with an article with the longer name before that it stands for."""
        said = tokens(self.text, speaker.span.start, speaker.span.end) if speaker.span is not None else []
        short = len(said) == 1 or (len(said) == 2 and said[1].word in _SAME)
        if speaker.meant is not None or not short or not said[0].word.startswith("ال"):
            return speaker
        for other in self._before():
            name = other.meant or other.span
            if name is None or self._head(other).removeprefix("ال") != said[0].word.removeprefix("ال"):
                continue
            if len(name.of(self.text).split()) > 1:
                return replace(speaker, meant=name, named=other.named, source=speaker.source or other.source)
        return speaker

    def _before(self) -> list[Speaker]:
        """Return who said the sentences before, the last first; of each sentence the one who speaks it."""
        found = []
        for back in range(1, min(_BACK, len(self.heard)) + 1):
            words, located, chains = self.heard[-back]
            if chains is None:
                chains = chains_of(words, self.text, self.registers, located)
                self.heard[-back] = (words, located, chains)
            found += [chain[1] for _, chain in reversed(chains) if len(chain) > 1]
        return found

    def _head(self, speaker: Speaker) -> str:
        """Return the first word of the name of a speaker, or of whom a verb stands for."""
        span = speaker.meant or speaker.span
        return tokens(self.text, span.start, span.end)[0].word if span is not None else ""


def _agrees(verb: str, head: str) -> bool:
    """Tell whether a verb can have somebody for its subject: "أضافت" a ministry, "أضاف" an observatory, "أضافوا" residents."""
    crowd = head.removeprefix("ال") in _CROWDS
    if verb.endswith("وا"):
        return head.endswith(_PLURAL) or crowd
    return verb.endswith("ت") is (head.endswith(_FEMININE) or crowd)
