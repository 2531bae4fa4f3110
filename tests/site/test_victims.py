"""What the site shows of linked persons: counts by default, no name and no id without leave, and every number that it rests on."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markupsafe import escape
from playwright.sync_api import Browser

from undercount.errors import StudyError
from undercount.link.persons.comparisons import COMPARISONS
from undercount.link.persons.keys import RULES
from undercount.link.persons.places import Apart
from undercount.site import SiteError, write
from undercount.site.language import CODES, load
from undercount.site.linkage import factor
from undercount.site.names import bare
from undercount.site.overlap import lists_of
from undercount.site.persons import Level
from undercount.site.victims import ROWS, pages_of
from undercount.study import open_study
from undercount.study.evaluation import evaluate_study
from undercount.study.linked import LinkedPersons
from undercount.study.published_persons import differs, following
from undercount.study.published_victims import FEWEST, age_group, initials_of, month_of
from undercount.study.settings import load_settings
from undercount.study.verify import verify

from ..study.lists_made import NAMES, Linked
from ..study.support import quiet
from . import test_write
from .accessible import serious
from .linked import REASON, declare, judged, key


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A study that was judged, evaluated and built, and says nothing of what may be published."""
    made = judged(tmp_path_factory.mktemp("victims"))
    made.build(with_site=True)
    return made


@pytest.fixture(scope="module")
def found(study: Linked) -> LinkedPersons:
    return open_study(study.root).linked()


def published(study: Linked) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((study.layout.build / "publication.json").read_bytes())
    return value


def site_of(study: Linked, folder: Path, **changes: Any) -> Path:
    """Write the site anew from what was built, with other published persons."""
    build = folder / "build"
    shutil.copytree(study.layout.build, build, ignore=shutil.ignore_patterns("site"))
    value = published(study)
    value["persons"] |= changes
    (build / "publication.json").write_text(json.dumps(value), encoding="utf-8")
    return write(build).folder


