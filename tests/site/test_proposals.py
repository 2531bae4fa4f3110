"""The pages of what a machine proposed: every number leads to its words, and nobody takes a proposal for a judgement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from undercount.site import write
from undercount.site.language import CODES, load

from .accessible import serious
from .proposals import MARKET, MISSED, RUMOUR, VAGUE, Made, judged
from .sample import sample


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return the written study."""
    return judged(tmp_path_factory.mktemp("proposed"))


def tree(page: Path) -> Any:
    return html.fromstring(page.read_bytes())


def words_of(element: Any) -> str:
    return " ".join(element.text_content().split())


def targets(page: Path, element: Any) -> set[Path]:
    """Return the pages of claims to which links in an element lead."""
    found = {(page.parent / urldefrag(href)[0]).resolve() for href in element.xpath(".//a/@href") if urldefrag(href)[0]}
    return {path for path in found if path.parent.name == "claims"}


def badges(page: Path) -> list[str]:
    return [words_of(one) for one in tree(page).xpath("//*[@class='kicker']//*[contains(@class, 'badge')]")]


@pytest.mark.parametrize("code", CODES)
def test_every_number_leads_to_its_words_in_a_marked_passage(made: Made, code: str) -> None:
    say = load(code).say
    figure, document = made.site / code / "figures" / "open.html", made.document(code)
    linked = targets(figure, tree(figure)) | targets(document, tree(document))
    for name in made.ids:
        page = made.page(code, name)
        assert page in linked or name.startswith(("copy", "15")), name
        assert not tree(page).xpath("//*[@id='passage']//p[@class='note'][not(a)]"), "the words are found"
        (mark,) = tree(page).xpath("//*[@id='passage']//mark")
        numbers = mark.xpath(f".//*[contains(@title, '{say('said.number')}')]")
        assert "".join(one.text_content() for one in numbers) == name.removeprefix("copy ")


@pytest.mark.parametrize("code", CODES)
def test_badges_say_what_was_decided_the_hedge_how_it_is_meant_and_who_read(made: Made, code: str) -> None:
    say, model = load(code).say, load(code).say("reader.model")
    open_ = say("standing.proposed")
    hedge = {name: tree(made.page(code, name)) for name in ("at least 12", "Up to 7", "Dozens")}
    assert badges(made.page(code, "40")) == [open_, say("modality.hypothetical"), model]
    assert badges(made.page(code, "any civilian"))[:3] == [open_, say("modality.denied"), model]
    assert badges(made.page(code, "four")) == [say("decided.correct"), model]
    assert badges(made.page(code, "900")) == [say("decided.reject"), model]
    assert badges(made.page(code, "30")) == [say("decided.set-aside"), model]
    at_least, at_most, vague = (badges(made.page(code, name)) for name in hedge)
    assert (at_least[0], at_least[2]) == (say("decided.accept"), model)
    assert len({at_least[1], at_most[1], vague[1]}) == 3


@pytest.mark.parametrize("code", CODES)
def test_the_chain_tells_who_says_it_from_the_document_back(made: Made, code: str) -> None:
    say, arrow = load(code).say, "→" if code == "ar" else "←"
    chain = {name: words_of(tree(made.page(code, name)).find_class("said-by")[0]) for name in ("40", "Dozens", "900")}
    assert chain["900"] == say("proposal.author")
    assert chain["40"].startswith(f"{say('proposal.author')} {arrow} {say('proposal.after')} The mayor")
    assert "a doctor" in chain["Dozens"]


def test_underlined_words_are_named_below_the_passage_and_overlap_without_loss(made: Made) -> None:
    page = tree(made.page("ar", "15 مدنياً على الأقل"))
    shared = [one for one in page.find_class("field") if "،" in one.get("title")]
    assert [words_of(one) for one in shared] == ["مدنياً"], "words of the number and of the victims at once"
    (fields,) = page.find_class("fields")
    assert next(words_of(one) for one in fields.find_class("fields__words")) == "15 مدنياً على الأقل"
    assert words_of(page.find_class("paper")[0]).count("مدنياً") == 1


def test_places_that_no_register_has_are_told_as_the_words_tell_them(made: Made) -> None:
    for code in CODES:
        say = load(code).say
        facts = words_of(tree(made.page(code, "at least 12")).find_class("facts")[0])
        assert say("scope.any_place") not in facts
        assert "Elm Street" in facts


