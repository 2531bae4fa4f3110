"""Turn templates into files of one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from undercount.site.contents import Contents, plain
from undercount.site.language import CODES, Language, load
from undercount.site.names import Names

FOLDED = 50
"""A list of claims that do not count shows so many; the rest of it unfolds."""


@dataclass(slots=True)
class Writer:
    """Write files below one folder and count them.

    Args:
        folder: Where the site is written.
    """

    folder: Path
    pages: int = 0
    files: int = 0
    size: int = 0
    _made: set[Path] = field(default_factory=set)

    def write(self, path: str, content: str | bytes) -> None:
        """Write one file; text as UTF-8 with Unix line ends."""
        target = self.folder / path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        data = content.encode("utf-8") if isinstance(content, str) else content
        target.write_bytes(data)
        self.files += 1
        self.pages += path.endswith(".html")
        self.size += len(data)


class Renderer:
    """Render pages in one language.

    Args:
        contents: What is on the site.
        language: The language.
        writer: Where the pages go.
    """

    def __init__(self, contents: Contents, language: Language, writer: Writer) -> None:
        self.contents = contents
        self.language = language
        self.writer = writer
        self.names = Names(contents.built.publication, language)
        self._environment = environment(language, self.names)
        self._environment.globals.update(
            publication=contents.built.publication,
            figures_list=list(contents.built.figures.values()),
            items=contents.items,
            claims_by_id=contents.claims,
            proposals=contents.proposals,
            as_read_of=contents.as_read,
            recognised=contents.recognised,
            folded_at=FOLDED,
            has_incidents=bool(contents.incidents),
            has_joined=contents.joined is not None,
            joined_events=0 if contents.joined is None else len(contents.joined.events),
            persons=contents.built.publication.get("persons"),
            told_at={} if contents.joined is None else contents.joined.addresses,
        )

    @property
    def mirrored(self) -> bool:
        """Return whether the language reads from the right."""
        return self.language.direction == "rtl"

    def page(self, path: str, template: str, **values: object) -> None:
        """Render one page.

        Args:
            path: Where it stands below the language's folder.
            template: The template's name.
            values: What the template needs.
        """
        up = "../" * path.count("/")

        def href(target: str) -> str:
            return f"#{target.partition('#')[2]}" if target.partition("#")[0] == path else up + target

        def claim_href(claim: str) -> str:
            return href(self.contents.addresses[claim])

        html = self._environment.get_template(template).render(
            path=path,
            href=href,
            claim_href=claim_href,
            root=f"{up}../",
            switches=[(load(code), f"{up}../{code}/{path}") for code in CODES if code != self.language.code],
            **values,
        )
        self.writer.write(f"{self.language.code}/{path}", html)


def environment(language: Language, names: Names | None) -> Environment:
    """Return the templates with a language's words; everything that is put in is escaped."""
    found = Environment(
        loader=PackageLoader("undercount.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.globals.update(
        lang=language,
        t=language.say,
        n=language.count,
        plain=plain,
        has_string=language.strings.__contains__,
        tuple_of=tuple,
    )
    found.filters.update(
        num=language.number, pct=language.percent, words=language.text, plainnum=language.plain, groupby_run=runs
    )
    if names is not None:
        found.globals.update(names=names)
        found.filters.update(when=names.when, place=names.place, actor=names.actor, source=names.source)
    return found


def runs(rows: Iterable[object], name: str) -> list[tuple[object, list[object]]]:
    """Return rows in runs of one value, in the order in which they come."""
    return [(value, list(members)) for value, members in groupby(rows, key=lambda row: getattr(row, name))]
