"""What study.toml says of lists: every bad value is one sentence with the rule, the value, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from undercount.errors import StudyError
from undercount.study.lists import Declared, Linking
from undercount.study.settings import load_settings

GOOD = 'name = "a"\ntable = "a.csv"\nid = "id"\nnames = ["name"]\n'
FIGURE = 'name = "f"\nunit = "person"\nmethods = ["estimate"]\nestimate = { '


def loaded(folder: Path, text: str) -> tuple[tuple[Declared, ...], Linking]:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    return settings.lists, settings.link


def test_all_settings_of_a_list_are_read(tmp_path: Path) -> None:
    text = f"""
[link]
threshold = 0.7
cut = 10
draws = 50
seed = 7
[[list]]
{GOOD}
[[list]]
name = "قائمة-2"
table = "b.csv"
id = "number"
names = ["whole", ["given", "father"]]
sex = "s"
age = "a"
age_group = "g"
birth = ["y", "m", "d"]
death = "died"
death_precision = "how"
place = ["gov", "town"]
incident = "i"
as_of = 2024-08-31
no_name = ["unknown"]
duplicates = true
where = {{ year = [2016, "2017"] }}
keep = {{ year = "died" }}
"""
    (_, of), link = loaded(tmp_path, text)
    assert link == Linking(0.7, 10, 50, 7)
    assert of.names == ("whole", ("given", "father"))
    assert (of.birth, of.death) == (("y", "m", "d"), "died")
    assert of.where == (("year", ("2016", "2017")),)
    assert of.keep == (("year", "died"),)
    made = of.of({})
    assert str(made.as_of) == "2024-08-31"
    assert set(made.columns) == {
        "number",
        "whole",
        "given",
        "father",
        "s",
        "a",
        "g",
        "y",
        "m",
        "d",
        "died",
        "how",
        "i",
        "gov",
        "town",
    }


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ('table = "a"\nid = "i"', "needs a name of letters, digits, - and _"),
        (GOOD.replace('"a"', '"a:b"', 1), "'a:b' is none"),
        (GOOD.replace('"a"', '"draw"', 1), "must not be called draw"),
        ('name = "a"\nid = "i"\nnames = ["n"]', "table must be given"),
        ('name = "a"\ntable = "t"\nnames = ["n"]', "id must be given"),
        ('name = "a"\ntable = "t"\nid = "i"', "needs names or dates"),
        (GOOD + 'nmaes = ["x"]', "did you mean 'names'"),
        (GOOD.replace('["name"]', "[1]"), "names must be a list of columns"),
        (GOOD + "sex = 3", "sex must be text in quotes"),
        (GOOD + 'birth = ["only"]', "birth must be one column, or"),
        (GOOD + 'as_of = "soon"', "as_of must be a day; it is 'soon'"),
        (GOOD + 'duplicates = "yes"', "duplicates must be true or false"),
        (GOOD + "where = { year = [] }", "where gives for a column the cells to take"),
        (GOOD + "where = 3", "where must be a table"),
        (GOOD + "keep = 3", "keep must be a list of columns"),
        (GOOD + 'keep = ["count"]', "what is kept must not be called draw"),
        (GOOD + 'keep = ["a"]', "must not have a list's name"),
        (GOOD + f"[[list]]\n{GOOD}", "'a' is used twice"),
    ],
)
def test_a_bad_list_is_one_sentence(tmp_path: Path, block: str, words: str) -> None:
    with pytest.raises(StudyError) as refused:
        loaded(tmp_path, f"[[list]]\n{block}\n")
    assert words in str(refused.value)
    assert str(refused.value).endswith("study.toml)")
    assert ": " in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("link = 3", "link must be a table"),
        ("list = 3", "a list of persons must be a block of its own"),
        ("[link]\nthreshold = 1.5", "threshold must lie between 0 and 1"),
        ("[link]\ndraws = 1", "draws must be a whole number from 2"),
        ("[link]\ncut = true", "cut must be a whole number"),
        ("[link]\nthreshhold = 0.4", "did you mean 'threshold'"),
    ],
)
def test_bad_settings_of_linking_are_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(StudyError, match=words):
        loaded(tmp_path, text)


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        ('linked = true, lists = ["a", "c"]', "'c' is none"),
        ('linked = true, lists = ["a", "b"], by = ["sex"]', "'sex' is not kept"),
        ('linked = true, lists = ["a", "b"], where = { year = "2016" }', "'year' is not kept"),
        ('linked = true, lists = ["a", "b"], table = "t.csv"', "both linked and table are given"),
        ('linked = true, lists = ["a", "b"], merge = true', "both linked and merge are given"),
        ('linked = true, lists = ["a", "b"], draws = 1', "draws must be a whole number from 2"),
        ('table = "t.csv", lists = ["a", "b"], draws = 5', "linked is not given"),
        ('lists = ["a", "b"]', "or linked = true"),
    ],
)
def test_a_bad_estimate_from_linked_lists_is_one_sentence(tmp_path: Path, estimate: str, words: str) -> None:
    lists = f'[[list]]\n{GOOD}[[list]]\nname = "b"\ntable = "b.csv"\nid = "id"\nnames = ["name"]\n'
    with pytest.raises(StudyError) as refused:
        loaded(tmp_path, f"{lists}[[figure]]\n{FIGURE}{estimate} }}\n")
    assert words in str(refused.value)


def test_a_figure_from_linked_lists_needs_lists(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"declare it with \[\[list\]\]"):
        loaded(tmp_path, f'[[figure]]\n{FIGURE}linked = true, lists = ["a", "b"] }}\n')


def test_an_estimate_from_a_table_is_asked_in_the_ledger_as_it_was() -> None:
    from undercount.record.figure import Estimation

    assert "linked" not in Estimation("t.csv", ("a", "b")).as_json()
    assert Estimation("", ("a", "b"), linked=True, draws=9).as_json()["draws"] == 9
