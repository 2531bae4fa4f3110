"""The command `estimate`: what it prints for a person and for a program, and what every bad table gets."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
import xlsxwriter
from numba.core import event
from rich.console import Console

from undercount.cli import console
from undercount.cli.estimate import _compiling, command
from undercount.count import estimators
from undercount.count.estimators.methods import METHODS
from undercount.study.spoken import COMMAND, SETTINGS, Speech, spoken

from .support import Bench, refused
from .test_terminal import at_terminal, lines_of

KEYS = {"method", "stratum", "lists", "documented", "estimate", "low", "high", "level", "diagnosis", "refused"}
COUNTS = "A,B,C,count\n1,0,0,30\n0,1,0,20\n1,1,0,10\n0,0,1,7\n1,0,1,3\n0,1,1,4\n1,1,1,2\n"
PARTED = "A,B,sex,count\n1,0,F,30\n0,1,F,20\n1,1,F,10\n1,0,M,12\n0,1,M,9\n1,1,M,6\n"
LONELY = PARTED + "1,0,unknown,5\n0,1,unknown,4\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder without a study: the command needs none."""
    return Bench(tmp_path)


def estimates(bench: Bench, *words: str) -> list[dict[str, Any]]:
    said = bench.here("estimate", *words)
    assert (said.status, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)
    assert all(one.keys() >= KEYS for one in found)
    return found


# What a program gets.


def test_the_answers_of_two_lists_are_those_of_the_formula(bench: Bench) -> None:
    bench.write("c.csv", COUNTS)
    (one,) = estimates(bench, "c.csv", "--lists", "A,B", "--method", "chapman")
    on_a, on_b, both = 45, 36, 12  # whoever is on C alone is left out
    assert one["estimate"] == round((on_a + 1) * (on_b + 1) / (both + 1) - 1, 4)
    assert (one["method"], one["stratum"], one["lists"], one["documented"]) == ("chapman", {}, ["A", "B"], 69)
    assert (one["level"], one["refused"]) == (0.95, None)
    assert one["low"] < one["estimate"] < one["high"]


def test_lists_are_all_columns_that_are_nothing_else(bench: Bench) -> None:
    bench.write("c.csv", COUNTS)
    (one,) = estimates(bench, "c.csv", "--method", "chao")
    assert one["lists"] == ["A", "B", "C"]
    (same,) = estimates(bench, "c.csv", "--lists", "A,B", "--lists", "C", "--method", "chao")
    assert one == same


def test_one_row_a_person_gives_what_the_counts_give(bench: Bench) -> None:
    bench.write("c.csv", COUNTS)
    people = [row.rsplit(",", 1) for row in COUNTS.splitlines()[1:]]
    bench.write("p.csv", "A,B,C\n" + "".join(f"{row}\n" * int(count) for row, count in people))
    assert estimates(bench, "c.csv", "--method", "chao,mt") == estimates(bench, "p.csv", "--method", "chao,mt")


