"""Files: what is written is what is drawn, without the truth in a list, and as a table engine reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.link.synthetic.cases import WORN
from undercount.link.synthetic import Design, DesignError, ListDesign, generate, lists, write

DESIGN = Design(
    persons=900,
    lists=(
        ListDesign("A", 0.5, hand=WORN, missing={"age": 0.9}, duplicates=0.1),
        ListDesign("A-1", 0.4, copies={"A": 0.1}, fields=("name_ar", "age")),
        ListDesign("none", 0.0),
    ),
    pairs=(("A", "A-1", 2.0),),
)


def query(text: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a query."""
    with duckdb.connect() as con:
        con.execute(text)
        return [column[0] for column in con.description or []], con.fetchall()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_files_hold_what_is_drawn(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BLOCK", 400)
    whole = generate(DESIGN, 6)
    counts = write(DESIGN, 6, tmp_path / "new", form=form)
    reader = "read_parquet" if form == "parquet" else "read_csv"
    options = "" if form == "parquet" else ", all_varchar = true"
    for name in DESIGN.names:
        columns, rows = query(f"SELECT * FROM {reader}('{tmp_path}/new/lists/{name}.{form}'{options})")
        assert columns == list(whole.lists[name])
        assert counts[name] == len(rows) == len(whole.lists[name]["record"])
        as_drawn = list(zip(*(column.tolist() for column in whole.lists[name].values()), strict=True))
        assert [[None if v is None else str(v) for v in row] for row in rows] == [
            [None if v is None else str(v) for v in row] for row in as_drawn
        ]
    _, truth = query(
        f"SELECT list, record, person::BIGINT, copied_from FROM {reader}('{tmp_path}/new/truth.{form}'{options})"
    )
    assert {row for row in truth if row[0] == "A-1"} == {
        ("A-1", *row) for row in zip(*(column.tolist() for column in whole.truth["A-1"].values()), strict=True)
    }
    assert any(row[3] for row in truth)
    _, history = query(
        f"SELECT history::BIGINT FROM {reader}('{tmp_path}/new/population.{form}'{options}) ORDER BY person::BIGINT"
    )
    assert [row[0] for row in history] == whole.population["history"].tolist()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(
        ["design.json", "lists", f"population.{form}", f"truth.{form}"]
    )


def test_the_design_is_written_with_its_dependence(tmp_path: Path) -> None:
    write(DESIGN, 6, tmp_path)
    told = json.loads((tmp_path / "design.json").read_text(encoding="utf-8"))
    assert told["seed"] == 6
    assert told["histories"] == pytest.approx(DESIGN.cells().tolist())
    assert told["design"]["pairs"] == [["A", "A-1", 2.0]]
    assert told["design"]["lists"][0]["hand"]["drops"] == {"father": 0.2, "grandfather": 0.5}
    assert told["design"]["first"] == "2012-01-01"
    _, types = query(f"SELECT typeof(age), typeof(name_ar) FROM read_parquet('{tmp_path}/lists/A.parquet') LIMIT 1")
    assert types == [("BIGINT", "VARCHAR")]


def test_the_same_seed_writes_the_same_csv(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(DESIGN, 6, tmp_path / name, form="csv")
    for path in (tmp_path / "one").rglob("*.csv"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_columns_can_be_queried_where_they_are() -> None:
    whole = generate(DESIGN, 6)
    with duckdb.connect() as con:
        con.register("a", dict(whole.lists["A"]))
        con.register("truth", dict(whole.truth["A"]))
        found = con.execute(
            "SELECT count(*), count(age), count(DISTINCT person) FROM a JOIN truth USING (record)"
        ).fetchone()
    known = sum(age is not None for age in whole.lists["A"]["age"])
    assert found == (len(whole.lists["A"]["record"]), known, len(np.unique(whole.truth["A"]["person"])))


def test_a_wrong_form_or_a_full_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DesignError, match="'xlsx' is neither"):
        write(DESIGN, 1, tmp_path / "new", form="xlsx")
    (tmp_path / "there").write_text("kept")
    with pytest.raises(DesignError, match="name another"):
        write(DESIGN, 1, tmp_path)
    assert (tmp_path / "there").read_text() == "kept"
