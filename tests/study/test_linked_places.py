"""A study's register of places says to the linkage which place lies in which."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from undercount.errors import LinkError
from undercount.link.persons.place_levels import COLUMNS, PlaceLevels
from undercount.link.synthetic import Design, ListDesign
from undercount.read.register_lines import COLUMNS as COLUMNS_OF
from undercount.study import open_study
from undercount.study.incident_victims import _victims_by_row
from undercount.study.kept_model import LAST
from undercount.study.link import link_study
from undercount.study.linked_summary import naming, summary, unnamed
from undercount.study.published_victims import victims_published
from undercount.study.verify import verify

from .lists_made import OFFICE, PRESS, Linked, block, read_rows
from .support import AT, quiet, write_csv

_FIELDS = ("name_en", "sex", "age", "died")
DESIGN = Design(
    persons=160,
    towns=12,
    governorates=4,
    lists=(
        ListDesign("press", 0.6, fields=(*_FIELDS, "place_en", "governorate"), hand=PRESS),
        ListDesign("office", 0.6, fields=("name_ar", *_FIELDS, "place_en", "governorate"), hand=OFFICE),
        ListDesign("web", 0.2, fields=("name_ar", *_FIELDS)),
    ),
)


LEVELS = PlaceLevels(1, 0, ((1,), (0,)), ("g0", "g1", "g2", "g3"))


class Placed(Linked):
    """A study with a list of towns and one of governorates."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, DESIGN)
        self.declare(
            block("press", 'place = ["place_en"]'), block("office", 'place = ["governorate"]'), link="draws = 2"
        )

    def register_places(self, *, flat: bool = False) -> None:
        """Write the register: a country, governorates as lists write them, and towns with all their spellings as aliases."""
        rows = [row for row in self.given().values() if row.get("governorate")]
        governorates = sorted({row["governorate"] for row in rows})
        spellings: dict[tuple[str, str], None] = dict.fromkeys((row["place_en"], row["governorate"]) for row in rows)
        places = [{"id": "country", "name_en": "Country"}]
        places += [{"id": f"g{at}", "parent": "country", "name_en": name} for at, name in enumerate(governorates)]
        places += [
            {"id": f"t{at}", "parent": f"g{governorates.index(above)}", "name_en": town}
            for at, (town, above) in enumerate(spellings)
        ]
        for place in places if flat else ():
            place.pop("parent", None)
        write_csv(self.layout.register("places"), COLUMNS_OF["places"], places)


@pytest.fixture
def study(tmp_path: Path) -> Placed:
    return Placed(tmp_path)


def test_towns_and_governorates_of_a_register_with_parents_are_compared(study: Placed) -> None:
    plain = open_study(study.root).linked()
    study.register_places(flat=True)
    flat = open_study(study.root).linked()
    study.register_places()
    found = open_study(study.root).linked()
    assert len({plain.inputs, flat.inputs, found.inputs}) == 3
    assert plain.linkage.prepared.place_levels == flat.linkage.prepared.place_levels == COLUMNS
    of = found.linkage.prepared
    assert of.place_levels == LEVELS
    truth = study.truth()
    where: dict[str, set[int]] = {}
    for record, area in zip(found.records, of.places[:, 0].tolist(), strict=True):
        where.setdefault(truth[record], set()).add(area)
    assert all(len(areas) == 1 for areas in where.values())
    assert not of.unread


def test_a_linkage_by_the_hierarchy_is_the_same_again_and_is_verified(study: Placed) -> None:
    study.register_places()
    study.link()
    files = study.files()
    study.link()
    assert study.files() == files
    study.build()
    facts = verify(study.root, report=quiet)
    assert facts.records == sum(name != "web" for name, _ in study.given())
    # The last run's victims are those of incidents, too, without linking anew.
    opened = open_study(study.root)
    victims = _victims_by_row(opened, None)
    assert sorted(victims.values()) == sorted(study.victims().values())
    assert not opened._linked


def test_a_kept_model_links_by_the_levels_that_it_was_trained_with(study: Placed) -> None:
    study.register_places()
    study.link()
    before = study.victims()
    assert link_study(study.root, at=AT, by="tester", report=quiet, model=LAST) is not None
    assert study.victims() == before
    with study.layout.register("places").open("a", encoding="utf-8") as file:
        csv.writer(file).writerow(["isle", "", "", "Isle", "", "", ""])
    again = open_study(study.root).linked()
    assert again.was_kept
    assert again.linkage.prepared.place_levels == LEVELS
    told = json.loads((study.layout.link / "link.json").read_bytes())
    assert told["place_levels"] == LEVELS.as_json()
    study.register_places(flat=True)
    with pytest.raises(LinkError, match="train anew"):
        open_study(study.root).linked()


def test_rows_that_contradict_the_register_are_told_with_their_rows_and_published_without_what_stands_there(
    study: Placed,
) -> None:
    study.register_places()
    study.declare(
        block("press", 'place = ["governorate", "place_en"]'),
        block("office", 'place = ["governorate"]'),
        link="draws = 2",
    )
    path = study.folder / "data" / "lists" / "press.csv"
    rows = read_rows(path)
    other = next(row["governorate"] for row in rows if row["governorate"] != rows[0]["governorate"])
    rows[0]["governorate"] = other
    write_csv(study.folder / "press.csv", tuple(rows[0]), rows)
    study.add(study.folder / "press.csv", name="press-2.csv")
    text = study.layout.settings.read_text(encoding="utf-8").replace('"press.csv"', '"press-2.csv"')
    study.layout.settings.write_text(text, encoding="utf-8")
    found = open_study(study.root).linked()
    town = rows[0]["place_en"]
    (unread,) = found.linkage.prepared.unread
    assert (unread.of, unread.column, unread.rows) == ("press", "governorate, place_en", (2,))
    assert unread.values == (f"{other}, {town}",)
    assert summary(found)["unread"][0]["first"] == [[2, f"{other}, {town}"]]
    assert any(town in told for told in naming(found))
    assert any("was not read and counts as not known" in told or "not read" in told for told in unnamed(found))
    assert not any(town in told for told in unnamed(found))
    assert (found.linkage.prepared.places[0] == -1).all()


def test_a_victims_area_is_called_by_its_own_name_though_a_list_writes_towns_alone(study: Placed) -> None:
    study.register_places()
    found = open_study(study.root).linked()
    shown = {
        area for group in victims_published(found, "initials") for one in group["victims"] for area in one["areas"]
    }
    governorates = {row["governorate"] for row in study.given().values() if row.get("governorate")}
    assert shown
    assert shown <= governorates
