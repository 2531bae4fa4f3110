"""Lay out a figure's pages: the answer, the sums that prove it, its claims, its conflicts and its parts."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from undercount.site import charts, printed
from undercount.site.built import Figure, FigureClaim, Group, Words
from undercount.site.contents import Contents, chunked
from undercount.site.estimates import missed
from undercount.site.render import Renderer
from undercount.site.sums import Line, Sum, add_up
from undercount.site.tables import Claim

WHOLE = 500
"""A list of at most this many claims stands on the figure's page; a longer one is split over pages."""

PAGE = 250
"""Claims on one page of a split list."""

LINES = 120
"""Lines of a sum that stand on the figure's page; a longer sum is split over pages too."""

PART_LINES = 400
"""Lines of sums on one page of parts."""

_ROLES = ("both", "floor", "ceiling", "none", "repetition")


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim in a figure's list."""

    claim: Claim
    role: str
    admitted: bool
    because: Words | str | None
    carries: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A list that may run over several pages.

    Args:
        name: What its pages are called.
        pages: The list's parts; the first one stands on the figure's page.
        total: How many there are.
    """

    name: str
    pages: Sequence[Sequence[object]]
    total: int


@dataclass(frozen=True, slots=True)
class Part:
    """A group with its sums."""

    index: int
    group: Group
    low: Sum | None
    high: Sum | None
    path: str
    span: charts.Span
    pale: charts.Span | None


@dataclass(frozen=True, slots=True)
class View:
    """A figure with its sums, its claims and its parts, in no language yet."""

    figure: Figure
    low: Sum
    high: Sum | None
    admitted: Run
    proposed: Run
    aside: Run
    only_proposed: int
    sum_low: Run
    sum_high: Run | None
    reasons: Sequence[tuple[Words | str, int]]
    carriers: Sequence[str]
    parts: Sequence[Part]
    part_pages: Sequence[Sequence[Part]]
    same_question: Sequence[Figure]
    truth: int | None

    @property
    def name(self) -> str:
        """Return the figure's name."""
        return self.figure["name"]

    @property
    def disputed(self) -> bool:
        """Return whether no count satisfies all admitted claims."""
        return self.figure["status"] == "disputed"

    @property
    def waiting(self) -> int:
        """Return how many claims about the question are proposed and not yet judged, whether they count here or not."""
        return self.proposed.total + self.only_proposed

    @property
    def denials(self) -> Sequence[Entry]:
        """Return the admitted claims that deny: they count nobody, whether they set a maximum or bind nothing."""
        return [e for page in self.admitted.pages for e in page if isinstance(e, Entry) and e.claim.stance == "denies"]

    @property
    def one_way_out(self) -> bool:
        """Return whether several disputes share their ways out, so that these are shown once."""
        ways = [conflict["resolutions"] for conflict in self.figure["conflicts"]]
        return len(ways) > 1 and all(way == ways[0] for way in ways)

    @property
    def nothing(self) -> bool:
        """Return whether no admitted claim gives a minimum."""
        return self.figure["low"] == 0 and not self.low.lines


