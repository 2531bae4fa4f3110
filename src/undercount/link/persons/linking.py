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
from typing import Any

import numpy as np
import numpy.typing as npt

from undercount.engine import Engine
from undercount.errors import LinkError
from undercount.link.names import Frequencies
from undercount.link.persons.assignment import CUT, Clusters, Records, assign, hang_together
from undercount.link.persons.blocking import Candidates, key_records, shares_names
from undercount.link.persons.calibration import Calibration, calibrate, log_odds
from undercount.link.persons.chunks import Compared, Known, Shared, compare_all
from undercount.link.persons.columns import kept
from undercount.link.persons.comparisons import Comparison, Pairs, levels_of, usable
from undercount.link.persons.judgements import Judged, Judgement, in_force
from undercount.link.persons.keys import RULES, Rule
from undercount.link.persons.kinds import Kinds
from undercount.link.persons.lists import ListOf
from undercount.link.persons.model import Model, list_pairs
from undercount.link.persons.prepared import Prepared, prepare
from undercount.link.persons.training import train
from undercount.link.register import Register

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_CHUNK = 4_000_000
# From which match probability on conflicts of evidence are looked for, what each of several adds to a pair's worth, and how many count.
_LIKELY, _CONFLICT, _MOST = 0.5, 0.04, 5
_AGAINST = frozenset(
    (
        "differs",
        "largest area differs",
        "group differs",
        "cannot be",
        "over 20 years",
        "11 to 20 years",
        "over a year",
        "a year or less",
    )
)


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
        compared_anew: How many pairs of names were compared for it, where others were known from an earlier linkage; None where all were.
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
    compared_anew: int | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader should know, one sentence each."""
        cuts = [
            f"{len(cut.records)} records hung together and were cut by average linkage into {cut.into} persons: look at them"
            for cut in self.clusters.cuts
        ]
        left_out = [
            f'{rule.narrowed} keys of the rule "{rule.name}" are shared by so many records that these must share a further name, the day, '
            f"the age or the place as well to be compared; {rule.left_out} keys with one of these were still too many, and were left out"
            for rule in self.candidates.rules
            if rule.narrowed
        ]
        plain = ["match probabilities are uncalibrated: too little has been judged"] if self.calibration is None else []
        unread = (one.sentence() for one in self.prepared.unread)
        copied = (one.sentence() for one in self.prepared.copied)
        apart = (one.sentence() for one in self.prepared.apart)
        return (*copied, *apart, *self.prepared.warnings, *unread, *self.judged.naming, *left_out, *cuts, *plain)

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
    register: Register | None = None,
    options: Options = Options(),
    engine: str = "local",
    cores: int | None = None,
    master: str = "local[*]",
    session: Any = None,
) -> Linkage:
    """Return which records of several lists are one person.

    Args:
        lists: The lists, with what their columns mean.
        judgements: What people have judged, in the order in which they did.
        model: A trained model; None trains one on these lists.
        frequencies: How common names are; None learns them from these lists.
        register: The register of places: names of one place are one, in any script, and what lies in another is compared with it as deep as
            both sides know.
        options: How to link.
        engine: Where pairs are found and compared: ``local``, or as tasks of ``spark``; the links are the same.
        cores: How many threads compare at once here; None for as many as this process may use.
        master: Spark's master, where a session is to be started.
        session: A running Spark session to use instead.

    Raises:
        LinkError: If a list, a judgement or the model is not as it must be, there is nothing to link, or Spark is not there.
    """
    prepared = prepare(lists, frequencies, register, place_levels=None if model is None else model.place_levels)
    judged = in_force(judgements, prepared.rows() if judgements else {}, prepared.single)
    keyed = key_records(prepared, options.rules)
    place = Engine(name=engine, cores=cores, master=master, session=session)
    candidates, compared, _ = compare_all(Shared(prepared, keyed, _comparisons(prepared, model)), place)
    trained = model or train(prepared, candidates, compared.levels, keyed, np.random.default_rng(options.seed))
    del keyed
    return _weighed(prepared, candidates, compared, trained, judged, options)


def extend(
    before: Linkage,
    lists: Sequence[ListOf],
    *,
    judgements: Sequence[Judgement] = (),
    options: Options = Options(),
    cores: int | None = None,
) -> Linkage:
    """Return the linkage of lists of which some have a new release, with the model and the frequencies of names of an earlier linkage.

    Names are compared only where a record is new or its name has changed; the result is that of :func:`link` with the same model and
    frequencies. Records are known by their list's name and their id.

    Args:
        before: The earlier linkage.
        lists: The lists as they are now, under the same names and in the same order.
        judgements: What people have judged, all of it.
        options: How to link.
        cores: How many threads compare at once; None for as many as this process may use.

    Raises:
        LinkError: If the lists are others than before, or as :func:`link` says.
    """
    names = [of.name for of in before.prepared.lists]
    if [of.name for of in lists] != names:
        raise LinkError(
            f"a linkage is extended with new releases of the same lists, in the same order; it was of {', '.join(names)}, and "
            f"{', '.join(of.name for of in lists)} are given: link them anew"
        )
    known_before = (before.prepared.frequencies, before.prepared.register)
    prepared = prepare(lists, *known_before, place_levels=before.model.place_levels)
    judged = in_force(judgements, prepared.rows() if judgements else {}, prepared.single)
    keyed = key_records(prepared, options.rules)
    known = Known(_unchanged(before.prepared, prepared), before.candidates, before.told)
    shared = Shared(prepared, keyed, _comparisons(prepared, before.model), known)
    candidates, compared, anew = compare_all(shared, Engine(cores=cores))
    found = _weighed(prepared, candidates, compared, before.model, judged, options)
    return replace(found, compared_anew=anew)


def _unchanged(before: Prepared, now: Prepared) -> Rows:
    """Return for each record its row before, -1 where it was not there or its name was written otherwise."""
    rows = before.rows()
    found = np.full(len(now), -1, dtype=np.int64)
    for record, row in now.rows().items():
        old = rows.get(record, -1)
        if old >= 0 and before.parsed.texts(old) == now.parsed.texts(row):
            found[row] = old
    return found


def judge(linkage: Linkage, judgements: Sequence[Judgement], options: Options = Options()) -> Linkage:
    """Return a linkage with other judgements, without comparing anything again.

    Raises:
        LinkError: If judgements contradict each other.
    """
    judged = in_force(judgements, linkage.prepared.rows() if judgements else {}, linkage.prepared.single)
    return _settled(replace(linkage, judged=judged), options)


def _comparisons(prepared: Prepared, model: Model | None) -> tuple[Comparison, ...]:
    """Return the model's comparisons, or all that these lists allow.

    Raises:
        LinkError: If a model compares a field that these lists do not have.
    """
    comparisons = usable(prepared) if model is None else model.comparisons
    lacking = {one.name for one in comparisons} - {one.name for one in usable(prepared)}
    if lacking:
        raise LinkError(
            f"the model compares {', '.join(sorted(lacking))}, which these lists do not declare: declare the columns, or train anew"
        )
    return comparisons


def _weighed(
    prepared: Prepared, candidates: Candidates, compared: Compared, model: Model, judged: Judged, options: Options
) -> Linkage:
    parts = list(list_pairs(prepared.of, candidates.left, candidates.right, prepared.sizes, prepared.may_repeat))
    kinds = Kinds.of_candidates(compared.levels, parts)
    odds = kinds.odds(model, parts)
    probability = kinds.probability(odds, candidates, parts)
    of_pairs = kept(
        (odds[kinds.of[start : start + _CHUNK]] for start in range(0, len(candidates), _CHUNK)), np.zeros(0)
    )
    nobody = Clusters(np.arange(len(prepared), dtype=np.int64))
    linkage = Linkage(
        prepared, candidates, compared.told, of_pairs, probability, probability, model, None, judged, nobody
    )
    return _settled(linkage, options)


def _settled(linkage: Linkage, options: Options) -> Linkage:
    """Return the linkage with judgements, calibration and persons."""
    candidates, judged = linkage.candidates, linkage.judged
    at, same = _judged_candidates(candidates, judged)
    calibration = calibrate(linkage.model_probability[at], same, rng=np.random.default_rng(options.seed))
    probability = linkage.model_probability if calibration is None else calibration(linkage.model_probability)
    if len(at):
        probability = probability.copy()
        probability[at] = same
    records = Records(linkage.prepared.of, linkage.prepared.may_repeat, judged.ruled)
    at = weighed_pairs(linkage.prepared, candidates, judged, probability >= options.threshold)
    clusters = assign(
        records,
        candidates.left[at],
        candidates.right[at],
        probability[at],
        threshold=options.threshold,
        order=_order(linkage, at),
        cut=options.cut,
    )
    return replace(linkage, probability=probability, calibration=calibration, clusters=clusters)


def weighed_pairs(prepared: Prepared, candidates: Candidates, judged: Judged, likely: Flags) -> Rows:
    """Return the places of the candidates that decide who is one person: likely ones, and all others between records that these connect.

    Args:
        prepared: The records.
        candidates: The pairs that were compared.
        judged: What people have judged; records that they joined are connected.
        likely: Whether each pair is probable enough to be joined.
    """
    together = np.array(judged.ruled.together, dtype=np.int64).reshape(-1, 2)
    ends = (
        np.concatenate([side[likely], of])
        for side, of in zip((candidates.left, candidates.right), together.T, strict=True)
    )
    of = hang_together(len(prepared), *ends)
    starts = range(0, len(candidates), _CHUNK)
    sides = ((candidates.left[at : at + _CHUNK], candidates.right[at : at + _CHUNK]) for at in starts)
    inside = [at + np.flatnonzero(of[left] == of[right]) for at, (left, right) in zip(starts, sides, strict=True)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *inside])


def _order(linkage: Linkage, at: Rows) -> Floats:
    """Return what decides between pairs of one probability: the model's own probability, then what their names tell."""
    told = np.nan_to_num(linkage.told[at])
    return np.asarray(log_odds(linkage.model_probability[at]) * 1000 + told, dtype=np.float64)


