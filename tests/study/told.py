"""A small invented study of two lists that tell of the same days, for tests of joined incidents and of their pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from undercount.study.joined_incidents import JoinedIncidents, join
from undercount.study.judging_incidents import judge_incidents
from undercount.study.opened import Opened

from .support import AT, Small, quiet, write_csv

COLUMNS = ("code", "day", "place", "lat", "lon", "how", "who", "low", "high", "children", "words")

MAPPING = """format = 1
name = "{name}"
title = "Invented list"
cite = "Invented for tests"
columns = ["code", "day", "place", "how", "words", "{name}"]

[source]
speaker = "{name}"

[source.entries.{name}]
kind = "recorder"
name_en = "{en}"
name_ar = "{ar}"

[when]
edtf.column = "day"
missing = "any"

[place]
precision = {{ column = "how", missing = "" }}
lat.column = "lat"
lon.column = "lon"
unknown = "reject"
depth = {{ exact = "place", anywhere = "" }}

[place.codes]
exact = "exact"
"" = "anywhere"

[[place.level]]
name = "place"
value.column = "place"

[actors]
unknown = "reject"
anyone = ["unknown"]

[[actors.of]]
column = "who"

[incident]
id.column = "code"
list = "{name}"
title.column = "place"
note.column = "words"

[[claim]]
part = "killed"
act = "killing"
low.column = "low"
high.column = "high"
qualifier = "between"
status = "civilian"

[[claim]]
part = "children"
act = "killing"
best.column = "children"
age = "child"
status = "civilian"
"""

Row = Mapping[str, str]
MILL, WELL = ("36.2000", "37.1500"), ("36.4000", "37.4000")


def row(code: str, day: str, at: tuple[str, str] | None = MILL, **more: str) -> Row:
    """Return a row of a list: at the mill, of unknown doers, four to six killed, unless it is said otherwise."""
    place = {MILL: "mill", WELL: "well"}.get(at, "") if at else ""
    base = {"code": code, "day": day, "place": place, "how": "exact" if at else "", "who": "unknown"}
    point = {"lat": at[0], "lon": at[1]} if at else {}
    return {**dict.fromkeys(COLUMNS, ""), **base, **point, "low": "4", "high": "6", **more}


MONITOR: Sequence[Row] = (
    row("m1", "2031-05-02T14:05Z", who="army", low="12", high="15", children="3"),
    row("m2", "2031-05-09T10:00Z", words="A double tap on the mill"),
    row("m3", "2031-05-16T08:00Z", WELL),
    row("m4", "2031-05-23", WELL, low="", high=""),
    row("m5", "2031-05-30", None),
    row("m6", "", WELL),
)
CLINIC: Sequence[Row] = (
    row("c1", "2031-05-02T14:06Z", who="army", low="9", high="14"),
    row("c2", "2031-05-09T10:20Z"),
    row("c3", "2031-05-16T08:30Z", WELL),
    row("c4", "2031-05-23", WELL, low="", high=""),
)
NAMES = {"monitor": ("Coast Monitor", "مرصد الساحل"), "clinic": ("Mill Clinic", "مستوصف الطاحونة")}


def told(folder: Path, lists: Mapping[str, Sequence[Row]] | None = None) -> Small:
    """Make the study and read its lists.

    Args:
        folder: Where.
        lists: The rows of each list; two invented ones if they are not given.
    """
    small = Small(folder)
    places = [("region", "", "adm1", "Region", "الإقليم")]
    places += [
        ("mill", "region", "village", "The Mill", "الطاحونة"),
        ("well", "region", "village", "The Well", "البئر"),
    ]
    small.register(
        "places", [dict(zip(("id", "parent", "kind", "name_en", "name_ar"), one, strict=True)) for one in places]
    )
    small.register("actors", [{"id": "army", "name_en": "Army", "name_ar": "الجيش"}])
    small.ask(
        'name = "killed"\nunit = "person"\nact = "killing"\nstatus = "civilian"\nmethods = ["bounds", "reported-range"]\n'
    )
    for name, rows in (lists or {"monitor": MONITOR, "clinic": CLINIC}).items():
        en, ar = NAMES.get(name, (name, name))
        (small.layout.mappings / f"{name}.toml").write_text(MAPPING.format(name=name, en=en, ar=ar), encoding="utf-8")
        put(small, name, rows)
    small.read()
    return small


def put(small: Small, name: str, rows: Sequence[Row], **more: str) -> None:
    """Capture a release of a list."""
    path = write_csv(small.folder / f"{name}.csv", (*COLUMNS, name), [{**one, name: ""} for one in rows])
    small.add(path, **more)


def joined(small: Small) -> JoinedIncidents:
    found = join(Opened.open(small.root), quiet)
    assert found is not None
    return found


def decided(found: JoinedIncidents) -> dict[tuple[str, str], tuple[str, str]]:
    return {(p.left, p.right): (p.decision, p.because) for p in found.joined.pairs}


def judge(small: Small, left: str, right: str, verdict: str, *, by: str = "kim") -> None:
    judge_incidents(small.root, f"incident:{left} incident:{right}", verdict, because="looked", at=AT, by=by)


def written(small: Small) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((small.layout.build / "link" / "incidents.json").read_bytes())
    return value
