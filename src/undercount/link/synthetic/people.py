"""The dead of an invented conflict: households that die together in incidents, with their names, ages, dates and places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undercount.link.synthetic import vocabulary
from undercount.link.synthetic.design import Design
from undercount.link.synthetic.stream import stream
from undercount.link.synthetic.vocabulary import MEN, WOMEN, cumulative

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HEAD, WIFE, CHILD, SIBLING = 0, 1, 2, 3
ADULT = 18
_WAVES, _WAVE_DAYS = 6, 12.0
_ROUNDS = 50
_LARGEST_TOWN = 0.05
_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class People:
    """Hold some of the dead, one place of each array for each.

    Args:
        person: Their numbers, from 0.
        given: The number of the given name; women's after all men's.
        father: The number of the father's given name.
        grandfather: The number of the grandfather's given name.
        family: The number of the family name, from the father.
        husband: The number of the husband's family name; the own one of who is no married woman.
        son: The number of the given name in the kunya.
        woman: Whether a woman or girl.
        age: Completed years at death.
        born: The day of birth (days from 1970-01-01).
        died: The day of death (days from 1970-01-01).
        town: The number of the place of death.
        governorate: The number of its governorate.
        incident: The number of the incident, from 0.
        household: The number of the household, from 0.
        role: Head, wife, child or sibling in the household.
        group: The latent class.
    """

    person: Ints
    given: Ints
    father: Ints
    grandfather: Ints
    family: Ints
    husband: Ints
    son: Ints
    woman: Bools
    age: Ints
    born: Ints
    died: Ints
    town: Ints
    governorate: Ints
    incident: Ints
    household: Ints
    role: Ints
    group: Ints


def people(design: Design, seed: int, block: int, first: int, count: int) -> People:
    """Return one block of the dead; no incident lies in two blocks, and incidents and households are numbered from 0 in each.

    Args:
        design: The design.
        seed: The user's seed.
        block: The block's number, which names its streams.
        first: The number of its first person.
        count: How many persons there are in it.
    """
    household, incident_of = _together(design, seed, block, count)
    incident = incident_of[household]
    role = _roles(household, stream(seed, block, "roles"))
    day, town, governorate = _incidents(design, seed, block, int(incident_of[-1]) + 1)
    lines = _lines(design, incident_of, stream(seed, block, "lines"))
    woman = _women(role, stream(seed, block, "sex"))
    wife, child = role == WIFE, role == CHILD
    men = cumulative(MEN, design.commonest)
    own = stream(seed, block, "wives")
    family = np.where(wife, _surnames(design, count, own), lines.family[household])
    father = np.select(
        [wife, child], [vocabulary.draw(men, count, own), lines.head[household]], lines.father[household]
    )
    grandfather = np.select(
        [wife, child], [vocabulary.draw(men, count, own), lines.father[household]], lines.grandfather[household]
    )
    died = day[incident]
    age, born = _ages(died, role, stream(seed, block, "ages"))
    return People(
        person=first + np.arange(count, dtype=np.int64),
        given=_given(design, household, role, woman, lines.head, stream(seed, block, "given")),
        father=father,
        grandfather=grandfather,
        family=family,
        husband=lines.family[household],
        son=vocabulary.draw(men, count, stream(seed, block, "sons")),
        woman=woman,
        age=age,
        born=born,
        died=died,
        town=town[incident],
        governorate=governorate[town[incident]],
        incident=incident,
        household=household,
        role=role,
        group=_groups(design, incident, stream(seed, block, "classes")),
    )


def _together(design: Design, seed: int, block: int, count: int) -> tuple[Ints, Ints]:
    """Return each person's household, and each household's incident."""
    rng = stream(seed, block, "households")
    more = rng.geometric(1 / (design.household - 1), count) + 1
    sizes = np.where(rng.random(count) < design.alone, 1, more)
    household = np.repeat(np.arange(count), sizes)[:count]
    households = int(household[-1]) + 1
    sizes = stream(seed, block, "incidents").geometric(1 / design.households, households)
    return household, np.repeat(np.arange(households), sizes)[:households]


def _roles(household: Ints, rng: np.random.Generator) -> Ints:
    """Return each person's role: a household has one head at most, then one wife at most, then children and siblings of the head."""
    begins = np.flatnonzero(np.diff(household, prepend=-1))
    place = np.arange(len(household)) - begins[household]
    alone = (np.bincount(household) == 1)[household]
    chance = rng.random(len(household))
    leads = np.where(
        alone, np.select([chance < 0.75, chance < 0.85], [HEAD, WIFE], CHILD), _either(chance, HEAD, CHILD, 0.55)
    )
    return np.select(
        [place == 0, place == 1], [leads, _either(chance, WIFE, CHILD, 0.45)], _either(chance, CHILD, SIBLING, 0.8)
    ).astype(np.int64)


