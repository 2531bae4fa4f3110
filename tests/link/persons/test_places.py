"""Places compared by a register in which they lie in one another."""

from __future__ import annotations

import itertools
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.places import WRITINGS, conflict, counted, declared, register
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from undercount.errors import LinkError
from undercount.link.persons import ListOf, extend, link, load_model
from undercount.link.persons.comparisons import PLACE, Pairs, levels_of
from undercount.link.persons.evaluation import missing
from undercount.link.persons.keys import DAY_AND_PLACE, WORD_AND_AREA
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.persons.prepared import Prepared, prepare
from undercount.link.register import Register
from undercount.link.synthetic import generate

WORDS = {
    "land": ("Land",),
    "north": ("North", "شمال"),
    "south": ("South",),
    "north-mill": ("Mill Town", "قرية الطاحونة"),
    "north-tal": ("North Tal",),
    "south-ford": ("Ford",),
    "south-tal": ("South Tal",),
    "city": ("City of the North",),
}
PARENTS = {
    "north": "land",
    "south": "land",
    "north-mill": "north",
    "north-tal": "north",
    "south-ford": "south",
    "south-tal": "south",
    "city": "north",
}
SHARED = {"north-tal": ("Tal",), "south-tal": ("Tal",), "city": ("North",)}
REGISTER = Register(WORDS, SHARED, PARENTS)
MISSING, DIFFERS, AREA, ELSEWHERE, BESIDE, SAME = (
    "missing",
    "largest area differs",
    "largest area same",
    "differs",
    "area same, place differs",
    "common place same",
)
Cells = Sequence[str | None]


def placed_lists(*lists: Mapping[str, Cells]) -> list[ListOf]:
    """Return lists that have nothing but places, a name and an id."""
    found = []
    for number, columns in enumerate(lists):
        rows = len(next(iter(columns.values())))
        table: dict[str, Sequence[object]] = {"id": list(range(rows)), "name": ["Salma Darwin"] * rows, **columns}
        found.append(ListOf(name=f"list {number}", table=table, id="id", names=("name",), place=tuple(columns)))
    return found


def prepared(*lists: Mapping[str, Cells], known: Register | None = REGISTER) -> Prepared:
    return prepare(placed_lists(*lists), register=known)


def level(of: Prepared, a: int, b: int) -> str:
    pairs = Pairs.of(of, np.array([a]), np.array([b]), np.array([True]))
    return str(PLACE.levels[levels_of(of, (PLACE,), pairs)[0, 0]])


def levels(of: Prepared, a: int, *others: int) -> list[str]:
    assert [level(of, b, a) for b in others] == [level(of, a, b) for b in others]
    return [level(of, a, b) for b in others]


def test_a_governorate_and_a_town_agree_as_far_as_both_are_known() -> None:
    of = prepared(
        {"governorate": ["North", "South", "شمال"]}, {"town": ["Mill Town", "North Tal", "Ford", "قرية الطاحونة"]}
    )
    assert levels(of, 0, 3, 4, 5, 6) == [AREA, AREA, DIFFERS, AREA]
    assert levels(of, 1, 3, 5) == [DIFFERS, AREA]
    assert levels(of, 2, 3, 5) == [AREA, DIFFERS]
    assert levels(of, 3, 4, 5, 6) == [BESIDE, ELSEWHERE, SAME]
    assert not of.unread
    assert not of.apart


def test_it_does_not_matter_in_which_column_or_in_how_many_a_place_is_written() -> None:
    of = prepared(
        {"governorate": ["North", "South", "South"], "town": ["Mill Town", "Ford", None]},
        {"town": ["Mill Town", "Ford", "South Tal"]},
        {"location": ["North", "Ford", "south-tal"]},
    )
    assert levels(of, 0, 3, 4, 6, 7) == [SAME, ELSEWHERE, AREA, ELSEWHERE]
    assert levels(of, 1, 4, 5, 6, 7) == [SAME, BESIDE, DIFFERS, SAME]
    assert levels(of, 2, 4, 5, 6, 8) == [AREA, AREA, DIFFERS, AREA]
    assert levels(of, 8, 5, 4) == [SAME, BESIDE]


