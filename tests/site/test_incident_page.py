"""The pages of incidents that several lists tell of: all figures side by side, why joined and why not, in two languages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser

from undercount.site import SiteError, joined, write
from undercount.site.incident_page import counted
from undercount.site.language import CODES, load
from undercount.site.names import Names

from ..study.support import AT, quiet
from ..study.told import row, told
from .accessible import serious


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = told(tmp_path_factory.mktemp("told"))
    from undercount.study.judging_incidents import judge_incidents

    judge_incidents(small.root, "incident:monitor:m3 incident:clinic:c3", "same", because="one log", at=AT, by="kim")
    small.build(with_site=True)
    return small.layout.build


def found(build: Path) -> joined.Joined:
    value = joined.load(build)
    assert value is not None
    return value


def page(build: Path, code: str, path: str) -> Any:
    return html.fromstring((build / "site" / code / path).read_text("utf-8"))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("code", CODES)
def test_every_joined_incident_has_a_page_with_every_claim_as_it_was_said(build: Path, code: str) -> None:
    language = load(code)
    for event in found(build).events:
        shown = page(build, code, event.path)
        (article,) = shown.xpath(f"//article[@id='{event.anchor}']")
        assert len(article.xpath(".//table[@class='sides']/thead//th")) == 1 + len(event.reports)
        links = article.xpath(".//*[@class='sides__claim']/a")
        claims = [claim for report in event.reports for claim in report.claims]
        assert len(links) == len(claims) > 0
        numbers = {text(link).split()[0] for link in links}
        for claim in claims:
            said = [n for n in (claim.low, claim.best, claim.high) if n is not None]
            assert any(all(language.number(n) in number for n in said) for number in numbers)
        assert shown.xpath("string(/html/@dir)") == language.direction


@pytest.mark.parametrize("code", CODES)
def test_why_stands_beside_each_pair(build: Path, code: str) -> None:
    say = load(code).say
    for event in found(build).events:
        words = text(page(build, code, event.path))
        for pair in event.joins:
            assert say(f"because.{pair['because']}") in words
            assert say("precision.clock") in words
    judged = next(e for e in found(build).events if e.reports[0].id == "monitor:m3")
    language = load(code)
    by = language.say("joined.coder", n=language.number(1))
    words = text(page(build, code, judged.path))
    assert say("joined.person_bare", coder=by, verdict=say("verdict.same")) in words
    assert len(judged.strikes) == 2
    apart = text(page(build, code, "unjoined/1.html"))
    assert say("because.some") in apart


@pytest.mark.parametrize("code", CODES)
def test_the_heading_spans_all_strikes_and_all_times_are_by_one_clock(tmp_path: Path, code: str) -> None:
    """Two strikes at 10:00 and 10:40 UTC, which the study's own clock calls 13:00 and 13:40."""
    from undercount.study.judging_incidents import judge_incidents

    first, second = "2031-05-02T10:00Z/2031-05-02T10:05Z", "2031-05-02T10:42Z"
    small = told(tmp_path, {"monitor": [row("a", first)], "clinic": [row("b", second)]})
    settings = small.layout.settings
    settings.write_text(re.sub(r'timezone = ".*"', 'timezone = "Asia/Baghdad"', settings.read_text("utf-8")), "utf-8")
    judge_incidents(small.root, "incident:monitor:a incident:clinic:b", "same", because="one log", at=AT, by="kim")
    small.build(with_site=True)
    (event,) = found(small.layout.build).events
    assert event.span == "2031-05-02T13:00/2031-05-02T13:42"
    assert [one["edtf"] for one in event.strikes] == ["2031-05-02T13:00/2031-05-02T13:05", "2031-05-02T13:42"]
    language = load(code)
    shown = page(small.layout.build, code, event.path)
    heading, words = text(shown.xpath("//h1")[0]), text(shown)
    assert all(language.own_digits(clock) in heading for clock in ("13:00", "13:42"))
    assert f"{language.say('joined.clock')} Asia/Baghdad." in words
    assert not [clock for clock in ("10:00", "10:42") if language.own_digits(clock) in words]


@pytest.mark.parametrize("code", CODES)
def test_a_figure_names_the_judgements_on_incidents_that_bear_on_it(build: Path, code: str) -> None:
    language = load(code)
    words = text(page(build, code, "figures/killed.html"))
    assert language.say("figure.incident_judgements") in words
    by = language.say("joined.coder", n=language.number(1))
    assert language.say("joined.person_bare", coder=by, verdict=language.say("verdict.same")) in words
    assert "clinic:c3" in words
    assert "monitor:m1" not in words


def pages_with(build: Path, *words: str) -> set[str]:
    """Return the words that stand in some file of the site."""
    files = [path for path in (build / "site").rglob("*") if path.suffix in (".html", ".json", ".js", ".csv")]
    assert len(files) > 30
    texts = [path.read_text("utf-8") for path in files]
    return {word for word in words if any(re.search(rf"\b{word}\b", one) for one in texts)}


