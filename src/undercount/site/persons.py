"""What ``publication.json`` holds of linked persons: counts, and of the victims what the study's policy lets be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict


class Span(TypedDict):
    """The least, the median and the most over drawn linkages (persons)."""

    low: int
    median: int
    high: int


class LinkedList(TypedDict):
    """One list: its captured table, its rows, those left out, and its records."""

    list: str
    item: str
    table: str
    rows: int
    left_out: int
    records: int
    duplicates: bool


class Rule(TypedDict):
    """One rule of blocking: the pairs that it finds, those that it alone finds, keys that too many records share, and of the true pairs the
    estimated share that it finds and that it alone finds."""

    rule: str
    pairs: int
    alone: int
    keys_left_out: int
    recall: float | None
    adds: float | None


class Blocking(TypedDict):
    """Which pairs were compared, of how many, and the estimated share of true pairs among them."""

    pairs: int
    possible: int
    rules: list[Rule]
    recall: float | None


class ListPair(TypedDict):
    """Two lists and their common persons."""

    lists: list[str]
    persons: int
    persons_drawn: Span
    compared: int
    joined: int
    unsure: int
    judged: int


class OnLists(TypedDict):
    """How many persons are on these lists and on no other."""

    lists: list[str]
    persons: int


class OnSoMany(TypedDict):
    """How many persons are on so many lists."""

    lists: int
    persons: int


class Cut(TypedDict):
    """Records that hung together and were cut into persons."""

    records: int
    persons: int


class Kept(TypedDict):
    """Something that persons inherit, and how many persons have records that disagree on it."""

    name: str
    values: int
    conflicts: int


class Bin(TypedDict):
    """Judged pairs of near probability: their mean, the share judged the same, and its 95 % interval."""

    pairs: int
    said: float
    true: float
    low: float
    high: float


class Calibration(TypedDict):
    """How stated probabilities held among judged pairs, before and after they were calibrated."""

    judged: int
    before: list[Bin]
    after: list[Bin]


class Judgements(TypedDict):
    """How many judgements were made, what is in force, how many wait for a record that is gone, and on how many pairs people disagree."""

    made: int
    same: int
    different: int
    waiting: int
    disputed: int


class Agreement(TypedDict):
    """How far two coders agree."""

    coders: list[str]
    pairs: int
    share: float
    kappa: float | None


class Level(TypedDict):
    """One level of a comparison: for names how far up the scale of likeness it is; its chance for one person and for two."""

    level: str
    step: int
    steps: int
    same: float
    other: float


class Field(TypedDict):
    """What is learnt about one field."""

    name: str
    levels: list[Level]


class Model(TypedDict):
    """What is learnt of how alike two records of one person, and of two persons, are."""

    trained_on: int
    crowds: int
    fields: list[Field]


class Victim(TypedDict, total=False):
    """One victim as far as the policy lets it be shown."""

    initials: dict[str, str]
    names: list[list[str]]
    ages: list[str]
    months: list[str]
    areas: list[str]
    records: int
    same: int
    by: str | None


class Victims(TypedDict):
    """The victims who are on these lists and on no other."""

    lists: list[str]
    victims: list[Victim]


class Persons(TypedDict):
    """All that the site knows of linked persons."""

    policy: str
    inputs: str
    settings: Mapping[str, float]
    lists: list[LinkedList]
    records: int
    persons: int
    persons_drawn: Span
    blocking: Blocking
    pairs: list[ListPair]
    overlap: list[OnLists]
    by_lists: list[OnSoMany]
    cuts: list[Cut]
    kept: list[Kept]
    calibration: Calibration | str
    judgements: Judgements
    agreement: list[Agreement]
    warnings: list[str]
    model: Model
    fewest_in_area: int
    victims: list[Victims]
    evaluation: Mapping[str, Any] | None
