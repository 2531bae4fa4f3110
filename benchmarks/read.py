"""Reading a million rows: ours beside DuckDB merely scanning the same file.

Run with ``python -m benchmarks.read [rows]``. The table is made here, of invented names, with the columns and the widths of UCDP GED.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = 1_000_000
_TABLE = """
SELECT i AS id, 2016 + (i % 4)::INT AS year, 1 + (i % 3)::INT AS type_of_violence, 'Conflict ' || (i % 7) AS conflict_name,
  'Side A ' || (i % 40) || ' - Side B ' || (i % 23) AS dyad_name, 'Side A ' || (i % 40) AS side_a,
  'Side B ' || (i % 23) || CASE WHEN i % 9 = 0 THEN ', Side C' ELSE '' END AS side_b, 1 + i % 5 AS number_of_sources,
  '"Agency,' || (DATE '2016-01-01' + (i % 1400)::INT) || ',' || repeat('words of a headline ', 6 + (i % 12)::INT) || '"'
    AS source_article,
  'Agency' AS source_office, DATE '2016-01-01' + (i % 1400)::INT AS source_date,
  repeat('words of a headline ', 6 + (i % 12)::INT) AS source_headline,
  CASE WHEN i % 10 < 7 THEN 'Observer ' || (i % 60) ELSE 'Observer 1, Observer 2' END AS source_original,
  CASE WHEN i % 10 < 6 THEN 1 WHEN i % 10 < 9 THEN 2 ELSE 4 END AS where_prec,
  'Town ' || (i % 2000) || ', "the old"' AS where_coordinates, 'Province ' || (i % 14) AS adm_1, 'District ' || (i % 60) AS adm_2,
  33 + (i % 2000) / 1000.0 AS latitude, 36 + (i % 2000) / 500.0 AS longitude,
  'POINT (' || (36 + (i % 2000) / 500.0) || ' ' || (33 + (i % 2000) / 1000.0) || ')' AS geom_wkt, 179714 + i % 300 AS priogrid_gid,
  'Country' AS country, 652 AS country_id, 'Region' AS region, 1 AS event_clarity,
  CASE WHEN i % 20 = 0 THEN 2 ELSE 1 END AS date_prec, DATE '2016-01-01' + (i % 1400)::INT AS date_start,
  DATE '2016-01-01' + (i % 1400)::INT + (CASE WHEN i % 20 = 0 THEN 2 ELSE 0 END) AS date_end,
  i % 3 AS deaths_a, i % 4 AS deaths_b, i % 5 AS deaths_civilians, 0 AS deaths_unknown,
  i % 3 + i % 4 + i % 5 - CASE WHEN i % 97 = 0 THEN -1 WHEN i % 5 = 0 THEN least(1, i % 3) ELSE 0 END AS low,
  i % 3 + i % 4 + i % 5 AS best, i % 3 + i % 4 + i % 5 + i % 2 AS high
FROM range({rows}) t(i)
"""


def scan(path: Path) -> str:
    """Have DuckDB read every cell of the file as text and look at it."""
    con = duckdb.connect()
    source = f"read_csv('{path}', all_varchar = true)"
    columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    lengths = ", ".join(f'sum(length("{c}"))' for c in columns)
    con.execute(f"SELECT count(*), {lengths} FROM {source}").fetchall()
    return ""


def read(path: Path) -> str:
    """Read the file as UCDP GED, down to the tables on disk."""
    from undercount.read import Registers, read_table, ready_mapping

    report = read_table(path, ready_mapping("ucdp-ged"), Registers(), path.parent / "out", item_sha="0" * 64)
    return report.sentence()


def measured(way: str, path: Path) -> dict[str, float | str]:
    """Run one way in an interpreter of its own; return its seconds, its processor seconds and its peak memory (MB)."""
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.read", way, str(path)], check=True, capture_output=True, text=True
    )
    found: dict[str, float | str] = json.loads(out.stdout)
    return found


def child(way: str, path: Path) -> None:
    """Do the work and print what it took."""
    start = time.perf_counter()
    note = {"scan": scan, "read": read}[way](path)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    took = {"wall": time.perf_counter() - start, "cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024}
    print(json.dumps({**took, "note": note}))


def main(rows: int) -> None:
    """Make the table, read it each way, and print what each took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ged.csv"
        duckdb.connect().execute(f"COPY ({_TABLE.format(rows=rows)}) TO '{path}' (FORMAT csv, HEADER true)")
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB of CSV")
        print(f"{'':34}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}")
        results = {}
        for way, name in (("scan", "DuckDB scans the file (as text)"), ("read", "undercount read_table")):
            results[way] = took = measured(way, path)
            print(f"{name:34}{took['wall']:9.1f}{took['cpu']:9.1f}{took['mb']:9,.0f}")
        print(results["read"]["note"])
        print(f"ratio to the bare scan: {float(results['read']['wall']) / float(results['scan']['wall']):.1f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
