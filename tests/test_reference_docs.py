"""The reference pages list exactly what is there: fields of figures, columns of tables, settings, registers, terms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from undercount.count import CaptureHistories, averaged_loglinear
from undercount.count.estimators.result import Estimate, Method
from undercount.read.register_lines import COLUMNS as REGISTERS
from undercount.read.rejects import REJECT_COLUMNS
from undercount.record import vocabulary
from undercount.record.figure import GROUPS, METHODS
from undercount.record.vocabulary import LISTS
from undercount.study import open_study, settings
from undercount.study.drawn import drawn_json
from undercount.study.estimation import KEYS as ESTIMATION
from undercount.study.estimators import Estimated
from undercount.study.judging_incidents import judge_incidents
from undercount.study.lists import KEYS as LISTS_OF
from undercount.study.lists import LINK_KEYS
from undercount.study.near_words import Repeated
from undercount.study.prose import KEYS as PROSE
from undercount.study.rows import COLUMNS as CLAIMS

from .study.lists_made import FIGURE, Linked, three
from .study.support import AT, Small

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"
KINDS = {str: "text", bool: "true or false", int: "whole number", float: "number", type(None): "null"}
LEAVES = (
    *("claims[].locator", "groups[].key", "groups[].certificate.low", "groups[].certificate.high"),
    *("estimate.where", "estimate.strata", "estimate.results[].diagnosis", "estimate.results[].stratum"),
)
"""Fields whose inner fields other pages or other rows of the page describe."""


def sections(page: str) -> dict[str, list[list[str]]]:
    """Return the rows of the first table below each heading of a reference page, as cells."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", (REFERENCE / page).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        lines = [line for line in part.splitlines() if line.startswith("| ")]
        found[part.splitlines()[0]] = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]
        ]
    return found


