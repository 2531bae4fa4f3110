"""Write synthetic lists as files, block by block: one for each list, the truth, the population, and the design with its dependence."""

from __future__ import annotations

import dataclasses
import datetime
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from undercount.link.synthetic.design import Design, DesignError
from undercount.link.synthetic.lists import Columns, chunks

_FORMS = {"csv": "(FORMAT csv, HEADER)", "parquet": "(FORMAT parquet, COMPRESSION zstd)"}


def write(design: Design, seed: int, folder: Path, *, form: str = "parquet") -> dict[str, int]:
    """Draw synthetic lists and write them, in the memory of one block whatever their size.

    The files are ``lists/NAME.FORM`` for each list, ``truth.FORM`` (``list``, ``record``, ``person``, ``copied_from``),
    ``population.FORM``, and ``design.json`` with the seed, the design and the probability of each history.

    Args:
        design: What is asked.
        seed: What the streams start from.
        folder: Where to; it is made, and must hold nothing.
        form: ``"parquet"`` or ``"csv"``.

    Returns:
        How many records each list has.

    Raises:
        DesignError: If the form is not known or the folder is not empty.
    """
    if form not in _FORMS:
        raise DesignError(f"synthetic lists are written as 'parquet' or 'csv'; {form!r} is neither")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DesignError(f"synthetic lists go to a folder that holds nothing yet; {folder} does: name another")
    (folder / "lists").mkdir(parents=True)
    counts = dict.fromkeys(design.names, 0)
    with tempfile.TemporaryDirectory(dir=folder) as held, duckdb.connect() as con:
        # Objects are read as texts, whatever the first of them look like, and cast below.
        con.execute("SET pandas_analyze_sample = 0")
        parts = Path(held)
        for number, part in enumerate(chunks(design, seed)):
            for place, name in enumerate(design.names):
                truth = part.truth[name]
                counts[name] += len(truth["record"])
                _write(con, part.lists[name], parts / f"list{place:02d}-{number:06d}.parquet")
                named = {"list": np.full(len(truth["record"]), name, dtype=object), **truth}
                _write(con, named, parts / f"truth-{number:06d}-{place:02d}.parquet")
            _write(con, part.population, parts / f"population-{number:06d}.parquet")
        targets = {f"list{place:02d}": folder / "lists" / f"{name}.{form}" for place, name in enumerate(design.names)}
        for table, target in {
            **targets,
            **{name: folder / f"{name}.{form}" for name in ("truth", "population")},
        }.items():
            _join(con, sorted(parts.glob(f"{table}-*.parquet")), target)
    told = {"seed": seed, "design": plain(design), "histories": plain(design.cells().tolist()), "records": counts}
    (folder / "design.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return counts


def plain(value: Any) -> Any:
    """Return a design, or a part of it, as JSON holds it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _write(con: duckdb.DuckDBPyConnection, columns: Columns, path: Path) -> None:
    con.register("columns", dict(columns))
    shown = ", ".join(
        f'CAST("{name}" AS {"BIGINT" if name == "age" or column.dtype != object else "VARCHAR"}) AS "{name}"'
        for name, column in columns.items()
    )
    con.execute(f"COPY (SELECT {shown} FROM columns) TO {_literal(path)} {_FORMS['parquet']}")
    con.unregister("columns")


def _join(con: duckdb.DuckDBPyConnection, paths: list[Path], target: Path) -> None:
    files = ", ".join(map(_literal, paths))
    con.execute(f"COPY (SELECT * FROM read_parquet([{files}])) TO {_literal(target)} {_FORMS[target.suffix[1:]]}")


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