def view(contents: Contents, figure: Figure) -> View:
    """Return what a figure's pages show.

    Raises:
        SiteError: If a certificate does not add up to its bound.
    """
    name = figure["name"]
    certificate = figure["certificate"]
    low = add_up(certificate["low"], figure["low"], upper=False, name=name)
    terms, bound = certificate["high"], figure["high"]
    high = add_up(terms, bound, upper=True, name=name) if terms is not None and bound is not None else None
    carrying = {line.claim for line in (*low.lines, *(high.lines if high else ()))}
    entries = [_entry(contents, claim, carrying) for claim in figure["claims"]]
    admitted = sorted((e for e in entries if e.admitted and e.role != "repetition"), key=_order)
    others = sorted((e for e in entries if not e.admitted or e.role == "repetition"), key=_order)
    proposed = [e for e in others if contents.is_open(e.claim)]
    aside = [e for e in others if not contents.is_open(e.claim)]
    parts, part_pages = _parts(figure)
    truth = contents.built.publication["truth"] or {}
    return View(
        figure=figure,
        low=low,
        high=high,
        admitted=_run("claims", admitted, WHOLE, PAGE),
        proposed=_run("proposed", proposed, WHOLE, PAGE),
        aside=_run("aside", aside, WHOLE, PAGE),
        only_proposed=sum(contents.is_open(e.claim) for e in admitted),
        sum_low=_run("minimum", low.lines, LINES, PART_LINES),
        sum_high=_run("maximum", high.lines, LINES, PART_LINES) if high else None,
        reasons=_reasons(aside),
        carriers=_carriers(low.lines),
        parts=parts,
        part_pages=part_pages,
        same_question=_same_question(contents.built.figures, figure),
        truth=truth.get(name),
    )


def pages(renderer: Renderer, shown: View) -> None:
    """Write a figure's page and the pages that its long lists run on to."""
    figure, mirrored = shown.figure, renderer.mirrored
    common = {"view": shown, "figure": figure}
    small = len(figure["by"]) > 1
    renderer.page(
        f"figures/{shown.name}.html",
        "figure.html",
        strip_drawing=charts.strip(figure, truth=shown.truth, mirrored=mirrored),
        columns=charts.columns(figure["groups"], figure["by"], height=70 if small else 200, mirrored=mirrored),
        time=charts.time_dimension(figure["groups"], figure["by"]),
        parts=_mirrored(shown.parts, mirrored),
        ranges=printed.ranges(figure),
        sums=printed.sums(figure),
        missed=missed(figure, truth=shown.truth, mirrored=mirrored),
        **common,
    )
    lists = (shown.admitted, shown.proposed, shown.aside)
    for run in (*lists, shown.sum_low, shown.sum_high):
        for number, rows in enumerate(run.pages[1:] if run else (), start=2):
            template = "figure_claims.html" if run in lists else "figure_sum.html"
            renderer.page(
                f"figures/{shown.name}-{run.name if run else ''}-{number}.html",
                template,
                run=run,
                rows=rows,
                number=number,
                **common,
            )
    for number, part_page in enumerate(shown.part_pages, start=1):
        renderer.page(
            f"figures/{shown.name}-parts-{number}.html",
            "figure_parts.html",
            parts=part_page,
            number=number,
            total=len(shown.part_pages),
            **common,
        )


_CSV = [
    "id",
    "speaker",
    "carrier",
    "origin",
    "item",
    "quote",
    "stance",
    "act",
    "unit",
    "low",
    "best",
    "high",
    "qualifier",
    "phrase",
    "when",
    "places",
    "actors",
    "sex",
    "age",
    "status",
    "targets",
    "covers",
    "incident",
    "published",
    "admitted",
    "set_aside_because",
    "role",
    "standing",
    "grade",
    "assurance",
]


def table(figure: Figure) -> bytes:
    """Return a figure's claims as CSV that a spreadsheet opens and does not run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_CSV)
    for claim in figure["claims"]:
        row: Mapping[str, object] = dict(claim)
        writer.writerow([cell(row.get(column)) for column in _CSV])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def cell(value: object) -> str:
    """Return a value as a spreadsheet's cell; text that a spreadsheet would take for a formula is made plain text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return cell(";".join(str(part) for part in value))
    if isinstance(value, dict):
        return cell(" / ".join(str(part) for part in value.values()))
    text = str(value)
    return f"'{text}" if text.lstrip("\u200e\u200f\u202a\u202b\ufeff ")[:1] in tuple("=+-@\t\r\n") and text else text


def _entry(contents: Contents, claim: FigureClaim, carrying: set[str]) -> Entry:
    return Entry(
        claim=contents.claims[claim["id"]],
        role=claim["role"],
        admitted=claim["admitted"],
        because=claim.get("set_aside") or claim["set_aside_because"],
        carries=claim["id"] in carrying,
    )


