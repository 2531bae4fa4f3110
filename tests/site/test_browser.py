"""The site as a person meets it, in a real browser, from a folder on disk."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from undercount.site import write
from undercount.site.language import CODES

from .accessible import serious
from .sample import sample

pytestmark = pytest.mark.browser

KINDS = {
    "front": "index.html",
    "figure": "figures/killed-east.html",
    "disputed": "figures/killed-west.html",
    "nothing": "figures/hospitals.html",
    "long": "figures/monitor.html",
    "parts": "figures/killed-east-parts-1.html",
    "by place": "figures/by-place.html",
    "list": "figures/monitor-claims-2.html",
    "sum": "figures/monitor-minimum-2.html",
    "claim": "claims/*.html",
    "document": "documents/*.html",
    "table": "tables/*.html",
    "incidents": "incidents.html",
    "incident list": "incidents/1.html",
    "sources": "sources.html",
    "methods": "methods.html",
    "corrections": "corrections.html",
}
"""One page of each kind."""


def address(site: Path, code: str, kind: str) -> str:
    """Return the address of the first page of a kind."""
    return sorted((site / code).glob(KINDS[kind]))[0].as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that fails the test on an error in a script or a refused resource."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert problems == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_request_leaves_the_folder(page: Page, site: Path, code: str, kind: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(address(site, code, kind))
    page.wait_for_timeout(50)
    assert asked
    assert all(url.startswith(site.as_uri()) for url in asked)


@pytest.mark.parametrize("code", CODES)
def test_every_number_on_the_front_page_leads_to_its_quote_in_two_clicks(page: Page, site: Path, code: str) -> None:
    page.goto(address(site, code, "front"))
    numbers = page.locator(".card a[data-number]").evaluate_all("found => found.map(a => a.href)")
    assert len(numbers) > 15
    for target in dict.fromkeys(numbers):
        page.goto(target)
        section = page.locator(f"[id='{target.partition('#')[2]}']").first
        inside = section.locator("xpath=ancestor-or-self::section[1]").locator("a[href*='claims/'], a[href*='tables/']")
        assert inside.count() > 0, target
        page.goto(inside.first.evaluate("a => a.href"))
        marked = page.locator("#passage mark, tr:target .quote")
        assert marked.count() == 1, target
        assert marked.inner_text().strip(), target


@pytest.mark.parametrize("code", CODES)
def test_every_number_that_a_card_shows_is_a_link(page: Page, site: Path, code: str) -> None:
    page.goto(address(site, code, "front"))
    loose = page.evaluate(
        """() => [...document.querySelectorAll('.card')].flatMap(card => {
            const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const parent = walker.currentNode.parentElement;
                const words = parent.closest('a, .card__question, .card__rule');
                if (/[0-9\\u0660-\\u0669]/.test(walker.currentNode.data) && !words) found.push(walker.currentNode.data);
            }
            return found;
        })"""
    )
    assert loose == []


@pytest.mark.parametrize("code", CODES)
def test_the_walk_with_real_clicks(page: Page, site: Path, code: str) -> None:
    page.goto(address(site, code, "front"))
    page.locator("a[data-number='low']").first.click()
    page.locator("#proof a.proof-link").first.click()
    assert page.locator("#passage mark").inner_text() == "at least 82 civilians"
    page.locator(".masthead__lang a").click()
    other = "ar" if code == "en" else "en"
    assert f"/{other}/claims/" in page.url
    assert page.locator("html").get_attribute("dir") == ("rtl" if other == "ar" else "ltr")
    assert page.locator("#passage mark").inner_text() == "at least 82 civilians"


LOOKS = [(kind, "light") for kind in KINDS if kind != "long"] + [
    (kind, "dark") for kind in ("front", "disputed", "claim")
]
"""Kinds of pages and colour schemes that axe sees; the long page is made of the same parts as the others."""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("kind", "scheme"), LOOKS)
def test_axe_finds_no_serious_violation(browser: Browser, site: Path, code: str, kind: str, scheme: Any) -> None:
    # The policy forbids the script that axe puts in: only this test goes past it.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(address(site, code, kind))
    if kind == "incidents":
        opened.wait_for_selector("#explorer[data-ready]")
    found = serious(opened)
    context.close()
    assert found == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, site: Path, code: str, kind: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(site, code, kind))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("code", CODES)
def test_it_reads_without_scripts(browser: Browser, site: Path, code: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address(site, code, "front"))
    opened.locator("a[data-number='low']").first.click()
    opened.locator("#proof a.proof-link").first.click()
    assert opened.locator("#passage mark").inner_text() == "at least 82 civilians"
    opened.goto(address(site, code, "incidents"))
    assert not opened.locator("#explorer").is_visible()
    opened.locator(".months dd a").first.click()
    assert opened.locator("tbody tr").count() > 200
    context.close()


def test_it_prints_without_its_frame(page: Page, site: Path) -> None:
    page.goto(address(site, "en", "figure"))
    page.emulate_media(media="print")
    assert not page.locator(".masthead__nav").is_visible()
    assert not page.locator(".rail").is_visible()
    assert page.locator("#proof table").first.is_visible()
    assert page.locator("#claims .claim").first.is_visible()


def test_the_keyboard_reaches_the_content(page: Page, site: Path) -> None:
    page.goto(address(site, "en", "front"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def shown(page: Page) -> int:
    """Return how many incidents the page says that it shows, after it has drawn what was asked."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = re.search(r"([\d,]+) of", page.inner_text("#status"))
    return int(found[1].replace(",", "")) if found else 0


