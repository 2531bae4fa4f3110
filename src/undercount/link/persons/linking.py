"""Link lists of persons: from declared columns to persons, with everything that a reader needs in order to doubt them.

Why the model is trained here and not by Splink, measured on the Airwars list and the ministry's of June 2025 with names compared as here:
trained as Splink does, with what two persons have in common taken from five million random pairs and each pair by itself, F1 is 0.952 and
everybody is expected to match; with blocked pairs inside each list for it, 0.970; with rivals for one record weighed against each other
too, 0.973, and probabilities near what they say. With nothing held fixed, training finds relatives and namesakes: 0.90. Splink's blocking
by keys of names gives the same 2,262,870 pairs as the one query here in six times its processor time (2.4 and 0.39 s).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from undercount.errors import LinkError
from undercount.link.names import Frequencies
from undercount.link.persons.assignment import CUT, Clusters, Records, assign
from undercount.link.persons.blocking import RULES, Candidates, Rule, block, key_records
from undercount.link.persons.calibration import Calibration, calibrate, log_odds
from undercount.link.persons.comparisons import Pairs, levels_of, usable
from undercount.link.persons.judgements import Judged, Judgement, in_force
from undercount.link.persons.lists import ListOf
from undercount.link.persons.model import Model, list_pairs
from undercount.link.persons.prepared import Prepared, prepare
from undercount.link.persons.training import competing, pair_odds, train

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Hold how lists are linked.

    Args:
        rules: The rules of blocking.
        threshold: The match probability from which on two records are joined.
        cut: Clusters of more records are cut by average linkage.
        seed: Seeds the samples that training looks at.
    """

    rules: tuple[Rule, ...] = RULES
    threshold: float = 0.5
    cut: int = CUT
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Linkage:
    """Hold which records are one person, and how sure.

    Args:
        prepared: The records.
        candidates: The pairs that were compared.
        told: What the names of each pair tell.
        odds: The odds of each pair before rivals are weighed.
        model_probability: The match probability of each pair, rivals weighed, as the model gives it.
        probability: The same, calibrated where people have judged enough, and 0 or 1 where they judged that pair.
        model: The model.
        calibration: How probabilities were calibrated; None where they are not.
        judged: The judgements in force.
        clusters: Which records are one person.
    """

    prepared: Prepared
    candidates: Candidates
    told: Floats
    odds: Floats
    model_probability: Floats
    probability: Floats
    model: Model
    calibration: Calibration | None
    judged: Judged
    clusters: Clusters

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader should know, one sentence each."""
        cuts = [
            f"{len(cut.records)} records hung together and were cut by average linkage into {cut.into} persons: look at them"
            for cut in self.clusters.cuts
        ]
        left_out = [
            f'{rule.left_out} keys of the rule "{rule.name}" were left out, because too many records share them'
            for rule in self.candidates.rules
            if rule.left_out
        ]
        plain = ["match probabilities are uncalibrated: too little has been judged"] if self.calibration is None else []
        return (*self.prepared.warnings, *self.judged.gone, *left_out, *cuts, *plain)

    def histories(self) -> npt.NDArray[np.int8]:
        """Return on which lists each person is: a row of 0 and 1 for each person, a column for each list."""
        return histories_of(self.clusters.of, self.prepared)


def histories_of(persons: Rows, prepared: Prepared) -> npt.NDArray[np.int8]:
    """Return on which lists each person is.

    Args:
        persons: The number of each record's person.
        prepared: The records.

    Shapes: ``persons`` (records,). Returns: (persons, lists), persons in the order of their first record.
    """
    _, first, at = np.unique(persons, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    found = np.zeros((len(first), len(prepared.lists)), dtype=np.int8)
    found[place[at], prepared.of] = 1
    return found


def link(
    lists: Sequence[ListOf],
    *,
    judgements: Sequence[Judgement] = (),
    model: Model | None = None,
    frequencies: Frequencies | None = None,
    options: Options = Options(),
) -> Linkage:
    """Return which records of several lists are one person.

    Args:
        lists: The lists, with what their columns mean.
        judgements: What people have judged, in the order in which they did.
        model: A trained model; None trains one on these lists.
        frequencies: How common names are; None learns them from these lists.
        options: How to link.

    Raises:
        LinkError: If a list, a judgement or the model is not as it must be, or there is nothing to link.
    """
    prepared = prepare(lists, frequencies)
    judged = in_force(judgements, prepared.rows())
    keyed = key_records(prepared, options.rules)
    candidates = block(prepared, keyed)
    compared = compare(prepared, candidates, model)
    trained = model or train(prepared, candidates, compared.levels, keyed, np.random.default_rng(options.seed))
    return _weighed(prepared, candidates, compared, trained, judged, options)


def judge(linkage: Linkage, judgements: Sequence[Judgement], options: Options = Options()) -> Linkage:
    """Return a linkage with other judgements, without comparing anything again.

    Raises:
        LinkError: If judgements contradict each other.
    """
    judged = in_force(judgements, linkage.prepared.rows())
    return _settled(replace(linkage, judged=judged), options)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Hold the levels of candidates, and what their names tell.

    Shapes: ``levels`` (pairs, comparisons); ``told`` (pairs,).
    """

    levels: npt.NDArray[np.int8]
    told: Floats


