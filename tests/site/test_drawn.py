"""What an estimate's fits look like, on a figure's page: the drawings say what the numbers say, in both languages."""

from __future__ import annotations

import copy
import math
import re
from pathlib import Path
from typing import Any, cast

import pytest
from lxml import html

import undercount.count as uc
from undercount.site import write
from undercount.site.built import EstimateResult
from undercount.site.charts import Axis
from undercount.site.drawn import Drawings, drawings
from undercount.site.fits import Drawn
from undercount.site.language import CODES, load
from undercount.site.square import SIDE, TALL, Scale

from .sample import REFUSED, chain, drawn, estimate, sample

PERSONS = Axis(400.0)
HEADINGS = {"spread": "drawn.spread", "chains": "drawn.chains", "weights": "drawn.weights", "curve": "drawn.curve"}


def laid_out(mirrored: bool = False, **values: Any) -> Drawings:
    results = cast(list[EstimateResult], estimate()["results"])
    axis = Axis(PERSONS.top, mirrored)
    return drawings(cast(Drawn, drawn() | values), results, axis, 141, mirrored=mirrored)


def page(site: Path, code: str) -> Any:
    return html.fromstring((site / code / "figures" / "killed-east.html").read_text("utf-8"))


def shown(node: Any) -> str:
    return " ".join(node.text_content().split())


def written(tmp_path: Path, **values: Any) -> Path:
    """Return a site whose first figure has another drawing."""
    made = sample(3)
    made.figures[0]["estimate"] = copy.deepcopy(estimate()) | {"drawn": drawn() | values}
    return write(made.write(tmp_path)).folder


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def steps(path: str) -> list[tuple[float, float, float]]:
    """Return the left end, the right end and the height of each step of a hill, in the square."""
    begin = re.fullmatch(rf"M([\d.]+) {SIDE}((?:V[\d.]+H[\d.]+)+)V{SIDE}Z", path)
    assert begin is not None, path
    found, left = [], float(begin[1])
    for up, right in re.findall(r"V([\d.]+)H([\d.]+)", begin[2]):
        found.append((left, float(right), SIDE - float(up)))
        left = float(right)
    return found


@pytest.mark.parametrize("code", CODES)
def test_all_drawings_stand_on_the_page_in_both_languages(site: Path, code: str) -> None:
    tree, language = page(site, code), load(code)
    for name, key in HEADINGS.items():
        (heading,) = tree.xpath(f"//section[@id='missed']//h3[@id='{name}']")
        assert shown(heading) == language.say(key)


@pytest.mark.parametrize("code", CODES)
def test_a_drawing_is_told_in_words_with_its_numbers(site: Path, code: str) -> None:
    language = load(code)
    number = language.number
    hill, chains, curve = page(site, code).xpath("//section[@id='missed']//*[@role='img']/@aria-label")
    for value in (96, 151, 120, 211, 400):
        assert number(value) in hill
    for told in (number(1.471), number(1.01), number(17), number(400)):
        assert told in chains
    for told in (number(0.2), number(1), number(110), language.say("quantity.at_least", low=number(110))):
        assert told in curve


def test_a_hill_has_a_step_for_each_count_and_stands_on_the_axis() -> None:
    hills = laid_out().hills
    assert hills is not None
    (hill,) = hills.hills
    found = steps(hill.all)
    counts, start, step = hill.spread["counts"], hill.spread["start"], hill.spread["step"]
    assert len(found) == len(counts)
    for place, (left, right, up) in enumerate(found):
        assert left == pytest.approx(SIDE * (start + place * step) / PERSONS.top, abs=0.1)
        assert right == pytest.approx(SIDE * (start + (place + 1) * step) / PERSONS.top, abs=0.1)
        assert up == pytest.approx(0.97 * SIDE * counts[place] / max(counts), abs=0.1)
    inside = steps(hill.inside)
    assert inside[0][0] == pytest.approx(SIDE * 120 / PERSONS.top, abs=0.1)
    assert inside[-1][1] == pytest.approx(SIDE * 210.6 / PERSONS.top, abs=0.1)
    assert float(hill.solid.width.rstrip("%")) == pytest.approx(100 * 96 / PERSONS.top, abs=0.01)
    assert hill.beyond == pytest.approx(8 / 400)


def test_what_runs_beyond_the_axis_is_cut_and_counted() -> None:
    axis = Axis(150.0)
    results = cast(list[EstimateResult], estimate()["results"])
    hills = drawings(cast(Drawn, drawn()), results, axis, None, mirrored=False).hills
    assert hills is not None
    (hill,) = hills.hills
    assert max(right for _, right, _ in steps(hill.all)) == SIDE
    assert hill.beyond == pytest.approx((40 + 0 + 12 + 8) / 400)
    assert hills.truth_at is None