def test_neither_who_judged_nor_why_is_published_unless_the_study_says_so(build: Path, tmp_path: Path) -> None:
    from undercount.study.build import build as build_study
    from undercount.study.verify import verify

    assert pages_with(build, "kim", "one log") == set()
    root = Path(shutil.copytree(build.parent, tmp_path / "named"))
    settings = root / "study.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[link]\ncoders = "named"\n', encoding="utf-8")
    keys = build.parents[1] / "keys"
    build_study(root, at=AT, by="tester", keys=keys, report=quiet, with_site=True)
    assert pages_with(root / "build", "kim", "one log") == {"kim", "one log"}
    said = {"coder": "\u2068kim\u2069", "verdict": load("en").say("verdict.same"), "because": "\u2068one log\u2069"}
    assert load("en").say("joined.person", **said) in text(page(root / "build", "en", "figures/killed.html"))
    verify(root, report=quiet)


def test_weights_on_the_page_add_up(build: Path) -> None:
    for event in found(build).events:
        for table in page(build, "en", event.path).xpath("//table[@class='weighed']"):
            rows = [float(re.sub("−", "-", text(cell))) for cell in table.xpath("./tbody/tr/td[2]")]
            total = float(re.sub("−", "-", text(table.xpath("./tfoot//td")[0])))
            assert abs(sum(rows) - total) < 0.05 * len(rows) + 0.05


@pytest.mark.parametrize("code", CODES)
def test_the_list_the_map_and_the_claims_lead_there(build: Path, code: str) -> None:
    site = build / "site"
    listed = page(build, code, "incidents/1.html").xpath("//a/@href")
    assert sum("/incident/" in link for link in listed) == 6
    assert sum("/unjoined/" in link for link in listed) == 2
    told_at = json.loads((site / "assets" / "incidents-data.js").read_text("utf-8").partition("=")[2].rstrip(";\n"))[
        "told"
    ]
    for address in told_at:
        assert not address or (site / code / address.partition("#")[0]).is_file()


@pytest.mark.parametrize("code", CODES)
def test_all_links_of_the_new_pages_lead_somewhere(build: Path, code: str) -> None:
    root = build / "site" / code
    pages = [*root.glob("incident/*.html"), *root.glob("joined/*.html"), *root.glob("unjoined/*.html")]
    assert len(pages) == 3 + 1 + 1
    for path in pages:
        for link in html.fromstring(path.read_text("utf-8")).xpath("//a/@href"):
            target, _, anchor = link.partition("#")
            where = (path.parent / target).resolve() if target else path
            assert where.is_file(), link
            if anchor:
                assert html.fromstring(where.read_text("utf-8")).xpath(f"//*[@id='{anchor}']"), link


def test_arabic_pages_hold_no_english_words_of_the_program(build: Path) -> None:
    """What stays in Latin letters is a name: an id, a list, a title, a coder, or the words that a source wrote."""
    for event in found(build).events:
        main = page(build, "ar", event.path).xpath("//main")[0]
        for node in main.xpath(".//bdi|.//code|.//*[@dir='auto']|.//p[@class='quiet']"):
            node.getparent().remove(node) if node.tail is None else node.drop_tree()
        left = re.sub(r"\u2068.*?\u2069|UTC|double tap|one log|kim", "", text(main))
        assert not re.search(r"[A-Za-z]{3,}", left), left


def test_many_joined_incidents_share_pages(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joined, "PAGES", 2)
    monkeypatch.setattr(joined, "PAIRS", 1)
    value = found(build)
    assert [event.path for event in value.events] == ["incident/1.html", "incident/1.html", "incident/2.html"]
    report = write(build)
    assert sorted(p.name for p in (report.folder / "en" / "incident").iterdir()) == ["1.html", "2.html"]
    first = html.fromstring((report.folder / "en" / "incident" / "1.html").read_text("utf-8"))
    assert len(first.xpath("//article")) == 2
    monkeypatch.undo()
    write(build)


def test_whom_a_toll_counts_is_said_in_words(build: Path) -> None:
    publication = json.loads((build / "publication.json").read_bytes())
    names = Names(publication, load("en"))
    assert counted("killed", names) == names.label("act", "killing")
    assert counted("injury child civilian", names).count(", ") == 2


def test_a_site_without_the_file_has_no_such_pages(build: Path) -> None:
    path = build / "link" / "incidents.json"
    data = path.read_bytes()
    path.unlink()
    try:
        folder = write(build).folder
        assert not (folder / "en" / "joined").exists()
        path.write_bytes(b'{"format": 2}')
        with pytest.raises(SiteError, match="of no format that this program knows"):
            write(build)
    finally:
        path.write_bytes(data)
        write(build)


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_in_a_browser_it_fits_reads_in_its_direction_and_axe_finds_nothing(
    browser: Browser, build: Path, code: str
) -> None:
    event = next(e for e in found(build).events if e.least_strikes == 2)
    context = browser.new_context(bypass_csp=True, viewport={"width": 1100, "height": 800})
    shown = context.new_page()
    for path in (event.path, "joined/1.html", "unjoined/1.html"):
        shown.goto((build / "site" / code / path).as_uri())
        assert serious(shown) == []
        shown.set_viewport_size({"width": 360, "height": 740})
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
        shown.set_viewport_size({"width": 1100, "height": 800})
    shown.goto((build / "site" / code / event.path).as_uri())
    first, second = (shown.locator(".sides thead th").nth(at).bounding_box() for at in (1, 2))
    assert first is not None
    assert second is not None
    assert (first["x"] < second["x"]) == (code == "en")
    context.close()