def compare(prepared: Prepared, candidates: Candidates, model: Model | None = None) -> Compared:
    """Return the levels of all candidates, by the model's comparisons or by all that these lists allow.

    Raises:
        LinkError: If a model compares a field that these lists do not have.
    """
    comparisons = usable(prepared) if model is None else model.comparisons
    lacking = {one.name for one in comparisons} - {one.name for one in usable(prepared)}
    if lacking:
        raise LinkError(
            f"the model compares {', '.join(sorted(lacking))}, which these lists do not declare: declare the columns, or train anew"
        )
    levels = np.zeros((len(candidates), len(comparisons)), dtype=np.int8)
    told = np.full(len(candidates), np.nan)
    shared = candidates.shared
    for start in range(0, len(candidates), _CHUNK):
        part = slice(start, start + _CHUNK)
        left, right = candidates.left[part], candidates.right[part]
        pairs = Pairs.of(prepared, left, right, shared[part])
        told[part] = pairs.told
        levels[part] = levels_of(prepared, comparisons, pairs)
    return Compared(levels, told)


def _weighed(
    prepared: Prepared, candidates: Candidates, compared: Compared, model: Model, judged: Judged, options: Options
) -> Linkage:
    parts = list(list_pairs(prepared.of, candidates.left, candidates.right, prepared.sizes, prepared.may_repeat))
    weights = model.weights(compared.levels)
    odds = pair_odds(model, weights, parts)
    probability = competing(odds, candidates, parts)
    nobody = Clusters(np.arange(len(prepared), dtype=np.int64))
    linkage = Linkage(prepared, candidates, compared.told, odds, probability, probability, model, None, judged, nobody)
    return _settled(linkage, options)


def _settled(linkage: Linkage, options: Options) -> Linkage:
    """Return the linkage with judgements, calibration and persons."""
    candidates, judged = linkage.candidates, linkage.judged
    at, same = _judged_candidates(candidates, judged)
    calibration = calibrate(linkage.model_probability[at], same, rng=np.random.default_rng(options.seed))
    probability = linkage.model_probability if calibration is None else calibration(linkage.model_probability)
    probability = probability.copy()
    probability[at] = same
    records = Records(linkage.prepared.of, linkage.prepared.may_repeat, judged.ruled)
    clusters = assign(
        records,
        candidates.left,
        candidates.right,
        probability,
        threshold=options.threshold,
        order=_order(linkage),
        cut=options.cut,
    )
    return replace(linkage, probability=probability, calibration=calibration, clusters=clusters)


def _order(linkage: Linkage) -> Floats:
    """Return what decides between pairs of one probability: the model's own probability, then what their names tell."""
    return np.asarray(log_odds(linkage.model_probability) * 1000 + np.nan_to_num(linkage.told), dtype=np.float64)


def _judged_candidates(candidates: Candidates, judged: Judged) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Return the places of judged pairs among the candidates, and whether each is the same person."""
    if not judged.pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    pairs = np.array([(a, b) for a, b, _ in judged.pairs], dtype=np.int64)
    same = np.array([same for _, _, same in judged.pairs], dtype=bool)
    size = int(max(candidates.right.max(initial=0), pairs.max())) + 1
    codes = candidates.left * size + candidates.right
    wanted = pairs[:, 0] * size + pairs[:, 1]
    at = np.searchsorted(codes, wanted)
    there = (at < len(codes)) & (codes[np.minimum(at, len(codes) - 1)] == wanted)
    return at[there], same[there]


def likely_pairs(linkage: Linkage, number: int) -> list[tuple[int, int, float]]:
    """Return the pairs that are most worth judging: those that move the number of persons most, each record once.

    Returns:
        Rows of both records and the match probability; a judgement is expected to move the count by 2 p (1 - p) persons.
    """
    chance = linkage.probability
    order = np.lexsort((linkage.candidates.right, linkage.candidates.left, -chance * (1 - chance)))
    taken: set[int] = set()
    found: list[tuple[int, int, float]] = []
    for at in order.tolist():
        if len(found) >= number or not 0 < chance[at] < 1:
            break
        a, b = int(linkage.candidates.left[at]), int(linkage.candidates.right[at])
        if a not in taken and b not in taken:
            taken |= {a, b}
            found.append((a, b, float(chance[at])))
    return found
