"""Bad input gives one clear sentence, an exit status, and loses nothing: the command as a clumsy person would use it."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from undercount.ledger import Ledger
from undercount.study.layout import Layout
from undercount.study.opened import Opened
from undercount.study.verify import verify
from undercount.study.work import at_work

from ..study.support import quiet
from .support import LITTLE_ROOM, Bench, no_trace_of_unfinished_work, refused

SHEET = "item,quote,act,unit,low,best,high,qualifier,when,place,actor,speaker\n"
GOOD_ROW = "un.txt,at least 82,killing,person,82,,,,,east,,un\n"


def unharmed(bench: Bench, before: list[str]) -> None:
    """Check that a step that failed left every entry, every captured byte and nothing half-made."""
    assert bench.leaves()[: len(before)] == before
    bench.verified()
    no_trace_of_unfinished_work(bench.root)


def figure(bench: Bench) -> int:
    """Return the documented minimum, as the ledger now has it."""
    low: int = Opened.open(bench.root).figure("killed").body["low"]
    return low


def rejects(bench: Bench) -> list[dict[str, str]]:
    with (bench.root / "build/reports/rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# A row of a claim sheet or a table that breaks a rule is rejected, with its place and a remedy, and the others are read.


def test_every_row_that_breaks_a_rule_is_rejected_and_the_others_are_read(bench: Bench) -> None:
    rows = {
        "un.txt,nowhere to be found,killing,person,1,,,,,,,un": (
            "quote",
            "words must stand in the document un.txt",
            "copy",
        ),
        "un.txt,at least 82,killing,person,9,,3,,,,,un": ("low, best, high", "low ≤ best ≤ high must hold", "check"),
        "un.txt,at least 82,killing,person,1,,,,13/12/2016,,,un": ("when", "a date must be EDTF", "rewrite it so"),
        "un.txt,at least 82,killing,person,1,,,,,eastt,,un": ("place", "a place must be in its register", "'east'"),
        "un.txt,at least 82,killing,person,1,,,,,,side-c,un": ("actor", "an actor must be in its register", "'side-b'"),
        "un.txt,at least 82,kiling,person,1,,,,,,,un": ("act", "act must be a term of its list", "'killing'"),
        "un.txt,at least 82,killing,persons,1,,,,,,,un": ("unit", "unit must be a term of its list", "'person'"),
        "un.txt,at least 82,killing,person,1,,,at leest,,,,un": (
            "qualifier",
            "a hedge that the program knows",
            "'at least'",
        ),
        "un.txt,at least 82,killing,person,1,,,,,,,monitr": (
            "speaker",
            "a source must be in its register",
            "'monitor'",
        ),
        "nn.txt,at least 82,killing,person,1,,,,,,,un": (
            "item",
            "a claim's document must be in the study",
            "undercount add",
        ),
        "un.txt,at least 82,killing,person,12345678901234567,,,,,,,un": ("low", "at most 15 digits", "check"),
    }
    bench.write("more.claims.csv", SHEET + GOOD_ROW + "".join(f"{row}\n" for row in rows))
    bench.add("more.claims.csv")
    said = bench.run("read", "study")
    assert (said.status, said.err) == (0, "")
    assert f"14 rows in = 3 read + {len(rows)} rejected." in said.out
    assert "row rejected: the words must stand in the document un.txt; it is 'nowhere to be found'" in said.out
    found = {int(r["row"]): r for r in rejects(bench)}
    for number, (column, rule, remedy) in enumerate(rows.values(), start=3):
        reject = found[number]
        assert (reject["file"], reject["column"]) == ("more.claims.csv", column)
        assert rule in reject["rule"]
        assert remedy in reject["remedy"]


def test_a_build_says_what_is_not_in_the_figures(bench: Bench) -> None:
    bench.write("more.claims.csv", SHEET + "un.txt,not there,killing,person,1,,,,,,,un\n")
    bench.add("more.claims.csv")
    said = bench.build()
    assert said.status == 0
    assert "1 rows were rejected; why stands in study/build/reports/rejected.csv" in said.out


# A claim sheet or a table that cannot be read at all ends the step, and takes nothing away.

UNREADABLE = [
    ("all.claims.csv", "item,quote,act,unit,lwo\n", ["known columns", "'lwo'", "all.claims.csv, row 1", "'low'"]),
    ("all.claims.csv", "item,quote,act\n", ["must have the column 'unit'", "all.claims.csv", "add it"]),
    ("all.claims.csv", "item;quote;act;unit\n", ["parted by commas", "all.claims.csv", "save it as CSV with commas"]),
    ("all.claims.csv", "", ["must have a header row", "all.claims.csv is empty", "write the columns item,quote"]),
    ("all.claims.csv", SHEET.encode() + b"\xc8\xcf,x\n", ["UTF-8", "byte 0xC8", "all.claims.csv", "save it as UTF-8"]),
    ("all.claims.xlsx", "no workbook", ["whole XLSX or ODS", "all.claims.xlsx", "save it again"]),
    ("list.csv", b"date,dead\n2016-12-13,\xc8\n", ["UTF-8 or UTF-16", "list.csv", "0xC8", "encoding =", "[table]"]),
]


@pytest.mark.parametrize(("name", "content", "words"), UNREADABLE, ids=lambda value: str(value)[:20])
def test_what_cannot_be_read_at_all_ends_the_step_and_withdraws_nothing(
    bench: Bench, name: str, content: str | bytes, words: list[str]
) -> None:
    before = bench.leaves()
    bench.write(name, content)
    bench.add(name)
    refused(bench.run("read", "study"), *words)
    refused(bench.here("build", "study", "--keys", "keys"), *words)
    unharmed(bench, before)
    assert figure(bench) == 232, "what the earlier version of the sheet said still stands"


def test_a_mapping_for_a_column_that_the_file_lacks(bench: Bench) -> None:
    bench.edit("mappings/list.toml", 'column = "dead" }', 'column = "deaad" }')
    bench.write("list.csv", "date,dead\n2016-12-13,3\n")
    bench.add("list.csv")
    words = ["must be in the table", "'deaad' is not in list.csv", "did you mean 'dead'?"]
    refused(bench.run("read", "study"), *words)
    refused(bench.build(), *words)
    bench.edit("mappings/list.toml", "deaad", "dead")
    bench.build_here()
    assert bench.verified().figures == 1


def test_a_cell_longer_than_the_csv_modules_limit_goes_in_and_out_and_in_again(bench: Bench) -> None:
    note = "n" * 200_000
    bench.write("long.claims.csv", SHEET.strip() + ",note\n" + GOOD_ROW.strip() + f",{note}\n")
    bench.add("long.claims.csv")
    assert "3 rows in = 3 read + 0 rejected." in bench.run("read", "study").out
    before = {row.claim for row in Opened.open(bench.root).rows()}
    assert bench.run("export", "study", "--out", "out.claims.csv").status == 0
    for name in ("all.claims.csv", "long.claims.csv"):
        bench.write(name, SHEET)
    bench.add("all.claims.csv", "long.claims.csv", "out.claims.csv")
    assert bench.run("read", "study").status == 0
    assert {row.claim for row in Opened.open(bench.root).rows()} == before
    assert figure(bench) == 232, "every claim stands again"


@pytest.mark.parametrize("file", ["study.toml", "mappings/deep.toml", "things/outlines.geojson"])
def test_brackets_in_brackets_a_hundred_thousand_deep(bench: Bench, file: str) -> None:
    path = bench.root / file
    opening = "" if file.endswith("json") else "x = "
    path.write_text(opening + "[" * 100_000 + "]" * 100_000, encoding="utf-8")
    refused(bench.run("read", "study"), path.name)


def test_an_empty_file_is_captured_and_said_to_be_empty(bench: Bench) -> None:
    for name in ("empty.csv", "empty.txt"):
        bench.write(name, "")
    bench.add("empty.csv")
    bench.write("empty.txt", "\n")
    bench.add("empty.txt")
    said = bench.run("read", "study")
    assert (said.status, said.err) == (0, "")
    assert "empty.csv: the file is empty: capture it again" in said.out
    assert "empty.txt: an item must have text to be quoted; empty.txt is blank" in said.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = =", ["must be TOML", "bad.toml", "correct it there"]),
        ('format = 9\nname = "x"', ["format must be 1", "bad.toml, line 1", "set format = 1"]),
        (
            'format = 1\nname = "x"\n[source]\nspeaker = "un"\n[wehn]\n',
            ["known keys", "'wehn'", "bad.toml", "did you mean 'when'"],
        ),
    ],
)
def test_a_mapping_that_is_not_valid(bench: Bench, text: str, words: list[str]) -> None:
    before = bench.leaves()
    (bench.root / "mappings/bad.toml").write_text(text, encoding="utf-8")
    refused(bench.here("read", "study"), *words)
    unharmed(bench, before)


# Settings and registers that a person edits.

EDITS: list[tuple[str, str, str, list[str]]] = [
    ("study.toml", "timezone =", "timezon =", ["'timezon'", "study.toml", "did you mean 'timezone'?"]),
    ("study.toml", '"killing"', '"kiling"', ["act", "'kiling'", "study.toml", "did you mean 'killing'?"]),
    ("study.toml", '"person"', '"persons"', ["unit", "'persons'", "study.toml", "did you mean 'person'?"]),
    ("study.toml", '"city"', '"ctiy"', ["place must be an entry of the register", "'ctiy'", "did you mean 'city'?"]),
    ("study.toml", 'name = "killed"', 'name = "killed"\nactor = "side-c"', ["actor", "'side-c'", "'side-b'"]),
    ("study.toml", 'name = "killed"', 'name = "killed"\nwhen = "Dec 2016"', ["must be EDTF", "'Dec 2016'", "study.toml"]),
    ("study.toml", 'name = "killed"', 'name = "killed"\nadmit = { speakers = ["unn"] }', ["speaker", "'unn'", "'un'"]),
    ("study.toml", "[[figure]]", "[figure]", ["[[figure]]", "study.toml"]),
    ("study.toml", "[[figure]]", "[[figure", ["must be TOML", "study.toml"]),
    ("things/places.csv", "city,,", "city,west,", ["must not contain themselves", "→", "places.csv, row 2", "correct the parent"]),
    ("things/places.csv", "east,city", "east,ctiy", ["a parent must be an entry", "'ctiy'", "row 3", "'city'"]),
    ("things/places.csv", "parent", "parrent", ["'parent' is missing", "'parrent'", "places.csv", "row 1", "add it"]),
    ("things/actors.csv", "side-b,", "side-b,side-b", ["must not contain themselves", "actors.csv, row 3"]),
    ("things/sources.csv", "un,", "un,unn", ["kind must be a term of its list", "'unn'", "sources.csv, row 2"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "words"), EDITS, ids=[f"{e[0]}: {e[2][:24]!r}" for e in EDITS])
def test_a_wrong_setting_or_register_is_one_sentence(
    bench: Bench, file: str, old: str, new: str, words: list[str]
) -> None:
    before = bench.leaves()
    bench.edit(file, old, new)
    refused(bench.here("figure", "study"), *words)
    assert bench.leaves() == before
    bench.edit(file, new, old)
    bench.verified()


def test_a_wrong_register_stops_every_step_that_would_use_it_and_is_not_recorded(bench: Bench) -> None:
    before = bench.leaves()
    bench.write("more.txt", "More.")
    bench.edit("things/places.csv", "city,,", "city,west,")
    for words in (["add", "study", "more.txt"], ["read", "study"], ["build", "study"], ["export", "study"]):
        refused(bench.run(*words), "must not contain themselves", "places.csv, row 2, column 'parent'")
    assert bench.leaves() == before


def test_a_place_that_was_taken_out_of_its_register_names_the_claim_that_needs_it(bench: Bench) -> None:
    bench.edit("things/places.csv", "east,city,,,,,\n", "")
    refused(
        bench.run("figure", "study"),
        "a claim's place must be an entry",
        "'east'",
        "all.claims.csv, row 2",
        "put it back",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("places=eastt", ["places must name entries of things/places.csv", "'eastt'", "did you mean 'east'?"]),
        ("actors=side-c", ["actors must name entries", "'side-c'", "'side-b'"]),
        ("speaker=unn", ["speaker must name entries", "'unn'", "'un'"]),
        ("low=9,000", ["low must be a whole number", "'9,000'", "write digits"]),
        ("low=²", ["low must be a whole number", "'²'"]),
        ("low=12345678901234567", ["at most 15 digits"]),
        ("when=December", ["must be EDTF", "'December'"]),
        ("hihg=9", ["FIELD=VALUE", "'hihg=9'", "did you mean 'high'?"]),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_not_recorded(bench: Bench, change: str, words: list[str]) -> None:
    before = bench.leaves()
    claim = Opened.open(bench.root).rows()[0].claim
    refused(bench.here("judge", "study", claim, "correct", "--because", "a test", "--set", change), *words)
    assert bench.leaves() == before


# Files on the disk.


def captured(bench: Bench, words: bytes) -> Path:
    (found,) = [p for p in (bench.root / "ledger/vault").rglob("*") if p.is_file() and words in p.read_bytes()]
    return found


def test_an_item_that_was_deleted_or_altered_on_disk_is_named(bench: Bench) -> None:
    before = bench.leaves()
    item = captured(bench, b"Side A killed")
    whole = item.read_bytes()
    item.chmod(0o600)
    item.write_bytes(whole.replace(b"82", b"28"))
    for step in ("read", "build"):
        refused(bench.run(step, "study"), "un.txt", item.name, "was altered", "restore it from a copy")
    refused(bench.run("verify", "study"), item.name, "was altered", "restore it from a copy")
    item.unlink()
    for step in ("read", "build"):
        refused(bench.run(step, "study"), "un.txt", item.name, "is missing", "restore")
    refused(bench.run("verify", "study"), item.name, "is missing", "restore")
    assert bench.run("add", "study", "un.txt").status == 0, "the same bytes, added again, are put back"
    unharmed(bench, before)


def test_a_ledger_that_is_gone_is_not_begun_anew(bench: Bench) -> None:
    shutil.rmtree(bench.root / "ledger")
    for words in (
        ["add", "study", "un.txt"],
        ["read", "study"],
        ["build", "study"],
        ["figure", "study"],
        ["verify", "study"],
    ):
        refused(bench.run(*words), "a study must have its ledger", "study/ledger", "restore that folder from a copy")
    assert not (bench.root / "ledger").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("not-there.txt", ["not-there.txt cannot be read", "No such file", "check its name"]),
        ("press", ["press is a folder", "name the files in it"]),
        ("pipe", ["pipe is no file", "save what comes out of it"]),
    ],
)
def test_a_file_that_is_none(bench: Bench, name: str, words: list[str]) -> None:
    before = bench.leaves()
    (bench.folder / "press").mkdir()
    os.mkfifo(bench.folder / "pipe")
    bench.write("good.txt", "Good.")
    refused(bench.run("add", "study", "good.txt", name), *words)
    assert bench.leaves() == before, "all files or none"
    bench.verified()


def test_a_carrier_a_date_and_a_predecessor_that_are_none(bench: Bench) -> None:
    before = bench.leaves()
    refused(
        bench.run("add", "study", "un.txt", "--carrier", "monitr"), "carrier", "'monitr'", "did you mean 'monitor'?"
    )
    refused(bench.run("add", "study", "un.txt", "--published", "13.12.2016"), "must be EDTF", "'13.12.2016'")
    refused(bench.run("add", "study", "un.txt", "--supersedes", "unn.txt"), "'unn.txt'", "did you mean 'un.txt'?")
    assert bench.leaves() == before


NAMES = [
    "with spaces and [red] :skull:.txt",
    "تقرير الأمم المتحدة.txt",
    "two\nlines.txt",
    "-dash.txt",
    "=1+1.txt",
    "escape\x1b[31m.txt",
    "n" * 251 + ".txt",
]


def test_a_file_may_have_any_name_that_is_text(bench: Bench) -> None:
    sheet = [["item", "quote", "act", "unit", "low", "speaker"]]
    for number, name in enumerate(NAMES):
        bench.write(f"my press/{name}", f"At least {number + 5} died.")
        sheet.append([f"my press/{name}", f"At least {number + 5}", "killing", "person", str(number + 5), "un"])
    with (bench.folder / "odd [1].claims.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sheet)
    said = bench.run("add", "study", *(f"my press/{name}" for name in NAMES), "odd [1].claims.csv")
    assert (said.status, said.err) == (0, "")
    assert "with spaces and [red] :skull:.txt" in said.out, "a name is text and no markup"
    assert "\x1b" not in said.out, "a name does not steer the terminal"
    assert "two\\nlines.txt" in said.out
    said = bench.run("read", "study")
    assert (said.status, said.err) == (0, "")
    assert {i.name for i in Opened.open(bench.root).items.values()} >= {f"my press/{n}" for n in NAMES}
    assert "9 rows in = 9 read + 0 rejected." in said.out
    assert bench.run("build", "study", "--keys", "keys").status == 0
    bench.verified()


def test_a_name_that_is_no_text(bench: Bench) -> None:
    before = bench.leaves()
    name = os.fsdecode(b"a\xff.txt")
    (bench.folder / name).write_bytes(b"x")
    refused(bench.run("add", "study", name), "must be text in UTF-8", "a\\udcff.txt", "rename the file")
    unharmed(bench, before)


@pytest.mark.parametrize("name", ["my دراسة", 'two\n"lines" \\ {x}', os.fsdecode(b"\xff")])
def test_a_study_may_stand_in_a_folder_of_any_name(bench: Bench, name: str) -> None:
    assert bench.run("new", name, "--keys", "keys").status == 0
    assert bench.run("add", name, "un.txt").status == 0
    said = bench.run("build", name, "--keys", "keys")
    assert (said.status, said.err) == (0, "")
    assert verify(bench.folder / name, report=quiet).figures == 1


def test_a_folder_that_is_no_study(bench: Bench) -> None:
    for step in ("read", "build", "figure", "verify", "export"):
        refused(bench.run(step, "keys"), "a study is a folder with a study.toml", "'keys'", "undercount new keys")
    refused(bench.run("new", "study"), "new or empty folder", "'study'", "give another name")
    refused(bench.run("demo", "study"), "a folder of its own", "'study'", "give another name")


# Other programs, other versions, and a machine that gives out.


def test_a_study_of_a_newer_program_is_refused_by_every_command(bench: Bench) -> None:
    steps = [["add", "study", "un.txt"], *([step, "study"] for step in ("read", "build", "figure", "verify", "export"))]
    before = (bench.root / "ledger/head").read_bytes()
    bench.edit("study.toml", "format = 1", "format = 99")
    for words in steps:
        refused(bench.here(*words), "format 99", "study.toml", "up to format 1", "install a newer undercount")
    bench.edit("study.toml", "format = 99", "format = 1")
    (bench.root / "ledger/format").write_text("7\n")
    for words in steps:
        refused(bench.run(*words), "format 7", "study/ledger/format", "reads up to 1", "update undercount")
    (bench.root / "ledger/format").write_text("1\n")
    assert (bench.root / "ledger/head").read_bytes() == before
    bench.verified()


def test_two_writers_at_once(bench: Bench) -> None:
    words = ["Another process writes to study/ledger", f"process {os.getpid()}", "wait until it has ended"]
    claim = Opened.open(bench.root).rows()[0].claim
    bench.write("new.txt", "New.")
    with Ledger.open(bench.root / "ledger", writable=True):
        for step in (
            ["add", "study", "new.txt"],
            ["read", "study"],
            ["judge", "study", claim, "accept", "--because", "x"],
        ):
            refused(bench.run(*step), *words)
        assert bench.run("figure", "study").status == 0, "reading needs no lock"
    assert bench.run("add", "study", "new.txt").status == 0


def test_two_builds_at_once(bench: Bench) -> None:
    with at_work(Layout(bench.root)):
        for step in ("read", "build"):
            refused(bench.run(step, "study"), "Another process writes to study/build", f"process {os.getpid()}", "wait")
        bench.write("new.txt", "New.")
        assert bench.run("add", "study", "new.txt").status == 0, "capturing does not wait for a build"
    running = [bench.start("build", "study", "--keys", "keys", "--no-site") for _ in range(3)]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0 or "Another process writes to" in err
    assert any(process.returncode == 0 for process in running)
    assert bench.verified().figures == 1


ROOM: list[tuple[str, Callable[[Bench], list[str]], int]] = [
    ("add", lambda _: ["add", "study", "large.txt"], 200_000),
    ("read", lambda _: ["read", "study"], 200_000),
    ("build", lambda _: ["build", "study", "--keys", "keys"], 12_000),
    ("judge", lambda b: ["judge", "study", Opened.open(b.root).rows()[0].claim, "accept", "--because", "x" * 300], 0),
    ("export", lambda _: ["export", "study"], 300),
]


@pytest.mark.parametrize(("step", "words", "room"), ROOM, ids=[case[0] for case in ROOM])
def test_a_full_disk(bench: Bench, step: str, words: Callable[[Bench], list[str]], room: int) -> None:
    bench.write("large.txt", "At least 5 died. " * 20_000)
    if step == "read":
        bench.add("large.txt")
    before, low = bench.leaves(), figure(bench)
    limit = room or (bench.root / "ledger/segments/00000001.jsonl").stat().st_size + 100
    said = bench.run(limit, *words(bench), program=LITTLE_ROOM)
    refused(said, "full", "free some")
    assert bench.leaves()[: len(before)] == before
    no_trace_of_unfinished_work(bench.root)
    assert figure(bench) == low
    assert bench.run(*words(bench)).status == 0, "with room again the same step works"
    bench.build_here()
    assert bench.verified().figures == 1


def test_a_file_of_two_gigabytes_is_captured_and_its_text_is_refused(bench: Bench) -> None:
    if shutil.disk_usage(bench.folder).free < 6 << 30:
        pytest.skip("the disk has no room for a file of 2 GB and its copy")
    large = bench.folder / "large.txt"
    with large.open("wb") as file:
        file.truncate(2 << 30)
    with_little_memory = LITTLE_ROOM.replace("RLIMIT_FSIZE", "RLIMIT_DATA")
    said = bench.run(400 << 20, "add", "study", "large.txt", program=with_little_memory)
    large.unlink()
    assert (said.status, said.err) == (0, "")
    assert "2,147,483,648" in said.out
    said = bench.run("read", "study")
    assert said.status == 0
    assert "large.txt: an item must be of at most 200 MB to be quoted; large.txt has 2,048 MB: add the part" in said.out
    shutil.rmtree(bench.root)


# What the caller of the command does to it.


def test_a_command_that_is_none_or_is_used_wrongly(bench: Bench) -> None:
    for words, sentence in (
        (["biuld", "study"], "there is no command 'biuld'. Did you mean 'build'?"),
        (["add", "study"], "Missing argument 'FILES...'"),
        (["figure", "study", "killed", "more"], "Got unexpected extra argument (more)"),
        (["export", "study", "--format", "pdf"], "'pdf' is not one of"),
        (["build", "study", "--kyes", "x"], "'--keys'"),
    ):
        said = bench.run(*words)
        assert said.status == 2
        assert said.err.splitlines()[-1].startswith("Error: ")
        assert sentence in said.err
    refused(bench.run("figure", "study", "kiled"), "'kiled'", "study.toml", "did you mean 'killed'?")


def test_a_reader_that_stops_reading_is_no_error(bench: Bench) -> None:
    for words in (["--help"], ["figure", "study"], ["verify", "study"], ["read", "study"]):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            said = bench.run(*words, stdout=writer)
        finally:
            os.close(writer)
        assert (said.status, said.err) == (0, "")


def test_an_output_that_takes_nothing_is_said(bench: Bench) -> None:
    with Path("/dev/full").open("w") as full:
        refused(bench.run("verify", "study", stdout=full), "the disk is full", "free some space")


def test_a_closed_output_does_not_become_a_file_of_the_study(bench: Bench) -> None:
    run = "from undercount.cli import main; main()"
    closed = f"import os, sys\nos.close(1)\nos.execv(sys.executable, [sys.executable, '-c', {run!r}, *sys.argv[1:]])"
    said = bench.run("build", "study", "--keys", "keys", "--no-site", program=closed)
    assert (said.status, said.err) == (0, "")
    bench.verified()
