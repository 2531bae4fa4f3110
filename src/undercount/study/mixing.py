"""What the estimators say of several versions of one table, such as drawn linkages or imputations, mixed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from undercount.engine import LOCAL, Engine

if TYPE_CHECKING:
    from undercount.count.estimators.fact import Fact
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.count.estimators.result import Estimate
    from undercount.count.estimators.totals import StrataEstimate
    from undercount.study.estimators import Estimated

Report = Callable[[str, int, int], None]
Strata = dict[tuple[str, ...], "Estimate"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold how a person wants the estimates made.

    Args:
        methods: The estimators by name; none for those that are compared.
        level: The intervals' nominal probability.
        seed: What random draws start from.
        rule: How imputations are combined.
        without_refused: Whether what was refused is left out.
        total: Whether parts get a total.
        place: Where the estimates are made.
    """

    methods: list[str]
    level: float
    seed: int
    rule: str
    without_refused: bool
    total: bool
    place: Engine = LOCAL


@dataclass(frozen=True, slots=True)
class Versions:
    """Hold the versions of one table.

    Args:
        linkages: The linkages' names.
        weights: Their weights, or None for equal ones.
        replicates: The imputations' names under each linkage.
        tables: Their tables, for each linkage those of its imputations.
        by: The columns that part the persons of each.
        called: What a version is called.
    """

    linkages: tuple[str, ...]
    weights: tuple[float, ...] | None
    replicates: tuple[tuple[str, ...], ...]
    tables: tuple[tuple[CaptureHistories, ...], ...]
    by: tuple[str, ...]
    called: str = "version"

    @property
    def flat(self) -> list[CaptureHistories]:
        """All tables, linkage by linkage."""
        return [table for part in self.tables for table in part]

    @property
    def names(self) -> list[str]:
        """What each table is called."""
        several = len(self.linkages) > 1
        return [
            ", ".join(word for word in (linkage if several else "", replicate) if word)
            for linkage, replicates in zip(self.linkages, self.replicates, strict=True)
            for replicate in replicates
        ]

    @property
    def strata(self) -> tuple[str, ...]:
        """The strata of any version, each named by its labels; one without a name where the persons are not parted."""
        return tuple(dict.fromkeys(table.name for one in self.flat for table in one.split()))

    @property
    def words(self) -> str:
        """How many versions there are, of how many persons, in words."""
        persons = [table.documented for table in self.flat]
        least, most = min(persons), max(persons)
        span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        return f"{len(persons)} versions of {span} persons"