def test_each_chain_has_its_place_and_the_one_that_stands_elsewhere_is_told() -> None:
    (drawing,) = laid_out().chains
    assert [trace.away for trace in drawing.traces] == [False, False, True, False]
    for place, trace in enumerate(drawing.traces):
        found = points(trace.line)
        assert len(found) == len(drawing.of["chains"][place]["trace"])
        assert all(SIDE * place / 4 <= x <= SIDE * (place + 1) / 4 for x, _ in found)
        assert all(0 <= y <= SIDE for _, y in found)
        left, top, width, height = trace.band
        (begin, middle), (end, _) = points(trace.median)
        assert (left, left + width) == pytest.approx((begin, end), abs=0.2)
        assert top < middle < top + height
    assert min(y for _, y in points(drawing.traces[2].line)) < min(y for _, y in points(drawing.traces[0].line))


def test_a_page_names_the_chain_that_stands_elsewhere_and_its_numbers(site: Path) -> None:
    tree = page(site, "en")
    (figure,) = tree.xpath("//h3[@id='chains']/following-sibling::figure[1]")
    said = shown(figure)
    assert "do not agree: R-hat 1.471 (at most 1.01), 17 effective draws (at least 400)" in said
    assert "They stand in 2 places; elsewhere than most: 3." in said
    assert "There are 2 parts with chains" in said
    assert "One draw in 10 is shown." in said
    rows = [[shown(cell) for cell in row] for row in figure.xpath(".//tbody/tr")]
    assert rows[2] == ["3", "230", "224", "236"]
    assert [shown(one) for one in figure.xpath(".//*[contains(@class, 'tick--away')]")] == ["chain 3"]


def test_many_chains_are_numbered_and_not_all_of_them_by_name() -> None:
    many = drawn()["chains"][0] | {"chains": [chain(150 + n) for n in range(70)], "places": [list(range(70))]}
    (drawing,) = laid_out(chains=[many]).chains
    assert not drawing.spelled
    assert sum(trace.named for trace in drawing.traces) <= 30


def test_weights_are_bars_from_zero_with_the_others_last(site: Path) -> None:
    (drawing,) = laid_out().averages
    widths = [float(row.span.width.rstrip("%")) for row in drawing.rows]
    assert widths == pytest.approx([100, 50])
    assert drawing.others is not None
    assert float(drawing.others.width.rstrip("%")) == pytest.approx(100 / 6, abs=0.01)
    rows = page(site, "en").xpath("//table[contains(@class, 'weights')]/tbody/tr")
    assert [[shown(cell) for cell in row if shown(cell)] for row in rows] == [
        ["[1 2] [3]", "60%", "140"],
        ["[morgue] [<ngo>]", "30%", "–"],
        ["all others together", "10%"],
    ]


@pytest.mark.parametrize("code", CODES)
def test_a_graph_names_its_lists_by_numbers_that_the_page_explains(site: Path, code: str) -> None:
    (table,) = page(site, code).xpath("//table[contains(@class, 'weights')]")
    (name,) = table.xpath("tbody/tr[1]/th/*[@class='model']")
    assert shown(name) == load(code).own_digits("[1 2] [3]")
    (legend,) = table.xpath("../following-sibling::*[1][self::p]")
    assert shown(legend).startswith(load(code).say("drawn.by_number"))
    assert len(legend.xpath("bdi")) == 3
    for number, bdi in enumerate(legend.xpath("bdi"), start=1):
        assert shown(bdi) == ("morgue", "ngo", "families")[number - 1]
        assert f"{load(code).number(number)} {shown(bdi)}" in shown(legend)


@pytest.mark.parametrize(
    ("model", "lists", "numbers"),
    [
        ("[b c] [a]", ["a", "b", "c"], "[2 3] [1]"),
        ("[a-b] [a]", ["a", "a-b"], "[2] [1]"),
        ("[Red Cross families] [morgue]", ["morgue", "Red Cross", "families"], "[2 3] [1]"),
        ("[a (old) b+]", ["b+", "a (old)"], "[2 1]"),
        ("[2] [1]", ["2", "1"], "[1] [2]"),
        ("[12,3]", ["x", "y", "z"], "[12,3]"),
        ("[1*2,12]", [f"list-{n}" for n in range(12)], "[1*2,12]"),
        ("[a b]", ["a", "b", "a b"], None),
        ("[a] [<d>]", ["a", "b"], None),
        ("chao", ["a", "b"], None),
    ],
)
def test_a_model_is_numbered_only_where_its_name_is_made_of_lists(
    model: str, lists: list[str], numbers: str | None
) -> None:
    one = drawn()["weights"][0] | {"lists": lists, "heaviest": [{"model": model, "weight": 0.9, "estimate": None}]}
    (drawing,) = laid_out(weights=[one]).averages
    assert [row.numbers for row in drawing.rows] == [numbers]
    assert drawing.by_number is (numbers is not None)


