"""The written site: whole, linked, safe, the same every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from undercount.site import SiteError, write
from undercount.site.figures import WHOLE, cell
from undercount.site.language import CODES

from .sample import claim_id, sample


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_built_files_give_the_same_bytes(tmp_path: Path) -> None:
    first = write(sample(60).write(tmp_path / "a"))
    second = write(sample(60).write(tmp_path / "b"))
    assert digest(first.folder) == digest(second.folder)
    again = write(tmp_path / "a")
    assert digest(again.folder) == digest(second.folder)
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "figures",
        "publication.json",
        "site",
        "tables",
        "texts",
    ]


def test_the_report_counts_what_is_there(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    report = write(sample(60).write(tmp_path), progress=lambda step, done, total: told.append((step, done, total)))
    files = [path for path in report.folder.rglob("*") if path.is_file()]
    assert report.files == len(files)
    assert report.pages == len(pages(report.folder))
    assert report.size == sum(path.stat().st_size for path in files)
    assert report.claims == 70
    assert report.incidents == 60
    assert told[-1] == ("site", told[-1][2], told[-1][2])
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_every_link_leads_to_something_that_is_there(site: Path) -> None:
    anchors: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for page in pages(site):
        tree = html.fromstring(page.read_text("utf-8"))
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), page
        anchors[page] = set(ids)
        links += [(page, address) for address in tree.xpath("//@href | //@src")]
    for page, address in links:
        target, fragment = urldefrag(address)
        place = (page.parent / unquote(target)).resolve() if target else page
        assert place.is_file(), (page, address)
        if fragment:
            assert fragment in anchors[place], (page, address)


def test_every_page_is_in_both_languages_and_says_so(site: Path) -> None:
    english, arabic = ({path.relative_to(site / code).as_posix() for path in pages(site / code)} for code in CODES)
    assert english == arabic
    for code, direction in (("en", "ltr"), ("ar", "rtl")):
        for page in pages(site / code):
            tree = html.fromstring(page.read_text("utf-8"))
            assert (tree.get("lang"), tree.get("dir")) == (code, direction)
            (switch,) = tree.xpath("//nav[@class='masthead__lang']/a/@href")
            other = (page.parent / switch).resolve()
            assert other.relative_to(site).as_posix().split("/", 1)[1] == page.relative_to(site / code).as_posix()


def test_the_policy_is_strict_and_the_pages_keep_it(site: Path) -> None:
    for page in pages(site):
        text = page.read_text("utf-8")
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert ("script-src 'self'" in policy) == (page.name == "incidents.html")
        tree = html.fromstring(text)
        assert not tree.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]"), page
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", " ".join(tree.xpath("//@href | //@src"))), page


def test_a_fictional_study_says_so_on_every_page(site: Path) -> None:
    for page in pages(site):
        tree = html.fromstring(page.read_text("utf-8"))
        assert tree.xpath("//*[contains(concat(' ', @class, ' '), ' banner ')]"), page


def test_a_real_study_has_no_banner_and_no_truth_and_countries_around_it(tmp_path: Path) -> None:
    made = sample(5, fictional=False)
    report = write(made.write(tmp_path))
    text = (report.folder / "en" / "index.html").read_text("utf-8")
    assert "banner" not in text
    assert 'data-number="truth"' not in text
    lines = (report.folder / "assets" / "outlines-data.js").read_text("utf-8")
    shown = json.loads(lines.partition("=")[2].rstrip(";\n"))
    assert 0 < len(shown["countries"]) < 20


def test_what_documents_say_is_never_markup(site: Path) -> None:
    text = "".join(page.read_text("utf-8") for page in pages(site / "en" / "documents"))
    assert "&lt;b&gt;Residents&lt;/b&gt; &amp; relatives" in text
    assert "<b>Residents" not in text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    made = sample(3)
    hostile = "</script><img src=x onerror=alert(1)>\u2028"
    made.incidents[0]["title"] = hostile
    made.publication["title"]["en"] = hostile
    made.claims[0]["quote"] = hostile
    site = write(made.write(tmp_path)).folder
    for page in pages(site):
        assert "<img" not in page.read_text("utf-8")
    data = (site / "assets" / "incidents-data.js").read_text("utf-8")
    assert "</script" not in data
    assert "\u2028" not in data
    assert json.loads(data.partition("=")[2].rstrip(";\n"))["rows"][0][0] == hostile


def test_no_claim_is_dropped_from_a_long_list(site: Path) -> None:
    figure = json.loads((site / "data" / "monitor.json").read_text("utf-8"))
    assert len(figure["claims"]) > WHOLE
    listed: list[str] = []
    for page in sorted((site / "en" / "figures").glob("monitor*.html")):
        tree = html.fromstring(page.read_text("utf-8"))
        listed += tree.xpath("//li[contains(@class, 'claim')]/@id")
    assert sorted(listed) == sorted(f"c-{claim['id'].removeprefix('claim:')}" for claim in figure["claims"])


def test_no_line_is_dropped_from_a_long_sum(site: Path) -> None:
    figure = json.loads((site / "data" / "monitor.json").read_text("utf-8"))
    pages_ = [site / "en/figures/monitor.html", *sorted((site / "en/figures").glob("monitor-minimum-*.html"))]
    rows = sum(len(html.fromstring(p.read_text("utf-8")).xpath("//table[@class='sum']/tbody/tr")) for p in pages_)
    assert rows == len(figure["certificate"]["low"])


def test_every_incident_is_in_the_plain_list(site: Path) -> None:
    rows = 0
    for page in (site / "en" / "incidents").glob("*.html"):
        rows += len(html.fromstring(page.read_text("utf-8")).xpath("//tbody/tr[not(@class)]"))
    assert rows == 700


def test_an_imprecise_place_is_named_as_one_and_is_no_point(site: Path) -> None:
    text = (site / "en" / "incidents" / "1.html").read_text("utf-8")
    assert "somewhere in Northern districts" in text
    data = json.loads((site / "assets" / "incidents-data.js").read_text("utf-8").partition("=")[2].rstrip(";\n"))
    kinds = [row[6] for row in data["rows"]]
    assert set(kinds) == {0, 1, 2}
    assert all(row[7] is None for row in data["rows"] if row[6] == 2)


def test_the_passage_is_marked_in_its_document(site: Path) -> None:
    page = site / "en" / "claims" / f"{claim_id('un82').removeprefix('claim:')}.html"
    tree = html.fromstring(page.read_text("utf-8"))
    assert tree.xpath("string(//section[@id='passage']//mark)") == "at least 82 civilians"
    long = site / "en" / "claims" / f"{claim_id('town1300').removeprefix('claim:')}.html"
    shown = html.fromstring(long.read_text("utf-8"))
    assert len(shown.xpath("//span[@class='cut']")) == 2


def test_a_quote_that_is_not_in_the_text_is_shown_as_such(site: Path) -> None:
    page = site / "en" / "claims" / f"{claim_id('lost').removeprefix('claim:')}.html"
    assert "not found in the text" in page.read_text("utf-8")


def test_the_certificate_stands_on_the_page_as_a_sum(site: Path) -> None:
    tree = html.fromstring((site / "en" / "figures" / "killed-east.html").read_text("utf-8"))
    low, high = tree.xpath("//table[@class='sum']")
    assert [c.text_content() for c in low.xpath("./tbody/tr/td[4]")] == ["82", "20"]
    assert [c.text_content() for c in high.xpath("./tbody/tr/td[4]")] == ["1,300", "−150"]
    assert high.xpath("string(./tfoot/tr/td)") == "1,150"


def test_the_csv_of_a_figure_holds_its_claims(site: Path) -> None:
    raw = (site / "data" / "killed-east-claims.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    figure = json.loads((site / "data" / "killed-east.json").read_text("utf-8"))
    assert [row["id"] for row in rows] == [claim["id"] for claim in figure["claims"]]
    assert rows[0]["low"] == "82"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\u200f=1", "'\u200f=1"),
        ("82", "82"), (-3, "-3"), (None, ""), (True, "true"), (["a", "b"], "a;b"), (["=a"], "'=a"), ("", ""),
        ({"en": "x", "ar": "y"}, "x / y"),
    ],
)  # fmt: skip
def test_a_spreadsheet_runs_no_cell(value: object, written: str) -> None:
    assert cell(value) == written


def test_a_study_without_incidents_has_no_incidents_page_and_no_scripts(tmp_path: Path) -> None:
    made = sample(0)
    made.derived, made.incidents = [], []
    made.figures = [figure for figure in made.figures if figure["name"] != "monitor"]
    made.publication["figures"].remove("monitor")
    made.publication["readings"] = []
    del made.publication["proofs"]["monitor-1"]
    site = write(made.write(tmp_path)).folder
    assert not list(site.rglob("incidents*"))
    assert not list(site.rglob("*.js"))


def test_an_empty_study_is_still_a_site(tmp_path: Path) -> None:
    made = sample(0)
    made.claims, made.figures, made.derived, made.incidents = [], [], [], []
    made.publication |= {
        "figures": [],
        "proofs": {},
        "readings": [],
        "corrections": [],
        "truth": None,
        "outlines": None,
    }
    report = write(made.write(tmp_path))
    assert report.claims == 0
    assert (report.folder / "ar" / "index.html").is_file()


def test_a_missing_file_is_named_and_the_old_site_stays(tmp_path: Path) -> None:
    made = sample(3)
    write(made.write(tmp_path))
    before = digest(tmp_path / "site")
    (tmp_path / "figures" / "killed-east.json").unlink()
    with pytest.raises(SiteError, match=r"killed-east\.json, and it is not there: build the study again"):
        write(tmp_path)
    assert digest(tmp_path / "site") == before


def test_a_key_that_is_missing_is_named(tmp_path: Path) -> None:
    made = sample(3)
    del made.figures[0]["robust"]
    with pytest.raises(SiteError, match=r"killed-east\.json lacks robust"):
        write(made.write(tmp_path))


def test_broken_json_is_named(tmp_path: Path) -> None:
    sample(3).write(tmp_path)
    (tmp_path / "publication.json").write_text("{", "utf-8")
    with pytest.raises(SiteError, match=r"publication\.json must be JSON"):
        write(tmp_path)


def test_a_sum_that_does_not_add_up_is_not_published(tmp_path: Path) -> None:
    made = sample(3)
    made.figures[0]["certificate"]["low"][0]["multiplier"] = 2
    with pytest.raises(SiteError, match="minimum of figure killed-east is 102, but its certificate adds up to 184"):
        write(made.write(tmp_path))
    assert not (tmp_path / "site").exists()


def test_a_proof_that_fails_is_not_published(tmp_path: Path) -> None:
    made = sample(3)
    made.publication["proofs"][claim_id("un82")]["leaf"] = "00" * 32
    with pytest.raises(SiteError, match="does not lead to the ledger's root"):
        write(made.write(tmp_path))


def test_a_figure_name_that_is_no_file_name_is_refused(tmp_path: Path) -> None:
    made = sample(3)
    made.publication["figures"] = ["../../evil"]
    with pytest.raises(SiteError, match="rename it in study"):
        write(made.write(tmp_path))


def test_a_figure_may_name_claims_that_are_in_no_table(tmp_path: Path) -> None:
    made = sample(3)
    made.claims = []
    report = write(made.write(tmp_path))
    assert (report.folder / "en" / "claims" / f"{claim_id('un82').removeprefix('claim:')}.html").is_file()


def test_disputes_that_share_their_ways_out_show_them_once(tmp_path: Path) -> None:
    made = sample(3)
    (west,) = [figure for figure in made.figures if figure["name"] == "killed-west"]
    west["conflicts"] = west["conflicts"] * 3
    report = write(made.write(tmp_path))
    tree = html.fromstring((report.folder / "en" / "figures" / "killed-west.html").read_text("utf-8"))
    assert len(tree.xpath("//div[@class='conflict']")) == 3
    assert len(tree.xpath("//section[@id='disputes']//table")) == 1


def test_a_disputed_figure_without_a_minimum_does_not_say_that_nothing_is_claimed(tmp_path: Path) -> None:
    made = sample(3)
    (west,) = [figure for figure in made.figures if figure["name"] == "killed-west"]
    west |= {"low": 0, "certificate": {"low": [], "high": None}}
    report = write(made.write(tmp_path))
    text = (report.folder / "en" / "figures" / "killed-west.html").read_text("utf-8")
    assert "No minimum is agreed" in text
    assert "nothing is documented" not in text