@dataclass(slots=True)
class Mixing:
    """Mix what the estimators say of every version.

    Args:
        versions: The versions.
        choice: How the estimates are made.
    """

    versions: Versions
    choice: Choice
    known: dict[str, tuple[StrataEstimate, ...]] = field(default_factory=dict)
    strata: dict[str, Strata] = field(default_factory=dict)
    totals: dict[str, Estimate] = field(default_factory=dict)

    def run(self, report: Report) -> Estimated:
        """Return what each method says of each stratum and of all persons.

        Args:
            report: Told of the progress.

        Raises:
            Unfinished: If a person stops it.
            CountError: If Spark is not there.
        """
        from undercount.count.estimators.engine import kept_engine

        with kept_engine(self.choice.place) as place:
            return self._run(place, report)

    def _run(self, place: Engine, report: Report) -> Estimated:
        from undercount.count.estimators.versions import StoppedVersions, estimate_versions
        from undercount.study.estimators import Unfinished

        chosen = self.choice.methods or _compared(len(self.versions.flat[0].lists))
        every = self.versions.strata
        for number, method in enumerate(chosen):
            rest = dict.fromkeys(chosen[number + 1 :], every)
            try:
                found = estimate_versions(
                    self.versions.flat,
                    method,
                    level=self.choice.level,
                    seed=self.choice.seed,
                    known=self.known,
                    place=place,
                    report=report,
                )
            except StoppedVersions as stopped:
                if any(part.keys for part in stopped.finished):
                    self._add(method, stopped.finished, total=False)
                raise Unfinished(self._estimated(), {method: stopped.undone, **rest}) from None
            except KeyboardInterrupt:
                raise Unfinished(self._estimated(), {method: every, **rest}) from None
            self.known[method] = found
            self._add(method, found, total=self.choice.total or not self.versions.by)
        return self._estimated() if self.choice.methods or not self.totals else self._put_first()

    def _add(self, method: str, found: Sequence[StrataEstimate], *, total: bool) -> None:
        parts = iter(found)
        grouped = [[next(parts) for _ in part] for part in self.versions.tables]
        strata, whole = (
            self._over_linkages(grouped, total) if len(grouped) > 1 else self._over_replicates(grouped[0], total)
        )
        if self.versions.by:
            self.strata[method] = strata
        if whole is not None:
            self.totals[method] = whole

    def _over_linkages(
        self, grouped: Sequence[Sequence[StrataEstimate]], total: bool
    ) -> tuple[Strata, Estimate | None]:
        from undercount.count.estimators.linkage import propagate_strata

        found = propagate_strata(
            grouped,
            weights=self.versions.weights,
            names=self.versions.linkages,
            seed=self.choice.seed,
            without_refused=self.choice.without_refused,
            total=total,
        )
        strata = {key: replace(one.estimate, detail=one) for key, one in zip(found.keys, found.strata, strict=True)}
        return strata, None if found.total is None else replace(found.total.estimate, detail=found.total)

    def _over_replicates(self, found: Sequence[StrataEstimate], total: bool) -> tuple[Strata, Estimate | None]:
        from undercount.count.estimators.combine import combine_replicates, combine_strata

        names = self.versions.replicates[0]
        if not self.versions.by:
            whole = combine_replicates(
                [part.of(()) for part in found],
                self.choice.rule,
                level=self.choice.level,
                names=names,
                without_refused=self.choice.without_refused,
                seed=self.choice.seed,
            )
            return {}, whole
        combined = combine_strata(found, self.choice.rule, names=names, seed=self.choice.seed)
        strata = dict(zip(combined.keys, combined.estimates, strict=True))
        return strata, combined.total(without_refused=self.choice.without_refused) if total else None

    def _estimated(self) -> Estimated:
        from undercount.study.estimators import Estimated

        keys = sorted({key for one in self.strata.values() for key in one})
        strata = [one[key] for key in keys for one in self.strata.values() if key in one]
        return Estimated(
            tuple(_facts(self.versions, total=self.choice.total)), tuple(strata), tuple(self.totals.values())
        )

    def _put_first(self) -> Estimated:
        """Return the estimates with the method that the comparison's order puts first for the total."""
        from undercount.count.estimators.compare import ORDER, agrees

        first = next(
            (
                name
                for name in ORDER
                if name in self.totals
                and self.totals[name].refused is None
                and all(agrees(one) or one.refused is not None for part in self.known[name] for one in part.estimates)
            ),
            "",
        )
        because = (
            f"{first} is put first: of the methods in the comparison's order it is the first that gives a number over the versions and "
            "whose chains agree in each"
            if first
            else "no estimate is put first: no method that can be put first has a number over the versions"
        )
        return replace(self._estimated(), recommended=first, because=because)


def parts_alone(found: Estimated) -> Estimated:
    """Return the estimates of parts of which one may hold another: without a total, and without what is said of all persons."""
    facts = tuple(fact for fact in found.facts if fact.stratum)
    return replace(found, facts=facts, totals=(), recommended="", because="")


def _compared(lists: int) -> list[str]:
    from undercount.count.estimators.compare import compared_by_default
    from undercount.count.estimators.methods import METHODS

    # The mixture comes last, when what it mixes is there.
    return [name for name in METHODS if compared_by_default(name, lists)]


def _facts(versions: Versions, *, total: bool) -> list[Fact]:
    """Return what is grave in any version, once, with the versions in which it is."""
    found: dict[tuple[str, str], tuple[Fact, list[str]]] = {}
    for name, table in zip(versions.names, versions.flat, strict=True):
        for fact in table.check():
            if fact.grave and (fact.stratum or total):
                found.setdefault((fact.stratum, fact.text), (fact, []))[1].append(name)
    number = len(versions.flat)
    facts = []
    for fact, names in found.values():
        of = f"{len(names):,} of {number:,} {versions.called}s"
        where = (
            f"every {versions.called}"
            if len(names) == number
            else f"{versions.called} {names[0]}"
            if len(names) == 1
            else of
        )
        facts.append(replace(fact, stratum=f"{where}, {fact.stratum}" if fact.stratum else where))
    return facts
