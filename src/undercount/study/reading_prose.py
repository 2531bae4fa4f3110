"""Reading of prose: the text of a document into proposed claims, by rules or from a model's kept answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from undercount.errors import StudyError
from undercount.ledger import Vault
from undercount.ledger.disk import Progress
from undercount.read.prose.claims import Captured
from undercount.read.prose.english.lexicon import lexicon
from undercount.read.prose.gathered import Gathered
from undercount.read.prose.model.asking import Answers, proposals_of
from undercount.read.prose.reader import ProseReader
from undercount.read.text import ItemText, text_of
from undercount.read.texts.published import published_of
from undercount.record import Item
from undercount.record.canonical import content_id
from undercount.study.account import Reading
from undercount.study.derived import CLAIMS, folder_of
from undercount.study.opened import Opened
from undercount.study.proposed import PROPOSALS, hash_of, proposals_bytes, write_proposed

MODEL = "model"
"""The part of a reading's body that says that it rests on a model's answers."""


@dataclass
class ProseReadings:
    """Read the documents of a study.

    Args:
        opened: The study.
        vault: Where the answers of models are kept.
        entries: The ledger's entries of this run, to which readings are added.
        kept: The names of the folders of tables that are still needed, to which ours are added.
        report: Told of the progress through a long text.
    """

    opened: Opened
    vault: Vault
    entries: list[tuple[str, Mapping[str, Any]]]
    kept: set[str]
    report: Progress
    _reader: list[ProseReader] = field(default_factory=list)

    @property
    def is_wanted(self) -> bool:
        """Tell whether the study's settings ask for prose to be read."""
        return self.opened.settings.prose.how != "none"

    def need_words(self) -> None:
        """Refuse a file of words that is none, before anything is read: every document would lack what it tells.

        Raises:
            ReadError: If it is not there, or not as it must be.
        """
        own = self._own_words
        if self.is_wanted and own is not None:
            lexicon(own)

    @property
    def _own_words(self) -> Path | None:
        words = self.opened.settings.prose.words
        return Path(self.opened.layout.root) / words if words else None

    def reader(self) -> ProseReader:
        """Return the reader by rules, made once.

        Raises:
            ReadError: If the pipeline that the settings name is not there, or its weights are not the official ones.
        """
        if not self._reader:
            settings = self.opened.settings
            self._reader.append(
                ProseReader(
                    self.opened.registers,
                    parse=settings.prose.how == "rules",
                    model=settings.prose.model,
                    words=self._own_words,
                )
            )
        return self._reader[0]

    def by_rules(self, item: Item, text: ItemText) -> tuple[Reading, Path]:
        """Read a document by the program's own rules; return the account and the folder of what was found.

        Raises:
            ReadError: If no reader knows its language, or the pipeline is not as it must be.
        """
        reader = self.reader()
        about = self._about(item, text)
        given = {
            "item": item.sha256,
            "reader": reader.name(text),
            "words": reader.words_hash,
            **self._bearing(about, text),
        }
        return self._read(item, text, given, lambda: reader.read(text, about, self._of_pieces))

    def _of_pieces(self, done: int, total: int) -> None:
        self.report("pieces of a long text", done, total)

    def by_model(self, item: Item, text: ItemText, answers: Answers) -> tuple[Reading, Path]:
        """Read a document from what a model answered about it, and keep the answers."""
        kept = answers.to_bytes()
        sha = hashlib.sha256(kept).hexdigest()
        self.vault.add(BytesIO(kept))
        about = self._about(item, text)
        asked = {MODEL: answers.model, "host": answers.host, "prompt": answers.prompt, "answers": sha}
        given = {"item": item.sha256, "reader": answers.reader, **asked, **self._bearing(about, text)}
        reader = self.reader()

        def read() -> Gathered:
            found = proposals_of(answers, text)
            proposals = reader.resolved(found.proposals, text, about)
            return reader.gather(answers.reader, proposals, found.faults, text, about)

        return self._read(item, text, given, read)

    def again(self, item: Item, text: ItemText, body: Mapping[str, Any]) -> tuple[Reading, Path]:
        """Read a document again from a model's answers that the vault keeps, in the text that was shown to the model."""
        shown = str(body.get("text", text.method))
        if shown != text.method:
            path, ocr = self.vault.path(item.sha256), self.opened.settings.prose.ocr
            text = text_of(path, name=item.name, media_type=item.media_type, ocr=ocr, method=shown)
        with self.vault.path(str(body["answers"])).open("rb") as file:
            return self.by_model(item, text, Answers.from_bytes(file.read()))

    def no_more(self, item: Item, text: ItemText) -> Reading:
        """Say of a document that was read before that its words are read no more, since the settings say so."""
        latest = [r for r in self.opened.readings.values() if r["item"] == item.sha256 and not r.get(MODEL)]
        if latest and latest[-1].get("proposals"):
            body = {
                "item": item.sha256,
                "reader": "none",
                "mapping": None,
                "tables": False,
                "after": int(latest[-1]["entry"]),
            }
            counts = {"rows": 0, "read": 0, "rejected": 0, "claims": 0}
            self.entries.append(("reading", {"id": content_id("reading", body), **body, **counts}))
        return Reading(item.name, item.sha256, f"text ({text.method}), to be quoted on a claim sheet")

    def _about(self, item: Item, text: ItemText) -> Captured:
        """Return what is known of a document: when it was published is what a person said, else what it says of itself."""
        found = published_of(self.vault.path(item.sha256), item.name, media_type=item.media_type, given=item.published)
        parts: tuple[tuple[int, str], ...] = ()
        if len(found.parts) == len(text.parts) and not item.published:
            parts = tuple((part.start, one.when) for part, (_, one) in zip(text.parts, found.parts, strict=True))
        return Captured(item.sha256, item.name, item.carrier, found.when, parts, self.opened.settings.timezone)

    def _bearing(self, about: Captured, text: ItemText) -> dict[str, Any]:
        """Return what else a reading rests on: a change of any of it is another reading."""
        registers = {
            name: sha
            for name, sha in self.opened.state.registers.items()
            if name in ("places.csv", "actors.csv", "sources.csv")
        }
        return {
            "registers": registers,
            "text": text.method,
            "published": about.published,
            "parts": [list(part) for part in about.parts],
            "carrier": about.carrier,
            "zone": self.opened.settings.timezone,
        }

    def _read(self, item: Item, text: ItemText, given: Mapping[str, Any], read: Any) -> tuple[Reading, Path]:
        name = content_id("reading", dict(given))
        folder = folder_of(self.opened.layout.tables, name)
        self.kept.add(folder.name)
        known = self.opened.state.readings.get(name)
        if known is not None and self._is_there(folder, known.body):
            body = dict(known.body)
        else:
            found = read()
            body = {"id": name, **given, "mapping": None, "tables": True, **_counts(found)}
            if known is not None and dict(known.body) != body:
                raise StudyError(
                    f"reading {item.name} again gives other proposals than the ledger holds for the same reader: the program or one of "
                    "its libraries has changed; build with the version that read it"
                )
            write_proposed(found, text.text, folder)
        if (
            known is None or name not in self.opened.readings
        ):  # so it is too where another reading of the item came between
            self.entries.append(("reading", body))
        counts: dict[str, Any] = {key: int(body[key]) for key in ("rows", "read", "rejected", "claims")}
        misses, reader = int(body["misses"]), str(given["reader"])
        by_rules = not body.get(MODEL)
        told = (*text.notes, *(self.reader().unread(text) if by_rules else ()))
        notes = (self.reader().note(text) if by_rules else "", *(f"{item.name}: {note}" for note in told))
        made = Reading(
            item.name,
            item.sha256,
            reader,
            id=name,
            misses=misses,
            prose=True,
            notes=tuple(filter(None, notes)),
            **counts,
        )
        return made, folder

    @staticmethod
    def _is_there(folder: Path, body: Mapping[str, Any]) -> bool:
        file = folder / PROPOSALS
        return (folder / CLAIMS).is_file() and file.is_file() and hash_of(file.read_bytes()) == body["proposals"]


def _counts(found: Gathered) -> dict[str, Any]:
    read, rejected = len(found.proposed), len(found.rejects)
    return {
        "rows": read + rejected,
        "read": read,
        "rejected": rejected,
        "claims": read,
        "misses": len(found.misses),
        "proposals": hash_of(proposals_bytes(found)),
    }


def model_readings(opened: Opened) -> dict[str, list[Mapping[str, Any]]]:
    """Return for each item the latest reading by each model, whose answers the vault keeps."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for reading in sorted(opened.state.readings.values(), key=lambda one: one.entry):
        if reading.body.get(MODEL):
            found.setdefault(str(reading.body["item"]), {})[str(reading.body[MODEL])] = reading.body
    return {item: list(by.values()) for item, by in found.items()}