def names(rows: list[list[str]]) -> list[str]:
    """Return what the first cells of rows name in code."""
    return [row[0].strip("`") for row in rows]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Return a study whose figures have everything that a figure can have, but for fractions."""
    small = Small(tmp_path_factory.mktemp("reference"))
    small.places(("city", ""), ("east", "city"), ("west", "city"))
    small.actors(("army", ""), ("militia", "army"))
    small.sources("un", "governor", "paper", "list", "watch")
    small.document(
        "a.txt", "At least 30 died. Nobody died. No more than 90 died. Ten or 12 died at the bakery.", carrier="paper"
    )
    base = {
        "item": "a.txt",
        "act": "killing",
        "unit": "person",
        "status": "civilian",
        "when": "2016-12",
        "grade": "fair",
    }
    east = {**base, "place": "east", "actor": "militia", "sex": "female", "target": "market"}
    small.sheet(
        [
            {**east, "quote": "At least 30 died", "speaker": "un", "low": 30, "qualifier": "at-least"},
            {**base, "quote": "Nobody died", "speaker": "governor", "stance": "denies", "place": "east", "covers": "whole"}
            | {"grade": "contested"},
            {**base, "quote": "No more than 90 died", "speaker": "un", "high": 90, "qualifier": "at-most", "covers": "whole"}
            | {"place": "city"},
            {**base, "quote": "Ten or 12 died", "speaker": "watch", "low": 10, "high": 12, "place": "west", "incident": "i"},
            {**base, "quote": "12 died", "speaker": "list", "best": 12, "place": "west", "incident": "i", "when": ""},
        ]
    )  # fmt: skip
    table = 'format = 1\nname = "m"\ncolumns = ["no", "who"]\n[source]\nspeaker = "list"\n'
    table += '[incident]\nid = { column = "no" }\nlist = "m"\n[person]\nid = { column = "no" }\nlist = "m"\nname_en = { column = "who" }\n'
    table += '[place]\nunknown = "derive"\n[[place.level]]\nvalue = { column = "where" }\n'
    table += '[actors]\nunknown = "derive"\n[[actors.of]]\ncolumn = "by"\n'
    table += '[[claim]]\nact = "killing"\nbest = 1\n'
    (small.layout.mappings / "m.toml").write_text(table, encoding="utf-8")
    small.document("m.csv", "no,who,where,by\n1,Invented Name,north,rebels\n")
    small.document("h.csv", "a,b,c,sex,count\n1,0,0,m,9\n0,1,1,m,8\n1,1,0,m,3\n1,0,0,f,4\n0,1,0,f,2\n1,1,0,f,5\n")
    estimated = 'methods = ["bounds", "estimate"]\nestimate = { table = "h.csv", lists = ["a", "b", "c"]'
    estimated += ', method = "chapman;lincoln-petersen"'
    asked = 'unit = "person"\nact = "killing"\nplace = "city"\nwhen = "2016"\nactor = "army"\ntarget = "market"\n'
    small.ask(
        f'name = "all"\nby = ["place", "month"]\nmethods = ["bounds", "reported-range", "best-sum"]\n{asked}',
        'name = "fair"\nunit = "person"\nact = "killing"\nplace = "city"\nby = ["place"]\nadmit = { grade = "fair" }\n'
        'methods = ["bounds", "reported-range", "best-sum"]\n',
        'name = "bare"\nunit = "person"\n',
        f'name = "parted"\nunit = "person"\n{estimated}, by = "sex", where = {{ sex = ["m", "f"] }} }}\n',
        f'name = "women"\nunit = "person"\n{estimated}, where = {{ sex = "f" }} }}\n',
        'name = "december"\nunit = "person"\nact = "killing"\nstatus = "civilian"\nplace = "city"\nwhen = "2016-12"\n'
        'admit = { grade = "fair" }\n',
        'name = "east"\nunit = "person"\nplace = "east"\nmethods = ["bounds", "best-sum", "reported-range"]\n',
    )
    small.read()
    left, right = sorted(incident for incident in open_study(small.root).space.lists if incident in ("i", "m:1"))
    pair = f"incident:{left} incident:{right}"
    judge_incidents(small.root, pair, "different", because="two log books", at=AT, by="kim")
    return small


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return a figure whose estimate rests on linked lists."""
    made = Linked(tmp_path_factory.mktemp("reference-linked"))
    made.declare(*three(), figures=[FIGURE + 'lists = ["press", "office"], method = "chapman", draws = 2 }'])
    return open_study(made.root).figure("dead").body


def with_chains() -> dict[str, Any]:
    """Return what is drawn of fits with chains and of averages; the sampler itself takes too long to run here."""
    histories = CaptureHistories.from_counts({"a": [1, 0, 1], "b": [0, 1, 1], "count": [30, 20, 10]}, ["a", "b"])
    draws = np.random.default_rng(1).normal(150, 5, (4, 50))
    low, high = np.quantile(draws, [0.025, 0.975]).tolist()
    method = Method("latent-class", "latent classes", ("a",), "b")
    made = Estimate(method, histories.lists, (), 60, 150, low, high, 0.95, diagnosis={"rhat": 1.0}, draws=draws)
    found = Estimated((), (), (made, averaged_loglinear(histories)))
    return drawn_json(histories, found, level=0.95, seed=1, without_refused=False, report=lambda *_: None)