def test_the_numbers_of_a_real_average_over_graphs_lead_back_to_its_cliques() -> None:
    lists = ("morgue", "ngo-east", "ngo")
    cells = [[number >> at & 1 for number in range(1, 8)] for at in range(3)]
    table = uc.CaptureHistories.from_counts({**dict(zip(lists, cells, strict=True)), "count": [30, 20, 9, 7, 3, 4, 2]})
    graphs = uc.decomposable(table).detail.graphs
    assert len(graphs) > 3
    for graph in graphs:
        one = drawn()["weights"][0] | {
            "lists": list(table.lists),
            "heaviest": [{"model": graph.name, "weight": 0.9, "estimate": None}],
        }
        (row,) = laid_out(weights=[one]).averages[0].rows
        assert row.numbers is not None
        back = [[table.lists[int(n) - 1] for n in clique.split()] for clique in re.findall(r"\[([^]]+)\]", row.numbers)]
        assert back == [list(clique) for clique in graph.cliques]


def test_the_curve_stops_where_there_is_no_total_and_is_open_where_there_is_no_limit() -> None:
    curve = laid_out().curve
    assert curve is not None
    assert curve.ends is not None
    (line,), (band,) = curve.lines, curve.bands
    found = points(line)
    assert [x for x, _ in found] == pytest.approx(
        [SIDE * math.log(xi / 0.2) / math.log(25) for xi in (0.2, 0.5, 1.0)], abs=0.1
    )
    assert [y for _, y in found] == sorted((y for _, y in found), reverse=True)
    assert len(points(band)) == 6
    assert points(band)[3] == (found[2][0], 0.0)
    assert curve.one is not None
    assert curve.one[1] == pytest.approx(TALL * found[2][1] / SIDE, abs=0.05)
    assert [value for value, _ in curve.values] == [0.2, 0.5, 1.0, 5.0]
    assert [point["xi"] for point in (curve.ends[0], curve.ends[2])] == [0.2, 1.0]


def test_the_truth_stands_on_the_curve_where_it_is_of_the_same_persons() -> None:
    whole = laid_out(curve=drawn()["curve"] | {"left_out": 0}).curve
    assert whole is not None
    assert whole.truth is not None
    assert whole.one is not None
    (first, highest), (_, lower) = (whole.ticks[0], whole.ticks[1])
    scale = (highest - lower) / (whole.ticks[1][0] - first)
    assert whole.truth == pytest.approx(highest - 141 * scale, abs=0.1)
    parted = laid_out().curve
    assert parted is not None
    assert parted.truth is None, "a part is left out, and the truth is of all"


def test_a_gap_in_the_curve_is_a_gap() -> None:
    three: list[dict[str, Any]] = [
        {"xi": xi, "estimate": total, "low": total, "high": total}
        for xi, total in ((0.2, 100.0), (0.5, 110.0), (1.0, None), (2.0, 130.0), (5.0, 140.0))
    ]
    curve = laid_out(curve=drawn()["curve"] | {"points": three}).curve
    assert curve is not None
    assert (len(curve.lines), len(curve.bands), curve.one) == (2, 2, None)


def test_an_arabic_drawing_is_the_mirror_image() -> None:
    there, here = laid_out(), laid_out(mirrored=True)
    assert there.hills is not None
    assert here.hills is not None
    one, other = steps(there.hills.hills[0].all)[0], steps(here.hills.hills[0].all)[0]
    assert (SIDE - other[0], SIDE - other[1], other[2]) == pytest.approx(one)
    first, mirrored = (points(one.chains[0].traces[1].line) for one in (there, here))
    assert [SIDE - x for x, _ in mirrored] == pytest.approx([x for x, _ in first])
    assert [y for _, y in mirrored] == [y for _, y in first]
    assert there.curve is not None
    assert here.curve is not None
    flipped = [SIDE - x for x, _ in points(here.curve.lines[0])]
    assert flipped == pytest.approx([x for x, _ in points(there.curve.lines[0])])


@pytest.mark.parametrize("code", CODES)
def test_where_no_curve_can_be_drawn_the_page_says_why(tmp_path: Path, code: str) -> None:
    none = drawn()["curve"] | {"points": [], "refused": REFUSED, "left_out": 0, "empty": 0, "cells": 0}
    tree = page(written(tmp_path, curve=none), code)
    (why,) = tree.xpath("//h3[@id='curve']/following-sibling::p[2]")
    assert shown(why).startswith(load(code).say("drawn.no_curve"))
    assert REFUSED[1:] in shown(why)


def test_what_a_method_does_not_have_is_not_on_the_page(tmp_path: Path) -> None:
    site = written(tmp_path, spreads=[], chains=[], weights=[], curve=None)
    for code in CODES:
        tree = page(site, code)
        assert tree.xpath("//section[@id='missed']")
        for name in HEADINGS:
            assert not tree.xpath(f"//h3[@id='{name}']")


def test_the_same_file_gives_the_same_page(tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pages.append((written(tmp_path / name) / "ar" / "figures" / "killed-east.html").read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (96, 230), (717, 151_000), (0, 99)])
def test_ticks_are_round_few_and_within_the_height(low: float, high: float) -> None:
    found = Scale(low, high).ticks()
    assert 1 <= len(found) <= 8
    for value, top in found:
        assert low <= value <= high
        assert 0 <= top <= TALL
