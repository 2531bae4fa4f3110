"""Registers: what a person edits, refused with file, row and column where it is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from undercount.errors import ReadError, RegisterError
from undercount.read.names import NameIndex, fold, slug
from undercount.read.registers import read_registers
from undercount.record import Tree

FILES = {
    "places": "id,parent,kind,name_en,name_ar,lat,lon,aliases,pcode\naleppo,,city,Aleppo,حلب,36.2,37.1,Halab; Alep,SY02\n"
    "east,aleppo,part,East Aleppo,,,,,\n",
    "actors": "id,parent,from,to,name_en,name_ar\nside,,,,Side,\nband,side,2015-01,2016-06-30,Band,\nband,,,,Band,\n",
    "facilities": "id,place,class,name_en,name_ar,lat,lon\nf1,east,hospital,M10,,,\n",
    "agreements": "id,parties,place,from,to,forbids,name_en,name_ar\nt1,side;band,east,2016-12-13,,attack,Truce,\n",
    "sources": "id,kind,parent,name_en,name_ar\nun,un,,UN,\nohchr,un,un,OHCHR,\n",
    "incidents": "id,place,when,name_en,name_ar\ni1,east,2016-12-10,Strike,\n",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in {**FILES, **changed}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_everything_is_read_and_further_columns_are_kept(tmp_path: Path) -> None:
    found = read_registers(write(tmp_path))
    assert found.place_tree.under("east", "aleppo")
    assert found.place_names.find("ALEP") == ("aleppo",)
    assert found.place_names.find("حلب") == ("aleppo",)
    assert found.extra["places"]["aleppo"] == {"aliases": "Halab; Alep", "pcode": "SY02"}
    assert found.actor_tree.periods("band", "side") == ((1420070400, 1467331200),)
    assert found.target_names.find("m10") == ("f1",)
    assert found.agreements[0].when.end is None
    assert found.source_tree.under("ohchr", "un")
    assert found.incidents[0].when.edtf == "2016-12-10"


def test_a_folder_without_files_is_empty_registers(tmp_path: Path) -> None:
    assert read_registers(tmp_path).places == ()


def test_a_cell_may_be_longer_than_the_csv_modules_limit(tmp_path: Path) -> None:
    csv.field_size_limit(131_072)
    name = "x" * 200_000
    found = read_registers(write(tmp_path, sources=f"id,kind,parent,name_en,name_ar\nun,un,,{name},\n"))
    assert found.sources[0].name_en == name


def test_a_register_that_is_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "places.csv").mkdir()
    with pytest.raises(RegisterError, match=r"a register must be a file; .*places\.csv is none"):
        read_registers(tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "places",
            "",
            "places.csv must have the columns id,parent,kind,name_en,name_ar,lat,lon; 'id' is missing (row 1)",
        ),
        (
            "places",
            "id;parent;kind;name_en;name_ar;lat;lon\n",
            "the cells of a register must be parted by commas; places.csv has semicolons (row 1)",
        ),
        (
            "sources",
            "id,kind,parrent,name_en,name_ar\n",
            "'parent' is missing; it has 'parrent' (row 1): add it",
        ),
        (
            "sources",
            "id,kind,parent,parent,name_en,name_ar\n",
            "a register must have each column once; 'parent' stands twice in sources.csv (row 1): remove one",
        ),
        (
            "places",
            "id,parent,kind\n",
            "places.csv must have the columns id,parent,kind,name_en,name_ar,lat,lon; 'name_en' is missing (row 1): add it",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,,,,,\na,,,,,,\n",
            "and stands in row 2 already; it is 'a' (places.csv, row 3, column 'id'): remove or rename one",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\naleppo,,,,,,\neast,alepo,,,,,\n",
            "a parent must be an entry of the same register; it is 'alepo' (places.csv, row 3, column 'parent'): did you mean 'aleppo'?",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,c,,,,,\nb,a,,,,,\nc,b,,,,,\n",
            "entries must not contain themselves: a → c → b → a is a cycle; it is 'c' (places.csv, row 2, column 'parent')",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,,,,north,1\n",
            "lat must be degrees between -90 and 90; it is 'north' (places.csv, row 2, column 'lat')",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,,,,1,181\n",
            "lon must be degrees between -180 and 180; it is '181'",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,,,,1,\n",
            "an entry must have both lat and lon or neither",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,town,A, B,,,\n",
            "a row must have as many cells as the header (7); this one has 8 (places.csv, row 2)",
        ),
        (
            "places",
            "id,parent,kind,name_en,name_ar,lat,lon\na,,twon,,,,\n",
            "kind must be a term of its list; it is 'twon' (places.csv, row 2, column 'kind'): did you mean 'town'?",
        ),
        (
            "actors",
            "id,parent,from,to,name_en,name_ar\na,,soon,,,\n",
            "'soon' is not: rewrite it so (actors.csv, row 2, column 'from')",
        ),
        (
            "actors",
            "id,parent,from,to,name_en,name_ar\ns,,,,,\na,s,2017,2016,,\n",
            "a membership must end after it begins; it is '2016' (actors.csv, row 3, column 'to')",
        ),
        (
            "facilities",
            "id,place,class,name_en,name_ar,lat,lon\nf,nowhere,hospital,,,,\n",
            "place must name entries of its register; 'nowhere' is none; it is 'nowhere' (facilities.csv, row 2",
        ),
        (
            "facilities",
            "id,place,class,name_en,name_ar,lat,lon\nf,east,,,,,\n",
            "class must be a term of its list; it is '' (facilities.csv, row 2, column 'class')",
        ),
        (
            "agreements",
            "id,parties,place,from,to,forbids,name_en,name_ar\nt,sides,,,,,,\n",
            "'sides' is none; it is 'sides' (agreements.csv, row 2, column 'parties'): did you mean 'side'?",
        ),
        (
            "sources",
            "id,kind,parent,name_en,name_ar\n,un,,,\n",
            "every entry must have an id; it is '' (sources.csv, row 2, column 'id')",
        ),
    ],
)
def test_what_is_wrong_is_one_clear_sentence(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    with pytest.raises(RegisterError) as caught:
        read_registers(write(tmp_path, **{name: text}))
    assert sentence in str(caught.value)


def test_a_register_in_another_encoding(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "sources.csv").write_bytes("id,kind,parent,name_en,name_ar\na,,,,حلب\n".encode("windows-1256"))
    with pytest.raises(ReadError, match=r"a table must be UTF-8 or UTF-16; sources\.csv has the byte"):
        read_registers(tmp_path)


def test_names_fold_typography_case_and_marks_only() -> None:
    assert fold(" Dayr\u00a0az–Zawr’s ") == "dayr az-zawr's"
    assert fold("مُحَمَّد") == fold("محمد\u200f")
    assert fold("Aleppo") != fold("Alepo")
    assert (slug("Dayr az-Zawr (city)"), slug("حلب القديمة"), slug("—")) == ("dayr-az-zawr-city", "حلب-القديمة", "x")


def test_a_name_below_an_entry_and_a_name_that_stands_for_two() -> None:
    tree = Tree.of([("a", None), ("b", None), ("a/x", "a"), ("b/x", "b"), ("a/x/x", "a/x")])
    index = NameIndex({"a": (), "b": (), "a/x": ("X",), "b/x": ("x",), "a/x/x": ("X",)}, tree)
    assert index.find("x") == ("a/x", "b/x")
    assert index.find("x", under="a") == ("a/x",)
    assert index.find("a") == ("a",)
    assert index.find("y") == ()
