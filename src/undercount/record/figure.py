"""Questions and figures: what is asked, under which rule, and the answer with its basis and certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from undercount.errors import RecordError
from undercount.record.scope import Scope
from undercount.record.victims import cells
from undercount.record.when import ANY_TIME, When

METHODS = ("bounds", "reported-range", "best-sum", "estimate")
GROUPS = ("year", "month", "place", "actor", "sex", "age", "status", "act", "target")
STATUSES = ("documented", "disputed", "none")
"""Whether a figure is documented, disputed, or no admitted claim says anything about it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """A rule that says which claims are taken as true for a figure; all its conditions must hold.

    Args:
        grade: The least grade (a term of ``grade``), or empty.
        speakers: Only what these sources say, or empty for all.
        judged: ``accepted``: only what a person coded or accepted; empty for all.
        proposed: Whether claims count too that a machine proposed and no person has judged yet.
    """

    grade: str = ""
    speakers: tuple[str, ...] = ()
    judged: str = ""
    proposed: bool = False

    def __post_init__(self) -> None:
        if self.judged not in ("", "accepted"):
            raise RecordError(f"admit.judged must be 'accepted'; it is {self.judged!r}: use that or leave it out")
        if self.judged and self.proposed:
            raise RecordError(
                "admit takes judged = 'accepted' or proposed = true; it has both: what is only proposed is not accepted, so leave one out"
            )

    @property
    def rule(self) -> str:
        """Return the rule in one short line, as it is printed with the figure."""
        parts = []
        if self.grade:
            parts.append(f"grade ≥ {self.grade}")
        if self.speakers:
            parts.append(f"speakers = {', '.join(self.speakers)}")
        if self.judged:
            parts.append(f"judged = {self.judged}")
        if self.proposed:
            parts.append("proposed claims too")
        return "; ".join(parts) or "all"


@dataclass(frozen=True, slots=True)
class Estimation:
    """Say from which table of capture histories, or which linked lists, a figure's estimate is made, and how.

    Args:
        table: The captured item that holds the table: its name, or the first letters of its SHA-256; empty where lists are linked.
        lists: The columns that are lists, or the names of the lists that are linked.
        by: The columns that part the persons into strata.
        where: The rows that are taken: for a column the cells that it may hold.
        count: The column of counts; empty for ``count`` where there is one, else a row is a person.
        merge: Whether rows of one history are added up.
        methods: The estimators by name; none for the comparison of all that apply.
        level: The intervals' nominal probability.
        seed: What random draws start from.
        without_refused: Whether strata that have an estimate are added up without those that have none.
        linked: Whether persons are those of the study's linked lists.
        draws: From how many drawn linkages the estimate is made; None for as many as the study draws.
    """

    table: str
    lists: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    count: str = ""
    merge: bool = False
    methods: tuple[str, ...] = ()
    level: float = 0.95
    seed: int = 1
    without_refused: bool = False
    linked: bool = False
    draws: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values for the ledger; the level is text, since the ledger holds no fraction."""
        linked = {"linked": True, "draws": self.draws} if self.linked else {}
        return {
            "table": self.table,
            "lists": list(self.lists),
            "by": list(self.by),
            "where": {column: list(cells) for column, cells in self.where},
            "count": self.count,
            "merge": self.merge,
            "method": list(self.methods),
            "level": str(self.level),
            "seed": self.seed,
            "without_refused": self.without_refused,
            **linked,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A question to which a figure is the answer.

    Args:
        name: The figure's name.
        unit: What is counted (a term of ``unit``).
        act: What was done (terms of ``act``), or empty.
        places: Where, or empty for anywhere.
        when: When.
        actors: By whom, or empty for anyone.
        sex: Term of ``sex``, or empty.
        age: Term of ``age``, or empty.
        status: Term of ``status``, or empty.
        targets: To what, or empty for anything.
        by: Groups in which the answer is also given, of :data:`GROUPS`; ``place:KIND`` names a level.
        methods: Of :data:`METHODS`.
        admit: Which claims are taken as true.
        title_en: Title in English.
        title_ar: Title in Arabic.
        estimate: From what the estimate is made, if one is asked for.
    """

    name: str
    unit: str
    act: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    when: When = ANY_TIME
    actors: tuple[str, ...] = ()
    sex: str = ""
    age: str = ""
    status: str = ""
    targets: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("bounds",)
    admit: Admission = field(default_factory=Admission)
    title_en: str = ""
    title_ar: str = ""
    estimate: Estimation | None = None

    @property
    def scope(self) -> Scope:
        """Return the scope that is asked about."""
        return Scope(
            places=self.places or None,
            start=self.when.start,
            end=self.when.end,
            actors=self.actors or None,
            acts=self.act or None,
            cells=cells(sex=self.sex, age=self.age, status=self.status),
            targets=self.targets or None,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the question as plain values for the ledger."""
        asked = {} if self.estimate is None else {"estimate": self.estimate.as_json()}
        return {
            "name": self.name,
            "unit": self.unit,
            "act": list(self.act),
            "place": list(self.places),
            "when": self.when.edtf,
            "actor": list(self.actors),
            "sex": self.sex,
            "age": self.age,
            "status": self.status,
            "target": list(self.targets),
            "by": list(self.by),
            "methods": list(self.methods),
            "admit": {
                "grade": self.admit.grade,
                "speakers": list(self.admit.speakers),
                "judged": self.admit.judged,
                **({"proposed": True} if self.admit.proposed else {}),
            },
            "title_en": self.title_en,
            "title_ar": self.title_ar,
            **asked,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """The answer to a question.

    Args:
        question: What was asked.
        low: The documented minimum (units); 0 where nothing is documented.
        high: The documented maximum (units), or None where no admitted claim states one.
        status: One of :data:`STATUSES`.
        robust: For 1 and 2 wrong origins: the minimum that is left (units).
        judged: Share of the basis that a person coded or judged (0 to 1), or None where there is no basis.
        body: Everything that unfolds: certificate, conflicts, claims, groups (see ``docs/reference/figure.md``).
    """

    question: Question
    low: int
    high: int | None
    status: str
    robust: Mapping[str, int]
    judged: float | None
    body: Mapping[str, Any]