@pytest.mark.parametrize("code", CODES)
def test_a_document_keeps_accepted_proposed_and_turned_down_apart(made: Made, code: str) -> None:
    page = made.document(code)
    lists = {
        heading: targets(page, tree(page).xpath(f"//h2[@id='{heading}']/following-sibling::ul[1]")[0])
        for heading in ("read", "proposed", "turned-down")
    }
    expected = {
        "read": ("at least 12", "four"),
        "proposed": ("three", "40", "any civilian", "Dozens", "Up to 7"),
        "turned-down": ("900", "30"),
    }
    assert lists == {heading: {made.page(code, name) for name in names} for heading, names in expected.items()}


def test_a_document_lists_claims_in_the_order_of_its_words(made: Made) -> None:
    page = made.document("en")
    (found,) = tree(page).xpath("//h2[@id='proposed']/following-sibling::ul[1]")
    order = [(page.parent / href).resolve() for href in found.xpath("./li/a/@href")]
    assert [urldefrag(str(path))[0] for path in order] == [
        str(made.page("en", name)) for name in ("three", "40", "any civilian", "Dozens", "Up to 7")
    ]


@pytest.mark.parametrize("code", CODES)
def test_no_page_speaks_of_a_rejected_claim_as_accepted(made: Made, code: str) -> None:
    say = load(code).say
    for name in ("900", "30"):
        rejected = made.page(code, name)
        decided = say("decided.reject" if name == "900" else "decided.set-aside")
        for page in sorted((made.site / code).rglob("*.html")):
            for link in tree(page).xpath("//a[@href]"):
                if (page.parent / urldefrag(link.get("href"))[0]).resolve() != rejected or page == rejected:
                    continue
                around = next(iter(link.iterancestors("li")), None)
                if around is None:  # a marked passage of the document, which says nothing of the claim
                    assert "mark" in link.get("class", "").split() or link.getparent().tag == "sup"
                else:
                    assert decided in words_of(around) or page.name == "corrections.html", page
    figure = tree(made.site / code / "figures" / "killed.html")
    for section in ("proof", "claims", "proposed"):
        assert made.page(code, "900") not in targets(
            made.site / code / "figures" / "killed.html", figure.xpath(f"//*[@id='{section}']")[0]
        )


@pytest.mark.parametrize("code", CODES)
def test_a_figure_counts_what_counts_and_what_is_only_proposed(made: Made, code: str) -> None:
    language = load(code)
    path = made.site / code / "figures" / "killed.html"
    page = tree(path)
    open_ = ("three", "40", "any civilian", "Dozens", "Up to 7", "copy at least 12", "15 مدنياً على الأقل")
    (line,) = page.find_class("answer__proposed")
    separator = language.say("list.separator")
    assert words_of(line) == " ".join(
        f"{language.count('claims_count', 2)}{separator}{language.count('claims_waiting', 7)}.".split()
    )
    assert line.xpath("./a/@href") == ["#proposed"]
    assert targets(path, page.xpath("//*[@id='proposed']")[0]) == {made.page(code, name) for name in open_}
    assert targets(path, page.xpath("//*[@id='claims']")[0]) == {
        made.page(code, name) for name in ("at least 12", "four")
    }
    assert targets(path, page.xpath("//*[@id='aside']")[0]) == {made.page(code, "900")}


@pytest.mark.parametrize("code", CODES)
def test_the_front_page_says_beside_each_figure_how_many_claims_wait(made: Made, code: str) -> None:
    page = made.site / code / "index.html"
    language = load(code)
    for link in tree(page).xpath("//*[@data-number='waiting']"):
        figure, _, anchor = link.get("href").partition("#")
        there = tree((page.parent / figure).resolve())
        assert there.xpath(f"//*[@id='{anchor}']")
        (line,) = there.find_class("answer__proposed")
        waiting = next(n for n in range(1, 50) if language.number(n) == words_of(link))
        assert language.count("claims_waiting", waiting) in words_of(line)
    assert len(tree(page).xpath("//*[@data-number='waiting']")) == len(
        list((made.site / code / "figures").glob("*.html"))
    )


