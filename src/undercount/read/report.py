"""What a reading took in, what it could not take, and what it made."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from undercount.read.rejects import Reject


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken.

    Args:
        rule: The rule.
        whole: Whether rows were rejected for it, or only cells left out.
        count: How many times.
        example: The first one.
    """

    rule: str
    whole: bool
    count: int
    example: Reject


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """The account of one reading. ``rows`` is always ``read`` + ``rejected``.

    Args:
        file: The file's name.
        item: SHA-256 of the file.
        mapping: The mapping's name.
        reader: What read it: code version, mapping, its content.
        rows: Rows that came in: blank rows, the header and rows that the mapping skips are none.
        read: Rows that were read.
        rejected: Rows that were not: each is in the list of rejects, with every rule that it breaks.
        quiet: Rows that were read and make no claim (all numbers 0 or empty).
        cells_warned: Cells that were left out of rows that were read.
        claims: Claims made.
        incidents: Incidents made.
        persons: Persons made.
        derived_places: Places that are in no register and were derived.
        derived_actors: Actors likewise.
        derived_sources: Sources likewise.
        rules: What was broken how often, most often first.
    """

    file: str
    item: str
    mapping: str
    reader: str
    rows: int
    read: int
    rejected: int
    quiet: int = 0
    cells_warned: int = 0
    claims: int = 0
    incidents: int = 0
    persons: int = 0
    derived_places: int = 0
    derived_actors: int = 0
    derived_sources: int = 0
    rules: tuple[RuleCount, ...] = ()

    def __post_init__(self) -> None:
        if self.rows != self.read + self.rejected:
            raise AssertionError(f"{self.file}: {self.rows} rows in, {self.read} read and {self.rejected} rejected")

    def sentence(self) -> str:
        """Return the account in one sentence."""
        made = ", ".join(
            f"{number:,} {noun}"
            for number, noun in ((self.claims, "claims"), (self.incidents, "incidents"), (self.persons, "persons"))
            if number
        )
        return (
            f"{self.file}: {self.rows:,} rows = {self.read:,} read + {self.rejected:,} rejected; {made or 'no claims'}"
        )

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        return asdict(self)