@pytest.mark.parametrize("form", ["bom", "semicolons", "tabs", "utf-16", "gzip", "xlsx", "other-count", "blank-lines"])
def test_a_table_in_any_common_form(bench: Bench, form: str) -> None:
    bench.write("c.csv", COUNTS)
    expected = estimates(bench, "c.csv", "--method", "chao")
    name, more = "d.csv", []
    if form == "xlsx":
        name = "d.xlsx"
        with xlsxwriter.Workbook(str(bench.folder / name)) as book:
            sheet = book.add_worksheet()
            for at, line in enumerate(COUNTS.splitlines()):
                sheet.write_row(at, 0, [int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    elif form == "gzip":
        name = "d.csv.gz"
        bench.write(name, gzip.compress(COUNTS.encode()))
    elif form == "other-count":
        bench.write(name, COUNTS.replace("count", "n"))
        more = ["--count", "n"]
    else:
        changed = {
            "bom": b"\xef\xbb\xbf" + COUNTS.encode(),
            "semicolons": COUNTS.replace(",", ";").encode(),
            "tabs": COUNTS.replace(",", "\t").encode(),
            "utf-16": COUNTS.encode("utf-16"),
            "blank-lines": COUNTS.replace("\n", "\r\n\r\n").encode(),
        }
        bench.write(name, changed[form])
    assert estimates(bench, name, "--method", "chao", *more) == expected


def test_an_estimate_for_each_part_and_their_total(bench: Bench) -> None:
    bench.write("c.csv", PARTED)
    found = estimates(bench, "c.csv", "--lists", "A,B", "--by", "sex", "--method", "chapman")
    assert [one["stratum"] for one in found] == [{"sex": "F"}, {"sex": "M"}, {}]
    assert [one["documented"] for one in found] == [60, 27, 87]
    assert found[2]["low"] < found[2]["estimate"] < found[2]["high"]
    assert found == estimates(bench, "c.csv", "--lists", "A,B", "--by", "sex", "--method", "chapman")


def test_a_part_that_cannot_be_estimated_is_refused_and_the_others_are_kept(bench: Bench) -> None:
    bench.write("c.csv", LONELY)
    words = ("c.csv", "--lists", "A,B", "--by", "sex", "--method", "lincoln-petersen")
    women, men, unknown, total = estimates(bench, *words)
    assert women["refused"] is men["refused"] is None
    assert unknown["estimate"] is unknown["low"] is unknown["high"] is None
    assert "sex=unknown" in unknown["refused"]
    assert "1 of 3 was refused, unknown (9 documented): " in total["refused"]
    assert unknown["refused"] not in total["refused"]
    assert "(--without-refused)" in total["refused"]
    *_, total = estimates(bench, *words, "--without-refused")
    assert total["documented"] == 87
    assert any("unknown" in note for note in total["notes"])


def test_the_same_seed_gives_the_same_bytes(bench: Bench) -> None:
    bench.write("c.csv", PARTED)
    words = ("estimate", "c.csv", "--by", "sex", "--method", "chapman", "--seed", "7")
    assert bench.run(*words).out == bench.here(*words).out


def test_the_estimate_to_put_first_is_marked_unless_methods_were_named(bench: Bench) -> None:
    bench.write("c.csv", PARTED)
    parted = estimates(bench, "c.csv", "--by", "sex")
    whole = estimates(bench, "c.csv", "--lists", "A,B", "--merge")
    for found, persons in ((parted, [{"sex": "F"}, {"sex": "M"}, {}]), (whole, [{}])):
        assert [one["stratum"] for one in found if one["recommended"]] in (persons, persons[::-1])
        assert all(one["refused"] is None for one in found if one["recommended"])
    named = estimates(bench, "c.csv", "--by", "sex", "--method", "chapman,loglinear-average")
    assert not any(one["recommended"] for one in named)


def test_a_pipe_gets_the_table_where_it_is_asked_for_and_what_was_left_out(bench: Bench) -> None:
    bench.write("c.csv", PARTED)
    text = " ".join(bench.here("estimate", "c.csv", "--by", "sex", "--text").out.split())
    (left_out,) = re.findall(r"Left out: (.*?)\.", text.replace("gamma3.5", "gamma"))
    assert re.search(r"\blatent-class\b.* \(3 or more lists\)", left_out)
    assert "Left out" not in bench.here("estimate", "c.csv", "--by", "sex", "--text", "--method", "chapman").out


def test_one_list_beside_the_pair_is_one_list(bench: Bench) -> None:
    bench.write("c.csv", COUNTS)
    (one,) = estimates(bench, "c.csv", "--method", "chapman")
    assert any("persons on the other list alone took no part" in note and "(--lists)" in note for note in one["notes"])


def test_all_refused_is_an_answer(bench: Bench) -> None:
    bench.write("c.csv", "A,B,C,count\n1,1,0,4\n1,0,0,3\n0,1,0,2\n")
    (one,) = estimates(bench, "c.csv", "--method", "chao")
    assert "(name the others with --lists)" in one["refused"]
    assert "exit status is 0" in " ".join(bench.here("estimate", "--help").out.split())


def test_the_help_names_every_method() -> None:
    told = next(one.help or "" for one in command.params if isinstance(one, click.Option) and one.name == "methods")
    assert told.partition("The names are ")[2] == f"{', '.join(METHODS)}."


SPOKEN = [
    ("leave it out (drop_list('C'))", "leave it out (name the others with {lists})"),
    ('leave it out (drop_list("it\'s (C)")), or', "leave it out (name the others with {lists}), or"),
    ("drop some (drop_list), or use latent_class", "drop some (name the others with {lists}), or use {method}latent-class"),
    ("(join_lists(['A', 'B'], …))", "(put one column in the table that is 1 where any of them is)"),
    ("(lists=[…]), or give interval='posterior'", "({lists}), or use {another}method"),
    ("without them (without_refused=True)", "without them ({without})"),
    ("added up (merge)", "added up ({merge})"),
    ("as versions that are mixed (propagate); or", "as versions that are mixed ({versions}); or"),
    ("mix their draws (rule='mixture')", "mix their draws ({mixture})"),
    ("allow more sweeps (most_sweeps), or", "allow more sweeps (in Python: most_sweeps), or"),
    ("take more (bootstrap=20000)", "take more (in Python: bootstrap=20000)"),
    ("be chosen (select='bic'), which", "be chosen (in Python: select='bic'), which"),
    ("possible (missed=range(…))", "possible (in Python: missed=range(…))"),
    ("assumed (chapman) or explored (sensitivity_curve)", "assumed ({method}chapman) or explored (in Python: sensitivity_curve)"),
]  # fmt: skip
OPTIONS = {
    "lists": "--lists",
    "method": "--method ",
    "another": "another --",
    "without": "--without-refused",
    "merge": "--merge",
    "versions": "--linkage or --replicates",
    "mixture": "--rule mixture",
}
IN_STUDY = {
    "lists": "the setting lists",
    "method": "the method ",
    "another": "another ",
    "without": "the setting without_refused = true",
    "merge": "the setting merge = true",
    "versions": "one by the setting where, or all with --linkage or --replicates of `undercount estimate`",
    "mixture": "--rule mixture of `undercount estimate`",
}


@pytest.mark.parametrize(("speech", "words"), [(COMMAND, OPTIONS), (SETTINGS, IN_STUDY)], ids=["command", "study"])
@pytest.mark.parametrize(("sentence", "said"), SPOKEN)
def test_sentences_speak_of_the_options_that_there_are(
    sentence: str, said: str, speech: Speech, words: dict[str, str]
) -> None:
    assert spoken(sentence, speech) == said.format(**words)


PYTHON = re.compile(r"\((?:[a-z]+_[a-z_]+|merge|[a-z_]+=[^()]*(?:\([^()]*\))?|[a-z_]+\([^()]*\))\)")
"""A parenthesis that names a function or an argument."""


def sentences(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are no documentation, with something in place of what they are filled with."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "'A'" if "!r" in ast.unparse(part) else "1"
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | inside:
            yield node.value


@pytest.mark.parametrize("speech", [COMMAND, SETTINGS], ids=["command", "study"])
def test_no_sentence_of_the_estimators_speaks_python_to_who_writes_none(speech: Speech) -> None:
    found = [
        (path.name, text)
        for path in Path(estimators.__path__[0]).rglob("*.py")
        for text in sentences(path)
        if PYTHON.search(text)
    ]
    assert len(found) > 20
    assert [(name, text) for name, text in found if PYTHON.search(spoken(text, speech))] == []


STARTED = """
import sys
sys.argv = ["undercount", "estimate", "c.csv", "--lists", "A,B", "--method", "chapman"]
from undercount.cli import main
try:
    main()
except SystemExit as end:
    heavy = [name for name in ("scipy.stats", "numba", "scipy.optimize", "matplotlib") if name in sys.modules]
    print(end.code, heavy, file=sys.stderr)
"""


def test_a_simple_estimate_imports_nothing_that_takes_long(bench: Bench) -> None:
    bench.write("c.csv", COUNTS)
    assert bench.run(program=STARTED).err.strip() == "0 []"


def test_the_first_run_says_why_it_takes_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=StringIO(), force_terminal=True, width=80)
    monkeypatch.setattr(console, "err", screen)
    with _compiling():
        for _ in range(2):
            with event.trigger_event("numba:compile"):
                pass
    assert screen.file.getvalue().count("the first run compiles the estimators") == 1  # type: ignore[attr-defined]


# What a person sees.


def test_a_table_that_fits_80_columns_with_what_is_assumed(bench: Bench) -> None:
    bench.write("c.csv", LONELY)
    words = ("estimate", "c.csv", "--lists", "A,B", "--by", "sex", "--method", "lincoln-petersen,chapman")
    status, shown = at_terminal(bench, *words)
    lines = [line.rpartition("\r")[2] for line in lines_of(shown)]  # without the progress bar
    text = " ".join(" ".join(lines).split())
    assert status == 0
    assert max(map(len, lines)) <= 80
    assert "c.csv: 8 rows, read as histories with their counts; 96 persons on 2 lists (A 63, B 49)." in text
    assert any(line.split()[:3] == ["sex=F", "lincoln-petersen", "60"] for line in lines)
    assert "Refused:" in lines
    assert "What each assumes, and its paper:" in lines
    assert "Chapman (1951)" in text


# Bad input: one sentence that names the file, the row as the file shows it, and the remedy.

TABLE = "A,B,count\n1,0,4\n\n0,1,{}\n1,1,2\n"
BAD: list[tuple[str, str | bytes, list[str], list[str]]] = [
    ("one list", "A,count\n1,3\n", [], ["at least two lists", "'A'", "add a list"]),
    (
        "one of three lists",
        COUNTS + "1,0,1,4\n",
        ["--lists", "A"],
        ["at least two lists; only 'A' is named: name another list (--lists)"],
    ),
    ("unknown list", COUNTS, ["--lists", "A,X"], ["c.csv", "'X' is not", "use one of"]),
    ("misspelt list", "Hospital,News,count\n1,0,2\n0,1,3\n", ["--lists", "Hospitl,News"], ["did you mean 'Hospital'?"]),
    ("list twice", COUNTS, ["--lists", "A,A"], ["'A' is named twice"]),
    ("unknown stratum", COUNTS, ["--by", "year"], ["a stratum must be a column", "'year'"]),
    ("unknown count", COUNTS, ["--count", "number"], ["the count must be a column", "'number'"]),
    ("negative", TABLE.format(-1), [], ["c.csv", "row 4", "'count' holds -1", "negative", "mend"]),
    ("fractional", TABLE.format(1.5), [], ["c.csv", "row 4", "1.5", "not whole"]),
    ("missing", TABLE.format(""), [], ["c.csv", "row 4", "'count' is empty", "write 0"]),
    ("no number", TABLE.format("many"), [], ["c.csv", "row 4", "'many'"]),
    ("infinite", TABLE.format("inf"), [], ["c.csv", "row 4", "not a number"]),
    (
        "duplicate",
        TABLE.format(1) + "1,1,9\n",
        [],
        ["rows 5 and 6", "A, B", "strata (--by)", "(--linkage or --replicates)", "(--merge), which counts the persons"],
    ),
    ("on no list", TABLE.format(1) + "0,0,9\n", [], ["row 6 gives 9", "leave that row out"]),
    ("person on no list", "A,B\n1,0\n0,0\n", [], ["row 3 is on none"]),
    ("neither 0 nor 1", "A,B,count\n1,0,4\n2,1,3\n", [], ["'A' holds '2' in row 3"]),
    ("empty cell", "A,B,count\n1,0,4\n,1,3\n", [], ["'A' is empty in row 3", "write 0"]),
    ("names", "A,B,name,count\n1,0,x,4\n0,1,y,3\n", [], ["'name' holds 'x' in row 2", "name the lists"]),
    ("stratum missing", "A,B,y,count\n1,0,,4\n0,1,1,3\n", ["--by", "y"], ["'y' is empty in row 2"]),
    ("count unsaid", "A,B,n\n1,0,4\n0,1,3\n", ["--lists", "A,B"], ["'n' looks like counts", "(--count)"]),
    ("a list parts", "A,B,count\n1,0,4\n0,1,3\n", ["--by", "A"], ["only 'B'", "'A'", "used by --by"]),
    ("a list counts", "A,B\n1,0\n1,1\n0,1\n", ["--count", "A"], ["only 'B'", "'A'", "used by --count"]),
    (
        "persons counted",
        "A,B,C\n1,1,0\n1,1,0\n0,1,1\n",
        ["--count", "A"],
        ["'A' holds only 0 and 1", "without --count"],
    ),
    ("nan", TABLE.format("nan"), [], ["row 4", "'count' holds 'nan'"]),
    ("identifiers", "id,A,B\nx1,1,0\nx2,0,1\n", [], ["'id' holds 'x1'", "--lists A,B"]),
    ("short row", "A,B,count\n1,0,4\n0,1\n", [], ["as many cells as the header (3), not 2", "row 3 of c.csv"]),
    ("column twice", "A,A,count\n1,0,4\n", [], ["'A' stands twice"]),
    ("empty file", "", [], ["header row", "c.csv is empty"]),
    ("header alone", "A,B,count\n", [], ["at least one row", "c.csv"]),
    ("not text", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [], ["text or a workbook", "c.csv"]),
    ("encoding", "الف,B,count\n1,0,4\n".encode("cp1256"), [], ["UTF-8", "c.csv", "save it as UTF-8"]),
    ("prose", "This is a letter.\nIt has no table.\n", [], ["c.csv", "only 0 and 1", "row 2"]),
]


@pytest.mark.parametrize(("content", "words", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_gets_one_sentence(bench: Bench, content: str | bytes, words: list[str], said: list[str]) -> None:
    bench.write("c.csv", content)
    answer = bench.here("estimate", "c.csv", "--method", "chao", *words)
    refused(answer, *said)
    assert answer.out == ""


def test_a_file_that_is_none(bench: Bench) -> None:
    (bench.folder / "folder.csv").mkdir()
    refused(bench.here("estimate", "folder.csv"), "folder.csv is a folder", "check the path")
    refused(bench.here("estimate", "nowhere.csv"), "nowhere.csv is not there", "check the path")
    bench.write("c.parquet", b"PAR1")
    refused(bench.here("estimate", "c.parquet"), "CSV, TSV, XLSX or ODS", "c.parquet")
    bench.write("c.xlsx", b"no workbook")
    refused(bench.here("estimate", "c.xlsx"), "whole XLSX or ODS", "c.xlsx")
    bench.write("c.csv.gz", gzip.compress(COUNTS.encode())[:40])
    refused(bench.here("estimate", "c.csv.gz"), "c.csv.gz", "copy it again")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--method", "latent-clas"], "did you mean 'latent-class'?"),
        (["--method", "foo"], "latent-class, mixture"),
        (["--method", "doubly-robust"], "call undercount.count.doubly_robust from Python"),
        (["--level", "95"], "between 0 and 1"),
        (["--level", "nan"], "between 0 and 1"),
        (["--level", "x"], "not a valid float"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "one"], "--seed"),
        (["--colour"], "No such option"),
    ],
)
def test_a_wrong_option_is_told_before_anything_is_read(bench: Bench, words: list[str], said: str) -> None:
    answer = bench.here("estimate", "nowhere.csv", *words)
    assert answer.status == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("A,B,count\n1,0,4\n1,1,2\n", "everybody"),
        ("A,B,C,count\n1,1,0,4\n1,0,0,3\n0,1,0,2\n", "nobody"),
        ("A,B,count\n1,0,0\n", "nobody"),
    ],
    ids=["on a list is everybody", "on a list is nobody", "on no list is anybody"],
)
def test_what_the_data_cannot_bear_is_refused_in_the_answer(bench: Bench, content: str, word: str) -> None:
    bench.write("c.csv", content)
    (one,) = estimates(bench, "c.csv", "--method", "chao")
    assert one["estimate"] is one["low"] is one["high"] is None
    assert word in one["refused"]
