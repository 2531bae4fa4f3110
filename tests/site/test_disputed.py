"""The page of a figure where admitted claims deny what others count, and where two count in nearly the same words of two documents."""

from __future__ import annotations

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from rich.console import Console

from undercount.cli.show import unfolded
from undercount.site.language import CODES, load
from undercount.site.render import FOLDED
from undercount.study.judging import judge
from undercount.study.near_words import repeated_sentence
from undercount.study.opened import Opened

from ..study.support import AT, Small
from .proposals import Made, named, proposed
from .test_proposals import targets, tree, words_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a study whose person accepted a number, its copy in another document, and a denial."""
    small = proposed(tmp_path_factory.mktemp("disputed"))
    ids = named(small)
    for words in ("at least 12", "copy at least 12", "any civilian"):
        judge(small.root, ids[words], "accept", because="it says so", values=(), at=AT, by="amira")
    origin = ("origin=prose:source/a-doctor",)  # as two speakers whom nobody names have it
    judge(small.root, ids["copy at least 12"], "correct", because="as read", values=origin, at=AT, by="amira")
    small.build(with_site=True)
    return Made(small, ids)


def lines(made: Made) -> str:
    console = Console(width=400, file=StringIO())
    console.print(unfolded(Opened.open(made.small.root).figure("killed").body))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", CODES)
def test_a_figure_with_an_admitted_denial_says_who_denies_and_never_that_all_can_be_true(made: Made, code: str) -> None:
    language = load(code)
    path = made.site / code / "figures" / "killed.html"
    (section,) = tree(path).xpath("//*[@id='disputes']")
    told = words_of(section)
    assert language.say("figure.no_disputes") not in told
    assert language.say("figure.no_disputes_numbers") in told
    assert language.count("denials", 1) in told
    assert targets(path, section) == {made.page(code, "any civilian")}
    assert "The army" in told or "army" in told
    (badge,) = tree(path).xpath("//*[@class='kicker']//a[@href='#denials']")
    assert words_of(badge) == language.count("denied_by", 1)
    (card,) = tree(made.site / code / "index.html").xpath(
        "//*[@data-number='denials'][contains(@href, 'figures/killed.html')]"
    )
    assert words_of(card) == language.number(1)
    (facts,) = card.xpath("./ancestor::dl")
    names = [words_of(one) for one in facts.xpath("./div/dt")]
    assert language.say("card.disputes_numbers") in names
    assert language.say("card.disputes") not in names


def test_the_bounds_are_what_they_are_without_the_denial(made: Made) -> None:
    body = Opened.open(made.small.root).figure("killed").body
    assert (body["low"], body["high"], body["conflicts"]) == (12, None, [])
    said = lines(made)
    assert "1 admitted claim is a denial (" in said
    assert "a denial counts nobody" in said


@pytest.mark.parametrize("code", CODES)
def test_only_a_figure_without_a_denial_says_that_all_can_be_true(site: Path, code: str) -> None:
    seen = set()
    for file in sorted((site / "data").glob("*.json")):
        figure = json.loads(file.read_bytes())
        if "conflicts" not in figure or figure["conflicts"]:
            continue
        denied = any(claim["admitted"] and claim["stance"] == "denies" for claim in figure["claims"])
        told = words_of(tree(site / code / "figures" / f"{figure['name']}.html").xpath("//*[@id='disputes']")[0])
        assert (load(code).say("figure.no_disputes") in told) is not denied
        seen.add(denied)
    assert False in seen


@pytest.mark.parametrize("code", CODES)
def test_claims_in_nearly_the_same_words_stand_beside_the_count_of_origins(made: Made, code: str) -> None:
    path = made.site / code / "figures" / "killed.html"
    (note,) = tree(path).find_class("repeated")
    assert note.getparent().get("id") == "robust"
    assert targets(path, note) == {made.page(code, name) for name in ("at least 12", "copy at least 12")}
    told = words_of(note)
    documents = load(code).say("list.separator").join(f"\u2068{name}\u2069" for name in ("report.txt", "copy.txt"))
    reverse = load(code).say("list.separator").join(f"\u2068{name}\u2069" for name in ("copy.txt", "report.txt"))
    assert any(load(code).count("repeated", 2, documents=names) in told for names in (documents, reverse))
    assert "undercount judge STUDY CLAIM correct --set origin=… --because …" in told


def test_the_terminal_says_it_in_one_line_and_no_more_once_a_person_set_the_origin(made: Made, tmp_path: Path) -> None:
    root = Path(shutil.copytree(made.small.root, tmp_path / "study"))
    opened = Opened.open(root)
    names = {sha: item.name for sha, item in opened.items.items()}
    body = opened.figure("killed").body
    said = repeated_sentence(body, names)
    assert said.startswith("killed: 2 admitted claims stand in nearly the same words of ")
    assert "report.txt" in said
    assert "copy.txt" in said
    assert said in made.small.build(with_site=True).sentences()
    assert body["robust"]["1"] == 12  # the number itself is not changed
    (first,) = (one["origin"] for one in body["claims"] if one["id"] == made.ids["at least 12"])
    name, values = made.ids["copy at least 12"], (f"origin={first}",)
    judge(root, name, "correct", because="copied", values=values, at=AT, by="amira")
    body = Opened.open(root).figure("killed").body
    assert body["same_words"] == []
    assert repeated_sentence(body, names) == ""
    assert body["robust"]["1"] == 0


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a study of which nobody has judged any of 64 proposals."""
    small = Small(tmp_path_factory.mktemp("many"))
    small.prose("patterns")
    said = "\n\n".join(f"On {day} May 2024, {100 + day} people were killed in Elm Street." for day in range(1, 32))
    more = "\n\n".join(f"On {day} March 2024, {200 + day} people were killed in Elm Street." for day in range(1, 34))
    small.document("report.txt", f"{said}\n\n{more}", published="2024-06-04")
    small.ask('name = "killed"\nunit = "person"\nact = "killing"')
    small.build(with_site=True)
    return small.layout.build / "site"


@pytest.mark.parametrize("code", CODES)
def test_a_long_list_of_proposals_is_folded_and_loses_none(many: Path, code: str) -> None:
    (section,) = tree(many / code / "figures" / "killed.html").xpath("//*[@id='proposed']")
    (folded,) = section.find_class("folded")
    shown, hidden = section.xpath("./ol/li/@id"), folded.xpath("./ol/li/@id")
    assert len(shown) == FOLDED
    assert len({*shown, *hidden}) == len(shown) + len(hidden) == len(list((many / code / "claims").glob("*.html")))
    assert folded.xpath("./ol/@start") == [str(FOLDED + 1)]
    assert words_of(folded.find("summary")) == load(code).count("more_claims", len(hidden))
    assert load(code).number(len(shown) + len(hidden)) == words_of(section.find_class("count")[0])


@pytest.mark.browser
def test_a_folded_claim_unfolds_where_an_address_leads_to_it(browser: Browser, many: Path) -> None:
    path = many / "en" / "figures" / "killed.html"
    last = tree(path).xpath("//*[@id='proposed']//li/@id")[-1]
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(path.as_uri())
    assert not page.locator(f"#{last} .claim__quote").is_visible()
    page.goto(f"{path.as_uri()}#{last}")
    page.locator(f"#{last} .claim__quote").wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_a_list_that_is_not_long_is_not_folded(made: Made) -> None:
    assert not tree(made.site / "en" / "figures" / "killed.html").find_class("folded")
