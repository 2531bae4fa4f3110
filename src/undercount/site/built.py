"""Read the built files that the site is made of, and say which one lacks what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from undercount.errors import UndercountError
from undercount.site.fits import Drawn
from undercount.site.persons import Persons

Words = dict[str, str]
"""One text per language code."""

Number = int | float | str
"""A multiplier as the figure's file holds it: a whole number, a float, or a fraction such as ``"1/2"``."""


class SiteError(UndercountError):
    """The built files do not hold what the site needs, or what they hold does not prove what it says."""


class Term(TypedDict):
    """One claim in a certificate."""

    claim: str
    speaker: str
    origin: str
    quantity: int
    multiplier: Number


class Certificate(TypedDict):
    """The sums that prove a figure's minimum and maximum."""

    low: list[Term]
    high: list[Term] | None
    words: NotRequired[Words | None]
    words_high: NotRequired[Words | None]


class Resolution(TypedDict):
    """What a conflict becomes when some claims are left out."""

    without: list[str]
    low: int
    high: int | None


class Conflict(TypedDict):
    """Claims that cannot all be true."""

    claims: list[str]
    misses_by: Number
    resolutions: list[Resolution]


class ReportedRange(TypedDict):
    """Per incident the lowest and the highest reported figure, added up: of one list, or of all with each list's own."""

    low: int | None
    high: int | None
    incidents: int | None
    claims: int | None
    list: NotRequired[str]
    without_number: NotRequired[int]
    lists: NotRequired[Sequence[ReportedRange]]


class BestSum(TypedDict):
    """The sum of the best figures: of one list, or of all with each list's own."""

    sum: int | None
    claims: int | None
    list: NotRequired[str]
    without_number: NotRequired[int]
    lists: NotRequired[Sequence[BestSum]]


class Group(TypedDict):
    """The answer for one part of the question."""

    key: dict[str, str]
    low: int
    high: int | None
    status: str
    robust: NotRequired[dict[str, int]]
    certificate: NotRequired[Certificate]


class FigureClaim(TypedDict):
    """A claim as a figure's file holds it."""

    id: str
    speaker: str
    carrier: str
    origin: str
    item: str
    quote: str
    locator: object
    stance: str
    act: str
    unit: str
    low: int | None
    best: int | None
    high: int | None
    qualifier: str
    phrase: str
    when: str | None
    places: list[str] | None
    actors: list[str] | None
    sex: str | None
    age: str | None
    status: str | None
    targets: list[str] | None
    covers: str
    incident: str | None
    published: str | None
    admitted: bool
    set_aside_because: str | Words | None
    set_aside: NotRequired[Words | None]
    role: str
    standing: str
    grade: str | None
    assurance: str | None


class ListSize(TypedDict):
    """A list of an estimate's table: persons on it, and on it alone."""

    list: str
    persons: int
    alone: int


class History(TypedDict):
    """How many persons are on some lists and on no other."""

    lists: list[str]
    persons: int


class Fact(TypedDict):
    """What bears on whether an estimate can be believed."""

    code: str
    text: str
    grave: bool
    lists: list[str]
    stratum: str


class EstimateResult(TypedDict):
    """What one estimator says, of all persons or of a part."""

    method: str
    stratum: dict[str, str]
    lists: list[str]
    documented: int
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    interval: str
    diagnosis: dict[str, object]
    refused: str | None
    notes: list[str]
    assumptions: list[str]
    reference: str


class Variance(TypedDict):
    """Where the variance of one method's estimate comes from, in shares (on the log scale of the number missed)."""

    method: str
    sampling: float
    model: float
    imputation: float
    linkage: float


class Linkage(TypedDict):
    """What an estimate rests on where its persons were linked from several lists."""

    lists: list[dict[str, object]]
    draws: int
    persons: dict[str, int]
    calibrated: bool
    variance: list[Variance]
    words: Words


class Estimate(TypedDict):
    """A statistical estimate beside a figure's bounds."""

    item: str
    name: str
    rows: int
    persons: int
    lists: list[ListSize]
    by: list[str]
    where: dict[str, list[str]]
    level: float
    seed: int
    histories: list[History]
    facts: list[Fact]
    recommended: str | None
    because: str | None
    warnings: list[str]
    results: list[EstimateResult]
    strata: list[EstimateResult]
    drawn: Drawn
    beside: Words
    linkage: NotRequired[Linkage]


class SameWords(TypedDict):
    """Admitted claims that stand in nearly the same words of several documents and have no origin in common."""

    claims: list[str]
    items: list[str]


class _Figure(TypedDict):
    name: str
    title: Words
    question: Words
    unit: str
    scope: dict[str, object]
    method: str
    admission: dict[str, object]
    low: int
    high: int | None
    status: str
    robust: dict[str, int]
    certificate: Certificate
    conflicts: list[Conflict]
    reported_range: ReportedRange | None
    best_sum: BestSum | None
    estimate: Estimate | None
    groups: list[Group]
    by: list[str]
    claims: list[FigureClaim]
    judged: float | None
    incident_judgements: list[dict[str, str]]
    ledger: dict[str, object]
    assumptions: list[Words | str]
    left_out: list[Words | str]


class Figure(_Figure, total=False):
    """The answer to one question, as ``build/figures/NAME.json`` holds it."""

    same_words: list[SameWords]


class Place(TypedDict):
    """A place of the register."""

    id: str
    parent: str | None
    kind: str | None
    name_en: str | None
    name_ar: str | None
    lat: float | None
    lon: float | None