def _judged_candidates(candidates: Candidates, judged: Judged) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Return the places of judged pairs among the candidates, and whether each is the same person."""
    if not judged.pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    pairs = np.array([(a, b) for a, b, _ in judged.pairs], dtype=np.int64)
    same = np.array([same for _, _, same in judged.pairs], dtype=bool)
    at = candidates.find(pairs[:, 0], pairs[:, 1])
    return at[at >= 0], same[at >= 0]


def likely_pairs(linkage: Linkage, number: int) -> list[tuple[int, int, float]]:
    """Return the pairs that are most worth judging: those that move the number of persons most, each record once.

    A judgement is expected to move the count by 2 p (1 - p) persons, where the match probability p is right. Where a likely pair's fields
    contradict each other (:func:`conflicts`), it may well not be: such a pair comes as if it were less sure.

    Returns:
        Rows of both records and the match probability.
    """
    chance = linkage.probability
    worth = chance * (1 - chance)
    likely = np.flatnonzero((chance >= _LIKELY) & (chance < 1))
    against = conflicts(linkage, likely)
    worth[likely] = np.maximum(
        worth[likely], np.where(against > 1, _CONFLICT * np.minimum(against, _MOST), worth[likely])
    )
    order = np.lexsort((linkage.candidates.right, linkage.candidates.left, -worth))
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


def conflicts(linkage: Linkage, at: Rows) -> npt.NDArray[np.int64]:
    """Return how many fields of some candidates contradict that they are one person: another sex, area or given name, far ages or days.

    Args:
        linkage: The linkage.
        at: The places of the candidates.
    """
    candidates, comparisons = linkage.candidates, linkage.model.comparisons
    pairs = Pairs(
        candidates.left[at].astype(np.int64),
        candidates.right[at].astype(np.int64),
        shares_names(candidates.by[at], [rule.name for rule in candidates.rules]),
        linkage.told[at],
    )
    levels = levels_of(linkage.prepared, comparisons, pairs)
    found = np.zeros(len(at), dtype=np.int64)
    for column, one in enumerate(comparisons):
        against = [*one.apart, *(number for number, name in enumerate(one.levels) if name in _AGAINST)]
        found += np.isin(levels[:, column], against)
    return found