def test_a_name_that_several_places_have_is_settled_by_the_larger_place_of_its_row_alone() -> None:
    of = prepared(
        {"governorate": ["North", "South", None, "Land"], "town": ["Tal", "Tal", "Tal", "Tal"]},
        {"town": ["North Tal", "South Tal", "Tal", "Mill Town"]},
    )
    assert levels(of, 0, 4, 5, 7) == [SAME, ELSEWHERE, BESIDE]
    assert levels(of, 1, 4, 5, 7) == [ELSEWHERE, SAME, ELSEWHERE]
    # Unsettled, it is the same place where it is written alike, and could be any of the others.
    for unsettled in (2, 3):
        assert levels(of, unsettled, 4, 5, 6, 7, 0) == [MISSING, MISSING, SAME, MISSING, MISSING]
    assert level(of, 2, 3) == SAME
    assert not of.unread


def test_a_name_of_places_that_lie_in_one_another_is_the_widest_unless_the_wider_one_stands_before_it() -> None:
    of = prepared(
        {"governorate": ["North", "South"], "town": ["North", None]},
        {"town": ["North", "City of the North", "North Tal"]},
    )
    assert levels(of, 0, 2, 3, 4) == [AREA, SAME, BESIDE]
    assert levels(of, 2, 3, 4, 1) == [AREA, AREA, DIFFERS]


def test_a_smaller_place_settles_a_larger_name_and_the_order_of_columns_is_not_needed() -> None:
    known = Register(
        {"a": ("A",), "b": ("B",), "mill": ("Mill",), "ford": ("Ford",)},
        {"in-a": ("Mid",), "in-b": ("Mid",)},
        {"in-a": "a", "in-b": "b", "mill": "in-a", "ford": "in-b"},
    )
    of = prepared(
        {"district": ["Mid", "Mid"], "town": ["Mill", "Ford"]},
        {"town": ["Mill", "Ford"], "governorate": ["A", "B"]},
        known=known,
    )
    assert levels(of, 0, 2, 3) == [SAME, ELSEWHERE]
    assert levels(of, 1, 2, 3) == [ELSEWHERE, SAME]
    assert not of.unread


def test_rows_that_contradict_the_register_are_counted_and_neither_agree_nor_differ() -> None:
    of = prepared(
        {"governorate": ["South", "North", "South", "South"], "town": ["Mill Town", "Mill Town", "Mill Town", "Tal"]},
        {"governorate": ["North", "South"], "town": ["Mill Town", "Ford"]},
    )
    assert levels(of, 0, 2, 4, 5) == [MISSING] * 3
    (unread,) = of.unread
    assert (unread.of, unread.column, unread.number, unread.rows) == ("list 0", "governorate, town", 2, (1, 3))
    assert unread.sentence() == (
        '2 cells of "governorate, town" in the list "list 0" were not read and count as not known '
        "(row 1: 'South, Mill Town', row 3: 'South, Mill Town'): things/places.csv has them in different places, so what is larger than "
        "both is all that counts: correct the list, or the register if it has another place of that name"
    )
    assert "Mill" not in unread.counted()


def test_of_a_contradiction_what_holds_both_places_is_known() -> None:
    known = Register(
        {name: (name.title(),) for name in ("a", "b", "one", "two", "mill", "ford")},
        {},
        {"one": "a", "two": "a", "mill": "one", "ford": "b"},
    )
    of = prepared({"district": ["Two", "Two"], "town": ["Mill", "Ford"]}, {"town": ["Mill", "Ford"]}, known=known)
    assert levels(of, 0, 2, 3) == [AREA, DIFFERS]
    assert levels(of, 1, 2, 3) == [MISSING, MISSING]
    assert of.unread[0].number == 2


def test_what_all_records_share_is_left_out_of_comparison_and_blocking() -> None:
    plain = {"governorate": ["North", "South"] * 5}
    of = prepared(plain, {"town": ["Mill Town", "Ford"] * 5})
    assert of.place_levels == PlaceLevels(1, 0, ((0,), (1,)), ("north", "south"))
    assert len(set(of.places[:, 0].tolist())) == 2
    rows, keys = WORD_AND_AREA.of(of)
    assert len(rows) == 2 * 20
    assert len(set(keys.tolist())) == 4
    # Who wrote the country alone has no largest area, and no key by it.
    with_land = prepared({"governorate": ["Land"] * 5 + ["South"] * 5}, {"town": ["Mill Town", "Ford"] * 5})
    assert (with_land.places[:5] == -1).all()
    assert len(WORD_AND_AREA.of(with_land)[0]) == 2 * 15
    assert not len(DAY_AND_PLACE.of(with_land)[0])


