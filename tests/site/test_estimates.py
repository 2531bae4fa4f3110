"""What the lists missed, on a figure's page: beside the bounds, with charts that say what the numbers say, in both languages."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from string import Formatter
from typing import Any, cast

import pytest
from lxml import html

import undercount.count as uc
from undercount.count.estimators import methods
from undercount.site import write
from undercount.site.built import Figure
from undercount.site.estimates import BOUNDS, HISTORIES, missed
from undercount.site.language import CODES, load
from undercount.site.names import Names, bare

from .sample import REFUSED, drawn, estimate, figure, result, sample

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def page(site: Path, code: str, name: str = "killed-east") -> Any:
    return html.fromstring((site / code / "figures" / f"{name}.html").read_text("utf-8"))


def shown(node: Any) -> str:
    return " ".join(node.text_content().split())


def laid_out(mirrored: bool = False, **values: Any) -> Any:
    body = cast(Figure, figure("f", ("F", "ف"), estimate=estimate() | values))
    return missed(body, truth=141, mirrored=mirrored)


def per_cent(text: str | None) -> float:
    assert text is not None
    return float(text.rstrip("%"))


@pytest.mark.parametrize("code", CODES)
def test_the_section_is_there_in_both_languages_and_the_answer_points_to_it(site: Path, code: str) -> None:
    tree, language = page(site, code), load(code)
    (section,) = tree.xpath("//section[@id='missed']")
    assert shown(section.xpath("h2")[0]) == language.say("missed.title")
    (link,) = tree.xpath("//*[contains(@class, 'answer__estimate')]/a")
    assert (link.get("href"), shown(link)) == ("#missed", language.number(151))
    assert tree.xpath("//nav[@class='rail']//a[@href='#missed']")
    rows = section.xpath(".//table[contains(@class, 'estimates')]")[0].xpath("tbody/tr")
    assert [shown(row.xpath("th/span")[0]) for row in rows] == [
        language.say(f"estimator.{name}") for name in ("latent-class", "chao", "mt", "decomposable")
    ]
    numbers = [shown(cell) for cell in rows[0].xpath("td[@class='n']")]
    assert numbers == [language.number(n) for n in (96, 151, 120, 211)]
    assert language.number(1.003) in shown(rows[0])
    assert language.number(2346) in shown(rows[0])


@pytest.mark.parametrize("code", CODES)
def test_the_number_beside_the_answer_says_of_which_method_it_is(site: Path, code: str) -> None:
    language = load(code)
    (line,) = page(site, code).xpath("//*[contains(@class, 'answer__estimate')]")
    assert shown(line).startswith(language.say("missed.beside"))
    assert shown(line).endswith(f"{language.say('missed.by')} {language.say('estimator.latent-class')}")


@pytest.mark.parametrize("code", CODES)
def test_a_lower_bound_is_not_shown_as_an_estimate(site: Path, tmp_path: Path, code: str) -> None:
    language = load(code)
    rows = page(site, code).xpath("//section[@id='missed']//table[@class='estimates']")[0].xpath("tbody/tr")
    bound, number = language.say("missed.bound"), language.say("missed.bound_number", n=language.number(140))
    assert [bound in shown(row) for row in rows] == [False, True, False, False]
    assert [shown(row.xpath("td[@class='n'][2]")[0]) for row in rows[:2]] == [language.number(151), number]
    made = sample(3)
    made.figures[0]["estimate"] = copy.deepcopy(estimate()) | {"recommended": "chao"}
    tree = page(write(made.write(tmp_path)).folder, code)
    (line,) = tree.xpath("//*[contains(@class, 'answer__estimate')]")
    assert shown(line).startswith(language.say("missed.beside_bound"))
    (parts,) = tree.xpath("//h3[@id='strata']/following::table[1]")
    assert shown(parts.xpath("tbody/tr[1]/td[@class='n'][2]")[0]) == language.say(
        "missed.bound_number", n=language.number(80)
    )
    assert shown(parts.xpath("../following-sibling::p[1]")[0]) == language.say("missed.bounds")


def test_the_documented_number_stays_the_answer(site: Path) -> None:
    tree = page(site, "en")
    assert shown(tree.xpath("//*[@class='answer__number']/a")[0]) == "102"


def test_every_number_leads_to_the_document_with_its_hash(site: Path) -> None:
    tree = page(site, "en")
    (link,) = tree.xpath("//section[@id='missed']/p/a[contains(@href, 'sources.html#item-')]")
    (code,) = tree.xpath("//section[@id='missed']//code[@class='hash']")
    assert link.get("href").endswith(f"#item-{shown(code)[:16]}")
    assert shown(link) == "linked & counted.csv"


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_a_sentence_and_what_is_english_says_so(site: Path, code: str) -> None:
    tree = page(site, code)
    (refusal,) = tree.xpath("//h3[@id='refused']/following-sibling::ul[1]/li")
    (said,) = refusal.xpath("span[contains(@class, 'foreign') or contains(@class, 'said')]")
    assert shown(said) == f"A{REFUSED[1:]}."
    assert (said.get("lang"), said.get("dir")) == ((None, None) if code == "en" else ("en", "ltr"))


def test_parts_show_the_leading_method_and_a_part_without_a_number(site: Path) -> None:
    rows = page(site, "en").xpath("//h3[@id='strata']/following::table[1]/tbody/tr")
    assert [shown(row.xpath("th")[0]) for row in rows] == ["M", "F"]
    assert rows[1].xpath(".//a[@href='#refused']")
    assert not rows[1].xpath(".//*[@class='mark-pale' or @class='mark-open' or @class='mark-point']")
    assert len(rows[1].xpath(".//*[@class='mark-solid']")) == 1


def test_the_overlap_says_who_is_on_which_list(site: Path) -> None:
    (table,) = page(site, "en").xpath("//table[@class='overlap']")
    assert [shown(cell) for cell in table.xpath("thead//bdi")] == ["morgue", "ngo", "families"]
    first, *_, last = table.xpath("tbody/tr")
    assert shown(first).replace(" ", "") == "●onthislist·notonthislist·notonthislist40"
    assert shown(last.xpath("td")[-1]) == "?"
    assert shown(table.xpath("tfoot//td")[-1]) == str(estimate()["persons"])


def test_a_figure_without_an_estimate_has_no_such_section(site: Path) -> None:
    tree = page(site, "en", "killed-west")
    assert not tree.xpath("//section[@id='missed'] | //*[contains(@class, 'answer__estimate')]")
    assert missed(cast(Figure, figure("f", ("F", "ف"))), truth=None, mirrored=False) is None


def test_solid_is_documented_and_pale_is_the_interval() -> None:
    chart = laid_out().methods
    bar = chart.bars[0]
    scale = 100 / chart.axis.top
    assert per_cent(bar.solid.x) == 0
    assert per_cent(bar.solid.width) == pytest.approx(96 * scale, abs=0.01)
    assert per_cent(bar.pale.x) == pytest.approx(120 * scale, abs=0.01)
    assert per_cent(bar.pale.width) == pytest.approx(90.6 * scale, abs=0.01)
    assert per_cent(bar.point) == pytest.approx(151.4 * scale, abs=0.01)
    assert per_cent(chart.truth_at) == pytest.approx(141 * scale, abs=0.01)
    assert not bar.is_open


def test_an_open_or_very_wide_interval_runs_to_the_end_and_leaves_the_others_to_be_seen() -> None:
    chart = laid_out().methods
    _, open_, wide, refused = chart.bars
    assert chart.axis.top < 1000
    for bar in (open_, wide):
        assert bar.is_open
        assert per_cent(bar.pale.x) + per_cent(bar.pale.width) == pytest.approx(100, abs=0.01)
    assert (refused.pale, refused.point, refused.is_open) == (None, None, False)


def test_an_arabic_chart_is_the_mirror_image() -> None:
    there, here = laid_out().methods.bars[0], laid_out(mirrored=True).methods.bars[0]
    assert per_cent(here.pale.x) == pytest.approx(100 - per_cent(there.pale.x) - per_cent(there.pale.width), abs=0.01)
    assert per_cent(here.solid.x) + per_cent(here.solid.width) == pytest.approx(100, abs=0.01)


def test_the_first_is_the_recommended_one_or_what_a_person_put_first() -> None:
    assert laid_out(recommended="chao").lead["method"] == "chao"
    assert laid_out(recommended=None).lead["method"] == "latent-class"
    refused = result("decomposable", (None, None, None), REFUSED)
    none = drawn() | {"spreads": []}
    assert laid_out(recommended=None, results=[refused], strata=[], drawn=none).lead is None


def test_rare_histories_are_told_as_a_number(tmp_path: Path) -> None:
    many: list[dict[str, Any]] = [{"lists": ["morgue"], "persons": 100 - n} for n in range(HISTORIES + 3)]
    drawn = laid_out(histories=many).overlap
    assert (len(drawn.rows), drawn.others) == (HISTORIES, 3)
    assert drawn.other_persons == sum(row["persons"] for row in many[HISTORIES:])


def test_an_estimate_that_was_refused_everywhere_still_makes_a_page(tmp_path: Path) -> None:
    made = sample(3)
    body = copy.deepcopy(estimate()) | {"recommended": None, "because": None, "where": {}, "facts": [], "warnings": []}
    body["results"] = [
        one | {"estimate": None, "low": None, "high": None, "refused": REFUSED} for one in body["results"]
    ]
    made.figures[0]["estimate"] = body | {"strata": [], "drawn": drawn() | {"spreads": []}}
    site = write(made.write(tmp_path)).folder
    for code in CODES:
        tree = page(site, code)
        assert tree.xpath("//section[@id='missed']")
        assert not tree.xpath("//*[contains(@class, 'answer__estimate')] | //h3[@id='strata']")


def test_what_the_methods_assume_is_said_in_arabic() -> None:
    table = uc.CaptureHistories.from_counts(
        {
            "A": [1, 0, 1, 0, 1, 0, 1],
            "B": [0, 1, 1, 0, 0, 1, 1],
            "C": [0, 0, 0, 1, 1, 1, 1],
            "count": [30, 20, 10, 7, 3, 4, 2],
        }
    )
    arabic = load("ar").sentences
    for method in ("chapman", "chao", "sample-coverage", "mt", "mh-poisson2", "mth-darroch", "decomposable"):
        for sentence in methods.estimate(table, method).method.assumptions:
            assert bare(sentence) in arabic, (method, sentence)


def three_lists() -> uc.CaptureHistories:
    cells = {name: [number >> at & 1 for number in range(1, 8)] for at, name in enumerate("ABC")}
    return uc.CaptureHistories.from_counts({**cells, "count": [30, 20, 10, 17, 9, 8, 5]})


def test_lower_bounds_are_those_that_the_estimators_call_so() -> None:
    table = three_lists()
    quick = [name for name, one in methods.METHODS.items() if one.takes(3) and not one.draws and not one.pair]
    made = [*(methods.estimate(table, name).method for name in quick), uc.chao(table, model="mh").method]
    assert {one.name for one in made if one.bound} == BOUNDS


def test_what_is_said_of_a_sum_over_parts_is_said_in_arabic_with_its_numbers() -> None:
    one = three_lists()
    parts = {
        "A": [*one.bits[:, 0].tolist()] * 2,
        "B": [*one.bits[:, 1].tolist()] * 2,
        "C": [*one.bits[:, 2].tolist()] * 2,
        "sex": ["F"] * 7 + ["M"] * 7,
        "count": [*one.counts.tolist(), *(300 * one.counts).tolist()],
    }
    table = uc.CaptureHistories.from_counts(parts, strata=["sex"])
    arabic = Names(cast(Any, {"labels": {}, "places": [], "actors": [], "sources": []}), load("ar"))
    for method in ("chao", "decomposable"):
        parted = uc.by_stratum(table, method)
        added = sum(part.estimate or 0 for part in parted.estimates)
        (note,) = [note for note in parted.total().notes if "joint draws" in note]
        for said in parted.total().notes:
            assert not arabic.is_foreign(said), said
        assert load("ar").number(round(added)) in arabic.sentence(note)


def test_a_pattern_keeps_what_differs_and_takes_nothing_else() -> None:
    language = load("ar")
    lists = language.translated("left out, since they name nobody in this stratum: morgue, ngo")
    assert lists is not None
    assert lists.endswith("\u2068morgue, ngo\u2069")
    first = "is put first: of the methods in the comparison's order it is the first that gives a total and whose chains agree in every part"
    told = language.translated(f"latent-class {first}")
    assert told is not None
    assert language.say("estimator.latent-class") in told
    assert language.translated("the estimate is the median of the joint draws") is None
    assert load("en").translated("the population is closed, and the lists are linked without error") is None
    graph = "graphs with weight 0.125 have a list, or a group of lists, that shares nobody with the others: under them only the prior says "
    assert "٠٫١٢٥" in str(language.translated(f"{graph}how many were missed"))


def test_a_pattern_has_the_same_values_in_both_languages_and_no_western_digit() -> None:
    for pattern, arabic in load("ar").patterns:
        assert {name for _, name, _, _ in Formatter().parse(arabic) if name} == set(pattern.groupindex)
        assert not re.search(r"[0-9]", arabic), arabic


def test_a_label_of_a_vocabulary_is_written_in_the_digits_of_its_language() -> None:
    labels = {"age": {"adult": {"en": "adults (18 and over)", "ar": "بالغون (18 فأكثر)"}, "x": {"en": "BM-21"}}}
    publication = cast(Any, {"labels": labels, "places": [], "actors": [], "sources": []})
    arabic, english = Names(publication, load("ar")), Names(publication, load("en"))
    assert arabic.part({"age": "adult"}) == "بالغون (١٨ فأكثر)"
    assert english.part({"age": "adult"}) == "adults (18 and over)"
    assert arabic.label("age", "x") == "BM-21"


def test_a_translated_sentence_holds_no_western_digit() -> None:
    for english, arabic in load("ar").sentences.items():
        assert english == bare(english)
        assert not re.search(r"[0-9]", arabic), arabic