def _order(entry: Entry) -> tuple[bool, int, str, str]:
    role = _ROLES.index(entry.role) if entry.role in _ROLES else len(_ROLES)
    return (not entry.carries, role, entry.claim.published, entry.claim.id)


def _run(name: str, rows: Sequence[object], whole: int, size: int) -> Run:
    if len(rows) <= whole:
        return Run(name, [rows], len(rows))
    return Run(name, list(chunked(rows, min(size, whole))), len(rows))


def _reasons(aside: Sequence[Entry]) -> list[tuple[Words | str, int]]:
    """Return the reasons for which claims were set aside, with how many each."""
    found: dict[str, tuple[Words | str, int]] = {}
    for entry in aside:
        if entry.because:
            text, seen = found.get(repr(entry.because), (entry.because, 0))
            found[repr(entry.because)] = (text, seen + 1)
    return sorted(found.values(), key=lambda pair: (-pair[1], repr(pair[0])))


def _carriers(lines: Sequence[Line]) -> list[str]:
    """Return the origins that the minimum rests on, in the order of the sum."""
    return list(dict.fromkeys(line.origin or line.speaker for line in lines))


def _same_question(figures: Mapping[str, Figure], figure: Figure) -> list[Figure]:
    """Return the other figures that put the same question under another rule."""
    return [
        other
        for other in figures.values()
        if other is not figure and other["scope"] == figure["scope"] and other["unit"] == figure["unit"]
    ]


def _parts(figure: Figure) -> tuple[list[Part], list[list[Part]]]:
    """Return the groups with their sums, and the pages that show those sums."""
    if not figure["groups"]:
        return [], []
    axis = charts.Axis(charts.top_of(figure["groups"]))
    parts: list[Part] = []
    pages_: list[list[Part]] = [[]]
    lines = 0
    for index, group in enumerate(figure["groups"]):
        low, high = _group_sums(figure, group)
        size = 1 + len(low.lines if low else ()) + len(high.lines if high else ())
        if pages_[-1] and lines + size > PART_LINES:
            pages_.append([])
            lines = 0
        lines += size
        path = f"figures/{figure['name']}-parts-{len(pages_)}.html#g-{index + 1}"
        part = Part(
            index + 1, group, low, high, path, axis.span(0, group["low"]), axis.span(group["low"], group["high"])
        )
        parts.append(part)
        pages_[-1].append(part)
    return parts, pages_


def _group_sums(figure: Figure, group: Group) -> tuple[Sum | None, Sum | None]:
    certificate = group.get("certificate")
    if not certificate:
        return None, None
    name = f"{figure['name']} ({', '.join(f'{k} {v}' for k, v in sorted(group['key'].items()))})"
    low = add_up(certificate["low"], group["low"], upper=False, name=name)
    terms, bound = certificate["high"], group["high"]
    return low, add_up(terms, bound, upper=True, name=name) if terms is not None and bound is not None else None


def _mirrored(parts: Sequence[Part], mirrored: bool) -> list[tuple[Part, charts.Span, charts.Span | None]]:
    """Return the parts with their bars as the language reads them."""
    return [(part, _flip(part.span, mirrored), _flip(part.pale, mirrored) if part.pale else None) for part in parts]


def _flip(span: charts.Span, mirrored: bool) -> charts.Span:
    if not mirrored:
        return span
    left = 100 - float(span.x.rstrip("%")) - float(span.width.rstrip("%"))
    return charts.Span(charts.percent(left), span.width)


def cards(views: Sequence[View], *, mirrored: bool) -> list[tuple[View, charts.Strip]]:
    """Return the figures for the front page, each with its small strip."""
    return [(shown, charts.strip(shown.figure, truth=shown.truth, mirrored=mirrored)) for shown in views]