@pytest.mark.parametrize("code", CODES)
def test_a_figure_that_admits_proposals_says_how_many_nobody_judged(made: Made, code: str) -> None:
    language = load(code)
    path = made.site / code / "figures" / "open.html"
    page = tree(path)
    listed = page.xpath("//*[@id='claims']//*[@class='claims']/li")
    only = sum(language.say("standing.proposed") in words_of(one) for one in listed)
    assert only > 0
    assert language.count("claims_only_proposed", only) in words_of(page.find_class("answer__proposed")[0])
    assert made.page(code, "40") in targets(path, page.xpath("//*[@id='proposed']")[0]), "what is feared counts nowhere"


@pytest.mark.parametrize("code", CODES)
def test_a_corrected_claim_has_the_corrected_number_on_every_page(made: Made, code: str) -> None:
    number = load(code).number
    page = made.page(code, "four")
    (heading,) = tree(page).find_class("claim-page__n")
    assert words_of(heading.find("b")) == number(5)
    assert load(code).say("claim.corrected", words="\u2068four\u2069") in words_of(heading)
    (denied,) = tree(made.page(code, "any civilian")).find_class("claim-page__n")
    assert words_of(denied.find("b")) == load(code).say("quantity.any")
    decisions = words_of(tree(page).xpath("//*[@id='decisions']/following-sibling::ul[1]")[0])
    assert "the list names five" in decisions
    assert f"{load(code).say('claim.as_read')}: {number(4)}" in decisions
    for path in (made.document(code), made.site / code / "figures" / "killed.html"):
        link = next(
            a
            for a in tree(path).xpath("//li//a")
            if (path.parent / urldefrag(a.get("href"))[0]).resolve() == page
            and "mark" not in a.get("class", "").split()
        )
        (around, *_) = link.iterancestors("li")
        assert number(5) in words_of(around)


@pytest.mark.parametrize("code", CODES)
def test_a_corrected_row_of_a_table_has_the_corrected_number_and_says_so(tmp_path: Path, code: str) -> None:
    study = sample(5)
    row = study.derived[0]
    study.publication["judged"] = {row["claim"]: {**row, "low": 777, "best": None, "high": None}}
    (page,) = (write(study.write(tmp_path)).folder / code / "tables").glob("*.html")
    rows = {one.get("id"): words_of(one) for one in tree(page).xpath("//tbody/tr[@id]")}
    changed = [name for name, words in rows.items() if load(code).say("claim.changed") in words]
    assert changed == [f"c-{row['claim'].removeprefix('claim:')}"]
    assert load(code).number(777) in rows[changed[0]]


@pytest.mark.parametrize("code", CODES)
def test_a_passage_of_a_document_is_marked_by_what_was_decided_of_its_claims(made: Made, code: str) -> None:
    say = load(code).say
    path = made.document(code)
    page = tree(path)
    marks = {
        "at least 12": ("accepted", "proposed", "turned_down"),  # other claims of these words wait or were set aside
        "40": ("proposed",),
        "any civilian": ("proposed",),
        "900": ("turned_down",),
    }
    for name, kinds in marks.items():
        (link, *_) = [
            one
            for one in page.xpath("//*[contains(@class, 'paper--whole')]//a[contains(@class, 'mark ')]")
            if (path.parent / urldefrag(one.get("href"))[0]).resolve() == made.page(code, name)
        ]
        assert link.get("class").split() == ["mark", *(f"mark--{kind}" for kind in kinds)], name
        assert link.get("title") == say(f"document.mark_{kinds[0]}")
    (legend,) = page.find_class("legend--marks")
    assert [words_of(one) for one in legend.xpath("./li")] == [
        say(f"document.mark_{kind}") for kind in ("accepted", "proposed", "turned_down", "miss")
    ]
    others = {
        (path.parent / urldefrag(one.get("href"))[0]).resolve(): (one.get("class"), one.get("aria-label"))
        for one in page.xpath("//*[contains(@class, 'paper--whole')]//sup/a")
    }
    for name, kind in (("four", "accepted"), ("three", "proposed"), ("30", "turned_down")):
        kinds, label = others[made.page(code, name)]
        assert kinds == f"mark--{kind}"
        assert say(f"document.mark_{kind}") in label


