"""Write the whole site: gather, lay out, render both languages, and put it in place at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from undercount.ledger.disk import Progress
from undercount.site import evidence, figures, incident_page, incidents, linkage, sources
from undercount.site.contents import Contents, gather
from undercount.site.language import CODES, load
from undercount.site.render import Renderer, Writer, environment


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was written.

    Args:
        folder: The site.
        index: The page to open first.
        pages: Number of pages.
        files: Number of files.
        size: Their size (bytes).
        claims: Claims that can be opened.
        incidents: Incidents on the map and in the list.
    """

    folder: Path
    index: Path
    pages: int
    files: int
    size: int
    claims: int
    incidents: int


def write(build: Path, *, progress: Progress | None = None) -> SiteReport:
    """Write the static bilingual site of a built study to ``build/site``.

    The same built files give the same bytes. The site is written beside its place and put there when it is whole: a reader never
    meets half a site, and an interrupted run leaves the old one.

    Args:
        build: The study's ``build`` folder.
        progress: Told of the step (``site``), pages of evidence written and such pages in all.

    Raises:
        SiteError: If a built file is missing or lacks something, or a sum or proof in it does not hold.
    """
    contents = gather(build)
    views = [figures.view(contents, figure) for figure in contents.built.figures.values()]
    fresh, place, old = build / "site.new", build / "site", build / "site.old"
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    writer = Writer(fresh)
    step = _stepper(progress, contents, views)
    said = incidents.reported(contents.claims.values())
    texts = evidence.texts_of(contents)
    for code in CODES:
        _language(Renderer(contents, load(code), writer), views, said, texts, step)
    _shared(contents, views, writer, said)
    _put(fresh, place, old)
    return SiteReport(
        folder=place,
        index=place / "index.html",
        pages=writer.pages,
        files=writer.files,
        size=writer.size,
        claims=len(contents.claims),
        incidents=len(contents.incidents),
    )


def _language(
    renderer: Renderer,
    views: Sequence[figures.View],
    said: dict[str, incidents.Reported],
    texts: dict[str, str],
    step: evidence.Step,
) -> None:
    """Write all pages of one language."""
    contents = renderer.contents
    renderer.page(
        "index.html",
        "front.html",
        cards=figures.cards(views, mirrored=renderer.mirrored),
        counts=_counts(contents),
    )
    for shown in views:
        figures.pages(renderer, shown)
        step(1)
    evidence.pages(renderer, _used(views), texts, step)
    if contents.incidents:
        incidents.pages(renderer, said)
    if contents.joined is not None:
        incident_page.pages(renderer, contents.joined)
        step(incident_page.page_count(contents.joined))
    persons = contents.built.publication.get("persons")
    if persons is not None:
        linkage.pages(renderer, persons)
        step(linkage.page_count(persons))
    sources.pages(renderer)
    renderer.page("methods.html", "methods.html", views=views)
    renderer.page("corrections.html", "corrections.html", documents=sources.documents(contents))


def _shared(
    contents: Contents, views: Sequence[figures.View], writer: Writer, said: dict[str, incidents.Reported]
) -> None:
    """Write what both languages share: the first page, the style, the scripts, the downloads."""
    publication = contents.built.publication
    template = environment(load(CODES[0]), None).get_template("chooser.html")
    writer.write("index.html", template.render(publication=publication, languages=[load(code) for code in CODES]))
    for shown in views:
        name = shown.name
        writer.write(f"data/{name}.json", (contents.built.folder / "figures" / f"{name}.json").read_bytes())
        writer.write(f"data/{name}-claims.csv", figures.table(shown.figure))
    checkpoint = publication["ledger"].get("checkpoint")
    if checkpoint:
        writer.write("data/checkpoint.txt", checkpoint)
    if contents.incidents:
        incidents.write_data(contents, writer, said)
    for path, source in _static(files("undercount.site").joinpath("static"), "assets"):
        if contents.incidents or ("/vendor/" not in path and not path.endswith(".js")):
            writer.write(path, source.read_bytes())


def _static(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    """Yield the package's own files; the country outlines go into the map's data instead."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _static(entry, f"{path}/{entry.name}")
        elif not entry.name.endswith(".geojson"):
            yield f"{path}/{entry.name}", entry


def _counts(contents: Contents) -> dict[str, int]:
    """Return the study's size for the front page."""
    claims = contents.claims.values()
    return {
        "claims": len(claims),
        "speakers": len({claim.speaker for claim in claims if claim.speaker}),
        "documents": len(contents.items),
        "incidents": len(contents.incidents),
    }


def _used(views: Sequence[figures.View]) -> dict[str, list[str]]:
    """Return the names of the figures in whose lists each claim stands."""
    used: dict[str, list[str]] = {}
    for shown in views:
        for claim in shown.figure["claims"]:
            used.setdefault(claim["id"], []).append(shown.name)
    return used


def _stepper(progress: Progress | None, contents: Contents, views: Sequence[figures.View]) -> evidence.Step:
    """Return a counter that tells how many pages of evidence and figures are done."""
    per_language = len(views) + len(contents.own_pages()) + len(contents.tables) + len(contents.documents())
    per_language += 0 if contents.joined is None else incident_page.page_count(contents.joined)
    persons = contents.built.publication.get("persons")
    per_language += 0 if persons is None else linkage.page_count(persons)
    total, done = per_language * len(CODES), 0

    def step(pages: int) -> None:
        nonlocal done
        done += pages
        if progress is not None:
            progress("site", done, total)

    return step


def _put(fresh: Path, place: Path, old: Path) -> None:
    """Put the new site in the place of the old one."""
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