def test_the_country_stays_where_lists_are_of_two_or_a_record_writes_one_that_the_register_lacks() -> None:
    two = replace(REGISTER, names={**WORDS, "isle": ("Isle",), "cape": ("Cape",)}, parents={**PARENTS, "cape": "isle"})
    assert prepared({"town": ["Ford", "Cape"]}, {"town": ["Ford", "Mill Town"]}, known=two).place_levels.left_out == 0
    lists = ({"country": ["Land", "Isle"], "town": ["Ford", "Cape"]}, {"town": ["Ford", "Mill Town"]})
    of = prepared(*lists)
    assert of.place_levels.left_out == 0
    assert levels(of, 0, 1, 2, 3) == [ELSEWHERE, SAME, BESIDE]


def test_the_only_governorate_of_all_records_is_left_out_for_its_towns_but_never_the_last_level() -> None:
    towns = prepared({"town": ["Mill Town", "North Tal"]}, {"governorate": ["North", "North"]})
    assert levels(towns, 0, 1, 2) == [DIFFERS, MISSING]
    alike = prepared({"governorate": ["North", "North"]}, {"governorate": ["North", None]})
    assert levels(alike, 0, 2, 3) == [AREA, MISSING]


def test_a_place_that_no_register_has_stands_at_the_usual_level_of_its_column() -> None:
    of = prepared(
        {"governorate": ["North", "South", "North"], "town": ["Hamlet", "Hamlet", "Mill Town"]},
        {"town": ["Hamlet", "Ford", "Mill Town", "Farm"]},
    )
    assert of.place_levels.columns == ((0, 1), (1,))
    assert levels(of, 0, 1, 2, 3, 4, 5, 6) == [ELSEWHERE, BESIDE, SAME, ELSEWHERE, BESIDE, ELSEWHERE]
    assert levels(of, 3, 0, 1, 4, 6) == [SAME, SAME, ELSEWHERE, ELSEWHERE]


def test_columns_without_a_place_of_the_register_stand_after_or_above_those_with_some() -> None:
    of = prepared({"governorate": ["North", "South"], "camp": ["One", "One"]}, {"town": ["Mill Town", "Ford"]})
    assert of.place_levels.columns == ((0, 1), (1,))
    flat = Register({name: WORDS[name] for name in ("land", "north-mill", "south-ford")}, {},
                    {"north-mill": "land", "south-ford": "land"})  # fmt: skip
    of = prepared(
        {"governorate": ["East", "West", "East"], "town": ["Mill Town", "Ford", "Farm"]},
        {"town": ["Mill Town", "Ford"]},
        {"governorate": ["East"]},
        known=flat,
    )
    assert of.place_levels == PlaceLevels(1, 1, ((0, 1), (1,), (0,)), ("north-mill", "south-ford"))
    assert levels(of, 0, 1, 2, 3, 4, 5) == [ELSEWHERE, BESIDE, SAME, ELSEWHERE, AREA]
    # Where the areas of neither are known, they do not count as the same.
    assert level(of, 3, 4) == ELSEWHERE


def test_a_name_under_a_larger_place_that_the_register_lacks_may_be_a_namesake() -> None:
    of = prepared(
        {"governorate": ["Elsewhere", "North", "Land"], "town": ["Mill Town", "Mill Town", "Mill Town"]},
        {"governorate": ["Elsewhere", "North"], "town": ["Mill Town", "Hamlet"]},
    )
    assert levels(of, 0, 1, 2, 3, 4) == [ELSEWHERE, ELSEWHERE, SAME, ELSEWHERE]
    assert levels(of, 1, 2, 4) == [SAME, BESIDE]
    told = (
        "(row 1) the largest area is not in things/places.csv, which has the smaller places beside it in another, so these count by their "
        "names alone: add the area, or this spelling of it under aliases"
    )
    assert of.warnings == tuple(f'in 1 row of the list "list {number}" {told}' for number in (0, 1))
    # A larger place that the register has, and that holds it, vouches for it.
    of = prepared(
        {"governorate": ["North", "South"], "district": ["Odd", "Even"], "town": ["Mill Town", "Ford"]},
        {"town": ["Mill Town"]},
    )
    assert levels(of, 0, 1, 2) == [ELSEWHERE, SAME]
    assert not of.warnings