def fields(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the kind of every field in a figure."""
    if isinstance(value, Mapping) and set(value) == {"en", "ar"}:
        yield path, "bilingual"
    elif isinstance(value, Mapping):
        if path and not path.endswith("[]"):
            yield path, "object"
        if path not in LEAVES:
            for name, inner in value.items():
                yield from fields(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        yield path, "list"
        if path not in LEAVES:
            for inner in value:
                yield from ((p, k) for p, k in fields(inner, f"{path}[]") if p != f"{path}[]")
    else:
        yield path, KINDS[type(value)]


def documented(kind: str) -> set[str]:
    """Return the kinds that the type column of a row allows."""
    words = {word.strip() for word in kind.split(",")}
    return {"list" if word.startswith("list of") else "object" if word.startswith("object") else word for word in words}


def test_every_field_of_a_figure_is_listed_with_its_type(study: Small, linked: Mapping[str, Any]) -> None:
    listed = {row[0].strip("`"): documented(row[1]) for rows in sections("figure.md").values() for row in rows}
    parts = ({"estimate": {"drawn": with_chains()}}, {"same_words": [Repeated(("claim:1",), ("00",)).as_json()]})
    found: dict[str, set[str]] = {}
    for figure in (*study.figures().values(), linked, *parts):
        for path, kind in fields(figure):
            found.setdefault(path, set()).add(kind)
    outer = {path for path in found if path not in listed and any(other.startswith(f"{path}.") for other in listed)}
    assert set(found) - outer == set(listed)
    wrong = {path: kinds for path, kinds in found.items() if path not in outer and not kinds <= loosened(listed[path])}
    assert wrong == {}


def loosened(kinds: set[str]) -> set[str]:
    """Return kinds with those that a wider one allows: a share may be a whole number in JSON."""
    return kinds | {"whole number"} if "number" in kinds else kinds


def test_the_page_of_figures_has_every_kind_of_figure(study: Small) -> None:
    figures = study.figures()
    assert {figure["status"] for figure in figures.values()} >= {"documented", "disputed"}
    assert any(figure["high"] is not None for figure in figures.values())


def columns_of(table: Path) -> list[tuple[str, str]]:
    """Return the columns of a table with their types."""
    import duckdb

    with duckdb.connect() as db:
        described = db.execute("DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(table)}).fetchall()
    return [(column, kind) for column, kind, *_ in described]


def test_every_column_of_the_tables_is_listed_with_its_type(study: Small) -> None:
    study.build()
    pages = {heading.split(":")[0]: rows for heading, rows in sections("tables.md").items()}
    for name in ("claims", "incidents", "persons"):
        tables = list(study.layout.tables.glob(f"*/{name}.parquet"))
        assert tables
        for table in tables:
            assert columns_of(table) == [(row[0].strip("`"), row[1]) for row in pages[f"{name}.parquet"]]
    assert names(pages["claims.parquet"]) == list(CLAIMS)
    assert names(pages["rejected.csv"]) == list(REJECT_COLUMNS)
    derived = next(rows for heading, rows in pages.items() if heading.startswith("derived_places"))
    for row in derived:
        (table,) = study.layout.tables.glob(f"*/{row[0].strip('`')}")
        columns = [column for column, _ in columns_of(table)]
        assert columns == re.findall(r"`([^`]+)`", row[1])


def test_every_setting_is_listed() -> None:
    pages = {heading.split(":")[0]: names(rows) for heading, rows in sections("study-toml.md").items()}
    assert pages == {
        "The study": list(settings._TOP),
        "[ledger]": list(settings._LEDGER),
        "[read]": list(PROSE),
        "[[list]]": list(LISTS_OF),
        "[link]": list(LINK_KEYS),
        "[[figure]]": list(settings._FIGURE),
        "estimate": list(ESTIMATION),
        "admit": list(settings._ADMIT),
    }
    text = (REFERENCE / "study-toml.md").read_text(encoding="utf-8")
    assert all(f"`{word}`" in text for word in (*GROUPS, *METHODS))


def test_every_register_is_listed_with_its_columns() -> None:
    pages = {heading: names(rows) for heading, rows in sections("registers.md").items() if heading.endswith(".csv")}
    assert pages == {f"{name}.csv": list(columns) for name, columns in REGISTERS.items()}


def test_every_term_is_listed() -> None:
    pages = {heading: names(rows) for heading, rows in sections("vocabularies.md").items()}
    assert pages == {name: list(vocabulary(name).terms) for name in LISTS}


def test_links_into_a_page_lead_to_a_heading() -> None:
    broken = []
    for page in sorted(REFERENCE.parent.rglob("*.md")):
        for file, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text(encoding="utf-8")):
            target = page.parent / file if file else page
            text = target.read_text(encoding="utf-8")
            headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
            anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            broken += [f"{page.name}: {file}#{anchor}"] if anchor not in anchors else []
    assert broken == []