class Named(TypedDict):
    """An actor or a source of the register."""

    id: str
    parent: NotRequired[str | None]
    kind: NotRequired[str | None]
    name_en: str | None
    name_ar: str | None


class Item(TypedDict):
    """A captured document."""

    sha256: str
    name: str
    media_type: str
    bytes: int
    carrier: str | None
    published: str | None
    entry: int
    text: str | None
    supersedes: str | None


class Proof(TypedDict):
    """An inclusion proof after RFC 9162."""

    index: int
    leaf: str
    path: list[str]
    size: int
    root: str


class Reading(TypedDict):
    """One run of a mapping over an item."""

    id: str
    item: str
    mapping: str | None
    mapping_name: NotRequired[str | None]
    reader: str
    rows: int
    read: int
    rejected: int
    entry: int


class Correction(TypedDict):
    """A decision that changed what stood."""

    when: str | None
    kind: str
    claim: str | None
    because: str | None
    by: str | None
    entry: int


class Ledger(TypedDict):
    """The ledger's head."""

    size: int
    root: str
    checkpoint: str | None


class _Published(TypedDict):
    title: Words
    description: Words
    fictional: bool
    banner: Words | None
    languages: list[str]
    timezone: str
    program_version: str
    figures: list[str]
    labels: dict[str, dict[str, Words]]
    places: list[Place]
    actors: list[Named]
    sources: list[Named]
    items: list[Item]
    proofs: dict[str, Proof]
    readings: list[Reading]
    ledger: Ledger
    corrections: list[Correction]
    truth: dict[str, int] | None
    outlines: dict[str, object] | None


class Field(TypedDict):
    """Where the words of one field of a proposal stand in the document's text (code points, half-open).

    ``words`` are there for places and for who is blamed: a register may not know them. ``certainty`` holds the speaker's own words for how
    sure it is that the blamed did it, where there are any.
    """

    field: str
    start: int
    end: int
    words: NotRequired[str]
    certainty: NotRequired[str]


class Speaker(TypedDict):
    """One link of an attribution chain; ``words`` is None for the document's own author."""

    words: str | None
    meant: str | None
    cue: str | None
    named: bool
    speech: str


class Proposal(TypedDict):
    """What a machine read beyond a claim, and what a person decided of it."""

    modality: str
    decided: str | None
    fields: list[Field]
    chain: list[Speaker]
    dated: str | None
    part_of: str | None
    rules: list[str]


class Miss(TypedDict):
    """A sentence that may hold a claim and gave none."""

    start: int
    end: int
    why: str
    word: str


class Copy(TypedDict):
    """The claim whose passage has the same words in an earlier document, how many have them, and how that one stands to the claim's own."""

    first: str
    item: str
    documents: int
    age: str


class Proposed(TypedDict):
    """The proposals by claim, the possible misses by document, and the claims whose words stand in an earlier document."""

    claims: dict[str, Proposal]
    misses: dict[str, list[Miss]]
    copies: dict[str, Copy]


class Publication(_Published, total=False):
    """What ``build/publication.json`` holds."""

    persons: Persons | None
    proposed: Proposed
    recognised: dict[str, str]
    judged: dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Built:
    """All that the pages are made of, apart from the tables.

    Args:
        folder: The ``build`` folder.
        publication: What concerns the whole study.
        figures: The figures by name, in the order of the front page.
    """

    folder: Path
    publication: Publication
    figures: Mapping[str, Figure]

    def text_of(self, item: Item) -> str | None:
        """Return the text of a document, or None where it has none.

        Raises:
            SiteError: If the text is named and is not there.
        """
        name = item["text"]
        if not name:
            return None
        path = self.folder / name
        if not path.is_file():
            raise SiteError(f"the text of document {item['name']} must be at {path}, and is not: build the study again")
        return path.read_bytes().decode("utf-8", errors="replace")


def load(build: Path) -> Built:
    """Read ``publication.json`` and the figures that it names.

    Raises:
        SiteError: If a file is missing, is not JSON, or lacks a key.
    """
    publication = cast(Publication, _object(build / "publication.json", Publication))
    figures: dict[str, Figure] = {}
    for name in publication["figures"]:
        if not _safe(name):
            raise SiteError(
                f"a figure's name must be letters, digits, hyphens and underscores to be a file's name; {name!r} is not:"
                " rename it in study.toml"
            )
        figures[name] = cast(Figure, _object(build / "figures" / f"{name}.json", Figure))
    return Built(build, publication, figures)


def _safe(name: str) -> bool:
    """Return whether a name can be a file's name everywhere."""
    return bool(name) and all(c.isalnum() or c in "-_." for c in name) and not name.startswith(".")


def _object(path: Path, shape: type) -> dict[str, object]:
    """Return a JSON object that has every key its shape requires."""
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise SiteError(f"the site needs {path}, and it is not there: build the study again") from None
    except ValueError as problem:
        raise SiteError(f"{path} must be JSON, and is not ({problem}): build the study again") from None
    if not isinstance(value, dict):
        raise SiteError(f"{path} must hold one JSON object: build the study again")
    required: frozenset[str] = getattr(shape, "__required_keys__", frozenset())
    missing = sorted(required - value.keys())
    if missing:
        raise SiteError(f"{path} lacks {', '.join(missing)}: build the study again with this version of the program")
    return value