def test_a_smaller_place_beside_one_that_lies_deeper_than_usual_lies_in_it() -> None:
    of = prepared(
        {"location": ["North", "South", "Mill Town"], "detail": ["Yard", "Yard", "Yard"]},
        {"town": ["Mill Town", "Ford"], "detail": ["Yard", "Yard"]},
    )
    assert of.place_levels.columns[0] == (0, 1)
    assert levels(of, 2, 0, 1, 3, 4) == [BESIDE, ELSEWHERE, SAME, ELSEWHERE]


def test_places_in_two_scripts_are_compared_where_it_is_certain_which_is_which() -> None:
    known = Register(
        {"syria": ("Syria",), "aleppo": ("Aleppo",), "idlib": ("Idlib",), "tall": ("Tall Qarmid",)},
        {},
        {"aleppo": "syria", "idlib": "syria", "tall": "idlib"},
    )
    of = prepared(
        {"governorate": ["Aleppo", "Idlib"], "town": [None, "Tall Qarmid"]},
        {"governorate": ["حلب", "إدلب", "إدلب"], "town": [None, None, "تل قرميد"]},
        {"town": ["Tall Qarmid", "Farm", "مزرعة"]},
        known=known,
    )
    assert levels(of, 0, 2, 3) == [AREA, DIFFERS]
    assert levels(of, 1, 3, 4, 5) == [AREA, SAME, SAME]
    assert levels(of, 4, 5, 6, 7) == [SAME, ELSEWHERE, ELSEWHERE]
    assert level(of, 6, 7) == MISSING
    (apart,) = of.apart
    assert (apart.level, apart.names) == (1, ("مزرعة",))


def test_a_register_that_is_empty_flat_or_names_nothing_of_the_lists_changes_nothing() -> None:
    lists = (
        {"governorate": ["North", "South", "شمال"], "town": ["Mill Town", "Mill Town", "Ford"]},
        {"town": ["North", "Ford"]},
    )
    plain = prepared(*lists, known=None)
    elsewhere = Register({"a": ("Atlantis",), "b": ("Mu",)}, {}, {"b": "a"})
    flat = prepared(*lists, known=Register(WORDS))
    names = prepare(placed_lists(*lists), register=REGISTER, place_levels=COLUMNS)
    for of, like in ((prepared(*lists, known=Register()), plain), (prepared(*lists, known=elsewhere), plain), (names, flat)):  # fmt: skip
        assert of.place_levels == COLUMNS
        for name in ("places", "scripts", "common"):
            assert (getattr(of, name) == getattr(like, name)).all()
        assert of.apart == like.apart


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        ({"north": "south", "south": "north"}, "cannot lie in itself; north lies in south lies in north"),
        ({"north": "sea"}, "the larger place of 'north' in the register is 'sea', which has no entry there"),
    ],
)
def test_a_register_that_cannot_be_gets_one_sentence(parents: dict[str, str], said: str) -> None:
    with pytest.raises(LinkError, match=said):
        prepared({"town": ["North"]}, {"town": ["South"]}, known=Register(WORDS, {}, parents))


def test_the_largest_area_to_show_is_the_one_that_a_row_names_or_lies_in() -> None:
    of = prepared({"governorate": ["North", "South"]}, {"town": ["Mill Town", "Ford"]}, {"town": ["Ford", "North"]})
    assert of.area is not None
    assert [of.areas[code] for code in of.area.tolist()] == ["North", "South", "North", "South", "South", "North"]
    shared = prepared({"governorate": ["North"] * 2, "town": ["Mill Town", "North Tal"]}, {"town": ["Mill Town", None]})
    assert shared.place_levels.left_out == 2
    assert shared.area is not None
    assert [shared.areas[code] if code >= 0 else "" for code in shared.area.tolist()] == ["North", "North", "Mill Town", ""]  # fmt: skip


def test_a_record_lacks_its_place_where_nothing_of_it_is_known() -> None:
    of = prepared({"governorate": ["North", None]}, {"town": ["Mill Town", "Ford"]})
    assert missing(of)["place"].tolist() == [False, True, False, False]


NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Register, list[dict[str, list[str | None]]]]:
    """Draw a register of up to 9 places with few names, and lists that write them in one to three columns."""
    places = draw(st.integers(2, 9))
    parents = {f"p{at}": f"p{draw(st.integers(0, at - 1))}" for at in range(1, places) if draw(st.integers(0, 5))}
    assume(parents)
    names = {f"p{at}": (draw(st.sampled_from(NAMES)),) for at in range(places)}
    columns = st.integers(1, 3)
    cells = st.one_of(st.none(), st.sampled_from([*NAMES, *names]))
    lists = [{f"c{at}": draw(st.lists(cells, min_size=3, max_size=3)) for at in range(draw(columns))} for _ in range(2)]
    words = {name for of in names.values() for name in of} | names.keys()
    assume(all(cell is None or cell in words for one in lists for column in one.values() for cell in column))
    return Register(names, {}, parents), lists


def closure(known: Register, place: str) -> list[str]:
    """Return the places in which a place lies, from the uppermost down, and itself."""
    above = known.parents.get(place)
    return [*(closure(known, above) if above is not None else []), place]


def naive_places(known: Register, row: Sequence[str | None]) -> tuple[list[str], bool]:
    """Return the places of which a row surely speaks, and whether some name of it stays open: by trying every reading of it."""
    choices = [
        [cell] if cell in known.names else [place for place, words in known.names.items() if cell in words]
        for cell in row
        if cell is not None
    ]
    if not choices:
        return [], False

    def inside(a: str, b: str) -> bool:
        return a in closure(known, b)

    all_of = list(itertools.product(*choices))
    chains = [one for one in all_of if all(inside(a, b) or inside(b, a) for a, b in itertools.combinations(one, 2))]
    down = [one for one in chains if all(inside(a, b) for a, b in itertools.pairwise(one))]
    strictly = [one for one in down if all(a != b for a, b in itertools.pairwise(one))]
    read = strictly or down or chains
    told = [{above for place in one for above in closure(known, place)} for one in read]
    told = told or [set(closure(known, place)) for of in choices for place in of]
    sure = sorted(set.intersection(*told), key=lambda place: len(closure(known, place)))
    return sure, bool(read) and any(not set(of) & set(sure) for of in choices)


def naive_level(a: list[str], b: list[str]) -> str:
    """Return how two places compare, as deep as both are known, what is left out being left out."""
    deep = min(len(a), len(b))
    if not deep:
        return MISSING
    same = a[:deep] == b[:deep]
    if deep == 1:
        return AREA if same else DIFFERS
    return SAME if same else BESIDE if a[0] == b[0] else ELSEWHERE


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_places_compare_as_deep_as_both_are_known_by_a_second_way(
    world: tuple[Register, list[dict[str, list[str | None]]]],
) -> None:
    known, lists = world
    of = prepared(*lists, known=known)
    assume(of.place_levels != COLUMNS)
    rows = [naive_places(known, row) for columns in lists for row in zip(*columns.values(), strict=True)]
    told = [path for path, _ in rows if path]
    # A place is left out that all records share, or nearly do since they know no more, and that holds another.
    out = {
        place
        for path in told
        for place in path
        if all(place in other or other == path[: len(other)] for other in told)
        and any(place in other[:-1] for other in told)
    }
    for (a, (one, one_open)), (b, (other, other_open)) in itertools.combinations(enumerate(rows), 2):
        if not (one_open or other_open):
            paths = ([place for place in path if place not in out] for path in (one, other))
            assert level(of, a, b) == naive_level(*paths), (one, other, out)


@pytest.fixture(scope="module")
def drawn() -> tuple[list[ListOf], list[ListOf], Register]:
    """Return two lists, a later release of them with a record of another country, and the register."""
    of = conflict("middle", 400)
    made = generate(of, 1)
    lists = declared(made, WRITINGS["governorate | town"])
    more = {name: [*column, column[-1]] for name, column in lists[1].table.items()}  # type: ignore[union-attr]
    more["record"][-1], more["place"][-1] = "late", "Cape"
    known = register(of, 1)
    beyond = {**known.names, "isle": ("Isle",), "cape": ("Cape",)}
    known = replace(known, names=beyond, parents={**known.parents, "cape": "isle"})
    return lists, [lists[0], replace(lists[1], table=more)], known