def test_a_document_without_a_judged_claim_shows_no_mark_for_one(made: Made) -> None:
    page = tree(made.document("en", "arabic.txt"))
    assert [words_of(one) for one in page.find_class("legend--marks")[0].xpath("./li")] == [
        load("en").say("document.mark_proposed")
    ]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_differ_by_more_than_colour(page: Page, made: Made, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(made.document("en").as_uri())
    looks = page.evaluate(
        """[...document.querySelectorAll('.legend--marks li > span')].map(one => {
            const style = getComputedStyle(one);
            return [style.borderTopStyle, style.borderBottomStyle, style.textDecorationStyle].join(' ');
        })"""
    )
    assert len(set(looks)) == 4


def test_words_that_stand_in_an_earlier_document_lead_there(made: Made) -> None:
    page = made.page("en", "copy at least 12")
    (note,) = tree(page).xpath("//*[@id='passage']//p[@class='note']")
    assert "2 documents" in words_of(note)
    assert load("en").say("copy.before") in words_of(note)
    assert targets(page, note) <= {made.page("en", name) for name in ("at least 12", "four", "three", "30")}
    assert len(targets(page, note)) == 1


@pytest.mark.parametrize("code", CODES)
def test_a_possible_miss_is_shown_where_it_stands_unless_somebody_found_a_claim_there(made: Made, code: str) -> None:
    page = tree(made.document(code))
    further, listed = page.xpath("//h2[@id='misses']/following-sibling::ul[1]/li")  # 40 is in a claim
    for one, sentence, marked in ((further, VAGUE, "himself"), (listed, MISSED, MISSED)):
        assert sentence in words_of(one)
        (href,) = one.xpath("./a/@href")
        (shown,) = page.xpath(f"//*[@id='{href.removeprefix('#')}']")
        assert words_of(shown) == marked
    assert RUMOUR in words_of(page.find_class("paper--whole")[0])


def test_words_of_a_document_never_become_a_pages_own(made: Made) -> None:
    for page in sorted(made.site.rglob("*.html")):
        assert not [one for one in tree(page).xpath("//script") if "alert" in (one.text or "")], page
    assert "<script>alert(1)</script>" in words_of(tree(made.document("en")).find_class("paper")[0])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that axe can be put into: the site's policy forbids scripts of others."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


def shown(made: Made, code: str) -> list[Path]:
    """Return one page of each kind that shows proposals."""
    claims = [made.page(code, name) for name in ("at least 12", "four", "900", "Up to 7", "15 مدنياً على الأقل")]
    return [*claims, made.document(code), made.document(code, "arabic.txt"), made.site / code / "figures" / "open.html"]


@pytest.mark.browser
@pytest.mark.parametrize(("code", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_no_serious_violation(page: Page, made: Made, code: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in shown(made, code):
        page.goto(path.as_uri())
        assert serious(page) == [], path


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, made: Made, code: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in shown(made, code):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_a_reader_comes_from_the_figure_to_the_words(page: Page, made: Made, code: str) -> None:
    page.goto((made.site / code / "figures" / "killed.html").as_uri())
    page.locator(".answer__proposed a").click()
    page.locator("#proposed .claim__quote a", has_text="Dozens").click()
    assert page.url.split("#")[0] == made.page(code, "Dozens").as_uri()
    assert page.locator("#passage mark .field").first.inner_text() == "Dozens"
    page.locator("#passage a", has=page.locator("xpath=self::*[contains(@href, 'documents/')]")).first.click()
    page.locator(".paper--whole a.mark", has_text=MARKET).click()
    assert page.locator("#passage mark").inner_text() == MARKET


@pytest.mark.browser
@pytest.mark.parametrize("code", CODES)
def test_arabic_pages_read_from_the_right_and_each_passage_as_its_own_words_do(
    page: Page, made: Made, code: str
) -> None:
    for name, direction in (("at least 12", "ltr"), ("15 مدنياً على الأقل", "rtl")):
        page.goto(made.page(code, name).as_uri())
        assert page.evaluate("getComputedStyle(document.querySelector('.paper')).direction") == direction
        assert page.evaluate("document.documentElement.dir") == ("rtl" if code == "ar" else "ltr")


@pytest.mark.browser
def test_it_prints_with_its_marks_badges_and_named_words(page: Page, made: Made) -> None:
    page.goto(made.page("en", "40").as_uri())
    page.emulate_media(media="print")
    for what in (".kicker .badge", "#passage mark .field", ".fields__words", ".said-by"):
        assert page.locator(what).first.is_visible()
    line = page.evaluate("getComputedStyle(document.querySelector('mark .field')).textDecorationLine")
    assert line == "underline"
