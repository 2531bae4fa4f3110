"""Which mapping fits a table, told by its columns."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.read.support import MAPPING
from undercount.errors import MappingError, ReadError
from undercount.read.mapping_file import parse_mapping, ready_mapping
from undercount.read.recognise import column_names, recognise, suggest_mapping


def test_the_mapping_that_names_most_columns_wins() -> None:
    small = parse_mapping(MAPPING.encode(), "small.toml")
    large = parse_mapping(MAPPING.replace('"high"]', '"high", "extra"]').encode(), "large.toml")
    none = parse_mapping(MAPPING.replace('columns = ["id", "day", "low", "best", "high"]', "").encode(), "none.toml")
    columns = ["ID ", "day", "low", "best", "high", "extra"]
    assert recognise(columns, [small, large, none]) == large
    assert recognise(columns[:-1], [small, large, none]) == small
    assert recognise(["id"], [small, large, none]) is None


def test_of_mappings_that_fit_equally_well_none_is_guessed() -> None:
    columns = ["id", "day", "low", "best", "high"]
    a, b = (
        parse_mapping(MAPPING.replace('"test"', f'"rec-{x}"').replace('"high"]', '"HIGH"]').encode(), f"{x}.toml")
        for x in "ab"
    )
    for order in ([a, b], [b, a]):
        with pytest.raises(MappingError) as caught:
            recognise(columns, order, item="press/table.csv")
        assert str(caught.value) == (
            "one mapping must fit a table best; 'rec-a' (a.toml) and 'rec-b' (b.toml) fit press/table.csv equally well: "
            "write name = 'table' in the one that reads it, or leave out of columns what the other one's tables lack"
        )
        assert recognise(columns, order, item="press/rec-b.csv.gz") == b
    wider = parse_mapping(MAPPING.replace('"high"]', '"high", "extra"]').encode(), "wider.toml")
    assert recognise([*columns, "extra"], [a, b, wider]) == wider


def test_the_columns_of_each_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id;day\n1;2\n".encode("utf-16"))
    (tmp_path / "a.jsonl").write_text('\n{"id": 1, "day": 2}\n', encoding="utf-8")
    duckdb.connect().execute(f"COPY (SELECT 1 AS id, 2 AS day) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)")
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        assert column_names(tmp_path / name) == ("id", "day")
    (tmp_path / "b.jsonl").write_text("nothing", encoding="utf-8")
    (tmp_path / "b.parquet").write_bytes(b"nothing")
    (tmp_path / "b.csv").write_bytes(b"")
    for name in ("b.csv", "b.jsonl", "b.parquet"):
        assert column_names(tmp_path / name) == ()
    with pytest.raises(ReadError, match="a table must be a file"):
        column_names(tmp_path / "none.csv")


def test_a_ready_mapping_is_suggested(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(",".join(ready_mapping("acled").columns) + ",notes\n", encoding="utf-8")
    assert suggest_mapping(path) == "acled"
    path.write_text("a,b\n", encoding="utf-8")
    assert suggest_mapping(path) is None
