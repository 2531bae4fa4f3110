"""Victims in incidents: those that linking found to be one person are compared instead of their names."""

from __future__ import annotations

from pathlib import Path

from undercount.study.incident_reports import reports_of
from undercount.study.judging_pairs import judge_pair
from undercount.study.opened import Opened
from undercount.study.verify import verify

from .support import AT, Small, quiet, write_csv
from .told import joined, told

DEAD = """format = 1
name = "{name}-dead"
columns = ["number", "code", "{name}_dead"]

[source]
speaker = "{name}"

[source.entries.{name}]
kind = "recorder"
name_en = "{name}"

[incident]
id.column = "code"
list = "{name}"
unique = false

[person]
id.column = "number"
list = "{name}-dead"
{field}.column = "{name}_dead"

[[claim]]
act = "killing"
best = 1
"""
LISTED = '\n[[list]]\nname = "{name}"\ntable = "{name}-dead.csv"\nid = "number"\nnames = ["{name}_dead"]\n'
NAMED = {
    "monitor": (("Karim Haddad", "Mona Saleh"), ("Adel Nasser",)),
    "clinic": (("كريم حداد", "منى صالح"), ("عادل ناصر",)),
}


def dead(folder: Path) -> Small:
    """Return a study of which the one list names its victims in Latin and the other in Arabic letters."""
    small = told(folder)
    for name, (first, second) in NAMED.items():
        field = "name_en" if name == "monitor" else "name_ar"
        (small.layout.mappings / f"{name}-dead.toml").write_text(DEAD.format(name=name, field=field), encoding="utf-8")
        of = [*((code, one) for code, names in ((f"{name[0]}3", first), (f"{name[0]}4", second)) for one in names)]
        rows = [{"number": str(n), "code": code, f"{name}_dead": one} for n, (code, one) in enumerate(of, 1)]
        small.add(write_csv(small.folder / f"{name}-dead.csv", tuple(rows[0]), rows))
    return small


def test_victims_that_linking_found_to_be_one_are_compared_instead_of_names(tmp_path: Path) -> None:
    small = dead(tmp_path)
    small.read()

    def seen() -> dict[str, list[str]]:
        found = joined(small).joined.pairs
        return {
            p.left: [e.says for e in p.evidence if e.kind == "victims"] for p in found if p.left.startswith("monitor")
        }

    named = {r.id: r.victims for r in reports_of(Opened.open(small.root)).reports}
    assert (named["monitor:m3"], named["clinic:c3"]) in ((NAMED["monitor"][0], ()), ((), NAMED["clinic"][0]))
    assert seen()["monitor:m3"] == []  # two scripts: names tell nothing
    settings = small.layout.settings
    blocks = "".join(LISTED.format(name=name) for name in NAMED)
    settings.write_text(settings.read_text(encoding="utf-8") + blocks, encoding="utf-8")
    pairs = ("monitor:1 clinic:1", "monitor:2 clinic:2")
    for pair in pairs:
        judge_pair(small.root, pair, "same", because="one paper", at=AT, by="kim")
    small.build()
    assert seen()["monitor:m3"] == ["2 of 2 and 2 named victims are the same"]
    told_of = {r.id: r for r in reports_of(Opened.open(small.root)).reports}
    assert len(told_of["monitor:m3"].linked) == 2
    assert told_of["monitor:m3"].linked == told_of["clinic:c3"].linked
    assert told_of["monitor:m1"].linked == ()
    assert verify(small.root, report=quiet).records == 6
