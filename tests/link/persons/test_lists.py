from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np
import pytest

from undercount.errors import LinkError
from undercount.link.persons.cells import age_of, group_of, sex_of
from undercount.link.persons.comparisons import PLACE, Pairs, levels_of
from undercount.link.persons.dates import day_first, days_of
from undercount.link.persons.lists import ListOf, read_list
from undercount.link.persons.prepared import Prepared, prepare
from undercount.link.register import Register

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
    (copied,) = prepare([ONE, other]).copied
    assert copied.lists == ("one", "other")
    assert copied.sentence().startswith('2 of 2 records are written alike in "one" and "other"')


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


@pytest.mark.parametrize(
    "written",
    [
        "2016-11-15", "2016/11/15", "2016.11.15", "15/11/2016", "11/15/2016", "15.11.2016", "15-11-2016", "20161115", "15 Nov 2016",
        "Nov 15, 2016", "١٥/١١/٢٠١٦", "١٥ تشرين الثاني ٢٠١٦", "2016-11-15 08:30:00", "2016-11-15T08:30",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_way_in_which_lists_write_it(written: str) -> None:
    day = date(2016, 11, 15).toordinal()
    assert days_of([written]) == (day, day)


@pytest.mark.parametrize(
    "written", ["2016-13-45", "2106-11-15", "5/11/2016", "15 Nov", "15/11/16", "31/02/2016", "soon", "1016-11-15", "0"]
)
def test_what_is_no_day_or_may_be_two_is_not_read(written: str) -> None:
    assert days_of([written]) is None


def test_a_column_shows_whether_the_day_or_the_month_comes_first() -> None:
    assert day_first(["5/11/2016", "15/11/2016", None]) is True
    assert day_first(["5/11/2016", "11/15/2016"]) is False
    assert day_first(["5/11/2016", "2016-11-15"]) is None
    assert day_first(["15/11/2016", "11/15/2016"]) is None
    november, may = date(2016, 11, 5).toordinal(), date(2016, 5, 11).toordinal()
    assert days_of(["5/11/2016"], days_first=True) == (november, november)
    assert days_of(["5/11/2016"], days_first=False) == (may, may)


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("34 years", (34, 35)), ("34.0", (34, 35)), ("٣٤ سنة", (34, 35)), ("34-36", (34, 37)), ("30s", (30, 40)), ("~40", (35, 46)),
        ("40+", (40, 125)), ("رضيع", (0, 2)), ("infant", (0, 2)), ("child", (0, 18)), ("طفل", (0, 18)), ("2 أشهر", (2 / 12, 3 / 12)),
        ("-3", None), ("999", None), ("sixteen", None), ("36-34", None), ("3 4", None), ("34 or so", None),
    ],
)  # fmt: skip
def test_an_age_is_read_as_it_is_meant_or_not_at_all(written: str, years: tuple[float, float] | None) -> None:
    assert age_of(written) == years


def test_what_is_not_read_is_counted_by_list_and_column_with_its_rows() -> None:
    table: dict[str, Sequence[object]] = {
        "id": [1, 2, 3, 4, 5],
        "name": ["a b", "c d", "e f", "g h", "i j"],
        "died": ["15/11/2016", "2016-13-45", "unknown", None, "2106-11-15"],
        "age": ["-3", "40+", "999", "n/a", "7"],
        "sex": ["M.", "1", "طفل", "f", "?"],
    }
    one = ListOf(
        name="one", table=table, id="id", names=("name",), death="died", age="age", sex="sex", rows=[2, 3, 4, 5, 9]
    )
    found = prepare([one, ListOf(name="two", table=TABLE, id="id", names=("name",))])
    assert [(each.of, each.column, each.number, each.rows, each.values) for each in found.unread] == [
        ("one", "died", 2, (3, 9), ("2016-13-45", "2106-11-15")),
        ("one", "sex", 2, (3, 4), ("1", "طفل")),
        ("one", "age", 2, (2, 4), ("-3", "999")),
    ]
    assert (
        found.unread[0]
        .sentence()
        .startswith(
            "2 cells of \"died\" in the list \"one\" were not read and count as not known (row 3: '2016-13-45', row 9: '2106-11-15'): write"
        )
    )
    assert found.sex[:5].tolist() == [0, -1, -1, 1, -1]
    assert found.exact[:5].tolist() == [False, False, False, False, True]