def test_a_kept_model_keeps_the_levels_that_it_was_trained_with(
    drawn: tuple[list[ListOf], list[ListOf], Register], tmp_path: Path
) -> None:
    lists, later, known = drawn
    before = link(lists, register=known)
    areas = tuple(sorted(f"governorate-{at}" for at in range(12)))
    assert before.model.place_levels == before.prepared.place_levels == PlaceLevels(1, 0, ((0,), (1,)), areas)
    before.model.save(tmp_path / "model.json")
    kept = load_model(tmp_path / "model.json")
    assert kept.place_levels == before.model.place_levels
    assert link(later, register=known).prepared.place_levels.left_out == 0
    again = link(lists, register=known, model=kept)
    assert (again.probability == before.probability).all()
    anew = link(later, register=known, model=kept, frequencies=before.prepared.frequencies)
    assert anew.prepared.place_levels == kept.place_levels
    extended = extend(before, later)
    assert extended.compared_anew is not None
    assert extended.compared_anew < len(extended.candidates)
    assert (extended.probability == anew.probability).all()
    assert (extended.clusters.of == anew.clusters.of).all()
    same = levels_of(before.prepared, (PLACE,), _pairs_of(before.prepared))
    assert (levels_of(anew.prepared, (PLACE,), _pairs_of(before.prepared)) == same).all()


def _pairs_of(of: Prepared) -> Pairs:
    left, right = np.triu_indices(min(len(of), 200), 1)
    return Pairs(left, right, np.ones(len(left), dtype=bool), np.zeros(len(left)))


def test_a_model_from_before_there_was_a_hierarchy_goes_on_by_columns(
    drawn: tuple[list[ListOf], list[ListOf], Register], tmp_path: Path
) -> None:
    lists, _, known = drawn
    before = link(lists, register=Register(known.names))
    before.model.save(tmp_path / "model.json")
    assert "place_levels" not in json.loads((tmp_path / "model.json").read_bytes())
    again = link(lists, register=known, model=load_model(tmp_path / "model.json"))
    assert again.prepared.place_levels == COLUMNS
    assert (again.probability == before.probability).all()


def test_kept_levels_follow_their_areas_through_a_register_that_changes_and_are_refused_without_them() -> None:
    lists = placed_lists({"governorate": ["North", "South"], "town": ["Mill Town", "Ford"]}, {"town": ["Mill Town"]})
    before = prepare(lists, register=REGISTER)
    kept = before.place_levels
    assert [kept.of_column(1, column) for column in (0, 1, 2)] == [1, 2, 3]
    above = Register({**WORDS, "world": ("World",)}, SHARED, {**PARENTS, "land": "world"})
    below = Register(WORDS, SHARED, {place: above for place, above in PARENTS.items() if above != "land"})
    for known, left_out in ((above, 2), (below, 0)):
        again = prepare(lists, register=known, place_levels=kept)
        assert again.place_levels == replace(kept, left_out=left_out)
        assert (again.places == before.places).all()
    for gone in (Register(), Register(WORDS), Register({"a": ("A",), "b": ("B",)}, {}, {"a": "b"})):
        with pytest.raises(
            LinkError, match=r"\(north, south\); the register now says nothing of them: restore it, or train anew"
        ):
            prepare(lists, register=gone, place_levels=kept)


def test_places_travel_with_the_records_to_where_they_are_compared() -> None:
    of = prepared({"governorate": ["North", "South"]}, {"town": ["Mill Town", "Ford"]})
    there = pickle.loads(pickle.dumps(of.bare()))
    assert not there.register
    assert levels(there, 0, 2, 3) == levels(of, 0, 2, 3) == [AREA, DIFFERS]


def test_a_list_of_governorates_and_one_of_towns_are_linked_better_by_the_hierarchy() -> None:
    of = conflict("heavy", 600)
    drawn, known = generate(of, 1), register(of, 1)
    lists = declared(drawn, WRITINGS["governorate | town"])
    (right, joined, true, _), (right_too, joined_too, _, compared) = (
        counted(drawn, lists, one).tolist() for one in (Register(known.names), known)
    )
    assert 2 * right_too / (joined_too + true) > 2 * right / (joined + true) + 0.02
    # No more than a few pairs a record.
    assert compared < 6 * sum(len(drawn.truth[name]["person"]) for name in of.names)