def test_incidents_are_filtered_by_act_place_text_and_time(page: Page, site: Path) -> None:
    page.goto(address(site, "en", "incidents"))
    page.wait_for_selector("#explorer[data-ready]")
    assert shown(page) == 700
    page.select_option("#f-act", label="killing (350)")
    assert shown(page) == 350
    page.click("#f-reset")
    assert shown(page) == 700
    # The fish market lies in the east: choosing the district finds both.
    east = page.locator("#f-place option", has_text="Eastern districts")
    page.select_option("#f-place", value=east.get_attribute("value"))
    assert shown(page) == int((east.inner_text()).split("(")[1].rstrip(")"))
    page.click("#f-reset")
    page.fill("#f-text", "DEPOT 44")
    assert shown(page) == 7
    page.click("#f-reset")
    page.focus("#f-from")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#o-from")).to_have_text("Jan 2033")
    assert 300 < shown(page) < 400


def test_the_timeline_is_brushed_by_dragging(page: Page, site: Path) -> None:
    page.goto(address(site, "en", "incidents"))
    page.wait_for_selector("#explorer[data-ready]")
    box = page.locator("#histogram").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.26, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.49, box["y"] + 30, steps=4)
    page.mouse.up()
    expect(page.locator("#o-from")).to_have_text("Jul 2032")
    expect(page.locator("#o-to")).to_have_text("Dec 2032")
    assert 0 < shown(page) < 250


def test_a_circle_opens_its_incidents_and_an_incident_its_claim(page: Page, site: Path) -> None:
    page.goto(address(site, "en", "incidents"))
    page.wait_for_selector("#explorer[data-ready]")
    page.locator("#list a").first.click()
    assert page.locator("tr:target .quote").inner_text().startswith("deaths = ")


def test_arabic_search_sees_past_marks_and_letter_forms(page: Page, tmp_path: Path) -> None:
    made = sample(30)
    made.incidents[3]["title"] = "قصفٌ على مدرسةِ الأمل"
    site = write(made.write(tmp_path)).folder
    page.goto((site / "ar" / "incidents.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    page.fill("#f-text", "مدرسه الامل")
    expect(page.locator("#list li")).to_have_count(1)


def test_twenty_thousand_incidents_open_at_once(page: Page, tmp_path: Path) -> None:
    start = time.perf_counter()
    site = write(sample(20_000).write(tmp_path)).folder
    assert time.perf_counter() - start < 120
    start = time.perf_counter()
    page.goto((site / "en" / "incidents.html").as_uri())
    page.wait_for_selector("#explorer[data-ready]")
    assert time.perf_counter() - start < 8
    assert shown(page) == 20_000
    assert page.locator("#list li").count() == 50
