"""Files to rows: nothing lost, nothing converted, every row with the number that a spreadsheet shows."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from undercount.errors import MappingError, ReadError
from undercount.read.cells import row_cells
from undercount.read.encoding import plain_text
from undercount.read.intake import MALFORMED, open_table, unique_names
from undercount.read.options import TableOptions
from undercount.read.sql import ROW, connect, identifier
from undercount.read.staging import STAGED, stage


def load(
    path: Path, options: TableOptions | None = None
) -> tuple[int, dict[int, tuple[str | None, ...]], dict[int, str]]:
    """Return how many rows came in, the good ones by number, and the rules that the others break."""
    with tempfile.TemporaryDirectory() as name:
        con = connect(Path(name))
        table = open_table(con, path, options or TableOptions(), Path(name))
        rows = stage(con, table, [(f"v{i}", identifier(c)) for i, c in enumerate(table.columns)])
        chosen = f"SELECT {identifier(ROW)}, * EXCLUDE ({identifier(ROW)}) FROM {STAGED} ORDER BY 1"
        good = {int(n): tuple(rest) for n, *rest in con.execute(chosen).fetchall()}
        bad = {
            int(n): str(rule) for n, rule in con.execute(f"SELECT {identifier(ROW)}, rule FROM {MALFORMED}").fetchall()
        }
        con.close()
    return rows, good, bad


def test_ragged_lines_are_kept_aside_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'a,b,c\n1,"two\nlines",z\n3,short\n4,too,many,cells\n5,"bad "quote",q\n6,ok,fine\n', encoding="utf-8"
    )
    rows, good, bad = load(path)
    assert rows == 5
    assert good == {2: ("1", "two\nlines", "z"), 6: ("6", "ok", "fine")}
    assert bad == {
        3: "a row must have as many cells as the header; this one has fewer",
        4: "a row must have as many cells as the header; this one has more",
        5: "quotes must open and close around a whole cell",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blank_lines_count_as_lines_and_not_as_rows(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["a,b", "1,x", "", "2,y", ",", "   ", "3,z", "short", ""]).encode())
    rows, good, bad = load(path)
    assert rows == 4
    assert good == {2: ("1", "x"), 4: ("2", "y"), 7: ("3", "z")}
    assert list(bad) == [8]


def test_mixed_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\r\n1,x\n2,"in\r\nside"\r\n')
    assert load(path)[1] == {2: ("1", "x"), 3: ("2", "in\r\nside")}


def test_a_quote_that_never_closes_costs_one_row_that_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,x\n2,"open\n3,y\n', encoding="utf-8")
    rows, good, bad = load(path)
    assert (rows, list(good), list(bad)) == (2, [2], [3])


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.txt")])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"a{delimiter}b\n1{delimiter}2\n", encoding="utf-8")
    assert load(path)[1] == {2: ("1", "2")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_need_no_setting(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("اسم,name\nحلب,Aleppo\n".encode(encoding))
    assert load(path)[1] == {2: ("حلب", "Aleppo")}


def test_another_encoding_gives_one_sentence_with_the_offset_and_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + "حلب,1\n".encode("windows-1256"))
    with pytest.raises(ReadError) as caught:
        load(path)
    assert str(caught.value) == (
        "a table must be UTF-8 or UTF-16; a.csv has the byte 0xCD at offset 4, which is not: save it as UTF-8, or set "
        'encoding = "windows-1256" (or what it is) under [table] in its mapping'
    )
    assert load(path, TableOptions(encoding="windows-1256"))[1] == {2: ("حلب", "1")}
    with pytest.raises(MappingError, match="'windows-1265' is none: did you mean 'windows-125"):
        load(path, TableOptions(encoding="windows-1265"))


def test_a_fault_beyond_the_first_chunk_is_at_its_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    line = "حلب,1\n".encode()
    path.write_bytes(b"a,b\n" + line * 700_000 + b"\xff,2\n")
    with pytest.raises(ReadError, match=f"0xFF at offset {4 + len(line) * 700_000},"):
        plain_text(path, tmp_path)


def test_gzip_is_read_and_a_cut_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    whole = gzip.compress(b"a,b\n1,2\n" * 10_000)
    path.write_bytes(whole)
    assert load(path)[0] == 19_999
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReadError, match=r"a \.gz file must be whole; a\.csv\.gz is not"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_gives_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"a table must have a header row; .*a\.csv is empty"):
        load(path)


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n", encoding="utf-8")
    assert load(path) == (0, {}, {})


def test_a_header_below_a_title_and_a_second_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("A title,\n\na,b\n#tag,#tag\n1,2\n3\n4,5\n", encoding="utf-8")
    assert load(path, TableOptions(header=3, skip_rows=1))[1:] == (
        {5: ("1", "2"), 7: ("4", "5")},
        {6: "a row must have as many cells as the header (2), not 1"},
    )


def test_names_that_stand_twice_are_told_apart_and_cannot_be_mapped(tmp_path: Path) -> None:
    assert unique_names(["a", " A ", "", "b"]) == (("a", "A (2)", "column 3", "b"), ("a", "A"))
    path = tmp_path / "x.csv"
    path.write_text("day,Day,n\n1,2,3\n", encoding="utf-8")
    with connect(tmp_path) as con:
        table = open_table(con, path, TableOptions(), tmp_path)
        with pytest.raises(MappingError, match=r"'day' stands in x\.csv several times: rename all but one"):
            table.need("day")
        with pytest.raises(MappingError, match=r"'m' is not in x\.csv: "):
            table.need("m")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['{"a": 1, "b": [1, 2]}', "", "not json", json.dumps({"a": "x", 'c"d': None, "e": True}), "[1]"]
    path.write_text("\n".join(lines), encoding="utf-8")
    rows, good, bad = load(path)
    assert rows == 4
    assert good == {1: ("1", "[1,2]", None, None), 4: ("x", None, None, "true")}
    assert set(bad) == {3, 5}


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    query = "SELECT 'x' AS a, 4.0::DOUBLE AS n, DATE '2016-01-02' AS d UNION ALL SELECT NULL, NULL, NULL"
    duckdb.connect().execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    assert load(path) == (1, {2: ("x", "4.0", "2016-01-02")}, {})
    path.write_bytes(b"PAR1 not really")
    with pytest.raises(ReadError, match=r"a\.parquet is no Parquet file"):
        load(path)


def test_xlsx_keeps_the_numbers_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    book.add_worksheet("First").write_row(0, 0, ["x"])
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, ["id ", "n", "when"])
    sheet.write_row(2, 0, ["=not a formula", 12])
    sheet.write_datetime(2, 2, date(2018, 3, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_row(4, 0, ["b", 2.5])
    book.close()
    assert load(path, TableOptions(sheet="Data")) == (
        2,
        {3: ("=not a formula", "12", "2018-03-04"), 5: ("b", "2.5", None)},
        {},
    )
    with pytest.raises(MappingError, match=r"'Dat' is none of a\.xlsx: did you mean 'Data'"):
        load(path, TableOptions(sheet="Dat"))


def test_ods(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = ("".join(cell.format(value) for value in row) for row in (("a", "b"), ("حلب", "2")))
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
        f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        file.writestr("content.xml", content)
    assert load(path) == (1, {2: ("حلب", "2")}, {})
    path.write_bytes(b"not a zip")
    with pytest.raises(ReadError, match=r"a workbook must be a whole XLSX or ODS file; a\.ods is not"):
        load(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"x")
    with pytest.raises(ReadError, match=r"a table must be one of \.csv, "):
        load(path)
    with pytest.raises(ReadError, match="a table must be a file"):
        load(tmp_path / "none.csv")


def test_cells_of_a_row_are_verbatim(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n 1 ,\n2,y\n", encoding="utf-8")
    assert row_cells(path, [2]) == {2: {"a": " 1 "}}
    assert row_cells(path, None) == {2: {"a": " 1 "}, 3: {"a": "2", "b": "y"}}


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_writes_comes_back(rows: list[list[str]], end: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.csv"
        path.write_bytes(text.getvalue().encode())
        found = row_cells(path, None)
    blanks = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
    wanted = {
        n: {c: v for c, v in zip("abc", row, strict=True) if v}
        for n, row in enumerate(rows, 2)
        if any(v.strip(blanks) for v in row)
    }
    assert found == wanted
