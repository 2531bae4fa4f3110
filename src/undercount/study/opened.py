"""Opened: a study as it stands, read from its ledger, and the figures that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from undercount.count.frame import Extent
from undercount.engine import LOCAL, Engine
from undercount.errors import RegisterError, StudyError
from undercount.ledger import State, Vault, replay
from undercount.ledger.disk import Progress
from undercount.read.prose.claims import COUNTED
from undercount.read.registers import Registers, read_registers
from undercount.record import (
    Claim,
    Figure,
    Item,
    Judgement,
    Membership,
    Place,
    Question,
    Source,
    Space,
    Tree,
    actor_tree,
    suggest,
    vocabulary,
)
from undercount.study.answer import Basis, answer
from undercount.study.derived import CLAIMS, Derived, derived_registers, folder_of, lists_of, tree_with
from undercount.study.kept_model import KeptModel, read_kept
from undercount.study.layout import Layout
from undercount.study.ledgers import open_ledger
from undercount.study.proposed import proposals_in
from undercount.study.rows import Row, row_of, rows_in
from undercount.study.settings import Settings, load_settings
from undercount.study.words import rejected_words

if TYPE_CHECKING:
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.link.incidents.judged import Judged
    from undercount.read.captures import CaptureTable
    from undercount.study.kept_model import Trained
    from undercount.study.linked import LinkedPersons
    from undercount.study.list_tables import ListRows

_JUDGED = ("accept", "correct", "reject", "set-aside")


@dataclass(frozen=True)
class Opened:
    """A study that is open for reading.

    Args:
        layout: Where its files stand.
        settings: What ``study.toml`` says.
        registers: What ``things/`` says.
        state: What follows from the ledger's entries.
        size: Number of entries up to the last one that is no checkpoint: the evidence from which figures follow.
        root: Root of the tree of these entries (hexadecimal).
        tables: The folder of tables that readings left.
        kept: The model of persons that the study keeps, or None.
    """

    layout: Layout
    settings: Settings
    registers: Registers
    state: State
    size: int
    root: str
    tables: Path
    kept: KeptModel | None = None
    _rows: dict[str | None, tuple[Row, ...]] = field(default_factory=dict, repr=False)
    _linked: list[LinkedPersons] = field(default_factory=list, repr=False)

    @classmethod
    def open(
        cls, root: Path, *, report: Progress | None = None, written: Path | None = None, tables: Path | None = None
    ) -> Self:
        """Open a study.

        Args:
            root: The study's folder.
            report: Told of the progress.
            written: The folder with ``study.toml`` and ``things/`` to use instead of the study's own, as the ledger had them.
            tables: The folder of tables to use instead of the study's own.

        Raises:
            StudyError: If the folder is no study, or its settings are not as they must be.
            RegisterError: If a register is inconsistent.
            LedgerError: If the ledger cannot be read or was altered.
            LinkError: If the kept model is none.
        """
        layout = Layout.existing(root)
        source = layout if written is None else Layout(written)
        settings = load_settings(source.settings)
        registers = read_registers(source.things, zone=settings.timezone)
        kept = read_kept(source.things)
        ledger = open_ledger(layout.ledger)
        if report is not None:
            report("replaying the ledger", 0, 1)
        evidence = 0

        def watched() -> Iterator[Any]:
            nonlocal evidence
            for entry in ledger.entries():
                if entry.kind != "checkpoint":
                    evidence = entry.index + 1
                yield entry

        state = replay(watched())
        if report is not None:
            report("replaying the ledger", 1, 1)
        root_of = ledger.root(evidence).hex()
        return cls(layout, settings, registers, state, evidence, root_of, tables or layout.tables, kept)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Return all items by their hash, superseded ones included."""
        names = ("sha256", "name", "media_type", "size", "carrier", "published", "supersedes", "because")
        return {sha: Item(**{n: one.body[n] for n in names if n in one.body}) for sha, one in self.state.items.items()}

    @cached_property
    def readings(self) -> dict[str, Mapping[str, Any]]:
        """Return the latest reading of each item that nothing supersedes, and of each model that read it, by its id, in order.

        Each has ``entry``, its place in the ledger.
        """
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for reading in sorted(self.state.readings.values(), key=lambda r: r.entry):
            item = self.state.items.get(reading.body["item"])
            if item is not None and item.superseded_by is None:
                lane = (item.sha256, str(reading.body.get("model", "")))
                found[lane] = {**reading.body, "entry": reading.entry}
        return {str(body["id"]): body for body in found.values()}

    @cached_property
    def folders(self) -> list[Path]:
        """Return the folders of the tables of all current readings.

        Raises:
            StudyError: If a reading's tables are not there.
        """
        found = []
        for reading in self.readings.values():
            if not reading.get("tables", True):
                continue
            folder = folder_of(self.tables, reading["id"])
            if not folder.is_dir():
                name = self.items[reading["item"]].name
                raise StudyError(
                    f"the tables of {name!r} are not in {self.tables}: run `undercount read {self.layout.root}`"
                )
            found.append(folder)
        return found

    @cached_property
    def derived(self) -> Derived:
        """Return the register entries that tables brought along."""
        return derived_registers(self.folders, zone=self.settings.timezone)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return all places by id."""
        return {p.id: p for p in (*self.derived.places, *self.registers.places)}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Return all sources by id."""
        return {s.id: s for s in (*self._judged_sources, *self.derived.sources, *self.registers.sources)}

    @cached_property
    def _judged_sources(self) -> tuple[Source, ...]:
        """Return the sources that only a text names, of proposed claims that were judged: their reading may be gone."""
        kept = (c.body["proposal"]["sources"] for c in self.state.claims.values() if "proposal" in c.body)
        return tuple(Source(name, "", None, words) for some in kept for name, words in some.items())

    @cached_property
    def actors(self) -> tuple[Membership, ...]:
        """Return all memberships; what a person wrote of an actor goes before what a table says."""
        written = {m.id for m in self.registers.actors}
        return (*self.registers.actors, *(m for m in self.derived.actors if m.id not in written))

    @cached_property
    def space(self) -> Space:
        """Return the trees in which scopes are boxes; an incident of a list that may repeat itself is a list of its own."""
        parted = self.judged_incidents.others
        return Space(
            places=tree_with(
                [(p.id, p.parent) for p in self.registers.places], ((p.id, p.parent) for p in self.derived.places)
            ),
            actors=actor_tree(self.actors),
            acts=vocabulary("act").tree(),
            targets=vocabulary("target").tree((f.id, f.kind) for f in self.registers.facilities),
            lists={i: f"{name}: {i}" if name in self.duplicates else name for i, name in self.incident_lists.items()},
            parted=parted,
            loose=frozenset(
                i for i, name in self.incident_lists.items() if name in self.duplicates and i not in parted
            ),
        )

    @cached_property
    def duplicates(self) -> frozenset[str]:
        """Return the lists of incidents that may tell of one incident more than once.

        Raises:
            StudyError: If one of them is no list with incidents.
        """
        lists = sorted(set(self.incident_lists.values()))
        for name in self.settings.duplicates:
            if name not in lists:
                remedy = suggest(name, lists) if lists else "read its table first"
                raise StudyError(
                    f"duplicates in [link] names lists of incidents; {name!r} is none that was read ({self.layout.settings}): {remedy}"
                )
        return frozenset(self.settings.duplicates)

    @cached_property
    def incident_lists(self) -> Mapping[str, str]:
        """Return for each incident the list that names it; what people coded by hand is a list of its own."""
        lists = lists_of(folder / CLAIMS for folder in self.folders)
        coded = {c.body["incident"] for c in self.state.claims.values() if c.body.get("incident")}
        return {**dict.fromkeys(coded, "study"), **lists}

    @cached_property
    def judgements(self) -> dict[str, tuple[Judgement, ...]]:
        """Return for each target the judgements that stand, in order."""
        return {
            target: tuple(_judgement(j.body) for j in self.state.standing_judgements(target))
            for target in self.state.judgements
        }

    @cached_property
    def withdrawn(self) -> dict[str, tuple[str, str]]:
        """Return for each claim that no figure may use the reason: a code and its parameter."""
        found: dict[str, tuple[str, str]] = {}
        for claim in self.state.claims.values():
            item = self.state.items.get(claim.body["item"])
            if claim.withdrawn is not None:
                found[claim.id] = ("withdrawn", claim.withdrawn)
            elif item is not None and item.superseded_by is not None:
                newer = self.items[item.superseded_by]
                found[claim.id] = ("replaced", f"{newer.name} ({newer.because})" if newer.because else newer.name)
        for target, last in self._last_word.items():
            if last.decision in ("reject", "set-aside"):
                found[target] = ("rejected" if last.decision == "reject" else "set-aside", last.because)
        for proposed in self.proposals:
            modality = self.modality(proposed)
            if modality not in COUNTED:
                found.setdefault(proposed, (modality, ""))
        return found

    @cached_property
    def proposals(self) -> dict[str, Mapping[str, Any]]:
        """Return for each claim that a machine proposed from a text what it keeps beyond its claim: the words of every field."""
        found = {str(one["id"]): one["proposal"] for one in proposals_in(self.folders)}
        judged = {c.id: c.body["proposal"] for c in self.state.claims.values() if "proposal" in c.body}
        return {**found, **judged}

    def modality(self, claim: str) -> str:
        """Return how the words of a proposed claim are meant: as the reader has it, or as a person corrected it."""
        corrected = [j.value["modality"] for j in self.judgements.get(claim, ()) if "modality" in j.value]
        return str(corrected[-1] if corrected else self.proposals[claim]["modality"])

    @cached_property
    def accepted(self) -> frozenset[str]:
        """Return the claims that a person accepted or corrected last."""
        return frozenset(t for t, last in self._last_word.items() if last.decision in ("accept", "correct"))

    @cached_property
    def _last_word(self) -> dict[str, Judgement]:
        """Return for each target the last judgement that admits it or sets it aside."""
        return {t: j for t, decided in self.judgements.items() for j in decided if j.decision in _JUDGED}

    def rows(self, unit: str | None = None) -> tuple[Row, ...]:
        """Return the claims of the study, of one unit or all, with what a person corrected."""
        if unit not in self._rows:
            coded = [row_of(Claim.from_json(c.body), c.id) for c in self.state.claims.values()]
            coded = [row for row in coded if unit is None or row.unit == unit]
            derived = rows_in([folder / CLAIMS for folder in self.folders], unit=unit)
            fresh = [row for row in derived if row.claim not in self.state.claims]
            self._rows[unit] = tuple(self._judged(row) for row in (*coded, *fresh))
        return self._rows[unit]

    def _judged(self, row: Row) -> Row:
        for judgement in self.judgements.get(row.claim, ()):
            if judgement.decision == "correct":
                row = row.corrected(dict(judgement.value))
            elif judgement.decision == "grade":
                row = row.corrected({"grade": judgement.value.get("grade", "")})
        return row

    @cached_property
    def basis(self) -> Basis:
        """Return what bears on every figure."""
        zone = self.settings.timezone
        return Basis(
            space=self.space,
            sources=tree_with(
                [(s.id, s.parent) for s in self.registers.sources],
                ((s.id, s.parent) for s in (*self.derived.sources, *self._judged_sources)),
            ),
            zone=zone,
            kinds={p.id: p.kind for p in self.places.values()},
            registered={
                i.id: Extent(i.places or None, *i.when.outer)
                for i in self.registers.incidents
                if i.places or i.when.edtf
            },
            judged=self.judged_incidents,
            duplicates=self.duplicates,
            withdrawn=self.withdrawn,
            accepted=self.accepted,
            gazetteer=self.gazetteer,
            is_spelled=frozenset(s.id for s in self.derived.sources)
            .difference(s.id for s in self.registers.sources)
            .__contains__,
            unread=tuple(
                rejected_words(self.items[reading["item"]].name, int(reading["rejected"]), int(reading["rows"]))
                for reading in self.readings.values()
                if reading.get("rejected") and not reading.get("proposals")
            ),
            name=self.name,
            ledger={"size": self.size, "root": self.root},
        )

    @cached_property
    def judged_incidents(self) -> Judged:
        """Return which incidents people judged to be one event, or to be different ones.

        Raises:
            LinkError: If judgements on incidents contradict each other.
        """
        from undercount.study.incident_judgements import judged_in

        return judged_in(self.state, {*self.incident_lists, *(i.id for i in self.registers.incidents)})

    @cached_property
    def _names(self) -> dict[tuple[str, str], tuple[str, str]]:
        found = {("place", p.id): (p.name_en, p.name_ar) for p in self.places.values()}
        found.update({("actor", a.id): (a.name_en, a.name_ar) for a in reversed(self.actors)})
        found.update({("source", s.id): (s.name_en, s.name_ar) for s in self.sources.values()})
        found.update({("target", t.id): (t.en, t.ar) for t in vocabulary("target").terms.values()})
        found.update({("target", f.id): (f.name_en, f.name_ar) for f in self.registers.facilities})
        return found

    def name(self, kind: str, thing: str, language: str) -> str:
        """Return the name of a place, actor, source or target in a language; its other name or its id where it has none."""
        en, ar = self._names.get((kind, thing), ("", ""))
        return ((ar or en) if language == "ar" else (en or ar)) or thing

    @cached_property
    def _registered(self) -> frozenset[str]:
        return frozenset([*(p.id for p in self.registers.places), *(a.id for a in self.registers.actors)])

    def gazetteer(self, node: str) -> str:
        """Return the prefix of the table that alone names a place or an actor; empty for what the registers name."""
        return "" if node in self._registered else node.partition(":")[0]

    @cached_property
    def lists(self) -> tuple[ListRows, ...]:
        """Return the records of every list of persons that is declared, read from the captured bytes.

        Raises:
            StudyError: If a list's table is not in the study.
            TamperedError: If a table's bytes are not those that were captured.
            UndercountError: If a list is not as it is declared.
        """
        from undercount.study.captures import item_named
        from undercount.study.linked import enough_memory
        from undercount.study.list_tables import records_in

        vault = Vault(self.layout.vault)
        newer = {sha: self.state.items[sha].superseded_by for sha in self.items}
        found = []
        for declared in self.settings.lists:
            item = item_named(declared.table, f"the list {declared.name!r}", self.items, newer)
            with enough_memory(f"the rows of {item.name}"):
                found.append(records_in(vault, item, declared))
        return tuple(found)

    def linked(self, report: Progress | None = None, engine: Engine = LOCAL) -> LinkedPersons:
        """Return the persons of the declared lists, linked once however often they are asked for.

        Args:
            report: Told of the progress.
            engine: Where records are compared, if they are linked now.

        Raises:
            UndercountError: If no list is declared, or the lists cannot be linked.
        """
        from undercount.study.linked import Asked, link_persons
        from undercount.study.linked_files import need_lists
        from undercount.study.record_pairs import judgements_in

        if not self._linked:
            need_lists([one.name for one in self.settings.lists])
            tell: Progress = report if report is not None else lambda _what, _done, _total: None
            tell("reading lists", 0, len(self.settings.lists))
            lists = self.lists
            tell("reading lists", len(lists), len(lists))
            wanted = [q.estimate.draws or 0 for q in self.settings.questions if q.estimate is not None]
            draws = max([self.settings.link.draws, *wanted])
            asked = Asked(self.settings.link, judgements_in(self.state), draws, self._trained())
            self._linked.append(link_persons(lists, asked, engine=engine, report=tell))
        return self._linked[0]

    def _trained(self) -> Trained | None:
        """Return what the kept model lends to the linkage, or None."""
        if self.kept is None:
            return None
        from undercount.study.kept_model import trained

        now = tuple((one.declared.name, one.item.sha256) for one in self.lists)
        return trained(self.kept, self.settings.lists, Vault(self.layout.vault), self.items, now)

    def histories(self, figure: str) -> CaptureHistories:
        """Return the capture histories on which a figure's estimate rests.

        Raises:
            StudyError: If no question has that name, it asks for no estimate, or its table is not in the study.
            HistoriesError: If the table breaks a rule.
            TamperedError: If the table's bytes are not those that were captured.
        """
        asked = self.settings.question(figure).estimate
        if asked is not None and asked.linked:
            from undercount.study.linked_estimate import linked_histories

            return linked_histories(asked, self.linked())
        return self._captured(figure)[2]

    def _captured(self, figure: str) -> tuple[Item, CaptureTable, CaptureHistories]:
        from undercount.study.captures import asked_of, item_of, table_in

        asked = self.settings.question(figure).estimate
        if asked is None:
            raise StudyError(
                f'capture histories belong to a figure that asks for an estimate; {figure!r} does not: add "estimate" to its methods'
            )
        newer = {sha: self.state.items[sha].superseded_by for sha in self.items}
        item = item_of(asked, figure, self.items, newer)
        table = table_in(Vault(self.layout.vault), item)
        return item, table, asked_of(table, asked)

    def figure(self, name: str, *, report: Progress | None = None, estimate: bool = True) -> Figure:
        """Answer one of the study's questions.

        Args:
            name: The figure's name.
            report: Told of the progress of an estimate.
            estimate: Also make the estimate that the question asks for, which can take long.

        Raises:
            StudyError: If no question has that name, or its estimate's table is not in the study.
            CountError: If it cannot be answered as it is put.
        """
        question = self.settings.question(name)
        found = self._bounded(question)
        if question.estimate is None or not estimate:
            return found
        bounds = (found.low, found.high)
        if question.estimate.linked:
            from undercount.study.linked_estimate import linked_json

            made = linked_json(question.estimate, self.linked(report), bounds, report=report)
        else:
            from undercount.study.estimate import estimate_json

            item, table, histories = self._captured(name)
            made = estimate_json(question.estimate, item, table, histories, bounds, report=report)
        return replace(found, body={**found.body, "estimate": made})

    def _bounded(self, question: Question) -> Figure:
        self._need_known(question.places, "place", self.space.places)
        self._need_known(question.actors, "actor", self.space.actors)
        self._need_known(question.targets, "target", self.space.targets)
        rows = self.rows(question.unit)
        speakers = {*self.basis.sources.nodes, *(row.speaker for row in rows)}
        self._need_known(question.admit.speakers, "speaker", speakers)
        try:
            return answer(question, rows, self.basis)
        except RegisterError:
            self._name_the_claim(rows)
            raise

    def _where(self, row: Row) -> str:
        coded = self.state.claims.get(row.claim)
        sheet = coded.body.get("sheet", row.item) if coded is not None else row.item
        return f"{self.items[sheet].name}, row {row.row}"

    def _name_the_claim(self, rows: Iterable[Row]) -> None:
        """Say which claim names what is in no register any more."""
        for row in rows:
            for kind, ids, tree in (
                ("place", row.places, self.space.places),
                ("actor", row.actors, self.space.actors),
                ("target", row.targets, self.space.targets),
            ):
                for one in ids or ():
                    if one not in tree:
                        raise StudyError(
                            f"a claim's {kind} must be an entry of the register; {one!r} is in none "
                            f"({self._where(row)}, {row.claim}): put it back, or correct the claim"
                        ) from None

    def _need_known(self, ids: tuple[str, ...], kind: str, known: Tree | set[str]) -> None:
        for one in ids:
            if one not in known:
                words = known.nodes if isinstance(known, Tree) else sorted(known)
                raise StudyError(
                    f"a figure's {kind} must be an entry of the register; {one!r} is in none (study.toml): {suggest(one, words)}"
                )


def _judgement(body: Mapping[str, Any]) -> Judgement:
    return Judgement(
        target=body["target"],
        decision=body["decision"],
        because=body["because"],
        coder=body["coder"],
        value=body.get("value") or {},
        supersedes=body.get("supersedes"),
    )