def _either(chance: NDArray[np.float64], one: int, other: int, share: float) -> Ints:
    return np.where(chance < share, one, other).astype(np.int64)


def _women(role: Ints, rng: np.random.Generator) -> Bools:
    chance = rng.random(len(role))
    found: Bools = (role == WIFE) | ((role == CHILD) & (chance < 0.47)) | ((role == SIBLING) & (chance < 0.35))
    return found


def _incidents(design: Design, seed: int, block: int, count: int) -> tuple[Ints, Ints, Ints]:
    """Return the day and town of each incident, and the governorate of each town; half of the incidents fall in a few waves."""
    whole = stream(seed, "conflict")
    waves = whole.uniform(0, design.days, _WAVES)
    governorate = whole.integers(design.governorates, size=design.towns)
    rng = stream(seed, block, "when and where")
    evenly = rng.uniform(0, design.days, count)
    waving = rng.normal(waves[rng.integers(_WAVES, size=count)], _WAVE_DAYS)
    day = np.where(rng.random(count) < 0.5, evenly, np.where((waving < 0) | (waving >= design.days), evenly, waving))
    start = int(np.datetime64(design.first, "D").astype(np.int64))
    shares = cumulative(design.towns, max(1 / design.towns, _LARGEST_TOWN))
    return start + day.astype(np.int64), vocabulary.draw(shares, count, rng), governorate.astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Hold the men's line of each household: head, his father, his grandfather, their family name."""

    head: Ints
    father: Ints
    grandfather: Ints
    family: Ints


def _lines(design: Design, incident_of: Ints, rng: np.random.Generator) -> _Lines:
    count = len(incident_of)
    shares = cumulative(MEN, design.commonest)
    head, father, grandfather = (vocabulary.draw(shares, count, rng) for _ in range(3))
    # Half of the households that die with another are its cousins, and of its name.
    begins = np.flatnonzero(np.diff(incident_of, prepend=-1))
    family = _surnames(design, count, rng)
    cousin = rng.random(count) < 0.5
    family = np.where(cousin, family[begins[incident_of]], family)
    return _Lines(head, father, grandfather, family)


def _surnames(design: Design, count: int, rng: np.random.Generator) -> Ints:
    return vocabulary.draw(cumulative(design.surnames, design.commonest_surname), count, rng)


def _given(design: Design, household: Ints, role: Ints, woman: Bools, head: Ints, rng: np.random.Generator) -> Ints:
    """Return given names; brothers and sisters do not bear the same one, as far as there are names."""
    men, women = cumulative(MEN, design.commonest), cumulative(WOMEN, design.commonest)

    def some(who: Bools) -> Ints:
        chance = rng.random(len(who))
        his, hers = np.searchsorted(men, chance, side="right"), np.searchsorted(women, chance, side="right")
        return np.where(who, MEN + hers, his).astype(np.int64)

    given = np.where(role == HEAD, head[household], some(woman))
    again = np.flatnonzero((role == CHILD) | (role == SIBLING))
    key = (household[again] * 4 + role[again]) * (MEN + WOMEN)
    # The head is his siblings' brother.
    first = np.flatnonzero(role == HEAD)
    taken = (household[first] * 4 + SIBLING) * (MEN + WOMEN) + given[first]
    for _ in range(_ROUNDS):
        keys = np.concatenate([taken, key + given[again]])
        _, kept = np.unique(keys, return_index=True)
        same = np.ones(len(keys), dtype=bool)
        same[kept] = False
        repeated = again[same[len(taken) :]]
        if not len(repeated):
            break
        given[repeated] = some(woman[repeated])
    return given


def _ages(died: Ints, role: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return completed years at death, and the day of birth that they follow from."""
    count = len(died)
    child = rng.uniform(0, 23, count)
    adult = ADULT + rng.gamma(2.0, 8.0, count)
    parent = 22 + rng.gamma(3.0, 7.0, count)
    years = np.minimum(np.select([role == CHILD, role == SIBLING], [child, adult], parent), 99.0)
    born = died - np.floor(years * _YEAR).astype(np.int64)
    return completed_years(born, died), born


def completed_years(born: Ints, died: Ints) -> Ints:
    """Return the completed years from one day to another (days from 1970-01-01), by the calendar."""
    first, last = born.astype("datetime64[D]"), died.astype("datetime64[D]")
    months = (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype(np.int64)
    day = (first - first.astype("datetime64[M]")).astype(np.int64)
    months -= (last - last.astype("datetime64[M]")).astype(np.int64) < day
    return np.asarray(months // 12, dtype=np.int64)


def _groups(design: Design, incident: Ints, rng: np.random.Generator) -> Ints:
    shares = np.cumsum(design.classes)
    by_incident = design.classes_by == "incident"
    chance = rng.random(int(incident[-1]) + 1 if by_incident else len(incident))
    found = np.searchsorted(shares / shares[-1], chance, side="right").astype(np.int64)
    return found[incident] if by_incident else found
