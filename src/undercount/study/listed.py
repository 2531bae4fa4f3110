"""Listed: the records of a study's lists of persons, the linkage of them, and the capture histories that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from undercount.engine import LOCAL, Engine
from undercount.errors import StudyError
from undercount.ledger import Vault
from undercount.ledger.disk import Progress
from undercount.record import Item
from undercount.study.decided import Decided

if TYPE_CHECKING:
    from undercount.count.estimators.histories import CaptureHistories
    from undercount.link.register import Register
    from undercount.read.captures import CaptureTable
    from undercount.study.kept_model import Trained
    from undercount.study.linked import LinkedPersons
    from undercount.study.list_tables import ListRows


@dataclass(frozen=True)
class Listed(Decided):
    """What a study's lists of persons say, linked once however often it is asked for."""

    _linked: list[LinkedPersons] = field(default_factory=list, repr=False)

    @cached_property
    def lists(self) -> tuple[ListRows, ...]:
        """Return the records of every list of persons that is declared, read from the captured bytes.

        Raises:
            StudyError: If a list's table is not in the study.
            TamperedError: If a table's bytes are not those that were captured.
            UndercountError: If a list is not as it is declared.
        """
        from undercount.study.captures import item_named
        from undercount.study.list_tables import records_in
        from undercount.study.room import enough_memory

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
            asked = Asked(self.settings.link, judgements_in(self.state), draws, self._trained(), self.place_register)
            self._linked.append(link_persons(lists, asked, engine=engine, report=tell))
        return self._linked[0]

    @cached_property
    def place_register(self) -> Register:
        """Return the places of the study's own register: the words that stand for each in a list, and in which larger place it lies.

        Of places that lie in one another and share a word the widest has it, unless the row in which it stands says otherwise.
        """
        from undercount.link.register import Register

        names, alone, shared = self.registers.place_names, {}, {}
        for place, words in names.names.items():
            known = tuple(word for word in (place, *words) if word)
            alone[place] = tuple(word for word in known if names.find(word) == (place,))
            shared[place] = tuple(word for word in known if word not in alone[place])
        parents = {place.id: place.parent for place in self.registers.places if place.parent is not None}
        return Register(alone, {place: words for place, words in shared.items() if words}, parents)

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
        return self.captured(figure)[2]

    def captured(self, figure: str) -> tuple[Item, CaptureTable, CaptureHistories]:
        """Return the item, the table and the capture histories on which a figure's estimate rests.

        Raises:
            StudyError: If no question has that name, it asks for no estimate, or its table is not in the study.
            HistoriesError: If the table breaks a rule.
            TamperedError: If the table's bytes are not those that were captured.
        """
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
