"""How far coders agree who judged the same pairs of incidents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from undercount.link.incidents.judged import VERDICTS, Verdict

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hold how far two coders agree.

    Args:
        coders: Who.
        pairs: How many pairs both judged.
        agreed: On how many of them they agree.
        kappa: Cohen's kappa: 1 where they always agree, 0 where no more than chance; None where both always say the same word, or they
            judged one pair only.
    """

    coders: tuple[str, str]
    pairs: int
    agreed: int
    kappa: float | None

    @property
    def says(self) -> str:
        """Return it as a sentence."""
        return agreement_sentence(self.coders, self.pairs, self.agreed, self.kappa)


def agreement_sentence(coders: Sequence[str], pairs: int, agreed: int, kappa: float | None) -> str:
    """Return how far two coders agree, of persons or of incidents.

    Args:
        coders: Who.
        pairs: How many pairs both judged.
        agreed: On how many of them they agree.
        kappa: Cohen's kappa, or None.
    """
    who = " and ".join(coders)
    if pairs == 1:
        word = "agree" if agreed else "do not agree"
        return f"{who} {word} on the one pair that both judged; how far they agree cannot be told from one."
    share = f"{agreed / pairs:.0%}".replace("%", " %")
    beyond = "no kappa, since they use one word only" if kappa is None else f"kappa {kappa:.2f}"
    return f"{who} agree on {agreed:,} of the {pairs:,} pairs that both judged ({share}; {beyond})."


def agreements(direct: Mapping[Ids, tuple[Verdict, ...]]) -> Iterator[Agreement]:
    """Yield for every two coders who judged a pair in common how far they agree.

    Args:
        direct: For each pair the last verdict of each coder (:class:`undercount.link.incidents.judged.Judged`).

    References:
        Cohen 1960, "A coefficient of agreement for nominal scales".
    """
    by: dict[str, dict[Ids, str]] = {}
    for pair, verdicts in direct.items():
        for verdict in verdicts:
            by.setdefault(verdict.coder, {})[pair] = verdict.verdict
    for one, other in combinations(sorted(by), 2):
        both = [(by[one][pair], by[other][pair]) for pair in sorted(by[one].keys() & by[other].keys())]
        if both:
            agreed, size = sum(a == b for a, b in both), len(both)
            chance = sum(sum(a == v for a, _ in both) * sum(b == v for _, b in both) for v in VERDICTS) / size**2
            kappa = (agreed / size - chance) / (1 - chance) if chance < 1 and size > 1 else None
            yield Agreement((one, other), size, agreed, kappa)