def test_a_date_with_a_wrong_month_or_day_in_its_own_columns_is_not_read() -> None:
    assert days_of([2016, "Smarch", 3]) is None
    assert days_of([2016, 11, "x"]) is None
    assert days_of([2016, None, None]) == (date(2016, 1, 1).toordinal(), date(2016, 12, 31).toordinal())


@pytest.mark.parametrize(
    "written", ["Salma Darwin (34)", "Salma Darwin 20 years", "Salma Darwin, 55", "Salma aged 7 Darwin"]
)
def test_a_few_ages_inside_names_are_left_out_and_told_of(written: str) -> None:
    table: dict[str, Sequence[object]] = {"id": list(range(12)), "name": ["Salma Darwin"] * 10 + [written] * 2}
    one = ListOf(name="one", table=table, id="id", names=("name",), duplicates=True)
    found = prepare([one])
    assert [name.latin for name in found.parsed[10:]] == [found.parsed[0].latin] * 2
    assert found.warnings == (
        '2 names in "name" of the list "one" hold a number, which is left out (rows 11, 12): put ages into a column of their own',
    )


def places(*written: str, register: Register | None = None) -> Prepared:
    table: dict[str, Sequence[object]] = {
        "id": list(range(len(written))),
        "name": ["Salma Darwin"] * len(written),
        "place": list(written),
    }
    return prepare(
        [ListOf(name="one", table=table, id="id", names=("name",), place=("place",), duplicates=True)],
        register=register,
    )


def levels(of: Prepared, a: int, b: int) -> str:
    pairs = Pairs.of(of, np.array([a]), np.array([b]), np.array([True]))
    return str(PLACE.levels[levels_of(of, (PLACE,), pairs)[0, 0]])


def test_places_are_compared_across_scripts_where_it_is_certain_which_is_which() -> None:
    found = places("Aleppo", "حلب", "إدلب", "Idlib", "Tall Qarmid", "تل قرميد")
    assert [levels(found, 0, 1), levels(found, 2, 3), levels(found, 4, 5)] == ["largest area same"] * 3
    assert levels(found, 0, 2) == "largest area differs"
    assert not found.warnings


def test_places_that_nobody_can_compare_across_scripts_are_not_compared_and_told_of() -> None:
    found = places("Mill Town", "حلب", "قرية الطاحونة")
    assert [levels(found, 0, 1), levels(found, 0, 2), levels(found, 1, 2)] == [
        "missing",
        "missing",
        "largest area differs",
    ]
    assert not found.warnings
    (apart,) = found.apart
    assert apart.sentence().startswith(
        "2 names of the largest area in Arabic have no counterpart in Latin letters that is certain"
    )
    assert apart.sentence().endswith("(حلب, قرية الطاحونة)")
    assert "حلب" not in apart.counted()
    many = places("Mill Town", *(f"قرية {name}" for name in ("سعد", "زيد", "بدر", "نور", "عمر", "علي", "حسن"))).apart[0]
    assert many.sentence().startswith("7 names")
    assert (many.sentence().count("قرية"), many.sentence()[-4:]) == (5, ", …)")


def test_names_of_one_place_of_a_register_are_one_place_and_all_others_are_as_without_it() -> None:
    written = ("Mill Town", "قرية الطاحونة", "al-Tahuna", "حلب", "Aleppo", "Ford")
    register = Register({"mill": ("Mill Town", "قرية الطاحونة", "al-Tahuna"), "ford": ("Ford",)})
    found, plain = places(*written, register=register), places(*written)
    assert [levels(found, 0, at) for at in (1, 2)] == ["largest area same"] * 2
    assert levels(plain, 0, 2) == "largest area differs"
    assert [levels(of, 3, 4) for of in (found, plain)] == ["largest area same"] * 2
    assert [levels(found, 0, at) for at in (3, 4, 5)] == ["largest area differs"] * 3
    assert levels(found, 1, 5) == "largest area differs"
    assert levels(plain, 1, 5) == "missing"
    assert not found.warnings
    assert (found.apart, len(plain.apart)) == ((), 1)


def test_a_name_that_two_places_of_a_register_have_tells_nothing_and_two_places_never_become_one() -> None:
    both = Register({"north": ("Tal", "شمال"), "south": ("Tal", "جنوب")})
    assert levels(places("Tal", "شمال", register=both), 0, 1) == "missing"
    alike = Register({"one": ("Tall Qarmid",), "two": ("تل قرميد",)})
    assert levels(places("Tall Qarmid", "تل قرميد"), 0, 1) == "largest area same"
    assert levels(places("Tall Qarmid", "تل قرميد", register=alike), 0, 1) == "missing"