@pytest.fixture(scope="module")
def sites(study: Linked, found: LinkedPersons, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site by policy."""
    made = {"nothing": study.layout.build / "site"}
    for policy in ("initials", "names"):
        made[policy] = site_of(
            study, tmp_path_factory.mktemp(policy), **json.loads(json.dumps(following(found, policy)))
        )
    return made


def page(site: Path, code: str, path: str) -> Any:
    return html.fromstring((site / code / path).read_text("utf-8"))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def everything(*folders: Path) -> bytes:
    files = [
        path
        for folder in folders
        for path in ([folder] if folder.is_file() else sorted(folder.rglob("*")))
        if path.is_file()
    ]
    assert files
    return b"\n".join(path.read_bytes() for path in files)


def names_of(study: Linked) -> set[str]:
    rows = study.given().values()
    return {row[column] for row in rows for column in ("name_en", "name_ar") if row.get(column)}


def held(words: Iterable[str], data: bytes) -> set[str]:
    """Return the words that stand in the bytes, plain, escaped for HTML or as JSON writes them."""
    ways = {word: {word, str(escape(word)), json.dumps(word)[1:-1]} for word in words}
    return {word for word, forms in ways.items() if any(form.encode() in data for form in forms)}


def test_by_default_no_name_and_no_id_of_anybody_is_in_any_published_file(study: Linked) -> None:
    build = study.layout.build
    data = everything(build / "site", build / "publication.json", build / "figures", build / "tables", build / "texts")
    given_rows = study.given()
    assert held(names_of(study), data) == set()
    assert held((record for _, record in given_rows), data) == set()
    assert held({*study.victims().values()}, data) == set()
    assert REASON.encode() not in data
    assert published(study)["persons"]["policy"] == "nothing"
    assert published(study)["persons"]["victims"] == []
    assert not (build / "site" / "en" / "victims").exists()


def test_with_initials_no_full_name_and_no_id_is_published(study: Linked, sites: dict[str, Path]) -> None:
    data = everything(sites["initials"], sites["initials"].parent / "publication.json")
    assert held(names_of(study), data) == set()
    assert held((record for _, record in study.given()), data) == set()
    assert held({*study.victims().values()}, data) == set()
    words = {word for name in names_of(study) for word in name.split() if len(word) > 3}
    rows = ""
    for path in sorted((sites["initials"] / "en" / "victims").glob("*.html")):
        rows += " ".join(text(cell) for cell in html.fromstring(path.read_text("utf-8")).xpath("//tbody//th"))
    assert rows
    assert not {word for word in words if word in rows.split()}


def test_with_names_each_stands_as_it_is_written_and_no_id_does(study: Linked, sites: dict[str, Path]) -> None:
    # The same search as above: it finds what is there.
    data = everything(sites["names"])
    assert held(names_of(study), data) == names_of(study)
    assert held((record for _, record in study.given()), data) == set()
    assert held({*study.victims().values()}, data) == set()


def test_what_waits_for_a_record_that_is_gone_is_a_number(found: LinkedPersons) -> None:
    told = 'the judgement by kim that 77-secret of "press" and x of "web" are same waits'
    waiting = replace(found.linkage.judged, gone=(told,))
    of = replace(found, linkage=replace(found.linkage, judged=waiting))
    made = following(of, "initials")
    assert "77-secret" not in json.dumps(made)
    assert made["judgements"]["waiting"] == 1


@pytest.mark.parametrize("policy", ["initials", "names"])
@pytest.mark.parametrize("code", CODES)
def test_each_person_is_one_row_below_the_lists_that_name_them(
    study: Linked, sites: dict[str, Path], code: str, policy: str
) -> None:
    persons = published(study)["persons"]
    folder = sites[policy] / code / "victims"
    pages = [
        html.fromstring((folder / f"{n}.html").read_text("utf-8")) for n in range(1, len(list(folder.iterdir())) + 1)
    ]
    rows: Counter[str] = Counter()
    for one in pages:
        assert len(one.xpath("//tbody/tr")) <= ROWS
        for block in one.xpath("//section[h2]"):
            rows[text(block.xpath("./h2/span")[0])] += len(block.xpath(".//tbody/tr"))
    assert rows == {" + ".join(one["lists"]): one["persons"] for one in persons["overlap"]}


def test_a_long_list_of_victims_runs_over_pages(study: Linked, found: LinkedPersons) -> None:
    persons: Any = json.loads(json.dumps(following(found, "initials")))
    persons["victims"][0]["victims"] *= 20
    many = len(persons["victims"][0]["victims"])
    persons["overlap"] = [{"lists": one["lists"], "persons": len(one["victims"])} for one in persons["victims"]]
    pages = pages_of(persons)
    assert len(pages) == -(-sum(one["persons"] for one in persons["overlap"]) // ROWS) > 3
    assert sum(len(block.victims) for blocks in pages for block in blocks if block.lists == ("office",)) == many
    assert Counter(block.lists for blocks in pages for block in blocks if block.anchor) == {
        tuple(one["lists"]): 1 for one in persons["victims"]
    }


def test_persons_who_do_not_add_up_are_not_published(study: Linked, found: LinkedPersons) -> None:
    persons: Any = json.loads(json.dumps(following(found, "initials")))
    persons["victims"][0]["victims"].pop()
    with pytest.raises(SiteError, match="each person must be one published victim"):
        pages_of(persons)
    persons["overlap"][0]["persons"] += 1
    with pytest.raises(SiteError, match="must add up to all persons"):
        lists_of(persons, {}, mirrored=False)


@pytest.mark.parametrize("code", CODES)
def test_the_counts_are_those_of_the_linkage(study: Linked, code: str) -> None:
    language, told = load(code), json.loads((study.layout.link / "persons.json").read_bytes())
    shown = page(study.layout.build / "site", code, "linkage.html")
    number = language.number
    lists = [[text(cell) for cell in row] for row in shown.xpath("//section[@id='answer']//tbody/tr")]
    assert [row[2:] for row in lists] == [
        [number(one[n]) for n in ("rows", "left_out", "records")] for one in told["lists"]
    ]
    pairs = [[text(cell) for cell in row] for row in shown.xpath("//section[@id='pairs']//tbody/tr")]
    for row, one in zip(pairs, told["pairs"], strict=True):
        low, high = one["persons_drawn"]["low"], one["persons_drawn"]["high"]
        span = number(low) if low == high else f"{number(low)}–{number(high)}"
        assert row[1:] == [
            number(one["persons"]),
            span,
            *(number(one[n]) for n in ("compared", "joined", "unsure", "judged")),
        ]
    bars = shown.xpath("//table[@class='overlap']/tbody/tr")
    for bar, one in zip(bars, told["overlap"], strict=True):
        marked = [bool(cell.xpath("./span[@class='dot-on']")) for cell in bar.xpath("./td[@class='overlap__dot']")]
        assert marked == [name in one["lists"] for name in NAMES]
        assert text(bar[-1]) == number(one["persons"])
    assert language.tenths(told["blocking"]["recall"]) in text(shown.xpath("//section[@id='blocking']")[0])
    for level in (
        level for field in told["model"]["fields"] for level in field["levels"] if level["level"] != "missing"
    ):
        assert language.tenths(level["same"]) in text(shown.xpath("//section[@id='likeness']")[0])
    (agreed,) = told["agreement"]
    assert 0 < agreed["kappa"] < 1
    assert number(round(agreed["kappa"], 2)) in text(shown.xpath("//section[@id='judgements']")[0])


@pytest.mark.parametrize("policy", ["nothing", "initials", "names"])
def test_every_link_leads_to_something_that_is_there(sites: dict[str, Path], policy: str) -> None:
    test_write.test_every_link_leads_to_something_that_is_there(sites[policy])
    test_write.test_every_page_is_in_both_languages_and_says_so(sites[policy])
    test_write.test_the_policy_is_strict_and_the_pages_keep_it(sites[policy])


def test_a_number_of_the_overlap_leads_to_its_victims(study: Linked, sites: dict[str, Path]) -> None:
    shown = page(sites["initials"], "en", "linkage.html")
    links = shown.xpath("//table[@class='overlap']/tbody/tr/td[@class='n']/a/@href")
    assert len(links) == len(published(study)["persons"]["overlap"])
    for link, one in zip(links, published(study)["persons"]["overlap"], strict=True):
        path, _, anchor = link.partition("#")
        (section,) = page(sites["initials"], "en", path).xpath(f"//section[@id='{anchor}']")
        assert text(section.xpath("./h2/span")[0]) == " + ".join(one["lists"])


@pytest.mark.parametrize("code", CODES)
def test_the_reliability_diagram_is_that_of_the_calibration(study: Linked, code: str) -> None:
    bins = json.loads((study.layout.link / "persons.json").read_bytes())["calibration"]
    shown = page(study.layout.build / "site", code, "linkage.html")
    for part, name in (("reliable__after", "after"), ("reliable__before", "before")):
        dots = shown.xpath(f"//figure//div[@class='plot']//circle[@class='{part}']")
        places = [(float(dot.get("cx")[:-1]), float(dot.get("cy")[:-1])) for dot in dots]
        across = [one["said"] if code == "en" else 1 - one["said"] for one in bins[name]]
        wanted = [(100 * x, 100 - 100 * one["true"]) for x, one in zip(across, bins[name], strict=True)]
        assert places == [pytest.approx(one, abs=0.001) for one in wanted]
    rows = shown.xpath("//section[@id='reliability']//tbody/tr")
    assert [text(row[-1]) for row in rows] == [
        load(code).number(one["pairs"]) for one in (*bins["after"], *bins["before"])
    ]


@pytest.mark.parametrize("code", CODES)
def test_what_is_not_known_is_said(study: Linked, tmp_path: Path, code: str) -> None:
    site = site_of(study, tmp_path, calibration="uncalibrated", evaluation=None, agreement=[])
    shown, say = page(site, code, "linkage.html"), load(code).say
    assert text(shown.xpath("//section[@id='reliability']/p")[0]) == say("linkage.uncalibrated")
    assert not shown.xpath("//section[@id='reliability']//svg")
    assert say("linkage.not_evaluated") in text(shown.xpath("//section[@id='evaluation']")[0])
    assert say("linkage.agreement_none") in text(shown.xpath("//section[@id='judgements']")[0])


@pytest.mark.parametrize("code", CODES)
def test_the_evaluation_is_the_one_that_was_made(study: Linked, code: str) -> None:
    told = json.loads((study.layout.link / "evaluation.json").read_bytes())
    shown = page(study.layout.build / "site", code, "linkage.html").xpath("//section[@id='evaluation']")[0]
    language = load(code)
    rows = [[text(cell) for cell in row] for row in shown.xpath(".//tbody/tr")]
    assert told["alone"] is not None
    first = [told["pairs"], told["unjudged"], told["persons"], told["alone"]["pairs"], told["alone"]["persons"]]
    wanted = [*first, *told["by_lists"], *told["by_missing"]]
    assert language.say("linkage.alone_note") in text(shown)
    for row, one in zip(rows, wanted, strict=True):
        assert row[1:4] == [language.number(one[name]) for name in ("right", "found", "true")]
        if one["f1"] is not None:
            assert row[6].startswith(language.tenths(one["f1"]))


def test_an_evaluation_of_another_linkage_is_not_shown_as_one_of_this(study: Linked, tmp_path: Path) -> None:
    other = Linked.copied(Path(shutil.copytree(study.folder, tmp_path / "copy")))
    declare(other, "threshold = 0.9")
    other.build(with_site=True)
    assert published(other)["persons"]["evaluation"] == {"now": False}
    shown = page(other.layout.build / "site", "en", "linkage.html").xpath("//section[@id='evaluation']")[0]
    assert load("en").say("linkage.evaluated_before") in text(shown)
    assert not shown.xpath(".//table")
    (other.layout.link / "evaluation.json").write_text("[]")
    with pytest.raises(StudyError, match="as `undercount evaluate link` writes it"):
        other.build()
    evaluate_study(other.root, key(other), report=quiet)
    declare(other, "threshold = 0.9", 'publish = "initials"')
    other.build(with_site=True)
    assert published(other)["persons"]["evaluation"]["now"]  # what is published changes nothing of the linkage
    assert published(other)["persons"]["victims"]
    assert verify(other.root, report=quiet).records == len(other.given())


def test_verify_computes_again_what_was_published(study: Linked, found: LinkedPersons) -> None:
    assert verify(study.root, report=quiet).records == len(study.given())
    persons = published(study)["persons"]
    assert not differs(persons, found, "nothing")
    assert differs(persons, found, "initials")
    assert differs({**persons, "persons": persons["persons"] + 1}, found, "nothing")
    assert differs(None, found, "nothing")


@pytest.mark.parametrize("code", CODES)
def test_the_figure_says_how_much_of_its_variance_is_linkage_and_leads_to_it(study: Linked, code: str) -> None:
    made = json.loads((study.layout.figures / "dead.json").read_bytes())["estimate"]["linkage"]
    shown = page(study.layout.build / "site", code, "figures/dead.html")
    rows = [[text(cell) for cell in row] for row in shown.xpath("//table[@id='variance']/tbody/tr")]
    parts = ("sampling", "model", "imputation", "linkage")
    assert [row[1:] for row in rows] == [[load(code).tenths(one[part]) for part in parts] for one in made["variance"]]
    assert rows
    links = shown.xpath("//section[@id='missed']//@href")
    assert {"../linkage.html", "../linkage.html#reliability"} <= set(links)
    assert "../sources.html#item-" not in links


def test_what_is_published_of_each_victim_follows_from_the_records(study: Linked, found: LinkedPersons) -> None:
    given_rows, victims = study.given(), study.victims()
    members: dict[str, set[tuple[str, str]]] = {}
    for record, victim in victims.items():
        members.setdefault(victim, set()).add(record)
    drawn = [
        Counter(
            frozenset(found.records[row] for row in np.flatnonzero(persons == person).tolist())
            for person in set(persons.tolist())
        )
        for persons in found.draws.persons[:6]
    ]
    towns: dict[str, set[str]] = {}
    for record, victim in victims.items():
        if record[0] == "press" and given_rows[record]["place_en"]:
            towns.setdefault(given_rows[record]["place_en"], set()).add(victim)
    naive = []
    for records in members.values():
        rows = [given_rows[record] for record in sorted(records, key=lambda one: NAMES.index(one[0]))]
        ages = {_age(row["age"]) for row in rows if row["age"]}
        months = {row["died"][:7] for row in rows if len(row["died"]) >= 7}
        area = {row["place_en"] for row in rows if len(towns.get(row.get("place_en", ""), ())) >= FEWEST}
        same = sum(draw[frozenset(records)] for draw in drawn)
        naive.append(
            (
                frozenset(name for name, _ in records),
                frozenset(ages),
                frozenset(months),
                frozenset(area),
                len(records),
                same,
            )
        )
    made = [
        (
            frozenset(one["lists"]),
            *(frozenset(v[part]) for part in ("ages", "months", "areas")),
            v["records"],
            v["same"],
        )
        for one in following(found, "initials")["victims"]
        for v in one["victims"]
    ]
    assert Counter(made) == Counter(naive)
    assert any(one[3] for one in made)
    assert any(one[5] < 6 for one in made)


def _age(age: str) -> str:
    years = int(age)
    return "child" if years < 18 else "adult-under-60" if years < 60 else "older"


def test_who_joined_records_is_said(found: LinkedPersons) -> None:
    by = Counter(v["by"] for one in following(found, "initials")["victims"] for v in one["victims"])
    assert set(by) == {None, "model", "person"}
    together = {frozenset(pair) for pair in found.linkage.judged.ruled.together}
    members: dict[int, list[int]] = {}
    for row, person in enumerate(found.linkage.clusters.of.tolist()):
        members.setdefault(person, []).append(row)
    pairs = sum(frozenset(rows) in together for rows in members.values() if len(rows) == 2)
    assert by["person"] >= pairs > 0


def test_the_order_of_victims_tells_nothing_but_what_is_shown(found: LinkedPersons) -> None:
    for one in following(found, "initials")["victims"]:
        shown = [((v["months"] or ["9999"])[0], json.dumps(v, ensure_ascii=False)) for v in one["victims"]]
        assert shown == sorted(shown)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Abdel Khaleq Hassan Taresh", {"en": "A. H. T."}),
        ("عبد الرحمن محمد المصري", {"ar": "ع. م. م."}),
        ("Umm Ahmad", {"en": "Umm A."}),
        ("أم محمد الشامي", {"ar": "ش. أم م."}),
        ("Lamya El Kassab", {"en": "L. K."}),
        ("Ali", {"en": "A."}),
        ("unknown", {}),
        ("", {}),
    ],
)
def test_initials(name: str, initials: dict[str, str]) -> None:
    assert initials_of(name) == initials


@given(st.text(max_size=40))
def test_initials_are_letters_of_their_own(name: str) -> None:
    for letters in initials_of(name).values():
        assert all(re.fullmatch(r".\.|Abu|Umm|أبو|أم", word) for word in letters.split()), (name, letters)


@given(st.integers(0, 120), st.integers(1, 30))
def test_an_age_group_is_certain(youngest: int, years: int) -> None:
    possible = {
        "child" if age < 18 else "adult-under-60" if age < 60 else "older" for age in range(youngest, youngest + years)
    }
    group = age_group(youngest, youngest + years)
    if len(possible) == 1:
        assert {group} == possible
    else:
        assert group == ("" if "child" in possible else "adult")
    assert age_group(float("nan"), float("nan")) == ""


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 500))
def test_a_month_holds_both_days(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    month = month_of(first.toordinal(), last.toordinal())
    assert month == next((f"{first:%Y-%m}"[:n] for n in (7, 4) if f"{first:%Y-%m}"[:n] == f"{last:%Y-%m}"[:n]), "")
    assert month_of(-1, -1) == ""


def test_what_may_be_published_is_one_of_three(study: Linked, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    plain = study.layout.settings.read_text(encoding="utf-8")
    for policy in ("nothing", "initials", "names"):
        path.write_text(plain.replace("[link]\n", f'[link]\npublish = "{policy}"\n'), encoding="utf-8")
        assert load_settings(path).publish == policy
    path.write_text(plain.replace("[link]\n", '[link]\npublish = "initial"\n'), encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"publish must be one of nothing, initials, names; it is 'initial': did you mean 'initials'"
    ):
        load_settings(path)
    assert load_settings(study.layout.settings).publish == "nothing"


def copies(one: str, other: str) -> str:
    start = f"9 of 10 records are written alike in {one} and {other}: one looks like a copy of the other, "
    return start + "so they are not independent; name only one of them under lists in an estimate"


def test_all_that_the_linkage_says_is_said_in_arabic(found: LinkedPersons) -> None:
    arabic = load("ar")
    levels = {level["level"] for field in following(found, "nothing")["model"]["fields"] for level in field["levels"]}
    every = {level for one in COMPARISONS for level in one.levels if "band" not in level and level != "missing"}
    for words in {*levels, *every, *(bare(rule.name) for rule in RULES)}:
        assert arabic.translated(words), words
    told = (
        "7 records hung together and were cut by average linkage into 3 persons: look at them",
        f'2 keys of the rule "{RULES[0].name}" were left out, because too many records share them',
        copies('"a"', '"b"'),
        Apart(0, ("حلب",)).counted(),
        Apart(0, ("حلب", "حماة")).counted(),
        Apart(1, ("حلب",)).counted(),
        Apart(2, ("حلب", "حماة")).counted(),
        (
            'this estimate rests on lists that are not independent, since "a" and "b" look like copies, so it is not to be relied on: '
            "leave one of them out of the figure's lists, as a, c"
        ),
        '3 names in "name" of the list "a" hold a number, which is left out (rows 2, 3, 4): put ages into a column of their own',
        '1 name in "name" of the list "a" holds a number, which is left out (row 2): put ages into a column of their own',
        '2 cells of "age" in the list "a" were not read and count as not known',
        '1 cell of "age" in the list "a" was not read and count as not known',
        "1,234 persons have records that disagree on year: the first list that says something counts",
        *(
            f"{number} two records that hardly look like one person (match probability below 10 %), joined by way of another record: they "
            "stand in pairs.csv, with one_victim yes"
            for number in ("1 person has", "1,234 persons have")
        ),
        "match probabilities are uncalibrated: too little has been judged",
        "1 judgement waits, since no list holds its records now",
        "3 judgements wait, since no list holds their records now",
        "1 pair is undecided, since those who judged do not agree",
        "3 pairs are undecided, since those who judged do not agree",
        "1 pair of records of a list that is declared to name nobody twice was judged to be one person",
        "3 pairs of records of a list that is declared to name nobody twice were judged to be one person",
    )
    for sentence in told:
        assert arabic.translated(sentence), sentence
    assert {
        sentence for sentence in following(found, "nothing")["warnings"] if not arabic.translated(bare(sentence))
    } == set()


def test_a_factor_says_how_many_times_likelier_a_level_is() -> None:
    english = load("en")
    level: Level = {"level": "same", "step": 0, "steps": 0, "same": 0.9, "other": 0.018}
    rarer: Level = {**level, "same": 0.018, "other": 0.9}
    common: Level = {**level, "other": 0.3}
    assert [factor(one, english) for one in (level, rarer, common)] == ["× 50", "÷ 50", "× 3"]


KINDS = (
    ("nothing", "linkage.html", "light"),
    ("nothing", "linkage.html", "dark"),
    ("initials", "victims/1.html", "light"),
    ("names", "victims/1.html", "light"),
    ("nothing", "figures/dead.html", "light"),
)


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("policy", "path", "scheme"), KINDS)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser, sites: dict[str, Path], code: str, policy: str, path: str, scheme: Any
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    opened = context.new_page()
    opened.goto((sites[policy] / code / path).as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    opened.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    # Rows of one table are alike, and axe looks at each cell.
    opened.evaluate(
        "document.querySelectorAll('tbody').forEach(one => { while (one.rows.length > 9) one.deleteRow(9) })"
    )
    found = serious(opened)
    context.close()
    assert found == []
