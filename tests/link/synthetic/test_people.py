"""The dead: households and incidents, ages by the calendar, and days and places within the design."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.link.synthetic.cases import drawn, near
from undercount.link.synthetic import Design, ListDesign, generate
from undercount.link.synthetic.people import CHILD, HEAD, SIBLING, WIFE, completed_years, people

DESIGN = Design(persons=40_000, lists=(ListDesign("A", 0.5),))
WHO = people(DESIGN, 9, 0, 0, 40_000)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31))


@given(DAYS, DAYS)
def test_years_are_counted_by_birthdays(one: datetime.date, other: datetime.date) -> None:
    born, died = sorted((one, other))
    years = died.year - born.year - ((died.month, died.day) < (born.month, born.day))
    epoch = datetime.date(1970, 1, 1)
    found = completed_years(np.array([(born - epoch).days]), np.array([(died - epoch).days]))
    assert found.tolist() == [years]


def test_who_is_in_a_household_dies_in_one_incident_on_one_day() -> None:
    for values in (WHO.incident, WHO.died, WHO.town):
        assert len(set(zip(WHO.household.tolist(), values.tolist(), strict=True))) == WHO.household.max() + 1
    assert len(set(zip(WHO.incident.tolist(), WHO.died.tolist(), strict=True))) == WHO.incident.max() + 1


def test_children_and_siblings_have_their_fathers_names() -> None:
    head = {int(h): at for at, h in enumerate(WHO.household) if WHO.role[at] == HEAD}
    met = 0
    for at in np.flatnonzero((WHO.role == CHILD) | (WHO.role == SIBLING)).tolist():
        if (first := head.get(int(WHO.household[at]))) is None:
            continue
        met += 1
        assert WHO.family[at] == WHO.family[first]
        if WHO.role[at] == CHILD:
            assert (WHO.father[at], WHO.grandfather[at]) == (WHO.given[first], WHO.father[first])
        else:
            assert (WHO.father[at], WHO.grandfather[at]) == (WHO.father[first], WHO.grandfather[first])
    assert met > 4_000


def test_brothers_and_sisters_have_different_names() -> None:
    for role in ((CHILD,), (SIBLING, HEAD)):
        some = np.isin(WHO.role, role)
        keys = list(zip(WHO.household[some].tolist(), WHO.given[some].tolist(), strict=True))
        assert len(set(keys)) == len(keys)


def test_a_household_has_one_head_and_one_wife_at_most() -> None:
    for role in (HEAD, WIFE):
        assert np.bincount(WHO.household[role == WHO.role]).max() == 1
    assert WHO.woman[WHO.role == WIFE].all()
    assert not WHO.woman[WHO.role == HEAD].any()
    assert (WHO.age[(WHO.role != CHILD)] >= 17).all()
    assert (WHO.age >= 0).all()
    assert WHO.age.max() < 100


def test_sizes_are_those_of_the_design() -> None:
    sizes = np.bincount(WHO.household)
    assert near(float((sizes == 1).mean()), 0.6, len(sizes))
    assert float(sizes[sizes > 1].mean()) == pytest.approx(3.5, rel=0.03)
    pairs = np.unique(np.stack([WHO.incident, WHO.household]), axis=1)
    assert float(np.bincount(pairs[0]).mean()) == pytest.approx(1.8, rel=0.03)


def test_cousins_die_together() -> None:
    """Of households that share an incident with the first one, half or more bear its name."""
    first = {int(i): at for at, i in reversed(list(enumerate(WHO.incident.tolist())))}
    shared = [
        WHO.husband[at] == WHO.husband[first[int(WHO.incident[at])]]
        for at in np.unique(WHO.household, return_index=True)[1].tolist()
        if WHO.household[at] != WHO.household[first[int(WHO.incident[at])]]
    ]
    assert near(float(np.mean(shared)), 0.5, len(shared))


def test_days_and_places_are_within_the_design() -> None:
    start = (datetime.date(2012, 1, 1) - datetime.date(1970, 1, 1)).days
    assert WHO.died.min() >= start
    assert WHO.died.max() < start + 1_461
    assert set(WHO.town.tolist()) <= set(range(400))
    assert len(set(zip(WHO.town.tolist(), WHO.governorate.tolist(), strict=True))) == len(set(WHO.town.tolist()))
    assert (WHO.born <= WHO.died).all()
    _, once = np.unique(WHO.incident, return_index=True)
    assert near(float((WHO.town[once] == 0).mean()), 0.05, len(once))


@pytest.mark.parametrize("persons", [1, 2, 7, 501])
def test_any_number_of_persons_can_be_drawn(persons: int) -> None:
    whole = generate(Design(persons=persons, lists=(ListDesign("A", 0.5), ListDesign("B", 0.0))), 1)
    assert len(whole.population["person"]) == whole.histories.sum() == persons
    assert len(whole.lists["B"]["record"]) == 0


def test_the_population_holds_who_is_on_no_list() -> None:
    whole = drawn()
    listed = set().union(*(table["person"].tolist() for table in whole.truth.values()))
    assert len(listed) + whole.histories[0] == 60_000
    assert whole.histories[0] > 10_000
