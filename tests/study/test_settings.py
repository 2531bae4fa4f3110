"""Settings: what study.toml may say, and one clear sentence for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from undercount.errors import StudyError, VersionError
from undercount.study.settings import load_settings

GOOD = """
format = 1
title_en = "A study"
title_ar = "دراسة"
timezone = "Asia/Damascus"

[ledger]
origin = "example.org/a"
public_keys = ["k"]

[[figure]]
name = "killed-east"
unit = "person"
act = "killing"
status = "civilian"
place = "east-aleppo; west-aleppo"
when = "2016-11-15/2016-12-22"
by = ["month", "place:quarter"]
methods = ["bounds", "reported-range"]
admit = { grade = "fair", speakers = ["ohchr"], judged = "accepted" }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_person_wrote_is_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    question = settings.question("killed-east")
    assert question.places == ("east-aleppo", "west-aleppo")
    assert question.by == ("month", "place:quarter")
    assert question.admit.rule == "grade ≥ fair; speakers = ohchr; judged = accepted"
    assert (settings.title["ar"], settings.origin, settings.fictional) == ("دراسة", "example.org/a", False)
    assert question.when.start == 1479160800, (
        "the fifteenth of November begins at 22:00 UTC of the day before in Damascus"
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("timezone", "timezon", "did you mean 'timezone'"),
        ('act = "killing"', 'act = "kiling"', "did you mean 'killing'"),
        ('status = "civilian"', 'status = "civillian"', "did you mean 'civilian'"),
        ('unit = "person"', 'unit = "persons"', "did you mean 'person'"),
        ('unit = "person"\n', "", "needs a unit"),
        ("2016-11-15/2016-12-22", "15 Nov 2016", "must be EDTF"),
        ('"reported-range"', '"reported"', "a method must be"),
        ('"month"', '"week"', "by must be of"),
        ('grade = "fair"', 'grade = "good"', "'grade'"),
        ('grade = "fair"', 'grad = "fair"', "did you mean 'grade'"),
        ('judged = "accepted"', 'judged = "yes"', "admit.judged must be"),
        ("Asia/Damascus", "Asia/Nowhere", "IANA name"),
        ('name = "killed-east"', 'name = "../x"', "needs a name of letters"),
        ("format = 1", 'format = 1\nformat2 = "x"', "knows no setting"),
        ('title_en = "A study"', "title_en = 3", "must be text"),
        ("[ledger]", "[ledger", "must be TOML"),
        ("format = 1", "format = true", "format must be a whole number"),
        ("format = 1", "format = 0", "format must be a whole number"),
        ("format = 1", 'format = "1"', "format must be a whole number"),
        ("format = 1", 'fictional = "no"', "fictional must be true or false; it is 'no'"),
        ("format = 1", "languages = 3", "languages must be a list of texts; it is 3"),
        ("format = 1", 'languages = ["fr"]', "languages must be of en, ar; 'fr' is none of them"),
        ('public_keys = ["k"]', "public_keys = 3", "public_keys must be a list of texts"),
        ("[ledger]\n", "[ledger2]\n", "did you mean 'ledger'"),
        ('methods = ["bounds", "reported-range"]', "methods = 3", "a method must be one of"),
        ('methods = ["bounds", "reported-range"]', 'methods = "bound"', "did you mean 'bounds'"),
        ('name = "killed-east"', f'name = "{"a" * 81}"', "at most 80"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(StudyError) as error:
        load_settings(write(tmp_path, GOOD.replace(old, new)))
    assert sentence in str(error.value)
    assert "study.toml" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ['ledger = "x"', 'figure = "x"', 'figure = ["x"]', "figure = 3"])
def test_a_setting_of_another_shape_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError, match=r"^(ledger|a figure) must be .*study\.toml\): write \[") as error:
        load_settings(write(tmp_path, text))
    assert "\n" not in str(error.value)


def test_two_figures_of_one_name_are_refused(tmp_path: Path) -> None:
    block = GOOD[GOOD.index("[[figure]]") :]
    with pytest.raises(StudyError, match="used twice"):
        load_settings(write(tmp_path, GOOD + block))


def test_a_study_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VersionError, match="install a newer undercount"):
        load_settings(write(tmp_path, GOOD.replace("format = 1", "format = 2")))


def test_a_figure_that_is_not_asked_for_names_the_nearest(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    with pytest.raises(StudyError, match="did you mean 'killed-east'"):
        settings.question("killed-est")


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="must be readable"):
        load_settings(tmp_path / "study.toml")
