from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np
import pytest

from undercount.errors import LinkError
from undercount.link.persons.cells import age_of, days_of, group_of, sex_of
from undercount.link.persons.lists import ListOf, read_list
from undercount.link.persons.prepared import prepare

TABLE: dict[str, list[object]] = {
    "id": [1, 2],
    "name": ["Salma Darwin", "Karim Newton"],
    "died": ["2015-03-07", "2015-03"],
    "age": ["4 months", 31],
}
ONE = ListOf(name="one", table=TABLE, id="id", names=("name",), age="age", death="died")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"names": ("nom",)}, 'the list "one" has no column "nom"; it has id, name, died, age: name one of these'),
        ({"names": (), "death": None}, 'a list needs names or dates to be linked; "one" has neither'),
        ({"table": {**TABLE, "id": [1, 1]}}, 'an id names one record; 1 stands in rows 1 and 2 of the list "one"'),
        ({"table": {**TABLE, "id": [1, None]}}, 'each record needs an id; row 2 of the list "one" has none in "id"'),
        ({"table": {**TABLE, "name": [None, " "], "died": [None, None]}}, "has neither"),
    ],
)
def test_a_bad_list_gets_one_sentence(change: dict[str, object], said: str) -> None:
    fields = {"name": "one", "table": TABLE, "id": "id", "names": ("name",), "age": "age", "death": "died"}
    with pytest.raises(LinkError) as caught:
        read_list(ListOf(**{**fields, **change}))  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_with_ages_inside_are_refused() -> None:
    table: dict[str, Sequence[object]] = {
        "id": range(40),
        "name": ["Salma Darwin 31 years"] * 25 + ["Karim Newton"] * 15,
    }
    with pytest.raises(
        LinkError, match=r'25 of 40 names in "name" of the list "one" hold a number, as in the record 0: put ages'
    ):
        read_list(ListOf(name="one", table=table, id="id", names=("name",)))


def test_one_list_without_duplicates_and_two_of_one_name_are_refused() -> None:
    with pytest.raises(LinkError, match="linking needs two lists"):
        prepare([ONE])
    with pytest.raises(LinkError, match='"one" is given twice'):
        prepare([ONE, ONE])


def test_copies_are_warned_of() -> None:
    other = ListOf(name="other", table=TABLE, id="id", names=("name",), age="age", death="died")
    (warning,) = prepare([ONE, other]).warnings
    assert warning.startswith('2 of 2 records are written alike in "one" and "other"')


def test_a_duckdb_relation_and_columns_give_the_same() -> None:
    with duckdb.connect() as connection:
        relation = connection.sql("SELECT 7 AS id, 'Salma Darwin' AS name, DATE '2015-03-07' AS died")
        found = read_list(ListOf(name="one", table=relation, id="id", names=("name",), death="died"))
    assert found.ids == ["7"]
    assert {name: column.cells() for name, column in found.columns.items()} == {
        "name": ["Salma Darwin"],
        "died": [date(2015, 3, 7)],
    }


def test_cells_are_read_as_intervals() -> None:
    assert age_of("4 months") == (4 / 12, 5 / 12)
    assert age_of("٣١") == (31, 32)
    assert age_of(31.0) == (31, 32)
    assert age_of("old") is None
    assert age_of(999) is None
    assert group_of("Child") == (0, 18)
    assert (sex_of("ذكر"), sex_of("Female"), sex_of("x"), sex_of(None)) == (0, 1, -1, -1)
    march = (date(2015, 3, 1).toordinal(), date(2015, 3, 31).toordinal())
    assert days_of(["2015-03"]) == march
    assert (
        days_of(
            [
                "2015-03-07",
            ],
            "month",
        )
        == march
    )
    assert days_of([2015, "March", None]) == march
    assert days_of(["2015-02-30"]) is None
    assert days_of([date(2015, 3, 1)]) == (march[0], march[0])


def test_ages_come_from_birth_and_death_where_none_is_written() -> None:
    table: dict[str, Sequence[object]] = {
        "id": [1, 2, 3],
        "name": ["a b", "c d", "e f"],
        "born": ["1990-06-01", "1990", None],
        "died": ["2015-03-07"] * 3,
    }
    one = ListOf(name="one", table=table, id="id", names=("name",), birth="born", death="died")
    found = prepare([one, ListOf(name="two", table=TABLE, id="id", names=("name",))])
    assert found.age[0].tolist() == [24, 25]
    assert found.age[1].tolist() == [24, 26]
    assert np.isnan(found.age[2]).all()
    assert found.exact[:3].tolist() == [True, True, False]


def test_places_of_one_name_in_two_areas_are_two() -> None:
    table: dict[str, Sequence[object]] = {
        "id": [1, 2, 3],
        "name": ["a b", "c d", "e f"],
        "area": ["North", "South", "north"],
        "town": ["Mill", "Mill", "mill"],
    }
    one = ListOf(name="one", table=table, id="id", names=("name",), place=("area", "town"), duplicates=True)
    places = prepare([one]).places
    assert places[0].tolist() == places[2].tolist()
    assert places[0, 1] != places[1, 1]
